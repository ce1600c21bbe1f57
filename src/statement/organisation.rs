//! Who issues statements: the organisation as recorded, else as its bank account names it.

use super::model::Organisation;
use crate::access::organisation;
use crate::refusal::Failure;
use crate::store::{Tx, failure, on};

/// Who signs while nobody is known.
const NEUTRAL: &str = "Service chargé de votre accompagnement";

/// The organisation in force. While nobody recorded it, the holder of its own bank account signs, else a neutral name: never a
/// person, whose account may be the only one known.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn current(tx: &mut Tx) -> Result<Organisation, Failure> {
    if let Some(own) = organisation(tx).await? {
        return Ok(Organisation { name: own.name, address: own.address.lines().map(str::to_owned).collect(), phone: own.phone });
    }
    let holder: Option<(String,)> = on!(tx, c => sqlx::query_as(
        "SELECT holder_name FROM bank_account_current WHERE holder = 'organisation' AND holder_name <> '' ORDER BY id LIMIT 1")
        .fetch_optional(c).await.map_err(failure))?;
    Ok(Organisation {
        name: holder.map_or_else(|| NEUTRAL.to_owned(), |(name,)| name),
        address: Vec::new(),
        phone: String::new(),
    })
}
