//! The two traces that `responsable` and `auditeur` read (RULE 81): every write, and every read of a file.

use super::{Right, User};
use crate::refusal::Failure;
use crate::store::{Tx, failure, on};
use chrono::{DateTime, Duration, Utc};

/// A page read again within this time is the same reading.
pub const SAME_READING: Duration = Duration::minutes(5);

/// One write, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct AuditLine {
    /// Its place.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who, by name.
    pub by_name: String,
    /// What was done.
    pub action: String,
    /// To what.
    pub subject: String,
    /// More of it.
    pub detail: String,
}

/// Which writes are wanted; what is left out does not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// The author's identifier.
    pub by_user: Option<String>,
    /// The action.
    pub action: Option<String>,
    /// The whole subject.
    pub subject: Option<String>,
    /// From this instant on.
    pub from: Option<DateTime<Utc>>,
    /// Before this instant.
    pub to: Option<DateTime<Utc>>,
}

/// One reading of a file.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct FileRead {
    /// Its place.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who, by name.
    pub name: String,
    /// Their role now.
    pub role: String,
    /// The person's number.
    pub person: i64,
    /// The page.
    pub what: String,
}

/// A page of lines, the latest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The lines.
    pub lines: Vec<T>,
    /// The `before` that gives the next page; none on the last.
    pub next: Option<i64>,
}

/// Cuts one line more than asked for into a page.
fn page<T>(mut lines: Vec<T>, limit: u32, seq: impl Fn(&T) -> i64) -> Page<T> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = lines.len() > limit;
    lines.truncate(limit);
    let next = if more { lines.last().map(seq) } else { None };
    Page { lines, next }
}

/// Writes before the place `before` (the latest when none), at most `limit`.
///
/// # Errors
/// `role_not_allowed`.
pub async fn audit_page(
    tx: &mut Tx,
    reader: &User,
    filter: &AuditFilter,
    before: Option<i64>,
    limit: u32,
) -> Result<Page<AuditLine>, Failure> {
    reader.with(Right::Audit)?;
    let lines: Vec<AuditLine> = on!(tx, c => sqlx::query_as(
        "SELECT a.seq, a.at, u.name AS by_name, a.action, a.subject, a.detail FROM audit a JOIN app_user u ON u.id = a.by_user
         WHERE a.seq < $1 AND ($2 IS NULL OR a.by_user = $2) AND ($3 IS NULL OR a.action = $3) AND ($4 IS NULL OR a.subject = $4)
             AND ($5 IS NULL OR a.at >= $5) AND ($6 IS NULL OR a.at < $6)
         ORDER BY a.seq DESC LIMIT $7")
        .bind(before.unwrap_or(i64::MAX)).bind(&filter.by_user).bind(&filter.action).bind(&filter.subject).bind(filter.from).bind(filter.to)
        .bind(i64::from(limit).saturating_add(1)).fetch_all(c).await.map_err(failure))?;
    Ok(page(lines, limit, |line| line.seq))
}

/// The actions that the audit knows, for a filter.
///
/// # Errors
/// `role_not_allowed`.
pub async fn audit_actions(tx: &mut Tx, reader: &User) -> Result<Vec<String>, Failure> {
    reader.with(Right::Audit)?;
    let rows: Vec<(String,)> =
        on!(tx, c => sqlx::query_as("SELECT DISTINCT action FROM audit ORDER BY action").fetch_all(c).await.map_err(failure))?;
    Ok(rows.into_iter().map(|(action,)| action).collect())
}

/// True when this page was noted less than five minutes ago: then nothing need be written.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn is_read_noted(tx: &mut Tx, user: &User, person: i64, what: &str, at: DateTime<Utc>) -> Result<bool, Failure> {
    let (noted,): (bool,) = on!(tx, c => sqlx::query_as(
        "SELECT EXISTS (SELECT 1 FROM file_read WHERE app_user = $1 AND person = $2 AND what = $3 AND at > $4)")
        .bind(&user.id).bind(person).bind(what).bind(at - SAME_READING).fetch_one(c).await.map_err(failure))?;
    Ok(noted)
}

/// Notes that a user read a page of a person's file; a page once in five minutes.
///
/// # Errors
/// `reference_missing` for a number that nobody bears.
pub async fn read_file(tx: &mut Tx, user: &User, person: i64, what: &str, at: DateTime<Utc>) -> Result<(), Failure> {
    if is_read_noted(tx, user, person, what, at).await? {
        return Ok(());
    }
    on!(tx, c => sqlx::query(
        "INSERT INTO file_read (seq, at, app_user, person, what) VALUES ((SELECT COALESCE(MAX(seq), 0) + 1 FROM file_read), $1, $2, $3, $4)")
        .bind(at).bind(&user.id).bind(person).bind(what).execute(c).await.map(|_| ()).map_err(failure))
}

/// Which readings are wanted; what is left out does not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadFilter {
    /// The reader's identifier.
    pub by_user: Option<String>,
    /// The person's number.
    pub person: Option<i64>,
    /// From this instant on.
    pub from: Option<DateTime<Utc>>,
    /// Before this instant.
    pub to: Option<DateTime<Utc>>,
}

/// Who read a person's file (everyone's, without a person) before the place `before`, at most `limit`.
///
/// # Errors
/// `role_not_allowed`.
pub async fn reads_of(
    tx: &mut Tx,
    reader: &User,
    person: Option<i64>,
    before: Option<i64>,
    limit: u32,
) -> Result<Page<FileRead>, Failure> {
    reads_page(tx, reader, &ReadFilter { person, ..ReadFilter::default() }, before, limit).await
}

/// Readings before the place `before` (the latest when none), at most `limit`.
///
/// # Errors
/// `role_not_allowed`.
pub async fn reads_page(
    tx: &mut Tx,
    reader: &User,
    filter: &ReadFilter,
    before: Option<i64>,
    limit: u32,
) -> Result<Page<FileRead>, Failure> {
    reader.with(Right::Audit)?;
    let lines: Vec<FileRead> = on!(tx, c => sqlx::query_as(
        "SELECT r.seq, r.at, u.name, u.role, r.person, r.what FROM file_read r JOIN app_user u ON u.id = r.app_user
         WHERE r.seq < $1 AND ($2 IS NULL OR r.person = $2) AND ($3 IS NULL OR r.app_user = $3)
             AND ($4 IS NULL OR r.at >= $4) AND ($5 IS NULL OR r.at < $5)
         ORDER BY r.seq DESC LIMIT $6")
        .bind(before.unwrap_or(i64::MAX)).bind(filter.person).bind(&filter.by_user).bind(filter.from).bind(filter.to)
        .bind(i64::from(limit).saturating_add(1)).fetch_all(c).await.map_err(failure))?;
    Ok(page(lines, limit, |line| line.seq))
}
