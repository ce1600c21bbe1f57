//! Rules on one value.

use super::super::rules::{Findings, Place, outside_sepa, repeats, shortened, too_long};
use super::super::{ADDRESS_LINES, LARGEST_CENTS, NAME_LENGTH, Violation};
use crate::bic::Bic;
use crate::charset::{check_identifier, is_sepa_char};
use crate::iban::Iban;
use crate::tree::Element;
use chrono::{DateTime, NaiveDate, NaiveDateTime};

pub(super) fn text_characters(findings: &mut Findings, text: &str, place: impl Fn() -> String) {
    if let Some(c) = text.chars().find(|c| !is_sepa_char(*c)) {
        findings.add("text_characters", place(), format!("le caractère « {c} » n'est pas dans l'alphabet des banques"));
    }
}

pub(super) fn identifier<'e>(findings: &mut Findings, parent: &'e Element<'_>, at: &str, place: Place) -> Option<&'e str> {
    let text = parent.at(at).map(|element| element.text.as_ref());
    if let Err(error) = check_identifier(text.unwrap_or_default()) {
        findings.add(error.code(), place.path(at), error.to_string());
    }
    text
}

pub(super) fn name(findings: &mut Findings, parent: &Element<'_>, at: &str, place: Place) {
    let Some(name) = parent.text_at(at) else {
        findings.add("name_missing", place.path(at), "le nom manque");
        return;
    };
    let length = name.chars().count();
    if length > NAME_LENGTH {
        let proposal = Some(shortened(name, NAME_LENGTH));
        let message_fr = too_long("le nom", length, NAME_LENGTH);
        findings.0.push(Violation { proposal, ..Violation::new("name_length", place.path(at), message_fr) });
    }
}

pub(super) fn iban(findings: &mut Findings, parent: &Element<'_>, at: &str, place: Place) {
    let text = parent.at(at).map_or("", |element| element.text.as_ref());
    match Iban::parse(text) {
        Ok(iban) if iban.as_str() != text => {
            findings.add("iban_characters", place.path(at), "l'IBAN doit être écrit en majuscules et sans espaces");
        }
        Ok(iban) if !iban.in_sepa() => findings.add("iban_not_sepa", place.path(at), outside_sepa(&iban.grouped())),
        Ok(_) => {}
        Err(error) => findings.add(error.code(), place.path(at), error.to_string()),
    }
}

/// How a bank is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Agent {
    /// By a BIC, well formed or not: an ill-formed one has its own violation.
    Bic,
    /// By the word `NOTPROVIDED`, where it belongs.
    NotProvided,
    /// By nothing that identifies it.
    Unnamed,
}

/// The bank of an `…Agt` element, under the name of either version.
pub(super) fn named_agent<'e>(agent: &'e Element<'_>) -> (Agent, Option<&'e str>) {
    let bic = ["FinInstnId/BICFI", "FinInstnId/BIC"].iter().find_map(|path| agent.at(path));
    match bic {
        Some(bic) => (Agent::Bic, Some(bic.text.as_ref())),
        None if agent.text_at("FinInstnId/Othr/Id") == Some("NOTPROVIDED") => (Agent::NotProvided, None),
        None => (Agent::Unnamed, None),
    }
}

/// Judges the BIC of a bank and says how it is named.
pub(super) fn agent(findings: &mut Findings, agent: &Element<'_>, at: &str, place: Place) -> Agent {
    let (named, bic) = named_agent(agent);
    if let Some(Err(error)) = bic.map(Bic::parse) {
        findings.add(error.code(), place.path(&format!("{at}/FinInstnId")), error.to_string());
    } else if bic.is_some_and(|bic| Bic::parse(bic).is_ok_and(|read| read.as_str() != bic)) {
        findings.add(
            "bic_characters",
            place.path(&format!("{at}/FinInstnId")),
            "le BIC doit être écrit en majuscules et sans espaces",
        );
    }
    named
}

/// An address is structured, or hybrid with at most two lines; never lines alone (EPC153-22).
pub(super) fn address(findings: &mut Findings, address: &Element<'_>, at: &str, place: Place) {
    let lines = address.all("AdrLine").count();
    let (town, country) = (address.text_at("TwnNm"), address.text_at("Ctry"));
    if lines > 0 && (town, country) == (None, None) {
        let sentence = "l'adresse n'est faite que de lignes libres ; donnez au moins la ville et le pays à part";
        findings.add("address_lines_only", place.path(at), sentence);
    } else if town.is_none() || country.is_none_or(|code| code.len() != 2 || !code.bytes().all(|b| b.is_ascii_uppercase())) {
        findings.add("address_incomplete", place.path(at), "une adresse doit donner la ville et le pays");
    } else if lines > ADDRESS_LINES {
        findings.add("address_lines", place.path(at), "une adresse a au plus deux lignes libres");
    }
    let parts = ["StrtNm", "BldgNb", "PstCd", "TwnNm", "Ctry"].map(|element| address.text_at(element));
    if address.all("AdrLine").any(|line| repeats(line.text.trim(), parts)) {
        let sentence = "une ligne libre de l'adresse répète la rue, le code postal, la ville ou le pays";
        findings.add("address_repeated", place.path(&format!("{at}/AdrLine")), sentence);
    }
    let limits = [("StrtNm", 70), ("BldgNb", 16), ("PstCd", 16), ("TwnNm", 35), ("AdrLine", 70)];
    for (element, allowed) in limits {
        for line in address.all(element) {
            let length = line.text.chars().count();
            if length > allowed {
                let sentence = too_long("une ligne de l'adresse", length, allowed);
                findings.add("address_length", place.path(&format!("{at}/{element}")), sentence);
            }
        }
    }
}

/// An amount that could be read.
pub(super) enum Decimal {
    /// Cents.
    Cents(i128),
    /// More than two decimals.
    TooPrecise,
    /// Not a positive decimal number.
    Unreadable,
}

/// Reads digits with at most one point between digits.
pub(super) fn decimal(text: &str) -> Decimal {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.len() <= 18 && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(decimals) {
        return Decimal::Unreadable;
    }
    if decimals.len() > 2 {
        return Decimal::TooPrecise;
    }
    format!("{whole}{decimals:0<2}").parse().map_or(Decimal::Unreadable, Decimal::Cents)
}

/// A decimal number with at most two decimals, in cents.
pub(in crate::pain001) fn decimal_cents(text: &str) -> Option<i64> {
    match decimal(text) {
        Decimal::Cents(cents) => cents.try_into().ok(),
        Decimal::TooPrecise | Decimal::Unreadable => None,
    }
}

/// An instructed amount in cents, when it is a readable one.
pub(super) fn amount(findings: &mut Findings, amount: Option<&Element<'_>>, place: Place) -> Option<i128> {
    let path = || place.path("Amt/InstdAmt");
    let Some(amount) = amount else {
        findings.add("amount_form", path(), "le montant manque");
        return None;
    };
    if amount.attribute("Ccy") != Some("EUR") {
        findings.add("amount_currency", path(), "un virement SEPA est en euros : Ccy=\"EUR\"");
    }
    match decimal(&amount.text) {
        Decimal::Cents(cents) => {
            if !(1..=i128::from(LARGEST_CENTS)).contains(&cents) {
                findings.add("amount_range", path(), "le montant doit être compris entre 0,01 € et 999 999 999,99 €");
            }
            Some(cents)
        }
        Decimal::TooPrecise => {
            findings.add("amount_decimals", path(), format!("le montant {} a plus de deux décimales", amount.text));
            None
        }
        Decimal::Unreadable => {
            findings.add("amount_form", path(), format!("« {} » n'est pas un montant", amount.text));
            None
        }
    }
}

/// A date and time to the second, with or without an offset.
pub(super) fn is_timestamp(text: &str) -> bool {
    let fraction = text.contains('.');
    let local = text.len() == 19 && NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S").is_ok();
    !fraction && (local || DateTime::parse_from_rfc3339(text).is_ok())
}

/// A calendar day written `2026-12-04`.
pub(super) fn day(text: &str) -> Option<NaiveDate> {
    if text.len() == 10 { NaiveDate::parse_from_str(text, "%Y-%m-%d").ok() } else { None }
}
