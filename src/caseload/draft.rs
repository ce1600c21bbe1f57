//! Files that a user has sent and is mending, kept until they are imported, a day at most.

use super::{Mend, Sheets, is_workbook};
use crate::access::{Act, Right};
use crate::ids::new_id;
use crate::refusal::{FILES_MISSING, Failure, Refusal, UPLOAD_GONE, WORKBOOK_ALONE};
use crate::store::{Tx, failure, on};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::io;

/// A file that was sent: its name and what it holds.
pub type Given = (String, Vec<u8>);

/// The rows of what was sent: one workbook, or CSV files with the names of the template. The work is that of a program: not for a
/// thread that answers others.
///
/// # Errors
/// `files_missing`, `workbook_alone`, and why a workbook is refused as a whole.
pub fn sheets(files: &[Given]) -> Result<Sheets, Vec<Refusal>> {
    if files.is_empty() {
        return Err(vec![FILES_MISSING.because("")]);
    }
    if let Some((name, bytes)) = files.iter().find(|(_, bytes)| is_workbook(bytes)) {
        return if files.len() == 1 { Sheets::of_workbook(bytes) } else { Err(vec![WORKBOOK_ALONE.because("").at(name)]) };
    }
    Ok(Sheets::of_files(&|wanted| {
        let found = files.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        found.map(|(_, bytes)| bytes.clone()).ok_or_else(|| io::ErrorKind::NotFound.into())
    }))
}

/// Keeps files, and deletes those that nobody imported for a day. Gives back what the next pages name.
///
/// # Errors
/// `files_missing`, `role_not_allowed`.
pub async fn keep(tx: &mut Tx, act: &Act, files: &[Given]) -> Result<String, Failure> {
    act.with(Right::Caseload)?;
    if files.is_empty() {
        return Err(FILES_MISSING.because("").into());
    }
    purge(tx, act.at).await?;
    let draft = new_id();
    on!(tx, c => sqlx::query("INSERT INTO caseload_draft (id, sent_at, sent_by) VALUES ($1, $2, $3)")
        .bind(&draft).bind(act.at).bind(&act.user.id).execute(c).await.map(|_| ()).map_err(failure))?;
    for (no, (name, bytes)) in (1_i64..).zip(files) {
        let sha256 = hex::encode(Sha256::digest(bytes));
        on!(tx, c => sqlx::query("INSERT INTO caseload_draft_file (draft, no, name, sha256, bytes) VALUES ($1, $2, $3, $4, $5)")
            .bind(&draft).bind(no).bind(name).bind(sha256).bind(bytes.as_slice())
            .execute(c).await.map(|_| ()).map_err(failure))?;
    }
    Ok(draft)
}

/// Deletes the files that nobody imported for a day: names, births and account numbers stay no longer than they serve.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn purge(tx: &mut Tx, now: DateTime<Utc>) -> Result<(), Failure> {
    on!(tx, c => sqlx::query("DELETE FROM caseload_draft WHERE sent_at < $1")
        .bind(since(now)).execute(c).await.map(|_| ()).map_err(failure))
}

/// What was sent before is gone, even while it is not deleted yet.
fn since(now: DateTime<Utc>) -> DateTime<Utc> {
    now.checked_sub_signed(Duration::days(1)).unwrap_or(now)
}

/// The files, and what their sender wrote over them.
///
/// # Errors
/// `upload_gone` when they were imported or deleted, sent more than a day ago, or by someone else.
pub async fn kept(tx: &mut Tx, act: &Act, draft: &str) -> Result<(Vec<Given>, Vec<Mend>), Failure> {
    let files: Vec<Given> = on!(tx, c => sqlx::query_as(
        "SELECT f.name, f.bytes FROM caseload_draft d JOIN caseload_draft_file f ON f.draft = d.id
         WHERE d.id = $1 AND d.sent_by = $2 AND d.sent_at >= $3 ORDER BY f.no")
        .bind(draft).bind(&act.user.id).bind(since(act.at)).fetch_all(c).await.map_err(failure))?;
    if files.is_empty() {
        return Err(UPLOAD_GONE.because("").into());
    }
    let rows: Vec<(String, i64, Option<String>)> = on!(tx, c => sqlx::query_as(
        "SELECT file, line, cells FROM caseload_draft_row WHERE draft = $1 ORDER BY file, line")
        .bind(draft).fetch_all(c).await.map_err(failure))?;
    let mends = rows.into_iter().map(mend_of).collect::<Result<_, _>>()?;
    Ok((files, mends))
}

fn mend_of((file, line, cells): (String, i64, Option<String>)) -> Result<Mend, Failure> {
    let broken = || Failure::Broken("a mended row of a caseload cannot be read.".into());
    let written: Option<Written> = cells.map(|text| serde_json::from_str(&text).map_err(|_| broken())).transpose()?;
    let (cells, taken) = match written {
        None => (None, false),
        Some(Written::Taken(cells)) => (Some(cells), true),
        Some(Written::Typed { typed }) => (Some(typed), false),
    };
    Ok(Mend { file, line: u64::try_from(line).map_err(|_| broken())?, cells, taken })
}

/// The cells of a mended row as they are kept: a bare list is taken as it is written.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Taken(Vec<String>),
    Typed { typed: Vec<String> },
}

/// Keeps what the sender writes over rows, in the place of what was written over the same rows before.
///
/// # Errors
/// `upload_gone`.
pub async fn mend(tx: &mut Tx, act: &Act, draft: &str, mends: &[Mend]) -> Result<(), Failure> {
    own(tx, act, draft).await?;
    for Mend { file, line, cells, taken } in mends {
        let line = i64::try_from(*line).unwrap_or(i64::MAX);
        let written = |cells: Vec<String>| if *taken { Written::Taken(cells) } else { Written::Typed { typed: cells } };
        let cells = cells.clone().map(|cells| serde_json::json!(written(cells)).to_string());
        delete_row(tx, draft, file, line).await?;
        on!(tx, c => sqlx::query("INSERT INTO caseload_draft_row (draft, file, line, cells, mended_at) VALUES ($1, $2, $3, $4, $5)")
            .bind(draft).bind(file).bind(line).bind(cells).bind(act.at)
            .execute(c).await.map(|_| ()).map_err(failure))?;
    }
    Ok(())
}

/// Takes back what the sender wrote over rows, named by file and line: they are again what was sent.
///
/// # Errors
/// `upload_gone`.
pub async fn take_back(tx: &mut Tx, act: &Act, draft: &str, rows: &[(String, u64)]) -> Result<(), Failure> {
    own(tx, act, draft).await?;
    for (file, line) in rows {
        delete_row(tx, draft, file, i64::try_from(*line).unwrap_or(i64::MAX)).await?;
    }
    Ok(())
}

/// Checks that the user sent the draft.
async fn own(tx: &mut Tx, act: &Act, draft: &str) -> Result<(), Failure> {
    let own: Option<(String,)> = on!(tx, c => sqlx::query_as(
        "SELECT id FROM caseload_draft WHERE id = $1 AND sent_by = $2 AND sent_at >= $3")
        .bind(draft).bind(&act.user.id).bind(since(act.at)).fetch_optional(c).await.map_err(failure))?;
    own.map(|_| ()).ok_or_else(|| UPLOAD_GONE.because("").into())
}

async fn delete_row(tx: &mut Tx, draft: &str, file: &str, line: i64) -> Result<(), Failure> {
    on!(tx, c => sqlx::query("DELETE FROM caseload_draft_row WHERE draft = $1 AND file = $2 AND line = $3")
        .bind(draft).bind(file).bind(line).execute(c).await.map(|_| ()).map_err(failure))
}

/// Deletes files and what was written over them, once they are imported or given up.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn forget(tx: &mut Tx, act: &Act, draft: &str) -> Result<(), Failure> {
    on!(tx, c => sqlx::query("DELETE FROM caseload_draft WHERE id = $1 AND sent_by = $2")
        .bind(draft).bind(&act.user.id).execute(c).await.map(|_| ()).map_err(failure))
}
