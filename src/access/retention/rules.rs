//! What is past its term on a day. Pure.

use crate::calendar::day_in_french;
use crate::refusal::{HOLD_DATES, Refusal};
use chrono::{DateTime, Months, NaiveDate, NaiveTime, Utc};

/// The shortest term, in months.
pub const SHORTEST: i64 = 12;
/// The longest.
pub const LONGEST: i64 = 36;

/// The first day whose traces are kept on a day, for a term in months; a term out of bounds is taken for the nearest bound.
#[must_use]
pub fn kept_from(today: NaiveDate, months: i64) -> NaiveDate {
    let months = u32::try_from(months.clamp(SHORTEST, LONGEST)).unwrap_or(u32::MAX);
    today.checked_sub_months(Months::new(months)).unwrap_or(NaiveDate::MIN)
}

/// A file is in litigation from a day until another, neither of them to come.
///
/// # Errors
/// `litigation_hold_dates_in_order`.
pub(super) fn dates_in_order(from: NaiveDate, until: Option<NaiveDate>, today: NaiveDate) -> Result<(), Refusal> {
    let last = until.unwrap_or(from);
    if from <= last && last <= today {
        return Ok(());
    }
    Err(HOLD_DATES.because(format!("({})", day_in_french(last))))
}

/// The instant before which traces are past their term: the beginning of the first day that is kept, in UTC like the database's clock.
#[must_use]
pub(super) const fn begins(kept_from: NaiveDate) -> DateTime<Utc> {
    kept_from.and_time(NaiveTime::MIN).and_utc()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::parse_day;
    use chrono::Days;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        parse_day(text).unwrap()
    }

    #[test]
    fn a_year_is_kept_to_the_day() {
        assert_eq!(kept_from(day("2026-11-30"), 12), day("2025-11-30"));
        assert_eq!(kept_from(day("2028-02-29"), 12), day("2027-02-28"));
        assert_eq!(kept_from(day("2026-11-30"), 36), day("2023-11-30"));
        // Nobody shortens the term of the law, not even by a setting that went wrong.
        assert_eq!(kept_from(day("2026-11-30"), 0), day("2025-11-30"));
        assert_eq!(kept_from(day("2026-11-30"), 400), day("2023-11-30"));
        assert_eq!(begins(day("2025-11-30")).to_rfc3339(), "2025-11-30T00:00:00+00:00");
    }

    #[test]
    fn a_litigation_begins_and_ends_by_today() {
        let (yesterday, today, tomorrow) = (day("2026-11-29"), day("2026-11-30"), day("2026-12-01"));
        let fits = |from, until| dates_in_order(from, until, today).is_ok();
        assert!(fits(today, None) && fits(yesterday, Some(yesterday)) && fits(yesterday, Some(today)));
        assert!(!fits(tomorrow, None) && !fits(today, Some(yesterday)) && !fits(yesterday, Some(tomorrow)));
    }

    proptest! {
        /// Nothing younger than its months goes, what goes on a day also goes on every later day, and a longer term keeps more.
        #[test]
        fn what_is_kept_is_young(offset in 0_u64..20_000, later in 0_u64..800, months in SHORTEST..=LONGEST, more in 0_i64..24) {
            let today = day("2020-01-01") + Days::new(offset);
            let kept = kept_from(today, months);
            let term = Months::new(u32::try_from(months).unwrap());
            prop_assert!(kept + term <= today, "a trace of the day before has lived its months");
            prop_assert!(kept + Days::new(4) + term > today, "and not much longer, whatever the length of its months");
            prop_assert!(kept_from(today + Days::new(later), months) >= kept);
            prop_assert!(kept_from(today, months + more) <= kept);
        }
    }
}
