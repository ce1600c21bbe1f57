//! The month of 8 000 people through the real services and files, statements included: seconds per stage, peak memory.
//!
//! `cargo bench --bench month` on SQLite; with `QUITUS_BENCH_POSTGRES=postgres://…/postgres` on that server;
//! `QUITUS_BENCH_PEOPLE=400` for a smaller caseload.
#![expect(clippy::unwrap_used, reason = "a measure stops at the first error")]

#[path = "support/presses.rs"]
mod presses;
#[expect(dead_code, reason = "each bench uses a part of the support")]
mod support;

use quitus::demo::play::{Options, Silent, Stage, play_on};
use quitus::store::Db;
use std::time::Duration;

fn main() {
    if presses::served() {
        return;
    }
    let people = std::env::var("QUITUS_BENCH_PEOPLE").map_or(8_000, |text| text.parse().unwrap());
    tokio::runtime::Runtime::new().unwrap().block_on(measure(people));
}

async fn measure(people: u32) {
    let dir = tempfile::tempdir().unwrap();
    let url = match std::env::var("QUITUS_BENCH_POSTGRES") {
        Ok(server) => support::fresh_postgres(&server).await,
        Err(_) => format!("sqlite:{}", dir.path().join("month.db").display()),
    };
    let db = Db::open(&url).await.unwrap();
    let options = Options { dir: dir.path().to_owned(), people, seed: 2026, statements: true };
    let memory = presses::Memory::watch();
    let summary = play_on(&db, &options, &mut Silent).await.unwrap();
    db.close().await;
    println!("{people} people, {} entries, {}", summary.proof.entries, url.split(':').next().unwrap_or("?"));
    for stage in &summary.stages {
        let month = stage.month.map_or_else(|| "once".to_owned(), |month| month.to_string());
        println!("{month:>8}  {:>8.2?}  {}", stage.took, stage.name);
    }
    let last = summary.months.iter().max().copied();
    let month: Duration = summary.stages.iter().filter(|stage: &&Stage| stage.month == last).map(|stage| stage.took).sum();
    println!("the last month in all: {month:.2?}");
    println!("peak memory of this process and its workers: {} MiB", memory.most());
}
