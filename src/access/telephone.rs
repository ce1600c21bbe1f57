//! The telephone that makes one-time codes: enrolled by a first code, each step accepted once. Its secret is in the database sealed.

use super::challenge::{Kind, answered, ask, awaited};
use super::sealing::{Bound, KeyRing};
use super::secret::random;
use super::session::{NewSession, Session, rotate};
use super::store::recorded;
use super::totp::{SECRET_BYTES, TotpEnrolment, enrolment, opened_step};
use super::{User, factor, organisation, recovery};
use crate::ids::new_id;
use crate::refusal::{CHALLENGE_ENDED, Failure, Refusal, TOTP_CODE_WRONG};
use crate::store::{Tx, failure, on};
use chrono::{DateTime, Utc};

/// A factor that was just enrolled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolled {
    /// The session that goes on, under a new secret.
    pub session: NewSession,
    /// Ten codes for paper, shown now and never again; none when some were left.
    pub recovery_codes: Vec<String>,
}

/// Begins the enrolment of a telephone: a secret that counts once a first code has come back.
///
/// # Errors
/// `factor_to_confirm`.
pub async fn totp_begin(tx: &mut Tx, keys: &KeyRing, session: &Session, at: DateTime<Utc>) -> Result<TotpEnrolment, Failure> {
    factor::may_change(tx, session, at).await?;
    let secret = random::<SECRET_BYTES>()?;
    ask(tx, session, Kind::Totp, &hex::encode(keys.seal(&secret, of_challenge(session))?), at).await?;
    shown(tx, session, &secret).await
}

/// A secret that waits for its first code belongs to the session that asked.
fn of_challenge(session: &Session) -> Bound<'_> {
    Bound { purpose: "totp_challenge", place: &session.id, user: &session.user.id }
}

/// A secret that opens belongs to its row.
pub(super) const fn of_telephone<'a>(id: &'a str, user: &'a str) -> Bound<'a> {
    Bound { purpose: "totp_secret", place: id, user }
}

/// The enrolment that waits for its first code, to show the page again.
///
/// # Errors
/// `challenge_ended`; `sealing_key_unknown`, `sealed_secret_altered`.
pub async fn totp_awaited(tx: &mut Tx, keys: &KeyRing, session: &Session, at: DateTime<Utc>) -> Result<TotpEnrolment, Failure> {
    let challenge = awaited(tx, session, Kind::Totp, at).await?;
    shown(tx, session, &secret_of(keys, session, &challenge.state)?).await
}

async fn shown(tx: &mut Tx, session: &Session, secret: &[u8; SECRET_BYTES]) -> Result<TotpEnrolment, Failure> {
    let house = organisation(tx).await?.map_or_else(|| "Quitus".to_owned(), |house| format!("Quitus {}", house.name));
    Ok(enrolment(secret, &house, &session.user.name))
}

fn secret_of(keys: &KeyRing, session: &Session, state: &str) -> Result<[u8; SECRET_BYTES], Failure> {
    let sealed = hex::decode(state).map_err(|_| CHALLENGE_ENDED.because(""))?;
    Ok(keys.open(&sealed, of_challenge(session))?)
}

/// Ends the enrolment with a first code. The telephone replaces the one before.
///
/// # Errors
/// `challenge_ended`, `totp_code_wrong`, `factor_to_confirm`; `sealing_key_unknown`, `sealed_secret_altered`.
pub async fn totp_confirm(
    tx: &mut Tx,
    keys: &KeyRing,
    session: &Session,
    code: &str,
    at: DateTime<Utc>,
) -> Result<Enrolled, Failure> {
    factor::may_change(tx, session, at).await?;
    let challenge = awaited(tx, session, Kind::Totp, at).await?;
    let secret = secret_of(keys, session, &challenge.state)?;
    let Some(step) = opened_step(&secret, code, at, 0) else { return Err(TOTP_CODE_WRONG.because("").into()) };
    answered(tx, &challenge, at).await?;
    let user = &session.user;
    end(tx, user, at).await?;
    let id = new_id();
    let sealed = keys.seal(&secret, of_telephone(&id, &user.id))?;
    on!(tx, c => sqlx::query("INSERT INTO totp_secret (id, app_user, secret, added_at, last_step) VALUES ($1, $2, $3, $4, $5)")
        .bind(&id).bind(&user.id).bind(&sealed).bind(at).bind(step)
        .execute(c).await.map(|_| ()).map_err(failure))?;
    recorded(tx, &user.id, at, "totp_enrolled", &user.name, "").await?;
    enrolled(tx, session, at).await
}

/// The session goes on with what was just enrolled.
pub(super) async fn enrolled(tx: &mut Tx, session: &Session, at: DateTime<Utc>) -> Result<Enrolled, Failure> {
    let recovery_codes = recovery::make_first(tx, &session.user, at).await?;
    Ok(Enrolled { session: rotate(tx, session, at).await?, recovery_codes })
}

/// Whether a code opens for this user now; its step opens no more. A refusal (`sealing_key_unknown`, `sealed_secret_altered`) when no
/// code of this telephone can be looked at.
pub(super) async fn totp_check(
    tx: &mut Tx,
    keys: &KeyRing,
    user: &User,
    code: &str,
    at: DateTime<Utc>,
) -> Result<Result<bool, Refusal>, Failure> {
    let row: Option<(String, Vec<u8>, i64)> = on!(tx, c => sqlx::query_as(
        "SELECT id, secret, last_step FROM totp_secret WHERE app_user = $1 AND ended_at IS NULL")
        .bind(&user.id).fetch_optional(c).await.map_err(failure))?;
    let Some((id, sealed, last_step)) = row else { return Ok(Ok(false)) };
    let secret = match keys.open(&sealed, of_telephone(&id, &user.id)) {
        Ok(secret) => secret,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let Some(step) = opened_step(&secret, code, at, last_step) else { return Ok(Ok(false)) };
    on!(tx, c => sqlx::query("UPDATE totp_secret SET last_step = $2 WHERE id = $1")
        .bind(id).bind(step).execute(c).await.map(|_| ()).map_err(failure))?;
    Ok(Ok(true))
}

/// The telephone makes no more codes that open.
pub(super) async fn end(tx: &mut Tx, user: &User, at: DateTime<Utc>) -> Result<(), Failure> {
    on!(tx, c => sqlx::query("UPDATE totp_secret SET ended_at = $2 WHERE app_user = $1 AND ended_at IS NULL")
        .bind(&user.id).bind(at).execute(c).await.map(|_| ()).map_err(failure))
}
