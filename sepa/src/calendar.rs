//! Business days of T2, the settlement system of SEPA transfers.
//!
//! Closed: Saturdays, Sundays, 1 January, Good Friday, Easter Monday, 1 May, 25 and 26 December. The other French
//! public holidays (8 May, Ascension, Whit Monday, 14 July, 15 August, 1 and 11 November) are business days here.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// Whether T2 settles on that day.
#[must_use]
pub fn is_business_day(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
        && !matches!((day.month(), day.day()), (1 | 5, 1) | (12, 25 | 26))
        && !is_easter_closure(day)
}

/// The first business day on or after `day`, or `None` at the end of the calendar of `chrono`.
#[must_use]
pub fn next_business_day(day: NaiveDate) -> Option<NaiveDate> {
    day.iter_days().find(|day| is_business_day(*day))
}

/// The `count`-th business day strictly after `day`; with 0, the first one on or after it.
#[must_use]
pub fn add_business_days(day: NaiveDate, count: u16) -> Option<NaiveDate> {
    match count.checked_sub(1) {
        None => next_business_day(day),
        Some(skipped) => day.iter_days().skip(1).filter(|day| is_business_day(*day)).nth(usize::from(skipped)),
    }
}

fn is_easter_closure(day: NaiveDate) -> bool {
    easter_sunday(day.year()).is_some_and(|easter| {
        easter.checked_sub_days(Days::new(2)) == Some(day) || easter.checked_add_days(Days::new(1)) == Some(day)
    })
}

/// Easter Sunday of the Gregorian calendar, by the Meeus, Jones and Butcher method.
fn easter_sunday(year: i32) -> Option<NaiveDate> {
    let golden = year.rem_euclid(19);
    let (century, in_century) = (year.div_euclid(100), year.rem_euclid(100));
    let correction = (century + 8) / 25;
    let epact = (19 * golden + century - century / 4 - (century - correction + 1) / 3 + 15).rem_euclid(30);
    let weekday = (32 + 2 * (century % 4) + 2 * (in_century / 4) - epact - in_century % 4).rem_euclid(7);
    let shift = (golden + 11 * epact + 22 * weekday) / 451;
    let packed = epact + weekday - 7 * shift + 114;
    NaiveDate::from_ymd_opt(year, u32::try_from(packed / 31).ok()?, u32::try_from(packed % 31 + 1).ok()?)
}
