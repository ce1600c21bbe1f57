//! The second person behind every access (RULE 35). Whoever adds a user, gives a link, changes a role or takes a second factor away
//! could stand behind that user as well: until somebody else says that it is the right person who came in, the user does nothing.
//!
//! The triggers of `access_change` write down what one person did; `access_awaited` says whom it holds back.

use super::store::{find_by_id, program, recorded, role_of};
use super::{Act, Right, User};
use crate::refusal::{ACCESS_CHANGED_SINCE, ACCESS_NOBODY_TO_CONFIRM, ACCESS_NOTHING_TO_CONFIRM, Failure, USER_REASON};
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

const AWAITED: &str = "SELECT a.seq, u.id, u.name, u.role, a.kind, a.made_at, a.made_by, m.name FROM access_awaited a
        JOIN app_user u ON u.id = a.app_user JOIN app_user m ON m.id = a.made_by
     WHERE u.active ORDER BY u.name, a.seq";
const BY_NO_THIRD: &str = "SELECT a.seq, u.id, u.name, u.role, a.kind, a.made_at, a.made_by, m.name FROM access_change a
        JOIN app_user u ON u.id = a.app_user JOIN app_user m ON m.id = a.made_by
     WHERE u.active AND EXISTS (SELECT 1 FROM access_confirmation x WHERE x.access_change = a.seq) AND NOT EXISTS (
        SELECT 1 FROM access_confirmation x
        WHERE x.access_change = a.seq AND x.confirmed_by NOT IN (a.app_user, a.made_by, 'PROGRAMME'))
     ORDER BY u.name, a.seq";

/// Every access that waits, user by user, the oldest first.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn access_awaited(tx: &mut Tx) -> Result<Vec<AwaitedAccess>, Failure> {
    accesses(tx, AWAITED).await
}

/// Every access that is open though no third person confirmed it: its giver did, alone, or the console. The two do not pass for two
/// pairs of eyes until a third confirms it too.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn access_by_no_third(tx: &mut Tx) -> Result<Vec<AwaitedAccess>, Failure> {
    accesses(tx, BY_NO_THIRD).await
}

async fn accesses(tx: &mut Tx, sql: &'static str) -> Result<Vec<AwaitedAccess>, Failure> {
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(sql).fetch_all(c).await.map_err(failure))?;
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
/// unless they are the first administrator and nobody else could confirm: once in the life of a house, and traced as such. `shown` are
/// the numbers of the changes that the confirming person was told of; without them, everything that waits. An access that waits no
/// more but that no third person confirmed can be confirmed by one.
///
/// # Errors
/// `role_not_allowed`, `user_unknown`, `access_nothing_to_confirm`, `access_changed_since`, `not_oneself`, `access_four_eyes`,
/// `access_not_confirmed`.
pub async fn confirm_access(tx: &mut Tx, act: &Act, user_id: &str, shown: Option<&[i64]>) -> Result<Confirmed, Failure> {
    act.with(Right::Confirm)?;
    let (user, _) = find_by_id(tx, user_id).await?;
    let of_user = |all: Vec<AwaitedAccess>| all.into_iter().filter(|one| one.user.id == user.id).collect::<Vec<_>>();
    let mut waits = of_user(access_awaited(tx).await?);
    if waits.is_empty() {
        waits = of_user(access_by_no_third(tx).await?);
        waits.retain(|one| one.made_by != act.user.id && one.user.id != act.user.id);
    }
    if waits.is_empty() {
        return Err(ACCESS_NOTHING_TO_CONFIRM.because(format!("({})", user.name)).into());
    }
    if shown.is_some_and(|shown| waits.iter().any(|one| !shown.contains(&one.seq))) {
        return Err(ACCESS_CHANGED_SINCE.because(format!("({})", user.name)).into());
    }
    let (own, of_others): (Vec<_>, Vec<_>) = waits.iter().partition(|one| one.made_by == act.user.id);
    let (mine, how) = match (own.is_empty(), of_others.is_empty()) {
        (true, _) => (of_others, Confirmed::Whole),
        (false, true) => (own, Confirmed::Alone),
        (false, false) => (of_others, Confirmed::InPart),
    };
    // The last first: what comes after what was confirmed alone is never confirmed alone.
    for one in mine.into_iter().rev() {
        confirmed(tx, one.seq, act.at, &act.user.id).await?;
    }
    let action = if how == Confirmed::Alone { "access_confirm_alone" } else { "access_confirm" };
    recorded(tx, &act.user.id, act.at, action, &user.name, user.role.word()).await?;
    Ok(how)
}

/// The way out of a house where nobody is left to confirm an access: whoever holds the console says so, with the reason, and the audit
/// keeps it. The two people stay one hand until a third confirms the access too.
///
/// # Errors
/// `user_unknown`, `user_version_reason_filled`, `access_nothing_to_confirm`; `access_somebody_else_confirms` while somebody can.
pub async fn rescue_access(tx: &mut Tx, act: &Act, user_id: &str, reason: &str) -> Result<(), Failure> {
    let (user, _) = find_by_id(tx, user_id).await?;
    if reason.trim().is_empty() {
        return Err(USER_REASON.because("").into());
    }
    let waits: Vec<AwaitedAccess> = access_awaited(tx).await?.into_iter().filter(|one| one.user.id == user.id).collect();
    if waits.is_empty() {
        return Err(ACCESS_NOTHING_TO_CONFIRM.because(format!("({})", user.name)).into());
    }
    let program = program(tx).await?;
    for one in waits {
        confirmed(tx, one.seq, act.at, &program.id).await?;
    }
    recorded(tx, &program.id, act.at, "access_confirm_console", &user.name, reason.trim()).await
}

async fn confirmed(tx: &mut Tx, change: i64, at: DateTime<Utc>, by: &str) -> Result<(), Failure> {
    on!(tx, c => sqlx::query("INSERT INTO access_confirmation (access_change, confirmed_at, confirmed_by) VALUES ($1, $2, $3)")
        .bind(change).bind(at).bind(by).execute(c).await.map(|_| ()).map_err(failure))
}

/// Refuses what would make a user wait when nobody could confirm their access afterwards: no third person who signs in, and no first
/// administrator who may still confirm alone.
///
/// # Errors
/// `access_nobody_to_confirm`.
pub(super) async fn somebody_will_confirm(tx: &mut Tx, act: &Act, user: &User) -> Result<(), Failure> {
    let (somebody,): (bool,) = on!(tx, c => sqlx::query_as(
        "SELECT EXISTS (SELECT 1 FROM access_confirmer WHERE id NOT IN ($1, $2))
            OR (EXISTS (SELECT 1 FROM app_user WHERE id = $1 AND role = 'admin') AND NOT EXISTS (SELECT 1 FROM access_confirmation)
                AND NOT EXISTS (SELECT 1 FROM access_arrived WHERE id NOT IN ($1, $2)))")
        .bind(&act.user.id).bind(&user.id).fetch_one(c).await.map_err(failure))?;
    if somebody { Ok(()) } else { Err(ACCESS_NOBODY_TO_CONFIRM.because(format!("({})", user.name)).into()) }
}

/// A user whose second factor somebody took away waits again.
pub(super) async fn await_again(tx: &mut Tx, act: &Act, user: &User) -> Result<(), Failure> {
    on!(tx, c => sqlx::query(
        "INSERT INTO access_change (seq, app_user, kind, made_at, made_by)
         VALUES ((SELECT COALESCE(MAX(seq), 0) + 1 FROM access_change), $1, 'factor', $2, $3)")
        .bind(&user.id).bind(act.at).bind(&act.user.id).execute(c).await.map(|_| ()).map_err(failure))
}
