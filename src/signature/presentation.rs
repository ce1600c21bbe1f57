//! A statement shown to its person on a user's screen: begun by the user, read screen by screen, over after two hours.

use super::step::{Source, step};
use super::view::{Life, life_of};
use super::{Screen, State, rules};
use crate::access::{Act, Right, audit};
use crate::calendar::Month;
use crate::ids::new_id;
use crate::refusal::{Failure, PAGE_UNKNOWN, PRESENTATION_OF_ANOTHER, PRESENTATION_OVER};
use crate::store::{Tx, failure, on};
use chrono::{DateTime, Duration, Utc};

/// How long a presentation lasts at most: who left the room is asked again.
pub const LASTS: Duration = Duration::hours(2);

/// A presentation and what was shown in it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Presentation {
    /// Its identifier.
    pub id: String,
    /// The statement shown.
    pub statement: String,
    /// Its person.
    pub person: i64,
    /// When it began.
    pub presented_at: DateTime<Utc>,
    /// Who shows it.
    pub presenter: String,
    /// When the plain layer was first shown.
    pub plain_at: Option<DateTime<Utc>>,
    /// When the detail was.
    pub detail_at: Option<DateTime<Utc>>,
    /// When the answers were.
    pub answer_at: Option<DateTime<Utc>>,
    /// True when the person has answered.
    pub answered: bool,
}

impl Presentation {
    /// The layers that were shown, as the proof names them.
    #[must_use]
    pub const fn layers(&self) -> &'static str {
        if self.detail_at.is_some() { "plain_detail" } else { "plain" }
    }

    /// True when that screen was shown before.
    #[must_use]
    pub const fn has_shown(&self, screen: Screen) -> bool {
        match screen {
            Screen::Plain => self.plain_at.is_some(),
            Screen::Detail => self.detail_at.is_some(),
            Screen::Answer => self.answer_at.is_some(),
        }
    }
}

/// Begins to show the statement of a person and month; gives the presentation.
///
/// # Errors
/// `role_not_allowed`, `statement_not_issued`, `access_not_confirmed`.
pub async fn present(tx: &mut Tx, act: &Act, person: i64, month: Month) -> Result<String, Failure> {
    act.with(Right::Present)?;
    let life = life_of(tx, person, month).await?;
    let id = new_id();
    on!(tx, c => sqlx::query("INSERT INTO statement_presentation (id, statement, presented_at, presenter) VALUES ($1, $2, $3, $4)")
        .bind(&id).bind(&life.number).bind(act.at).bind(&act.user.id).execute(c).await.map(|_| ()).map_err(failure))?;
    if rules::shown(life.state()?).is_some() {
        step(tx, act, &life, State::Presented, Source::Presentation(&id)).await?;
    }
    audit(tx, act, "statement_present", &person.to_string(), &life.number).await?;
    Ok(id)
}

async fn find(tx: &mut Tx, life: &Life, id: &str) -> Result<Presentation, Failure> {
    let found: Option<Presentation> = on!(tx, c => sqlx::query_as(
        "SELECT p.id, p.statement, s.person, p.presented_at, p.presenter,
            (SELECT w.shown_at FROM statement_screen w WHERE w.presentation = p.id AND w.screen = 'plain') AS plain_at,
            (SELECT w.shown_at FROM statement_screen w WHERE w.presentation = p.id AND w.screen = 'detail') AS detail_at,
            (SELECT w.shown_at FROM statement_screen w WHERE w.presentation = p.id AND w.screen = 'answer') AS answer_at,
            EXISTS (SELECT 1 FROM statement_answer a WHERE a.presentation = p.id) AS answered
         FROM statement_presentation p JOIN statement s ON s.number = p.statement WHERE p.id = $1 AND p.statement = $2")
        .bind(id).bind(&life.number).fetch_optional(c).await.map_err(failure))?;
    found.ok_or_else(|| PAGE_UNKNOWN.because("(présentation)").into())
}

/// The presentation while it is open, for who began it.
///
/// # Errors
/// `page_unknown`, `presentation_of_another`, `presentation_over`.
pub async fn open(tx: &mut Tx, act: &Act, life: &Life, id: &str) -> Result<Presentation, Failure> {
    act.with(Right::Present)?;
    let one = find(tx, life, id).await?;
    if one.presenter != act.user.id {
        return Err(PRESENTATION_OF_ANOTHER.because("").into());
    }
    if act.at.signed_duration_since(one.presented_at) > LASTS {
        return Err(PRESENTATION_OVER.because("").into());
    }
    Ok(one)
}

/// Notes the instant at which a screen is first shown.
///
/// # Errors
/// `signature_times_in_order` when another screen comes before the plain layer, `presentation_over`.
pub async fn show(tx: &mut Tx, act: &Act, presentation: &Presentation, screen: Screen) -> Result<(), Failure> {
    let known: Option<(DateTime<Utc>,)> = on!(tx, c => sqlx::query_as(
        "SELECT shown_at FROM statement_screen WHERE presentation = $1 AND screen = $2")
        .bind(&presentation.id).bind(screen.code()).fetch_optional(c).await.map_err(failure))?;
    if known.is_some() {
        return Ok(());
    }
    on!(tx, c => sqlx::query("INSERT INTO statement_screen (presentation, screen, shown_at) VALUES ($1, $2, $3)")
        .bind(&presentation.id).bind(screen.code()).bind(act.at).execute(c).await.map(|_| ()).map_err(failure))
}
