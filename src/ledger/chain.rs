//! The hash chain: the canonical bytes of an entry, defined once, and its seal.
//!
//! Text is a big-endian 32-bit byte length and UTF-8; an integer is 64 bits big-endian. The bytes hold account numbers,
//! amounts, days and identifiers, never a name or free text: of those only a salted commitment, so that they can be erased and
//! the chain stays valid. `tests/vectors/encode.py` is an independent encoder of the same bytes.

use crate::money::Cents;
use chrono::{DateTime, NaiveDate, Utc};
use sha2::{Digest, Sha256};

const ENTRY_TAG: &[u8] = b"QUITUS-ENTRY-1";
const TEXT_TAG: &[u8] = b"QUITUS-TEXT-1";

/// A SHA-256 value.
pub type Hash = [u8; 32];

/// The previous seal of the first entry.
pub const GENESIS: Hash = [0; 32];

/// One line as it is sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedLine<'a> {
    /// Position in the entry, from 1.
    pub no: i64,
    /// Account number, such as `4671.12.libre`.
    pub account: String,
    /// Debit positive.
    pub cents: Cents,
    /// Expense category, empty when none.
    pub category: &'a str,
}

/// One entry as it is sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedEntry<'a> {
    /// Place in the chain, from 1.
    pub seq: i64,
    /// Journal.
    pub journal: &'a str,
    /// Year of the booking day.
    pub year: i64,
    /// Number in the journal and year.
    pub number: i64,
    /// Movement code.
    pub movement: &'a str,
    /// Booking day.
    pub occurred_on: NaiveDate,
    /// Value day.
    pub value_on: NaiveDate,
    /// Instant of recording, to the microsecond.
    pub recorded_at: DateTime<Utc>,
    /// Author's identifier.
    pub recorded_by: &'a str,
    /// What caused it.
    pub source: &'a str,
    /// The entry that it reverses.
    pub corrects: Option<i64>,
    /// Commitment to its words.
    pub commitment: Hash,
    /// Its lines, in order.
    pub lines: Vec<SealedLine<'a>>,
}

/// The canonical bytes of an entry.
#[must_use]
pub fn canonical(entry: &SealedEntry<'_>) -> Vec<u8> {
    let mut bytes = Bytes(Vec::with_capacity(320));
    bytes.0.extend_from_slice(ENTRY_TAG);
    bytes.integer(entry.seq);
    bytes.text(entry.journal);
    bytes.integer(entry.year);
    bytes.integer(entry.number);
    bytes.text(entry.movement);
    bytes.text(&entry.occurred_on.to_string());
    bytes.text(&entry.value_on.to_string());
    bytes.integer(entry.recorded_at.timestamp_micros());
    bytes.text(entry.recorded_by);
    bytes.text(entry.source);
    bytes.integer(entry.corrects.unwrap_or(0));
    bytes.0.extend_from_slice(&entry.commitment);
    bytes.integer(i64::try_from(entry.lines.len()).unwrap_or(i64::MAX));
    for line in &entry.lines {
        bytes.integer(line.no);
        bytes.text(&line.account);
        bytes.integer(line.cents.0);
        bytes.text(line.category);
    }
    bytes.0
}

/// The seal of an entry: SHA-256 over the previous seal and the canonical bytes.
#[must_use]
pub fn seal(previous: &Hash, canonical: &[u8]) -> Hash {
    Sha256::new().chain_update(previous).chain_update(canonical).finalize().into()
}

/// The commitment to words: SHA-256 over a salt and the words. Without the salt it says nothing about them.
#[must_use]
pub fn commitment(salt: &[u8; 16], text: &str) -> Hash {
    Sha256::new().chain_update(TEXT_TAG).chain_update(salt).chain_update(text.as_bytes()).finalize().into()
}

struct Bytes(Vec<u8>);

impl Bytes {
    fn integer(&mut self, value: i64) {
        self.0.extend_from_slice(&value.to_be_bytes());
    }

    fn text(&mut self, value: &str) {
        self.0.extend_from_slice(&u32::try_from(value.len()).unwrap_or(u32::MAX).to_be_bytes());
        self.0.extend_from_slice(value.as_bytes());
    }
}
