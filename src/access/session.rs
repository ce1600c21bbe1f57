//! Sessions: who is signed in, how far, and until when. Only the hash of a session's secret is stored.

use super::confirmation::awaits_confirmation;
use super::opened::Opened;
use super::secret::{derived, hashed, link_secret};
use super::store::{recorded, role_of};
use super::{Right, User};
use crate::ids::new_id;
use crate::refusal::{Failure, SESSION_UNKNOWN};
use crate::store::{Tx, failure, on};
use chrono::{DateTime, Duration, Utc};

/// How long a session lives without a request.
pub const IDLE: Duration = Duration::minutes(60);
/// How long it lives at most, from the password on.
pub const ABSOLUTE: Duration = Duration::hours(12);
/// How long a password waits for its second factor, or for its enrolment.
pub const PENDING: Duration = Duration::minutes(15);
/// How long a second factor that was given allows what asks for one again.
pub const CONFIRMED: Duration = Duration::minutes(15);
/// How exactly the last request is known.
const TOUCH: Duration = Duration::minutes(1);

/// How far somebody is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The password was right, or the provider said who it is; the second factor is awaited.
    Password,
    /// The role needs a second factor and none is enrolled: nothing else is allowed.
    Enrolling,
    /// In.
    Full,
}

impl Stage {
    const ALL: [Self; 3] = [Self::Password, Self::Enrolling, Self::Full];

    const fn word(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Enrolling => "enrolling",
            Self::Full => "full",
        }
    }
}

/// A session that was recognised by its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its identifier, which opens nothing.
    pub id: String,
    /// Who is in, with the role of now.
    pub user: User,
    /// How far.
    pub stage: Stage,
    /// True until a second person confirms the user's access: nothing is open but their own account.
    pub awaits: bool,
    /// What every form sends back: derived from the secret, never stored.
    pub csrf: String,
    /// By what.
    pub opened: Opened,
    /// When the password was given, or the provider asked.
    pub created_at: DateTime<Utc>,
    /// The last request, to the minute.
    pub seen_at: DateTime<Utc>,
    /// When a second factor was last given.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// The browser, as it names itself.
    pub agent: String,
    /// The network address.
    pub address: String,
}

impl Session {
    /// True when a second factor was given so lately that what asks for one may go on.
    #[must_use]
    pub fn is_confirmed(&self, at: DateTime<Utc>) -> bool {
        self.confirmed_at.is_some_and(|given| at.signed_duration_since(given) <= CONFIRMED)
    }

    /// True when [`touch`] would record something: a page that only reads need not ask for the writer otherwise.
    #[must_use]
    pub fn wants_touch(&self, at: DateTime<Utc>) -> bool {
        at.signed_duration_since(self.seen_at) >= TOUCH
    }
}

/// A session that just began, with the secret that only its browser will know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSession {
    /// 256 random bits, fit for a cookie.
    pub secret: String,
    /// The session.
    pub session: Session,
}

/// An open session as its owner and the administrator see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSession {
    /// Its identifier.
    pub id: String,
    /// How far.
    pub stage: Stage,
    /// By what.
    pub opened: Opened,
    /// When the password was given, or the provider asked.
    pub created_at: DateTime<Utc>,
    /// The last request, to the minute.
    pub seen_at: DateTime<Utc>,
    /// The browser, as it names itself.
    pub agent: String,
    /// The network address.
    pub address: String,
}

/// When a session ends by itself.
#[must_use]
pub fn expires_at(stage: Stage, created_at: DateTime<Utc>, seen_at: DateTime<Utc>) -> DateTime<Utc> {
    match stage {
        Stage::Full => (created_at + ABSOLUTE).min(seen_at + IDLE),
        Stage::Password | Stage::Enrolling => created_at + PENDING,
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    app_user: String,
    name: String,
    role: String,
    stage: String,
    signed_in_at: DateTime<Utc>,
    seen_at: DateTime<Utc>,
    confirmed_at: Option<DateTime<Utc>>,
    agent: String,
    address: String,
    opened_by: String,
    identity: Option<String>,
    awaits: bool,
}

impl Row {
    fn stage(&self) -> Result<Stage, Failure> {
        let stage = Stage::ALL.into_iter().find(|stage| stage.word() == self.stage);
        stage.ok_or_else(|| Failure::Broken(format!("l'étape de session « {} » est inconnue.", self.stage)))
    }

    /// True while the session has not ended by itself. One that was seen after `at` lives: clocks differ a little between servers.
    fn lives(&self, at: DateTime<Utc>) -> Result<bool, Failure> {
        Ok(at < expires_at(self.stage()?, self.signed_in_at, self.seen_at))
    }

    fn into_session(self, secret: &str) -> Result<Session, Failure> {
        let (stage, opened) = (self.stage()?, Opened::of(&self.opened_by, self.identity.as_deref()));
        let user = User { id: self.app_user, name: self.name, role: role_of(&self.role)? };
        Ok(Session {
            id: self.id,
            user,
            stage,
            opened,
            awaits: self.awaits,
            csrf: derived("csrf", secret),
            created_at: self.signed_in_at,
            seen_at: self.seen_at,
            confirmed_at: self.confirmed_at,
            agent: self.agent,
            address: self.address,
        })
    }
}

/// The session that this secret opens; none when it is unknown, ended, expired, or its user disabled.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn session(tx: &mut Tx, secret: &str, at: DateTime<Utc>) -> Result<Option<Session>, Failure> {
    let row: Option<Row> = on!(tx, c => sqlx::query_as(
        "SELECT s.id, s.app_user, u.name, u.role, s.stage, s.signed_in_at, s.seen_at, s.confirmed_at, s.agent, s.address,
            s.opened_by, s.identity, EXISTS (SELECT 1 FROM access_awaited a WHERE a.app_user = u.id) AS awaits
         FROM session s JOIN app_user u ON u.id = s.app_user WHERE s.secret_hash = $1 AND s.ended_at IS NULL AND u.active")
        .bind(hashed("session", secret)).fetch_optional(c).await.map_err(failure))?;
    let Some(row) = row else { return Ok(None) };
    if row.lives(at)? { row.into_session(secret).map(Some) } else { Ok(None) }
}

/// Notes that the session is in use, once a minute at most.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn touch(tx: &mut Tx, session: &Session, at: DateTime<Utc>) -> Result<(), Failure> {
    if !session.wants_touch(at) {
        return Ok(());
    }
    on!(tx, c => sqlx::query("UPDATE session SET seen_at = $2 WHERE id = $1 AND ended_at IS NULL AND seen_at < $2")
        .bind(&session.id).bind(at).execute(c).await.map(|_| ()).map_err(failure))
}

/// Where somebody comes from, by what, and since when.
pub(super) struct Origin<'a> {
    pub signed_in_at: DateTime<Utc>,
    pub opened: Opened,
    pub agent: &'a str,
    pub address: &'a str,
}

/// Begins a session.
///
/// # Errors
/// `second_factor_missing`, `user_disabled`, `identity_not_linked`.
pub(super) async fn begin(
    tx: &mut Tx,
    user: &User,
    stage: Stage,
    origin: &Origin<'_>,
    at: DateTime<Utc>,
    confirmed: bool,
) -> Result<NewSession, Failure> {
    let secret = link_secret()?;
    let session = Session {
        id: new_id(),
        user: user.clone(),
        stage,
        opened: origin.opened.clone(),
        awaits: awaits_confirmation(tx, user).await?,
        csrf: derived("csrf", &secret),
        created_at: origin.signed_in_at,
        seen_at: at,
        confirmed_at: confirmed.then_some(at),
        agent: cut(origin.agent, 300),
        address: cut(origin.address, 60),
    };
    on!(tx, c => sqlx::query(
        "INSERT INTO session (id, app_user, secret_hash, stage, signed_in_at, seen_at, confirmed_at, agent, address, opened_by, identity)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)")
        .bind(&session.id).bind(&user.id).bind(hashed("session", &secret)).bind(stage.word()).bind(session.created_at).bind(at)
        .bind(session.confirmed_at).bind(&session.agent).bind(&session.address).bind(session.opened.word()).bind(session.opened.identity())
        .execute(c).await.map(|_| ()).map_err(failure))?;
    Ok(NewSession { secret, session })
}

/// A browser may call itself anything, at any length.
fn cut(text: &str, longest: usize) -> String {
    text.chars().filter(|c| !c.is_control()).take(longest).collect()
}

/// Ends a session and begins the same one, further in, under a new secret: a secret that somebody saw before is worth nothing.
///
/// # Errors
/// Those of [`begin`].
pub(super) async fn rotate(tx: &mut Tx, session: &Session, at: DateTime<Utc>) -> Result<NewSession, Failure> {
    end(tx, &session.user.id, &session.id, at).await?;
    let (agent, address) = (session.agent.as_str(), session.address.as_str());
    let origin = Origin { signed_in_at: session.created_at, opened: session.opened.clone(), agent, address };
    begin(tx, &session.user, Stage::Full, &origin, at, true).await
}

async fn end(tx: &mut Tx, by_user: &str, session: &str, at: DateTime<Utc>) -> Result<(), Failure> {
    on!(tx, c => sqlx::query("UPDATE session SET ended_at = $2, ended_by = $3 WHERE id = $1 AND ended_at IS NULL")
        .bind(session).bind(at).bind(by_user).execute(c).await.map(|_| ()).map_err(failure))
}

/// The open sessions of a user, the latest first.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn sessions_of(tx: &mut Tx, user: &User, at: DateTime<Utc>) -> Result<Vec<OpenSession>, Failure> {
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(
        "SELECT s.id, s.app_user, u.name, u.role, s.stage, s.signed_in_at, s.seen_at, s.confirmed_at, s.agent, s.address,
            s.opened_by, s.identity, EXISTS (SELECT 1 FROM access_awaited a WHERE a.app_user = u.id) AS awaits
         FROM session s JOIN app_user u ON u.id = s.app_user WHERE s.app_user = $1 AND s.ended_at IS NULL ORDER BY s.seen_at DESC, s.id")
        .bind(&user.id).fetch_all(c).await.map_err(failure))?;
    let mut open = Vec::with_capacity(rows.len());
    for row in rows {
        if row.lives(at)? {
            let (stage, opened) = (row.stage()?, Opened::of(&row.opened_by, row.identity.as_deref()));
            open.push(OpenSession {
                id: row.id,
                stage,
                opened,
                created_at: row.signed_in_at,
                seen_at: row.seen_at,
                agent: row.agent,
                address: row.address,
            });
        }
    }
    Ok(open)
}

/// Ends one session: one's own, or another's for who may administer users.
///
/// # Errors
/// `session_unknown`; `role_not_allowed`.
pub async fn end_session(tx: &mut Tx, by_user: &User, session: &str, at: DateTime<Utc>) -> Result<(), Failure> {
    let row: Option<(String, String)> = on!(tx, c => sqlx::query_as(
        "SELECT u.id, u.name FROM session s JOIN app_user u ON u.id = s.app_user WHERE s.id = $1 AND s.ended_at IS NULL")
        .bind(session).fetch_optional(c).await.map_err(failure))?;
    let Some((owner, name)) = row else { return Err(SESSION_UNKNOWN.because("").into()) };
    if owner != by_user.id {
        by_user.with(Right::Users)?;
    }
    end(tx, &by_user.id, session, at).await?;
    recorded(tx, &by_user.id, at, "session_end", &name, "").await
}

/// Ends every session of a user but one; says how many.
///
/// # Errors
/// `role_not_allowed` for the sessions of another.
pub async fn end_sessions_of(
    tx: &mut Tx,
    by_user: &User,
    user: &User,
    except: Option<&Session>,
    at: DateTime<Utc>,
) -> Result<u64, Failure> {
    if by_user.id != user.id {
        by_user.with(Right::Users)?;
    }
    let ended = close_all(tx, &by_user.id, &user.id, except, at).await?;
    if ended > 0 {
        recorded(tx, &by_user.id, at, "sessions_end", &user.name, &ended.to_string()).await?;
    }
    Ok(ended)
}

/// Ends every session of a user but one, without a question.
pub(super) async fn close_all(
    tx: &mut Tx,
    by_user: &str,
    user: &str,
    except: Option<&Session>,
    at: DateTime<Utc>,
) -> Result<u64, Failure> {
    let kept = except.map_or("", |session| session.id.as_str());
    on!(tx, c => sqlx::query("UPDATE session SET ended_at = $2, ended_by = $3 WHERE app_user = $1 AND ended_at IS NULL AND id <> $4")
        .bind(user).bind(at).bind(by_user).bind(kept).execute(c).await.map(|done| done.rows_affected()).map_err(failure))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_session_never_outlives_its_day_nor_an_idle_hour(since in 0_i64..100_000, idle in 0_i64..100_000) {
            let created = DateTime::<Utc>::UNIX_EPOCH;
            let seen = created + Duration::seconds(since);
            let at = seen + Duration::seconds(idle);
            if at < expires_at(Stage::Full, created, seen) {
                prop_assert!(idle < 3_600 && since + idle < 12 * 3_600);
            }
            for stage in [Stage::Password, Stage::Enrolling] {
                prop_assert_eq!(at < expires_at(stage, created, seen), since + idle < 900);
            }
        }
    }
}
