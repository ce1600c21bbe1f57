//! Secrets at rest: sealed by a key that is outside the database, so that a backup of it opens no door.
//!
//! AES-256-GCM (NIST SP 800-38D) with a random nonce. What a secret is for and whose it is are bound to it as associated data: moved to
//! another user, another row or another use, it does not open. A ring holds several keys: the last one seals, each opens what it sealed.

use super::secret::random;
use crate::refusal::{Failure, KEY_FILE_MALFORMED, Refusal, SEALED_SECRET_ALTERED, SEALING_KEY_UNKNOWN};
use aes_gcm::{AeadInOut, Aes256Gcm, KeyInit, Nonce, Tag};
use sha2::{Digest, Sha256};
use std::fmt;

const KEY: usize = 32;
const ID: usize = 8;
const NONCE: usize = 12;
const TAG: usize = 16;

/// The one shape of a sealed secret so far: version, key, nonce, tag, then the secret. The database knows this byte and the length.
const VERSION: u8 = 1;
/// What sealing adds to the bytes of a secret.
const AROUND: usize = 1 + ID + NONCE + TAG;

/// What a key is called: made of the key, so that a file cannot give it another's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId([u8; ID]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&hex::encode(self.0))
    }
}

/// The keys that seal secrets, the newest last. Their bytes are shown nowhere.
#[derive(Clone)]
pub struct KeyRing(Vec<(KeyId, [u8; KEY])>);

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("KeyRing").field(&self.ids().collect::<Vec<_>>()).finish()
    }
}

/// What a secret is for and whose it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bound<'a> {
    /// The use.
    pub purpose: &'static str,
    /// The row, or the session, that holds it.
    pub place: &'a str,
    /// Whose.
    pub user: &'a str,
}

impl Bound<'_> {
    /// No part holds the byte that stands between them.
    fn bytes(self) -> Vec<u8> {
        [self.purpose, self.place, self.user].join("\0").into_bytes()
    }
}

impl KeyRing {
    /// A ring of one new key.
    ///
    /// # Errors
    /// Broken when the system has no random numbers.
    pub fn fresh() -> Result<Self, Failure> {
        let mut ring = Self(Vec::new());
        ring.add()?;
        Ok(ring)
    }

    /// Adds a new key, which seals from now on.
    ///
    /// # Errors
    /// Broken when the system has no random numbers.
    pub fn add(&mut self) -> Result<KeyId, Failure> {
        let key = random::<KEY>()?;
        let id = id_of(&key);
        self.0.push((id, key));
        Ok(id)
    }

    /// Reads a ring: one key a line, in 64 hexadecimal digits, the newest last; empty lines and those that begin with `#` say nothing.
    ///
    /// # Errors
    /// `key_file_malformed`, which repeats no byte of a key.
    pub fn read(text: &str) -> Result<Self, Refusal> {
        let mut keys = Vec::new();
        for (no, line) in (1..).zip(text.lines().map(str::trim)) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let mut key = [0; KEY];
            hex::decode_to_slice(line, &mut key).map_err(|_| KEY_FILE_MALFORMED.because(format!("(ligne {no})")))?;
            keys.push((id_of(&key), key));
        }
        if keys.is_empty() { Err(KEY_FILE_MALFORMED.because("(aucune clé)")) } else { Ok(Self(keys)) }
    }

    /// The ring as [`KeyRing::read`] reads it.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::from(HEADING);
        for (id, key) in &self.0 {
            text.push_str(&format!("# {id}\n{}\n", hex::encode(key)));
        }
        text
    }

    /// What the keys are called, the newest last.
    pub fn ids(&self) -> impl Iterator<Item = KeyId> {
        self.0.iter().map(|(id, _)| *id)
    }

    /// True of what the newest key sealed.
    pub(super) fn is_newest(&self, sealed: &[u8]) -> bool {
        self.ids().last().is_some_and(|newest| key_of(sealed) == Some(newest))
    }

    /// A secret as the database keeps it.
    ///
    /// # Errors
    /// Broken when the system has no random numbers.
    pub(crate) fn seal(&self, secret: &[u8], bound: Bound<'_>) -> Result<Vec<u8>, Failure> {
        let impossible = || Failure::Broken("un secret ne peut pas être chiffré.".into());
        let (id, key) = self.0.last().ok_or_else(impossible)?;
        let nonce = random::<NONCE>()?;
        let mut hidden = secret.to_vec();
        let tag = Aes256Gcm::new(key.into())
            .encrypt_inout_detached(&Nonce::from(nonce), &bound.bytes(), hidden.as_mut_slice().into())
            .map_err(|_| impossible())?;
        let mut sealed = Vec::with_capacity(secret.len().saturating_add(AROUND));
        sealed.push(VERSION);
        for part in [id.0.as_slice(), &nonce, tag.as_slice(), &hidden] {
            sealed.extend_from_slice(part);
        }
        Ok(sealed)
    }

    /// The secret again, of a length that is known.
    ///
    /// # Errors
    /// Those of [`KeyRing::open_any`].
    pub(super) fn open<const N: usize>(&self, sealed: &[u8], bound: Bound<'_>) -> Result<[u8; N], Refusal> {
        let secret = self.open_any(sealed, bound)?;
        <[u8; N]>::try_from(secret.as_slice()).map_err(|_| SEALED_SECRET_ALTERED.because(""))
    }

    /// The secret again.
    ///
    /// # Errors
    /// `sealing_key_unknown` when its key is not in the ring; `sealed_secret_altered` when it is not what this ring sealed for that
    /// use and user.
    pub(crate) fn open_any(&self, sealed: &[u8], bound: Bound<'_>) -> Result<Vec<u8>, Refusal> {
        let altered = || SEALED_SECRET_ALTERED.because("");
        let id = key_of(sealed).ok_or_else(altered)?;
        let (_, key) =
            self.0.iter().find(|(known, _)| *known == id).ok_or_else(|| SEALING_KEY_UNKNOWN.because(format!("(clé {id})")))?;
        let body = sealed.get(1 + ID..).unwrap_or_default();
        let (nonce, rest) = body.split_first_chunk::<NONCE>().ok_or_else(altered)?;
        let (tag, hidden) = rest.split_first_chunk::<TAG>().ok_or_else(altered)?;
        let mut secret = hidden.to_vec();
        Aes256Gcm::new(key.into())
            .decrypt_inout_detached(&Nonce::from(*nonce), &bound.bytes(), secret.as_mut_slice().into(), &Tag::from(*tag))
            .map_err(|_| altered())?;
        Ok(secret)
    }
}

/// What the secret part of an organisation's seal key is bound to: its number among them.
pub(crate) fn of_seal_key(no: &str) -> Bound<'_> {
    Bound { purpose: "seal key", place: no, user: "organisation" }
}

/// The key that sealed these bytes; none when they are not sealed.
pub(super) fn key_of(sealed: &[u8]) -> Option<KeyId> {
    let Some((&VERSION, rest)) = sealed.split_first() else { return None };
    rest.first_chunk::<ID>().map(|id| KeyId(*id))
}

fn id_of(key: &[u8; KEY]) -> KeyId {
    let digest = Sha256::new().chain_update(b"quitus sealing key\0").chain_update(key).finalize();
    KeyId(digest.first_chunk::<ID>().copied().unwrap_or_default())
}

const HEADING: &str = "# Clés de Quitus : elles chiffrent les secrets des téléphones qui sont dans la base.
# À sauvegarder ailleurs que la base, et à ne montrer à personne. La dernière chiffre, les autres lisent encore.
";

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BOUND: Bound<'static> = Bound { purpose: "essai", place: "T1", user: "PAUL" };

    /// Sealed by an independent implementation of AES-256-GCM, under 32 bytes `ab` and the nonce 0 to 11.
    const GOLDEN: &str =
        "0140d501797c6216b2000102030405060708090a0b66d749ae51d3b3e1875c29c48ef741951169356a7b2152607d1f68bb4aae1b9492db4c7b";

    fn code<T: fmt::Debug>(answer: Result<T, Refusal>) -> &'static str {
        answer.unwrap_err().code.name
    }

    #[test]
    fn a_ring_is_read_as_it_was_written() {
        let mut ring = KeyRing::fresh().unwrap();
        ring.add().unwrap();
        let again = KeyRing::read(&ring.text()).unwrap();
        assert_eq!(again.0, ring.0);
        assert_eq!(KeyRing::read(&format!("\n  {}  \n", "ab".repeat(32))).unwrap().ids().count(), 1);
        for wrong in ["", "# rien\n", "abcd", &"zz".repeat(32), &format!("{}\nab", "ab".repeat(32))] {
            assert_eq!(code(KeyRing::read(wrong)), "key_file_malformed", "{wrong}");
        }
    }

    #[test]
    fn what_was_sealed_once_opens_for_ever() {
        let ring = KeyRing::read(&"ab".repeat(32)).unwrap();
        let sealed = hex::decode(GOLDEN).unwrap();
        assert_eq!(ring.open(&sealed, BOUND), Ok(*b"12345678901234567890"));
        assert_eq!(ring.ids().map(|id| id.to_string()).collect::<Vec<_>>(), ["40d501797c6216b2"]);
    }

    #[test]
    fn keys_are_not_shown() {
        let ring = KeyRing::read(&"ab".repeat(32)).unwrap();
        assert!(!format!("{ring:?}").contains("abab"));
        let refusal = KeyRing::read(&format!("{}zz", "ab".repeat(31))).unwrap_err();
        assert!(!refusal.to_string().contains("abab"));
    }

    #[test]
    fn the_newest_key_seals_and_the_others_still_open() {
        let mut ring = KeyRing::fresh().unwrap();
        let before = ring.seal(b"secret", BOUND).unwrap();
        assert!(ring.is_newest(&before));
        ring.add().unwrap();
        let after = ring.seal(b"secret", BOUND).unwrap();
        assert!(!ring.is_newest(&before) && ring.is_newest(&after));
        assert_eq!(ring.open(&before, BOUND), Ok(*b"secret"));
        assert_eq!(ring.open(&after, BOUND), Ok(*b"secret"));
    }

    proptest! {
        #[test]
        fn what_was_sealed_opens(secret: [u8; 20], user in "[A-Z0-9]{1,30}") {
            let ring = KeyRing::fresh().unwrap();
            let bound = Bound { user: &user, ..BOUND };
            let sealed = ring.seal(&secret, bound).unwrap();
            prop_assert_eq!(sealed.len(), 57);
            prop_assert_eq!(ring.open(&sealed, bound), Ok(secret));
            prop_assert_ne!(ring.seal(&secret, bound).unwrap(), sealed);
        }

        #[test]
        fn elsewhere_or_by_another_key_it_does_not(secret: [u8; 20], user in "[A-Z]{1,9}", other in "[a-z]{1,9}") {
            let ring = KeyRing::fresh().unwrap();
            let bound = Bound { user: &user, ..BOUND };
            let sealed = ring.seal(&secret, bound).unwrap();
            let strangers = [
                Bound { user: &other, ..bound },
                Bound { place: &other, ..bound },
                Bound { purpose: "autre", ..bound },
                Bound { place: &user, user: BOUND.place, ..bound },
            ];
            for stranger in strangers {
                prop_assert_eq!(code(ring.open::<20>(&sealed, stranger)), "sealed_secret_altered");
            }
            prop_assert_eq!(code(KeyRing::fresh().unwrap().open::<20>(&sealed, bound)), "sealing_key_unknown");
        }

        #[test]
        fn one_bit_changed_anywhere_is_refused(secret: [u8; 20], at in 0_usize..57, bit in 0_u32..8) {
            let ring = KeyRing::fresh().unwrap();
            let mut sealed = ring.seal(&secret, BOUND).unwrap();
            sealed[at] ^= 1 << bit;
            let refused = code(ring.open::<20>(&sealed, BOUND));
            prop_assert_eq!(refused, if (1..=ID).contains(&at) { "sealing_key_unknown" } else { "sealed_secret_altered" });
        }

        #[test]
        fn any_bytes_are_refused_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            prop_assert!(KeyRing::fresh().unwrap().open::<20>(&bytes, BOUND).is_err());
        }
    }
}
