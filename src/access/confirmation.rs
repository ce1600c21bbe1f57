//! The second person behind every access (RULE 35). Whoever adds a user, gives a link, changes a role or takes a second factor away
//! could stand behind that user as well: until somebody else says that it is the right person who came in, the user does nothing.
//!
//! The triggers of `access_change` write down what one person did; `access_awaited` says whom it holds back.

use super::store::{find_by_id, recorded, role_of};
use super::{Act, Right, User};
use crate::refusal::{ACCESS_NOTHING_TO_CONFIRM, Failure};
use crate::store::{Tx, failure, on};
use chrono::{DateTime, Utc};

/// What one person did to another's access, not yet confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwaitedAccess {
    /// Its number.
    pub seq: i64,
    /// Whose access.
    pub user: User,
    /// What was done: `user`, `link`, `role` or `factor`.
    pub kind: String,
    /// When.
    pub made_at: DateTime<Utc>,
    /// By whom: the identifier.
    pub made_by: String,
    /// By whom: the name.
    pub maker: String,
}

/// What a confirmation did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmed {
    /// The access is open.
    Whole,
    /// What the confirming person did themself still waits for somebody else.
    InPart,
    /// The first administrator was alone to confirm the second person of the house.
    Alone,
}

type Row = (i64, String, String, String, String, DateTime<Utc>, String, String);

/// Every access that waits, user by user, the oldest first.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn access_awaited(tx: &mut Tx) -> Result<Vec<AwaitedAccess>, Failure> {
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(
        "SELECT a.seq, u.id, u.name, u.role, a.kind, a.made_at, a.made_by, m.name FROM access_awaited a
            JOIN app_user u ON u.id = a.app_user JOIN app_user m ON m.id = a.made_by
         WHERE u.active ORDER BY u.name, a.seq").fetch_all(c).await.map_err(failure))?;
    rows.into_iter()
        .map(|(seq, id, name, role, kind, made_at, made_by, maker)| {
            Ok(AwaitedAccess { seq, user: User { id, name, role: role_of(&role)? }, kind, made_at, made_by, maker })
        })
        .collect()
}

/// True of a user who does nothing until somebody confirms their access.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn awaits_confirmation(tx: &mut Tx, user: &User) -> Result<bool, Failure> {
    let (awaits,): (bool,) = on!(tx, c => sqlx::query_as("SELECT EXISTS (SELECT 1 FROM access_awaited WHERE app_user = $1)")
        .bind(&user.id).fetch_one(c).await.map_err(failure))?;
    Ok(awaits)
}

/// Confirms a user's access as another person than those who gave it. What the confirming person did themself stays for a third,
/// unless they are the first administrator and nobody else could confirm: once in the life of a house, and traced as such.
///
/// # Errors
/// `role_not_allowed`, `user_unknown`, `access_nothing_to_confirm`, `not_oneself`, `access_four_eyes`, `access_not_confirmed`.
pub async fn confirm_access(tx: &mut Tx, act: &Act, user_id: &str) -> Result<Confirmed, Failure> {
    act.with(Right::Confirm)?;
    let (user, _) = find_by_id(tx, user_id).await?;
    let waits: Vec<AwaitedAccess> = access_awaited(tx).await?.into_iter().filter(|one| one.user.id == user.id).collect();
    if waits.is_empty() {
        return Err(ACCESS_NOTHING_TO_CONFIRM.because(format!("({})", user.name)).into());
    }
    let (own, of_others): (Vec<_>, Vec<_>) = waits.iter().partition(|one| one.made_by == act.user.id);
    let (mine, how) = match (own.is_empty(), of_others.is_empty()) {
        (true, _) => (of_others, Confirmed::Whole),
        (false, true) => (own, Confirmed::Alone),
        (false, false) => (of_others, Confirmed::InPart),
    };
    for one in mine {
        on!(tx, c => sqlx::query("INSERT INTO access_confirmation (access_change, confirmed_at, confirmed_by) VALUES ($1, $2, $3)")
            .bind(one.seq).bind(act.at).bind(&act.user.id).execute(c).await.map(|_| ()).map_err(failure))?;
    }
    let action = if how == Confirmed::Alone { "access_confirm_alone" } else { "access_confirm" };
    recorded(tx, &act.user.id, act.at, action, &user.name, user.role.word()).await?;
    Ok(how)
}

/// A user whose second factor somebody took away waits again.
pub(super) async fn await_again(tx: &mut Tx, act: &Act, user: &User) -> Result<(), Failure> {
    on!(tx, c => sqlx::query(
        "INSERT INTO access_change (seq, app_user, kind, made_at, made_by)
         VALUES ((SELECT COALESCE(MAX(seq), 0) + 1 FROM access_change), $1, 'factor', $2, $3)")
        .bind(&user.id).bind(act.at).bind(&act.user.id).execute(c).await.map(|_| ()).map_err(failure))
}
