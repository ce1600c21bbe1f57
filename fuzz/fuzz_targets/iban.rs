//! Any text: no panic, and what is accepted is accepted again in its electronic and printed forms.
#![no_main]

use libfuzzer_sys::fuzz_target;
use quitus_sepa::iban::Iban;

fuzz_target!(|text: &str| {
    if let Ok(iban) = Iban::parse(text) {
        assert_eq!(Iban::parse(iban.as_str()).as_ref(), Ok(&iban));
        assert_eq!(Iban::parse(&iban.grouped()).as_ref(), Ok(&iban));
        if iban.country() == "FR" {
            let bban = &iban.as_str()[4..];
            assert_eq!(Iban::french(&bban[..5], &bban[5..10], &bban[10..21]), Ok(iban));
        }
    }
    let mut parts = text.splitn(3, ',');
    let mut part = || parts.next().unwrap_or_default();
    if let Ok(iban) = Iban::french(part(), part(), part()) {
        assert!(Iban::parse(iban.as_str()).is_ok());
    }
});
