//! Money that a person had before the ledger began, with its proof: 512 / pot.

use super::{Event, draft};
use crate::ledger::{AccountCode, Chart, Draft, Line, Movement, Pot};
use crate::refusal::Failure;

/// The proven amount enters the pot.
///
/// # Errors
/// `reference_missing` when an account was never opened.
pub fn opening_balance(chart: &Chart, event: &Event, person: i64, pot: Pot) -> Result<Draft, Failure> {
    let lines = vec![
        Line::debit(chart.account(AccountCode::Bank(event.bank_account))?, event.cents),
        Line::credit(chart.account(AccountCode::Pot(person, pot))?, event.cents),
    ];
    Ok(draft(Movement::OpeningBalance, event, lines))
}
