//! Income outside the list is refused: 471 / 4673. It waits there to be given back, and never touches a pot (RULE 12).

use super::{Event, draft};
use crate::ledger::{AccountCode, Chart, Draft, Line, Movement};
use crate::refusal::Failure;

/// The refused part waits to be given back.
///
/// # Errors
/// `reference_missing` when the bank account has no accounts.
pub fn split_refused(chart: &Chart, event: &Event) -> Result<Draft, Failure> {
    let lines = vec![
        Line::debit(chart.account(AccountCode::Unidentified(event.bank_account))?, event.cents),
        Line::credit(chart.account(AccountCode::ToReturn(event.bank_account))?, event.cents),
    ];
    Ok(draft(Movement::SplitRefused, event, lines))
}
