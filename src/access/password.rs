//! Passwords and the links by which they are chosen.

use super::attempt::{Outcome, name_hash, note};
use super::confirmation::somebody_will_confirm;
use super::hash::{matches, phc};
use super::identity::end_identities;
use super::opened::Opened;
use super::policy::acceptable;
use super::secret::{hashed, link_secret, random};
use super::session::{Session, Stage, close_all};
use super::store::{active_users, added_by_program, find_by_id, program, recorded};
use super::{Act, Right, Role, User, organisation};
use crate::refusal::{
    Failure, INVITATION_NEEDS_AUTHOR, INVITATION_UNKNOWN, PASSWORD_WRONG, SECOND_FACTOR_MISSING, USER_DISABLED,
};
use crate::store::{Tx, failure, on};
use chrono::{DateTime, Duration, Utc};

/// How long a link serves.
pub const INVITATION: Duration = Duration::hours(72);

/// A link that lets a user choose a password, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// What stands at the end of the link: shown now, never again.
    pub secret: String,
    /// When it stops serving.
    pub expires_at: DateTime<Utc>,
}

impl Invitation {
    /// What follows the address of the site.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/invitation/{}", self.secret)
    }
}

/// Makes a link for a user; one made before stops serving. Without an author: only for an administrator, while nobody has a password.
///
/// # Errors
/// `user_unknown`, `user_disabled`, `role_not_allowed` (who has a password already gets a new link from an administrator alone),
/// `access_nobody_to_confirm` (who has a password would wait for ever), `invitation_needs_author`.
pub async fn invite(tx: &mut Tx, by: Option<&Act>, user_id: &str, at: DateTime<Utc>) -> Result<Invitation, Failure> {
    let (user, active) = find_by_id(tx, user_id).await?;
    if !active {
        return Err(USER_DISABLED.because(format!("({})", user.name)).into());
    }
    let author = match by {
        Some(act) => {
            let known = current_phc(tx, &user.id).await?.is_some();
            act.with(if known { Right::Accounts } else { Right::Users })?;
            if known {
                somebody_will_confirm(tx, act, &user).await?;
            }
            act.user.id.clone()
        }
        None if user.role == Role::Admin && !somebody_has_a_password(tx).await? => program(tx).await?.id,
        None => return Err(INVITATION_NEEDS_AUTHOR.because("").into()),
    };
    end_invitation(tx, &user.id, at).await?;
    let invitation = Invitation { secret: link_secret()?, expires_at: at + INVITATION };
    on!(tx, c => sqlx::query("INSERT INTO invitation (secret_hash, app_user, invited_at, invited_by, expires_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(hashed("invitation", &invitation.secret)).bind(&user.id).bind(at).bind(by.map(|act| act.user.id.as_str()))
        .bind(invitation.expires_at).execute(c).await.map(|_| ()).map_err(failure))?;
    recorded(tx, &author, at, "user_invite", &user.name, "").await?;
    Ok(invitation)
}

/// The link of a user serves no more.
pub(super) async fn end_invitation(tx: &mut Tx, user_id: &str, at: DateTime<Utc>) -> Result<(), Failure> {
    on!(tx, c => sqlx::query("UPDATE invitation SET ended_at = $2 WHERE app_user = $1 AND used_at IS NULL AND ended_at IS NULL")
        .bind(user_id).bind(at).execute(c).await.map(|_| ()).map_err(failure))
}

/// At first start: an administrator and their link, while nobody can sign in; `None` once somebody can.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn first_administrator(tx: &mut Tx, at: DateTime<Utc>) -> Result<Option<(User, Invitation)>, Failure> {
    if somebody_has_a_password(tx).await? {
        return Ok(None);
    }
    let admin = match active_users(tx).await?.into_iter().find(|user| user.role == Role::Admin) {
        Some(admin) => admin,
        None => added_by_program(tx, "admin", Role::Admin, at).await?,
    };
    let invitation = invite(tx, None, &admin.id, at).await?;
    Ok(Some((admin, invitation)))
}

async fn somebody_has_a_password(tx: &mut Tx) -> Result<bool, Failure> {
    let (has,): (bool,) =
        on!(tx, c => sqlx::query_as("SELECT EXISTS (SELECT 1 FROM password)").fetch_one(c).await.map_err(failure))?;
    Ok(has)
}

/// The user whom a link invites.
///
/// # Errors
/// `invitation_unknown`.
pub async fn invited(tx: &mut Tx, secret: &str, at: DateTime<Utc>) -> Result<User, Failure> {
    let row: Option<(String,)> = on!(tx, c => sqlx::query_as(
        "SELECT app_user FROM invitation WHERE secret_hash = $1 AND used_at IS NULL AND ended_at IS NULL AND expires_at > $2")
        .bind(hashed("invitation", secret)).bind(at).fetch_optional(c).await.map_err(failure))?;
    let Some((id,)) = row else { return Err(INVITATION_UNKNOWN.because("").into()) };
    match find_by_id(tx, &id).await? {
        (user, true) => Ok(user),
        (_, false) => Err(INVITATION_UNKNOWN.because("").into()),
    }
}

/// Uses a link up: the user has this password, no open session, no identity of before, and no failure held against the name.
///
/// # Errors
/// `invitation_unknown`; those of the password's policy.
pub async fn accept_invitation(tx: &mut Tx, secret: &str, password: &str, at: DateTime<Utc>) -> Result<User, Failure> {
    let user = invited(tx, secret, at).await?;
    judge(tx, &user, password).await?;
    // Before the password: a link that nobody gave serves while there is none.
    on!(tx, c => sqlx::query("UPDATE invitation SET used_at = $2 WHERE secret_hash = $1")
        .bind(hashed("invitation", secret)).bind(at).execute(c).await.map(|_| ()).map_err(failure))?;
    keep(tx, &user, password, at).await?;
    close_all(tx, &user.id, &user.id, None, at).await?;
    end_identities(tx, &user, at).await?;
    note(tx, &name_hash(&user.name), Some(&user), "", Outcome::Success, at).await?;
    recorded(tx, &user.id, at, "password_chosen", &user.name, "").await?;
    Ok(user)
}

/// Changes one's own password; the other sessions end, and so does the link with the provider: whoever else may have made it. Says
/// whether this session goes on, which it does unless that link had opened it.
///
/// # Errors
/// `second_factor_missing` while the session still waits for one; `password_wrong`; those of the password's policy.
pub async fn change_password(tx: &mut Tx, session: &Session, old: &str, new: &str, at: DateTime<Utc>) -> Result<bool, Failure> {
    let user = &session.user;
    if session.stage != Stage::Full {
        return Err(SECOND_FACTOR_MISSING.because("").into());
    }
    if !matches(old, current_phc(tx, &user.id).await?.as_deref()) {
        return Err(PASSWORD_WRONG.because("").into());
    }
    judge(tx, user, new).await?;
    keep(tx, user, new, at).await?;
    let goes_on = !end_identities(tx, user, at).await? || session.opened == Opened::Password;
    close_all(tx, &user.id, &user.id, goes_on.then_some(session), at).await?;
    recorded(tx, &user.id, at, "password_changed", &user.name, "").await?;
    Ok(goes_on)
}

async fn judge(tx: &mut Tx, user: &User, password: &str) -> Result<(), Failure> {
    let house = organisation(tx).await?.map(|house| house.name).unwrap_or_default();
    Ok(acceptable(password, &user.name, &house)?)
}

async fn keep(tx: &mut Tx, user: &User, password: &str, at: DateTime<Utc>) -> Result<(), Failure> {
    let phc = phc(password, &random()?)?;
    on!(tx, c => sqlx::query(
        "INSERT INTO password (app_user, version, phc, recorded_at)
         VALUES ($1, (SELECT COALESCE(MAX(version), 0) + 1 FROM password WHERE app_user = $1), $2, $3)")
        .bind(&user.id).bind(phc).bind(at).execute(c).await.map(|_| ()).map_err(failure))
}

/// The password that opens now, as PHC text.
pub(super) async fn current_phc(tx: &mut Tx, user_id: &str) -> Result<Option<String>, Failure> {
    let row: Option<(String,)> = on!(tx, c => sqlx::query_as("SELECT phc FROM password WHERE app_user = $1 ORDER BY version DESC LIMIT 1")
        .bind(user_id).fetch_optional(c).await.map_err(failure))?;
    Ok(row.map(|(phc,)| phc))
}
