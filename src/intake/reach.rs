//! Whose credits a user sees (RULE 81): while they wait, those that may be of their people and those that nobody is known for; once
//! decided, those of which a part is of their people, or none of anybody.

use crate::refusal::Failure;
use crate::store::{Tx, failure, on};
use sqlx::AssertSqlSafe;

/// SQL that is true where the waiting credit `r` may be shown; `visible` gives the condition on a column of people. A credit of other people's
/// alone, or on an account in another person's name, is theirs. Whom it may be of, a rule that was withdrawn since told too.
#[must_use]
pub fn reachable(visible: &dyn Fn(&str) -> String) -> String {
    format!(
        "(EXISTS (SELECT 1 FROM receipt_proposal n WHERE n.receipt = r.line AND {})
          OR EXISTS (SELECT 1 FROM person h JOIN bank_account o ON o.id = h.bank_account AND o.holder = 'personne'
            WHERE h.bank_account = r.bank_account AND {})
          OR (NOT EXISTS (SELECT 1 FROM receipt_proposal n WHERE n.receipt = r.line AND n.person IS NOT NULL)
            AND NOT EXISTS (SELECT 1 FROM bank_account o WHERE o.id = r.bank_account AND o.holder = 'personne')))",
        visible("n.person"),
        visible("h.number")
    )
}

/// The people of the decided parts of the credit `r`.
const PARTS: &str = "(SELECT s.person FROM receipt_split_live s WHERE s.receipt = r.line AND s.person IS NOT NULL
    UNION ALL SELECT i.person FROM interest_share_live i WHERE i.receipt = r.line)";

/// Whether a credit and its documents may be shown; none when there is no such credit.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn reaches(tx: &mut Tx, receipt: &str, visible: &(dyn Fn(&str) -> String + Sync)) -> Result<Option<bool>, Failure> {
    let sql = format!(
        "SELECT CAST(CASE WHEN CASE WHEN r.state = 'waiting' THEN {}
            ELSE NOT EXISTS (SELECT 1 FROM {PARTS} n) OR EXISTS (SELECT 1 FROM {PARTS} n WHERE {}) END
            THEN 1 ELSE 0 END AS BIGINT)
         FROM receipt r WHERE r.line = $1",
        reachable(visible),
        visible("n.person")
    );
    let found: Option<(i64,)> =
        on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(receipt).fetch_optional(c).await.map_err(failure))?;
    Ok(found.map(|(shown,)| shown == 1))
}
