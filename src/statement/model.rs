//! A person's month as plain values (`RULE 41`): what the ledger says, before any word or page.
//!
//! Amounts are cents. Dates are business dates of Europe/Paris. The caller fills a [`Statement`] from one query over the
//! ledger lines of the month; [`super::rules::check`] then holds it to its own sums.

mod rent;

pub use rent::{RentPosition, RentTerm};

use crate::calendar::Month;
use crate::money::Cents;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One person's month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Number of the statement, unique in the organisation.
    pub number: String,
    /// The month it tells.
    pub month: Month,
    /// The business day of its issue: the date that the document bears.
    pub issued_on: NaiveDate,
    /// Body size of the print.
    pub print: Print,
    /// Whether the objects of its file are gathered; they are not in statements issued before that was done.
    #[serde(default)]
    pub packed: bool,
    /// Who manages the money.
    pub organisation: Organisation,
    /// Whose money it is.
    pub person: Person,
    /// Whom the person can call.
    pub manager: Manager,
    /// Free and set-aside money at the start of the month, all pots.
    pub opening: Cents,
    /// The same at the end of the month.
    pub closing: Cents,
    /// Every pot that had money or moved in the month.
    pub pots: Vec<PotMonth>,
    /// Accepted benefits.
    pub receipts: Vec<Receipt>,
    /// Income that the law does not let the organisation keep.
    pub refused: Vec<RefusedIncome>,
    /// Money received for the person that nobody had decided on the last day; none in statements issued before it was told.
    #[serde(default)]
    pub waiting: Vec<Waiting>,
    /// Payments that moved a pot, or that the bank settled, in the month.
    pub payments: Vec<Payment>,
    /// Money moved between pots, mostly to the rent reserve.
    pub moves: Vec<Move>,
    /// Corrections of earlier months, opening balances brought in, interest.
    pub others: Vec<OtherMovement>,
    /// Exceptions to "rent first", decided by two persons (`RULE 30`).
    pub derogations: Vec<Derogation>,
    /// The rent, when there is one.
    pub rent: Option<RentPosition>,
    /// The bank's figure, for an account that holds this person's money only (`RULE 44`).
    pub bank: Option<BankPosition>,
    /// Receipts awaited, nearest first.
    pub next_receipts: Vec<Expected>,
    /// Payments planned, nearest first.
    pub next_payments: Vec<Expected>,
    /// Bank fees of the month, borne by the organisation (`RULE 23`).
    pub bank_fees_borne: Cents,
    /// The worker's words, as written.
    pub worker_comment: Option<String>,
    /// Last entry of the ledger that the statement covers.
    pub head: ChainHead,
    /// SHA-256 of all the above, printed on the sheet that the person signs ([`super::reply`]); none in statements issued before
    /// there was such a sheet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
}

/// Body size of the print.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Print {
    /// 14 points on the plain page, 10 on the detail pages.
    #[default]
    Normal,
    /// 18 points on the plain page, 14 on the detail pages.
    Large,
}

/// The body that manages the money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// Its full name, without acronym or with its words.
    pub name: String,
    /// Postal address, one line each.
    pub address: Vec<String>,
    /// Telephone, as printed.
    pub phone: String,
}

/// Whose money it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Number of the file.
    pub number: String,
    /// Name as the person writes it.
    pub name: String,
}

/// The worker in charge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manager {
    /// Name as printed.
    pub name: String,
    /// Direct telephone, as printed.
    pub phone: String,
}

/// The pots of a person: the suffix of the ledger account `4671.p.*`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pot {
    /// Free money.
    Libre,
    /// Rent and rental charges set aside.
    Loyer,
    /// Housing aid: dwelling only (CASF R271-4).
    Logement,
    /// Autonomy allowance of older persons (CASF R271-4).
    Apa,
    /// Disability compensation (CASF R271-4).
    Pch,
    /// Third-person compensation (CASF R271-4).
    Actp,
    /// Home-help allowance (CASF R271-4).
    Arsm,
    /// Set aside for yearly bills, by agreement.
    Provision,
}

/// What a pot did in the month: the sums of its ledger lines, both ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PotMonth {
    /// Which pot.
    pub pot: Pot,
    /// Balance before the first day of the month; never negative.
    pub opening: Cents,
    /// Credits of the month; never negative.
    pub incoming: Cents,
    /// Debits of the month; never negative.
    pub outgoing: Cents,
    /// Balance after the last day of the month; never negative.
    pub closing: Cents,
}

/// One bank credit of which a part at least was accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Day of its acceptance in the ledger.
    pub booked_on: NaiveDate,
    /// Who paid, in words.
    pub payer: String,
    /// The whole bank credit.
    pub credit: Cents,
    /// Part of the credit refused or still to be identified: outside the pots (`RULE 13`).
    pub outside: Cents,
    /// Accepted lines; their nets and `outside` make the credit.
    pub lines: Vec<ReceiptLine>,
}

/// One accepted benefit for one month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptLine {
    /// Which benefit.
    pub benefit: Benefit,
    /// The month it is due for.
    pub entitlement: Month,
    /// Before recovery.
    pub gross: Cents,
    /// Recovered by the payer for an overpayment; never negative.
    pub recovery: Cents,
    /// What arrived: gross − recovery.
    pub net: Cents,
    /// The pot it entered.
    pub pot: Pot,
}

/// A benefit of the list (CASF D271-2), in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Benefit {
    /// Its number in D271-2.
    pub number: u8,
    /// Its name in words: `revenu de solidarité active`.
    pub name: String,
    /// Its initials, if it has any: `RSA`.
    pub acronym: Option<String>,
}

/// Income refused because it is outside the list or the authorisations (`RULE 12`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedIncome {
    /// Day of the refusal.
    pub booked_on: NaiveDate,
    /// Who paid, in words.
    pub payer: String,
    /// What it is, in words: `pension de retraite`.
    pub kind: String,
    /// What arrived.
    pub amount: Cents,
    /// Why, in plain words.
    pub reason: String,
    /// The article: `CASF D271-2`.
    pub article: String,
    /// Where the money goes, in words: `votre compte personnel`.
    pub to: String,
    /// The day it left, when it has left.
    pub given_back_on: Option<NaiveDate>,
}

/// A credit that waits for a decision: in no pot (`RULE 13`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Day of the credit in the ledger.
    pub booked_on: NaiveDate,
    /// Who paid, in words.
    pub payer: String,
    /// What arrived.
    pub amount: Cents,
}

/// What a payment is for, as far as the four figures need to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Current rent and rental charges (CASF L271-2).
    Rent,
    /// Living money handed to the person.
    LivingMoney,
    /// Anything else.
    Other,
}

/// A payment from the pots.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// The day it left the pots: approval, or booking of an agreed direct debit.
    pub booked_on: NaiveDate,
    /// Who is paid.
    pub payee: String,
    /// What for, in words: `électricité de novembre`.
    pub reason: String,
    /// Budget line, in words: `énergie`.
    pub category: String,
    /// How the four figures count it.
    pub purpose: Purpose,
    /// Amount paid.
    pub amount: Cents,
    /// The pots that funded it; they make the amount.
    pub from: Vec<PotShare>,
    /// Where it stands at the end of the month.
    pub state: PaymentState,
}

/// The part of a payment that one pot bears.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PotShare {
    /// Which pot.
    pub pot: Pot,
    /// Its part.
    pub amount: Cents,
}

/// Where a payment stands at the end of the month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum PaymentState {
    /// Debited by the bank.
    Paid {
        /// Day of the debit.
        on: NaiveDate,
    },
    /// Approved or sent, not yet debited.
    InTransit,
    /// Rejected before the bank debited it; the money is back in its pots.
    Rejected {
        /// Day it came back.
        on: NaiveDate,
        /// Why, in plain words.
        reason: String,
    },
    /// Returned after the debit; the money is back in its pots.
    Returned {
        /// Day it came back.
        on: NaiveDate,
        /// Why, in plain words.
        reason: String,
    },
}

/// Money moved from one pot to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// Day of the entry.
    pub booked_on: NaiveDate,
    /// The pot that gives.
    pub from: Pot,
    /// The pot that receives.
    pub to: Pot,
    /// Amount moved.
    pub amount: Cents,
    /// Why, in words.
    pub reason: String,
}

/// What another movement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OtherKind {
    /// Correction of an earlier month (`RULE 42`).
    Correction,
    /// Balance brought in with its proof when the measure starts.
    OpeningBalance,
    /// Interest of the account (`RULE 23`).
    Interest,
    /// A payment that the bank gave back.
    Refund,
    /// A payment noted rejected, that the bank executed after all; below zero.
    TakenAgain,
    /// A benefit that its payer or the bank took back; below zero.
    TakenBack,
}

/// A movement that is neither a benefit nor a payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherMovement {
    /// Day of the entry.
    pub booked_on: NaiveDate,
    /// What it is.
    pub kind: OtherKind,
    /// The pot it changes.
    pub pot: Pot,
    /// Signed: positive adds to the pot.
    pub amount: Cents,
    /// The month it corrects, when it corrects one.
    pub about: Option<Month>,
    /// Why, in words.
    pub reason: String,
}

/// An exception to "rent first", with its trace (`RULE 30`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Derogation {
    /// Day of the decision.
    pub decided_on: NaiveDate,
    /// Amount concerned.
    pub amount: Cents,
    /// Why, in words.
    pub reason: String,
    /// Who asked.
    pub asked_by: String,
    /// The second person, who agreed.
    pub approved_by: String,
}

/// The bank's figure at the end of the month: closing + in transit + held = balance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankPosition {
    /// The bank's closing balance.
    pub balance: Cents,
    /// Payments that left the pots and that the bank has not debited, whatever their month.
    pub in_transit: Cents,
    /// Money refused or to be identified, still at the bank.
    pub held: Cents,
}

/// A receipt or payment to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expected {
    /// When.
    pub on: NaiveDate,
    /// What, in words.
    pub what: String,
    /// How much, when it is known.
    pub amount: Option<Cents>,
}

/// Head of the ledger's chain that the statement covers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainHead {
    /// Number of the entry.
    pub number: u64,
    /// Its seal: SHA-256 in 64 hexadecimal characters.
    pub seal: String,
}
