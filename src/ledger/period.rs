//! Closing a month: nothing more is booked in it.

use crate::access::Act;
use crate::calendar::{Month, day_in_french};
use crate::refusal::{CLOSED_MONTH_MONTH, Failure, MONTH_NOT_OVER};
use crate::store::{Tx, failure, on};
use chrono::NaiveDate;
use std::collections::BTreeSet;
use std::iter::successors;

/// Closes a month for good. What must be decided before is the caller's to check.
///
/// # Errors
/// Those of [`check_closable`].
pub async fn close_month(tx: &mut Tx, act: &Act, month: Month) -> Result<(), Failure> {
    check_closable(tx, act, month).await?;
    on!(tx, c => sqlx::query("INSERT INTO closed_month (month, closed_at, closed_by) VALUES ($1, $2, $3)")
        .bind(month.to_string()).bind(act.at).bind(&act.user.id)
        .execute(c).await.map(|_| ()).map_err(failure))
}

/// A month is closed once, when it is over.
///
/// # Errors
/// `closed_month_month_unique` when it is closed already, `month_not_over` until its last day is past.
pub async fn check_closable(tx: &mut Tx, act: &Act, month: Month) -> Result<(), Failure> {
    if ClosedMonths::read(tx).await?.0.contains(&month.to_string()) {
        return Err(CLOSED_MONTH_MONTH.because(format!("({})", month.in_french())).into());
    }
    if act.today <= month.last_day() {
        let facts = format!("({} finit le {})", month.in_french(), day_in_french(month.last_day()));
        return Err(MONTH_NOT_OVER.because(facts).into());
    }
    Ok(())
}

/// The closed months.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClosedMonths(BTreeSet<String>);

impl ClosedMonths {
    /// Every closed month.
    ///
    /// # Errors
    /// Unavailable when the engine does not answer.
    pub async fn read(tx: &mut Tx) -> Result<Self, Failure> {
        let rows: Vec<(String,)> =
            on!(tx, c => sqlx::query_as("SELECT month FROM closed_month").fetch_all(c).await.map_err(failure))?;
        Ok(Self(rows.into_iter().map(|(month,)| month).collect()))
    }

    /// True when nothing more is booked in that month.
    #[must_use]
    pub fn holds(&self, month: Month) -> bool {
        self.0.contains(&month.to_string())
    }

    /// The day on which something of that day is booked: the day itself, or the first day of the first open month after a closed one.
    #[must_use]
    pub fn booking_day(&self, day: NaiveDate) -> NaiveDate {
        let is_open = |month: &Month| !self.0.contains(&month.to_string());
        let month = Month::of(day);
        if is_open(&month) {
            return day;
        }
        // One month more than those that are closed: one of them is open.
        let later = successors(Some(month), |month| Some(month.next())).take(self.0.len().saturating_add(1));
        later.into_iter().find(is_open).map_or(day, Month::first_day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_is_booked_in_a_closed_month(days in 0_u64..900, closed in prop::collection::btree_set(0_u32..30, 0..20)) {
            let first = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
            let month = |count: u32| Month::of(first.checked_add_months(chrono::Months::new(count)).unwrap());
            let months = ClosedMonths(closed.iter().map(|count| month(*count).to_string()).collect());
            let day = first.checked_add_days(chrono::Days::new(days)).unwrap();
            let booked = months.booking_day(day);
            prop_assert!(booked >= day && !months.0.contains(&Month::of(booked).to_string()));
            if !months.0.contains(&Month::of(day).to_string()) {
                prop_assert_eq!(booked, day);
            } else {
                prop_assert_eq!(booked, Month::of(booked).first_day());
                let between = successors(Some(Month::of(day)), |month| Some(month.next())).take_while(|month| *month < Month::of(booked));
                prop_assert!(between.into_iter().all(|month| months.0.contains(&month.to_string())));
            }
        }
    }
}
