//! Whose turn it is with the one writer. A write waits for the write before it. A rehearsal plays a write that is never committed, to show
//! what it would do: it gives way as soon as somebody wants to write, and begins again after them.

use super::{Db, Tx, WRITER_LOCK, failure, take_the_lock};
use crate::refusal::Failure;
use sqlx::PgPool;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How often a rehearsal gives way. After that it is played to its end, so that a house where somebody always writes can read it too:
/// others then wait for it once, as they would for the write itself.
const GIVES_WAY: usize = 8;
/// The advisory lock of the one rehearsal: the next one waits for it, and is not taken for somebody who waits to write.
const REHEARSAL_LOCK: i64 = 5_489_221;
/// How long a rehearsal lets others pass before it queues among them.
const LETS_PASS: Duration = Duration::from_secs(1);
/// How often PostgreSQL is asked whether another server of the house waits.
const ASKED: Duration = Duration::from_millis(50);

/// How many of this process wait for the writer.
#[derive(Clone, Debug)]
pub struct Turns(Arc<watch::Sender<usize>>);

/// One that waits, until it is dropped.
pub(super) struct Waiting(Arc<watch::Sender<usize>>);

impl Turns {
    pub(super) fn new() -> Self {
        Self(Arc::new(watch::Sender::new(0)))
    }

    pub(super) fn wait(&self) -> Waiting {
        self.0.send_modify(|waiting| *waiting = waiting.saturating_add(1));
        Waiting(Arc::clone(&self.0))
    }

    /// Comes back when nobody waits, or after a while: where writes follow each other there is never nobody, and the engine knows whose
    /// turn it is.
    async fn are_free(&self) {
        let mut waiting = self.0.subscribe();
        let _ = tokio::time::timeout(LETS_PASS, waiting.wait_for(|waiting| *waiting == 0)).await;
    }

    async fn are_wanted(&self) {
        let _ = self.0.subscribe().wait_for(|waiting| *waiting > 0).await;
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.send_modify(|waiting| *waiting = waiting.saturating_sub(1));
    }
}

impl Db {
    /// Plays what a write would do. `play` gets the transaction of a write and drops it: nothing of it stays, and what it says is what the
    /// write would do in that state of the database. It is dropped in its midst, and called again, when somebody wants to write.
    ///
    /// # Errors
    /// Those of `play`; unavailable when the writer does not free the database in the time that [`Db::open`] says.
    pub async fn rehearse<T, E, F>(&self, play: impl Fn(Tx) -> F) -> Result<T, E>
    where
        E: From<Failure>,
        F: Future<Output = Result<T, E>>,
    {
        for _ in 0..GIVES_WAY {
            self.turns().are_free().await;
            let tx = self.begin_rehearsal().await?;
            tokio::select! {
                biased;
                played = play(tx) => return played,
                () = self.somebody_waits() => {}
            }
        }
        play(self.begin_rehearsal().await?).await
    }

    async fn begin_rehearsal(&self) -> Result<Tx, Failure> {
        let Self::Postgres { pool, .. } = self else { return self.begin().await };
        let mut transaction = pool.begin().await.map_err(failure)?;
        let lock = sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(REHEARSAL_LOCK);
        lock.execute(&mut *transaction).await.map_err(failure)?;
        take_the_lock(&mut transaction).await?;
        Ok(Tx::Postgres(transaction))
    }

    /// Comes back once somebody waits for the writer, in this process or, on PostgreSQL, in any.
    async fn somebody_waits(&self) {
        match self {
            Self::Sqlite { turns, .. } => turns.are_wanted().await,
            Self::Postgres { pool, turns } => tokio::select! {
                () = turns.are_wanted() => {}
                () = another_server_waits(pool) => {}
            },
        }
    }
}

async fn another_server_waits(pool: &PgPool) {
    let mut again = tokio::time::interval(ASKED);
    loop {
        again.tick().await;
        // The two halves of the lock's number are the columns that PostgreSQL shows it by.
        let waits = sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database
             WHERE l.locktype = 'advisory' AND NOT l.granted AND d.datname = current_database()
             AND (l.classid::bigint << 32 | l.objid::bigint) = $1)",
        )
        .bind(WRITER_LOCK)
        .fetch_one(pool)
        .await;
        // An engine that does not answer says so to the rehearsal itself.
        if matches!(waits, Ok(true)) {
            return;
        }
    }
}
