//! CFONB 120 statements written by hand, against what the CFONB text says they mean.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use chrono::NaiveDate;
use quitus_sepa::cfonb120::{RecordKind, Records, iso_reason, read};
use quitus_sepa::diagnostic::{Diagnostic, Repair, Severity};
use quitus_sepa::statement::{Arithmetic, Complement, Identifier, OriginalAmount, Statement, breaks};

fn day(day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(2026, 12, day)
}

/// A record with texts at their positions, counted from 1.
fn record(parts: &[(usize, &str)]) -> Vec<u8> {
    let mut line = vec![b' '; 120];
    let usual = [(3, "30006"), (12, "00001"), (17, "EUR2"), (22, "12345678901")];
    for (first, text) in usual.iter().chain(parts) {
        let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(text);
        line[first - 1..first - 1 + bytes.len()].copy_from_slice(&bytes);
    }
    line
}

fn balance(code: &str, date: &str, amount: &str) -> Vec<u8> {
    record(&[(1, code), (35, date), (91, amount)])
}

fn movement(operation: &str, amount: &str, more: &[(usize, &str)]) -> Vec<u8> {
    let own = [(1, "04"), (33, operation), (35, "021226"), (43, "031226"), (49, "VIR SEPA RECU"), (82, "0000000"), (91, amount)];
    record(&[&own, more].concat())
}

fn complement(qualifier: &str, text: &str) -> Vec<u8> {
    record(&[(1, "05"), (33, "05"), (35, "021226"), (46, qualifier), (49, text)])
}

fn file(records: &[Vec<u8>]) -> Vec<u8> {
    records.iter().flat_map(|record| [record.as_slice(), b"\r\n"].concat()).collect()
}

/// A statement of one movement of 10.00 with these complements.
fn one_movement(complements: &[Vec<u8>]) -> Vec<u8> {
    let mut records = vec![balance("01", "011226", "0000000001000{"), movement("05", "0000000000100{", &[])];
    records.extend_from_slice(complements);
    records.push(balance("07", "021226", "0000000001100{"));
    file(&records)
}

fn statements(bytes: &[u8]) -> Vec<Statement> {
    read(bytes).unwrap().value
}

fn fault(bytes: &[u8]) -> Diagnostic {
    let diagnostic = read(bytes).unwrap_err();
    assert_eq!(diagnostic.severity, Severity::Fatal);
    diagnostic
}

fn codes(bytes: &[u8]) -> Vec<(&'static str, Option<Repair>)> {
    read(bytes).unwrap().diagnostics.iter().map(|diagnostic| (diagnostic.code, diagnostic.repair)).collect()
}

#[test]
fn a_statement_is_read_with_its_account_balances_and_dates() {
    let bytes = one_movement(&[]);
    let statement = &statements(&bytes)[0];
    assert_eq!(statement.account.iban.as_deref(), Some("FR7630006000011234567890189"));
    assert_eq!(statement.account.other.as_deref(), Some("300060000112345678901"));
    let (opening, closing) = (statement.opening.as_ref().unwrap(), statement.closing.as_ref().unwrap());
    assert_eq!((opening.cents, Some(opening.on), opening.code.as_str()), (10_000, day(1), "OPBD"));
    assert_eq!((closing.cents, Some(closing.on), closing.code.as_str()), (11_000, day(2), "CLBD"));
    let entry = &statement.entries[0];
    assert_eq!((entry.cents, entry.booked_on, entry.value_on), (1_000, day(2), day(3)));
    assert_eq!(entry.additional_information.as_deref(), Some("VIR SEPA RECU"));
    assert_eq!(entry.entry_reference, None);
    assert_eq!((entry.place.line, entry.place.byte, entry.place.path.as_str()), (2, 122, "04[1]"));
    assert_eq!(statement.arithmetic(), Ok(()));
    assert!(codes(&bytes).is_empty());
}

#[test]
fn every_last_character_of_an_amount_carries_its_digit_and_its_sign() {
    let upper = "{ABCDEFGHI}JKLMNOPQR";
    let lower = "{abcdefghi}jklmnopqr";
    for (letters, (rank, expected)) in
        upper.chars().zip(lower.chars()).zip((0..10).chain((0..10).map(|digit| -digit)).enumerate())
    {
        for letter in [letters.0, letters.1] {
            let amount = format!("0000000012345{letter}");
            let expected = if rank < 10 { 123_450 + expected } else { -123_450 + expected };
            let statement = &statements(&file(&[movement("05", &amount, &[])]))[0];
            assert_eq!(statement.entries[0].cents, expected, "{amount}");
        }
    }
}

#[test]
fn decimals_of_the_record_scale_its_amount() {
    for (decimals, expected) in [("0", 12_300), ("1", 1_230), ("2", 123)] {
        let bytes = file(&[movement("05", "0000000000012C", &[(20, decimals)])]);
        assert_eq!(statements(&bytes)[0].entries[0].cents, expected);
    }
    assert_eq!(statements(&file(&[movement("05", "0000000000123{", &[(20, "3")])]))[0].entries[0].cents, 123);
    assert_eq!(fault(&file(&[movement("05", "0000000000012C", &[(20, "3")])])).code, "amount_too_precise");
    assert_eq!(fault(&file(&[movement("05", "0000000000012C", &[(20, "X")])])).code, "decimals_unreadable");
    assert_eq!(
        codes(&file(&[movement("05", "0000000000012C", &[(17, "    ")])]))[1..3],
        [("new_balance_missing", Some(Repair::LeftOut)), ("currency_missing", Some(Repair::Assumed)),]
    );
    assert_eq!(fault(&file(&[movement("05", "0000000000012C", &[(17, "XPF ")])])).code, "decimals_missing");
}

#[test]
fn every_qualifier_of_the_list_has_its_place() {
    let long = "REFERENCE-OF-THIRTY-FIVE-CHARACTER1";
    let pair = format!("{long}SECOND");
    let bytes = one_movement(&[
        complement("NPY", "HABITAT & VALLÉE"),
        complement("IPY", &format!("{long}SIRET")),
        complement("NBE", "ASSOCIATION D'EXEMPLE"),
        complement("IBE", long),
        complement("NPO", "PAYEUR FINAL"),
        complement("IPO", "PAYEUR-1"),
        complement("NBU", "BENEFICIAIRE FINAL"),
        complement("IBU", "BENEFICIAIRE-1"),
        complement("LIB", "PREMIER LIBELLE"),
        complement("LIB", "SECOND LIBELLE"),
        complement("LCS", "RF18539007547034"),
        complement("RCN", &pair),
        complement("REF", &pair),
        complement("RUM", &format!("{long}RCUR")),
        complement("CBE", "FR76 3000 6000 0112 3456 7890 189"),
        complement("CPY", "FR1420041010050500013M02606"),
        complement("MMO", "USD2000000000123450400000010850"),
        complement("FEE", "EUR200000000000150"),
        complement("ZZZ", "AUTRE"),
    ]);
    let reading = read(&bytes).unwrap();
    let entry = &reading.value[0].entries[0];
    let detail = &entry.details[0];
    let (debtor, creditor) = (detail.debtor.as_ref().unwrap(), detail.creditor.as_ref().unwrap());
    assert_eq!(debtor.name.as_deref(), Some("HABITAT & VALLÉE"));
    assert_eq!(debtor.identifier, Some(Identifier { id: long.to_owned(), scheme: Some("SIRET".to_owned()) }));
    assert_eq!(debtor.iban.as_deref(), Some("FR1420041010050500013M02606"));
    assert_eq!(creditor.name.as_deref(), Some("ASSOCIATION D'EXEMPLE"));
    assert_eq!(creditor.identifier, Some(Identifier { id: long.to_owned(), scheme: None }));
    assert_eq!(creditor.iban.as_deref(), Some("FR7630006000011234567890189"));
    assert_eq!(detail.ultimate_debtor.as_deref(), Some("PAYEUR FINAL"));
    assert_eq!(detail.ultimate_creditor.as_deref(), Some("BENEFICIAIRE FINAL"));
    assert_eq!(entry.additional_information.as_deref(), Some("VIR SEPA RECU\nPREMIER LIBELLE\nSECOND LIBELLE"));
    assert_eq!(detail.structured_reference.as_deref(), Some("RF18539007547034"));
    assert_eq!((detail.end_to_end_id.as_deref(), detail.purpose.as_deref()), (Some(long), Some("SECOND")));
    assert_eq!((detail.payment_id.as_deref(), detail.instruction_id.as_deref()), (Some(long), Some("SECOND")));
    assert_eq!((detail.mandate_id.as_deref(), detail.sequence_type.as_deref()), (Some(long), Some("RCUR")));
    let original = OriginalAmount { currency: "USD".to_owned(), units: 12_345, decimals: 2, rate: Some((10_850, 4)) };
    assert_eq!(detail.original_amount, Some(original));
    assert_eq!(detail.charges[0].cents, 150);
    let complement = |qualifier: &str, text: &str| Complement { qualifier: qualifier.to_owned(), text: text.to_owned() };
    let kept = [complement("IPO", "PAYEUR-1"), complement("IBU", "BENEFICIAIRE-1"), complement("ZZZ", "AUTRE")];
    assert_eq!(detail.complements, kept);
    assert_eq!(reading.diagnostics.iter().map(|one| one.code).collect::<Vec<_>>(), ["qualifier_unknown"]);
}

#[test]
fn two_remittance_lines_make_one_text() {
    let full = "A".repeat(70);
    for (first, second, expected) in [
        (full.as_str(), "B", format!("{full}B")),
        ("LOYER DE", "DECEMBRE", "LOYER DE DECEMBRE".to_owned()),
        (full.as_str(), " B", format!("{full} B")),
    ] {
        let bytes = one_movement(&[complement("LCC", first), complement("LC2", second)]);
        assert_eq!(statements(&bytes)[0].entries[0].details[0].remittance, [expected]);
    }
    let bytes = one_movement(&[complement("LCC", "UN"), complement("LCC", "DEUX")]);
    assert_eq!(statements(&bytes)[0].entries[0].details[0].remittance, ["UN", "DEUX"]);
}

#[test]
fn a_returned_transfer_is_known_by_its_operation_or_its_reason() {
    for operation in ["12", "C3", "C5"] {
        assert!(statements(&file(&[movement(operation, "0000000000100{", &[])]))[0].entries[0].is_return(), "{operation}");
    }
    let entry = &statements(&file(&[movement("05", "0000000000100{", &[(41, "14")])]))[0].entries[0];
    assert!(entry.is_return());
    assert_eq!(entry.details[0].return_reason.as_ref().unwrap().proprietary.as_deref(), Some("14"));
    assert_eq!((iso_reason("14"), iso_reason("35"), iso_reason("12")), (Some("AC04"), Some("MD07"), Some("AC01")));
    assert_eq!(iso_reason("00"), None);
    assert!(!statements(&file(&[movement("05", "0000000000100{", &[(41, "00")])]))[0].entries[0].is_return());
}

#[test]
fn several_accounts_and_days_stay_apart_and_a_gap_between_days_shows() {
    let other = |code: &str, amount: &str| record(&[(1, code), (22, "00000000042"), (35, "021226"), (91, amount)]);
    let bytes = file(&[
        balance("01", "011226", "0000000001000{"),
        balance("07", "011226", "0000000001000{"),
        other("01", "0000000000005{"),
        other("07", "0000000000005{"),
        balance("01", "021226", "0000000001000A"),
        balance("07", "021226", "0000000001000A"),
    ]);
    let statements = statements(&bytes);
    assert_eq!(statements.len(), 3);
    let found = breaks(&statements);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].before, found[0].after, found[0].closing, found[0].opening), (0, 2, 10_000, 10_001));
}

#[test]
fn lines_may_be_broken_in_any_way_or_not_at_all() {
    let broken = one_movement(&[complement("LIB", "TEXTE")]);
    let expected = statements(&broken);
    let joined: Vec<u8> = broken.iter().copied().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
    let line_feeds = String::from_utf8(broken.clone()).unwrap().replace("\r\n", "\n\n");
    let returns = String::from_utf8(broken.clone()).unwrap().replace("\r\n", "\r");
    let marked = [broken.as_slice(), b"\x1a"].concat();
    let long = String::from_utf8(broken.clone()).unwrap().replace("\r\n", "   \r\n");
    for bytes in [&joined, line_feeds.as_bytes(), returns.as_bytes(), &marked, long.as_bytes()] {
        let mut found = statements(bytes);
        assert_eq!(found[0].entries[0].place.path, "04[1]");
        found[0].entries[0].place = expected[0].entries[0].place.clone();
        assert_eq!(found, expected);
    }
    assert_eq!(statements(&joined)[0].entries[0].place.line, 2);
}

#[test]
fn a_record_without_its_trailing_spaces_is_completed_and_said() {
    let text = String::from_utf8(one_movement(&[complement("LIB", "TEXTE")])).unwrap();
    let trimmed: String = text.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    assert_eq!(codes(trimmed.as_bytes()), [("record_short", Some(Repair::Certain))]);
    let reading = read(trimmed.as_bytes()).unwrap();
    assert!(reading.diagnostics[0].what.contains("4 fois"), "{}", reading.diagnostics[0]);
    assert_eq!(reading.value[0].arithmetic(), Ok(()));
}

#[test]
fn a_record_that_lost_anything_that_matters_is_refused() {
    let whole = one_movement(&[]);
    for length in [2, 40, 90, 103] {
        let mut cut = whole[..122].to_vec();
        cut.extend_from_slice(&whole[122..122 + length]);
        cut.extend_from_slice(b"\r\n");
        cut.extend_from_slice(&whole[244..]);
        let diagnostic = fault(&cut);
        assert_eq!((diagnostic.code, diagnostic.place.line, diagnostic.place.byte), ("record_cut", 2, 122));
    }
    // A character lost or added in the middle moves the amount.
    let mut lost = whole.clone();
    lost.remove(122 + 60);
    assert!(matches!(fault(&lost).code, "amount_unreadable" | "amount_sign_missing"));
    let mut added = whole.clone();
    added.insert(122 + 60, b'X');
    assert_eq!(fault(&added).code, "amount_sign_missing");
    let mut longer = whole;
    longer.insert(122 + 120, b'X');
    assert_eq!(fault(&longer).code, "record_too_long");
}

#[test]
fn an_amount_a_sign_or_a_date_is_never_guessed() {
    for (amount, code) in [
        ("00000000001000", "amount_sign_missing"),
        ("              ", "amount_missing"),
        ("000000000010-{", "amount_unreadable"),
        ("0000000000100?", "amount_unreadable"),
        ("0000000000100Z", "amount_unreadable"),
    ] {
        let diagnostic = fault(&file(&[movement("05", amount, &[])]));
        assert_eq!((diagnostic.code, diagnostic.place.path.as_str()), (code, "04[1]/91-104"), "{amount}");
    }
    for (position, date, code) in
        [(35, "310226", "date_unreadable"), (35, "CART  ", "date_unreadable"), (35, "      ", "date_missing")]
    {
        let diagnostic = fault(&file(&[movement("05", "0000000000100{", &[(position, date)])]));
        assert_eq!((diagnostic.code, diagnostic.place.path.as_str()), (code, "04[1]/35-40"));
    }
    assert_eq!(fault(&file(&[movement("05", "0000000000100{", &[(43, "320126")])])).place.path, "04[1]/43-48");
    let without = &statements(&file(&[movement("05", "0000000000100{", &[(43, "000000")])]))[0].entries[0];
    assert_eq!(without.value_on, None);
}

#[test]
fn years_from_60_on_are_of_the_century_before() {
    let of = |date: &str| statements(&file(&[movement("05", "0000000000100{", &[(35, date)])]))[0].entries[0].booked_on;
    assert_eq!(of("010160"), NaiveDate::from_ymd_opt(1960, 1, 1));
    assert_eq!(of("311259"), NaiveDate::from_ymd_opt(2059, 12, 31));
}

#[test]
fn a_sign_turned_into_an_accented_letter_holds_only_if_the_balances_say_so() {
    let statement = |first: &str, second: &str, closing: &str| {
        file(&[
            balance("01", "011226", "0000000001000A"),
            movement("05", first, &[]),
            movement("06", second, &[]),
            balance("07", "021226", closing),
        ])
    };
    let confirmed = statement("0000000000100é", "0000000000030è", "0000000001070A");
    assert_eq!(codes(&confirmed), [("amount_sign_transcoded", Some(Repair::Confirmed))]);
    assert_eq!(statements(&confirmed)[0].entries.iter().map(|entry| entry.cents).collect::<Vec<_>>(), [1_000, -300]);
    let broken = statement("0000000000100é", "0000000000030è", "0000000001080A");
    assert_eq!(fault(&broken).code, "amount_sign_uncertain");
    // With either meaning of the letters the balances would add up.
    let either = statement("0000000000100é", "0000000000100è", "0000000001000A");
    assert_eq!(fault(&either).code, "amount_sign_uncertain");
    assert_eq!(fault(&file(&[movement("05", "0000000000100é", &[])])).code, "amount_sign_uncertain");
}

#[test]
fn a_file_rewritten_in_utf_8_is_read_by_characters() {
    let latin = one_movement(&[complement("LCC", "LOYER DÉCEMBRE")]);
    let (text, ..) = encoding_rs::WINDOWS_1252.decode(&latin);
    assert_eq!(codes(text.as_bytes()), [("encoding_utf8", Some(Repair::Certain))]);
    assert_eq!(statements(text.as_bytes())[0].entries[0].details[0].remittance, ["LOYER DÉCEMBRE"]);
}

#[test]
fn records_out_of_place_are_said_and_lose_nothing() {
    let movement = movement("05", "0000000000100{", &[]);
    let (old, new) = (balance("01", "011226", "0000000001000{"), balance("07", "021226", "0000000001100{"));
    let cases: [(&[Vec<u8>], &str); 4] = [
        (&[movement.clone(), new.clone()], "old_balance_missing"),
        (&[old.clone(), movement.clone()], "new_balance_missing"),
        (&[old.clone(), complement("LIB", "SEUL"), movement.clone(), new.clone()], "complement_orphan"),
        (
            &[record(&[(1, "01"), (3, "30007"), (35, "011226"), (91, "0000000001000{")]), movement.clone(), new.clone()],
            "bank_code_differs",
        ),
    ];
    for (records, code) in cases {
        let reading = read(&file(records)).unwrap();
        assert_eq!(reading.diagnostics[0].code, code);
        assert_eq!(reading.value.iter().map(|statement| statement.entries.len()).sum::<usize>(), 1);
        let complete = records.len() == 3 || code == "complement_orphan";
        assert_eq!(reading.value[0].arithmetic().is_ok(), complete, "{code}");
    }
    let stranger = record(&[(1, "07"), (22, "00000000042"), (35, "021226"), (91, "0000000001100{")]);
    assert_eq!(fault(&file(&[old, movement, stranger])).code, "account_mixed");
    assert_eq!(fault(&file(&[complement("LIB", "SEUL")])).code, "statement_missing");
    assert_eq!(fault(b"").code, "statement_missing");
    assert_eq!(fault(&record(&[(1, "02")])).code, "record_unknown");
}

#[test]
fn an_old_complement_without_qualifier_is_a_label() {
    let old =
        record(&[(1, "05"), (33, "05"), (35, "021226"), (41, "TEXTE LIBRE D'AVANT LES QUALIFIANTS"), (91, "0000000000100{")]);
    let bytes = one_movement(&[old]);
    let text = "VIR SEPA RECU\nTEXTE LIBRE D'AVANT LES QUALIFIANTS";
    assert_eq!(statements(&bytes)[0].entries[0].additional_information.as_deref(), Some(text));
    assert_eq!(codes(&bytes), [("complement_old_form", None)]);
}

#[test]
fn a_sum_that_does_not_hold_and_a_foreign_movement_are_told() {
    let bytes = file(&[
        balance("01", "011226", "0000000001000{"),
        movement("05", "0000000000100{", &[]),
        balance("07", "021226", "0000000001200{"),
    ]);
    let different = Arithmetic::Different { opening: 10_000, booked: 1_000, closing: 12_000, difference: 1_000 };
    assert_eq!(statements(&bytes)[0].arithmetic(), Err(different));
    let foreign = file(&[
        balance("01", "011226", "0000000001000{"),
        movement("05", "0000000000100{", &[(17, "USD")]),
        balance("07", "021226", "0000000001100{"),
    ]);
    assert_eq!(statements(&foreign)[0].arithmetic(), Err(Arithmetic::Currencies));
    assert_eq!(codes(&foreign), [("currency_foreign", None)]);
}

#[test]
fn every_position_can_be_looked_at() {
    let bytes = file(&[movement("05", "0000000000100{", &[(8, "9162"), (89, "1"), (90, "0")])]);
    let record = Records::new(&bytes).next().unwrap().unwrap();
    assert_eq!(record.kind(), RecordKind::Movement);
    assert_eq!((record.text(8, 11), record.text(89, 89), record.text(90, 90)), ("9162".into(), "1".into(), "0".into()));
    assert_eq!(record.text(0, 500), "");
}
