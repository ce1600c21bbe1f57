//! Euro cents: the only form in which Quitus keeps, adds and compares money.
//!
//! An amount is a signed 64-bit number of cents. There is no operator that can wrap: addition and
//! subtraction are checked and return `None` past ±92 quadrillion euros. `rust_decimal` serves only to read what
//! people write and to prorate; it is never stored.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A signed number of euro cents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
#[sqlx(transparent)]
#[serde(transparent)]
pub struct Cents(pub i64);

/// Why a text is not an amount in euros.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// Nothing is written.
    #[error("montant vide")]
    Empty,
    /// The text has characters that no amount has.
    #[error("ce n'est pas un montant")]
    NotANumber,
    /// More than two decimals that count.
    #[error("plus de deux décimales")]
    TooPrecise,
    /// Beyond what 64 bits of cents hold.
    #[error("montant trop grand")]
    TooLarge,
}

impl Cents {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// Sum, or `None` past the range.
    #[must_use]
    pub const fn plus(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(cents) => Some(Self(cents)),
            None => None,
        }
    }

    /// Difference, or `None` past the range.
    #[must_use]
    pub const fn minus(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(cents) => Some(Self(cents)),
            None => None,
        }
    }

    /// The opposite amount, or `None` past the range.
    #[must_use]
    pub const fn opposite(self) -> Option<Self> {
        match self.0.checked_neg() {
            Some(cents) => Some(Self(cents)),
            None => None,
        }
    }

    /// Sum of many amounts, or `None` past the range.
    pub fn total(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        amounts.into_iter().try_fold(Self::ZERO, Self::plus)
    }

    /// True below zero.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// True above zero.
    #[must_use]
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// This amount, or zero when it is negative.
    #[must_use]
    pub fn at_least_zero(self) -> Self {
        self.max(Self::ZERO)
    }

    /// Reads an amount as French people or files write it: `1 234,56`, `1234.56`, `1 234,5 €`, `-12`.
    ///
    /// # Errors
    /// [`AmountError`] says what stopped the reading; nothing is rounded.
    pub fn parse(text: &str) -> Result<Self, AmountError> {
        let kept: String = text
            .trim()
            .trim_end_matches('€')
            .chars()
            .filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}'))
            .map(|c| if c == ',' { '.' } else { c })
            .collect();
        if kept.is_empty() {
            return Err(AmountError::Empty);
        }
        let digits = kept.strip_prefix(['-', '+']).unwrap_or(&kept);
        let well_formed = digits.starts_with(|c: char| c.is_ascii_digit())
            && digits.ends_with(|c: char| c.is_ascii_digit())
            && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
            && digits.matches('.').count() <= 1;
        if !well_formed {
            return Err(AmountError::NotANumber);
        }
        let value: Decimal = kept.parse().map_err(|_| AmountError::TooLarge)?;
        let cents = value.checked_mul(Decimal::ONE_HUNDRED).ok_or(AmountError::TooLarge)?;
        if !cents.fract().is_zero() {
            return Err(AmountError::TooPrecise);
        }
        cents.to_i64().map(Self).ok_or(AmountError::TooLarge)
    }

    /// `1234.56`: for files and JSON.
    #[must_use]
    pub fn plain(self) -> String {
        let sign = if self.is_negative() { "-" } else { "" };
        let cents = self.0.unsigned_abs();
        format!("{sign}{}.{:02}", cents / 100, cents % 100)
    }
}

/// `1 234,56 €` with no-break spaces (U+00A0): for screens and documents.
impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cents = self.0.unsigned_abs();
        let digits = (cents / 100).to_string();
        let mut euros = String::with_capacity(digits.len() + 8);
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                euros.push('\u{a0}');
            }
            euros.push(digit);
        }
        let sign = if self.is_negative() { "-" } else { "" };
        f.pad(&format!("{sign}{euros},{:02}\u{a0}€", cents % 100))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_people_write() {
        for (text, cents) in [("1 234,56", 123_456), ("1234.5", 123_450), ("-12", -1_200), ("0,01 €", 1), ("10.00000", 1_000)] {
            assert_eq!(Cents::parse(text), Ok(Cents(cents)), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_not_an_amount() {
        for text in ["", "12.", ".5", "1.2.3", "12a", "1,234", "--1", "99999999999999999999"] {
            assert!(Cents::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn shows_french_amounts() {
        assert_eq!(Cents(123_456_789).to_string(), "1\u{a0}234\u{a0}567,89\u{a0}€");
        assert_eq!(Cents(-5).to_string(), "-0,05\u{a0}€");
    }

    proptest! {
        #[test]
        fn every_amount_survives_both_texts(cents in any::<i64>()) {
            prop_assert_eq!(Cents::parse(&Cents(cents).plain()), Ok(Cents(cents)));
            prop_assert_eq!(Cents::parse(&Cents(cents).to_string()), Ok(Cents(cents)));
        }
    }
}
