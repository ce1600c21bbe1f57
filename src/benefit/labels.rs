//! The law's own words for what the database names by codes.

use crate::refusal::Failure;
use crate::store::{Tx, failure, on};
use sqlx::AssertSqlSafe;
use std::collections::HashMap;

/// Labels by code.
#[derive(Clone, Debug, Default)]
pub struct Labels(HashMap<String, String>);

/// Those of expense categories.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn categories(tx: &mut Tx) -> Result<Labels, Failure> {
    read(tx, "SELECT code, label FROM expense_category").await
}

/// Those of pots.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn pots(tx: &mut Tx) -> Result<Labels, Failure> {
    read(tx, "SELECT code, label FROM pot").await
}

async fn read(tx: &mut Tx, sql: &'static str) -> Result<Labels, Failure> {
    let rows: Vec<(String, String)> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).fetch_all(c).await.map_err(failure))?;
    Ok(Labels(rows.into_iter().collect()))
}

impl Labels {
    /// The label of a code; the code itself when it has none.
    #[must_use]
    pub fn of(&self, code: &str) -> String {
        self.0.get(code).cloned().unwrap_or_else(|| code.to_owned())
    }
}
