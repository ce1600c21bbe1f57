//! The back-office as its users meet it: the real server in a process, a real database, Chromium.

mod chromium;
mod forms;
mod house;
mod month;
mod passkeys;
mod server;
mod staff;
mod way_in;

pub use chromium::stop;
pub use server::Server;
pub use staff::{Staff, build};

use crate::engine::asked;
use libtest_mimic::Trial;

/// The tests of this module; left out where there is no Chromium to drive.
pub fn tests() -> Vec<Trial> {
    let absent = !asked("chromedriver");
    [way_in::tests(), forms::tests(), month::tests(), passkeys::tests(), house::tests()]
        .into_iter()
        .flatten()
        .map(|trial| if absent { trial.with_ignored_flag(true) } else { trial })
        .collect()
}
