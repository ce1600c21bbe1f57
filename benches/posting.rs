//! Posting in one transaction against the raw engine's floor: the same rows, sent in the same way, into tables that declare the
//! same types, checks, keys, indexes and foreign keys but have no trigger, and the same balances moved by one statement. Rounds
//! are interleaved and medians compared, since the machine is shared.
//!
//! `cargo bench --bench posting` (SQLite); with `QUITUS_BENCH_POSTGRES=postgres://…/postgres` on that server.
#![expect(clippy::unwrap_used, reason = "a measure stops at the first error")]

#[expect(dead_code, reason = "each bench uses a part of the support")]
mod support;

use quitus::ledger::{Chart, post};
use std::time::{Duration, Instant};
use support::{Bench, moves};

const ENTRIES: i64 = 10_000;
const ROUNDS: i64 = 7;
const PEOPLE: i64 = 1_000;

fn main() {
    tokio::runtime::Runtime::new().unwrap().block_on(measure());
}

async fn measure() {
    let bench = Bench::open(PEOPLE).await;
    let mut tx = bench.db.write().await.unwrap();
    support::raw::copy_tables(&mut tx).await;
    tx.commit().await.unwrap();
    let (mut posted, mut raw) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        posted.push(post_round(&bench, round).await);
        raw.push(raw_round(&bench).await);
    }
    let (posted, raw) = (median(posted), median(raw));
    let rate = |time: Duration| u128::try_from(ENTRIES).unwrap() * 1_000_000 / time.as_micros();
    println!("post:  {} entries/s (median of {ROUNDS} rounds of {ENTRIES})", rate(posted));
    println!("floor: {} entries/s", rate(raw));
    println!("ratio: {} %", raw.as_micros() * 100 / posted.as_micros());
}

async fn post_round(bench: &Bench, round: i64) -> Duration {
    let mut tx = bench.db.write().await.unwrap();
    let chart = Chart::of_bank_accounts(&mut tx, &[1]).await.unwrap();
    let drafts = moves(&chart, PEOPLE, round * ENTRIES, ENTRIES);
    let start = Instant::now();
    post(&mut tx, &bench.act, &drafts).await.unwrap();
    tx.commit().await.unwrap();
    start.elapsed()
}

/// The rows that were just posted, sent again as JSON into the copies.
async fn raw_round(bench: &Bench) -> Duration {
    let mut tx = bench.db.write().await.unwrap();
    let rows = support::raw::last_rows(&mut tx, ENTRIES).await;
    let start = Instant::now();
    support::raw::insert(&mut tx, &rows, ENTRIES).await;
    tx.commit().await.unwrap();
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap()
}
