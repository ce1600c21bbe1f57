//! One step of a statement's life, written after what it comes from.

use super::State;
use super::rules::next;
use super::view::Life;
use crate::access::Act;
use crate::refusal::Failure;
use crate::store::{Tx, failure, on};

/// What a step comes from.
pub(super) enum Source<'a> {
    /// The statement was shown.
    Presentation(&'a str),
    /// The person answered.
    Answer(&'a str),
    /// They could not be reached.
    Tries,
}

/// Writes the step that follows where the statement is.
pub(super) async fn step(tx: &mut Tx, act: &Act, life: &Life, to: State, source: Source<'_>) -> Result<(), Failure> {
    next(life.state()?, to)?;
    let (presentation, answer) = match source {
        Source::Presentation(id) => (Some(id), None),
        Source::Answer(id) => (None, Some(id)),
        Source::Tries => (None, None),
    };
    on!(tx, c => sqlx::query(
        "INSERT INTO statement_step (statement, no, state, presentation, answer, at, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(&life.number).bind(life.steps.saturating_add(1)).bind(to.code()).bind(presentation).bind(answer).bind(act.at)
        .bind(&act.user.id).execute(c).await.map(|_| ()).map_err(failure))
}
