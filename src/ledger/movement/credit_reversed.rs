//! A credit and a debit that undo each other: 471 / 4718. The payer or the bank took a credit back, or gave back a debit that nobody
//! had explained. No pot moves here: a benefit that was in a pot leaves it first by its correction.

use super::{Event, draft};
use crate::ledger::{AccountCode, Chart, Draft, Line, Movement};
use crate::refusal::Failure;

/// The waiting credit explains the unexplained debit; the event is the debit's.
///
/// # Errors
/// `reference_missing` when the bank account has no accounts.
pub fn credit_reversed(chart: &Chart, event: &Event) -> Result<Draft, Failure> {
    let lines = vec![
        Line::debit(chart.account(AccountCode::Unidentified(event.bank_account))?, event.cents),
        Line::credit(chart.account(AccountCode::Unexplained(event.bank_account))?, event.cents),
    ];
    Ok(draft(Movement::DebitExplained, event, lines))
}
