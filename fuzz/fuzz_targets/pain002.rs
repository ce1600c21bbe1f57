//! Any bytes: no panic, and both ways of reading agree.
#![no_main]

use libfuzzer_sys::fuzz_target;
use quitus_sepa::pain002::{examine, read};

fuzz_target!(|bytes: &[u8]| {
    match (read(bytes), examine(bytes)) {
        (Ok(report), Ok(reading)) => {
            assert_eq!(report, reading.value);
            let _ = report.outcome_of("PMT", "E2E").held_name();
        }
        (Err(error), Err(diagnostic)) => assert_eq!(error.code, diagnostic.code),
        (one, other) => panic!("{one:?}\n{other:?}"),
    }
});
