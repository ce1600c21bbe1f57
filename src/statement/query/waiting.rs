//! Money received for a person that nobody has decided on the last day: in no pot, and told all the same (`RULE 13`).

use super::{Scope, text};
use crate::money::Cents;
use crate::refusal::Failure;
use crate::statement::model::Waiting;
use crate::store::Tx;
use chrono::NaiveDate;
use std::collections::HashMap;

#[derive(sqlx::FromRow)]
struct WaitingRow {
    person: i64,
    booked_on: NaiveDate,
    payer: Option<String>,
    amount: Cents,
}

// Whose it is: recognition names one person only, or the account is in one person's name. What was received long before the month
// and is decided today was decided before the month too: it is not looked into (`:since`). `CROSS JOIN` keeps SQLite in this order:
// from the few that are found, not from every entry.
const WAITING: &str = "SELECT w.person, e.occurred_on AS booked_on, b.counterparty_name AS payer, r.cents AS amount
    FROM (SELECT p.person, p.receipt FROM receipt_proposal_live p
            WHERE p.person IN :keys AND NOT EXISTS (
                SELECT 1 FROM receipt_proposal_live o WHERE o.receipt = p.receipt AND o.person <> p.person)
        UNION SELECT q.number, r.line FROM person q JOIN bank_account k ON k.id = q.bank_account AND k.holder = 'personne'
            JOIN receipt r ON r.bank_account = k.id
            WHERE q.number IN :keys AND NOT EXISTS (SELECT 1 FROM person o WHERE o.bank_account = k.id AND o.number <> q.number)) w
        CROSS JOIN receipt r CROSS JOIN bank_line b CROSS JOIN entry e
    WHERE r.line = w.receipt AND b.id = r.line AND e.source = r.line AND e.movement = 'credit_imported' AND e.occurred_on <= $3 AND (r.state = 'waiting' OR r.received_on >= :since)
        AND NOT EXISTS (SELECT 1 FROM receipt_split s
            JOIN entry x ON x.source = s.id AND x.movement IN ('split_accepted', 'split_refused')
            WHERE s.receipt = r.line AND x.occurred_on <= $3
                AND NOT EXISTS (SELECT 1 FROM entry c WHERE c.corrects = x.seq AND c.occurred_on <= $3))
        AND NOT EXISTS (SELECT 1 FROM payment_order o JOIN entry x ON x.source = o.id AND x.movement = 'order_returned'
            WHERE o.returned_line = r.line AND x.occurred_on <= $3)
        AND NOT EXISTS (SELECT 1 FROM bank_reversal v JOIN entry x ON x.source IN (v.credit, v.debit)
                AND x.movement IN ('debit_refunded', 'fee_refunded', 'debit_explained')
            WHERE v.credit = r.line AND x.occurred_on <= $3)
        AND NOT EXISTS (SELECT 1 FROM interest i JOIN interest_share s ON s.interest = i.id
            JOIN entry x ON x.source = s.id AND x.movement = 'interest_shared'
            WHERE i.receipt = r.line AND x.occurred_on <= $3
                AND NOT EXISTS (SELECT 1 FROM entry c WHERE c.source = s.id AND c.movement = 'interest_taken_back' AND c.occurred_on <= $3))
    ORDER BY w.person, e.occurred_on, r.line";

/// The money that waits, oldest first, by person.
pub async fn read(tx: &mut Tx, scope: &Scope) -> Result<HashMap<i64, Vec<Waiting>>, Failure> {
    let since = scope.month.previous().previous().previous().first_day();
    let sql = WAITING.replace(":since", &format!("'{since}'"));
    let mut told: HashMap<i64, Vec<Waiting>> = HashMap::new();
    for row in scope.month::<WaitingRow>(tx, &sql).await? {
        let payer = row.payer.unwrap_or_else(|| text::UNKNOWN_PAYER.to_owned());
        told.entry(row.person).or_default().push(Waiting { booked_on: row.booked_on, payer, amount: row.amount });
    }
    Ok(told)
}
