//! Account statements whatever their format: camt.052, camt.053, camt.054, and CFONB 120.
//!
//! Amounts are hundredths of the account's currency, positive for a credit to the account. Dates are as the bank wrote them.

use chrono::NaiveDate;

use crate::diagnostic::Place;

mod arithmetic;
mod detail;

pub use arithmetic::{Arithmetic, Booked, Break, breaks};
pub use detail::{Charge, Complement, Counterparty, Detail, Identifier, OriginalAmount, ReturnReason};

/// What the bank sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Booked statement (camt.053, CFONB 120).
    Statement,
    /// Intraday report (camt.052).
    Report,
    /// Notification of credits and debits (camt.054), without balances.
    Notification,
}

/// The account of a statement.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct AccountId {
    /// IBAN without spaces, not checked here.
    pub iban: Option<String>,
    /// Any other identifier of the account.
    pub other: Option<String>,
    /// ISO 4217 code: the account's, else its balances', else its entries'.
    pub currency: Option<String>,
}

/// `CpyDplctInd`: the bank says that this was, or may have been, sent before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Duplicate {
    /// `COPY`: sent to another party too.
    Copy,
    /// `DUPL`: sent again.
    Duplicate,
    /// `CODU`: a copy that is sent again.
    CopyOfDuplicate,
}

/// One page of a statement that comes in several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Page {
    /// Page number, from 1.
    pub number: u64,
    /// Whether it is the last one.
    pub last: bool,
}

/// A balance as the bank states it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Balance {
    /// `OPBD`, `PRCD`, `ITBD`, `CLBD`, `CLAV`… or the bank's own code.
    pub code: String,
    /// Hundredths, positive when the account is in credit.
    pub cents: i64,
    /// Its currency, when it is not the account's.
    pub foreign_currency: Option<String>,
    /// Its date.
    pub on: NaiveDate,
}

/// A statement of one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// What the bank sends.
    pub kind: Kind,
    /// The bank's identifier; empty if it gave none.
    pub id: String,
    /// Electronic sequence number, else legal number; some banks restart it or leave it out.
    pub sequence: Option<String>,
    /// Creation instant as written.
    pub created: Option<String>,
    /// The account.
    pub account: AccountId,
    /// Whether the bank says that it was sent before.
    pub duplicate: Option<Duplicate>,
    /// Its page, when it comes in several.
    pub page: Option<Page>,
    /// Opening booked balance (`OPBD`, else `PRCD`).
    pub opening: Option<Balance>,
    /// Closing booked balance (`CLBD`).
    pub closing: Option<Balance>,
    /// All other balances, for information.
    pub other_balances: Vec<Balance>,
    /// Entries in the order of the file.
    pub entries: Vec<Entry>,
}

/// What an entry means for the balance.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Status {
    /// `BOOK`: the only one that moves the booked balance.
    Booked,
    /// `PDNG`.
    Pending,
    /// `INFO`.
    Information,
    /// `FUTR`.
    Future,
    /// A code of the bank's own; empty when it gave none. Never posted.
    Other(String),
}

/// Nature of an entry (`BkTxCd`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct TransactionCode {
    /// ISO domain, as `PMNT`.
    pub domain: Option<String>,
    /// ISO family, as `RCDT`.
    pub family: Option<String>,
    /// ISO sub-family, as `ESCT` or `RRTN`.
    pub sub_family: Option<String>,
    /// The bank's own code.
    pub proprietary: Option<Proprietary>,
}

/// A code of a bank or of a national list.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Proprietary {
    /// The code, as the two characters of a CFONB operation.
    pub code: String,
    /// Whose list it is, as `CFONB`.
    pub issuer: Option<String>,
}

/// CFONB operations that bring a transfer back: returned, credit after a recall, re-credit of the originator.
const RETURN_OPERATIONS: [&str; 3] = ["12", "C3", "C5"];

impl TransactionCode {
    /// Whether the code alone says that a transfer came back.
    #[must_use]
    pub fn is_return(&self) -> bool {
        let cfonb =
            |code: &Proprietary| code.issuer.as_deref() == Some("CFONB") && RETURN_OPERATIONS.contains(&code.code.as_str());
        self.sub_family.as_deref() == Some("RRTN") || self.proprietary.as_ref().is_some_and(cfonb)
    }
}

/// One order file booked as one entry (`Btch`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Batch {
    /// Identifier of the order message.
    pub message_id: Option<String>,
    /// Identifier of the payment block.
    pub payment_id: Option<String>,
    /// Number of payments.
    pub count: Option<u64>,
    /// Total in hundredths, signed like an entry.
    pub cents: Option<i64>,
}

/// A movement of the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Whether it is booked.
    pub status: Status,
    /// Hundredths, positive for a credit. A reversal does not change the sign again.
    pub cents: i64,
    /// The currency of `cents`, when it is not the account's: such an entry cannot be added to the others.
    pub foreign_currency: Option<String>,
    /// `RvslInd`: it takes an earlier entry back.
    pub reversal: bool,
    /// Booking date.
    pub booked_on: Option<NaiveDate>,
    /// Value date.
    pub value_on: Option<NaiveDate>,
    /// The bank's reference (`AcctSvcrRef`).
    pub bank_reference: Option<String>,
    /// The entry's own number (`NtryRef`; CFONB 120: cheque, slip or batch number).
    pub entry_reference: Option<String>,
    /// Its nature.
    pub transaction_code: TransactionCode,
    /// The order file that it settles.
    pub batch: Option<Batch>,
    /// Charges of the entry as a whole.
    pub charges: Vec<Charge>,
    /// The payments that it contains; may be empty.
    pub details: Vec<Detail>,
    /// Free text of the bank (`AddtlNtryInf`; CFONB 120: the label, then one line for each `LIB`).
    pub additional_information: Option<String>,
    /// Where it is in the file.
    pub place: Place,
}

impl Entry {
    /// Whether money came back: code `RRTN`, a return reason, or a CFONB operation 12, C3 or C5. The debtor of a returned transfer
    /// is usually the account's own holder.
    #[must_use]
    pub fn is_return(&self) -> bool {
        let returned = |detail: &Detail| detail.return_reason.is_some() || detail.transaction_code.is_return();
        self.transaction_code.is_return() || self.details.iter().any(returned)
    }
}
