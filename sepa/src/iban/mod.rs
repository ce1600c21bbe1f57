//! International bank account numbers (ISO 13616) with the French RIB key.
//!
//! mod 97 alone lets through a wrong French RIB key: `FR8420041010050500013M02607` passes it, though its key should
//! be 06. For France and Monaco a wrong key means a mistyped or made-up number, so it is an error here.

mod countries;
mod rib;

use countries::{BbanFormat, format_of};
use std::fmt;

/// A checked account number in electronic form: capitals, no spaces.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Iban(String);

/// Why a text is not an account number. The sentences are for the person who typed it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IbanError {
    /// A character that is neither a letter from A to Z nor a digit.
    #[error("l'IBAN contient le caractère « {0} » : seuls les lettres de A à Z et les chiffres sont admis")]
    Characters(char),
    /// No country of the IBAN registry, or check digits that are not digits.
    #[error("l'IBAN ne commence pas par un code de pays connu suivi de deux chiffres")]
    Country,
    /// Not the length of the country.
    #[error("l'IBAN compte {found} caractères ; un IBAN {country} en compte {expected}")]
    Length {
        /// Country code.
        country: String,
        /// Characters that the country asks for.
        expected: usize,
        /// Characters found.
        found: usize,
    },
    /// A letter where the country has a digit, or the other way round.
    #[error("le caractère {position} de l'IBAN n'est pas du type attendu pour le pays {country}")]
    Structure {
        /// Country code.
        country: String,
        /// Position in the electronic form, from 1.
        position: usize,
    },
    /// The two check digits are wrong (ISO 7064 mod 97-10, range 02 to 98).
    #[error("les chiffres de contrôle de l'IBAN sont faux : relisez le numéro, un caractère a été mal saisi")]
    CheckDigits,
    /// The French or Monegasque RIB key is wrong though the check digits are right.
    #[error("la clé RIB de l'IBAN est fausse : {found} est écrit, {expected} est attendu ; redemandez le RIB")]
    RibKey {
        /// Key computed from bank, branch and account.
        expected: String,
        /// Key written.
        found: String,
    },
}

impl IbanError {
    /// Stable code of the error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Characters(_) => "iban_characters",
            Self::Country => "iban_country",
            Self::Length { .. } => "iban_length",
            Self::Structure { .. } => "iban_structure",
            Self::CheckDigits => "iban_check_digits",
            Self::RibKey { .. } => "iban_rib_key",
        }
    }
}

impl Iban {
    /// Reads an account number as people write it: spaces and lower case are forgiven, nothing else is.
    ///
    /// # Errors
    /// The first rule broken, in this order: characters, country, length, structure, check digits, RIB key.
    pub fn parse(written: &str) -> Result<Self, IbanError> {
        let mut text = String::with_capacity(34);
        for c in written.chars().filter(|c| !c.is_whitespace()) {
            let upper = c.to_ascii_uppercase();
            if !upper.is_ascii_alphanumeric() {
                return Err(IbanError::Characters(c));
            }
            text.push(upper);
        }
        let (country, check, bban) = split(&text).ok_or(IbanError::Country)?;
        let format = format_of(country).ok_or(IbanError::Country)?;
        check_bban(country, format, bban)?;
        if !matches!(check, 2..=98) || mod97(bban.chars().chain(text.chars().take(4))) != 1 {
            return Err(IbanError::CheckDigits);
        }
        if matches!(country, "FR" | "MC") {
            rib::check(bban)?;
        }
        Ok(Self(text))
    }

    /// Builds the French account number of a bank (5 digits), a branch (5 digits) and an account (1 to 11 characters,
    /// padded with zeros on the left), computing the RIB key and the check digits.
    ///
    /// # Errors
    /// [`IbanError::Characters`], [`IbanError::Length`] or [`IbanError::Structure`] when a part has not its form.
    pub fn french(bank: &str, branch: &str, account: &str) -> Result<Self, IbanError> {
        let unkeyed = format!("{bank:0>5}{branch:0>5}{account:0>11}").to_ascii_uppercase();
        if let Some(c) = unkeyed.chars().find(|c| !c.is_ascii_alphanumeric()) {
            return Err(IbanError::Characters(c));
        }
        if unkeyed.len() != 21 {
            return Err(IbanError::Length { country: "FR".to_owned(), expected: 27, found: unkeyed.len() + 6 });
        }
        let key = rib::key(&unkeyed).ok_or_else(|| letter_in_bank_or_branch(&unkeyed))?;
        let bban = format!("{unkeyed}{key:02}");
        let check = 98 - mod97(bban.chars().chain("FR00".chars()));
        Self::parse(&format!("FR{check:02}{bban}"))
    }

    /// Electronic form, as bank files carry it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Country code, ISO 3166.
    #[must_use]
    pub fn country(&self) -> &str {
        self.0.get(..2).unwrap_or_default()
    }

    /// Printed form, in groups of four.
    #[must_use]
    pub fn grouped(&self) -> String {
        let mut out = String::with_capacity(self.0.len() + 8);
        for (i, c) in self.0.chars().enumerate() {
            if i > 0 && i % 4 == 0 {
                out.push(' ');
            }
            out.push(c);
        }
        out
    }

    /// Whether SEPA transfers reach the country of the account (EPC409-09 v8.0, 42 country codes).
    #[must_use]
    pub fn in_sepa(&self) -> bool {
        countries::in_sepa(self.country())
    }
}

impl fmt::Display for Iban {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Iban {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Iban({})", self.0)
    }
}

impl std::str::FromStr for Iban {
    type Err = IbanError;

    fn from_str(written: &str) -> Result<Self, IbanError> {
        Self::parse(written)
    }
}

/// Country, check digits as a number, and BBAN of an ASCII text.
fn split(text: &str) -> Option<(&str, u8, &str)> {
    let check = text.get(2..4)?;
    if !check.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some((text.get(..2)?, check.parse().ok()?, text.get(4..)?))
}

fn check_bban(country: &str, format: &BbanFormat, bban: &str) -> Result<(), IbanError> {
    if bban.len() != format.length() {
        return Err(IbanError::Length { country: country.to_owned(), expected: format.length() + 4, found: bban.len() + 4 });
    }
    match format.first_fault(bban) {
        Some(at) => Err(IbanError::Structure { country: country.to_owned(), position: at + 5 }),
        None => Ok(()),
    }
}

/// Remainder by 97 of the characters read as one number, A = 10 … Z = 35 (ISO 7064). Shared with RF references.
pub(crate) fn mod97(characters: impl Iterator<Item = char>) -> u32 {
    characters.filter_map(|c| c.to_digit(36)).fold(0, |rest, value| {
        let shift: u32 = if value > 9 { 100 } else { 10 };
        // rest < 97, so this stays under 9 800.
        (rest * shift + value) % 97
    })
}

fn letter_in_bank_or_branch(unkeyed: &str) -> IbanError {
    let position = unkeyed.bytes().position(|b| !b.is_ascii_digit()).unwrap_or_default();
    IbanError::Structure { country: "FR".to_owned(), position: position + 5 }
}
