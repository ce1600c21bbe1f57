//! What one bank wants beside the rules that hold for every bank.

use super::super::rules::{Findings, INSTANT_REFUSED, Place, too_many};
use super::fields::{Agent, named_agent};
use crate::pain001::PartyId;
use crate::profile::{AddressForm, BankProfile, BatchBooking, DebtorAgent};
use crate::tree::Element;

pub(super) fn group(findings: &mut Findings, header: &Element<'_>, count: usize, profile: &BankProfile) {
    if let Some(most) = profile.max_transfers.filter(|most| most.get() < count) {
        findings.add("too_many_transfers", Place::Group.path("NbOfTxs"), too_many(count, most.get()));
    }
    let at = "InitgPty/Id/OrgId/Othr";
    let Some(imposed) = &profile.initiating_id else { return };
    let (code, scheme) = match imposed {
        PartyId::Siren(code) => (code, Some("SREN")),
        PartyId::Siret(code) => (code, Some("SRET")),
        PartyId::Bank(code) => (code, None),
    };
    let other = header.at(at);
    let text = |path| other.and_then(|other| other.text_at(path));
    if text("Id") != Some(code.as_str()) || text("SchmeNm/Cd") != scheme {
        let sentence = format!("cette banque impose l'identifiant d'émetteur « {code} »");
        findings.add("party_identifier_imposed", Place::Group.path(&format!("{at}/Id")), sentence);
    }
}

pub(super) fn block(findings: &mut Findings, block: &Element<'_>, profile: &BankProfile, place: Place) {
    let named = block.child("DbtrAgt").map(|bank| named_agent(bank).0);
    match (profile.debtor_agent, named) {
        (DebtorAgent::Required, Some(Agent::NotProvided)) => {
            let sentence = "cette banque demande son BIC : renseignez-le sur le compte débité";
            findings.add("debtor_bic_missing", place.path("DbtrAgt"), sentence);
        }
        (DebtorAgent::Never, Some(Agent::Bic)) => {
            findings.add("debtor_bic_unwanted", place.path("DbtrAgt"), "cette banque veut NOTPROVIDED, sans BIC");
        }
        _ => {}
    }
    let booking = block.text_at("BtchBookg");
    let wanted = match profile.batch_booking {
        BatchBooking::AsOrdered => booking,
        BatchBooking::OneDebit => Some("true"),
        BatchBooking::EachDebit => Some("false"),
        BatchBooking::Agreed => None,
    };
    if booking != wanted {
        let sentence = format!("cette banque attend BtchBookg {}", wanted.unwrap_or("absent"));
        findings.add("batch_booking_habit", place.path("BtchBookg"), sentence);
    }
    let category = block.text_at("PmtTpInf/CtgyPurp/Cd");
    let wanted = profile.category_purpose.map(|category| category.code());
    if category != wanted {
        let sentence = format!("l'objet du lot convenu avec cette banque est : {}", wanted.unwrap_or("aucun"));
        findings.add("category_purpose_habit", place.path("PmtTpInf/CtgyPurp"), sentence);
    }
    if !profile.instant && block.text_at("PmtTpInf/LclInstrm/Cd") == Some("INST") {
        findings.add("instant_refused", place.path("PmtTpInf/LclInstrm/Cd"), INSTANT_REFUSED);
    }
}

pub(super) fn address(findings: &mut Findings, transfer: &Element<'_>, profile: &BankProfile, place: Place) {
    let Some(address) = transfer.at("Cdtr/PstlAdr") else { return };
    let sentence = match profile.address {
        AddressForm::Omitted => "cette banque ne veut pas d'adresse",
        AddressForm::Structured if address.child("AdrLine").is_some() => {
            "cette banque ne prend pas de ligne libre dans une adresse"
        }
        AddressForm::Structured | AddressForm::Hybrid => return,
    };
    findings.add("address_form", place.path("Cdtr/PstlAdr"), sentence);
}
