//! The staff's calendar: they work on the first open day after each statement file.

use crate::calendar::Month;
use crate::demo::days::{open_from, open_until};
use chrono::NaiveDate;

/// A statement file of the month and the day on which the staff treats it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Visit {
    /// Place in the month, from 1 to 4.
    pub rank: usize,
    /// The last day that the file covers.
    pub covers: NaiveDate,
    /// The working day.
    pub today: NaiveDate,
    /// The working day of the next visit.
    pub next: NaiveDate,
}

/// The visits of a month: the last one, on the first working day after it, only reads and decides.
pub(super) fn visits(month: Month) -> Vec<Visit> {
    let covered = |month: Month| [month.day(7), month.day(12), month.day(20), month.last_day()];
    let working = |day: NaiveDate| open_from(day.succ_opt().unwrap_or(day));
    let days = covered(month);
    let after: Vec<NaiveDate> = days.iter().skip(1).copied().chain(covered(month.next()).first().copied()).collect();
    (1..)
        .zip(days.iter().zip(after))
        .map(|(rank, (&covers, next))| Visit { rank, covers, today: working(covers), next: working(next) })
        .collect()
}

/// When an order due on a day leaves the bank: the last open day on or before it, never before today.
pub(super) fn execution(due_on: NaiveDate, today: NaiveDate) -> NaiveDate {
    open_until(due_on).max(today)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn november_is_treated_on_open_days() {
        let days: Vec<String> = visits("2026-11".parse().unwrap()).iter().map(|v| v.today.to_string()).collect();
        assert_eq!(days, ["2026-11-09", "2026-11-13", "2026-11-23", "2026-12-01"]);
    }

    #[test]
    fn saturday_is_paid_on_friday_and_the_past_today() {
        let day = |text: &str| text.parse().unwrap();
        assert_eq!(execution(day("2026-09-12"), day("2026-09-08")), day("2026-09-11"));
        assert_eq!(execution(day("2026-09-01"), day("2026-09-08")), day("2026-09-08"));
    }
}
