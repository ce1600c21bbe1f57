//! The check of a proof, from its bytes alone: which of the files it comes in is not as it was sealed is named.

use super::Proof;
use crate::refusal::{PROOF_ALTERED, Refusal, SEAL_ALTERED, SEAL_OF_ANOTHER, STATEMENT_ALTERED};
use crate::signature::seal::cms::{Opened, digest, open};
use crate::signature::seal::fingerprint;

/// An intact seal is one of the organisation's.
///
/// # Errors
/// `seal_of_another` when none of its `certificates` made it.
pub fn of_the_organisation(opened: &Opened, certificates: &[Vec<u8>]) -> Result<(), Refusal> {
    let known = certificates.contains(&opened.certificate);
    if known { Ok(()) } else { Err(SEAL_OF_ANOTHER.because(format!("(certificat {})", fingerprint(&opened.certificate)))) }
}

/// Reads a proof once it is found as it was sealed by one of the organisation's certificates.
///
/// # Errors
/// `seal_altered`, `seal_of_another`; `proof_altered` when the file is not the one that was sealed, or is no proof.
pub fn proof(file: &[u8], seal: &[u8], certificates: &[Vec<u8>]) -> Result<Proof, Refusal> {
    let opened = open(seal).ok_or_else(|| SEAL_ALTERED.because(""))?;
    of_the_organisation(&opened, certificates)?;
    let sealed = Proof::read(file).filter(|_| digest(file) == opened.digest);
    sealed.ok_or_else(|| PROOF_ALTERED.because(""))
}

/// The statement's file is the one that the proof is about.
///
/// # Errors
/// `statement_altered`.
pub fn statement(proof: &Proof, pdf: &[u8]) -> Result<(), Refusal> {
    let is = hex::encode(digest(pdf));
    if is == proof.statement.pdf_sha256 {
        Ok(())
    } else {
        Err(STATEMENT_ALTERED.because(format!("(relevé {})", proof.statement.number)))
    }
}
