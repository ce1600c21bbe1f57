//! The golden file, checked by hand against the message guidelines.

use super::samples::message;
use quitus_sepa::pain001::check::check;
use quitus_sepa::profile::BankProfile;

pub const GOLDEN: &str = include_str!("../golden/pain.001.001.09.xml");

#[test]
fn the_writer_gives_the_golden_bytes() {
    let written = String::from_utf8(message().write(&BankProfile::default()).unwrap()).unwrap();
    assert_eq!(written, GOLDEN);
}

#[test]
fn the_golden_file_breaks_no_rule() {
    assert_eq!(check(GOLDEN.as_bytes()), []);
}

#[test]
fn what_will_be_sent_can_be_shown_first() {
    let shown = message().sendable(&BankProfile::default()).unwrap();
    assert_eq!(shown.payments[0].transfers[0].creditor_name, "Regie d'Aout + Cie");
    assert_eq!(shown.payments[0].debtor_name, "Mme OEdipe Exemple");
    assert_eq!(shown.sendable(&BankProfile::default()).unwrap(), shown);
}
