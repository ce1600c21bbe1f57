//! The signed copy of a statement: its pages, a page that tells the proof, and, attached, the statement as it was issued, the proof and its seal.
//! The whole is sealed by the organisation in the way that readers of PDF check.

mod annex;
pub mod pades;

use crate::access::KeyRing;
use crate::refusal::{Failure, PROOF_ALTERED, PROOF_MISSING, Refusal, SIGNED_FILE_ALTERED};
use crate::signature::proof::kept::{Sealed, proof_of};
use crate::signature::proof::{Proof, check};
use crate::signature::seal::kept::{SealKey, in_force};
use crate::statement::issued::{Stored, numbered, printed};
use crate::statement::workers::Pool;
use crate::store::Tx;
use annex::Annex;
use chrono::{DateTime, Utc};
use pades::Attachment;
use serde_json::json;

/// The proof, among the attachments and beside the seal.
pub const PROOF: &str = "preuve.json";
/// Its seal.
pub const SEAL: &str = "preuve.p7s";
/// The statement as it was issued.
pub const STATEMENT: &str = "releve.pdf";

/// What a signed copy is made of.
#[derive(Debug)]
pub struct Ready {
    /// The statement.
    pub stored: Stored,
    /// The proof of an answer to it.
    pub sealed: Sealed,
    key: SealKey,
}

/// What the signed copy of a statement is made of, for an answer to it, or for its last one.
///
/// # Errors
/// `statement_not_issued`, `statement_proof_missing`, `statement_proof_erased`; those of [`in_force`].
pub async fn ready(tx: &mut Tx, keys: &KeyRing, statement: &str, answer: Option<&str>) -> Result<Ready, Failure> {
    let stored = numbered(tx, statement).await?;
    let sealed = proof_of(tx, statement, answer).await?;
    let key = in_force(tx, keys).await?.ok_or_else(|| PROOF_MISSING.because(""))?;
    Ok(Ready { stored, sealed, key })
}

impl Ready {
    /// Makes the signed copy, sealed at an instant by the key in force.
    ///
    /// # Errors
    /// `proof_altered` when the proof that is kept does not read; those of printing.
    pub async fn copy(&self, at: DateTime<Utc>, pool: &Pool) -> Result<Vec<u8>, Failure> {
        let Self { stored, sealed, key } = self;
        let proof = Proof::read(&sealed.file).ok_or_else(|| PROOF_ALTERED.because(""))?;
        let statement = stored.pdf(pool).await?;
        let mut document = serde_json::to_value(stored.document()?).map_err(|error| Failure::Broken(format!("{error}.")))?;
        let annex = Annex::of(&proof, &sealed.file, &sealed.seal);
        if let Some(fields) = document.as_object_mut() {
            fields.insert("packed".to_owned(), json!(false));
            fields.insert("annex".to_owned(), json!(annex));
        }
        let pages = printed(pool, stored.number(), document.to_string().into_bytes()).await?;
        let attached = |name, kind, relationship, description, bytes| Attachment { name, kind, relationship, description, bytes };
        let attachments = [
            attached(PROOF, "application#2Fjson", "Data", "La preuve de la réponse", sealed.file.as_slice()),
            attached(SEAL, "application#2Fpkcs7-signature", "Supplement", "Le sceau de la preuve", &sealed.seal),
            attached(STATEMENT, "application#2Fpdf", "Source", "Le relevé tel qu’il a été émis", &statement),
        ];
        pades::sealed(&pages, &attachments, (&proof.organisation, &key.signer), at)
            .ok_or_else(|| Failure::Broken(format!("le relevé signé {} n'a pas pu être scellé.", stored.number())))
    }
}

/// Reads the proof in a signed copy, once the copy, the statement and the proof are found as the organisation sealed them.
///
/// # Errors
/// Those of [`pades::opened`], [`check::proof`] and [`check::statement`]; `seal_of_another`.
pub fn read(file: &[u8], certificates: &[Vec<u8>]) -> Result<Proof, Refusal> {
    let opened = pades::opened(file)?;
    check::of_the_organisation(&opened, certificates)?;
    let part = |name| pades::attached(file, name).ok_or_else(|| SIGNED_FILE_ALTERED.because(format!("({name})")));
    let proof = check::proof(&part(PROOF)?, &part(SEAL)?, certificates)?;
    check::statement(&proof, &part(STATEMENT)?)?;
    Ok(proof)
}
