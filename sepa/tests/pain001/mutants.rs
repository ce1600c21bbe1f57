//! One change to a golden file, one code of the checker.

use super::golden::{GOLDEN, GOLDEN_V03};
use super::samples::cases;
use quitus_sepa::pain001::check::{check, check_for};
use quitus_sepa::profile::{BankProfile, CreditorAgent};
use std::collections::BTreeSet;

const E2E: &str = "<EndToEndId>ORD-2026-000002</EndToEndId>";
const ROOT_END: &str = "</CstmrCdtTrfInitn>";
const AFTER_AMOUNT: &str = "</Amt><Cdtr><Nm>Electricite";
const SREN: &str = "<Id>123456782</Id><SchmeNm><Cd>SREN</Cd></SchmeNm>";
/// 141 characters.
const LONG: &str = concat!(
    "Facture F2026/12 45678901234567890123456789012345678901234567890123456",
    "01234567890123456789012345678901234567890123456789012345678901234567890"
);

/// Code expected, text replaced once, replacement.
type Mutant = (&'static str, &'static str, &'static str);

/// Mutants of both versions.
const COMMON: [Mutant; 66] = [
    ("file_bom", "<?xml", "\u{feff}<?xml"),
    ("file_declaration", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<?xml version='1.0' encoding='UTF-8'?>"),
    ("file_declaration", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", ""),
    ("file_dtd", "<Document", "<!DOCTYPE Document [<!ENTITY a \"b\">]>\n<Document"),
    ("file_comment", "<PmtInf>", "<!-- note --><PmtInf>"),
    ("file_comment", "<PmtInf>", "<?note a?><PmtInf>"),
    ("file_empty_element", "<Nm>Caisse fictive</Nm>", "<Nm>Caisse fictive</Nm><Id/>"),
    ("file_malformed", ROOT_END, "</CstmrCdtTrf>"),
    ("file_malformed", "Loyer decembre", "Loyer &inconnu; decembre"),
    ("file_malformed", "</Document>\n", "</Document><Document/>"),
    ("file_malformed", "</Document>\n", ""),
    ("file_namespace", "xsd:pain.001", "xsd:pain.008"),
    ("file_namespace", "<Document xmlns=", "<Document id="),
    ("identifier_missing", "<MsgId>MSG-2026-0001</MsgId>", ""),
    ("identifier_length", "<MsgId>MSG-2026-0001", "<MsgId>MSG-2026-0001-2345678901234567890123"),
    ("identifier_characters", "<PmtInfId>PMT-2026-0001", "<PmtInfId>PMT_2026_0001"),
    ("identifier_slash", E2E, "<EndToEndId>/ORD-2026-000002</EndToEndId>"),
    ("identifier_missing", "<EndToEndId>ORD-2026-000003</EndToEndId>", ""),
    ("identifier_characters", "INS-0003", "INS&amp;0003"),
    ("created_form", "T09:30:00", "T09:30:00.123"),
    ("created_form", "2026-12-01T09:30:00", "01/12/2026"),
    ("group_count", "<NbOfTxs>3</NbOfTxs>", "<NbOfTxs>4</NbOfTxs>"),
    ("group_sum", "1000000412.50", "1000000412.51"),
    ("group_sum", "<CtrlSum>1000000412.50</CtrlSum>", ""),
    ("payment_count", "<NbOfTxs>2</NbOfTxs>", "<NbOfTxs>1</NbOfTxs>"),
    ("payment_sum", "<CtrlSum>412.51</CtrlSum>", "<CtrlSum>412.50</CtrlSum>"),
    ("payment_method", "<PmtMtd>TRF</PmtMtd>", "<PmtMtd>CHK</PmtMtd>"),
    ("batch_booking", "<BtchBookg>false", "<BtchBookg>non"),
    ("service_level", "<SvcLvl><Cd>SEPA</Cd></SvcLvl>", "<SvcLvl><Cd>URGP</Cd></SvcLvl>"),
    ("service_level", "<SvcLvl><Cd>SEPA</Cd></SvcLvl>", "<SvcLvl><Cd>SEPA</Cd></SvcLvl><SvcLvl><Cd>SEPA</Cd></SvcLvl>"),
    ("local_instrument", "</SvcLvl>", "</SvcLvl><LclInstrm><Cd>CORE</Cd></LclInstrm>"),
    ("local_instrument", "</SvcLvl>", "</SvcLvl><LclInstrm><Prtry>INST</Prtry></LclInstrm>"),
    ("instant_mixed", AFTER_AMOUNT, "</Amt><PmtTpInf><LclInstrm><Cd>INST</Cd></LclInstrm></PmtTpInf><Cdtr><Nm>Electricite"),
    ("remittance_length", "Facture F2026/12", LONG),
    ("category_purpose_unknown", "</SvcLvl>", "</SvcLvl><CtgyPurp><Cd>RENT</Cd></CtgyPurp>"),
    ("category_purpose_unknown", "</SvcLvl>", "</SvcLvl><CtgyPurp><Prtry>SUPP</Prtry></CtgyPurp>"),
    (
        "category_purpose_level",
        AFTER_AMOUNT,
        "</Amt><PmtTpInf><CtgyPurp><Cd>SUPP</Cd></CtgyPurp></PmtTpInf><Cdtr><Nm>Electricite",
    ),
    ("party_identifier", "123456782", "12345678"),
    ("party_identifier", "<Cd>SREN</Cd>", "<Cd>SRET</Cd>"),
    ("identifier_slash", SREN, "<Id>CLI//42</Id>"),
    ("name_missing", "<Dbtr><Nm>M. Noel Fictif</Nm></Dbtr>", "<Dbtr><CtryOfRes>FR</CtryOfRes></Dbtr>"),
    ("name_length", "Caisse fictive", "Caisse fictive de prevoyance et de retraite des exemples de la Suisse romande"),
    ("text_characters", "Caisse fictive", "Caisse d\u{2019}exemple"),
    ("text_characters", "Aout +", "Aout &amp;"),
    ("text_characters", "Regie", "Régie"),
    ("iban_check_digits", "CH9300762011623852957", "CH9300762011623852975"),
    ("iban_rib_key", "<IBAN>CH9300762011623852957", "<IBAN>FR8420041010050500013M02607"),
    ("iban_country", "CH9300762011623852957", "ZZ9300762011623852957"),
    ("iban_length", "CH9300762011623852957", "CH930076201162385295"),
    ("iban_structure", "CH9300762011623852957", "CH93A0762011623852957"),
    ("iban_characters", "CH9300762011623852957", "CH93 0076 2011 6238 5295 7"),
    ("iban_not_sepa", "CH9300762011623852957", "TN5910006035183598478831"),
    ("debtor_agent", "<Othr><Id>NOTPROVIDED</Id></Othr>", "<Nm>Banque</Nm>"),
    ("bic_not_provided", ">SOGEFRPP<", ">NOTPROVIDED<"),
    ("bic_length", ">POFICHBE<", ">POFICHB<"),
    ("bic_structure", ">POFICHBE<", ">POF1CHBE<"),
    ("bic_characters", ">POFICHBE<", ">poficHBE<"),
    ("charge_bearer", "<ChrgBr>SLEV</ChrgBr>", "<ChrgBr>SHAR</ChrgBr>"),
    ("amount_currency", "<InstdAmt Ccy=\"EUR\">0.01", "<InstdAmt Ccy=\"CHF\">0.01"),
    ("amount_decimals", "\"EUR\">0.01", "\"EUR\">0.010"),
    ("amount_form", "\"EUR\">0.01", "\"EUR\">-0.01"),
    ("remittance_repeated", "<Ustrd>Facture F2026/12</Ustrd>", "<Ustrd>Facture</Ustrd><Ustrd>F2026/12</Ustrd>"),
    ("end_to_end_duplicate", E2E, "<EndToEndId>ORD-2026-000001</EndToEndId>"),
    ("payment_id_duplicate", "PMT-2026-0002", "PMT-2026-0001"),
    ("purpose_unknown", "<Cd>RENT</Cd>", "<Cd>WELF</Cd>"),
    ("address_incomplete", "<Ctry>CH</Ctry>", "<Ctry>ch</Ctry>"),
];

const V09: [Mutant; 9] = [
    ("execution_day_closed", "<Dt>2026-12-04</Dt>", "<Dt>2026-12-05</Dt>"),
    ("execution_day_closed", "<Dt>2026-12-04</Dt>", "<Dt>2027-03-26</Dt>"),
    ("execution_day_form", "<ReqdExctnDt><Dt>2026-12-04</Dt></ReqdExctnDt>", "<ReqdExctnDt>2026-12-04</ReqdExctnDt>"),
    ("execution_day_form", "<Dt>2026-12-04</Dt>", "<Dt>2026-12-4</Dt>"),
    // A time is for instant transfers.
    ("execution_day_form", "<Dt>2026-12-04</Dt>", "<DtTm>2026-12-04T10:00:00</DtTm>"),
    ("creditor_agent", "<BICFI>POFICHBE</BICFI>", "<Othr><Id>NOTPROVIDED</Id></Othr>"),
    ("creditor_agent", "<BICFI>POFICHBE</BICFI>", "<Nm>Banque</Nm>"),
    ("version_element", "<BICFI>SOGEFRPP</BICFI>", "<BIC>SOGEFRPP</BIC>"),
    ("version_element", SREN, "<Id>CLI-42</Id></Othr><BICOrBEI>SOGEFRPP</BICOrBEI><Othr><Id>1</Id>"),
];

const V03: [Mutant; 9] = [
    ("execution_day_closed", "<ReqdExctnDt>2026-12-04<", "<ReqdExctnDt>2026-12-26<"),
    ("execution_day_closed", "<ReqdExctnDt>2026-12-04<", "<ReqdExctnDt>2027-03-29<"),
    ("execution_day_form", "<ReqdExctnDt>2026-12-04</ReqdExctnDt>", "<ReqdExctnDt><Dt>2026-12-04</Dt></ReqdExctnDt>"),
    ("execution_day_form", "<ReqdExctnDt>2026-12-04<", "<ReqdExctnDt>2026-12-04Z<"),
    ("creditor_agent", "<BIC>POFICHBE</BIC>", "<Othr><Id>NOTPROVIDED</Id></Othr>"),
    ("creditor_agent", "<BIC>POFICHBE</BIC>", "<Nm>Banque</Nm>"),
    ("version_element", "<BIC>SOGEFRPP</BIC>", "<BICFI>SOGEFRPP</BICFI>"),
    ("version_element", "INS-0003</InstrId>", "INS-0003</InstrId><UETR>8a562c67-ca16-48ba-b074-65581be6f001</UETR>"),
    ("version_element", "<PstCd>1200</PstCd>", "<Flr>2</Flr><PstCd>1200</PstCd>"),
];

/// Golden case, then a mutant that only its bank refuses.
const BANKS: [(&str, Mutant); 26] = [
    ("french", ("debtor_bic_missing", "<BICFI>SOGEFRPP</BICFI>", "<Othr><Id>NOTPROVIDED</Id></Othr>")),
    (
        "french",
        (
            "creditor_bic_unwanted",
            AFTER_AMOUNT,
            "</Amt><CdtrAgt><FinInstnId><BICFI>BNPAFRPP</BICFI></FinInstnId></CdtrAgt><Cdtr><Nm>Electricite",
        ),
    ),
    ("french", ("batch_booking_habit", "<BtchBookg>true", "<BtchBookg>false")),
    ("french", ("batch_booking_habit", "<BtchBookg>true</BtchBookg>", "")),
    ("french", ("category_purpose_habit", "<CtgyPurp><Cd>SUPP</Cd></CtgyPurp>", "")),
    ("french", ("category_purpose_habit", "<Cd>SUPP</Cd>", "<Cd>SALA</Cd>")),
    ("french", ("party_identifier_imposed", "12345678200014", "12345678200022")),
    ("french", ("party_identifier_imposed", "<SchmeNm><Cd>SRET</Cd></SchmeNm>", "")),
    ("french", ("execution_day_french_holiday", "2026-12-04", "2027-05-06")),
    ("french", ("execution_day_french_holiday", "2026-12-04", "2027-07-14")),
    ("french", ("execution_day_closed", "2026-12-04", "2027-03-26")),
    ("french", ("execution_too_late", "2026-12-04", "2026-12-02")),
    ("french", ("execution_too_late", "2026-12-01T09:30:00", "2026-12-02T16:00:01")),
    (
        "french",
        (
            "address_form",
            "<Nm>Caisse fictive</Nm>",
            "<Nm>Caisse fictive</Nm><PstlAdr><TwnNm>Geneve</TwnNm><Ctry>CH</Ctry></PstlAdr>",
        ),
    ),
    (
        "legacy",
        (
            "debtor_bic_unwanted",
            "<Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></DbtrAgt>",
            "<BIC>SOGEFRPP</BIC></FinInstnId></DbtrAgt>",
        ),
    ),
    ("legacy", ("creditor_agent_missing", "<CdtrAgt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></CdtrAgt>", "")),
    ("legacy", ("batch_booking_habit", "<PmtMtd>TRF</PmtMtd>", "<PmtMtd>TRF</PmtMtd><BtchBookg>true</BtchBookg>")),
    ("legacy", ("party_identifier_imposed", "CLI-0042", "CLI-0043")),
    ("legacy", ("address_repeated", "Batiment Leman", "geneve")),
    ("legacy", ("address_lines", "<AdrLine>Batiment Leman</AdrLine>", "<AdrLine>A1</AdrLine><AdrLine>A2</AdrLine>")),
    ("v03", ("category_purpose_habit", "</SvcLvl>", "</SvcLvl><CtgyPurp><Cd>SUPP</Cd></CtgyPurp>")),
    ("v03", ("instant_refused", "</SvcLvl>", "</SvcLvl><LclInstrm><Cd>INST</Cd></LclInstrm>")),
    ("default", ("instant_refused", "</SvcLvl>", "</SvcLvl><LclInstrm><Cd>INST</Cd></LclInstrm>")),
    ("default", ("address_form", "<Ctry>CH</Ctry>", "<Ctry>CH</Ctry><AdrLine>Batiment Leman</AdrLine>")),
    ("instant v03", ("execution_day_closed", "<ReqdExctnDt>2026-12-04<", "<ReqdExctnDt>2026-12-06<")),
    ("instant", ("execution_day_form", "<Dt>2026-12-06</Dt>", "<DtTm>2026-12-06</DtTm>")),
];

/// Mutants of the structured references, in both versions.
const REFERENCES: [Mutant; 6] = [
    ("reference_check_digits", "RF18539007547034", "RF19539007547034"),
    ("reference_structure", "RF18539007547034", "RFA8539007547034"),
    ("reference_length", "RF07ABCDEFGHIJ12345678901", "RF07ABCDEFGHIJ123456789012"),
    ("reference_characters", "RF18539007547034", "RF18 5390 0754 7034"),
    ("reference_type", "<Cd>SCOR</Cd>", "<Cd>DISP</Cd>"),
    ("structured_length", "</CdtrRefInf>", "</CdtrRefInf><AddtlRmtInf>Facture de decembre</AddtlRmtInf>"),
];

fn codes(file: &[u8]) -> Vec<&'static str> {
    distinct(check(file).iter().map(|violation| violation.code))
}

fn distinct(codes: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
    let mut codes: Vec<&str> = codes.collect();
    codes.dedup();
    codes
}

fn mutated(golden: &str, (_, original, replacement): Mutant) -> String {
    assert!(golden.contains(original), "{original} is not in the golden file");
    golden.replacen(original, replacement, 1)
}

#[test]
fn each_mutant_is_refused_with_its_own_code() {
    for (golden, own) in [(GOLDEN, V09), (GOLDEN_V03, V03)] {
        for mutant in COMMON.into_iter().chain(own) {
            assert_eq!(codes(mutated(golden, mutant).as_bytes()), [mutant.0], "{mutant:?}");
        }
    }
}

#[test]
fn what_a_bank_does_not_want_is_refused_with_its_own_code() {
    for (name, mutant) in BANKS {
        let case = cases().into_iter().find(|case| case.name == name).unwrap();
        let found = check_for(mutated(case.files[0], mutant).as_bytes(), &case.profile);
        assert_eq!(distinct(found.iter().map(|violation| violation.code)), [mutant.0], "{name} {mutant:?}");
    }
}

#[test]
fn each_mutated_reference_is_refused_with_its_own_code() {
    for case in cases().iter().filter(|case| case.name.starts_with("instant")) {
        for mutant in REFERENCES {
            assert_eq!(codes(mutated(case.files[0], mutant).as_bytes()), [mutant.0], "{} {mutant:?}", case.name);
        }
    }
}

#[test]
fn limits_of_a_bank_are_refused_with_their_own_code() {
    let refused = |change: fn(&mut BankProfile), golden: &str| {
        let mut profile = BankProfile::default();
        change(&mut profile);
        distinct(check_for(golden.as_bytes(), &profile).iter().map(|violation| violation.code))
    };
    assert_eq!(refused(|bank| bank.max_transfers = 2.try_into().ok(), GOLDEN), ["too_many_transfers"]);
    assert_eq!(refused(|bank| bank.max_transfers = 3.try_into().ok(), GOLDEN), [""; 0]);
    assert_eq!(refused(|bank| bank.creditor_agent = CreditorAgent::Required, GOLDEN), ["creditor_bic_missing"]);
    let (start, end) = (GOLDEN.find("<PstlAdr>").unwrap(), GOLDEN.find("</PstlAdr>").unwrap() + "</PstlAdr>".len());
    let without = GOLDEN.replace(&GOLDEN[start..end], "");
    assert_eq!(refused(|bank| bank.address_outside_eea = true, &without), ["address_missing"]);
    assert_eq!(refused(|bank| bank.address_outside_eea = true, GOLDEN), [""; 0]);
    assert_eq!(refused(|_| {}, &GOLDEN_V03.replace("BIC>", "BICFI>")), ["file_version", "version_element"]);
    assert_eq!(refused(|_| {}, GOLDEN_V03), ["file_version"]);
}

#[test]
fn addresses_of_lines_alone_are_refused() {
    let structured =
        "<StrtNm>Rue du Chateau</StrtNm><BldgNb>4 bis</BldgNb><PstCd>1200</PstCd><TwnNm>Geneve</TwnNm><Ctry>CH</Ctry>";
    let cases = [
        ("address_lines_only", "<AdrLine>Rue du Chateau</AdrLine><AdrLine>1200 Geneve</AdrLine>"),
        ("address_incomplete", "<TwnNm>Geneve</TwnNm>"),
        ("address_lines", "<TwnNm>Geneve</TwnNm><Ctry>CH</Ctry><AdrLine>a</AdrLine><AdrLine>b</AdrLine><AdrLine>c</AdrLine>"),
        ("address_length", "<TwnNm>Une ville dont le nom est beaucoup trop long</TwnNm><Ctry>CH</Ctry>"),
    ];
    for (code, address) in cases {
        assert_eq!(codes(GOLDEN.replace(structured, address).as_bytes()), [code], "{address}");
    }
    let hybrid = GOLDEN.replace(structured, "<TwnNm>Geneve</TwnNm><Ctry>CH</Ctry><AdrLine>Rue du Chateau 4</AdrLine>");
    assert_eq!(codes(hybrid.as_bytes()), [""; 0]);
}

#[test]
fn consistent_amounts_out_of_range_are_refused() {
    // The sums follow, so that the range alone is wrong.
    let nothing = GOLDEN.replace(">0.01<", ">0.00<").replace("412.51", "412.50").replace("1000000412.50", "1000000412.49");
    assert_eq!(codes(nothing.as_bytes()), ["amount_range"]);
    let too_much = GOLDEN.replace("999999999.99", "1000000000.00").replace("1000000412.50", "1000000412.51");
    assert_eq!(codes(too_much.as_bytes()), ["amount_range"]);
}

#[test]
fn values_given_at_two_levels_are_refused() {
    let twice = GOLDEN.replacen("</Amt>", "</Amt><ChrgBr>SLEV</ChrgBr>", 1);
    assert_eq!(codes(twice.as_bytes()), ["charge_bearer"]);
    let ultimate = "<UltmtDbtr><Nm>Tiers</Nm></UltmtDbtr>";
    let twice =
        GOLDEN.replacen("<ChrgBr>", &format!("{ultimate}<ChrgBr>"), 1).replacen("</Amt>", &format!("</Amt>{ultimate}"), 1);
    assert_eq!(codes(twice.as_bytes()), ["ultimate_debtor"]);
}

#[test]
fn empty_files_and_blocks_are_refused() {
    let header = "<GrpHdr><MsgId>M</MsgId><CreDtTm>2026-12-01T09:30:00Z</CreDtTm><NbOfTxs>0</NbOfTxs><CtrlSum>0.00</CtrlSum><InitgPty><Nm>A</Nm></InitgPty></GrpHdr>";
    let start = GOLDEN.split("<GrpHdr>").next().unwrap();
    let empty = format!("{start}{header}</CstmrCdtTrfInitn></Document>");
    assert_eq!(codes(empty.as_bytes()), ["no_payment"]);
    assert_eq!(codes(b""), ["file_declaration", "file_malformed"]);
    assert_eq!(codes(&[b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>".as_slice(), &[0xe9]].concat()), ["file_encoding"]);
    let (before, after) = GOLDEN.rsplit_once("<CdtTrfTxInf>").unwrap();
    let emptied = before.replace("<NbOfTxs>1</NbOfTxs><CtrlSum>999999999.99", "<NbOfTxs>0</NbOfTxs><CtrlSum>0.00")
        + after.split_once("</CdtTrfTxInf>").unwrap().1;
    let counted = emptied.replace("<NbOfTxs>3</NbOfTxs><CtrlSum>1000000412.50", "<NbOfTxs>2</NbOfTxs><CtrlSum>412.51");
    assert_eq!(codes(counted.as_bytes()), ["no_transfer"]);
    let many = GOLDEN.replace("<CstmrCdtTrfInitn>", &format!("<CstmrCdtTrfInitn>{}", "<a/>".repeat(1_000_001)));
    assert_eq!(codes(many.as_bytes()), ["file_too_large"]);
    let deep = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>{}", "<a>".repeat(100));
    assert_eq!(codes(deep.as_bytes()), ["file_too_deep"]);
}

/// Codes of the table of rules.
fn listed() -> BTreeSet<&'static str> {
    let rows = include_str!("../../src/pain001/check/rules.md").lines().filter_map(|line| line.strip_prefix("| `"));
    rows.flat_map(|row| row.split(" |").next().unwrap().split(", ")).map(|code| code.trim_matches('`')).collect()
}

#[test]
fn every_rule_has_its_source_and_its_mutant() {
    let (listed, tests) = (listed(), include_str!("mutants.rs"));
    let unproven: Vec<_> = listed.iter().filter(|code| !tests.contains(&format!("\"{code}\""))).collect();
    assert_eq!(unproven, [&""; 0]);
    let banks = BANKS.into_iter().map(|(_, mutant)| mutant);
    let mutants = COMMON.into_iter().chain(V09).chain(V03).chain(REFERENCES).chain(banks);
    let unsourced: Vec<_> = mutants.map(|(code, ..)| code).filter(|code| !listed.contains(code)).collect();
    assert_eq!(unsourced, [""; 0]);
}

#[test]
fn a_violation_says_where() {
    let mutant = GOLDEN.replacen("0.01", "0.001", 1);
    let found = check(mutant.as_bytes());
    assert_eq!(found[0].where_, "PmtInf[1]/CdtTrfTxInf[2]/Amt/InstdAmt");
    assert!(found[0].message_fr.contains("0.001"));
}
