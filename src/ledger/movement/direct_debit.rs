//! An agreed direct debit: pots / 512. It pays the budget line whose mandate the bank names.

use super::{Event, Funding, draft, pot_lines};
use crate::ledger::{AccountCode, Chart, Draft, Line, Movement};
use crate::refusal::Failure;

/// The pots that may pay this category pay the debit.
///
/// # Errors
/// `reference_missing` when an account was never opened.
pub fn direct_debit(chart: &Chart, event: &Event, person: i64, category: &str, funding: &[Funding]) -> Result<Draft, Failure> {
    let mut lines = pot_lines(chart, person, category, funding)?;
    lines.push(Line::credit(chart.account(AccountCode::Bank(event.bank_account))?, event.cents));
    Ok(draft(Movement::DirectDebit, event, lines))
}
