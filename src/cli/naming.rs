//! What people read and type instead of codes and whole identifiers: labels, names, and the end of an identifier.

use crate::refusal::{Failure, REFERENCE_AMBIGUOUS};
use crate::store::{Tx, failure, on};
use sqlx::AssertSqlSafe;
use std::collections::HashMap;

/// Characters of an identifier's end that tables show, the least that a person types.
const SHORT: usize = 8;

/// The end of an identifier, as tables show it.
pub(super) fn short_id(id: &str) -> String {
    id.get(id.len().saturating_sub(SHORT)..).unwrap_or(id).to_owned()
}

/// What an identifier names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    Receipt,
    Order,
    BankLine,
    Batch,
    Derogation,
}

impl Named {
    const fn sql(self) -> &'static str {
        match self {
            Self::Receipt => "SELECT line FROM receipt WHERE line LIKE $1 ORDER BY line LIMIT 2",
            Self::Order => "SELECT id FROM payment_order WHERE id LIKE $1 ORDER BY id LIMIT 2",
            Self::BankLine => "SELECT id FROM bank_line WHERE id LIKE $1 ORDER BY id LIMIT 2",
            Self::Batch => "SELECT id FROM batch WHERE id LIKE $1 ORDER BY id LIMIT 2",
            Self::Derogation => "SELECT id FROM derogation WHERE id LIKE $1 ORDER BY id LIMIT 2",
        }
    }
}

/// The whole identifier of what a person named by its end. What nothing bears is left as it is: its service says so.
///
/// # Errors
/// `reference_ambiguous` when several end so.
pub(super) async fn whole_id(tx: &mut Tx, named: Named, text: &str) -> Result<String, Failure> {
    let end = text.trim().to_uppercase();
    if end.len() < SHORT || !end.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Ok(text.to_owned());
    }
    let found: Vec<(String,)> = on!(tx, c => sqlx::query_as(AssertSqlSafe(named.sql()))
        .bind(format!("%{end}")).fetch_all(c).await.map_err(failure))?;
    match found.as_slice() {
        [] => Ok(text.to_owned()),
        [(id,)] => Ok(id.clone()),
        several => {
            let ids: Vec<&str> = several.iter().map(|(id,)| id.as_str()).collect();
            Err(REFERENCE_AMBIGUOUS.because(format!("(« {text} » : {}…)", ids.join(", "))).into())
        }
    }
}

/// The same for a list.
///
/// # Errors
/// Those of [`whole_id`].
pub(super) async fn whole_ids(tx: &mut Tx, named: Named, texts: &[String]) -> Result<Vec<String>, Failure> {
    let mut ids = Vec::with_capacity(texts.len());
    for text in texts {
        ids.push(whole_id(tx, named, text).await?);
    }
    Ok(ids)
}

/// The names of people, for lists that are only shown: the answer of a write may be kept, and names must remain erasable.
#[derive(Clone, Debug, Default)]
pub(super) struct Names(HashMap<i64, String>);

impl Names {
    /// Everyone's, as they are now.
    pub async fn read(tx: &mut Tx) -> Result<Self, Failure> {
        type Row = (i64, Option<String>, Option<String>);
        let rows: Vec<Row> = on!(tx, c => sqlx::query_as("SELECT number, family_name, given_name FROM person_current")
            .fetch_all(c).await.map_err(failure))?;
        let name = |(number, family, given): Row| (number, [family, given].into_iter().flatten().collect::<Vec<_>>().join(" "));
        Ok(Self(rows.into_iter().map(name).collect()))
    }

    /// The name of a person, if both are known.
    pub fn of(&self, person: Option<i64>) -> String {
        person.and_then(|number| self.0.get(&number)).cloned().unwrap_or_default()
    }
}
