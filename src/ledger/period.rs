//! Closing a month: nothing more is booked in it.

use crate::access::Act;
use crate::calendar::Month;
use crate::refusal::Failure;
use crate::store::{Tx, failure, on};

/// Closes a month for good.
///
/// # Errors
/// `append_only` when the month is closed already.
pub async fn close_month(tx: &mut Tx, act: &Act, month: Month) -> Result<(), Failure> {
    on!(tx, c => sqlx::query("INSERT INTO closed_month (month, closed_at, closed_by) VALUES ($1, $2, $3)")
        .bind(month.to_string()).bind(act.at).bind(&act.user.id)
        .execute(c).await.map(|_| ()).map_err(failure))
}
