//! What the camt reader takes from well-formed files of versions 02 and 08, and how it presents it.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use chrono::NaiveDate;
use quitus_sepa::camt::{self, Item, Reader};
use quitus_sepa::diagnostic::Place;
use quitus_sepa::file::{Format, format_of};
use quitus_sepa::statement::{
    AccountId, Arithmetic, Balance, Batch, Charge, Counterparty, Detail, Duplicate, Entry, Kind, Page, Proprietary, ReturnReason,
    Statement, Status,
};

const VERSION_02: &[u8] = include_bytes!("golden/camt/statement.053.001.02.xml");
const VERSION_08: &[u8] = include_bytes!("golden/camt/statement.053.001.08.xml");

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn only(bytes: &[u8]) -> Statement {
    let reading = camt::read(bytes).unwrap();
    assert_eq!(reading.diagnostics, []);
    assert_eq!(reading.value.len(), 1);
    reading.value.into_iter().next().unwrap()
}

#[test]
fn version_02_header_and_balances() {
    let statement = only(VERSION_02);
    assert_eq!((statement.kind, statement.id.as_str()), (Kind::Statement, "R041"));
    assert_eq!(statement.sequence, some("41"));
    assert_eq!(statement.created, some("2026-02-11T06:00:00+01:00"));
    assert_eq!(statement.account, AccountId { iban: some("FR1420041010050500013M02606"), other: None, currency: some("EUR") });
    assert_eq!(statement.duplicate, Some(Duplicate::Duplicate));
    assert_eq!(statement.page, Some(Page { number: 1, last: true }));
    let balance = |code: &str, cents, on| Balance { code: code.to_owned(), cents, foreign_currency: None, on };
    assert_eq!(statement.opening, Some(balance("PRCD", 100_000, day(2, 9))));
    assert_eq!(statement.closing, Some(balance("CLBD", -4_699, day(2, 10))));
    assert_eq!(statement.other_balances, [balance("CLAV", -4_699, day(2, 10))]);
    assert_eq!(statement.arithmetic(), Ok(()));
}

#[test]
fn version_02_batch() {
    let entry = &only(VERSION_02).entries[0];
    assert_eq!((entry.cents, &entry.status, entry.reversal, entry.is_return()), (-135_100, &Status::Booked, false, false));
    assert_eq!((entry.booked_on, entry.value_on), (Some(day(2, 10)), Some(day(2, 9))));
    assert_eq!(entry.bank_reference, some("BQ-0001"));
    assert_eq!(entry.transaction_code.sub_family, some("ESCT"));
    assert_eq!((entry.place.line, entry.place.path.as_str()), (31, "Document/BkToCstmrStmt/Stmt[1]/Ntry[1]"));
    let batch = Batch { message_id: some("LOYERS-02"), payment_id: some("LOYERS-02-1"), count: Some(2), cents: Some(-135_100) };
    assert_eq!(entry.batch, Some(batch));
    let [first, second] = entry.details.as_slice() else { unreachable!("two payments") };
    assert_eq!((first.cents, second.cents), (Some(-70_050), Some(-65_050)));
    assert_eq!((&first.end_to_end_id, &first.instruction_id), (&some("E2E-1"), &some("I1")));
    let payee = Counterparty {
        name: some("Habitat & Vallée"),
        iban: some("FR7630006000011234567890189"),
        bic: some("AGRIFRPPXXX"),
        ..Counterparty::default()
    };
    assert_eq!(first.counterparty(), Some(&payee));
    assert_eq!(first.ultimate_debtor, some("Personne protégée"));
    assert_eq!(first.remittance_text(), "LOYER FEVRIER LOGEMENT 12");
    assert_eq!(second.structured_reference, some("RF18539007547034"));
}

#[test]
fn version_02_return_direct_debit_and_pending() {
    let entries = only(VERSION_02).entries;
    let [_, returned, debit, pending] = entries.as_slice() else { unreachable!("four entries") };
    assert_eq!((returned.cents, returned.reversal, returned.is_return()), (65_050, true, true));
    let reason = ReturnReason { code: some("AC04"), proprietary: None, information: vec!["COMPTE CLOTURE".to_owned()] };
    assert_eq!(returned.details[0].return_reason, Some(reason));
    assert_eq!(returned.details[0].cents, Some(65_050), "a payment that is alone has the entry's amount");
    assert_eq!(returned.additional_information, some("VIR RETOURNE <AC04>"));
    assert_eq!(debit.transaction_code.proprietary, Some(Proprietary { code: "B1".to_owned(), issuer: some("CFONB") }));
    assert_eq!((&debit.details[0].mandate_id, &debit.details[0].creditor_id), (&some("MANDAT-9"), &some("FR72ZZZ123456")));
    let charge = |cents, credit| Charge { cents, currency: some("EUR"), credit, included: None };
    assert_eq!(debit.charges, [charge(120, Some(false)), charge(30, None)]);
    assert!(!debit.is_return());
    assert_eq!((&pending.status, pending.cents, pending.booked_on, pending.details.len()), (&Status::Pending, 8_800, None, 0));
}

#[test]
fn version_08_with_prefixes_pages_and_two_accounts() {
    let reading = camt::read(VERSION_08).unwrap();
    let codes: Vec<_> = reading.diagnostics.iter().map(|one| (one.code, one.place.path.as_str())).collect();
    assert_eq!(codes, [("details_differ", "Document/BkToCstmrStmt/Stmt[1]/Ntry[1]")]);
    let [first, second] = reading.value.as_slice() else { unreachable!("two statements") };
    assert_eq!((first.page, &first.sequence), (Some(Page { number: 2, last: false }), &some("12")));
    assert_eq!(first.account.currency, some("EUR"), "from the balance");
    assert_eq!(first.other_balances[0].cents, 1_000);
    assert_eq!(first.arithmetic(), Err(Arithmetic::NotStated));
    let [credit, other] = first.entries.as_slice() else { unreachable!("two entries") };
    assert!(credit.is_return(), "CFONB C5");
    let detail = &credit.details[0];
    assert_eq!((detail.cents, &detail.ultimate_creditor), (Some(90_331), &some("Personne protégée")));
    assert_eq!(detail.counterparty().unwrap().name, some("CAF DU VAL"));
    assert_eq!(detail.counterparty().unwrap().bic, some("CMCIFR2AXXX"));
    assert_eq!(detail.charges, [Charge { cents: 120, currency: some("EUR"), credit: Some(false), included: Some(true) }]);
    assert_eq!(other.status, Status::Other("ATTENTE".to_owned()));
    assert_eq!(second.account, AccountId { iban: None, other: some("CH-7"), currency: some("CHF") });
    assert_eq!(second.page, None);
}

#[test]
fn reader_gives_start_entries_end_and_the_message() {
    let mut reader = Reader::new(VERSION_08).unwrap();
    let shape: String = reader
        .by_ref()
        .map(|item| match item.unwrap() {
            Item::Start(_) => '(',
            Item::Entry(_) => '.',
            Item::End(_) => ')',
        })
        .collect();
    assert_eq!((shape.as_str(), reader.message()), ("(..)()", Some("camt.053.001.08")));
    assert_eq!(reader.take_diagnostics().len(), 1);
    assert_eq!(reader.take_diagnostics(), []);
}

#[test]
fn reports_and_notifications_are_told_apart() {
    let text = std::str::from_utf8(VERSION_02).unwrap();
    let report = text.replace("BkToCstmrStmt", "BkToCstmrAcctRpt").replace("Stmt>", "Rpt>").replace("camt.053", "camt.052");
    assert_eq!(only(report.as_bytes()).kind, Kind::Report);
    let notification =
        text.replace("BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn").replace("Stmt>", "Ntfctn>").replace("camt.053", "camt.054");
    assert_eq!(only(notification.as_bytes()).kind, Kind::Notification);
}

#[test]
fn single_byte_encodings_read_as_the_same_text() {
    let text = std::str::from_utf8(VERSION_02).unwrap();
    let expected = only(VERSION_02);
    for name in ["ISO-8859-1", "iso-8859-15", "windows-1252"] {
        let declared = text.replace("UTF-8", name);
        let bytes: Vec<u8> = declared.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
        let statement = only(&bytes);
        let names = |statement: &Statement| statement.entries.iter().flat_map(|e| e.details.clone()).collect::<Vec<Detail>>();
        assert_eq!(names(&statement), names(&expected), "{name}");
    }
}

#[test]
fn a_file_in_utf_16_reads_as_the_same_text() {
    let text = std::str::from_utf8(VERSION_02).unwrap();
    let placeless = |mut statement: Statement| {
        statement.entries.iter_mut().for_each(|entry| entry.place = Place::default());
        statement
    };
    for mark in ["", "\u{feff}"] {
        for little in [true, false] {
            let units = mark.encode_utf16().chain(text.encode_utf16());
            let bytes: Vec<u8> = units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect();
            assert_eq!(placeless(only(&bytes)), placeless(only(VERSION_02)), "{mark:?} {little}");
            assert_eq!(format_of(&bytes), Ok(Format::Camt053));
        }
    }
    // A mark says more than a declaration that a tool left as it was.
    let marked = format!("\u{feff}{}", text.replace("UTF-8", "ISO-8859-1"));
    assert_eq!(placeless(only(marked.as_bytes())), placeless(only(VERSION_02)));
}

#[test]
fn euro_sign_depends_on_the_declared_encoding() {
    let file = |encoding: &str, byte: u8| {
        let start = format!("<?xml version=\"1.0\" encoding=\"{encoding}\"?><BkToCstmrStmt><Stmt><Id>");
        [start.as_bytes(), &[byte], b"</Id></Stmt></BkToCstmrStmt>"].concat()
    };
    assert_eq!(camt::read(&file("ISO-8859-15", 0xA4)).unwrap().value[0].id, "€");
    assert_eq!(camt::read(&file("windows-1252", 0x80)).unwrap().value[0].id, "€");
    assert_eq!(camt::read(&file("ISO-8859-1", 0xA4)).unwrap().value[0].id, "¤");
}

#[test]
fn remittance_parts_join_without_a_space_after_a_full_line() {
    let join = |parts: &[&str]| {
        let remittance = parts.iter().map(|part| (*part).to_owned()).collect();
        Detail { remittance, ..Detail::default() }.remittance_text()
    };
    let full = "é".repeat(140);
    assert_eq!(join(&[&full, "suite"]), format!("{full}suite"));
    assert_eq!(join(&["début ", "suite"]), "début suite");
    assert_eq!(join(&["début", "suite"]), "début suite");
    assert_eq!(join(&[]), "");
}

#[test]
fn arithmetic_tells_what_is_missing_and_never_overflows() {
    let mut statement = only(VERSION_02);
    let mut codes = Vec::new();
    statement.entries.remove(1);
    let expected = Arithmetic::Different { opening: 100_000, booked: -169_749, closing: -4_699, difference: 65_050 };
    assert_eq!(statement.arithmetic(), Err(expected));
    statement.entries[0].cents = i64::MIN;
    assert_eq!(statement.arithmetic(), Err(Arithmetic::Overflow));
    statement.entries[0].foreign_currency = some("USD");
    assert_eq!(statement.arithmetic(), Err(Arithmetic::Currencies));
    statement.closing = None;
    assert_eq!(statement.arithmetic(), Err(Arithmetic::NotStated));
    for fault in [expected, Arithmetic::Overflow, Arithmetic::Currencies, Arithmetic::NotStated] {
        assert!(fault.to_string().ends_with('.') && !codes.contains(&fault.code()), "{fault}");
        codes.push(fault.code());
    }
}

/// The entry of a file that holds only this one.
fn entry(content: &str) -> Entry {
    let file = format!("<BkToCstmrStmt><Stmt><Acct><Ccy>EUR</Ccy></Acct><Ntry>{content}</Ntry></Stmt></BkToCstmrStmt>");
    let mut statements = camt::read(file.as_bytes()).unwrap().value;
    statements.remove(0).entries.remove(0)
}

const TEN: &str = r#"<Amt Ccy="EUR">10</Amt><CdtDbtInd>CRDT</CdtDbtInd>"#;

#[test]
fn payments_of_an_entry_have_their_own_direction_and_no_guessed_amount() {
    let payments = r#"<NtryDtls><TxDtls><Amt Ccy="EUR">12</Amt></TxDtls>
        <TxDtls><Amt Ccy="EUR">2</Amt><CdtDbtInd>DBIT</CdtDbtInd></TxDtls><TxDtls/></NtryDtls>"#;
    let found: Vec<_> = entry(&format!("{TEN}{payments}")).details.iter().map(|one| (one.credit, one.cents)).collect();
    assert_eq!(found, [(true, Some(1_200)), (false, Some(-200)), (true, None)]);
}

#[test]
fn an_amount_reads_the_same_however_xml_writes_it() {
    let amounts = [
        r#"<Amt Ccy="EUR">1012.50</Amt>"#,
        "<Amt Ccy='EUR'>\n  1012.50\t</Amt>",
        r#"<Amt Ccy="EUR">10<!-- douze -->12.50</Amt>"#,
        r#"<Amt Ccy="EUR"><![CDATA[1012.50]]></Amt>"#,
        r#"<Amt Ccy="EUR">10<?saut ?>12<![CDATA[.]]>50000</Amt>"#,
        r#"<Amt Ccy="EUR">&#49;012&#x2e;5</Amt>"#,
        r#"<n:Amt xmlns:n="urn:n" Ccy="EUR">01012.50</n:Amt>"#,
        "<Amt\n Ccy = \"EUR\"\n>1012.50</Amt >",
        r#"<Amt Ccy="eur">1012.5</Amt>"#,
    ];
    for amount in amounts {
        let found = entry(&format!("{amount}<CdtDbtInd>DBIT</CdtDbtInd>"));
        assert_eq!((found.cents, found.foreign_currency), (-101_250, None), "{amount}");
    }
    // A child makes it something else than an amount.
    let file = "<BkToCstmrStmt><Stmt><Ntry><Amt>10<b/>12</Amt><CdtDbtInd>DBIT</CdtDbtInd></Ntry></Stmt></BkToCstmrStmt>";
    assert_eq!(camt::read(file.as_bytes()).unwrap_err().code, "amount_missing");
}

#[test]
fn every_known_version_is_read_without_a_remark() {
    for (root, part, family) in
        [("BkToCstmrStmt", "Stmt", "053"), ("BkToCstmrAcctRpt", "Rpt", "052"), ("BkToCstmrDbtCdtNtfctn", "Ntfctn", "054")]
    {
        for version in 1..=14 {
            let file = format!(
                "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.{family}.001.{version:02}\"><{root}><{part}><Id>1</Id><Acct><Id>\
                 <Othr><Id>1</Id></Othr></Id></Acct></{part}></{root}></Document>"
            );
            let codes: Vec<_> = camt::read(file.as_bytes()).unwrap().diagnostics.iter().map(|one| one.code).collect();
            let known = (2..=13).contains(&version);
            assert_eq!(codes, if known { vec![] } else { vec!["namespace_unexpected"] }, "camt.{family} {version}");
        }
    }
}

#[test]
fn a_foreign_entry_keeps_its_currency_down_to_its_payments() {
    let found = entry(
        r#"<NtryDtls><TxDtls><Amt Ccy="USD">9.80</Amt></TxDtls></NtryDtls><Amt Ccy="USD">10</Amt><CdtDbtInd>DBIT</CdtDbtInd>"#,
    );
    assert_eq!((found.cents, found.foreign_currency.as_deref()), (-1_000, Some("USD")));
    assert_eq!(found.details[0].cents, Some(-980));
}

#[test]
fn an_order_in_another_currency_keeps_its_own_amount() {
    let of = |amount: &str| {
        let details = format!("<NtryDtls><TxDtls><AmtDtls><InstdAmt>{amount}</InstdAmt></AmtDtls></TxDtls></NtryDtls>");
        entry(&format!("{TEN}{details}")).details.remove(0)
    };
    let dollars = of(r#"<Amt Ccy="USD">11.505</Amt>"#);
    assert_eq!(dollars.cents, Some(1_000), "the account's amount is not touched");
    let original = dollars.original_amount.unwrap();
    assert_eq!((original.to_string().as_str(), original.units, original.decimals), ("11,505 USD", 11_505, 3));
    let same = of(r#"<Amt Ccy="EUR">10.00000</Amt>"#).original_amount.unwrap();
    assert!(same.is(1_000, "EUR") && same.is(-1_000, "EUR") && !same.is(1_001, "EUR") && !same.is(1_000, "USD"));
    assert_eq!(of(r#"<Amt Ccy="JPY">0</Amt>"#).original_amount.unwrap().to_string(), "0 JPY");
    for unreadable in [r#"<Amt Ccy="USD">onze</Amt>"#, "<Amt>11</Amt>", r#"<Amt Ccy="USD">-1</Amt>"#, r#"<Amt Ccy="USD"></Amt>"#]
    {
        assert_eq!(of(unreadable).original_amount, None, "{unreadable}");
    }
}

#[test]
fn the_banks_words_on_a_payment_are_read() {
    let found = entry(&format!("{TEN}<NtryDtls><TxDtls><AddtlTxInf> VIR CAF\n</AddtlTxInf></TxDtls></NtryDtls>"));
    assert_eq!(found.details[0].additional_information, some("VIR CAF"));
}

#[test]
fn only_a_sepa_scheme_makes_a_creditor_identifier() {
    let with = |scheme: &str| {
        let id = format!("<Id><OrgId><Othr><Id>FR72ZZZ123456</Id><SchmeNm><Prtry>{scheme}</Prtry></SchmeNm></Othr></OrgId></Id>");
        let parties = format!("<RltdPties><Cdtr><Pty>{id}</Pty></Cdtr></RltdPties>");
        entry(&format!("{TEN}<NtryDtls><TxDtls>{parties}</TxDtls></NtryDtls>")).details[0].creditor_id.clone()
    };
    assert_eq!((with("SEPA"), with("SIRET")), (some("FR72ZZZ123456"), None));
}

#[test]
fn return_codes_count_only_in_their_own_list() {
    let returned = |code: &str| entry(&format!("{TEN}<BkTxCd>{code}</BkTxCd>")).is_return();
    let proprietary = |code: &str, issuer: &str| format!("<Prtry><Cd>{code}</Cd><Issr>{issuer}</Issr></Prtry>");
    assert!(returned(&proprietary("12", "CFONB")) && returned(&proprietary("C3", "CFONB")));
    assert!(!returned(&proprietary("12", "INGGroup")) && !returned(&proprietary("05", "CFONB")) && !returned(""));
    assert!(returned("<Domn><Fmly><SubFmlyCd>RRTN</SubFmlyCd></Fmly></Domn>"));
    assert!(entry(&format!("{TEN}<NtryDtls><TxDtls><RtrInf/></TxDtls></NtryDtls>")).is_return());
}

#[test]
fn a_charge_without_readable_direction_is_left_out() {
    let charge =
        |direction: &str| format!(r#"<Chrgs><Rcrd><Amt Ccy="EUR">1</Amt><CdtDbtInd>{direction}</CdtDbtInd></Rcrd></Chrgs>"#);
    let found = entry(&format!("{TEN}{}{}", charge("?"), charge("DBIT"))).charges;
    assert_eq!(found, [Charge { cents: 100, currency: some("EUR"), credit: Some(false), included: None }]);
}

#[test]
fn unknown_elements_beside_known_ones_do_no_harm() {
    let found = entry(&format!("{TEN}<BookgDt>\n<Dt>2026-02-10</Dt><Autre>x</Autre></BookgDt><Sts><Cd>BOOK</Cd>\n</Sts>"));
    assert_eq!((found.booked_on, found.status), (Some(day(2, 10)), Status::Booked));
}

#[test]
fn the_page_of_a_statement_comes_before_that_of_its_message() {
    let page = |own: &str| {
        let header = "<GrpHdr><MsgPgntn><PgNb>3</PgNb><LastPgInd>true</LastPgInd></MsgPgntn></GrpHdr>";
        camt::read(format!("<BkToCstmrStmt>{header}<Stmt>{own}</Stmt></BkToCstmrStmt>").as_bytes()).unwrap().value[0].page
    };
    assert_eq!(page(""), Some(Page { number: 3, last: true }));
    let own = "<StmtPgntn><PgNb>1</PgNb><LastPgInd>false</LastPgInd></StmtPgntn>";
    assert_eq!(page(own), Some(Page { number: 1, last: false }));
}

#[test]
fn a_batch_total_without_readable_direction_is_unknown() {
    let batch = |direction: &str| {
        let total = format!(r#"<TtlAmt Ccy="EUR">10</TtlAmt><CdtDbtInd>{direction}</CdtDbtInd>"#);
        entry(&format!("{TEN}<NtryDtls><Btch>{total}</Btch></NtryDtls>")).batch.unwrap().cents
    };
    assert_eq!((batch("DBIT"), batch("CRDT"), batch("?")), (Some(-1_000), Some(1_000), None));
}
