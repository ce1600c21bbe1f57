//! Arrears: old rents paid through a budget line of category `arrieres_loyer`. A payment settles the oldest unpaid terms first
//! (C. civ. 1342-10), among those that are no longer current on its day: current rent is the reserve's, and is never paid twice.

use super::DueTerm;
use super::reserve::current;
use crate::money::Cents;
use crate::refusal::{AMOUNT_TOO_LARGE, Failure};
use crate::store::{Column, Tx, failure, insert_many, on};
use chrono::NaiveDate;
use serde_json::{Value, json};

/// The expense category of old rents.
pub const ARREARS: &str = "arrieres_loyer";

/// A payment of arrears: an order, or a bank line that paid the budget line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArrearsPayment {
    /// The order or the bank line.
    pub source: String,
    /// Whose.
    pub person: i64,
    /// How much.
    pub cents: Cents,
}

const SETTLEMENT: &[Column] =
    &[Column::Text("source"), Column::Text("rent"), Column::Text("month"), Column::Integer("person"), Column::Integer("cents")];

/// Records which old rents these payments settle, in their order, as seen on `day`. What exceeds the old rents that are known pays a
/// debt from before the ledger, and settles no term.
///
/// # Errors
/// What the database refuses.
pub async fn settle_arrears(tx: &mut Tx, day: NaiveDate, payments: &[ArrearsPayment]) -> Result<(), Failure> {
    if payments.is_empty() {
        return Ok(());
    }
    let mut people: Vec<i64> = payments.iter().map(|payment| payment.person).collect();
    people.sort_unstable();
    people.dedup();
    let (current_from, _) = current(day);
    let mut terms = super::due_terms(tx, &people, EARLIEST, current_from).await?;
    let mut rows: Vec<Value> = Vec::new();
    for payment in payments {
        let mut own: Vec<&mut DueTerm> = terms.iter_mut().filter(|term| term.person == payment.person).collect();
        let left: Vec<Cents> = own.iter().map(|term| term.unpaid).collect();
        for (term, cents) in own.iter_mut().zip(oldest_first(&left, payment.cents)) {
            if cents.is_positive() {
                term.unpaid = term.unpaid.minus(cents).unwrap_or_default();
                rows.push(json!([payment.source, term.rent, term.month, payment.person, cents]));
            }
        }
    }
    insert_many(tx, "arrears_settlement", SETTLEMENT, &rows).await
}

/// Before every lease.
const EARLIEST: NaiveDate = match NaiveDate::from_ymd_opt(1900, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// Shares a payment between what is left of terms, given the oldest first: each is paid whole before the next gets a cent.
#[must_use]
pub fn oldest_first(left: &[Cents], payment: Cents) -> Vec<Cents> {
    let mut rest = payment;
    left.iter()
        .map(|own| {
            let part = (*own).at_least_zero().min(rest);
            rest = rest.minus(part).unwrap_or_default();
            part
        })
        .collect()
}

/// A refund of a direct debit that paid arrears opens again what it settled, the newest term first; what had settled no term is given
/// back before.
///
/// # Errors
/// What the database refuses.
pub async fn open_again(tx: &mut Tx, debit: &str, refund: &ArrearsPayment, paid: Cents) -> Result<(), Failure> {
    let settled: Vec<(String, String, Cents)> = on!(tx, c => sqlx::query_as(
        "SELECT s.rent, s.month, s.cents FROM arrears_settlement s JOIN rent_owed d ON d.rent = s.rent AND d.month = s.month
         WHERE s.source = $1 ORDER BY d.due_on DESC, s.rent").bind(debit).fetch_all(c).await.map_err(failure))?;
    let kept = paid.minus(refund.cents).ok_or_else(|| AMOUNT_TOO_LARGE.because(""))?;
    let total = Cents::total(settled.iter().map(|(.., cents)| *cents)).ok_or_else(|| AMOUNT_TOO_LARGE.because(""))?;
    let open = total.minus(kept).unwrap_or_default().at_least_zero();
    let amounts: Vec<Cents> = settled.iter().map(|(.., cents)| *cents).collect();
    let rows: Vec<Value> = settled
        .iter()
        .zip(oldest_first(&amounts, open))
        .filter(|(_, cents)| cents.is_positive())
        .map(|((rent, month, _), cents)| json!([refund.source, rent, month, refund.person, cents.opposite().unwrap_or_default()]))
        .collect();
    insert_many(tx, "arrears_settlement", SETTLEMENT, &rows).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_oldest_rent_is_paid_whole_before_the_next_gets_a_cent(
            left in prop::collection::vec(0_i64..60_000, 0..8), payment in 1_i64..200_000,
        ) {
            let terms: Vec<Cents> = left.iter().copied().map(Cents).collect();
            let parts = oldest_first(&terms, Cents(payment));
            prop_assert_eq!(parts.len(), terms.len());
            prop_assert_eq!(parts.iter().map(|part| part.0).sum::<i64>(), payment.min(left.iter().sum()));
            for (place, part) in parts.iter().enumerate() {
                prop_assert!(!part.is_negative() && *part <= terms[place]);
                let later = parts.iter().skip(place + 1).any(|next| next.is_positive());
                prop_assert!(!later || *part == terms[place], "an older term is not whole");
            }
        }
    }
}
