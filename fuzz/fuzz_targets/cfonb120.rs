//! Any bytes: no panic, and statements that can be written are read back with the same money.
#![no_main]

use libfuzzer_sys::fuzz_target;
use quitus_sepa::cfonb120::{Breaks, read, write};
use quitus_sepa::statement::Statement;

fuzz_target!(|bytes: &[u8]| {
    let Ok(reading) = read(bytes) else { return };
    let money = |statements: &[Statement]| -> Vec<(Option<i64>, Vec<i64>, Option<i64>)> {
        let of = |one: &Statement| {
            let cents = one.entries.iter().map(|entry| entry.cents).collect();
            (one.opening.as_ref().map(|balance| balance.cents), cents, one.closing.as_ref().map(|balance| balance.cents))
        };
        statements.iter().map(of).collect()
    };
    if let Ok(file) = write(&reading.value, Breaks::None) {
        let again = read(&file).expect("what was written is read");
        assert_eq!(money(&again.value), money(&reading.value));
    }
    for diagnostic in &reading.diagnostics {
        assert!(!diagnostic.to_string().is_empty());
    }
});
