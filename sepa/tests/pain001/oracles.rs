//! Any valid message, against what we did not write: the ISO schema, and the writer of crate `sepa`.

use super::golden::GOLDEN;
use super::samples::{any_message, french, message};
use crate::schemas::{errors, schema};
use fastxml::schema::Schema;
use proptest::prelude::*;
use quick_xml::events::Event;
use quitus_sepa::charset::to_sepa;
use quitus_sepa::pain001::check::check;
use quitus_sepa::pain001::{Message, PaymentBlock, Purpose, Transfer, Version};
use std::sync::{Arc, LazyLock};

static SCHEMA: LazyLock<Arc<Schema>> = LazyLock::new(|| schema("pain.001.001.09"));

fn schema_errors(bytes: &[u8]) -> Vec<String> {
    errors(&SCHEMA, bytes)
}

/// Path and text of every leaf of a file, in order: what the file says, whatever its layout.
fn leaves(file: &str) -> Vec<(String, String)> {
    let mut reader = quick_xml::reader::Reader::from_str(file);
    let (mut path, mut text, mut found, mut leaf) = (Vec::new(), String::new(), Vec::new(), false);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => {
                path.push(tag.local_name().as_ref().to_owned());
                (leaf, text) = (true, String::new());
            }
            Event::Text(part) => text.push_str(&part),
            Event::GeneralRef(part) => text.push_str(quick_xml::escape::resolve_xml_entity(&part).unwrap()),
            Event::End(_) => {
                if leaf {
                    found.push((path.join("/"), text.clone()));
                }
                leaf = false;
                path.pop();
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

/// The same message through the writer of crate `sepa`, from texts already rewritten.
fn by_crate_sepa(message: &Message) -> String {
    let created = message.created.format("%Y-%m-%dT%H:%M:%S").to_string();
    let builder = sepa::Pain001Builder::new(&message.initiating_party.name, &message.message_id);
    let builder = builder.created_at(created.parse().unwrap());
    message.payments.iter().fold(builder, |builder, block| builder.add_group(group(block))).build().unwrap()
}

fn group(block: &PaymentBlock) -> sepa::CreditTransferGroup {
    let iban = sepa::validate_iban(block.debtor_iban.as_str()).unwrap();
    let day = block.execution_on.to_string().parse::<sepa::IsoDate>().unwrap();
    let mut group = sepa::CreditTransferGroup::new(&block.debtor_name, &iban, day).payment_info_id(&block.id);
    if let Some(bic) = &block.debtor_bic {
        group = group.debtor_bic(sepa::validate_bic(bic.as_str()).unwrap());
    }
    if let Some(batch) = block.batch_booking {
        group = group.batch_booking(batch);
    }
    block.transfers.iter().fold(group, |group, transfer| group.add_entry(entry(transfer)))
}

fn entry(transfer: &Transfer) -> sepa::CreditTransferEntry {
    let iban = sepa::validate_iban(transfer.creditor_iban.as_str()).unwrap();
    let mut entry = sepa::CreditTransferEntry::new(&transfer.creditor_name, iban, transfer.cents, &transfer.end_to_end_id);
    if let Some(bic) = &transfer.creditor_bic {
        entry = entry.with_bic(sepa::validate_bic(bic.as_str()).unwrap());
    }
    if !transfer.remittance.is_empty() {
        entry = entry.with_description(&transfer.remittance);
    }
    if let Some(purpose) = transfer.purpose {
        entry = entry.with_purpose(purpose.code().parse().unwrap());
    }
    entry
}

#[test]
fn the_golden_file_is_valid_and_the_schema_can_refuse() {
    assert_eq!(schema_errors(GOLDEN.as_bytes()), [""; 0]);
    assert!(!schema_errors(GOLDEN.replacen("<PmtMtd>TRF", "<PmtMtd>XXX", 1).as_bytes()).is_empty());
    let order = GOLDEN.replacen("<PmtMtd>TRF</PmtMtd>", "", 1).replacen("<Dbtr>", "<PmtMtd>TRF</PmtMtd><Dbtr>", 1);
    assert!(!schema_errors(order.as_bytes()).is_empty());
}

#[test]
fn a_file_of_crate_sepa_passes_our_checker() {
    assert_eq!(check(by_crate_sepa(&message().sendable(&BankProfile::default()).unwrap()).as_bytes()), []);
}

#[test]
fn ten_thousand_transfers_are_written_valid() {
    let mut message = message();
    let block = &mut message.payments[0];
    block.transfers = (0..10_000_u32)
        .map(|i| Transfer {
            end_to_end_id: format!("ORD-2027-{i:06}"),
            instruction_id: None,
            cents: i64::from(i) + 1,
            creditor_name: format!("Bailleur fictif n° {i}"),
            creditor_iban: french(30006, i.into()),
            creditor_bic: None,
            remittance: "Loyer décembre 2026".to_owned(),
            address: None,
            purpose: Some(Purpose::Rent),
        })
        .collect();
    let file = message.write(&BankProfile::default()).unwrap();
    assert_eq!(check(&file), []);
    let text = String::from_utf8(file).unwrap();
    // 10 000 × 10 001 / 2 cents.
    assert!(text.contains("<NbOfTxs>10000</NbOfTxs><CtrlSum>500050.00</CtrlSum>"));
    assert!(text.contains("<NbOfTxs>10001</NbOfTxs><CtrlSum>1000500049.99</CtrlSum>"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_valid_message_fits_the_schema_and_our_rules(message in any_message()) {
        let file = message.write(&BankProfile::default()).map_err(|found| TestCaseError::fail(format!("{found:?}")))?;
        prop_assert_eq!(check(&file), []);
        prop_assert_eq!(schema_errors(&file), Vec::<String>::new());
        prop_assert_eq!(message.write(&BankProfile::default()).unwrap(), file);
    }

    #[test]
    fn both_writers_say_the_same(mut message in any_message()) {
        // Parties with an identifier and addresses are built otherwise there.
        message.initiating_party.id = None;
        message.payments.iter_mut().flat_map(|block| &mut block.transfers).for_each(|transfer| {
            transfer.address = None;
            transfer.instruction_id = None;
        });
        let shown = message.sendable(&BankProfile::default()).unwrap();
        let ours = String::from_utf8(message.write(&BankProfile::default()).unwrap()).unwrap();
        prop_assert_eq!(leaves(&ours), leaves(&by_crate_sepa(&shown)));
    }

    #[test]
    fn the_file_read_back_gives_the_same_transfers(message in any_message()) {
        let file = String::from_utf8(message.write(&BankProfile::default()).unwrap()).unwrap();
        let found = leaves(&file);
        let values = |tail: &str| -> Vec<String> {
            let path = format!("Document/CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf/{tail}");
            found.iter().filter(|(at, _)| *at == path).map(|(_, text)| text.clone()).collect()
        };
        let transfers: Vec<&Transfer> = message.payments.iter().flat_map(|block| &block.transfers).collect();
        let expected = |value: fn(&Transfer) -> String| -> Vec<String> { transfers.iter().map(|one| value(one)).collect() };
        prop_assert_eq!(values("PmtId/EndToEndId"), expected(|one| one.end_to_end_id.clone()));
        prop_assert_eq!(values("CdtrAcct/Id/IBAN"), expected(|one| one.creditor_iban.as_str().to_owned()));
        prop_assert_eq!(values("Cdtr/Nm"), expected(|one| to_sepa(&one.creditor_name)));
        let cents: Vec<i64> = values("Amt/InstdAmt").iter().map(|text| text.replace('.', "").parse().unwrap()).collect();
        prop_assert_eq!(cents, transfers.iter().map(|one| one.cents).collect::<Vec<_>>());
    }

    #[test]
    fn any_bytes_are_judged_without_panic(bytes in any::<Vec<u8>>(), at in 0_usize..2_000, byte in any::<u8>()) {
        prop_assert!(!check(&bytes).is_empty());
        let mut file = GOLDEN.as_bytes().to_vec();
        file[at] = byte;
        let _ = check(&file);
    }
}
