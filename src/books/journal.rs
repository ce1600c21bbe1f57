//! The books of a month, entry by entry: journals and the general ledger, as an accountant reads them.

use crate::calendar::Month;
use crate::money::Cents;
use crate::refusal::Failure;
use crate::store::{Tx, failure, on};
use chrono::NaiveDate;
use serde::Serialize;

/// One line of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct BookLine {
    /// Place of the entry in the chain.
    pub seq: i64,
    /// Its journal.
    pub journal: String,
    /// Year of its number.
    pub year: i64,
    /// Its number in the journal and year, without gap.
    pub number: i64,
    /// Booking day.
    pub occurred_on: NaiveDate,
    /// The way the money moved, in words.
    pub movement: String,
    /// The account.
    pub account: String,
    /// Debit positive, credit negative.
    pub cents: Cents,
    /// The person, for a pot.
    pub person: Option<i64>,
}

/// Every line booked in a month, in the order of the chain; one journal only when asked.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn lines_of_month(tx: &mut Tx, month: Month, journal: &str) -> Result<Vec<BookLine>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT e.seq, e.journal, e.year, e.number, e.occurred_on, m.label AS movement, a.code AS account, l.cents, a.person
         FROM entry e JOIN movement m ON m.code = e.movement JOIN line l ON l.entry = e.seq JOIN account a ON a.id = l.account
         WHERE e.occurred_on >= $1 AND e.occurred_on <= $2 AND ($3 = '' OR e.journal = $3) ORDER BY e.seq, l.no")
        .bind(month.first_day()).bind(month.last_day()).bind(journal).fetch_all(c).await.map_err(failure))
}

/// The months that have entries, the latest first, each with its entries.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn months(tx: &mut Tx) -> Result<Vec<(Month, i64)>, Failure> {
    let sql = tx.dialect(
        "SELECT strftime('%Y-%m', occurred_on) AS month, COUNT(*) FROM entry GROUP BY 1 ORDER BY 1 DESC",
        "SELECT to_char(occurred_on, 'YYYY-MM') AS month, COUNT(*) FROM entry GROUP BY 1 ORDER BY 1 DESC",
    );
    let rows: Vec<(String, i64)> = on!(tx, c => sqlx::query_as(sql).fetch_all(c).await.map_err(failure))?;
    rows.into_iter()
        .map(|(month, count)| Ok((month.parse().map_err(|error| Failure::Broken(format!("« {month} » : {error}.")))?, count)))
        .collect()
}
