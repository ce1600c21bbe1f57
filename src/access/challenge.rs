//! What was asked of a browser, kept here until its one answer.

use super::session::Session;
use crate::ids::new_id;
use crate::refusal::{CHALLENGE_ENDED, Failure};
use crate::store::{Tx, failure, on};
use chrono::{DateTime, Duration, Utc};

/// How long an answer is awaited.
pub const CHALLENGE: Duration = Duration::minutes(5);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Totp,
    PasskeyRegistration,
    PasskeySignIn,
}

impl Kind {
    const fn word(self) -> &'static str {
        match self {
            Self::Totp => "totp",
            Self::PasskeyRegistration => "passkey_registration",
            Self::PasskeySignIn => "passkey_sign_in",
        }
    }
}

/// A challenge that waits.
pub(super) struct Challenge {
    id: String,
    pub state: String,
}

pub(super) async fn ask(tx: &mut Tx, session: &Session, kind: Kind, state: &str, at: DateTime<Utc>) -> Result<(), Failure> {
    on!(tx, c => sqlx::query("INSERT INTO factor_challenge (id, session, kind, state, expires_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(new_id()).bind(&session.id).bind(kind.word()).bind(state).bind(at + CHALLENGE)
        .execute(c).await.map(|_| ()).map_err(failure))
}

/// The last challenge of this kind that the session still has to answer.
///
/// # Errors
/// `challenge_ended`.
pub(super) async fn awaited(tx: &mut Tx, session: &Session, kind: Kind, at: DateTime<Utc>) -> Result<Challenge, Failure> {
    let row: Option<(String, String)> = on!(tx, c => sqlx::query_as(
        "SELECT id, state FROM factor_challenge WHERE session = $1 AND kind = $2 AND used_at IS NULL AND expires_at > $3 ORDER BY id DESC LIMIT 1")
        .bind(&session.id).bind(kind.word()).bind(at).fetch_optional(c).await.map_err(failure))?;
    row.map(|(id, state)| Challenge { id, state }).ok_or_else(|| CHALLENGE_ENDED.because("").into())
}

pub(super) async fn answered(tx: &mut Tx, challenge: &Challenge, at: DateTime<Utc>) -> Result<(), Failure> {
    on!(tx, c => sqlx::query("UPDATE factor_challenge SET used_at = $2 WHERE id = $1")
        .bind(&challenge.id).bind(at).execute(c).await.map(|_| ()).map_err(failure))
}
