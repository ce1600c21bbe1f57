//! The organisation's keys in the database: their secret parts sealed by a key outside it, their certificates for who checks.

use super::key::{Pair, Signer, Unusable, make};
use crate::access::{Act, KeyRing, Right, Role, audit, of_seal_key};
use crate::refusal::{
    Failure, Refusal, SEAL_KEY_IN_ORDER, SEAL_KEY_KIND, SEAL_KEY_MISMATCH, SEAL_KEY_NOT_ONE, SEAL_KEY_NOT_OPENED,
};
use crate::statement::organisation;
use crate::store::{Tx, failure, on};
use chrono::{DateTime, Utc};
use std::fmt;

/// Where a key comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Made by Quitus, with a certificate that the organisation signs itself.
    Made,
    /// Brought in a PKCS#12 file, with the certificate of an authority.
    Brought,
}

impl Origin {
    const fn code(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Brought => "brought",
        }
    }
}

/// The key in force, ready to seal.
pub struct SealKey {
    /// Its number.
    pub no: i64,
    /// What seals.
    pub signer: Signer,
}

impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SealKey").field("no", &self.no).finish_non_exhaustive()
    }
}

/// A key as lists tell it: never its secret part.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Listed {
    /// Its number, from 1; the last one seals.
    pub no: i64,
    /// Its certificate (X.509, DER).
    pub certificate: Vec<u8>,
    /// `made` or `brought`.
    pub origin: String,
    /// Since when it seals.
    pub since: DateTime<Utc>,
    /// By whom it was put in force.
    pub added_by: String,
    /// How many proofs it sealed.
    pub proofs: i64,
}

/// Every key, the oldest first.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn listed(tx: &mut Tx) -> Result<Vec<Listed>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT k.no, k.certificate, k.origin, k.since, u.name AS added_by,
            (SELECT COUNT(*) FROM statement_proof p WHERE p.seal_key = k.no) AS proofs
         FROM seal_key k JOIN app_user u ON u.id = k.added_by ORDER BY k.no").fetch_all(c).await.map_err(failure))
}

/// The key in force; none before the first start of a server.
///
/// # Errors
/// `sealing_key_unknown` or `sealed_secret_altered` when its secret part does not open.
pub async fn in_force(tx: &mut Tx, keys: &KeyRing) -> Result<Option<SealKey>, Failure> {
    let row: Option<(i64, Vec<u8>, Vec<u8>)> = on!(tx, c => sqlx::query_as(
        "SELECT no, certificate, secret FROM seal_key ORDER BY no DESC LIMIT 1").fetch_optional(c).await.map_err(failure))?;
    let Some((no, certificate, secret)) = row else { return Ok(None) };
    let key = keys.open_any(&secret, of_seal_key(&no.to_string()))?;
    let signer = Signer::of(&Pair { certificate, key }).map_err(said)?;
    Ok(Some(SealKey { no, signer }))
}

/// Makes a key that seals from now on, with a certificate in the organisation's name.
///
/// # Errors
/// `role_not_allowed`, `access_not_confirmed`, `seal_key_in_order`.
pub async fn renew(tx: &mut Tx, act: &Act, keys: &KeyRing) -> Result<SealKey, Failure> {
    let name = organisation::current(tx).await?.name;
    let pair = make(&name, act.at).ok_or_else(|| Failure::Broken("la clé de l'organisation n'a pas pu être faite.".into()))?;
    add(tx, act, keys, &pair, Origin::Made).await
}

/// Puts a key in force from now on.
///
/// # Errors
/// `role_not_allowed`, `access_not_confirmed`, `seal_key_in_order`, `seal_key_certificate_unique`, those of a key that is not usable.
pub async fn add(tx: &mut Tx, act: &Act, keys: &KeyRing, pair: &Pair, origin: Origin) -> Result<SealKey, Failure> {
    if act.user.role != Role::Programme {
        act.with(Right::Seal)?;
    }
    let signer = Signer::of(pair).map_err(said)?;
    let last: (i64, Option<DateTime<Utc>>) = on!(tx, c => sqlx::query_as("SELECT COALESCE(MAX(no), 0), MAX(since) FROM seal_key")
        .fetch_one(c).await.map_err(failure))?;
    if last.1.is_some_and(|since| since > act.at) {
        return Err(SEAL_KEY_IN_ORDER.because("").into());
    }
    let no = last.0.saturating_add(1);
    let secret = keys.seal(&pair.key, of_seal_key(&no.to_string()))?;
    on!(tx, c => sqlx::query("INSERT INTO seal_key (no, certificate, secret, origin, since, added_by) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(no).bind(&pair.certificate).bind(secret).bind(origin.code()).bind(act.at).bind(&act.user.id)
        .execute(c).await.map(|_| ()).map_err(failure))?;
    audit(tx, act, "seal_key_add", "sceau de l'organisation", &format!("clé n° {no}, {}", super::fingerprint(&pair.certificate)))
        .await?;
    Ok(SealKey { no, signer })
}

/// Why a key cannot be used, to who brought it.
#[must_use]
pub fn said(wrong: Unusable) -> Refusal {
    match wrong {
        Unusable::NotOpened => SEAL_KEY_NOT_OPENED.because(""),
        Unusable::NotOne => SEAL_KEY_NOT_ONE.because(""),
        Unusable::Kind => SEAL_KEY_KIND.because(""),
        Unusable::Mismatch => SEAL_KEY_MISMATCH.because(""),
    }
}
