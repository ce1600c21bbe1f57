//! When a line of the budget falls due in a month.

use crate::calendar::Month;
use chrono::{Datelike, Days, NaiveDate};

/// How often a line is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// Each month, on that day or the last of a shorter month.
    Monthly {
        /// 1 to 31.
        day: u32,
    },
    /// Each week, on that weekday.
    Weekly {
        /// 1 Monday to 7 Sunday.
        weekday: u32,
    },
}

/// The days of `month` on which a line is due between its first and last day (included).
#[must_use]
pub fn due_days(period: Period, month: Month, from_on: NaiveDate, to_on: Option<NaiveDate>) -> Vec<NaiveDate> {
    let live = |day: &NaiveDate| *day >= from_on && to_on.is_none_or(|to| *day <= to);
    match period {
        Period::Monthly { day } => Some(month.day(day)).filter(live).into_iter().collect(),
        Period::Weekly { weekday } => (0..31)
            .filter_map(|offset| month.first_day().checked_add_days(Days::new(offset)))
            .filter(|day| month.holds(*day) && day.weekday().number_from_monday() == weekday)
            .filter(live)
            .collect(),
    }
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
    fn weekly_money_falls_on_each_friday() {
        let month = "2026-11".parse().unwrap();
        let days = due_days(Period::Weekly { weekday: 5 }, month, day("2026-01-01"), Some(day("2026-11-20")));
        assert_eq!(days, ["2026-11-06", "2026-11-13", "2026-11-20"].map(day));
    }

    #[test]
    fn the_thirty_first_is_the_last_day_of_a_shorter_month() {
        let month = "2026-02".parse().unwrap();
        assert_eq!(due_days(Period::Monthly { day: 31 }, month, day("2026-01-01"), None), [day("2026-02-28")]);
        assert_eq!(due_days(Period::Monthly { day: 5 }, month, day("2026-02-06"), None), []);
    }

    proptest! {
        #[test]
        fn a_week_has_one_day(weekday in 1_u32..=7, year in 2020_i32..2040, number in 1_u32..=12) {
            let month = Month::of(NaiveDate::from_ymd_opt(year, number, 1).unwrap());
            let days = due_days(Period::Weekly { weekday }, month, day("2000-01-01"), None);
            prop_assert!(days.len() == 4 || days.len() == 5);
            prop_assert!(days.windows(2).all(|pair| (pair[1] - pair[0]).num_days() == 7));
        }
    }
}
