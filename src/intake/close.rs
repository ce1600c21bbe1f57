//! Closing a month, once everything that the bank said in it is decided.

use crate::access::Act;
use crate::calendar::Month;
use crate::ledger::movement::STILL_UNEXPLAINED;
use crate::ledger::period;
use crate::refusal::{Failure, MONTH_HAS_PENDING};
use crate::store::{Tx, failure, on};
use sqlx::AssertSqlSafe;

/// Closes a month for good, when none of its credits waits and each of its debits is explained.
///
/// # Errors
/// `month_has_pending` with what is left to decide; those of [`period::check_closable`].
pub async fn close_month(tx: &mut Tx, act: &Act, month: Month) -> Result<(), Failure> {
    period::check_closable(tx, act, month).await?;
    let (first, last) = (month.first_day(), month.last_day());
    // A receipt that waits and a debit without an explanation count in the month where their bank line was booked.
    let sql = format!(
        "SELECT (SELECT COUNT(*) FROM receipt r JOIN entry e ON e.source = r.line AND e.journal = 'BQ'
                 WHERE r.state = 'waiting' AND e.occurred_on BETWEEN $1 AND $2),
            (SELECT COUNT(*) FROM entry e WHERE {STILL_UNEXPLAINED} AND e.occurred_on BETWEEN $1 AND $2)"
    );
    let (receipts, debits): (i64, i64) = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql))
        .bind(first).bind(last).fetch_one(c).await.map_err(failure))?;
    if receipts == 0 && debits == 0 {
        return period::close_month(tx, act, month).await;
    }
    let facts = format!("({} ; encaissements à identifier : {receipts}, débits inexpliqués : {debits})", month.in_french());
    Err(MONTH_HAS_PENDING.because(facts).into())
}
