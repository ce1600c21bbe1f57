//! Passkeys (WebAuthn) as second factor: the key stays in the device, the challenge in the database, bound to its session.

use super::challenge::{Kind, answered, ask, awaited};
use super::secret::hashed;
use super::session::Session;
use super::store::recorded;
use super::telephone::{Enrolled, enrolled};
use super::{User, factor};
use crate::ids::new_id;
use crate::refusal::{CHALLENGE_ENDED, Failure, PASSKEY_NAME, PASSKEY_REFUSED, PASSKEY_TWICE, Refusal, SITE_MALFORMED};
use crate::store::{Tx, failure, on};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use webauthn_rs::prelude::{
    AuthenticationResult, Passkey, PasskeyAuthentication, PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential,
    Url, Uuid, Webauthn, WebauthnBuilder,
};

/// Where the browser stands: passkeys work for this address alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Scheme, host and port.
    pub origin: Url,
    /// The relying party: the host, or a domain above it.
    pub rp_id: String,
}

impl Site {
    /// The site at this public address; its host is the relying party.
    ///
    /// # Errors
    /// `site_malformed`.
    pub fn at(address: &str) -> Result<Self, Refusal> {
        let malformed = || SITE_MALFORMED.because(format!("(« {address} »)"));
        let origin = Url::parse(address).map_err(|_| malformed())?;
        let rp_id = origin.host_str().ok_or_else(malformed)?.to_owned();
        let site = Self { origin, rp_id };
        site.webauthn().map_err(|_| malformed())?;
        Ok(site)
    }

    fn webauthn(&self) -> Result<Webauthn, Failure> {
        let builder = WebauthnBuilder::new(&self.rp_id, &self.origin).and_then(|builder| builder.rp_name("Quitus").build());
        builder.map_err(|error| SITE_MALFORMED.because(format!("({error})")).into())
    }
}

/// A passkey as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct RegisteredPasskey {
    /// Its identifier here.
    pub id: String,
    /// The name that its owner gave.
    pub name: String,
    /// Since when.
    pub added_at: DateTime<Utc>,
    /// When it last opened.
    pub used_at: Option<DateTime<Utc>>,
}

/// The user's handle in their device: says nothing of them.
fn handle(user: &User) -> Uuid {
    let mut bytes = [0; 16];
    for (to, from) in bytes.iter_mut().zip(hashed("passkey user", &user.id)) {
        *to = from;
    }
    Uuid::from_bytes(bytes)
}

fn written<T: Serialize>(value: &T) -> Result<String, Failure> {
    serde_json::to_string(value).map_err(|error| Failure::Broken(format!("clé d'accès : {error}.")))
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(|error| Failure::Broken(format!("clé d'accès enregistrée illisible : {error}.")))
}

fn refused(why: impl std::fmt::Display) -> Refusal {
    PASSKEY_REFUSED.because(format!("({why})"))
}

/// Begins a registration: the JSON for `navigator.credentials.create`.
///
/// # Errors
/// `factor_to_confirm`, `site_malformed`.
pub async fn passkey_begin_registration(
    tx: &mut Tx,
    session: &Session,
    site: &Site,
    at: DateTime<Utc>,
) -> Result<String, Failure> {
    factor::may_change(tx, session, at).await?;
    let known = keys(tx, &session.user).await?.into_iter().map(|(_, key)| key.cred_id().clone()).collect();
    let user = &session.user;
    let (options, state) = site
        .webauthn()?
        .start_passkey_registration(handle(user), &user.name, &user.name, Some(known))
        .map_err(|error| Failure::from(refused(error)))?;
    ask(tx, session, Kind::PasskeyRegistration, &written(&state)?, at).await?;
    written(&options)
}

/// Ends a registration with the JSON that `navigator.credentials.create` gave.
///
/// # Errors
/// `challenge_ended`, `passkey_refused`, `passkey_name_filled`, `passkey_credential_id_unique`, `factor_to_confirm`.
pub async fn passkey_finish_registration(
    tx: &mut Tx,
    session: &Session,
    site: &Site,
    name: &str,
    answer: &str,
    at: DateTime<Utc>,
) -> Result<Enrolled, Failure> {
    factor::may_change(tx, session, at).await?;
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 70 {
        return Err(PASSKEY_NAME.because("").into());
    }
    let challenge = awaited(tx, session, Kind::PasskeyRegistration, at).await?;
    let state: PasskeyRegistration = read(&challenge.state)?;
    let answer: RegisterPublicKeyCredential = serde_json::from_str(answer).map_err(|_| refused("réponse illisible"))?;
    let key = site.webauthn()?.finish_passkey_registration(&answer, &state).map_err(|error| Failure::from(refused(error)))?;
    answered(tx, &challenge, at).await?;
    let credential_id = hex::encode(AsRef::<[u8]>::as_ref(key.cred_id()));
    let (taken,): (bool,) = on!(tx, c => sqlx::query_as("SELECT EXISTS (SELECT 1 FROM passkey WHERE credential_id = $1)")
        .bind(&credential_id).fetch_one(c).await.map_err(failure))?;
    if taken {
        return Err(PASSKEY_TWICE.because("").into());
    }
    on!(tx, c => sqlx::query(
        "INSERT INTO passkey (id, app_user, credential_id, credential, name, added_at, counter) VALUES ($1, $2, $3, $4, $5, $6, 0)")
        .bind(new_id()).bind(&session.user.id).bind(credential_id).bind(written(&key)?).bind(name).bind(at)
        .execute(c).await.map(|_| ()).map_err(failure))?;
    recorded(tx, &session.user.id, at, "passkey_registered", &session.user.name, name).await?;
    enrolled(tx, session, at).await
}

/// Begins a sign-in by passkey: the JSON for `navigator.credentials.get`.
///
/// # Errors
/// `second_factor_missing` when the user has no passkey.
pub async fn passkey_begin_sign_in(tx: &mut Tx, session: &Session, site: &Site, at: DateTime<Utc>) -> Result<String, Failure> {
    let keys: Vec<Passkey> = keys(tx, &session.user).await?.into_iter().map(|(_, key)| key).collect();
    if keys.is_empty() {
        return Err(crate::refusal::SECOND_FACTOR_MISSING.because("").into());
    }
    let (options, state) = site.webauthn()?.start_passkey_authentication(&keys).map_err(|error| Failure::from(refused(error)))?;
    ask(tx, session, Kind::PasskeySignIn, &written(&state)?, at).await?;
    written(&options)
}

/// Whether the JSON that `navigator.credentials.get` gave opens for the session's user. The challenge is used up whatever the answer.
pub(super) async fn passkey_check(
    tx: &mut Tx,
    session: &Session,
    site: &Site,
    answer: &str,
    at: DateTime<Utc>,
) -> Result<bool, Failure> {
    let challenge = match awaited(tx, session, Kind::PasskeySignIn, at).await {
        Ok(challenge) => challenge,
        Err(failure) if failure.code() == Some(CHALLENGE_ENDED.name) => return Ok(false),
        Err(failure) => return Err(failure),
    };
    answered(tx, &challenge, at).await?;
    let state: PasskeyAuthentication = read(&challenge.state)?;
    let Ok(answer) = serde_json::from_str::<PublicKeyCredential>(answer) else { return Ok(false) };
    let Ok(result) = site.webauthn()?.finish_passkey_authentication(&answer, &state) else { return Ok(false) };
    let found = keys(tx, &session.user).await?.into_iter().find(|(_, key)| key.cred_id() == result.cred_id());
    let Some((id, key)) = found else { return Ok(false) };
    seen(tx, &id, key, &result, at).await
}

/// Notes that a key opened. False when its counter shows that there is a copy of it (WebAuthn 7.2).
async fn seen(
    tx: &mut Tx,
    id: &str,
    mut key: Passkey,
    result: &AuthenticationResult,
    at: DateTime<Utc>,
) -> Result<bool, Failure> {
    let (before,): (i64,) = on!(tx, c => sqlx::query_as("SELECT counter FROM passkey WHERE id = $1")
        .bind(id).fetch_one(c).await.map_err(failure))?;
    let counter = i64::from(result.counter());
    if counter < before || (counter == before && before > 0) {
        return Ok(false);
    }
    key.update_credential(result);
    on!(tx, c => sqlx::query("UPDATE passkey SET credential = $2, counter = $3, used_at = $4 WHERE id = $1")
        .bind(id).bind(written(&key)?).bind(counter).bind(at).execute(c).await.map(|_| ()).map_err(failure))?;
    Ok(true)
}

async fn keys(tx: &mut Tx, user: &User) -> Result<Vec<(String, Passkey)>, Failure> {
    let rows: Vec<(String, String)> = on!(tx, c => sqlx::query_as(
        "SELECT id, credential FROM passkey WHERE app_user = $1 AND ended_at IS NULL ORDER BY id")
        .bind(&user.id).fetch_all(c).await.map_err(failure))?;
    rows.into_iter().map(|(id, credential)| Ok((id, read(&credential)?))).collect()
}

/// The passkeys of a user, the oldest first.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn passkeys_of(tx: &mut Tx, user: &User) -> Result<Vec<RegisteredPasskey>, Failure> {
    on!(tx, c => sqlx::query_as("SELECT id, name, added_at, used_at FROM passkey WHERE app_user = $1 AND ended_at IS NULL ORDER BY id")
        .bind(&user.id).fetch_all(c).await.map_err(failure))
}

/// Passkeys open no more: one of a user's, or all of them. Says how many.
pub(super) async fn end(tx: &mut Tx, user: &User, id: Option<&str>, at: DateTime<Utc>) -> Result<u64, Failure> {
    on!(tx, c => sqlx::query("UPDATE passkey SET ended_at = $2 WHERE app_user = $1 AND ended_at IS NULL AND ($3 OR id = $4)")
        .bind(&user.id).bind(at).bind(id.is_none()).bind(id.unwrap_or_default())
        .execute(c).await.map(|done| done.rows_affected()).map_err(failure))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_has_a_host() {
        let site = Site::at("https://quitus.udaf.example").unwrap();
        assert_eq!(site.rp_id, "quitus.udaf.example");
        assert!(Site::at("http://localhost:8080").is_ok());
        for wrong in ["", "quitus.example", "mailto:a@b", "data:,x"] {
            assert_eq!(Site::at(wrong).unwrap_err().code.name, "site_malformed", "{wrong}");
        }
    }
}
