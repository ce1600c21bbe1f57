//! The npm package oidc-provider, certified by the OpenID Foundation, in a process of its own (`tests/oidc/provider.mjs`).

use crate::sources::root;
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Where `tests/run` installs the package.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("oidc")
}

/// True where the package is; it must be under `tests/run`.
pub fn is_there() -> bool {
    let there = folder().join("node_modules/oidc-provider/package.json").is_file();
    let required = std::env::var_os("QUITUS_TOOLS").is_some_and(|value| value == "required");
    assert!(there || !required, "no oidc-provider in {}", folder().display());
    there
}

/// A provider at work; it ends with the test.
pub struct RealProvider {
    child: Child,
    /// Its name for itself.
    pub issuer: String,
}

impl RealProvider {
    /// Starts one that knows these accounts: what is said of each name.
    pub fn knowing(accounts: &Value) -> Self {
        let script = root().join("tests/oidc/provider.mjs");
        let mut command = Command::new("node");
        command.arg(script).arg(folder()).arg(accounts.to_string());
        // It ends with its input, so with this process whatever happens.
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let issuer = lines.find_map(|line| line.strip_prefix("provider ").map(str::to_owned));
        Self { child, issuer: issuer.expect("the provider says where it answers") }
    }

    /// Stops it.
    pub fn stop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for RealProvider {
    fn drop(&mut self) {
        self.stop();
    }
}
