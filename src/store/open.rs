//! Opening a database: its address, its connections, its schema brought up to date.

use super::{Db, Turns, failure};
use crate::refusal::{DATABASE_MISSING, DATABASE_URL, Failure, Refusal};
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, PgPool, SqlitePool};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// How long a request waits for the writer before it answers "unavailable", when the address says nothing else.
const PATIENCE: Duration = Duration::from_secs(30);
/// The parameter of an address that says it, in seconds.
const PATIENCE_PARAMETER: &str = "patience=";
/// Between two attempts to open a file that another process is opening for the first time.
const ANOTHER_ATTEMPT: Duration = Duration::from_millis(5);
/// How long a connection to PostgreSQL that answered is believed to answer again.
const TRUSTED: Duration = Duration::from_secs(1);

impl Db {
    /// Opens `sqlite:PATH` (made if missing) or `postgres://…` and brings its schema up to date. `?patience=SECONDS` after either
    /// says how long a write waits for the others: 30 seconds when it is not there.
    ///
    /// # Errors
    /// `database_url` for another address; unavailable when the engine does not answer.
    pub async fn open(url: &str) -> Result<Self, Failure> {
        Self::open_or(url, Missing::Made).await
    }

    /// The same for who only reads: a SQLite file that is not there is refused, never made.
    ///
    /// # Errors
    /// `database_missing`; those of [`Db::open`].
    pub async fn open_existing(url: &str) -> Result<Self, Failure> {
        Self::open_or(url, Missing::Refused).await
    }

    async fn open_or(url: &str, missing: Missing) -> Result<Self, Failure> {
        let (address, patience) = patience(url)?;
        let db = if address.starts_with("sqlite:") {
            open_sqlite(&address, patience, missing).await?
        } else if address.starts_with("postgres:") || address.starts_with("postgresql:") {
            open_postgres(&address, patience).await?
        } else {
            return Err(unreadable(url).into());
        };
        let outcome = match &db {
            Self::Sqlite { write, .. } => migrate_sqlite(write).await,
            Self::Postgres { pool, .. } => POSTGRES.run(pool).await,
        };
        outcome.map_err(migration_failure)?;
        Ok(db)
    }
}

/// The file of a SQLite address; none for a server, and for a database in memory.
#[must_use]
pub fn file_of(url: &str) -> Option<PathBuf> {
    let (address, _) = patience(url).ok()?;
    if !address.starts_with("sqlite:") || is_in_memory(&address) {
        return None;
    }
    SqliteConnectOptions::from_str(&address).ok().map(|options| options.get_filename().to_owned())
}

fn is_in_memory(url: &str) -> bool {
    url.contains(":memory:") || url.contains("mode=memory")
}

/// What becomes of a file that is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Missing {
    Made,
    Refused,
}

fn unreadable(url: &str) -> Refusal {
    DATABASE_URL.because(format!("« {url} »"))
}

/// The address without its patience, and the patience.
fn patience(url: &str) -> Result<(String, Duration), Refusal> {
    let Some((place, parameters)) = url.split_once('?') else { return Ok((url.to_owned(), PATIENCE)) };
    let (ours, others): (Vec<&str>, Vec<&str>) =
        parameters.split('&').partition(|parameter| parameter.starts_with(PATIENCE_PARAMETER));
    let seconds = ours.last().map(|parameter| {
        parameter.trim_start_matches(PATIENCE_PARAMETER).parse().map(|seconds: u64| Duration::from_secs(seconds.max(1)))
    });
    let patience = seconds.transpose().map_err(|_| unreadable(url))?.unwrap_or(PATIENCE);
    let address = if others.is_empty() { place.to_owned() } else { format!("{place}?{}", others.join("&")) };
    Ok((address, patience))
}

fn migration_failure(error: MigrateError) -> Failure {
    let other = |error: &MigrateError| {
        Failure::Broken(format!("le schéma de la base n'est pas celui de cette version de Quitus ({error})."))
    };
    let words = other(&error);
    match error {
        MigrateError::Execute(inner) => failure(inner),
        MigrateError::ExecuteMigration(inner, _) => match failure(inner) {
            unavailable @ Failure::Unavailable { .. } => unavailable,
            _ => words,
        },
        _ => words,
    }
}

/// SQLite has no lock of its own for migrations: of two first starts, one makes the whole schema in one transaction and the other
/// waits for it. A schema that is complete is only compared, so that opening never waits for a writer.
async fn migrate_sqlite(write: &SqlitePool) -> Result<(), MigrateError> {
    let (begun,): (bool,) =
        sqlx::query_as("SELECT COUNT(*) > 0 FROM sqlite_schema WHERE name = '_sqlx_migrations'").fetch_one(write).await?;
    let applied: i64 =
        if begun { sqlx::query_scalar("SELECT COUNT(*) FROM _sqlx_migrations").fetch_one(write).await? } else { 0 };
    if usize::try_from(applied).is_ok_and(|applied| applied >= SQLITE.iter().count()) {
        return SQLITE.run(write).await;
    }
    let mut transaction = write.begin_with("BEGIN IMMEDIATE").await?;
    SQLITE.run(&mut *transaction).await?;
    Ok(transaction.commit().await?)
}

async fn open_sqlite(url: &str, patience: Duration, missing: Missing) -> Result<Db, Failure> {
    let options = SqliteConnectOptions::from_str(url).map_err(|_| unreadable(url))?;
    let file = options.get_filename();
    if missing == Missing::Refused && !is_in_memory(url) && !file.exists() {
        return Err(DATABASE_MISSING.because("").at(file.display().to_string()).into());
    }
    let options = options
        .create_if_missing(true)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(patience)
        .pragma("trusted_schema", "OFF")
        .pragma("recursive_triggers", "ON")
        // What is written over or removed, a secret or a trace past its term, is not left in the file.
        .pragma("secure_delete", "ON")
        .pragma("cache_size", "-65536")
        // What a statement of many rows would undo stays in memory: on disk it cost more than the rows, and left people's names
        // outside of the database's folder for a while.
        .pragma("temp_store", "MEMORY")
        // Rows that the engine's thread may be ahead of us: it then seldom waits for each of them to be taken.
        .row_buffer_size(2_000);
    // One bank file of thousands of people is one transaction: its pages stay in memory until it ends.
    let writer = options.clone().pragma("cache_size", "-196608").pragma("wal_autocheckpoint", "4000");
    let write = tokio::time::timeout(patience, connect(&writer, patience))
        .await
        .unwrap_or_else(|_| Err(Failure::Unavailable { what: "elle est occupée.".into(), outcome_known: true }))?;
    let read = SqlitePoolOptions::new()
        .max_connections(4)
        .acquire_timeout(patience)
        // Four readers of a server that lives in 300 MiB: what they read often is in the system's own cache too.
        .connect_lazy_with(options.pragma("query_only", "ON").pragma("cache_size", "-8192"));
    Ok(Db::Sqlite { read, write, turns: Turns::new() })
}

/// SQLite does not wait by itself while another process turns a new file into WAL mode.
async fn connect(options: &SqliteConnectOptions, patience: Duration) -> Result<SqlitePool, Failure> {
    let pool = SqlitePoolOptions::new().max_connections(1).acquire_timeout(patience);
    loop {
        match pool.clone().connect_with(options.clone()).await.map_err(failure) {
            Err(Failure::Unavailable { outcome_known: true, .. }) => tokio::time::sleep(ANOTHER_ATTEMPT).await,
            outcome => return outcome,
        }
    }
}

async fn open_postgres(url: &str, patience: Duration) -> Result<Db, Failure> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|_| unreadable(url))?
        .application_name("quitus")
        .options([("lock_timeout", format!("{}s", patience.as_secs()))]);
    let place = format!("{}:{}", options.get_host(), options.get_port());
    // A connection that answered a moment ago is not asked again whether it still does: that is one more way there and back.
    let pool: Result<PgPool, sqlx::Error> = PgPoolOptions::new()
        .max_connections(8)
        .acquire_timeout(patience)
        .test_before_acquire(false)
        .before_acquire(|connection, meta| {
            Box::pin(async move { if meta.idle_for < TRUSTED { Ok(true) } else { connection.ping().await.map(|()| true) } })
        })
        .connect_with(options)
        .await;
    pool.map(|pool| Db::Postgres { pool, turns: Turns::new() }).map_err(|error| match error {
        sqlx::Error::PoolTimedOut | sqlx::Error::Io(_) => {
            Failure::Unavailable { what: format!("le serveur {place} ne peut pas être joint."), outcome_known: true }
        }
        other => failure(other),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_is_read_from_the_address_and_taken_off_it() {
        let read = |url: &str| patience(url).map(|(address, patience)| (address, patience.as_secs()));
        assert_eq!(read("sqlite:a.db"), Ok(("sqlite:a.db".into(), 30)));
        assert_eq!(read("sqlite:a.db?patience=2"), Ok(("sqlite:a.db".into(), 2)));
        assert_eq!(read("postgres://h/b?patience=5&sslmode=require"), Ok(("postgres://h/b?sslmode=require".into(), 5)));
        assert_eq!(read("sqlite:a.db?patience=deux").unwrap_err().code.name, "database_url");
    }
}
