//! The values of a transfer file, the same for both versions of the message.

use crate::bic::Bic;
use crate::iban::Iban;
use crate::reference::RfReference;
use chrono::{NaiveDate, NaiveDateTime};

/// Version of the message that a bank takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Version {
    /// pain.001.001.03, of the guidelines from 2009 to 2023; many banks still take it.
    V03,
    /// pain.001.001.09, of the guidelines (EPC132-08) since the rulebooks of 2023.
    #[default]
    V09,
}

impl Version {
    /// Every version written and judged here.
    pub const ALL: [Self; 2] = [Self::V03, Self::V09];

    /// The version of that namespace.
    #[must_use]
    pub fn of_namespace(namespace: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.namespace() == namespace)
    }

    /// Namespace of the document.
    #[must_use]
    pub const fn namespace(self) -> &'static str {
        match self {
            Self::V03 => "urn:iso:std:iso:20022:tech:xsd:pain.001.001.03",
            Self::V09 => "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09",
        }
    }

    /// Name of the element that holds a BIC.
    pub(super) const fn bic_element(self) -> &'static str {
        match self {
            Self::V03 => "BIC",
            Self::V09 => "BICFI",
        }
    }

    /// Path of the execution day in a payment block.
    pub(super) const fn execution_day(self) -> &'static str {
        match self {
            Self::V03 => "ReqdExctnDt",
            Self::V09 => "ReqdExctnDt/Dt",
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

/// The scheme of the European Payments Council under which transfers are executed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scheme {
    /// SEPA credit transfer.
    #[default]
    Sct,
    /// SEPA instant credit transfer (`LclInstrm/Cd` = `INST`): every day of the year, since 5 October 2025 without a cap of
    /// the scheme.
    Instant,
}

/// Transfers from one account on one day (`PmtInf`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentBlock {
    /// `PmtInfId`, unique in the file.
    pub id: String,
    /// `PmtTpInf`: a block holds transfers of one scheme.
    pub scheme: Scheme,
    /// `ReqdExctnDt`: a day on which the bank executes transfers, or any day for instant ones.
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
    /// `RmtInf`.
    pub remittance: Remittance,
    /// `Cdtr/PstlAdr`; asked for only when one end is outside the European Economic Area.
    pub address: Option<PostalAddress>,
    /// `Purp/Cd`. It travels to the beneficiary's bank: none by default.
    pub purpose: Option<Purpose>,
}

/// What the beneficiary reads, a text or a reference, never both (EPC132-08).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Remittance {
    /// Nothing: the element is left out.
    #[default]
    Nothing,
    /// `Ustrd`: at most 140 characters once rewritten; a text that is empty then is left out.
    Text(String),
    /// `Strd/CdtrRefInf`: the creditor's reference, which comes back to them unchanged (ISO 11649).
    Reference(RfReference),
}

impl Remittance {
    /// A text for the beneficiary.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

/// An address (`PstlAdr`): structured, or hybrid when it has lines; lines alone are not accepted (EPC153-22). Only elements
/// that both versions have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PostalAddress {
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
    /// `AdrLine`, at most two of 70 characters, for a bank that takes the hybrid form; they do not repeat what the other
    /// elements say.
    pub lines: Vec<String>,
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
    /// Every purpose written here.
    pub const ALL: [Self; 3] = [Self::Rent, Self::Utilities, Self::Other];

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
