//! Who has which people to manage on a day, for who shares them out.

use crate::refusal::Failure;
use crate::store::{Tx, failure, on};
use chrono::NaiveDate;

/// A person with their manager.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Held {
    /// The person's number.
    pub person: i64,
    /// Family name; empty once erased.
    pub family_name: String,
    /// Given name; empty once erased.
    pub given_name: String,
    /// The manager of the day, by name.
    pub manager: Option<String>,
    /// Since when.
    pub since: Option<NaiveDate>,
    /// True when that manager is in service, as a manager.
    pub manager_serves: bool,
    /// Who takes over later, by name.
    pub next_manager: Option<String>,
    /// From when.
    pub next_from: Option<NaiveDate>,
    /// The last day of the last contract.
    pub contract_ends: Option<NaiveDate>,
}

impl Held {
    /// True when nobody looks after the person: no manager, or one who serves no more.
    #[must_use]
    pub const fn is_alone(&self) -> bool {
        !self.manager_serves
    }
}

/// Everyone with their manager on a day, by name.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn portfolios(tx: &mut Tx, today: NaiveDate) -> Result<Vec<Held>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT p.number AS person, COALESCE(p.family_name, '') AS family_name, COALESCE(p.given_name, '') AS given_name, u.name AS manager, a.from_on AS since,
             COALESCE(u.active AND u.role = 'gestionnaire', FALSE) AS manager_serves,
             v.name AS next_manager, b.from_on AS next_from,
             (SELECT MAX(k.ends_on) FROM contract_current k WHERE k.person = p.number) AS contract_ends
         FROM person_current p
         LEFT JOIN assignment a ON a.person = p.number AND a.from_on <= $1 AND (a.to_on IS NULL OR a.to_on >= $1)
         LEFT JOIN app_user u ON u.id = a.app_user
         LEFT JOIN assignment b ON b.person = p.number AND b.to_on IS NULL AND b.from_on > $1
         LEFT JOIN app_user v ON v.id = b.app_user
         ORDER BY p.family_name, p.given_name, p.number")
        .bind(today).fetch_all(c).await.map_err(failure))
}
