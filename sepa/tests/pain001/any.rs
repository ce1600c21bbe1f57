//! Any valid message, and any bank.

use super::samples::{day, french};
use proptest::prelude::*;
use quitus_sepa::bic::Bic;
use quitus_sepa::calendar::Calendar;
use quitus_sepa::iban::Iban;
use quitus_sepa::pain001::{Message, Party, PartyId, PaymentBlock, PostalAddress, Purpose, Remittance, Scheme, Transfer};
use quitus_sepa::profile::{AddressForm, BankProfile, CreditorAgent, DebtorAgent, KEYS};
use quitus_sepa::reference::RfReference;

/// Text that people type, at most `length` characters once rewritten (no character here becomes more than three).
fn text(length: usize) -> impl Strategy<Value = String> {
    let (short, rest) = (length / 3 - 1, length - 1);
    let typed = format!("[A-Z][A-Za-z0-9àâçéèêëîïôûùüœæÉÈÀ’&€@«»/:.,'()+ -]{{0,{short}}}");
    let full = format!("[A-Z][A-Za-z0-9é]{{{rest}}}");
    let regex = |form: &str| proptest::string::string_regex(form).unwrap();
    prop_oneof![9 => regex(&typed), 1 => regex(&full)]
}

prop_compose! {
    fn any_address()(
        street in proptest::option::of(text(70)),
        post_code in proptest::option::of("[0-9]{5}"),
        town in text(35),
        country in prop_oneof![Just("FR"), Just("CH"), Just("MC")],
        building in proptest::option::of("[0-9]{1,3}( bis)?"),
        lines in proptest::collection::vec(text(60).prop_map(|text| format!("Etage: {text}")), 0..3),
    ) -> PostalAddress {
        PostalAddress { street, building, post_code, town, country: country.to_owned(), lines }
    }
}

prop_compose! {
    fn any_transfer()(
        cents in prop_oneof![1_i64..2_000_000, 1_i64..=99_999_999_999],
        instruction_id in proptest::option::of("[A-Z0-9]{1,35}"),
        creditor_name in text(70),
        (bank, account) in (0_u32..100_000, 0_u64..100_000_000_000),
        foreign in proptest::option::weighted(0.2, prop_oneof![
            Just("DE89370400440532013000"), Just("BE68539007547034"), Just("CH9300762011623852957")
        ]),
        creditor_bic in proptest::option::of(prop_oneof![Just("BNPAFRPP"), Just("AGRIFRPP882")]),
        remittance in prop_oneof![
            1 => Just(Remittance::Nothing),
            4 => text(140).prop_map(Remittance::Text),
            2 => "[A-Z0-9]{1,21}".prop_map(|content| Remittance::Reference(RfReference::create(&content).unwrap())),
        ],
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
        instant in any::<bool>(),
        transfers in proptest::collection::vec(any_transfer(), 1..6),
    ) -> PaymentBlock {
        PaymentBlock {
            id: String::new(),
            scheme: if instant { Scheme::Instant } else { Scheme::Sct },
            execution_on: day(2026, 12, 1) + chrono::Days::new(offset),
            debtor_name,
            debtor_iban: french(30003, account),
            debtor_bic: debtor_bic.map(|bic| Bic::parse(bic).unwrap()),
            batch_booking,
            transfers,
        }
    }
}

prop_compose! {
    /// Any message that breaks no rule, but for those of a bank.
    fn any_message()(
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

/// Any bank.
pub fn any_profile() -> impl Strategy<Value = BankProfile> {
    let values: [&[&str]; 12] = [
        &["03", "09"],
        &["if_known", "required", "never"],
        &["if_known", "required", "never", "not_provided"],
        &["as_ordered", "one_debit", "each_debit", "agreed"],
        &["none", "none", "SUPP", "SSBE", "GOVT"],
        &["none", "none", "siren:123456782", "siret:12345678200014", "bank:CLI-0042"],
        &["none", "none", "1", "2", "7"],
        &["t2", "french"],
        &["none", "0@12:00", "1@16:00", "3@09:30"],
        &["structured", "hybrid", "omitted"],
        &["optional", "required"],
        &["no", "yes"],
    ];
    proptest::array::uniform12(any::<proptest::sample::Index>()).prop_map(move |picks| {
        let mut profile = BankProfile::default();
        for ((key, choices), pick) in KEYS.iter().zip(values).zip(picks) {
            let value: &&str = pick.get(choices);
            profile.set(key, value).unwrap();
        }
        profile.address_outside_eea &= profile.address != AddressForm::Omitted;
        profile
    })
}

/// Any bank and any message that it takes.
pub fn any_order() -> impl Strategy<Value = (BankProfile, Message)> {
    (any_profile(), any_message()).prop_map(|(profile, mut message)| {
        if profile.initiating_id.is_some() {
            message.initiating_party.id = None;
        }
        for block in &mut message.payments {
            fit_block(block, &profile, message.created);
        }
        (profile, message)
    })
}

fn fit_block(block: &mut PaymentBlock, profile: &BankProfile, created: chrono::NaiveDateTime) {
    if !profile.instant {
        block.scheme = Scheme::Sct;
    }
    if block.scheme == Scheme::Sct {
        let first = profile.cut_off.and_then(|cut_off| profile.calendar.first_execution(created, cut_off));
        block.execution_on = profile.calendar.next_open(block.execution_on.max(first.unwrap_or_default())).unwrap();
        assert!(Calendar::T2.is_open(block.execution_on));
    }
    if profile.debtor_agent == DebtorAgent::Required {
        block.debtor_bic.get_or_insert(Bic::parse("SOGEFRPP").unwrap());
    }
    for one in &mut block.transfers {
        if profile.creditor_agent == CreditorAgent::Required {
            one.creditor_bic.get_or_insert(Bic::parse("BNPAFRPP").unwrap());
        }
        if profile.address_outside_eea && one.creditor_iban.country() == "CH" {
            let town = "Genève".to_owned();
            one.address.get_or_insert(PostalAddress { town, country: "CH".to_owned(), ..PostalAddress::default() });
        }
        if let Some(address) = one.address.as_mut().filter(|_| profile.address == AddressForm::Structured) {
            address.lines.clear();
        }
    }
}
