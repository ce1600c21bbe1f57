//! Complements of a movement (05) by their qualifier (CFONB V2.0, 2010); those without a field of their own are kept as written.

use super::field;
use super::notes::Notes;
use super::record::Record;
use crate::diagnostic::Remark;
use crate::statement::{Charge, Complement, Detail, Identifier, OriginalAmount};

/// The free texts of a movement, in order: its label, then each `LIB`.
#[derive(Debug, Default)]
pub(super) struct Texts {
    lines: Vec<String>,
    /// The remittance line that an `LC2` continues: whether it was full to its last character.
    remittance: Option<bool>,
}

impl Texts {
    pub(super) fn new(label: Option<String>) -> Self {
        Self { lines: label.into_iter().collect(), remittance: None }
    }

    pub(super) fn joined(self) -> Option<String> {
        (!self.lines.is_empty()).then(|| self.lines.join("\n"))
    }
}

/// Takes a record 05 into the payment before it.
pub(super) fn read(record: &Record<'_>, detail: &mut Detail, texts: &mut Texts, notes: &mut Notes) {
    // Before 2008 some banks wrote free text over the reserved positions and where the qualifier now stands.
    if !record.text(41, 45).is_empty() {
        let remark = Remark::noted(
            "complement_old_form",
            "Un complément (05) a l'ancienne forme, sans qualifiant.",
            "Son texte est repris comme un libellé.",
        );
        notes.add(remark, &record.place_of(41, 81));
        texts.lines.push(record.text(41, 81).into_owned());
        return;
    }
    let (qualifier, information) = (record.text(46, 48), record.text(49, 118));
    if information.is_empty() {
        return;
    }
    let kept = match qualifier.as_ref() {
        "LIB" => {
            texts.lines.push(information.into_owned());
            true
        }
        "LCC" | "LC2" => {
            remittance(record, qualifier == "LC2", detail, texts);
            true
        }
        "MMO" => original_amount(record, detail, notes),
        "FEE" => charge(record, detail, notes),
        "NPY" | "NBE" | "NPO" | "NBU" | "IPY" | "IBE" | "CBE" | "CPY" => party(record, &qualifier, detail),
        "LCS" | "RCN" | "REF" | "RUM" => reference(record, &qualifier, detail),
        "IPO" | "IBU" => false,
        other => {
            let remark = Remark::noted(
                "qualifier_unknown",
                format!("Le qualifiant {} n'est pas dans la liste du CFONB.", crate::diagnostic::quoted(other)),
                "Son texte est gardé tel quel avec le mouvement.",
            );
            notes.add(remark, &record.place_of(46, 48));
            false
        }
    };
    if !kept {
        let text = record.text(49, 118).into_owned();
        detail.complements.push(Complement { qualifier: qualifier.into_owned(), text });
    }
}

/// Two lines of 70 make one text of 140: no space between them when the first is full, one otherwise.
fn remittance(record: &Record<'_>, continues: bool, detail: &mut Detail, texts: &mut Texts) {
    let full = record.bytes(118, 118) != b" ";
    match (texts.remittance.take().filter(|_| continues), detail.remittance.last_mut()) {
        (Some(true), Some(part)) => part.push_str(&field::continued(record.bytes(49, 118))),
        (Some(false), Some(part)) => {
            part.push(' ');
            part.push_str(&record.text(49, 118));
        }
        _ => {
            detail.remittance.push(record.text(49, 118).into_owned());
            texts.remittance = Some(full);
        }
    }
}

/// Keeps a text unless there is one already; whether it was kept.
fn fill(slot: &mut Option<String>, text: &str) -> bool {
    if text.is_empty() || slot.is_some() {
        return text.is_empty();
    }
    *slot = Some(text.to_owned());
    true
}

fn party(record: &Record<'_>, qualifier: &str, detail: &mut Detail) -> bool {
    let name = record.text(49, 118);
    match qualifier {
        "NPY" => fill(&mut detail.debtor.get_or_insert_default().name, &name),
        "NBE" => fill(&mut detail.creditor.get_or_insert_default().name, &name),
        "NPO" => fill(&mut detail.ultimate_debtor, &name),
        "NBU" => fill(&mut detail.ultimate_creditor, &name),
        "IPY" => identifier(record, &mut detail.debtor.get_or_insert_default().identifier),
        "IBE" => identifier(record, &mut detail.creditor.get_or_insert_default().identifier),
        "CPY" => account(record).is_some_and(|iban| fill(&mut detail.debtor.get_or_insert_default().iban, &iban)),
        _ => account(record).is_some_and(|iban| fill(&mut detail.creditor.get_or_insert_default().iban, &iban)),
    }
}

fn identifier(record: &Record<'_>, slot: &mut Option<Identifier>) -> bool {
    if slot.is_some() {
        return false;
    }
    *slot = Some(Identifier { id: record.text(49, 83).into_owned(), scheme: field::some(&record.text(84, 118)) });
    true
}

/// An account that has the form of an IBAN; a bank may write others here.
fn account(record: &Record<'_>) -> Option<String> {
    let text: String = record.text(49, 83).split_whitespace().collect();
    let (country, rest) = text.split_at_checked(2)?;
    let shaped = country.bytes().all(|byte| byte.is_ascii_uppercase())
        && rest.bytes().take(2).all(|byte| byte.is_ascii_digit())
        && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && (15..=34).contains(&text.len());
    shaped.then_some(text)
}

/// References of 35 characters, most in pairs. When the first place is taken the record is kept whole.
fn reference(record: &Record<'_>, qualifier: &str, detail: &mut Detail) -> bool {
    let (first, second) = match qualifier {
        "RCN" => (&mut detail.end_to_end_id, &mut detail.purpose),
        "REF" => (&mut detail.payment_id, &mut detail.instruction_id),
        "RUM" => (&mut detail.mandate_id, &mut detail.sequence_type),
        _ => return fill(&mut detail.structured_reference, &record.text(49, 118)),
    };
    if first.is_some() || second.is_some() {
        return false;
    }
    fill(first, &record.text(49, 83)) && fill(second, &record.text(84, 118))
}

/// Currency, decimals and unsigned amount in 49–66.
fn money(record: &Record<'_>) -> Option<(String, u8, u64)> {
    let currency = record.text(49, 51);
    let known = currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_uppercase());
    let decimals = u8::try_from(field::number(record.bytes(52, 52))?).ok()?;
    let units = field::number(record.bytes(53, 66))?;
    known.then(|| (currency.into_owned(), decimals, units))
}

/// `MMO`: the amount of the order in its own currency, and the rate.
fn original_amount(record: &Record<'_>, detail: &mut Detail, notes: &mut Notes) -> bool {
    let rate = || match record.text(67, 79).is_empty() {
        true => Some(None),
        false => {
            let decimals = u8::try_from(field::number(record.bytes(67, 68))?).ok()?;
            let digits = field::number(record.bytes(69, 79))?;
            Some((digits != 0).then_some((digits, decimals)))
        }
    };
    match (money(record), rate()) {
        (Some((currency, decimals, units)), Some(rate)) if detail.original_amount.is_none() => {
            detail.original_amount = Some(OriginalAmount { currency, units, decimals, rate });
            true
        }
        _ => unreadable(record, notes),
    }
}

/// `FEE`: a charge. Not in the CFONB text of 2010, but in files.
fn charge(record: &Record<'_>, detail: &mut Detail, notes: &mut Notes) -> bool {
    let cents = money(record)
        .and_then(|(currency, decimals, units)| Some((currency, field::cents(i64::try_from(units).ok()?, decimals).ok()?)));
    let Some((currency, cents)) = cents else { return unreadable(record, notes) };
    detail.charges.push(Charge { cents, currency: Some(currency), credit: None, included: None });
    true
}

fn unreadable(record: &Record<'_>, notes: &mut Notes) -> bool {
    let remark = Remark::repaired(
        "complement_unreadable",
        "Un montant d'information (MMO ou FEE) ne peut pas être lu, ou il est donné deux fois.",
        "Son texte est gardé tel quel ; le montant du mouvement n'est pas touché.",
    );
    notes.add(remark, &record.place_of(49, 118));
    false
}
