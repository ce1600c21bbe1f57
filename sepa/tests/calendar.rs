//! Business days of T2.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use chrono::NaiveDate;
use proptest::prelude::*;
use quitus_sepa::calendar::{add_business_days, is_business_day, next_business_day};

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

#[test]
fn good_friday_and_easter_monday_are_closed() {
    let easters = [
        (2026, (4, 3), (4, 6)),
        (2027, (3, 26), (3, 29)),
        (2028, (4, 14), (4, 17)),
        (2029, (3, 30), (4, 2)),
        (2030, (4, 19), (4, 22)),
        (2031, (4, 11), (4, 14)),
        (2032, (3, 26), (3, 29)),
        (2033, (4, 15), (4, 18)),
        (2034, (4, 7), (4, 10)),
        (2035, (3, 23), (3, 26)),
    ];
    for (year, friday, monday) in easters {
        let (friday, monday) = (day(year, friday.0, friday.1), day(year, monday.0, monday.1));
        assert!(!is_business_day(friday) && !is_business_day(monday), "{year}");
        assert!(is_business_day(friday.pred_opt().unwrap()) && is_business_day(monday.succ_opt().unwrap()), "{year}");
    }
}

#[test]
fn fixed_days_are_closed_and_french_holidays_are_open() {
    for closed in [(2026, 1, 1), (2026, 5, 1), (2026, 12, 25), (2028, 12, 26), (2026, 12, 26), (2026, 12, 27)] {
        assert!(!is_business_day(day(closed.0, closed.1, closed.2)), "{closed:?}");
    }
    // 8 May, Ascension, Whit Monday, 14 July, All Saints, Armistice.
    for open in [(2026, 5, 8), (2026, 5, 14), (2026, 5, 25), (2026, 7, 14), (2027, 11, 1), (2026, 11, 11)] {
        assert!(is_business_day(day(open.0, open.1, open.2)), "{open:?}");
    }
}

#[test]
fn counting_skips_the_closed_days() {
    assert_eq!(next_business_day(day(2026, 4, 3)), Some(day(2026, 4, 7)));
    assert_eq!(next_business_day(day(2026, 4, 7)), Some(day(2026, 4, 7)));
    assert_eq!(add_business_days(day(2026, 12, 24), 1), Some(day(2026, 12, 28)));
    assert_eq!(add_business_days(day(2026, 12, 24), 0), Some(day(2026, 12, 24)));
    assert_eq!(add_business_days(day(2026, 12, 26), 0), Some(day(2026, 12, 28)));
    assert_eq!(add_business_days(day(2026, 4, 2), 3), Some(day(2026, 4, 9)));
    assert_eq!(add_business_days(NaiveDate::MAX, 1), None);
}

proptest! {
    #[test]
    fn the_next_business_day_is_open_and_near(offset in 0_i64..80_000) {
        let from = day(1990, 1, 1) + chrono::Duration::days(offset);
        let next = next_business_day(from).unwrap();
        prop_assert!(is_business_day(next));
        // Good Friday to Easter Monday is the longest closure, unless 25 December is a Friday or 1 May touches Easter.
        prop_assert!((next - from).num_days() <= 4);
    }

    #[test]
    fn adding_counts_exactly_the_open_days(offset in 0_i64..20_000, count in 1_u16..60) {
        let from = day(2020, 1, 1) + chrono::Duration::days(offset);
        let to = add_business_days(from, count).unwrap();
        let open = from.iter_days().skip(1).take_while(|day| *day <= to).filter(|day| is_business_day(*day)).count();
        prop_assert_eq!(open, usize::from(count));
    }
}
