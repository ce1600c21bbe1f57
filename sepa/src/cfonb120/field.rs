//! Texts, dates and amounts of a record. Nothing is guessed.

use std::borrow::Cow;

use chrono::NaiveDate;

use crate::diagnostic::{Remark, quoted};

/// A text: Windows-1252, which holds ASCII and ISO-8859-1, without the spaces that fill it up.
pub(super) fn text(bytes: &[u8]) -> Cow<'_, str> {
    match decoded(bytes.trim_ascii()) {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

/// A text with the spaces on its left: it may continue another one.
pub(super) fn continued(bytes: &[u8]) -> String {
    decoded(bytes.trim_ascii_end()).trim_end().to_owned()
}

fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes);
    // A control character has no place in a name or a label.
    let plain = bytes.iter().all(|byte| (b' '..=b'~').contains(byte));
    if plain || !text.contains(char::is_control) {
        return text;
    }
    Cow::Owned(text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect())
}

/// The byte of a character in Windows-1252.
pub(super) fn encode(c: char) -> Option<u8> {
    let mut buffer = [0; 4];
    let (bytes, _, unmappable) = encoding_rs::WINDOWS_1252.encode(c.encode_utf8(&mut buffer));
    bytes.first().copied().filter(|_| !unmappable)
}

/// A text that is not blank.
pub(super) fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// An amount before its decimals are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Amount {
    /// The number without its decimal point, signed.
    pub(super) units: i64,
    /// The sign was an accented letter, in which a conversion turned a brace: the balances must confirm it.
    pub(super) transcoded: bool,
}

/// Thirteen digits, then one that carries the sign: `{` and A–I are +0 and +1 to +9, `}` and J–R are −0 and −1 to −9. In the French
/// 7-bit set the braces print as é and è, hence those letters in files that were converted.
pub(super) fn amount(bytes: &[u8]) -> Result<Amount, Remark> {
    let Some((last, digits)) = bytes.split_last() else { return Err(unreadable(bytes)) };
    let leading = digits.iter().take_while(|byte| **byte == b' ').count();
    let (mut units, blank) = (0_i64, leading == digits.len());
    for byte in digits.iter().skip(leading) {
        // Thirteen digits and one more stay far below 64 bits.
        units =
            digit(*byte, b'0').and_then(|digit| units.checked_mul(10)?.checked_add(digit)).ok_or_else(|| unreadable(bytes))?;
    }
    let (last, negative, transcoded) = match *last {
        b'{' => (0, false, false),
        b'}' => (0, true, false),
        0xE9 => (0, false, true),
        0xE8 => (0, true, true),
        byte @ b'A'..=b'I' => (digit(byte, b'@').unwrap_or(0), false, false),
        byte @ b'a'..=b'i' => (digit(byte, b'`').unwrap_or(0), false, false),
        byte @ b'J'..=b'R' => (digit(byte, b'I').unwrap_or(0), true, false),
        byte @ b'j'..=b'r' => (digit(byte, b'i').unwrap_or(0), true, false),
        b' ' if blank => return Err(missing()),
        b'0'..=b'9' => return Err(unsigned(bytes)),
        _ => return Err(unreadable(bytes)),
    };
    let units = units.checked_mul(10).and_then(|tens| tens.checked_add(last)).ok_or_else(|| unreadable(bytes))?;
    Ok(Amount { units: if negative { units.saturating_neg() } else { units }, transcoded: transcoded && units != 0 })
}

fn digit(byte: u8, zero: u8) -> Option<i64> {
    byte.checked_sub(zero).filter(|digit| *digit < 10).map(i64::from)
}

/// Digits without a sign; nothing when there is anything else.
pub(super) fn number(bytes: &[u8]) -> Option<u64> {
    if bytes.is_empty() || !bytes.iter().all(u8::is_ascii_digit) {
        return None;
    }
    bytes.iter().try_fold(0_u64, |sum, byte| sum.checked_mul(10)?.checked_add(u64::from(byte.checked_sub(b'0')?)))
}

/// A date DDMMYY; years from 60 on are of the 20th century. Blank or zero is no date.
pub(super) fn date(bytes: &[u8]) -> Result<Option<NaiveDate>, Remark> {
    if bytes.iter().all(|byte| *byte == b' ') || bytes.iter().all(|byte| *byte == b'0') {
        return Ok(None);
    }
    let part = |start: usize| bytes.get(start..start.saturating_add(2)).and_then(number);
    let day_of = || {
        let (day, month, year) = (part(0)?, part(2)?, part(4)?);
        let century = if year >= 60 { 1900 } else { 2000 };
        let year = i32::try_from(year).ok()?.checked_add(century)?;
        NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
    };
    day_of().map(Some).ok_or_else(|| {
        Remark::fatal(
            "date_unreadable",
            format!("La date {} ne peut pas être lue.", quoted(&text(bytes))),
            "Une date s'écrit jour, mois, année sur six chiffres, comme 280226 : demandez un fichier corrigé à la banque.",
        )
    })
}

/// Hundredths of an amount with so many decimals.
pub(super) fn cents(units: i64, decimals: u8) -> Result<i64, Remark> {
    let scaled = match decimals {
        0 => units.checked_mul(100),
        1 => units.checked_mul(10),
        2 => Some(units),
        finer => {
            let divisor = 10_i64.saturating_pow(u32::from(finer.saturating_sub(2)));
            if units.checked_rem(divisor) != Some(0) {
                return Err(Remark::fatal(
                    "amount_too_precise",
                    format!("Un montant a {finer} décimales et va au-delà du centime."),
                    "Il n'est jamais arrondi ici : demandez un fichier corrigé à la banque.",
                ));
            }
            units.checked_div(divisor)
        }
    };
    scaled.ok_or_else(|| {
        Remark::fatal(
            "amount_too_large",
            "Un montant est trop grand.".to_owned(),
            "Le fichier est probablement abîmé : demandez-en un nouveau à la banque.",
        )
    })
}

fn unreadable(bytes: &[u8]) -> Remark {
    Remark::fatal(
        "amount_unreadable",
        format!("Le montant {} ne peut pas être lu.", quoted(&text(bytes))),
        "Il compte treize chiffres, puis un caractère qui porte le dernier chiffre et le signe : demandez un fichier corrigé à la banque.",
    )
}

fn unsigned(bytes: &[u8]) -> Remark {
    Remark::fatal(
        "amount_sign_missing",
        format!("Le montant {} ne porte pas son signe.", quoted(&text(bytes))),
        "Son dernier caractère devrait être une lettre ou une accolade ; un signe n'est jamais deviné : demandez un fichier corrigé à la banque.",
    )
}

fn missing() -> Remark {
    Remark::fatal(
        "amount_missing",
        "L'enregistrement n'a pas de montant.",
        "Un montant n'est jamais deviné : demandez un fichier complet à la banque.",
    )
}
