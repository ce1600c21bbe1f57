//! A finished pain.001.001.03 or .09 judged from its bytes, with the rules of the SEPA subset that the schema does not hold.
//!
//! Nothing here calls the writer: with it, only the forms of single values (account number, character set, business day)
//! are shared. It is not a schema validator: the order of elements is for the schema.
//!
#![doc = include_str!("rules.md")]

mod fields;
mod group;
mod habits;
mod transfer;

use super::rules::{Findings, Violation};
use super::{Purpose, Version};
use crate::profile::BankProfile;
use crate::tree::{self, Document, Element, Fault, FaultKind};
pub(super) use fields::decimal_cents;
use fields::text_characters;

/// The declaration that banks take: UTF-8, in double quotes.
const DECLARATION: &[u8] = b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
const BYTE_ORDER_MARK: &[u8] = &[0xef, 0xbb, 0xbf];

/// What a file is judged against.
#[derive(Clone, Copy)]
struct Rules<'p> {
    version: Version,
    /// The bank, when it is known.
    profile: Option<&'p BankProfile>,
}

/// Every rule of the SEPA subset that the file breaks, whatever the bank, in the order of the file. The version is the one
/// that the file declares.
#[must_use]
pub fn check(bytes: &[u8]) -> Vec<Violation> {
    judge(bytes, None)
}

/// Every rule that the file breaks, those of the bank too, in the order of the file; none for a file fit to be sent to it.
#[must_use]
pub fn check_for(bytes: &[u8], profile: &BankProfile) -> Vec<Violation> {
    judge(bytes, Some(profile))
}

fn judge(bytes: &[u8], profile: Option<&BankProfile>) -> Vec<Violation> {
    let mut findings = Findings::default();
    let body = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    if body.len() != bytes.len() {
        findings.add(
            "file_bom",
            "octet 0".to_owned(),
            "le fichier commence par une marque d'ordre des octets, que des banques refusent",
        );
    }
    if !body.starts_with(DECLARATION) {
        let sentence = "le fichier ne commence pas par <?xml version=\"1.0\" encoding=\"UTF-8\"?>, avec ces guillemets";
        findings.add("file_declaration", "octet 0".to_owned(), sentence);
    }
    match tree::read(bytes) {
        Ok(document) => check_document(&mut findings, &document, profile),
        Err(fault) => unreadable(&mut findings, &fault),
    }
    findings.0
}

fn unreadable(findings: &mut Findings, fault: &Fault) {
    let (code, sentence) = match fault.kind {
        FaultKind::TooLarge => ("file_too_large", "le fichier dépasse 64 Mio ou un million d'éléments"),
        FaultKind::Encoding => ("file_encoding", "le fichier n'est pas en UTF-8"),
        FaultKind::Dtd => ("file_dtd", "le fichier contient une déclaration de type de document, interdite"),
        FaultKind::TooDeep => ("file_too_deep", "le fichier imbrique trop d'éléments"),
        FaultKind::Malformed => ("file_malformed", "le fichier n'est pas un document XML bien formé"),
    };
    findings.add(code, format!("{} (octet {})", fault.path, fault.offset), sentence);
}

fn check_document(findings: &mut Findings, document: &Document<'_>, profile: Option<&BankProfile>) {
    if let Some(at) = document.comment {
        findings.add(
            "file_comment",
            format!("octet {at}"),
            "le fichier contient un commentaire ou une instruction de traitement",
        );
    }
    let root = &document.root;
    let namespace = root.attribute("xmlns");
    let declared = namespace.filter(|_| root.name == "Document").and_then(Version::of_namespace);
    if declared.is_none() {
        let namespace = namespace.unwrap_or("absent");
        let sentence = format!("le fichier n'est pas un pain.001.001.03 ou .09 : son espace de noms est « {namespace} »");
        findings.add("file_namespace", root.name.to_owned(), sentence);
    }
    let wanted = profile.map(|profile| profile.version);
    if let (Some(declared), Some(wanted)) = (declared, wanted)
        && declared != wanted
    {
        let sentence = format!("cette banque attend la version {} du message", wanted.namespace());
        findings.add("file_version", root.name.to_owned(), sentence);
    }
    let Some(initiation) = root.child("CstmrCdtTrfInitn") else {
        findings.add(
            "file_namespace",
            root.name.to_owned(),
            "le fichier ne contient pas d'ordres de virement (CstmrCdtTrfInitn)",
        );
        return;
    };
    // Without a version, what follows cannot be judged.
    let Some(version) = declared.or(wanted) else { return };
    let rules = Rules { version, profile };
    leaves(findings, initiation, rules.version, &mut Vec::new());
    group::check(findings, initiation, rules);
}

/// Every leaf has some text, in the character set, and belongs to the version. Identifiers and numbers have stricter rules of
/// their own.
fn leaves<'a>(findings: &mut Findings, element: &Element<'a>, version: Version, path: &mut Vec<&'a str>) {
    const JUDGED_ELSEWHERE: [&str; 11] =
        ["MsgId", "PmtInfId", "InstrId", "EndToEndId", "IBAN", "BIC", "BICFI", "AnyBIC", "BICOrBEI", "InstdAmt", "CtrlSum"];
    path.push(element.name);
    if of_the_other_version(element.name, version) {
        let place = format!("{} (octet {})", path.join("/"), element.offset);
        findings.add("version_element", place, format!("l'élément {} n'existe pas dans cette version du message", element.name));
    }
    if element.children.is_empty() {
        let place = || format!("{} (octet {})", path.join("/"), element.offset);
        if element.text.trim().is_empty() {
            findings.add("file_empty_element", place(), format!("l'élément {} est vide", element.name));
        } else if !JUDGED_ELSEWHERE.contains(&element.name) {
            text_characters(findings, &element.text, place);
        }
    }
    for child in &element.children {
        leaves(findings, child, version, path);
    }
    path.pop();
}

/// Elements that only one of the versions has, wherever they stand.
fn of_the_other_version(name: &str, version: Version) -> bool {
    match version {
        Version::V03 => {
            let added = ["BICFI", "AnyBIC", "LEI", "UETR", "Prxy", "BldgNm", "Flr", "PstBx", "Room", "TwnLctnNm", "DstrctNm"];
            added.contains(&name)
        }
        Version::V09 => matches!(name, "BIC" | "BICOrBEI"),
    }
}

/// Purpose codes of the external code set that concern a household's payments (2026, second quarter).
fn purpose_exists(code: &str) -> bool {
    const OTHERS: [&str; 41] = [
        "ENRG", "GASB", "ELEC", "WTER", "PHON", "NWCM", "CBTV", "INSU", "PPTI", "LIFI", "HLTI", "HLTC", "ALLW", "ALMY", "SSBE",
        "BENE", "GOVT", "PENS", "SALA", "PTXP", "NITX", "ESTX", "TAXS", "REFU", "SAVG", "DEPT", "LOAN", "HLRP", "RINP", "SUBS",
        "COST", "CCHD", "BECH", "CASH", "TREA", "INTC", "SUPP", "CHAR", "GDDS", "SCVE", "STDY",
    ];
    [Purpose::Rent, Purpose::Utilities, Purpose::Other].iter().any(|purpose| purpose.code() == code) || OTHERS.contains(&code)
}
