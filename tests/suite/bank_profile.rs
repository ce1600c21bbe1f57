//! Bank profiles on the command line: shown, set, versioned, and refused with every fault at once.

use crate::engine::{TestDb, both_engines_from};
use crate::office::{COMPTABLE, GESTIONNAIRE, Office, build};
use libtest_mimic::Trial;

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    [
        both_engines_from("bank_profile::settings_are_versions", build, settings_are_versions),
        both_engines_from("bank_profile::every_fault_is_told", build, every_fault_is_told),
    ]
    .into_iter()
    .flatten()
    .collect()
}

async fn settings_are_versions(test: TestDb) {
    let office = Office::at(&test.url);
    let shown = office.run(&["bank", "profile", "show"]).done().json();
    let account = shown[0]["account"].as_str().unwrap().to_owned();
    assert_eq!((&shown[0]["version"], &shown[0]["recorded_by"]), (&0.into(), &serde_json::Value::Null));
    let set = |settings: &[&str]| {
        let words: Vec<&str> = ["bank", "profile", "set", &account].iter().chain(settings).copied().collect();
        office.run(&[words.as_slice(), &["--by", COMPTABLE]].concat()).done().json()
    };
    let first = set(&["version=03", "cut_off=1@16:00"]);
    assert_eq!((&first["changed"], &first["profile"]["version"]), (&true.into(), &1.into()));
    assert_eq!(set(&["version=03"])["changed"], false, "what is so already is not recorded again");
    let second = set(&["calendar=french", "cut_off=none"]);
    assert_eq!((&second["profile"]["version"], &second["profile"]["recorded_by"]), (&2.into(), &COMPTABLE.into()));
    let shown = office.run(&["bank", "profile", "show", &account]).done().json();
    let value = |key: &str| {
        let settings = shown[0]["settings"].as_array().unwrap();
        settings.iter().find(|one| one["key"] == key).unwrap()["value"].as_str().unwrap().to_owned()
    };
    assert_eq!([value("version"), value("calendar"), value("cut_off")], ["03", "french", "none"], "the others stay");
    let keys = office.run(&["bank", "profile", "keys"]).done().json();
    assert_eq!(keys.as_array().unwrap().len(), shown[0]["settings"].as_array().unwrap().len());
}

async fn every_fault_is_told(test: TestDb) {
    let office = Office::at(&test.url);
    let account = office.run(&["bank", "profile", "show"]).done().json()[0]["account"].as_str().unwrap().to_owned();
    let wrong = ["version=04", "couleur=bleu", "cut_off=99@16:00", "instant"];
    let words: Vec<&str> = ["bank", "profile", "set", &account].into_iter().chain(wrong).chain(["--by", COMPTABLE]).collect();
    let answer = office.run(&words);
    assert_eq!((answer.code, answer.refusal().as_str()), (Some(2), "bank_profile_setting"));
    for part in ["version", "profile_value", "couleur", "profile_key", "cut_off", "profile_cut_off", "instant"] {
        assert!(answer.err.contains(part), "{part}: {}", answer.err);
    }
    let answer = office.run(&["bank", "profile", "set", "INCONNU", "version=03", "--by", COMPTABLE]);
    assert_eq!((answer.code, answer.refusal().as_str()), (Some(1), "reference_missing"));
    let answer = office.run(&["bank", "profile", "set", &account, "version=03", "--by", GESTIONNAIRE]);
    assert_eq!((answer.code, answer.refusal().as_str()), (Some(1), "role_not_allowed"));
    assert_eq!(office.run(&["bank", "profile", "show", &account]).done().json()[0]["version"], 0, "nothing was recorded");
}
