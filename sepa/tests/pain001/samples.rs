//! Messages to test with, made by hand.

use chrono::NaiveDate;
use quitus_sepa::bic::Bic;
use quitus_sepa::iban::Iban;
use quitus_sepa::pain001::{Message, Party, PartyId, PaymentBlock, PostalAddress, Purpose, Remittance, Scheme, Transfer};
use quitus_sepa::profile::BankProfile;
use quitus_sepa::reference::RfReference;

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

/// A golden file: what is asked, of which bank, and the bytes checked by hand.
pub struct Case {
    pub name: &'static str,
    pub profile: BankProfile,
    pub message: Message,
    pub files: &'static [&'static str],
}

fn profile(settings: &[(&str, &str)]) -> BankProfile {
    BankProfile::from_settings(settings.iter().copied()).unwrap()
}

/// The same message with its address in the hybrid form.
fn hybrid() -> Message {
    let mut message = message();
    message.payments[1].transfers[0].address = Some(PostalAddress {
        town: "Genève".to_owned(),
        country: "CH".to_owned(),
        lines: vec!["Rue du Château 4 bis".to_owned(), "Bâtiment « Léman »".to_owned()],
        ..PostalAddress::default()
    });
    message
}

/// An ordinary block, then an instant one on a Sunday; a structured reference in each.
fn instant() -> Message {
    let mut message = message();
    message.payments[0].transfers[1].remittance = Remittance::Reference(RfReference::parse("RF18 5390 0754 7034").unwrap());
    let block = &mut message.payments[1];
    (block.scheme, block.execution_on) = (Scheme::Instant, day(2026, 12, 6));
    let one = &mut block.transfers[0];
    (one.address, one.purpose) = (None, Some(Purpose::Utilities));
    one.remittance = Remittance::Reference(RfReference::create("ABCDEFGHIJ12345678901").unwrap());
    message
}

/// Every golden file.
pub fn cases() -> [Case; 7] {
    let anonymous = Message { initiating_party: Party { id: None, ..message().initiating_party }, ..message() };
    let mut known = anonymous.clone();
    known.payments[0].debtor_bic = Some(Bic::parse("BNPAFRPPXXX").unwrap());
    [
        Case {
            name: "default",
            profile: BankProfile::default(),
            message: message(),
            files: &[include_str!("../golden/pain.001.001.09.xml")],
        },
        Case {
            name: "v03",
            profile: profile(&[("version", "03")]),
            message: message(),
            files: &[include_str!("../golden/pain.001.001.03.xml")],
        },
        Case {
            name: "french",
            profile: profile(&[
                ("debtor_bic", "required"),
                ("creditor_bic", "never"),
                ("batch_booking", "one_debit"),
                ("category_purpose", "SUPP"),
                ("initiating_id", "siret:12345678200014"),
                ("calendar", "french"),
                ("cut_off", "2@16:00"),
                ("address", "omitted"),
            ]),
            message: known,
            files: &[include_str!("../golden/pain.001.001.09-french.xml")],
        },
        Case {
            name: "legacy",
            profile: profile(&[
                ("version", "03"),
                ("debtor_bic", "never"),
                ("creditor_bic", "not_provided"),
                ("batch_booking", "agreed"),
                ("initiating_id", "bank:CLI-0042"),
                ("address", "hybrid"),
            ]),
            message: Message { initiating_party: anonymous.initiating_party, ..hybrid() },
            files: &[include_str!("../golden/pain.001.001.03-legacy.xml")],
        },
        Case {
            name: "instant",
            profile: profile(&[("instant", "yes"), ("batch_booking", "each_debit")]),
            message: instant(),
            files: &[include_str!("../golden/pain.001.001.09-instant.xml")],
        },
        Case {
            name: "instant v03",
            profile: profile(&[("version", "03"), ("instant", "yes")]),
            message: instant(),
            files: &[include_str!("../golden/pain.001.001.03-instant.xml")],
        },
        Case {
            name: "small files",
            profile: profile(&[("max_transfers", "1"), ("address_outside_eea", "required")]),
            message: message(),
            files: &[
                include_str!("../golden/pain.001.001.09-part1.xml"),
                include_str!("../golden/pain.001.001.09-part2.xml"),
                include_str!("../golden/pain.001.001.09-part3.xml"),
            ],
        },
    ]
}
