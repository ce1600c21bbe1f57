//! Structured creditor references (ISO 11649): `RF`, two check digits, up to 21 letters and digits.

use crate::iban::mod97;
use std::fmt;

/// A checked reference in electronic form: capitals, no spaces.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RfReference(String);

/// Why a text is not a structured reference.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReferenceError {
    /// Not `RF`, two digits and letters or digits.
    #[error("la référence n'a pas la forme « RF », deux chiffres, puis lettres ou chiffres")]
    Structure,
    /// Nothing after the check digits, or more than 21 characters.
    #[error("la référence compte {0} caractères utiles ; il en faut de 1 à 21")]
    Length(usize),
    /// The check digits are wrong.
    #[error("les chiffres de contrôle de la référence sont faux : relisez-la")]
    CheckDigits,
}

impl ReferenceError {
    /// Stable code of the error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Structure => "reference_structure",
            Self::Length(_) => "reference_length",
            Self::CheckDigits => "reference_check_digits",
        }
    }
}

impl RfReference {
    /// Adds the header and the check digits to 1 to 21 letters and digits.
    ///
    /// # Errors
    /// [`ReferenceError::Structure`] or [`ReferenceError::Length`].
    pub fn create(content: &str) -> Result<Self, ReferenceError> {
        let content = compact(content)?;
        check_length(&content)?;
        let check = 98 - mod97(content.chars().chain("RF00".chars()));
        Ok(Self(format!("RF{check:02}{content}")))
    }

    /// Checks a written reference; spaces and lower case are forgiven.
    ///
    /// # Errors
    /// [`ReferenceError`] with the rule broken.
    pub fn parse(written: &str) -> Result<Self, ReferenceError> {
        let text = compact(written)?;
        let (Some(head), Some(content)) = (text.get(..4), text.get(4..)) else {
            return Err(ReferenceError::Structure);
        };
        if !head.starts_with("RF") || !head.bytes().skip(2).all(|b| b.is_ascii_digit()) {
            return Err(ReferenceError::Structure);
        }
        check_length(content)?;
        // 00, 01 and 99 are never computed, though their remainder is that of 97, 98 and 02 (ISO 7064).
        let computable = head.get(2..).and_then(|digits| digits.parse().ok()).is_some_and(|check: u8| matches!(check, 2..=98));
        if !computable || mod97(content.chars().chain(head.chars())) != 1 {
            return Err(ReferenceError::CheckDigits);
        }
        Ok(Self(text))
    }

    /// Electronic form, as bank files carry it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RfReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn compact(written: &str) -> Result<String, ReferenceError> {
    let text: String = written.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    if text.bytes().all(|b| b.is_ascii_alphanumeric()) { Ok(text) } else { Err(ReferenceError::Structure) }
}

const fn check_length(content: &str) -> Result<(), ReferenceError> {
    match content.len() {
        1..=21 => Ok(()),
        length => Err(ReferenceError::Length(length)),
    }
}
