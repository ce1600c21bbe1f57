//! Account numbers, bank identifiers and references, against known vectors and against crate `sepa`.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::prelude::*;
use quitus_sepa::bic::{Bic, BicError};
use quitus_sepa::iban::{Iban, IbanError};
use quitus_sepa::reference::{ReferenceError, RfReference};

#[test]
fn known_good_numbers_pass() {
    for good in [
        "FR1420041010050500013M02606",
        "FR7630006000011234567890189",
        "fr76 3000 6000 0112 3456 7890 189",
        "DE89370400440532013000",
        "GB29NWBK60161331926819",
        "MT84MALT011000012345MTLCAST001S",
        "NO9386011117947",
        "BE68539007547034",
    ] {
        let iban = Iban::parse(good).unwrap();
        assert!(iban.in_sepa(), "{good}");
    }
    let iban = Iban::parse("FR14 2004 1010 0505 0001 3m02 606").unwrap();
    assert_eq!((iban.as_str(), iban.country()), ("FR1420041010050500013M02606", "FR"));
    assert_eq!(iban.grouped(), "FR14 2004 1010 0505 0001 3M02 606");
}

#[test]
fn each_fault_has_its_own_error() {
    let code = |text: &str| Iban::parse(text).map_err(|error| error.code());
    let rib = Iban::parse("FR8420041010050500013M02607").unwrap_err();
    assert_eq!(rib, IbanError::RibKey { expected: "06".to_owned(), found: "07".to_owned() });
    assert_eq!(rib.code(), "iban_rib_key");
    assert_eq!(code("FR14-20041010050500013M02606"), Err("iban_characters"));
    assert_eq!(code("FR1420041010050500013Ｍ02606"), Err("iban_characters"));
    assert_eq!(code(""), Err("iban_country"));
    assert_eq!(code("ZZ1420041010050500013M02606"), Err("iban_country"));
    assert_eq!(code("FRA420041010050500013M02606"), Err("iban_country"));
    assert_eq!(code("FR1420041010050500013M0260"), Err("iban_length"));
    assert_eq!(code("FR142004101005050001M302606"), Err("iban_check_digits"));
    assert_eq!(code("FR142004A010050500013M02606"), Err("iban_structure"));
    assert_eq!(code("FR7612345678901234567890123"), Err("iban_check_digits"));
}

#[test]
fn check_digits_are_between_02_and_98() {
    // 00, 01 and 99 give the same remainder as 97, 98 and 02.
    for (right, twin) in [("97", "00"), ("98", "01"), ("02", "99")] {
        let mut numbers = (0..1_000).map(|account| format!("BE{right}{account:012}"));
        let good = numbers.find_map(|number| Iban::parse(&number).ok()).unwrap();
        let twin = good.as_str().replacen(right, twin, 1);
        assert_eq!(Iban::parse(&twin), Err(IbanError::CheckDigits), "{twin}");
    }
}

#[test]
fn a_number_outside_sepa_is_valid_but_out_of_reach() {
    let tunisia = Iban::parse("TN5910006035183598478831").unwrap();
    assert!(!tunisia.in_sepa());
}

#[test]
fn the_registry_agrees_with_crate_sepa() {
    for first in 'A'..='Z' {
        for second in 'A'..='Z' {
            let country = format!("{first}{second}");
            let expected = sepa::iban::iban_country_length(&country);
            let (found, national) = match Iban::parse(&format!("{country}00")) {
                Err(IbanError::Length { expected, .. }) => (Some(expected), sepa::iban::iban_bban_format(&country)),
                _ => (None, None),
            };
            assert_eq!(found, expected, "{country}");
            let (Some(format), true) = (national, sepa::iban::is_sepa_country(&country)) else { continue };
            for (position, kind) in format.bytes().enumerate() {
                for (trial, allowed) in [('7', kind != b'a'), ('Q', kind != b'n')] {
                    let bban: String = format
                        .bytes()
                        .enumerate()
                        .map(|(i, kind)| {
                            if i == position {
                                trial
                            } else if kind == b'a' {
                                'Q'
                            } else {
                                '7'
                            }
                        })
                        .collect();
                    let fault = matches!(Iban::parse(&format!("{country}99{bban}")), Err(IbanError::Structure { .. }));
                    assert_eq!(fault, !allowed, "{country} position {position} with {trial}");
                }
            }
        }
    }
}

#[test]
fn a_built_number_needs_well_formed_parts() {
    assert_eq!(Iban::french("20041", "01005", "0500013M026").unwrap().as_str(), "FR1420041010050500013M02606");
    assert_eq!(Iban::french("30006", "1", "12345678901").unwrap().as_str(), "FR7630006000011234567890189");
    assert_eq!(Iban::french("300061", "1", "1").map_err(|e| e.code()), Err("iban_length"));
    assert_eq!(Iban::french("3000A", "1", "1").map_err(|e| e.code()), Err("iban_structure"));
    assert_eq!(Iban::french("30006", "1", "é").map_err(|e| e.code()), Err("iban_characters"));
}

#[test]
fn bank_identifiers_have_eight_or_eleven_characters() {
    assert_eq!(Bic::parse("bnpa fr pp").unwrap().as_str(), "BNPAFRPP");
    assert_eq!(Bic::parse("AGRIFRPP882").unwrap().country(), "FR");
    assert_eq!(Bic::parse("BNPAFRP"), Err(BicError::Length(7)));
    assert_eq!(Bic::parse("NOTPROVIDED"), Err(BicError::NotProvided));
    assert_eq!(Bic::parse("BN1AFRPP"), Err(BicError::Structure));
    assert_eq!(Bic::parse("BNPAFRPO"), Err(BicError::Structure));
    assert_eq!(Bic::parse("BNPAFRPPÉÉÉ"), Err(BicError::Structure));
}

#[test]
fn known_references_pass_and_broken_ones_do_not() {
    assert_eq!(RfReference::parse("RF18 5390 0754 7034").unwrap().as_str(), "RF18539007547034");
    assert!(RfReference::parse("RF712348231").is_ok());
    assert_eq!(RfReference::create("539007547034").unwrap().as_str(), "RF18539007547034");
    assert_eq!(RfReference::parse("RF19539007547034"), Err(ReferenceError::CheckDigits));
    // The same remainder with check digits that are never computed: 97 less, or 97 more.
    for content in (1..300_u32).map(|number| number.to_string()) {
        let right = RfReference::create(&content).unwrap();
        let check: u32 = right.as_str()[2..4].parse().unwrap();
        for wrong in [check.checked_sub(97), Some(check + 97)].into_iter().flatten().filter(|wrong| *wrong < 100) {
            let written = format!("RF{wrong:02}{content}");
            assert_eq!(RfReference::parse(&written), Err(ReferenceError::CheckDigits), "{written} for {right}");
        }
    }
    assert_eq!(RfReference::parse("RF18"), Err(ReferenceError::Length(0)));
    assert_eq!(RfReference::parse("RG18539007547034"), Err(ReferenceError::Structure));
    assert_eq!(RfReference::create(&"9".repeat(22)), Err(ReferenceError::Length(22)));
    assert_eq!(RfReference::create("é"), Err(ReferenceError::Structure));
}

/// The key by the other usual formula: what the whole number, key included, lacks to be a multiple of 97.
fn rib_key(bank: &str, branch: &str, account: &str) -> String {
    let digits: String = format!("{bank}{branch}{account}")
        .chars()
        .map(|c| match "ABCDEFGHIJKLMNOPQRSTUVWXYZ".find(c) {
            Some(rank) => "12345678912345678923456789".chars().nth(rank).unwrap(),
            None => c,
        })
        .collect();
    let number: u128 = digits.parse().unwrap();
    format!("{:02}", 97 - number * 100 % 97)
}

proptest! {
    #[test]
    fn the_rib_key_agrees_with_the_other_formula(bank in "[0-9]{5}", branch in "[0-9]{5}", account in "[0-9A-Z]{11}") {
        let iban = Iban::french(&bank, &branch, &account).unwrap();
        prop_assert!(iban.as_str().ends_with(&rib_key(&bank, &branch, &account)));
    }

    #[test]
    fn built_french_numbers_are_valid_everywhere(bank in "[0-9]{5}", branch in "[0-9]{5}", account in "[0-9A-Z]{11}") {
        let iban = Iban::french(&bank, &branch, &account).unwrap();
        prop_assert!(sepa::validate_iban(iban.as_str()).is_ok());
        prop_assert_eq!(Iban::parse(&iban.grouped()), Ok(iban));
    }

    #[test]
    fn one_wrong_digit_is_always_found(account in "[0-9]{11}", at in 2_usize..27, shift in 1_u32..10) {
        let iban = Iban::french("30006", "00001", &account).unwrap();
        let wrong: String = iban.as_str().chars().enumerate().map(|(i, c)| match c.to_digit(10) {
            Some(digit) if i == at => char::from_digit((digit + shift) % 10, 10).unwrap(),
            _ => c,
        }).collect();
        prop_assert!(Iban::parse(&wrong).is_err(), "{wrong}");
    }

    #[test]
    fn two_swapped_neighbours_are_always_found(account in "[0-9A-Z]{11}", at in 4_usize..26) {
        let iban = Iban::french("30006", "00001", &account).unwrap();
        let mut letters: Vec<char> = iban.as_str().chars().collect();
        letters.swap(at, at + 1);
        let swapped: String = letters.into_iter().collect();
        prop_assume!(swapped != iban.as_str());
        prop_assert!(Iban::parse(&swapped).is_err(), "{swapped}");
    }

    #[test]
    fn any_text_is_judged_without_panic(text in any::<String>()) {
        prop_assert!(Iban::parse(&text).is_ok() || Iban::parse(&text).is_err());
        prop_assert!(Bic::parse(&text).is_ok() || Bic::parse(&text).is_err());
        prop_assert!(RfReference::parse(&text).is_ok() || RfReference::parse(&text).is_err());
    }

    #[test]
    fn created_references_check_and_agree_with_crate_sepa(content in "[0-9A-Z]{1,21}", at in 0_usize..25, shift in 1_u32..10) {
        let reference = RfReference::create(&content).unwrap();
        prop_assert_eq!(RfReference::parse(reference.as_str()), Ok(reference.clone()));
        let oracle = sepa::reference::RfReference::generate(&content).unwrap();
        prop_assert_eq!(reference.as_str(), oracle.as_str());
        let wrong: String = reference.as_str().chars().enumerate().map(|(i, c)| match c.to_digit(10) {
            Some(digit) if i == at => char::from_digit((digit + shift) % 10, 10).unwrap(),
            _ => c,
        }).collect();
        prop_assert_eq!(RfReference::parse(&wrong).is_ok(), wrong == reference.as_str());
    }
}
