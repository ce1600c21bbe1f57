//! The two database engines: connect, migrate, read and write. Knows no rule.
//!
//! One SQL text and one Rust body serve both engines: [`on!`] types the same expression once per engine. There is one writer
//! per database: SQLite by a pool of one connection and `BEGIN IMMEDIATE`, PostgreSQL by an advisory lock that every write
//! transaction takes first, so that numbers, seals and balances are never stale and nothing needs a retry. Readers see a
//! snapshot and never wait.

mod bulk;
mod error;
mod memory;
mod once;
mod open;
mod turns;

pub use bulk::{Column, insert_many};
pub use error::failure;
pub use memory::{Memory, Question};
pub use once::{first_answer, keep_answer, kept_answer};
pub use open::file_of;
pub use turns::Turns;

use crate::refusal::Failure;
use sqlx::{PgPool, Postgres, Sqlite, SqlitePool, Transaction};

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
        /// Who waits for it.
        turns: Turns,
    },
    /// A server.
    Postgres {
        /// Its connections.
        pool: PgPool,
        /// Who waits for the writer's lock.
        turns: Turns,
    },
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

/// Makes a transaction of PostgreSQL the one that writes.
async fn take_the_lock(transaction: &mut Transaction<'static, Postgres>) -> Result<(), Failure> {
    // Whoever writes goes by keys. What was planned once, while the tables were empty, would read them whole ever after.
    sqlx::query("SELECT pg_advisory_xact_lock($1), set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)")
        .bind(WRITER_LOCK)
        .execute(&mut **transaction)
        .await
        .map(|_| ())
        .map_err(failure)
}

impl Db {
    /// Begins the one write transaction; waits for the writer before it.
    ///
    /// # Errors
    /// Unavailable when the writer does not free the database in the time that [`Db::open`] says.
    pub async fn write(&self) -> Result<Tx, Failure> {
        let _waiting = self.turns().wait();
        self.begin().await
    }

    /// The same for what can wait behind a rehearsal, which is not dropped for it.
    ///
    /// # Errors
    /// Those of [`Db::write`].
    pub async fn write_unhurried(&self) -> Result<Tx, Failure> {
        self.begin().await
    }

    const fn turns(&self) -> &Turns {
        match self {
            Self::Sqlite { turns, .. } | Self::Postgres { turns, .. } => turns,
        }
    }

    async fn begin(&self) -> Result<Tx, Failure> {
        match self {
            Self::Sqlite { write, .. } => write.begin_with("BEGIN IMMEDIATE").await.map(Tx::Sqlite).map_err(failure),
            Self::Postgres { pool, .. } => {
                let mut transaction = pool.begin().await.map_err(failure)?;
                take_the_lock(&mut transaction).await?;
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
            Self::Postgres { pool, .. } => {
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await.map(Tx::Postgres).map_err(failure)
            }
        }
    }

    /// Writes a SQLite file anew, so that nothing of what was replaced stays in its free space or in its log. PostgreSQL keeps its own
    /// house: a dump made afterwards holds what is in the tables.
    ///
    /// # Errors
    /// Unavailable when the engine does not answer.
    pub async fn forget_old_pages(&self) -> Result<(), Failure> {
        let Self::Sqlite { write, .. } = self else { return Ok(()) };
        for statement in ["VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"] {
            sqlx::query(statement).execute(write).await.map_err(failure)?;
        }
        Ok(())
    }

    /// Closes every connection.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { read, write, .. } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres { pool, .. } => pool.close().await,
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

    /// Lets PostgreSQL count its rows now, as after any bulk load, instead of when its own collector comes by: until then its plans
    /// read whole tables. SQLite needs none.
    ///
    /// # Errors
    /// Unavailable when the engine does not answer.
    pub async fn count_rows(&mut self) -> Result<(), Failure> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(transaction) => sqlx::query("ANALYZE").execute(&mut **transaction).await.map(|_| ()).map_err(failure),
        }
    }

    /// Lets PostgreSQL plan each question of this transaction once, whatever it asks about, and by keys, instead of anew each time:
    /// planning costs more than reading a few keys. SQLite never does otherwise.
    ///
    /// # Errors
    /// Unavailable when the engine does not answer.
    pub async fn plan_once(&mut self) -> Result<(), Failure> {
        let Self::Postgres(transaction) = self else { return Ok(()) };
        let settings = "SELECT set_config('plan_cache_mode', 'force_generic_plan', true),
            set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)";
        sqlx::query(settings).execute(&mut **transaction).await.map(|_| ()).map_err(failure)
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
    /// SQL that holds for what is among the integers of the JSON array bound as `parameter`, to stand after a column. PostgreSQL goes to each
    /// of an array by its key, through a view too; a list of rows it joins, and then may read whole tables on the way.
    #[must_use]
    pub fn among_numbers(&self, parameter: &str) -> String {
        match self {
            Self::Sqlite(_) => format!("IN (SELECT value FROM json_each({parameter}))"),
            Self::Postgres(_) => {
                format!("= ANY(ARRAY(SELECT value::bigint FROM jsonb_array_elements_text({parameter}::jsonb)))")
            }
        }
    }

    /// As [`Tx::among_numbers`], of texts.
    #[must_use]
    pub fn among_texts(&self, parameter: &str) -> String {
        match self {
            Self::Sqlite(_) => format!("IN (SELECT value FROM json_each({parameter}))"),
            Self::Postgres(_) => format!("= ANY(ARRAY(SELECT value FROM jsonb_array_elements_text({parameter}::jsonb)))"),
        }
    }

    /// SQL for the texts of the JSON array bound as `parameter`, as a table of one column `value`.
    #[must_use]
    pub fn texts(&self, parameter: &str) -> String {
        match self {
            Self::Sqlite(_) => format!("(SELECT value FROM json_each({parameter}))"),
            Self::Postgres(_) => format!("(SELECT value FROM jsonb_array_elements_text({parameter}::jsonb))"),
        }
    }
}
