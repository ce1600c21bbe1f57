//! The proof of an answer (RULE 90): a file that says which statement was shown, in which words and layers, to whom, how they proved that it
//! was they, before whom, at which instants, what they answered and what became of their copy. Sealed by the organisation once the answer
//! counts, it is verified offline: by [`check`], and by `docs/verify_proof.py`, which shares no code with it.

pub mod check;
mod gather;
pub mod kept;
pub mod register;
pub mod verify;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// What every proof says that it is.
pub const FORMAT: &str = "quitus-proof-1";

/// A proof, as its file says it: JSON in UTF-8. Instants are in UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// [`FORMAT`].
    pub format: String,
    /// Who sealed it.
    pub organisation: String,
    /// When.
    pub sealed_at: DateTime<Utc>,
    /// The statement that was answered.
    pub statement: Answered,
    /// Who answered.
    pub signer: Person,
    /// What they answered.
    pub answer: Given,
    /// How it reached us.
    pub way: Way,
}

/// A statement, as its issue fixed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// Its number.
    pub number: String,
    /// The month that it tells.
    pub month: String,
    /// The date that it bears.
    pub issued_on: NaiveDate,
    /// The SHA-256 of its file.
    pub pdf_sha256: String,
    /// The SHA-256 of what it says, printed on its sheet to sign; none for one that was issued before there was any.
    pub fingerprint: Option<String>,
    /// The last entry of the ledger that it covers.
    pub head: Head,
}

/// An entry of the ledger's chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Its place, from 1.
    pub entry: i64,
    /// Its seal.
    pub seal: String,
}

/// The person whose statement it is: nobody else signs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The number of their file.
    pub file: String,
    /// Their name on the statement.
    pub name: String,
}

/// What they answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// The reference of the answer.
    pub reference: String,
    /// `agree`, `reserve`, `disagree` or `not_signed`.
    pub answer: String,
    /// The very words that they read and chose.
    pub wording: String,
    /// The layers of the statement that they were shown.
    pub layers: Vec<String>,
    /// When.
    pub answered_at: DateTime<Utc>,
    /// Their own words.
    pub comment: Option<String>,
    /// Who helped them.
    pub helper: Option<String>,
    /// How.
    pub help: Option<String>,
    /// What became of their copy: `given`, `had` or `declined`.
    pub copy: String,
    /// The commitment to their words that the answer bears, and its salt.
    pub words: Commitment,
}

/// A salted commitment (SHA-256).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commitment {
    /// 16 bytes.
    pub salt: String,
    /// 32 bytes.
    pub sha256: String,
}

/// How an answer reached us.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "channel", rename_all = "snake_case")]
pub enum Way {
    /// On a user's screen.
    Interview {
        /// Who showed the statement.
        presenter: User,
        /// What was shown, when.
        reading: Reading,
        /// How the person proved that it was they; nothing of who did not wish to sign.
        code: Option<Code>,
    },
    /// In the person's own space.
    Portal {
        /// Their session there.
        session: String,
        /// What was shown, when.
        reading: Reading,
        /// How the person proved that it was they; nothing of who did not wish to sign.
        code: Option<Code>,
    },
    /// On paper.
    Paper {
        /// The sheet.
        sheet: Sheet,
        /// Who joined it.
        joined_by: User,
        /// Who compared it with the statement.
        looked_at_by: User,
        /// When.
        looked_at: DateTime<Utc>,
    },
}

/// Somebody of the organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Their identifier.
    pub id: String,
    /// Their name.
    pub name: String,
    /// Their role at the time of the seal.
    pub role: String,
}

/// When each screen was first shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// When it began.
    pub began_at: DateTime<Utc>,
    /// The plain layer.
    pub plain_at: Option<DateTime<Utc>>,
    /// The detail.
    pub detail_at: Option<DateTime<Utc>>,
    /// The answers.
    pub answer_at: Option<DateTime<Utc>>,
}

/// A code that the person chose and typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// The how manieth of theirs.
    pub version: i64,
    /// When they chose it.
    pub chosen_at: DateTime<Utc>,
    /// On whose screen.
    pub chosen_before: User,
    /// How that user knew who they were: `known` or `document`.
    pub seen: Option<String>,
    /// When they typed it for this answer.
    pub typed_at: DateTime<Utc>,
}

/// A signed sheet, as it was scanned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// The SHA-256 of its scan.
    pub sha256: String,
    /// `pdf`, `png` or `jpeg`.
    pub kind: String,
    /// The day that it bears.
    pub signed_on: NaiveDate,
}

impl Proof {
    /// The bytes of its file: the ones that are sealed.
    #[must_use]
    pub fn file(&self) -> Option<Vec<u8>> {
        let mut file = serde_json::to_vec_pretty(self).ok()?;
        file.push(b'\n');
        Some(file)
    }

    /// Reads a file; nothing of one that is no proof of this form.
    #[must_use]
    pub fn read(file: &[u8]) -> Option<Self> {
        serde_json::from_slice(file).ok().filter(|proof: &Self| proof.format == FORMAT)
    }
}
