//! Business days of T2 and of French banks.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use chrono::NaiveDate;
use proptest::prelude::*;
use quitus_sepa::calendar::{Calendar, CutOff, add_business_days, is_business_day, is_french_holiday, next_business_day};

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

#[test]
fn french_holidays_are_closed_to_french_banks_only() {
    let holidays = [
        (2027, 1, 1),
        (2027, 3, 29),
        (2028, 5, 1),
        (2028, 5, 8),
        (2027, 5, 6),
        (2027, 5, 17),
        (2027, 7, 14),
        (2028, 8, 15),
        (2027, 11, 1),
        (2027, 11, 11),
        (2028, 12, 25),
    ];
    for (year, month, date) in holidays {
        let holiday = day(year, month, date);
        assert!(is_french_holiday(holiday) && !Calendar::French.is_open(holiday), "{holiday}");
    }
    // Closed by T2 alone.
    for (year, month, date) in [(2027, 3, 26), (2028, 12, 26)] {
        let closed = day(year, month, date);
        assert!(!is_french_holiday(closed) && !Calendar::French.is_open(closed) && !Calendar::T2.is_open(closed), "{closed}");
    }
    // Ascension and Whit Monday of other years, as printed on calendars.
    for (year, ascension, whit) in
        [(2026, (5, 14), (5, 25)), (2028, (5, 25), (6, 5)), (2029, (5, 10), (5, 21)), (2030, (5, 30), (6, 10))]
    {
        assert!(is_french_holiday(day(year, ascension.0, ascension.1)) && is_french_holiday(day(year, whit.0, whit.1)), "{year}");
    }
}

fn at(date: NaiveDate, hour: u32, minute: u32, second: u32) -> chrono::NaiveDateTime {
    date.and_hms_opt(hour, minute, second).unwrap()
}

#[test]
fn a_file_is_taken_until_the_cut_off_time() {
    let cut_off = |days| CutOff { days, time: chrono::NaiveTime::from_hms_opt(16, 0, 0).unwrap() };
    let thursday = day(2026, 12, 24);
    let first = |calendar: Calendar, handed, days| calendar.first_execution(handed, cut_off(days)).unwrap();
    assert_eq!(first(Calendar::T2, at(thursday, 16, 0, 0), 0), thursday);
    assert_eq!(first(Calendar::T2, at(thursday, 16, 0, 1), 0), day(2026, 12, 28));
    assert_eq!(first(Calendar::T2, at(thursday, 0, 0, 0), 1), day(2026, 12, 28));
    // A file handed over in the weekend counts on Monday, even after the hour.
    assert_eq!(first(Calendar::T2, at(day(2026, 12, 26), 23, 0, 0), 1), day(2026, 12, 29));
    let eve = day(2026, 11, 10);
    assert_eq!(first(Calendar::T2, at(eve, 12, 0, 0), 1), day(2026, 11, 11));
    assert_eq!(first(Calendar::French, at(eve, 12, 0, 0), 1), day(2026, 11, 12));
    assert_eq!(Calendar::French.last_handing_over(day(2026, 11, 12), cut_off(1)), Some(at(eve, 16, 0, 0)));
    assert_eq!(Calendar::French.last_handing_over(day(2026, 11, 11), cut_off(1)), None);
    assert_eq!(Calendar::T2.first_execution(at(NaiveDate::MAX, 12, 0, 0), cut_off(1)), None);
}

proptest! {
    #[test]
    fn a_french_banking_day_is_a_day_of_t2(offset in 0_i64..40_000) {
        let date = day(1990, 1, 1) + chrono::Duration::days(offset);
        prop_assert!(!Calendar::French.is_open(date) || Calendar::T2.is_open(date));
        prop_assert_eq!(Calendar::T2.is_open(date) && !Calendar::French.is_open(date), is_business_day(date) && is_french_holiday(date));
    }

    #[test]
    fn the_last_handing_over_is_the_last(offset in 0_i64..20_000, days in 0_u8..10, minute in 0_u32..1_440, french in any::<bool>()) {
        let calendar = if french { Calendar::French } else { Calendar::T2 };
        let execution = calendar.next_open(day(2020, 1, 1) + chrono::Duration::days(offset)).unwrap();
        let time = chrono::NaiveTime::from_num_seconds_from_midnight_opt(minute * 60, 0).unwrap();
        let cut_off = CutOff { days, time };
        let last = calendar.last_handing_over(execution, cut_off).unwrap();
        prop_assert_eq!(calendar.first_execution(last, cut_off), Some(execution));
        let late = last + chrono::Duration::seconds(1);
        prop_assert!(calendar.first_execution(late, cut_off).unwrap() > execution);
    }
}
