//! Any text: no panic, the result holds only characters that banks take, and rewriting it again changes nothing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use quitus_sepa::charset::to_sepa;

fuzz_target!(|text: &str| {
    let sent = to_sepa(text);
    assert!(sent.chars().all(|c| c.is_ascii_alphanumeric() || "/-?:().,'+ ".contains(c)), "{sent:?}");
    assert_eq!(to_sepa(&sent), sent);
});
