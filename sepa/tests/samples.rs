//! Files of other projects and banks, when they are there: each is read, or refused with a place; the arithmetic verdict agrees with
//! one computed elsewhere; and the page that lists the results is up to date.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "../examples/samples/table.rs"]
mod table;

use std::path::{Path, PathBuf};

use quitus_sepa::diagnostic::{Diagnostic, Severity};
use quitus_sepa::file::{self, Content, Format};
use quitus_sepa::statement::{Arithmetic, Kind, Statement};
use serde_json::Value;

/// Files that are refused, by the code of the refusal: what must never be guessed is missing, or they are no bank file of ours.
const REFUSED: [(&str, &str); 9] = [
    // Balances without a direction; their entries have neither status nor date.
    ("LT625883379695428516", "direction_missing"),
    ("camt053_garbled_amount", "amount_unreadable"),
    ("camt053.v2.wrong", "statement_missing"),
    // Neither a statement nor a known namespace.
    ("tests/samples/unsupported.xml", "statement_missing"),
    ("test_data/invalid.xml", "file_is_other_xml"),
    ("cfonb.240", "file_is_cfonb240"),
    ("invalid_date", "date_unreadable"),
    // Complements without any movement or balance.
    ("operation_unstarted", "statement_missing"),
    // A report on a file that the bank could not even identify.
    ("pain_002_batch_rejected", "pain002_original_missing"),
];

fn samples() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/samples");
    if folder.join("index.json").is_file() {
        return Some(folder);
    }
    println!("skipped: no sample files at {}", folder.display());
    None
}

fn index(folder: &Path) -> Vec<Value> {
    serde_json::from_slice(&std::fs::read(folder.join("index.json")).unwrap()).unwrap()
}

fn column<'a>(row: &'a Value, name: &str) -> &'a str {
    row.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// An amount of the index, as `18.150`, in cents.
fn cents(text: &str) -> i64 {
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (units, decimals) = text.split_once('.').unwrap_or((text, ""));
    let decimals: String = decimals.chars().chain("00".chars()).take(2).collect();
    sign * (units.parse::<i64>().unwrap() * 100 + decimals.parse::<i64>().unwrap())
}

fn different(opening: &str, booked: &str, closing: &str) -> Result<(), Arithmetic> {
    let (opening, booked, closing) = (cents(opening), cents(booked), cents(closing));
    Err(Arithmetic::Different { opening, booked, closing, difference: closing - opening - booked })
}

/// One verdict of the index on a camt file: `ok`, `no OPBD/CLBD`, or `OPBD a + b != CLBD c`.
fn camt_verdict(text: &str) -> Result<(), Arithmetic> {
    match text.split(' ').collect::<Vec<_>>().as_slice() {
        ["ok"] => Ok(()),
        ["no", "OPBD/CLBD"] => Err(Arithmetic::NotStated),
        ["OPBD", opening, "+", booked, "!=", "CLBD", closing] => different(opening, booked, closing),
        other => panic!("a verdict of an unknown form: {other:?}"),
    }
}

/// One verdict of the index on a CFONB 120 file: `ok`, `?`, or `BAL a+b!=c`.
fn cfonb_verdict(text: &str) -> Result<(), Arithmetic> {
    if text == "ok" {
        return Ok(());
    }
    let Some(figures) = text.strip_prefix("BAL ") else { return Err(Arithmetic::NotStated) };
    let (reached, closing) = figures.split_once("!=").unwrap();
    let (opening, booked) = reached.split_once('+').unwrap();
    different(opening, booked, closing)
}

fn check_camt(file: &str, row: &Value, statements: &[Statement]) -> usize {
    let count = |name: &str| column(row, "xsd").split(' ').find_map(|part| part.strip_prefix(name)?.parse::<usize>().ok());
    let entries = statements.iter().flat_map(|statement| &statement.entries);
    if let Some(expected) = count("Ntry=") {
        assert_eq!(entries.clone().count(), expected, "{file}: entries");
    }
    if let Some(expected) = count("TxDtls=") {
        assert_eq!(entries.map(|entry| entry.details.len()).sum::<usize>(), expected, "{file}: payments");
    }
    let expected: Vec<_> = column(row, "balances").split(',').filter(|one| !one.is_empty()).map(camt_verdict).collect();
    if expected.is_empty() {
        return 0;
    }
    assert_eq!(statements.len(), expected.len(), "{file}: statements");
    for (statement, expected) in statements.iter().zip(&expected) {
        let found = statement.arithmetic();
        // The index adds up currencies; such a statement must then be one that it rejects too.
        let mixed = found == Err(Arithmetic::Currencies) && expected.is_err();
        assert!(mixed || found == *expected, "{file}: {found:?}, expected {expected:?}");
    }
    expected.len()
}

fn check_cfonb(file: &str, row: &Value, statements: &[Statement]) -> usize {
    let (counts, verdicts) = column(row, "balances").split_once("balances:").unwrap();
    let movements = counts.split(' ').find_map(|part| part.strip_prefix("04=")?.parse::<usize>().ok()).unwrap();
    assert_eq!(statements.iter().map(|statement| statement.entries.len()).sum::<usize>(), movements, "{file}: movements");
    // The index leaves out groups that are not whole, or marks them with a question mark.
    let stated = |one: &Result<(), Arithmetic>| *one != Err(Arithmetic::NotStated);
    let expected: Vec<_> = verdicts.split(',').filter(|one| !one.is_empty()).map(cfonb_verdict).filter(stated).collect();
    let found: Vec<_> = statements.iter().map(Statement::arithmetic).filter(stated).collect();
    assert_eq!(found, expected, "{file}");
    found.len()
}

fn check_refusal(file: &str, diagnostic: &Diagnostic) {
    assert_eq!(diagnostic.severity, Severity::Fatal, "{file}");
    assert!(diagnostic.place.line > 0, "{file}: {diagnostic:?}");
    let expected = REFUSED.iter().find(|(part, _)| file.contains(part)).map(|(_, code)| *code);
    assert_eq!(Some(diagnostic.code), expected, "{file}: {diagnostic}");
}

#[test]
fn every_sample_is_read_or_refused_with_a_place() {
    let Some(folder) = samples() else { return };
    let (mut read, mut refused, mut compared) = (0, 0, 0);
    for row in index(&folder) {
        let (name, kind) = (column(&row, "file"), column(&row, "kind"));
        let outcome = file::read(&std::fs::read(folder.join(name)).unwrap());
        let reading = match outcome {
            Ok(reading) => reading,
            Err(diagnostic) => {
                refused += 1;
                check_refusal(name, &diagnostic);
                continue;
            }
        };
        read += 1;
        let format = reading.value.format;
        assert!(kind.starts_with(format.name()) || matches!(kind, "(no ns)" | "CFONB/text"), "{name}: {kind} read as {format:?}");
        match (&reading.value.content, format) {
            (Content::Statements(statements), Format::Cfonb120) => compared += check_cfonb(name, &row, statements),
            (Content::Statements(statements), _) => {
                compared += check_camt(name, &row, statements);
                let notification = format == Format::Camt054;
                assert!(statements.iter().all(|one| (one.kind == Kind::Notification) == notification), "{name}");
            }
            (Content::Orders(orders), Format::Pain001) => {
                let transfers: usize = orders.blocks.iter().map(|block| block.transfers.len()).sum();
                let expected = column(&row, "xsd").split("CdtTrfTxInf=").nth(1).and_then(|count| count.trim().parse().ok());
                assert!(transfers > 0 && expected.is_none_or(|expected: usize| expected == transfers), "{name}: {transfers}");
            }
            (Content::StatusReport(report), Format::Pain002) => assert!(!report.original_message_id.is_empty(), "{name}"),
            (content, _) => panic!("{name}: {format:?} gave {content:?}"),
        }
    }
    println!("{read} read, {refused} refused, {compared} verdicts compared");
    assert!(read + refused == 103 && read > 80 && compared > 60, "{read} read, {refused} refused, {compared} compared");
}

#[test]
fn the_page_of_results_is_what_the_readers_do() {
    let Some(folder) = samples() else { return };
    let kept = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/bank-files.md")).unwrap();
    assert!(kept == table::page(&folder).unwrap(), "run: cargo run -p quitus-sepa --example samples -- DIR > docs/bank-files.md");
}
