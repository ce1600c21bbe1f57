//! The keys that seal the secrets of telephones in these tests: those that a test seals with are those of the server that it starts.

use quitus::access::KeyRing;
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::sync::LazyLock;

/// The keys of every test.
pub static RING: LazyLock<KeyRing> = LazyLock::new(|| KeyRing::fresh().unwrap());

fn path() -> PathBuf {
    std::env::temp_dir().join(format!("quitus_test_{}.key", std::process::id()))
}

static FILE: LazyLock<String> = LazyLock::new(|| {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path()).unwrap();
    file.write_all(RING.text().as_bytes()).unwrap();
    path().to_str().unwrap().to_owned()
});

/// The file that holds them, for a server in a process of its own.
pub fn ring_file() -> &'static str {
    &FILE
}

/// Removes it at the end.
pub fn remove_file() {
    let _ = std::fs::remove_file(path());
}
