//! What the bank undoes: a direct debit that it gives back, a credit that it takes back, fees repaid, and an order that it executed
//! although its rejection was noted. What is certain is booked with the statement; the rest waits for a person, with what is
//! known of it. Nothing that is undone is ever income, and no pot goes below zero for it.

mod certain;
mod clue;
mod executed;
mod refund;
mod reversal;

pub use certain::{Certain, undo_credit, undo_debit};
pub use clue::{Alarm, alarms};
pub use executed::executed;
pub use refund::{Refunded, fees_repaid, refunded};
pub use reversal::reversed;

use crate::access::Act;
use crate::money::Cents;
use crate::refusal::{Failure, RECEIPT_DECIDED, RECEIPT_UNKNOWN};
use crate::store::{Tx, failure, on};
use chrono::NaiveDate;

/// A bank line as what undoes it must know it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Line {
    /// Identifier.
    pub id: String,
    /// The account.
    pub bank_account: i64,
    /// Booking day at the bank.
    pub booked_on: NaiveDate,
    /// Value day.
    pub value_on: NaiveDate,
    /// Credit positive.
    pub cents: Cents,
    /// The end-to-end reference that it bears.
    pub end_to_end_id: Option<String>,
    /// Our payment block.
    pub payment_id: Option<String>,
    /// Mandate of a direct debit.
    pub mandate: Option<String>,
    /// The other side's name.
    pub name: Option<String>,
    /// The other side's account.
    pub iban: Option<String>,
    /// What the payer wrote.
    pub remittance: Option<String>,
    /// Why it undoes another, when the bank says that it does.
    pub return_reason: Option<String>,
}

impl Line {
    /// Everything in which it may say whose money it is.
    fn said(&self) -> String {
        [&self.end_to_end_id, &self.remittance, &self.name]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(" ")
    }
}

const COLUMNS: &str = "b.id, b.bank_account, b.booked_on, b.value_on, b.cents, b.end_to_end_id, b.payment_id, b.mandate,
    b.counterparty_name AS name, b.counterparty_iban AS iban, b.remittance, b.return_reason";

/// The line of that identifier.
async fn line(tx: &mut Tx, id: &str) -> Result<Option<Line>, Failure> {
    let sql = format!("SELECT {COLUMNS} FROM bank_line b WHERE b.id = $1");
    on!(tx, c => sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id).fetch_optional(c).await.map_err(failure))
}

/// The credit of a receipt that waits.
async fn waiting(tx: &mut Tx, receipt: &str) -> Result<Line, Failure> {
    let state: Option<(String,)> = on!(tx, c => sqlx::query_as("SELECT state FROM receipt WHERE line = $1")
        .bind(receipt).fetch_optional(c).await.map_err(failure))?;
    match (state, line(tx, receipt).await?) {
        (Some((state,)), Some(line)) if state == "waiting" => Ok(line),
        (Some(_), _) => Err(RECEIPT_DECIDED.because("").at(receipt).into()),
        (None, _) => Err(RECEIPT_UNKNOWN.because(format!("(« {receipt} »)")).into()),
    }
}

/// What the pair is, in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Refund,
    Reversal,
    Fee,
}

impl Kind {
    const fn code(self) -> &'static str {
        match self {
            Self::Refund => "refund",
            Self::Reversal => "reversal",
            Self::Fee => "fee",
        }
    }
}

/// Records that the credit undoes the debit, or is undone by it. A receipt made of that credit waits no more.
async fn keep(tx: &mut Tx, act: &Act, kind: Kind, credit: &str, debit: Option<&str>, evidence: &str) -> Result<(), Failure> {
    on!(tx, c => sqlx::query(
        "INSERT INTO bank_reversal (credit, debit, kind, evidence, decided_at, decided_by) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(credit).bind(debit).bind(kind.code()).bind(evidence).bind(act.at).bind(&act.user.id)
        .execute(c).await.map(|_| ()).map_err(failure))?;
    on!(tx, c => sqlx::query("UPDATE receipt SET state = 'returned' WHERE line = $1")
        .bind(credit).execute(c).await.map(|_| ()).map_err(failure))
}

/// True when both sides bear the reference and it is the same; false when they differ; nothing when one bears none.
fn agree(one: Option<&str>, other: Option<&str>) -> Option<bool> {
    Some(one?.eq_ignore_ascii_case(other?))
}

/// The only candidate.
fn only<T>(candidates: impl IntoIterator<Item = T>) -> Option<T> {
    let mut candidates = candidates.into_iter();
    candidates.next().filter(|_| candidates.next().is_none())
}

#[cfg(test)]
pub(in crate::intake::undone) mod tests {
    use super::*;

    /// A line with what it says of itself.
    pub fn line(cents: i64, reference: Option<&str>, mandate: Option<&str>, name: Option<&str>) -> Line {
        Line {
            id: String::new(),
            bank_account: 1,
            booked_on: NaiveDate::default(),
            value_on: NaiveDate::default(),
            cents: Cents(cents),
            end_to_end_id: reference.map(str::to_owned),
            payment_id: None,
            mandate: mandate.map(str::to_owned),
            name: name.map(str::to_owned),
            iban: None,
            remittance: None,
            return_reason: None,
        }
    }

    #[test]
    fn two_candidates_are_none() {
        assert_eq!((only([1]), only([1, 2]), only(Vec::<i64>::new())), (Some(1), None, None));
    }
}
