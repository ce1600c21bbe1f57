//! Users in and out of service, and their roles: versions with author and reason (RULE 35).

use super::confirmation::somebody_will_confirm;
use super::password::end_invitation;
use super::session::close_all;
use super::store::{find_by_id, recorded};
use super::{Act, Right, Role, User};
use crate::refusal::{Failure, LAST_ADMINISTRATOR, NOT_ONESELF, USER_ALREADY_SO, USER_REASON};
use crate::store::{Tx, failure, on};
use chrono::{DateTime, Utc};

/// A user as the administrator sees them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Who.
    pub user: User,
    /// In service.
    pub active: bool,
    /// True until a second person confirms the access.
    pub awaits: bool,
    /// True once a password was chosen.
    pub has_password: bool,
    /// True once a second factor was enrolled.
    pub has_second_factor: bool,
    /// Until when a link of invitation serves.
    pub invited_until: Option<DateTime<Utc>>,
    /// The last request of a session, ended or not.
    pub seen_at: Option<DateTime<Utc>>,
}

/// One change of a user.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct UserChange {
    /// The role from then on.
    pub role: String,
    /// In service from then on.
    pub active: bool,
    /// Why.
    pub reason: String,
    /// When.
    pub recorded_at: DateTime<Utc>,
    /// Who changed it, by name.
    pub by_name: String,
}

/// Gives another user another role; their sessions end.
///
/// # Errors
/// `role_not_allowed`, `not_oneself`, `last_administrator`, `user_already_so`, `user_version_reason_filled`, `user_unknown`,
/// `access_nobody_to_confirm`.
pub async fn set_role(tx: &mut Tx, act: &Act, user_id: &str, role: Role, reason: &str) -> Result<User, Failure> {
    act.with(Right::Accounts)?;
    change(tx, act, user_id, "user_role", reason, |_, active| (role, active)).await
}

/// Takes another user out of service: no sign-in, no write, sessions ended.
///
/// # Errors
/// Those of [`set_role`].
pub async fn disable_user(tx: &mut Tx, act: &Act, user_id: &str, reason: &str) -> Result<User, Failure> {
    act.with(Right::Users)?;
    change(tx, act, user_id, "user_disable", reason, |role, _| (role, false)).await
}

/// Takes a disabled user back into service, with the role and the factors they had.
///
/// # Errors
/// Those of [`set_role`].
pub async fn enable_user(tx: &mut Tx, act: &Act, user_id: &str, reason: &str) -> Result<User, Failure> {
    act.with(Right::Users)?;
    change(tx, act, user_id, "user_enable", reason, |role, _| (role, true)).await
}

async fn change(
    tx: &mut Tx,
    act: &Act,
    user_id: &str,
    action: &str,
    reason: &str,
    to: impl Fn(Role, bool) -> (Role, bool) + Send,
) -> Result<User, Failure> {
    let (user, active) = find_by_id(tx, user_id).await?;
    if user.id == act.user.id {
        return Err(NOT_ONESELF.because("").into());
    }
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(USER_REASON.because("").into());
    }
    let (role, in_service) = to(user.role, active);
    if (role, in_service) == (user.role, active) {
        return Err(USER_ALREADY_SO.because(format!("({}, {})", user.name, user.role)).into());
    }
    let stays = role == Role::Admin && in_service;
    if user.role == Role::Admin && active && !stays && other_administrators(tx, &user).await? == 0 {
        return Err(LAST_ADMINISTRATOR.because(format!("({})", user.name)).into());
    }
    if role != user.role {
        somebody_will_confirm(tx, act, &user).await?;
    }
    close_all(tx, &act.user.id, &user.id, None, act.at).await?;
    end_invitation(tx, &user.id, act.at).await?;
    on!(tx, c => sqlx::query(
        "INSERT INTO user_version (app_user, version, role, active, reason, recorded_at, recorded_by)
         VALUES ($1, (SELECT COALESCE(MAX(version), 0) + 1 FROM user_version WHERE app_user = $1), $2, $3, $4, $5, $6)")
        .bind(&user.id).bind(role.word()).bind(in_service).bind(reason).bind(act.at).bind(&act.user.id)
        .execute(c).await.map(|_| ()).map_err(failure))?;
    recorded(tx, &act.user.id, act.at, action, &user.name, &format!("{role} : {reason}")).await?;
    Ok(User { role, ..user })
}

async fn other_administrators(tx: &mut Tx, user: &User) -> Result<i64, Failure> {
    let (others,): (i64,) = on!(tx, c => sqlx::query_as("SELECT COUNT(*) FROM app_user WHERE role = 'admin' AND active AND id <> $1")
        .bind(&user.id).fetch_one(c).await.map_err(failure))?;
    Ok(others)
}

type AccountRow = (String, String, String, bool, bool, bool, bool);

/// Every user with what the administrator must know, by name.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn accounts(tx: &mut Tx, at: DateTime<Utc>) -> Result<Vec<Account>, Failure> {
    let rows: Vec<AccountRow> = on!(tx, c => sqlx::query_as(
        "SELECT u.id, u.name, u.role, u.active, EXISTS (SELECT 1 FROM password p WHERE p.app_user = u.id),
            EXISTS (SELECT 1 FROM second_factor f WHERE f.app_user = u.id), EXISTS (SELECT 1 FROM access_awaited a WHERE a.app_user = u.id)
         FROM app_user u WHERE u.role <> 'programme' ORDER BY u.name")
        .fetch_all(c).await.map_err(failure))?;
    let mut accounts = Vec::with_capacity(rows.len());
    for (id, name, role, active, has_password, has_second_factor, awaits) in rows {
        let user = User { id, name, role: super::store::role_of(&role)? };
        let invited: Option<(DateTime<Utc>,)> = on!(tx, c => sqlx::query_as(
            "SELECT expires_at FROM invitation WHERE app_user = $1 AND used_at IS NULL AND ended_at IS NULL AND expires_at > $2")
            .bind(&user.id).bind(at).fetch_optional(c).await.map_err(failure))?;
        let seen: Option<(DateTime<Utc>,)> = on!(tx, c => sqlx::query_as(
            "SELECT seen_at FROM session WHERE app_user = $1 ORDER BY seen_at DESC LIMIT 1")
            .bind(&user.id).fetch_optional(c).await.map_err(failure))?;
        let (invited_until, seen_at) = (invited.map(|(at,)| at), seen.map(|(at,)| at));
        accounts.push(Account { user, active, awaits, has_password, has_second_factor, invited_until, seen_at });
    }
    Ok(accounts)
}

/// What was changed of a user, the latest first.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn user_changes(tx: &mut Tx, user_id: &str) -> Result<Vec<UserChange>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT v.role, v.active, v.reason, v.recorded_at, b.name AS by_name FROM user_version v JOIN app_user b ON b.id = v.recorded_by
         WHERE v.app_user = $1 ORDER BY v.version DESC")
        .bind(user_id).fetch_all(c).await.map_err(failure))
}
