//! Roles, service, and what a disabled user can no longer do.

use super::house::{PASSWORD, act, at, code, enrol, must_enrol, opened, refused, someone_in, staff, typed, with_password};
use crate::engine::{TestDb, both_engines};
use libtest_mimic::Trial;
use quitus::access::{
    Role, accounts, add_user, disable_user, enable_user, find_by_id, find_user, invite, invited, list_users, named_user,
    set_role, sign_in_asked, sign_in_checked, user_changes,
};

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    [
        both_engines("access::a_disabled_user_is_out_at_once", a_disabled_user_is_out),
        both_engines("access::a_new_role_ends_the_sessions", a_new_role_ends_the_sessions),
        both_engines("access::an_administrator_always_remains", an_administrator_always_remains),
        both_engines("access::the_list_of_users_says_what_is_missing", the_list_of_users),
    ]
    .into_iter()
    .flatten()
    .collect()
}

async fn a_disabled_user_is_out(test: TestDb) {
    let (_, new, _) = someone_in(&test, "Camille", 0).await;
    let mut tx = test.db.write().await.unwrap();
    let camille = new.session.user.clone();
    let (head, admin) = (find_user(&mut tx, "Paul").await.unwrap(), find_user(&mut tx, "Alix").await.unwrap());
    let link = invite(&mut tx, Some(&act(&admin, 1)), &camille.id, at(1)).await.unwrap();
    let checked = sign_in_asked(&mut tx, "Camille", "", at(1)).await.unwrap().check(PASSWORD);
    assert_eq!(code(disable_user(&mut tx, &act(&camille, 1), &head.id, "Départ").await), "role_not_allowed");
    assert_eq!(code(disable_user(&mut tx, &act(&head, 1), &head.id, "Départ").await), "not_oneself");
    assert_eq!(code(disable_user(&mut tx, &act(&head, 1), &camille.id, " ").await), "user_version_reason_filled");
    disable_user(&mut tx, &act(&head, 1), &camille.id, "Départ").await.unwrap();
    assert_eq!(code(disable_user(&mut tx, &act(&head, 1), &camille.id, "Départ").await), "user_already_so");
    assert!(opened(&mut tx, &new.secret, 1).await.is_none());
    assert_eq!(code(find_user(&mut tx, "Camille").await), "user_disabled");
    assert_eq!(named_user(&mut tx, "Camille").await.unwrap(), (camille.clone(), false));
    assert_eq!(code(invited(&mut tx, &link.secret, at(1)).await), "invitation_unknown");
    assert_eq!(code(invite(&mut tx, Some(&act(&admin, 1)), &camille.id, at(1)).await), "user_disabled");
    let nobody = refused(typed(&mut tx, "Personne", PASSWORD, 1).await);
    assert_eq!(refused(typed(&mut tx, "Camille", PASSWORD, 1).await), nobody);
    assert_eq!(refused(sign_in_checked(&mut tx, checked, at(1), "", "").await.unwrap()), nobody);
    enable_user(&mut tx, &act(&admin, 2), &camille.id, "Retour").await.unwrap();
    assert!(opened(&mut tx, &new.secret, 2).await.is_none(), "a session that ended stays ended");
    assert_eq!(code(invited(&mut tx, &link.secret, at(2)).await), "invitation_unknown");
    super::house::awaits_factor(typed(&mut tx, "Camille", PASSWORD, 2).await);
    let changes = user_changes(&mut tx, &camille.id).await.unwrap();
    let told: Vec<_> = changes.iter().map(|one| (one.active, one.reason.as_str(), one.by_name.as_str())).collect();
    assert_eq!(told, [(true, "Retour", "Alix"), (false, "Départ", "Paul")]);
}

async fn a_new_role_ends_the_sessions(test: TestDb) {
    let [_, _, head, auditor, admin] = staff(&test).await;
    let mut tx = test.db.write().await.unwrap();
    with_password(&mut tx, &admin, &auditor).await;
    let new = super::house::signed_in(typed(&mut tx, "Ada", PASSWORD, 0).await);
    assert_eq!(code(set_role(&mut tx, &act(&head, 1), &auditor.id, Role::Comptable, "Renfort").await), "role_not_allowed");
    let changed = set_role(&mut tx, &act(&admin, 1), &auditor.id, Role::Comptable, "Renfort").await.unwrap();
    assert_eq!((changed.role, changed.id.as_str()), (Role::Comptable, auditor.id.as_str()));
    assert_eq!(find_by_id(&mut tx, &auditor.id).await.unwrap(), (changed, true));
    assert!(opened(&mut tx, &new.secret, 1).await.is_none());
    // The new role moves money: a password is not enough any more.
    let pending = must_enrol(typed(&mut tx, "Ada", PASSWORD, 2).await);
    enrol(&mut tx, &pending.session, 2).await;
    assert_eq!(code(set_role(&mut tx, &act(&admin, 3), &auditor.id, Role::Comptable, "Renfort").await), "user_already_so");
    assert_eq!(code(set_role(&mut tx, &act(&admin, 3), "INCONNU", Role::Comptable, "Renfort").await), "user_unknown");
}

async fn an_administrator_always_remains(test: TestDb) {
    let [manager, _, head, _, admin] = staff(&test).await;
    let mut tx = test.db.write().await.unwrap();
    assert_eq!(code(disable_user(&mut tx, &act(&head, 0), &admin.id, "Départ").await), "last_administrator");
    let second = add_user(&mut tx, Some(&act(&head, 0)), "Bis", Role::Admin, at(0)).await.unwrap();
    assert_eq!(code(set_role(&mut tx, &act(&second, 0), &second.id, Role::Auditeur, "Essai").await), "not_oneself");
    set_role(&mut tx, &act(&second, 0), &admin.id, Role::Auditeur, "Départ").await.unwrap();
    assert_eq!(code(disable_user(&mut tx, &act(&head, 0), &second.id, "Départ").await), "last_administrator");
    disable_user(&mut tx, &act(&second, 0), &manager.id, "Départ").await.unwrap();
}

async fn the_list_of_users(test: TestDb) {
    let (_, new, _) = someone_in(&test, "Camille", 0).await;
    let mut tx = test.db.write().await.unwrap();
    let (gaelle, admin) = (find_user(&mut tx, "Gaëlle").await.unwrap(), find_user(&mut tx, "Alix").await.unwrap());
    let link = invite(&mut tx, Some(&act(&admin, 0)), &gaelle.id, at(0)).await.unwrap();
    let all = accounts(&mut tx, at(1)).await.unwrap();
    assert_eq!(all.len(), list_users(&mut tx).await.unwrap().len());
    let of = |id: &str| all.iter().find(|one| one.user.id == id).unwrap();
    let camille = of(&new.session.user.id);
    assert!(camille.active && camille.has_password && camille.has_second_factor && camille.invited_until.is_none());
    assert_eq!(camille.seen_at, Some(at(0)));
    let gaelle = of(&gaelle.id);
    assert!(!gaelle.has_password && !gaelle.has_second_factor);
    assert_eq!((gaelle.invited_until, gaelle.seen_at), (Some(link.expires_at), None));
    assert!(of(&admin.id).has_password && !of(&admin.id).has_second_factor);
}
