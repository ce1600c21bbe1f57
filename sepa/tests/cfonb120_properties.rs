//! Properties of CFONB 120: what is written is read back, and no bytes make the reader panic or invent money.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use quitus_sepa::cfonb120::{Breaks, read, write};
use quitus_sepa::iban::Iban;
use quitus_sepa::statement::{
    AccountId, Balance, Charge, Complement, Counterparty, Detail, Entry, Identifier, Kind, OriginalAmount, Proprietary,
    ReturnReason, Statement, Status, TransactionCode,
};

/// Words without runs of spaces, in the alphabet of the file.
fn text(longest: usize) -> BoxedStrategy<String> {
    let word = "[A-Z0-9a-zéàçÉ€œ&'/.,+:()?-]";
    proptest::string::string_regex(&format!("{word}( ?{word}){{0,{}}}", longest / 2))
        .unwrap()
        .prop_map(move |text| text.chars().take(longest).collect::<String>().trim().to_owned())
        .boxed()
}

fn some(longest: usize) -> impl Strategy<Value = Option<String>> {
    prop::option::of(text(longest))
}

fn day() -> impl Strategy<Value = NaiveDate> {
    (0_u64..36_524).prop_map(|days| NaiveDate::from_ymd_opt(1960, 1, 1).unwrap() + Days::new(days))
}

fn iban() -> impl Strategy<Value = String> {
    ("[0-9]{5}", "[0-9]{5}", "[A-Z0-9]{11}")
        .prop_map(|(bank, branch, account)| Iban::french(&bank, &branch, &account).unwrap().as_str().to_owned())
}

fn party() -> impl Strategy<Value = Option<Counterparty>> {
    let identifier = prop::option::of((text(35), some(35)).prop_map(|(id, scheme)| Identifier { id, scheme }));
    prop::option::of((text(70), prop::option::of(iban()), identifier))
        .prop_map(|party| party.map(|(name, iban, identifier)| Counterparty { name: Some(name), iban, bic: None, identifier }))
}

fn pair() -> impl Strategy<Value = (Option<String>, Option<String>)> {
    (some(35), some(35))
}

fn detail() -> impl Strategy<Value = Detail> {
    let original = ("[A-Z]{3}", 0_u64..100_000_000_000_000, 0_u8..10, prop::option::of((1_u64..100_000_000_000, 0_u8..100)))
        .prop_map(|(currency, units, decimals, rate)| OriginalAmount { currency, units, decimals, rate });
    let charge = (0_i64..10_000_000, "[A-Z]{3}").prop_map(|(cents, currency)| Charge {
        cents,
        currency: Some(currency),
        credit: None,
        included: None,
    });
    let complement = ("(IPO|IBU|ZZ1|2'C)", text(70)).prop_map(|(qualifier, text)| Complement { qualifier, text });
    let parties = (party(), party(), some(70), some(70));
    let references = (some(35), pair(), pair(), pair());
    let money = (prop::option::of(original), prop::collection::vec(charge, 0..3), prop::collection::vec(complement, 0..3));
    (parties, references, money, prop::collection::vec(text(140), 0..3), prop::option::of("[1-9][0-9]")).prop_map(
        |(parties, references, money, remittance, reason)| Detail {
            debtor: parties.0,
            creditor: parties.1,
            ultimate_debtor: parties.2,
            ultimate_creditor: parties.3,
            structured_reference: references.0,
            end_to_end_id: references.1.0,
            purpose: references.1.1,
            payment_id: references.2.0,
            instruction_id: references.2.1,
            mandate_id: references.3.0,
            sequence_type: references.3.1,
            original_amount: money.0,
            charges: money.1,
            complements: money.2,
            remittance,
            return_reason: reason.map(|own| ReturnReason { proprietary: Some(own), ..ReturnReason::default() }),
            ..Detail::default()
        },
    )
}

fn entry() -> impl Strategy<Value = Entry> {
    let dates = (day(), prop::option::of(day()));
    let own = (some(16), prop::option::of("[1-9][0-9]{6}"), "[0-9A-C][0-9]");
    let texts = prop::option::of((text(31), prop::collection::vec(text(70), 0..3)));
    (-99_999_999_999_999_i64..=99_999_999_999_999, dates, own, texts, detail()).prop_map(|(cents, dates, own, texts, detail)| {
        Entry {
            status: Status::Booked,
            cents,
            foreign_currency: None,
            reversal: false,
            booked_on: Some(dates.0),
            value_on: dates.1,
            bank_reference: own.0,
            entry_reference: own.1,
            transaction_code: TransactionCode {
                proprietary: Some(Proprietary { code: own.2, issuer: Some("CFONB".to_owned()) }),
                ..TransactionCode::default()
            },
            batch: None,
            charges: Vec::new(),
            details: vec![Detail { cents: Some(cents), credit: cents >= 0, ..detail }],
            additional_information: texts.map(|(label, lines)| [vec![label], lines].concat().join("\n")),
            place: Default::default(),
        }
    })
}

fn statement() -> impl Strategy<Value = Statement> {
    let balance = |code: &'static str| {
        (-99_999_999_999_999_i64..=99_999_999_999_999, day()).prop_map(move |(cents, on)| Balance {
            code: code.to_owned(),
            cents,
            foreign_currency: None,
            on,
        })
    };
    (iban(), balance("OPBD"), balance("CLBD"), prop::collection::vec(entry(), 0..6)).prop_map(
        |(iban, opening, closing, entries)| {
            let other = Some(iban[4..25].to_owned());
            Statement {
                kind: Kind::Statement,
                id: String::new(),
                sequence: None,
                created: None,
                account: AccountId { iban: Some(iban), other, currency: Some("EUR".to_owned()) },
                duplicate: None,
                page: None,
                opening: Some(opening),
                closing: Some(closing),
                other_balances: Vec::new(),
                entries,
            }
        },
    )
}

fn placeless(mut statements: Vec<Statement>) -> Vec<Statement> {
    for entry in statements.iter_mut().flat_map(|statement| &mut statement.entries) {
        entry.place = Default::default();
    }
    statements
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_movements_written_are_read_back(statements in prop::collection::vec(statement(), 1..4)) {
        for breaks in [Breaks::CrLf, Breaks::Lf, Breaks::None] {
            let file = write(&statements, breaks).unwrap();
            prop_assert_eq!(file.iter().filter(|byte| !matches!(byte, b'\r' | b'\n')).count() % 120, 0);
            let reading = read(&file).unwrap();
            prop_assert_eq!(&placeless(reading.value), &statements);
            prop_assert!(reading.diagnostics.iter().all(|one| one.code == "qualifier_unknown"), "{:?}", reading.diagnostics);
        }
    }

    #[test]
    fn bytes_of_any_kind_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let _ = read(&bytes);
    }

    #[test]
    fn a_changed_byte_never_changes_an_amount_in_silence(statement in statement(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let file = write(std::slice::from_ref(&statement), Breaks::Lf).unwrap();
        let mut changed = file.clone();
        let at = at.index(file.len());
        changed[at] = byte;
        // Outside of the amount, its decimals and the record's code, no money may move; inside, one figure may.
        let position = at % 121;
        if let Ok(reading) = read(&changed) && !matches!(position, 0 | 1 | 19 | 90..=103 | 120) {
            let cents = |all: &[Statement]| all.iter().flat_map(|one| &one.entries).map(|entry| entry.cents).collect::<Vec<_>>();
            prop_assert_eq!(cents(&reading.value), cents(&[statement]));
        }
    }
}

#[test]
fn what_the_format_has_no_room_for_is_refused() {
    let entry = |change: &dyn Fn(&mut Entry)| {
        let mut entry = Entry {
            status: Status::Booked,
            cents: 100,
            foreign_currency: None,
            reversal: false,
            booked_on: NaiveDate::from_ymd_opt(2026, 12, 2),
            value_on: None,
            bank_reference: None,
            entry_reference: None,
            transaction_code: TransactionCode {
                proprietary: Some(Proprietary { code: "05".to_owned(), issuer: Some("CFONB".to_owned()) }),
                ..TransactionCode::default()
            },
            batch: None,
            charges: Vec::new(),
            details: vec![Detail { cents: Some(100), credit: true, ..Detail::default() }],
            additional_information: None,
            place: Default::default(),
        };
        change(&mut entry);
        let balance = |code: &str| Balance {
            code: code.to_owned(),
            cents: 0,
            foreign_currency: None,
            on: NaiveDate::from_ymd_opt(2026, 12, 2).unwrap(),
        };
        let statement = Statement {
            kind: Kind::Statement,
            id: String::new(),
            sequence: None,
            created: None,
            account: AccountId {
                iban: Some("FR7630006000011234567890189".to_owned()),
                other: None,
                currency: Some("EUR".to_owned()),
            },
            duplicate: None,
            page: None,
            opening: Some(balance("OPBD")),
            closing: Some(balance("CLBD")),
            other_balances: Vec::new(),
            entries: vec![entry],
        };
        write(&[statement], Breaks::Lf)
    };
    assert!(entry(&|_| {}).is_ok());
    let changes: [&dyn Fn(&mut Entry); 12] = [
        &|entry| {
            entry.cents = 100_000_000_000_010;
            entry.details[0].cents = Some(entry.cents);
        },
        &|entry| entry.status = Status::Pending,
        &|entry| entry.reversal = true,
        &|entry| entry.booked_on = None,
        &|entry| entry.bank_reference = Some("A".repeat(17)),
        &|entry| entry.additional_information = Some("A".repeat(32)),
        &|entry| entry.details[0].remittance = vec!["A".repeat(141)],
        &|entry| entry.details[0].remittance = vec!["Ω".to_owned()],
        &|entry| entry.details[0].debtor = Some(Counterparty { bic: Some("AGRIFRPP".to_owned()), ..Counterparty::default() }),
        &|entry| entry.details.clear(),
        &|entry| entry.details[0].additional_information = Some("A".to_owned()),
        &|entry| entry.value_on = NaiveDate::from_ymd_opt(2060, 1, 1),
    ];
    for (number, change) in changes.iter().enumerate() {
        let error = entry(change).unwrap_err();
        assert_eq!((error.statement, error.entry), (1, 1), "{number}");
    }
}
