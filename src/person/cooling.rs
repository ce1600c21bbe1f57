//! How long an account that was just confirmed waits before it is paid for the first time (RULE 35): time for its real holder to notice.

use crate::access::{Act, Right, audit};
use crate::plural::count;
use crate::refusal::{COOLING_PERIOD_DAYS, Failure};
use crate::store::{Tx, failure, on};
use chrono::{DateTime, Days, NaiveDate, Utc};

/// The longest wait that can be asked for, in days.
pub const LONGEST: i64 = 30;

/// The wait in force.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct CoolingPeriod {
    /// Days; two while nobody has said otherwise.
    pub days: i64,
    /// Since when, none while nobody has said otherwise.
    pub recorded_at: Option<DateTime<Utc>>,
    /// Who said so, by name.
    pub recorder: Option<String>,
}

/// The first day on which an account confirmed on a day may be paid.
#[must_use]
pub fn payable_from(confirmed_on: NaiveDate, days: i64) -> NaiveDate {
    let days = u64::try_from(days).unwrap_or_default();
    confirmed_on.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
}

/// The wait in force.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn cooling_period(tx: &mut Tx) -> Result<CoolingPeriod, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT w.days, p.recorded_at, u.name AS recorder FROM cooling w
            LEFT JOIN cooling_period p ON p.version = (SELECT MAX(n.version) FROM cooling_period n)
            LEFT JOIN app_user u ON u.id = p.recorded_by").fetch_one(c).await.map_err(failure))
}

/// Says another wait: it holds for the accounts that are confirmed from then on.
///
/// # Errors
/// `role_not_allowed`, `cooling_period_days_range`.
pub async fn set_cooling_period(tx: &mut Tx, act: &Act, days: i64) -> Result<(), Failure> {
    act.with(Right::Delays)?;
    if !(0..=LONGEST).contains(&days) {
        return Err(COOLING_PERIOD_DAYS.because(format!("({days})")).into());
    }
    on!(tx, c => sqlx::query(
        "INSERT INTO cooling_period (version, days, recorded_at, recorded_by)
         VALUES ((SELECT COALESCE(MAX(version), 0) + 1 FROM cooling_period), $1, $2, $3)")
        .bind(days).bind(act.at).bind(&act.user.id).execute(c).await.map(|_| ()).map_err(failure))?;
    audit(tx, act, "cooling_set", &count(days, "jour", "jours"), "").await
}

/// The first day for an account that is confirmed today.
pub(super) async fn payable_if_confirmed(tx: &mut Tx, act: &Act) -> Result<NaiveDate, Failure> {
    Ok(payable_from(act.today, cooling_period(tx).await?.days))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::parse_day;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_wait_is_that_many_days(offset in 0_u64..4_000, days in 0_i64..=LONGEST) {
            let on = parse_day("2026-01-01").unwrap() + Days::new(offset);
            prop_assert_eq!((payable_from(on, days) - on).num_days(), days);
        }
    }
}
