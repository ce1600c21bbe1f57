//! The organisation's seal (RULE 90): who holds a file and its seal sees offline, with any tool that reads CMS signatures, that the file is
//! as the organisation sealed it. It signs for nobody: the person answers, the organisation attests what it recorded.
//!
//! A seal is of a [`cms`] form that leaves no byte free; its [`key`] is made at the first start, or brought in a PKCS#12 file, and is
//! [`kept`] sealed in the database. A new key takes over from the old one, whose seals stay good.

pub mod cms;
pub mod kept;
pub mod key;

use crate::statement::document::grouped;
use sha2::{Digest, Sha256};

/// What a certificate is recognised by: its SHA-256 in groups of eight characters.
#[must_use]
pub fn fingerprint(certificate: &[u8]) -> String {
    grouped(&hex::encode(Sha256::digest(certificate)))
}
