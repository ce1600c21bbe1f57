//! The bank executed an order whose rejection was noted: the same pots / 4672, to the cent. Its debit then settles it as any other.

use super::{Event, GivenBack, draft};
use crate::ledger::{AccountCode, Chart, Draft, Line, Movement};
use crate::refusal::Failure;

/// The money that the rejection gave back leaves again.
///
/// # Errors
/// `reference_missing` when an account was never opened.
pub fn order_taken_again(chart: &Chart, event: &Event, from: &GivenBack) -> Result<Draft, Failure> {
    let mut lines = match from {
        GivenBack::Refused => vec![Line::debit(chart.account(AccountCode::ToReturn(event.bank_account))?, event.cents)],
        GivenBack::Pots { person, funding, .. } => funding
            .iter()
            .map(|part| Ok(Line::debit(chart.account(AccountCode::Pot(*person, part.pot))?, part.cents)))
            .collect::<Result<_, Failure>>()?,
    };
    lines.push(Line::credit(chart.account(AccountCode::InTransit(event.bank_account))?, event.cents));
    Ok(draft(Movement::OrderTakenAgain, event, lines))
}
