//! One change to the golden file, one code of the checker.

use super::golden::GOLDEN;
use quitus_sepa::pain001::check::check;

const E2E: &str = "<EndToEndId>ORD-2026-000002</EndToEndId>";
const ROOT_END: &str = "</CstmrCdtTrfInitn>";

/// Code expected, text replaced once, replacement.
const MUTANTS: [(&str, &str, &str); 58] = [
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
    ("file_namespace", "pain.001.001.09\"", "pain.001.001.03\""),
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
    ("execution_day_closed", "<Dt>2026-12-04</Dt>", "<Dt>2026-12-05</Dt>"),
    ("execution_day_closed", "<Dt>2026-12-04</Dt>", "<Dt>2027-03-26</Dt>"),
    ("execution_day_form", "<ReqdExctnDt><Dt>2026-12-04</Dt></ReqdExctnDt>", "<ReqdExctnDt>2026-12-04</ReqdExctnDt>"),
    ("execution_day_form", "<Dt>2026-12-04</Dt>", "<Dt>2026-12-4</Dt>"),
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
    ("bic_not_provided", "<BICFI>SOGEFRPP", "<BICFI>NOTPROVIDED"),
    ("bic_length", "<BICFI>POFICHBE", "<BICFI>POFICHB"),
    ("creditor_agent", "<BICFI>POFICHBE</BICFI>", "<Othr><Id>NOTPROVIDED</Id></Othr>"),
    ("charge_bearer", "<ChrgBr>SLEV</ChrgBr>", "<ChrgBr>SHAR</ChrgBr>"),
    ("amount_currency", "<InstdAmt Ccy=\"EUR\">0.01", "<InstdAmt Ccy=\"CHF\">0.01"),
    ("amount_decimals", "\"EUR\">0.01", "\"EUR\">0.010"),
    ("amount_form", "\"EUR\">0.01", "\"EUR\">-0.01"),
    (
        "remittance_length",
        "Facture F2026/12",
        concat!(
            "Facture F2026/12 ",
            "0123456789012345678901234567890123456789012345678901234567890123456789",
            "0123456789012345678901234567890123456789012345678901234567890123456789"
        ),
    ),
    ("remittance_repeated", "<Ustrd>Facture F2026/12</Ustrd>", "<Ustrd>Facture</Ustrd><Ustrd>F2026/12</Ustrd>"),
    ("end_to_end_duplicate", E2E, "<EndToEndId>ORD-2026-000001</EndToEndId>"),
    ("payment_id_duplicate", "PMT-2026-0002", "PMT-2026-0001"),
    ("purpose_unknown", "<Cd>RENT</Cd>", "<Cd>WELF</Cd>"),
];

fn codes(file: &[u8]) -> Vec<&'static str> {
    let mut codes: Vec<&str> = check(file).iter().map(|violation| violation.code).collect();
    codes.dedup();
    codes
}

#[test]
fn each_mutant_is_refused_with_its_own_code() {
    for (code, original, replacement) in MUTANTS {
        assert!(GOLDEN.contains(original), "{original} is not in the golden file");
        let mutant = GOLDEN.replacen(original, replacement, 1);
        assert_eq!(codes(mutant.as_bytes()), [code], "{original} -> {replacement}");
    }
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
    let deep = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>{}", "<a>".repeat(100));
    assert_eq!(codes(deep.as_bytes()), ["file_too_deep"]);
}

#[test]
fn a_violation_says_where() {
    let mutant = GOLDEN.replacen("0.01", "0.001", 1);
    let found = check(mutant.as_bytes());
    assert_eq!(found[0].where_, "PmtInf[1]/CdtTrfTxInf[2]/Amt/InstdAmt");
    assert!(found[0].message_fr.contains("0.001"));
}
