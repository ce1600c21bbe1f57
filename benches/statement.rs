//! Statements per second of processor time of one process, bytes per statement, memory at the end.
//!
//! Processor time, not the clock on the wall: the figure stays true on a busy machine (Linux only).
//!
//! `cargo bench --bench statement`; `-- 500` renders 500 statements. Run two at once to measure two worker processes.
#![expect(clippy::unwrap_used, reason = "a measure stops at the first error")]

#[path = "../tests/support/statement_samples.rs"]
mod samples;

use quitus::statement::document::Document;
use quitus::statement::render::render;

fn main() {
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
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    println!("{}", status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("peak memory: unknown here"));
}

/// Processor time of this process so far, from `/proc/self/stat` in hundredths of a second.
fn processor_millis() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let (_, after_name) = stat.rsplit_once(')').unwrap();
    after_name.split_whitespace().skip(11).take(2).map(|ticks| ticks.parse::<u64>().unwrap() * 10).sum()
}
