//! One file per way money moves (design §4). Each makes a draft from plain values; only [`super::post`] writes.

mod bank_fee;
mod correction;
mod credit_imported;
mod credit_reversed;
mod debit_explained;
mod debit_refunded;
mod debit_unexplained;
mod direct_debit;
mod fee_refunded;
mod interest_shared;
mod interest_taken_back;
mod opening_balance;
mod order_approved;
mod order_rejected;
mod order_returned;
mod order_settled;
mod order_taken_again;
mod rent_reserved;
mod split_accepted;
mod split_refused;

pub use bank_fee::*;
pub use correction::*;
pub use credit_imported::*;
pub use credit_reversed::*;
pub use debit_explained::*;
pub use debit_refunded::*;
pub use debit_unexplained::*;
pub use direct_debit::*;
pub use fee_refunded::*;
pub use interest_shared::*;
pub use interest_taken_back::*;
pub use opening_balance::*;
pub use order_approved::*;
pub use order_rejected::*;
pub use order_returned::*;
pub use order_settled::*;
pub use order_taken_again::*;
pub use rent_reserved::*;
pub use split_accepted::*;
pub use split_refused::*;

use super::{AccountCode, Chart, Draft, Line, Movement, Pot};
use crate::money::Cents;
use crate::refusal::Failure;
use chrono::NaiveDate;

/// What happened, in the words that every movement shares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The bank account whose money moves.
    pub bank_account: i64,
    /// The amount, above zero.
    pub cents: Cents,
    /// Booking day.
    pub occurred_on: NaiveDate,
    /// Value day.
    pub value_on: NaiveDate,
    /// What causes it: a bank line, a split, an order, a decision.
    pub source: String,
    /// Words for people.
    pub text: String,
}

/// A part of a payment and the pot that pays it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Funding {
    /// The pot.
    pub pot: Pot,
    /// Its part, above zero.
    pub cents: Cents,
}

/// Where the money of an order that did not go through goes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GivenBack {
    /// To the pots of a person that paid it.
    Pots {
        /// The person.
        person: i64,
        /// The category that was paid.
        category: String,
        /// The parts.
        funding: Vec<Funding>,
    },
    /// To the refused money: it was on its way back to its payer.
    Refused,
}

fn draft(movement: Movement, event: &Event, lines: Vec<Line>) -> Draft {
    Draft {
        movement,
        occurred_on: event.occurred_on,
        value_on: event.value_on,
        source: event.source.clone(),
        corrects: None,
        text: event.text.clone(),
        lines,
    }
}

fn pot_lines(chart: &Chart, person: i64, category: &str, funding: &[Funding]) -> Result<Vec<Line>, Failure> {
    funding
        .iter()
        .map(|part| Ok(Line::debit(chart.account(AccountCode::Pot(person, part.pot))?, part.cents).paying(category)))
        .collect()
}

fn given_back_lines(chart: &Chart, event: &Event, to: &GivenBack) -> Result<Vec<Line>, Failure> {
    match to {
        GivenBack::Refused => Ok(vec![Line::credit(chart.account(AccountCode::ToReturn(event.bank_account))?, event.cents)]),
        GivenBack::Pots { person, category, funding } => funding
            .iter()
            .map(|part| Ok(Line::credit(chart.account(AccountCode::Pot(*person, part.pot))?, part.cents).paying(category)))
            .collect(),
    }
}
