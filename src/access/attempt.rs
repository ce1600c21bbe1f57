//! Failures at the door, counted per typed name and per address.

use super::User;
use super::lockout::{Counted, LONGEST, locked_until};
use super::secret::hashed;
use crate::plural::count;
use crate::refusal::{Failure, Refusal, SIGN_IN_LOCKED};
use crate::store::{Tx, failure, on};
use chrono::{DateTime, Utc};

/// What is noted of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Wrong name or wrong password.
    Password,
    /// Wrong second factor.
    Factor,
    /// In: the name's failures are forgiven.
    Success,
}

impl Outcome {
    const fn word(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Factor => "factor",
            Self::Success => "success",
        }
    }
}

/// A typed name as it is counted. Hashed: people type their password there by mistake.
pub(super) fn name_hash(name: &str) -> Vec<u8> {
    hashed("name", &name.trim().to_lowercase())
}

/// Notes one attempt.
pub(super) async fn note(
    tx: &mut Tx,
    name: &[u8],
    user: Option<&User>,
    address: &str,
    outcome: Outcome,
    at: DateTime<Utc>,
) -> Result<(), Failure> {
    on!(tx, c => sqlx::query(
        "INSERT INTO sign_in_attempt (seq, at, name_hash, app_user, address, outcome)
         VALUES ((SELECT COALESCE(MAX(seq), 0) + 1 FROM sign_in_attempt), $1, $2, $3, $4, $5)")
        .bind(at).bind(name).bind(user.map(|user| user.id.as_str())).bind(address).bind(outcome.word())
        .execute(c).await.map(|_| ()).map_err(failure))
}

/// The refusal that makes this name or this address wait, if one must.
pub(super) async fn locked(tx: &mut Tx, name: &[u8], address: &str, at: DateTime<Utc>) -> Result<Option<Refusal>, Failure> {
    type Found = (i64, Option<DateTime<Utc>>);
    let by_name: Found = on!(tx, c => sqlx::query_as(
        "SELECT COUNT(*), MAX(at) FROM sign_in_attempt WHERE name_hash = $1 AND outcome <> 'success'
         AND seq > (SELECT COALESCE(MAX(seq), 0) FROM sign_in_attempt WHERE name_hash = $1 AND outcome = 'success')")
        .bind(name).fetch_one(c).await.map_err(failure))?;
    let by_address: Found = on!(tx, c => sqlx::query_as(
        "SELECT COUNT(*), MAX(at) FROM sign_in_attempt WHERE address = $1 AND address <> '' AND outcome <> 'success' AND at > $2")
        .bind(address).bind(at - LONGEST).fetch_one(c).await.map_err(failure))?;
    let until = |counted, found: Found| locked_until(counted, u32::try_from(found.0).unwrap_or(u32::MAX), found.1, at);
    let until = until(Counted::Name, by_name).max(until(Counted::Address, by_address));
    Ok(until.map(|until| {
        let minutes = until.signed_duration_since(at).num_seconds().saturating_add(59).div_euclid(60);
        SIGN_IN_LOCKED.because(format!("(nouvel essai possible dans {})", count(minutes, "minute", "minutes")))
    }))
}
