//! Transfer orders to the bank (pain.001.001.03 and .09, SEPA credit transfers).
//!
//! [`Message::write`] gives the bytes to send, or every rule that the message breaks. Texts for people are rewritten
//! into the SEPA character set before lengths are checked; nothing is ever cut silently, and identifiers are never
//! rewritten. What differs from bank to bank is in a [`BankProfile`]. [`check::check`] judges a finished file on its own, from
//! its bytes, [`check::check_for`] also with a bank's profile, and [`read::read`] gives its values back.
//!
//! ```
//! use chrono::NaiveDate;
//! use quitus_sepa::iban::Iban;
//! use quitus_sepa::pain001::{Message, Party, PaymentBlock, Remittance, Scheme, Transfer, check::check};
//! use quitus_sepa::profile::BankProfile;
//!
//! let day = NaiveDate::from_ymd_opt(2026, 12, 4).ok_or("date")?;
//! let message = Message {
//!     message_id: "MSG-2026-0001".to_owned(),
//!     created: day.and_hms_opt(9, 30, 0).ok_or("time")?,
//!     initiating_party: Party { name: "Association d'exemple".to_owned(), id: None },
//!     payments: vec![PaymentBlock {
//!         id: "PMT-2026-0001".to_owned(),
//!         scheme: Scheme::Sct,
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
//!             remittance: Remittance::text("Loyer décembre 2026"),
//!             address: None,
//!             purpose: None,
//!         }],
//!     }],
//! };
//! let bytes = message.write(&BankProfile::default()).map_err(|violations| format!("{violations:?}"))?;
//! assert!(check(&bytes).is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod check;
mod emit;
mod files;
mod model;
pub mod read;
mod rules;
mod sendable;

use crate::profile::BankProfile;
pub use files::OrderFile;
pub use model::{Message, Party, PartyId, PaymentBlock, PostalAddress, Purpose, Remittance, Scheme, Transfer, Version};
pub use rules::Violation;

/// Longest name that SEPA carries, in characters (the schema allows 140).
pub const NAME_LENGTH: usize = 70;
/// Longest remittance text, in characters.
pub const REMITTANCE_LENGTH: usize = 140;
/// Largest amount of one transfer, in cents: 999 999 999.99 €.
pub const LARGEST_CENTS: i64 = 99_999_999_999;

/// Longest structured remittance (`Strd`), in characters with its tags.
pub const STRUCTURED_LENGTH: usize = 140;
/// Most free lines of an address.
pub const ADDRESS_LINES: usize = 2;

impl Message {
    /// The same message with its texts as the bank will receive them and the bank's choices made, for a person to see before
    /// sending. Made sendable again, it does not change.
    ///
    /// # Errors
    /// Every rule of the SEPA subset and of the profile that the message breaks, in the order of the file.
    pub fn sendable(&self, profile: &BankProfile) -> Result<Self, Vec<Violation>> {
        sendable::sendable(self, profile)
    }

    /// The bytes of one file: UTF-8 without byte order mark, one transfer per line, the same bytes for the same message.
    ///
    /// # Errors
    /// Those of [`Message::sendable`], and `too_many_transfers` when the bank takes fewer in a file.
    pub fn write(&self, profile: &BankProfile) -> Result<Vec<u8>, Vec<Violation>> {
        files::one(self, profile)
    }

    /// The files to send, as many as the profile's limit asks for, the same for the same message.
    ///
    /// The order of transfers is kept. The first file has the identifiers given; the following ones, and the following
    /// parts of a block that is cut, have them with `-2`, `-3`… added.
    ///
    /// # Errors
    /// Those of [`Message::sendable`]; `identifier_length` and `payment_id_duplicate` for the identifiers of the parts.
    pub fn files(&self, profile: &BankProfile) -> Result<Vec<OrderFile>, Vec<Violation>> {
        files::all(self, profile)
    }
}
