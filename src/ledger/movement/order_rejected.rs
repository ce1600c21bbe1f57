//! The bank rejected an order before it debited it: 4672 / the same pots, to the cent.

use super::{Event, GivenBack, draft, given_back_lines};
use crate::ledger::{AccountCode, Chart, Draft, Line, Movement};
use crate::refusal::Failure;

/// The money goes back to the pots that paid.
///
/// # Errors
/// `reference_missing` when an account was never opened.
pub fn order_rejected(chart: &Chart, event: &Event, to: &GivenBack) -> Result<Draft, Failure> {
    let mut lines = vec![Line::debit(chart.account(AccountCode::InTransit(event.bank_account))?, event.cents)];
    lines.extend(given_back_lines(chart, event, to)?);
    Ok(draft(Movement::OrderRejected, event, lines))
}
