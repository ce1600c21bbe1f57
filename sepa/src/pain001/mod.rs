//! Transfer orders to the bank (pain.001.001.09, SEPA credit transfers).
//!
//! [`Message::write`] gives the bytes to send, or every rule that the message breaks. Texts for people are rewritten
//! into the SEPA character set before lengths are checked; nothing is ever cut silently, and identifiers are never
//! rewritten. [`check::check`] judges a finished file on its own, from its bytes.
//!
//! ```
//! use chrono::NaiveDate;
//! use quitus_sepa::iban::Iban;
//! use quitus_sepa::pain001::{Message, Party, PaymentBlock, Transfer, Version, check::check};
//!
//! let day = NaiveDate::from_ymd_opt(2026, 12, 4).ok_or("date")?;
//! let message = Message {
//!     message_id: "MSG-2026-0001".to_owned(),
//!     created: day.and_hms_opt(9, 30, 0).ok_or("time")?,
//!     initiating_party: Party { name: "Association d'exemple".to_owned(), id: None },
//!     payments: vec![PaymentBlock {
//!         id: "PMT-2026-0001".to_owned(),
//!         execution_on: day,
//!         debtor_name: "Association d'exemple".to_owned(),
//!         debtor_iban: Iban::french("30006", "00001", "12345678901")?,
//!         debtor_bic: None,
//!         batch_booking: Some(false),
//!         transfers: vec![Transfer {
//!             end_to_end_id: "ORD-2026-000001".to_owned(),
//!             instruction_id: None,
//!             cents: 41_250,
//!             creditor_name: "Régie Août".to_owned(),
//!             creditor_iban: Iban::french("20041", "01005", "0500013M026")?,
//!             creditor_bic: None,
//!             remittance: "Loyer décembre 2026".to_owned(),
//!             address: None,
//!             purpose: None,
//!         }],
//!     }],
//! };
//! let bytes = message.write(Version::V09).map_err(|violations| format!("{violations:?}"))?;
//! assert!(check(&bytes).is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod check;
mod emit;
mod rules;
mod sendable;

use crate::bic::Bic;
use crate::iban::Iban;
use chrono::{NaiveDate, NaiveDateTime};
pub use rules::Violation;

/// Longest name that SEPA carries, in characters (the schema allows 140).
pub const NAME_LENGTH: usize = 70;
/// Longest remittance text, in characters.
pub const REMITTANCE_LENGTH: usize = 140;
/// Largest amount of one transfer, in cents: 999 999 999.99 €.
pub const LARGEST_CENTS: i64 = 99_999_999_999;

/// Version of the message that a bank takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// pain.001.001.09, the pair of the rulebooks since 2023.
    V09,
}

impl Version {
    /// Namespace of the document.
    #[must_use]
    pub const fn namespace(self) -> &'static str {
        match self {
            Self::V09 => "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09",
        }
    }

    /// Name of the element that holds a BIC.
    const fn bic_element(self) -> &'static str {
        match self {
            Self::V09 => "BICFI",
        }
    }
}

/// One file of transfer orders (`CstmrCdtTrfInitn`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// `MsgId`: 1 to 35 characters, unique for ever per sender.
    pub message_id: String,
    /// `CreDtTm`, written to the second.
    pub created: NaiveDateTime,
    /// `InitgPty`.
    pub initiating_party: Party,
    /// `PmtInf`, at least one.
    pub payments: Vec<PaymentBlock>,
}

/// Who sends the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Name, at most 70 characters once rewritten.
    pub name: String,
    /// Identifier that the bank asks for.
    pub id: Option<PartyId>,
}

/// Identifier of an organisation (`OrgId/Othr`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartyId {
    /// SIREN, 9 digits, scheme `SREN`.
    Siren(String),
    /// SIRET, 14 digits, scheme `SRET`.
    Siret(String),
    /// Identifier given by the bank, without scheme.
    Bank(String),
}

/// Transfers from one account on one day (`PmtInf`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentBlock {
    /// `PmtInfId`, unique in the file.
    pub id: String,
    /// `ReqdExctnDt`, a business day of T2.
    pub execution_on: NaiveDate,
    /// `Dbtr/Nm`, at most 70 characters once rewritten.
    pub debtor_name: String,
    /// `DbtrAcct`.
    pub debtor_iban: Iban,
    /// `DbtrAgt`; without it the file says `NOTPROVIDED`, as the guidelines ask.
    pub debtor_bic: Option<Bic>,
    /// `BtchBookg`: one debit for all (`true`), one per transfer (`false`), or as agreed with the bank (`None`).
    pub batch_booking: Option<bool>,
    /// `CdtTrfTxInf`, at least one.
    pub transfers: Vec<Transfer>,
}

/// One transfer (`CdtTrfTxInf`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// `EndToEndId`: travels to the beneficiary and comes back on statements; unique in the file.
    pub end_to_end_id: String,
    /// `InstrId`: stays between the sender and the bank.
    pub instruction_id: Option<String>,
    /// Amount in euro cents, 0.01 € to 999 999 999.99 €.
    pub cents: i64,
    /// `Cdtr/Nm`, at most 70 characters once rewritten.
    pub creditor_name: String,
    /// `CdtrAcct`.
    pub creditor_iban: Iban,
    /// `CdtrAgt`; without it the element is left out.
    pub creditor_bic: Option<Bic>,
    /// `RmtInf/Ustrd`, at most 140 characters once rewritten; left out when empty.
    pub remittance: String,
    /// `Cdtr/PstlAdr`; asked for only when one end is outside the European Economic Area.
    pub address: Option<StructuredAddress>,
    /// `Purp/Cd`. It travels to the beneficiary's bank: none by default.
    pub purpose: Option<Purpose>,
}

/// A structured address (`PstlAdr`): address lines alone are no longer accepted (EPC153-22).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StructuredAddress {
    /// `StrtNm`, at most 70 characters.
    pub street: Option<String>,
    /// `BldgNb`, at most 16 characters.
    pub building: Option<String>,
    /// `PstCd`, at most 16 characters.
    pub post_code: Option<String>,
    /// `TwnNm`, 1 to 35 characters.
    pub town: String,
    /// `Ctry`, ISO 3166, two capitals.
    pub country: String,
}

/// Purpose codes that say nothing of the person (external code set of ISO 20022).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// `RENT`.
    Rent,
    /// `UBIL`: gas, water, electricity.
    Utilities,
    /// `OTHR`.
    Other,
}

impl Purpose {
    /// Code in the message.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Rent => "RENT",
            Self::Utilities => "UBIL",
            Self::Other => "OTHR",
        }
    }
}

impl Message {
    /// The same message with its texts as the bank will receive them, for a person to see before sending.
    ///
    /// # Errors
    /// Every rule of the SEPA subset that the message breaks, in the order of the file.
    pub fn sendable(&self) -> Result<Self, Vec<Violation>> {
        sendable::sendable(self)
    }

    /// The bytes to send: UTF-8 without byte order mark, one transfer per line, the same bytes for the same message.
    ///
    /// # Errors
    /// Those of [`Message::sendable`].
    pub fn write(&self, version: Version) -> Result<Vec<u8>, Vec<Violation>> {
        Ok(emit::emit(&self.sendable()?, version))
    }
}
