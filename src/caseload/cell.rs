//! What the text of a cell may be: each reader says what is written and what is expected.

use crate::calendar::parse_day;
use crate::money::Cents;
use crate::refusal::{Refusal, VALUE_MALFORMED};
use chrono::{Datelike, NaiveDate};
use std::ops::RangeInclusive;

/// Longest text, in characters.
const LONGEST_TEXT: usize = 2_000;
/// Longest reference: it fits an index of both engines and a bank reference is far shorter.
const LONGEST_REFERENCE: usize = 100;
/// Years that a date may bear: others are typing errors.
const YEARS: RangeInclusive<i32> = 1900..=2200;
/// One million euros: more is a typing error.
const LARGEST_AMOUNT: Cents = Cents(100_000_000);

/// The value has not the expected form.
pub(super) fn malformed(text: &str, expected: &str) -> Refusal {
    let written = match text {
        "" => "La cellule est vide".to_owned(),
        text => format!("« {} » est écrit", text.chars().take(60).collect::<String>()),
    };
    VALUE_MALFORMED.because(format!("{written} ; attendu : {expected}."))
}

/// Any text.
pub(super) fn text(text: &str) -> Result<String, Refusal> {
    match text.chars().count() {
        1..=LONGEST_TEXT => Ok(text.to_owned()),
        _ => Err(malformed(text, "un texte de 2 000 caractères au plus")),
    }
}

/// A reference.
pub(super) fn reference(text: &str) -> Result<String, Refusal> {
    match text.chars().count() {
        1..=LONGEST_REFERENCE => Ok(text.to_owned()),
        _ => Err(malformed(text, "une référence de 100 caractères au plus")),
    }
}

/// A person's number.
pub(super) fn number(text: &str) -> Result<i64, Refusal> {
    let value = text.parse().ok().filter(|number| *number > 0 && text.bytes().all(|b| b.is_ascii_digit()));
    value.ok_or_else(|| malformed(text, "un numéro de personne, par exemple 1042"))
}

/// A day, French or ISO.
pub(super) fn day(text: &str) -> Result<NaiveDate, Refusal> {
    parse_day(text)
        .filter(|day| YEARS.contains(&day.year()))
        .ok_or_else(|| malformed(text, "une date comme 31/12/2026 ou 2026-12-31"))
}

/// A whole number of a range.
pub(super) fn whole(text: &str, range: RangeInclusive<i64>) -> Result<i64, Refusal> {
    let value = text.parse().ok().filter(|value| range.contains(value));
    value.ok_or_else(|| malformed(text, &format!("un nombre de {} à {}", range.start(), range.end())))
}

/// An amount, zero or more.
pub(super) fn amount(text: &str) -> Result<Cents, Refusal> {
    Cents::parse(text)
        .ok()
        .filter(|cents| !cents.is_negative() && *cents <= LARGEST_AMOUNT)
        .ok_or_else(|| malformed(text, "un montant en euros de 0 à 1 000 000, par exemple 1234,56"))
}

/// An amount above zero.
pub(super) fn positive_amount(text: &str) -> Result<Cents, Refusal> {
    amount(text)
        .ok()
        .filter(|cents| cents.is_positive())
        .ok_or_else(|| malformed(text, "un montant en euros au-dessus de 0 et jusqu'à 1 000 000, par exemple 1234,56"))
}

/// `oui` or `non`.
pub(super) fn yes_no(text: &str) -> Result<bool, Refusal> {
    match text.to_lowercase().as_str() {
        "oui" => Ok(true),
        "non" => Ok(false),
        _ => Err(malformed(text, "oui ou non")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn accepts_what_people_write_and_nothing_else() {
        assert_eq!(day("31/12/2026"), day("2026-12-31"));
        assert_eq!(amount("1 234,50"), Ok(Cents(123_450)));
        assert_eq!(yes_no("OUI"), Ok(true));
        assert_eq!(number("0042"), Ok(42));
        for bad in ["31/02/2026", "01/01/0026", "31/12/9999", ""] {
            assert!(day(bad).is_err(), "{bad}");
        }
        for bad in ["-1", "1000000,01", "12,345", "dix", ""] {
            assert!(amount(bad).is_err(), "{bad}");
        }
        for bad in ["0", "-3", "+3", "1.0", "99999999999999999999", ""] {
            assert!(number(bad).is_err(), "{bad}");
        }
        assert!(positive_amount("0").is_err() && yes_no("o").is_err() && reference(&"x".repeat(101)).is_err());
    }

    proptest! {
        #[test]
        fn no_text_panics(any in "\\PC{0,80}") {
            let _ = (text(&any), reference(&any), number(&any), day(&any), whole(&any, 1..=31), amount(&any), yes_no(&any));
        }
    }
}
