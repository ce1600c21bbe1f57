//! The bank gave a direct debit back: 471 / the same pots. The credit itself was booked 512 / 471 (bank formats §2.3).

use super::{Event, Funding, draft};
use crate::ledger::{AccountCode, Chart, Draft, Line, Movement};
use crate::refusal::Failure;

/// The money goes back to the pots that paid the debit; it is never income.
///
/// # Errors
/// `reference_missing` when an account was never opened.
pub fn debit_refunded(chart: &Chart, event: &Event, person: i64, parts: &[Funding]) -> Result<Draft, Failure> {
    let mut lines = vec![Line::debit(chart.account(AccountCode::Unidentified(event.bank_account))?, event.cents)];
    for part in parts {
        lines.push(Line::credit(chart.account(AccountCode::Pot(person, part.pot))?, part.cents));
    }
    Ok(draft(Movement::DebitRefunded, event, lines))
}
