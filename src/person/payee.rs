//! The second person who confirms a payee's new account number (RULE 35).

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
    let name = format!("(« {reference} »)");
    let version = match row {
        None => return Err(REFERENCE_UNKNOWN.because(name).into()),
        Some((_, true)) => return Err(PAYEE_NOTHING_TO_VALIDATE.because(name).into()),
        Some((version, false)) => version,
    };
    on!(tx, c => sqlx::query("INSERT INTO payee_validation (payee, version, validated_at, validated_by) VALUES ($1, $2, $3, $4)")
        .bind(reference).bind(version).bind(act.at).bind(&act.user.id)
        .execute(c).await.map(|_| ()).map_err(failure))?;
    audit(tx, act, "payee_validate", reference, &format!("version {version}")).await
}
