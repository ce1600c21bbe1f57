//! Amounts, dates, directions and codes from the text of an element. Nothing is guessed.

use chrono::NaiveDate;

use crate::diagnostic::{Remark, quoted};
use crate::statement::{Duplicate, OriginalAmount, Status};

/// ISO 4217 code.
pub(crate) type Currency = [u8; 3];

/// Currencies with three decimals (ISO 4217).
const THREE_DECIMALS: [&str; 7] = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

/// Hundredths without sign, with the currency when it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Money {
    pub(crate) cents: i64,
    pub(crate) currency: Option<Currency>,
}

/// An element without children.
#[derive(Clone, Copy)]
pub(crate) struct Leaf<'a> {
    /// Its text as written.
    pub(crate) text: &'a str,
    /// Its attribute `Ccy`; empty without.
    pub(crate) currency: &'a str,
}

/// A text without surrounding space. Nearly all have none, which their first and last bytes tell.
pub(crate) fn trimmed(text: &str) -> &str {
    let graphic = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    let bytes = text.as_bytes();
    if graphic(bytes.first()) && graphic(bytes.last()) { text } else { text.trim() }
}

impl Leaf<'_> {
    /// The text without surrounding space, if any is left.
    pub(crate) fn token(&self) -> Option<String> {
        let text = trimmed(self.text);
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// The text without any space, as an IBAN.
    pub(crate) fn compact(&self) -> Option<String> {
        if !self.text.is_empty() && self.text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Some(self.text.to_owned());
        }
        let text: String = self.text.split_whitespace().collect();
        (!text.is_empty()).then_some(text)
    }

    /// An amount for information, in its own currency and with its own decimals; nothing when it cannot be read.
    pub(crate) fn original_amount(&self) -> Option<OriginalAmount> {
        let text = trimmed(self.text);
        let currency = currency_text(currency(self.currency).ok()??);
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        let digits = [whole, decimals].concat();
        if decimals.len() > 5 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        Some(OriginalAmount { currency, units: digits.parse().ok()?, decimals: u8::try_from(decimals.len()).ok()?, rate: None })
    }

    /// An amount of the account.
    pub(crate) fn money(&self) -> Result<Money, Remark> {
        Ok(Money { cents: amount(self.text)?, currency: currency(self.currency)? })
    }

    /// An amount that may be in any currency; nothing if it needs a third decimal by right.
    pub(crate) fn any_money(&self) -> Result<Option<Money>, Remark> {
        match self.money() {
            Ok(money) => Ok(Some(money)),
            Err(remark) if remark.code == "amount_too_precise" && THREE_DECIMALS.contains(&self.currency.trim()) => Ok(None),
            Err(remark) => Err(remark),
        }
    }
}

/// Keeps a value that may stand once; a repetition must say the same.
pub(crate) fn once<T: PartialEq>(slot: &mut Option<T>, value: T) -> Result<(), Remark> {
    match slot {
        Some(kept) if *kept != value => Err(Remark::fatal(
            "element_repeated",
            "Un même élément est donné deux fois avec des valeurs différentes.",
            "Rien ne dit laquelle est la bonne : demandez un nouveau fichier à la banque.",
        )),
        _ => {
            *slot = Some(value);
            Ok(())
        }
    }
}

/// Unsigned hundredths of a decimal with up to five decimals (ISO 20022 `ActiveOrHistoricCurrencyAndAmount`).
pub(crate) fn amount(text: &str) -> Result<i64, Remark> {
    let text = trimmed(text);
    if text.starts_with('-') {
        return Err(Remark::fatal(
            "amount_negative",
            format!("Le montant {} porte un signe moins.", quoted(text)),
            "Un montant s'écrit sans signe, le sens étant donné par CdtDbtInd : demandez un fichier corrigé à la banque.",
        ));
    }
    let unreadable = || {
        Remark::fatal(
            "amount_unreadable",
            format!("Le montant {} ne peut pas être lu.", quoted(text)),
            "Un montant s'écrit avec des chiffres et un point décimal, comme 1234.56 : demandez un fichier corrigé à la banque.",
        )
    };
    let (units, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(units) || !digits(decimals) || (units.is_empty() && decimals.is_empty()) || decimals.len() > 5 {
        return Err(unreadable());
    }
    let (cents, finer) = decimals.split_at(decimals.len().min(2));
    if finer.bytes().any(|byte| byte != b'0') {
        return Err(Remark::fatal(
            "amount_too_precise",
            format!("Le montant {} va au-delà du centime.", quoted(text)),
            "Un montant a deux décimales au plus, et il n'est jamais arrondi ici : demandez un fichier corrigé à la banque.",
        ));
    }
    let scale = if cents.len() == 1 { 10 } else { 1 };
    let number = |part: &str| if part.is_empty() { Some(0) } else { part.parse::<i64>().ok() };
    let total = number(units)
        .and_then(|units| units.checked_mul(100))
        .zip(number(cents))
        .and_then(|(units, cents)| units.checked_add(cents * scale));
    total.ok_or_else(|| {
        Remark::fatal(
            "amount_too_large",
            format!("Le montant {} est trop grand.", quoted(text)),
            "Le fichier est probablement abîmé : demandez-en un nouveau à la banque.",
        )
    })
}

/// An ISO 4217 code; nothing when the attribute is absent.
pub(crate) fn currency(text: &str) -> Result<Option<Currency>, Remark> {
    let text = trimmed(text);
    if text.is_empty() {
        return Ok(None);
    }
    match <Currency>::try_from(text.as_bytes()) {
        Ok(code) if code.iter().all(u8::is_ascii_alphabetic) => Ok(Some(code.map(|letter| letter.to_ascii_uppercase()))),
        _ => Err(Remark::fatal(
            "currency_unknown",
            format!("La devise {} n'est pas un code à trois lettres.", quoted(text)),
            "Une devise s'écrit comme EUR : demandez un fichier corrigé à la banque.",
        )),
    }
}

/// A currency as text.
pub(crate) fn currency_text(code: Currency) -> String {
    code.iter().map(|byte| char::from(*byte)).collect()
}

/// A date, or the date of an instant, as the bank wrote it: a time zone does not move it.
pub(crate) fn date(text: &str) -> Result<NaiveDate, Remark> {
    let text = trimmed(text);
    let parsed = text.split_at_checked(10).and_then(|(day, rest)| {
        let follows = rest.is_empty() || rest.starts_with(['T', 'Z', '+', '-']);
        follows.then(|| day_of(day)).flatten()
    });
    parsed.ok_or_else(|| {
        Remark::fatal(
            "date_unreadable",
            format!("La date {} ne peut pas être lue.", quoted(text)),
            "Une date s'écrit année-mois-jour, comme 2026-02-28 : demandez un fichier corrigé à la banque.",
        )
    })
}

fn day_of(day: &str) -> Option<NaiveDate> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = day.as_bytes() else { return None };
    let number = |digits: &[&u8]| {
        digits.iter().try_fold(0_u32, |sum, digit| sum.checked_mul(10)?.checked_add(char::from(**digit).to_digit(10)?))
    };
    let year = i32::try_from(number(&[y1, y2, y3, y4])?).ok()?;
    NaiveDate::from_ymd_opt(year, number(&[m1, m2])?, number(&[d1, d2])?)
}

/// Whether `CdtDbtInd` says credit.
pub(crate) fn credit(text: &str) -> Result<bool, Remark> {
    match trimmed(text) {
        "CRDT" => Ok(true),
        "DBIT" => Ok(false),
        other => Err(Remark::fatal(
            "direction_unknown",
            format!("Le sens {} n'est ni CRDT (crédit) ni DBIT (débit).", quoted(other)),
            "Sans sens connu, le montant ne peut pas être repris : demandez un fichier corrigé à la banque.",
        )),
    }
}

/// A yes or no (XML Schema `boolean`).
pub(crate) fn boolean(text: &str) -> Result<bool, Remark> {
    match trimmed(text) {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        other => Err(Remark::fatal(
            "boolean_unreadable",
            format!("La valeur {} n'est ni « true » ni « false ».", quoted(other)),
            "Demandez un fichier corrigé à la banque.",
        )),
    }
}

/// A count or a page number; left unknown when it cannot be read.
pub(crate) fn count(text: &str, notes: &mut Vec<Remark>) -> Option<u64> {
    let number = text.trim().parse().ok();
    if number.is_none() {
        notes.push(Remark::repaired(
            "count_unreadable",
            format!("Le nombre {} ne peut pas être lu.", quoted(text)),
            "Il est laissé inconnu ; les écritures n'en dépendent pas.",
        ));
    }
    number
}

/// A status code of an entry.
pub(crate) fn status(text: &str) -> Status {
    match trimmed(text) {
        "BOOK" => Status::Booked,
        "PDNG" => Status::Pending,
        "INFO" => Status::Information,
        "FUTR" => Status::Future,
        other => Status::Other(other.to_owned()),
    }
}

/// What `CpyDplctInd` says; an unknown code is noted and left aside.
pub(crate) fn duplicate(text: &str, notes: &mut Vec<Remark>) -> Option<Duplicate> {
    match trimmed(text) {
        "COPY" => Some(Duplicate::Copy),
        "DUPL" => Some(Duplicate::Duplicate),
        "CODU" => Some(Duplicate::CopyOfDuplicate),
        other => {
            notes.push(Remark::repaired(
                "duplicate_code_unknown",
                format!("Le code de duplicata {} n'est pas connu.", quoted(other)),
                "Il est laissé de côté : vérifiez que ce relevé n'a pas déjà été importé.",
            ));
            None
        }
    }
}

/// Hundredths with their sign.
pub(crate) fn signed(cents: i64, credit: bool) -> i64 {
    // An amount is never negative here, so its opposite always exists.
    if credit { cents } else { cents.saturating_neg() }
}
