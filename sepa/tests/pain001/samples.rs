//! Messages to test with: one by hand, and any valid one.

use chrono::NaiveDate;
use proptest::prelude::*;
use quitus_sepa::bic::Bic;
use quitus_sepa::calendar::next_business_day;
use quitus_sepa::iban::Iban;
use quitus_sepa::pain001::{Message, Party, PartyId, PaymentBlock, PostalAddress, Purpose, Remittance, Scheme, Transfer};

pub fn french(bank: u32, account: u64) -> Iban {
    Iban::french(&bank.to_string(), "1", &account.to_string()).unwrap()
}

pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn transfer(id: &str, cents: i64, name: &str, iban: Iban, remittance: &str) -> Transfer {
    Transfer {
        end_to_end_id: id.to_owned(),
        instruction_id: None,
        cents,
        creditor_name: name.to_owned(),
        creditor_iban: iban,
        creditor_bic: None,
        remittance: Remittance::text(remittance),
        address: None,
        purpose: None,
    }
}

/// The message of the golden file: two accounts, all the optional parts at least once.
pub fn message() -> Message {
    let swiss = Transfer {
        instruction_id: Some("INS-0003".to_owned()),
        creditor_bic: Some(Bic::parse("POFICHBE").unwrap()),
        address: Some(PostalAddress {
            street: Some("Rue du Château".to_owned()),
            building: Some("4 bis".to_owned()),
            post_code: Some("1200".to_owned()),
            town: "Genève".to_owned(),
            country: "CH".to_owned(),
            lines: Vec::new(),
        }),
        ..transfer("ORD-2026-000003", 99_999_999_999, "Caisse fictive", Iban::parse("CH9300762011623852957").unwrap(), "")
    };
    let rent = Transfer {
        purpose: Some(Purpose::Rent),
        ..transfer(
            "ORD-2026-000001",
            41_250,
            "Régie d’Août & Cie",
            french(20041, 1001),
            "Loyer décembre 2026 — appartement n° 12",
        )
    };
    let power = transfer("ORD-2026-000002", 1, "Électricité de l'Exemple", french(30006, 1002), "Facture F2026/12");
    Message {
        message_id: "MSG-2026-0001".to_owned(),
        created: day(2026, 12, 1).and_hms_opt(9, 30, 0).unwrap(),
        initiating_party: Party {
            name: "Association tutélaire d'exemple".to_owned(),
            id: Some(PartyId::Siren("123456782".to_owned())),
        },
        payments: vec![
            PaymentBlock {
                id: "PMT-2026-0001".to_owned(),
                scheme: Scheme::Sct,
                execution_on: day(2026, 12, 4),
                debtor_name: "Mme Œdipe Exemple".to_owned(),
                debtor_iban: french(30003, 2001),
                debtor_bic: None,
                batch_booking: Some(false),
                transfers: vec![rent, power],
            },
            PaymentBlock {
                id: "PMT-2026-0002".to_owned(),
                scheme: Scheme::Sct,
                execution_on: day(2026, 12, 7),
                debtor_name: "M. Noël Fictif".to_owned(),
                debtor_iban: french(30003, 2002),
                debtor_bic: Some(Bic::parse("SOGEFRPP").unwrap()),
                batch_booking: None,
                transfers: vec![swiss],
            },
        ],
    }
}

/// Text that people type, at most `length` characters once rewritten (no character here becomes more than three).
fn text(length: usize) -> impl Strategy<Value = String> {
    let short = length / 3 - 1;
    proptest::string::string_regex(&format!("[A-Z][A-Za-z0-9àâçéèêëîïôûùüœæÉÈÀ’&€@«»/:.,'()+ -]{{0,{short}}}")).unwrap()
}

prop_compose! {
    fn any_address()(
        street in proptest::option::of(text(70)),
        post_code in proptest::option::of("[0-9]{5}"),
        town in text(35),
        country in prop_oneof![Just("FR"), Just("CH"), Just("MC")],
    ) -> PostalAddress {
        PostalAddress { street, building: None, post_code, town, country: country.to_owned() }
    }
}

prop_compose! {
    fn any_transfer()(
        cents in prop_oneof![1_i64..2_000_000, 1_i64..=99_999_999_999],
        instruction_id in proptest::option::of("[A-Z0-9]{1,35}"),
        creditor_name in text(70),
        (bank, account) in (0_u32..100_000, 0_u64..100_000_000_000),
        foreign in proptest::option::weighted(0.2, prop_oneof![Just("DE89370400440532013000"), Just("BE68539007547034")]),
        creditor_bic in proptest::option::of(prop_oneof![Just("BNPAFRPP"), Just("AGRIFRPP882")]),
        remittance in prop_oneof![Just(String::new()), text(140)],
        address in proptest::option::of(any_address()),
        purpose in proptest::option::of(prop_oneof![Just(Purpose::Rent), Just(Purpose::Utilities), Just(Purpose::Other)]),
    ) -> Transfer {
        Transfer {
            end_to_end_id: String::new(),
            instruction_id,
            cents,
            creditor_name,
            creditor_iban: foreign.map_or_else(|| french(bank, account), |iban| Iban::parse(iban).unwrap()),
            creditor_bic: creditor_bic.map(|bic| Bic::parse(bic).unwrap()),
            remittance,
            address,
            purpose,
        }
    }
}

prop_compose! {
    fn any_block()(
        offset in 0_u64..4_000,
        debtor_name in text(70),
        account in 0_u64..100_000_000_000,
        debtor_bic in proptest::option::of(Just("SOGEFRPP")),
        batch_booking in any::<Option<bool>>(),
        transfers in proptest::collection::vec(any_transfer(), 1..6),
    ) -> PaymentBlock {
        PaymentBlock {
            id: String::new(),
            execution_on: next_business_day(day(2026, 1, 1) + chrono::Days::new(offset)).unwrap(),
            debtor_name,
            debtor_iban: french(30003, account),
            debtor_bic: debtor_bic.map(|bic| Bic::parse(bic).unwrap()),
            batch_booking,
            transfers,
        }
    }
}

prop_compose! {
    /// Any message that breaks no rule.
    pub fn any_message()(
        seconds in 0_u32..86_400,
        name in text(70),
        id in proptest::option::of(prop_oneof![
            "[0-9]{9}".prop_map(PartyId::Siren),
            "[0-9]{14}".prop_map(PartyId::Siret),
            "[A-Z0-9]{1,35}".prop_map(PartyId::Bank),
        ]),
        mut payments in proptest::collection::vec(any_block(), 1..4),
    ) -> Message {
        for (i, block) in payments.iter_mut().enumerate() {
            block.id = format!("PMT-{i}");
            for (j, transfer) in block.transfers.iter_mut().enumerate() {
                transfer.end_to_end_id = format!("ORD-{i}-{j}");
            }
        }
        Message {
            message_id: format!("MSG-{seconds}"),
            created: day(2026, 12, 1).and_hms_opt(0, 0, 0).unwrap() + chrono::Duration::seconds(seconds.into()),
            initiating_party: Party { name, id },
            payments,
        }
    }
}
