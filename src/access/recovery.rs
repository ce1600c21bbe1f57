//! Recovery codes: for the day the telephone is lost. Each opens once.

use super::secret::{hashed, paper_code, plain_code, random};
use super::session::Session;
use super::store::recorded;
use super::{User, factor};
use crate::refusal::Failure;
use crate::store::{Tx, failure, on};
use chrono::{DateTime, Utc};

/// Codes made at once.
pub const CODES: usize = 10;

fn code_hash(user: &User, typed: &str) -> Vec<u8> {
    hashed("recovery", &format!("{} {}", user.id, plain_code(typed)))
}

/// New codes instead of all those before; shown now, never again.
///
/// # Errors
/// `factor_to_confirm`.
pub async fn renew_recovery_codes(tx: &mut Tx, session: &Session, at: DateTime<Utc>) -> Result<Vec<String>, Failure> {
    factor::may_change(tx, session, at).await?;
    recorded(tx, &session.user.id, at, "recovery_codes", &session.user.name, "").await?;
    make(tx, &session.user, at).await
}

/// Codes for a user who has none left; nothing for another.
pub(super) async fn make_first(tx: &mut Tx, user: &User, at: DateTime<Utc>) -> Result<Vec<String>, Failure> {
    if recovery_codes_left(tx, user).await? > 0 { Ok(Vec::new()) } else { make(tx, user, at).await }
}

async fn make(tx: &mut Tx, user: &User, at: DateTime<Utc>) -> Result<Vec<String>, Failure> {
    end_all(tx, user, at).await?;
    let mut codes = Vec::with_capacity(CODES);
    for _ in 0..CODES {
        let code = paper_code(random()?);
        on!(tx, c => sqlx::query("INSERT INTO recovery_code (code_hash, app_user, made_at) VALUES ($1, $2, $3)")
            .bind(code_hash(user, &code)).bind(&user.id).bind(at).execute(c).await.map(|_| ()).map_err(failure))?;
        codes.push(code);
    }
    Ok(codes)
}

/// Codes that were neither used nor replaced.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn recovery_codes_left(tx: &mut Tx, user: &User) -> Result<i64, Failure> {
    let (left,): (i64,) = on!(tx, c => sqlx::query_as(
        "SELECT COUNT(*) FROM recovery_code WHERE app_user = $1 AND used_at IS NULL AND ended_at IS NULL")
        .bind(&user.id).fetch_one(c).await.map_err(failure))?;
    Ok(left)
}

/// Uses a code up; false when it is not one of the user's that is left.
pub(super) async fn open(tx: &mut Tx, user: &User, typed: &str, at: DateTime<Utc>) -> Result<bool, Failure> {
    let used = on!(tx, c => sqlx::query(
        "UPDATE recovery_code SET used_at = $2 WHERE code_hash = $1 AND app_user = $3 AND used_at IS NULL AND ended_at IS NULL")
        .bind(code_hash(user, typed)).bind(at).bind(&user.id)
        .execute(c).await.map(|done| done.rows_affected()).map_err(failure))?;
    if used > 0 {
        recorded(tx, &user.id, at, "recovery_code_used", &user.name, "").await?;
    }
    Ok(used > 0)
}

/// The codes that are left open nothing any more.
pub(super) async fn end_all(tx: &mut Tx, user: &User, at: DateTime<Utc>) -> Result<(), Failure> {
    on!(tx, c => sqlx::query("UPDATE recovery_code SET ended_at = $2 WHERE app_user = $1 AND used_at IS NULL AND ended_at IS NULL")
        .bind(&user.id).bind(at).execute(c).await.map(|_| ()).map_err(failure))
}
