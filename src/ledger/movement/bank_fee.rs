//! A bank fee: 4687 / 512. The organisation owes it back to the account; no person bears it (RULE 23).

use super::{Event, draft};
use crate::ledger::{AccountCode, Chart, Draft, Line, Movement};
use crate::refusal::Failure;

/// The fee becomes a debt of the organisation.
///
/// # Errors
/// `reference_missing` when the bank account has no accounts.
pub fn bank_fee(chart: &Chart, event: &Event) -> Result<Draft, Failure> {
    let lines = vec![
        Line::debit(chart.account(AccountCode::Fees(event.bank_account))?, event.cents),
        Line::credit(chart.account(AccountCode::Bank(event.bank_account))?, event.cents),
    ];
    Ok(draft(Movement::BankFee, event, lines))
}
