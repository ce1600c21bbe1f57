//! Money received for a person that nobody has decided on the last day: in no pot, and told all the same (`RULE 13`).

use super::{Scope, text};
use crate::money::Cents;
use crate::refusal::Failure;
use crate::statement::model::Waiting;
use crate::store::{Tx, failure, on};
use chrono::NaiveDate;
use serde_json::json;
use sqlx::AssertSqlSafe;
use std::collections::HashMap;

#[derive(sqlx::FromRow)]
struct WaitingRow {
    line: String,
    booked_on: NaiveDate,
    payer: Option<String>,
    amount: Cents,
}

// Whose it is: recognition names one person only, or the account is in one person's name. What was received long before the month
// and is decided today was decided before the month too: it is not looked into (`$2`).
const THEIRS: &str = "SELECT r.line, w.person
    FROM (SELECT p.person, p.receipt FROM receipt_proposal_live p
            WHERE p.person IN :keys AND NOT EXISTS (
                SELECT 1 FROM receipt_proposal_live o WHERE o.receipt = p.receipt AND o.person <> p.person)
        UNION SELECT q.number, r.line FROM person q JOIN bank_account k ON k.id = q.bank_account AND k.holder = 'personne'
            JOIN receipt r ON r.bank_account = k.id
            WHERE q.number IN :keys AND NOT EXISTS (SELECT 1 FROM person o WHERE o.bank_account = k.id AND o.number <> q.number)) w
        CROSS JOIN receipt r
    WHERE r.line = w.receipt AND (r.state = 'waiting' OR r.received_on >= $2)";
// `CROSS JOIN` keeps SQLite in this order: from the few that are found, not from every entry.
const UNDECIDED: &str = "SELECT r.line, e.occurred_on AS booked_on, b.counterparty_name AS payer, r.cents AS amount
    FROM receipt r CROSS JOIN bank_line b CROSS JOIN entry e
    WHERE r.line IN :ids AND b.id = r.line AND e.source = r.line AND e.movement = 'credit_imported' AND e.occurred_on <= $2
        AND NOT EXISTS (SELECT 1 FROM receipt_split s
            JOIN entry x ON x.source = s.id AND x.movement IN ('split_accepted', 'split_refused')
            WHERE s.receipt = r.line AND x.occurred_on <= $2
                AND NOT EXISTS (SELECT 1 FROM entry c WHERE c.corrects = x.seq AND c.occurred_on <= $2))
        AND NOT EXISTS (SELECT 1 FROM payment_order o JOIN entry x ON x.source = o.id AND x.movement = 'order_returned'
            WHERE o.returned_line = r.line AND x.occurred_on <= $2)
        AND NOT EXISTS (SELECT 1 FROM bank_reversal v JOIN entry x ON x.source IN (v.credit, v.debit)
                AND x.movement IN ('debit_refunded', 'fee_refunded', 'debit_explained')
            WHERE v.credit = r.line AND x.occurred_on <= $2)
        AND NOT EXISTS (SELECT 1 FROM interest i JOIN interest_share s ON s.interest = i.id
            JOIN entry x ON x.source = s.id AND x.movement = 'interest_shared'
            WHERE i.receipt = r.line AND x.occurred_on <= $2
                AND NOT EXISTS (SELECT 1 FROM entry c WHERE c.source = s.id AND c.movement = 'interest_taken_back'
                    AND c.occurred_on <= $2))
    ORDER BY e.occurred_on, r.line";

/// The money that waits, oldest first, by person.
pub async fn read(tx: &mut Tx, scope: &Scope) -> Result<HashMap<i64, Vec<Waiting>>, Failure> {
    let since = scope.month.previous().previous().previous().first_day();
    let sql = THEIRS.replace("IN :keys", &tx.among_numbers("$1"));
    let whose: Vec<(String, i64)> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(&scope.keys).bind(since)
        .fetch_all(c).await.map_err(failure))?;
    let mut told: HashMap<i64, Vec<Waiting>> = HashMap::new();
    if whose.is_empty() {
        return Ok(told);
    }
    let lines: Vec<&str> = whose.iter().map(|(line, _)| line.as_str()).collect();
    let sql = UNDECIDED.replace("IN :ids", &tx.among_texts("$1"));
    let rows: Vec<WaitingRow> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(json!(lines).to_string()).bind(scope.last)
        .fetch_all(c).await.map_err(failure))?;
    for row in rows {
        let payer = row.payer.unwrap_or_else(|| text::UNKNOWN_PAYER.to_owned());
        let waiting = Waiting { booked_on: row.booked_on, payer, amount: row.amount };
        for (_, person) in whose.iter().filter(|(line, _)| *line == row.line) {
            told.entry(*person).or_default().push(waiting.clone());
        }
    }
    Ok(told)
}
