//! The accounts that pay, as they are now.

use crate::refusal::{Failure, REFERENCE_MISSING};
use crate::store::{Tx, failure, on};

/// A bank account of the organisation or of a person.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Debtor {
    pub id: i64,
    pub reference: String,
    pub iban: String,
    pub holder: String,
    pub holder_name: Option<String>,
    pub label: String,
    pub bic: Option<String>,
}

impl Debtor {
    /// Who pays, for the bank.
    pub fn name(&self) -> String {
        self.holder_name.clone().unwrap_or_else(|| self.label.clone())
    }

    /// True when a person gave this reference or this IBAN.
    fn is_named(&self, reference: &str) -> bool {
        self.reference == reference || self.iban == reference.replace(' ', "")
    }
}

/// The accounts of these references or IBANs, all of them when none is named.
///
/// # Errors
/// `reference_missing`.
pub(super) async fn debtors(tx: &mut Tx, references: &[String]) -> Result<Vec<Debtor>, Failure> {
    let all: Vec<Debtor> = on!(tx, c => sqlx::query_as(
        "SELECT id, reference, iban, holder, holder_name, label, bic FROM bank_account_current ORDER BY id")
        .fetch_all(c).await.map_err(failure))?;
    if let Some(reference) = references.iter().find(|reference| !all.iter().any(|debtor| debtor.is_named(reference))) {
        return Err(unknown(reference));
    }
    let asked = |debtor: &Debtor| references.is_empty() || references.iter().any(|reference| debtor.is_named(reference));
    Ok(all.into_iter().filter(asked).collect())
}

/// The account of this reference or IBAN.
///
/// # Errors
/// `reference_missing`.
pub(super) async fn debtor(tx: &mut Tx, reference: &str) -> Result<Debtor, Failure> {
    let found: Option<Debtor> = on!(tx, c => sqlx::query_as(
        "SELECT id, reference, iban, holder, holder_name, label, bic FROM bank_account_current WHERE reference = $1 OR iban = $2")
        .bind(reference).bind(reference.replace(' ', "")).fetch_optional(c).await.map_err(failure))?;
    found.ok_or_else(|| unknown(reference))
}

fn unknown(reference: &str) -> Failure {
    REFERENCE_MISSING.because(format!("(le compte bancaire « {reference} »)")).into()
}
