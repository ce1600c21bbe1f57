//! A finished pain.001.001.09 judged from its bytes, with the rules of the SEPA subset that the schema does not hold.
//!
//! Nothing here calls the writer: with it, only the forms of single values (account number, character set, business day)
//! are shared. It is not a schema validator: the order of elements is for the schema.

mod fields;
mod group;
mod transfer;

use super::rules::{Findings, Violation};
use super::{Purpose, Version};
use crate::tree::{self, Document, Element, Fault, FaultKind};
use fields::text_characters;

/// The declaration that banks take: UTF-8, in double quotes.
const DECLARATION: &[u8] = b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
const BYTE_ORDER_MARK: &[u8] = &[0xef, 0xbb, 0xbf];

/// Every rule that the file breaks, in the order of the file; none for a file fit to be sent.
#[must_use]
pub fn check(bytes: &[u8]) -> Vec<Violation> {
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
        Ok(document) => check_document(&mut findings, &document),
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

fn check_document(findings: &mut Findings, document: &Document<'_>) {
    if let Some(at) = document.comment {
        findings.add(
            "file_comment",
            format!("octet {at}"),
            "le fichier contient un commentaire ou une instruction de traitement",
        );
    }
    let root = &document.root;
    let namespace = root.attribute("xmlns");
    if root.name != "Document" || namespace != Some(Version::V09.namespace()) {
        let sentence =
            format!("le fichier n'est pas un pain.001.001.09 : son espace de noms est « {} »", namespace.unwrap_or("absent"));
        findings.add("file_namespace", root.name.to_owned(), sentence);
    }
    let Some(initiation) = root.child("CstmrCdtTrfInitn") else {
        findings.add(
            "file_namespace",
            root.name.to_owned(),
            "le fichier ne contient pas d'ordres de virement (CstmrCdtTrfInitn)",
        );
        return;
    };
    leaves(findings, initiation, &mut Vec::new());
    group::check(findings, initiation);
}

/// Every leaf has some text, in the character set. Identifiers and numbers have stricter rules of their own.
fn leaves<'a>(findings: &mut Findings, element: &Element<'a>, path: &mut Vec<&'a str>) {
    const JUDGED_ELSEWHERE: [&str; 9] =
        ["MsgId", "PmtInfId", "InstrId", "EndToEndId", "IBAN", "BICFI", "AnyBIC", "InstdAmt", "CtrlSum"];
    path.push(element.name);
    if element.children.is_empty() {
        let place = || format!("{} (octet {})", path.join("/"), element.offset);
        if element.text.trim().is_empty() {
            findings.add("file_empty_element", place(), format!("l'élément {} est vide", element.name));
        } else if !JUDGED_ELSEWHERE.contains(&element.name) {
            text_characters(findings, &element.text, place);
        }
    }
    for child in &element.children {
        leaves(findings, child, path);
    }
    path.pop();
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
