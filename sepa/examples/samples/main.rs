//! Prints what the readers make of every file listed in `DIR/index.json`, as the page `docs/bank-files.md`:
//!
//! `cargo run -p quitus-sepa --example samples -- DIR > docs/bank-files.md`

mod table;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(folder) = std::env::args().nth(1) else {
        eprintln!("usage: samples DIR, a folder with index.json");
        return ExitCode::from(2);
    };
    match table::page(Path::new(&folder)) {
        Ok(page) => {
            print!("{page}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{folder}: {error}");
            ExitCode::FAILURE
        }
    }
}
