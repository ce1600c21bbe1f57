//! A share of interest that was wrong goes back to the credit that it came from: 4671.libre, then 4671.loyer / 471.

use super::{Event, draft};
use crate::ledger::{AccountCode, Chart, Draft, Line, Movement, Pot};
use crate::money::Cents;
use crate::refusal::Failure;

/// The whole share leaves the person's pots: `reserved` of it from what the rent reserve holds, the rest from free money.
///
/// # Errors
/// `reference_missing` when an account was never opened.
pub fn interest_taken_back(chart: &Chart, event: &Event, person: i64, reserved: Cents) -> Result<Draft, Failure> {
    let free = event.cents.minus(reserved).unwrap_or_default();
    let mut lines = Vec::with_capacity(3);
    for (pot, cents) in [(Pot::Libre, free), (Pot::Loyer, reserved)] {
        if cents.is_positive() {
            lines.push(Line::debit(chart.account(AccountCode::Pot(person, pot))?, cents));
        }
    }
    lines.push(Line::credit(chart.account(AccountCode::Unidentified(event.bank_account))?, event.cents));
    Ok(draft(Movement::InterestTakenBack, event, lines))
}
