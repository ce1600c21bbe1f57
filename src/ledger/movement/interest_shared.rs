//! A person's share of the interest that the bank paid on the account: 471 / 4671.libre (RULE 23).

use super::{Event, draft};
use crate::ledger::{AccountCode, Chart, Draft, Line, Movement, Pot};
use crate::refusal::Failure;

/// The share becomes free money: interest has no earmark, whatever the pots that earned it.
///
/// # Errors
/// `reference_missing` when an account was never opened.
pub fn interest_shared(chart: &Chart, event: &Event, person: i64) -> Result<Draft, Failure> {
    let lines = vec![
        Line::debit(chart.account(AccountCode::Unidentified(event.bank_account))?, event.cents),
        Line::credit(chart.account(AccountCode::Pot(person, Pot::Libre))?, event.cents),
    ];
    Ok(draft(Movement::InterestShared, event, lines))
}
