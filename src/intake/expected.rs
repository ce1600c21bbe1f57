//! Benefits that were expected and did not come (RULE 99).

use crate::bank::age::missed;
use crate::money::Cents;
use crate::refusal::Failure;
use crate::settings::settings_on;
use crate::store::{Tx, failure, on};
use chrono::NaiveDate;
use sqlx::AssertSqlSafe;

/// A benefit that did not come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Whose.
    pub person: i64,
    /// The benefit's code.
    pub benefit: String,
    /// Who pays it.
    pub payer: String,
    /// How much is expected.
    pub cents: Option<Cents>,
    /// The day on which it was expected.
    pub due_on: NaiveDate,
    /// When it came last.
    pub last_on: Option<NaiveDate>,
    /// The day of the last credit that waits and may be this person's: it is looked at before the payer is asked.
    pub waiting_on: Option<NaiveDate>,
}

#[derive(sqlx::FromRow)]
struct Row {
    person: i64,
    code: Option<String>,
    payer: String,
    expected: Option<Cents>,
    expected_day: i64,
    from_on: NaiveDate,
    to_on: NaiveDate,
    last_on: Option<NaiveDate>,
    waiting_on: Option<NaiveDate>,
}

/// The benefits that did not come in the time that the settings allow, of the people whom the condition `visible` on `a.person` lets
/// through; the longest awaited first. Those paid straight to a landlord never come here.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn missing(tx: &mut Tx, today: NaiveDate, visible: &str) -> Result<Vec<Missing>, Failure> {
    let settings = settings_on(tx, today).await?;
    let sql = format!(
        "SELECT a.person, (SELECT b.code FROM benefit b WHERE b.number = a.benefit AND b.from_on = (
                SELECT MAX(m.from_on) FROM benefit m WHERE m.number = a.benefit AND m.from_on <= $1)) AS code, a.payer, a.expected, a.expected_day,
            a.from_on, a.to_on, (SELECT MAX(r.received_on) FROM receipt_split_live s JOIN receipt r ON r.line = s.receipt
                WHERE s.person = a.person AND s.benefit = a.benefit AND s.kind = 'benefit') AS last_on,
            (SELECT MAX(r.received_on) FROM receipt_proposal_live p JOIN receipt r ON r.line = p.receipt
                WHERE p.person = a.person AND r.state = 'waiting') AS waiting_on
         FROM authorisation_current a
         WHERE a.expected_day IS NOT NULL AND NOT a.tiers_payant AND a.from_on <= $1 AND {visible} ORDER BY a.person, a.benefit"
    );
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(today).fetch_all(c).await.map_err(failure))?;
    let mut missing: Vec<Missing> = rows
        .into_iter()
        .filter_map(|row| {
            let day = u32::try_from(row.expected_day).ok()?;
            let due_on = missed(day, (row.from_on, row.to_on), row.last_on, today, &settings)?;
            let Row { person, code, payer, expected, last_on, waiting_on, .. } = row;
            Some(Missing { person, benefit: code.unwrap_or_default(), payer, cents: expected, due_on, last_on, waiting_on })
        })
        .collect();
    missing.sort_by_key(|one| (one.due_on, one.person));
    Ok(missing)
}
