//! Files of other projects and banks, when they are there: each is read, or refused with a place, and the arithmetic verdict
//! agrees with one computed elsewhere.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use quitus_sepa::camt;
use quitus_sepa::diagnostic::{Diagnostic, Severity};
use quitus_sepa::statement::{Arithmetic, Kind, Statement};
use serde_json::Value;

/// Files whose balances or entries lack what must never be guessed, by the code of the refusal.
const REFUSED: [(&str, &str); 3] = [
    ("LT625883379695428516", "direction_missing"),
    ("camt053_garbled_amount", "amount_unreadable"),
    ("camt053.v2.wrong", "statement_missing"),
];

fn samples() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/samples");
    if folder.join("index.json").is_file() {
        return Some(folder);
    }
    println!("skipped: no sample files at {}", folder.display());
    None
}

/// An amount of the index, as `18.150`, in cents.
fn cents(text: &str) -> i64 {
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (units, decimals) = text.split_once('.').unwrap_or((text, ""));
    let decimals: String = decimals.chars().chain("00".chars()).take(2).collect();
    sign * (units.parse::<i64>().unwrap() * 100 + decimals.parse::<i64>().unwrap())
}

/// One verdict of the index: `ok`, `no OPBD/CLBD`, or `OPBD a + b != CLBD c`.
fn verdict(text: &str) -> Result<(), Arithmetic> {
    let words: Vec<_> = text.split(' ').collect();
    match words.as_slice() {
        ["ok"] => Ok(()),
        ["no", "OPBD/CLBD"] => Err(Arithmetic::NotStated),
        ["OPBD", opening, "+", booked, "!=", "CLBD", closing] => {
            let (opening, booked, closing) = (cents(opening), cents(booked), cents(closing));
            Err(Arithmetic::Different { opening, booked, closing, difference: closing - opening - booked })
        }
        other => panic!("a verdict of an unknown form: {other:?}"),
    }
}

fn check_balances(file: &str, expected: &str, statements: &[Statement]) -> usize {
    let expected: Vec<_> = expected.split(',').filter(|one| !one.is_empty()).collect();
    if expected.is_empty() {
        return 0;
    }
    let found: Vec<_> = statements.iter().map(Statement::arithmetic).collect();
    let expected: Vec<_> = expected.into_iter().map(verdict).collect();
    assert_eq!(found.len(), expected.len(), "{file}: statements");
    for (found, expected) in found.iter().zip(&expected) {
        // The index adds up currencies; such a statement must then be one that it rejects too.
        let mixed = *found == Err(Arithmetic::Currencies) && expected.is_err();
        assert!(mixed || found == expected, "{file}: {found:?}, expected {expected:?}");
    }
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
    let index: Value = serde_json::from_slice(&std::fs::read(folder.join("index.json")).unwrap()).unwrap();
    let (mut read, mut refused, mut compared) = (0, 0, 0);
    for row in index.as_array().unwrap() {
        let file = row.get("file").and_then(Value::as_str).unwrap();
        let kind = row.get("kind").and_then(Value::as_str).unwrap_or_default();
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let outcome = camt::read(&bytes);
        let camt = kind.starts_with("camt.05") || (kind == "(no ns)" && file.contains("camt"));
        if !camt {
            assert!(outcome.is_err(), "{file} is no camt file");
            continue;
        }
        match outcome {
            Ok(reading) => {
                read += 1;
                compared += check_balances(file, row.get("balances").and_then(Value::as_str).unwrap_or_default(), &reading.value);
                let xsd = row.get("xsd").and_then(Value::as_str).unwrap_or_default();
                let count = |name: &str| xsd.split(' ').find_map(|part| part.strip_prefix(name)?.parse::<usize>().ok());
                let entries = reading.value.iter().flat_map(|statement| &statement.entries);
                if let Some(expected) = count("Ntry=") {
                    assert_eq!(entries.clone().count(), expected, "{file}: entries");
                }
                if let Some(expected) = count("TxDtls=") {
                    assert_eq!(entries.map(|entry| entry.details.len()).sum::<usize>(), expected, "{file}: payments");
                }
                if kind.starts_with("camt.054") {
                    assert!(reading.value.iter().all(|statement| statement.kind == Kind::Notification), "{file}");
                }
            }
            Err(diagnostic) => {
                refused += 1;
                check_refusal(file, &diagnostic);
            }
        }
    }
    println!("{read} read, {refused} refused, {compared} verdicts compared");
    assert!(read > refused && compared > 30, "{read} read, {refused} refused, {compared} compared");
}
