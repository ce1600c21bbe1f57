//! Rules of one transfer.

use super::super::rules::{ADDRESS_MISSING, Findings, Place, in_eea, too_long};
use super::super::{REMITTANCE_LENGTH, STRUCTURED_LENGTH};
use super::fields::{Agent, address, agent, amount, iban, identifier, name};
use super::{Rules, habits, purpose_exists};
use crate::profile::CreditorAgent;
use crate::reference::RfReference;
use crate::tree::Element;
use std::collections::HashSet;

/// What the payment block already says for its transfers.
#[derive(Clone, Copy)]
pub(super) struct Context<'e> {
    pub(super) charge_bearer: bool,
    pub(super) service_level: bool,
    pub(super) ultimate_debtor: bool,
    /// Debited account.
    pub(super) from: Option<&'e str>,
    pub(super) rules: Rules<'e>,
}

/// Judges a transfer and returns its cents when they can be read.
pub(super) fn check<'e>(
    findings: &mut Findings,
    seen: &mut HashSet<&'e str>,
    transfer: &'e Element<'_>,
    context: Context<'_>,
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
    creditor_agent(findings, transfer, context.rules, place);
    name(findings, transfer, "Cdtr/Nm", place);
    if let Some(postal) = transfer.at("Cdtr/PstlAdr") {
        address(findings, postal, "Cdtr/PstlAdr", place);
    }
    iban(findings, transfer, "CdtrAcct/Id/IBAN", place);
    if let Some(profile) = context.rules.profile {
        habits::address(findings, transfer, profile, place);
        let inside = |iban: Option<&str>| iban.and_then(|iban| iban.get(..2)).is_none_or(in_eea);
        let both = inside(context.from) && inside(transfer.text_at("CdtrAcct/Id/IBAN"));
        if profile.address_outside_eea && !both && transfer.at("Cdtr/PstlAdr").is_none() {
            findings.add("address_missing", place.path("Cdtr/PstlAdr"), ADDRESS_MISSING);
        }
    }
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

/// A bank without a BIC is left out, unless the profile says `NOTPROVIDED`.
fn creditor_agent(findings: &mut Findings, transfer: &Element<'_>, rules: Rules<'_>, place: Place) {
    let named = transfer.child("CdtrAgt").map(|bank| agent(findings, bank, "CdtrAgt", place));
    let path = || place.path("CdtrAgt");
    let habit = rules.profile.map(|profile| profile.creditor_agent);
    match (named, habit) {
        (Some(Agent::Unnamed), _) => {
            findings.add(
                "creditor_agent",
                path(),
                "la banque du bénéficiaire doit porter un BIC, ou l'élément CdtrAgt être absent",
            );
        }
        (Some(Agent::NotProvided), habit) if habit != Some(CreditorAgent::NotProvided) => {
            let sentence = "sans BIC, l'élément CdtrAgt doit être absent : des banques refusent NOTPROVIDED à cet endroit";
            findings.add("creditor_agent", path(), sentence);
        }
        (None, Some(CreditorAgent::NotProvided)) => {
            let sentence = "sans BIC, cette banque demande CdtrAgt avec NOTPROVIDED";
            findings.add("creditor_agent_missing", path(), sentence);
        }
        (None, Some(CreditorAgent::Required)) => {
            findings.add("creditor_bic_missing", path(), "cette banque demande le BIC du bénéficiaire : renseignez-le");
        }
        (Some(Agent::Bic), Some(CreditorAgent::Never)) => {
            findings.add("creditor_bic_unwanted", path(), "cette banque ne veut pas du BIC du bénéficiaire : laissez-le vide");
        }
        _ => {}
    }
}

/// Values that stand once, in the block or in the transfer.
fn levels(findings: &mut Findings, transfer: &Element<'_>, context: Context<'_>, place: Place) {
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
    for (element, code) in [("LclInstrm", "instant_mixed"), ("CtgyPurp", "category_purpose_level")] {
        if transfer.child("PmtTpInf").is_some_and(|kind| kind.child(element).is_some()) {
            let sentence =
                "le type de virement se dit une fois pour tout le lot ; mettez les virements instantanés dans un lot à part";
            findings.add(code, place.path(&format!("PmtTpInf/{element}")), sentence);
        }
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
    for structured in remittance.all("Strd") {
        check_structured(findings, structured, place);
    }
}

/// A structured remittance holds in 140 characters with its tags (EPC132-08), and an RF reference says so (ISO 11649).
fn check_structured(findings: &mut Findings, structured: &Element<'_>, place: Place) {
    let length = characters(structured);
    if length > STRUCTURED_LENGTH {
        let sentence = too_long("le motif structuré, balises comprises,", length, STRUCTURED_LENGTH);
        findings.add("structured_length", place.path("RmtInf/Strd"), sentence);
    }
    let Some(reference) = structured.text_at("CdtrRefInf/Ref").filter(|reference| reference.starts_with("RF")) else { return };
    let path = || place.path("RmtInf/Strd/CdtrRefInf/Ref");
    match RfReference::parse(reference) {
        Err(error) => findings.add(error.code(), path(), error.to_string()),
        Ok(read) if read.as_str() != reference => {
            findings.add("reference_characters", path(), "la référence doit être écrite en majuscules et sans espaces");
        }
        Ok(_) => {}
    }
    if structured.text_at("CdtrRefInf/Tp/CdOrPrtry/Cd") != Some("SCOR") || structured.text_at("CdtrRefInf/Tp/Issr") != Some("ISO")
    {
        let sentence = "une référence RF se déclare par le type SCOR et l'émetteur ISO";
        findings.add("reference_type", place.path("RmtInf/Strd/CdtrRefInf/Tp"), sentence);
    }
}

/// Characters of an element with its tags, without the white space around them.
fn characters(element: &Element<'_>) -> usize {
    let inside: usize = element.children.iter().map(characters).sum();
    let attributes: usize =
        element.attributes.iter().map(|(key, value)| key.len() + value.chars().count() + " =\"\"".len()).sum();
    element.name.len() * 2 + "<></>".len() + attributes + element.text.trim().chars().count() + inside
}
