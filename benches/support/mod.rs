//! A ledger to measure on: a temporary SQLite file, or the PostgreSQL server of `QUITUS_BENCH_POSTGRES` (a fresh database).

pub mod raw;

use chrono::{NaiveDate, Utc};
use quitus::access::{Act, Organisation, Role, add_user, set_organisation};
use quitus::ledger::movement::{Event, rent_released, rent_set_aside};
use quitus::ledger::{Chart, Draft, Pot, post};
use quitus::money::Cents;
use quitus::store::{Db, Tx};

/// A database that lives as long as the measure.
pub struct Bench {
    pub db: Db,
    pub act: Act,
    url: String,
    _dir: tempfile::TempDir,
}

pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2023, 11, 30).unwrap()
}

impl Bench {
    /// People 1 to `people` on one account of the organisation, each with 1 000 € of free money.
    pub async fn open(people: i64) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let url = match std::env::var("QUITUS_BENCH_POSTGRES") {
            Ok(server) => fresh_postgres(&server).await,
            Err(_) => format!("sqlite:{}", dir.path().join("bench.db").display()),
        };
        let db = Db::open(&url).await.unwrap();
        let mut tx = db.write().await.unwrap();
        let user = add_user(&mut tx, None, "Banc", Role::Comptable, Utc::now()).await.unwrap();
        let act = Act { user, at: Utc::now(), today: today() };
        let house = Organisation { name: "UDAF".into(), address: "1 rue du Banc".into(), phone: "01 00 00 00 00".into() };
        set_organisation(&mut tx, &act, &house).await.unwrap();
        people_with_money(&mut tx, &act, people).await;
        tx.commit().await.unwrap();
        Self { db, act, url, _dir: dir }
    }
}

/// A new database on the server.
pub async fn fresh_postgres(server: &str) -> String {
    let name = format!("bench_{}", std::process::id());
    let pool = sqlx::PgPool::connect(server).await.unwrap();
    for sql in [format!("DROP DATABASE IF EXISTS {name}"), format!("CREATE DATABASE {name}")] {
        sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&pool).await.unwrap();
    }
    let (base, _) = server.rsplit_once('/').unwrap();
    format!("{base}/{name}")
}

/// Runs plain SQL on either engine.
pub async fn execute(tx: &mut Tx, sql: String) {
    match tx {
        Tx::Sqlite(t) => drop(sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&mut **t).await.unwrap()),
        Tx::Postgres(t) => drop(sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&mut **t).await.unwrap()),
    }
}

/// SQL for the numbers 1 to `count`, as a column `n`.
pub fn numbers(count: i64) -> String {
    format!(
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count}) SELECT n FROM numbers"
    )
}

async fn people_with_money(tx: &mut Tx, act: &Act, people: i64) {
    execute(tx, "INSERT INTO bank_account (id, reference, iban, holder) VALUES (1, 'POOL', 'FR7630006000011234567890189', 'organisation')".into()).await;
    execute(tx, format!("INSERT INTO person (number, bank_account) SELECT n, 1 FROM ({}) AS all_people", numbers(people))).await;
    execute(
        tx,
        format!(
            "INSERT INTO person_version (person, version, family_name, given_name, search_key, recorded_at, recorded_by)
             SELECT n, 1, 'Nom', 'Prénom', 'NOM PRENOM', '2026-01-01T00:00:00+00:00', 'PROGRAMME' FROM ({}) AS all_people",
            numbers(people)
        ),
    )
    .await;
    quitus::ledger::account::open_bank_accounts(tx, &[1]).await.unwrap();
    let everyone: Vec<i64> = (1..=people).collect();
    quitus::ledger::account::open_people(tx, &everyone).await.unwrap();
    for person in everyone {
        quitus::intake::opening::bring_in(tx, act, person, Pot::Libre, Cents(100_000), "banc").await.unwrap();
    }
}

/// Entries that move 1 € to the rent and back, person after person, spread over the days of three years.
pub fn moves(chart: &Chart, people: i64, from: i64, count: i64) -> Vec<Draft> {
    (from..from + count)
        .map(|i| {
            let day = NaiveDate::from_ymd_opt(2023, 12, 1).unwrap() + chrono::Duration::days(i / 1_000 % 1_090);
            let event = Event {
                bank_account: 1,
                cents: Cents(100),
                occurred_on: day,
                value_on: day,
                source: format!("banc {i}"),
                text: "Banc".into(),
            };
            let person = i % people + 1;
            // Set aside and released in turn, so that no pot ever lacks the money.
            if i / people % 2 == 0 {
                rent_set_aside(chart, &event, person).unwrap()
            } else {
                rent_released(chart, &event, person).unwrap()
            }
        })
        .collect()
}

/// Fills the ledger up to `entries` entries.
pub async fn fill(bench: &Bench, people: i64, entries: i64) {
    let mut done = 0;
    while done < entries {
        let mut tx = bench.db.write().await.unwrap();
        let chart = Chart::of_bank_accounts(&mut tx, &[1]).await.unwrap();
        let count = 20_000.min(entries - done);
        post(&mut tx, &bench.act, &moves(&chart, people, done, count)).await.unwrap();
        tx.commit().await.unwrap();
        done += count;
    }
    if bench.url.starts_with("postgres") {
        // As the server does by itself some minutes after such a change, at the cost of whoever asks meanwhile.
        let pool = sqlx::PgPool::connect(&bench.url).await.unwrap();
        for sql in ["VACUUM ANALYZE", "CHECKPOINT"] {
            sqlx::query(sql).execute(&pool).await.unwrap();
        }
    }
}
