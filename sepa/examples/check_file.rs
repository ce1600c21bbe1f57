//! Says what a bank would refuse in a pain.001 file, with its settings as `key=value` after the file.
//!
//! `cargo run -p quitus-sepa --example check_file -- orders.xml version=03 calendar=french`

use quitus_sepa::pain001::check::{check, check_for};
use quitus_sepa::profile::BankProfile;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("usage: check_file FILE [KEY=VALUE]...")?;
    let settings: Vec<String> = arguments.collect();
    let file = std::fs::read(path)?;
    let found = if settings.is_empty() {
        check(&file)
    } else {
        let pairs = settings.iter().map(|pair| pair.split_once('=').ok_or("a setting is KEY=VALUE"));
        let pairs = pairs.collect::<Result<Vec<_>, _>>()?;
        let bank = BankProfile::from_settings(pairs).map_err(|refused| format!("{refused:?}"))?;
        check_for(&file, &bank)
    };
    for one in &found {
        println!("{} [{}] {}", one.where_, one.code, one.message_fr);
    }
    println!("{} rule(s) broken", found.len());
    Ok(())
}
