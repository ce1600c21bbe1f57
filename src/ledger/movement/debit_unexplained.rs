//! A debit that nobody explains yet: 4718 / 512. An alarm that a person must clear; no pot pays it meanwhile.

use super::{Event, draft};
use crate::ledger::{AccountCode, Chart, Draft, Line, Movement};
use crate::refusal::Failure;

/// The debit waits in 4718.
///
/// # Errors
/// `reference_missing` when the bank account has no accounts.
pub fn debit_unexplained(chart: &Chart, event: &Event) -> Result<Draft, Failure> {
    let lines = vec![
        Line::debit(chart.account(AccountCode::Unexplained(event.bank_account))?, event.cents),
        Line::credit(chart.account(AccountCode::Bank(event.bank_account))?, event.cents),
    ];
    Ok(draft(Movement::DebitUnexplained, event, lines))
}
