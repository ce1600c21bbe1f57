//! A person's file (*dossier*) as account managers read it: who, how much money, which rent, and why each figure is what it is.
//! Reads only; whose file may be read is asked before ([`crate::access`]).

pub mod account;
pub mod budget;
pub mod contract;
pub mod entry;
pub mod head;
pub mod journal;
pub mod money_in;
pub mod money_out;
pub mod portfolio;
pub mod search;

use crate::refusal::Failure;
use crate::store::{Tx, failure, on};
use sqlx::AssertSqlSafe;
use std::collections::HashMap;

/// The law's words for its codes: pots, expense categories, benefits, incomes outside the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels(HashMap<String, String>);

impl Labels {
    /// Those of the pots.
    ///
    /// # Errors
    /// Unavailable when the engine does not answer.
    pub async fn of_pots(tx: &mut Tx) -> Result<Self, Failure> {
        Self::read(tx, "SELECT code, label FROM pot").await
    }

    /// Those of expense categories.
    ///
    /// # Errors
    /// Unavailable when the engine does not answer.
    pub async fn of_categories(tx: &mut Tx) -> Result<Self, Failure> {
        Self::read(tx, "SELECT code, label FROM expense_category").await
    }

    /// Those of incomes outside the list.
    ///
    /// # Errors
    /// Unavailable when the engine does not answer.
    pub async fn of_incomes(tx: &mut Tx) -> Result<Self, Failure> {
        Self::read(tx, "SELECT code, label FROM outside_income").await
    }

    async fn read(tx: &mut Tx, sql: &'static str) -> Result<Self, Failure> {
        let rows: Vec<(String, String)> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).fetch_all(c).await.map_err(failure))?;
        Ok(Self(rows.into_iter().map(|(code, label)| (code, label.replace('\'', "’"))).collect()))
    }

    /// The words of a code; the code itself when it has none.
    #[must_use]
    pub fn of(&self, code: &str) -> String {
        self.0.get(code).cloned().unwrap_or_else(|| code.to_owned())
    }
}

/// Given name then family name, or what stands for a name that was erased.
#[must_use]
pub fn full_name(given: Option<&str>, family: Option<&str>) -> String {
    let name = [given, family].into_iter().flatten().collect::<Vec<_>>().join(" ");
    if name.trim().is_empty() { "Nom effacé".to_owned() } else { name }
}
