//! Whose files a write has reached: what a manager does stays within the portfolio (RULE 81), whichever page it came from.

use crate::access::{User, visible};
use crate::ids::new_id;
use crate::refusal::Failure;
use crate::store::{Tx, failure, on};
use chrono::NaiveDate;
use sqlx::AssertSqlSafe;

/// Where a write transaction began: the last entry, and an identifier that every later one follows.
#[derive(Clone, Debug)]
pub struct Mark {
    entry: i64,
    id: String,
}

/// Takes note of where a write begins.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn mark(tx: &mut Tx) -> Result<Mark, Failure> {
    let (entry,): (i64,) =
        on!(tx, c => sqlx::query_as("SELECT COALESCE(MAX(seq), 0) FROM entry").fetch_one(c).await.map_err(failure))?;
    Ok(Mark { entry, id: new_id() })
}

/// The people of everything that was written since the mark: pots that moved, splits taken back, and what this user decided.
const REACHED: &str = "SELECT a.person FROM line l JOIN account a ON a.id = l.account WHERE l.entry > $1
    UNION SELECT s.person FROM entry e JOIN receipt_split s ON s.id = e.source WHERE e.seq > $1
    UNION SELECT o.person FROM payment_order o WHERE o.id > $2 AND o.prepared_by = $3
    UNION SELECT s.person FROM receipt_split s WHERE s.id > $2 AND s.decided_by = $3
    UNION SELECT d.person FROM derogation d WHERE d.id > $2 AND d.asked_by = $3
    UNION SELECT s.person FROM statement_presentation p JOIN statement s ON s.number = p.statement WHERE p.id > $2 AND p.presenter = $3
    UNION SELECT s.person FROM statement_answer a JOIN statement s ON s.number = a.statement WHERE a.id > $2 AND a.recorded_by = $3";

/// A person whom the write reached and whose file the user may not see.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn out_of_reach(tx: &mut Tx, user: &User, today: NaiveDate, since: &Mark) -> Result<Option<i64>, Failure> {
    let sql = format!(
        "SELECT x.person FROM ({REACHED}) x WHERE x.person IS NOT NULL AND NOT {} ORDER BY x.person LIMIT 1",
        visible(user, "x.person", today)
    );
    let found: Option<(i64,)> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql))
        .bind(since.entry).bind(&since.id).bind(&user.id).fetch_optional(c).await.map_err(failure))?;
    Ok(found.map(|(person,)| person))
}
