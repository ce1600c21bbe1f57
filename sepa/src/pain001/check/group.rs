//! Rules of the file, its header and its payment blocks.

use super::super::rules::{Findings, Place, closed_day, too_late};
use super::fields::{self, Agent, Decimal, agent, decimal, iban, identifier, is_timestamp, name};
use super::transfer::{self, Context};
use super::{Rules, habits};
use crate::calendar::Calendar;
use crate::pain001::{PartyId, Version};
use crate::profile::{CategoryPurpose, wrong_party_id};
use crate::tree::Element;
use chrono::NaiveDateTime;
use std::collections::HashSet;

/// What the transfers add up to; `cents` is unknown as soon as one amount is.
#[derive(Clone, Copy)]
struct Totals {
    count: usize,
    cents: Option<i128>,
}

/// Codes of the two totals, which differ by level.
struct TotalCodes {
    count: &'static str,
    sum: &'static str,
}

const GROUP_TOTALS: TotalCodes = TotalCodes { count: "group_count", sum: "group_sum" };
const PAYMENT_TOTALS: TotalCodes = TotalCodes { count: "payment_count", sum: "payment_sum" };

pub(super) fn check<'e>(findings: &mut Findings, initiation: &'e Element<'_>, rules: Rules<'_>) {
    let absent = Element::default();
    let header = initiation.child("GrpHdr").unwrap_or(&absent);
    identifier(findings, header, "MsgId", Place::Group);
    let created = header.text_at("CreDtTm").filter(|text| is_timestamp(text));
    if created.is_none() {
        let sentence = "la date de création doit s'écrire AAAA-MM-JJThh:mm:ss, sans fraction de seconde";
        findings.add("created_form", Place::Group.path("CreDtTm"), sentence);
    }
    // The local time of the sender, whatever the offset.
    let created = created.and_then(|text| text.get(..19)?.parse().ok());
    name(findings, header, "InitgPty/Nm", Place::Group);
    initiating_id(findings, header);
    let mut ids: HashSet<&'e str> = HashSet::new();
    let mut end_to_end = HashSet::new();
    let mut total = Totals { count: 0, cents: Some(0) };
    let mut blocks = 0;
    for block in initiation.children.iter().filter(|child| child.name == "PmtInf") {
        let place = Place::Block(blocks);
        if let Some(id) = identifier(findings, block, "PmtInfId", place)
            && !ids.insert(id)
        {
            let sentence = format!("l'identifiant de lot « {id} » sert deux fois dans le fichier");
            findings.add("payment_id_duplicate", place.path("PmtInfId"), sentence);
        }
        let sub = payment(findings, &mut end_to_end, block, File { rules, created }, blocks);
        total.count += sub.count;
        total.cents = total.cents.zip(sub.cents).map(|(a, b)| a + b);
        blocks += 1;
    }
    if blocks == 0 {
        findings.add("no_payment", "CstmrCdtTrfInitn".to_owned(), "le fichier ne contient aucun ordre de virement");
    }
    totals(findings, header, total, Place::Group, &GROUP_TOTALS);
    if let Some(profile) = rules.profile {
        habits::group(findings, header, total.count, profile);
    }
}

/// What a block is judged with.
#[derive(Clone, Copy)]
struct File<'p> {
    rules: Rules<'p>,
    /// Creation time, when it could be read.
    created: Option<NaiveDateTime>,
}

/// The identifier of an organisation has the form of its scheme.
fn initiating_id(findings: &mut Findings, header: &Element<'_>) {
    let at = "InitgPty/Id/OrgId/Othr";
    let Some(other) = header.at(at) else { return };
    let code = other.text_at("Id").unwrap_or_default().to_owned();
    let id = match other.text_at("SchmeNm/Cd") {
        Some("SREN") => PartyId::Siren(code),
        Some("SRET") => PartyId::Siret(code),
        _ => PartyId::Bank(code),
    };
    if let Some((code, sentence)) = wrong_party_id(&id) {
        findings.add(code, Place::Group.path(&format!("{at}/Id")), sentence);
    }
}

fn payment<'e>(
    findings: &mut Findings,
    seen: &mut HashSet<&'e str>,
    block: &'e Element<'_>,
    file: File<'_>,
    rank: usize,
) -> Totals {
    let (place, rules) = (Place::Block(rank), file.rules);
    if block.text_at("PmtMtd") != Some("TRF") {
        findings.add("payment_method", place.path("PmtMtd"), "le moyen de paiement doit être TRF (virement)");
    }
    if block.text_at("BtchBookg").is_some_and(|text| !matches!(text, "true" | "false")) {
        findings.add("batch_booking", place.path("BtchBookg"), "BtchBookg doit être true ou false");
    }
    payment_type(findings, block, place);
    execution_day(findings, block, file, place);
    name(findings, block, "Dbtr/Nm", place);
    if let Some(postal) = block.at("Dbtr/PstlAdr") {
        fields::address(findings, postal, "Dbtr/PstlAdr", place);
    }
    iban(findings, block, "DbtrAcct/Id/IBAN", place);
    if block.child("DbtrAgt").map(|bank| agent(findings, bank, "DbtrAgt", place)).is_none_or(|bank| bank == Agent::Unnamed) {
        findings.add("debtor_agent", place.path("DbtrAgt"), "la banque du payeur doit porter un BIC ou NOTPROVIDED");
    }
    if let Some(profile) = rules.profile {
        habits::block(findings, block, profile, place);
    }
    let at_block = block.child("ChrgBr").map(|bearer| bearer.text.trim());
    if at_block.is_some_and(|bearer| bearer != "SLEV") {
        findings.add("charge_bearer", place.path("ChrgBr"), "le partage des frais doit être SLEV");
    }
    let context = Context {
        charge_bearer: at_block.is_some(),
        service_level: service_levels(findings, block, place),
        ultimate_debtor: block.child("UltmtDbtr").is_some(),
        from: block.text_at("DbtrAcct/Id/IBAN"),
        rules,
    };
    let mut total = Totals { count: 0, cents: Some(0) };
    for one in block.children.iter().filter(|child| child.name == "CdtTrfTxInf") {
        let cents = transfer::check(findings, seen, one, context, Place::Transfer(rank, total.count));
        total.count += 1;
        total.cents = total.cents.zip(cents).map(|(a, b)| a + b);
    }
    if total.count == 0 {
        findings.add("no_transfer", place.path(""), "le lot ne contient aucun virement");
    }
    totals(findings, block, total, place, &PAYMENT_TOTALS);
    total
}

/// Judges the service level of a block; `true` when there is one.
fn service_levels(findings: &mut Findings, block: &Element<'_>, place: Place) -> bool {
    let Some(kind) = block.child("PmtTpInf") else { return false };
    let wrong = kind.all("SvcLvl").any(|level| level.text_at("Cd") != Some("SEPA"));
    let count = kind.all("SvcLvl").count();
    if wrong || count > 1 {
        findings.add("service_level", place.path("PmtTpInf/SvcLvl/Cd"), "le niveau de service doit être SEPA, une seule fois");
    }
    count > 0
}

/// The scheme of the block: SEPA transfers, instant ones when `LclInstrm` says `INST`.
fn payment_type(findings: &mut Findings, block: &Element<'_>, place: Place) {
    let Some(kind) = block.child("PmtTpInf") else { return };
    if kind.child("LclInstrm").is_some() && kind.text_at("LclInstrm/Cd") != Some("INST") {
        let sentence = "le seul instrument local d'un virement SEPA est INST (virement instantané)";
        findings.add("local_instrument", place.path("PmtTpInf/LclInstrm"), sentence);
    }
    if kind.child("CtgyPurp").is_some() && kind.text_at("CtgyPurp/Cd").and_then(CategoryPurpose::parse).is_none() {
        let sentence = "l'objet du lot n'est pas un code de la liste ISO 20022 (par exemple SUPP)";
        findings.add("category_purpose_unknown", place.path("PmtTpInf/CtgyPurp"), sentence);
    }
}

/// Instant transfers settle at any time of any day, and .09 may give them a time.
fn execution_day(findings: &mut Findings, block: &Element<'_>, file: File<'_>, place: Place) {
    let rules = file.rules;
    let at = rules.version.execution_day();
    let instant = block.text_at("PmtTpInf/LclInstrm/Cd") == Some("INST");
    if instant && rules.version == Version::V09 && block.text_at("ReqdExctnDt/DtTm").is_some_and(is_timestamp) {
        return;
    }
    let Some(day) = block.text_at(at).and_then(fields::day) else {
        let sentence = format!("la date d'exécution manque ou ne s'écrit pas AAAA-MM-JJ dans {at}");
        findings.add("execution_day_form", place.path(at), sentence);
        return;
    };
    if instant {
        return;
    }
    let calendar = rules.profile.map_or(Calendar::T2, |profile| profile.calendar);
    if !calendar.is_open(day) {
        let (code, sentence) = closed_day(day, calendar);
        findings.add(code, place.path(at), sentence);
    } else if let Some(cut_off) = rules.profile.and_then(|profile| profile.cut_off)
        && let Some(first) = file.created.and_then(|created| calendar.first_execution(created, cut_off))
        && day < first
    {
        findings.add("execution_too_late", place.path(at), too_late(day, first));
    }
}

fn totals(findings: &mut Findings, parent: &Element<'_>, total: Totals, place: Place, codes: &TotalCodes) {
    let written = parent.text_at("NbOfTxs").unwrap_or("rien");
    if written != total.count.to_string() {
        let sentence = format!("le nombre de virements annoncé est {written}, il y en a {}", total.count);
        findings.add(codes.count, place.path("NbOfTxs"), sentence);
    }
    let written = parent.text_at("CtrlSum").unwrap_or("rien");
    match (decimal(written), total.cents) {
        (Decimal::Cents(written), Some(cents)) if written == cents => {}
        // An unreadable amount has its own violation, and the sum cannot be judged.
        (Decimal::Cents(_), None) => {}
        _ => {
            let sentence = format!("la somme de contrôle annoncée ({written}) n'est pas la somme des virements");
            findings.add(codes.sum, place.path("CtrlSum"), sentence);
        }
    }
}
