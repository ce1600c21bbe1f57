//! The business day of an act: rules read it, so that nobody may choose it freely (RULE 30: rent first depends on the day).

use crate::calendar::{day_in_french, one_month_after};
use crate::refusal::{BUSINESS_DAY, Failure, Refusal};
use crate::store::{Tx, failure, on};
use chrono::NaiveDate;

/// The day on which a person acts. Without a wish: today, or the last day of the books when they are ahead of the clock. A wish
/// is kept from the last decision in the books to one month after both.
///
/// # Errors
/// `business_day_out_of_range`.
pub fn business_day(
    wish: Option<NaiveDate>,
    clock: NaiveDate,
    last_decision: Option<NaiveDate>,
    last_entry: Option<NaiveDate>,
) -> Result<NaiveDate, Refusal> {
    let books = last_entry.max(last_decision).map_or(clock, |last| last.max(clock));
    let Some(day) = wish else { return Ok(books) };
    if last_decision.is_some_and(|last| day < last) {
        let last = last_decision.map(day_in_french).unwrap_or_default();
        return Err(BUSINESS_DAY.because(format!("(demandé : {} ; dernière décision : {last})", day_in_french(day))));
    }
    if day >= one_month_after(books) {
        return Err(BUSINESS_DAY.because(format!("(demandé : {} ; comptes au {})", day_in_french(day), day_in_french(books))));
    }
    Ok(day)
}

/// The days of the last decision (rent reserve, payments) and of the last bank entry.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn last_days(tx: &mut Tx) -> Result<(Option<NaiveDate>, Option<NaiveDate>), Failure> {
    let mut days = Vec::with_capacity(3);
    for journal in ["LO", "PA", "BQ"] {
        let row: Option<(NaiveDate,)> = on!(tx, c => sqlx::query_as(
            "SELECT occurred_on FROM entry WHERE journal = $1 ORDER BY year DESC, number DESC LIMIT 1")
            .bind(journal).fetch_optional(c).await.map_err(failure))?;
        days.push(row.map(|(day,)| day));
    }
    let at = |i: usize| days.get(i).copied().flatten();
    Ok((at(0).max(at(1)), at(2)))
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
    fn the_day_is_the_clocks_or_the_books() {
        let clock = day("2026-11-22");
        assert_eq!(business_day(None, clock, None, None), Ok(clock));
        assert_eq!(business_day(None, clock, Some(day("2026-11-30")), None), Ok(day("2026-11-30")));
        assert_eq!(business_day(Some(day("2026-09-01")), clock, None, None), Ok(day("2026-09-01")));
        assert!(business_day(Some(day("2026-11-04")), clock, Some(day("2026-11-05")), None).is_err());
        assert!(business_day(Some(day("2026-12-22")), clock, None, None).is_err());
        assert_eq!(business_day(Some(day("2026-12-02")), clock, Some(day("2026-11-05")), None), Ok(day("2026-12-02")));
    }

    proptest! {
        #[test]
        fn no_day_before_a_decision_nor_a_month_ahead(wish in proptest::option::of(0_i64..900), last in proptest::option::of(0_i64..900), entry in proptest::option::of(0_i64..900)) {
            let from = |offset: i64| day("2026-01-01") + chrono::Duration::days(offset);
            let clock = from(450);
            let (last, entry) = (last.map(from), entry.map(from));
            if let Ok(chosen) = business_day(wish.map(from), clock, last, entry) {
                prop_assert!(last.is_none_or(|last| chosen >= last));
                prop_assert!(chosen < one_month_after(clock.max(last.unwrap_or(clock)).max(entry.unwrap_or(clock))));
            }
        }
    }
}
