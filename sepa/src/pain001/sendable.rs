//! From a message as people wrote it to a message as the bank takes it, or every rule that it breaks.

use super::rules::{Findings, Place, Violation, closed_day, outside_sepa, shortened, too_long};
use super::{LARGEST_CENTS, Message, NAME_LENGTH, Party, PartyId, PaymentBlock, REMITTANCE_LENGTH, StructuredAddress, Transfer};
use crate::calendar::is_business_day;
use crate::charset::{check_identifier, to_sepa};
use crate::iban::Iban;
use chrono::{Datelike, NaiveDate};
use std::collections::HashSet;

pub(super) fn sendable(message: &Message) -> Result<Message, Vec<Violation>> {
    let mut findings = Findings::default();
    identifier(&mut findings, &message.message_id, Place::Group, "MsgId");
    four_digit_year(&mut findings, message.created.date(), Place::Group, "CreDtTm");
    let initiating_party = party(&mut findings, &message.initiating_party);
    if message.payments.is_empty() {
        findings.add("no_payment", "CstmrCdtTrfInitn".to_owned(), "le fichier ne contient aucun ordre de virement");
    }
    let mut seen = Seen::default();
    let payments = message.payments.iter().enumerate().map(|(i, block)| payment(&mut findings, &mut seen, block, i)).collect();
    if findings.0.is_empty() {
        Ok(Message { message_id: message.message_id.clone(), created: message.created, initiating_party, payments })
    } else {
        Err(findings.0)
    }
}

/// Identifiers met so far in the file.
#[derive(Default)]
struct Seen<'a> {
    blocks: HashSet<&'a str>,
    transfers: HashSet<&'a str>,
}

fn party(findings: &mut Findings, party: &Party) -> Party {
    let name = name(findings, &party.name, Place::Group, "InitgPty/Nm");
    let (code, digits) = match &party.id {
        Some(PartyId::Siren(code)) => (code, Some(9)),
        Some(PartyId::Siret(code)) => (code, Some(14)),
        Some(PartyId::Bank(code)) => (code, None),
        None => return Party { name, id: None },
    };
    let tail = "InitgPty/Id/OrgId/Othr/Id";
    match digits {
        Some(digits) if code.len() != digits || !code.bytes().all(|b| b.is_ascii_digit()) => {
            let sentence = format!("l'identifiant de l'émetteur « {code} » n'est pas fait de {digits} chiffres");
            findings.add("party_identifier", Place::Group.path(tail), sentence);
        }
        _ => identifier(findings, code, Place::Group, tail),
    }
    Party { name, id: party.id.clone() }
}

fn payment<'a>(findings: &mut Findings, seen: &mut Seen<'a>, block: &'a PaymentBlock, rank: usize) -> PaymentBlock {
    let place = Place::Block(rank);
    identifier(findings, &block.id, place, "PmtInfId");
    if !seen.blocks.insert(&block.id) {
        let sentence = format!("l'identifiant de lot « {} » sert déjà dans ce fichier", block.id);
        findings.add("payment_id_duplicate", place.path("PmtInfId"), sentence);
    }
    four_digit_year(findings, block.execution_on, place, "ReqdExctnDt/Dt");
    if !is_business_day(block.execution_on) {
        findings.add("execution_day_closed", place.path("ReqdExctnDt/Dt"), closed_day(block.execution_on));
    }
    let debtor_name = name(findings, &block.debtor_name, place, "Dbtr/Nm");
    in_sepa(findings, &block.debtor_iban, place, "DbtrAcct/Id/IBAN");
    if block.transfers.is_empty() {
        findings.add("no_transfer", place.path(""), "le lot ne contient aucun virement");
    }
    let transfers = block.transfers.iter().enumerate();
    let transfers = transfers.map(|(i, one)| transfer(findings, seen, one, Place::Transfer(rank, i))).collect();
    PaymentBlock {
        id: block.id.clone(),
        execution_on: block.execution_on,
        debtor_name,
        debtor_iban: block.debtor_iban.clone(),
        debtor_bic: block.debtor_bic.clone(),
        batch_booking: block.batch_booking,
        transfers,
    }
}

fn transfer<'a>(findings: &mut Findings, seen: &mut Seen<'a>, transfer: &'a Transfer, place: Place) -> Transfer {
    if let Some(id) = &transfer.instruction_id {
        identifier(findings, id, place, "PmtId/InstrId");
    }
    identifier(findings, &transfer.end_to_end_id, place, "PmtId/EndToEndId");
    if !seen.transfers.insert(&transfer.end_to_end_id) {
        let sentence = format!("la référence de bout en bout « {} » sert déjà dans ce fichier", transfer.end_to_end_id);
        findings.add("end_to_end_duplicate", place.path("PmtId/EndToEndId"), sentence);
    }
    if !matches!(transfer.cents, 1..=LARGEST_CENTS) {
        let sentence = "le montant doit être compris entre 0,01 € et 999 999 999,99 €";
        findings.add("amount_range", place.path("Amt/InstdAmt"), sentence);
    }
    let creditor_name = name(findings, &transfer.creditor_name, place, "Cdtr/Nm");
    let address = transfer.address.as_ref().map(|one| address(findings, one, place));
    in_sepa(findings, &transfer.creditor_iban, place, "CdtrAcct/Id/IBAN");
    let remittance = to_sepa(&transfer.remittance);
    if remittance.len() > REMITTANCE_LENGTH {
        let sentence = too_long("le motif", remittance.len(), REMITTANCE_LENGTH);
        findings.add("remittance_length", place.path("RmtInf/Ustrd"), sentence);
    }
    Transfer {
        end_to_end_id: transfer.end_to_end_id.clone(),
        instruction_id: transfer.instruction_id.clone(),
        cents: transfer.cents,
        creditor_name,
        creditor_iban: transfer.creditor_iban.clone(),
        creditor_bic: transfer.creditor_bic.clone(),
        remittance,
        address,
        purpose: transfer.purpose,
    }
}

/// Lengths below count bytes: a rewritten text is ASCII.
fn name(findings: &mut Findings, written: &str, place: Place, tail: &str) -> String {
    let name = to_sepa(written);
    if !name.bytes().any(|b| b.is_ascii_alphanumeric()) {
        let sentence =
            format!("le nom « {written} » est vide une fois écrit dans l'alphabet des banques ; saisissez-le en lettres latines");
        findings.add("name_missing", place.path(tail), sentence);
    } else if name.len() > NAME_LENGTH {
        let message_fr = too_long("le nom", name.len(), NAME_LENGTH);
        let proposal = Some(shortened(&name, NAME_LENGTH));
        findings.0.push(Violation { proposal, ..Violation::new("name_length", place.path(tail), message_fr) });
    }
    name
}

fn address(findings: &mut Findings, written: &StructuredAddress, place: Place) -> StructuredAddress {
    let mut line = |text: &str, allowed: usize, element: &str| {
        let sent = to_sepa(text);
        if sent.len() > allowed {
            let sentence = too_long("une ligne de l'adresse", sent.len(), allowed);
            findings.add("address_length", place.path(&format!("Cdtr/PstlAdr/{element}")), sentence);
        }
        sent
    };
    let mut optional = |text: &Option<String>, allowed, element| {
        text.as_ref().map(|text| line(text, allowed, element)).filter(|sent| !sent.is_empty())
    };
    let sent = StructuredAddress {
        street: optional(&written.street, 70, "StrtNm"),
        building: optional(&written.building, 16, "BldgNb"),
        post_code: optional(&written.post_code, 16, "PstCd"),
        town: line(&written.town, 35, "TwnNm"),
        country: written.country.clone(),
    };
    let country = sent.country.len() == 2 && sent.country.bytes().all(|b| b.is_ascii_uppercase());
    if sent.town.is_empty() || !country {
        let sentence = "une adresse doit donner la ville et le pays (deux lettres majuscules, par exemple FR)";
        findings.add("address_incomplete", place.path("Cdtr/PstlAdr"), sentence);
    }
    sent
}

fn identifier(findings: &mut Findings, identifier: &str, place: Place, tail: &str) {
    if let Err(error) = check_identifier(identifier) {
        findings.add(error.code(), place.path(tail), error.to_string());
    }
}

fn in_sepa(findings: &mut Findings, iban: &Iban, place: Place, tail: &str) {
    if !iban.in_sepa() {
        findings.add("iban_not_sepa", place.path(tail), outside_sepa(&iban.grouped()));
    }
}

fn four_digit_year(findings: &mut Findings, day: NaiveDate, place: Place, tail: &str) {
    if !matches!(day.year(), 1900..=9999) {
        findings.add("date_range", place.path(tail), "la date doit avoir une année entre 1900 et 9999");
    }
}
