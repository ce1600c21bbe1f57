//! What recognition has learnt: the accounts of payers that a person confirmed by splitting a credit, how often each was recognised
//! since, and who took it back. A rule that is taken back proposes nothing any more; it moves no money in either state.

use crate::access::{Act, Right, audit};
use crate::money::Cents;
use crate::refusal::{Failure, RECOGNITION_REASON_FILLED, RECOGNITION_RULE_STATE, RECOGNITION_RULE_UNKNOWN};
use crate::store::{Tx, failure, on};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

/// An account that recognition takes for a payer's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Learnt {
    /// The account number.
    pub iban: String,
    /// The payer, in normal form.
    pub payer: String,
    /// When a person confirmed it.
    pub confirmed_at: DateTime<Utc>,
    /// Who.
    pub confirmed_by: String,
    /// False once it was taken back.
    pub active: bool,
    /// Credits of this account that were recognised by it.
    pub hits: i64,
    /// The last of them.
    pub last_hit: Option<NaiveDate>,
    /// People who received benefits from this account.
    pub people: i64,
    /// Their benefits.
    pub benefits: i64,
}

/// A change of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Change {
    /// Whether it proposes from then on.
    pub active: bool,
    /// Why.
    pub reason: String,
    /// When.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub author: String,
}

/// A credit that a rule recognised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Hit {
    /// The receipt.
    pub receipt: String,
    /// Its day.
    pub received_on: NaiveDate,
    /// How much.
    pub cents: Cents,
    /// Whose it was proposed to be.
    pub person: Option<i64>,
    /// `waiting`, `decided` or `returned`.
    pub state: String,
}

const ALL: &str = "SELECT p.iban, p.payer, p.confirmed_at, u.name AS confirmed_by, p.active,
        (SELECT COUNT(DISTINCT h.receipt) FROM payer_iban_hit h WHERE h.iban = p.iban) AS hits,
        (SELECT MAX(h.received_on) FROM payer_iban_hit h WHERE h.iban = p.iban) AS last_hit,
        (SELECT COUNT(DISTINCT s.person) FROM bank_line b JOIN receipt_split_live s ON s.receipt = b.id
            WHERE b.counterparty_iban = p.iban AND s.kind = 'benefit') AS people,
        (SELECT COUNT(DISTINCT s.benefit) FROM bank_line b JOIN receipt_split_live s ON s.receipt = b.id
            WHERE b.counterparty_iban = p.iban AND s.kind = 'benefit') AS benefits
    FROM payer_iban_current p JOIN app_user u ON u.id = p.confirmed_by";

/// Everything that was learnt, the last confirmed first.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn learnt(tx: &mut Tx) -> Result<Vec<Learnt>, Failure> {
    let sql = format!("{ALL} ORDER BY p.confirmed_at DESC, p.iban, p.payer");
    on!(tx, c => sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(c).await.map_err(failure))
}

/// One rule.
///
/// # Errors
/// `recognition_rule_unknown`.
pub async fn one(tx: &mut Tx, iban: &str, payer: &str) -> Result<Learnt, Failure> {
    let sql = format!("{ALL} WHERE p.iban = $1 AND p.payer = $2");
    let found: Option<Learnt> = on!(tx, c => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(iban).bind(payer).fetch_optional(c).await.map_err(failure))?;
    found.ok_or_else(|| RECOGNITION_RULE_UNKNOWN.because(format!("({payer}, {iban})")).into())
}

/// The changes of a rule, the last first.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn changes(tx: &mut Tx, iban: &str, payer: &str) -> Result<Vec<Change>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT v.active, v.reason, v.recorded_at, u.name AS author FROM payer_iban_version v JOIN app_user u ON u.id = v.recorded_by
         WHERE v.iban = $1 AND v.payer = $2 ORDER BY v.version DESC")
        .bind(iban).bind(payer).fetch_all(c).await.map_err(failure))
}

/// The last credits that an account's rules recognised.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn hits(tx: &mut Tx, iban: &str, most: i64) -> Result<Vec<Hit>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT h.receipt, h.received_on, h.cents, h.person, h.state FROM payer_iban_hit h WHERE h.iban = $1
         ORDER BY h.received_on DESC, h.receipt, h.person LIMIT $2")
        .bind(iban).bind(most).fetch_all(c).await.map_err(failure))
}

/// Takes a rule back, or lets it propose again.
///
/// # Errors
/// `role_not_allowed`, `recognition_rule_unknown`, `recognition_rule_state` when it is so already, `recognition_reason_filled`.
pub async fn set_active(tx: &mut Tx, act: &Act, iban: &str, payer: &str, active: bool, reason: &str) -> Result<(), Failure> {
    act.with(Right::Approve)?;
    let known = one(tx, iban, payer).await?;
    if known.active == active {
        return Err(RECOGNITION_RULE_STATE.because("").into());
    }
    if reason.trim().is_empty() {
        return Err(RECOGNITION_REASON_FILLED.because("").into());
    }
    on!(tx, c => sqlx::query(
        "INSERT INTO payer_iban_version (iban, payer, version, active, reason, recorded_at, recorded_by)
         VALUES ($1, $2, (SELECT COALESCE(MAX(v.version), 0) + 1 FROM payer_iban_version v WHERE v.iban = $1 AND v.payer = $2),
            $3, $4, $5, $6)")
        .bind(iban).bind(payer).bind(active).bind(reason.trim()).bind(act.at).bind(&act.user.id)
        .execute(c).await.map(|_| ()).map_err(failure))?;
    let action = if active { "recognition_restore" } else { "recognition_withdraw" };
    audit(tx, act, action, iban, &format!("{payer} : {}", reason.trim())).await
}
