//! A second person approved an order: pots / 4672, or 4673 / 4672 when refused money is given back (RULE 35).

use super::{Event, Funding, draft, pot_lines};
use crate::ledger::{AccountCode, Chart, Draft, Line, Movement};
use crate::refusal::Failure;

/// The money leaves the person's pots and waits for the bank's debit.
///
/// # Errors
/// `reference_missing` when an account was never opened.
pub fn order_approved(chart: &Chart, event: &Event, person: i64, category: &str, funding: &[Funding]) -> Result<Draft, Failure> {
    let mut lines = pot_lines(chart, person, category, funding)?;
    lines.push(Line::credit(chart.account(AccountCode::InTransit(event.bank_account))?, event.cents));
    Ok(draft(Movement::OrderApproved, event, lines))
}

/// Refused money is on its way back.
///
/// # Errors
/// `reference_missing` when the bank account has no accounts.
pub fn give_back_approved(chart: &Chart, event: &Event) -> Result<Draft, Failure> {
    let lines = vec![
        Line::debit(chart.account(AccountCode::ToReturn(event.bank_account))?, event.cents),
        Line::credit(chart.account(AccountCode::InTransit(event.bank_account))?, event.cents),
    ];
    Ok(draft(Movement::OrderApproved, event, lines))
}
