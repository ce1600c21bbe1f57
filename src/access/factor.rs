//! Second factors: giving one, listing them, taking one away.

use super::attempt::{Outcome, locked, name_hash, note};
use super::passkey::{self, RegisteredPasskey, Site, passkey_check, passkeys_of};
use super::recovery::{self, recovery_codes_left};
use super::sealing::KeyRing;
use super::session::{Session, Stage, close_all, rotate, session};
use super::sign_in::{SignIn, has_second_factor};
use super::store::{find_by_id, recorded};
use super::telephone::{self, totp_check};
use super::{Act, Right, User, confirmation};
use crate::refusal::{
    FACTOR_TO_CONFIRM, FACTOR_UNKNOWN, Failure, LAST_SECOND_FACTOR, NOT_ONESELF, SECOND_FACTOR_MISSING, SECOND_FACTOR_WRONG,
    SESSION_ENDED, USER_REASON,
};
use crate::store::{Tx, failure, on};
use chrono::{DateTime, Utc};

/// What is given as second factor.
#[derive(Clone, Copy, Debug)]
pub enum Given<'a> {
    /// The six digits of a telephone, whose secret these keys open.
    Totp(&'a KeyRing, &'a str),
    /// A code from paper.
    Recovery(&'a str),
    /// The JSON that `navigator.credentials.get` gave, on this site.
    Passkey(&'a Site, &'a str),
}

/// The second factors of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Factors {
    /// When the telephone was enrolled.
    pub totp: Option<DateTime<Utc>>,
    /// Passkeys.
    pub passkeys: Vec<RegisteredPasskey>,
    /// Codes on paper that are left.
    pub recovery_codes: i64,
}

impl Factors {
    /// Factors that open without paper.
    #[must_use]
    pub fn len(&self) -> usize {
        self.passkeys.len().saturating_add(usize::from(self.totp.is_some()))
    }

    /// True for a user who has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A factor to take away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Factor<'a> {
    /// The telephone.
    Totp,
    /// The passkey of this identifier.
    Passkey(&'a str),
}

/// Gives the second factor of a session that waits for it, or once more in a session that is in. The session goes on under a new
/// secret; a wrong factor counts like a wrong password, so the caller commits.
///
/// # Errors
/// `session_ended`; `second_factor_missing` when none is enrolled.
pub async fn second_factor(tx: &mut Tx, session_secret: &str, given: Given<'_>, at: DateTime<Utc>) -> Result<SignIn, Failure> {
    let Some(session) = session(tx, session_secret, at).await? else { return Err(SESSION_ENDED.because("").into()) };
    let user = &session.user;
    if session.stage == Stage::Enrolling || !has_second_factor(tx, user).await? {
        return Err(SECOND_FACTOR_MISSING.because("").into());
    }
    let name = name_hash(&user.name);
    if let Some(refusal) = locked(tx, &name, &session.address, at).await? {
        return Ok(SignIn::Refused(refusal));
    }
    let opens = match given {
        Given::Totp(keys, code) => match totp_check(tx, keys, user, code, at).await? {
            Ok(opens) => opens,
            // No code was looked at: it counts for nothing, and another factor still opens.
            Err(refusal) => return Ok(SignIn::Refused(refusal)),
        },
        Given::Recovery(code) => recovery::open(tx, user, code, at).await?,
        Given::Passkey(site, answer) => passkey_check(tx, &session, site, answer, at).await?,
    };
    if !opens {
        note(tx, &name, Some(user), &session.address, Outcome::Factor, at).await?;
        return Ok(SignIn::Refused(SECOND_FACTOR_WRONG.because("")));
    }
    note(tx, &name, Some(user), &session.address, Outcome::Success, at).await?;
    let action = if session.stage == Stage::Full { "confirmed" } else { "sign_in" };
    recorded(tx, &user.id, at, action, &user.name, &session.opened.traced(&session.address)).await?;
    Ok(SignIn::SignedIn(rotate(tx, &session, at).await?))
}

/// The session may change its factors: it has to enrol one, has none, or gave one lately.
///
/// # Errors
/// `factor_to_confirm`.
pub(super) async fn may_change(tx: &mut Tx, session: &Session, at: DateTime<Utc>) -> Result<(), Failure> {
    let may = match session.stage {
        Stage::Password => false,
        Stage::Enrolling | Stage::Full => session.is_confirmed(at) || !has_second_factor(tx, &session.user).await?,
    };
    if may { Ok(()) } else { Err(FACTOR_TO_CONFIRM.because("").into()) }
}

/// The second factors of a user.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn factors_of(tx: &mut Tx, user: &User) -> Result<Factors, Failure> {
    let totp: Option<(DateTime<Utc>,)> = on!(tx, c => sqlx::query_as(
        "SELECT added_at FROM totp_secret WHERE app_user = $1 AND ended_at IS NULL")
        .bind(&user.id).fetch_optional(c).await.map_err(failure))?;
    let passkeys = passkeys_of(tx, user).await?;
    Ok(Factors { totp: totp.map(|(at,)| at), passkeys, recovery_codes: recovery_codes_left(tx, user).await? })
}

/// Takes away one of one's own factors, but the last of a role that needs one.
///
/// # Errors
/// `factor_to_confirm`, `factor_unknown`, `last_second_factor`.
pub async fn remove_factor(tx: &mut Tx, session: &Session, factor: Factor<'_>, at: DateTime<Utc>) -> Result<(), Failure> {
    may_change(tx, session, at).await?;
    let user = &session.user;
    let factors = factors_of(tx, user).await?;
    let known = match factor {
        Factor::Totp => factors.totp.is_some(),
        Factor::Passkey(id) => factors.passkeys.iter().any(|key| key.id == id),
    };
    if !known {
        return Err(FACTOR_UNKNOWN.because("").into());
    }
    let last = factors.len() == 1;
    if last && user.role.needs_second_factor() {
        return Err(LAST_SECOND_FACTOR.because("").into());
    }
    match factor {
        Factor::Totp => telephone::end(tx, user, at).await?,
        Factor::Passkey(id) => passkey::end(tx, user, Some(id), at).await.map(|_| ())?,
    }
    if last {
        recovery::end_all(tx, user, at).await?;
    }
    close_all(tx, &user.id, &user.id, Some(session), at).await?;
    let what = if matches!(factor, Factor::Totp) { "totp" } else { "passkey" };
    recorded(tx, &user.id, at, "factor_removed", &user.name, what).await
}

/// Takes away every factor of another user, who enrols anew at the next sign-in: the telephone is lost, and the paper too.
///
/// # Errors
/// `role_not_allowed`, `not_oneself`, `user_version_reason_filled`, `user_unknown`, `access_nobody_to_confirm`.
pub async fn reset_second_factor(tx: &mut Tx, act: &Act, user_id: &str, reason: &str) -> Result<(), Failure> {
    act.with(Right::Accounts)?;
    let (user, _) = find_by_id(tx, user_id).await?;
    if user.id == act.user.id {
        return Err(NOT_ONESELF.because("").into());
    }
    if reason.trim().is_empty() {
        return Err(USER_REASON.because("").into());
    }
    confirmation::somebody_will_confirm(tx, act, &user).await?;
    telephone::end(tx, &user, act.at).await?;
    passkey::end(tx, &user, None, act.at).await?;
    recovery::end_all(tx, &user, act.at).await?;
    close_all(tx, &act.user.id, &user.id, None, act.at).await?;
    confirmation::await_again(tx, act, &user).await?;
    recorded(tx, &act.user.id, act.at, "second_factor_reset", &user.name, reason.trim()).await
}
