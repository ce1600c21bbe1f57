//! A debit that nobody explains yet: 4718 / 512. An alarm that a person must clear; no pot pays it meanwhile.

use super::{Event, draft};
use crate::ledger::{AccountCode, Chart, Draft, Line, Movement};
use crate::refusal::Failure;

/// SQL that is true where the entry `e` is that of a debit which nobody has explained since. The journal of the rents is named, which holds
/// neither, because the index that keeps every other movement of a source unique leaves it out: it then finds the few among all.
pub const STILL_UNEXPLAINED: &str = "(e.movement = 'debit_unexplained' AND e.journal <> 'LO' AND NOT EXISTS (
    SELECT 1 FROM entry x WHERE x.source = e.source AND x.movement = 'debit_explained' AND x.journal <> 'LO'))";

/// The debit waits in 4718.
///
/// # Errors
/// `reference_missing` when the bank account has no accounts.
pub fn debit_unexplained(chart: &Chart, event: &Event) -> Result<Draft, Failure> {
    let lines = vec![
        Line::debit(chart.account(AccountCode::Unexplained(event.bank_account))?, event.cents),
        Line::credit(chart.account(AccountCode::Bank(event.bank_account))?, event.cents),
    ];
    Ok(draft(Movement::DebitUnexplained, event, lines))
}
