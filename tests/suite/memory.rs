//! What a server remembers of the whole house: never of another state than the one that a page reads.

use crate::engine::{TestDb, both_engines_from};
use crate::office::{RESPONSABLE, build};
use libtest_mimic::Trial;
use quitus::access::{Act, audit, find_user};
use quitus::refusal::Failure;
use quitus::store::{Memory, Question, Tx};
use std::fmt::{self, Debug, Formatter};
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Instant;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    [
        both_engines_from("memory::an_answer_is_of_the_state_that_is_read", build, of_the_state_that_is_read),
        both_engines_from("memory::an_answer_that_is_no_longer_true_fails_the_tests", build, no_longer_true),
        both_engines_from("memory::readings_change_no_answer", build, readings_change_nothing),
        both_engines_from("memory::what_pages_asked_is_answered_again_by_itself", build, again_by_itself),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// How many lines the audit has.
#[derive(Clone, Debug)]
struct Lines;

impl Question for Lines {
    type Answer = i64;

    async fn ask(&self, tx: &mut Tx) -> Result<i64, Failure> {
        let sql = "SELECT COUNT(*) FROM audit";
        Ok(match tx {
            Tx::Sqlite(tx) => sqlx::query_scalar(sql).fetch_one(&mut **tx).await.unwrap(),
            Tx::Postgres(tx) => sqlx::query_scalar(sql).fetch_one(&mut **tx).await.unwrap(),
        })
    }
}

async fn write(test: &TestDb) {
    audited(test, "organisation_set").await;
}

async fn audited(test: &TestDb, action: &str) {
    let mut tx = test.db.write().await.unwrap();
    let user = find_user(&mut tx, RESPONSABLE).await.unwrap();
    let act = Act { user, at: "2026-09-14T09:00:00Z".parse().unwrap(), today: "2026-09-14".parse().unwrap() };
    audit(&mut tx, &act, action, "Maison", "").await.unwrap();
    tx.commit().await.unwrap();
}

async fn of_the_state_that_is_read(test: TestDb) {
    let memory = Memory::default();
    let mut before = test.db.read().await.unwrap();
    let lines = *memory.recall(&mut before, &Lines, Instant::now()).await.unwrap();
    assert_eq!(*memory.recall(&mut before, &Lines, Instant::now()).await.unwrap(), lines);
    write(&test).await;
    let mut after = test.db.read().await.unwrap();
    assert_eq!(*memory.recall(&mut after, &Lines, Instant::now()).await.unwrap(), lines + 1);
    assert_eq!(
        *memory.recall(&mut before, &Lines, Instant::now()).await.unwrap(),
        lines,
        "who reads the state of before is told of it"
    );
    assert_eq!(*memory.recall(&mut after, &Lines, Instant::now()).await.unwrap(), lines + 1);
}

/// What the database does not say: a write that leaves no line would be such a thing.
#[derive(Clone, Debug)]
struct Elsewhere;

static ELSEWHERE: AtomicI64 = AtomicI64::new(0);

impl Question for Elsewhere {
    type Answer = i64;

    async fn ask(&self, _: &mut Tx) -> Result<i64, Failure> {
        Ok(ELSEWHERE.fetch_add(1, Ordering::Relaxed))
    }
}

async fn no_longer_true(test: TestDb) {
    let memory = Memory::default();
    let mut tx = test.db.read().await.unwrap();
    memory.recall(&mut tx, &Elsewhere, Instant::now()).await.unwrap();
    let again = memory.recall(&mut tx, &Elsewhere, Instant::now()).await;
    assert!(matches!(again, Err(Failure::Broken(_))), "{again:?}");
}

/// Who signs in or reads has nothing asked again; whoever changes something has. What is remembered of [`Elsewhere`] fails.
async fn readings_change_nothing(test: TestDb) {
    let memory = Memory::default();
    let ask = async || memory.recall(&mut test.db.read().await.unwrap(), &Elsewhere, Instant::now()).await;
    ask().await.unwrap();
    for action in ["sign_in", "list_export", "session_end"] {
        audited(&test, action).await;
        assert!(matches!(ask().await, Err(Failure::Broken(_))), "{action}");
    }
    write(&test).await;
    ask().await.unwrap();
}

/// [`Lines`], telling each answer that is worked out.
#[derive(Clone)]
struct Told(UnboundedSender<i64>);

impl Debug for Told {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("Told")
    }
}

impl Question for Told {
    type Answer = i64;

    async fn ask(&self, tx: &mut Tx) -> Result<i64, Failure> {
        let lines = Lines.ask(tx).await?;
        self.0.send(lines).unwrap();
        Ok(lines)
    }
}

/// A page asks once; what is written later is counted before the next page comes, once.
async fn again_by_itself(test: TestDb) {
    let memory = Memory::default();
    let (tell, mut told) = unbounded_channel();
    let lines = *memory.recall(&mut test.db.read().await.unwrap(), &Told(tell), Instant::now()).await.unwrap();
    assert_eq!(told.try_recv().ok(), Some(lines));
    for written in 1..=2 {
        write(&test).await;
        for _ in 0..2 {
            memory.make_ready(&test.db, Instant::now()).await.unwrap();
        }
        assert_eq!(told.try_recv().ok(), Some(lines + written));
        assert_eq!(told.try_recv().ok(), None, "it is known");
    }
}
