//! From a message as people wrote it to a message as the bank takes it, or every rule that it breaks.

use super::rules::{
    ADDRESS_MISSING, Findings, INSTANT_REFUSED, Place, Violation, closed_day, in_eea, outside_sepa, repeats, shortened, too_late,
    too_long,
};
use super::{
    ADDRESS_LINES, LARGEST_CENTS, Message, NAME_LENGTH, Party, PaymentBlock, PostalAddress, REMITTANCE_LENGTH, Remittance,
    Scheme, Transfer,
};
use crate::bic::Bic;
use crate::charset::{check_identifier, sepa_text, to_sepa};
use crate::iban::Iban;
use crate::profile::{AddressForm, BankProfile, CreditorAgent, DebtorAgent, wrong_party_id};
use chrono::{Datelike, NaiveDate, NaiveDateTime};
use std::borrow::Cow;
use std::collections::HashSet;

/// A transfer as the bank takes it, borrowed from the order where nothing changes: most of the time of a file goes into
/// copies otherwise.
pub(super) struct Sent<'a> {
    pub(super) order: &'a Transfer,
    pub(super) creditor_name: Cow<'a, str>,
    pub(super) creditor_bic: Option<&'a Bic>,
    pub(super) remittance: Cow<'a, Remittance>,
    pub(super) address: Option<Cow<'a, PostalAddress>>,
}

impl<'a> Sent<'a> {
    /// A transfer that is sendable already.
    pub(super) fn of(order: &'a Transfer) -> Self {
        Self {
            order,
            creditor_name: Cow::Borrowed(&order.creditor_name),
            creditor_bic: order.creditor_bic.as_ref(),
            remittance: Cow::Borrowed(&order.remittance),
            address: order.address.as_ref().map(Cow::Borrowed),
        }
    }

    fn into_transfer(self) -> Transfer {
        Transfer {
            end_to_end_id: self.order.end_to_end_id.clone(),
            instruction_id: self.order.instruction_id.clone(),
            cents: self.order.cents,
            creditor_name: self.creditor_name.into_owned(),
            creditor_iban: self.order.creditor_iban.clone(),
            creditor_bic: self.creditor_bic.cloned(),
            remittance: self.remittance.into_owned(),
            address: self.address.map(Cow::into_owned),
            purpose: self.order.purpose,
        }
    }
}

/// A message that breaks no rule: its blocks without transfers, and the transfers of each.
pub(super) struct Judged<'a> {
    pub(super) head: Message,
    pub(super) transfers: Vec<Vec<Sent<'a>>>,
}

pub(super) fn sendable(message: &Message, profile: &BankProfile) -> Result<Message, Vec<Violation>> {
    let Judged { mut head, transfers } = judged(message, profile)?;
    for (block, sent) in head.payments.iter_mut().zip(transfers) {
        block.transfers = sent.into_iter().map(Sent::into_transfer).collect();
    }
    Ok(head)
}

pub(super) fn judged<'a>(message: &'a Message, profile: &BankProfile) -> Result<Judged<'a>, Vec<Violation>> {
    let mut findings = Findings::default();
    identifier(&mut findings, &message.message_id, Place::Group, "MsgId");
    four_digit_year(&mut findings, message.created.date(), Place::Group, "CreDtTm");
    let initiating_party = party(&mut findings, &message.initiating_party, profile);
    if message.payments.is_empty() {
        findings.add("no_payment", "CstmrCdtTrfInitn".to_owned(), "le fichier ne contient aucun ordre de virement");
    }
    let count = message.payments.iter().map(|block| block.transfers.len()).sum();
    let mut seen = Seen { transfers: HashSet::with_capacity(count), ..Seen::default() };
    let payments = message.payments.iter().enumerate();
    let bank = Bank { profile, created: message.created };
    let (payments, transfers) = payments.map(|(i, block)| payment(&mut findings, &mut seen, block, bank, i)).unzip();
    if findings.0.is_empty() {
        let (message_id, created) = (message.message_id.clone(), message.created);
        Ok(Judged { head: Message { message_id, created, initiating_party, payments }, transfers })
    } else {
        Err(findings.0)
    }
}

/// What the bank wants of this file.
#[derive(Clone, Copy)]
struct Bank<'p> {
    profile: &'p BankProfile,
    /// Creation time of the file, for the cut-off.
    created: NaiveDateTime,
}

/// Identifiers met so far in the file.
#[derive(Default)]
struct Seen<'a> {
    blocks: HashSet<&'a str>,
    transfers: HashSet<&'a str>,
}

fn party(findings: &mut Findings, party: &Party, profile: &BankProfile) -> Party {
    let name = name(findings, &party.name, Place::Group, "InitgPty/Nm");
    let tail = "InitgPty/Id/OrgId/Othr/Id";
    if let (Some(own), Some(imposed)) = (&party.id, &profile.initiating_id)
        && own != imposed
    {
        let sentence = "l'identifiant de l'émetteur n'est pas celui que cette banque impose ; laissez-le vide";
        findings.add("party_identifier_imposed", Place::Group.path(tail), sentence);
    }
    let id = party.id.as_ref().or(profile.initiating_id.as_ref());
    if let Some((code, sentence)) = id.and_then(wrong_party_id) {
        findings.add(code, Place::Group.path(tail), sentence);
    }
    Party { name: name.into_owned(), id: id.cloned() }
}

fn payment<'a>(
    findings: &mut Findings,
    seen: &mut Seen<'a>,
    block: &'a PaymentBlock,
    bank: Bank<'_>,
    rank: usize,
) -> (PaymentBlock, Vec<Sent<'a>>) {
    let (place, profile) = (Place::Block(rank), bank.profile);
    identifier(findings, &block.id, place, "PmtInfId");
    if !seen.blocks.insert(&block.id) {
        let sentence = format!("l'identifiant de lot « {} » sert déjà dans ce fichier", block.id);
        findings.add("payment_id_duplicate", place.path("PmtInfId"), sentence);
    }
    if block.scheme == Scheme::Instant && !profile.instant {
        findings.add("instant_refused", place.path("PmtTpInf/LclInstrm/Cd"), INSTANT_REFUSED);
    }
    execution_day(findings, block, bank, place);
    let debtor_name = name(findings, &block.debtor_name, place, "Dbtr/Nm");
    in_sepa(findings, &block.debtor_iban, place, "DbtrAcct/Id/IBAN");
    if profile.debtor_agent == DebtorAgent::Required && block.debtor_bic.is_none() {
        let sentence = "cette banque demande son BIC : renseignez-le sur le compte débité";
        findings.add("debtor_bic_missing", place.path("DbtrAgt"), sentence);
    }
    if block.transfers.is_empty() {
        findings.add("no_transfer", place.path(""), "le lot ne contient aucun virement");
    }
    let from_eea = in_eea(block.debtor_iban.country());
    let transfers = block.transfers.iter().enumerate();
    let transfers = transfers
        .map(|(i, one)| {
            let place = Place::Transfer(rank, i);
            let needs_address = profile.address_outside_eea && !(from_eea && in_eea(one.creditor_iban.country()));
            if needs_address && one.address.is_none() {
                findings.add("address_missing", place.path("Cdtr/PstlAdr"), ADDRESS_MISSING);
            }
            transfer(findings, seen, one, profile, place)
        })
        .collect();
    let head = PaymentBlock {
        id: block.id.clone(),
        scheme: block.scheme,
        execution_on: block.execution_on,
        debtor_name: debtor_name.into_owned(),
        debtor_iban: block.debtor_iban.clone(),
        debtor_bic: block.debtor_bic.clone().filter(|_| profile.debtor_agent != DebtorAgent::Never),
        batch_booking: profile.booking(block.batch_booking),
        transfers: Vec::new(),
    };
    (head, transfers)
}

/// Instant transfers are executed at once, every day of the year: neither calendar nor cut-off.
fn execution_day(findings: &mut Findings, block: &PaymentBlock, bank: Bank<'_>, place: Place) {
    let profile = bank.profile;
    let tail = profile.version.execution_day();
    four_digit_year(findings, block.execution_on, place, tail);
    if block.scheme == Scheme::Instant {
        return;
    }
    if !profile.calendar.is_open(block.execution_on) {
        let (code, sentence) = closed_day(block.execution_on, profile.calendar);
        findings.add(code, place.path(tail), sentence);
    } else if let Some(cut_off) = profile.cut_off
        && let Some(first) = profile.calendar.first_execution(bank.created, cut_off)
        && block.execution_on < first
    {
        findings.add("execution_too_late", place.path(tail), too_late(block.execution_on, first));
    }
}

fn transfer<'a>(
    findings: &mut Findings,
    seen: &mut Seen<'a>,
    transfer: &'a Transfer,
    profile: &BankProfile,
    place: Place,
) -> Sent<'a> {
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
    if profile.creditor_agent == CreditorAgent::Required && transfer.creditor_bic.is_none() {
        let sentence = "cette banque demande le BIC du bénéficiaire : renseignez-le";
        findings.add("creditor_bic_missing", place.path("CdtrAgt"), sentence);
    }
    let creditor_name = name(findings, &transfer.creditor_name, place, "Cdtr/Nm");
    let address = transfer.address.as_ref().filter(|_| profile.address != AddressForm::Omitted);
    let address = address.map(|one| Cow::Owned(address_sent(findings, one, profile.address, place)));
    in_sepa(findings, &transfer.creditor_iban, place, "CdtrAcct/Id/IBAN");
    Sent {
        order: transfer,
        creditor_name,
        creditor_bic: transfer.creditor_bic.as_ref().filter(|_| profile.creditor_agent != CreditorAgent::Never),
        remittance: remittance(findings, &transfer.remittance, place),
        address,
    }
}

fn remittance<'a>(findings: &mut Findings, written: &'a Remittance, place: Place) -> Cow<'a, Remittance> {
    let Remittance::Text(typed) = written else { return Cow::Borrowed(written) };
    let text = sepa_text(typed);
    if text.len() > REMITTANCE_LENGTH {
        let sentence = too_long("le motif", text.len(), REMITTANCE_LENGTH);
        findings.add("remittance_length", place.path("RmtInf/Ustrd"), sentence);
    }
    match text {
        text if text.is_empty() => Cow::Owned(Remittance::Nothing),
        Cow::Borrowed(_) => Cow::Borrowed(written),
        Cow::Owned(text) => Cow::Owned(Remittance::Text(text)),
    }
}

/// Lengths below count bytes: a rewritten text is ASCII.
fn name<'a>(findings: &mut Findings, written: &'a str, place: Place, tail: &str) -> Cow<'a, str> {
    let name = sepa_text(written);
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

fn address_sent(findings: &mut Findings, written: &PostalAddress, form: AddressForm, place: Place) -> PostalAddress {
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
    let sent = PostalAddress {
        street: optional(&written.street, 70, "StrtNm"),
        building: optional(&written.building, 16, "BldgNb"),
        post_code: optional(&written.post_code, 16, "PstCd"),
        town: line(&written.town, 35, "TwnNm"),
        country: written.country.clone(),
        lines: written.lines.iter().map(|text| line(text, 70, "AdrLine")).filter(|sent| !sent.is_empty()).collect(),
    };
    let country = sent.country.len() == 2 && sent.country.bytes().all(|b| b.is_ascii_uppercase());
    if sent.town.is_empty() || !country {
        let sentence = "une adresse doit donner la ville et le pays (deux lettres majuscules, par exemple FR)";
        findings.add("address_incomplete", place.path("Cdtr/PstlAdr"), sentence);
    }
    free_lines(findings, &sent, form, place);
    sent
}

fn free_lines(findings: &mut Findings, address: &PostalAddress, form: AddressForm, place: Place) {
    let path = || place.path("Cdtr/PstlAdr/AdrLine");
    let [street, building, post_code] = [&address.street, &address.building, &address.post_code].map(Option::as_deref);
    let parts = [street, building, post_code, Some(address.town.as_str()), Some(address.country.as_str())];
    if address.lines.is_empty() {
        return;
    }
    if form == AddressForm::Structured {
        let sentence =
            "cette banque ne prend pas de ligne libre dans une adresse : donnez la rue, le code postal et la ville à part";
        findings.add("address_form", path(), sentence);
    } else if address.lines.len() > ADDRESS_LINES {
        findings.add("address_lines", path(), "une adresse a au plus deux lignes libres");
    } else if address.lines.iter().any(|line| repeats(line, parts)) {
        findings.add(
            "address_repeated",
            path(),
            "une ligne libre de l'adresse répète la rue, le code postal, la ville ou le pays",
        );
    }
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
