//! Any valid message, against what we did not write: the ISO schema, and the writer of crate `sepa`.

use super::any::any_order;
use super::echo::assert_read_by_crate_sepa;
use super::golden::{GOLDEN, GOLDEN_V03};
use super::samples::{cases, french, message};
use crate::schemas::{errors, schema};
use fastxml::schema::Schema;
use proptest::prelude::*;
use quick_xml::events::Event;
use quitus_sepa::pain001::check::{check, check_for};
use quitus_sepa::pain001::read::read;
use quitus_sepa::pain001::{Message, PaymentBlock, PostalAddress, Purpose, Remittance, Scheme, Transfer, Version};
use quitus_sepa::profile::{BankProfile, CreditorAgent};
use std::sync::{Arc, LazyLock};

static SCHEMA_V03: LazyLock<Arc<Schema>> = LazyLock::new(|| schema("pain.001.001.03"));
static SCHEMA_V09: LazyLock<Arc<Schema>> = LazyLock::new(|| schema("pain.001.001.09"));

fn schema_errors(version: Version, bytes: &[u8]) -> Vec<String> {
    let schema = match version {
        Version::V03 => &SCHEMA_V03,
        Version::V09 => &SCHEMA_V09,
    };
    errors(schema, bytes)
}

/// Random messages to try: more than by default when `QUITUS_SEPA_CASES` says so.
fn cases_wanted() -> u32 {
    std::env::var("QUITUS_SEPA_CASES").ok().map_or(500, |cases| cases.parse().unwrap())
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
fn by_crate_sepa(message: &Message, profile: &BankProfile) -> String {
    let created = message.created.format("%Y-%m-%dT%H:%M:%S").to_string();
    let schema = match profile.version {
        Version::V03 => sepa::CreditTransferSchema::IsoV3,
        Version::V09 => sepa::CreditTransferSchema::IsoV9,
    };
    let builder = sepa::Pain001Builder::new(&message.initiating_party.name, &message.message_id).schema(schema);
    let builder = builder.created_at(created.parse().unwrap());
    message.payments.iter().fold(builder, |builder, block| builder.add_group(group(block, profile))).build().unwrap()
}

fn group(block: &PaymentBlock, profile: &BankProfile) -> sepa::CreditTransferGroup {
    let iban = sepa::validate_iban(block.debtor_iban.as_str()).unwrap();
    let day = block.execution_on.to_string().parse::<sepa::IsoDate>().unwrap();
    let mut group = sepa::CreditTransferGroup::new(&block.debtor_name, &iban, day).payment_info_id(&block.id);
    if block.scheme == Scheme::Instant {
        group = group.kind(sepa::CreditTransferKind::Instant);
    }
    if let Some(category) = profile.category_purpose {
        group = group.category_purpose(category.code().parse().unwrap());
    }
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
    if let Some(one) = &transfer.address {
        entry = entry.with_creditor_address(address(one));
    }
    entry = match &transfer.remittance {
        Remittance::Nothing => entry,
        Remittance::Text(text) => entry.with_description(text),
        Remittance::Reference(reference) => entry.with_reference(reference.as_str().parse().unwrap()),
    };
    if let Some(purpose) = transfer.purpose {
        entry = entry.with_purpose(purpose.code().parse().unwrap());
    }
    entry
}

fn address(one: &PostalAddress) -> sepa::PostalAddress {
    let mut address = sepa::PostalAddress::new(&one.town, &one.country).unwrap();
    if let Some(street) = &one.street {
        address = address.street(street);
    }
    if let Some(building) = &one.building {
        address = address.building_number(building);
    }
    if let Some(code) = &one.post_code {
        address = address.post_code(code);
    }
    one.lines.iter().fold(address, |address, line| address.line(line))
}

#[test]
fn the_golden_files_are_valid_and_the_schemas_can_refuse() {
    for case in cases() {
        for file in case.files {
            assert_eq!(schema_errors(case.profile.version, file.as_bytes()), [""; 0], "{}", case.name);
        }
    }
    for (version, golden) in [(Version::V03, GOLDEN_V03), (Version::V09, GOLDEN)] {
        assert!(!schema_errors(version, golden.replacen("<PmtMtd>TRF", "<PmtMtd>XXX", 1).as_bytes()).is_empty());
        let order = golden.replacen("<PmtMtd>TRF</PmtMtd>", "", 1).replacen("<Dbtr>", "<PmtMtd>TRF</PmtMtd><Dbtr>", 1);
        assert!(!schema_errors(version, order.as_bytes()).is_empty());
    }
    assert!(!schema_errors(Version::V09, GOLDEN_V03.as_bytes()).is_empty());
}

#[test]
fn a_file_of_crate_sepa_passes_our_checker() {
    for version in Version::ALL {
        let profile = BankProfile::of(version);
        let file = by_crate_sepa(&message().sendable(&profile).unwrap(), &profile);
        assert_eq!(check(file.as_bytes()), []);
    }
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
            remittance: Remittance::text("Loyer décembre 2026"),
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
    #![proptest_config(ProptestConfig::with_cases(cases_wanted()))]

    #[test]
    fn any_valid_message_fits_the_schema_and_our_rules_and_is_read_back((profile, message) in any_order()) {
        let files = message.files(&profile).map_err(|found| TestCaseError::fail(format!("{profile:?} {found:?}")))?;
        for file in &files {
            prop_assert_eq!(check_for(&file.bytes, &profile), []);
            prop_assert_eq!(schema_errors(profile.version, &file.bytes), Vec::<String>::new());
            prop_assert_eq!(&read(&file.bytes, &profile).unwrap(), &file.message);
            assert_read_by_crate_sepa(std::str::from_utf8(&file.bytes).unwrap(), profile.version, &file.message);
        }
        prop_assert_eq!(message.files(&profile).unwrap(), files);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn both_writers_say_the_same((mut profile, mut message) in any_order()) {
        // Parties with an identifier, instruction identifiers and banks without a name are not written there.
        (profile.initiating_id, profile.max_transfers, message.initiating_party.id) = (None, None, None);
        if profile.creditor_agent == CreditorAgent::NotProvided {
            profile.creditor_agent = CreditorAgent::IfKnown;
        }
        message.payments.iter_mut().flat_map(|block| &mut block.transfers).for_each(|transfer| transfer.instruction_id = None);
        let shown = message.sendable(&profile).unwrap();
        let ours = String::from_utf8(message.write(&profile).unwrap()).unwrap();
        let theirs = by_crate_sepa(&shown, &profile);
        prop_assert_eq!(leaves(&ours), leaves(&theirs));
        prop_assert_eq!(read(theirs.as_bytes(), &profile), Ok(shown));
    }

    #[test]
    fn any_bytes_are_judged_and_read_without_panic(bytes in any::<Vec<u8>>(), at in 0_usize..2_000, byte in any::<u8>()) {
        let profile = BankProfile::default();
        prop_assert!(!check(&bytes).is_empty() && read(&bytes, &profile).is_err());
        let mut file = GOLDEN.as_bytes().to_vec();
        file[at] = byte;
        prop_assert!(check(&file).is_empty() || read(&file, &profile).is_err());
    }
}
