//! Orders executed at once (SCT Inst): asked before the approval, so that the second person sees it, and only where the bank of the
//! account takes instant transfers in files.

use super::profile::in_force;
use super::{State, find_orders};
use crate::access::{Act, Right, audit_many};
use crate::refusal::{Failure, INSTANT_NOT_TAKEN, ORDER_NOT_PROPOSED, Refusal};
use crate::store::{Column, Tx, insert_many};
use serde_json::json;

const INSTANT: &[Column] = &[Column::Text("payment_order"), Column::Instant("asked_at"), Column::Text("asked_by")];

/// Asks that these proposals be executed at once; one that is instant already stays so.
///
/// # Errors
/// `role_not_allowed`, `order_unknown`, `order_not_proposed`; `instant_not_taken` when the profile of the account's bank does not
/// allow it.
pub async fn ask_instant(tx: &mut Tx, act: &Act, ids: &[String]) -> Result<(), Failure> {
    act.with(Right::Money)?;
    let orders = find_orders(tx, ids).await?;
    let profiles = in_force(tx).await?;
    let mut refused: Vec<Refusal> = Vec::new();
    for order in &orders {
        if order.state != State::Proposed.code() {
            refused.push(ORDER_NOT_PROPOSED.because("").at(&order.id));
        } else if !profiles.get(&order.bank_account).is_some_and(|profile| profile.instant) {
            refused.push(INSTANT_NOT_TAKEN.because(format!("({})", order.creditor_name)).at(&order.id));
        }
    }
    if !refused.is_empty() {
        return Err(Failure::Refused(refused));
    }
    let new: Vec<&str> = orders.iter().filter(|order| !order.instant).map(|order| order.id.as_str()).collect();
    let rows: Vec<_> = new.iter().map(|id| json!([id, act.at, act.user.id])).collect();
    insert_many(tx, "instant_order", INSTANT, &rows).await?;
    let subjects: Vec<(&str, String)> = new.iter().map(|id| (*id, String::new())).collect();
    audit_many(tx, act, "order_instant", &subjects).await
}
