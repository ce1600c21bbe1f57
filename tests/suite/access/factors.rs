//! Telephones, recovery codes and passkeys.

use super::device::Device;
use super::house::{
    PASSWORD, act, at, awaits_factor, code, enrol, gives, opened, refused, signed_in, someone_in, staff, typed, with_password,
};
use crate::engine::{TestDb, both_engines};
use crate::ring::RING;
use chrono::Duration;
use libtest_mimic::Trial;
use quitus::access::{
    Enrolled, Factor, Given, NewSession, SignIn, Site, Stage, factors_of, find_user, passkey_begin_registration,
    passkey_begin_sign_in, passkey_finish_registration, remove_factor, renew_recovery_codes, reset_second_factor, second_factor,
    totp_awaited, totp_begin, totp_confirm,
};
use quitus::refusal::Failure;
use quitus::store::Tx;
use serde_json::Value;

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    [
        both_engines("access::a_role_that_moves_money_enrols_first", enrols_first),
        both_engines("access::a_step_opens_once", a_step_opens_once),
        both_engines("access::a_recovery_code_opens_once", a_recovery_code_opens_once),
        both_engines("access::wrong_codes_lock_out", wrong_codes_lock_out),
        both_engines("access::factors_change_only_when_confirmed", factors_change_when_confirmed),
        both_engines("access::the_last_factor_stays", the_last_factor_stays),
        both_engines("access::a_reset_makes_enrol_again", a_reset_makes_enrol_again),
        both_engines("access::a_passkey_answers_its_challenge", a_passkey_answers_its_challenge),
        both_engines("access::a_passkey_opens", a_passkey_opens),
        both_engines("access::a_copied_or_strange_passkey_does_not_open", a_strange_passkey),
    ]
    .into_iter()
    .flatten()
    .collect()
}

async fn enrols_first(test: TestDb) {
    let [.., admin] = staff(&test).await;
    let mut tx = test.db.write().await.unwrap();
    with_password(&mut tx, &admin, &admin).await;
    let pending = super::house::must_enrol(typed(&mut tx, "Alix", PASSWORD, 0).await);
    assert_eq!(pending.session.stage, Stage::Enrolling);
    let given = second_factor(&mut tx, &pending.secret, Given::Totp(&RING, "000000"), at(0)).await;
    assert_eq!(code(given), "second_factor_missing");
    assert_eq!(code(totp_awaited(&mut tx, &RING, &pending.session, at(0)).await), "challenge_ended");
    let enrolment = totp_begin(&mut tx, &RING, &pending.session, at(0)).await.unwrap();
    assert_eq!(totp_awaited(&mut tx, &RING, &pending.session, at(1)).await.unwrap(), enrolment);
    assert_eq!(code(totp_confirm(&mut tx, &RING, &pending.session, "000000", at(1)).await), "totp_code_wrong");
    assert_eq!(code(totp_awaited(&mut tx, &RING, &pending.session, at(5)).await), "challenge_ended");
    let (_, enrolled) = enrol(&mut tx, &pending.session, 6).await;
    assert_eq!((enrolled.session.session.stage, enrolled.recovery_codes.len()), (Stage::Full, 10));
    assert_eq!(enrolled.session.session.created_at, at(0));
    assert!(opened(&mut tx, &pending.secret, 6).await.is_none(), "the session goes on under a new secret");
    assert!(opened(&mut tx, &enrolled.session.secret, 6).await.unwrap().is_confirmed(at(21)));
    assert!(!enrolled.session.session.is_confirmed(at(22)));
}

async fn a_step_opens_once(test: TestDb) {
    let (telephone, _, _) = someone_in(&test, "Camille", 0).await;
    let mut tx = test.db.write().await.unwrap();
    let first = awaits_factor(typed(&mut tx, "Camille", PASSWORD, 1).await);
    // The code of the enrolment itself is spent, even inside its window.
    let spent = telephone.shows(at(0));
    assert_eq!(refused(gives(&mut tx, &first, Given::Totp(&RING, &spent), 0).await).code.name, "second_factor_wrong");
    let code = telephone.shows(at(1));
    let new = signed_in(gives(&mut tx, &first, Given::Totp(&RING, &code), 1).await);
    assert!(opened(&mut tx, &first.secret, 1).await.is_none());
    assert_eq!((new.session.stage, new.session.confirmed_at), (Stage::Full, Some(at(1))));
    let second = awaits_factor(typed(&mut tx, "Camille", PASSWORD, 1).await);
    assert_eq!(refused(gives(&mut tx, &second, Given::Totp(&RING, &code), 1).await).code.name, "second_factor_wrong");
    let early = telephone.shows(at(1) + Duration::seconds(30));
    signed_in(gives(&mut tx, &second, Given::Totp(&RING, &early), 1).await);
    // Step-up: in already, once more.
    let again = signed_in(gives(&mut tx, &new, Given::Totp(&RING, &telephone.shows(at(20))), 20).await);
    assert_eq!((again.session.confirmed_at, again.session.created_at), (Some(at(20)), at(1)));
}

async fn a_recovery_code_opens_once(test: TestDb) {
    let (_, new, codes) = someone_in(&test, "Camille", 0).await;
    let mut tx = test.db.write().await.unwrap();
    let first = awaits_factor(typed(&mut tx, "Camille", PASSWORD, 1).await);
    let typed_loosely = codes[0].to_lowercase().replace('-', " ");
    signed_in(gives(&mut tx, &first, Given::Recovery(&typed_loosely), 1).await);
    let second = awaits_factor(typed(&mut tx, "Camille", PASSWORD, 2).await);
    assert_eq!(refused(gives(&mut tx, &second, Given::Recovery(&codes[0]), 2).await).code.name, "second_factor_wrong");
    assert_eq!(factors_of(&mut tx, &new.session.user).await.unwrap().recovery_codes, 9);
    let renewed = renew_recovery_codes(&mut tx, &new.session, at(3)).await.unwrap();
    assert_eq!(renewed.len(), 10);
    assert_eq!(refused(gives(&mut tx, &second, Given::Recovery(&codes[1]), 3).await).code.name, "second_factor_wrong");
    signed_in(gives(&mut tx, &second, Given::Recovery(&renewed[9]), 3).await);
}

async fn wrong_codes_lock_out(test: TestDb) {
    let (telephone, new, _) = someone_in(&test, "Camille", 0).await;
    let mut tx = test.db.write().await.unwrap();
    for _ in 0..5 {
        // The password alone forgives nothing.
        let pending = awaits_factor(typed(&mut tx, "Camille", PASSWORD, 1).await);
        assert_eq!(refused(gives(&mut tx, &pending, Given::Totp(&RING, "000000"), 1).await).code.name, "second_factor_wrong");
    }
    assert_eq!(refused(typed(&mut tx, "Camille", PASSWORD, 1).await).code.name, "sign_in_locked");
    let right = telephone.shows(at(1));
    assert_eq!(refused(gives(&mut tx, &new, Given::Totp(&RING, &right), 1).await).code.name, "sign_in_locked");
    let later = telephone.shows(at(3));
    signed_in(gives(&mut tx, &new, Given::Totp(&RING, &later), 3).await);
    awaits_factor(typed(&mut tx, "Camille", PASSWORD, 3).await);
}

async fn factors_change_when_confirmed(test: TestDb) {
    let (telephone, new, codes) = someone_in(&test, "Camille", 0).await;
    let mut tx = test.db.write().await.unwrap();
    let session = opened(&mut tx, &new.secret, 20).await.unwrap();
    assert_eq!(code(totp_begin(&mut tx, &RING, &session, at(20)).await), "factor_to_confirm");
    assert_eq!(code(renew_recovery_codes(&mut tx, &session, at(20)).await), "factor_to_confirm");
    let pending = awaits_factor(typed(&mut tx, "Camille", PASSWORD, 20).await);
    assert_eq!(code(totp_begin(&mut tx, &RING, &pending.session, at(20)).await), "factor_to_confirm");
    let again = signed_in(gives(&mut tx, &new, Given::Totp(&RING, &telephone.shows(at(20))), 20).await);
    let (other, enrolled) = enrol(&mut tx, &again.session, 21).await;
    assert!(enrolled.recovery_codes.is_empty(), "those on paper are still good");
    // The new telephone replaced the old one.
    let old = telephone.shows(at(22));
    assert_eq!(refused(gives(&mut tx, &pending, Given::Totp(&RING, &old), 22).await).code.name, "second_factor_wrong");
    signed_in(gives(&mut tx, &pending, Given::Totp(&RING, &other.shows(at(22))), 22).await);
    signed_in(gives(&mut tx, &enrolled.session, Given::Recovery(&codes[3]), 23).await);
}

async fn the_last_factor_stays(test: TestDb) {
    let (_, new, _) = someone_in(&test, "Camille", 0).await;
    let mut tx = test.db.write().await.unwrap();
    assert_eq!(code(remove_factor(&mut tx, &new.session, Factor::Totp, at(1)).await), "last_second_factor");
    assert_eq!(code(remove_factor(&mut tx, &new.session, Factor::Passkey("X"), at(1)).await), "factor_unknown");
    // An auditor may do without.
    let (ada, admin) = (find_user(&mut tx, "Ada").await.unwrap(), find_user(&mut tx, "Alix").await.unwrap());
    with_password(&mut tx, &admin, &ada).await;
    let bare = signed_in(typed(&mut tx, "Ada", PASSWORD, 1).await);
    let (_, enrolled) = enrol(&mut tx, &bare.session, 2).await;
    awaits_factor(typed(&mut tx, "Ada", PASSWORD, 3).await);
    remove_factor(&mut tx, &enrolled.session.session, Factor::Totp, at(3)).await.unwrap();
    let factors = factors_of(&mut tx, &ada).await.unwrap();
    assert!(factors.is_empty() && factors.recovery_codes == 0);
    signed_in(typed(&mut tx, "Ada", PASSWORD, 4).await);
}

async fn a_reset_makes_enrol_again(test: TestDb) {
    let (_, new, codes) = someone_in(&test, "Camille", 0).await;
    let mut tx = test.db.write().await.unwrap();
    let camille = new.session.user.clone();
    let (head, admin) = (find_user(&mut tx, "Paul").await.unwrap(), find_user(&mut tx, "Alix").await.unwrap());
    assert_eq!(code(reset_second_factor(&mut tx, &act(&head, 1), &camille.id, "Perdu").await), "role_not_allowed");
    assert_eq!(code(reset_second_factor(&mut tx, &act(&admin, 1), &admin.id, "Perdu").await), "not_oneself");
    assert_eq!(code(reset_second_factor(&mut tx, &act(&admin, 1), &camille.id, " ").await), "user_version_reason_filled");
    reset_second_factor(&mut tx, &act(&admin, 1), &camille.id, "Téléphone perdu").await.unwrap();
    assert!(opened(&mut tx, &new.secret, 1).await.is_none());
    let pending = super::house::must_enrol(typed(&mut tx, "Camille", PASSWORD, 2).await);
    assert_eq!(code(second_factor(&mut tx, &pending.secret, Given::Recovery(&codes[0]), at(2)).await), "second_factor_missing");
    let (_, enrolled) = enrol(&mut tx, &pending.session, 3).await;
    assert_eq!(enrolled.recovery_codes.len(), 10);
}

async fn a_passkey_answers_its_challenge(test: TestDb) {
    let (_, new, _) = someone_in(&test, "Camille", 0).await;
    let mut tx = test.db.write().await.unwrap();
    let site = Site::at("https://quitus.example").unwrap();
    let finish = async |tx: &mut _, name: &str, answer: &str, minutes| {
        passkey_finish_registration(tx, &new.session, &site, name, answer, at(minutes)).await
    };
    assert_eq!(code(finish(&mut tx, "Bureau", "{}", 1).await), "challenge_ended");
    let options = passkey_begin_registration(&mut tx, &new.session, &site, at(1)).await.unwrap();
    let options: Value = serde_json::from_str(&options).unwrap();
    assert_eq!(options["publicKey"]["rp"]["id"], "quitus.example");
    assert_eq!(options["publicKey"]["user"]["name"], "Camille");
    assert_eq!(code(finish(&mut tx, " ", "{}", 1).await), "passkey_name_filled");
    assert_eq!(code(finish(&mut tx, "Bureau", "{}", 1).await), "passkey_refused");
    assert_eq!(code(finish(&mut tx, "Bureau", "{}", 6).await), "challenge_ended");
    assert_eq!(code(passkey_begin_sign_in(&mut tx, &new.session, &site, at(1)).await), "second_factor_missing");
    assert_eq!(refused(gives(&mut tx, &new, Given::Passkey(&site, "{}"), 1).await).code.name, "second_factor_wrong");
}

/// Registers a device in a session.
async fn register(tx: &mut Tx, new: &NewSession, site: &Site, device: &mut Device, minutes: i64) -> Result<Enrolled, Failure> {
    let options = passkey_begin_registration(tx, &new.session, site, at(minutes)).await.unwrap();
    let answer = device.creates(&options);
    passkey_finish_registration(tx, &new.session, site, "Bureau", &answer, at(minutes)).await
}

async fn a_passkey_opens(test: TestDb) {
    let [.., auditor, admin] = staff(&test).await;
    let mut tx = test.db.write().await.unwrap();
    with_password(&mut tx, &admin, &admin).await;
    let site = Site::at("https://quitus.example").unwrap();
    let mut device = Device::at("https://quitus.example", 7);
    let pending = super::house::must_enrol(typed(&mut tx, "Alix", PASSWORD, 0).await);
    let enrolled = register(&mut tx, &pending, &site, &mut device, 0).await.unwrap();
    assert_eq!((enrolled.session.session.stage, enrolled.recovery_codes.len()), (Stage::Full, 10));
    let new = awaits_factor(typed(&mut tx, "Alix", PASSWORD, 1).await);
    let options = passkey_begin_sign_in(&mut tx, &new.session, &site, at(1)).await.unwrap();
    let answer = device.gets(&options);
    let opened = signed_in(gives(&mut tx, &new, Given::Passkey(&site, &answer), 2).await);
    assert_eq!(opened.session.confirmed_at, Some(at(2)));
    let factors = factors_of(&mut tx, &admin).await.unwrap();
    assert_eq!((factors.passkeys[0].name.as_str(), factors.passkeys[0].used_at), ("Bureau", Some(at(2))));
    // The same answer again, in another session or in this one, opens nothing.
    let other = awaits_factor(typed(&mut tx, "Alix", PASSWORD, 3).await);
    for session in [&other, &opened] {
        assert_eq!(refused(gives(&mut tx, session, Given::Passkey(&site, &answer), 3).await).code.name, "second_factor_wrong");
    }
    // Nor is it registered again, here or by somebody else.
    assert_eq!(code(register(&mut tx, &opened, &site, &mut device, 3).await), "passkey_refused");
    with_password(&mut tx, &admin, &auditor).await;
    let bare = signed_in(typed(&mut tx, "Ada", PASSWORD, 3).await);
    assert_eq!(code(register(&mut tx, &bare, &site, &mut device, 3).await), "passkey_credential_id_unique");
    // The only factor of a role that needs one stays; with a telephone beside it, it may go.
    let id = factors.passkeys[0].id.clone();
    assert_eq!(code(remove_factor(&mut tx, &opened.session, Factor::Passkey(&id), at(3)).await), "last_second_factor");
    let (_, both) = enrol(&mut tx, &opened.session, 3).await;
    remove_factor(&mut tx, &both.session.session, Factor::Passkey(&id), at(3)).await.unwrap();
    assert!(factors_of(&mut tx, &admin).await.unwrap().passkeys.is_empty());
}

async fn a_strange_passkey(test: TestDb) {
    let (_, new, _) = someone_in(&test, "Camille", 0).await;
    let mut tx = test.db.write().await.unwrap();
    let site = Site::at("https://quitus.example").unwrap();
    let mut phished = Device::at("https://quitus.example.evil", 7);
    assert_eq!(code(register(&mut tx, &new, &site, &mut phished, 1).await), "passkey_refused");
    let mut device = Device::at("https://quitus.example", 7);
    let new = register(&mut tx, &new, &site, &mut device, 1).await.unwrap().session;
    let mut copy = device.clone();
    let mut answers = async |device: &mut Device, minutes| {
        let options = passkey_begin_sign_in(&mut tx, &new.session, &site, at(minutes)).await.unwrap();
        let answer = device.gets(&options);
        // Step-up without the rotation: each try is made in the same session.
        let opened = second_factor(&mut tx, &new.secret, Given::Passkey(&site, &answer), at(minutes)).await.unwrap();
        matches!(opened, SignIn::SignedIn(_))
    };
    let mut stranger = Device::at("https://quitus.example", 8);
    assert!(!answers(&mut stranger, 2).await, "another key");
    let mut elsewhere = device.clone();
    elsewhere.origin = "https://quitus.example.evil".into();
    assert!(!answers(&mut elsewhere, 2).await, "another site");
    device.counter = 5;
    assert!(answers(&mut device, 3).await);
    let pending = awaits_factor(typed(&mut tx, "Camille", PASSWORD, 4).await);
    let options = passkey_begin_sign_in(&mut tx, &pending.session, &site, at(4)).await.unwrap();
    let copied = copy.gets(&options);
    assert_eq!(refused(gives(&mut tx, &pending, Given::Passkey(&site, &copied), 4).await).code.name, "second_factor_wrong");
}
