//! The personal link: given and shown once; with it the person chooses their code within thirty days, and enters later.

use crate::access::person_code::{Seen, Witness};
use crate::access::secret::{hashed, link_secret};
use crate::access::{Act, Right, audit};
use crate::ids::new_id;
use crate::refusal::{Failure, PORTAL_LINK_ENDED};
use crate::store::{Tx, failure, on};
use chrono::{DateTime, Duration, Utc};

/// How long a code is chosen with a link.
pub const LASTS: Duration = Duration::days(30);

/// The last link given to a person, as the users of the file may know it: never its secret.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Given {
    /// When.
    pub made_at: DateTime<Utc>,
    /// By whom: the name.
    pub author: String,
    /// Until when a code is chosen with it.
    pub expires_at: DateTime<Utc>,
    /// When the person chose their code with it.
    pub used_at: Option<DateTime<Utc>>,
    /// When the space was closed, or another link given.
    pub ended_at: Option<DateTime<Utc>>,
    /// When the person last began a session.
    pub entered_at: Option<DateTime<Utc>>,
}

/// The last link of a person; none when none was ever given.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn standing(tx: &mut Tx, person: i64) -> Result<Option<Given>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT l.made_at, u.name AS author, l.expires_at, l.used_at, l.ended_at,
            (SELECT MAX(s.began_at) FROM portal_session s WHERE s.link = l.id) AS entered_at
         FROM portal_link l JOIN app_user u ON u.id = l.made_by WHERE l.person = $1 ORDER BY l.id DESC LIMIT 1")
        .bind(person).fetch_optional(c).await.map_err(failure))
}

/// Opens the person's space with a new link; the one before, and its sessions, end. The secret is shown now and never again.
///
/// # Errors
/// `role_not_allowed`, `access_not_confirmed`.
pub async fn give(tx: &mut Tx, act: &Act, person: i64, seen: Seen) -> Result<String, Failure> {
    act.with(Right::Present)?;
    close(tx, person, act.at).await?;
    let secret = link_secret()?;
    on!(tx, c => sqlx::query(
        "INSERT INTO portal_link (id, secret_hash, person, seen, made_at, made_by, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(new_id()).bind(hashed("portal-link", &secret)).bind(person).bind(seen.word()).bind(act.at).bind(&act.user.id)
        .bind(act.at + LASTS).execute(c).await.map(|_| ()).map_err(failure))?;
    audit(tx, act, "portal_link_give", &person.to_string(), seen.in_french()).await?;
    Ok(secret)
}

/// Closes the person's space: the link and every session end.
///
/// # Errors
/// `role_not_allowed`; `portal_link_ended` when it is not open.
pub async fn end(tx: &mut Tx, act: &Act, person: i64) -> Result<(), Failure> {
    act.with(Right::Present)?;
    if close(tx, person, act.at).await? == 0 {
        return Err(PORTAL_LINK_ENDED.because(format!("(dossier {person})")).into());
    }
    audit(tx, act, "portal_link_end", &person.to_string(), "").await
}

async fn close(tx: &mut Tx, person: i64, at: DateTime<Utc>) -> Result<u64, Failure> {
    on!(tx, c => sqlx::query("UPDATE portal_link SET ended_at = $2 WHERE person = $1 AND ended_at IS NULL")
        .bind(person).bind(at).execute(c).await.map(|done| done.rows_affected()).map_err(failure))
}

/// What a link does for who holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    /// The person has no code: they choose one. Who gave the link, and how they knew the person.
    Chooses {
        /// Whose.
        person: i64,
        /// Before whom, so to speak.
        witness: Witness,
    },
    /// The person has a code: it is asked.
    Asks {
        /// Whose.
        person: i64,
    },
}

#[derive(sqlx::FromRow)]
struct Row {
    person: i64,
    seen: String,
    made_by: String,
    author: String,
    fresh: bool,
    has_code: bool,
}

/// What the link of that secret opens.
///
/// # Errors
/// `portal_link_ended` once it was taken back; when there is no code, also once it has served, is too old, or whoever gave it may not
/// give any more.
pub async fn opened(tx: &mut Tx, secret: &str, at: DateTime<Utc>) -> Result<Opened, Failure> {
    let row: Option<Row> = on!(tx, c => sqlx::query_as(
        "SELECT l.person, l.seen, l.made_by, u.name AS author,
            (l.used_at IS NULL AND l.expires_at > $2 AND u.active AND u.role IN ('gestionnaire', 'comptable', 'responsable')) AS fresh,
            EXISTS (SELECT 1 FROM person_code k WHERE k.person = l.person AND k.phc IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM person_code n WHERE n.person = k.person AND n.version > k.version)) AS has_code
         FROM portal_link l JOIN app_user u ON u.id = l.made_by WHERE l.secret_hash = $1 AND l.ended_at IS NULL")
        .bind(hashed("portal-link", secret)).bind(at).fetch_optional(c).await.map_err(failure))?;
    match row {
        Some(row) if row.has_code => Ok(Opened::Asks { person: row.person }),
        Some(row) if row.fresh => {
            let witness = Witness { user: row.made_by, name: row.author, seen: Seen::read(&row.seen)? };
            Ok(Opened::Chooses { person: row.person, witness })
        }
        _ => Err(PORTAL_LINK_ENDED.because("").into()),
    }
}

/// A code was chosen with the link: it chooses no other.
///
/// # Errors
/// `portal_link_ended` when it has served already.
pub async fn used(tx: &mut Tx, secret: &str, at: DateTime<Utc>) -> Result<(), Failure> {
    let marked = on!(tx, c => sqlx::query(
        "UPDATE portal_link SET used_at = $2 WHERE secret_hash = $1 AND used_at IS NULL AND ended_at IS NULL AND expires_at > $2")
        .bind(hashed("portal-link", secret)).bind(at).execute(c).await.map(|done| done.rows_affected()).map_err(failure))?;
    if marked == 1 { Ok(()) } else { Err(PORTAL_LINK_ENDED.because("").into()) }
}
