//! From the periods of a lease to one rent term per calendar month (RULE 31). Pure.

use crate::calendar::Month;
use crate::money::Cents;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// One period of a lease with constant amounts.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Period {
    /// The tenant's number.
    pub person: i64,
    /// The lease's reference.
    pub lease: String,
    /// The landlord, as a payee reference.
    pub payee: String,
    /// First day of the period.
    pub from_on: NaiveDate,
    /// Last day, or none while it runs.
    pub to_on: Option<NaiveDate>,
    /// Monthly rent.
    #[sqlx(rename = "rent_amount")]
    pub rent: Cents,
    /// Monthly provision for charges.
    pub charges: Cents,
    /// Housing aid that the payer sends straight to the landlord.
    pub tiers_payant: Cents,
    /// Rebate of solidarity (RLS).
    pub rebate: Cents,
    /// Day of the month on which the rent is due; the last day of a shorter month.
    pub due_day: i64,
}

/// What is owed for one month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// The day on which it is due.
    pub due_on: NaiveDate,
    /// The amount, zero or more.
    pub payable: Cents,
}

/// The days from the first to the second, both included, during which a contract gives authority over the money.
pub type Span = (NaiveDate, NaiveDate);

impl Period {
    /// Rent + charges − tiers payant − rebate, never below zero; `None` past the range of amounts.
    #[must_use]
    pub fn payable(&self) -> Option<Cents> {
        let owed = self.rent.plus(self.charges)?.minus(self.tiers_payant)?.minus(self.rebate)?;
        Some(owed.at_least_zero())
    }

    /// The day on which the rent of `month` is due by this period's day.
    #[must_use]
    pub fn due_on(&self, month: Month) -> NaiveDate {
        month.day(u32::try_from(self.due_day).unwrap_or(1))
    }

    /// True when the period runs on `day`.
    #[must_use]
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.from_on <= day && self.to_on.is_none_or(|last| day <= last)
    }
}

/// The terms of all periods, each under the index of its period and its month.
///
/// A month belongs to the first period of its lease that covers its due date, and only if a contract of the person covers that
/// date too: an open period ends with the last contract.
#[must_use]
pub fn terms(periods: &[Period], contracts: &[Span]) -> BTreeMap<(usize, Month), Term> {
    let mut order: Vec<(usize, &Period)> = periods.iter().enumerate().collect();
    order.sort_by_key(|(_, period)| period.from_on);
    let mut owners: BTreeMap<(i64, &str, Month), usize> = BTreeMap::new();
    let mut terms = BTreeMap::new();
    for (index, period) in order {
        for (month, due_on) in due_dates(period, contracts) {
            let owner = *owners.entry((period.person, &period.lease, month)).or_insert(index);
            if let (true, Some(payable)) = (owner == index, period.payable()) {
                terms.insert((index, month), Term { due_on, payable });
            }
        }
    }
    terms
}

/// The months whose due date the period and a contract cover.
fn due_dates(period: &Period, contracts: &[Span]) -> BTreeMap<Month, NaiveDate> {
    let mut dates = BTreeMap::new();
    for (first, last) in contracts {
        let first = period.from_on.max(*first);
        let last = period.to_on.map_or(*last, |end| end.min(*last));
        let mut month = Month::of(first);
        while month.first_day() <= last {
            let due_on = period.due_on(month);
            if first <= due_on && due_on <= last {
                dates.insert(month, due_on);
            }
            month = month.next();
        }
    }
    dates
}

/// Where a period changes into the next one so that the month between belongs to neither: the due day moves back past the change.
///
/// `earlier` ends the day before `later` begins.
#[must_use]
pub fn month_lost(earlier: &Period, later: &Period) -> Option<Month> {
    let adjacent = earlier.to_on.and_then(|last| last.succ_opt()) == Some(later.from_on);
    let month = Month::of(later.from_on);
    let lost = adjacent && !earlier.covers(earlier.due_on(month)) && !later.covers(later.due_on(month));
    lost.then_some(month)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::parse_day;
    use chrono::Days;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        parse_day(text).unwrap()
    }

    fn period(from: &str, to: Option<&str>, rent: i64, due_day: i64) -> Period {
        Period {
            person: 1,
            lease: "BAIL".to_owned(),
            payee: "BAILLEUR".to_owned(),
            from_on: day(from),
            to_on: to.map(day),
            rent: Cents(rent),
            charges: Cents(5_000),
            tiers_payant: Cents(20_000),
            rebate: Cents(1_000),
            due_day,
        }
    }

    fn months(found: &BTreeMap<(usize, Month), Term>) -> Vec<(usize, String)> {
        found.keys().map(|(index, month)| (*index, month.to_string())).collect()
    }

    #[test]
    fn an_open_period_ends_with_the_last_contract() {
        let contracts = [(day("2026-09-01"), day("2026-12-04"))];
        let found = terms(&[period("2020-01-01", None, 40_000, 5)], &contracts);
        assert_eq!(months(&found), [(0, "2026-09".into()), (0, "2026-10".into()), (0, "2026-11".into())]);
        assert_eq!(found.values().next(), Some(&Term { due_on: day("2026-09-05"), payable: Cents(24_000) }));
    }

    #[test]
    fn a_due_day_past_the_end_of_the_month_is_its_last_day() {
        let found = terms(&[period("2027-02-01", Some("2027-02-28"), 40_000, 31)], &[(day("2027-01-01"), day("2027-12-31"))]);
        assert_eq!(found.values().next().map(|term| term.due_on), Some(day("2027-02-28")));
    }

    #[test]
    fn what_the_aid_covers_is_not_owed() {
        assert_eq!(period("2027-01-01", None, 10_000, 5).payable(), Some(Cents(0)));
        let absurd = Period { rent: Cents(i64::MAX), ..period("2027-01-01", None, 1, 5) };
        assert_eq!(absurd.payable(), None);
    }

    #[test]
    fn a_due_day_moved_back_in_the_middle_of_a_month_is_noticed() {
        let earlier = period("2027-01-01", Some("2027-06-14"), 40_000, 20);
        let lost = month_lost(&earlier, &period("2027-06-15", None, 40_000, 5));
        assert_eq!(lost.map(|month| month.to_string()).as_deref(), Some("2027-06"));
        assert_eq!(month_lost(&earlier, &period("2027-06-15", None, 40_000, 25)), None);
        assert_eq!(month_lost(&earlier, &period("2027-07-01", None, 40_000, 5)), None);
    }

    prop_compose! {
        /// Two periods of one lease, in any order of dates, even overlapping, and up to three contracts.
        fn leases()(starts in prop::collection::vec((0u64..900, prop::option::of(0u64..500), 1i64..60_000, 1i64..=31), 1..4),
            spans in prop::collection::vec((0u64..900, 0u64..730), 0..3)) -> (Vec<Period>, Vec<Span>) {
            let at = |days| day("2026-01-01").checked_add_days(Days::new(days)).unwrap();
            let periods = starts.iter().map(|(from, length, rent, due_day)| Period {
                from_on: at(*from),
                to_on: length.map(|length| at(from + length)),
                ..period("2026-01-01", None, *rent, *due_day)
            }).collect();
            (periods, spans.iter().map(|(from, length)| (at(*from), at(from + length))).collect())
        }
    }

    proptest! {
        #[test]
        fn a_lease_has_one_term_per_month_inside_a_contract((periods, contracts) in leases()) {
            let found = terms(&periods, &contracts);
            let mut seen: Vec<Month> = found.keys().map(|(_, month)| *month).collect();
            seen.sort();
            let all = seen.len();
            seen.dedup();
            prop_assert_eq!(seen.len(), all);
            for ((index, month), term) in &found {
                prop_assert!(month.holds(term.due_on) && periods[*index].covers(term.due_on));
                prop_assert!(contracts.iter().any(|(first, last)| *first <= term.due_on && term.due_on <= *last));
                prop_assert!(!term.payable.is_negative());
            }
        }

        #[test]
        fn every_covered_due_date_has_its_term((periods, contracts) in leases()) {
            let found = terms(&periods, &contracts);
            for period in &periods {
                let mut month: Month = "2026-01".parse().unwrap();
                while month < "2031-01".parse().unwrap() {
                    let due_on = period.due_on(month);
                    let authority = contracts.iter().any(|(first, last)| *first <= due_on && due_on <= *last);
                    if authority && period.covers(due_on) {
                        prop_assert!(found.keys().any(|(_, other)| *other == month));
                    }
                    month = month.next();
                }
            }
        }

        #[test]
        fn a_later_period_never_touches_earlier_months((periods, contracts) in leases(), rent in 1i64..90_000, due_day in 1i64..=31) {
            let before = terms(&periods, &contracts);
            let last = (0..periods.len()).max_by_key(|index| (periods[*index].from_on, *index)).unwrap();
            let mut changed = periods.clone();
            changed[last].rent = Cents(rent);
            changed[last].due_day = due_day;
            let others = |all: &BTreeMap<(usize, Month), Term>| -> Vec<((usize, Month), Term)> {
                all.iter().filter(|((index, _), _)| *index != last).map(|(key, term)| (*key, *term)).collect()
            };
            prop_assert_eq!(others(&before), others(&terms(&changed, &contracts)));
        }
    }
}
