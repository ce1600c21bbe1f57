//! Users and the audit in the database.

use super::{Act, Right, Role, User};
use crate::ids::new_id;
use crate::refusal::{Failure, USER_ADD_NEEDS_AUTHOR, USER_DISABLED, USER_NAME_TAKEN, USER_UNKNOWN};
use crate::store::{Column, Tx, failure, insert_many, on};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

type UserRow = (String, String, String);

fn user(row: UserRow) -> Result<User, Failure> {
    Ok(User { role: role_of(&row.2)?, id: row.0, name: row.1 })
}

/// The role of a word in the database.
pub(super) fn role_of(word: &str) -> Result<Role, Failure> {
    let role = Role::PEOPLE.into_iter().chain([Role::Programme]).find(|role| role.word() == word);
    role.ok_or_else(|| Failure::Broken(format!("le rôle « {word} » est inconnu.")))
}

/// Adds a user. Nobody need be named as its author (`by`) while the house is being set up: no entry, no bank file, no payment.
///
/// # Errors
/// `role_not_allowed`, `user_add_needs_author`; `app_user_name_filled`; `app_user_name_unique` when the name is taken, also in
/// other capitals.
pub async fn add_user(tx: &mut Tx, by: Option<&Act>, name: &str, role: Role, at: DateTime<Utc>) -> Result<User, Failure> {
    match by {
        Some(act) => {
            act.with(Right::Users)?;
        }
        None if keeps_books(tx).await? => return Err(USER_ADD_NEEDS_AUTHOR.because("").into()),
        None => {}
    }
    insert(tx, by.map(|act| act.user.id.as_str()), name, role, at).await
}

/// A user whom nobody adds: the first administrator, under a free name.
pub(super) async fn added_by_program(tx: &mut Tx, name: &str, role: Role, at: DateTime<Utc>) -> Result<User, Failure> {
    let taken: Vec<String> = list_users(tx).await?.into_iter().map(|user| user.name.to_lowercase()).collect();
    let free = std::iter::once(name.to_owned()).chain((2..).map(|no| format!("{name}{no}"))).find(|name| !taken.contains(name));
    let program = program(tx).await?;
    let user = insert(tx, Some(&program.id), &free.unwrap_or_default(), role, at).await?;
    recorded(tx, &program.id, at, "user_add", &user.name, role.word()).await?;
    Ok(user)
}

async fn insert(tx: &mut Tx, by: Option<&str>, name: &str, role: Role, at: DateTime<Utc>) -> Result<User, Failure> {
    let added = User { id: new_id(), name: name.trim().to_owned(), role };
    // The engines fold ASCII letters alone: accented capitals are compared here.
    if list_users(tx).await?.iter().any(|user| user.name.to_lowercase() == added.name.to_lowercase()) {
        return Err(USER_NAME_TAKEN.because(format!("(« {} »)", added.name)).into());
    }
    on!(tx, c => sqlx::query("INSERT INTO app_user (id, name, role, created_at, added_by) VALUES ($1, $2, $3, $4, $5)")
        .bind(&added.id).bind(&added.name).bind(role.word()).bind(at).bind(by)
        .execute(c).await.map(|_| ()).map_err(failure))?;
    Ok(added)
}

/// True once there is something that a stranger could spoil.
async fn keeps_books(tx: &mut Tx) -> Result<bool, Failure> {
    let (begun,): (bool,) = on!(tx, c => sqlx::query_as(
        "SELECT EXISTS (SELECT 1 FROM entry) OR EXISTS (SELECT 1 FROM bank_file) OR EXISTS (SELECT 1 FROM payment_order)")
        .fetch_one(c).await.map_err(failure))?;
    Ok(begun)
}

/// The user of that name, to act or to be given something.
///
/// # Errors
/// `user_unknown`, `user_disabled`.
pub async fn find_user(tx: &mut Tx, name: &str) -> Result<User, Failure> {
    match named_user(tx, name).await? {
        (user, true) => Ok(user),
        (user, false) => Err(USER_DISABLED.because(format!("({})", user.name)).into()),
    }
}

type Found = (String, String, String, bool);

/// The user of that name, and whether they are in service: to look at, not to act.
///
/// # Errors
/// `user_unknown`.
pub async fn named_user(tx: &mut Tx, name: &str) -> Result<(User, bool), Failure> {
    let row: Option<Found> = on!(tx, c => sqlx::query_as("SELECT id, name, role, active FROM app_user WHERE name = $1 AND role <> 'programme'")
        .bind(name.trim()).fetch_optional(c).await.map_err(failure))?;
    found(row, name)
}

/// The user of that identifier, and whether they are in service.
///
/// # Errors
/// `user_unknown`.
pub async fn find_by_id(tx: &mut Tx, id: &str) -> Result<(User, bool), Failure> {
    let row: Option<Found> = on!(tx, c => sqlx::query_as("SELECT id, name, role, active FROM app_user WHERE id = $1 AND role <> 'programme'")
        .bind(id).fetch_optional(c).await.map_err(failure))?;
    found(row, id)
}

fn found(row: Option<Found>, wanted: &str) -> Result<(User, bool), Failure> {
    let (id, name, role, active) = row.ok_or_else(|| USER_UNKNOWN.because(format!("(« {} »)", wanted.trim())))?;
    Ok((user((id, name, role))?, active))
}

/// Every person in service, by name.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn active_users(tx: &mut Tx) -> Result<Vec<User>, Failure> {
    let rows: Vec<UserRow> = on!(tx, c => sqlx::query_as("SELECT id, name, role FROM app_user WHERE role <> 'programme' AND active ORDER BY name")
        .fetch_all(c).await.map_err(failure))?;
    rows.into_iter().map(user).collect()
}

/// Quitus itself, as an author.
///
/// # Errors
/// Broken when the schema has lost it.
pub async fn program(tx: &mut Tx) -> Result<User, Failure> {
    let row: UserRow = on!(tx, c => sqlx::query_as("SELECT id, name, role FROM app_user WHERE role = 'programme'")
        .fetch_one(c).await.map_err(failure))?;
    user(row)
}

/// Every person, by name.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn list_users(tx: &mut Tx) -> Result<Vec<User>, Failure> {
    let rows: Vec<UserRow> = on!(tx, c => sqlx::query_as("SELECT id, name, role FROM app_user WHERE role <> 'programme' ORDER BY name")
        .fetch_all(c).await.map_err(failure))?;
    rows.into_iter().map(user).collect()
}

/// Records one write in the audit, in its own transaction.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn audit(tx: &mut Tx, act: &Act, action: &str, subject: &str, detail: &str) -> Result<(), Failure> {
    recorded(tx, &act.user.id, act.at, action, subject, detail).await
}

/// The same where there is no business day: at the door.
pub(super) async fn recorded(
    tx: &mut Tx,
    by_user: &str,
    at: DateTime<Utc>,
    action: &str,
    subject: &str,
    detail: &str,
) -> Result<(), Failure> {
    on!(tx, c => sqlx::query(
        "INSERT INTO audit (seq, at, by_user, action, subject, detail)
         VALUES ((SELECT COALESCE(MAX(seq), 0) + 1 FROM audit), $1, $2, $3, $4, $5)")
        .bind(at).bind(by_user).bind(action).bind(subject).bind(detail)
        .execute(c).await.map(|_| ()).map_err(failure))
}

/// Records the same kind of write about many subjects, each with its detail.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn audit_many(tx: &mut Tx, act: &Act, action: &str, subjects: &[(&str, String)]) -> Result<(), Failure> {
    let (last,): (i64,) =
        on!(tx, c => sqlx::query_as("SELECT COALESCE(MAX(seq), 0) FROM audit").fetch_one(c).await.map_err(failure))?;
    let rows: Vec<Value> = (last.saturating_add(1)..)
        .zip(subjects)
        .map(|(seq, (subject, detail))| json!([seq, act.at, act.user.id, action, subject, detail]))
        .collect();
    insert_many(tx, "audit", AUDIT, &rows).await
}

const AUDIT: &[Column] = &[
    Column::Integer("seq"),
    Column::Instant("at"),
    Column::Text("by_user"),
    Column::Text("action"),
    Column::Text("subject"),
    Column::Text("detail"),
];
