//! A client of PostgreSQL that goes around the program: it posts by hand, rightly or wrongly, while processes work.

use crate::engine::{Engine, TestDb, both_engines_from};
use crate::office::{APPROVE, COMPTABLE, Office, PREPARE, SEAL, build};
use crate::process::at_once;
use chrono::{DateTime, NaiveDate, Utc};
use libtest_mimic::Trial;
use quitus::books::prove;
use quitus::ledger::chain::{SealedEntry, SealedLine, canonical, commitment, seal};
use quitus::money::Cents;
use quitus::store::failure;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    let both = [
        both_engines_from("concurrency::a_plain_client_beside", build, a_plain_client_beside),
        both_engines_from("concurrency::no_line_slips_under_a_header", build, no_line_slips_under_a_header),
    ];
    // SQLite has one writer whoever it is.
    both.into_iter().flatten().filter(|trial| trial.name().ends_with(Engine::Postgres.word())).collect()
}

/// An entry that a client posts by hand; what it changes makes it wrong.
#[derive(Clone, Copy, Debug, Default)]
struct ByHand {
    /// Cents that the second line lacks.
    unbalanced: i64,
    /// Numbers left out.
    skipped: i64,
}

type Head = (i64, Vec<u8>, DateTime<Utc>);
type Pots = (i64, String, i64, String);

/// Sets one cent of somebody's free money aside for the rent. False when nobody has any yet.
async fn post(connection: &mut PgConnection, wrong: ByHand) -> Result<bool, sqlx::Error> {
    let mut tx = connection.begin().await?;
    sqlx::query("SELECT pg_advisory_xact_lock(5489220)").execute(&mut *tx).await?;
    let pots: Option<Pots> = sqlx::query_as(
        "SELECT f.id, f.code, r.id, r.code FROM account f JOIN balance b ON b.account = f.id
         JOIN account r ON r.person = f.person AND r.pot = 'loyer' WHERE f.pot = 'libre' AND b.cents < -100 ORDER BY b.cents LIMIT 1",
    )
    .fetch_optional(&mut *tx)
    .await?;
    let head: Option<Head> =
        sqlx::query_as("SELECT seq, seal, recorded_at FROM entry ORDER BY seq DESC LIMIT 1").fetch_optional(&mut *tx).await?;
    let (Some((libre, libre_code, loyer, loyer_code)), Some((last, previous, at))) = (pots, head) else { return Ok(false) };
    let number: i64 = sqlx::query_scalar("SELECT COALESCE(MAX(number), 0) + 1 FROM entry WHERE journal = 'LO' AND year = 2026")
        .fetch_one(&mut *tx)
        .await?;
    let by: String = sqlx::query_scalar("SELECT id FROM app_user WHERE name = $1").bind(COMPTABLE).fetch_one(&mut *tx).await?;
    let day = NaiveDate::from_ymd_opt(2026, 9, 14).unwrap();
    let text = commitment(&[7; 16], "À la main");
    let line = |no, account, cents| SealedLine { no, account, cents: Cents(cents), category: "" };
    let entry = SealedEntry {
        seq: last + 1,
        journal: "LO",
        year: 2026,
        number: number + wrong.skipped,
        movement: "rent_set_aside",
        occurred_on: day,
        value_on: day,
        recorded_at: at,
        recorded_by: &by,
        source: "SQL",
        corrects: None,
        commitment: text,
        lines: vec![line(1, libre_code, 1), line(2, loyer_code, wrong.unbalanced - 1)],
    };
    let sealed = seal(&previous.clone().try_into().unwrap(), &canonical(&entry));
    sqlx::query("INSERT INTO line (entry, no, account, occurred_on, cents) VALUES ($1, 1, $2, $3, 1), ($1, 2, $4, $3, $5)")
        .bind(entry.seq)
        .bind(libre)
        .bind(day)
        .bind(loyer)
        .bind(wrong.unbalanced - 1)
        .execute(&mut *tx)
        .await?;
    sqlx::query(
        "INSERT INTO entry (seq, journal, year, number, movement, occurred_on, value_on, recorded_at, recorded_by, source, commitment,
            previous_seal, seal) VALUES ($1, 'LO', 2026, $2, 'rent_set_aside', $3, $3, $4, $5, 'SQL', $6, $7, $8)",
    )
    .bind(entry.seq)
    .bind(entry.number)
    .bind(day)
    .bind(at)
    .bind(&by)
    .bind(text.to_vec())
    .bind(previous)
    .bind(sealed.to_vec())
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(true)
}

/// Posts rightly and wrongly in turn until told to stop; gives how many right entries were accepted.
async fn write_beside(url: String, stop: Arc<AtomicBool>) -> i64 {
    let mut connection = PgConnection::connect(&url).await.unwrap();
    let mut accepted = 0;
    while !stop.load(Ordering::Relaxed) {
        accepted += i64::from(post(&mut connection, ByHand::default()).await.unwrap());
        for (wrong, code) in [
            (ByHand { unbalanced: -1, ..ByHand::default() }, "entry_unbalanced"),
            (ByHand { skipped: 1, ..ByHand::default() }, "entry_number_gap"),
        ] {
            match post(&mut connection, wrong).await {
                Ok(posted) => assert!(!posted, "{wrong:?} was accepted"),
                Err(error) => assert_eq!(failure(error).code(), Some(code)),
            }
        }
    }
    connection.close().await.unwrap();
    accepted
}

async fn a_plain_client_beside(test: TestDb) {
    let office = Office::at(&test.url);
    let files = office.statements();
    let import = || office.command(&["bank", "import", &files[0], &files[1], "--by", COMPTABLE]);
    let stop = Arc::new(AtomicBool::new(false));
    let client = tokio::spawn(write_beside(test.url.clone(), stop.clone()));
    for _ in 0..3 {
        for answer in at_once(vec![import(), office.command(PREPARE), office.command(APPROVE), office.command(SEAL)]) {
            assert!(matches!(answer.code, Some(0 | 1)), "{answer:?}");
        }
    }
    stop.store(true, Ordering::Relaxed);
    let accepted = client.await.unwrap();
    assert!(accepted > 0, "the client posted beside the processes");
    let quitus::store::Db::Postgres { pool, .. } = &test.db else { panic!("PostgreSQL only") };
    let posted: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM entry WHERE source = 'SQL'").fetch_one(pool).await.unwrap();
    assert_eq!(posted, accepted);
    let mut tx = test.db.read().await.unwrap();
    prove(&mut tx).await.unwrap();
}

/// Balanced lines prepared for the entry that the program is about to post: they wait their turn, then are refused.
async fn no_line_slips_under_a_header(test: TestDb) {
    let office = Office::at(&test.url);
    office.import();
    for (isolation, expected) in [("READ COMMITTED", "entry_sealed"), ("REPEATABLE READ", "entry_snapshot_stale")] {
        let mut client = PgConnection::connect(&test.url).await.unwrap();
        let begin = format!("BEGIN ISOLATION LEVEL {isolation}");
        sqlx::raw_sql(AssertSqlSafe(begin)).execute(&mut client).await.unwrap();
        let next: i64 = sqlx::query_scalar("SELECT MAX(seq) + 1 FROM entry").fetch_one(&mut client).await.unwrap();
        let mut other = PgConnection::connect(&test.url).await.unwrap();
        assert!(post(&mut other, ByHand::default()).await.unwrap(), "another session posts that entry first");
        let lines = "INSERT INTO line (entry, no, account, occurred_on, cents)
            SELECT $1, 8 + n, (SELECT account FROM line WHERE entry = $1 - 1 LIMIT 1), '2026-09-14', 3 - 2 * n FROM generate_series(1, 2) n";
        let refused = sqlx::query(lines).bind(next).execute(&mut client).await.unwrap_err();
        assert_eq!(failure(refused).code(), Some(expected), "{isolation}");
        client.close().await.unwrap();
        other.close().await.unwrap();
    }
    // Lines are first in their session: whoever comes second waits for that session's end.
    let mut client = PgConnection::connect(&test.url).await.unwrap();
    let mut tx = client.begin().await.unwrap();
    let next: i64 = sqlx::query_scalar("SELECT MAX(seq) + 1 FROM entry").fetch_one(&mut *tx).await.unwrap();
    let lines = "INSERT INTO line (entry, no, account, occurred_on, cents)
        SELECT $1, 8 + n, (SELECT account FROM line WHERE entry = $1 - 1 LIMIT 1), '2026-09-14', 3 - 2 * n FROM generate_series(1, 2) n";
    sqlx::query(lines).bind(next).execute(&mut *tx).await.unwrap();
    let url = test.url.clone();
    let second = tokio::spawn(async move {
        let mut other = PgConnection::connect(&url).await.unwrap();
        post(&mut other, ByHand::default()).await
    });
    let refused = tx.commit().await.unwrap_err();
    assert_eq!(failure(refused).code(), Some("reference_missing"), "lines without their header");
    assert!(second.await.unwrap().unwrap());
    let mut tx = test.db.read().await.unwrap();
    prove(&mut tx).await.unwrap();
}
