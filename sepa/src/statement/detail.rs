//! One payment of an entry: who, to whom, why, under which references.

use super::TransactionCode;
use std::fmt;

/// A party of a payment.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Counterparty {
    /// Name.
    pub name: Option<String>,
    /// IBAN without spaces, not checked here.
    pub iban: Option<String>,
    /// BIC of its bank.
    pub bic: Option<String>,
    /// Any identifier of the party (CFONB 120: `IPY`, `IBE`).
    pub identifier: Option<Identifier>,
}

/// An identifier of a party, such as a SIRET.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Identifier {
    /// The identifier as written.
    pub id: String,
    /// Its kind, in the bank's words.
    pub scheme: Option<String>,
}

/// The amount of an order in the currency in which it was given (camt: `AmtDtls/InstdAmt`; CFONB 120: `MMO`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OriginalAmount {
    /// ISO 4217 code.
    pub currency: String,
    /// The amount without its decimal point and without sign, as in 12345 with 2 decimals for 123.45.
    pub units: u64,
    /// Decimals of `units`.
    pub decimals: u8,
    /// The exchange rate in the same form: its digits, and how many of them are decimals.
    pub rate: Option<(u64, u8)>,
}

impl OriginalAmount {
    /// Whether it is this amount in hundredths of this currency, its sign aside.
    #[must_use]
    pub fn is(&self, cents: i64, currency: &str) -> bool {
        let scale = |decimals: u8| 10_u128.checked_pow(u32::from(decimals));
        let own = scale(2).and_then(|scale| u128::from(self.units).checked_mul(scale));
        let other = scale(self.decimals).and_then(|scale| u128::from(cents.unsigned_abs()).checked_mul(scale));
        self.currency == currency && own.is_some() && own == other
    }
}

/// As people write it: `1234,50 USD`.
impl fmt::Display for OriginalAmount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = usize::from(self.decimals);
        let digits = format!("{:0>width$}", self.units, width = decimals.saturating_add(1));
        let (whole, rest) = digits.split_at(digits.len().saturating_sub(decimals));
        let point = if rest.is_empty() { "" } else { "," };
        write!(f, "{whole}{point}{rest} {}", self.currency)
    }
}

/// What a bank says under a code that has no field here; kept as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Complement {
    /// The code, such as a CFONB 120 qualifier.
    pub qualifier: String,
    /// The text, without the spaces that fill it up.
    pub text: String,
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
    /// Sequence of a direct debit: `OOFF`, `FRST`, `RCUR` or `FNAL`.
    pub sequence_type: Option<String>,
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
    /// Purpose code given by the payer, as `RENT`.
    pub purpose: Option<String>,
    /// The amount in the order's own currency, when the bank gives it.
    pub original_amount: Option<OriginalAmount>,
    /// Nature, when given for this payment.
    pub transaction_code: TransactionCode,
    /// Why it came back.
    pub return_reason: Option<ReturnReason>,
    /// Charges of this payment.
    pub charges: Vec<Charge>,
    /// The bank's own words on this payment (camt: `AddtlTxInf`).
    pub additional_information: Option<String>,
    /// What the bank adds under other codes, in the order of the file.
    pub complements: Vec<Complement>,
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
