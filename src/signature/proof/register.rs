//! What a proof is checked against: the organisation's certificates and the chain of its ledger. From the database, or from two files that hold
//! no name, so that anybody checks anywhere.

use super::Head;
use crate::ledger::chain::{self, GENESIS, Hash};
use crate::ledger::verify::Link;
use crate::refusal::{Failure, PROOF_HEAD_UNKNOWN, Refusal};
use crate::signature::seal::kept::listed;
use crate::store::{Tx, failure, on};
use der::pem::LineEnding;
use der::{Decode, Encode, EncodePem};
use std::collections::HashMap;
use x509_cert::Certificate;

/// The file of the certificates: PEM (RFC 7468), the oldest first.
pub const CERTIFICATES: &str = "certificats.pem";
/// The file of the chain: per entry its place, what is sealed and its seal, in hexadecimal digits.
pub const CHAIN: &str = "chaine.csv";

/// Certificates, and the seals of the ledger's entries that are asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Register {
    /// X.509, DER.
    pub certificates: Vec<Vec<u8>>,
    seals: HashMap<i64, String>,
}

impl Register {
    /// From the files of an export, once every seal of its chain is found to follow from the one before.
    ///
    /// # Errors
    /// `proof_head_unknown` with the first line that does not.
    pub fn read(certificates: &str, chain: &str) -> Result<Self, Refusal> {
        let wrong = |line: usize| PROOF_HEAD_UNKNOWN.because(format!("({CHAIN}, ligne {line})"));
        let read = Certificate::load_pem_chain(certificates.as_bytes())
            .map_err(|_| PROOF_HEAD_UNKNOWN.because(format!("({CERTIFICATES})")))?;
        let certificates = read.iter().filter_map(|one| one.to_der().ok()).collect();
        let (mut seals, mut before) = (HashMap::new(), GENESIS);
        for (no, line) in (1..).zip(chain.lines()) {
            let (entry, seal) =
                followed(line, &before).filter(|(entry, _)| usize::try_from(*entry) == Ok(no)).ok_or_else(|| wrong(no))?;
            seals.insert(entry, hex::encode(seal));
            before = seal;
        }
        Ok(Self { certificates, seals })
    }

    /// The certificates of the database; its entries are asked about by [`Register::with`].
    ///
    /// # Errors
    /// Unavailable when the engine does not answer.
    pub async fn of(tx: &mut Tx) -> Result<Self, Failure> {
        let certificates = listed(tx).await?.into_iter().map(|key| key.certificate).collect();
        Ok(Self { certificates, seals: HashMap::new() })
    }

    /// Learns from the database the seal of a head's entry.
    ///
    /// # Errors
    /// Unavailable when the engine does not answer.
    pub async fn with(mut self, tx: &mut Tx, head: &Head) -> Result<Self, Failure> {
        let seal: Option<(Vec<u8>,)> = on!(tx, c => sqlx::query_as("SELECT seal FROM entry WHERE seq = $1")
            .bind(head.entry).fetch_optional(c).await.map_err(failure))?;
        self.seals.extend(seal.map(|(seal,)| (head.entry, hex::encode(seal))));
        Ok(self)
    }

    /// The head is an entry of the chain, with that very seal. A statement of before any entry has none.
    ///
    /// # Errors
    /// `proof_head_unknown`.
    pub fn holds(&self, head: &Head) -> Result<(), Refusal> {
        let genesis = head.entry == 0 && head.seal == hex::encode(GENESIS);
        if genesis || self.seals.get(&head.entry).is_some_and(|seal| *seal == head.seal) {
            Ok(())
        } else {
            Err(PROOF_HEAD_UNKNOWN.because(format!("(écriture n° {}, sceau {})", head.entry, head.seal)))
        }
    }
}

/// A line of the chain's file, when its seal follows from the one before.
fn followed(line: &str, before: &Hash) -> Option<(i64, Hash)> {
    let mut parts = line.split(';');
    let (entry, canonical, seal) = (parts.next()?.parse().ok()?, hex::decode(parts.next()?).ok()?, parts.next()?);
    let made = chain::seal(before, &canonical);
    (parts.next().is_none() && hex::encode(made) == seal).then_some((entry, made))
}

/// A line of the chain's file.
#[must_use]
pub fn chain_line(link: &Link) -> String {
    format!("{};{};{}\n", link.seq, hex::encode(&link.canonical), hex::encode(link.seal))
}

/// The file of the certificates; nothing when one of them does not read.
#[must_use]
pub fn certificates_file(certificates: &[Vec<u8>]) -> Option<String> {
    certificates.iter().map(|der| Certificate::from_der(der).ok()?.to_pem(LineEnding::LF).ok()).collect()
}
