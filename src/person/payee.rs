//! The second person who confirms a new account number, a payee's or a person's own (RULE 35).

use crate::access::{Act, Right, audit};
use crate::refusal::{Failure, PAYEE_NOTHING_TO_VALIDATE, REFERENCE_UNKNOWN};
use crate::store::{Tx, failure, on};

/// Confirms the account number in force of a payee; the database refuses the person who recorded it.
///
/// # Errors
/// `reference_unknown`, `payee_nothing_to_validate`, `payee_four_eyes`, `role_not_allowed`.
pub async fn validate_payee(tx: &mut Tx, act: &Act, reference: &str) -> Result<(), Failure> {
    act.with(Right::Approve)?;
    let row: Option<(i64, bool)> = on!(tx, c => sqlx::query_as("SELECT version, confirmed FROM payee_current WHERE reference = $1")
        .bind(reference).fetch_optional(c).await.map_err(failure))?;
    let version = to_confirm(row, reference)?;
    on!(tx, c => sqlx::query("INSERT INTO payee_validation (payee, version, validated_at, validated_by) VALUES ($1, $2, $3, $4)")
        .bind(reference).bind(version).bind(act.at).bind(&act.user.id)
        .execute(c).await.map(|_| ()).map_err(failure))?;
    audit(tx, act, "payee_validate", reference, &format!("version {version}")).await
}

/// Confirms the own account number in force of a person, as [`validate_payee`] does for a payee.
///
/// # Errors
/// Those of [`validate_payee`].
pub async fn validate_own_iban(tx: &mut Tx, act: &Act, person: i64) -> Result<(), Failure> {
    act.with(Right::Approve)?;
    let row: Option<(i64, bool)> = on!(tx, c => sqlx::query_as(
        "SELECT version, confirmed OR own_iban IS NULL FROM person_current WHERE number = $1")
        .bind(person).fetch_optional(c).await.map_err(failure))?;
    let name = person.to_string();
    let version = to_confirm(row, &name)?;
    on!(tx, c => sqlx::query("INSERT INTO person_validation (person, version, validated_at, validated_by) VALUES ($1, $2, $3, $4)")
        .bind(person).bind(version).bind(act.at).bind(&act.user.id)
        .execute(c).await.map(|_| ()).map_err(failure))?;
    audit(tx, act, "payee_validate", &name, &format!("version {version}")).await
}

/// The version that waits, of a version and whether it is confirmed.
fn to_confirm(row: Option<(i64, bool)>, name: &str) -> Result<i64, Failure> {
    match row {
        None => Err(REFERENCE_UNKNOWN.because(format!("(« {name} »)")).into()),
        Some((_, true)) => Err(PAYEE_NOTHING_TO_VALIDATE.because(format!("(« {name} »)")).into()),
        Some((version, false)) => Ok(version),
    }
}
