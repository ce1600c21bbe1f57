//! Bank identifier codes (ISO 9362), 8 or 11 characters.

use std::fmt;

/// A checked bank identifier, in capitals.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bic(String);

/// Why a text is not a bank identifier.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BicError {
    /// Neither 8 nor 11 characters.
    #[error("le BIC compte {0} caractères ; il en faut 8 ou 11")]
    Length(usize),
    /// Not letters, letters of a country, then letters and digits.
    #[error("le BIC n'a pas la forme attendue : quatre lettres, le pays sur deux lettres, puis lettres ou chiffres")]
    Structure,
    /// The word `NOTPROVIDED`, which has the form of a BIC and belongs in `Othr/Id`.
    #[error("« NOTPROVIDED » n'est pas un BIC : laissez le BIC vide s'il est inconnu")]
    NotProvided,
}

impl BicError {
    /// Stable code of the error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Length(_) => "bic_length",
            Self::Structure => "bic_structure",
            Self::NotProvided => "bic_not_provided",
        }
    }
}

impl Bic {
    /// Reads a bank identifier; spaces and lower case are forgiven. The form is the strictest of both messages:
    /// `[A-Z]{6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3})?` (pain.001.001.03), so that a BIC fits any version.
    ///
    /// # Errors
    /// [`BicError`] with the rule broken.
    pub fn parse(written: &str) -> Result<Self, BicError> {
        let text: String = written.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
        let length = text.chars().count();
        if !matches!(length, 8 | 11) {
            return Err(BicError::Length(length));
        }
        let well_formed = text.bytes().enumerate().all(|(i, b)| match i {
            0..=5 => b.is_ascii_uppercase(),
            6 => b.is_ascii_uppercase() || matches!(b, b'2'..=b'9'),
            7 => (b.is_ascii_uppercase() && b != b'O') || b.is_ascii_digit(),
            _ => b.is_ascii_uppercase() || b.is_ascii_digit(),
        });
        if text == "NOTPROVIDED" {
            return Err(BicError::NotProvided);
        }
        if well_formed { Ok(Self(text)) } else { Err(BicError::Structure) }
    }

    /// The identifier, as bank files carry it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Country of the bank, ISO 3166.
    #[must_use]
    pub fn country(&self) -> &str {
        self.0.get(4..6).unwrap_or_default()
    }
}

impl fmt::Display for Bic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Bic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bic({})", self.0)
    }
}

impl std::str::FromStr for Bic {
    type Err = BicError;

    fn from_str(written: &str) -> Result<Self, BicError> {
        Self::parse(written)
    }
}
