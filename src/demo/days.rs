//! The days on which the simulated bank and payers work: the T2 calendar and the usual payment days.

use crate::calendar::Month;
use chrono::{Datelike, Days, NaiveDate, Weekday};

/// True when T2 is open: no Saturday, Sunday, 1 January, Good Friday, Easter Monday, 1 May, 25 or 26 December.
#[must_use]
pub fn is_open(day: NaiveDate) -> bool {
    let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    let fixed = matches!((day.month(), day.day()), (1, 1) | (5, 1) | (12, 25 | 26));
    let easter = easter_sunday(day.year());
    let moving =
        easter.is_some_and(|sunday| Some(day) == sunday.checked_sub_days(Days::new(2)) || Some(day) == sunday.succ_opt());
    !(weekend || fixed || moving)
}

/// The day itself when T2 is open, else the next open day.
#[must_use]
pub fn open_from(day: NaiveDate) -> NaiveDate {
    day.iter_days().take(10).find(|candidate| is_open(*candidate)).unwrap_or(day)
}

/// The day itself when T2 is open, else the open day before.
#[must_use]
pub fn open_until(day: NaiveDate) -> NaiveDate {
    (0..10).filter_map(|back| day.checked_sub_days(Days::new(back))).find(|candidate| is_open(*candidate)).unwrap_or(day)
}

/// The open day that comes `count` open days after `day`.
#[must_use]
pub fn open_days_after(day: NaiveDate, count: usize) -> NaiveDate {
    day.iter_days().skip(1).filter(|candidate| is_open(*candidate)).nth(count.saturating_sub(1)).unwrap_or(day)
}

/// The CAF's payment day: the 5th; a Saturday is paid the day before, any other closed day on the next open day.
#[must_use]
pub fn caf_day(month: Month) -> NaiveDate {
    let fifth = month.day(5);
    if fifth.weekday() == Weekday::Sat { open_until(fifth) } else { open_from(fifth) }
}

/// The basic pension's payment day: the 9th, or the open day before.
#[must_use]
pub fn pension_day(month: Month) -> NaiveDate {
    open_until(month.day(9))
}

/// Gauss's computation of Easter, as Meeus writes it for the Gregorian calendar.
fn easter_sunday(year: i32) -> Option<NaiveDate> {
    let (golden, century, rest) = (year % 19, year / 100, year % 100);
    let epact = (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4) % 7;
    let correction = (golden + 11 * epact + 22 * weekday) / 451;
    let march = epact + weekday - 7 * correction + 114;
    NaiveDate::from_ymd_opt(year, u32::try_from(march / 31).ok()?, u32::try_from(march % 31 + 1).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn t2_is_closed_at_easter_and_open_on_french_holidays() {
        for closed in ["2026-04-03", "2026-04-06", "2027-03-26", "2031-04-14", "2026-12-25", "2026-11-21", "2027-01-01"] {
            assert!(!is_open(day(closed)), "{closed}");
        }
        for open in ["2026-11-11", "2026-07-14", "2027-03-30"] {
            assert!(is_open(day(open)), "{open}");
        }
    }

    #[test]
    fn the_caf_pays_on_the_published_days_of_2026() {
        let published =
            ["01-05", "02-05", "03-05", "04-07", "05-05", "06-05", "07-06", "08-05", "09-04", "10-05", "11-05", "12-04"];
        for (number, expected) in (1..).zip(published) {
            let month: Month = format!("2026-{number:02}").parse().unwrap();
            assert_eq!(caf_day(month), day(&format!("2026-{expected}")));
        }
    }

    #[test]
    fn shifts_to_open_days() {
        assert_eq!(open_days_after(day("2026-11-20"), 2), day("2026-11-24"));
        assert_eq!(open_from(day("2026-12-25")), day("2026-12-28"));
        assert_eq!(pension_day("2026-08".parse().unwrap()), day("2026-08-07"));
    }

    proptest! {
        #[test]
        fn shifted_days_are_open_and_nothing_open_is_jumped(offset in 0u64..40_000) {
            let start = day("2000-01-01").checked_add_days(Days::new(offset)).unwrap();
            let (before, after) = (open_until(start), open_from(start));
            prop_assert!(is_open(before) && is_open(after) && before <= start && start <= after);
            prop_assert!(before == after || before.iter_days().skip(1).take_while(|date| *date < after).all(|date| !is_open(date)));
            let month = Month::of(start);
            prop_assert!(month.holds(caf_day(month)) && month.holds(pension_day(month)));
        }
    }
}
