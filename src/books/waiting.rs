//! What waits, twice: the balance of an account of ours, and the sum of the records that explain it. They are equal to the cent.

use crate::money::Cents;
use crate::refusal::Failure;
use crate::store::{Tx, failure, on};

/// An account that records explain.
struct Waiting {
    /// Its number in the chart.
    account: &'static str,
    /// What it holds, in French.
    holds: &'static str,
    /// Its kind in the database.
    kind: &'static str,
    /// The records, each with its bank account and its amount.
    records: &'static str,
}

const WAITING: [Waiting; 3] = [
    Waiting {
        account: "4672",
        holds: "les paiements approuvés et pas encore débités",
        kind: "in_transit",
        records: "SELECT bank_account, cents FROM payment_order WHERE state IN ('approved', 'sealed')",
    },
    Waiting {
        account: "471",
        holds: "les encaissements à identifier",
        kind: "unidentified",
        records: "SELECT bank_account, cents FROM receipt WHERE state = 'waiting'",
    },
    Waiting {
        account: "4673",
        holds: "les revenus refusés et pas encore rendus",
        kind: "to_return",
        records: "SELECT r.bank_account, s.net AS cents FROM receipt_split_live s JOIN receipt r ON r.line = s.receipt
            WHERE s.kind = 'refused' AND r.state = 'decided' AND NOT EXISTS (
                SELECT 1 FROM payment_order o WHERE o.split = s.id AND o.state IN ('approved', 'sealed', 'settled'))",
    },
];

/// An account that waits, with what its records make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// The bank account's reference.
    pub reference: String,
    /// The account's number in the chart.
    pub account: &'static str,
    /// What it holds, in French.
    pub holds: &'static str,
    /// What the entries say.
    pub books: Cents,
    /// What the records make.
    pub recorded: Cents,
}

/// Compares 4672, 471 and 4673 with their records: of one bank account, or of all.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn compare(tx: &mut Tx, only: Option<i64>) -> Result<Vec<Compared>, Failure> {
    let mut compared = Vec::new();
    for Waiting { account, holds, kind, records } in WAITING {
        let sql = format!(
            "SELECT k.reference, -b.cents AS books, CAST(COALESCE(x.cents, 0) AS BIGINT) AS recorded
             FROM bank_account k JOIN account a ON a.bank_account = k.id AND a.kind = $1 JOIN balance b ON b.account = a.id
                LEFT JOIN (SELECT w.bank_account, SUM(w.cents) AS cents FROM ({records}) w GROUP BY w.bank_account) x
                    ON x.bank_account = k.id
             WHERE $2 = 0 OR k.id = $2 ORDER BY k.id"
        );
        let rows: Vec<(String, Cents, Cents)> = on!(tx, c => sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(kind).bind(only.unwrap_or(0)).fetch_all(c).await.map_err(failure))?;
        let one = |(reference, books, recorded)| Compared { reference, account, holds, books, recorded };
        compared.extend(rows.into_iter().map(one));
    }
    Ok(compared)
}

/// Compares each of these accounts of each bank account with its records.
///
/// # Errors
/// Broken with the first one that differs, and both figures.
pub(super) async fn check_waiting(tx: &mut Tx) -> Result<(), Failure> {
    match compare(tx, None).await?.into_iter().find(|one| one.books != one.recorded) {
        None => Ok(()),
        Some(Compared { reference, account, holds, books, recorded }) => {
            let place = format!("compte {account} du compte bancaire {reference}");
            Err(Failure::Broken(format!("{place} : les écritures disent {books}, {holds} font {recorded}.")))
        }
    }
}
