//! What a failed payment says of its payee's account: AC01 (wrong number), AC04 (closed) and MD07 (its holder died) block it until
//! two people confirm it; the view `doubted_account` holds the block (RULE 35).

use super::find_orders;
use crate::access::{Act, audit};
use crate::refusal::Failure;
use crate::store::Tx;

const REASONS: [&str; 3] = ["AC01", "AC04", "MD07"];

/// What a person must be told of an order that failed for that reason; a death is also written in the audit.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn alert(tx: &mut Tx, act: &Act, order: &str, reason: &str) -> Result<Option<String>, Failure> {
    if !REASONS.iter().any(|code| reason.contains(code)) {
        return Ok(None);
    }
    let dead = reason.contains("MD07");
    if dead {
        audit(tx, act, "death_alert", order, reason).await?;
    }
    let found = find_orders(tx, &[order.to_owned()]).await?;
    let name = found.first().map(|order| order.creditor_name.clone()).unwrap_or_default();
    let what = if dead { "la banque dit le titulaire du compte décédé" } else { "la banque a refusé ce compte" };
    Ok(Some(format!(
        "{name} : {what} ({reason}, paiement {order}). Ses coordonnées sont bloquées jusqu'à ce que deux personnes les confirment."
    )))
}
