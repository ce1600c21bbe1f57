//! Statements per second: of processor time in one process, and on the clock through two worker processes; bytes, memory.
//!
//! Processor time stays true on a busy machine; the figure of the workers needs a quiet one (Linux only).
//!
//! `cargo bench --bench statement`; `-- 500` renders 500 statements.
#![expect(clippy::unwrap_used, reason = "a measure stops at the first error")]

#[path = "support/presses.rs"]
mod presses;
#[path = "../tests/support/statement_samples.rs"]
mod samples;

use quitus::statement::document::Document;
use quitus::statement::render::render;
use quitus::statement::workers::{Event, Pool, Request, SUBCOMMAND};
use std::time::Instant;

fn main() {
    if presses::served() {
        return;
    }
    let count: u64 = std::env::args().filter_map(|argument| argument.parse().ok()).next().unwrap_or(300);
    for (name, month) in [("quiet month", samples::persona()), ("hard month", samples::hard())] {
        let json = serde_json::to_vec(&Document::of(&month).unwrap()).unwrap();
        let size = render(&json).unwrap().len();
        let start = processor_millis();
        for _ in 0..count {
            render(&json).unwrap();
        }
        let millis = (processor_millis() - start).max(1);
        println!("{name}: {size} bytes, {} µs each, {} statements/s", 1000 * millis / count, 1000 * count / millis);
        through_two_workers(name, &json, count);
    }
}

/// One call of a pool whose workers have already printed once.
#[tokio::main]
async fn through_two_workers(name: &str, json: &[u8], count: u64) {
    let pool = Pool::new(std::env::current_exe().unwrap(), vec![SUBCOMMAND.into()], 2);
    let requests = |count: u64| (0..count).map(|key| Request { key: key.to_string(), json: json.to_vec() }).collect::<Vec<_>>();
    let memory = presses::Memory::watch();
    pool.render_all(requests(8), |_| ()).await;
    let (start, mut printed) = (Instant::now(), 0);
    pool.render_all(requests(count), |event| printed += u64::from(matches!(event, Event::Done { outcome: Ok(_), .. }))).await;
    let millis = u64::try_from(start.elapsed().as_millis()).unwrap().max(1);
    assert_eq!(printed, count);
    println!("{name}: {} statements/s through two workers, {} MiB in all", 1000 * count / millis, memory.most());
}

/// Processor time of this process so far, from `/proc/self/stat` in hundredths of a second.
fn processor_millis() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let (_, after_name) = stat.rsplit_once(')').unwrap();
    after_name.split_whitespace().skip(11).take(2).map(|ticks| ticks.parse::<u64>().unwrap() * 10).sum()
}
