//! Every test of the whole program, in one binary: `cargo test --test suite [FILTER]`.
//!
//! A test that needs a database is written once and runs on both engines, under `name::sqlite` and `name::postgres`. The
//! latter need `QUITUS_TEST_POSTGRES`, which `tests/run` sets; without it they are listed as ignored. Each module returns
//! its tests from `tests()`.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod architecture;
mod attacks;
mod beside;
mod caseload;
mod cli;
mod concurrency;
mod crash;
mod demo;
mod engine;
mod foundation;
mod keys;
mod office;
mod process;
mod schema;
mod sources;
mod template;
mod vectors;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = libtest_mimic::Arguments::from_args();
    let tests = [
        architecture::tests(),
        schema::tests(),
        foundation::tests(),
        vectors::tests(),
        attacks::tests(),
        concurrency::tests(),
        beside::tests(),
        keys::tests(),
        cli::tests(),
        crash::tests(),
        caseload::tests(),
        demo::tests(),
    ]
    .into_iter()
    .flatten()
    .collect();
    let conclusion = libtest_mimic::run(&arguments, tests);
    engine::drop_databases();
    if std::env::var_os(engine::POSTGRES_URL).is_none() {
        eprintln!("The tests on PostgreSQL were left out: {} is not set; tests/run sets it.\n", engine::POSTGRES_URL);
    }
    conclusion.exit_code()
}
