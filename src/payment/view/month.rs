//! Where a month stands: how many payments, and for how much, at each step from the budget to the bank's debit.

use super::super::store::PREPARED_AGAIN;
use super::Visible;
use crate::access::Reach;
use crate::calendar::Month;
use crate::money::Cents;
use crate::refusal::Failure;
use crate::store::{Question, Tx, failure, on};
use chrono::{DateTime, Utc};
use sqlx::AssertSqlSafe;

/// A step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Due in the month, without any payment.
    ToPrepare,
    /// Proposed.
    ToApprove,
    /// Approved, in no file.
    ToSeal,
    /// In a file that nobody downloaded.
    ToSend,
    /// In a file that was downloaded; the bank has not debited.
    AtTheBank,
    /// Debited.
    Settled,
    /// Rejected or come back, and not prepared again.
    Failed,
}

/// Each step in its order, with the word that the query gives it.
const STEPS: [(Step, &str); 7] = [
    (Step::ToPrepare, "to_prepare"),
    (Step::ToApprove, "proposed"),
    (Step::ToSeal, "approved"),
    (Step::ToSend, "unsent"),
    (Step::AtTheBank, "sealed"),
    (Step::Settled, "settled"),
    (Step::Failed, "failed"),
];

/// How many payments are at a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At {
    /// The step.
    pub step: Step,
    /// How many.
    pub count: i64,
    /// For how much.
    pub cents: Cents,
}

/// Every step of a month within reach, in order, empty ones too.
#[derive(Clone, Debug)]
pub struct Steps {
    /// The month.
    pub month: Month,
    /// Whose.
    pub reach: Reach,
}

impl Question for Steps {
    type Answer = Vec<At>;

    async fn ask(&self, tx: &mut Tx) -> Result<Vec<At>, Failure> {
        steps(tx, self.month, &|column| self.reach.condition(column)).await
    }
}

async fn steps(tx: &mut Tx, month: Month, visible: Visible<'_>) -> Result<Vec<At>, Failure> {
    let sql = format!(
        "SELECT x.step, COUNT(*), CAST(COALESCE(SUM(x.cents), 0) AS BIGINT) FROM (
            SELECT CASE
                WHEN o.state = 'sealed' AND NOT EXISTS (SELECT 1 FROM batch_export e WHERE e.batch = o.batch) THEN 'unsent'
                WHEN o.state NOT IN ('rejected', 'returned') THEN o.state
                WHEN {PREPARED_AGAIN} THEN 'again'
                ELSE 'failed' END AS step, o.cents
            FROM payment_order o WHERE o.month = $1 AND (o.person IS NULL OR {of_order})
            UNION ALL SELECT 'to_prepare', d.unpaid FROM rent_due d
            WHERE d.month = $1 AND d.unpaid > 0 AND {of_rent} AND NOT EXISTS (
                SELECT 1 FROM payment_order o WHERE o.rent = d.rent AND o.month = d.month AND o.state <> 'cancelled')
            UNION ALL SELECT 'to_prepare', b.amount FROM budget_line_current b
            WHERE b.mandate IS NULL AND b.from_on <= $3 AND (b.to_on IS NULL OR b.to_on >= $2) AND {of_line}
                AND EXISTS (SELECT 1 FROM contract_current k WHERE k.person = b.person AND k.starts_on <= $3 AND k.ends_on >= $2)
                AND NOT EXISTS (SELECT 1 FROM payment_order o
                    WHERE o.person = b.person AND o.month = $1 AND o.budget_line = b.id AND o.state <> 'cancelled')
         ) x GROUP BY x.step",
        of_order = visible("o.person"),
        of_rent = visible("d.person"),
        of_line = visible("b.person"),
    );
    let rows: Vec<(String, i64, i64)> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql))
        .bind(month.to_string()).bind(month.first_day()).bind(month.last_day()).fetch_all(c).await.map_err(failure))?;
    let at = |(step, word): (Step, &str)| {
        let (count, cents) = rows.iter().find(|row| row.0 == word).map_or((0, 0), |row| (row.1, row.2));
        At { step, count, cents: Cents(cents) }
    };
    Ok(STEPS.into_iter().map(at).collect())
}

/// When and by whom the last payment of a month was proposed. Identifiers are ordered in time, so the newest is met first.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn last_proposal(tx: &mut Tx, month: Month) -> Result<Option<(DateTime<Utc>, String)>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT o.prepared_at, u.name FROM payment_order o JOIN app_user u ON u.id = o.prepared_by
         WHERE o.month = $1 ORDER BY o.id DESC LIMIT 1")
        .bind(month.to_string()).fetch_optional(c).await.map_err(failure))
}
