//! Where statements are: one, with all that happened to it; or many, for lists.

use super::State;
use crate::access::Reach;
use crate::calendar::Month;
use crate::refusal::{Failure, STATEMENT_NOT_ISSUED};
use crate::store::{Question, Tx, failure, on};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use sqlx::AssertSqlSafe;

/// Where a statement is.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Life {
    /// Its number.
    pub number: String,
    /// Its person.
    pub person: i64,
    month: String,
    /// The date that it bears.
    pub issued_on: NaiveDate,
    /// The hash of its file.
    pub pdf_sha256: String,
    state: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// After how many steps.
    pub steps: i64,
    /// True when the person ever answered it.
    pub answered: bool,
    /// The answer on paper that waits for its second look, if one does.
    pub paper: Option<String>,
}

impl Life {
    /// The state.
    ///
    /// # Errors
    /// Broken when the database holds a word that is none.
    pub fn state(&self) -> Result<State, Failure> {
        read(&self.state)
    }

    /// The month that it tells.
    ///
    /// # Errors
    /// Broken when the database holds none.
    pub fn month(&self) -> Result<Month, Failure> {
        self.month.parse().map_err(|_| Failure::Broken(format!("« {} » n'est pas un mois.", self.month)))
    }
}

fn read(state: &str) -> Result<State, Failure> {
    State::of(state).ok_or_else(|| Failure::Broken(format!("« {state} » n'est pas un état de relevé.")))
}

const LIFE: &str = "SELECT s.number, s.person, s.month, s.issued_on, d.pdf_sha256, s.state, s.since, s.steps,
        EXISTS (SELECT 1 FROM statement_step p WHERE p.statement = s.number AND p.answer IS NOT NULL) AS answered,
        (SELECT MAX(a.id) FROM statement_answer a WHERE a.statement = s.number AND a.channel = 'paper'
            AND NOT EXISTS (SELECT 1 FROM statement_look k WHERE k.answer = a.id)) AS paper
    FROM statement_state s JOIN statement d ON d.number = s.number";

/// The statement of a person and month.
///
/// # Errors
/// `statement_not_issued`.
pub async fn life_of(tx: &mut Tx, person: i64, month: Month) -> Result<Life, Failure> {
    let sql = format!("{LIFE} WHERE s.person = $1 AND s.month = $2");
    let found: Option<Life> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql))
        .bind(person).bind(month.to_string()).fetch_optional(c).await.map_err(failure))?;
    found.ok_or_else(|| STATEMENT_NOT_ISSUED.because(format!("({}, dossier {person})", month.in_french())).into())
}

/// Those of a person, the latest first.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn lives_of(tx: &mut Tx, person: i64) -> Result<Vec<Life>, Failure> {
    let sql = format!("{LIFE} WHERE s.person = $1 ORDER BY s.month DESC");
    on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(person).fetch_all(c).await.map_err(failure))
}

/// An answer as it is told: with its words while they are not erased, and its second look if it is on paper.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Told {
    /// Its identifier.
    pub id: String,
    /// `interview`, `portal` or `paper`.
    pub channel: String,
    /// The answer.
    pub answer: String,
    /// The very words.
    pub wording: String,
    /// The layers shown.
    pub layers: String,
    /// In which presentation it was given.
    pub presentation: Option<String>,
    /// What became of the copy.
    pub copy: String,
    /// When the plain layer was shown.
    pub plain_at: Option<DateTime<Utc>>,
    /// When the detail was.
    pub detail_at: Option<DateTime<Utc>>,
    /// When the answers were.
    pub answer_at: Option<DateTime<Utc>>,
    /// True when the person typed their code.
    pub by_code: bool,
    /// The sheet.
    pub scan: Option<String>,
    /// Its name.
    pub scan_name: Option<String>,
    /// What it is.
    pub scan_kind: Option<String>,
    /// The day on the sheet.
    pub signed_on: Option<NaiveDate>,
    /// When.
    pub answered_at: DateTime<Utc>,
    /// Before whom, or by whom the sheet was joined: the identifier.
    pub recorded_by: String,
    /// The name.
    pub author: String,
    /// What the person said.
    pub comment: Option<String>,
    /// Who helped.
    pub helper: Option<String>,
    /// How.
    pub help: Option<String>,
    /// The second look: whether it counts.
    pub accepted: Option<bool>,
    /// Why it was set aside.
    pub reason: Option<String>,
    /// When.
    pub looked_at: Option<DateTime<Utc>>,
    /// By whom: the name.
    pub looker: Option<String>,
    /// True once its proof is sealed, and as long as it is not erased.
    pub proven: bool,
}

impl Told {
    /// True of a sheet that nobody has compared with the statement.
    #[must_use]
    pub const fn awaits_look(&self) -> bool {
        self.scan.is_some() && self.accepted.is_none()
    }
}

/// The answers to a statement, the latest first.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn told_of(tx: &mut Tx, life: &Life) -> Result<Vec<Told>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT a.id, a.channel, a.answer, a.wording, a.layers, a.presentation, a.copy, a.code_use IS NOT NULL AS by_code, a.scan, f.name AS scan_name,
            f.kind AS scan_kind, a.signed_on, a.answered_at, a.recorded_by, u.name AS author, w.comment, w.helper, w.help, k.accepted, k.reason,
            k.looked_at, l.name AS looker, EXISTS (SELECT 1 FROM statement_proof f WHERE f.answer = a.id AND f.file IS NOT NULL) AS proven,
            (SELECT s.shown_at FROM statement_screen s WHERE s.presentation = a.presentation AND s.screen = 'plain') AS plain_at,
            (SELECT s.shown_at FROM statement_screen s WHERE s.presentation = a.presentation AND s.screen = 'detail') AS detail_at,
            (SELECT s.shown_at FROM statement_screen s WHERE s.presentation = a.presentation AND s.screen = 'answer') AS answer_at
         FROM statement_answer a JOIN app_user u ON u.id = a.recorded_by LEFT JOIN statement_words w ON w.answer = a.id
            LEFT JOIN statement_scan f ON f.id = a.scan
            LEFT JOIN statement_look k ON k.answer = a.id LEFT JOIN app_user l ON l.id = k.looked_by
         WHERE a.statement = $1 ORDER BY a.id DESC").bind(&life.number).fetch_all(c).await.map_err(failure))
}

/// A statement of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Listed {
    /// Its number.
    pub number: String,
    /// Its person.
    pub person: i64,
    /// Their name, unless it was erased.
    pub name: Option<String>,
    /// The month.
    pub month: String,
    /// The date that it bears.
    pub issued_on: NaiveDate,
    /// Where it is.
    pub state: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Tries to reach the person.
    pub tries: i64,
    /// The sheet that waits for its second look, if one does.
    pub paper: Option<String>,
    /// Who joined it.
    pub paper_by: Option<String>,
}

/// Statements as lists tell them.
#[derive(Clone, Debug)]
pub struct States {
    /// Of this month; of all without one.
    pub month: Option<Month>,
    /// Only those whose person has not answered yet, or whose sheet waits for its second look.
    pub open: bool,
    /// Whose.
    pub reach: Reach,
}

impl Question for States {
    type Answer = Vec<Listed>;

    async fn ask(&self, tx: &mut Tx) -> Result<Vec<Listed>, Failure> {
        let open = if self.open {
            "AND (s.state IN ('to_present', 'presented', 'not_reached') OR EXISTS (SELECT 1 FROM statement_answer a
                WHERE a.statement = s.number AND a.channel = 'paper' AND NOT EXISTS (SELECT 1 FROM statement_look k WHERE k.answer = a.id)))"
        } else {
            ""
        };
        let sql = format!(
            "SELECT s.number, s.person, NULLIF(trim(COALESCE(p.family_name, '') || ' ' || COALESCE(p.given_name, '')), '') AS name, s.month,
                s.issued_on, s.state, s.since, (SELECT COUNT(*) FROM statement_try t WHERE t.statement = s.number) AS tries,
                w.id AS paper, w.recorded_by AS paper_by
             FROM statement_state s JOIN person_current p ON p.number = s.person
                LEFT JOIN statement_answer w ON w.statement = s.number AND w.channel = 'paper'
                    AND NOT EXISTS (SELECT 1 FROM statement_look k WHERE k.answer = w.id)
             WHERE ($1 = '' OR s.month = $1) {open} AND {} ORDER BY s.issued_on, s.number",
            self.reach.condition("s.person")
        );
        let month = self.month.map_or_else(String::new, |month| month.to_string());
        on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(month).fetch_all(c).await.map_err(failure))
    }
}
