//! Any text: no panic; a reference that was made is accepted, and what is accepted is accepted again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use quitus_sepa::reference::RfReference;

fuzz_target!(|text: &str| {
    if let Ok(reference) = RfReference::parse(text) {
        assert_eq!(RfReference::parse(reference.as_str()).as_ref(), Ok(&reference));
    }
    if let Ok(reference) = RfReference::create(text) {
        assert_eq!(RfReference::parse(reference.as_str()).as_ref(), Ok(&reference));
    }
});
