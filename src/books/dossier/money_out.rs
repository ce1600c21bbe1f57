//! What was paid for a person: orders, and debits that the bank made under a mandate, with who decided and what the bank answered.

use crate::money::Cents;
use crate::refusal::Failure;
use crate::store::{Tx, failure, on};
use chrono::{DateTime, NaiveDate, Utc};

/// A payment.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Payment {
    /// The order; none for a debit of the bank.
    pub order_id: Option<String>,
    /// `rent`, `budget`, `give_back`, or `debit`.
    pub kind: String,
    /// When it is due, or when the bank debited it.
    pub due_on: NaiveDate,
    /// The month it belongs to.
    pub month: String,
    /// Expense category, in words.
    pub category: Option<String>,
    /// Who is paid.
    pub payee: String,
    /// Amount.
    pub cents: Cents,
    /// What was owed.
    pub wanted: Cents,
    /// Where it stands.
    pub state: String,
    /// The bank's reason, or that of a cancellation.
    pub reason: Option<String>,
    /// When it was prepared or decided.
    pub prepared_at: DateTime<Utc>,
    /// By whom.
    pub prepared_by: String,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// The sealed file.
    pub batch: Option<String>,
    /// The day on which the bank debited it.
    pub settled_on: Option<NaiveDate>,
    /// The entry that moved the pots.
    pub seq: Option<i64>,
}

/// Every payment, the latest first.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn payments(tx: &mut Tx, person: i64) -> Result<Vec<Payment>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT o.id AS order_id, o.kind, o.due_on, o.month, c.label AS category, o.creditor_name AS payee, o.cents, o.wanted, o.state,
            o.reason, o.prepared_at, p.name AS prepared_by, a.name AS approved_by, o.batch, b.booked_on AS settled_on, e.seq
         FROM payment_order o JOIN app_user p ON p.id = o.prepared_by LEFT JOIN app_user a ON a.id = o.approved_by
            LEFT JOIN expense_category c ON c.code = o.category LEFT JOIN bank_line b ON b.id = o.settled_line
            LEFT JOIN entry e ON e.source = o.id AND e.movement = 'order_approved'
         WHERE o.person = $1
         UNION ALL SELECT CAST(NULL AS TEXT), 'debit', b.booked_on, SUBSTR(CAST(b.booked_on AS TEXT), 1, 7), c.label,
            COALESCE(y.name, b.counterparty_name, g.label), d.cents, d.cents,
            CASE WHEN EXISTS (SELECT 1 FROM bank_reversal v WHERE v.debit = d.line) THEN 'refunded' ELSE 'settled' END,
            CAST(NULL AS TEXT), d.decided_at, u.name, CAST(NULL AS TEXT), CAST(NULL AS TEXT), b.booked_on, e.seq
         FROM direct_debit d JOIN bank_line b ON b.id = d.line JOIN app_user u ON u.id = d.decided_by
            JOIN expense_category c ON c.code = d.category JOIN budget_line_current g ON g.id = d.budget_line
            LEFT JOIN payee_current y ON y.reference = g.payee
            LEFT JOIN entry e ON e.source = d.line AND e.movement IN ('direct_debit', 'debit_explained')
         WHERE d.person = $1
         ORDER BY 3 DESC, 1 DESC")
        .bind(person).fetch_all(c).await.map_err(failure))
}
