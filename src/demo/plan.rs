//! The plan of events: what payers, creditors and banks will do, month after month, as plain values.

use super::days;
use crate::calendar::Month;
use chrono::NaiveDate;

/// All that the simulated bank needs to know, apart from the payment files that it will receive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// First day of the simulation: the accounts are open and empty.
    pub opens_on: NaiveDate,
    /// The BIC of the simulated bank.
    pub bic: String,
    /// The accounts, in the order of their references.
    pub accounts: Vec<PlannedAccount>,
    /// Movements that come back every month.
    pub regular: Vec<Regular>,
    /// Movements that come once.
    pub once: Vec<(NaiveDate, Movement)>,
    /// Payees whose account refuses our transfers.
    pub troubles: Vec<Trouble>,
}

/// An account held at the simulated bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedAccount {
    /// Its IBAN.
    pub iban: String,
    /// Its holder, in bank text.
    pub holder: String,
    /// True for the account of the organisation, which the bank debits once per payment block.
    pub pooled: bool,
}

/// A movement of every month from `from` on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regular {
    /// First month.
    pub from: Month,
    /// Last month, or none.
    pub until: Option<Month>,
    /// Months left out.
    pub skipped: Vec<Month>,
    /// The day of the month.
    pub when: When,
    /// What is booked.
    pub movement: Movement,
}

/// The day of a month on which something is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// The CAF's day.
    Caf,
    /// The basic pension's day.
    Pension,
    /// That day of the month, or the next open day.
    Day(u32),
    /// The last open day of the month.
    LastOpenDay,
}

impl When {
    /// The day in `month`.
    #[must_use]
    pub fn in_month(self, month: Month) -> NaiveDate {
        match self {
            Self::Caf => days::caf_day(month),
            Self::Pension => days::pension_day(month),
            Self::Day(day) => days::open_from(month.day(day)),
            Self::LastOpenDay => days::open_until(month.last_day()),
        }
    }
}

/// Why a movement is booked; it decides its sign and its bank transaction code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// A SEPA transfer received.
    TransferReceived,
    /// A SEPA direct debit taken from the account.
    DirectDebit,
    /// A fee of the bank.
    Fee,
}

/// A movement that the bank books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// Index in [`Plan::accounts`].
    pub account: usize,
    /// Its nature.
    pub nature: Nature,
    /// Euro cents, positive.
    pub cents: i64,
    /// The other party, in bank text; empty for fees.
    pub party: String,
    /// Its IBAN, when the bank tells it.
    pub party_iban: String,
    /// End-to-end reference; `{mois}` stands for the month as MMYYYY; empty when the sender gave none.
    pub end_to_end: String,
    /// Remittance text; `{mois}` stands for the month as MMYYYY.
    pub remittance: String,
    /// Mandate of a direct debit, else empty.
    pub mandate: String,
    /// True when the bank gives the entry no reference of its own, so that two equal lines look alike.
    pub unreferenced: bool,
}

/// A payee's account that refuses the next transfers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The payee's IBAN.
    pub iban: String,
    /// Transfers executed from that day on are concerned.
    pub from: NaiveDate,
    /// How many transfers.
    pub times: u32,
    /// What happens.
    pub outcome: Outcome,
}

/// How a transfer fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Refused when the file is read, with AC01: never booked.
    Rejected,
    /// Booked, then sent back by the payee's bank with AC04.
    Returned,
}

impl Plan {
    /// The movements of a month with their days, the texts filled in.
    #[must_use]
    pub fn of_month(&self, month: Month) -> Vec<(NaiveDate, Movement)> {
        let regular = self
            .regular
            .iter()
            .filter(|regular| regular.holds(month))
            .map(|regular| (regular.when.in_month(month), &regular.movement));
        let once = self.once.iter().filter(|(day, _)| month.holds(*day)).map(|(day, movement)| (*day, movement));
        let stamp = month.first_day().format("%m%Y").to_string();
        regular.chain(once).map(|(day, movement)| (day, movement.stamped(&stamp))).collect()
    }
}

impl Regular {
    fn holds(&self, month: Month) -> bool {
        self.from <= month && self.until.is_none_or(|until| month <= until) && !self.skipped.contains(&month)
    }
}

impl Movement {
    /// True for money that comes in.
    #[must_use]
    pub const fn is_credit(&self) -> bool {
        matches!(self.nature, Nature::TransferReceived)
    }

    fn stamped(&self, stamp: &str) -> Self {
        Self {
            end_to_end: self.end_to_end.replace("{mois}", stamp),
            remittance: self.remittance.replace("{mois}", stamp),
            ..self.clone()
        }
    }
}
