//! Users, roles and the audit: the first rooms of the house, on both engines.

use crate::engine::{TestDb, both_engines};
use chrono::{DateTime, NaiveDate, Utc};
use libtest_mimic::Trial;
use quitus::access::{Act, Role, add_user, audit, find_user, list_users};
use quitus::ledger::Pot;
use quitus::ledger::movement::STILL_UNEXPLAINED;
use quitus::money::Cents;
use quitus::statement::organisation;
use quitus::store::{Column, Db, Tx, insert_many};
use sqlx::AssertSqlSafe;

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    [
        both_engines("foundation::a_user_is_found_by_name", a_user_is_found_by_name),
        both_engines("foundation::a_name_is_taken_once", a_name_is_taken_once),
        both_engines("foundation::an_uncommitted_write_leaves_nothing", an_uncommitted_write_leaves_nothing),
        both_engines("foundation::opening_again_changes_nothing", opening_again_changes_nothing),
        both_engines("foundation::no_person_signs_for_the_organisation", no_person_signs_for_the_organisation),
        both_engines("foundation::the_audit_only_grows", the_audit_only_grows),
        both_engines("foundation::an_entry_is_never_taken_for_many_lines", an_entry_is_never_taken_for_many_lines),
        both_engines("foundation::an_earlier_entry_is_found_by_its_key", an_earlier_entry_is_found_by_its_key),
        both_engines("foundation::a_table_that_doubles_is_counted_at_once", a_table_that_doubles_is_counted_at_once),
        both_engines("foundation::an_unexplained_debit_is_found_by_its_movement", an_unexplained_debit_is_found_by_its_movement),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000, 0).unwrap()
}

async fn a_user_is_found_by_name(test: TestDb) {
    let mut tx = test.db.write().await.unwrap();
    let marie = add_user(&mut tx, None, " Marie Lefèvre ", Role::Comptable, noon()).await.unwrap();
    let act = Act { user: marie.clone(), at: noon(), today: NaiveDate::from_ymd_opt(2026, 11, 18).unwrap() };
    audit(&mut tx, &act, "user_added", &marie.id, "").await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = test.db.read().await.unwrap();
    assert_eq!(find_user(&mut tx, "Marie Lefèvre").await.unwrap(), marie);
    assert_eq!(list_users(&mut tx).await.unwrap(), [marie]);
    assert_eq!(find_user(&mut tx, "quitus").await.unwrap_err().code(), Some("user_unknown"));
}

async fn a_name_is_taken_once(test: TestDb) {
    let mut tx = test.db.write().await.unwrap();
    add_user(&mut tx, None, "Marie", Role::Comptable, noon()).await.unwrap();
    let again = add_user(&mut tx, None, "Marie", Role::Admin, noon()).await.unwrap_err();
    assert_eq!(again.code(), Some("app_user_name_unique"));
}

async fn an_uncommitted_write_leaves_nothing(test: TestDb) {
    let mut tx = test.db.write().await.unwrap();
    add_user(&mut tx, None, "Marie", Role::Comptable, noon()).await.unwrap();
    drop(tx);
    let mut tx = test.db.read().await.unwrap();
    assert_eq!(list_users(&mut tx).await.unwrap(), []);
}

async fn opening_again_changes_nothing(test: TestDb) {
    let mut tx = test.db.write().await.unwrap();
    let marie = add_user(&mut tx, None, "Marie", Role::Comptable, noon()).await.unwrap();
    tx.commit().await.unwrap();
    let again = Db::open(&test.url).await.unwrap();
    let mut tx = again.read().await.unwrap();
    assert_eq!(list_users(&mut tx).await.unwrap(), [marie]);
    drop(tx);
    again.close().await;
}

async fn the_audit_only_grows(test: TestDb) {
    let mut tx = test.db.write().await.unwrap();
    let marie = add_user(&mut tx, None, "Marie", Role::Comptable, noon()).await.unwrap();
    let act = Act { user: marie, at: noon(), today: NaiveDate::from_ymd_opt(2026, 11, 18).unwrap() };
    audit(&mut tx, &act, "user_added", "Marie", "").await.unwrap();
    tx.commit().await.unwrap();
    for sql in ["UPDATE audit SET detail = 'rien'", "DELETE FROM audit"] {
        assert_eq!(test.plain_sql(sql).await.unwrap_err().code(), Some("append_only"), "{sql}");
    }
}

async fn no_person_signs_for_the_organisation(test: TestDb) {
    let account = |id: i64, iban: &str, holder: &str, name: &str| {
        format!(
            "INSERT INTO bank_account (id, reference, iban, holder) VALUES ({id}, 'C{id}', '{iban}', '{holder}');
             INSERT INTO bank_account_version (bank_account, version, label, holder_name, recorded_at, recorded_by)
                VALUES ({id}, 1, 'Compte', '{name}', '2026-11-01T08:00:00+00:00', 'PROGRAMME');"
        )
    };
    let name = async || {
        let mut tx = test.db.read().await.unwrap();
        organisation::current(&mut tx).await.unwrap().name
    };
    assert_eq!(name().await, "Service chargé de votre accompagnement");
    test.plain_sql(&account(101, "FR7630006000011234567890189", "personne", "Jeanne Aubry")).await.unwrap();
    assert_eq!(name().await, "Service chargé de votre accompagnement");
    test.plain_sql(&account(102, "FR7610107001011234567890129", "organisation", "UDAF")).await.unwrap();
    assert_eq!(name().await, "UDAF");
}

/// What PostgreSQL believes of the lines of an entry is declared, not counted: counted while one entry is there, it would be that
/// an entry holds every line.
async fn an_entry_is_never_taken_for_many_lines(test: TestDb) {
    let Db::Postgres { pool, .. } = &test.db else { return };
    let user = "(SELECT id FROM app_user LIMIT 1)";
    for sql in [
        "INSERT INTO bank_account (id, reference, iban, holder) VALUES (1, 'POOL', 'FR7630006000011234567890189', 'organisation')".to_owned(),
        "INSERT INTO person (number, bank_account) VALUES (1, 1)".to_owned(),
        format!(
            "INSERT INTO person_version (person, version, family_name, given_name, search_key, recorded_at, recorded_by)
             VALUES (1, 1, 'Nom', 'Prénom', 'NOM PRENOM', '2026-01-01T00:00:00+00:00', {user})"
        ),
    ] {
        test.plain_sql(&sql).await.unwrap();
    }
    let mut tx = test.db.write().await.unwrap();
    let marie = add_user(&mut tx, None, "Marie", Role::Comptable, noon()).await.unwrap();
    let act = Act { user: marie, at: noon(), today: NaiveDate::from_ymd_opt(2026, 11, 18).unwrap() };
    quitus::ledger::account::open_bank_accounts(&mut tx, &[1]).await.unwrap();
    quitus::ledger::account::open_people(&mut tx, &[1]).await.unwrap();
    quitus::intake::opening::bring_in(&mut tx, &act, 1, Pot::Libre, Cents(100), "reprise").await.unwrap();
    tx.count_rows().await.unwrap();
    tx.commit().await.unwrap();
    let believed: (f32,) = sqlx::query_as("SELECT n_distinct FROM pg_stats WHERE tablename = 'line' AND attname = 'entry'")
        .fetch_one(pool)
        .await
        .unwrap();
    assert!(believed.0 < 0.0, "{} entries in all, however many lines come", believed.0);
}

/// A comparison of places in the chain is never the way in: PostgreSQL took it for one and walked the journal for each entry.
async fn an_earlier_entry_is_found_by_its_key(test: TestDb) {
    let Db::Postgres { pool, .. } = &test.db else { return };
    let functions = |pattern: &'static str| {
        sqlx::query_scalar::<_, String>(
            "SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
             WHERE n.nspname = current_schema() AND p.prosrc ~ $1 ORDER BY 1",
        )
        .bind(pattern)
        .fetch_all(pool)
    };
    assert_eq!(functions(r"\m[a-z]\.seq < (e\.seq|NEW\.seq|entry_seq)").await.unwrap(), [""; 0]);
    assert!(functions(r"\.seq \+ 0 < ").await.unwrap().contains(&"entry_complete".to_owned()));
}

/// PostgreSQL knows what came within the same transaction, and a few rows more are not worth counting.
async fn a_table_that_doubles_is_counted_at_once(test: TestDb) {
    let mut tx = test.db.write().await.unwrap();
    let Tx::Postgres(transaction) = &mut tx else { return };
    sqlx::query("CREATE TEMPORARY TABLE grown (word TEXT)").execute(&mut **transaction).await.unwrap();
    for (rows, believed) in [(50, -1), (20_000, 20_050), (200, 20_050), (40_000, 60_250)] {
        insert_many(&mut tx, "grown", &[Column::Text("word")], &vec![("mot",); rows]).await.unwrap();
        let Tx::Postgres(transaction) = &mut tx else { return };
        let (counted,): (i64,) = sqlx::query_as("SELECT reltuples::bigint FROM pg_class WHERE relname = 'grown'")
            .fetch_one(&mut **transaction)
            .await
            .unwrap();
        assert_eq!(counted, believed, "counted after {rows} more");
    }
}

/// SQLite goes to the few among all entries; it read every entry of all years before.
async fn an_unexplained_debit_is_found_by_its_movement(test: TestDb) {
    let mut tx = test.db.read().await.unwrap();
    let Tx::Sqlite(transaction) = &mut tx else { return };
    let sql = format!("EXPLAIN QUERY PLAN SELECT e.seq FROM entry e WHERE {STILL_UNEXPLAINED}");
    let plan: Vec<(i64, i64, i64, String)> = sqlx::query_as(AssertSqlSafe(sql)).fetch_all(&mut **transaction).await.unwrap();
    let steps: Vec<&str> = plan.iter().map(|(.., step)| step.as_str()).collect();
    assert!(steps.iter().any(|step| step.starts_with("SEARCH e USING INDEX entry_movement_source_unique")), "{steps:?}");
    assert!(!steps.iter().any(|step| step.starts_with("SCAN")), "{steps:?}");
}
