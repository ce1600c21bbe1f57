//! Rules of one transfer.

use super::super::REMITTANCE_LENGTH;
use super::super::rules::{Findings, Place, too_long};
use super::fields::{address, agent, amount, iban, identifier, name};
use super::purpose_exists;
use crate::reference::RfReference;
use crate::tree::Element;
use std::collections::HashSet;

/// What the payment block already says for its transfers.
#[derive(Clone, Copy)]
pub(super) struct Context {
    pub(super) charge_bearer: bool,
    pub(super) service_level: bool,
    pub(super) ultimate_debtor: bool,
}

/// Judges a transfer and returns its cents when they can be read.
pub(super) fn check<'e>(
    findings: &mut Findings,
    seen: &mut HashSet<&'e str>,
    transfer: &'e Element<'_>,
    context: Context,
    place: Place,
) -> Option<i128> {
    if transfer.at("PmtId/InstrId").is_some() {
        identifier(findings, transfer, "PmtId/InstrId", place);
    }
    if let Some(id) = identifier(findings, transfer, "PmtId/EndToEndId", place)
        && id != "NOTPROVIDED"
        && !seen.insert(id)
    {
        let sentence = format!("la référence de bout en bout « {id} » sert deux fois dans le fichier");
        findings.add("end_to_end_duplicate", place.path("PmtId/EndToEndId"), sentence);
    }
    levels(findings, transfer, context, place);
    let cents = amount(findings, transfer.at("Amt/InstdAmt"), place);
    if let Some(bank) = transfer.child("CdtrAgt")
        && agent(findings, bank, "CdtrAgt", place)
    {
        let sentence = "sans BIC, l'élément CdtrAgt doit être absent : des banques refusent NOTPROVIDED à cet endroit";
        findings.add("creditor_agent", place.path("CdtrAgt"), sentence);
    }
    name(findings, transfer, "Cdtr/Nm", place);
    if let Some(postal) = transfer.at("Cdtr/PstlAdr") {
        address(findings, postal, "Cdtr/PstlAdr", place);
    }
    iban(findings, transfer, "CdtrAcct/Id/IBAN", place);
    if let Some(code) = transfer.text_at("Purp/Cd")
        && !purpose_exists(code)
    {
        findings.add("purpose_unknown", place.path("Purp/Cd"), format!("« {code} » n'est pas un code de motif connu"));
    }
    if let Some(remittance) = transfer.child("RmtInf") {
        check_remittance(findings, remittance, place);
    }
    cents
}

/// Values that stand once, in the block or in the transfer.
fn levels(findings: &mut Findings, transfer: &Element<'_>, context: Context, place: Place) {
    let bearer = transfer.text_at("ChrgBr");
    let once = if context.charge_bearer { bearer.is_none() } else { bearer == Some("SLEV") };
    if !once {
        findings.add(
            "charge_bearer",
            place.path("ChrgBr"),
            "le partage des frais doit être SLEV, donné une seule fois dans le lot",
        );
    }
    let level = transfer.text_at("PmtTpInf/SvcLvl/Cd");
    let once = if context.service_level { level.is_none() } else { level == Some("SEPA") };
    if !once {
        let sentence = "le niveau de service doit être SEPA, donné une seule fois dans le lot";
        findings.add("service_level", place.path("PmtTpInf/SvcLvl/Cd"), sentence);
    }
    if context.ultimate_debtor && transfer.child("UltmtDbtr").is_some() {
        let sentence = "le donneur d'ordre initial est donné dans le lot et dans le virement ; gardez l'un des deux";
        findings.add("ultimate_debtor", place.path("UltmtDbtr"), sentence);
    }
}

fn check_remittance(findings: &mut Findings, remittance: &Element<'_>, place: Place) {
    if remittance.children.len() > 1 {
        let sentence = "le motif doit tenir en un seul élément Ustrd ou Strd";
        findings.add("remittance_repeated", place.path("RmtInf"), sentence);
    }
    for text in remittance.all("Ustrd") {
        let length = text.text.chars().count();
        if length > REMITTANCE_LENGTH {
            let sentence = too_long("le motif", length, REMITTANCE_LENGTH);
            findings.add("remittance_length", place.path("RmtInf/Ustrd"), sentence);
        }
    }
    if let Some(reference) = remittance.text_at("Strd/CdtrRefInf/Ref")
        && reference.starts_with("RF")
        && let Err(error) = RfReference::parse(reference)
    {
        findings.add(error.code(), place.path("RmtInf/Strd/CdtrRefInf/Ref"), error.to_string());
    }
}
