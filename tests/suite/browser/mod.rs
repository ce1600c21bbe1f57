//! The back-office as its users meet it: the real server in a process, a real database, Chromium.

mod accessible;
mod by_provider;
mod chromium;
mod forms;
mod forty;
mod house;
mod interview;
mod month;
mod pages;
mod passkeys;
mod screens;
mod search;
mod selftest;
mod server;
mod space;
mod staff;
mod states;
mod walk;
mod way_in;

pub use chromium::stop;
pub use pages::{TODAY as DEMO_DAY, played};
pub use screens::take;
pub use server::Server;
pub use staff::{Staff, build};

use crate::engine::asked;
use libtest_mimic::Trial;

/// The tests of this module; left out where there is no Chromium to drive.
pub fn tests() -> Vec<Trial> {
    let absent = !asked("chromedriver");
    [
        way_in::tests(),
        forms::tests(),
        month::tests(),
        passkeys::tests(),
        by_provider::tests(),
        house::tests(),
        interview::tests(),
        space::tests(),
        pages::tests(),
        selftest::tests(),
        forty::tests(),
        search::tests(),
    ]
    .into_iter()
    .flatten()
    .map(|trial| if absent { trial.with_ignored_flag(true) } else { trial })
    .collect()
}
