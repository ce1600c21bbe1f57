//! Closing a month: nothing more is booked in it.

use crate::access::Act;
use crate::calendar::Month;
use crate::refusal::{CLOSED_MONTH_MONTH, Failure};
use crate::store::{Tx, failure, on};

/// Closes a month for good.
///
/// # Errors
/// `closed_month_month_unique` when the month is closed already.
pub async fn close_month(tx: &mut Tx, act: &Act, month: Month) -> Result<(), Failure> {
    let closed: Option<(String,)> = on!(tx, c => sqlx::query_as("SELECT month FROM closed_month WHERE month = $1")
        .bind(month.to_string()).fetch_optional(c).await.map_err(failure))?;
    if closed.is_some() {
        return Err(CLOSED_MONTH_MONTH.because(format!("({})", month.in_french())).into());
    }
    on!(tx, c => sqlx::query("INSERT INTO closed_month (month, closed_at, closed_by) VALUES ($1, $2, $3)")
        .bind(month.to_string()).bind(act.at).bind(&act.user.id)
        .execute(c).await.map(|_| ()).map_err(failure))
}
