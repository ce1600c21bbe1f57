//! A database of before a migration that changes a table in its place: its rows stay, and it is held by the same rules as a new one.

use crate::engine;
use crate::sources::root;
use libtest_mimic::Trial;
use quitus::store::Db;
use sqlx::migrate::Migrator;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, SqliteConnection};
use std::str::FromStr;

/// The first migration of the person's own space, which widens what `statement_answer` holds.
const PORTAL: u32 = 43;

pub fn tests() -> Vec<Trial> {
    vec![Trial::test("upgrade::answers_of_before_the_space_stay_and_are_held_as_new_ones", || {
        engine::runtime().block_on(answers());
        Ok(())
    })]
}

/// The migrations before that one, in a folder.
fn migrations_before(version: u32) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in std::fs::read_dir(root().join("migrations/sqlite")).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if name.split('_').next().unwrap().parse::<u32>().unwrap() < version {
            std::fs::copy(&path, folder.path().join(name)).unwrap();
        }
    }
    folder
}

async fn texts(connection: &mut SqliteConnection, sql: &str) -> Vec<String> {
    sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_all(connection).await.unwrap()
}

async fn answers() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("avant.db").display());
    let options = SqliteConnectOptions::from_str(&url).unwrap().create_if_missing(true).foreign_keys(false);
    let mut before = options.connect().await.unwrap();
    Migrator::new(migrations_before(PORTAL).path()).await.unwrap().run(&mut before).await.unwrap();
    // The rows alone: what they stand on is not what is asked.
    let rule = texts(&mut before, "SELECT sql FROM sqlite_schema WHERE name = 'statement_answer_lawful'").await.remove(0);
    let row = |id: &str, channel: &str, presentation: &str, scan: &str, signed: &str| {
        format!(
            "INSERT INTO statement_answer (id, statement, channel, answer, pdf_sha256, wording, layers, presentation, code_use, scan, signed_on,
                copy, commitment, answered_at, recorded_by) VALUES ('{id}', 'R', '{channel}', 'agree', '{0}', 'Oui', 'plain_detail',
                {presentation}, NULL, {scan}, {signed}, 'had', '{0}', '2026-11-10T09:00:00.000000+00:00', 'U');",
            "7".repeat(64)
        )
    };
    let filled = format!(
        "DROP TRIGGER statement_answer_lawful; {}{}{rule};",
        row("A1", "interview", "'P1'", "NULL", "NULL"),
        row("A2", "paper", "NULL", "'C2'", "'2026-11-10'")
    );
    sqlx::raw_sql(AssertSqlSafe(filled)).execute(&mut before).await.unwrap();
    let rows = "SELECT id || channel || wording || commitment FROM statement_answer ORDER BY id";
    let kept = texts(&mut before, rows).await;
    let objects = "SELECT type || name FROM sqlite_schema WHERE tbl_name = 'statement_answer' ORDER BY 1";
    let around = texts(&mut before, objects).await;
    let refuses = async |connection: &mut SqliteConnection, sql: String| {
        let sql = format!("BEGIN; DROP TRIGGER statement_answer_lawful; {sql} COMMIT;");
        let answer =
            sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *connection).await.map(|_| ()).map_err(|error| error.to_string());
        sqlx::raw_sql("ROLLBACK").execute(connection).await.map(|_| ()).unwrap_or_default();
        answer.err().unwrap_or_default()
    };
    let own = row("A3", "portal", "'P3'", "NULL", "NULL");
    assert!(refuses(&mut before, own.clone()).await.contains("statement_answer_channel_known"));

    Db::open(&url).await.unwrap().close().await;
    // Also for who was connected before: the text of the table is read again.
    assert_eq!(texts(&mut before, rows).await, kept);
    assert_eq!(texts(&mut before, objects).await, around);
    assert_eq!(texts(&mut before, "PRAGMA integrity_check").await, ["ok"]);
    assert!(refuses(&mut before, row("A4", "ailleurs", "'P4'", "NULL", "NULL")).await.contains("statement_answer_channel_known"));
    for wrong in [row("A4", "portal", "NULL", "NULL", "NULL"), row("A4", "portal", "'P4'", "'C4'", "NULL")] {
        assert!(refuses(&mut before, wrong).await.contains("statement_answer_of_its_channel"));
    }
    assert_eq!(refuses(&mut before, own).await, "", "an answer in the space is taken by the table");
    let fresh = format!("sqlite:{}", folder.path().join("neuf.db").display());
    Db::open(&fresh).await.unwrap().close().await;
    let mut new = SqliteConnectOptions::from_str(&fresh).unwrap().connect().await.unwrap();
    let table = "SELECT sql FROM sqlite_schema WHERE name = 'statement_answer'";
    assert_eq!(texts(&mut before, table).await, texts(&mut new, table).await);
}
