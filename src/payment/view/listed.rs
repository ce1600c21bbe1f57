//! Orders with what people read around them: names instead of codes, and what would stop their approval.

use super::super::approval::{NOT_CONFIRMED, PAYABLE_FROM, WITHIN_CONTRACT};
use super::super::store::{COLUMNS, PREPARED_AGAIN};
use super::super::{Order, State};
use super::Visible;
use crate::access::Reach;
use crate::calendar::Month;
use crate::refusal::{Failure, ORDER_UNKNOWN};
use crate::store::{Question, Tx, failure, on};
use chrono::NaiveDate;
use serde_json::json;
use sqlx::AssertSqlSafe;
use std::collections::HashMap;

/// An order as lists show it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Listed {
    /// The order.
    #[sqlx(flatten)]
    pub order: Order,
    /// Whose money, by name.
    pub person_name: Option<String>,
    /// Expense category in words.
    pub category_label: Option<String>,
    /// Reference of the account that pays.
    pub account: String,
    /// Who prepared it, by name.
    pub preparer: String,
    /// Who approved it, by name.
    pub approver: Option<String>,
    /// The account that it pays changed, or waits for a second person (RULE 35).
    pub unconfirmed: bool,
    /// The first day on which that account may be paid, when it was confirmed lately.
    pub payable_from: Option<NaiveDate>,
    /// Its due day lies in a contract (RULE 04).
    pub in_contract: bool,
    /// A later order pays the same thing.
    pub prepared_again: bool,
}

impl Listed {
    /// What it pays, in words.
    #[must_use]
    pub fn what(&self) -> &str {
        match (&self.category_label, self.order.kind.as_str()) {
            (Some(label), _) => label,
            (None, "give_back") => "Restitution d’argent refusé",
            (None, _) => "",
        }
    }

    /// The name of the person, or that nobody is known.
    #[must_use]
    pub fn person_words(&self) -> &str {
        self.person_name.as_deref().filter(|name| !name.is_empty()).unwrap_or("personne inconnue")
    }

    /// Its state.
    #[must_use]
    pub fn state(&self) -> Option<State> {
        State::of(&self.order.state)
    }
}

/// By day, rank and person.
const IN_ORDER: &str = "o.due_on, o.rank, o.person, o.id";

/// Which orders.
#[derive(Clone, Debug)]
pub enum Which<'a> {
    /// In these states, of a month or of all.
    States(&'a [State], Option<Month>),
    /// In this file.
    Batch(&'a str),
    /// These.
    Ids(&'a [String]),
}

/// Orders that the user may see, by day, rank and person.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn orders(tx: &mut Tx, which: &Which<'_>, visible: Visible<'_>) -> Result<Vec<Listed>, Failure> {
    let (condition, first, month) = match which {
        Which::States(states, month) => {
            let codes: Vec<&str> = states.iter().map(|state| state.code()).collect();
            (format!("o.state {} AND ($2 = '' OR o.month = $2)", tx.among_texts("$1")), json!(codes).to_string(), *month)
        }
        Which::Batch(batch) => ("o.batch = $1 AND $2 = ''".to_owned(), (*batch).to_owned(), None),
        Which::Ids(ids) => (format!("o.id {} AND $2 = ''", tx.among_texts("$1")), json!(ids).to_string(), None),
    };
    // What stops an approval is asked of those that wait for one; a file of thousands holds what was approved.
    let asked = !matches!(which, Which::Batch(_));
    let (unconfirmed, payable_from, in_contract) =
        if asked { (NOT_CONFIRMED, PAYABLE_FROM, WITHIN_CONTRACT) } else { ("FALSE", "CAST(NULL AS DATE)", "TRUE") };
    let sql = format!(
        "SELECT {COLUMNS},
            (SELECT trim(COALESCE(q.family_name, '') || ' ' || COALESCE(q.given_name, '')) FROM person_current q
                WHERE q.number = o.person) AS person_name,
            (SELECT e.label FROM expense_category e WHERE e.code = o.category) AS category_label,
            (SELECT a.reference FROM bank_account a WHERE a.id = o.bank_account) AS account,
            (SELECT u.name FROM app_user u WHERE u.id = o.prepared_by) AS preparer,
            (SELECT u.name FROM app_user u WHERE u.id = o.approved_by) AS approver,
            {unconfirmed} AS unconfirmed, {payable_from} AS payable_from, {in_contract} AS in_contract,
            (o.state IN ('rejected', 'returned') AND {PREPARED_AGAIN}) AS prepared_again
         FROM payment_order o WHERE {condition} AND (o.person IS NULL OR {})
         ORDER BY {IN_ORDER}",
        visible("o.person")
    );
    let month = month.map_or_else(String::new, |month| month.to_string());
    on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(first).bind(month).fetch_all(c).await.map_err(failure))
}

/// Every proposal of the house, as [`orders`] lists them: a page keeps those whose file its user sees, and those of nobody.
#[derive(Clone, Copy, Debug)]
pub struct Proposals;

impl Question for Proposals {
    type Answer = Vec<Listed>;

    async fn ask(&self, tx: &mut Tx) -> Result<Vec<Listed>, Failure> {
        orders(tx, &Which::States(&[State::Proposed], None), &|column| Reach::Everyone.condition(column)).await
    }
}

/// The orders of a file, each with its person, in the order of [`orders`]: a page keeps those whose file its user sees, and those of nobody.
#[derive(Clone, Debug)]
pub struct Content {
    /// The file.
    pub batch: String,
}

impl Question for Content {
    type Answer = Vec<(Option<i64>, String)>;

    async fn ask(&self, tx: &mut Tx) -> Result<Vec<(Option<i64>, String)>, Failure> {
        let sql = format!("SELECT o.person, o.id FROM payment_order o WHERE o.batch = $1 ORDER BY {IN_ORDER}");
        on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(&self.batch).fetch_all(c).await.map_err(failure))
    }
}

/// These orders, all of which the user must be able to see.
///
/// # Errors
/// `order_unknown` for the first one that does not exist or is of another's file.
pub async fn orders_of(tx: &mut Tx, ids: &[String], visible: Visible<'_>) -> Result<Vec<Listed>, Failure> {
    let found = orders(tx, &Which::Ids(ids), visible).await?;
    match ids.iter().find(|id| !found.iter().any(|one| one.order.id == **id)) {
        Some(missing) => Err(ORDER_UNKNOWN.because(format!("(« {missing} »)")).into()),
        None => Ok(found),
    }
}

/// The names of these people, of those alone whose files the user may see.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn names(tx: &mut Tx, people: &[i64], visible: Visible<'_>) -> Result<HashMap<i64, String>, Failure> {
    let sql = format!(
        "SELECT q.number, trim(COALESCE(q.family_name, '') || ' ' || COALESCE(q.given_name, '')) FROM person_current q
         WHERE q.number {} AND {}",
        tx.among_numbers("$1"),
        visible("q.number")
    );
    let rows: Vec<(i64, String)> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql))
        .bind(json!(people).to_string()).fetch_all(c).await.map_err(failure))?;
    Ok(rows.into_iter().collect())
}

/// Labels of expense categories, by code.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn categories(tx: &mut Tx) -> Result<HashMap<String, String>, Failure> {
    let rows: Vec<(String, String)> =
        on!(tx, c => sqlx::query_as("SELECT code, label FROM expense_category").fetch_all(c).await.map_err(failure))?;
    Ok(rows.into_iter().collect())
}
