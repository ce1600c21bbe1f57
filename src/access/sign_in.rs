//! Signing in: a name and a password, or the house's identity provider in their place; then the second factor.

use super::User;
use super::attempt::{Outcome, locked, locked_address, name_hash, note};
use super::hash::matches;
use super::identity::{Link, Proof, linked};
use super::opened::Opened;
use super::password::current_phc;
use super::secret::hashed;
use super::session::{NewSession, Origin, Session, Stage, begin};
use super::store::{active_users, recorded};
use crate::refusal::{Failure, IDENTITY_NOT_LINKED, PASSWORD_WRONG, Refusal, SIGN_IN_REFUSED};
use crate::store::{Tx, failure, on};
use chrono::{DateTime, Utc};

/// The answer to a name and a password, or to a second factor. A refusal is an answer too: the caller commits, so that the failure
/// counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// No; the sentence says nothing of which part was wrong.
    Refused(Refusal),
    /// The password was right; a second factor is awaited.
    SecondFactor(NewSession),
    /// In.
    SignedIn(NewSession),
    /// The role needs a second factor, and none is enrolled yet.
    MustEnrol(NewSession),
}

/// What is known of a name before its password is looked at.
#[derive(Clone, Debug)]
pub struct Asked {
    name: Vec<u8>,
    user: Option<User>,
    phc: Option<String>,
    locked: Option<Refusal>,
}

/// A password that was looked at.
#[derive(Clone, Debug)]
pub struct Checked {
    asked: Asked,
    right: bool,
}

impl Asked {
    /// Looks at the password: a few hundredths of a second of work, the same for a name that nobody bears. Without a transaction, so
    /// that nobody else waits for it.
    #[must_use]
    pub fn check(self, password: &str) -> Checked {
        let right = self.locked.is_none() && matches(password, self.phc.as_deref()) && self.user.is_some();
        Checked { asked: self, right }
    }
}

/// Looks a name up. A disabled user is nobody.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn sign_in_asked(tx: &mut Tx, name: &str, address: &str, at: DateTime<Utc>) -> Result<Asked, Failure> {
    let hash = name_hash(name);
    let locked = locked(tx, &hash, address, at).await?;
    // The engines fold ASCII letters alone: accented capitals are compared here.
    let wanted = name.trim().to_lowercase();
    let user = active_users(tx).await?.into_iter().find(|user| user.name.to_lowercase() == wanted);
    let phc = match &user {
        Some(user) => current_phc(tx, &user.id).await?,
        None => None,
    };
    Ok(Asked { name: hash, user, phc, locked })
}

/// Answers a password that was looked at, and counts it.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn sign_in_checked(
    tx: &mut Tx,
    checked: Checked,
    at: DateTime<Utc>,
    agent: &str,
    address: &str,
) -> Result<SignIn, Failure> {
    let Checked { asked, right } = checked;
    if let Some(refusal) = asked.locked {
        return Ok(SignIn::Refused(refusal));
    }
    // Others may have tried, and the user may have changed, while the password was looked at.
    if let Some(refusal) = locked(tx, &asked.name, address, at).await? {
        return Ok(SignIn::Refused(refusal));
    }
    let user = match &asked.user {
        Some(user) if right && is_unchanged(tx, user, asked.phc.as_deref()).await? => user,
        user => {
            note(tx, &asked.name, user.as_ref(), address, Outcome::Password, at).await?;
            return Ok(SignIn::Refused(SIGN_IN_REFUSED.because("")));
        }
    };
    let_in(tx, user, Origin { signed_in_at: at, opened: Opened::Password, agent, address }, at).await
}

/// Answers an identity that the provider proved. It stands for the password alone, or for the second factor too where the proof says so
/// and a second person has confirmed the link.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn sign_in_by_identity(
    tx: &mut Tx,
    proof: &Proof,
    at: DateTime<Utc>,
    agent: &str,
    address: &str,
) -> Result<SignIn, Failure> {
    let (user, identity, confirmed) = match linked(tx, &proof.issuer, &proof.subject).await? {
        Some(Link { user, id, active: true, confirmed }) => (user, id, confirmed),
        other => {
            // Somebody who is nobody here knocks: noted like a wrong name, under the name when there was one.
            let gone = other.map(|link| link.user);
            let whose = || hashed("identity", &format!("{} {}", proof.issuer, proof.subject));
            let name = gone.as_ref().map_or_else(whose, |user| name_hash(&user.name));
            note(tx, &name, gone.as_ref(), address, Outcome::Password, at).await?;
            return Ok(SignIn::Refused(IDENTITY_NOT_LINKED.because(format!("(«\u{a0}{}\u{a0}»)", proof.called))));
        }
    };
    if let Some(refusal) = locked(tx, &name_hash(&user.name), address, at).await? {
        return Ok(SignIn::Refused(refusal));
    }
    let opened = Opened::Provider { identity, mfa: proof.mfa && confirmed };
    let_in(tx, &user, Origin { signed_in_at: at, opened, agent, address }, at).await
}

/// The refusal of an address whose failures make it wait, before the provider is asked anything for it.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn provider_asked(tx: &mut Tx, address: &str, at: DateTime<Utc>) -> Result<Option<Refusal>, Failure> {
    locked_address(tx, address, at).await
}

/// Counts a proof that did not stand up, like a wrong password of nobody.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn proof_failed(tx: &mut Tx, address: &str, at: DateTime<Utc>) -> Result<(), Failure> {
    note(tx, &hashed("identity", ""), None, address, Outcome::Password, at).await
}

/// Judges the password of somebody who is in, given once more. A wrong one counts as at the door.
pub(super) async fn given_again(
    tx: &mut Tx,
    checked: Checked,
    session: &Session,
    at: DateTime<Utc>,
) -> Result<Option<Refusal>, Failure> {
    let Checked { asked, right } = checked;
    if let Some(refusal) = asked.locked {
        return Ok(Some(refusal));
    }
    if let Some(refusal) = locked(tx, &asked.name, &session.address, at).await? {
        return Ok(Some(refusal));
    }
    let user = &session.user;
    if right && asked.user.as_ref() == Some(user) && is_unchanged(tx, user, asked.phc.as_deref()).await? {
        return Ok(None);
    }
    note(tx, &asked.name, Some(user), &session.address, Outcome::Password, at).await?;
    Ok(Some(PASSWORD_WRONG.because("")))
}

/// Lets somebody in who proved who they are: as far as they may come without a second factor, whatever the proof was.
async fn let_in(tx: &mut Tx, user: &User, origin: Origin<'_>, at: DateTime<Utc>) -> Result<SignIn, Failure> {
    let spared = matches!(origin.opened, Opened::Provider { mfa: true, .. });
    let enrolled = has_second_factor(tx, user).await?;
    if enrolled && !spared {
        // Nothing is forgiven yet: else a stolen password would allow any number of codes to be tried.
        return Ok(SignIn::SecondFactor(begin(tx, user, Stage::Password, &origin, at, false).await?));
    }
    if origin.opened == Opened::Password {
        // What a provider says forgives nothing: passwords and codes that failed here go on counting until one of them is right.
        note(tx, &name_hash(&user.name), Some(user), origin.address, Outcome::Success, at).await?;
    }
    recorded(tx, &user.id, at, "sign_in", &user.name, &origin.opened.traced(origin.address)).await?;
    if !enrolled && user.role.needs_second_factor() {
        return Ok(SignIn::MustEnrol(begin(tx, user, Stage::Enrolling, &origin, at, false).await?));
    }
    Ok(SignIn::SignedIn(begin(tx, user, Stage::Full, &origin, at, false).await?))
}

/// The three steps in one, where nobody else waits for the transaction.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn sign_in(
    tx: &mut Tx,
    name: &str,
    password: &str,
    at: DateTime<Utc>,
    agent: &str,
    address: &str,
) -> Result<SignIn, Failure> {
    let checked = sign_in_asked(tx, name, address, at).await?.check(password);
    sign_in_checked(tx, checked, at, agent, address).await
}

async fn is_unchanged(tx: &mut Tx, user: &User, phc: Option<&str>) -> Result<bool, Failure> {
    let still = active_users(tx).await?.contains(user);
    Ok(still && current_phc(tx, &user.id).await?.as_deref() == phc)
}

/// True when the user has a second factor that opens now.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn has_second_factor(tx: &mut Tx, user: &User) -> Result<bool, Failure> {
    let (has,): (bool,) = on!(tx, c => sqlx::query_as("SELECT EXISTS (SELECT 1 FROM second_factor WHERE app_user = $1)")
        .bind(&user.id).fetch_one(c).await.map_err(failure))?;
    Ok(has)
}
