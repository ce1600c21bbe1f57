//! People, contracts, authorisations, bank accounts, payees, budgets: what they are and what the law asks of them.

pub mod cooling;
mod payee;
pub mod payees;
mod portfolio;
pub mod rules;

pub use payee::{doubted_payees, doubted_people, validate_own_iban, validate_payee};
pub use portfolio::{Held, portfolios};

use crate::money::Cents;
use chrono::NaiveDate;

/// An adult followed under MASP 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The number of the file at the organisation.
    pub number: i64,
    /// Family name.
    pub family_name: String,
    /// Given name.
    pub given_name: String,
    /// Date of birth.
    pub born_on: NaiveDate,
    /// Reference of the bank account that receives the benefits.
    pub account: String,
    /// The person's own account, for living money.
    pub own_iban: Option<String>,
}

/// In whose name a bank account is (RULE 20).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Holder {
    /// The person.
    Person,
    /// The organisation, for persons only: never its operating account.
    Organisation,
}

impl Holder {
    /// The word in the database and in files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Person => "personne",
            Self::Organisation => "organisation",
        }
    }

    /// The holder of that word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        [Self::Person, Self::Organisation].into_iter().find(|holder| holder.word() == word)
    }
}

impl TryFrom<String> for Holder {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        Self::of_word(&word).ok_or_else(|| format!("« {word} » n'est pas un titulaire"))
    }
}

/// A bank account that receives benefits.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct BankAccount {
    /// Its reference.
    pub reference: String,
    /// What it is called on screen.
    pub label: String,
    /// In whose name it is.
    #[sqlx(try_from = "String")]
    pub holder: Holder,
    /// Its number, in electronic form.
    pub iban: String,
    /// Its bank, when known.
    pub bic: Option<String>,
    /// The holder's name as the bank knows it.
    pub holder_name: Option<String>,
}

/// A MASP 2 contract (CASF L271-2, RULE 01).
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Contract {
    /// Its reference.
    pub reference: String,
    /// The person's number.
    pub person: i64,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day, included.
    pub ends_on: NaiveDate,
    /// The person's signature.
    pub signed_by_person_on: NaiveDate,
    /// The signature for the president of the departmental council.
    pub signed_by_department_on: NaiveDate,
    /// Reception of the contract signed by all.
    pub received_on: NaiveDate,
    /// Reference of the delegation convention.
    pub convention: String,
    /// The contract that this one renews.
    pub renews: Option<String>,
    /// The evaluation before a renewal (RULE 04).
    pub evaluated_on: Option<NaiveDate>,
    /// Monthly living money under which arrears and the rest are not paid (RULE 34).
    pub living_floor: Cents,
}

/// The person's agreement that one benefit be received (RULE 05, 06).
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Authorisation {
    /// The contract's reference.
    pub contract: String,
    /// The benefit's number in D271-2.
    pub benefit: i64,
    /// First day.
    pub from_on: NaiveDate,
    /// Last day, included.
    pub to_on: NaiveDate,
    /// Who pays.
    pub payer: String,
    /// The person's number at the payer.
    pub file_number: Option<String>,
    /// The monthly amount expected.
    pub expected: Option<Cents>,
    /// The day of the month on which it is expected.
    pub expected_day: Option<i64>,
    /// True when it is paid straight to the landlord or service: not receivable (RULE 15).
    pub tiers_payant: bool,
    /// Why, for numbers 18 to 29 (CASF R271-3).
    pub justification: Option<String>,
    /// True when an MJAGBF order covers it (RULE 16).
    pub mjagbf: bool,
    /// The household member who holds the right (RULE 09).
    pub holder: Option<String>,
    /// True when that holder signed.
    pub holder_signed: bool,
    /// The document that proves it.
    pub document: Option<String>,
}

/// A creditor that payments go to.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Payee {
    /// Its reference.
    pub reference: String,
    /// The name of its account.
    pub name: String,
    /// Its account number, in electronic form.
    pub iban: String,
    /// Its bank, when known.
    pub bic: Option<String>,
}

/// How often a budget line comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Frequency {
    /// On one day of each month.
    Monthly,
    /// On one day of each week, Monday = 1.
    Weekly,
}

impl Frequency {
    /// The word in the database and in files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Monthly => "mensuel",
            Self::Weekly => "hebdomadaire",
        }
    }

    /// The frequency of that word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        [Self::Monthly, Self::Weekly].into_iter().find(|frequency| frequency.word() == word)
    }

    /// The last day that the `day` of a line may be.
    #[must_use]
    pub const fn last_day(self) -> i64 {
        match self {
            Self::Monthly => 31,
            Self::Weekly => 7,
        }
    }
}

impl TryFrom<String> for Frequency {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        Self::of_word(&word).ok_or_else(|| format!("« {word} » n'est pas une périodicité"))
    }
}

/// One line of the budget agreed with the person (RULE 40).
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct BudgetLine {
    /// The person's number.
    pub person: i64,
    /// The line's reference among the person's lines.
    pub reference: String,
    /// Rank of the waterfall: 0, or 2 to 5.
    pub rank: i64,
    /// Code of the expense category.
    pub category: String,
    /// Reference of the payee; none for the person's own account.
    pub payee: Option<String>,
    /// The amount each time.
    pub amount: Cents,
    /// How often.
    #[sqlx(rename = "period", try_from = "String")]
    pub frequency: Frequency,
    /// Day of the month, or of the week.
    pub day: i64,
    /// First day.
    pub from_on: NaiveDate,
    /// Last day, or none while it runs.
    pub to_on: Option<NaiveDate>,
    /// What it is.
    pub label: String,
    /// Mandate reference when the creditor debits it.
    pub mandate: Option<String>,
}

/// A text as searches and recognition compare it: no accents, upper case, one space between words.
#[must_use]
pub fn search_key(text: &str) -> String {
    let plain = deunicode::deunicode(text).to_uppercase();
    plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::search_key;

    #[test]
    fn a_search_key_forgets_accents_case_and_punctuation() {
        assert_eq!(search_key("  Lefèvre-D'Œuvre   Zoé "), "LEFEVRE D OEUVRE ZOE");
    }
}
