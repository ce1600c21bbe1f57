//! The telephone that makes one-time codes: enrolled by a first code, each step accepted once.

use super::challenge::{Kind, answered, ask, awaited};
use super::secret::random;
use super::session::{NewSession, Session, rotate};
use super::store::recorded;
use super::totp::{SECRET_BYTES, TotpEnrolment, enrolment, opened_step};
use super::{User, factor, organisation, recovery};
use crate::ids::new_id;
use crate::refusal::{Failure, TOTP_CODE_WRONG};
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
pub async fn totp_begin(tx: &mut Tx, session: &Session, at: DateTime<Utc>) -> Result<TotpEnrolment, Failure> {
    factor::may_change(tx, session, at).await?;
    let secret = random::<SECRET_BYTES>()?;
    ask(tx, session, Kind::Totp, &hex::encode(secret), at).await?;
    shown(tx, session, &secret).await
}

/// The enrolment that waits for its first code, to show the page again.
///
/// # Errors
/// `challenge_ended`.
pub async fn totp_awaited(tx: &mut Tx, session: &Session, at: DateTime<Utc>) -> Result<TotpEnrolment, Failure> {
    let secret = secret_of(&awaited(tx, session, Kind::Totp, at).await?.state)?;
    shown(tx, session, &secret).await
}

async fn shown(tx: &mut Tx, session: &Session, secret: &[u8; SECRET_BYTES]) -> Result<TotpEnrolment, Failure> {
    let house = organisation(tx).await?.map_or_else(|| "Quitus".to_owned(), |house| format!("Quitus {}", house.name));
    Ok(enrolment(secret, &house, &session.user.name))
}

fn secret_of(state: &str) -> Result<[u8; SECRET_BYTES], Failure> {
    let mut secret = [0; SECRET_BYTES];
    hex::decode_to_slice(state, &mut secret)
        .map_err(|error| Failure::Broken(format!("secret de téléphone illisible : {error}.")))?;
    Ok(secret)
}

/// Ends the enrolment with a first code. The telephone replaces the one before.
///
/// # Errors
/// `challenge_ended`, `totp_code_wrong`, `factor_to_confirm`.
pub async fn totp_confirm(tx: &mut Tx, session: &Session, code: &str, at: DateTime<Utc>) -> Result<Enrolled, Failure> {
    factor::may_change(tx, session, at).await?;
    let challenge = awaited(tx, session, Kind::Totp, at).await?;
    let secret = secret_of(&challenge.state)?;
    let Some(step) = opened_step(&secret, code, at, 0) else { return Err(TOTP_CODE_WRONG.because("").into()) };
    answered(tx, &challenge, at).await?;
    let user = &session.user;
    end(tx, user, at).await?;
    on!(tx, c => sqlx::query("INSERT INTO totp_secret (id, app_user, secret, added_at, last_step) VALUES ($1, $2, $3, $4, $5)")
        .bind(new_id()).bind(&user.id).bind(secret.to_vec()).bind(at).bind(step)
        .execute(c).await.map(|_| ()).map_err(failure))?;
    recorded(tx, &user.id, at, "totp_enrolled", &user.name, "").await?;
    enrolled(tx, session, at).await
}

/// The session goes on with what was just enrolled.
pub(super) async fn enrolled(tx: &mut Tx, session: &Session, at: DateTime<Utc>) -> Result<Enrolled, Failure> {
    let recovery_codes = recovery::make_first(tx, &session.user, at).await?;
    Ok(Enrolled { session: rotate(tx, session, at).await?, recovery_codes })
}

/// Whether a code opens for this user now; its step opens no more.
pub(super) async fn totp_check(tx: &mut Tx, user: &User, code: &str, at: DateTime<Utc>) -> Result<bool, Failure> {
    let row: Option<(String, Vec<u8>, i64)> = on!(tx, c => sqlx::query_as(
        "SELECT id, secret, last_step FROM totp_secret WHERE app_user = $1 AND ended_at IS NULL")
        .bind(&user.id).fetch_optional(c).await.map_err(failure))?;
    let Some((id, secret, last_step)) = row else { return Ok(false) };
    let secret = <[u8; SECRET_BYTES]>::try_from(secret).map_err(|_| Failure::Broken("secret de téléphone tronqué.".into()))?;
    let Some(step) = opened_step(&secret, code, at, last_step) else { return Ok(false) };
    on!(tx, c => sqlx::query("UPDATE totp_secret SET last_step = $2 WHERE id = $1")
        .bind(id).bind(step).execute(c).await.map(|_| ()).map_err(failure))?;
    Ok(true)
}

/// The telephone makes no more codes that open.
pub(super) async fn end(tx: &mut Tx, user: &User, at: DateTime<Utc>) -> Result<(), Failure> {
    on!(tx, c => sqlx::query("UPDATE totp_secret SET ended_at = $2 WHERE app_user = $1 AND ended_at IS NULL")
        .bind(&user.id).bind(at).execute(c).await.map(|_| ()).map_err(failure))
}
