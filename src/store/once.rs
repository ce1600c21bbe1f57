//! A write that bears a key is done once: the same key and the same content give the first answer (anchors: same key *and* content).

use super::{Tx, failure, on};
use crate::refusal::{Failure, IDEMPOTENCY_KEY};
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

/// The answer that this very request got before, if it was made.
///
/// # Errors
/// `idempotency_key_unique` when the key was used with another content.
pub async fn first_answer(tx: &mut Tx, key: &str, content: &str) -> Result<Option<String>, Failure> {
    let row: Option<(Vec<u8>, String)> = on!(tx, c => sqlx::query_as("SELECT content, outcome FROM idempotency WHERE key = $1")
        .bind(key).fetch_optional(c).await.map_err(failure))?;
    match row {
        None => Ok(None),
        Some((hash, outcome)) if hash == Sha256::digest(content.as_bytes()).as_slice() => Ok(Some(outcome)),
        Some(_) => Err(IDEMPOTENCY_KEY.because(format!("(« {key} »)")).into()),
    }
}

/// The answer kept under a key, whatever was asked.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn kept_answer(tx: &mut Tx, key: &str) -> Result<Option<String>, Failure> {
    let row: Option<(String,)> = on!(tx, c => sqlx::query_as("SELECT outcome FROM idempotency WHERE key = $1")
        .bind(key).fetch_optional(c).await.map_err(failure))?;
    Ok(row.map(|(outcome,)| outcome))
}

/// Keeps the answer, in the transaction of the write.
///
/// # Errors
/// `idempotency_key_unique` when the key is taken.
pub async fn keep_answer(tx: &mut Tx, key: &str, content: &str, outcome: &str, at: DateTime<Utc>) -> Result<(), Failure> {
    let hash = Sha256::digest(content.as_bytes()).to_vec();
    on!(tx, c => sqlx::query("INSERT INTO idempotency (key, content, outcome, recorded_at) VALUES ($1, $2, $3, $4)")
        .bind(key).bind(hash).bind(outcome).bind(at).execute(c).await.map(|_| ()).map_err(failure))
}
