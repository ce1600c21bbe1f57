//! The person's sessions: opened by the file's number and the code, ended after a while. Only the hash of a session's secret is stored.

use crate::access::attempt::{Outcome, locked, name_hash, note};
use crate::access::hash::matches;
use crate::access::person_code::plain;
use crate::access::secret::{derived, hashed, link_secret};
use crate::access::{Act, audit};
use crate::ids::new_id;
use crate::refusal::{Failure, PORTAL_LOCKED, PORTAL_REFUSED, Refusal};
use crate::store::{Tx, failure, on};
use chrono::{DateTime, Duration, Utc};

/// How long a session lives without a request: telephones are lent and left on tables.
pub const IDLE: Duration = Duration::minutes(20);
/// How long it lives at most.
pub const ABSOLUTE: Duration = Duration::hours(3);
/// How exactly the last request is known.
const TOUCH: Duration = Duration::minutes(1);

/// A session that was recognised by its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortalSession {
    /// Its identifier, which opens nothing.
    pub id: String,
    /// Whose.
    pub person: i64,
    /// What every form sends back: derived from the secret, never stored.
    pub csrf: String,
    /// When the code was given.
    pub began_at: DateTime<Utc>,
    /// The last request, to the minute.
    pub seen_at: DateTime<Utc>,
}

/// A session that just began, with the secret that only its browser will know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPortalSession {
    /// 256 random bits, fit for a cookie.
    pub secret: String,
    /// The session.
    pub session: PortalSession,
}

/// When a session ends by itself.
#[must_use]
pub fn expires_at(began_at: DateTime<Utc>, seen_at: DateTime<Utc>) -> DateTime<Utc> {
    (began_at + ABSOLUTE).min(seen_at + IDLE)
}

/// The answer to a number and a code. A refusal is an answer too: the caller commits, so that the failure counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// No; the sentence says nothing of which part was wrong.
    Refused(Refusal),
    /// In.
    In(NewPortalSession),
}

/// What is known of a number before its code is looked at.
#[derive(Clone, Debug)]
pub struct Asked {
    name: Vec<u8>,
    person: Option<i64>,
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
    /// Looks at the code: slow by design, the same for a number that nobody bears; away from the database.
    #[must_use]
    pub fn check(self, typed: &str) -> Checked {
        let right = self.locked.is_none() && matches(&plain(typed), self.code.as_ref().map(|(_, phc)| phc.as_str()));
        Checked { asked: self, right }
    }
}

/// Looks a number up, as it is on a statement.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn asked(tx: &mut Tx, typed: &str, address: &str, at: DateTime<Utc>) -> Result<Asked, Failure> {
    match plain(typed).parse() {
        Ok(number) => asked_of(tx, number, address, at).await,
        Err(_) => asked_as(tx, typed, None, address, at).await,
    }
}

/// The same for the person of a link: however a number is known, it is counted once.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn asked_of(tx: &mut Tx, person: i64, address: &str, at: DateTime<Utc>) -> Result<Asked, Failure> {
    asked_as(tx, &person.to_string(), Some(person), address, at).await
}

async fn asked_as(tx: &mut Tx, typed: &str, number: Option<i64>, address: &str, at: DateTime<Utc>) -> Result<Asked, Failure> {
    // Apart from the names of users.
    let name = name_hash(&format!("espace {typed}"));
    let locked = locked(tx, &name, address, at).await?.map(|refusal| PORTAL_LOCKED.because(refusal.facts));
    let code = match number {
        Some(person) => current(tx, person).await?,
        None => None,
    };
    Ok(Asked { name, person: number.filter(|_| code.is_some()), code, locked })
}

/// The code that opens the space of a person now: its version and hash; none while the space is closed.
async fn current(tx: &mut Tx, person: i64) -> Result<Option<(i64, String)>, Failure> {
    let row: Option<(i64, Option<String>)> = on!(tx, c => sqlx::query_as(
        "SELECT k.version, k.phc FROM person_code k JOIN portal_link l ON l.person = k.person AND l.ended_at IS NULL
         WHERE k.person = $1 ORDER BY k.version DESC LIMIT 1")
        .bind(person).fetch_optional(c).await.map_err(failure))?;
    Ok(row.and_then(|(version, phc)| Some((version, phc?))))
}

/// Answers a code that was looked at, and counts it.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn sign_in(tx: &mut Tx, act: &Act, checked: Checked, address: &str) -> Result<SignIn, Failure> {
    let Checked { asked, right } = checked;
    if let Some(refusal) = asked.locked {
        return Ok(SignIn::Refused(refusal));
    }
    // Others may have tried, and the code may have changed, while it was looked at.
    if let Some(refusal) = locked(tx, &asked.name, address, act.at).await? {
        return Ok(SignIn::Refused(PORTAL_LOCKED.because(refusal.facts)));
    }
    let person = match asked.person {
        Some(person) if right && current(tx, person).await? == asked.code => person,
        _ => {
            note(tx, &asked.name, None, address, Outcome::Password, act.at).await?;
            return Ok(SignIn::Refused(PORTAL_REFUSED.because("")));
        }
    };
    note(tx, &asked.name, None, address, Outcome::Success, act.at).await?;
    Ok(SignIn::In(enter(tx, act, person).await?))
}

/// Begins a session of a person who has just proved that it is they.
///
/// # Errors
/// `portal_link_ended`, `person_code_none`.
pub async fn enter(tx: &mut Tx, act: &Act, person: i64) -> Result<NewPortalSession, Failure> {
    let secret = link_secret()?;
    let session =
        PortalSession { id: new_id(), person, csrf: derived("portal-csrf", &secret), began_at: act.at, seen_at: act.at };
    on!(tx, c => sqlx::query(
        "INSERT INTO portal_session (id, secret_hash, link, person, code_version, began_at, seen_at)
         VALUES ($1, $2, COALESCE((SELECT id FROM portal_link WHERE person = $3 AND ended_at IS NULL), ''), $3,
            (SELECT COALESCE(MAX(version), 0) FROM person_code WHERE person = $3), $4, $4)")
        .bind(&session.id).bind(hashed("portal", &secret)).bind(person).bind(act.at)
        .execute(c).await.map(|_| ()).map_err(failure))?;
    audit(tx, act, "portal_enter", &person.to_string(), "").await?;
    Ok(NewPortalSession { secret, session })
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    person: i64,
    began_at: DateTime<Utc>,
    seen_at: DateTime<Utc>,
}

/// The session that this secret opens; none when it is unknown, ended, expired, or its link or its code opens no more.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn session(tx: &mut Tx, secret: &str, at: DateTime<Utc>) -> Result<Option<PortalSession>, Failure> {
    let row: Option<Row> = on!(tx, c => sqlx::query_as(
        "SELECT s.id, s.person, s.began_at, s.seen_at FROM portal_session s
         JOIN portal_link l ON l.id = s.link AND l.ended_at IS NULL
         JOIN person_code k ON k.person = s.person AND k.version = s.code_version AND k.phc IS NOT NULL
         WHERE s.secret_hash = $1 AND s.ended_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM person_code n WHERE n.person = s.person AND n.version > s.code_version)")
        .bind(hashed("portal", secret)).fetch_optional(c).await.map_err(failure))?;
    Ok(row.filter(|row| at < expires_at(row.began_at, row.seen_at)).map(|row| PortalSession {
        id: row.id,
        person: row.person,
        csrf: derived("portal-csrf", secret),
        began_at: row.began_at,
        seen_at: row.seen_at,
    }))
}

/// Notes that the session is in use.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn touch(tx: &mut Tx, session: &PortalSession, at: DateTime<Utc>) -> Result<(), Failure> {
    on!(tx, c => sqlx::query("UPDATE portal_session SET seen_at = $2 WHERE id = $1 AND ended_at IS NULL AND seen_at < $2")
        .bind(&session.id).bind(at).execute(c).await.map(|_| ()).map_err(failure))
}

impl PortalSession {
    /// True when [`touch`] has something to record: a page that only reads need not ask for the writer otherwise.
    #[must_use]
    pub fn wants_touch(&self, at: DateTime<Utc>) -> bool {
        at.signed_duration_since(self.seen_at) >= TOUCH
    }
}

/// Ends a session, as its person asks.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn leave(tx: &mut Tx, act: &Act, session: &PortalSession) -> Result<(), Failure> {
    on!(tx, c => sqlx::query("UPDATE portal_session SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL AND seen_at <= $2")
        .bind(&session.id).bind(act.at).execute(c).await.map(|_| ()).map_err(failure))?;
    audit(tx, act, "portal_leave", &session.person.to_string(), "").await
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_session_never_outlives_its_hours_nor_an_idle_while(since in 0_i64..30_000, idle in 0_i64..30_000) {
            let began = DateTime::<Utc>::UNIX_EPOCH;
            let seen = began + Duration::seconds(since);
            let at = seen + Duration::seconds(idle);
            prop_assert_eq!(at < expires_at(began, seen), idle < 1_200 && since + idle < 10_800);
        }
    }
}
