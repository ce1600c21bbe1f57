//! How recognition found whose a credit is, from the surest to the least sure.

/// How the person was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The credit bears the person's file number.
    FileNumber,
    /// The payer's IBAN is confirmed, and the account or the name tells the person.
    PayerIban,
    /// The name and the exact expected amount.
    NameAndAmount,
    /// The name alone.
    Name,
    /// The account is the person's own.
    AccountHolder,
    /// The words are those of an income outside the list.
    OutsideList,
}

impl Reason {
    /// Every reason, from the surest to the least sure.
    pub const ALL: [Self; 6] =
        [Self::FileNumber, Self::PayerIban, Self::NameAndAmount, Self::Name, Self::AccountHolder, Self::OutsideList];

    /// The reason of that code.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }

    /// The words that people read.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::FileNumber => "numéro de dossier",
            Self::PayerIban => "compte connu du payeur",
            Self::NameAndAmount => "nom et montant attendu",
            Self::Name => "nom",
            Self::AccountHolder => "titulaire du compte",
            Self::OutsideList => "revenu hors de la liste",
        }
    }

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::FileNumber => "file_number",
            Self::PayerIban => "payer_iban",
            Self::NameAndAmount => "name_and_amount",
            Self::Name => "name",
            Self::AccountHolder => "account_holder",
            Self::OutsideList => "outside_list",
        }
    }
}
