//! Bank fees repaid, by the bank or by the organisation that owed them: 471 / 4687. No pot sees this money (RULE 23).

use super::{Event, draft};
use crate::ledger::{AccountCode, Chart, Draft, Line, Movement};
use crate::refusal::Failure;

/// The credit lowers what the organisation owes to the account.
///
/// # Errors
/// `reference_missing` when the bank account has no accounts.
pub fn fee_refunded(chart: &Chart, event: &Event) -> Result<Draft, Failure> {
    let lines = vec![
        Line::debit(chart.account(AccountCode::Unidentified(event.bank_account))?, event.cents),
        Line::credit(chart.account(AccountCode::Fees(event.bank_account))?, event.cents),
    ];
    Ok(draft(Movement::FeeRefunded, event, lines))
}
