//! What the writer refuses, each with its code and its place.

use super::samples::{day, message};
use quitus_sepa::iban::Iban;
use quitus_sepa::pain001::{Message, PartyId, PostalAddress, Remittance, Violation};
use quitus_sepa::profile::BankProfile;

fn refused(change: impl FnOnce(&mut Message)) -> Vec<Violation> {
    let mut message = message();
    change(&mut message);
    message.write(&BankProfile::default()).unwrap_err()
}

#[test]
fn each_rule_has_its_code_and_place() {
    type Change = fn(&mut Message);
    let cases: [(&str, &str, Change); 20] = [
        ("identifier_characters", "GrpHdr/MsgId", |m| m.message_id = "É".to_owned()),
        ("identifier_missing", "GrpHdr/MsgId", |m| m.message_id.clear()),
        ("identifier_length", "PmtInf[2]/PmtInfId", |m| m.payments[1].id = "A".repeat(36)),
        ("identifier_slash", "PmtInf[1]/CdtTrfTxInf[2]/PmtId/EndToEndId", |m| {
            m.payments[0].transfers[1].end_to_end_id = "A//B".to_owned();
        }),
        ("identifier_characters", "PmtInf[1]/CdtTrfTxInf[1]/PmtId/InstrId", |m| {
            m.payments[0].transfers[0].instruction_id = Some("a_b".to_owned());
        }),
        ("party_identifier", "GrpHdr/InitgPty/Id/OrgId/Othr/Id", |m| {
            m.initiating_party.id = Some(PartyId::Siret("123456782".to_owned()));
        }),
        ("no_payment", "CstmrCdtTrfInitn", |m| m.payments.clear()),
        ("no_transfer", "PmtInf[2]", |m| m.payments[1].transfers.clear()),
        ("payment_id_duplicate", "PmtInf[2]/PmtInfId", |m| m.payments[1].id = m.payments[0].id.clone()),
        ("end_to_end_duplicate", "PmtInf[2]/CdtTrfTxInf[1]/PmtId/EndToEndId", |m| {
            m.payments[1].transfers[0].end_to_end_id = m.payments[0].transfers[0].end_to_end_id.clone();
        }),
        ("execution_day_closed", "PmtInf[1]/ReqdExctnDt/Dt", |m| m.payments[0].execution_on = day(2026, 12, 25)),
        ("amount_range", "PmtInf[1]/CdtTrfTxInf[1]/Amt/InstdAmt", |m| m.payments[0].transfers[0].cents = 0),
        ("amount_range", "PmtInf[1]/CdtTrfTxInf[1]/Amt/InstdAmt", |m| m.payments[0].transfers[0].cents = -1),
        ("amount_range", "PmtInf[1]/CdtTrfTxInf[1]/Amt/InstdAmt", |m| m.payments[0].transfers[0].cents = 100_000_000_000),
        ("name_missing", "PmtInf[1]/Dbtr/Nm", |m| m.payments[0].debtor_name = "山田".to_owned()),
        ("iban_not_sepa", "PmtInf[1]/CdtTrfTxInf[1]/CdtrAcct/Id/IBAN", |m| {
            m.payments[0].transfers[0].creditor_iban = Iban::parse("TN5910006035183598478831").unwrap();
        }),
        ("remittance_length", "PmtInf[1]/CdtTrfTxInf[1]/RmtInf/Ustrd", |m| {
            m.payments[0].transfers[0].remittance = Remittance::text("œ".repeat(71));
        }),
        ("address_incomplete", "PmtInf[2]/CdtTrfTxInf[1]/Cdtr/PstlAdr", |m| {
            m.payments[1].transfers[0].address = Some(PostalAddress { country: "CH".to_owned(), ..PostalAddress::default() });
        }),
        ("address_length", "PmtInf[2]/CdtTrfTxInf[1]/Cdtr/PstlAdr/TwnNm", |m| {
            let town = "V".repeat(36);
            m.payments[1].transfers[0].address =
                Some(PostalAddress { town, country: "CH".to_owned(), ..PostalAddress::default() });
        }),
        ("date_range", "GrpHdr/CreDtTm", |m| m.created = day(12_026, 1, 1).and_hms_opt(0, 0, 0).unwrap()),
    ];
    for (code, place, change) in cases {
        let found = refused(change);
        let found: Vec<(&str, &str)> = found.iter().map(|violation| (violation.code, violation.where_.as_str())).collect();
        assert_eq!(found, [(code, place)]);
    }
}

#[test]
fn a_long_name_comes_back_with_the_name_that_would_pass() {
    let found = refused(|m| m.payments[0].transfers[0].creditor_name = format!("Société civile {}", "immobilière ".repeat(6)));
    assert_eq!(found[0].code, "name_length");
    let proposal = found[0].proposal.clone().unwrap();
    assert_eq!(proposal, "Societe civile immobiliere immobiliere immobiliere immobiliere");
    assert!(refused_names(&proposal).is_empty());
    let found = refused(|m| m.payments[0].debtor_name = "é".repeat(71));
    assert_eq!(found[0].proposal.as_deref(), Some("e".repeat(70).as_str()));
}

fn refused_names(name: &str) -> Vec<Violation> {
    let mut message = message();
    message.payments[0].transfers[0].creditor_name = name.to_owned();
    message.write(&BankProfile::default()).err().unwrap_or_default()
}

#[test]
fn lengths_count_what_is_sent() {
    // 70 characters as typed, 71 once the ligature is written in two letters.
    let mut message = message();
    message.payments[0].debtor_name = format!("œ{}", "a".repeat(69));
    assert_eq!(message.write(&BankProfile::default()).unwrap_err()[0].code, "name_length");
    message.payments[0].debtor_name = format!("  é{}  ", "a".repeat(69));
    assert!(message.write(&BankProfile::default()).is_ok());
    message.payments[0].transfers[0].remittance = Remittance::text("é".repeat(140));
    assert!(message.write(&BankProfile::default()).is_ok());
}

#[test]
fn every_broken_rule_is_reported_at_once() {
    let found = refused(|m| {
        m.message_id.clear();
        m.payments[0].transfers[1].cents = 0;
        m.payments[1].execution_on = day(2026, 12, 6);
    });
    let codes: Vec<&str> = found.iter().map(|violation| violation.code).collect();
    assert_eq!(codes, ["identifier_missing", "amount_range", "execution_day_closed"]);
    assert!(found[2].message_fr.contains("07/12/2026"), "{}", found[2].message_fr);
}
