//! Who manages whom, and who stands in for whom (RULE 81).

use super::visibility::{Reach, visible_people_condition};
use super::{Act, Right, Role, User, audit, audit_many};
use crate::calendar::day_in_french;
use crate::ids::new_id;
use crate::refusal::{
    ASSIGNMENT_BEFORE_LAST, ASSIGNMENT_TO_MANAGER, FILE_NOT_SEEN, Failure, REFERENCE_UNKNOWN, REPLACEMENT_DATES,
    REPLACEMENT_ONESELF, REPLACEMENT_REASON, REPLACEMENT_UNKNOWN,
};
use crate::store::{Column, Tx, failure, insert_many, on};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;
use sqlx::AssertSqlSafe;
use std::collections::HashSet;

/// One row of a person's assignments.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Assignment {
    /// The person's number.
    pub person: i64,
    /// The manager's identifier.
    pub app_user: String,
    /// The manager's name.
    pub name: String,
    /// First day.
    pub from_on: NaiveDate,
    /// Last day; none for the present one. A row that ends before it begins is void.
    pub to_on: Option<NaiveDate>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

/// A replacement as it is listed.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Replacement {
    /// Its identifier.
    pub id: String,
    /// Who is away, by name.
    pub absent: String,
    /// Who stands in, by name.
    pub by_user: String,
    /// First day.
    pub from_on: NaiveDate,
    /// Last day.
    pub to_on: NaiveDate,
    /// Why.
    pub reason: String,
    /// First day on which it holds no more, when it was cut short.
    pub ended_on: Option<NaiveDate>,
}

const ASSIGNMENT: &[Column] = &[
    Column::Text("id"),
    Column::Integer("person"),
    Column::Text("app_user"),
    Column::Date("from_on"),
    Column::Instant("recorded_at"),
    Column::Text("recorded_by"),
];

type Live = (i64, String, NaiveDate);

/// Gives people to a manager from a day on; who had them before has them until the day before. People whom the manager has already are
/// left as they are. Says how many changed hands.
///
/// # Errors
/// `role_not_allowed`, `assignment_to_manager`, `assignment_before_last`, `assignments_overlap`, `reference_unknown` for a number that
/// nobody bears.
pub async fn assign(tx: &mut Tx, act: &Act, people: &[i64], to: &User, from_on: NaiveDate) -> Result<usize, Failure> {
    act.with(Right::Assign)?;
    must_manage(tx, to).await?;
    let live = live(tx, people).await?;
    if let Some((person, _, began)) = live.iter().find(|(_, holder, began)| *holder != to.id && *began > from_on) {
        let facts = format!("(personne {person} : attribution en cours depuis le {})", day_in_french(*began));
        return Err(ASSIGNMENT_BEFORE_LAST.because(facts).into());
    }
    let mut moved: Vec<i64> = people.to_vec();
    moved.sort_unstable();
    moved.dedup();
    moved.retain(|person| !live.iter().any(|(held, holder, _)| held == person && *holder == to.id));
    must_exist(tx, &moved).await?;
    end_live(tx, act, &moved, from_on).await?;
    let rows: Vec<_> = moved.iter().map(|person| json!([new_id(), person, to.id, from_on, act.at, act.user.id])).collect();
    insert_many(tx, "assignment", ASSIGNMENT, &rows).await?;
    let subjects: Vec<String> = moved.iter().map(ToString::to_string).collect();
    let detail = format!("{} à partir du {}", to.name, day_in_french(from_on));
    let lines: Vec<_> = subjects.iter().map(|person| (person.as_str(), detail.clone())).collect();
    audit_many(tx, act, "assign", &lines).await?;
    Ok(moved.len())
}

async fn must_manage(tx: &mut Tx, user: &User) -> Result<(), Failure> {
    let (found, active) = super::store::find_by_id(tx, &user.id).await?;
    if active && found.role == Role::Gestionnaire {
        return Ok(());
    }
    Err(ASSIGNMENT_TO_MANAGER.because(format!("({}, {})", found.name, found.role)).into())
}

async fn must_exist(tx: &mut Tx, people: &[i64]) -> Result<(), Failure> {
    let sql = format!("SELECT number FROM person WHERE number {}", tx.among_numbers("$1"));
    let known: Vec<(i64,)> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql))
        .bind(json!(people).to_string()).fetch_all(c).await.map_err(failure))?;
    match people.iter().find(|person| !known.contains(&(**person,))) {
        Some(person) => Err(REFERENCE_UNKNOWN.because(format!("(personne {person})")).into()),
        None => Ok(()),
    }
}

async fn live(tx: &mut Tx, people: &[i64]) -> Result<Vec<Live>, Failure> {
    let sql =
        format!("SELECT person, app_user, from_on FROM assignment WHERE to_on IS NULL AND person {}", tx.among_numbers("$1"));
    on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(json!(people).to_string()).fetch_all(c).await.map_err(failure))
}

async fn end_live(tx: &mut Tx, act: &Act, people: &[i64], from_on: NaiveDate) -> Result<(), Failure> {
    let last = from_on.pred_opt().unwrap_or(from_on);
    let sql = format!(
        "UPDATE assignment SET to_on = $2, ended_at = $3, ended_by = $4 WHERE to_on IS NULL AND person {}",
        tx.among_numbers("$1")
    );
    on!(tx, c => sqlx::query(AssertSqlSafe(sql)).bind(json!(people).to_string()).bind(last).bind(act.at).bind(&act.user.id)
        .execute(c).await.map(|_| ()).map_err(failure))
}

/// The managers of a person, the latest first.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn assignments_of(tx: &mut Tx, person: i64) -> Result<Vec<Assignment>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT a.person, a.app_user, u.name, a.from_on, a.to_on, a.recorded_at FROM assignment a JOIN app_user u ON u.id = a.app_user
         WHERE a.person = $1 ORDER BY a.from_on DESC, a.id DESC")
        .bind(person).fetch_all(c).await.map_err(failure))
}

/// Lets a manager see the files of an absent colleague, both days included. Says its identifier.
///
/// # Errors
/// `role_not_allowed`, `replacement_not_oneself`, `replacement_dates_ordered`, `replacement_reason_filled`, `assignment_to_manager`.
pub async fn replace(
    tx: &mut Tx,
    act: &Act,
    absent: &User,
    by_user: &User,
    days: (NaiveDate, NaiveDate),
    reason: &str,
) -> Result<String, Failure> {
    act.with(Right::Assign)?;
    let (from_on, to_on) = days;
    let refusal = if absent.id == by_user.id {
        Some(&REPLACEMENT_ONESELF)
    } else if to_on < from_on {
        Some(&REPLACEMENT_DATES)
    } else if reason.trim().is_empty() {
        Some(&REPLACEMENT_REASON)
    } else {
        None
    };
    if let Some(code) = refusal {
        return Err(code.because("").into());
    }
    must_manage(tx, by_user).await?;
    let id = new_id();
    on!(tx, c => sqlx::query(
        "INSERT INTO replacement (id, absent, by_user, from_on, to_on, reason, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(&id).bind(&absent.id).bind(&by_user.id).bind(from_on).bind(to_on).bind(reason.trim()).bind(act.at).bind(&act.user.id)
        .execute(c).await.map(|_| ()).map_err(failure))?;
    let detail = format!("{} du {} au {}", by_user.name, day_in_french(from_on), day_in_french(to_on));
    audit(tx, act, "replace", &absent.name, &detail).await?;
    Ok(id)
}

/// Cuts a replacement short: from this day on it holds no more.
///
/// # Errors
/// `role_not_allowed`, `replacement_unknown`.
pub async fn end_replacement(tx: &mut Tx, act: &Act, id: &str, ended_on: NaiveDate) -> Result<(), Failure> {
    act.with(Right::Assign)?;
    let ended = on!(tx, c => sqlx::query("UPDATE replacement SET ended_on = $2, ended_by = $3 WHERE id = $1 AND ended_on IS NULL")
        .bind(id).bind(ended_on).bind(&act.user.id).execute(c).await.map(|done| done.rows_affected()).map_err(failure))?;
    if ended == 0 {
        return Err(REPLACEMENT_UNKNOWN.because("").into());
    }
    audit(tx, act, "replace_end", id, &day_in_french(ended_on)).await
}

/// Replacements that hold on this day or later, the first to begin first.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn replacements(tx: &mut Tx, from: NaiveDate) -> Result<Vec<Replacement>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT r.id, a.name AS absent, b.name AS by_user, r.from_on, r.to_on, r.reason, r.ended_on
         FROM replacement r JOIN app_user a ON a.id = r.absent JOIN app_user b ON b.id = r.by_user
         WHERE r.to_on >= $1 AND (r.ended_on IS NULL OR r.ended_on > $1) ORDER BY r.from_on, r.id")
        .bind(from).fetch_all(c).await.map_err(failure))
}

/// Those of these people whose file a user in service sees on a day, by number.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn seen_among(tx: &mut Tx, user: &User, people: &[i64], today: NaiveDate) -> Result<Vec<i64>, Failure> {
    let sql = format!(
        "SELECT p.number FROM person p WHERE p.number {} AND {} ORDER BY p.number",
        tx.among_numbers("$1"),
        visible_people_condition("p.number", "$2", "$3")
    );
    let rows: Vec<(i64,)> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql))
        .bind(json!(people).to_string()).bind(&user.id).bind(today).fetch_all(c).await.map_err(failure))?;
    Ok(rows.into_iter().map(|(number,)| number).collect())
}

/// Files of people, to choose among answers that are the same for the whole house.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Files {
    /// Everyone's.
    All,
    /// Of the people of these numbers.
    Of(HashSet<i64>),
}

impl Files {
    /// Whether the person's is among them.
    #[must_use]
    pub fn hold(&self, person: i64) -> bool {
        match self {
            Self::All => true,
            Self::Of(people) => people.contains(&person),
        }
    }
}

/// The files within reach. Not a question: whoever loses a file sees it no more at once, so that nothing may remember it.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn files_seen(tx: &mut Tx, reach: &Reach) -> Result<Files, Failure> {
    if *reach == Reach::Everyone {
        return Ok(Files::All);
    }
    let sql = format!("SELECT p.number FROM person p WHERE {}", reach.condition("p.number"));
    let rows: Vec<(i64,)> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).fetch_all(c).await.map_err(failure))?;
    Ok(Files::Of(rows.into_iter().map(|(number,)| number).collect()))
}

/// Whether a user in service sees a person's file on a day.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn sees(tx: &mut Tx, user: &User, person: i64, today: NaiveDate) -> Result<bool, Failure> {
    Ok(!seen_among(tx, user, &[person], today).await?.is_empty())
}

/// The same as a refusal.
///
/// # Errors
/// `file_not_seen`.
pub async fn must_see(tx: &mut Tx, user: &User, person: i64, today: NaiveDate) -> Result<(), Failure> {
    if sees(tx, user, person, today).await? { Ok(()) } else { Err(FILE_NOT_SEEN.because(format!("(personne {person})")).into()) }
}
