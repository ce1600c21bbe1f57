//! The whole life of one order: who prepared and approved it, which money paid it, its file, its entries, and the bank's lines.

use super::Visible;
use super::listed::{Listed, orders_of};
use crate::money::Cents;
use crate::refusal::Failure;
use crate::store::{Tx, failure, on};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;
use sqlx::AssertSqlSafe;

/// An entry of the order.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Posted {
    /// Its place in the books.
    pub seq: i64,
    /// Its journal.
    pub journal: String,
    /// Its year.
    pub year: i64,
    /// Its number in the journal.
    pub number: i64,
    /// What moved, as a code.
    pub movement: String,
    /// What moved, in words.
    pub label: String,
    /// Booking day.
    pub occurred_on: NaiveDate,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub author: String,
}

/// A line of the bank about the order.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Line {
    /// Identifier.
    pub id: String,
    /// Booking day.
    pub booked_on: NaiveDate,
    /// Amount, below zero for a debit.
    pub cents: Cents,
    /// The bank's words.
    pub words: String,
    /// The file that told it.
    pub file: String,
}

/// A document behind a decision about the order.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Evidence {
    /// `give_back` or `reject`.
    pub decision: String,
    /// Its reference.
    pub evidence: String,
    /// When it was given.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub author: String,
}

/// The life of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Life {
    /// The order.
    pub listed: Listed,
    /// When it was prepared.
    pub prepared_at: DateTime<Utc>,
    /// When it was approved.
    pub approved_at: Option<DateTime<Utc>>,
    /// The pots that paid it, in words.
    pub funding: Vec<(String, Cents)>,
    /// Its entries, in order.
    pub entries: Vec<Posted>,
    /// The debit.
    pub debit: Option<Line>,
    /// The credit that gave it back.
    pub credit: Option<Line>,
    /// Documents.
    pub evidence: Vec<Evidence>,
    /// Other orders for the same thing: their identifiers and states, in time.
    pub others: Vec<(String, String, Cents)>,
}

type Moments = (DateTime<Utc>, Option<DateTime<Utc>>, Option<String>, Option<String>);

/// The life of an order that the user may see.
///
/// # Errors
/// `order_unknown`.
pub async fn life(tx: &mut Tx, id: &str, visible: Visible<'_>) -> Result<Life, Failure> {
    let listed = orders_of(tx, &[id.to_owned()], visible).await?.pop();
    let listed = listed.ok_or_else(|| crate::refusal::ORDER_UNKNOWN.because(format!("(« {id} »)")))?;
    let (prepared_at, approved_at, settled_line, returned_line): Moments = on!(tx, c => sqlx::query_as(
        "SELECT prepared_at, approved_at, settled_line, returned_line FROM payment_order WHERE id = $1")
        .bind(id).fetch_one(c).await.map_err(failure))?;
    let funding = on!(tx, c => sqlx::query_as(
        "SELECT p.label, f.cents FROM order_funding f JOIN pot p ON p.code = f.pot WHERE f.payment_order = $1 ORDER BY p.label")
        .bind(id).fetch_all(c).await.map_err(failure))?;
    let evidence = on!(tx, c => sqlx::query_as(
        "SELECT e.decision, e.evidence, e.recorded_at, u.name AS author FROM order_evidence e JOIN app_user u ON u.id = e.recorded_by
         WHERE e.payment_order = $1 ORDER BY e.recorded_at").bind(id).fetch_all(c).await.map_err(failure))?;
    // A question for each way, which an index answers: with "or" between them, every order is read.
    let others = on!(tx, c => sqlx::query_as(
        "SELECT n.id, n.state, n.cents FROM payment_order o JOIN payment_order n ON n.rent = o.rent AND n.month = o.month
            WHERE o.id = $1 AND n.id <> o.id
         UNION SELECT n.id, n.state, n.cents FROM payment_order o JOIN payment_order n
            ON n.person = o.person AND n.budget_line = o.budget_line AND n.due_on = o.due_on WHERE o.id = $1 AND n.id <> o.id
         UNION SELECT n.id, n.state, n.cents FROM payment_order o JOIN payment_order n ON n.split = o.split
            WHERE o.id = $1 AND n.id <> o.id AND (o.person IS NULL OR n.person IS NULL OR n.person = o.person)
         ORDER BY 1").bind(id).fetch_all(c).await.map_err(failure))?;
    let sources = [Some(id.to_owned()), settled_line.clone(), returned_line.clone()];
    Ok(Life {
        entries: entries(tx, &sources).await?,
        debit: line(tx, settled_line).await?,
        credit: line(tx, returned_line).await?,
        listed,
        prepared_at,
        approved_at,
        funding,
        evidence,
        others,
    })
}

async fn entries(tx: &mut Tx, sources: &[Option<String>]) -> Result<Vec<Posted>, Failure> {
    let sql = format!(
        "SELECT e.seq, e.journal, e.year, e.number, e.movement, m.label, e.occurred_on, e.recorded_at, u.name AS author
         FROM entry e JOIN movement m ON m.code = e.movement JOIN app_user u ON u.id = e.recorded_by
         WHERE e.source {} AND e.journal <> 'LO' ORDER BY e.seq",
        tx.among_texts("$1")
    );
    let sources: Vec<&str> = sources.iter().flatten().map(String::as_str).collect();
    on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(json!(sources).to_string()).fetch_all(c).await.map_err(failure))
}

async fn line(tx: &mut Tx, id: Option<String>) -> Result<Option<Line>, Failure> {
    let Some(id) = id else { return Ok(None) };
    on!(tx, c => sqlx::query_as(
        "SELECT b.id, b.booked_on, b.cents, COALESCE(b.remittance, b.counterparty_name, b.bank_reference, b.code) AS words, f.name AS file
         FROM bank_line b JOIN bank_statement s ON s.id = b.statement JOIN bank_file f ON f.id = s.file WHERE b.id = $1")
        .bind(id).fetch_optional(c).await.map_err(failure))
}
