//! Banks: their settings as text, and what the writer refuses for them.

use super::any::{any_order, any_profile};
use super::samples::{cases, day, message};
use proptest::prelude::*;
use quitus_sepa::iban::Iban;
use quitus_sepa::pain001::{Message, PartyId, PostalAddress, Scheme, Version};
use quitus_sepa::profile::{BankProfile, CategoryPurpose, KEYS, SettingError};

fn refused(settings: &[(&str, &str)]) -> Vec<(&'static str, String)> {
    let errors = BankProfile::from_settings(settings.iter().copied()).unwrap_err();
    errors.into_iter().map(|SettingError { code, key, .. }| (code, key)).collect()
}

#[test]
fn the_default_settings_are_known() {
    let expected = [
        ("version", "09"),
        ("debtor_bic", "if_known"),
        ("creditor_bic", "if_known"),
        ("batch_booking", "as_ordered"),
        ("category_purpose", "none"),
        ("initiating_id", "none"),
        ("max_transfers", "none"),
        ("calendar", "t2"),
        ("cut_off", "none"),
        ("address", "structured"),
        ("address_outside_eea", "optional"),
        ("instant", "no"),
    ];
    let found = BankProfile::default().settings();
    assert_eq!(found.iter().map(|(key, value)| (*key, value.as_str())).collect::<Vec<_>>(), expected);
    assert_eq!(BankProfile::of(Version::V03).setting("version").as_deref(), Some("03"));
    assert_eq!(BankProfile::default().setting("couleur"), None);
}

#[test]
fn each_wrong_setting_has_its_code() {
    let cases: [(&str, &str, &str); 14] = [
        ("profile_key", "couleur", "bleu"),
        ("profile_value", "version", "08"),
        ("profile_value", "debtor_bic", ""),
        ("profile_value", "category_purpose", "RENT"),
        ("profile_value", "initiating_id", "123456782"),
        ("profile_value", "max_transfers", "0"),
        ("profile_value", "max_transfers", "-1"),
        ("profile_value", "cut_off", "16:00"),
        ("profile_value", "cut_off", "1@24:00"),
        ("profile_value", "instant", "oui"),
        ("profile_cut_off", "cut_off", "31@16:00"),
        ("party_identifier", "initiating_id", "siren:12345678"),
        ("party_identifier", "initiating_id", "siret:1234567820001X"),
        ("identifier_slash", "initiating_id", "bank:/A"),
    ];
    for (code, key, value) in cases {
        assert_eq!(refused(&[(key, value)]), [(code, key.to_owned())], "{key}={value}");
    }
    let twice = [("version", "03"), ("version", "09"), ("instant", "?")];
    assert_eq!(refused(&twice), [("profile_repeated", "version".to_owned()), ("profile_value", "instant".to_owned())]);
    let both = [("address", "omitted"), ("address_outside_eea", "required")];
    assert_eq!(refused(&both), [("profile_address", "address".to_owned())]);
    let shown = BankProfile::from_settings([("calendar", "lunaire")]).unwrap_err()[0].to_string();
    assert_eq!(shown, "réglage « calendar » : « lunaire » n'est pas un choix ; il y a : t2, french");
}

#[test]
fn a_cut_off_with_seconds_is_refused() {
    let mut profile = BankProfile::default();
    profile.set("cut_off", "0@16:00").unwrap();
    let time = chrono::NaiveTime::from_hms_opt(16, 0, 30).unwrap();
    profile.cut_off = profile.cut_off.map(|cut| quitus_sepa::calendar::CutOff { time, ..cut });
    assert_eq!(profile.validate().unwrap_err()[0].code, "profile_cut_off");
}

#[test]
fn rent_is_no_category_purpose() {
    assert_eq!(CategoryPurpose::parse("RENT"), None);
    assert_eq!(CategoryPurpose::parse("SSBE").map(CategoryPurpose::code), Some("SSBE"));
}

/// Settings, code and place expected, change.
type Refusal = (&'static [(&'static str, &'static str)], &'static str, &'static str, fn(&mut Message));

#[test]
fn each_wish_of_a_bank_has_its_code_and_place() {
    let refusals: [Refusal; 11] = [
        (&[("instant", "no")], "instant_refused", "PmtInf[1]/PmtTpInf/LclInstrm/Cd", |m| m.payments[0].scheme = Scheme::Instant),
        (&[("debtor_bic", "required")], "debtor_bic_missing", "PmtInf[1]/DbtrAgt", |_| {}),
        (&[("creditor_bic", "required")], "creditor_bic_missing", "PmtInf[1]/CdtTrfTxInf[2]/CdtrAgt", |m| {
            m.payments[0].transfers.remove(0);
            let mut other = m.payments[1].transfers[0].clone();
            other.end_to_end_id = "AUTRE".to_owned();
            m.payments[0].transfers.insert(0, other);
        }),
        (&[("initiating_id", "bank:A")], "party_identifier_imposed", "GrpHdr/InitgPty/Id/OrgId/Othr/Id", |_| {}),
        (&[("calendar", "french")], "execution_day_french_holiday", "PmtInf[1]/ReqdExctnDt/Dt", |m| {
            m.payments[0].execution_on = day(2027, 7, 14);
        }),
        (&[("calendar", "french"), ("version", "03")], "execution_day_closed", "PmtInf[1]/ReqdExctnDt", |m| {
            m.payments[0].execution_on = day(2027, 3, 26);
        }),
        (&[("cut_off", "3@09:29")], "execution_too_late", "PmtInf[1]/ReqdExctnDt/Dt", |_| {}),
        (&[("address", "structured")], "address_form", "PmtInf[2]/CdtTrfTxInf[1]/Cdtr/PstlAdr/AdrLine", |m| {
            lines(m, &["Bat. A"])
        }),
        (&[("address", "hybrid")], "address_lines", "PmtInf[2]/CdtTrfTxInf[1]/Cdtr/PstlAdr/AdrLine", |m| {
            lines(m, &["A1", "B2", "C3"])
        }),
        (&[("address", "hybrid")], "address_repeated", "PmtInf[2]/CdtTrfTxInf[1]/Cdtr/PstlAdr/AdrLine", |m| {
            lines(m, &["Bat. A", "1200  GENÈVE"]);
        }),
        (&[("address_outside_eea", "required")], "address_missing", "PmtInf[2]/CdtTrfTxInf[1]/Cdtr/PstlAdr", |m| {
            m.payments[1].transfers[0].address = None;
        }),
    ];
    for (settings, code, place, change) in refusals {
        let profile = BankProfile::from_settings(settings.iter().copied()).unwrap();
        let mut message = message();
        change(&mut message);
        let found = message.write(&profile).unwrap_err();
        let found: Vec<(&str, &str)> = found.iter().map(|violation| (violation.code, violation.where_.as_str())).collect();
        assert_eq!(found.first(), Some(&(code, place)), "{found:?}");
    }
}

fn lines(message: &mut Message, lines: &[&str]) {
    let address: &mut Option<PostalAddress> = &mut message.payments[1].transfers[0].address;
    address.as_mut().unwrap().lines = lines.iter().map(|line| (*line).to_owned()).collect();
}

#[test]
fn an_account_outside_the_area_asks_for_addresses_on_either_side() {
    let profile = BankProfile::from_settings([("address_outside_eea", "required")]).unwrap();
    let mut message = message();
    assert!(message.write(&profile).is_ok());
    message.payments[0].debtor_iban = Iban::parse("MC5811222000010123456789030").unwrap();
    let found = message.write(&profile).unwrap_err();
    assert_eq!(found.iter().map(|violation| violation.code).collect::<Vec<_>>(), ["address_missing"; 2]);
}

#[test]
fn an_imposed_identifier_is_written_when_none_is_given() {
    let profile = BankProfile::from_settings([("initiating_id", "bank:CLI-1")]).unwrap();
    let mut message = message();
    message.initiating_party.id = None;
    assert_eq!(message.sendable(&profile).unwrap().initiating_party.id, Some(PartyId::Bank("CLI-1".to_owned())));
}

#[test]
fn a_late_file_is_told_the_first_day_that_is_left() {
    let profile = BankProfile::from_settings([("cut_off", "3@09:29"), ("calendar", "french")]).unwrap();
    let found = message().write(&profile).unwrap_err();
    assert!(found[0].message_fr.ends_with("choisissez le 07/12/2026 ou après"), "{}", found[0].message_fr);
}

proptest! {
    #[test]
    fn settings_give_the_same_profile_back(profile in any_profile()) {
        let settings = profile.settings();
        prop_assert_eq!(settings.iter().map(|(key, _)| *key).collect::<Vec<_>>(), KEYS);
        let pairs = settings.iter().map(|(key, value)| (*key, value.as_str()));
        prop_assert_eq!(BankProfile::from_settings(pairs), Ok(profile));
    }

    #[test]
    fn any_text_is_taken_or_refused(key in prop_oneof![proptest::sample::select(&KEYS[..]).prop_map(str::to_owned), ".*"], value in ".*") {
        let mut profile = BankProfile::default();
        match profile.set(&key, &value) {
            Ok(()) => prop_assert!(KEYS.contains(&key.as_str())),
            Err(refused) => prop_assert!(refused.code.starts_with("profile_") && profile == BankProfile::default()),
        }
    }

    #[test]
    fn what_is_sendable_stays_as_it_is((profile, message) in any_order()) {
        let sendable = message.sendable(&profile).unwrap();
        prop_assert_eq!(sendable.sendable(&profile), Ok(sendable.clone()));
    }
}

#[test]
fn every_golden_bank_is_valid_and_kept_as_text() {
    for case in cases() {
        let settings = case.profile.settings();
        let pairs = settings.iter().map(|(key, value)| (*key, value.as_str()));
        assert_eq!(BankProfile::from_settings(pairs).unwrap(), case.profile, "{}", case.name);
    }
}
