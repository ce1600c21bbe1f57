//! Who manages the money: the name that files and statements bear.

use super::{Act, Right, audit};
use crate::refusal::Failure;
use crate::store::{Tx, failure, on};
use serde::Serialize;

/// The organisation, as its last version says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Organisation {
    /// Full name.
    pub name: String,
    /// Postal address, lines separated by line feeds.
    pub address: String,
    /// Telephone, as printed.
    pub phone: String,
}

/// The organisation, once recorded.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn organisation(tx: &mut Tx) -> Result<Option<Organisation>, Failure> {
    on!(tx, c => sqlx::query_as("SELECT name, address, phone FROM organisation ORDER BY version DESC LIMIT 1")
        .fetch_optional(c).await.map_err(failure))
}

/// Records a new version of it.
///
/// # Errors
/// `role_not_allowed`.
pub async fn set_organisation(tx: &mut Tx, act: &Act, organisation: &Organisation) -> Result<(), Failure> {
    act.with(Right::Caseload)?;
    on!(tx, c => sqlx::query(
        "INSERT INTO organisation (version, name, address, phone, recorded_at, recorded_by)
         VALUES ((SELECT COALESCE(MAX(version), 0) + 1 FROM organisation), $1, $2, $3, $4, $5)")
        .bind(&organisation.name).bind(&organisation.address).bind(&organisation.phone).bind(act.at).bind(&act.user.id)
        .execute(c).await.map(|_| ()).map_err(failure))?;
    audit(tx, act, "organisation_set", &organisation.name, "").await
}
