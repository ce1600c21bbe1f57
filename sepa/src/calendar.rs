//! Banking days: those of T2, the settlement system of SEPA transfers, and those on which French banks work.
//!
//! T2 is closed on Saturdays, Sundays, 1 January, Good Friday, Easter Monday, 1 May, 25 and 26 December. The other French
//! public holidays are business days there, but a bank may take no file on them: [`Calendar::French`] closes both.
//! Which one holds, and until what time a file is taken for a day, is in the bank's contract: no French norm is public.
//!
//! ```
//! use chrono::NaiveDate;
//! use quitus_sepa::calendar::{Calendar, CutOff};
//!
//! // Handed over on Friday 7 May 2027 at 16:01, one minute late: Ascension was the day before, 8 May is a Saturday.
//! let friday = NaiveDate::from_ymd_opt(2027, 5, 7).ok_or("date")?;
//! let cut_off = CutOff { days: 1, time: chrono::NaiveTime::from_hms_opt(16, 0, 0).ok_or("time")? };
//! let late = friday.and_hms_opt(16, 0, 1).ok_or("time")?;
//! assert_eq!(Calendar::French.first_execution(late, cut_off), NaiveDate::from_ymd_opt(2027, 5, 11));
//! # Ok::<(), &str>(())
//! ```

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Weekday};

/// The days on which a bank executes transfers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Calendar {
    /// Business days of T2.
    #[default]
    T2,
    /// Business days of T2 that are not French public holidays (Code du travail, L3133-1).
    French,
}

/// Until when a bank takes a file for an execution day, as its contract says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CutOff {
    /// Whole banking days between the day of handing over and the execution day: 0 for the same day.
    pub days: u8,
    /// Last moment of a banking day at which a file counts as handed over that day, in the bank's local time.
    pub time: NaiveTime,
}

impl Calendar {
    /// Whether transfers are executed on that day.
    #[must_use]
    pub fn is_open(self, day: NaiveDate) -> bool {
        is_business_day(day) && (self == Self::T2 || !is_french_holiday(day))
    }

    /// The first open day on or after `day`, or `None` at the end of the calendar of `chrono`.
    #[must_use]
    pub fn next_open(self, day: NaiveDate) -> Option<NaiveDate> {
        day.iter_days().find(|day| self.is_open(*day))
    }

    /// The `count`-th open day strictly after `day`; with 0, the first one on or after it.
    #[must_use]
    pub fn add_open(self, day: NaiveDate, count: u16) -> Option<NaiveDate> {
        match count.checked_sub(1) {
            None => self.next_open(day),
            Some(skipped) => day.iter_days().skip(1).filter(|day| self.is_open(*day)).nth(usize::from(skipped)),
        }
    }

    /// The first day on which a file handed over at `handed` (local time of the bank) can be executed.
    ///
    /// A file handed over on a closed day, or after the cut-off time, counts as handed over at the opening of the next
    /// open day.
    #[must_use]
    pub fn first_execution(self, handed: NaiveDateTime, cut_off: CutOff) -> Option<NaiveDate> {
        let day = handed.date();
        let in_time = self.is_open(day) && handed.time() <= cut_off.time;
        let counted = if in_time { day } else { self.add_open(day, 1)? };
        self.add_open(counted, cut_off.days.into())
    }

    /// The last moment (local time of the bank) at which a file for that execution day is taken, or `None` for a closed day.
    #[must_use]
    pub fn last_handing_over(self, execution: NaiveDate, cut_off: CutOff) -> Option<NaiveDateTime> {
        let mut open = execution.iter_days().rev().filter(|day| self.is_open(*day));
        let day = open.nth(cut_off.days.into()).filter(|_| self.is_open(execution))?;
        Some(day.and_time(cut_off.time))
    }
}

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
    Calendar::T2.next_open(day)
}

/// The `count`-th business day strictly after `day`; with 0, the first one on or after it.
#[must_use]
pub fn add_business_days(day: NaiveDate, count: u16) -> Option<NaiveDate> {
    Calendar::T2.add_open(day, count)
}

/// Whether that day is a public holiday in France (Code du travail, L3133-1), whatever the day of the week.
#[must_use]
pub fn is_french_holiday(day: NaiveDate) -> bool {
    let fixed = matches!((day.month(), day.day()), (1 | 5 | 11, 1) | (5, 8) | (7, 14) | (8, 15) | (11, 11) | (12, 25));
    // Easter Monday, Ascension, Whit Monday.
    let movable = |easter: NaiveDate| [1, 39, 50].iter().any(|after| easter.checked_add_days(Days::new(*after)) == Some(day));
    fixed || easter_sunday(day.year()).is_some_and(movable)
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
