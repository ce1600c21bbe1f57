//! How long money may wait, and when an expected benefit is late. Pure.

use crate::calendar::Month;
use crate::settings::Settings;
use chrono::NaiveDate;
use quitus_sepa::calendar::Calendar;

/// How long a receipt has waited (RULE 73).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Age {
    /// In time.
    Fresh,
    /// More working days than the settings allow.
    Late,
    /// More days than the settings allow.
    VeryLate,
}

/// The age of a receipt that waits since a day.
#[must_use]
pub fn age(since: NaiveDate, today: NaiveDate, settings: &Settings) -> Age {
    if today.signed_duration_since(since).num_days() > settings.suspense_red {
        return Age::VeryLate;
    }
    let last = after(since, settings.suspense_orange);
    if last.is_some_and(|last| today > last) { Age::Late } else { Age::Fresh }
}

/// The day, at most two months ago, on which a benefit was expected and for which nothing came in the time that is allowed (RULE 99).
/// `expected` is its usual day of the month, `first` and `last` bound the authorisation, `seen` is the last day on which it came.
#[must_use]
pub fn missed(
    expected: u32,
    (first, last): (NaiveDate, NaiveDate),
    seen: Option<NaiveDate>,
    today: NaiveDate,
    settings: &Settings,
) -> Option<NaiveDate> {
    let month = Month::of(today);
    let days = [month.day(expected), month.previous().day(expected)];
    let over = |due: &NaiveDate| after(*due, settings.receipt_late).is_some_and(|end| today > end);
    let due = days.into_iter().find(|due| first <= *due && *due <= last && over(due))?;
    let came = seen.is_some_and(|seen| seen >= before(due, settings.receipt_early));
    (!came).then_some(due)
}

/// The last of so many working days after a day.
fn after(day: NaiveDate, count: i64) -> Option<NaiveDate> {
    match u16::try_from(count) {
        Ok(0) => Some(day),
        Ok(count) => Calendar::French.add_open(day, count),
        Err(_) => None,
    }
}

/// The first of so many working days before a day.
fn before(day: NaiveDate, count: i64) -> NaiveDate {
    let mut left = count;
    let mut at = day;
    while left > 0 {
        let Some(earlier) = at.pred_opt() else { return at };
        at = earlier;
        if Calendar::French.is_open(at) {
            left -= 1;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::parse_day;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        parse_day(text).unwrap()
    }

    #[test]
    fn five_working_days_then_thirty_days() {
        let settings = Settings::default();
        let of = |today| age(day("2026-11-05"), day(today), &settings);
        // Thursday 5, then 6, 9, 10, 12, 13: the 11th is a holiday.
        assert_eq!([of("2026-11-05"), of("2026-11-13")], [Age::Fresh, Age::Fresh]);
        assert_eq!([of("2026-11-14"), of("2026-12-05")], [Age::Late, Age::Late]);
        assert_eq!(of("2026-12-06"), Age::VeryLate);
    }

    #[test]
    fn a_benefit_is_missed_once_its_time_is_over() {
        let settings = Settings::default();
        let year = (day("2026-01-01"), day("2026-12-31"));
        let of = |seen: Option<&str>, today| missed(5, year, seen.map(day), day(today), &settings);
        assert_eq!(of(Some("2026-10-05"), "2026-11-12"), None, "5 November may come until the 12th");
        assert_eq!(of(Some("2026-10-05"), "2026-11-13"), Some(day("2026-11-05")));
        assert_eq!(of(Some("2026-11-04"), "2026-11-30"), None, "a day early");
        assert_eq!(of(Some("2026-11-03"), "2026-11-30"), Some(day("2026-11-05")), "two days early");
        assert_eq!(of(None, "2026-11-02"), Some(day("2026-10-05")), "the month before");
        assert_eq!(missed(31, (day("2026-11-01"), day("2026-11-29")), None, day("2026-12-20"), &settings), None);
        assert_eq!(missed(31, year, None, day("2026-12-20"), &settings), Some(day("2026-11-30")));
        let until = (day("2026-01-01"), day("2026-11-30"));
        assert_eq!(missed(5, until, None, day("2026-12-20"), &settings), Some(day("2026-11-05")), "the last one before the end");
    }

    proptest! {
        /// What is missed is a day of the authorisation, before today, and nothing that came since excuses it.
        #[test]
        fn what_is_missed_is_over(expected in 1_u32..=31, today in 0_u64..700, seen in proptest::option::of(0_u64..700)) {
            let base = day("2026-01-01");
            let at = |count| base + chrono::Days::new(count);
            let bounds = (base, at(600));
            if let Some(due) = missed(expected, bounds, seen.map(at), at(today), &Settings::default()) {
                prop_assert!(due < at(today) && bounds.0 <= due && due <= bounds.1);
                prop_assert!(seen.is_none_or(|seen| at(seen) < due));
            }
        }
    }
}
