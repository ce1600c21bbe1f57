//! Whose file is whose, and on which day.

use super::house::{act, code, staff, today};
use crate::engine::{TestDb, both_engines};
use chrono::{Days, NaiveDate};
use libtest_mimic::Trial;
use quitus::access::visibility::{self, Assigned, Replaced};
use quitus::access::{
    Role, User, add_user, assign, assignments_of, disable_user, end_replacement, must_see, replace, replacements, sees,
    visible_people_condition,
};
use quitus::store::Tx;
use sqlx::AssertSqlSafe;

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    [
        both_engines("access::a_manager_sees_their_own_people", a_manager_sees_their_own),
        both_engines("access::who_may_assign_and_to_whom", who_may_assign),
        both_engines("access::a_replacement_lends_and_ends", a_replacement_lends_and_ends),
        both_engines("access::lists_and_rule_see_the_same", lists_and_rule_see_the_same),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn day(offset: u64) -> NaiveDate {
    today() + Days::new(offset)
}

/// People 1 to 5, and a second manager.
async fn house(test: &TestDb) -> ([User; 5], User) {
    let people: String = (1..=5).map(|number| format!(", ({number}, 1)")).collect();
    let sql = format!(
        "INSERT INTO bank_account (id, reference, iban, holder) VALUES (1, 'POOL', 'FR7630001007941234567890185', 'organisation');
         INSERT INTO person (number, bank_account) VALUES {}",
        people.trim_start_matches(", ")
    );
    test.plain_sql(&sql).await.unwrap();
    let staff = staff(test).await;
    let mut tx = test.db.write().await.unwrap();
    let second = add_user(&mut tx, None, "Luc", Role::Gestionnaire, act(&staff[4], 0).at).await.unwrap();
    tx.commit().await.unwrap();
    (staff, second)
}

async fn seen(tx: &mut Tx, user: &User, on: NaiveDate) -> Vec<i64> {
    let mut people = Vec::new();
    for person in 1..=5 {
        if sees(tx, user, person, on).await.unwrap() {
            people.push(person);
        }
    }
    people
}

async fn a_manager_sees_their_own(test: TestDb) {
    let ([manager, accountant, head, auditor, admin], second) = house(&test).await;
    let mut tx = test.db.write().await.unwrap();
    assert!(seen(&mut tx, &manager, day(0)).await.is_empty());
    assert_eq!(assign(&mut tx, &act(&head, 0), &[3, 1, 2, 1], &manager, day(1)).await.unwrap(), 3);
    assert!(seen(&mut tx, &manager, day(0)).await.is_empty());
    assert_eq!(seen(&mut tx, &manager, day(1)).await, [1, 2, 3]);
    // Who has a person already keeps the first day.
    assert_eq!(assign(&mut tx, &act(&admin, 0), &[2, 4], &manager, day(3)).await.unwrap(), 1);
    assert_eq!(assign(&mut tx, &act(&head, 0), &[2, 3], &second, day(5)).await.unwrap(), 2);
    assert_eq!(seen(&mut tx, &manager, day(4)).await, [1, 2, 3, 4]);
    assert_eq!(seen(&mut tx, &manager, day(5)).await, [1, 4]);
    assert_eq!(seen(&mut tx, &second, day(5)).await, [2, 3]);
    assert_eq!(code(assign(&mut tx, &act(&head, 0), &[2], &manager, day(4)).await), "assignment_before_last");
    // The same day again puts a mistake right.
    assert_eq!(assign(&mut tx, &act(&head, 0), &[2], &manager, day(5)).await.unwrap(), 1);
    assert_eq!(seen(&mut tx, &second, day(5)).await, [3]);
    assert_eq!(seen(&mut tx, &manager, day(4)).await, [1, 2, 3, 4]);
    let history = assignments_of(&mut tx, 2).await.unwrap();
    assert_eq!(history.len(), 3);
    assert_eq!((history[0].name.as_str(), history[0].to_on), ("Gaëlle", None));
    for role in [&accountant, &head, &auditor] {
        assert_eq!(seen(&mut tx, role, day(0)).await, [1, 2, 3, 4, 5], "{}", role.role);
    }
    assert!(seen(&mut tx, &admin, day(5)).await.is_empty());
    assert_eq!(code(must_see(&mut tx, &admin, 1, day(5)).await), "file_not_seen");
    assert!(!sees(&mut tx, &head, 99, day(0)).await.unwrap(), "nobody");
    disable_user(&mut tx, &act(&admin, 0), &manager.id, "Départ").await.unwrap();
    assert!(seen(&mut tx, &manager, day(5)).await.is_empty());
}

async fn who_may_assign(test: TestDb) {
    let ([manager, accountant, head, ..], _) = house(&test).await;
    let mut tx = test.db.write().await.unwrap();
    for author in [&manager, &accountant] {
        assert_eq!(code(assign(&mut tx, &act(author, 0), &[1], &manager, day(0)).await), "role_not_allowed");
    }
    assert_eq!(code(assign(&mut tx, &act(&head, 0), &[1], &accountant, day(0)).await), "assignment_to_manager");
    assert_eq!(code(assign(&mut tx, &act(&head, 0), &[1, 99], &manager, day(0)).await), "reference_unknown");
    assert_eq!(assign(&mut tx, &act(&head, 0), &[], &manager, day(0)).await.unwrap(), 0);
}

async fn a_replacement_lends_and_ends(test: TestDb) {
    let ([manager, accountant, head, ..], second) = house(&test).await;
    let mut tx = test.db.write().await.unwrap();
    assign(&mut tx, &act(&head, 0), &[1, 2], &manager, day(0)).await.unwrap();
    assign(&mut tx, &act(&head, 0), &[3], &second, day(0)).await.unwrap();
    let days = (day(2), day(4));
    let by = act(&head, 0);
    assert_eq!(code(replace(&mut tx, &act(&manager, 0), &manager, &second, days, "Congés").await), "role_not_allowed");
    assert_eq!(code(replace(&mut tx, &by, &manager, &manager, days, "Congés").await), "replacement_not_oneself");
    assert_eq!(code(replace(&mut tx, &by, &manager, &second, (day(4), day(2)), "Congés").await), "replacement_dates_ordered");
    assert_eq!(code(replace(&mut tx, &by, &manager, &second, days, " ").await), "replacement_reason_filled");
    assert_eq!(code(replace(&mut tx, &by, &manager, &accountant, days, "Congés").await), "assignment_to_manager");
    let id = replace(&mut tx, &by, &manager, &second, days, "Congés").await.unwrap();
    for (offset, people) in [(1, vec![3]), (2, vec![1, 2, 3]), (4, vec![1, 2, 3]), (5, vec![3])] {
        assert_eq!(seen(&mut tx, &second, day(offset)).await, people, "{offset}");
    }
    assert_eq!(replacements(&mut tx, day(4)).await.unwrap().len(), 1);
    assert!(replacements(&mut tx, day(5)).await.unwrap().is_empty());
    end_replacement(&mut tx, &by, &id, day(3)).await.unwrap();
    assert_eq!(code(end_replacement(&mut tx, &by, &id, day(3)).await), "replacement_unknown");
    assert_eq!(seen(&mut tx, &second, day(2)).await, [1, 2, 3]);
    assert_eq!(seen(&mut tx, &second, day(3)).await, [3]);
}

/// The rule in Rust and the condition in SQL, over every user, person and day of a month with many changes.
async fn lists_and_rule_see_the_same(test: TestDb) {
    let ([manager, accountant, head, auditor, admin], second) = house(&test).await;
    let mut tx = test.db.write().await.unwrap();
    let third = add_user(&mut tx, None, "Noé", Role::Gestionnaire, act(&admin, 0).at).await.unwrap();
    let managers = [&manager, &second, &third];
    let by = act(&head, 0);
    for step in 0_u64..24 {
        let person = i64::try_from(step * 7 % 5).unwrap() + 1;
        let to = managers[usize::try_from(step * 5 % 3).unwrap()];
        assign(&mut tx, &by, &[person], to, day(step / 2)).await.unwrap();
    }
    let mut replaced = Vec::new();
    for (absent, other, from, to, ended) in
        [(0, 1, 2, 6, None), (1, 2, 4, 9, Some(7)), (2, 0, 0, 1, None), (0, 2, 8, 11, Some(8))]
    {
        let id = replace(&mut tx, &by, managers[absent], managers[other], (day(from), day(to)), "Congés").await.unwrap();
        if let Some(ended) = ended {
            end_replacement(&mut tx, &by, &id, day(ended)).await.unwrap();
        }
        let (absent, by_user) = (managers[absent].id.clone(), managers[other].id.clone());
        replaced.push(Replaced { absent, by_user, from_on: day(from), to_on: day(to), ended_on: ended.map(day) });
    }
    let mut assigned = Vec::new();
    for person in 1..=5 {
        let rows = assignments_of(&mut tx, person).await.unwrap();
        assigned.extend(rows.into_iter().map(|row| Assigned {
            person,
            user: row.app_user,
            from_on: row.from_on,
            to_on: row.to_on,
        }));
    }
    let mut lent = 0;
    for offset in 0..14 {
        for user in [&manager, &second, &third, &accountant, &head, &auditor, &admin] {
            let rule = |person: &i64| visibility::sees(user.role, &user.id, *person, day(offset), &assigned, &replaced);
            let expected: Vec<i64> = (1..=5).filter(rule).collect();
            assert_eq!(listed(&mut tx, user, day(offset)).await, expected, "{} on {}", user.name, day(offset));
            let own = |person: &i64| visibility::sees(user.role, &user.id, *person, day(offset), &assigned, &[]);
            lent += expected.len() - (1..=5).filter(own).count();
        }
    }
    assert!(lent > 5, "replacements lend nothing: {lent}");
}

async fn listed(tx: &mut Tx, user: &User, on: NaiveDate) -> Vec<i64> {
    let sql =
        format!("SELECT p.number FROM person p WHERE {} ORDER BY p.number", visible_people_condition("p.number", "$1", "$2"));
    match tx {
        Tx::Sqlite(c) => sqlx::query_scalar(AssertSqlSafe(sql)).bind(&user.id).bind(on).fetch_all(&mut **c).await.unwrap(),
        Tx::Postgres(c) => sqlx::query_scalar(AssertSqlSafe(sql)).bind(&user.id).bind(on).fetch_all(&mut **c).await.unwrap(),
    }
}
