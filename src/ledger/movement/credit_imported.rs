//! A credit at the bank: 512 / 471. What it is and whose it is, nobody has said yet.

use super::{Event, draft};
use crate::ledger::{AccountCode, Chart, Draft, Line, Movement};
use crate::refusal::Failure;

/// The whole credit waits in 471 at once, identified or not.
///
/// # Errors
/// `reference_missing` when the bank account has no accounts.
pub fn credit_imported(chart: &Chart, event: &Event) -> Result<Draft, Failure> {
    let lines = vec![
        Line::debit(chart.account(AccountCode::Bank(event.bank_account))?, event.cents),
        Line::credit(chart.account(AccountCode::Unidentified(event.bank_account))?, event.cents),
    ];
    Ok(draft(Movement::CreditImported, event, lines))
}
