//! Days of cells, which a workbook counts from one of two first days.

use chrono::{Days, NaiveDate};

/// The day of a whole number: counted from the last day of 1899 as if 1900 had been a leap year, or from the first of 1904.
pub(super) fn day(count: &str, since_1904: bool) -> Option<NaiveDate> {
    let count: u64 = count.parse().ok()?;
    if since_1904 {
        return NaiveDate::from_ymd_opt(1904, 1, 1)?.checked_add_days(Days::new(count));
    }
    match count {
        1..=59 => NaiveDate::from_ymd_opt(1899, 12, 31)?.checked_add_days(Days::new(count)),
        // 60 is the 29 February 1900, which never was.
        61.. => NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(count)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn days_are_those_that_the_sheet_shows() {
        let shown = |count: &str, since| day(count, since).map(|day| day.to_string());
        assert_eq!(shown("1", false).as_deref(), Some("1900-01-01"));
        assert_eq!(shown("59", false).as_deref(), Some("1900-02-28"));
        assert_eq!(shown("60", false), None);
        assert_eq!(shown("61", false).as_deref(), Some("1900-03-01"));
        assert_eq!(shown("46022", false).as_deref(), Some("2025-12-31"));
        assert_eq!(shown("0", true).as_deref(), Some("1904-01-01"));
        assert_eq!(shown("44560", true).as_deref(), Some("2025-12-31"));
        for bad in ["", "-1", "46022.5", "99999999999999999999"] {
            assert_eq!(shown(bad, false), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn one_day_follows_another(count in 61_u64..200_000) {
            let (one, next) = (day(&count.to_string(), false).unwrap(), day(&(count + 1).to_string(), false).unwrap());
            prop_assert_eq!(one.succ_opt(), Some(next));
        }
    }
}
