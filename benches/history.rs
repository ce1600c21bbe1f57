//! Looking back in a ledger of one million entries and a thousand people: the balance of a pot on any day, by either date,
//! and the model of a month's statement.
//!
//! `cargo bench --bench history`; `QUITUS_BENCH_ENTRIES=100000` for a smaller ledger.
#![expect(clippy::unwrap_used, reason = "a measure stops at the first error")]

#[expect(dead_code, reason = "each bench uses a part of the support")]
mod support;

use chrono::{DateTime, NaiveDate, Utc};
use quitus::ledger::balance::{AsOf, balance_as_of};
use quitus::ledger::{AccountCode, Pot};
use quitus::statement::query;
use std::sync::OnceLock;
use support::Bench;
use tokio::runtime::{Builder, Runtime};

const PEOPLE: i64 = 1_000;

fn main() {
    ledger();
    divan::main();
}

fn ledger() -> &'static (Runtime, Bench) {
    static LEDGER: OnceLock<(Runtime, Bench)> = OnceLock::new();
    LEDGER.get_or_init(|| {
        let entries = std::env::var("QUITUS_BENCH_ENTRIES").map_or(1_000_000, |text| text.parse().unwrap());
        // One thread, which waits for the answers itself: no figure of handing them to another.
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let bench = runtime.block_on(async {
            let bench = Bench::open(PEOPLE).await;
            support::fill(&bench, PEOPLE, entries).await;
            bench
        });
        (runtime, bench)
    })
}

fn balance(as_of: AsOf) {
    let (runtime, bench) = ledger();
    runtime.block_on(async {
        let mut tx = bench.db.read().await.unwrap();
        balance_as_of(&mut tx, AccountCode::Pot(500, Pot::Libre), as_of).await.unwrap();
    });
}

#[divan::bench(args = ["2024-01-31", "2025-06-30", "2026-10-31"])]
fn balance_on_a_day(day: &str) {
    balance(AsOf::OccurredOn(day.parse::<NaiveDate>().unwrap()));
}

#[divan::bench]
fn balance_as_recorded() {
    balance(AsOf::RecordedAt("2026-11-01T00:00:00Z".parse::<DateTime<Utc>>().unwrap()));
}

/// The whole model of one person's month, as the statement prints it.
#[divan::bench(args = ["2024-06", "2026-11"])]
fn month_statement(month: &str) {
    let (runtime, bench) = ledger();
    runtime.block_on(async {
        let mut tx = bench.db.read().await.unwrap();
        let read = query::read(&mut tx, &bench.act, month.parse().unwrap(), &[500]).await.unwrap();
        read.into_iter().next().unwrap().1.unwrap();
    });
}
