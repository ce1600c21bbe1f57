//! From bytes to a status report.

use super::notes::{Notes, contradiction, unknown};
use super::{
    Level, LevelStatus, Outcome, PaymentReport, PaymentStatus, ReadError, Reason, StatusReport, TransactionReport, Verification,
};
use crate::diagnostic::{Diagnostic, Reading, Remark};
use crate::file::place;
use crate::tree::{self, Element, Fault, FaultKind};

/// Reads a status report of any version.
///
/// # Errors
/// [`ReadError`] when the bytes are not XML under the limits (64 MiB, a million elements, 32 levels, no DTD), not a status report, or do
/// not say which file they answer. A file declared as ISO-8859-1 is read too; offsets then count its UTF-8 form.
pub fn read(bytes: &[u8]) -> Result<StatusReport, ReadError> {
    let latin = decoded_latin1(bytes);
    parse(latin.as_deref().map_or(bytes, str::as_bytes), &mut Notes::default())
}

/// Reads a status report like [`read()`], with what a person should look at: statuses that are not known, and contradictions.
///
/// # Errors
/// As [`read()`], with the line of the fault.
pub fn examine(bytes: &[u8]) -> Result<Reading<StatusReport>, Diagnostic> {
    let latin = decoded_latin1(bytes);
    let text = latin.as_deref().map_or(bytes, str::as_bytes);
    let mut notes = Notes::default();
    match parse(text, &mut notes) {
        Ok(value) => Ok(Reading { value, diagnostics: notes.located(text) }),
        Err(error) => {
            let mut letters = error.message_fr.chars();
            let what: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).chain(['.']).collect();
            let expected = "Un compte rendu pain.002 complet est attendu : nul ordre n'a changé d'état.";
            Err(Remark::fatal(error.code, what, expected).at(place(text, error.offset, error.path)))
        }
    }
}

fn parse(text: &[u8], notes: &mut Notes) -> Result<StatusReport, ReadError> {
    let document = tree::read(text).map_err(|fault| unreadable(&fault))?;
    let root = &document.root;
    let report = if root.name == "CstmrPmtStsRpt" { Some(root) } else { root.child("CstmrPmtStsRpt") };
    let report = report.ok_or_else(|| {
        let sentence = "le fichier n'est pas un compte rendu de virements (pain.002) : il n'a pas d'élément CstmrPmtStsRpt";
        refusal("pain002_not_a_report", root.name, root.offset, sentence)
    })?;
    let group_path = "CstmrPmtStsRpt/OrgnlGrpInfAndSts";
    let original = report.child("OrgnlGrpInfAndSts").ok_or_else(|| {
        refusal("pain002_original_missing", group_path, report.offset, "le compte rendu ne dit pas à quel fichier il répond")
    })?;
    let original_message_id = owned(original, "OrgnlMsgId").ok_or_else(|| {
        let sentence = "le compte rendu ne donne pas l'identifiant du fichier auquel il répond (OrgnlMsgId)";
        let sentence = format!("{sentence}{}", words(original));
        refusal("pain002_original_missing", group_path, original.offset, &sentence)
    })?;
    let group = statement(original, "GrpSts", Level::Group, notes);
    let payments = report.all("OrgnlPmtInfAndSts").map(|block| payment(block, &group, notes)).collect();
    Ok(StatusReport {
        message_id: owned(report, "GrpHdr/MsgId"),
        created: owned(report, "GrpHdr/CreDtTm"),
        original_message_id,
        original_message_name: owned(original, "OrgnlMsgNmId"),
        group,
        payments,
    })
}

/// What the bank says of a file that it could not identify: there is nothing else to go by.
fn words(group: &Element<'_>) -> String {
    let reasons = group.all("StsRsnInf").map(|one| reason(one, Level::Group));
    let reasons = reasons.flat_map(|reason| [reason.code, reason.text]).flatten();
    let said: Vec<String> = owned(group, "GrpSts").into_iter().chain(reasons).collect();
    let said = said.join(" ");
    if said.is_empty() { said } else { format!(" ; la banque y écrit : « {} »", said.chars().take(300).collect::<String>()) }
}

/// The text of a file that declares ISO-8859-1 and is not UTF-8: each byte is the code point of its character.
fn decoded_latin1(bytes: &[u8]) -> Option<String> {
    let declaration = bytes.split(|byte| *byte == b'>').next()?.to_ascii_uppercase();
    // The character after the name is looked at so that ISO-8859-15, another alphabet, is not taken for it.
    let declared = declaration.windows(11).any(|name| name.starts_with(b"ISO-8859-1") && !name.ends_with(b"5"));
    (declared && std::str::from_utf8(bytes).is_err()).then(|| bytes.iter().map(|byte| char::from(*byte)).collect())
}

fn payment(block: &Element<'_>, group: &LevelStatus, notes: &mut Notes) -> PaymentReport {
    let own = statement(block, "PmtInfSts", Level::Payment, notes);
    let transactions = block.all("TxInfAndSts").map(|one| transaction(one, group, &own, notes)).collect();
    PaymentReport { payment_id: owned(block, "OrgnlPmtInfId"), own, transactions }
}

fn transaction(transaction: &Element<'_>, group: &LevelStatus, payment: &LevelStatus, notes: &mut Notes) -> TransactionReport {
    let own = statement(transaction, "TxSts", Level::Transaction, notes);
    let outcome = Outcome::resolve(group, Some(payment), Some(&own));
    if outcome.contradictory {
        notes.add(transaction, "OrgnlPmtInfAndSts/TxInfAndSts", contradiction());
    }
    TransactionReport {
        end_to_end_id: owned(transaction, "OrgnlEndToEndId"),
        instruction_id: owned(transaction, "OrgnlInstrId"),
        own,
        outcome,
    }
}

fn statement(parent: &Element<'_>, status: &str, level: Level, notes: &mut Notes) -> LevelStatus {
    let code = parent.text_at(status);
    let verification = code.and_then(Verification::of);
    if let (Some(code), None, Some(element)) = (code, verification, parent.child(status))
        && matches!(PaymentStatus::of(code), PaymentStatus::Other(_))
    {
        notes.add(element, status, unknown(code));
    }
    LevelStatus {
        status: code.filter(|_| verification.is_none()).map(PaymentStatus::of),
        verification,
        reasons: parent.all("StsRsnInf").map(|one| reason(one, level)).collect(),
    }
}

fn reason(information: &Element<'_>, level: Level) -> Reason {
    let lines: Vec<&str> = information.all("AddtlInf").map(|line| line.text.trim()).filter(|line| !line.is_empty()).collect();
    let standard = owned(information, "Rsn/Cd");
    let proprietary = standard.is_none() && information.text_at("Rsn/Prtry").is_some();
    Reason {
        code: standard.or_else(|| owned(information, "Rsn/Prtry")),
        proprietary,
        text: (!lines.is_empty()).then(|| lines.join(" ")),
        level,
    }
}

fn owned(parent: &Element<'_>, path: &str) -> Option<String> {
    parent.text_at(path).map(str::to_owned)
}

fn refusal(code: &'static str, path: &str, offset: usize, message_fr: &str) -> ReadError {
    ReadError { code, path: path.to_owned(), offset, message_fr: message_fr.to_owned() }
}

fn unreadable(fault: &Fault) -> ReadError {
    let (code, sentence) = match fault.kind {
        FaultKind::TooLarge => {
            ("pain002_too_large", "le compte rendu dépasse 64 Mio ou un million d'éléments : demandez à la banque de le scinder")
        }
        FaultKind::Encoding => (
            "pain002_encoding",
            "le compte rendu n'est ni en UTF-8 ni déclaré en ISO-8859-1 : demandez l'un des deux à la banque",
        ),
        FaultKind::Dtd => {
            ("pain002_dtd", "le compte rendu contient une déclaration de type de document : il est refusé par sécurité")
        }
        FaultKind::TooDeep => ("pain002_too_deep", "le compte rendu imbrique trop d'éléments : il est refusé par sécurité"),
        FaultKind::Malformed => {
            ("pain002_malformed", "le compte rendu n'est pas un XML bien formé, ou il est coupé : téléchargez-le de nouveau")
        }
    };
    refusal(code, &fault.path, fault.offset, sentence)
}
