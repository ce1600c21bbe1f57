//! How long an account that was just confirmed waits before it is paid for the first time (RULE 35): time for its real holder to notice.
//! Another wait has its reason; a shorter one begins only when the wait that it shortens has passed, so that nobody takes it away for a
//! moment.

use crate::access::{Act, Right, audit};
use crate::plural::count;
use crate::refusal::{COOLING_PERIOD_DAYS, COOLING_PERIOD_REASON, Failure};
use crate::store::{Tx, failure, on};
use chrono::{DateTime, Days, NaiveDate, Utc};

/// The shortest wait that can be asked for, in days.
pub const SHORTEST: i64 = 1;
/// The longest.
pub const LONGEST: i64 = 30;
/// The wait while nobody has said otherwise.
pub const FIRST: i64 = 2;

/// One version of the wait.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Wait {
    /// Days.
    pub days: i64,
    /// The first day on which it holds.
    pub in_force_from: NaiveDate,
    /// Why; empty for those of before a reason was asked.
    pub reason: String,
    /// When it was said.
    pub recorded_at: DateTime<Utc>,
    /// Who said so, by name.
    pub recorder: String,
}

/// Every version, the last recorded first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waits(Vec<Wait>);

impl Waits {
    /// The version in force on a day; none while nobody has said otherwise.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> Option<&Wait> {
        self.0.iter().find(|wait| wait.in_force_from <= day)
    }

    /// The days in force on a day.
    #[must_use]
    pub fn days_on(&self, day: NaiveDate) -> i64 {
        self.on(day).map_or(FIRST, |wait| wait.days)
    }

    /// Each version with the days that it replaced, the last recorded first.
    pub fn latest_first(&self) -> impl Iterator<Item = (&Wait, i64)> {
        let before = self.0.iter().skip(1).map(|wait| wait.days).chain([FIRST]);
        self.0.iter().zip(before)
    }

    /// What begins after a day, when it is the last word.
    #[must_use]
    pub fn announced(&self, day: NaiveDate) -> Option<&Wait> {
        self.0.first().filter(|wait| wait.in_force_from > day)
    }

    /// The first day of a wait said today: at once, unless it shortens one that holds, lately held or is announced. (The database
    /// compares with the instant in UTC, which may be of the day before.)
    #[must_use]
    pub fn begins(&self, days: i64, today: NaiveDate) -> NaiveDate {
        let lately = today.checked_sub_days(Days::new(2)).unwrap_or(today);
        let later = self.0.iter().take_while(|wait| wait.in_force_from > lately).map(|wait| wait.days);
        let longest = later.chain([self.days_on(lately)]).filter(|held| *held > days).max();
        longest.map_or(today, |held| payable_from(today, held))
    }
}

/// The first day on which an account confirmed on a day may be paid.
#[must_use]
pub fn payable_from(confirmed_on: NaiveDate, days: i64) -> NaiveDate {
    let days = u64::try_from(days).unwrap_or_default();
    confirmed_on.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
}

/// The business day of an act, but never before the day on which it is done: a wait counts real days.
#[must_use]
pub fn real_day(act: &Act) -> NaiveDate {
    act.today.max(act.at.date_naive())
}

/// Every wait there was.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn waits(tx: &mut Tx) -> Result<Waits, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT p.days, p.in_force_from, p.reason, p.recorded_at, u.name AS recorder
         FROM cooling_period p JOIN app_user u ON u.id = p.recorded_by ORDER BY p.version DESC")
        .fetch_all(c).await.map_err(failure))
    .map(Waits)
}

/// Says another wait, for the accounts that are confirmed from its first day on, which is answered.
///
/// # Errors
/// `role_not_allowed`, `cooling_period_days_range`, `cooling_period_reason_filled`.
pub async fn set_cooling_period(tx: &mut Tx, act: &Act, days: i64, reason: &str) -> Result<NaiveDate, Failure> {
    act.with(Right::Delays)?;
    if !(SHORTEST..=LONGEST).contains(&days) {
        return Err(COOLING_PERIOD_DAYS.because(format!("({days})")).into());
    }
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(COOLING_PERIOD_REASON.because("").into());
    }
    let from = waits(tx).await?.begins(days, real_day(act));
    on!(tx, c => sqlx::query(
        "INSERT INTO cooling_period (version, days, reason, in_force_from, recorded_at, recorded_by)
         VALUES ((SELECT COALESCE(MAX(version), 0) + 1 FROM cooling_period), $1, $2, $3, $4, $5)")
        .bind(days).bind(reason).bind(from).bind(act.at).bind(&act.user.id).execute(c).await.map(|_| ()).map_err(failure))?;
    audit(tx, act, "cooling_set", &format!("{}, {from}", count(days, "jour", "jours")), reason).await?;
    Ok(from)
}

/// The first day for an account that is confirmed on a day.
pub(super) async fn payable_if_confirmed(tx: &mut Tx, on: NaiveDate) -> Result<NaiveDate, Failure> {
    Ok(payable_from(on, waits(tx).await?.days_on(on)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::parse_day;
    use proptest::prelude::*;

    fn day(offset: u64) -> NaiveDate {
        parse_day("2026-01-01").unwrap() + Days::new(offset)
    }

    fn said(waits: &Waits, days: i64, today: NaiveDate) -> Waits {
        let (reason, recorder) = (String::new(), String::new());
        let wait = Wait { days, in_force_from: waits.begins(days, today), reason, recorded_at: Utc::now(), recorder };
        Waits(std::iter::once(wait).chain(waits.0.clone()).collect())
    }

    #[test]
    fn a_shorter_wait_begins_when_the_longer_one_has_passed() {
        let first = Waits::default();
        assert_eq!(first.begins(5, day(10)), day(10));
        assert_eq!(first.begins(1, day(10)), day(12));
        let five = said(&first, 5, day(10));
        let one = said(&five, 1, day(20));
        assert_eq!([one.days_on(day(24)), one.days_on(day(25))], [5, 1]);
        assert_eq!(one.announced(day(24)).map(|wait| wait.days), Some(1));
        // Longer again at once, whatever was announced.
        assert_eq!(said(&one, 7, day(22)).days_on(day(25)), 7);
        // What was announced shortens nothing further.
        assert_eq!(one.begins(1, day(21)), day(26));
    }

    proptest! {
            #[test]
            fn the_wait_is_that_many_days(offset in 0_u64..4_000, days in SHORTEST..=LONGEST) {
                let on = day(offset);
                prop_assert_eq!((payable_from(on, days) - on).num_days(), days);
            }

            /// A word frees no account earlier than the words before it did, but from the day on which the wait that it shortens has passed.
            #[test]
            fn no_word_frees_an_account_early(spoken in prop::collection::vec((0_u64..40, SHORTEST..=LONGEST), 1..6), after in 0_u64..40) {
                let mut spoken = spoken;
                spoken.sort_unstable();
                let mut waits = Waits::default();
                for (on, days) in spoken {
                    let before = waits.clone();
                    let held = before.days_on(day(on));
                    waits = said(&waits, days, day(on));
                    let confirmed = day(on + after);
    let then = payable_from(confirmed, before.days_on(confirmed)).min(payable_from(day(on), held));
                    prop_assert!(payable_from(confirmed, waits.days_on(confirmed)) >= then);
                }
            }
        }
}
