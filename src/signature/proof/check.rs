//! The check of a proof, from its bytes alone: which of the files it comes in is not as it was sealed is named.

use super::Proof;
use crate::refusal::{PROOF_ALTERED, Refusal, SEAL_ALTERED, SEAL_OF_ANOTHER, STATEMENT_ALTERED};
use crate::signature::seal::cms::{digest, open};
use crate::signature::seal::fingerprint;

/// Who sealed a file, once the seal and the file were found intact.
///
/// # Errors
/// `seal_altered`; `seal_of_another` when none of the organisation's `certificates` made it; `proof_altered` when the file is not the one that was sealed.
pub fn sealed_by(file: &[u8], seal: &[u8], certificates: &[Vec<u8>]) -> Result<Vec<u8>, Refusal> {
    let opened = open(seal).ok_or_else(|| SEAL_ALTERED.because(""))?;
    if !certificates.contains(&opened.certificate) {
        return Err(SEAL_OF_ANOTHER.because(format!("(certificat {})", fingerprint(&opened.certificate))));
    }
    if digest(file) != opened.digest {
        return Err(PROOF_ALTERED.because(""));
    }
    Ok(opened.certificate)
}

/// Reads a proof once it is found as it was sealed by one of the organisation's certificates.
///
/// # Errors
/// Those of [`sealed_by`]; `proof_altered` when what was sealed is no proof.
pub fn proof(file: &[u8], seal: &[u8], certificates: &[Vec<u8>]) -> Result<Proof, Refusal> {
    sealed_by(file, seal, certificates)?;
    Proof::read(file).ok_or_else(|| PROOF_ALTERED.because(""))
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
