//! Proofs in the database: sealed once their answers count, each once.

use super::gather::gather;
use crate::access::{Act, KeyRing, audit_many, program};
use crate::refusal::{Failure, PROOF_ERASED, PROOF_MISSING};
use crate::signature::seal::cms::{digest, seal};
use crate::signature::seal::kept::{SealKey, in_force};
use crate::store::{Db, Tx, failure, on};
use chrono::{DateTime, Utc};
use sqlx::AssertSqlSafe;

/// How many answers are sealed in one transaction at most: nobody waits long for the writer.
const AT_ONCE: i64 = 200;

/// The proof of an answer, with its seal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The file.
    pub file: Vec<u8>,
    /// Its seal.
    pub seal: Vec<u8>,
}

/// The answers that count and have no proof, to one statement or to any when it is empty, oldest first.
async fn waiting(tx: &mut Tx, at: DateTime<Utc>, statement: &str, limit: i64) -> Result<Vec<String>, Failure> {
    // Of one statement, found by its key: the person waits for it.
    let which = if statement.is_empty() { "$3 = ''" } else { "a.statement = $3" };
    let sql = format!(
        "SELECT p.answer FROM statement_answer a JOIN statement_step p ON p.answer = a.id
            JOIN statement_words w ON w.answer = a.id AND w.salt IS NOT NULL
         WHERE {which} AND p.at <= $1 AND a.answered_at <= $1 AND NOT EXISTS (SELECT 1 FROM statement_proof f WHERE f.answer = p.answer)
         ORDER BY p.answer LIMIT $2"
    );
    let rows: Vec<(String,)> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql))
        .bind(at).bind(limit).bind(statement).fetch_all(c).await.map_err(failure))?;
    Ok(rows.into_iter().map(|(answer,)| answer).collect())
}

/// Seals the proof of what was just answered to a statement, in the same transaction. An answer never waits for a key: while none opens, its
/// proof is sealed later, by [`seal_all`].
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn seal_of(tx: &mut Tx, keys: &KeyRing, statement: &str, at: DateTime<Utc>) -> Result<usize, Failure> {
    match in_force(tx, keys).await {
        Ok(Some(key)) => {
            let answers = waiting(tx, at, statement, AT_ONCE).await?;
            seal_each(tx, &key, answers, at).await
        }
        Ok(None) => Ok(0),
        Err(Failure::Refused(why)) => {
            tracing::warn!("the proof of an answer to {statement} is not sealed yet: {why:?}");
            Ok(0)
        }
        Err(other) => Err(other),
    }
}

async fn seal_each(tx: &mut Tx, key: &SealKey, answers: Vec<String>, at: DateTime<Utc>) -> Result<usize, Failure> {
    let mut noted: Vec<(String, String)> = Vec::with_capacity(answers.len());
    for answer in answers {
        let Some(proof) = gather(tx, &answer, at).await? else { continue };
        let file = proof.file().ok_or_else(|| Failure::Broken(format!("la preuve de la réponse {answer} ne s'écrit pas.")))?;
        keep(tx, key, &answer, &file, at).await?;
        noted.push((proof.signer.file, format!("{}, clé n° {}", proof.statement.number, key.no)));
    }
    if !noted.is_empty() {
        let act = Act { user: program(tx).await?, at, today: at.date_naive() };
        let subjects: Vec<(&str, String)> = noted.iter().map(|(file, detail)| (file.as_str(), detail.clone())).collect();
        audit_many(tx, &act, "proof_seal", &subjects).await?;
    }
    Ok(noted.len())
}

async fn keep(tx: &mut Tx, key: &SealKey, answer: &str, file: &[u8], at: DateTime<Utc>) -> Result<(), Failure> {
    let digest = digest(file);
    let seal = seal(&key.signer, &digest).ok_or_else(|| Failure::Broken("le sceau n'a pas pu être apposé.".into()))?;
    on!(tx, c => sqlx::query("INSERT INTO statement_proof (answer, file, sha256, seal, seal_key, sealed_at) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(answer).bind(file).bind(hex::encode(digest)).bind(seal).bind(key.no).bind(at)
        .execute(c).await.map(|_| ()).map_err(failure))
}

/// Seals what waits, a transaction after the other, until nothing does.
///
/// # Errors
/// Those of [`in_force`]; unavailable when the engine does not answer.
pub async fn seal_all(db: &Db, keys: &KeyRing, at: DateTime<Utc>) -> Result<usize, Failure> {
    let mut all = 0_usize;
    loop {
        let mut tx = db.read().await?;
        let none = waiting(&mut tx, at, "", 1).await?.is_empty();
        drop(tx);
        if none {
            return Ok(all);
        }
        let mut tx = db.write().await?;
        let Some(key) = in_force(&mut tx, keys).await? else { return Ok(all) };
        let answers = waiting(&mut tx, at, "", AT_ONCE).await?;
        let done = seal_each(&mut tx, &key, answers, at).await?;
        tx.commit().await?;
        if done == 0 {
            return Ok(all);
        }
        all = all.saturating_add(done);
    }
}

/// The proof of an answer to a statement; of its last one that has a proof when none is named.
///
/// # Errors
/// `statement_proof_missing`, `statement_proof_erased`.
pub async fn proof_of(tx: &mut Tx, statement: &str, answer: Option<&str>) -> Result<Sealed, Failure> {
    let row: Option<(Option<Vec<u8>>, Vec<u8>)> = on!(tx, c => sqlx::query_as(
        "SELECT p.file, p.seal FROM statement_proof p JOIN statement_answer a ON a.id = p.answer
         WHERE a.statement = $1 AND ($2 = '' OR p.answer = $2) ORDER BY p.answer DESC LIMIT 1")
        .bind(statement).bind(answer.unwrap_or_default()).fetch_optional(c).await.map_err(failure))?;
    let (file, seal) = row.ok_or_else(|| PROOF_MISSING.because(format!("(relevé {statement})")))?;
    Ok(Sealed { file: file.ok_or_else(|| PROOF_ERASED.because(""))?, seal })
}
