//! The codes of people and their uses in the database.

use super::rules::{Known, acceptable, plain};
use crate::access::hash::{matches, phc};
use crate::access::lockout::{Counted, locked_until};
use crate::access::secret::random;
use crate::access::{Act, Right, audit};
use crate::ids::new_id;
use crate::plural::count;
use crate::refusal::{Failure, PERSON_CODE_LOCKED, PERSON_CODE_NONE, PERSON_CODE_SEEN, PERSON_CODE_WRONG, Refusal};
use crate::store::{Tx, failure, on};
use chrono::{DateTime, Utc};

/// How the user knew who the person was when they chose their code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// The user knows them.
    Known,
    /// They showed an identity document.
    Document,
}

impl Seen {
    /// Its word in the database and in forms.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::Document => "document",
        }
    }

    /// Reads a word.
    ///
    /// # Errors
    /// `person_code_seen_known`.
    pub fn read(word: &str) -> Result<Self, Refusal> {
        [Self::Known, Self::Document].into_iter().find(|one| one.word() == word).ok_or_else(|| PERSON_CODE_SEEN.because(""))
    }

    /// In French.
    #[must_use]
    pub const fn in_french(self) -> &'static str {
        match self {
            Self::Known => "personne connue",
            Self::Document => "pièce d’identité vue",
        }
    }
}

/// A code as everybody may know it: since when, before whom; never the code.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Standing {
    /// Its version.
    pub version: i64,
    /// True when it opens; else it was taken back.
    pub opens: bool,
    /// How the person was known: `known` or `document`.
    pub seen: Option<String>,
    /// When it was chosen, or taken back.
    pub chosen_at: DateTime<Utc>,
    /// On whose screen: the name.
    pub presenter: String,
}

/// The last version of a person's code; none when they never chose one.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn standing(tx: &mut Tx, person: i64) -> Result<Option<Standing>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT c.version, c.phc IS NOT NULL AS opens, c.seen, c.chosen_at, u.name AS presenter
         FROM person_code c JOIN app_user u ON u.id = c.presenter WHERE c.person = $1 ORDER BY c.version DESC LIMIT 1")
        .bind(person).fetch_optional(c).await.map_err(failure))
}

/// Before whom a code was chosen, and how they knew the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// The identifier of the user.
    pub user: String,
    /// Their name.
    pub name: String,
    /// How.
    pub seen: Seen,
}

/// Keeps the code that a person chose by themself, with the link that a user gave them.
///
/// # Errors
/// `person_code_shape`, `person_code_obvious`; `role_not_allowed` once that user gives no links any more.
pub async fn choose_by_link(tx: &mut Tx, act: &Act, known: Known, typed: &str, witness: &Witness) -> Result<(), Failure> {
    let phc = phc(&acceptable(typed, known)?, &random()?)?;
    insert(tx, (&witness.user, act.at), known.number, Some(phc), Some(witness.seen)).await?;
    let detail = format!("avec le lien donné par {}, {}", witness.name, witness.seen.in_french());
    audit(tx, act, "person_code_choose", &known.number.to_string(), &detail).await
}

async fn insert(
    tx: &mut Tx,
    (presenter, at): (&str, DateTime<Utc>),
    person: i64,
    phc: Option<String>,
    seen: Option<Seen>,
) -> Result<(), Failure> {
    on!(tx, c => sqlx::query(
        "INSERT INTO person_code (person, version, phc, seen, chosen_at, presenter)
         VALUES ($1, (SELECT COALESCE(MAX(version), 0) + 1 FROM person_code WHERE person = $1), $2, $3, $4, $5)")
        .bind(person).bind(phc).bind(seen.map(Seen::word)).bind(at).bind(presenter)
        .execute(c).await.map(|_| ()).map_err(failure))
}

/// Keeps the code that a person has just chosen; the one before opens no more.
///
/// # Errors
/// `role_not_allowed`, `person_code_shape`, `person_code_obvious`, `access_not_confirmed`.
pub async fn choose(tx: &mut Tx, act: &Act, known: Known, typed: &str, seen: Seen) -> Result<(), Failure> {
    act.with(Right::Present)?;
    let phc = phc(&acceptable(typed, known)?, &random()?)?;
    insert(tx, (&act.user.id, act.at), known.number, Some(phc), Some(seen)).await?;
    audit(tx, act, "person_code_choose", &known.number.to_string(), seen.in_french()).await
}

/// Takes a person's code back.
///
/// # Errors
/// `role_not_allowed`, `person_code_none`, `access_not_confirmed`.
pub async fn revoke(tx: &mut Tx, act: &Act, person: i64) -> Result<(), Failure> {
    act.with(Right::Present)?;
    if !standing(tx, person).await?.is_some_and(|code| code.opens) {
        return Err(PERSON_CODE_NONE.because(format!("(dossier {person})")).into());
    }
    insert(tx, (&act.user.id, act.at), person, None, None).await?;
    audit(tx, act, "person_code_revoke", &person.to_string(), "").await
}

/// What is asked of the database before a code is looked at.
#[derive(Clone, Debug)]
pub struct Asked {
    person: i64,
    code: Option<(i64, String)>,
    locked: Option<Refusal>,
}

/// A code that was looked at.
#[derive(Clone, Debug)]
pub struct Checked {
    asked: Asked,
    right: bool,
}

impl Asked {
    /// Looks at the code typed: slow by design, done away from the database and from the threads that serve.
    #[must_use]
    pub fn check(self, typed: &str) -> Checked {
        let right = self.locked.is_none() && matches(&plain(typed), self.code.as_ref().map(|(_, phc)| phc.as_str()));
        Checked { asked: self, right }
    }
}

/// The code of a person that opens now, and whether wrong ones make it wait.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn asked(tx: &mut Tx, person: i64, at: DateTime<Utc>) -> Result<Asked, Failure> {
    let code: Option<(i64, Option<String>)> = on!(tx, c => sqlx::query_as(
        "SELECT version, phc FROM person_code WHERE person = $1 ORDER BY version DESC LIMIT 1")
        .bind(person).fetch_optional(c).await.map_err(failure))?;
    let code = code.and_then(|(version, phc)| Some((version, phc?)));
    let locked = match &code {
        Some((version, _)) => locked(tx, person, *version, at).await?,
        None => None,
    };
    Ok(Asked { person, code, locked })
}

async fn locked(tx: &mut Tx, person: i64, version: i64, at: DateTime<Utc>) -> Result<Option<Refusal>, Failure> {
    let found: Option<(i64, Option<DateTime<Utc>>)> = on!(tx, c => sqlx::query_as(
        "SELECT failures, last_at FROM person_code_failed WHERE person = $1 AND version = $2")
        .bind(person).bind(version).fetch_optional(c).await.map_err(failure))?;
    let Some((failures, last)) = found else { return Ok(None) };
    let until = locked_until(Counted::Name, u32::try_from(failures).unwrap_or(u32::MAX), last, at);
    Ok(until.map(|until| {
        let minutes = until.signed_duration_since(at).num_seconds().saturating_add(59).div_euclid(60);
        PERSON_CODE_LOCKED.because(format!("(nouvel essai possible dans {})", count(minutes, "minute", "minutes")))
    }))
}

/// Counts a right code for a presentation, and gives the identifier of this use.
///
/// # Errors
/// `person_code_none`, `person_code_locked`, `person_code_wrong`: the last is then noted by [`note_wrong`], in a transaction of its own.
pub async fn used(tx: &mut Tx, act: &Act, checked: &Checked, presentation: &str) -> Result<String, Failure> {
    let person = checked.asked.person;
    let now = asked(tx, person, act.at).await?;
    let Some((version, phc)) = &now.code else { return Err(PERSON_CODE_NONE.because("").into()) };
    if let Some(refusal) = now.locked.as_ref().or(checked.asked.locked.as_ref()) {
        return Err(refusal.clone().into());
    }
    // The code may have changed while it was looked at.
    if !checked.right || checked.asked.code.as_ref().is_none_or(|(_, before)| before != phc) {
        return Err(PERSON_CODE_WRONG.because("").into());
    }
    note(tx, act, person, *version, presentation, true).await
}

/// Counts a wrong code, after the transaction that it stopped.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn note_wrong(tx: &mut Tx, act: &Act, checked: &Checked, presentation: &str) -> Result<(), Failure> {
    let now = asked(tx, checked.asked.person, act.at).await?;
    let Some((version, _)) = now.code.filter(|_| now.locked.is_none()) else { return Ok(()) };
    note(tx, act, checked.asked.person, version, presentation, false).await.map(|_| ())
}

async fn note(tx: &mut Tx, act: &Act, person: i64, version: i64, presentation: &str, opened: bool) -> Result<String, Failure> {
    let id = new_id();
    on!(tx, c => sqlx::query(
        "INSERT INTO person_code_use (id, person, version, presentation, opened, used_at, presenter) VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(&id).bind(person).bind(version).bind(presentation).bind(opened).bind(act.at).bind(&act.user.id)
        .execute(c).await.map(|_| ()).map_err(failure))?;
    let action = if opened { "person_code_use" } else { "person_code_wrong" };
    audit(tx, act, action, &person.to_string(), presentation).await?;
    Ok(id)
}
