//! What pages that only read leave behind: the trace of a file that was read (RULE 81), and that a session is in use.
//!
//! Each would ask for the one writer of the database, and wait for its turn. Here they wait together: one task writes all that has
//! gathered in one transaction, so that fifty readers cost one commit. A page is shown when its trace is durable. Only when the
//! writer has been held by long work for [`PATIENCE`] is the page shown before: its trace then stays in the queue, is written as soon
//! as the writer is free, is tried again when the database does not answer, and is written before an orderly stop ends. What a
//! process that is killed in that moment can lose is told in `docs/decisions/0007-traces-together.md`.

use crate::access::portal::{self, PortalSession};
use crate::access::{Session, User, read_file, touch};
use crate::refusal::Failure;
use crate::store::{Db, Tx};
use chrono::{DateTime, Utc};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// How long a page waits for its trace while the writer does something else.
pub const PATIENCE: Duration = Duration::from_millis(250);
/// Between two attempts when the database does not answer.
const ANOTHER_ATTEMPT: Duration = Duration::from_millis(500);
/// Traces that may wait; past them, requests wait for room.
const ROOM: usize = 4_096;
/// Traces of one transaction, so that those who decide wait little for those who read.
const TOGETHER: usize = 256;

/// Something to write down.
#[derive(Debug)]
enum Note {
    /// A page of a file was read.
    Read(Read),
    /// A session is in use.
    Seen(Box<Session>, DateTime<Utc>),
    /// A person is in their own space.
    SeenByPerson(Box<PortalSession>, DateTime<Utc>),
    /// Everything before this is to be written; then the task ends.
    End,
}

#[derive(Debug)]
struct Read {
    user: User,
    person: i64,
    what: String,
    at: DateTime<Utc>,
    /// Where the page waits; closed once the page was shown without.
    written: oneshot::Sender<Result<(), Failure>>,
}

/// The way to the task that writes them.
#[derive(Clone, Debug)]
pub struct Notes(mpsc::Sender<Note>);

/// The task, to wait for at the end.
#[derive(Debug)]
pub struct Writer(tokio::task::JoinHandle<()>);

impl Notes {
    /// Begins the task that writes into a database. Must be called inside the runtime.
    #[must_use]
    pub fn begin(db: Db) -> (Self, Writer) {
        let (sender, receiver) = mpsc::channel(ROOM);
        (Self(sender), Writer(tokio::spawn(write_all(db, receiver))))
    }

    /// Notes that a user read a page of a person's file. Comes back when that is durable, or queued behind long work.
    ///
    /// # Errors
    /// What the database refuses; unavailable when it does not answer.
    pub async fn read(&self, user: &User, person: i64, what: &str, at: DateTime<Utc>) -> Result<(), Failure> {
        let (written, answer) = oneshot::channel();
        let note = Note::Read(Read { user: user.clone(), person, what: what.to_owned(), at, written });
        self.0.send(note).await.map_err(|_| stopping())?;
        match tokio::time::timeout(PATIENCE, answer).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => Err(stopping()),
            Err(_) => Ok(()),
        }
    }

    /// Notes that a session is in use. Nobody waits for it: one that is lost ends a session a minute earlier.
    pub fn seen(&self, session: &Session, at: DateTime<Utc>) {
        let _ = self.0.try_send(Note::Seen(Box::new(session.clone()), at));
    }

    /// The same of a person's own session.
    pub fn person_seen(&self, session: &PortalSession, at: DateTime<Utc>) {
        let _ = self.0.try_send(Note::SeenByPerson(Box::new(session.clone()), at));
    }

    /// Writes everything that waits, then ends the task.
    pub async fn end(self, writer: Writer) {
        if self.0.send(Note::End).await.is_ok() {
            let _ = writer.0.await;
        }
    }
}

fn stopping() -> Failure {
    Failure::Unavailable { what: "le serveur s'arrête.".into(), outcome_known: true }
}

async fn write_all(db: Db, mut notes: mpsc::Receiver<Note>) {
    let mut ended = false;
    while !ended {
        let mut batch = Vec::new();
        if notes.recv_many(&mut batch, TOGETHER).await == 0 {
            return;
        }
        ended = batch.iter().any(|note| matches!(note, Note::End));
        write(&db, batch).await;
    }
}

/// Writes a batch, and tells each page that waits. What pages no longer wait for is tried until it is written: they were shown.
async fn write(db: &Db, mut batch: Vec<Note>) {
    loop {
        let failure = match together(db, &batch).await {
            Ok(()) => return batch.into_iter().for_each(|note| tell(note, Ok(()))),
            Err(failure) => failure,
        };
        if batch.len() > 1 && matches!(failure, Failure::Refused(_) | Failure::Broken(_)) {
            // One of them is refused: the others must not fall with it.
            for note in batch {
                alone(db, note).await;
            }
            return;
        }
        tracing::error!("traces of readings are not written yet: {failure}");
        batch = batch.into_iter().filter_map(|note| owed(note, &failure)).collect();
        if batch.is_empty() || !matches!(failure, Failure::Unavailable { .. }) {
            return;
        }
        tokio::time::sleep(ANOTHER_ATTEMPT).await;
    }
}

async fn alone(db: &Db, note: Note) {
    let outcome = together(db, std::slice::from_ref(&note)).await;
    if let Err(failure) = &outcome {
        tracing::error!("a trace is not written: {failure}");
    }
    tell(note, outcome);
}

/// Fifty readers leave a trace every moment: a preview that gave way to each would never end.
async fn together(db: &Db, batch: &[Note]) -> Result<(), Failure> {
    let mut tx = db.write_unhurried().await?;
    for note in batch {
        put(&mut tx, note).await?;
    }
    tx.commit().await
}

async fn put(tx: &mut Tx, note: &Note) -> Result<(), Failure> {
    match note {
        Note::Read(read) => read_file(tx, &read.user, read.person, &read.what, read.at).await,
        Note::Seen(session, at) => touch(tx, session, *at).await,
        Note::SeenByPerson(session, at) => portal::touch(tx, session, *at).await,
        Note::End => Ok(()),
    }
}

fn tell(note: Note, outcome: Result<(), Failure>) {
    if let Note::Read(read) = note {
        let _ = read.written.send(outcome);
    }
}

/// The same failure for each page of a batch.
fn told_again(failure: &Failure) -> Failure {
    match failure {
        Failure::Unavailable { what, .. } => Failure::Unavailable { what: what.clone(), outcome_known: true },
        other => Failure::Broken(other.to_string()),
    }
}

/// What is still to be written after a failure: the page that waits is told and not shown; the trace of one that was shown is owed.
fn owed(note: Note, failure: &Failure) -> Option<Note> {
    match note {
        Note::Read(read) if !read.written.is_closed() => {
            // The page may give up waiting at this very moment: then it is shown, and the trace is owed all the same.
            let Read { user, person, what, at, written } = read;
            let shown = written.send(Err(told_again(failure))).is_err();
            let (written, _) = oneshot::channel();
            shown.then_some(Note::Read(Read { user, person, what, at, written }))
        }
        Note::Seen(..) | Note::SeenByPerson(..) | Note::End => None,
        kept => Some(kept),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_owes_nothing_to_a_database_that_is_away() {
        let away = Failure::Unavailable { what: "la base ne répond pas.".into(), outcome_known: true };
        assert!(owed(Note::End, &away).is_none(), "the server stops");
    }
}
