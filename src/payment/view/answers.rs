//! The bank's status reports that were read, as the audit keeps them.

use crate::refusal::Failure;
use crate::store::{Tx, failure, on};
use chrono::{DateTime, Utc};

/// A status report.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Report {
    /// When it was read.
    pub at: DateTime<Utc>,
    /// By whom.
    pub reader: String,
    /// The `MsgId` that it answers.
    pub message: String,
    /// Its file, with what it did.
    pub detail: String,
    /// The sealed file that it answers, if it is ours.
    pub batch: Option<String>,
}

/// How many reports a list holds.
const MOST: i64 = 500;

/// The last status reports, the newest first.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn reports(tx: &mut Tx) -> Result<Vec<Report>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT a.at, u.name AS reader, a.subject AS message, a.detail, b.id AS batch FROM audit a
         JOIN app_user u ON u.id = a.by_user LEFT JOIN batch b ON b.message_id = a.subject
         WHERE a.action = 'bank_answer' ORDER BY a.seq DESC LIMIT $1")
        .bind(MOST).fetch_all(c).await.map_err(failure))
}
