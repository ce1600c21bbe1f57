//! The message that a finished file holds.
//!
//! For banks and for tests: a file is first judged as [`super::check::check_for`] does, and what the model has no place for is
//! refused, so that a message read is all that the file says.

use super::check::{check_for, decimal_cents};
use super::rules::{Findings, Place};
use super::{Message, Party, PartyId, PaymentBlock, PostalAddress, Purpose, Remittance, Scheme, Transfer, Version, Violation};
use crate::bic::Bic;
use crate::iban::Iban;
use crate::profile::BankProfile;
use crate::reference::RfReference;
use crate::tree::{self, Element};
use chrono::NaiveDateTime;

/// Reads a file made for a bank: what [`Message::sendable`] gave for the same profile.
///
/// # Errors
/// Those of [`check_for`]; `read_element` for an element that the model has no place for or that stands twice, and
/// `read_value` for a value that it cannot hold (a creation time with an offset, a purpose other than [`Purpose::ALL`]).
pub fn read(bytes: &[u8], profile: &BankProfile) -> Result<Message, Vec<Violation>> {
    let refused = check_for(bytes, profile);
    if !refused.is_empty() {
        return Err(refused);
    }
    let mut findings = Findings::default();
    let document = tree::read(bytes).ok();
    let initiation = document.as_ref().and_then(|document| document.root.child("CstmrCdtTrfInitn"));
    if let Some(initiation) = initiation {
        known(&mut findings, initiation, &mut String::new());
    }
    match initiation.and_then(|initiation| message(&mut findings, initiation, profile.version)) {
        Some(message) if findings.0.is_empty() => Ok(message),
        Some(_) => Err(findings.0),
        None => {
            findings.add("read_value", "CstmrCdtTrfInitn".to_owned(), "une valeur du fichier ne peut pas être lue");
            Err(findings.0)
        }
    }
}

/// Paths of the leaves that the model has a place for, those of .03 and of .09 together.
const LEAVES: [&str; 44] = [
    "GrpHdr/MsgId",
    "GrpHdr/CreDtTm",
    "GrpHdr/NbOfTxs",
    "GrpHdr/CtrlSum",
    "GrpHdr/InitgPty/Nm",
    "GrpHdr/InitgPty/Id/OrgId/Othr/Id",
    "GrpHdr/InitgPty/Id/OrgId/Othr/SchmeNm/Cd",
    "PmtInf/PmtInfId",
    "PmtInf/PmtMtd",
    "PmtInf/BtchBookg",
    "PmtInf/NbOfTxs",
    "PmtInf/CtrlSum",
    "PmtInf/PmtTpInf/SvcLvl/Cd",
    "PmtInf/PmtTpInf/LclInstrm/Cd",
    "PmtInf/PmtTpInf/CtgyPurp/Cd",
    "PmtInf/ReqdExctnDt",
    "PmtInf/ReqdExctnDt/Dt",
    "PmtInf/Dbtr/Nm",
    "PmtInf/DbtrAcct/Id/IBAN",
    "PmtInf/DbtrAgt/FinInstnId/BIC",
    "PmtInf/DbtrAgt/FinInstnId/BICFI",
    "PmtInf/DbtrAgt/FinInstnId/Othr/Id",
    "PmtInf/ChrgBr",
    "PmtInf/CdtTrfTxInf/PmtId/InstrId",
    "PmtInf/CdtTrfTxInf/PmtId/EndToEndId",
    "PmtInf/CdtTrfTxInf/Amt/InstdAmt",
    "PmtInf/CdtTrfTxInf/CdtrAgt/FinInstnId/BIC",
    "PmtInf/CdtTrfTxInf/CdtrAgt/FinInstnId/BICFI",
    "PmtInf/CdtTrfTxInf/CdtrAgt/FinInstnId/Othr/Id",
    "PmtInf/CdtTrfTxInf/Cdtr/Nm",
    "PmtInf/CdtTrfTxInf/Cdtr/PstlAdr/StrtNm",
    "PmtInf/CdtTrfTxInf/Cdtr/PstlAdr/BldgNb",
    "PmtInf/CdtTrfTxInf/Cdtr/PstlAdr/PstCd",
    "PmtInf/CdtTrfTxInf/Cdtr/PstlAdr/TwnNm",
    "PmtInf/CdtTrfTxInf/Cdtr/PstlAdr/Ctry",
    "PmtInf/CdtTrfTxInf/Cdtr/PstlAdr/AdrLine",
    "PmtInf/CdtTrfTxInf/CdtrAcct/Id/IBAN",
    "PmtInf/CdtTrfTxInf/Purp/Cd",
    "PmtInf/CdtTrfTxInf/RmtInf/Ustrd",
    "PmtInf/CdtTrfTxInf/RmtInf/Strd/CdtrRefInf/Tp/CdOrPrtry/Cd",
    "PmtInf/CdtTrfTxInf/RmtInf/Strd/CdtrRefInf/Tp/Issr",
    "PmtInf/CdtTrfTxInf/RmtInf/Strd/CdtrRefInf/Ref",
    // Values that may stand in the transfer when the block leaves them out.
    "PmtInf/CdtTrfTxInf/ChrgBr",
    "PmtInf/CdtTrfTxInf/PmtTpInf/SvcLvl/Cd",
];

fn known(findings: &mut Findings, element: &Element<'_>, path: &mut String) {
    const REPEATED: [&str; 3] = ["PmtInf", "CdtTrfTxInf", "AdrLine"];
    for (rank, child) in element.children.iter().enumerate() {
        let length = path.len();
        if !path.is_empty() {
            path.push('/');
        }
        path.push_str(child.name);
        let first = element.children.iter().position(|other| other.name == child.name);
        let twice = !REPEATED.contains(&child.name) && first.is_some_and(|first| first < rank);
        if twice || (child.children.is_empty() && !LEAVES.contains(&path.as_str())) {
            let place = format!("{path} (octet {})", child.offset);
            findings.add("read_element", place, format!("l'élément {} n'a pas sa place dans un ordre lu ici", child.name));
        }
        known(findings, child, path);
        path.truncate(length);
    }
}

fn message(findings: &mut Findings, initiation: &Element<'_>, version: Version) -> Option<Message> {
    let header = initiation.child("GrpHdr")?;
    let created = header.text_at("CreDtTm")?;
    if created.len() != "2026-12-01T09:30:00".len() {
        findings.add("read_value", Place::Group.path("CreDtTm"), "l'heure de création porte un décalage horaire");
    }
    let blocks = initiation.all("PmtInf").enumerate();
    Some(Message {
        message_id: header.text_at("MsgId")?.to_owned(),
        created: created.get(..19)?.parse::<NaiveDateTime>().ok()?,
        initiating_party: Party { name: header.text_at("InitgPty/Nm")?.to_owned(), id: party_id(findings, header) },
        payments: blocks.map(|(rank, one)| block(findings, one, version, rank)).collect::<Option<_>>()?,
    })
}

fn party_id(findings: &mut Findings, header: &Element<'_>) -> Option<PartyId> {
    let other = header.at("InitgPty/Id/OrgId/Othr")?;
    let code = other.text_at("Id")?.to_owned();
    Some(match other.text_at("SchmeNm/Cd") {
        Some("SREN") => PartyId::Siren(code),
        Some("SRET") => PartyId::Siret(code),
        None => PartyId::Bank(code),
        Some(scheme) => {
            let sentence = format!("la sorte d'identifiant « {scheme} » n'est pas connue ici");
            findings.add("read_value", Place::Group.path("InitgPty/Id/OrgId/Othr/SchmeNm/Cd"), sentence);
            return None;
        }
    })
}

fn block(findings: &mut Findings, block: &Element<'_>, version: Version, rank: usize) -> Option<PaymentBlock> {
    let instant = block.at("PmtTpInf/LclInstrm/Cd").is_some();
    let transfers = block.all("CdtTrfTxInf").enumerate();
    Some(PaymentBlock {
        id: block.text_at("PmtInfId")?.to_owned(),
        scheme: if instant { Scheme::Instant } else { Scheme::Sct },
        execution_on: block.text_at(version.execution_day())?.parse().ok()?,
        debtor_name: block.text_at("Dbtr/Nm")?.to_owned(),
        debtor_iban: Iban::parse(block.text_at("DbtrAcct/Id/IBAN")?).ok()?,
        debtor_bic: bic(block.child("DbtrAgt"), version),
        batch_booking: block.text_at("BtchBookg").map(|text| text == "true"),
        transfers: transfers.map(|(i, one)| transfer(findings, one, version, Place::Transfer(rank, i))).collect::<Option<_>>()?,
    })
}

fn bic(agent: Option<&Element<'_>>, version: Version) -> Option<Bic> {
    Bic::parse(agent?.child("FinInstnId")?.text_at(version.bic_element())?).ok()
}

fn transfer(findings: &mut Findings, transfer: &Element<'_>, version: Version, place: Place) -> Option<Transfer> {
    let text = |path| transfer.text_at(path).map(str::to_owned);
    let purpose = text("Purp/Cd");
    let known = Purpose::ALL.into_iter().find(|known| purpose.as_deref() == Some(known.code()));
    if let (Some(code), None) = (&purpose, known) {
        findings.add("read_value", place.path("Purp/Cd"), format!("le code de motif « {code} » n'est pas connu ici"));
    }
    Some(Transfer {
        end_to_end_id: text("PmtId/EndToEndId")?,
        instruction_id: text("PmtId/InstrId"),
        cents: decimal_cents(transfer.text_at("Amt/InstdAmt")?)?,
        creditor_name: text("Cdtr/Nm")?,
        creditor_iban: Iban::parse(transfer.text_at("CdtrAcct/Id/IBAN")?).ok()?,
        creditor_bic: bic(transfer.child("CdtrAgt"), version),
        remittance: remittance(findings, transfer, place),
        address: transfer.at("Cdtr/PstlAdr").and_then(address),
        purpose: known,
    })
}

fn remittance(findings: &mut Findings, transfer: &Element<'_>, place: Place) -> Remittance {
    if let Some(text) = transfer.text_at("RmtInf/Ustrd") {
        return Remittance::text(text);
    }
    let Some(reference) = transfer.text_at("RmtInf/Strd/CdtrRefInf/Ref") else { return Remittance::Nothing };
    match RfReference::parse(reference) {
        Ok(reference) => Remittance::Reference(reference),
        Err(error) => {
            findings.add("read_value", place.path("RmtInf/Strd/CdtrRefInf/Ref"), error.to_string());
            Remittance::Nothing
        }
    }
}

fn address(address: &Element<'_>) -> Option<PostalAddress> {
    let text = |path| address.text_at(path).map(str::to_owned);
    Some(PostalAddress {
        street: text("StrtNm"),
        building: text("BldgNb"),
        post_code: text("PstCd"),
        town: text("TwnNm")?,
        country: text("Ctry")?,
        lines: address.all("AdrLine").map(|line| line.text.trim().to_owned()).collect(),
    })
}
