//! Bank files as a person meets them at the command line: looked at without a database, told apart by content.

use crate::process::{Answer, quitus, start};
use libtest_mimic::Trial;
use std::path::Path;

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    let tests: [(&str, fn()); 3] = [
        ("bank_files::inspected_without_a_database", inspected_without_a_database),
        (
            "bank_files::a_file_given_to_the_wrong_command_names_the_right_one",
            a_file_given_to_the_wrong_command_names_the_right_one,
        ),
        ("bank_files::what_cannot_be_read_is_said_with_its_place", what_cannot_be_read_is_said_with_its_place),
    ];
    tests
        .into_iter()
        .map(|(name, body)| {
            Trial::test(name, move || {
                body();
                Ok(())
            })
        })
        .collect()
}

fn padded(lines: &[&str]) -> String {
    lines.iter().map(|line| format!("{line:<120}\n")).collect()
}

/// 1 000,00, then 412,50 of a fund, and a closed account.
fn cfonb(closing: &str) -> String {
    padded(&[
        "0130006    00001EUR2 12345678901  011226                                                  0000000010000{",
        "0430006    00001EUR2 1234567890105021226  021226VIR SEPA RECU                    0000000  0000000004125{",
        "0530006    00001EUR2 1234567890105021226     NPYCAISSE D'EXEMPLE",
        "0430006    00001EUR2 123456789011202122614021226RETOUR DE VIREMENT               0000000  0000000001000{",
        &format!("0730006    00001EUR2 12345678901  021226                                                  {closing}"),
    ])
}

const REPORT: &str = r#"<?xml version="1.0"?><Document><CstmrPmtStsRpt><GrpHdr><MsgId>BANQUE-1</MsgId></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>MSG-1</OrgnlMsgId><GrpSts>PART</GrpSts></OrgnlGrpInfAndSts>
<OrgnlPmtInfAndSts><OrgnlPmtInfId>LOT-1</OrgnlPmtInfId>
<TxInfAndSts><OrgnlEndToEndId>A</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf></TxInfAndSts>
<TxInfAndSts><OrgnlEndToEndId>B</OrgnlEndToEndId><TxSts>RVNM</TxSts></TxInfAndSts>
</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"#;

fn inspect(folder: &Path, files: &[(&str, &str)], json: bool) -> Answer {
    let url = format!("sqlite:{}", folder.join("absent.db").display());
    let mut arguments = vec!["--db".to_owned(), url, "bank".to_owned(), "inspect".to_owned()];
    for (name, text) in files {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        arguments.push(path.display().to_string());
    }
    arguments.extend(json.then(|| "--json".to_owned()));
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    start(&mut quitus(&arguments)).finish()
}

fn inspected_without_a_database() {
    let folder = tempfile::tempdir().unwrap();
    // The name says nothing.
    let answer = inspect(folder.path(), &[("releve.xml", &cfonb("0000000015125{"))], false).done();
    for shown in
        ["CFONB 120", "FR7630006000011234567890189", "1 512,50", "tombe juste", "CAISSE D'EXEMPLE", "412,50", "retour 14"]
    {
        assert!(answer.out.replace(['\u{202f}', '\u{a0}'], " ").contains(shown), "« {shown} » in {}", answer.out);
    }
    let wrong = inspect(folder.path(), &[("releve.xml", &cfonb("0000000015126{"))], false).done();
    assert!(wrong.out.contains("Écart : 0,10") && wrong.out.contains("[statement_balance_differs]"), "{}", wrong.out);
    let report = inspect(folder.path(), &[("reponse.txt", REPORT)], false).done();
    for shown in ["Virement A : rejeté (RJCT) ; motif AC04", "Virement B : ", "nom non concordant"] {
        assert!(report.out.contains(shown), "« {shown} » in {}", report.out);
    }
    let many: String = (0..30)
        .map(|_| {
            "0430006    00001EUR2 1234567890105021226  021226VIR                              0000000  0000000000000{".to_owned()
                + "\n"
        })
        .collect();
    let file = cfonb("0000000015125{");
    let (before, after) = file.split_at(file.rfind("07300").unwrap());
    let long = format!("{before}{many}{after}");
    assert!(inspect(folder.path(), &[("long", &long)], false).done().out.contains("… et 12 autres écritures"));
    let json = inspect(folder.path(), &[("long", &long)], true).done().json();
    assert_eq!(json[0]["statements"][0]["entries"].as_array().unwrap().len(), 32);
    assert_eq!(json[0]["statements"][0]["arithmetic"]["holds"], true);
    assert!(json[0]["remarks"].as_array().unwrap().iter().any(|remark| remark["code"] == "record_short"), "{json}");
    assert!(!folder.path().join("absent.db").exists());
}

fn what_cannot_be_read_is_said_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let cut = cfonb("0000000015125{").replace("0000000004125{", "00000000X4125{");
    let files = [("releve.xml", "%PDF-1.7"), ("bon.txt", &cfonb("0000000015125{")), ("coupé.txt", &cut)];
    let answer = inspect(folder.path(), &files, false);
    assert_eq!(answer.code, Some(2), "{answer:?}");
    assert!(answer.out.contains("bon.txt : CFONB 120") && !answer.out.contains("coupé.txt"), "{}", answer.out);
    assert!(answer.err.contains("(file_is_pdf)") && answer.err.contains("[bank_file_unreadable]"), "{}", answer.err);
    assert!(answer.err.contains("coupé.txt, ligne 2, 04[1]/91-104"), "{}", answer.err);
    let json = inspect(folder.path(), &files, true);
    assert_eq!((json.code, json.refusal().as_str()), (Some(2), "bank_file_unreadable"));
    assert_eq!(json.json()[2]["fatal"]["grade"], "fatal");
}

fn a_file_given_to_the_wrong_command_names_the_right_one() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("q.db").display());
    start(&mut quitus(&["--db", &url, "user", "add", "A", "--role", "comptable"])).finish().done();
    let run = |command: &str, text: &str| {
        let path = folder.path().join("releve.xml");
        std::fs::write(&path, text).unwrap();
        start(&mut quitus(&["--db", &url, "bank", command, &path.display().to_string(), "--by", "A"])).finish()
    };
    let order = "<Document><CstmrCdtTrfInitn><GrpHdr><MsgId>M</MsgId></GrpHdr></CstmrCdtTrfInitn></Document>";
    for (text, code, command) in
        [(REPORT, "[bank_file_is_report]", "quitus bank answer"), (order, "[bank_file_is_order]", "quitus bank inspect")]
    {
        let answer = run("import", text);
        assert_eq!(answer.code, Some(2), "{answer:?}");
        assert!(answer.err.contains(code) && answer.err.contains(command), "{}", answer.err);
    }
    let unknown = run("import", &cfonb("0000000015125{"));
    assert!(unknown.code == Some(2) && unknown.err.contains("[bank_account_unknown]"), "{unknown:?}");
    let day = "<Document><BkToCstmrAcctRpt><Rpt><Id>R</Id><Acct><Id><IBAN>FR7630006000011234567890189</IBAN></Id></Acct><Ntry>\
               <Amt Ccy=\"EUR\">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts></Ntry></Rpt></BkToCstmrAcctRpt></Document>";
    let informed = run("import", day).done();
    assert!(informed.out.contains("Situation du jour (camt.052) : 1 mouvement annoncé"), "{}", informed.out);
    assert!(informed.out.contains("Rien n'est enregistré"), "{}", informed.out);
    let answered = run("answer", REPORT).done();
    assert!(answered.out.contains("Référence inconnue, rien n'a changé : A"), "{}", answered.out);
    let nameless = run("answer", &REPORT.replace("<OrgnlEndToEndId>A</OrgnlEndToEndId>", "")).done();
    assert!(nameless.out.contains("1 virement sans référence (RJCT)"), "{}", nameless.out);
}
