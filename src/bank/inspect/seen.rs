//! Statements and remarks as an inspection shows them.

use crate::bank::line::words_of;
use crate::money::Cents;
use chrono::NaiveDate;
use quitus_sepa::camt::Header;
use quitus_sepa::diagnostic::{Diagnostic, Severity};
use quitus_sepa::statement::{Arithmetic, Balance, Booked, Detail, Entry, Kind, Page, Status};
use serde::Serialize;

/// A remark of the reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RemarkSeen {
    /// `fatal`, `réparé` or `noté`.
    pub grade: &'static str,
    /// How sure a repair is.
    pub repair: Option<&'static str>,
    /// Stable code.
    pub code: &'static str,
    /// Line, from 1.
    pub line: u64,
    /// Offset in bytes.
    pub byte: u64,
    /// The element, or the record and its positions.
    pub path: String,
    /// What was found.
    pub what: String,
    /// What was expected, and what to do.
    pub expected: &'static str,
}

impl RemarkSeen {
    pub(super) fn of(diagnostic: &Diagnostic) -> Self {
        Self {
            grade: match diagnostic.severity {
                Severity::Fatal => "fatal",
                Severity::Repaired => "réparé",
                Severity::Noted => "noté",
            },
            repair: diagnostic.repair.map(quitus_sepa::diagnostic::Repair::label),
            code: diagnostic.code,
            line: diagnostic.place.line,
            byte: diagnostic.place.byte,
            path: diagnostic.place.path.clone(),
            what: diagnostic.what.clone(),
            expected: diagnostic.expected,
        }
    }
}

/// A balance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BalanceSeen {
    /// `OPBD`, `CLBD`…
    pub code: String,
    /// Its amount.
    pub cents: Cents,
    /// Its day.
    pub on: NaiveDate,
}

impl BalanceSeen {
    fn of(balance: &Balance) -> Self {
        Self { code: balance.code.clone(), cents: Cents(balance.cents), on: balance.on }
    }
}

/// Whether the entries explain the balances.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ArithmeticSeen {
    /// True when they do, to the cent.
    pub holds: bool,
    /// Why not: stable code.
    pub code: Option<&'static str>,
    /// Why not, in French.
    pub words: Option<String>,
    /// What is missing.
    pub difference: Option<Cents>,
}

impl ArithmeticSeen {
    fn of(outcome: Result<(), Arithmetic>) -> Self {
        let Err(fault) = outcome else { return Self { holds: true, ..Self::default() } };
        let difference = match fault {
            Arithmetic::Different { difference, .. } => Some(Cents(difference)),
            _ => None,
        };
        Self { holds: false, code: Some(fault.code()), words: Some(fault.to_string()), difference }
    }
}

/// One movement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EntrySeen {
    /// Booking day.
    pub booked_on: Option<NaiveDate>,
    /// Value day.
    pub value_on: Option<NaiveDate>,
    /// Its amount, above zero for a credit.
    pub cents: Cents,
    /// Its currency, when it is not the account's.
    pub currency: Option<String>,
    /// The amount that was ordered, with its currency, when it is not this one.
    pub ordered: Option<String>,
    /// `BOOK`, `PDNG`, `INFO`, `FUTR` or the bank's own code.
    pub status: String,
    /// The other side's name.
    pub who: Option<String>,
    /// The other side's account.
    pub iban: Option<String>,
    /// The bank's reference.
    pub reference: Option<String>,
    /// The end-to-end reference.
    pub end_to_end_id: Option<String>,
    /// What is written on it.
    pub words: Option<String>,
    /// Payments inside.
    pub payments: usize,
    /// True for money that came back.
    pub returned: bool,
    /// Why it came back.
    pub return_reason: Option<String>,
}

impl EntrySeen {
    pub(super) fn of(entry: &Entry, account: Option<&str>) -> Self {
        let only = entry.details.first().filter(|_| entry.details.len() == 1);
        let other = only.and_then(|detail| detail.counterparty());
        let reason = entry.details.iter().find_map(|detail| detail.return_reason.as_ref());
        Self {
            booked_on: entry.booked_on,
            value_on: entry.value_on,
            cents: Cents(entry.cents),
            currency: entry.foreign_currency.clone(),
            ordered: only.and_then(|detail| ordered(detail, entry, account)),
            status: status(&entry.status).to_owned(),
            who: other.and_then(|party| party.name.clone()),
            iban: other.and_then(|party| party.iban.clone()),
            reference: only.and_then(|detail| detail.bank_reference.clone()).or_else(|| entry.bank_reference.clone()),
            end_to_end_id: only.and_then(|detail| detail.end_to_end_id.clone()),
            words: words_of(entry, only),
            payments: entry.details.len(),
            returned: entry.is_return(),
            return_reason: reason.and_then(|reason| reason.code.clone().or_else(|| reason.proprietary.clone())),
        }
    }
}

/// What was ordered, unless it is what the entry says.
fn ordered(detail: &Detail, entry: &Entry, account: Option<&str>) -> Option<String> {
    let currency = entry.foreign_currency.as_deref().or(account).unwrap_or("EUR");
    let original = detail.original_amount.as_ref()?;
    (!original.is(entry.cents, currency)).then(|| original.to_string())
}

fn status(status: &Status) -> &str {
    match status {
        Status::Booked => "BOOK",
        Status::Pending => "PDNG",
        Status::Information => "INFO",
        Status::Future => "FUTR",
        Status::Other(code) => code,
    }
}

/// One statement, report or notification.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct StatementSeen {
    /// `relevé`, `situation du jour` or `avis`.
    pub kind: &'static str,
    /// The account's IBAN, else its other number.
    pub account: Option<String>,
    /// Its currency.
    pub currency: Option<String>,
    /// The bank's identifier.
    pub id: String,
    /// Its number.
    pub number: Option<String>,
    /// Its page, and whether it is the last one.
    pub page: Option<(u64, bool)>,
    /// Opening balance.
    pub opening: Option<BalanceSeen>,
    /// Closing balance.
    pub closing: Option<BalanceSeen>,
    /// All other balances.
    pub other_balances: Vec<BalanceSeen>,
    /// Whether it adds up.
    pub arithmetic: ArithmeticSeen,
    /// Booked entries.
    pub booked: usize,
    /// Entries that are pending, of information or future: they count for nothing.
    pub not_booked: usize,
    /// Sum of the booked credits.
    pub credits: Cents,
    /// Sum of the booked debits, as a positive amount.
    pub debits: Cents,
    /// Entries after those that are kept, counted in the totals.
    pub left_out: usize,
    /// The first entries; last, so that [`super::write_json`] can write them as it reads them.
    pub entries: Vec<EntrySeen>,
}

const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Statement => "relevé",
        Kind::Report => "situation du jour",
        Kind::Notification => "avis",
    }
}

const fn page(page: Page) -> (u64, bool) {
    (page.number, page.last)
}

impl StatementSeen {
    pub(super) fn begun(header: &Header) -> Self {
        Self {
            kind: kind(header.kind),
            account: header.account.iban.clone().or_else(|| header.account.other.clone()),
            currency: header.account.currency.clone(),
            id: header.id.clone(),
            number: header.sequence.clone(),
            page: header.page.map(page),
            ..Self::default()
        }
    }

    pub(super) fn add(&mut self, entry: &Entry, limit: usize) {
        if entry.status == Status::Booked {
            self.booked = self.booked.saturating_add(1);
            let sum = if entry.cents < 0 { &mut self.debits } else { &mut self.credits };
            // A sum that does not fit makes the arithmetic fail, which says so.
            *sum = Cents(sum.0.saturating_add(entry.cents.saturating_abs()));
        } else {
            self.not_booked = self.not_booked.saturating_add(1);
        }
        if self.entries.len() < limit {
            self.entries.push(EntrySeen::of(entry, self.currency.as_deref()));
        } else {
            self.left_out = self.left_out.saturating_add(1);
        }
    }

    pub(super) fn end(&mut self, opening: Option<&Balance>, closing: Option<&Balance>, other: &[Balance], booked: &Booked) {
        self.arithmetic = ArithmeticSeen::of(booked.between(opening, closing));
        self.opening = opening.map(BalanceSeen::of);
        self.closing = closing.map(BalanceSeen::of);
        self.other_balances = other.iter().map(BalanceSeen::of).collect();
    }
}
