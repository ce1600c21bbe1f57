//! Files that a user has sent, kept until the same user confirms what was shown, a day at most.

use super::files::Given;
use crate::access::{Act, Right};
use crate::ids::new_id;
use crate::refusal::{FILES_MISSING, Failure, UPLOAD_GONE};
use crate::store::{Tx, failure, on};
use chrono::Duration;
use sha2::{Digest, Sha256};

/// Keeps files, and deletes those that nobody confirmed for a day. Gives back what the confirmation names.
///
/// # Errors
/// `files_missing`, `role_not_allowed`.
pub async fn keep(tx: &mut Tx, act: &Act, files: &[Given]) -> Result<String, Failure> {
    act.with(Right::Money)?;
    if files.is_empty() {
        return Err(FILES_MISSING.because("").into());
    }
    let yesterday = act.at - Duration::days(1);
    on!(tx, c => sqlx::query("DELETE FROM bank_upload WHERE uploaded_at < $1")
        .bind(yesterday).execute(c).await.map(|_| ()).map_err(failure))?;
    let upload = new_id();
    for (no, (name, bytes)) in (1_i64..).zip(files) {
        let sha256 = hex::encode(Sha256::digest(bytes));
        on!(tx, c => sqlx::query(
            "INSERT INTO bank_upload (upload, no, name, sha256, bytes, uploaded_at, uploaded_by) VALUES ($1, $2, $3, $4, $5, $6, $7)")
            .bind(&upload).bind(no).bind(name).bind(sha256).bind(bytes.as_slice()).bind(act.at).bind(&act.user.id)
            .execute(c).await.map(|_| ()).map_err(failure))?;
    }
    Ok(upload)
}

/// The files of an upload, for the user who sent them.
///
/// # Errors
/// `upload_gone` when they were imported or deleted, or when someone else sent them.
pub async fn kept(tx: &mut Tx, act: &Act, upload: &str) -> Result<Vec<Given>, Failure> {
    let files: Vec<Given> = on!(tx, c => sqlx::query_as(
        "SELECT name, bytes FROM bank_upload WHERE upload = $1 AND uploaded_by = $2 ORDER BY no")
        .bind(upload).bind(&act.user.id).fetch_all(c).await.map_err(failure))?;
    if files.is_empty() { Err(UPLOAD_GONE.because("").into()) } else { Ok(files) }
}

/// Deletes an upload, once it is imported or given up.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn forget(tx: &mut Tx, act: &Act, upload: &str) -> Result<(), Failure> {
    on!(tx, c => sqlx::query("DELETE FROM bank_upload WHERE upload = $1 AND uploaded_by = $2")
        .bind(upload).bind(&act.user.id).execute(c).await.map(|_| ()).map_err(failure))
}
