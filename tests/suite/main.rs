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

mod access;
mod addresses;
mod admin_pages;
mod architecture;
mod attacks;
mod bank_files;
mod bank_profile;
mod bank_work;
mod beside;
mod browser;
mod caseload;
mod cli;
mod concurrency;
mod crash;
mod demo;
mod engine;
mod files;
mod foundation;
mod import_pages;
mod keys;
mod litigation;
mod memory;
mod office;
mod payment_views;
mod portal;
mod process;
mod proof;
mod provider;
mod reach;
mod rehearsal;
mod retention;
mod ring;
mod routes;
mod scenarios;
mod schema;
mod secrets;
mod settings;
mod sources;
mod statement;
mod template;
mod upgrade;
mod vectors;
mod words;
mod workbook;

use quitus::statement::workers;
use std::process::ExitCode;

fn main() -> ExitCode {
    // Statements are rendered by workers of the program that runs: here, these tests.
    if std::env::args().nth(1).as_deref() == Some(workers::SUBCOMMAND) {
        let served = workers::serve(&mut std::io::stdin().lock(), &mut std::io::stdout().lock());
        return if served.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    // `tests/screenshots` asks for pictures instead of tests.
    if std::env::args().nth(1).as_deref() == Some("screenshots") {
        engine::runtime().block_on(browser::take(&std::env::args().nth(2).unwrap_or_default()));
        browser::stop();
        ring::remove_file();
        engine::drop_databases();
        return ExitCode::SUCCESS;
    }
    let arguments = libtest_mimic::Arguments::from_args();
    let tests = [
        access::tests(),
        architecture::tests(),
        attacks::tests(),
        bank_profile::tests(),
        caseload::tests(),
        concurrency::tests(),
        bank_files::tests(),
        bank_work::tests(),
        beside::tests(),
        browser::tests(),
        keys::tests(),
        memory::tests(),
        cli::tests(),
        crash::tests(),
        demo::tests(),
        files::tests(),
        foundation::tests(),
        addresses::tests(),
        routes::tests(),
        payment_views::tests(),
        portal::tests(),
        proof::tests(),
        provider::tests(),
        scenarios::tests(),
        retention::tests(),
        schema::tests(),
        secrets::tests(),
        statement::tests(),
        upgrade::tests(),
        vectors::tests(),
        workbook::tests(),
        words::tests(),
        import_pages::tests(),
        settings::tests(),
        admin_pages::tests(),
        reach::tests(),
        rehearsal::tests(),
        litigation::tests(),
    ]
    .into_iter()
    .flatten()
    .collect();
    let conclusion = libtest_mimic::run(&arguments, tests);
    browser::stop();
    ring::remove_file();
    engine::drop_databases();
    if std::env::var_os(engine::POSTGRES_URL).is_none() {
        eprintln!("The tests on PostgreSQL were left out: {} is not set; tests/run sets it.\n", engine::POSTGRES_URL);
    }
    conclusion.exit_code()
}
