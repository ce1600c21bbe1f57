//! Properties of the camt reader: it never panics, how the bytes arrive does not matter, and what is written is read.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write;
use std::io::BufReader;

use chrono::NaiveDate;
use proptest::prelude::*;
use quitus_sepa::camt::{self, Item, Reader};
use quitus_sepa::diagnostic::{Diagnostic, Severity};
use quitus_sepa::statement::{Arithmetic, Statement, Status};

const GOLDEN: [&[u8]; 2] =
    [include_bytes!("golden/camt/statement.053.001.02.xml"), include_bytes!("golden/camt/statement.053.001.08.xml")];

/// A movement as a test writes it.
#[derive(Debug, Clone)]
struct Movement {
    cents: i64,
    credit: bool,
    booked: bool,
    on: NaiveDate,
    end_to_end: String,
    name: String,
    remittance: Vec<String>,
}

fn movement() -> impl Strategy<Value = Movement> {
    let day = (0_u32..20_000).prop_map(|days| NaiveDate::from_ymd_opt(2000, 1, 1).unwrap() + chrono::Days::new(days.into()));
    // Printable text with everything that XML escapes.
    let text = "[&<>\"'A-Za-z0-9éœ€ ]{0,30}[&<a-zà]";
    (0_i64..1_000_000_000_000, any::<bool>(), any::<bool>(), day, "[A-Z0-9-]{1,35}", text, prop::collection::vec(text, 0..4))
        .prop_map(|(cents, credit, booked, on, end_to_end, name, remittance)| Movement {
            cents,
            credit,
            booked,
            on,
            end_to_end,
            name,
            remittance,
        })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('\'', "&#39;").replace('é', "&#xE9;")
}

fn amount(cents: i64) -> String {
    format!("<Amt Ccy=\"EUR\">{}.{:02}</Amt>", cents / 100, cents % 100)
}

fn direction(credit: bool) -> &'static str {
    if credit { "<CdtDbtInd>CRDT</CdtDbtInd>" } else { "<CdtDbtInd>DBIT</CdtDbtInd>" }
}

fn balance(code: &str, cents: i64) -> String {
    let (amount, direction) = (amount(cents.abs()), direction(cents >= 0));
    format!("<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{amount}{direction}<Dt><Dt>2026-01-31</Dt></Dt></Bal>")
}

/// A camt.053 in the manner of version 02 or 08.
fn write(recent: bool, opening: i64, closing: i64, movements: &[Movement]) -> String {
    let version = if recent { "08" } else { "02" };
    let mut file =
        format!("<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}\"><BkToCstmrStmt><Stmt><Id>R</Id>");
    file.push_str("<Acct><Id><IBAN>FR7630006000011234567890189</IBAN></Id></Acct>");
    file.push_str(&balance("OPBD", opening));
    file.push_str(&balance("CLBD", closing));
    for one in movements {
        let status = if one.booked { "BOOK" } else { "PDNG" };
        let party = if one.credit { "Dbtr" } else { "Cdtr" };
        let name = escaped(&one.name);
        let (status, name) = if recent {
            (format!("<Cd>{status}</Cd>"), format!("<Pty><Nm>{name}</Nm></Pty>"))
        } else {
            (status.to_owned(), format!("<Nm>{name}</Nm>"))
        };
        let lines: String = one.remittance.iter().map(|part| format!("<Ustrd>{}</Ustrd>", escaped(part))).collect();
        writeln!(
            file,
            "<Ntry>{}{}<Sts>{status}</Sts><BookgDt><Dt>{}</Dt></BookgDt><NtryDtls><TxDtls><Refs><EndToEndId>{}</EndToEndId></Refs>\
             <RltdPties><{party}>{name}</{party}></RltdPties><RmtInf>{lines}</RmtInf></TxDtls></NtryDtls></Ntry>",
            amount(one.cents),
            direction(one.credit),
            one.on,
            one.end_to_end,
        )
        .unwrap();
    }
    file.push_str("</Stmt></BkToCstmrStmt></Document>");
    file
}

fn check(found: &Statement, movements: &[Movement]) {
    assert_eq!(found.entries.len(), movements.len());
    for (entry, one) in found.entries.iter().zip(movements) {
        assert_eq!(entry.cents, if one.credit { one.cents } else { -one.cents });
        assert_eq!(entry.status, if one.booked { Status::Booked } else { Status::Pending });
        assert_eq!(entry.booked_on, Some(one.on));
        let detail = entry.details.first().unwrap();
        assert_eq!(detail.cents, Some(entry.cents));
        assert_eq!(detail.end_to_end_id.as_ref(), Some(&one.end_to_end));
        assert_eq!(detail.counterparty().unwrap().name.as_deref(), Some(one.name.trim()));
        assert_eq!(detail.remittance, one.remittance);
    }
}

/// All that a reader gives, and the fatal fault if any.
fn streamed(file: &[u8], capacity: usize) -> (Vec<Item>, Option<Diagnostic>) {
    let mut reader = match Reader::new(BufReader::with_capacity(capacity, file)) {
        Ok(reader) => reader,
        Err(diagnostic) => return (Vec::new(), Some(diagnostic)),
    };
    let mut items = Vec::new();
    for item in reader.by_ref() {
        match item {
            Ok(item) => items.push(item),
            Err(diagnostic) => return (items, Some(diagnostic)),
        }
    }
    (items, None)
}

fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let edit = (any::<prop::sample::Index>(), 0_usize..40, prop::collection::vec(any::<u8>(), 0..6));
    (prop::sample::select(GOLDEN.to_vec()), prop::collection::vec(edit, 1..4)).prop_map(|(golden, edits)| {
        let mut file = golden.to_vec();
        for (at, removed, added) in edits {
            let start = at.index(file.len());
            let end = (start + removed).min(file.len());
            file.splice(start..end, added);
        }
        file
    })
}

fn check_outcome(file: &[u8]) {
    match camt::read(file) {
        Ok(reading) => {
            assert!(reading.diagnostics.iter().all(|one| one.severity < Severity::Fatal));
            for statement in &reading.value {
                let _verdict = statement.arithmetic();
                assert!(statement.entries.iter().all(|entry| entry.place.line > 0));
            }
        }
        Err(diagnostic) => assert!(diagnostic.severity == Severity::Fatal && diagnostic.place.line > 0, "{diagnostic:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn arbitrary_bytes_never_panic(file in prop::collection::vec(any::<u8>(), 0..2000)) {
        check_outcome(&file);
    }

    #[test]
    fn arbitrary_markup_never_panics(file in "(<[?!/]?[a-z&;]{0,3}( xmlns=\"[a-z.:]*\")?/?>|&#?x?[0-9a-f]{0,6};|[a-z<>&\"\\]-]){0,80}") {
        check_outcome(file.as_bytes());
    }

    #[test]
    fn mutated_files_never_panic(file in mutated()) {
        check_outcome(&file);
    }

    #[test]
    fn how_bytes_arrive_does_not_matter(file in mutated(), capacity in 1_usize..64) {
        prop_assert_eq!(streamed(&file, capacity), streamed(&file, 1 << 20));
    }

    #[test]
    fn a_file_in_memory_gives_what_its_stream_gives(file in mutated()) {
        let mut pieces = Vec::new();
        let mut fault = None;
        match camt::items(&file) {
            Ok(mut items) => {
                for item in items.by_ref() {
                    match item {
                        Ok(item) => pieces.push(item),
                        Err(diagnostic) => fault = Some(diagnostic),
                    }
                }
                let again = camt::read(&file);
                prop_assert_eq!(again.is_err(), fault.is_some());
                if let Ok(reading) = again {
                    prop_assert_eq!(reading.diagnostics, items.take_diagnostics());
                }
            }
            Err(diagnostic) => fault = Some(diagnostic),
        }
        prop_assert_eq!((pieces, fault), streamed(&file, 64));
    }

    #[test]
    fn what_is_written_is_read(recent: bool, opening in -1_000_000_i64..1_000_000, movements in prop::collection::vec(movement(), 0..20)) {
        let signed = |one: &Movement| if one.credit { one.cents } else { -one.cents };
        let booked: i64 = movements.iter().filter(|one| one.booked).map(signed).sum();
        let file = write(recent, opening, opening + booked, &movements);
        let reading = camt::read(file.as_bytes()).unwrap();
        prop_assert_eq!(&reading.diagnostics, &[]);
        let [statement] = reading.value.as_slice() else { return Err(TestCaseError::fail("one statement")) };
        check(statement, &movements);
        prop_assert_eq!(statement.arithmetic(), Ok(()));
    }

    #[test]
    fn a_missing_movement_is_told_to_the_cent(movements in prop::collection::vec(movement(), 1..20), lost in any::<prop::sample::Index>()) {
        let signed = |one: &Movement| if one.credit { one.cents } else { -one.cents };
        let booked: i64 = movements.iter().filter(|one| one.booked).map(signed).sum();
        let mut kept = movements;
        let lost = kept.remove(lost.index(kept.len()));
        let reading = camt::read(write(true, 0, booked, &kept).as_bytes()).unwrap();
        let missing = if lost.booked { signed(&lost) } else { 0 };
        let found = match reading.value.first().map(Statement::arithmetic) {
            Some(Ok(())) => Some(0),
            Some(Err(Arithmetic::Different { difference, .. })) => Some(difference),
            _ => None,
        };
        prop_assert_eq!(found, Some(missing));
    }

    #[test]
    fn amounts_keep_every_cent(cents in 0_i64..i64::MAX / 100, zeros in 0_usize..4) {
        let text = format!("{}.{:02}{}", cents / 100, cents % 100, "0".repeat(zeros));
        let file = write(true, 0, cents, &[]).replace(&amount(cents), &format!("<Amt Ccy=\"EUR\">{text}</Amt>"));
        let reading = camt::read(file.as_bytes()).unwrap();
        prop_assert_eq!(reading.value.first().and_then(|one| one.closing.as_ref()).map(|one| one.cents), Some(cents));
    }
}
