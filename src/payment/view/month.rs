//! Where a month stands: how many payments, and for how much, at each step from the budget to the bank's debit.

use super::super::store::PREPARED_AGAIN;
use crate::access::Files;
use crate::calendar::Month;
use crate::money::Cents;
use crate::refusal::{AMOUNT_TOO_LARGE, Failure, Refusal};
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

/// What is at each step of a month, person by person; of nobody, what was received of an unknown person.
#[derive(Clone, Copy, Debug)]
pub struct Steps {
    /// The month.
    pub month: Month,
}

/// How many payments of a person are at a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfPerson {
    person: Option<i64>,
    at: At,
}

impl Question for Steps {
    type Answer = Vec<OfPerson>;

    async fn ask(&self, tx: &mut Tx) -> Result<Vec<OfPerson>, Failure> {
        let month = self.month;
        let sql = format!(
            "SELECT x.person, x.step, COUNT(*), CAST(COALESCE(SUM(x.cents), 0) AS BIGINT) FROM (
                SELECT o.person, CASE
                    WHEN o.state = 'sealed' AND NOT EXISTS (SELECT 1 FROM batch_export e WHERE e.batch = o.batch) THEN 'unsent'
                    WHEN o.state NOT IN ('rejected', 'returned') THEN o.state
                    WHEN {PREPARED_AGAIN} THEN 'again'
                    ELSE 'failed' END AS step, o.cents
                FROM payment_order o WHERE o.month = $1
                UNION ALL SELECT d.person, 'to_prepare', d.unpaid FROM rent_due d
                WHERE d.month = $1 AND d.unpaid > 0 AND NOT EXISTS (
                    SELECT 1 FROM payment_order o WHERE o.rent = d.rent AND o.month = d.month AND o.state <> 'cancelled')
                UNION ALL SELECT b.person, 'to_prepare', b.amount FROM budget_line_current b
                WHERE b.mandate IS NULL AND b.from_on <= $3 AND (b.to_on IS NULL OR b.to_on >= $2)
                    AND EXISTS (SELECT 1 FROM contract_current k WHERE k.person = b.person AND k.starts_on <= $3 AND k.ends_on >= $2)
                    AND NOT EXISTS (SELECT 1 FROM payment_order o
                        WHERE o.person = b.person AND o.month = $1 AND o.budget_line = b.id AND o.state <> 'cancelled')
             ) x GROUP BY x.person, x.step ORDER BY x.person, x.step"
        );
        let rows: Vec<(Option<i64>, String, i64, i64)> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql))
            .bind(month.to_string()).bind(month.first_day()).bind(month.last_day()).fetch_all(c).await.map_err(failure))?;
        let of_person = |(person, word, count, cents): (Option<i64>, String, i64, i64)| {
            let (step, _) = STEPS.into_iter().find(|(_, own)| *own == word)?;
            Some(OfPerson { person, at: At { step, count, cents: Cents(cents) } })
        };
        Ok(rows.into_iter().filter_map(of_person).collect())
    }
}

/// Every step of a month in order, empty ones too: what is of nobody, and of the people whose files are among these.
///
/// # Errors
/// `amount_too_large`.
pub fn steps(of_people: &[OfPerson], files: &Files) -> Result<Vec<At>, Refusal> {
    let seen = of_people.iter().filter(|one| one.person.is_none_or(|person| files.hold(person)));
    let at = |(step, _): (Step, &str)| {
        let own = || seen.clone().filter(|one| one.at.step == step).map(|one| one.at);
        let cents = Cents::total(own().map(|at| at.cents)).ok_or_else(|| AMOUNT_TOO_LARGE.because(""))?;
        Ok(At { step, count: own().fold(0, |count, at| count.saturating_add(at.count)), cents })
    };
    STEPS.into_iter().map(at).collect()
}

/// When and by whom the last payment of a month was proposed. Identifiers are ordered in time, so the newest is met first.
#[derive(Clone, Copy, Debug)]
pub struct LastProposal {
    /// The month.
    pub month: Month,
}

impl Question for LastProposal {
    type Answer = Option<(DateTime<Utc>, String)>;

    async fn ask(&self, tx: &mut Tx) -> Result<Self::Answer, Failure> {
        on!(tx, c => sqlx::query_as(
            "SELECT o.prepared_at, u.name FROM payment_order o JOIN app_user u ON u.id = o.prepared_by
             WHERE o.month = $1 ORDER BY o.id DESC LIMIT 1")
            .bind(self.month.to_string()).fetch_optional(c).await.map_err(failure))
    }
}
