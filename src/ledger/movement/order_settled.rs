//! The bank debited our orders: 4672 / 512. One order, or a whole block when the bank books it as one debit.

use super::{Event, draft};
use crate::ledger::{AccountCode, Chart, Draft, Line, Movement};
use crate::refusal::Failure;

/// The money that was set apart at approval leaves the bank.
///
/// # Errors
/// `reference_missing` when the bank account has no accounts.
pub fn order_settled(chart: &Chart, event: &Event) -> Result<Draft, Failure> {
    let lines = vec![
        Line::debit(chart.account(AccountCode::InTransit(event.bank_account))?, event.cents),
        Line::credit(chart.account(AccountCode::Bank(event.bank_account))?, event.cents),
    ];
    Ok(draft(Movement::OrderSettled, event, lines))
}
