//! Status reports: levels, inheritance, verification of payee, and files that are not reports.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "schemas/mod.rs"]
mod schemas;

use proptest::prelude::*;
use quitus_sepa::pain002::{Level, Outcome, PaymentStatus, StatusReport, Verification, examine, read};

const SAMPLE: &str = include_str!("golden/pain.002.001.10.xml");

/// The same report in the older version: its closed lists know neither `RVMC` nor `ZZZZ`.
fn older() -> String {
    SAMPLE.replace("pain.002.001.10", "pain.002.001.03").replace("RVMC", "PDNG").replace("ZZZZ", "ACSP")
}

fn sample() -> StatusReport {
    read(SAMPLE.as_bytes()).unwrap()
}

fn codes(outcome: &Outcome) -> Vec<(Option<&str>, Level)> {
    outcome.reasons.iter().map(|reason| (reason.code.as_deref(), reason.level)).collect()
}

#[test]
fn both_samples_fit_their_schema() {
    assert_eq!(schemas::errors(&schemas::schema("pain.002.001.10"), SAMPLE.as_bytes()), [""; 0]);
    assert_eq!(schemas::errors(&schemas::schema("pain.002.001.03"), older().as_bytes()), [""; 0]);
    assert!(!schemas::errors(&schemas::schema("pain.002.001.03"), SAMPLE.as_bytes()).is_empty());
}

#[test]
fn a_report_says_which_file_it_answers() {
    let report = sample();
    assert_eq!(report.original_message_id, "MSG-2026-0001");
    assert_eq!(report.original_message_name.as_deref(), Some("pain.001.001.09"));
    assert_eq!((report.message_id.as_deref(), report.created.as_deref()), (Some("BANQUE-77"), Some("2026-12-04T10:15:00+01:00")));
    assert_eq!(report.group.status, Some(PaymentStatus::Partial));
    assert_eq!(report.group.reasons[0].text.as_deref(), Some("Fichier traité en partie"));
    assert_eq!(report.payments.len(), 3);
    assert_eq!(read(older().as_bytes()).unwrap().payments[0].transactions.len(), 4);
}

#[test]
fn reasons_come_down_from_the_three_levels() {
    let report = sample();
    let rejected = report.outcome_of("PMT-2026-0001", "ORD-2026-000001");
    assert_eq!(rejected.status, Some(PaymentStatus::Rejected));
    assert_eq!(codes(&rejected), [(None, Level::Group), (Some("AC04"), Level::Transaction), (Some("B-17"), Level::Transaction)]);
    assert!(rejected.reasons[2].proprietary && !rejected.reasons[1].proprietary);
    assert_eq!(report.payments[0].transactions[0].outcome, rejected);
    assert_eq!(report.payments[0].transactions[0].instruction_id.as_deref(), Some("INS-1"));
    let unnamed = report.outcome_of("PMT-2026-0002", "ORD-2026-000009");
    assert_eq!(unnamed.status, Some(PaymentStatus::Rejected));
    assert_eq!(codes(&unnamed), [(None, Level::Group), (Some("AM04"), Level::Payment)]);
    let moved = report.outcome_of("PMT-2026-0003", "ORD-2026-000010");
    assert_eq!((moved.status.as_ref(), codes(&moved)[1].0), (Some(&PaymentStatus::AcceptedWithChange), Some("DT06")));
}

#[test]
fn what_is_not_said_is_unknown() {
    let report = sample();
    // In a block partly accepted, and in a block of which nothing is said.
    assert_eq!(report.outcome_of("PMT-2026-0001", "ORD-2026-000099").status, None);
    assert_eq!(report.outcome_of("PMT-2026-0099", "ORD-2026-000001").status, None);
    // An accepted file does not tell which transfers of a block partly accepted are.
    let accepted = read(SAMPLE.replacen("<GrpSts>PART", "<GrpSts>ACSP", 1).as_bytes()).unwrap();
    assert_eq!(accepted.outcome_of("PMT-2026-0001", "ORD-2026-000099").status, None);
    assert_eq!(accepted.outcome_of("PMT-2026-0099", "ORD-2026-000001").status, Some(PaymentStatus::InSettlement));
    let other = report.outcome_of("PMT-2026-0001", "ORD-2026-000004");
    assert_eq!(other.status, Some(PaymentStatus::Other("ZZZZ".to_owned())));
}

#[test]
fn a_verification_of_payee_is_not_an_acceptance() {
    let report = sample();
    let close = report.outcome_of("PMT-2026-0001", "ORD-2026-000003");
    assert_eq!((close.status.as_ref(), close.verification), (None, Some(Verification::CloseMatch)));
    assert_eq!(close.held_name(), Some("REGIE AOUT SARL"));
    assert_eq!(report.outcome_of("PMT-2026-0001", "ORD-2026-000001").held_name(), None);
    let whole = |code: &str| read(SAMPLE.replacen("<GrpSts>PART", &format!("<GrpSts>{code}"), 1).as_bytes()).unwrap();
    let matching = whole("RCVC");
    assert_eq!((matching.group.status.as_ref(), matching.group.verification), (None, Some(Verification::Match)));
    assert_eq!(matching.outcome_of("PMT-9", "X").verification, Some(Verification::Match));
    assert_eq!(whole("RVCM").outcome_of("PMT-9", "X").verification, None);
    assert_eq!(whole("RVNC").outcome_of("PMT-9", "X").verification, Some(Verification::NotCompleted));
}

#[test]
fn a_rejection_above_against_a_status_below_is_a_contradiction() {
    let report = read(SAMPLE.replacen("<GrpSts>PART", "<GrpSts>RJCT", 1).as_bytes()).unwrap();
    let settled = report.outcome_of("PMT-2026-0001", "ORD-2026-000002");
    assert_eq!((settled.status.as_ref(), settled.contradictory), (None, true));
    let rejected = report.outcome_of("PMT-2026-0001", "ORD-2026-000001");
    assert_eq!((rejected.status, rejected.contradictory), (Some(PaymentStatus::Rejected), false));
    // Even below a block said to be partly accepted, what is not named is rejected with the file.
    assert_eq!(report.outcome_of("PMT-2026-0001", "ORD-2026-000099").status, Some(PaymentStatus::Rejected));
}

#[test]
fn a_block_repeated_for_each_transfer_is_searched_whole() {
    let block = |id: &str, status: &str| {
        format!(
            "<OrgnlPmtInfAndSts><OrgnlPmtInfId>P</OrgnlPmtInfId><TxInfAndSts><OrgnlEndToEndId>{id}</OrgnlEndToEndId>\
             <TxSts>{status}</TxSts></TxInfAndSts></OrgnlPmtInfAndSts>"
        )
    };
    let file = format!(
        "<CstmrPmtStsRpt><OrgnlGrpInfAndSts><OrgnlMsgId>M</OrgnlMsgId></OrgnlGrpInfAndSts>{}{}</CstmrPmtStsRpt>",
        block("A", "ACSP"),
        block("B", "RJCT")
    );
    let report = read(file.as_bytes()).unwrap();
    assert_eq!(report.outcome_of("P", "B").status, Some(PaymentStatus::Rejected));
    assert_eq!(report.outcome_of("P", "A").status, Some(PaymentStatus::InSettlement));
}

/// A report whose blocks hold one transfer each: identifier of the block, reference, status.
fn told(blocks: &[(&str, &str, &str)]) -> StatusReport {
    let block = |(payment, id, status): &(&str, &str, &str)| {
        let payment = if payment.is_empty() { String::new() } else { format!("<OrgnlPmtInfId>{payment}</OrgnlPmtInfId>") };
        format!(
            "<OrgnlPmtInfAndSts>{payment}<TxInfAndSts><OrgnlEndToEndId>{id}</OrgnlEndToEndId><TxSts>{status}</TxSts>\
             </TxInfAndSts></OrgnlPmtInfAndSts>"
        )
    };
    let blocks: String = blocks.iter().map(block).collect();
    let group = "<OrgnlGrpInfAndSts><OrgnlMsgId>M</OrgnlMsgId></OrgnlGrpInfAndSts>";
    read(format!("<CstmrPmtStsRpt>{group}{blocks}</CstmrPmtStsRpt>").as_bytes()).unwrap()
}

#[test]
fn two_answers_about_one_transfer_are_weighed_together() {
    for statuses in [["RJCT", "ACSC"], ["ACSP", "RJCT"], ["CANC", "ACCP"]] {
        let outcome = told(&[("P", "A", statuses[0]), ("P", "A", statuses[1])]).outcome_of("P", "A");
        assert_eq!((outcome.status, outcome.contradictory), (None, true), "{statuses:?}");
    }
    let later = told(&[("P", "A", "ACTC"), ("P", "A", "ACSP")]).outcome_of("P", "A");
    assert_eq!((later.status, later.contradictory), (Some(PaymentStatus::InSettlement), false));
    let checked = told(&[("P", "A", "ACTC"), ("P", "A", "RVNM")]).outcome_of("P", "A");
    assert_eq!(checked.status, Some(PaymentStatus::TechnicallyAccepted));
    assert_eq!(checked.verification, Some(Verification::NoMatch));
    let twice = "<OrgnlPmtInfAndSts><OrgnlPmtInfId>P</OrgnlPmtInfId><PmtInfSts>RJCT</PmtInfSts></OrgnlPmtInfAndSts>\
                 <OrgnlPmtInfAndSts><OrgnlPmtInfId>P</OrgnlPmtInfId><PmtInfSts>ACSP</PmtInfSts></OrgnlPmtInfAndSts>";
    let group = "<OrgnlGrpInfAndSts><OrgnlMsgId>M</OrgnlMsgId></OrgnlGrpInfAndSts>";
    let report = read(format!("<CstmrPmtStsRpt>{group}{twice}</CstmrPmtStsRpt>").as_bytes()).unwrap();
    assert!(report.outcome_of("P", "A").contradictory);
}

#[test]
fn a_transfer_is_found_whatever_its_capitals_and_without_its_block() {
    let report = told(&[("pmt-1", "ord-a", "RJCT"), ("", "ORD-B", "RJCT"), ("PMT-9", "ORD-C", "RJCT")]);
    assert_eq!(report.outcome_of("PMT-1", "ORD-A").status, Some(PaymentStatus::Rejected));
    assert_eq!(report.outcome_of("PMT-1", "ORD-B").status, Some(PaymentStatus::Rejected));
    assert_eq!(report.outcome_of("PMT-1", "ORD-C").status, None, "another block's");
}

#[test]
fn prefixes_marks_and_latin_files_are_read() {
    let prefixed = SAMPLE.replace("</", "</p:").replace("xmlns=", "xmlns:p=");
    let prefixed: String = prefixed
        .split_inclusive('<')
        .map(|part| if part.starts_with(['/', '?']) || !part.contains('>') { part.to_owned() } else { format!("p:{part}") })
        .collect();
    assert_eq!(read(prefixed.as_bytes()).unwrap(), sample());
    assert_eq!(read(format!("\u{feff}{SAMPLE}").as_bytes()).unwrap(), sample());
    let latin = SAMPLE.replace("UTF-8", "ISO-8859-1");
    let latin: Vec<u8> = latin.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    assert_eq!(read(&latin).unwrap(), sample());
}

#[test]
fn what_is_not_a_report_is_refused_with_its_place() {
    let code = |text: &str| read(text.as_bytes()).unwrap_err();
    assert_eq!(code("<!DOCTYPE a [<!ENTITY b \"c\">]><a/>").code, "pain002_dtd");
    assert_eq!(code("").code, "pain002_malformed");
    assert_eq!(code("<Document><Autre/></Document>").code, "pain002_not_a_report");
    assert_eq!(code(&"<a>".repeat(40)).code, "pain002_too_deep");
    assert_eq!(code(&SAMPLE.replace("<OrgnlMsgId>MSG-2026-0001</OrgnlMsgId>", "")).code, "pain002_original_missing");
    let cut = SAMPLE.find("<PmtInfSts>").unwrap();
    let error = code(&SAMPLE[..cut]);
    assert_eq!((error.code, error.path.as_str()), ("pain002_malformed", "Document/CstmrPmtStsRpt/OrgnlPmtInfAndSts"));
    let latin15 = [b"<?xml version=\"1.0\" encoding=\"ISO-8859-15\"?><a>".as_slice(), &[0xa4], b"</a>"].concat();
    assert_eq!(read(&latin15).unwrap_err().code, "pain002_encoding");
    let attributes: String = (0..17).map(|i| format!(" a{i}=''")).collect();
    assert_eq!(code(&format!("<a{attributes}/>")).code, "pain002_too_large");
    assert_eq!(code(&format!("<a>{}</a>", "<b/>".repeat(1_000_000))).code, "pain002_too_large");
    assert_eq!(read(&vec![b' '; 64 * 1024 * 1024 + 1]).unwrap_err().code, "pain002_too_large");
}

#[test]
fn crate_sepa_reads_the_same_codes() {
    let oracle = sepa::parse_pain002(SAMPLE).unwrap();
    let report = sample();
    assert_eq!(oracle.original_msg_id, report.original_message_id);
    for (theirs, ours) in oracle.payment_info_statuses.iter().zip(&report.payments) {
        assert_eq!(theirs.original_payment_info_id, ours.payment_id);
        for (theirs, ours) in theirs.transactions.iter().zip(&ours.transactions) {
            assert_eq!(theirs.original_end_to_end_id, ours.end_to_end_id);
            let reasons: Vec<&str> = ours.own.reasons.iter().filter_map(|reason| reason.code.as_deref()).collect();
            assert_eq!(theirs.reason_codes.iter().map(|code| code.as_code()).collect::<Vec<_>>(), reasons);
            if let Some(status) = &ours.own.status {
                assert_eq!(theirs.status.as_ref().map(|status| status.as_code()), Some(status.code()));
            }
        }
    }
}

proptest! {
    #[test]
    fn any_status_code_comes_back_as_written(code in "[A-Z0-9]{4}") {
        let report = read(SAMPLE.replace("ZZZZ", &code).as_bytes()).unwrap();
        let own = &report.payments[0].transactions[3].own;
        match (&own.status, own.verification) {
            (Some(status), None) => prop_assert_eq!(status.code(), code),
            (None, Some(_)) => prop_assert!(code.starts_with('R')),
            other => prop_assert!(false, "{other:?}"),
        }
    }

    #[test]
    fn only_the_bank_makes_a_status(
        group in proptest::option::of("ACCP|ACSP|ACSC|RJCT|PART|PDNG|RCVC|RVCM"),
        block in proptest::option::of("ACCP|ACSP|ACSC|RJCT|PART|PDNG"),
        transfer in proptest::option::of("ACCP|ACSP|ACSC|RJCT|PDNG|RVNM|RVMC"),
    ) {
        let status = |name: &str, code: &Option<String>| code.as_ref().map_or(String::new(), |code| format!("<{name}>{code}</{name}>"));
        let file = format!(
            "<CstmrPmtStsRpt><OrgnlGrpInfAndSts><OrgnlMsgId>M</OrgnlMsgId>{}</OrgnlGrpInfAndSts><OrgnlPmtInfAndSts>\
             <OrgnlPmtInfId>P</OrgnlPmtInfId>{}<TxInfAndSts><OrgnlEndToEndId>E</OrgnlEndToEndId>{}</TxInfAndSts>\
             </OrgnlPmtInfAndSts></CstmrPmtStsRpt>",
            status("GrpSts", &group), status("PmtInfSts", &block), status("TxSts", &transfer)
        );
        let outcome = read(file.as_bytes()).unwrap().outcome_of("P", "E");
        let written: Vec<&str> = [&group, &block, &transfer].into_iter().flatten().map(String::as_str).collect();
        if let Some(status) = &outcome.status {
            prop_assert!(written.contains(&status.code()));
            prop_assert!(!written.contains(&"RJCT") || *status == PaymentStatus::Rejected);
        }
        if written.iter().all(|code| *code == "RJCT") && !written.is_empty() {
            prop_assert_eq!(outcome.status, Some(PaymentStatus::Rejected));
        }
    }

    #[test]
    fn any_bytes_are_judged_without_panic(bytes in any::<Vec<u8>>(), at in 0_usize..1_800, byte in any::<u8>()) {
        prop_assert!(read(&bytes).is_err());
        let mut file = SAMPLE.as_bytes().to_vec();
        file[at] = byte;
        let _ = read(&file);
    }
}

#[test]
fn unknown_codes_and_contradictions_are_told_with_their_line() {
    let reading = examine(SAMPLE.as_bytes()).unwrap();
    assert_eq!(reading.value, sample());
    let line = SAMPLE.lines().zip(1..).find(|(text, _)| text.contains("ZZZZ")).unwrap().1;
    let unknown = reading.diagnostics.iter().find(|one| one.code == "status_unknown").unwrap();
    assert_eq!((unknown.place.line, unknown.what.contains("ZZZZ")), (line, true));
    assert!(unknown.place.path.ends_with("TxInfAndSts/TxSts"), "{unknown}");
    // A verification of payee is no status, so it is not an unknown one either.
    assert!(SAMPLE.contains("RVMC") && reading.diagnostics.iter().all(|one| !one.what.contains("RVMC")));
    let rejected = examine(SAMPLE.replacen("<GrpSts>PART", "<GrpSts>RJCT", 1).as_bytes()).unwrap();
    assert!(rejected.diagnostics.iter().any(|one| one.code == "status_contradictory"));
}

#[test]
fn a_refused_report_says_where_and_what_the_bank_wrote() {
    let start = SAMPLE.find("<OrgnlMsgId>").unwrap();
    let end = SAMPLE.find("</OrgnlMsgId>").unwrap() + "</OrgnlMsgId>".len();
    let without = [&SAMPLE[..start], &SAMPLE[end..]].concat();
    let diagnostic = examine(without.as_bytes()).unwrap_err();
    assert_eq!(diagnostic.code, "pain002_original_missing");
    assert!(diagnostic.place.line > 1 && diagnostic.what.starts_with("Le ") && diagnostic.what.contains("PART"), "{diagnostic}");
    assert!(diagnostic.what.contains("Fichier traité en partie"), "{diagnostic}");
}

#[test]
fn the_older_version_gives_the_same_levels() {
    let older = read(older().as_bytes()).unwrap();
    let rejected = older.outcome_of("PMT-2026-0001", "ORD-2026-000001");
    let newer = sample().outcome_of("PMT-2026-0001", "ORD-2026-000001");
    assert_eq!(rejected.status, Some(PaymentStatus::Rejected));
    assert_eq!(codes(&rejected), codes(&newer));
    assert_eq!(older.outcome_of("PMT-2026-0002", "ORD-2026-000009").status, Some(PaymentStatus::Rejected));
}

#[test]
fn a_report_that_names_twenty_thousand_transfers_answers_each_at_once() {
    let block = |from: usize| {
        let named: String = (from..from + 200)
            .map(|n| format!("<TxInfAndSts><OrgnlEndToEndId>E{n}</OrgnlEndToEndId><TxSts>RJCT</TxSts></TxInfAndSts>"))
            .collect();
        format!("<OrgnlPmtInfAndSts><OrgnlPmtInfId>P{}</OrgnlPmtInfId>{named}</OrgnlPmtInfAndSts>", from / 2000)
    };
    let blocks: String = (0..100).map(|n| block(n * 200)).collect();
    let file = format!(
        "<Document><CstmrPmtStsRpt><OrgnlGrpInfAndSts><OrgnlMsgId>M</OrgnlMsgId><GrpSts>PART</GrpSts></OrgnlGrpInfAndSts>{blocks}\
         </CstmrPmtStsRpt></Document>"
    );
    let report = read(file.as_bytes()).unwrap();
    let outcomes = report.outcomes();
    for n in 0..20_000 {
        let (payment_id, end_to_end_id) = (format!("P{}", n / 2000), format!("E{n}"));
        assert_eq!(outcomes.of(&payment_id, &end_to_end_id).status, Some(PaymentStatus::Rejected));
    }
    for (payment_id, end_to_end_id) in [("P3", "E6001"), ("P3", "E1"), ("P99", "E1"), ("P0", "absent")] {
        assert_eq!(outcomes.of(payment_id, end_to_end_id), report.outcome_of(payment_id, end_to_end_id));
    }
}
