//! `quitus bank inspect`: any bank file in French, without a database.

use super::output::{Ended, Lean, Output, table};
use crate::bank::inspect::{
    BlockSeen, EntrySeen, Inspected, Kept, OrdersSeen, OutcomeSeen, RemarkSeen, ReportSeen, StatementSeen, inspect, status,
    write_json,
};
use crate::calendar::day_in_french;
use crate::plural::count;
use crate::refusal::{BANK_FILE_UNREADABLE, Failure, Refusal, file_unreadable};
use std::fs::File;
use std::io::{BufWriter, Cursor, Read, Seek, Write};
use std::path::{Path, PathBuf};

use Lean::{Left, Right};

/// Entries, transfers and remarks shown of each list; JSON gives all entries and transfers.
const SHOWN: Kept = Kept { entries: 20, transfers: 20, remarks: 20 };
/// For JSON: entries are written as they are read again.
const WRITTEN: Kept = Kept { entries: 0, transfers: usize::MAX, remarks: 1_000 };

/// A file that can be read twice.
trait Input: Read + Seek {}
impl<T: Read + Seek> Input for T {}

/// Looks at each file; those that cannot be read are said among the others, and make exit code 2.
pub(super) fn bank_inspect(paths: &[PathBuf], json: bool) -> Ended {
    let mut text = String::new();
    let mut refusals = Vec::new();
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut written = 0_usize;
    for path in paths {
        let looked = opened(path).and_then(|mut input| {
            let seen = inspect(&name(path), &mut input, if json { WRITTEN } else { SHOWN })?;
            Ok((seen, input))
        });
        let (seen, input) = match looked {
            Ok(looked) => looked,
            Err(error) => {
                refusals.push(file_unreadable(path, &error));
                continue;
            }
        };
        refusals.extend(seen.fatal.as_ref().map(|fatal| unreadable(&seen.file, fatal)));
        if json {
            let start: &[u8] = if written == 0 { b"[" } else { b"," };
            written = written.saturating_add(1);
            let done = out.write_all(start).and_then(|()| write_json(&mut out, seen, input));
            // Who reads the answer may have gone: there is nobody left to tell.
            let failed = done.err().filter(|error| error.kind() != std::io::ErrorKind::BrokenPipe);
            refusals.extend(failed.map(|error| file_unreadable(path, &error)));
        } else if !seen.is_unreadable() {
            text += &words(&seen);
        }
    }
    if written > 0 {
        let _ = out.write_all(b"]\n").and_then(|()| out.flush());
    }
    let done = (!text.is_empty()).then_some(Output { json: serde_json::Value::Null, text });
    Ended { done, stopped: (!refusals.is_empty()).then_some(Failure::Refused(refusals)) }
}

fn name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// The file; what cannot be read twice, such as a pipe, is taken into memory.
fn opened(path: &Path) -> std::io::Result<Box<dyn Input>> {
    let mut file = File::open(path)?;
    if file.metadata()?.is_file() {
        return Ok(Box::new(file));
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(Box::new(Cursor::new(bytes)))
}

fn unreadable(file: &str, fatal: &RemarkSeen) -> Refusal {
    BANK_FILE_UNREADABLE
        .because(format!("{} {} ({})", fatal.what, fatal.expected, fatal.code))
        .at(format!("{file}, {}", place(fatal)))
}

fn place(remark: &RemarkSeen) -> String {
    if remark.path.is_empty() { format!("ligne {}", remark.line) } else { format!("ligne {}, {}", remark.line, remark.path) }
}

fn words(file: &Inspected) -> String {
    let message = file.message.as_ref().map(|message| format!(" ({message})")).unwrap_or_default();
    let mut text = format!("{} : {}{message}\n", file.file, file.format.unwrap_or_default());
    text.extend(file.statements.iter().map(statement));
    text.extend(file.report.as_ref().map(report));
    text.extend(file.orders.as_ref().map(orders));
    text.extend(file.remarks.iter().map(remark));
    text + &left_out(file.remarks_left_out, "autre remarque", "autres remarques")
}

fn left_out(number: usize, one: &str, several: &str) -> String {
    if number == 0 { String::new() } else { format!("  … et {} (--json donne tout)\n", count(number, one, several)) }
}

fn remark(remark: &RemarkSeen) -> String {
    let grade = match remark.repair {
        Some(repair) => format!("Réparé, {repair}"),
        None => "Noté".to_owned(),
    };
    format!("  {grade} : {} {} ({}) [{}]\n", remark.what, remark.expected, place(remark), remark.code)
}

fn statement(statement: &StatementSeen) -> String {
    let account = statement.account.as_deref().unwrap_or("sans numéro");
    let number = statement.number.as_ref().map(|number| format!(", n° {number}")).unwrap_or_default();
    let page = statement
        .page
        .map_or_else(String::new, |(number, last)| format!(", page {number}{}", if last { " (dernière)" } else { "" }));
    let id = if statement.id.is_empty() { String::new() } else { format!(" « {} »", statement.id) };
    let currency = statement.currency.as_deref().unwrap_or("devise inconnue");
    let mut text = format!("  Compte {account} ({currency}), {}{id}{number}{page}\n", statement.kind);
    for (what, balance) in [("Ouverture", &statement.opening), ("Clôture", &statement.closing)] {
        match balance {
            Some(balance) => text.push_str(&format!("  {what} le {} : {}\n", day_in_french(balance.on), balance.cents)),
            None => text.push_str(&format!("  {what} : non donnée\n")),
        }
    }
    text.push_str(&format!(
        "  {} : crédits {}, débits {}",
        count(statement.booked, "écriture comptabilisée", "écritures comptabilisées"),
        statement.credits,
        statement.debits
    ));
    if statement.not_booked > 0 {
        text.push_str(&format!(" ; {}", count(statement.not_booked, "autre, sans effet", "autres, sans effet")));
    }
    text.push_str(&format!("\n  {}\n", sum(statement)));
    text + &entries(&statement.entries) + &left_out(statement.left_out, "autre écriture", "autres écritures")
}

/// Whether it adds up.
fn sum(statement: &StatementSeen) -> String {
    let arithmetic = &statement.arithmetic;
    let missing = arithmetic.difference.map(|cents| format!(" Écart : {cents}.")).unwrap_or_default();
    match (arithmetic.holds, &arithmetic.words) {
        (true, _) => "Le relevé tombe juste.".to_owned(),
        (false, words) => {
            let words = words.as_deref().unwrap_or_default();
            format!("{words}{missing} [{}]", arithmetic.code.unwrap_or_default())
        }
    }
}

fn entries(entries: &[EntrySeen]) -> String {
    let rows: Vec<Vec<String>> = entries.iter().map(entry).collect();
    if rows.is_empty() {
        return String::new();
    }
    let headers = [
        ("Jour", Left),
        ("Montant", Right),
        ("État", Left),
        ("Qui", Left),
        ("Référence", Left),
        ("De bout en bout", Left),
        ("Libellé", Left),
    ];
    table(&headers, rows, "") + "\n"
}

fn entry(entry: &EntrySeen) -> Vec<String> {
    let day = entry.booked_on.map(|day| day.format("%d/%m/%Y").to_string()).unwrap_or_default();
    let amount = match &entry.currency {
        Some(currency) => format!("{} {currency}", entry.cents),
        None => entry.cents.to_string(),
    };
    let amount = entry.ordered.as_ref().map_or_else(|| amount.clone(), |ordered| format!("{amount} ({ordered})"));
    let state = match (entry.status.as_str(), entry.returned) {
        ("BOOK", true) => format!("retour {}", entry.return_reason.as_deref().unwrap_or_default()).trim_end().to_owned(),
        ("BOOK", false) => String::new(),
        ("PDNG", _) => "en attente".to_owned(),
        ("INFO", _) => "pour information".to_owned(),
        ("FUTR", _) => "à venir".to_owned(),
        (other, _) => other.to_owned(),
    };
    let inside = (entry.payments > 1).then(|| count(entry.payments, "paiement", "paiements"));
    let own = |text: &Option<String>| text.clone().unwrap_or_default();
    vec![
        day,
        amount,
        state,
        entry.who.clone().or(inside).unwrap_or_default(),
        own(&entry.reference),
        own(&entry.end_to_end_id),
        entry.words.as_deref().map(short).unwrap_or_default(),
    ]
}

/// The beginning of a label, so that a row stays on one line.
fn short(text: &str) -> String {
    const LENGTH: usize = 60;
    let mut shown: String = text.chars().take(LENGTH).collect();
    if text.chars().nth(LENGTH).is_some() {
        shown.push('…');
    }
    shown
}

fn report(report: &ReportSeen) -> String {
    let mut text = format!("  Réponse au fichier {}", report.original_message_id);
    text.push_str(&report.id.as_ref().map(|id| format!(", message {id} de la banque")).unwrap_or_default());
    text.push_str(&format!("\n  Fichier : {}\n", outcome(&report.group)));
    for block in &report.blocks {
        let id = block.payment_id.as_deref().unwrap_or("sans numéro");
        text.push_str(&format!("  Lot {id} : {}\n", outcome(block)));
    }
    for transfer in &report.transfers {
        let id = transfer.end_to_end_id.as_deref().unwrap_or("sans référence");
        text.push_str(&format!("  Virement {id} : {}\n", outcome(transfer)));
    }
    text + &left_out(report.left_out, "autre virement", "autres virements")
}

fn outcome(said: &OutcomeSeen) -> String {
    let status = said.status.as_deref().map(status).map(str::to_owned);
    let checked = said.verification.map(|result| format!("vérification du bénéficiaire : {result}"));
    let unclear = said.contradictory.then(|| "la banque se contredit".to_owned());
    let reasons = (!said.reasons.is_empty()).then(|| format!("motif {}", said.reasons.join(", ")));
    let parts: Vec<String> = [status, unclear, reasons, checked].into_iter().flatten().collect();
    if parts.is_empty() { "rien n'est dit".to_owned() } else { parts.join(" ; ") }
}

fn orders(orders: &OrdersSeen) -> String {
    let id = orders.id.as_deref().unwrap_or("sans numéro");
    let created = orders.created.as_ref().map(|instant| format!(", créé le {instant}")).unwrap_or_default();
    let blocks: String = orders.blocks.iter().map(block).collect();
    format!("  Ordre {id}{created}\n{blocks}")
}

fn block(block: &BlockSeen) -> String {
    let own = |text: &Option<String>| text.clone().unwrap_or_default();
    let total = block.cents.map_or_else(|| "total inconnu".to_owned(), |cents| cents.to_string());
    let mut text = format!(
        "  Lot {}, exécution {}, compte {} : {}, {total}\n",
        block.id.as_deref().unwrap_or("sans numéro"),
        block.execution.as_deref().unwrap_or("non datée"),
        block.account.as_deref().unwrap_or("sans numéro"),
        count(block.count, "virement", "virements")
    );
    let rows: Vec<Vec<String>> = block
        .transfers
        .iter()
        .map(|one| {
            let amount = one.cents.map(|cents| cents.to_string()).unwrap_or_default();
            vec![amount, own(&one.currency), own(&one.who), own(&one.iban), own(&one.end_to_end_id)]
        })
        .collect();
    let headers = [("Montant", Right), ("Devise", Left), ("Bénéficiaire", Left), ("Compte", Left), ("De bout en bout", Left)];
    if !rows.is_empty() {
        text.push_str(&(table(&headers, rows, "") + "\n"));
    }
    text + &left_out(block.count.saturating_sub(block.transfers.len()), "autre virement", "autres virements")
}
