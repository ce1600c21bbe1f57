//! The second person who confirms a new account number, a payee's or a person's own, and the two who confirm one that a bank refused
//! (RULE 35).

use super::cooling::{payable_if_confirmed, real_day};
use crate::access::{Act, Right, audit};
use crate::refusal::{Failure, PAYEE_NOTHING_TO_VALIDATE, REFERENCE_UNKNOWN};
use crate::store::{Tx, failure, on};
use chrono::NaiveDate;

/// Confirms the account number in force of a payee; the database refuses whoever brought it in, now or once. Says from which day on it may be
/// paid; nothing for an account that a bank refused, which waits for two people and no day.
///
/// # Errors
/// `reference_unknown`, `payee_nothing_to_validate`, `payee_four_eyes`, `role_not_allowed`;
/// `doubt_check_payment_order_checked_by_unique` when the same person confirms twice an account that a bank refused.
pub async fn validate_payee(tx: &mut Tx, act: &Act, reference: &str) -> Result<Option<NaiveDate>, Failure> {
    act.with(Right::Approve)?;
    let row: Option<(i64, bool)> = on!(tx, c => sqlx::query_as("SELECT version, confirmed FROM payee_current WHERE reference = $1")
        .bind(reference).fetch_optional(c).await.map_err(failure))?;
    let doubts: Vec<(String,)> = on!(tx, c => sqlx::query_as(
        "SELECT d.payment_order FROM payee_current p JOIN doubted_account d ON d.iban = p.iban WHERE p.reference = $1 ORDER BY 1")
        .bind(reference).fetch_all(c).await.map_err(failure))?;
    if !doubts.is_empty() {
        return check(tx, act, reference, &doubts).await.map(|()| None);
    }
    let version = to_confirm(row, reference)?;
    let on = real_day(act);
    let payable_from = payable_if_confirmed(tx, on).await?;
    on!(tx, c => sqlx::query(
        "INSERT INTO payee_validation (payee, version, validated_at, validated_by, validated_on, payable_from) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(reference).bind(version).bind(act.at).bind(&act.user.id).bind(on).bind(payable_from)
        .execute(c).await.map(|_| ()).map_err(failure))?;
    audit(tx, act, "payee_validate", reference, &format!("version {version}")).await?;
    Ok(Some(payable_from))
}

/// The payees whose account a bank refused and two people have not confirmed since.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn doubted_payees(tx: &mut Tx) -> Result<Vec<String>, Failure> {
    let rows: Vec<(String,)> = on!(tx, c => sqlx::query_as(
        "SELECT DISTINCT p.reference FROM doubted_account d JOIN payee_current p ON p.iban = d.iban ORDER BY p.reference")
        .fetch_all(c).await.map_err(failure))?;
    Ok(rows.into_iter().map(|(reference,)| reference).collect())
}

/// The same for people's own accounts.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn doubted_people(tx: &mut Tx) -> Result<Vec<i64>, Failure> {
    let rows: Vec<(i64,)> = on!(tx, c => sqlx::query_as(
        "SELECT DISTINCT p.number FROM doubted_account d JOIN person_current p ON p.own_iban = d.iban ORDER BY p.number")
        .fetch_all(c).await.map_err(failure))?;
    Ok(rows.into_iter().map(|(number,)| number).collect())
}

/// Confirms the own account number in force of a person, as [`validate_payee`] does for a payee.
///
/// # Errors
/// Those of [`validate_payee`].
pub async fn validate_own_iban(tx: &mut Tx, act: &Act, person: i64) -> Result<Option<NaiveDate>, Failure> {
    act.with(Right::Approve)?;
    let row: Option<(i64, bool)> = on!(tx, c => sqlx::query_as(
        "SELECT version, confirmed OR own_iban IS NULL FROM person_current WHERE number = $1")
        .bind(person).fetch_optional(c).await.map_err(failure))?;
    let name = person.to_string();
    let doubts: Vec<(String,)> = on!(tx, c => sqlx::query_as(
        "SELECT d.payment_order FROM person_current p JOIN doubted_account d ON d.iban = p.own_iban WHERE p.number = $1 ORDER BY 1")
        .bind(person).fetch_all(c).await.map_err(failure))?;
    if !doubts.is_empty() {
        return check(tx, act, &name, &doubts).await.map(|()| None);
    }
    let version = to_confirm(row, &name)?;
    let on = real_day(act);
    let payable_from = payable_if_confirmed(tx, on).await?;
    on!(tx, c => sqlx::query(
        "INSERT INTO person_validation (person, version, validated_at, validated_by, validated_on, payable_from) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(person).bind(version).bind(act.at).bind(&act.user.id).bind(on).bind(payable_from)
        .execute(c).await.map(|_| ()).map_err(failure))?;
    audit(tx, act, "payee_validate", &name, &format!("version {version}")).await?;
    Ok(Some(payable_from))
}

/// One of the two people who look again at an account that a bank refused (AC01, AC04, MD07).
async fn check(tx: &mut Tx, act: &Act, name: &str, doubts: &[(String,)]) -> Result<(), Failure> {
    for (order,) in doubts {
        on!(tx, c => sqlx::query("INSERT INTO doubt_check (payment_order, checked_at, checked_by) VALUES ($1, $2, $3)")
            .bind(order).bind(act.at).bind(&act.user.id).execute(c).await.map(|_| ()).map_err(failure))?;
        audit(tx, act, "payee_validate", name, &format!("paiement refusé par la banque {order}")).await?;
    }
    Ok(())
}

/// The version that waits, of a version and whether it is confirmed.
fn to_confirm(row: Option<(i64, bool)>, name: &str) -> Result<i64, Failure> {
    match row {
        None => Err(REFERENCE_UNKNOWN.because(format!("(« {name} »)")).into()),
        Some((_, true)) => Err(PAYEE_NOTHING_TO_VALIDATE.because(format!("(« {name} »)")).into()),
        Some((version, false)) => Ok(version),
    }
}
