//! Links, passwords, lockout and sessions.

use super::house::{
    AGENT, PASSWORD, act, at, code, must_enrol, opened, refused, signed_in, someone_in, staff, typed, with_password,
};
use crate::engine::{TestDb, both_engines};
use chrono::Duration;
use libtest_mimic::Trial;
use quitus::access::{
    Right, SignIn, Stage, accept_invitation, change_password, end_session, end_sessions_of, find_user, first_administrator,
    invite, invited, sessions_of, sign_in, sign_in_asked, sign_in_checked, touch,
};

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    [
        both_engines("access::the_first_administrator_is_invited_once", the_first_administrator),
        both_engines("access::a_link_serves_once_and_for_72_hours", a_link_serves_once),
        both_engines("access::who_may_invite", who_may_invite),
        both_engines("access::wrong_name_and_wrong_password_answer_alike", wrong_answers_alike),
        both_engines("access::the_lockout_grows_and_a_success_forgives", the_lockout_grows),
        both_engines("access::an_address_is_locked_out_too", an_address_is_locked_out),
        both_engines("access::what_changed_while_a_password_was_looked_at_counts", changed_meanwhile),
        both_engines("access::an_auditor_comes_in_by_password_alone", an_auditor_comes_in),
        both_engines("access::sessions_expire", sessions_expire),
        both_engines("access::sessions_are_listed_and_ended", sessions_are_ended),
        both_engines("access::a_new_password_ends_the_other_sessions", a_new_password),
    ]
    .into_iter()
    .flatten()
    .collect()
}

async fn the_first_administrator(test: TestDb) {
    let mut tx = test.db.write().await.unwrap();
    let (admin, lost) = first_administrator(&mut tx, at(0)).await.unwrap().unwrap();
    assert_eq!((admin.name.as_str(), admin.role.word()), ("admin", "admin"));
    let (again, link) = first_administrator(&mut tx, at(1)).await.unwrap().unwrap();
    assert_eq!(again, admin);
    assert_eq!(code(invited(&mut tx, &lost.secret, at(1)).await), "invitation_unknown");
    assert_eq!(invited(&mut tx, &link.secret, at(1)).await.unwrap(), admin);
    accept_invitation(&mut tx, &link.secret, PASSWORD, at(2)).await.unwrap();
    assert!(first_administrator(&mut tx, at(3)).await.unwrap().is_none());
    assert_eq!(code(invite(&mut tx, None, &admin.id, at(3)).await), "invitation_needs_author");
    must_enrol(typed(&mut tx, "Admin", PASSWORD, 4).await);
}

async fn a_link_serves_once(test: TestDb) {
    let [manager, .., admin] = staff(&test).await;
    let mut tx = test.db.write().await.unwrap();
    let link = invite(&mut tx, Some(&act(&admin, 0)), &manager.id, at(0)).await.unwrap();
    assert_eq!(link.expires_at, at(0) + Duration::hours(72));
    assert_eq!(code(accept_invitation(&mut tx, &link.secret, "trop court", at(1)).await), "password_too_short");
    assert_eq!(code(accept_invitation(&mut tx, &link.secret, "Gaëlle Gaëlle!", at(1)).await), "password_is_name");
    assert_eq!(code(invited(&mut tx, &link.secret, at(72 * 60)).await), "invitation_unknown");
    assert_eq!(code(accept_invitation(&mut tx, "autre", PASSWORD, at(1)).await), "invitation_unknown");
    assert_eq!(accept_invitation(&mut tx, &link.secret, PASSWORD, at(72 * 60 - 1)).await.unwrap(), manager);
    assert_eq!(code(accept_invitation(&mut tx, &link.secret, PASSWORD, at(72 * 60 - 1)).await), "invitation_unknown");
}

async fn who_may_invite(test: TestDb) {
    let [manager, accountant, head, _, admin] = staff(&test).await;
    let mut tx = test.db.write().await.unwrap();
    assert_eq!(code(invite(&mut tx, None, &manager.id, at(0)).await), "invitation_needs_author");
    assert_eq!(code(invite(&mut tx, Some(&act(&accountant, 0)), &manager.id, at(0)).await), "role_not_allowed");
    let link = invite(&mut tx, Some(&act(&head, 0)), &manager.id, at(0)).await.unwrap();
    accept_invitation(&mut tx, &link.secret, PASSWORD, at(0)).await.unwrap();
    // Else who approves could take the place of who prepares.
    assert_eq!(code(invite(&mut tx, Some(&act(&head, 1)), &manager.id, at(1)).await), "role_not_allowed");
    assert!(head.role.may(Right::Users) && !head.role.may(Right::Accounts));
    invite(&mut tx, Some(&act(&admin, 1)), &manager.id, at(1)).await.unwrap();
}

async fn wrong_answers_alike(test: TestDb) {
    let [manager, .., admin] = staff(&test).await;
    let mut tx = test.db.write().await.unwrap();
    with_password(&mut tx, &admin, &manager).await;
    let wrong_password = refused(typed(&mut tx, "Gaëlle", "la pluie tombe sur le toit", 0).await);
    let wrong_name = refused(typed(&mut tx, "Gaelle", PASSWORD, 0).await);
    let no_password = refused(typed(&mut tx, "Camille", PASSWORD, 0).await);
    assert_eq!(wrong_password.code.name, "sign_in_refused");
    assert_eq!(wrong_password, wrong_name);
    assert_eq!(wrong_password, no_password);
    must_enrol(typed(&mut tx, " GAËLLE ", PASSWORD, 0).await);
}

async fn the_lockout_grows(test: TestDb) {
    let [manager, .., admin] = staff(&test).await;
    let mut tx = test.db.write().await.unwrap();
    with_password(&mut tx, &admin, &manager).await;
    for name in ["Gaëlle", "Personne"] {
        for _ in 0..5 {
            assert_eq!(refused(typed(&mut tx, name, "faux", 0).await).code.name, "sign_in_refused");
        }
        let locked = refused(typed(&mut tx, name, PASSWORD, 0).await);
        assert_eq!((locked.code.name, locked.facts.as_str()), ("sign_in_locked", "(nouvel essai possible dans 1 minute)"));
    }
    // A minute later one try; wrong, it costs two minutes, and nothing while they last.
    assert_eq!(refused(typed(&mut tx, "Gaëlle", "faux", 1).await).code.name, "sign_in_refused");
    assert_eq!(refused(typed(&mut tx, "Gaëlle", PASSWORD, 2).await).facts, "(nouvel essai possible dans 1 minute)");
    assert_eq!(refused(typed(&mut tx, "Gaëlle", "faux", 3).await).code.name, "sign_in_refused");
    assert_eq!(refused(typed(&mut tx, "Gaëlle", PASSWORD, 3).await).facts, "(nouvel essai possible dans 4 minutes)");
    must_enrol(typed(&mut tx, "Gaëlle", PASSWORD, 7).await);
    for _ in 0..4 {
        refused(typed(&mut tx, "Gaëlle", "faux", 8).await);
    }
    must_enrol(typed(&mut tx, "Gaëlle", PASSWORD, 8).await);
    // A new link opens at once, whatever failed before.
    for _ in 0..6 {
        refused(typed(&mut tx, "Gaëlle", "faux", 9).await);
    }
    let link = invite(&mut tx, Some(&act(&admin, 9)), &manager.id, at(9)).await.unwrap();
    accept_invitation(&mut tx, &link.secret, "un lac sous la pluie fine", at(9)).await.unwrap();
    must_enrol(typed(&mut tx, "Gaëlle", "un lac sous la pluie fine", 9).await);
}

async fn an_address_is_locked_out(test: TestDb) {
    let [manager, .., admin] = staff(&test).await;
    let mut tx = test.db.write().await.unwrap();
    with_password(&mut tx, &admin, &manager).await;
    for name in 0..30 {
        let answer = typed(&mut tx, &format!("nom {name}"), "faux", 0).await;
        assert_eq!(refused(answer).code.name, "sign_in_refused", "{name}");
    }
    assert_eq!(refused(typed(&mut tx, "Gaëlle", PASSWORD, 0).await).code.name, "sign_in_locked");
    let elsewhere = sign_in(&mut tx, "Gaëlle", PASSWORD, at(0), AGENT, "192.0.2.2").await.unwrap();
    must_enrol(elsewhere);
    must_enrol(typed(&mut tx, "Gaëlle", PASSWORD, 1).await);
}

async fn changed_meanwhile(test: TestDb) {
    let [manager, .., admin] = staff(&test).await;
    let mut tx = test.db.write().await.unwrap();
    with_password(&mut tx, &admin, &manager).await;
    let checked = sign_in_asked(&mut tx, "Gaëlle", "", at(0)).await.unwrap().check(PASSWORD);
    let link = invite(&mut tx, Some(&act(&admin, 0)), &manager.id, at(0)).await.unwrap();
    accept_invitation(&mut tx, &link.secret, "un lac sous la pluie fine", at(0)).await.unwrap();
    let answer = sign_in_checked(&mut tx, checked, at(0), AGENT, "").await.unwrap();
    assert_eq!(refused(answer).code.name, "sign_in_refused");
}

async fn an_auditor_comes_in(test: TestDb) {
    let [_, _, _, auditor, admin] = staff(&test).await;
    let mut tx = test.db.write().await.unwrap();
    with_password(&mut tx, &admin, &auditor).await;
    let new = signed_in(typed(&mut tx, "Ada", PASSWORD, 0).await);
    assert_eq!((new.session.stage, new.session.confirmed_at), (Stage::Full, None));
    assert_eq!(opened(&mut tx, &new.secret, 1).await.unwrap(), new.session);
    assert_ne!(new.session.csrf, new.secret);
    assert!(opened(&mut tx, &new.session.id, 1).await.is_none() && opened(&mut tx, &new.session.csrf, 1).await.is_none());
}

async fn sessions_expire(test: TestDb) {
    let (_, new, _) = someone_in(&test, "Camille", 0).await;
    let mut tx = test.db.write().await.unwrap();
    assert!(opened(&mut tx, &new.secret, 59).await.is_some());
    assert!(opened(&mut tx, &new.secret, 60).await.is_none());
    // Used every fifty minutes, it lives until the twelfth hour.
    for minutes in (50..12 * 60).step_by(50) {
        let session = opened(&mut tx, &new.secret, minutes).await.unwrap();
        touch(&mut tx, &session, at(minutes)).await.unwrap();
        touch(&mut tx, &session, at(minutes)).await.unwrap();
    }
    assert!(opened(&mut tx, &new.secret, 12 * 60 - 1).await.is_some());
    assert!(opened(&mut tx, &new.secret, 12 * 60).await.is_none());
    let session = opened(&mut tx, &new.secret, 701).await.unwrap();
    assert_eq!(session.seen_at, at(700));
    touch(&mut tx, &session, at(700) + Duration::seconds(59)).await.unwrap();
    assert_eq!(opened(&mut tx, &new.secret, 701).await.unwrap().seen_at, at(700));
    // What awaits its second factor waits a quarter of an hour.
    let pending = typed(&mut tx, "Camille", PASSWORD, 0).await;
    let SignIn::SecondFactor(pending) = pending else { panic!("{pending:?}") };
    assert!(opened(&mut tx, &pending.secret, 14).await.is_some());
    assert!(opened(&mut tx, &pending.secret, 15).await.is_none());
}

async fn sessions_are_ended(test: TestDb) {
    let (_, new, _) = someone_in(&test, "Camille", 0).await;
    let mut tx = test.db.write().await.unwrap();
    let camille = new.session.user.clone();
    let gaelle = find_user(&mut tx, "Gaëlle").await.unwrap();
    let admin = find_user(&mut tx, "Alix").await.unwrap();
    let SignIn::SecondFactor(other) = typed(&mut tx, "Camille", PASSWORD, 1).await else { panic!() };
    let open = sessions_of(&mut tx, &camille, at(2)).await.unwrap();
    assert_eq!(open.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), [&other.session.id, &new.session.id]);
    assert_eq!(open[1].agent, AGENT);
    assert_eq!(code(end_session(&mut tx, &gaelle, &new.session.id, at(2)).await), "role_not_allowed");
    assert_eq!(code(end_sessions_of(&mut tx, &gaelle, &camille, None, at(2)).await), "role_not_allowed");
    end_session(&mut tx, &camille, &other.session.id, at(2)).await.unwrap();
    assert_eq!(code(end_session(&mut tx, &camille, &other.session.id, at(2)).await), "session_unknown");
    assert!(opened(&mut tx, &other.secret, 2).await.is_none());
    assert_eq!(end_sessions_of(&mut tx, &camille, &camille, Some(&new.session), at(2)).await.unwrap(), 0);
    assert_eq!(end_sessions_of(&mut tx, &admin, &camille, None, at(3)).await.unwrap(), 1);
    assert!(opened(&mut tx, &new.secret, 3).await.is_none());
}

async fn a_new_password(test: TestDb) {
    let (_, new, _) = someone_in(&test, "Camille", 0).await;
    let mut tx = test.db.write().await.unwrap();
    let SignIn::SecondFactor(other) = typed(&mut tx, "Camille", PASSWORD, 1).await else { panic!() };
    let second = "un lac sous la pluie fine";
    assert_eq!(code(change_password(&mut tx, &new.session, "faux", second, at(2)).await), "password_wrong");
    assert_eq!(code(change_password(&mut tx, &new.session, PASSWORD, "motdepasse2026", at(2)).await), "password_common");
    // Half in is not in.
    assert_eq!(code(change_password(&mut tx, &other.session, PASSWORD, second, at(2)).await), "second_factor_missing");
    change_password(&mut tx, &new.session, PASSWORD, second, at(2)).await.unwrap();
    assert!(opened(&mut tx, &new.secret, 2).await.is_some() && opened(&mut tx, &other.secret, 2).await.is_none());
    assert_eq!(refused(typed(&mut tx, "Camille", PASSWORD, 3).await).code.name, "sign_in_refused");
    assert!(matches!(typed(&mut tx, "Camille", second, 3).await, SignIn::SecondFactor(_)));
}
