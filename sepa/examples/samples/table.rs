//! One line for each file: what it is, what was read, whether it adds up; or why it was refused, and where.

use std::fmt::Write;
use std::path::Path;

use quitus_sepa::diagnostic::{Diagnostic, Reading, Severity};
use quitus_sepa::file::{self, Content, File, Orders};
use quitus_sepa::pain002::StatusReport;
use quitus_sepa::statement::{Arithmetic, Statement, breaks};
use serde_json::Value;

const HEAD: &str = "\
# Bank files written by others

What the readers of `quitus-sepa` make of each file of a collection taken from public projects. The files are not part of this
repository. This page is made by a command, and a test fails when it no longer tells what the readers do:

    cargo run -p quitus-sepa --example samples -- DIR > docs/bank-files.md

*Read* gives the kind, the statements, their entries and payments, for each statement whether opening balance and booked entries make
the closing balance, and how many times a statement does not begin where the one before it ended (a gap). *Refused* gives the place
and the sentence that the person sees. A repair or a remark does not keep a file from being read; an amount, a sign or a date is never
guessed.

";

/// The whole page.
pub fn page(folder: &Path) -> Result<String, Box<dyn std::error::Error>> {
    let index: Value = serde_json::from_slice(&std::fs::read(folder.join("index.json"))?)?;
    let mut rows = String::new();
    let (mut read, mut refused) = (0, 0);
    for row in index.as_array().ok_or("index.json is not a list")? {
        let name = row.get("file").and_then(Value::as_str).ok_or("a row without a file")?;
        let outcome = file::read(&std::fs::read(folder.join(name))?);
        match &outcome {
            Ok(_) => read += 1,
            Err(_) => refused += 1,
        }
        let [format, result, remarks] = cells(&outcome).map(|cell| cell.replace('|', "\\|").replace('\n', " "));
        writeln!(rows, "| {name} | {format} | {result} | {remarks} |")?;
    }
    let count = format!("{} files: {read} read, {refused} refused.\n\n", read + refused);
    Ok(format!("{HEAD}{count}| File | Format | Result | Repairs and remarks |\n|---|---|---|---|\n{rows}"))
}

fn cells(outcome: &Result<Reading<File>, Diagnostic>) -> [String; 3] {
    match outcome {
        Ok(reading) => {
            let result = match &reading.value.content {
                Content::Statements(statements) => of_statements(statements),
                Content::StatusReport(report) => of_report(report),
                Content::Orders(orders) => of_orders(orders),
            };
            [reading.value.format.name().to_owned(), format!("Read: {result}"), of_remarks(&reading.diagnostics)]
        }
        Err(diagnostic) => {
            let place = format!("{}, byte {}", diagnostic.place, diagnostic.place.byte);
            let refused = format!("**Refused** `{}`, {place}: « {} {} »", diagnostic.code, diagnostic.what, diagnostic.expected);
            [String::new(), refused, String::new()]
        }
    }
}

fn of_statements(statements: &[Statement]) -> String {
    let entries: usize = statements.iter().map(|one| one.entries.len()).sum();
    let details: usize = statements.iter().flat_map(|one| &one.entries).map(|entry| entry.details.len()).sum();
    let returns = statements.iter().flat_map(|one| &one.entries).filter(|entry| entry.is_return()).count();
    let mut text =
        format!("{}, {}, {}", number(statements.len(), "statement"), number(entries, "entry"), number(details, "payment"));
    if returns > 0 {
        text.push_str(&format!(", {}", number(returns, "return")));
    }
    let verdicts: Vec<String> = statements.iter().map(|one| of_arithmetic(one.arithmetic())).collect();
    match verdicts.split_first() {
        Some((first, rest)) if rest.iter().all(|one| one == first) => text.push_str(&format!("; {first}")),
        _ => text.push_str(&format!("; {}", verdicts.join(", "))),
    }
    match breaks(statements).len() {
        0 => {}
        found => text.push_str(&format!("; {}", number(found, "gap"))),
    }
    text
}

fn of_arithmetic(arithmetic: Result<(), Arithmetic>) -> String {
    match arithmetic {
        Ok(()) => "adds up".to_owned(),
        Err(Arithmetic::NotStated) => "not both balances".to_owned(),
        Err(Arithmetic::Currencies) => "several currencies".to_owned(),
        Err(Arithmetic::Overflow) => "overflow".to_owned(),
        Err(Arithmetic::Different { opening, booked, closing, difference }) => {
            let [opening, booked, closing, difference] = [opening, booked, closing, difference].map(money);
            format!("does not add up: {opening} + {booked} ≠ {closing}, {difference} missing")
        }
    }
}

fn of_report(report: &StatusReport) -> String {
    let transfers: Vec<_> = report.payments.iter().flat_map(|block| &block.transactions).collect();
    let group = report.group.status.as_ref().map_or("none", |status| status.code());
    let mut text = format!(
        "answers {}, group {group}, {}, {}",
        report.original_message_id,
        number(report.payments.len(), "block"),
        number(transfers.len(), "transfer")
    );
    for block in &report.payments {
        if let Some(status) = &block.own.status {
            text.push_str(&format!("; block {}", status.code()));
        }
        for transfer in &block.transactions {
            let status = transfer.outcome.status.as_ref().map_or("unknown", |status| status.code());
            let reasons: Vec<&str> = transfer.outcome.reasons.iter().filter_map(|reason| reason.code.as_deref()).collect();
            text.push_str(format!("; {status} {}", reasons.join(" ")).trim_end());
        }
    }
    text
}

fn of_orders(orders: &Orders) -> String {
    let transfers: Vec<_> = orders.blocks.iter().flat_map(|block| &block.transfers).collect();
    let total = transfers.iter().try_fold(0_i64, |sum, one| sum.checked_add(one.cents?));
    let total = total.map_or_else(|| "total unknown".to_owned(), |total| format!("total {}", money(total)));
    format!("{}, {}, {total}", number(orders.blocks.len(), "block"), number(transfers.len(), "transfer"))
}

fn of_remarks(diagnostics: &[Diagnostic]) -> String {
    let mut codes: Vec<(&str, Severity, usize)> = Vec::new();
    for diagnostic in diagnostics {
        match codes.iter_mut().find(|(code, ..)| *code == diagnostic.code) {
            Some((.., count)) => *count += 1,
            None => codes.push((diagnostic.code, diagnostic.severity, 1)),
        }
    }
    let told = codes.iter().map(|(code, severity, count)| {
        let times = if *count > 1 { format!(" ×{count}") } else { String::new() };
        let grade = if *severity == Severity::Repaired { "repaired" } else { "noted" };
        format!("`{code}` ({grade}){times}")
    });
    told.collect::<Vec<_>>().join(", ")
}

fn number(count: usize, of: &str) -> String {
    match (count, of.strip_suffix('y')) {
        (1, _) => format!("1 {of}"),
        (_, Some(stem)) => format!("{count} {stem}ies"),
        _ => format!("{count} {of}s"),
    }
}

fn money(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}
