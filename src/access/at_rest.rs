//! Secrets that were written before there were keys, or under an older key: sealed by the newest, once, when a server starts.

use super::sealing::{KeyId, KeyRing, key_of, of_seal_key};
use super::store::{program, recorded};
use super::telephone::of_telephone;
use super::totp::SECRET_BYTES;
use crate::refusal::Failure;
use crate::store::{Tx, failure, on};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// What a start found and did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sealed {
    /// Secrets that were in clear.
    pub first: usize,
    /// Secrets that an older key had sealed.
    pub again: usize,
    /// Secrets of telephones in use that no key of the ring opens: their owners need another factor.
    pub lost: usize,
}

/// How many secrets of telephones in use a key protects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SealedWith {
    /// The key; none for what is still in clear.
    pub key: Option<KeyId>,
    /// How many.
    pub secrets: usize,
}

type Row = (String, String, Vec<u8>, bool);

const ALL: &str = "SELECT id, app_user, secret, ended_at IS NULL FROM totp_secret ORDER BY id";

/// Seals by the newest key what it has not sealed, and says in the audit that it was done.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn seal_secrets(tx: &mut Tx, keys: &KeyRing, at: DateTime<Utc>) -> Result<Sealed, Failure> {
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(ALL).fetch_all(c).await.map_err(failure))?;
    let mut done = Sealed::default();
    for (id, user, kept, in_use) in rows {
        if keys.is_newest(&kept) {
            continue;
        }
        let bound = of_telephone(&id, &user);
        let clear = <[u8; SECRET_BYTES]>::try_from(kept.as_slice());
        let Ok(secret) = clear.or_else(|_| keys.open(&kept, bound)) else {
            done.lost = done.lost.saturating_add(usize::from(in_use));
            continue;
        };
        let count = if clear.is_ok() { &mut done.first } else { &mut done.again };
        *count = count.saturating_add(1);
        let sealed = keys.seal(&secret, bound)?;
        on!(tx, c => sqlx::query("UPDATE totp_secret SET secret = $2 WHERE id = $1")
            .bind(&id).bind(&sealed).execute(c).await.map(|_| ()).map_err(failure))?;
    }
    seal_keys(tx, keys).await?;
    if done.first > 0 || done.again > 0 {
        let program = program(tx).await?;
        let key = keys.ids().last().map_or_else(String::new, |id| id.to_string());
        let detail = format!("clé {key}, en clair {}, d'une autre clé {}", done.first, done.again);
        recorded(tx, &program.id, at, "secrets_sealed", "secrets des téléphones", &detail).await?;
    }
    Ok(done)
}

/// Seals by the newest key the secret parts of the organisation's own seal keys. One that no key opens stays: what it sealed is checked by
/// its certificate.
async fn seal_keys(tx: &mut Tx, keys: &KeyRing) -> Result<(), Failure> {
    let rows: Vec<(i64, Vec<u8>)> =
        on!(tx, c => sqlx::query_as("SELECT no, secret FROM seal_key ORDER BY no").fetch_all(c).await.map_err(failure))?;
    for (no, kept) in rows.into_iter().filter(|(_, kept)| !keys.is_newest(kept)) {
        let name = no.to_string();
        let Ok(secret) = keys.open_any(&kept, of_seal_key(&name)) else { continue };
        let sealed = keys.seal(&secret, of_seal_key(&name))?;
        on!(tx, c => sqlx::query("UPDATE seal_key SET secret = $2 WHERE no = $1")
            .bind(no).bind(sealed).execute(c).await.map(|_| ()).map_err(failure))?;
    }
    Ok(())
}

/// Which keys protect the secrets of telephones in use.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn sealed_secrets(tx: &mut Tx) -> Result<Vec<SealedWith>, Failure> {
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(ALL).fetch_all(c).await.map_err(failure))?;
    let mut counts: BTreeMap<Option<KeyId>, usize> = BTreeMap::new();
    for (_, _, kept, in_use) in rows {
        let count = counts.entry(key_of(&kept).filter(|_| kept.len() > SECRET_BYTES)).or_default();
        *count = count.saturating_add(usize::from(in_use));
    }
    Ok(counts.into_iter().filter(|(_, secrets)| *secrets > 0).map(|(key, secrets)| SealedWith { key, secrets }).collect())
}
