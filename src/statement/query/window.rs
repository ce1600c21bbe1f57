//! Which entries a statement tells: those of its month, and late ones of months already told. Pure.

use crate::calendar::Month;
use chrono::NaiveDate;

/// Where an entry stands for the statement of one person and month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Before the month: in the opening balance.
    Before,
    /// In an earlier month, recorded after its statement was issued: told now, as a correction.
    Late,
    /// In the month.
    Month,
    /// After the month: for a later statement.
    After,
}

/// The month of a statement and the last statement before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    month: Month,
    last: Option<(Month, i64)>,
}

impl Window {
    /// `last` is the month of the last statement issued before, with the head of the chain that it covers.
    pub const fn new(month: Month, last: Option<(Month, i64)>) -> Self {
        Self { month, last }
    }

    /// Head of the chain that the last statement covers.
    pub fn head_of_the_last(&self) -> Option<i64> {
        self.last.map(|(_, seq)| seq)
    }

    /// Where an entry booked on `day` stands, whose place in the chain is `seq`.
    pub fn when(&self, day: NaiveDate, seq: i64) -> When {
        if day > self.month.last_day() {
            When::After
        } else if self.month.holds(day) {
            When::Month
        } else if self.last.is_some_and(|(month, head)| day <= month.last_day() && seq > head) {
            When::Late
        } else {
            When::Before
        }
    }

    /// True when `day` lies between the last statement and this one: its month was never told.
    pub fn skipped(&self, day: NaiveDate) -> bool {
        self.last.is_some_and(|(month, _)| day > month.last_day()) && day < self.month.first_day()
    }

    /// True when a month lies between the last statement and this one.
    pub fn has_gap(&self) -> bool {
        self.last.is_some_and(|(month, _)| month.next() < self.month)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    #[test]
    fn what_was_recorded_after_its_statement_is_late() {
        let window = Window::new(month("2026-12"), Some((month("2026-11"), 40)));
        assert_eq!(window.when(day("2026-11-30"), 40), When::Before);
        assert_eq!(window.when(day("2026-11-30"), 41), When::Late);
        assert_eq!(window.when(day("2026-10-02"), 41), When::Late);
        assert_eq!(window.when(day("2026-12-01"), 12), When::Month);
        assert_eq!(window.when(day("2027-01-01"), 99), When::After);
    }

    #[test]
    fn a_month_never_told_is_a_gap() {
        let window = Window::new(month("2026-12"), Some((month("2026-10"), 40)));
        assert!(window.has_gap() && window.skipped(day("2026-11-12")) && !window.skipped(day("2026-10-31")));
        assert_eq!(window.when(day("2026-11-12"), 41), When::Before);
    }

    proptest! {
        /// Month after month, every entry is told by exactly one statement, or was there before the first.
        #[test]
        fn every_entry_is_told_once(entries in prop::collection::vec((0_u64..150, 1_i64..60), 1..20), heads in [1_i64..60, 1..60, 1..60]) {
            let first = month("2026-09");
            let mut heads = heads;
            heads.sort_unstable();
            let months = [first, first.next(), first.next().next()];
            for (offset, seq) in entries {
                let on = first.previous().first_day().checked_add_days(chrono::Days::new(offset)).unwrap();
                let mut last = None;
                let mut told = 0;
                for (month, head) in months.into_iter().zip(heads) {
                    let seen = seq <= head;
                    let when = Window::new(month, last).when(on, seq);
                    told += u32::from(seen && matches!(when, When::Month | When::Late));
                    last = Some((month, head));
                }
                let due = on >= first.first_day() && seq <= heads[2] && months.iter().zip(heads).any(|(m, head)| on <= m.last_day() && seq <= head);
                let late_before = on < first.first_day() && seq > heads[0] && seq <= heads[2];
                prop_assert_eq!(told, u32::from(due || late_before));
            }
        }
    }
}
