//! The two database engines: connect, migrate, read and write. Knows no rule.
//!
//! One SQL text and one Rust body serve both engines: [`on!`] types the same expression once per engine. There is one writer
//! per database: SQLite by a pool of one connection and `BEGIN IMMEDIATE`, PostgreSQL by an advisory lock that every write
//! transaction takes first, so that numbers, seals and balances are never stale and nothing needs a retry. Readers see a
//! snapshot and never wait.

mod bulk;
mod error;
mod once;

pub use bulk::{Column, insert_many};
pub use error::failure;
pub use once::{first_answer, keep_answer};

use crate::refusal::{DATABASE_URL, Failure};
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgPool, Postgres, Sqlite, SqlitePool, Transaction};
use std::str::FromStr;
use std::time::Duration;

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// How long a request waits for the writer before it answers "unavailable".
const PATIENCE: Duration = Duration::from_secs(30);
/// The advisory lock of the one writer; the entry trigger takes the same.
const WRITER_LOCK: i64 = 5_489_220;

/// One organisation's database.
#[derive(Clone, Debug)]
pub enum Db {
    /// Embedded: one file.
    Sqlite {
        /// Connections that only read.
        read: SqlitePool,
        /// The one connection that writes.
        write: SqlitePool,
    },
    /// A server.
    Postgres(PgPool),
}

/// A transaction on either engine. Dropped without [`Tx::commit`], it leaves nothing.
#[derive(Debug)]
pub enum Tx {
    /// On SQLite.
    Sqlite(Transaction<'static, Sqlite>),
    /// On PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

/// Runs one expression over a transaction's connection, typed once per engine.
macro_rules! on {
    ($tx:expr, $connection:ident => $body:expr) => {
        match &mut *$tx {
            $crate::store::Tx::Sqlite(transaction) => {
                let $connection = &mut **transaction;
                $body
            }
            $crate::store::Tx::Postgres(transaction) => {
                let $connection = &mut **transaction;
                $body
            }
        }
    };
}
pub(crate) use on;

impl Db {
    /// Opens `sqlite:PATH` (made if missing) or `postgres://…` and brings its schema up to date.
    ///
    /// # Errors
    /// `database_url` for another address; unavailable when the engine does not answer.
    pub async fn open(url: &str) -> Result<Self, Failure> {
        let db = if url.starts_with("sqlite:") {
            open_sqlite(url).await?
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            open_postgres(url).await?
        } else {
            return Err(DATABASE_URL.because(format!("« {url} »")).into());
        };
        db.migrate().await?;
        Ok(db)
    }

    async fn migrate(&self) -> Result<(), Failure> {
        let outcome = match self {
            Self::Sqlite { write, .. } => SQLITE.run(write).await,
            Self::Postgres(pool) => POSTGRES.run(pool).await,
        };
        outcome.map_err(|error| match error {
            sqlx::migrate::MigrateError::Execute(inner) => failure(inner),
            other => Failure::Broken(format!("le schéma de la base n'est pas celui de cette version de Quitus ({other}).")),
        })
    }

    /// Begins the one write transaction; waits for the writer before it.
    ///
    /// # Errors
    /// Unavailable when the writer does not free the database in 30 seconds.
    pub async fn write(&self) -> Result<Tx, Failure> {
        match self {
            Self::Sqlite { write, .. } => write.begin_with("BEGIN IMMEDIATE").await.map(Tx::Sqlite).map_err(failure),
            Self::Postgres(pool) => {
                let mut transaction = pool.begin().await.map_err(failure)?;
                sqlx::query("SELECT pg_advisory_xact_lock($1)")
                    .bind(WRITER_LOCK)
                    .execute(&mut *transaction)
                    .await
                    .map_err(failure)?;
                Ok(Tx::Postgres(transaction))
            }
        }
    }

    /// Begins a read of one consistent state.
    ///
    /// # Errors
    /// Unavailable when the engine does not answer.
    pub async fn read(&self) -> Result<Tx, Failure> {
        match self {
            Self::Sqlite { read, .. } => read.begin().await.map(Tx::Sqlite).map_err(failure),
            Self::Postgres(pool) => {
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await.map(Tx::Postgres).map_err(failure)
            }
        }
    }

    /// Closes every connection.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    /// Makes everything durable.
    ///
    /// # Errors
    /// What the deferred constraints refuse; unavailable when the answer did not come back.
    pub async fn commit(self) -> Result<(), Failure> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await.map_err(failure),
            Self::Postgres(transaction) => transaction.commit().await.map_err(failure),
        }
    }

    /// The engine's own text of a statement that cannot be written once for both.
    #[must_use]
    pub const fn dialect(&self, sqlite: &'static str, postgres: &'static str) -> &'static str {
        match self {
            Self::Sqlite(_) => sqlite,
            Self::Postgres(_) => postgres,
        }
    }
}

impl Tx {
    /// SQL for the list of integers in the JSON array bound as `parameter`, to stand after `IN`.
    #[must_use]
    pub fn numbers(&self, parameter: &str) -> String {
        match self {
            Self::Sqlite(_) => format!("(SELECT value FROM json_each({parameter}))"),
            Self::Postgres(_) => format!("(SELECT value::bigint FROM jsonb_array_elements_text({parameter}::jsonb))"),
        }
    }

    /// SQL for the list of texts in the JSON array bound as `parameter`, to stand after `IN`.
    #[must_use]
    pub fn texts(&self, parameter: &str) -> String {
        match self {
            Self::Sqlite(_) => format!("(SELECT value FROM json_each({parameter}))"),
            Self::Postgres(_) => format!("(SELECT value FROM jsonb_array_elements_text({parameter}::jsonb))"),
        }
    }
}

async fn open_sqlite(url: &str) -> Result<Db, Failure> {
    let options = SqliteConnectOptions::from_str(url)
        .map_err(|_| DATABASE_URL.because(format!("« {url} »")))?
        .create_if_missing(true)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(PATIENCE)
        .pragma("trusted_schema", "OFF")
        .pragma("recursive_triggers", "ON")
        .pragma("cache_size", "-65536");
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(PATIENCE)
        .connect_with(options.clone())
        .await
        .map_err(failure)?;
    let read = SqlitePoolOptions::new()
        .max_connections(4)
        .acquire_timeout(PATIENCE)
        .connect_lazy_with(options.pragma("query_only", "ON"));
    Ok(Db::Sqlite { read, write })
}

async fn open_postgres(url: &str) -> Result<Db, Failure> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|_| DATABASE_URL.because(format!("« {url} »")))?
        .application_name("quitus")
        .options([("lock_timeout", "30s")]);
    let pool = PgPoolOptions::new().max_connections(8).acquire_timeout(PATIENCE).connect_with(options).await.map_err(failure)?;
    Ok(Db::Postgres(pool))
}
