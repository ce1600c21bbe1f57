//! Rules of the file, its header and its payment blocks.

use super::super::rules::{Findings, Place, closed_day};
use super::fields::{self, Decimal, agent, decimal, iban, identifier, is_timestamp, name};
use super::transfer::{self, Context};
use crate::calendar::is_business_day;
use crate::tree::Element;
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

pub(super) fn check<'e>(findings: &mut Findings, initiation: &'e Element<'_>) {
    let absent = Element::default();
    let header = initiation.child("GrpHdr").unwrap_or(&absent);
    identifier(findings, header, "MsgId", Place::Group);
    if !header.text_at("CreDtTm").is_some_and(is_timestamp) {
        let sentence = "la date de création doit s'écrire AAAA-MM-JJThh:mm:ss, sans fraction de seconde";
        findings.add("created_form", Place::Group.path("CreDtTm"), sentence);
    }
    name(findings, header, "InitgPty/Nm", Place::Group);
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
        let sub = payment(findings, &mut end_to_end, block, blocks);
        total.count += sub.count;
        total.cents = total.cents.zip(sub.cents).map(|(a, b)| a + b);
        blocks += 1;
    }
    if blocks == 0 {
        findings.add("no_payment", "CstmrCdtTrfInitn".to_owned(), "le fichier ne contient aucun ordre de virement");
    }
    totals(findings, header, total, Place::Group, &GROUP_TOTALS);
}

fn payment<'e>(findings: &mut Findings, seen: &mut HashSet<&'e str>, block: &'e Element<'_>, rank: usize) -> Totals {
    let place = Place::Block(rank);
    if block.text_at("PmtMtd") != Some("TRF") {
        findings.add("payment_method", place.path("PmtMtd"), "le moyen de paiement doit être TRF (virement)");
    }
    if block.text_at("BtchBookg").is_some_and(|text| !matches!(text, "true" | "false")) {
        findings.add("batch_booking", place.path("BtchBookg"), "BtchBookg doit être true ou false");
    }
    execution_day(findings, block, place);
    name(findings, block, "Dbtr/Nm", place);
    if let Some(postal) = block.at("Dbtr/PstlAdr") {
        fields::address(findings, postal, "Dbtr/PstlAdr", place);
    }
    iban(findings, block, "DbtrAcct/Id/IBAN", place);
    let identified = block.child("DbtrAgt").is_some_and(|bank| {
        let not_provided = agent(findings, bank, "DbtrAgt", place);
        not_provided || bank.at("FinInstnId/BICFI").is_some()
    });
    if !identified {
        findings.add("debtor_agent", place.path("DbtrAgt"), "la banque du payeur doit porter un BIC ou NOTPROVIDED");
    }
    let at_block = block.child("ChrgBr").map(|bearer| bearer.text.trim());
    if at_block.is_some_and(|bearer| bearer != "SLEV") {
        findings.add("charge_bearer", place.path("ChrgBr"), "le partage des frais doit être SLEV");
    }
    let context = Context {
        charge_bearer: at_block.is_some(),
        service_level: service_levels(findings, block, place),
        ultimate_debtor: block.child("UltmtDbtr").is_some(),
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

fn execution_day(findings: &mut Findings, block: &Element<'_>, place: Place) {
    let at = "ReqdExctnDt/Dt";
    let Some(day) = block.text_at(at).and_then(fields::day) else {
        let sentence = "la date d'exécution manque ou ne s'écrit pas AAAA-MM-JJ dans ReqdExctnDt/Dt";
        findings.add("execution_day_form", place.path(at), sentence);
        return;
    };
    // Instant transfers settle every day of the year.
    let instant = block.text_at("PmtTpInf/LclInstrm/Cd") == Some("INST");
    if !instant && !is_business_day(day) {
        findings.add("execution_day_closed", place.path(at), closed_day(day));
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
