//! The words that people read: of pots, of incomes outside the list, of people.

use crate::person::search_key;
use crate::refusal::Failure;
use crate::store::{Tx, failure, on};
use serde_json::json;
use sqlx::AssertSqlSafe;
use std::collections::HashMap;

/// The labels of the pots, by code.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn pots(tx: &mut Tx) -> Result<HashMap<String, String>, Failure> {
    let rows: Vec<(String, String)> =
        on!(tx, c => sqlx::query_as("SELECT code, label FROM pot").fetch_all(c).await.map_err(failure))?;
    Ok(rows.into_iter().collect())
}

/// The incomes outside the list that have a name: code and label, the unnamed one last.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn outside_incomes(tx: &mut Tx) -> Result<Vec<(String, String)>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT code, label FROM outside_income ORDER BY CASE code WHEN 'autre' THEN 1 ELSE 0 END, label")
        .fetch_all(c).await.map_err(failure))
}

/// A person as a form names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Number.
    pub person: i64,
    /// Family name, given name.
    pub name: String,
}

type NameRow = (i64, Option<String>, Option<String>);

fn found((person, family, given): NameRow) -> Found {
    Found { person, name: [family, given].into_iter().flatten().collect::<Vec<_>>().join(" ") }
}

/// The names of some people.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn names(tx: &mut Tx, people: &[i64]) -> Result<HashMap<i64, String>, Failure> {
    let sql = format!("SELECT number, family_name, given_name FROM person_current WHERE number {}", tx.among_numbers("$1"));
    let people = json!(people).to_string();
    let rows: Vec<NameRow> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(people).fetch_all(c).await.map_err(failure))?;
    Ok(rows.into_iter().map(found).map(|found| (found.person, found.name)).collect())
}

/// The words that a name must hold for a search: at most so many count.
const WORDS: usize = 4;

/// People whose money is on the account and whose name holds every word, without accents; the first ones by name.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn named(tx: &mut Tx, bank_account: i64, text: &str, most: i64) -> Result<Vec<Found>, Failure> {
    let key = search_key(text);
    let mut words: Vec<String> = key.split_whitespace().take(WORDS).map(|word| format!("%{word}%")).collect();
    if words.is_empty() {
        return Ok(Vec::new());
    }
    words.resize(WORDS, "%".to_owned());
    let words = json!(words).to_string();
    let sql = format!(
        "SELECT number, family_name, given_name FROM person_current
         WHERE bank_account = $1 AND NOT EXISTS (SELECT 1 FROM {} w WHERE person_current.search_key NOT LIKE w.value)
         ORDER BY search_key, number LIMIT $3",
        tx.dialect("json_each($2)", "jsonb_array_elements_text($2::jsonb)")
    );
    let rows: Vec<NameRow> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql))
        .bind(bank_account).bind(words).bind(most).fetch_all(c).await.map_err(failure))?;
    Ok(rows.into_iter().map(found).collect())
}
