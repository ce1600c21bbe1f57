//! Debits that wait for a person, each with what is known of it.

use super::{executed::find_execution, line, reversal::find_receipt, reversal::missing};
use crate::intake::debit::{Unexplained, unexplained};
use crate::money::Cents;
use crate::refusal::Failure;
use crate::store::Tx;
use serde::Serialize;

/// An alarm as people read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Alarm {
    /// The debit.
    #[serde(flatten)]
    pub debit: Unexplained,
    /// The receipt that it takes back, when only one fits.
    pub takes_back: Option<String>,
    /// What the pots lack for that.
    pub missing: Option<Cents>,
    /// The rejected order whose reference it bears.
    pub executes: Option<String>,
}

impl Alarm {
    /// What to do about it, in French; empty when nothing is known.
    #[must_use]
    pub fn advice(&self) -> String {
        match (&self.takes_back, &self.executes) {
            (Some(_), _) if self.missing.is_some_and(Cents::is_positive) => {
                format!("Reprise d'un crédit reçu : il manque {} dans les réserves", self.missing.unwrap_or_default())
            }
            (Some(_), _) => "Reprise d'un crédit reçu : « quitus debit reversed »".to_owned(),
            (None, Some(_)) => "Paiement noté rejeté que la banque a exécuté : « quitus debit executed »".to_owned(),
            (None, None) => String::new(),
        }
    }
}

/// Every debit that waits, oldest first.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn alarms(tx: &mut Tx) -> Result<Vec<Alarm>, Failure> {
    let mut alarms = Vec::new();
    for debit in unexplained(tx).await? {
        let mut alarm = Alarm { debit, takes_back: None, missing: None, executes: None };
        if let Some(line) = line(tx, &alarm.debit.line).await? {
            if let Some(receipt) = find_receipt(tx, &line).await? {
                alarm.missing = Some(missing(tx, &receipt.id).await?);
                alarm.takes_back = Some(receipt.id);
            }
            alarm.executes = find_execution(tx, &line).await?.map(|order| order.id);
        }
        alarms.push(alarm);
    }
    Ok(alarms)
}
