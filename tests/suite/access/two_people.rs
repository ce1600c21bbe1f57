//! The second person behind every access: nobody holds both pairs of eyes.

use super::house::{PASSWORD, act, at, code, enrol, must_enrol, opened, staff, typed, with_password};
use crate::engine::{Engine, TestDb, both_engines};
use libtest_mimic::Trial;
use quitus::access::{
    AuditFilter, Confirmed, Role, User, access_awaited, access_by_no_third, accounts, add_user, audit_page, awaits_confirmation,
    confirm_access, disable_user, enable_user, find_user, invite, rescue_access, reset_second_factor, set_role,
};
use quitus::store::Tx;

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    [
        both_engines("access::a_new_access_waits_for_a_second_person", a_new_access_waits),
        both_engines("access::the_first_administrator_confirms_one_access_alone", alone_once),
        both_engines("access::every_way_further_in_waits_again", every_way_waits),
        both_engines("access::a_giver_leaves_their_own_part_to_a_third", in_part),
        both_engines("access::nobody_is_left_waiting_for_ever", nobody_is_left_waiting),
        both_engines("access::the_console_lets_in_whom_nobody_else_can", the_console_lets_in),
        both_engines("access::taking_everybody_out_makes_nobody_alone", taking_everybody_out),
        both_engines("access::what_came_since_is_not_confirmed_with_the_rest", what_came_since),
        both_engines("access::a_third_person_confirms_what_was_confirmed_alone", a_third_afterwards),
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
    assert_eq!(confirm_access(&mut tx, &act(admin, -20), &head.id, None).await.unwrap(), Confirmed::Alone);
    for user in [manager, accountant] {
        with_password(&mut tx, admin, user).await;
        assert_eq!(confirm_access(&mut tx, &act(head, -10), &user.id, None).await.unwrap(), Confirmed::Whole);
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
    assert_eq!(code(confirm_access(&mut tx, &act(&auditor, 3), &new.id, None).await), "role_not_allowed");
    tx.commit().await.unwrap();
    for (by, expected) in [(&head, "access_four_eyes"), (&new, "access_not_confirmed")] {
        let mut tx = test.db.write().await.unwrap();
        assert_eq!(code(confirm_access(&mut tx, &act(by, 3), &new.id, None).await), expected);
    }
    let mut tx = test.db.write().await.unwrap();
    assert_eq!(confirm_access(&mut tx, &act(&accountant, 4), &new.id, None).await.unwrap(), Confirmed::Whole);
    assert!(!opened(&mut tx, &enrolled.session.secret, 5).await.unwrap().awaits);
    assert_eq!(code(confirm_access(&mut tx, &act(&admin, 5), &new.id, None).await), "access_nothing_to_confirm");
}

async fn alone_once(test: TestDb) {
    let [_, _, head, _, admin] = staff(&test).await;
    let mut tx = test.db.write().await.unwrap();
    with_password(&mut tx, &admin, &admin).await;
    with_password(&mut tx, &admin, &head).await;
    assert_eq!(confirm_access(&mut tx, &act(&admin, 0), &head.id, None).await.unwrap(), Confirmed::Alone);
    let filter = AuditFilter { action: Some("access_confirm_alone".into()), ..AuditFilter::default() };
    let lines = audit_page(&mut tx, &head, &filter, None, 10).await.unwrap().lines;
    assert_eq!(lines.len(), 1, "it is traced");
    tx.commit().await.unwrap();
    // The same person's next link, like anybody else's, is no longer the administrator's to confirm: not by its instant either.
    relinked(&test, &admin, &head, 2).await;
    let mut tx = test.db.write().await.unwrap();
    assert!(waits(&mut tx, &head).await);
    assert_eq!(code(confirm_access(&mut tx, &act(&admin, 3), &head.id, None).await), "access_four_eyes");
    drop(tx);
    let same_instant = format!(
        "INSERT INTO access_change (seq, app_user, kind, made_at, made_by)
            SELECT MAX(seq) + 1, '{0}', 'factor', '2026-11-02T07:00:00+00:00', '{1}' FROM access_change;
         INSERT INTO access_confirmation (access_change, confirmed_at, confirmed_by)
            SELECT MAX(n.seq), MAX(x.confirmed_at), '{1}' FROM access_change n, access_confirmation x;",
        head.id, admin.id
    );
    assert_eq!(test.plain_sql(&same_instant).await.unwrap_err().code(), Some("access_four_eyes"));
}

/// A link made and used by hand: the service would refuse to make it.
async fn relinked(test: &TestDb, admin: &User, user: &User, minutes: i64) {
    let used = at(minutes).to_rfc3339();
    let bytes = "97".repeat(32);
    let hash = match test.engine {
        Engine::Sqlite => format!("x'{bytes}'"),
        Engine::Postgres => format!("'\\x{bytes}'::bytea"),
    };
    let sql = format!(
        "INSERT INTO invitation (secret_hash, app_user, invited_at, invited_by, expires_at, used_at)
            VALUES ({hash}, '{0}', '{used}', '{1}', '2026-11-09T08:00:00+00:00', '{used}');
         INSERT INTO password (app_user, version, phc, recorded_at)
            SELECT app_user, MAX(version) + 1, MIN(phc), '{used}' FROM password WHERE app_user = '{0}' GROUP BY app_user;",
        user.id, admin.id
    );
    test.plain_sql(&sql).await.unwrap();
}

/// One administrator, one manager of the house, confirmed alone, and a manager of cases.
async fn small_house(test: &TestDb) -> [User; 3] {
    let [manager, _, head, _, admin] = staff(test).await;
    let mut tx = test.db.write().await.unwrap();
    with_password(&mut tx, &admin, &admin).await;
    with_password(&mut tx, &admin, &head).await;
    confirm_access(&mut tx, &act(&admin, -20), &head.id, None).await.unwrap();
    with_password(&mut tx, &admin, &manager).await;
    confirm_access(&mut tx, &act(&head, -10), &manager.id, None).await.unwrap();
    tx.commit().await.unwrap();
    [manager, head, admin]
}

async fn nobody_is_left_waiting(test: TestDb) {
    let [manager, head, admin] = small_house(&test).await;
    let by = act(&admin, 0);
    let mut tx = test.db.write().await.unwrap();
    assert_eq!(code(reset_second_factor(&mut tx, &by, &head.id, "Téléphone perdu").await), "access_nobody_to_confirm");
    assert_eq!(code(invite(&mut tx, Some(&by), &head.id, at(0)).await), "access_nobody_to_confirm");
    assert_eq!(code(set_role(&mut tx, &by, &head.id, Role::Comptable, "Essai").await), "access_nobody_to_confirm");
    assert!(!waits(&mut tx, &head).await);
    // The head can confirm what is done to others.
    reset_second_factor(&mut tx, &by, &manager.id, "Téléphone perdu").await.unwrap();
    confirm_access(&mut tx, &act(&head, 1), &manager.id, None).await.unwrap();
    // With a third person, the head can lose a telephone too.
    let new = add_user(&mut tx, Some(&by), "Lou", Role::Comptable, at(1)).await.unwrap();
    with_password(&mut tx, &admin, &new).await;
    assert_eq!(code(reset_second_factor(&mut tx, &by, &head.id, "Téléphone perdu").await), "access_nobody_to_confirm");
    confirm_access(&mut tx, &act(&head, 2), &new.id, None).await.unwrap();
    reset_second_factor(&mut tx, &by, &head.id, "Téléphone perdu").await.unwrap();
    assert_eq!(confirm_access(&mut tx, &act(&new, 3), &head.id, None).await.unwrap(), Confirmed::Whole);
}

async fn the_console_lets_in(test: TestDb) {
    let [manager, head, admin] = small_house(&test).await;
    relinked(&test, &admin, &head, 1).await;
    let mut tx = test.db.write().await.unwrap();
    assert!(waits(&mut tx, &head).await);
    assert_eq!(code(rescue_access(&mut tx, &act(&admin, 2), &head.id, " ").await), "user_version_reason_filled");
    rescue_access(&mut tx, &act(&admin, 2), &head.id, "Seul responsable, téléphone perdu").await.unwrap();
    assert!(!waits(&mut tx, &head).await);
    let filter = AuditFilter { action: Some("access_confirm_console".into()), ..AuditFilter::default() };
    assert_eq!(audit_page(&mut tx, &head, &filter, None, 10).await.unwrap().lines.len(), 1, "it is traced");
    assert_eq!(access_by_no_third(&mut tx).await.unwrap().len(), 2, "the console is no third person");
    assert_eq!(code(rescue_access(&mut tx, &act(&admin, 3), &head.id, "Encore").await), "access_nothing_to_confirm");
    reset_second_factor(&mut tx, &act(&admin, 4), &manager.id, "Téléphone perdu").await.unwrap();
    assert_eq!(code(rescue_access(&mut tx, &act(&admin, 5), &manager.id, "Pressé").await), "access_somebody_else_confirms");
}

/// A house of before accesses were confirmed: everybody has a password, and nothing was ever confirmed.
async fn taking_everybody_out(test: TestDb) {
    let [_, accountant, head, _, admin] = staff(&test).await;
    let mut tx = test.db.write().await.unwrap();
    with_password(&mut tx, &admin, &admin).await;
    tx.commit().await.unwrap();
    for user in [&accountant, &head] {
        let sql = format!(
            "INSERT INTO password (app_user, version, phc, recorded_at)
                SELECT '{}', 1, phc, recorded_at FROM password WHERE app_user = '{}'",
            user.id, admin.id
        );
        test.plain_sql(&sql).await.unwrap();
    }
    let mut tx = test.db.write().await.unwrap();
    for user in [&accountant, &head] {
        disable_user(&mut tx, &act(&admin, 0), &user.id, "Absence").await.unwrap();
    }
    let new = add_user(&mut tx, Some(&act(&admin, 1)), "Isa", Role::Responsable, at(1)).await.unwrap();
    with_password(&mut tx, &admin, &new).await;
    tx.commit().await.unwrap();
    let mut tx = test.db.write().await.unwrap();
    assert_eq!(code(confirm_access(&mut tx, &act(&admin, 2), &new.id, None).await), "access_four_eyes");
    drop(tx);
    // They are only asked.
    let mut tx = test.db.write().await.unwrap();
    enable_user(&mut tx, &act(&admin, 3), &head.id, "Retour").await.unwrap();
    assert_eq!(confirm_access(&mut tx, &act(&head, 4), &new.id, None).await.unwrap(), Confirmed::Whole);
}

async fn what_came_since(test: TestDb) {
    let [_, accountant, head, _, admin] = house(&test).await;
    let mut tx = test.db.write().await.unwrap();
    let new = add_user(&mut tx, Some(&act(&admin, 0)), "Lou", Role::Gestionnaire, at(0)).await.unwrap();
    with_password(&mut tx, &admin, &new).await;
    let numbers = async |tx: &mut Tx| access_awaited(tx).await.unwrap().iter().map(|one| one.seq).collect::<Vec<_>>();
    let shown = numbers(&mut tx).await;
    set_role(&mut tx, &act(&admin, 1), &new.id, Role::Comptable, "Renfort").await.unwrap();
    for shown in [&[][..], &shown] {
        let outcome = confirm_access(&mut tx, &act(&accountant, 2), &new.id, Some(shown)).await;
        assert_eq!(code(outcome), "access_changed_since");
    }
    assert!(waits(&mut tx, &new).await);
    let shown = numbers(&mut tx).await;
    assert_eq!(confirm_access(&mut tx, &act(&head, 3), &new.id, Some(&shown)).await.unwrap(), Confirmed::Whole);
}

async fn a_third_afterwards(test: TestDb) {
    let [_, accountant, head, _, admin] = house(&test).await;
    let mut tx = test.db.write().await.unwrap();
    assert_eq!(access_by_no_third(&mut tx).await.unwrap().len(), 1);
    for own in [&admin, &head] {
        assert_eq!(code(confirm_access(&mut tx, &act(own, 0), &head.id, None).await), "access_nothing_to_confirm");
    }
    assert_eq!(confirm_access(&mut tx, &act(&accountant, 0), &head.id, None).await.unwrap(), Confirmed::Whole);
    assert!(access_by_no_third(&mut tx).await.unwrap().is_empty());
}

async fn every_way_waits(test: TestDb) {
    let [_, accountant, head, auditor, admin] = house(&test).await;
    let mut tx = test.db.write().await.unwrap();
    // A link that nobody used lets nobody in.
    let link = invite(&mut tx, Some(&act(&admin, 0)), &accountant.id, at(0)).await.unwrap();
    assert!(!waits(&mut tx, &accountant).await);
    quitus::access::accept_invitation(&mut tx, &link.secret, PASSWORD, at(1)).await.unwrap();
    assert!(waits(&mut tx, &accountant).await);
    confirm_access(&mut tx, &act(&head, 2), &accountant.id, None).await.unwrap();
    reset_second_factor(&mut tx, &act(&admin, 3), &accountant.id, "Téléphone perdu").await.unwrap();
    assert!(waits(&mut tx, &accountant).await);
    confirm_access(&mut tx, &act(&head, 4), &accountant.id, None).await.unwrap();
    // An auditor too, who reads every file; another role waits again, and so does the link that came before it.
    with_password(&mut tx, &admin, &auditor).await;
    assert!(waits(&mut tx, &auditor).await);
    let auditor = set_role(&mut tx, &act(&admin, 5), &auditor.id, Role::Comptable, "Renfort").await.unwrap();
    let kinds: Vec<String> = access_awaited(&mut tx).await.unwrap().into_iter().map(|one| one.kind).collect();
    assert_eq!(kinds, ["link", "role"]);
    confirm_access(&mut tx, &act(&head, 6), &auditor.id, None).await.unwrap();
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
    assert_eq!(confirm_access(&mut tx, &act(&admin, 1), &new.id, None).await.unwrap(), Confirmed::InPart);
    assert!(waits(&mut tx, &new).await);
    assert_eq!(confirm_access(&mut tx, &act(&accountant, 2), &new.id, None).await.unwrap(), Confirmed::Whole);
    assert!(!waits(&mut tx, &new).await);
}
