//! In which letters a person's statements are printed: normal, or large for who reads with difficulty. It holds from the next statement on;
//! what was issued stays as it is.

use super::model::Print;
use crate::access::{Act, Right, audit};
use crate::refusal::{Failure, PRINT_UNKNOWN, Refusal};
use crate::store::{Tx, failure, on};
use serde_json::json;
use sqlx::AssertSqlSafe;
use std::collections::HashMap;

impl Print {
    /// Each, in the order of the form.
    pub const ALL: [Self; 2] = [Self::Normal, Self::Large];

    /// The word in the database and in forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Large => "large",
        }
    }

    /// In French.
    #[must_use]
    pub const fn in_french(self) -> &'static str {
        match self {
            Self::Normal => "Lettres normales",
            Self::Large => "Grandes lettres",
        }
    }

    /// Reads a word.
    ///
    /// # Errors
    /// `statement_print_print_known`.
    pub fn read(code: &str) -> Result<Self, Refusal> {
        Self::ALL.into_iter().find(|print| print.code() == code).ok_or_else(|| PRINT_UNKNOWN.because(""))
    }
}

/// What each of these people chose; who chose nothing has normal letters.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn chosen(tx: &mut Tx, people: &[i64]) -> Result<HashMap<i64, Print>, Failure> {
    let sql = format!(
        "SELECT p.person, p.print FROM statement_print p WHERE p.person {}
            AND p.version = (SELECT MAX(v.version) FROM statement_print v WHERE v.person = p.person)",
        tx.among_numbers("$1")
    );
    let rows: Vec<(i64, String)> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql))
        .bind(json!(people).to_string()).fetch_all(c).await.map_err(failure))?;
    rows.into_iter().map(|(person, print)| Ok((person, Print::read(&print)?))).collect()
}

/// Records what a person chose; the same choice again changes nothing.
///
/// # Errors
/// `role_not_allowed`, `access_not_confirmed`, `statement_print_in_order`.
pub async fn choose(tx: &mut Tx, act: &Act, person: i64, print: Print) -> Result<(), Failure> {
    act.with(Right::Present)?;
    if chosen(tx, &[person]).await?.get(&person).copied().unwrap_or_default() == print {
        return Ok(());
    }
    on!(tx, c => sqlx::query(
        "INSERT INTO statement_print (person, version, print, chosen_at, recorded_by)
         VALUES ($1, (SELECT COALESCE(MAX(version), 0) + 1 FROM statement_print WHERE person = $1), $2, $3, $4)")
        .bind(person).bind(print.code()).bind(act.at).bind(&act.user.id).execute(c).await.map(|_| ()).map_err(failure))?;
    audit(tx, act, "statement_print", &person.to_string(), print.code()).await
}
