//! The golden files, checked by hand against the message guidelines.

use super::samples::{cases, message};
use quitus_sepa::pain001::check::{check, check_for};
use quitus_sepa::pain001::read::read;
use quitus_sepa::profile::BankProfile;

/// The default profile gives today what it gave before there were profiles.
pub const GOLDEN: &str = include_str!("../golden/pain.001.001.09.xml");
pub const GOLDEN_V03: &str = include_str!("../golden/pain.001.001.03.xml");

#[test]
fn the_writer_gives_the_golden_bytes() {
    for case in cases() {
        let files = case.message.files(&case.profile).unwrap();
        let written: Vec<&str> = files.iter().map(|file| std::str::from_utf8(&file.bytes).unwrap()).collect();
        assert_eq!(written, case.files, "{}", case.name);
    }
    assert_eq!(message().write(&BankProfile::default()).unwrap(), GOLDEN.as_bytes());
}

#[test]
fn the_golden_files_break_no_rule_and_are_read_back() {
    for case in cases() {
        for (file, sent) in case.files.iter().zip(case.message.files(&case.profile).unwrap()) {
            assert_eq!(check_for(file.as_bytes(), &case.profile), [], "{}", case.name);
            assert_eq!(read(file.as_bytes(), &case.profile).unwrap(), sent.message, "{}", case.name);
        }
    }
}

#[test]
fn without_a_bank_the_common_rules_hold() {
    assert_eq!(check(GOLDEN.as_bytes()), []);
    assert_eq!(check(GOLDEN_V03.as_bytes()), []);
}

#[test]
fn what_will_be_sent_can_be_shown_first() {
    let profile = BankProfile::default();
    let shown = message().sendable(&profile).unwrap();
    assert_eq!(shown.payments[0].transfers[0].creditor_name, "Regie d'Aout + Cie");
    assert_eq!(shown.payments[0].debtor_name, "Mme OEdipe Exemple");
    assert_eq!(shown.sendable(&profile).unwrap(), shown);
}
