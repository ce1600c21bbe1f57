//! The books as an accountant and an auditor read them: verification with the daily proof of each bank account, trial balance.

pub mod dossier;
pub mod journal;
pub mod queues;
pub mod reach;
mod waiting;

pub use waiting::{Compared, compare};

use crate::bank::store::failed_proof;
use crate::ledger::verify::verify;
use crate::refusal::Failure;
use crate::signature::proof::verify::verify_proofs;
use crate::store::{Tx, failure, on};
use serde::Serialize;

/// The books, found right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proven {
    /// Entries in the chain.
    pub entries: i64,
    /// Seal of the last one, in hexadecimal.
    pub head: String,
    /// Bank accounts proven to the cent (RULE 22).
    pub bank_accounts: usize,
    /// Proofs of answers, as they were sealed (RULE 90).
    pub proofs: usize,
}

/// Verifies everything: chain, numbers, balances, pots, then the proof of each bank account, the sealed files, what
/// waits in 471, 4672 and 4673 against its records, and the proofs of what people answered.
///
/// # Errors
/// Broken with the first place that differs.
pub async fn prove(tx: &mut Tx) -> Result<Proven, Failure> {
    let verified = verify(tx).await?;
    let accounts: Vec<(i64, String)> =
        on!(tx, c => sqlx::query_as("SELECT id, reference FROM bank_account ORDER BY id").fetch_all(c).await.map_err(failure))?;
    for (id, reference) in &accounts {
        if let Some(gap) = failed_proof(tx, *id).await? {
            return Err(Failure::Broken(format!("contrôle du jour du compte {reference} : {gap}.")));
        }
    }
    check_batches(tx).await?;
    waiting::check_waiting(tx).await?;
    let proofs = verify_proofs(tx).await?;
    Ok(Proven { entries: verified.entries, head: hex::encode(verified.head), bank_accounts: accounts.len(), proofs })
}

/// A sealed file says what its orders say: their number and their sum.
async fn check_batches(tx: &mut Tx) -> Result<(), Failure> {
    let wrong: Option<(String,)> = on!(tx, c => sqlx::query_as(
        "SELECT b.id FROM batch b LEFT JOIN payment_order o ON o.batch = b.id
         GROUP BY b.id, b.orders, b.cents HAVING COUNT(o.id) <> b.orders OR COALESCE(SUM(o.cents), 0) <> b.cents ORDER BY b.id LIMIT 1")
        .fetch_optional(c).await.map_err(failure))?;
    match wrong {
        Some((id,)) => Err(Failure::Broken(format!("le fichier de virements {id} ne correspond pas à ses paiements."))),
        None => Ok(()),
    }
}
