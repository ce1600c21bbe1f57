//! The rent reserve: libre / loyer when rent is set aside, loyer / libre when it is released (design §5, CASF L271-2).

use super::{Event, draft};
use crate::ledger::{AccountCode, Chart, Draft, Line, Movement, Pot};
use crate::refusal::Failure;

/// Free money becomes rent money.
///
/// # Errors
/// `reference_missing` when the person has no accounts.
pub fn rent_set_aside(chart: &Chart, event: &Event, person: i64) -> Result<Draft, Failure> {
    moved(chart, event, person, Movement::RentSetAside, Pot::Libre, Pot::Loyer)
}

/// Rent money becomes free again: housing aid arrived, or a term was cancelled.
///
/// # Errors
/// `reference_missing` when the person has no accounts.
pub fn rent_released(chart: &Chart, event: &Event, person: i64) -> Result<Draft, Failure> {
    moved(chart, event, person, Movement::RentReleased, Pot::Loyer, Pot::Libre)
}

fn moved(chart: &Chart, event: &Event, person: i64, movement: Movement, from: Pot, to: Pot) -> Result<Draft, Failure> {
    let lines = vec![
        Line::debit(chart.account(AccountCode::Pot(person, from))?, event.cents),
        Line::credit(chart.account(AccountCode::Pot(person, to))?, event.cents),
    ];
    Ok(draft(movement, event, lines))
}
