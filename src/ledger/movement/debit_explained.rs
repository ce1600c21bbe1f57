//! An unexplained debit found its explanation: pots / 4718 when a budget line owns it, 4687 / 4718 when
//! it was a fee, 4672 / 4718 when it was one of our orders.

use super::{Event, Funding, draft, pot_lines};
use crate::ledger::{AccountCode, Chart, Draft, Line, Movement};
use crate::refusal::Failure;

/// The pots of the person whose budget line it was pay the debit.
///
/// # Errors
/// `reference_missing` when an account was never opened.
pub fn debit_explained(chart: &Chart, event: &Event, person: i64, category: &str, funding: &[Funding]) -> Result<Draft, Failure> {
    let mut lines = pot_lines(chart, person, category, funding)?;
    lines.push(Line::credit(chart.account(AccountCode::Unexplained(event.bank_account))?, event.cents));
    Ok(draft(Movement::DebitExplained, event, lines))
}

/// The debit was one of our own orders after all: the money set apart at approval pays it.
///
/// # Errors
/// `reference_missing` when the bank account has no accounts.
pub fn debit_was_ours(chart: &Chart, event: &Event) -> Result<Draft, Failure> {
    let lines = vec![
        Line::debit(chart.account(AccountCode::InTransit(event.bank_account))?, event.cents),
        Line::credit(chart.account(AccountCode::Unexplained(event.bank_account))?, event.cents),
    ];
    Ok(draft(Movement::DebitExplained, event, lines))
}

/// The debit was a bank fee: the organisation owes it.
///
/// # Errors
/// `reference_missing` when the bank account has no accounts.
pub fn debit_was_a_fee(chart: &Chart, event: &Event) -> Result<Draft, Failure> {
    let lines = vec![
        Line::debit(chart.account(AccountCode::Fees(event.bank_account))?, event.cents),
        Line::credit(chart.account(AccountCode::Unexplained(event.bank_account))?, event.cents),
    ];
    Ok(draft(Movement::DebitExplained, event, lines))
}
