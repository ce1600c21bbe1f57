//! The document behind what a person decides about an order, kept beside the decision.

use crate::access::Act;
use crate::refusal::{EVIDENCE_MISSING, Failure, Refusal};
use crate::store::{Column, Tx, insert_many};
use serde_json::json;

/// What the document justifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    /// Refused money goes back.
    GiveBack,
    /// The bank rejected the order.
    Reject,
}

impl Decision {
    /// The word in the database.
    const fn code(self) -> &'static str {
        match self {
            Self::GiveBack => "give_back",
            Self::Reject => "reject",
        }
    }
}

/// The reference without its outer spaces.
///
/// # Errors
/// `evidence_missing` when nothing is left.
pub(crate) fn filled<'a>(evidence: &'a str, place: &str) -> Result<&'a str, Refusal> {
    let evidence = evidence.trim();
    if evidence.is_empty() { Err(EVIDENCE_MISSING.because("").at(place)) } else { Ok(evidence) }
}

const EVIDENCE: &[Column] = &[
    Column::Text("payment_order"),
    Column::Text("decision"),
    Column::Text("evidence"),
    Column::Instant("recorded_at"),
    Column::Text("recorded_by"),
];

/// Keeps the document of a decision about orders.
///
/// # Errors
/// What the database refuses.
pub(super) async fn keep(tx: &mut Tx, act: &Act, decision: Decision, orders: &[String], evidence: &str) -> Result<(), Failure> {
    let rows: Vec<_> = orders.iter().map(|id| json!([id, decision.code(), evidence, act.at, act.user.id])).collect();
    insert_many(tx, "order_evidence", EVIDENCE, &rows).await
}
