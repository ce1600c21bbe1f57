//! Tries to reach a person with their statement: each with its day and means; after as many as the Département chose, they are not reached.

use super::rules::{may_try, tried_enough};
use super::step::{Source, step};
use super::view::life_of;
use super::{Means, State};
use crate::access::{Act, Right, audit};
use crate::calendar::{Month, day_in_french};
use crate::refusal::{Failure, SIGNATURE_TIMES, STATEMENT_TRANSITION};
use crate::settings::settings_on;
use crate::store::{Tx, failure, on};
use chrono::{DateTime, NaiveDate, Utc};

/// A try.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Try {
    /// On which day.
    pub tried_on: NaiveDate,
    /// How.
    pub means: String,
    /// When it was noted.
    pub recorded_at: DateTime<Utc>,
    /// By whom: the name.
    pub author: String,
}

/// The tries of a statement, the first first.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn tries_of(tx: &mut Tx, statement: &str) -> Result<Vec<Try>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT t.tried_on, t.means, t.recorded_at, u.name AS author FROM statement_try t JOIN app_user u ON u.id = t.recorded_by
         WHERE t.statement = $1 ORDER BY t.no").bind(statement).fetch_all(c).await.map_err(failure))
}

/// What a try led to: how many there are since the last step, of how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tried {
    /// Tries since the last step.
    pub tries: i64,
    /// How many make the person not reached.
    pub wanted: i64,
    /// True when this one did.
    pub not_reached: bool,
}

/// Notes a try; the last one of those that the Département asks for makes the person not reached.
///
/// # Errors
/// `role_not_allowed`, `statement_not_issued`, `signature_times_in_order`, `statement_transition_unknown` once the person has answered,
/// `access_not_confirmed`.
pub async fn try_to_reach(
    tx: &mut Tx,
    act: &Act,
    person: i64,
    month: Month,
    on: NaiveDate,
    means: Means,
) -> Result<Tried, Failure> {
    act.with(Right::Present)?;
    let life = life_of(tx, person, month).await?;
    let state = life.state()?;
    if !may_try(state, life.answered) {
        return Err(STATEMENT_TRANSITION.because(format!("(il est « {} »)", state.in_french())).into());
    }
    if on < life.issued_on || on > act.today {
        return Err(SIGNATURE_TIMES.because(format!("(essai du {})", day_in_french(on))).into());
    }
    on!(tx, c => sqlx::query(
        "INSERT INTO statement_try (statement, no, tried_on, means, recorded_at, recorded_by)
         VALUES ($1, (SELECT COALESCE(MAX(no), 0) + 1 FROM statement_try WHERE statement = $1), $2, $3, $4, $5)")
        .bind(&life.number).bind(on).bind(means.code()).bind(act.at).bind(&act.user.id)
        .execute(c).await.map(|_| ()).map_err(failure))?;
    let (tries,): (i64,) = on!(tx, c => sqlx::query_as(
        "SELECT COUNT(*) FROM statement_try WHERE statement = $1 AND ($2 = 0 OR recorded_at >= $3)")
        .bind(&life.number).bind(life.steps).bind(life.since).fetch_one(c).await.map_err(failure))?;
    audit(tx, act, "statement_try", &person.to_string(), &format!("{} {}", life.number, means.in_french())).await?;
    let wanted = settings_on(tx, on).await?.reach_tries;
    let not_reached = tried_enough(state, tries, wanted);
    if not_reached {
        step(tx, act, &life, State::NotReached, Source::Tries).await?;
    }
    Ok(Tried { tries, wanted, not_reached })
}
