//! Any text: no panic, and what is accepted is accepted again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use quitus_sepa::bic::Bic;

fuzz_target!(|text: &str| {
    if let Ok(bic) = Bic::parse(text) {
        assert_eq!(Bic::parse(bic.as_str()).as_ref(), Ok(&bic));
        assert_eq!(bic.country().len(), 2);
    }
});
