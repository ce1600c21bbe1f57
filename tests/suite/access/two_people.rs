//! The second person behind every access: nobody holds both pairs of eyes.

use super::house::{PASSWORD, act, at, code, enrol, must_enrol, opened, staff, typed, with_password};
use crate::engine::{TestDb, both_engines};
use libtest_mimic::Trial;
use quitus::access::{
    AuditFilter, Confirmed, Role, User, access_awaited, accounts, add_user, audit_page, awaits_confirmation, confirm_access,
    find_user, invite, reset_second_factor, set_role,
};
use quitus::store::Tx;

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    [
        both_engines("access::a_new_access_waits_for_a_second_person", a_new_access_waits),
        both_engines("access::the_first_administrator_confirms_one_access_alone", alone_once),
        both_engines("access::every_way_further_in_waits_again", every_way_waits),
        both_engines("access::a_giver_leaves_their_own_part_to_a_third", in_part),
    ]
    .into_iter()
    .flatten()
    .collect()
}

async fn waits(tx: &mut Tx, user: &User) -> bool {
    awaits_confirmation(tx, user).await.unwrap()
}

/// Everybody but the auditor has a password, and is confirmed.
async fn house(test: &TestDb) -> [User; 5] {
    let users = staff(test).await;
    let [manager, accountant, head, _, admin] = &users;
    let mut tx = test.db.write().await.unwrap();
    with_password(&mut tx, admin, admin).await;
    assert!(!waits(&mut tx, admin).await, "the console let the first administrator in");
    with_password(&mut tx, admin, head).await;
    assert_eq!(confirm_access(&mut tx, &act(admin, -20), &head.id).await.unwrap(), Confirmed::Alone);
    for user in [manager, accountant] {
        with_password(&mut tx, admin, user).await;
        assert_eq!(confirm_access(&mut tx, &act(head, -10), &user.id).await.unwrap(), Confirmed::Whole);
    }
    tx.commit().await.unwrap();
    users
}

async fn a_new_access_waits(test: TestDb) {
    let [_, accountant, head, auditor, admin] = house(&test).await;
    let mut tx = test.db.write().await.unwrap();
    let new = add_user(&mut tx, Some(&act(&head, 0)), "Lou", Role::Comptable, at(0)).await.unwrap();
    let link = invite(&mut tx, Some(&act(&head, 0)), &new.id, at(0)).await.unwrap();
    quitus::access::accept_invitation(&mut tx, &link.secret, PASSWORD, at(1)).await.unwrap();
    let pending = must_enrol(typed(&mut tx, "Lou", PASSWORD, 2).await);
    let (_, enrolled) = enrol(&mut tx, &pending.session, 2).await;
    assert!(opened(&mut tx, &enrolled.session.secret, 3).await.unwrap().awaits);
    let told: Vec<_> =
        access_awaited(&mut tx).await.unwrap().into_iter().map(|one| (one.user.name, one.kind, one.maker)).collect();
    let by_paul = |kind: &str| ("Lou".to_owned(), kind.to_owned(), "Paul".to_owned());
    assert_eq!(told, [by_paul("link")]);
    assert!(accounts(&mut tx, at(3)).await.unwrap().iter().any(|one| one.user.id == new.id && one.awaits));
    assert_eq!(code(confirm_access(&mut tx, &act(&auditor, 3), &new.id).await), "role_not_allowed");
    tx.commit().await.unwrap();
    for (by, expected) in [(&head, "access_four_eyes"), (&new, "access_not_confirmed")] {
        let mut tx = test.db.write().await.unwrap();
        assert_eq!(code(confirm_access(&mut tx, &act(by, 3), &new.id).await), expected);
    }
    let mut tx = test.db.write().await.unwrap();
    assert_eq!(confirm_access(&mut tx, &act(&accountant, 4), &new.id).await.unwrap(), Confirmed::Whole);
    assert!(!opened(&mut tx, &enrolled.session.secret, 5).await.unwrap().awaits);
    assert_eq!(code(confirm_access(&mut tx, &act(&admin, 5), &new.id).await), "access_nothing_to_confirm");
}

async fn alone_once(test: TestDb) {
    let [_, _, head, _, admin] = staff(&test).await;
    let mut tx = test.db.write().await.unwrap();
    with_password(&mut tx, &admin, &admin).await;
    with_password(&mut tx, &admin, &head).await;
    assert_eq!(confirm_access(&mut tx, &act(&admin, 0), &head.id).await.unwrap(), Confirmed::Alone);
    let filter = AuditFilter { action: Some("access_confirm_alone".into()), ..AuditFilter::default() };
    let lines = audit_page(&mut tx, &head, &filter, None, 10).await.unwrap().lines;
    assert_eq!(lines.len(), 1, "it is traced");
    // The same person's next link, like anybody else's, is no longer the administrator's to confirm.
    let link = invite(&mut tx, Some(&act(&admin, 1)), &head.id, at(1)).await.unwrap();
    quitus::access::accept_invitation(&mut tx, &link.secret, PASSWORD, at(2)).await.unwrap();
    assert!(waits(&mut tx, &head).await);
    assert_eq!(code(confirm_access(&mut tx, &act(&admin, 3), &head.id).await), "access_four_eyes");
}

async fn every_way_waits(test: TestDb) {
    let [_, accountant, head, auditor, admin] = house(&test).await;
    let mut tx = test.db.write().await.unwrap();
    // A link that nobody used lets nobody in.
    let link = invite(&mut tx, Some(&act(&admin, 0)), &accountant.id, at(0)).await.unwrap();
    assert!(!waits(&mut tx, &accountant).await);
    quitus::access::accept_invitation(&mut tx, &link.secret, PASSWORD, at(1)).await.unwrap();
    assert!(waits(&mut tx, &accountant).await);
    confirm_access(&mut tx, &act(&head, 2), &accountant.id).await.unwrap();
    reset_second_factor(&mut tx, &act(&admin, 3), &accountant.id, "Téléphone perdu").await.unwrap();
    assert!(waits(&mut tx, &accountant).await);
    confirm_access(&mut tx, &act(&head, 4), &accountant.id).await.unwrap();
    // An auditor waits for nobody; a role that moves money does, and so does the link that came before it.
    with_password(&mut tx, &admin, &auditor).await;
    assert!(!waits(&mut tx, &auditor).await);
    let auditor = set_role(&mut tx, &act(&admin, 5), &auditor.id, Role::Comptable, "Renfort").await.unwrap();
    let kinds: Vec<String> = access_awaited(&mut tx).await.unwrap().into_iter().map(|one| one.kind).collect();
    assert_eq!(kinds, ["link", "role"]);
    confirm_access(&mut tx, &act(&head, 6), &auditor.id).await.unwrap();
    assert!(!waits(&mut tx, &auditor).await);
    assert_eq!(find_user(&mut tx, "Ada").await.unwrap().role, Role::Comptable);
}

async fn in_part(test: TestDb) {
    let [_, accountant, head, _, admin] = house(&test).await;
    let mut tx = test.db.write().await.unwrap();
    let new = add_user(&mut tx, Some(&act(&head, 0)), "Lou", Role::Gestionnaire, at(0)).await.unwrap();
    assert!(!waits(&mut tx, &new).await, "before the books, nobody can act as a user without a link");
    with_password(&mut tx, &head, &new).await;
    set_role(&mut tx, &act(&admin, 1), &new.id, Role::Comptable, "Renfort").await.unwrap();
    assert_eq!(confirm_access(&mut tx, &act(&admin, 1), &new.id).await.unwrap(), Confirmed::InPart);
    assert!(waits(&mut tx, &new).await);
    assert_eq!(confirm_access(&mut tx, &act(&accountant, 2), &new.id).await.unwrap(), Confirmed::Whole);
    assert!(!waits(&mut tx, &new).await);
}
