//! A file is known by what it contains; one that cannot be read says what it looks like.

use quitus_sepa::diagnostic::Severity;
use quitus_sepa::file::{Content, Format, format_of, read};
use quitus_sepa::statement::Kind;

const CAMT: &str = include_str!("golden/camt/statement.053.001.08.xml");
const PAIN_001: &str = include_str!("golden/pain.001.001.09.xml");
const PAIN_002: &str = include_str!("golden/pain.002.001.10.xml");

fn cfonb() -> String {
    let head = |code: &str, date: &str| format!("{code}30006    00001EUR2 12345678901  {date}");
    [head("01", "011226"), head("07", "021226")].map(|head| format!("{head:90}0000000001000{{{:16}\n", "")).concat()
}

#[test]
fn each_format_is_known_by_its_content() {
    let camt = |element: &str| format!("<Document><{element}><GrpHdr/></{element}></Document>");
    for (text, format) in [
        (CAMT.to_owned(), Format::Camt053),
        (camt("BkToCstmrAcctRpt"), Format::Camt052),
        (camt("BkToCstmrDbtCdtNtfctn"), Format::Camt054),
        (camt("ns2:BkToCstmrStmt"), Format::Camt053),
        (PAIN_001.to_owned(), Format::Pain001),
        (PAIN_002.to_owned(), Format::Pain002),
        (cfonb(), Format::Cfonb120),
        (cfonb().replace('\n', ""), Format::Cfonb120),
        (format!("\u{feff}\n\n  {CAMT}").replace("<?xml version=\"1.0\" encoding=\"UTF-8\"?>", ""), Format::Camt053),
        (format!("\n\n{}", cfonb()), Format::Cfonb120),
    ] {
        assert_eq!(format_of(text.as_bytes()), Ok(format), "{}", text.chars().take(60).collect::<String>());
    }
}

#[test]
fn every_format_is_read_by_one_entry_point() {
    for (text, kind) in [(CAMT, Kind::Statement), (&cfonb(), Kind::Statement)] {
        let Content::Statements(statements) = read(text.as_bytes()).unwrap().value.content else { panic!("no statements") };
        assert!(statements.iter().all(|statement| statement.kind == kind));
    }
    let Content::Orders(orders) = read(PAIN_001.as_bytes()).unwrap().value.content else { panic!("no orders") };
    let transfers: Vec<_> = orders.blocks.iter().flat_map(|block| &block.transfers).collect();
    assert!(orders.message_id.is_some() && !transfers.is_empty());
    assert!(transfers.iter().all(|one| one.cents.is_some_and(|cents| cents > 0) && one.creditor_iban.is_some()));
    assert!(matches!(read(PAIN_002.as_bytes()).unwrap().value.content, Content::StatusReport(_)));
}

#[test]
fn what_is_no_bank_file_says_what_it_looks_like() {
    let long = |start: &str, length: usize| format!("{start:length$}").into_bytes();
    let cases: [(Vec<u8>, &str); 22] = [
        (Vec::new(), "file_is_empty"),
        (b"\r\n \x1a".to_vec(), "file_is_empty"),
        (b"%PDF-1.7".to_vec(), "file_is_pdf"),
        (b"PK\x03\x04...".to_vec(), "file_is_zip"),
        (b"\x1f\x8b\x08".to_vec(), "file_is_gzip"),
        (b"\xd0\xcf\x11\xe0".to_vec(), "file_is_office"),
        (b"\x89PNG".to_vec(), "file_is_image"),
        (b"<!DOCTYPE html><html></html>".to_vec(), "file_is_html"),
        (b"<HTML><body>".to_vec(), "file_is_html"),
        (b"{1:F01BANKFRPP}".to_vec(), "file_is_mt940"),
        (b":20:STMT\r\n:61:x".to_vec(), "file_is_mt940"),
        (b"OFXHEADER:100".to_vec(), "file_is_ofx"),
        (b"<?xml version=\"1.0\"?><OFX/>".to_vec(), "file_is_ofx"),
        (b"!Type:Bank".to_vec(), "file_is_qif"),
        (b"{\"a\":1}".to_vec(), "file_is_json"),
        (b"Date;Libelle;Montant\n".to_vec(), "file_is_csv"),
        (b"Bonjour".to_vec(), "file_is_text"),
        (b"ab\x01\x02".to_vec(), "file_is_binary"),
        (b"<Document><Other/></Document>".to_vec(), "file_is_other_xml"),
        (b"\xff\xfe<\0".to_vec(), "file_is_utf16"),
        (b"\xf0\xf1\xf3\xf0".to_vec(), "file_is_ebcdic"),
        (long("31000001", 240), "file_is_cfonb240"),
    ];
    for (bytes, code) in cases {
        let diagnostic = read(&bytes).unwrap_err();
        assert_eq!((diagnostic.code, diagnostic.severity), (code, Severity::Fatal), "{diagnostic}");
        assert!(diagnostic.place.line > 0 && diagnostic.expected.contains("camt.053"));
    }
    assert_eq!(read(&long("0302", 160)).unwrap_err().code, "file_is_cfonb160");
}

#[test]
fn an_order_whose_amount_cannot_be_read_is_refused_with_its_line() {
    let (line, amount) = PAIN_001
        .lines()
        .zip(1..)
        .find_map(|(text, line)| {
            let amount = text.split_once("<InstdAmt Ccy=\"EUR\">")?.1.split_once('<')?.0;
            Some((line, amount))
        })
        .unwrap();
    let changed = PAIN_001.replacen(&format!(">{amount}</InstdAmt>"), ">12,50</InstdAmt>", 1);
    let diagnostic = read(changed.as_bytes()).unwrap_err();
    assert_eq!(diagnostic.code, "amount_unreadable", "{diagnostic}");
    assert!(diagnostic.place.line <= line && diagnostic.place.byte > 0, "{diagnostic}");
    let cut = PAIN_001.get(..PAIN_001.len() / 2).unwrap();
    assert_eq!(read(cut.as_bytes()).unwrap_err().code, "xml_malformed");
}
