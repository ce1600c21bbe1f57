//! A statement shown to its person: on a user's screen, begun by the user, or in the person's own space, begun by themself; read screen by
//! screen, over after two hours.

use super::step::{Source, step};
use super::view::{Life, life_of};
use super::{Screen, State, rules};
use crate::access::{Act, Right, Role, audit};
use crate::calendar::Month;
use crate::ids::new_id;
use crate::refusal::{Failure, PAGE_UNKNOWN, PORTAL_SESSION_OF_ANOTHER, PRESENTATION_OF_ANOTHER, PRESENTATION_OVER};
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
    /// Who shows it: a user, or the program in the person's own space.
    pub presenter: String,
    /// In which session of the person, when it is in their own space.
    pub portal_session: Option<String>,
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

/// On whose screen a statement is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On<'a> {
    /// On that of the user who acts, handed to the person.
    User,
    /// In the person's own space, in this session of theirs; the program acts.
    Portal(&'a str),
}

impl<'a> On<'a> {
    /// The session of the person, in their own space.
    #[must_use]
    pub const fn session(self) -> Option<&'a str> {
        match self {
            Self::User => None,
            Self::Portal(session) => Some(session),
        }
    }

    /// The way of an answer given there, in the database.
    #[must_use]
    pub const fn channel(self) -> &'static str {
        match self {
            Self::User => "interview",
            Self::Portal(_) => "portal",
        }
    }

    /// The author may show statements there: a user by their right; what the program does, the database ties to the session.
    fn may(self, act: &Act) -> Result<(), Failure> {
        match self {
            Self::User => act.with(Right::Present).map(|_| ()).map_err(Failure::from),
            Self::Portal(_) if act.user.role == Role::Programme => Ok(()),
            Self::Portal(_) => Err(PORTAL_SESSION_OF_ANOTHER.because("").into()),
        }
    }
}

/// Begins to show the statement of a person and month; gives the presentation.
///
/// # Errors
/// `role_not_allowed`, `statement_not_issued`, `access_not_confirmed`, `portal_session_of_another`.
pub async fn present(tx: &mut Tx, act: &Act, on: On<'_>, person: i64, month: Month) -> Result<String, Failure> {
    on.may(act)?;
    let life = life_of(tx, person, month).await?;
    let id = new_id();
    on!(tx, c => sqlx::query(
        "INSERT INTO statement_presentation (id, statement, presented_at, presenter, portal_session) VALUES ($1, $2, $3, $4, $5)")
        .bind(&id).bind(&life.number).bind(act.at).bind(&act.user.id).bind(on.session()).execute(c).await.map(|_| ()).map_err(failure))?;
    if rules::shown(life.state()?).is_some() {
        step(tx, act, &life, State::Presented, Source::Presentation(&id)).await?;
    }
    audit(tx, act, "statement_present", &person.to_string(), &life.number).await?;
    Ok(id)
}

async fn find(tx: &mut Tx, life: &Life, id: &str) -> Result<Presentation, Failure> {
    let found: Option<Presentation> = on!(tx, c => sqlx::query_as(
        "SELECT p.id, p.statement, s.person, p.presented_at, p.presenter, p.portal_session,
            (SELECT w.shown_at FROM statement_screen w WHERE w.presentation = p.id AND w.screen = 'plain') AS plain_at,
            (SELECT w.shown_at FROM statement_screen w WHERE w.presentation = p.id AND w.screen = 'detail') AS detail_at,
            (SELECT w.shown_at FROM statement_screen w WHERE w.presentation = p.id AND w.screen = 'answer') AS answer_at,
            EXISTS (SELECT 1 FROM statement_answer a WHERE a.presentation = p.id) AS answered
         FROM statement_presentation p JOIN statement s ON s.number = p.statement WHERE p.id = $1 AND p.statement = $2")
        .bind(id).bind(&life.number).fetch_optional(c).await.map_err(failure))?;
    found.ok_or_else(|| PAGE_UNKNOWN.because("(présentation)").into())
}

/// The presentation while it is open, for who began it, where it was begun.
///
/// # Errors
/// `page_unknown`, `presentation_of_another`, `presentation_over`.
pub async fn open(tx: &mut Tx, act: &Act, on: On<'_>, life: &Life, id: &str) -> Result<Presentation, Failure> {
    on.may(act)?;
    let one = find(tx, life, id).await?;
    if one.presenter != act.user.id || one.portal_session.as_deref() != on.session() {
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
