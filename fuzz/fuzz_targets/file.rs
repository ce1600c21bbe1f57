//! Any bytes of any format: no panic, and a refusal says something at a place.
#![no_main]

use libfuzzer_sys::fuzz_target;
use quitus_sepa::{file, pain001};

fuzz_target!(|bytes: &[u8]| {
    match file::read(bytes) {
        Ok(reading) => assert_eq!(file::format_of(bytes), Ok(reading.value.format)),
        Err(diagnostic) => assert!(diagnostic.place.line > 0 && !diagnostic.what.is_empty(), "{diagnostic:?}"),
    }
    let _ = pain001::check::check(bytes);
});
