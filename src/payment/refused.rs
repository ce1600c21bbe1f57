//! Refused money as people look at it: why it was refused, and how far its way back is (RULE 12).

use crate::money::Cents;
use crate::refusal::Failure;
use crate::store::{Tx, failure, on};
use chrono::NaiveDate;
use sqlx::AssertSqlSafe;

/// A refused part of a credit.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct RefusedPart {
    /// Its identifier.
    pub id: String,
    /// The receipt.
    pub receipt: String,
    /// When it was received.
    pub received_on: NaiveDate,
    /// The amount.
    pub cents: Cents,
    /// Whose, when known.
    pub person: Option<i64>,
    /// Who paid.
    pub payer: Option<String>,
    /// From which account.
    pub iban: Option<String>,
    /// The income outside the list, by its name.
    pub outside: Option<String>,
    /// The benefit, by its code.
    pub benefit: Option<String>,
    /// Why.
    pub reason: String,
    /// The article.
    pub article: String,
    /// The order that gives it back.
    pub order_id: Option<String>,
    /// Where that order stands.
    pub order_state: Option<String>,
    /// To whom it goes.
    pub to_name: Option<String>,
    /// On which account.
    pub to_iban: Option<String>,
}

/// Which refused parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which<'a> {
    /// Those that nobody has given back yet.
    Open,
    /// Those that went back.
    Done,
    /// Those of one receipt.
    Of(&'a str),
}

/// Refused parts, the oldest first; `visible` is the SQL condition on the column `s.person`. Money of nobody is seen by all.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn refused(tx: &mut Tx, which: Which<'_>, visible: &str) -> Result<Vec<RefusedPart>, Failure> {
    let (receipt, condition) = match which {
        Which::Open => ("", "COALESCE(o.state, '') <> 'settled' AND $1 = ''"),
        Which::Done => ("", "o.state = 'settled' AND $1 = ''"),
        Which::Of(receipt) => (receipt, "s.receipt = $1"),
    };
    let sql = format!(
        "SELECT s.id, s.receipt, r.received_on, s.net AS cents, s.person, b.counterparty_name AS payer, b.counterparty_iban AS iban,
            i.label AS outside, (SELECT l.code FROM benefit l WHERE l.number = s.benefit AND l.from_on = (
                SELECT MAX(m.from_on) FROM benefit m WHERE m.number = s.benefit AND m.from_on <= r.received_on)) AS benefit, s.reason, s.article,
            o.id AS order_id, o.state AS order_state, o.creditor_name AS to_name, o.creditor_iban AS to_iban
         FROM receipt_split_live s JOIN receipt r ON r.line = s.receipt JOIN bank_line b ON b.id = s.receipt
            LEFT JOIN outside_income i ON i.code = s.outside
            LEFT JOIN payment_order o ON o.split = s.id AND o.state NOT IN ('cancelled', 'rejected', 'returned')
         WHERE s.kind = 'refused' AND r.state = 'decided' AND {condition} AND (s.person IS NULL OR {visible})
         ORDER BY r.received_on, s.id"
    );
    on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(receipt).fetch_all(c).await.map_err(failure))
}
