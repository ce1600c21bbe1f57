//! Exceptions to rent first, asked and approved (RULE 30), and the rent terms for which one may be asked.

use super::Visible;
use crate::money::Cents;
use crate::refusal::Failure;
use crate::store::{Tx, failure, on};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::AssertSqlSafe;

/// A derogation.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Derogation {
    /// Identifier.
    pub id: String,
    /// Whose rent.
    pub person: i64,
    /// By name.
    pub person_name: Option<String>,
    /// Lease reference.
    pub lease: String,
    /// Month of the term.
    pub month: String,
    /// How much of the rent money serves something else.
    pub cents: Cents,
    /// Why.
    pub reason: String,
    /// When it was asked.
    pub asked_at: DateTime<Utc>,
    /// By whom.
    pub asked_by: String,
    /// The name of who asked.
    pub asker: String,
    /// When it was approved.
    pub approved_at: Option<DateTime<Utc>>,
    /// The name of who approved it.
    pub approver: Option<String>,
}

/// Every derogation of the files that the user may see: those that wait first, then the last asked.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn derogations(tx: &mut Tx, visible: Visible<'_>) -> Result<Vec<Derogation>, Failure> {
    let sql = format!(
        "SELECT d.id, d.person, (SELECT trim(COALESCE(q.family_name, '') || ' ' || COALESCE(q.given_name, ''))
                FROM person_current q WHERE q.number = d.person) AS person_name,
            r.lease, d.month, d.cents, d.reason, d.asked_at, d.asked_by, u.name AS asker, d.approved_at, w.name AS approver
         FROM derogation d JOIN rent r ON r.id = d.rent JOIN app_user u ON u.id = d.asked_by LEFT JOIN app_user w ON w.id = d.approved_by
         WHERE {} ORDER BY CASE WHEN d.approved_by IS NULL THEN 0 ELSE 1 END, d.id DESC",
        visible("d.person")
    );
    on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).fetch_all(c).await.map_err(failure))
}

/// A rent term that is still owed.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Term {
    /// Lease reference.
    pub lease: String,
    /// Month.
    pub month: String,
    /// When it is due.
    pub due_on: NaiveDate,
    /// What is unpaid.
    pub unpaid: Cents,
}

/// The rent terms of a person that a derogation may concern: unpaid, due from `from` until `to`.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn terms(tx: &mut Tx, person: i64, from: NaiveDate, to: NaiveDate) -> Result<Vec<Term>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT r.lease, d.month, d.due_on, d.unpaid FROM rent_due d JOIN rent r ON r.id = d.rent
         WHERE d.person = $1 AND d.unpaid > 0 AND d.due_on >= $2 AND d.due_on < $3 ORDER BY d.due_on, r.lease")
        .bind(person).bind(from).bind(to).fetch_all(c).await.map_err(failure))
}
