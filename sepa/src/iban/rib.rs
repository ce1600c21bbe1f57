//! The key of the French "relevé d'identité bancaire", also used in Monaco.

use super::IbanError;

/// Key of a BBAN without its key (bank 5, branch 5, account 11), or `None` when a character has no value.
///
/// 97 − ((89 × bank + 15 × branch + 3 × account) mod 97), where letters of the account count A–I → 1–9,
/// J–R → 1–9, S–Z → 2–9.
pub(super) fn key(unkeyed: &str) -> Option<u64> {
    let bank = number(unkeyed.get(..5)?, false)?;
    let branch = number(unkeyed.get(5..10)?, false)?;
    let account = number(unkeyed.get(10..21)?, true)?;
    // At most 89 × 10^5 + 15 × 10^5 + 3 × 10^11: far below 64 bits.
    let weighted = bank.checked_mul(89)?.checked_add(branch.checked_mul(15)?)?.checked_add(account.checked_mul(3)?)?;
    97_u64.checked_sub(weighted % 97)
}

/// Checks the key of a 23-character BBAN.
pub(super) fn check(bban: &str) -> Result<(), IbanError> {
    let written = bban.get(21..23).unwrap_or_default();
    let expected = key(bban).map(|key| format!("{key:02}")).unwrap_or_default();
    if written == expected { Ok(()) } else { Err(IbanError::RibKey { expected, found: written.to_owned() }) }
}

fn number(text: &str, letters: bool) -> Option<u64> {
    text.chars().try_fold(0_u64, |sum, c| {
        let digit = match c {
            'A'..='Z' if letters => letter_value(c)?,
            _ => c.to_digit(10)?,
        };
        sum.checked_mul(10)?.checked_add(u64::from(digit))
    })
}

fn letter_value(c: char) -> Option<u32> {
    let rank = c.to_digit(36)?.checked_sub(10)?;
    // From S on the values start at 2.
    let shifted = if rank < 18 { rank } else { rank.checked_add(1)? };
    (shifted % 9).checked_add(1)
}
