//! The house's identity provider: one that keeps to the protocol, in a process of its own, and one that does not.

mod flow;
mod hostile;
mod real;
mod refusals;
mod tls;
mod trusted;

pub use real::{RealProvider, is_there};

use crate::browser::Server;
use crate::office::TODAY;
use crate::process::quitus;
use crate::ring::ring_file;
use libtest_mimic::Trial;
use std::process::Command;

/// The name of Quitus at both providers.
pub const CLIENT: &str = "quitus";
/// Its secret there: one that must be written otherwise on its way.
pub const SECRET: &str = "un secret de test : 100 % & + que court";
/// The words of the button.
pub const BUTTON: &str = "Se connecter avec le compte de l’organisation";

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    let mut tests = refusals::tests();
    tests.extend(tls::tests());
    tests.extend(trusted::tests());
    tests
}

/// The program over a database, told of a provider; `more` are other arguments.
pub fn server(url: &str, issuer: &str, more: &[&str]) -> Server {
    server_on(TODAY, url, issuer, more)
}

/// The same on another business day.
pub fn server_on(today: &str, url: &str, issuer: &str, more: &[&str]) -> Server {
    Server::start(command(today, url, issuer, more))
}

/// What starts it.
fn command(today: &str, url: &str, issuer: &str, more: &[&str]) -> Command {
    let serve = ["--db", url, "--today", today, "serve", "--listen", "127.0.0.1:0", "--key-file", ring_file()];
    let told = ["--oidc-issuer", issuer, "--oidc-client", CLIENT];
    let mut command = quitus(&[&serve[..], &told, more].concat());
    command.env("QUITUS_OIDC_SECRET", SECRET);
    command
}
