//! Who is told a month: names, the last statement, and what forbids the next one.

use super::window::Window;
use crate::calendar::Month;
use crate::refusal::{Failure, Refusal, STATEMENT_LATER_MONTH, STATEMENT_MONTH_MISSING};
use crate::store::{Tx, failure, on};
use chrono::NaiveDate;
use serde_json::json;
use sqlx::AssertSqlSafe;
use std::collections::HashMap;

/// A person of the reading.
pub struct Known {
    /// Given name, then family name.
    pub name: String,
    /// What the statement tells.
    pub window: Window,
    /// Why no statement of the month can be issued.
    pub refusal: Option<Refusal>,
}

#[derive(sqlx::FromRow)]
struct NameRow {
    number: i64,
    family_name: Option<String>,
    given_name: Option<String>,
}

#[derive(sqlx::FromRow)]
struct IssuedRow {
    person: i64,
    month: String,
    chain_seq: i64,
}

const DUE: &str = "SELECT DISTINCT person FROM contract_current WHERE starts_on <= $2 AND ends_on >= $1
    UNION SELECT DISTINCT a.person FROM account a JOIN line l ON l.account = a.id
        WHERE a.kind = 'pot' AND l.occurred_on BETWEEN $1 AND $2 ORDER BY 1";

/// The people whose contract runs in the month, or whose money moved in it.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn due(tx: &mut Tx, month: Month) -> Result<Vec<i64>, Failure> {
    let rows: Vec<(i64,)> = on!(tx, c => sqlx::query_as(DUE)
        .bind(month.first_day()).bind(month.last_day()).fetch_all(c).await.map_err(failure))?;
    Ok(rows.into_iter().map(|(person,)| person).collect())
}

/// Those of these people whose pots moved after entry `head`, up to the end of the month.
pub async fn moved_since(tx: &mut Tx, month: Month, people: &[i64], head: i64) -> Result<Vec<i64>, Failure> {
    let sql = format!(
        "SELECT DISTINCT a.person FROM entry e JOIN line l ON l.entry = e.seq JOIN account a ON a.id = l.account
         WHERE e.seq > $2 AND e.occurred_on <= $3 AND +a.person {}",
        tx.among_numbers("$1")
    );
    let rows: Vec<(i64,)> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql))
        .bind(json!(people).to_string()).bind(head).bind(month.last_day()).fetch_all(c).await.map_err(failure))?;
    Ok(rows.into_iter().map(|(person,)| person).collect())
}

/// The people of these numbers; an unknown number is left out.
pub async fn read(tx: &mut Tx, month: Month, people: &[i64]) -> Result<HashMap<i64, Known>, Failure> {
    let keys = json!(people).to_string();
    let among = tx.among_numbers("$1");
    // Not through `person_current`, where PostgreSQL reads everybody's versions to join them.
    let sql = format!(
        "SELECT v.person AS number, v.family_name, v.given_name FROM person_version v
         WHERE v.person {among} AND v.version = (SELECT MAX(w.version) FROM person_version w WHERE w.person = v.person)"
    );
    let names: Vec<NameRow> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(&keys).fetch_all(c).await.map_err(failure))?;
    let sql = format!("SELECT person, month, chain_seq FROM statement WHERE person {among} ORDER BY person, month");
    let issued: Vec<IssuedRow> =
        on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(&keys).fetch_all(c).await.map_err(failure))?;
    let mut known: HashMap<i64, Known> = names.into_iter().map(|row| (row.number, nobody_told_yet(month, row))).collect();
    for row in issued {
        let told = super::month_of(&row.month)?;
        let Some(who) = known.get_mut(&row.person) else { continue };
        if told > month {
            who.refusal.get_or_insert_with(|| {
                STATEMENT_LATER_MONTH.because(format!("({})", told.in_french())).at(super::number(month, row.person))
            });
        } else if told < month {
            who.window = Window::new(month, Some((told, row.chain_seq)));
        }
    }
    refuse_gaps(tx, month, &mut known).await?;
    Ok(known)
}

fn nobody_told_yet(month: Month, row: NameRow) -> Known {
    let name = [row.given_name, row.family_name].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let name = if name.is_empty() { super::text::ERASED.to_owned() } else { name };
    Known { name, window: Window::new(month, None), refusal: None }
}

/// A month in which money moved is told before the next one.
async fn refuse_gaps(tx: &mut Tx, month: Month, known: &mut HashMap<i64, Known>) -> Result<(), Failure> {
    let gaps: Vec<i64> = known.iter().filter(|(_, who)| who.window.has_gap()).map(|(person, _)| *person).collect();
    if gaps.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "SELECT DISTINCT a.person, l.occurred_on FROM account a JOIN line l ON l.account = a.id
         WHERE a.person {} AND l.occurred_on < $2 ORDER BY a.person, l.occurred_on",
        tx.among_numbers("$1")
    );
    let rows: Vec<(i64, NaiveDate)> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql))
        .bind(json!(gaps).to_string()).bind(month.first_day()).fetch_all(c).await.map_err(failure))?;
    for (person, day) in rows {
        if let Some(who) = known.get_mut(&person).filter(|who| who.window.skipped(day)) {
            let facts = format!("({})", Month::of(day).in_french());
            who.refusal.get_or_insert_with(|| STATEMENT_MONTH_MISSING.because(facts).at(super::number(month, person)));
        }
    }
    Ok(())
}
