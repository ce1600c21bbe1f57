//! A paid order came back after its debit: 471 / the same pots, to the cent. The credit itself was booked 512 / 471.

use super::{Event, GivenBack, draft, given_back_lines};
use crate::ledger::{AccountCode, Chart, Draft, Line, Movement};
use crate::money::Cents;
use crate::refusal::Failure;

/// The money goes back to the pots that paid, whole: what a bank kept on the way is owed by the organisation (RULE 23).
///
/// # Errors
/// `reference_missing` when an account was never opened.
pub fn order_returned_less_fee(chart: &Chart, event: &Event, to: &GivenBack, fee: Cents) -> Result<Draft, Failure> {
    let received = event.cents.minus(fee).unwrap_or_default();
    let mut lines = vec![
        Line::debit(chart.account(AccountCode::Unidentified(event.bank_account))?, received),
        Line::debit(chart.account(AccountCode::Fees(event.bank_account))?, fee),
    ];
    lines.extend(given_back_lines(chart, event, to)?);
    Ok(draft(Movement::OrderReturned, event, lines))
}

/// The money goes back to the pots that paid; it is never income.
///
/// # Errors
/// `reference_missing` when an account was never opened.
pub fn order_returned(chart: &Chart, event: &Event, to: &GivenBack) -> Result<Draft, Failure> {
    let mut lines = vec![Line::debit(chart.account(AccountCode::Unidentified(event.bank_account))?, event.cents)];
    lines.extend(given_back_lines(chart, event, to)?);
    Ok(draft(Movement::OrderReturned, event, lines))
}
