//! Business days and months, as values: nothing here reads a clock.

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

const MONTHS: [&str; 12] =
    ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"];

/// A calendar month, ordered in time and written `2026-12`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month {
    first: NaiveDate,
}

/// The text is not a month such as `2026-12`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("un mois s'écrit AAAA-MM, par exemple 2026-12")]
pub struct NotAMonth;

impl Month {
    /// The month that holds `day`.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        Self { first: day.with_day(1).unwrap_or(day) }
    }

    /// Its first day.
    #[must_use]
    pub const fn first_day(self) -> NaiveDate {
        self.first
    }

    /// Its last day.
    #[must_use]
    pub fn last_day(self) -> NaiveDate {
        self.next().first.pred_opt().unwrap_or(self.first)
    }

    /// The month after.
    #[must_use]
    pub fn next(self) -> Self {
        Self { first: self.first.checked_add_months(Months::new(1)).unwrap_or(self.first) }
    }

    /// The month before.
    #[must_use]
    pub fn previous(self) -> Self {
        Self { first: self.first.checked_sub_months(Months::new(1)).unwrap_or(self.first) }
    }

    /// The given day of this month, or its last day when the month is shorter.
    #[must_use]
    pub fn day(self, day: u32) -> NaiveDate {
        self.first.with_day(day).unwrap_or_else(|| self.last_day())
    }

    /// True when `day` is in this month.
    #[must_use]
    pub fn holds(self, day: NaiveDate) -> bool {
        Self::of(day) == self
    }

    /// `décembre 2026`.
    #[must_use]
    pub fn in_french(self) -> String {
        format!("{} {}", month_name(self.first), self.first.year())
    }
}

impl Month {
    /// `de décembre 2026`, `d'octobre 2026`.
    #[must_use]
    pub fn of_in_french(self) -> String {
        let name = self.in_french();
        if name.starts_with(['a', 'o']) { format!("d'{name}") } else { format!("de {name}") }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.first.format("%Y-%m").to_string())
    }
}

impl FromStr for Month {
    type Err = NotAMonth;

    fn from_str(text: &str) -> Result<Self, NotAMonth> {
        let well_formed =
            text.len() == 7 && text.bytes().enumerate().all(|(i, b)| if i == 4 { b == b'-' } else { b.is_ascii_digit() });
        if !well_formed {
            return Err(NotAMonth);
        }
        NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").map(|first| Self { first }).map_err(|_| NotAMonth)
    }
}

impl TryFrom<String> for Month {
    type Error = NotAMonth;

    fn try_from(text: String) -> Result<Self, NotAMonth> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

fn month_name(day: NaiveDate) -> &'static str {
    MONTHS.get(usize::try_from(day.month0()).unwrap_or(0)).copied().unwrap_or("")
}

/// `5 décembre 2026`, `1er mai 2026`.
#[must_use]
pub fn day_in_french(day: NaiveDate) -> String {
    let number = if day.day() == 1 { "1er".to_owned() } else { day.day().to_string() };
    format!("{number} {} {}", month_name(day), day.year())
}

/// Reads `31/12/2026` or `2026-12-31`; `None` when the text is neither or no such day exists.
#[must_use]
pub fn parse_day(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    if text.len() != 10 || !text.is_ascii() {
        return None;
    }
    let format = if text.contains('/') { "%d/%m/%Y" } else { "%Y-%m-%d" };
    NaiveDate::parse_from_str(text, format).ok()
}

/// The same day one calendar month earlier, clamped to the end of a shorter month.
#[must_use]
pub fn one_month_before(day: NaiveDate) -> NaiveDate {
    day.checked_sub_months(Months::new(1)).unwrap_or(day)
}

/// The same day one calendar month later, clamped to the end of a shorter month.
#[must_use]
pub fn one_month_after(day: NaiveDate) -> NaiveDate {
    day.checked_add_months(Months::new(1)).unwrap_or(day)
}

/// The same day some calendar months later, one after the other, each clamped to the end of a shorter month.
#[must_use]
pub fn months_after(day: NaiveDate, months: i64) -> NaiveDate {
    (0..months).fold(day, |day, _| one_month_after(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        parse_day(text).unwrap()
    }

    #[test]
    fn reads_french_and_iso_days() {
        assert_eq!(day("31/12/2026"), day("2026-12-31"));
        for text in ["31/02/2026", "2026-13-01", "1/2/2026", "", "20261231xx"] {
            assert_eq!(parse_day(text), None, "{text}");
        }
    }

    #[test]
    fn months_follow_each_other() {
        let month: Month = "2026-12".parse().unwrap();
        assert_eq!(month.next().to_string(), "2027-01");
        assert_eq!(month.previous().in_french(), "novembre 2026");
        let of = |text: &str| text.parse::<Month>().unwrap().of_in_french();
        assert_eq!([of("2026-04"), of("2026-08"), of("2026-10")], ["d'avril 2026", "d'août 2026", "d'octobre 2026"]);
        assert_eq!(of("2026-12"), "de décembre 2026");
        assert_eq!("2026-02".parse::<Month>().unwrap().day(31), day("2026-02-28"));
        assert!("2026-1".parse::<Month>().is_err());
    }

    #[test]
    fn a_month_apart_is_clamped() {
        assert_eq!(one_month_before(day("2026-03-31")), day("2026-02-28"));
        assert_eq!(one_month_after(day("2026-01-31")), day("2026-02-28"));
        assert_eq!(months_after(day("2026-12-31"), 2), day("2027-02-28"));
        assert_eq!(months_after(day("2026-12-31"), 0), day("2026-12-31"));
        assert_eq!(day_in_french(day("2026-05-01")), "1er mai 2026");
    }
}
