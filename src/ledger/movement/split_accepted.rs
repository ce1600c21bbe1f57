//! A benefit enters its pot: 471 / 4671. Only a decided split can cause it (RULE 11).

use super::{Event, draft};
use crate::ledger::{AccountCode, Chart, Draft, Line, Movement, Pot};
use crate::refusal::Failure;

/// The benefit's net amount goes to the pot that its earmark names (CASF R271-4).
///
/// # Errors
/// `reference_missing` when an account was never opened.
pub fn split_accepted(chart: &Chart, event: &Event, person: i64, pot: Pot) -> Result<Draft, Failure> {
    let lines = vec![
        Line::debit(chart.account(AccountCode::Unidentified(event.bank_account))?, event.cents),
        Line::credit(chart.account(AccountCode::Pot(person, pot))?, event.cents),
    ];
    Ok(draft(Movement::SplitAccepted, event, lines))
}
