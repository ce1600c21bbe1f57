//! What was received for a person: benefits accepted, income refused, interest, with the decision behind each.

use crate::money::Cents;
use crate::refusal::Failure;
use crate::store::{Tx, failure, on};
use chrono::{DateTime, NaiveDate, Utc};

/// A part of a credit that was decided for the person.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Part {
    /// Value day of the credit.
    pub received_on: NaiveDate,
    /// Who paid, as the bank says.
    pub payer: Option<String>,
    /// `benefit`, `refused` or `interest`.
    pub kind: String,
    /// The benefit's short name, or the income in words.
    pub what: Option<String>,
    /// Month of entitlement.
    pub month: String,
    /// Before recovery.
    pub gross: Cents,
    /// Recovered by the payer.
    pub recovery: Cents,
    /// What arrived.
    pub net: Cents,
    /// The pot that it entered.
    pub pot: Option<String>,
    /// Code of the reason of a refusal.
    pub reason: Option<String>,
    /// Its article.
    pub article: Option<String>,
    /// When it was decided.
    pub decided_at: DateTime<Utc>,
    /// By whom.
    pub decided_by: String,
    /// Why the decision was taken back, if it was.
    pub taken_back: Option<String>,
    /// The payment that gives refused money back, and its state.
    pub given_back: Option<String>,
    /// Its state.
    pub given_back_state: Option<String>,
    /// The entry that booked it.
    pub seq: i64,
}

/// Every part, the latest first.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn parts(tx: &mut Tx, person: i64) -> Result<Vec<Part>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT r.received_on, b.counterparty_name AS payer, s.kind, COALESCE(i.label, (SELECT n.code FROM benefit n
                WHERE n.number = s.benefit ORDER BY n.from_on DESC LIMIT 1)) AS what, s.month, s.gross, s.recovery, s.net, s.pot,
            s.reason, s.article, s.decided_at, u.name AS decided_by, x.reason AS taken_back, o.id AS given_back,
            o.state AS given_back_state, e.seq
         FROM receipt_split s JOIN receipt r ON r.line = s.receipt JOIN bank_line b ON b.id = r.line
            JOIN app_user u ON u.id = s.decided_by JOIN entry e ON e.source = s.id AND e.movement IN ('split_accepted', 'split_refused')
            LEFT JOIN outside_income i ON i.code = s.outside LEFT JOIN receipt_correction x ON x.split = s.id
            LEFT JOIN payment_order o ON o.split = s.id AND o.state NOT IN ('cancelled', 'rejected', 'returned')
         WHERE s.person = $1
         UNION ALL SELECT r.received_on, b.counterparty_name, 'interest', 'Intérêts du compte', SUBSTR(CAST(i.to_on AS TEXT), 1, 7),
            h.cents, 0, h.cents, 'libre', CAST(NULL AS TEXT), CAST(NULL AS TEXT), i.decided_at, u.name, x.reason, CAST(NULL AS TEXT),
            CAST(NULL AS TEXT), e.seq
         FROM interest_share h JOIN interest i ON i.id = h.interest JOIN receipt r ON r.line = i.receipt JOIN bank_line b ON b.id = r.line
            JOIN app_user u ON u.id = i.decided_by JOIN entry e ON e.source = h.id AND e.movement = 'interest_shared'
            LEFT JOIN interest_correction x ON x.interest = i.id
         WHERE h.person = $1
         ORDER BY 1 DESC, 17 DESC")
        .bind(person).fetch_all(c).await.map_err(failure))
}
