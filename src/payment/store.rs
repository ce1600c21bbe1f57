//! Orders in the database.

use super::{Order, State};
use crate::calendar::Month;
use crate::refusal::{Failure, ORDER_UNKNOWN};
use crate::store::{Tx, failure, on};
use serde_json::json;
use sqlx::AssertSqlSafe;
use std::collections::HashSet;

pub(super) const COLUMNS: &str = "id, kind, bank_account, person, month, due_on, rank, category, rent, budget_line, split, payee,
    creditor_name, creditor_iban, creditor_bic, cents, wanted, remittance, state, prepared_by, approved_by, batch, settled_line, reason,
    id IN (SELECT i.payment_order FROM instant_order i) AS instant";

/// True of an order `o` that was rejected or came back when a later one pays the same thing. One question for each kind, so that each
/// finds its index; a withdrawn order counts for nothing.
pub const PREPARED_AGAIN: &str = "(
    EXISTS (SELECT 1 FROM payment_order n WHERE n.rent = o.rent AND n.month = o.month AND n.id > o.id AND n.state <> 'cancelled')
    OR EXISTS (SELECT 1 FROM payment_order n
        WHERE n.person = o.person AND n.budget_line = o.budget_line AND n.due_on = o.due_on AND n.id > o.id AND n.state <> 'cancelled')
    OR EXISTS (SELECT 1 FROM payment_order n
        WHERE n.split = o.split AND n.id > o.id AND n.state NOT IN ('cancelled', 'rejected', 'returned'))
    OR EXISTS (SELECT 1 FROM payment_order n WHERE n.split = o.split AND n.id > o.id AND n.state IN ('rejected', 'returned')))";

/// Which orders to list.
#[derive(Clone, Debug, Default)]
pub struct OrderFilter {
    /// Only in that state.
    pub state: Option<State>,
    /// Only of that month.
    pub month: Option<Month>,
    /// Only of that person.
    pub person: Option<i64>,
}

/// Orders by rank and due day.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn list_orders(tx: &mut Tx, filter: &OrderFilter) -> Result<Vec<Order>, Failure> {
    // The text says only what is asked: with "any state or this one" in it, the engine would read the orders of all years.
    let of_state = filter.state.map_or("$1 = ''", |_| "state = $1");
    let of_month = filter.month.map_or("$2 = ''", |_| "month = $2");
    let of_person = filter.person.map_or("$3 = 0", |_| "person = $3");
    let sql = format!(
        "SELECT {COLUMNS} FROM payment_order WHERE {of_state} AND {of_month} AND {of_person} ORDER BY rank, due_on, person, id"
    );
    let state = filter.state.map_or("", State::code);
    let month = filter.month.map_or_else(String::new, |month| month.to_string());
    on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(state).bind(month).bind(filter.person.unwrap_or(0))
        .fetch_all(c).await.map_err(failure))
}

/// Orders that the bank rejected or that came back, and that nobody prepared again: oldest first.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn failed_orders(tx: &mut Tx) -> Result<Vec<Order>, Failure> {
    let sql = format!(
        "SELECT {COLUMNS} FROM payment_order o WHERE o.state IN ('rejected', 'returned') AND NOT {PREPARED_AGAIN} ORDER BY id"
    );
    on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).fetch_all(c).await.map_err(failure))
}

/// The orders of these identifiers, by rank and due day.
///
/// # Errors
/// `order_unknown` when one does not exist.
pub async fn find_orders(tx: &mut Tx, ids: &[String]) -> Result<Vec<Order>, Failure> {
    let sql = format!("SELECT {COLUMNS} FROM payment_order WHERE id IN {} ORDER BY rank, due_on, person, id", tx.texts("$1"));
    let list = json!(ids).to_string();
    let orders: Vec<Order> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(list).fetch_all(c).await.map_err(failure))?;
    let known: HashSet<&str> = orders.iter().map(|order| order.id.as_str()).collect();
    match ids.iter().find(|id| !known.contains(id.as_str())) {
        Some(missing) => Err(ORDER_UNKNOWN.because(format!("(« {missing} »)")).into()),
        None => Ok(orders),
    }
}
