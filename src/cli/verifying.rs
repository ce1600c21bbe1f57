//! `quitus statement proof` and `quitus statement verify`: the signed copy of a statement with its proof, and the check of either.

use super::args::{Cli, KeyFile};
use super::files::{read_file, write_file};
use super::key_file;
use super::output::Output;
use crate::calendar::day_in_french;
use crate::refusal::{Failure, NOT_VERIFIABLE, Refusal, file_unreadable};
use crate::signature::proof::register::{CERTIFICATES, CHAIN, Register};
use crate::signature::proof::{Proof, check};
use crate::signature::signed_file::{self, PROOF, SEAL, STATEMENT, pades, ready};
use crate::statement::issued::issued_as;
use crate::statement::workers::Pool;
use crate::store::Db;
use chrono::Utc;
use serde_json::json;
use std::path::Path;

/// Writes the signed copy of a statement, the statement as it was issued, the proof of its last answer and the seal.
///
/// # Errors
/// `statement_not_issued`, `statement_proof_missing`, `statement_proof_erased`; those of the file of keys and of the files that are written.
pub(super) async fn proof(db: &Db, cli: &Cli, number: &str, out: &Path, keys: &KeyFile) -> Result<Output, Failure> {
    let place = key_file::place(&cli.db, keys.key_file.as_deref())?;
    let ring = key_file::for_serving(db, &place).await?;
    let mut tx = db.read().await?;
    let ready = ready(&mut tx, &ring, number, None).await?;
    drop(tx);
    let pool = Pool::of_this_program().map_err(|error| Failure::Broken(format!("{error}.")))?;
    let copy = ready.copy(Utc::now(), &pool).await?;
    let statement = ready.stored.pdf(&pool).await?;
    std::fs::create_dir_all(out).map_err(|error| file_unreadable(out, &error))?;
    let signed = format!("releve-signe-{number}.pdf");
    let files = [(signed.as_str(), &copy), (STATEMENT, &statement), (PROOF, &ready.sealed.file), (SEAL, &ready.sealed.seal)];
    for (name, bytes) in files {
        write_file(&out.join(name), bytes)?;
    }
    let text = format!("Relevé {number} : {signed}, {STATEMENT}, {PROOF} et {SEAL} écrits dans {}.", out.display());
    Ok(Output::new(&json!({ "statement": number, "folder": out, "files": files.map(|(name, _)| name) }), text))
}

/// What a file is, found as it was sealed or issued.
enum Checked {
    /// The proof of an answer, and what came with it.
    Proof(Box<Proof>, &'static str),
    /// A statement without its proof, by the SHA-256 of its file.
    Statement(String),
}

/// Checks against the database.
///
/// # Errors
/// What was altered, and where.
pub(super) async fn with_database(db: &Db, path: &Path) -> Result<Output, Failure> {
    let (name, bytes) = read_file(path)?;
    let mut tx = db.read().await?;
    let register = Register::of(&mut tx).await?;
    match read(path, &bytes, &register).map_err(|refusal| refusal.at(&name))? {
        Checked::Proof(proof, what) => {
            let register = register.with(&mut tx, &proof.statement.head).await?;
            held(&register, &proof, what, &name)
        }
        Checked::Statement(hash) => {
            let number = issued_as(&mut tx, &hash).await?.ok_or_else(|| NOT_VERIFIABLE.because("").at(name))?;
            let text = format!("Relevé intact : c'est le relevé n° {number}, octet pour octet, tel qu'il a été émis.");
            Ok(Output::new(&json!({ "file": "statement", "statement": number }), text))
        }
    }
}

/// Checks against an export, without any database.
///
/// # Errors
/// What was altered, and where.
pub(super) fn with_register(path: &Path, folder: &Path) -> Result<Output, Failure> {
    let text = |name| read_file(&folder.join(name)).map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned());
    let register =
        Register::read(&text(CERTIFICATES)?, &text(CHAIN)?).map_err(|refusal| refusal.at(folder.display().to_string()))?;
    let (name, bytes) = read_file(path)?;
    match read(path, &bytes, &register).map_err(|refusal| refusal.at(&name))? {
        Checked::Proof(proof, what) => held(&register, &proof, what, &name),
        // Which statements were issued, only the database says.
        Checked::Statement(_) => Err(NOT_VERIFIABLE.because("").at(name).into()),
    }
}

/// The accounts that a proof covers are those of the register.
fn held(register: &Register, proof: &Proof, what: &str, name: &str) -> Result<Output, Failure> {
    register.holds(&proof.statement.head).map_err(|refusal| refusal.at(name))?;
    Ok(told(proof, what))
}

fn read(path: &Path, bytes: &[u8], register: &Register) -> Result<Checked, Refusal> {
    let certificates = &register.certificates;
    if pades::is_sealed(bytes) {
        let proof = Box::new(signed_file::read(bytes, certificates)?);
        return Ok(Checked::Proof(proof, "Relevé signé intact, avec le relevé, la preuve et le sceau qu'il contient"));
    }
    if bytes.starts_with(b"%PDF-") {
        return Ok(Checked::Statement(hex::encode(crate::signature::seal::cms::digest(bytes))));
    }
    let seal = std::fs::read(path.with_extension("p7s")).map_err(|_| NOT_VERIFIABLE.because(""))?;
    let proof = Box::new(check::proof(bytes, &seal, certificates)?);
    match std::fs::read(path.with_file_name(STATEMENT)) {
        Ok(pdf) => {
            check::statement(&proof, &pdf)?;
            Ok(Checked::Proof(proof, "Preuve, sceau et relevé intacts"))
        }
        Err(_) => Ok(Checked::Proof(proof, "Preuve et sceau intacts ; le relevé n'est pas à côté d'eux")),
    }
}

fn told(proof: &Proof, what: &str) -> Output {
    let (statement, given) = (&proof.statement, &proof.answer);
    let text = format!(
        "{what}.\nRelevé n° {} de {}, dossier n° {}.\nRéponse du {} : {}\nScellée par {} le {}.\nComptes : l'écriture n° {} est dans la chaîne, sous le même sceau.",
        statement.number,
        proof.signer.name,
        proof.signer.file,
        day_in_french(given.answered_at.date_naive()),
        given.wording.lines().last().unwrap_or_default(),
        proof.organisation,
        day_in_french(proof.sealed_at.date_naive()),
        statement.head.entry,
    );
    Output::new(&json!({ "file": "proof", "proof": proof }), text)
}
