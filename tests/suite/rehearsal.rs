//! What only shows what a write would do gives way to whoever writes (on both engines): nobody waits for a preview.

use crate::engine::{Engine, TestDb, both_engines};
use libtest_mimic::Trial;
use quitus::access::{Role, add_user, list_users};
use quitus::refusal::Failure;
use quitus::store::{Db, Tx};
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::{Notify, watch};

pub fn tests() -> Vec<Trial> {
    [
        both_engines("rehearsal::a_write_does_not_wait_for_it", gives_way),
        both_engines("rehearsal::it_ends_where_somebody_always_writes", ends),
        both_engines("rehearsal::another_one_does_not_stop_it", together),
        both_engines("rehearsal::it_leaves_nothing_and_tells_its_refusal", leaves_nothing),
    ]
    .into_iter()
    .flatten()
    // Only PostgreSQL has several servers on one database; where it shows that somebody waits, it does not show for what.
    .chain(only(Engine::Postgres, both_engines("rehearsal::a_write_of_another_server_does_not_wait_for_it", gives_way_to_others)))
    .chain(only(Engine::Sqlite, both_engines("rehearsal::traces_wait_behind_it", traces_wait)))
    .collect()
}

fn only(engine: Engine, trials: Vec<Trial>) -> impl Iterator<Item = Trial> {
    trials.into_iter().filter(move |trial| trial.name().ends_with(engine.word()))
}

async fn add(tx: &mut Tx, name: &str) -> Result<usize, Failure> {
    add_user(tx, None, name, Role::Comptable, chrono::Utc::now()).await?;
    Ok(list_users(tx).await?.len())
}

async fn written(db: &Db, name: &str) {
    let mut tx = db.write().await.unwrap();
    add(&mut tx, name).await.unwrap();
    tx.commit().await.unwrap();
}

/// A rehearsal that would last for ever is under way; somebody writes through `db`; it is played again over what they wrote.
async fn written_meanwhile(test: &TestDb, db: &Db) {
    let (begun, times) = (Notify::new(), AtomicUsize::new(0));
    let play = |mut tx: Tx| {
        let (begun, times) = (&begun, &times);
        async move {
            let seen = add(&mut tx, "Essai").await?;
            if times.fetch_add(1, Ordering::SeqCst) == 0 {
                begun.notify_one();
                std::future::pending::<()>().await;
            }
            Ok::<usize, Failure>(seen)
        }
    };
    let before = test.count("SELECT COUNT(*) FROM app_user WHERE role <> 'programme'").await;
    let writes = async {
        begun.notified().await;
        written(db, "Marie").await;
    };
    let (seen, ()) = tokio::join!(test.db.rehearse(play), writes);
    assert_eq!(times.load(Ordering::SeqCst), 2, "given way once, then played to its end");
    assert_eq!(i64::try_from(seen.unwrap()).unwrap(), before + 2, "over what was written meanwhile");
    assert_eq!(test.count("SELECT COUNT(*) FROM app_user WHERE role <> 'programme'").await, before + 1);
}

async fn gives_way(test: TestDb) {
    written_meanwhile(&test, &test.db).await;
}

async fn gives_way_to_others(test: TestDb) {
    let other = Db::open(&test.url).await.unwrap();
    written_meanwhile(&test, &other).await;
    other.close().await;
}

/// Each time that it is played, somebody wants to write: it stops giving way and they wait for it.
async fn ends(test: TestDb) {
    let (wanted, times) = (Notify::new(), AtomicUsize::new(0));
    let play = |mut tx: Tx| {
        let (wanted, times) = (&wanted, &times);
        async move {
            let round = times.fetch_add(1, Ordering::SeqCst);
            wanted.notify_one();
            // As long as it gives way, it does not get beyond this.
            if round < 8 {
                std::future::pending::<()>().await;
            }
            add(&mut tx, "Essai").await
        }
    };
    let writes = async {
        for round in 0..9 {
            wanted.notified().await;
            written(&test.db, &format!("Marie {round}")).await;
        }
    };
    let (seen, ()) = tokio::join!(test.db.rehearse(play), writes);
    assert!(seen.is_ok());
    assert_eq!(times.load(Ordering::SeqCst), 9);
    assert_eq!(test.count("SELECT COUNT(*) FROM app_user WHERE name LIKE 'Marie %'").await, 9);
}

/// Two people look at what they are about to do: one after the other, each once.
async fn together(test: TestDb) {
    let times = AtomicUsize::new(0);
    let play = |mut tx: Tx| {
        let times = &times;
        async move {
            times.fetch_add(1, Ordering::SeqCst);
            for no in 0..20 {
                add(&mut tx, &format!("Essai {no}")).await?;
            }
            Ok::<(), Failure>(())
        }
    };
    let (one, other) = tokio::join!(test.db.rehearse(play), test.db.rehearse(play));
    assert!(one.is_ok() && other.is_ok());
    assert_eq!(times.load(Ordering::SeqCst), 2);
}

async fn leaves_nothing(test: TestDb) {
    let before = test.count("SELECT COUNT(*) FROM app_user").await;
    let play = |mut tx: Tx| async move { add(&mut tx, "Essai").await };
    assert!(test.db.rehearse(play).await.is_ok());
    let refused = |mut tx: Tx| async move { add(&mut tx, "").await };
    assert_eq!(test.db.rehearse(refused).await.unwrap_err().code(), Some("app_user_name_filled"));
    assert_eq!(test.count("SELECT COUNT(*) FROM app_user").await, before);
}

/// A reader's trace is written after the rehearsal, which is played once.
async fn traces_wait(test: TestDb) {
    let (begun, times) = (Notify::new(), AtomicUsize::new(0));
    let (queued, queue) = watch::channel(false);
    let play = |mut tx: Tx| {
        let (begun, mut queue, times) = (&begun, queue.clone(), &times);
        async move {
            times.fetch_add(1, Ordering::SeqCst);
            begun.notify_one();
            queue.wait_for(|queued| *queued).await.unwrap();
            add(&mut tx, "Essai").await
        }
    };
    let trace = async {
        begun.notified().await;
        let writes = test.db.write_unhurried();
        tokio::pin!(writes);
        tokio::select! {
            biased;
            _ = &mut writes => panic!("two hold the writer"),
            () = tokio::task::yield_now() => {}
        }
        queued.send(true).unwrap();
        writes.await.unwrap();
    };
    let (seen, ()) = tokio::join!(test.db.rehearse(play), trace);
    seen.unwrap();
    assert_eq!(times.load(Ordering::SeqCst), 1);
}
