//! Malformed files: each is refused, or read with a remark, under a stable code and at a place.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{BufReader, Read};

use quitus_sepa::camt::{self, Reader};
use quitus_sepa::diagnostic::{Diagnostic, Severity};
use quitus_sepa::statement::Status;

/// A statement with one entry on line 7, to be damaged.
const GOOD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>
<Id>R1</Id>
<Acct><Id><IBAN>FR7630006000011234567890189</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-02-09</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">3.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-02-10</Dt></Dt></Bal>
<Ntry><Amt Ccy="EUR">2.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2026-02-10</Dt></BookgDt><RvslInd>false</RvslInd>
<NtryDtls><Btch><NbOfTxs>1</NbOfTxs></Btch><TxDtls><Chrgs><Rcrd><Amt Ccy="EUR">0.10</Amt></Rcrd></Chrgs><RmtInf><Ustrd>LOYER</Ustrd></RmtInf></TxDtls></NtryDtls>
</Ntry>
</Stmt></BkToCstmrStmt></Document>
"#;

const STATEMENT: &str = "Document/BkToCstmrStmt/Stmt[1]";

fn damaged(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    GOOD.replacen(from, to, 1)
}

/// Sentences are French ones, and the place is given.
fn check_wording(diagnostic: &Diagnostic) {
    for sentence in [diagnostic.what.as_str(), diagnostic.expected] {
        assert!(sentence.ends_with('.') && sentence.chars().next().unwrap().is_uppercase(), "{diagnostic}");
    }
    assert!(
        diagnostic.place.line > 0 && !diagnostic.code.contains(|c: char| !c.is_ascii_lowercase() && c != '_'),
        "{diagnostic:?}"
    );
    assert!(diagnostic.to_string().contains(&format!("ligne {}", diagnostic.place.line)));
}

fn refused(file: &[u8]) -> Diagnostic {
    let diagnostic = camt::read(file).unwrap_err();
    assert_eq!(diagnostic.severity, Severity::Fatal);
    check_wording(&diagnostic);
    diagnostic
}

#[test]
fn the_undamaged_file_is_read_without_a_remark() {
    let reading = camt::read(GOOD.as_bytes()).unwrap();
    assert_eq!(reading.diagnostics, []);
    assert!(reading.value.iter().all(|statement| statement.arithmetic() == Ok(())));
}

#[test]
fn what_is_never_guessed_is_refused_at_its_place() {
    let entry = r#"<Amt Ccy="EUR">2.50</Amt>"#;
    let balance = r#"<Amt Ccy="EUR">3.50</Amt>"#;
    let in_entry = |amount: &str| format!(r#"<Amt Ccy="EUR">{amount}</Amt>"#);
    let cases = [
        (entry, in_entry("-2.50"), "amount_negative", 7, "/Ntry[1]/Amt"),
        (entry, in_entry("2.505"), "amount_too_precise", 7, "/Ntry[1]/Amt"),
        (entry, in_entry("2..50"), "amount_unreadable", 7, "/Ntry[1]/Amt"),
        (entry, in_entry("2,50"), "amount_unreadable", 7, "/Ntry[1]/Amt"),
        (entry, in_entry("+2.50"), "amount_unreadable", 7, "/Ntry[1]/Amt"),
        (entry, in_entry("2.500000"), "amount_unreadable", 7, "/Ntry[1]/Amt"),
        (entry, in_entry("2e3"), "amount_unreadable", 7, "/Ntry[1]/Amt"),
        (entry, in_entry("٢"), "amount_unreadable", 7, "/Ntry[1]/Amt"),
        (entry, in_entry("."), "amount_unreadable", 7, "/Ntry[1]/Amt"),
        (entry, in_entry(""), "amount_unreadable", 7, "/Ntry[1]/Amt"),
        (entry, in_entry("92233720368547759"), "amount_too_large", 7, "/Ntry[1]/Amt"),
        (entry, in_entry("99999999999999999999999999"), "amount_too_large", 7, "/Ntry[1]/Amt"),
        (entry, r#"<Amt Ccy="EURO">2.50</Amt>"#.to_owned(), "currency_unknown", 7, "/Ntry[1]/Amt"),
        (entry, r#"<Amt Ccy="EUR" Ccy="USD">2.50</Amt>"#.to_owned(), "xml_malformed", 7, ""),
        (entry, format!("{entry}<Amt Ccy=\"EUR\">9.99</Amt>"), "element_repeated", 7, "/Ntry[1]/Amt"),
        (entry, String::new(), "amount_missing", 7, "/Ntry[1]"),
        (balance, String::new(), "amount_missing", 6, "/Bal"),
        ("<CdtDbtInd>CRDT</CdtDbtInd><Sts>", "<Sts>".to_owned(), "direction_missing", 7, "/Ntry[1]"),
        (
            "<CdtDbtInd>CRDT</CdtDbtInd><Sts>",
            "<CdtDbtInd>C</CdtDbtInd><Sts>".to_owned(),
            "direction_unknown",
            7,
            "/Ntry[1]/CdtDbtInd",
        ),
        ("<CdtDbtInd>CRDT</CdtDbtInd><Dt>", "<Dt>".to_owned(), "direction_missing", 5, "/Bal"),
        ("<BookgDt><Dt>2026-02-10", "<BookgDt><Dt>2026-02-30".to_owned(), "date_unreadable", 8, "/Ntry[1]/BookgDt/Dt"),
        ("<BookgDt><Dt>2026-02-10", "<BookgDt><Dt>10/02/2026".to_owned(), "date_unreadable", 8, "/Ntry[1]/BookgDt/Dt"),
        ("<BookgDt><Dt>2026-02-10", "<BookgDt><Dt>2026-02-101".to_owned(), "date_unreadable", 8, "/Ntry[1]/BookgDt/Dt"),
        ("<BookgDt><Dt>2026-02-10", "<BookgDt><Dt>2026-02-1é".to_owned(), "date_unreadable", 8, "/Ntry[1]/BookgDt/Dt"),
        ("<Dt><Dt>2026-02-10</Dt></Dt>", String::new(), "balance_date_missing", 6, "/Bal"),
        ("<RvslInd>false", "<RvslInd>non".to_owned(), "boolean_unreadable", 8, "/Ntry[1]/RvslInd"),
    ];
    for (from, to, code, line, path) in cases {
        let found = refused(damaged(from, &to).as_bytes());
        assert_eq!((found.code, found.place.line), (code, line), "{to}: {found}");
        assert!(found.place.path.starts_with(STATEMENT) && found.place.path.ends_with(path), "{to}: {found}");
    }
}

#[test]
fn what_is_not_such_a_file_is_refused() {
    let doctype = damaged("<Document", "<!DOCTYPE Document [<!ENTITY x \"y\">]>\n<Document");
    let cases: [(Vec<u8>, &str, u64); 23] = [
        (Vec::new(), "not_xml", 1),
        (b"0112345    00001EUR2 00000000001".to_vec(), "not_xml", 1),
        (b"\n\n".to_vec(), "not_xml", 3),
        (b"<Document/>".to_vec(), "statement_missing", 1),
        (b"<html>\n<body>Bonjour</body></html>".to_vec(), "statement_missing", 2),
        (doctype.into_bytes(), "dtd_refused", 2),
        (damaged("LOYER", "&x;").into_bytes(), "entity_refused", 9),
        (damaged("LOYER", "&#0;").into_bytes(), "entity_refused", 9),
        (damaged("LOYER", "&#8;").into_bytes(), "control_character", 9),
        (damaged("LOYER", "A\u{1}B").into_bytes(), "control_character", 9),
        (damaged("</Stmt>", "</Statement>").into_bytes(), "xml_malformed", 11),
        (damaged("</Ntry>\n</Stmt></BkToCstmrStmt></Document>", "").into_bytes(), "file_truncated", 11),
        (damaged("</Document>", "</Document><Document/>").into_bytes(), "second_document", 11),
        (damaged("</Document>", "</Document>fin").into_bytes(), "not_xml", 12),
        (damaged("UTF-8", "EBCDIC").into_bytes(), "encoding_unsupported", 1),
        (b"\xFF\xFE<\0?\0".to_vec(), "xml_malformed", 1),
        (b"\xFF\xFE\n\0<\0a\0>\0\x00\xD8b\0".to_vec(), "encoding_invalid", 2),
        ([damaged("LOYER", "").as_bytes(), b"\xE9"].concat(), "encoding_invalid", 12),
        ("<a>".repeat(70).into_bytes(), "nesting_too_deep", 1),
        (format!("<a>{}</a>", "b".repeat(2_000_000)).into_bytes(), "element_too_long", 1),
        (format!("<{}/>", "b".repeat(101)).into_bytes(), "name_too_long", 1),
        (
            format!("{}<BkToCstmrStmt><Stmt/></BkToCstmrStmt>{}", "<a>".repeat(7), "</a>".repeat(7)).into_bytes(),
            "statement_missing",
            1,
        ),
        (format!("<a><!--{}--></a>", "b".repeat(2_000_000)).into_bytes(), "element_too_long", 1),
    ];
    for (file, code, line) in cases {
        let found = refused(&file);
        assert_eq!((found.code, found.place.line), (code, line), "{found}");
    }
}

#[test]
fn text_cut_by_comments_is_bounded_too() {
    let part = format!("{}<!---->", "b".repeat(1000));
    assert_eq!(refused(format!("<a>{}</a>", part.repeat(1100)).as_bytes()).code, "element_too_long");
}

#[test]
fn what_can_be_left_unknown_is_read_with_a_remark() {
    let cases = [
        ("<Id>R1</Id>", "", Severity::Repaired, "statement_id_missing"),
        ("<Id><IBAN>FR7630006000011234567890189</IBAN></Id>", "", Severity::Repaired, "account_missing"),
        ("<Sts><Cd>BOOK</Cd></Sts>", "", Severity::Repaired, "status_missing"),
        ("<NbOfTxs>1", "<NbOfTxs>un", Severity::Repaired, "count_unreadable"),
        (r#"<Amt Ccy="EUR">0.10"#, r#"<Amt Ccy="EUR">0,10"#, Severity::Repaired, "charge_unreadable"),
        (r#"<Amt Ccy="EUR">2.50"#, "<Amt>2.50", Severity::Repaired, "currency_missing"),
        (r#"<Amt Ccy="EUR">3.50"#, "<Amt>3.50", Severity::Repaired, "currency_missing"),
        ("<Cd>BOOK</Cd>", "<Cd/>", Severity::Repaired, "status_missing"),
        ("</Btch>", "<TtlAmt>2..5</TtlAmt></Btch>", Severity::Repaired, "batch_total_unreadable"),
        ("</Btch>", "<CdtDbtInd>C</CdtDbtInd></Btch>", Severity::Repaired, "batch_total_unreadable"),
        (r#"<Amt Ccy="EUR">2.50"#, r#"<Amt Ccy="USD">2.50"#, Severity::Noted, "currency_foreign"),
        ("<TxDtls>", r#"<TxDtls><Amt Ccy="EUR">2.40</Amt>"#, Severity::Noted, "details_differ"),
        ("</Btch>", "</Btch><Btch/>", Severity::Noted, "batches_several"),
        ("<Cd>CLBD", "<Cd>OPBD", Severity::Repaired, "balance_ambiguous"),
        ("<Id>R1</Id>", "<Id>R1</Id><CpyDplctInd>X</CpyDplctInd>", Severity::Repaired, "duplicate_code_unknown"),
        ("camt.053.001.08", "camt.052.001.08", Severity::Noted, "namespace_unexpected"),
        ("camt.053.001.08", "camt.053.001.99", Severity::Noted, "namespace_unexpected"),
        (r#" xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08""#, "", Severity::Noted, "namespace_missing"),
    ];
    for (from, to, severity, code) in cases {
        let reading = camt::read(damaged(from, to).as_bytes()).unwrap();
        let found: Vec<_> = reading.diagnostics.iter().map(|one| (one.severity, one.code)).collect();
        assert_eq!(found, [(severity, code)], "{from} -> {to}");
        reading.diagnostics.iter().for_each(check_wording);
    }
}

#[test]
fn a_payment_in_dinars_has_its_entrys_amount() {
    let file =
        damaged("<TxDtls>", r#"<TxDtls><Amt Ccy="TND">8.125</Amt><AmtDtls><TxAmt><Amt Ccy="USD">2.70</Amt></TxAmt></AmtDtls>"#);
    let reading = camt::read(file.as_bytes()).unwrap();
    assert_eq!(reading.diagnostics, []);
    let details: Vec<_> = reading.value.iter().flat_map(|one| &one.entries).flat_map(|entry| &entry.details).collect();
    assert_eq!(details.iter().map(|detail| detail.cents).collect::<Vec<_>>(), [Some(250)]);
    assert_eq!(refused(file.replace("TND", "EUR").as_bytes()).code, "amount_too_precise");
}

#[test]
fn an_entry_without_status_is_not_booked() {
    let statements = camt::read(damaged("<Sts><Cd>BOOK</Cd></Sts>", "").as_bytes()).unwrap().value;
    let entry = statements.iter().flat_map(|statement| &statement.entries).next().unwrap();
    assert_eq!(entry.status, Status::Other(String::new()));
}

#[test]
fn padding_after_the_document_and_a_byte_order_mark_are_harmless() {
    let file = format!("\u{feff}{GOOD}\r\n\u{1a}\0");
    assert_eq!(camt::read(file.as_bytes()).unwrap().diagnostics, []);
}

#[test]
fn a_reader_stops_after_a_fatal_fault() {
    let file = damaged("2.50", "deux");
    let mut reader = Reader::new(file.as_bytes()).unwrap();
    assert!(reader.by_ref().any(|item| item.is_err()));
    assert!(reader.next().is_none());
}

#[test]
fn an_interrupted_input_is_told() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("disque débranché"))
        }
    }
    let (start, _) = GOOD.split_at(500);
    let input = BufReader::new(start.as_bytes().chain(Broken));
    let found = Reader::new(input).unwrap().find_map(Result::err).unwrap();
    assert_eq!(found.code, "file_unreadable");
    check_wording(&found);
}

#[test]
fn remarks_are_bounded() {
    let entry = GOOD.split_once("<Ntry>").unwrap().1.split_once("</Ntry>").unwrap().0.replace("EUR", "USD");
    let many = damaged("</Stmt>", &format!("{}</Stmt>", format!("<Ntry>{entry}</Ntry>").repeat(1500)));
    assert_eq!(camt::read(many.as_bytes()).unwrap().diagnostics.len(), 1000);
}

#[test]
fn a_remark_inside_an_entry_does_not_move_the_entry() {
    let file = damaged(r#"<Amt Ccy="EUR">0.10"#, r#"<Amt Ccy="EUR">0,10"#)
        .replace("</Ntry>", "</Ntry>\n<Ntry><Amt Ccy=\"EUR\">1</Amt><CdtDbtInd>CRDT</CdtDbtInd></Ntry>");
    let reading = camt::read(file.as_bytes()).unwrap();
    let lines: Vec<u64> = reading.value.iter().flat_map(|one| &one.entries).map(|entry| entry.place.line).collect();
    assert_eq!((reading.diagnostics.first().unwrap().place.line, lines), (9, vec![7, 11]));
}

#[test]
fn the_number_of_an_entry_and_the_purpose_of_a_payment_are_read() {
    let file = damaged("<RvslInd>", "<NtryRef> 17 </NtryRef><RvslInd>").replace("<RmtInf>", "<Purp><Cd>RENT</Cd></Purp><RmtInf>");
    let reading = camt::read(file.as_bytes()).unwrap();
    let entry = reading.value.first().unwrap().entries.first().unwrap();
    assert_eq!(entry.entry_reference.as_deref(), Some("17"));
    assert_eq!(entry.details.first().unwrap().purpose.as_deref(), Some("RENT"));
}
