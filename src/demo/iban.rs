//! French account numbers: the RIB key and the two check digits of the IBAN (ISO 13616, mod 97).

/// The IBAN of a French account: 5-digit bank, 5-digit branch, 11-digit account; the RIB key is
/// `97 − ((89·bank + 15·branch + 3·account) mod 97)`. Numbers that are too long are cut to their last digits.
#[must_use]
pub fn french(bank: u64, branch: u64, account: u64) -> String {
    let (bank, branch, account) = (bank % 100_000, branch % 100_000, account % 100_000_000_000);
    let key = 97 - (89 * bank + 15 * branch + 3 * account) % 97;
    let bban = format!("{bank:05}{branch:05}{account:011}{key:02}");
    let check = 98 - remainder(&format!("{bban}FR00"));
    format!("FR{check:02}{bban}")
}

/// True when the number is well formed and passes mod 97, whatever its country.
#[must_use]
pub fn passes_mod_97(iban: &str) -> bool {
    let well_formed = (15..=34).contains(&iban.len()) && iban.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
    let Some((head, rest)) = iban.split_at_checked(4) else { return false };
    well_formed && remainder(&format!("{rest}{head}")) == 1
}

fn remainder(text: &str) -> u64 {
    text.chars().filter_map(|c| c.to_digit(36)).fold(0, |rest, value| {
        let shift = if value < 10 { 10 } else { 100 };
        (rest * shift + u64::from(value)) % 97
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn agrees_with_a_published_example() {
        assert_eq!(french(30_006, 1, 12_345_678_901), "FR7630006000011234567890189");
        assert!(passes_mod_97("FR1420041010050500013M02606"));
        assert!(!passes_mod_97("FR7612345678901234567890123"));
        assert!(!passes_mod_97("FR"));
        assert!(!passes_mod_97("éFR1420041010050"));
    }

    proptest! {
        #[test]
        fn every_number_made_is_valid(bank in 0u64..100_000, branch in 0u64..100_000, account in 0u64..100_000_000_000) {
            let iban = french(bank, branch, account);
            prop_assert_eq!(iban.len(), 27);
            prop_assert!(passes_mod_97(&iban));
        }
    }
}
