//! Departures and links in the database.

use super::provider::Proof;
use super::rules::{DEPARTURE, Departure};
use crate::access::factor::may_change;
use crate::access::session::{Session, Stage, close_all};
use crate::access::sign_in::{Checked, given_again};
use crate::access::store::{find_by_id, recorded, role_of};
use crate::access::{Act, Right, User};
use crate::ids::new_id;
use crate::refusal::{
    DEPARTURE_ENDED, Failure, IDENTITY_NOT_PROVED, IDENTITY_TAKEN, IDENTITY_TWICE, IDENTITY_UNKNOWN, NOT_ONESELF, Refusal,
    SECOND_FACTOR_MISSING, USER_REASON,
};
use crate::store::{Tx, failure, on};
use chrono::{DateTime, Utc};

/// A departure whose browser is back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CameBack {
    /// The departure.
    pub departure: Departure,
    /// The session that left to link an identity; none: somebody left to sign in.
    pub session: Option<String>,
}

/// An identity that opens now.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct LinkedIdentity {
    /// Its identifier here.
    pub id: String,
    /// Its sign at the provider.
    pub subject: String,
    /// How the provider calls its owner.
    pub called: String,
    /// Since when.
    pub linked_at: DateTime<Utc>,
    /// Since when a second person says that it is really theirs.
    pub confirmed_at: Option<DateTime<Utc>>,
}

/// An identity that was proved, and that its user has not linked yet.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ProposedIdentity {
    /// Its identifier here.
    pub id: String,
    /// Whose word it is.
    pub issuer: String,
    /// Its sign there.
    pub subject: String,
    /// How the provider calls its owner.
    pub called: String,
}

/// Lets a browser leave for the provider to link an identity to the user of an open session.
///
/// # Errors
/// `second_factor_missing`; `factor_to_confirm` for a session whose second factor was not given lately.
pub async fn depart(tx: &mut Tx, session: &Session, at: DateTime<Utc>) -> Result<Departure, Failure> {
    may_link(tx, session, at).await?;
    let departure = Departure::leaving(at)?;
    leaves(tx, &departure, Some(&session.id), at).await?;
    Ok(departure)
}

async fn leaves(tx: &mut Tx, departure: &Departure, session: Option<&str>, at: DateTime<Utc>) -> Result<(), Failure> {
    on!(tx, c => sqlx::query("INSERT INTO provider_departure (secret_hash, session, asked_at, expires_at) VALUES ($1, $2, $3, $4)")
        .bind(departure.hash()).bind(session).bind(at).bind(at + DEPARTURE)
        .execute(c).await.map(|_| ()).map_err(failure))
}

async fn may_link(tx: &mut Tx, session: &Session, at: DateTime<Utc>) -> Result<(), Failure> {
    if session.stage != Stage::Full {
        return Err(SECOND_FACTOR_MISSING.because("").into());
    }
    may_change(tx, session, at).await
}

/// Recognises a browser that is back: `secret` is what it kept, `state` what the provider sent with it. It only reads; [`arrive`] makes it
/// the last time.
///
/// # Errors
/// `departure_ended`.
pub async fn come_back(tx: &mut Tx, secret: &str, state: &str, at: DateTime<Utc>) -> Result<CameBack, Failure> {
    let departure = Departure { secret: secret.to_owned() };
    if !departure.lasts(at) || !departure.bears(state) {
        return Err(DEPARTURE_ENDED.because("").into());
    }
    match written(tx, &departure).await? {
        None => Ok(CameBack { departure, session: None }),
        Some((Some(session), false)) => Ok(CameBack { departure, session: Some(session) }),
        Some(_) => Err(DEPARTURE_ENDED.because("").into()),
    }
}

/// The session of a departure that is written, and whether it has served.
async fn written(tx: &mut Tx, departure: &Departure) -> Result<Option<(Option<String>, bool)>, Failure> {
    on!(tx, c => sqlx::query_as("SELECT session, used_at IS NOT NULL FROM provider_departure WHERE secret_hash = $1")
        .bind(departure.hash()).fetch_optional(c).await.map_err(failure))
}

/// The departure of a browser that is back has served, for good. Who left to sign in is written only here, once who they are is proved.
///
/// # Errors
/// `departure_ended` when it has served already.
pub async fn arrive(tx: &mut Tx, back: &CameBack, at: DateTime<Utc>) -> Result<(), Failure> {
    let departure = &back.departure;
    let ended = || DEPARTURE_ENDED.because("");
    match (written(tx, departure).await?, &back.session) {
        (None, None) => leaves(tx, departure, None, departure.asked_at().ok_or_else(ended)?).await?,
        (Some((_, false)), Some(_)) => {}
        _ => return Err(ended().into()),
    }
    on!(tx, c => sqlx::query("UPDATE provider_departure SET used_at = $2 WHERE secret_hash = $1")
        .bind(departure.hash()).bind(at).execute(c).await.map(|_| ()).map_err(failure))
}

/// Keeps an identity that was proved for a session that left to link it, until its user says yes. Says its identifier.
///
/// # Errors
/// `identity_not_proved` for another session; `linked_identity_issuer_subject_unique`, `linked_identity_app_user_issuer_unique`.
pub async fn propose_identity(
    tx: &mut Tx,
    session: &Session,
    back: &CameBack,
    proof: &Proof,
    at: DateTime<Utc>,
) -> Result<String, Failure> {
    let user = &session.user;
    if session.stage != Stage::Full || back.session.as_ref() != Some(&session.id) {
        return Err(IDENTITY_NOT_PROVED.because("").into());
    }
    if linked(tx, &proof.issuer, &proof.subject).await?.is_some() {
        return Err(IDENTITY_TAKEN.because(format!("(«\u{a0}{}\u{a0}»)", proof.called)).into());
    }
    if let Some(known) = identity_of(tx, user, &proof.issuer).await? {
        return Err(IDENTITY_TWICE.because(format!("(«\u{a0}{}\u{a0}»)", known.called)).into());
    }
    let id = new_id();
    on!(tx, c => sqlx::query(
        "INSERT INTO linked_identity (id, app_user, departure, issuer, subject, called, proved_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(&id).bind(&user.id).bind(back.departure.hash()).bind(&proof.issuer).bind(&proof.subject).bind(&proof.called)
        .bind(at).bind(at + DEPARTURE).execute(c).await.map(|_| ()).map_err(failure))?;
    Ok(id)
}

/// The identity that waits for its user to say yes, in the session that proved it.
///
/// # Errors
/// `identity_not_proved`.
pub async fn proposed_identity(tx: &mut Tx, session: &Session, id: &str, at: DateTime<Utc>) -> Result<ProposedIdentity, Failure> {
    let found: Option<ProposedIdentity> = on!(tx, c => sqlx::query_as(
        "SELECT i.id, i.issuer, i.subject, i.called FROM linked_identity i JOIN provider_departure d ON d.secret_hash = i.departure
         WHERE i.id = $1 AND d.session = $2 AND i.linked_at IS NULL AND i.expires_at > $3")
        .bind(id).bind(&session.id).bind(at).fetch_optional(c).await.map_err(failure))?;
    found.ok_or_else(|| IDENTITY_NOT_PROVED.because("").into())
}

/// Links the identity that this session proved to its user, who gave their password once more: what may stand for it later is worth it
/// now. A wrong one is an answer too, and counts as at the door: the caller commits.
///
/// # Errors
/// `identity_not_proved`; `linked_identity_issuer_subject_unique`, `linked_identity_app_user_issuer_unique`.
pub async fn link_identity(
    tx: &mut Tx,
    session: &Session,
    id: &str,
    password: Checked,
    at: DateTime<Utc>,
) -> Result<Option<Refusal>, Failure> {
    let proposed = proposed_identity(tx, session, id, at).await?;
    if let Some(refusal) = given_again(tx, password, session, at).await? {
        return Ok(Some(refusal));
    }
    on!(tx, c => sqlx::query("UPDATE linked_identity SET linked_at = $2 WHERE id = $1")
        .bind(id).bind(at).execute(c).await.map(|_| ()).map_err(failure))?;
    let user = &session.user;
    let told = told(&proposed.called, &proposed.subject, &proposed.issuer);
    recorded(tx, &user.id, at, "identity_linked", &user.name, &told).await?;
    Ok(None)
}

/// An identity as the audit names it, so that whoever reads it can ask the provider.
fn told(called: &str, subject: &str, issuer: &str) -> String {
    format!("{called}, identifiant {subject}, {issuer}")
}

/// The identity by which the provider lets a user in.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn identity_of(tx: &mut Tx, user: &User, issuer: &str) -> Result<Option<LinkedIdentity>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT i.id, i.subject, i.called, i.linked_at, x.confirmed_at FROM linked_identity i LEFT JOIN identity_confirmation x ON x.identity = i.id
         WHERE i.app_user = $1 AND i.issuer = $2 AND i.linked_at IS NOT NULL AND i.ended_at IS NULL")
        .bind(&user.id).bind(issuer).fetch_optional(c).await.map_err(failure))
}

/// Takes one's own link away; the other sessions end, and this one too if the link had opened it. Says whether it goes on.
///
/// # Errors
/// `second_factor_missing`, `factor_to_confirm`, `identity_unknown`.
pub async fn unlink_own_identity(tx: &mut Tx, session: &Session, issuer: &str, at: DateTime<Utc>) -> Result<bool, Failure> {
    may_link(tx, session, at).await?;
    let user = &session.user;
    let ended = end(tx, user, issuer, &user.id, at).await?;
    let goes_on = session.opened.identity() != Some(&ended.id);
    close_all(tx, &user.id, &user.id, goes_on.then_some(session), at).await?;
    recorded(tx, &user.id, at, "identity_unlinked", &user.name, &told(&ended.called, &ended.subject, issuer)).await?;
    Ok(goes_on)
}

/// Takes the link of another user away; their sessions end.
///
/// # Errors
/// `role_not_allowed`, `not_oneself`, `user_version_reason_filled`, `user_unknown`, `identity_unknown`.
pub async fn unlink_identity(tx: &mut Tx, act: &Act, user_id: &str, issuer: &str, reason: &str) -> Result<(), Failure> {
    act.with(Right::Users)?;
    let (user, _) = find_by_id(tx, user_id).await?;
    if user.id == act.user.id {
        return Err(NOT_ONESELF.because("").into());
    }
    if reason.trim().is_empty() {
        return Err(USER_REASON.because("").into());
    }
    let ended = end(tx, &user, issuer, &act.user.id, act.at).await?;
    close_all(tx, &act.user.id, &user.id, None, act.at).await?;
    let detail = format!("{} ({})", reason.trim(), told(&ended.called, &ended.subject, issuer));
    recorded(tx, &act.user.id, act.at, "identity_unlinked", &user.name, &detail).await
}

async fn end(tx: &mut Tx, user: &User, issuer: &str, by: &str, at: DateTime<Utc>) -> Result<LinkedIdentity, Failure> {
    let known = identity_of(tx, user, issuer).await?.ok_or_else(|| IDENTITY_UNKNOWN.because(""))?;
    on!(tx, c => sqlx::query("UPDATE linked_identity SET ended_at = $2, ended_by = $3 WHERE id = $1")
        .bind(&known.id).bind(at).bind(by).execute(c).await.map(|_| ()).map_err(failure))?;
    Ok(known)
}

/// A user who chooses a password anew is let in by nothing of before: not by any provider either, whoever had linked it. Says whether
/// there was a link.
pub(in crate::access) async fn end_identities(tx: &mut Tx, user: &User, at: DateTime<Utc>) -> Result<bool, Failure> {
    let ended = on!(tx, c => sqlx::query(
        "UPDATE linked_identity SET ended_at = $2, ended_by = $1 WHERE app_user = $1 AND linked_at IS NOT NULL AND ended_at IS NULL")
        .bind(&user.id).bind(at).execute(c).await.map(|done| done.rows_affected()).map_err(failure))?;
    if ended > 0 {
        recorded(tx, &user.id, at, "identity_unlinked", &user.name, "mot de passe choisi").await?;
    }
    Ok(ended > 0)
}

/// A live link.
pub(in crate::access) struct Link {
    /// Its identifier.
    pub id: String,
    /// Whom it lets in.
    pub user: User,
    /// False for who is not in service.
    pub active: bool,
    /// True once a second person said that it is really theirs.
    pub confirmed: bool,
}

/// The live link of an identity.
pub(in crate::access) async fn linked(tx: &mut Tx, issuer: &str, subject: &str) -> Result<Option<Link>, Failure> {
    let row: Option<(String, String, String, String, bool, bool)> = on!(tx, c => sqlx::query_as(
        "SELECT i.id, u.id, u.name, u.role, u.active, EXISTS (SELECT 1 FROM identity_confirmation x WHERE x.identity = i.id) FROM linked_identity i JOIN app_user u ON u.id = i.app_user
         WHERE i.issuer = $1 AND i.subject = $2 AND i.linked_at IS NOT NULL AND i.ended_at IS NULL")
        .bind(issuer).bind(subject).fetch_optional(c).await.map_err(failure))?;
    let Some((id, user, name, role, active, confirmed)) = row else { return Ok(None) };
    Ok(Some(Link { id, user: User { id: user, name, role: role_of(&role)? }, active, confirmed }))
}
