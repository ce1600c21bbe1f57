//! Files in litigation: since when, why, and until when. Until a hold is lifted, nothing of the file goes away, whatever its term.

use super::rules::dates_in_order;
use crate::access::{Act, Right, audit};
use crate::refusal::{Failure, HOLD_LIFTED_WHY, HOLD_NONE, HOLD_REASON, HOLD_TWICE};
use crate::store::{Tx, failure, on};
use chrono::{DateTime, NaiveDate, Utc};

/// A hold on a person's file.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Hold {
    /// Since when the file is in litigation.
    pub held_from: NaiveDate,
    /// Why.
    pub reason: String,
    /// When that was said.
    pub placed_at: DateTime<Utc>,
    /// By whom: the name.
    pub placed_by: String,
    /// The day on which it ended; none: it holds.
    pub lifted_on: Option<NaiveDate>,
    /// Why it ended.
    pub lifted_why: Option<String>,
    /// Who said so.
    pub lifted_by: Option<String>,
}

/// The holds of a person's file, the latest first.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn holds_of(tx: &mut Tx, person: i64) -> Result<Vec<Hold>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT h.held_from, h.reason, h.placed_at, p.name AS placed_by, h.lifted_on, h.lifted_why, l.name AS lifted_by
         FROM litigation_hold h JOIN app_user p ON p.id = h.placed_by LEFT JOIN app_user l ON l.id = h.lifted_by
         WHERE h.person = $1 ORDER BY h.seq DESC")
        .bind(person).fetch_all(c).await.map_err(failure))
}

async fn held_from(tx: &mut Tx, person: i64) -> Result<Option<NaiveDate>, Failure> {
    on!(tx, c => sqlx::query_scalar("SELECT held_from FROM litigation_hold WHERE person = $1 AND lifted_on IS NULL")
        .bind(person).fetch_optional(c).await.map_err(failure))
}

/// Holds a person's file from a day.
///
/// # Errors
/// `role_not_allowed`, `litigation_hold_reason_filled`, `litigation_hold_dates_in_order`, `litigation_hold_person_unique`,
/// `access_not_confirmed`; `reference_missing` for nobody.
pub async fn place_hold(tx: &mut Tx, act: &Act, person: i64, from: NaiveDate, reason: &str) -> Result<(), Failure> {
    act.with(Right::Litigation)?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(HOLD_REASON.because("").into());
    }
    dates_in_order(from, None, act.today)?;
    if held_from(tx, person).await?.is_some() {
        return Err(HOLD_TWICE.because(format!("(dossier {person})")).into());
    }
    on!(tx, c => sqlx::query(
        "INSERT INTO litigation_hold (seq, person, held_from, reason, placed_at, placed_by)
         VALUES ((SELECT COALESCE(MAX(seq), 0) + 1 FROM litigation_hold), $1, $2, $3, $4, $5)")
        .bind(person).bind(from).bind(reason).bind(act.at).bind(&act.user.id)
        .execute(c).await.map(|_| ()).map_err(failure))?;
    audit(tx, act, "litigation_hold", &person.to_string(), reason).await
}

/// Lifts the hold of a person's file on a day.
///
/// # Errors
/// `role_not_allowed`, `litigation_hold_lifted_why_filled`, `litigation_hold_none`, `litigation_hold_dates_in_order`, `access_not_confirmed`.
pub async fn lift_hold(tx: &mut Tx, act: &Act, person: i64, on: NaiveDate, why: &str) -> Result<(), Failure> {
    act.with(Right::Litigation)?;
    let why = why.trim();
    if why.is_empty() {
        return Err(HOLD_LIFTED_WHY.because("").into());
    }
    let from = held_from(tx, person).await?.ok_or_else(|| HOLD_NONE.because(format!("(dossier {person})")))?;
    dates_in_order(from, Some(on), act.today)?;
    on!(tx, c => sqlx::query(
        "UPDATE litigation_hold SET lifted_on = $2, lifted_why = $3, lifted_at = $4, lifted_by = $5 WHERE person = $1 AND lifted_on IS NULL")
        .bind(person).bind(on).bind(why).bind(act.at).bind(&act.user.id)
        .execute(c).await.map(|_| ()).map_err(failure))?;
    audit(tx, act, "litigation_lift", &person.to_string(), why).await
}
