//! Who issues statements: the organisation as recorded, else as its bank account names it.

use super::model::Organisation;
use crate::access::organisation;
use crate::refusal::Failure;
use crate::store::{Tx, failure, on};

/// The organisation in force. While nobody recorded it, the holder of its bank account signs, without address or telephone.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn current(tx: &mut Tx) -> Result<Organisation, Failure> {
    if let Some(own) = organisation(tx).await? {
        return Ok(Organisation { name: own.name, address: own.address.lines().map(str::to_owned).collect(), phone: own.phone });
    }
    let holder: Option<(String,)> = on!(tx, c => sqlx::query_as(
        "SELECT COALESCE(holder_name, label) FROM bank_account_current ORDER BY holder, id LIMIT 1")
        .fetch_optional(c).await.map_err(failure))?;
    Ok(Organisation { name: holder.map(|(name,)| name).unwrap_or_default(), address: Vec::new(), phone: String::new() })
}
