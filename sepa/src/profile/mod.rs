//! What one bank wants in the files that it takes, where banks differ.
//!
//! The message guidelines (EPC132-08) and the schema leave choices that a bank's technical annex settles: **that annex wins
//! over this page**. The default profile is what the guidelines advise, and what is unknown stays unset: no French norm
//! is public for the number of transfers in a file or for cut-off times, so that there is no preset for any bank.
//!
//! ```
//! use quitus_sepa::profile::BankProfile;
//!
//! // As a person would record them from the bank's annex.
//! let annex = [("version", "03"), ("debtor_bic", "required"), ("calendar", "french"), ("cut_off", "1@16:00")];
//! let profile = BankProfile::from_settings(annex).map_err(|refused| format!("{refused:?}"))?;
//! assert_eq!(profile.setting("cut_off").as_deref(), Some("1@16:00"));
//!
//! let refused = BankProfile::from_settings([("calendar", "julien")]);
//! assert_eq!(refused.map_err(|errors| errors[0].code), Err("profile_value"));
//! # Ok::<(), String>(())
//! ```

mod category;
mod explain;
mod settings;

use crate::calendar::{Calendar, CutOff};
use crate::pain001::{PartyId, Version};
pub use category::CategoryPurpose;
pub use explain::{Explained, explained};
pub(crate) use settings::wrong_party_id;
pub use settings::{KEYS, SettingError};
use std::num::NonZeroUsize;

/// The choices of one bank.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BankProfile {
    /// Version of pain.001. The rulebooks of 2023 and later recommend .09; many banks still take .03, and no end is
    /// announced for it in France.
    pub version: Version,
    /// `DbtrAgt`: mandatory, a BIC or `Othr/Id` = `NOTPROVIDED` (EPC132-08; a BIC is never compulsory inside the EEA,
    /// Regulation (EU) 260/2012 article 5).
    pub debtor_agent: DebtorAgent,
    /// `CdtrAgt`: optional (EPC132-08). Banks differ on what an unknown BIC looks like: some refuse `NOTPROVIDED` (sepawriter
    /// issue 31), one refuses the omission (php-sepa-xml issue 215).
    pub creditor_agent: CreditorAgent,
    /// `BtchBookg`: one debit for a block, or one per transfer (ISO 20022 message definition report). Some banks ignore it.
    pub batch_booking: BatchBooking,
    /// `CtgyPurp`: only when the bank has agreed to act on it (EPC132-08).
    pub category_purpose: Option<CategoryPurpose>,
    /// `InitgPty/Id/OrgId/Othr` that the bank imposes; written when the message names none. Schemes `SREN` and `SRET` are
    /// in the external code set of ISO 20022.
    pub initiating_id: Option<PartyId>,
    /// Most transfers in a file, by contract; longer lists become several files. Nothing public gives a French figure.
    pub max_transfers: Option<NonZeroUsize>,
    /// Days on which the bank executes ordinary transfers. T2 alone is what settlement needs; a bank's own cut-off may follow
    /// the French public holidays.
    pub calendar: Calendar,
    /// Until when a file is taken for an execution day, by contract. Unset, execution days are not compared with the creation
    /// time of the file.
    pub cut_off: Option<CutOff>,
    /// Form of `Cdtr/PstlAdr` (EPC153-22).
    pub address: AddressForm,
    /// Whether a transfer from or to an account outside the European Economic Area must give the creditor's address.
    pub address_outside_eea: bool,
    /// Whether the bank takes instant transfers (SCT Inst) in files, in blocks of their own.
    pub instant: bool,
}

/// How the payer's bank is named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DebtorAgent {
    /// By its BIC when it is known, else `NOTPROVIDED`.
    #[default]
    IfKnown,
    /// By its BIC, always; a block without one is refused.
    Required,
    /// `NOTPROVIDED`, always: the IBAN is enough.
    Never,
}

/// How the beneficiary's bank is named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CreditorAgent {
    /// By its BIC when it is known, else the element is left out.
    #[default]
    IfKnown,
    /// By its BIC, always; a transfer without one is refused.
    Required,
    /// Left out, always.
    Never,
    /// By its BIC when it is known, else `Othr/Id` = `NOTPROVIDED`.
    NotProvided,
}

/// How the debits appear on the payer's statement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BatchBooking {
    /// As each block says.
    #[default]
    AsOrdered,
    /// `true`: one debit for a block.
    OneDebit,
    /// `false`: one debit per transfer.
    EachDebit,
    /// The element is left out: what the bank and its client agreed holds.
    Agreed,
}

/// How addresses are written. Address lines alone are never written: EPC153-22 v2.1 ended them on 15 November 2026; one
/// source says that v2.2 withdrew that date, and this choice holds in either case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AddressForm {
    /// No address is written, even when one is known.
    Omitted,
    /// Street, number, post code, town and country in their own elements.
    #[default]
    Structured,
    /// Town and country in their own elements, and at most two lines that do not repeat them. A bank has refused it
    /// (OCA bank-payment, pull request 1550).
    Hybrid,
}

impl BankProfile {
    /// The default choices for a version of the message.
    #[must_use]
    pub fn of(version: Version) -> Self {
        Self { version, ..Self::default() }
    }

    /// What keeps this profile from being used, for those built field by field.
    ///
    /// # Errors
    /// `party_identifier` or a code of [`crate::charset::IdentifierError`] for the identifier imposed by the bank;
    /// `profile_address` when addresses are both left out and required; `profile_cut_off` beyond 30 banking days or with
    /// seconds.
    pub fn validate(&self) -> Result<(), Vec<SettingError>> {
        settings::validate(self)
    }

    /// The value of `BtchBookg` for a block that asks for `ordered`.
    pub(crate) const fn booking(&self, ordered: Option<bool>) -> Option<bool> {
        match self.batch_booking {
            BatchBooking::AsOrdered => ordered,
            BatchBooking::OneDebit => Some(true),
            BatchBooking::EachDebit => Some(false),
            BatchBooking::Agreed => None,
        }
    }
}
