//! Who left for the identity provider and came back, whose identity is linked, and whom it lets in.

use super::house::{
    AGENT, PASSWORD, act, at, awaits_factor, code, enrol, gives, opened, refused, signed_in, someone_in, staff, typed,
    with_password,
};
use crate::engine::{TestDb, both_engines};
use crate::ring::RING;
use libtest_mimic::Trial;
use quitus::access::{
    AuditFilter, CameBack, Checked, Departure, Given, NewSession, Opened, Proof, Session, SignIn, Stage, accept_invitation,
    arrive, audit_page, change_password, come_back, confirm_link, depart, disable_user, find_user, identity_of, invite,
    link_identity, links_awaited, proof_failed, propose_identity, proposed_identity, provider_asked, sessions_of, sign_in_asked,
    sign_in_by_identity, unlink_identity, unlink_own_identity,
};
use quitus::refusal::Failure;
use quitus::store::Tx;

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    [
        both_engines("access::a_departure_serves_once_in_ten_minutes_for_its_browser", departures),
        both_engines("access::an_identity_is_linked_from_the_session_that_proved_it", linking),
        both_engines("access::an_identity_lets_in_as_far_as_a_password", lets_in),
        both_engines("access::a_provider_that_saw_two_factors_spares_the_second", two_factors),
        both_engines("access::an_identity_is_of_one_user_at_a_time", one_user),
        both_engines("access::who_may_take_a_link_away", unlinked),
        both_engines("access::a_new_first_link_ends_the_identity_of_before", begun_anew),
        both_engines("access::a_link_is_worth_the_password", worth_the_password),
        both_engines("access::a_new_password_ends_the_link", a_new_password),
        both_engines("access::who_takes_away_what_let_them_in_is_out", out),
        both_engines("access::a_provider_forgives_nothing", forgives_nothing),
        both_engines("access::who_knocks_by_the_provider_is_noted", knocks),
    ]
    .into_iter()
    .flatten()
    .collect()
}

const ISSUER: &str = "https://connexion.exemple.fr";

fn proof(subject: &str) -> Proof {
    Proof { issuer: ISSUER.into(), subject: subject.into(), called: format!("{subject} (a@exemple.fr)"), mfa: false }
}

/// Leaves to link and comes back.
async fn back(tx: &mut Tx, session: &Session, minutes: i64) -> CameBack {
    let departure = depart(tx, session, at(minutes)).await.unwrap();
    let back = come_back(tx, &departure.secret, &departure.state(), at(minutes)).await.unwrap();
    arrive(tx, &back, at(minutes)).await.unwrap();
    back
}

/// A password typed once more.
async fn again(tx: &mut Tx, session: &Session, password: &str, minutes: i64) -> Checked {
    sign_in_asked(tx, &session.user.name, &session.address, at(minutes)).await.unwrap().check(password)
}

/// Says yes to an identity that waits.
async fn yes(tx: &mut Tx, session: &Session, id: &str, minutes: i64) -> Result<(), Failure> {
    let password = again(tx, session, PASSWORD, minutes).await;
    link_identity(tx, session, id, password, at(minutes)).await.map(|refused| assert_eq!(refused, None))
}

/// Links a subject to the user of a session.
async fn link(tx: &mut Tx, session: &Session, subject: &str, minutes: i64) {
    let back = back(tx, session, minutes).await;
    let id = propose_identity(tx, session, &back, &proof(subject), at(minutes)).await.unwrap();
    yes(tx, session, &id, minutes).await.unwrap();
}

/// A second person says that the link of a user is really theirs.
async fn confirmed(tx: &mut Tx, session: &Session, minutes: i64) {
    let link = identity_of(tx, &session.user, ISSUER).await.unwrap().unwrap();
    let head = find_user(tx, "Paul").await.unwrap();
    assert_eq!(confirm_link(tx, &act(&head, minutes), ISSUER, &link.id).await.unwrap(), session.user);
}

async fn by(tx: &mut Tx, proof: &Proof, minutes: i64) -> SignIn {
    sign_in_by_identity(tx, proof, at(minutes), AGENT, "192.0.2.1").await.unwrap()
}

async fn departures(test: TestDb) {
    let (_, camille, _) = someone_in(&test, "Camille", 0).await;
    let mut tx = test.db.write().await.unwrap();
    let [one, other] = [Departure::leaving(at(0)).unwrap(), Departure::leaving(at(0)).unwrap()];
    assert_ne!(one.secret, other.secret);
    // Neither the state of another browser, nor none, nor a secret that was never given; and none of them spoils the departure.
    for (secret, state) in [
        (one.secret.as_str(), other.state()),
        (one.secret.as_str(), String::new()),
        (one.secret.as_str(), one.secret.clone()),
        ("", one.state()),
        ("inconnu", one.state()),
    ] {
        assert_eq!(code(come_back(&mut tx, secret, &state, at(1)).await), "departure_ended");
    }
    let back = come_back(&mut tx, &one.secret, &one.state(), at(9)).await.unwrap();
    assert_eq!((&back.departure, &back.session), (&one, &None));
    arrive(&mut tx, &back, at(9)).await.unwrap();
    assert_eq!(code(arrive(&mut tx, &back, at(9)).await), "departure_ended");
    assert_eq!(code(come_back(&mut tx, &one.secret, &one.state(), at(9)).await), "departure_ended");
    assert_eq!(code(come_back(&mut tx, &other.secret, &other.state(), at(10)).await), "departure_ended");
    // To link: from a session that is in, whose second factor was given lately.
    assert_eq!(code(depart(&mut tx, &camille.session, at(16)).await), "factor_to_confirm");
    let half = awaits_factor(typed(&mut tx, "Camille", PASSWORD, 1).await);
    assert_eq!(code(depart(&mut tx, &half.session, at(1)).await), "second_factor_missing");
    let to_link = self::back(&mut tx, &camille.session, 15).await;
    assert_eq!(to_link.session, Some(camille.session.id));
    assert_eq!(code(arrive(&mut tx, &to_link, at(15)).await), "departure_ended");
    // One to link, whose session is forgotten on the way, does not become one to sign in.
    assert_eq!(code(arrive(&mut tx, &CameBack { session: None, ..to_link }, at(15)).await), "departure_ended");
}

async fn linking(test: TestDb) {
    let (telephone, camille, _) = someone_in(&test, "Camille", 0).await;
    let mut tx = test.db.write().await.unwrap();
    let session = &camille.session;
    let back = back(&mut tx, session, 1).await;
    // A session that did not leave, though of the same user, links nothing.
    let half = awaits_factor(typed(&mut tx, "Camille", PASSWORD, 1).await);
    let other = signed_in(gives(&mut tx, &half, Given::Totp(&RING, &telephone.shows(at(1))), 1).await);
    assert_eq!(code(propose_identity(&mut tx, &other.session, &back, &proof("m"), at(1)).await), "identity_not_proved");
    let id = propose_identity(&mut tx, session, &back, &proof("m"), at(1)).await.unwrap();
    assert_eq!(identity_of(&mut tx, &session.user, ISSUER).await.unwrap(), None, "nothing is linked before its owner says yes");
    assert_eq!(refused(by(&mut tx, &proof("m"), 1).await).code.name, "identity_not_linked");
    assert_eq!(proposed_identity(&mut tx, session, &id, at(2)).await.unwrap().called, "m (a@exemple.fr)");
    for (session, minute) in [(&other.session, 2), (session, 11)] {
        assert_eq!(code(yes(&mut tx, session, &id, minute).await), "identity_not_proved");
    }
    yes(&mut tx, session, &id, 2).await.unwrap();
    assert_eq!(code(yes(&mut tx, session, &id, 2).await), "identity_not_proved");
    let linked = identity_of(&mut tx, &session.user, ISSUER).await.unwrap().unwrap();
    assert_eq!((linked.called.as_str(), linked.linked_at), ("m (a@exemple.fr)", at(2)));
    assert_eq!(identity_of(&mut tx, &session.user, "https://autre.exemple.fr").await.unwrap(), None);
    // One departure proves one identity: the database itself says so.
    let again = propose_identity(&mut tx, session, &back, &Proof { issuer: "https://autre".into(), ..proof("m") }, at(2)).await;
    assert_eq!(code(again), "identity_not_proved");
}

async fn lets_in(test: TestDb) {
    let (telephone, camille, _) = someone_in(&test, "Camille", 0).await;
    let mut tx = test.db.write().await.unwrap();
    link(&mut tx, &camille.session, "m", 1).await;
    // Subject and issuer to the letter.
    for stranger in [proof("M"), proof("m "), Proof { issuer: format!("{ISSUER}/"), ..proof("m") }] {
        assert_eq!(refused(by(&mut tx, &stranger, 1).await).code.name, "identity_not_linked");
    }
    let half = awaits_factor(by(&mut tx, &proof("m"), 2).await);
    assert_eq!(half.session.stage, Stage::Password);
    assert!(matches!(half.session.opened, Opened::Provider { mfa: false, .. }));
    let whole = signed_in(gives(&mut tx, &half, Given::Totp(&RING, &telephone.shows(at(2))), 2).await);
    assert_eq!((whole.session.stage, whole.session.confirmed_at), (Stage::Full, Some(at(2))));
    assert_eq!(
        opened(&mut tx, &whole.secret, 2).await.unwrap().opened,
        half.session.opened,
        "the session tells how it was opened"
    );
    let listed = sessions_of(&mut tx, &camille.session.user, at(2)).await.unwrap();
    let how: Vec<bool> = listed.iter().map(|one| one.opened == Opened::Password).collect();
    assert_eq!(how, [false, true]);
    // Locked out by its name like any sign-in, and nobody when disabled.
    for _ in 0..5 {
        refused(typed(&mut tx, "Camille", "faux", 3).await);
    }
    assert_eq!(refused(by(&mut tx, &proof("m"), 3).await).code.name, "sign_in_locked");
    assert!(matches!(by(&mut tx, &proof("m"), 4).await, SignIn::SecondFactor(_)));
    let admin = find_user(&mut tx, "Alix").await.unwrap();
    disable_user(&mut tx, &act(&admin, 5), &camille.session.user.id, "Départ").await.unwrap();
    assert_eq!(refused(by(&mut tx, &proof("m"), 5).await).code.name, "identity_not_linked");
}

async fn two_factors(test: TestDb) {
    let (_, camille, _) = someone_in(&test, "Camille", 0).await;
    let mut tx = test.db.write().await.unwrap();
    link(&mut tx, &camille.session, "m", 1).await;
    let both = Proof { mfa: true, ..proof("m") };
    // Whoever had her desk and her password could have linked themself: until somebody asked her, it is worth the password alone.
    let half = awaits_factor(by(&mut tx, &both, 2).await);
    assert!(matches!(half.session.opened, Opened::Provider { mfa: false, .. }));
    let awaited = links_awaited(&mut tx, ISSUER).await.unwrap();
    assert_eq!((awaited.len(), awaited[0].user.name.as_str(), awaited[0].subject.as_str()), (1, "Camille", "m"));
    // Not by herself, whose access waits too, nor by who gave her that access.
    let admin = find_user(&mut tx, "Alix").await.unwrap();
    tx.commit().await.unwrap();
    for (by, refused) in [(&camille.session.user, "access_not_confirmed"), (&admin, "access_same_hand")] {
        let mut tx = test.db.write().await.unwrap();
        assert_eq!(code(confirm_link(&mut tx, &act(by, 2), ISSUER, &awaited[0].id).await), refused);
    }
    let mut tx = test.db.write().await.unwrap();
    confirmed(&mut tx, &camille.session, 2).await;
    assert!(links_awaited(&mut tx, ISSUER).await.unwrap().is_empty());
    let again = confirm_link(&mut tx, &act(&admin, 2), ISSUER, &awaited[0].id).await;
    assert_eq!(code(again), "access_nothing_to_confirm");
    let spared = signed_in(by(&mut tx, &both, 2).await);
    assert_eq!((spared.session.stage, spared.session.confirmed_at), (Stage::Full, None));
    assert!(opened(&mut tx, &spared.secret, 2).await.is_some());
    // What asks for the second factor once more asks for Quitus's own.
    assert_eq!(code(depart(&mut tx, &spared.session, at(2)).await), "factor_to_confirm");
    assert_eq!(code(unlink_own_identity(&mut tx, &spared.session, ISSUER, at(2)).await), "factor_to_confirm");
}

async fn one_user(test: TestDb) {
    let (_, camille, _) = someone_in(&test, "Camille", 0).await;
    let mut tx = test.db.write().await.unwrap();
    let admin = find_user(&mut tx, "Alix").await.unwrap();
    let paul = find_user(&mut tx, "Paul").await.unwrap();
    with_password(&mut tx, &admin, &paul).await;
    let pending = super::house::must_enrol(typed(&mut tx, "Paul", PASSWORD, 0).await);
    let NewSession { session: paul, .. } = enrol(&mut tx, &pending.session, 0).await.1.session;
    // Both prove the same identity before either says yes: the first to say yes has it.
    let (one, two) = (back(&mut tx, &camille.session, 1).await, back(&mut tx, &paul, 1).await);
    let of_camille = propose_identity(&mut tx, &camille.session, &one, &proof("m"), at(1)).await.unwrap();
    let of_paul = propose_identity(&mut tx, &paul, &two, &proof("m"), at(1)).await.unwrap();
    yes(&mut tx, &camille.session, &of_camille, 1).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = test.db.write().await.unwrap();
    assert_eq!(code(yes(&mut tx, &paul, &of_paul, 1).await), "linked_identity_issuer_subject_unique");
    drop(tx);
    let mut tx = test.db.write().await.unwrap();
    let again = back(&mut tx, &paul, 2).await;
    assert_eq!(code(propose_identity(&mut tx, &paul, &again, &proof("m"), at(2)).await), "linked_identity_issuer_subject_unique");
    let second = back(&mut tx, &camille.session, 2).await;
    assert_eq!(
        code(propose_identity(&mut tx, &camille.session, &second, &proof("n"), at(2)).await),
        "linked_identity_app_user_issuer_unique"
    );
    // Taken away, it can be linked to another.
    assert!(unlink_own_identity(&mut tx, &camille.session, ISSUER, at(3)).await.unwrap(), "a session of a password goes on");
    link(&mut tx, &paul, "m", 3).await;
    assert_eq!(awaits_factor(by(&mut tx, &proof("m"), 3).await).session.user.name, "Paul");
}

async fn unlinked(test: TestDb) {
    let (_, camille, _) = someone_in(&test, "Camille", 0).await;
    let mut tx = test.db.write().await.unwrap();
    let [admin, manager] = [find_user(&mut tx, "Alix").await.unwrap(), find_user(&mut tx, "Gaëlle").await.unwrap()];
    let user = camille.session.user.clone();
    assert_eq!(code(unlink_own_identity(&mut tx, &camille.session, ISSUER, at(1)).await), "identity_unknown");
    link(&mut tx, &camille.session, "m", 1).await;
    let half = awaits_factor(by(&mut tx, &proof("m"), 2).await);
    for (author, user, reason, expected) in [
        (&manager, &user.id, "Essai", "role_not_allowed"),
        (&admin, &admin.id, "Essai", "not_oneself"),
        (&admin, &user.id, " ", "user_version_reason_filled"),
        (&admin, &manager.id, "Essai", "identity_unknown"),
    ] {
        assert_eq!(code(unlink_identity(&mut tx, &act(author, 2), user, ISSUER, reason).await), expected);
    }
    unlink_identity(&mut tx, &act(&admin, 3), &user.id, ISSUER, "Compte partagé").await.unwrap();
    assert!(opened(&mut tx, &half.secret, 3).await.is_none() && opened(&mut tx, &camille.secret, 3).await.is_none());
    assert_eq!(refused(by(&mut tx, &proof("m"), 3).await).code.name, "identity_not_linked");
    assert_eq!(identity_of(&mut tx, &user, ISSUER).await.unwrap(), None);
}

async fn begun_anew(test: TestDb) {
    let [_, accountant, .., admin] = staff(&test).await;
    let mut tx = test.db.write().await.unwrap();
    with_password(&mut tx, &admin, &accountant).await;
    let pending = super::house::must_enrol(typed(&mut tx, "Camille", PASSWORD, 0).await);
    let (_, enrolled) = enrol(&mut tx, &pending.session, 0).await;
    link(&mut tx, &enrolled.session.session, "m", 1).await;
    let link = invite(&mut tx, Some(&act(&admin, 2)), &accountant.id, at(2)).await.unwrap();
    assert!(matches!(by(&mut tx, &proof("m"), 2).await, SignIn::SecondFactor(_)));
    accept_invitation(&mut tx, &link.secret, "un lac sous la pluie fine", at(3)).await.unwrap();
    assert_eq!(refused(by(&mut tx, &proof("m"), 3).await).code.name, "identity_not_linked");
}

/// Who sits at the desk of somebody who is in does not give themselves a lasting way in: not even where there is no second factor.
async fn worth_the_password(test: TestDb) {
    let [_, _, _, auditor, admin] = staff(&test).await;
    let mut tx = test.db.write().await.unwrap();
    with_password(&mut tx, &admin, &auditor).await;
    let ada = signed_in(typed(&mut tx, "Ada", PASSWORD, 0).await).session;
    let back = back(&mut tx, &ada, 1).await;
    let id = propose_identity(&mut tx, &ada, &back, &proof("m"), at(1)).await.unwrap();
    for _ in 0..5 {
        let wrong = again(&mut tx, &ada, "pas le bon", 1).await;
        let refused = link_identity(&mut tx, &ada, &id, wrong, at(1)).await.unwrap().unwrap();
        assert_eq!(refused.code.name, "password_wrong");
    }
    // Counted as at the door: the right one waits too, and so does whoever comes to the door.
    let right = again(&mut tx, &ada, PASSWORD, 1).await;
    assert_eq!(link_identity(&mut tx, &ada, &id, right, at(1)).await.unwrap().unwrap().code.name, "sign_in_locked");
    assert_eq!(refused(typed(&mut tx, "Ada", PASSWORD, 1).await).code.name, "sign_in_locked");
    assert_eq!(identity_of(&mut tx, &ada.user, ISSUER).await.unwrap(), None);
    // The password of somebody else, however right, is not theirs.
    let accountant = find_user(&mut tx, "Camille").await.unwrap();
    with_password(&mut tx, &admin, &accountant).await;
    let other = sign_in_asked(&mut tx, "Camille", &ada.address, at(9)).await.unwrap().check(PASSWORD);
    assert_eq!(link_identity(&mut tx, &ada, &id, other, at(9)).await.unwrap().unwrap().code.name, "password_wrong");
    yes(&mut tx, &ada, &id, 10).await.unwrap();
    // The journal says which account it is.
    let filter = AuditFilter { action: Some("identity_linked".into()), ..AuditFilter::default() };
    let lines = audit_page(&mut tx, &auditor, &filter, None, 9).await.unwrap().lines;
    assert_eq!(lines[0].detail, format!("m (a@exemple.fr), identifiant m, {ISSUER}"));
}

async fn a_new_password(test: TestDb) {
    let (telephone, camille, _) = someone_in(&test, "Camille", 0).await;
    let mut tx = test.db.write().await.unwrap();
    let second = "un lac sous la pluie fine";
    link(&mut tx, &camille.session, "m", 1).await;
    let half = awaits_factor(by(&mut tx, &proof("m"), 2).await);
    let whole = signed_in(gives(&mut tx, &half, Given::Totp(&RING, &telephone.shows(at(2))), 2).await);
    assert!(change_password(&mut tx, &camille.session, PASSWORD, second, at(3)).await.unwrap());
    assert!(opened(&mut tx, &camille.secret, 3).await.is_some() && opened(&mut tx, &whole.secret, 3).await.is_none());
    assert_eq!(refused(by(&mut tx, &proof("m"), 3).await).code.name, "identity_not_linked");
    assert_eq!(identity_of(&mut tx, &camille.session.user, ISSUER).await.unwrap(), None);
}

/// The session that a link opened ends with it, instead of going on without a way to be confirmed.
async fn out(test: TestDb) {
    let (telephone, camille, _) = someone_in(&test, "Camille", 0).await;
    let mut tx = test.db.write().await.unwrap();
    link(&mut tx, &camille.session, "m", 1).await;
    let half = awaits_factor(by(&mut tx, &proof("m"), 2).await);
    let whole = signed_in(gives(&mut tx, &half, Given::Totp(&RING, &telephone.shows(at(2))), 2).await);
    assert!(!unlink_own_identity(&mut tx, &whole.session, ISSUER, at(3)).await.unwrap());
    assert!(opened(&mut tx, &whole.secret, 3).await.is_none());
    let half = awaits_factor(typed(&mut tx, "Camille", PASSWORD, 4).await);
    let whole = signed_in(gives(&mut tx, &half, Given::Totp(&RING, &telephone.shows(at(4))), 4).await);
    link(&mut tx, &whole.session, "m", 5).await;
    let half = awaits_factor(by(&mut tx, &proof("m"), 6).await);
    let by_it = signed_in(gives(&mut tx, &half, Given::Totp(&RING, &telephone.shows(at(6))), 6).await);
    assert!(!change_password(&mut tx, &by_it.session, PASSWORD, "un lac sous la pluie fine", at(7)).await.unwrap());
    assert!(opened(&mut tx, &by_it.secret, 7).await.is_none());
}

/// Codes are not tried for ever by coming in again and again through a trusted provider.
async fn forgives_nothing(test: TestDb) {
    let (telephone, camille, _) = someone_in(&test, "Camille", 0).await;
    let mut tx = test.db.write().await.unwrap();
    link(&mut tx, &camille.session, "m", 1).await;
    confirmed(&mut tx, &camille.session, 1).await;
    let both = Proof { mfa: true, ..proof("m") };
    let spared = signed_in(by(&mut tx, &both, 2).await);
    for _ in 0..4 {
        let wrong = gives(&mut tx, &spared, Given::Totp(&RING, "000000"), 2).await;
        assert_eq!(refused(wrong).code.name, "second_factor_wrong");
    }
    let again = signed_in(by(&mut tx, &both, 3).await);
    assert_eq!(refused(gives(&mut tx, &again, Given::Totp(&RING, "000000"), 3).await).code.name, "second_factor_wrong");
    let right = gives(&mut tx, &again, Given::Totp(&RING, &telephone.shows(at(3))), 3).await;
    assert_eq!(refused(right).code.name, "sign_in_locked");
    let filter = AuditFilter { action: Some("sign_in".into()), ..AuditFilter::default() };
    let auditor = find_user(&mut tx, "Ada").await.unwrap();
    let lines = audit_page(&mut tx, &auditor, &filter, None, 9).await.unwrap().lines;
    assert_eq!(lines[0].detail, "192.0.2.1 (compte de l’organisation, sans deuxième étape)");
}

async fn knocks(test: TestDb) {
    let (_, camille, _) = someone_in(&test, "Camille", 0).await;
    let mut tx = test.db.write().await.unwrap();
    link(&mut tx, &camille.session, "m", 1).await;
    assert_eq!(provider_asked(&mut tx, "192.0.2.1", at(1)).await.unwrap(), None);
    for _ in 0..15 {
        refused(by(&mut tx, &proof("inconnu"), 2).await);
        proof_failed(&mut tx, "192.0.2.1", at(2)).await.unwrap();
    }
    // Whoever knocked, and from where: their name is nobody's, their address waits.
    let waits = provider_asked(&mut tx, "192.0.2.1", at(2)).await.unwrap();
    assert_eq!(waits.map(|refusal| refusal.code.name), Some("sign_in_locked"));
    assert_eq!(provider_asked(&mut tx, "192.0.2.2", at(2)).await.unwrap(), None);
}
