//! Worker processes in a bench: the bench serves them itself, and their memory counts with its own (Linux only).

use quitus::statement::workers::{SUBCOMMAND, serve};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// True when this process was started as a worker: it has served until its caller left.
pub fn served() -> bool {
    let worker = std::env::args().nth(1).as_deref() == Some(SUBCOMMAND);
    if worker {
        serve(&mut std::io::stdin().lock(), &mut std::io::stdout().lock()).unwrap();
    }
    worker
}

/// The most memory that this process and its children held together, looked at five times a second.
pub struct Memory {
    most: Arc<AtomicU64>,
    ended: Arc<AtomicBool>,
    watcher: JoinHandle<()>,
}

impl Memory {
    pub fn watch() -> Self {
        let (most, ended) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
        let (seen, over) = (Arc::clone(&most), Arc::clone(&ended));
        let watcher = std::thread::spawn(move || {
            while !over.load(Ordering::Relaxed) {
                seen.fetch_max(resident("self") + children().iter().map(|child| resident(child)).sum::<u64>(), Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(200));
            }
        });
        Self { most, ended, watcher }
    }

    /// In mebibytes.
    pub fn most(self) -> u64 {
        self.ended.store(true, Ordering::Relaxed);
        self.watcher.join().unwrap();
        self.most.load(Ordering::Relaxed) / 1024
    }
}

/// Children of every thread of this process.
fn children() -> Vec<String> {
    let threads = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let lists = threads.filter_map(|thread| std::fs::read_to_string(thread.path().join("children")).ok());
    lists.flat_map(|list| list.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// Resident kibibytes of a process; 0 once it has ended.
fn resident(process: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}
