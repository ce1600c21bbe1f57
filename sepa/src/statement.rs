//! Account statements whatever their format: camt.052, camt.053, camt.054, and CFONB 120.
//!
//! Amounts are hundredths of the account's currency, positive for a credit to the account. Dates are as the bank wrote them.

use chrono::NaiveDate;

use crate::diagnostic::Place;

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

/// Why the entries of a statement do not explain its balances.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Arithmetic {
    /// One of the two balances is absent: nothing can be concluded.
    #[error(
        "Le relevé ne donne pas à la fois son solde d'ouverture et son solde de clôture : ses écritures ne peuvent pas être vérifiées."
    )]
    NotStated,
    /// Opening and booked entries do not make the closing balance. Hundredths.
    #[error(
        "Le solde d'ouverture et les écritures comptabilisées ne donnent pas le solde de clôture : demandez un relevé complet à la banque."
    )]
    Different {
        /// Opening balance.
        opening: i64,
        /// Sum of the booked entries.
        booked: i64,
        /// Closing balance.
        closing: i64,
        /// `closing - (opening + booked)`: what is missing.
        difference: i64,
    },
    /// A balance or a booked entry is in another currency than the account: nothing can be concluded.
    #[error(
        "Le relevé mêle plusieurs devises : ses écritures ne peuvent pas être vérifiées. Demandez à la banque un relevé par devise."
    )]
    Currencies,
    /// The sums do not fit 64 bits.
    #[error("Les montants du relevé sont trop grands pour être additionnés : le fichier est probablement abîmé.")]
    Overflow,
}

impl Arithmetic {
    /// Stable code in snake case.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotStated => "statement_balance_missing",
            Self::Different { .. } => "statement_balance_differs",
            Self::Currencies => "statement_currencies_mixed",
            Self::Overflow => "statement_overflow",
        }
    }
}

impl Statement {
    /// Checks that opening balance and booked entries make the closing balance.
    ///
    /// # Errors
    /// [`Arithmetic`] says what does not hold, or that a balance is missing.
    pub fn arithmetic(&self) -> Result<(), Arithmetic> {
        let (Some(opening), Some(closing)) = (&self.opening, &self.closing) else { return Err(Arithmetic::NotStated) };
        let booked_entries = self.entries.iter().filter(|entry| entry.status == Status::Booked);
        let foreign = [opening, closing].into_iter().any(|balance| balance.foreign_currency.is_some());
        if foreign || booked_entries.clone().any(|entry| entry.foreign_currency.is_some()) {
            return Err(Arithmetic::Currencies);
        }
        let (opening, closing) = (opening.cents, closing.cents);
        let mut booked = 0_i64;
        for entry in booked_entries {
            booked = booked.checked_add(entry.cents).ok_or(Arithmetic::Overflow)?;
        }
        let reached = opening.checked_add(booked).ok_or(Arithmetic::Overflow)?;
        match closing.checked_sub(reached).ok_or(Arithmetic::Overflow)? {
            0 => Ok(()),
            difference => Err(Arithmetic::Different { opening, booked, closing, difference }),
        }
    }
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
    /// Its nature.
    pub transaction_code: TransactionCode,
    /// The order file that it settles.
    pub batch: Option<Batch>,
    /// Charges of the entry as a whole.
    pub charges: Vec<Charge>,
    /// The payments that it contains; may be empty.
    pub details: Vec<Detail>,
    /// Free text of the bank (`AddtlNtryInf`).
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

/// A party of a payment.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Counterparty {
    /// Name.
    pub name: Option<String>,
    /// IBAN without spaces, not checked here.
    pub iban: Option<String>,
    /// BIC of its bank.
    pub bic: Option<String>,
}

/// Why a payment came back (`RtrInf`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct ReturnReason {
    /// ISO code, as `AC04`.
    pub code: Option<String>,
    /// The bank's own code.
    pub proprietary: Option<String>,
    /// Free text.
    pub information: Vec<String>,
}

/// A charge of the bank.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Charge {
    /// Hundredths of `currency`, without sign.
    pub cents: i64,
    /// ISO 4217 code.
    pub currency: Option<String>,
    /// Whether it is a credit; unknown when the bank does not say.
    pub credit: Option<bool>,
    /// Whether the entry's amount already contains it; unknown when the bank does not say.
    pub included: Option<bool>,
}

/// One payment of an entry (`TxDtls`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Detail {
    /// Whether it is a credit to the account; the entry's direction when it has none of its own.
    pub credit: bool,
    /// Hundredths, signed like an entry; unknown in another currency than the account's.
    pub cents: Option<i64>,
    /// The bank's reference of this payment.
    pub bank_reference: Option<String>,
    /// End-to-end identifier given by the debtor; may be `NOTPROVIDED`.
    pub end_to_end_id: Option<String>,
    /// Instruction identifier.
    pub instruction_id: Option<String>,
    /// Identifier of the payment block.
    pub payment_id: Option<String>,
    /// Identifier of the order message.
    pub message_id: Option<String>,
    /// Mandate of a direct debit.
    pub mandate_id: Option<String>,
    /// SEPA creditor identifier of a direct debit.
    pub creditor_id: Option<String>,
    /// Who pays.
    pub debtor: Option<Counterparty>,
    /// Who is paid.
    pub creditor: Option<Counterparty>,
    /// For whom the debtor pays.
    pub ultimate_debtor: Option<String>,
    /// For whom the creditor is paid.
    pub ultimate_creditor: Option<String>,
    /// Free remittance text in the parts in which the bank cut it.
    pub remittance: Vec<String>,
    /// Structured creditor reference.
    pub structured_reference: Option<String>,
    /// Nature, when given for this payment.
    pub transaction_code: TransactionCode,
    /// Why it came back.
    pub return_reason: Option<ReturnReason>,
    /// Charges of this payment.
    pub charges: Vec<Charge>,
}

/// Length of one full remittance line (`Max140Text`): a longer text continues in the next part without a space.
const FULL_PART: usize = 140;

impl Detail {
    /// The other side as the bank writes it: the debtor of a credit, the creditor of a debit.
    #[must_use]
    pub fn counterparty(&self) -> Option<&Counterparty> {
        if self.credit { self.debtor.as_ref() } else { self.creditor.as_ref() }
    }

    /// The remittance parts as one text: a space between two parts, except after a part that is full or that ends in a space.
    #[must_use]
    pub fn remittance_text(&self) -> String {
        let mut text = String::new();
        let mut glue = false;
        for part in &self.remittance {
            if glue {
                text.push(' ');
            }
            text.push_str(part);
            glue = part.chars().count() < FULL_PART && !part.ends_with(' ');
        }
        text.trim().to_owned()
    }
}
