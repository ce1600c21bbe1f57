//! Who issues statements: the organisation as it signs, in versions; the highest is in force.

use super::model::Organisation;
use crate::access::{Act, Right, audit};
use crate::refusal::{Failure, ORGANISATION_MISSING};
use crate::store::{Tx, failure, on};

/// The organisation in force; its address is one line of the record per line of the letter.
///
/// # Errors
/// `organisation_missing`.
pub async fn current(tx: &mut Tx) -> Result<Organisation, Failure> {
    let row: Option<(String, String, String)> = on!(tx, c => sqlx::query_as(
        "SELECT name, address, phone FROM organisation ORDER BY version DESC LIMIT 1").fetch_optional(c).await.map_err(failure))?;
    let (name, address, phone) = row.ok_or_else(|| ORGANISATION_MISSING.because(""))?;
    Ok(Organisation { name, address: address.lines().map(str::to_owned).collect(), phone })
}

/// Records a new version of the organisation.
///
/// # Errors
/// `role_not_allowed`; `organisation_name_filled`.
pub async fn record(tx: &mut Tx, act: &Act, organisation: &Organisation) -> Result<(), Failure> {
    act.with(Right::Caseload)?;
    on!(tx, c => sqlx::query(
        "INSERT INTO organisation (version, name, address, phone, recorded_at, recorded_by)
         VALUES ((SELECT COALESCE(MAX(version), 0) + 1 FROM organisation), $1, $2, $3, $4, $5)")
        .bind(&organisation.name).bind(organisation.address.join("\n")).bind(&organisation.phone).bind(act.at).bind(&act.user.id)
        .execute(c).await.map(|_| ()).map_err(failure))?;
    audit(tx, act, "organisation_record", &organisation.name, &organisation.phone).await
}
