//! What we write, read by crate `sepa` 0.9.0. It has readers for what a bank sends and none for pain.001; but a bank's report may
//! repeat the order that it answers (`OrgnlTxRef` of pain.002, `TxDtls` of camt.054). Here the elements of our file stand in such
//! reports byte for byte, between tags of the report, and that crate reads them: message, blocks, counts, sums, references, amounts,
//! names, accounts, texts. It looks at no bank, address, purpose, day or RF reference: for those see `oracles` and `python`.

use super::samples::cases;
use crate::schemas::{errors, schema};
use quitus_sepa::pain001::{Message, Remittance, Version};
use std::fmt::Write;

/// What stands in the first element of this name, or nothing.
fn within<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    rest.split_once(&format!("</{name}>")).map(|(content, _)| content)
}

/// What stands in the first of these elements, under another name; nothing without it.
fn renamed(xml: &str, name: &str, other: &str) -> String {
    within(xml, name).map(|content| format!("<{other}>{content}</{other}>")).unwrap_or_default()
}

fn copied(xml: &str, name: &str) -> String {
    renamed(xml, name, name)
}

/// A party under `Pty`, as reports have it from pain.002.001.10 and camt.054.001.07 on.
fn party(xml: &str, name: &str, version: Version) -> String {
    match (version, within(xml, name)) {
        (Version::V09, Some(content)) => format!("<{name}><Pty>{content}</Pty></{name}>"),
        _ => copied(xml, name),
    }
}

/// The head of each block, and its transfers.
fn blocks(file: &str) -> impl Iterator<Item = (&str, impl Iterator<Item = &str>)> {
    file.split("<PmtInf>").skip(1).map(|block| {
        let mut parts = block.split("<CdtTrfTxInf>");
        (parts.next().unwrap(), parts)
    })
}

/// A report on this file that repeats all of it.
pub fn status_report(file: &str, version: Version) -> String {
    let number = if version == Version::V03 { "03" } else { "10" };
    let mut report = format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.{number}\"><CstmrPmtStsRpt><GrpHdr><MsgId>R</MsgId>{}</GrpHdr>\
         <OrgnlGrpInfAndSts>{}<OrgnlMsgNmId>pain.001</OrgnlMsgNmId>{}{}</OrgnlGrpInfAndSts>",
        copied(file, "CreDtTm"),
        renamed(file, "MsgId", "OrgnlMsgId"),
        renamed(file, "NbOfTxs", "OrgnlNbOfTxs"),
        renamed(file, "CtrlSum", "OrgnlCtrlSum"),
    );
    for (head, transfers) in blocks(file) {
        let id = renamed(head, "PmtInfId", "OrgnlPmtInfId");
        let (count, sum) = (renamed(head, "NbOfTxs", "OrgnlNbOfTxs"), renamed(head, "CtrlSum", "OrgnlCtrlSum"));
        write!(report, "<OrgnlPmtInfAndSts>{id}{count}{sum}").unwrap();
        let debtor = [party(head, "Dbtr", version), copied(head, "DbtrAcct"), copied(head, "DbtrAgt")].concat();
        for one in transfers {
            let references = renamed(one, "InstrId", "OrgnlInstrId") + &renamed(one, "EndToEndId", "OrgnlEndToEndId");
            let (amount, day, text) = (copied(one, "Amt"), copied(head, "ReqdExctnDt"), copied(one, "RmtInf"));
            let creditor = [copied(one, "CdtrAgt"), party(one, "Cdtr", version), copied(one, "CdtrAcct")].concat();
            write!(
                report,
                "<TxInfAndSts>{references}<OrgnlTxRef>{amount}{day}{}{text}{debtor}{creditor}</OrgnlTxRef></TxInfAndSts>",
                copied(head, "PmtTpInf")
            )
            .unwrap();
        }
        report.push_str("</OrgnlPmtInfAndSts>");
    }
    report + "</CstmrPmtStsRpt></Document>"
}

/// A notification of the debit of each transfer.
pub fn notification(file: &str) -> String {
    let mut report = format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.054.001.08\"><BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>R</MsgId>{}</GrpHdr>\
         <Ntfctn><Id>N</Id><Acct><Id><Othr><Id>1</Id></Othr></Id></Acct>",
        copied(file, "CreDtTm")
    );
    for one in blocks(file).flat_map(|(_, transfers)| transfers) {
        let amount = within(one, "Amt").unwrap().replace("InstdAmt", "Amt") + "<CdtDbtInd>DBIT</CdtDbtInd>";
        let parties = party(one, "Cdtr", Version::V09) + &copied(one, "CdtrAcct");
        write!(
            report,
            "<Ntry>{amount}<Sts><Cd>BOOK</Cd></Sts><BkTxCd></BkTxCd><NtryDtls><TxDtls><Refs>{}</Refs>{amount}\
             <RltdPties>{parties}</RltdPties>{}{}</TxDtls></NtryDtls></Ntry>",
            copied(one, "EndToEndId"),
            copied(one, "Purp"),
            copied(one, "RmtInf"),
        )
        .unwrap();
    }
    report + "</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"
}

/// Crate `sepa` finds in the file the message that was sent.
pub fn assert_read_by_crate_sepa(file: &str, version: Version, sent: &Message) {
    let report = sepa::parse_pain002(&status_report(file, version)).unwrap();
    let total = |cents: &mut dyn Iterator<Item = i64>| Some(cents.sum::<i64>());
    let all = || sent.payments.iter().flat_map(|block| &block.transfers);
    assert_eq!(report.original_msg_id, sent.message_id);
    assert_eq!(report.created_at_raw, sent.created.format("%Y-%m-%dT%H:%M:%S").to_string());
    assert_eq!(report.original_number_of_transactions, u64::try_from(all().count()).ok());
    assert_eq!(report.original_control_sum_ct, total(&mut all().map(|one| one.cents)));
    assert_eq!(report.payment_info_statuses.len(), sent.payments.len());
    for (found, block) in report.payment_info_statuses.iter().zip(&sent.payments) {
        assert_eq!(found.original_payment_info_id.as_ref(), Some(&block.id));
        assert_eq!(found.original_number_of_transactions, u64::try_from(block.transfers.len()).ok());
        assert_eq!(found.original_control_sum_ct, total(&mut block.transfers.iter().map(|one| one.cents)));
        assert_eq!(found.transactions.len(), block.transfers.len());
        for (found, one) in found.transactions.iter().zip(&block.transfers) {
            assert_eq!(found.original_end_to_end_id.as_ref(), Some(&one.end_to_end_id));
            assert_eq!(found.original_instruction_id, one.instruction_id);
            assert_eq!((found.original_amount_ct, found.original_currency.as_deref()), (Some(one.cents), Some("EUR")));
            assert_eq!(found.original_debtor_name.as_ref(), Some(&block.debtor_name));
            assert_eq!(found.original_debtor_iban.as_deref(), Some(block.debtor_iban.as_str()));
            assert_eq!(found.original_creditor_name.as_ref(), Some(&one.creditor_name));
            assert_eq!(found.original_creditor_iban.as_deref(), Some(one.creditor_iban.as_str()));
        }
    }
    let notified = sepa::parse_camt054(&notification(file)).unwrap();
    let details: Vec<_> = notified.notifications[0].entries.iter().flat_map(|entry| &entry.details).collect();
    assert_eq!(details.len(), all().count());
    for (found, one) in details.into_iter().zip(all()) {
        let text = if let Remittance::Text(text) = &one.remittance { Some(text) } else { None };
        assert_eq!((found.end_to_end_id.as_ref(), found.signed_ct()), (Some(&one.end_to_end_id), Some(-one.cents)));
        assert_eq!(found.counterparty_name.as_ref(), Some(&one.creditor_name));
        assert_eq!(found.counterparty_iban.as_deref(), Some(one.creditor_iban.as_str()));
        assert_eq!(found.reference.as_ref(), text);
    }
}

#[test]
fn the_reports_are_such_as_a_bank_may_send() {
    let notifications = schema("camt.054.001.08");
    for case in cases() {
        let version = case.profile.version;
        let reports = schema(if version == Version::V03 { "pain.002.001.03" } else { "pain.002.001.10" });
        for (file, sent) in case.files.iter().zip(case.message.files(&case.profile).unwrap()) {
            assert_eq!(errors(&reports, status_report(file, version).as_bytes()), [""; 0], "{}", case.name);
            assert_eq!(errors(&notifications, notification(file).as_bytes()), [""; 0], "{}", case.name);
            assert_read_by_crate_sepa(file, version, &sent.message);
        }
    }
}

/// A transfer that differs in one thing from the one that was written.
type Other = fn(&mut Message);

#[test]
fn a_reading_that_differs_in_one_thing_is_seen() {
    let others: [(&str, Other); 7] = [
        ("message", |sent| sent.message_id.push('X')),
        ("block", |sent| sent.payments[0].id.push('X')),
        ("debtor", |sent| sent.payments[0].debtor_name.push('X')),
        ("reference", |sent| sent.payments[0].transfers[0].end_to_end_id.push('X')),
        ("amount", |sent| sent.payments[0].transfers[0].cents += 1),
        ("creditor", |sent| sent.payments[0].transfers[0].creditor_name.push('X')),
        ("text", |sent| sent.payments[0].transfers[0].remittance = Remittance::Text("X".to_owned())),
    ];
    let [case, ..] = cases();
    for (thing, change) in others {
        let mut sent = case.message.files(&case.profile).unwrap().swap_remove(0).message;
        change(&mut sent);
        let seen = std::panic::catch_unwind(|| assert_read_by_crate_sepa(case.files[0], case.profile.version, &sent));
        assert!(seen.is_err(), "another {thing} is not seen");
    }
}
