//! The catalogue in the database.

use super::{Benefit, Catalogue};
use crate::refusal::Failure;
use crate::store::{Tx, failure, on};

const ALL: &str = "SELECT number, code, name, legal_reference, payers, tier, pot, tiers_payant, from_on, to_on
    FROM benefit ORDER BY number, from_on";

/// The closed list with its history, by number.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn catalogue(tx: &mut Tx) -> Result<Catalogue, Failure> {
    let rows: Vec<Benefit> = on!(tx, c => sqlx::query_as(ALL).fetch_all(c).await.map_err(failure))?;
    Ok(Catalogue::new(rows))
}
