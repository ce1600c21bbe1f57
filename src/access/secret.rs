//! Secrets: made here, given out once, kept as SHA-256 only.

use crate::refusal::Failure;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Letters and digits that nobody mistakes for one another on paper: 5 bits each.
const CLEAR: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// The alphabet of RFC 4648, which telephones read.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Random bytes of the operating system.
///
/// # Errors
/// Broken when it has none.
pub(super) fn random<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| Failure::Broken(format!("pas de nombres aléatoires : {error}.")))?;
    Ok(bytes)
}

/// 256 random bits as text that fits an address and a cookie.
///
/// # Errors
/// Those of [`random`].
pub(super) fn link_secret() -> Result<String, Failure> {
    Ok(hex::encode(random::<32>()?))
}

/// What is stored of a secret. The purpose is part of it, so that a hash of one table opens nothing of another.
pub(super) fn hashed(purpose: &str, secret: &str) -> Vec<u8> {
    digest(purpose, secret).to_vec()
}

/// A value derived from a secret, as text.
pub(super) fn derived(purpose: &str, secret: &str) -> String {
    hex::encode(digest(purpose, secret))
}

fn digest(purpose: &str, secret: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(purpose.as_bytes());
    hash.update([0]);
    hash.update(secret.as_bytes());
    hash.finalize().into()
}

/// 80 random bits as a code for paper: `ABCD-EFGH-JKLM-NPQR`.
pub(super) fn paper_code(bits: [u8; 16]) -> String {
    let mut code = String::with_capacity(19);
    for (place, bits) in bits.into_iter().enumerate() {
        if place > 0 && place % 4 == 0 {
            code.push('-');
        }
        code.extend(CLEAR.get(usize::from(bits & 31)).copied().map(char::from));
    }
    code
}

/// A paper code as it is compared: without spaces and dashes, in capitals.
pub(super) fn plain_code(typed: &str) -> String {
    typed.chars().filter(|c| c.is_ascii_alphanumeric()).map(|c| c.to_ascii_uppercase()).collect()
}

/// Base 32 without padding (RFC 4648).
pub(super) fn base32(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().saturating_mul(2));
    for block in bytes.chunks(5) {
        let mut bits = [0; 8];
        for (to, from) in bits.iter_mut().skip(3).zip(block) {
            *to = *from;
        }
        let bits = u64::from_be_bytes(bits);
        let letters = (block.len().saturating_mul(8)).div_ceil(5);
        for place in (0..8_u32).take(letters) {
            let five = (bits >> (35 - 5 * place)) & 31;
            text.extend(usize::try_from(five).ok().and_then(|at| BASE32.get(at)).copied().map(char::from));
        }
    }
    text
}

/// A text as part of an address (RFC 3986): everything but unreserved characters as `%XX`.
pub(super) fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a text cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn base32_is_that_of_the_rfc() {
        let vectors = [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ];
        for (plain, encoded) in vectors {
            assert_eq!(base32(plain.as_bytes()), encoded);
        }
    }

    #[test]
    fn addresses_keep_accents() {
        assert_eq!(percent_encoded("Quitus:Élise B."), "Quitus%3A%C3%89lise%20B.");
    }

    #[test]
    fn purposes_do_not_mix() {
        assert_ne!(hashed("session", "a"), hashed("csrf", "a"));
        assert_ne!(hashed("session", "a"), hashed("session", "b"));
        assert_eq!(hashed("session", "a").len(), 32);
    }

    proptest! {
        #[test]
        fn a_paper_code_is_read_however_it_is_typed(bits: [u8; 16]) {
            let code = paper_code(bits);
            prop_assert_eq!(code.len(), 19);
            prop_assert_eq!(plain_code(&code), plain_code(&code.to_lowercase().replace('-', " ")));
            prop_assert_eq!(plain_code(&code).len(), 16);
        }
    }
}
