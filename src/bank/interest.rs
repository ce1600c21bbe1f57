//! Interest of a bank account, shared between its people pro rata to the money that each had there, day by day (RULE 23).
//!
//! A person's money on a day is what all their pots hold when the day ends, by booking day: the figure that statements show. One
//! euro during one day weighs 100, whatever the day.

use crate::money::Cents;
use chrono::{Days, NaiveDate};

/// What a person had when the period began, and what moved since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The person.
    pub person: i64,
    /// All pots, before the first day.
    pub before: Cents,
    /// Moves by booking day, the first day included; a day may come several times, in order.
    pub moves: Vec<(NaiveDate, Cents)>,
}

/// A person's part of the interest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// The person.
    pub person: i64,
    /// Cents times days.
    pub weight: i64,
    /// The part, above zero.
    pub cents: Cents,
}

/// The balances at the end of each day of the period, added up; a day below zero (an entry dated back) weighs nothing. `None` when
/// the sum does not fit.
#[must_use]
pub fn weight(held: &Held, from: NaiveDate, to: NaiveDate) -> Option<i64> {
    let after = to.checked_add_days(Days::new(1))?;
    let mut balance = held.before;
    let mut since = from;
    let mut sum = 0_i64;
    for (day, cents) in held.moves.iter().filter(|(day, _)| *day <= to).chain([&(after, Cents::ZERO)]) {
        let days = day.signed_duration_since(since).num_days().max(0);
        sum = sum.checked_add(balance.at_least_zero().0.checked_mul(days)?)?;
        since = since.max(*day);
        balance = balance.plus(*cents)?;
    }
    Some(sum)
}

/// Shares an amount by weight: each gets the whole cents of their exact part, and the cents that are left go one by one to the
/// largest remainders, then to the smallest number. The parts sum to the amount; nobody is more than a cent from their exact part.
/// `None` when nobody weighs anything.
#[must_use]
pub fn share(cents: Cents, weights: &[(i64, i64)]) -> Option<Vec<Share>> {
    let weights: Vec<(i64, i64)> = weights.iter().copied().filter(|(_, weight)| *weight > 0).collect();
    let total: i128 = weights.iter().map(|(_, weight)| i128::from(*weight)).sum();
    let exact = |weight: i64| i128::from(cents.0).checked_mul(i128::from(weight));
    let mut parts = Vec::with_capacity(weights.len());
    for (person, weight) in weights {
        let (whole, rest) = (exact(weight)?.checked_div(total)?, exact(weight)?.checked_rem(total)?);
        parts.push((Share { person, weight, cents: Cents(i64::try_from(whole).ok()?) }, rest));
    }
    let given = Cents::total(parts.iter().map(|(share, _)| share.cents))?;
    let left = usize::try_from(cents.minus(given)?.0).ok()?;
    parts.sort_by_key(|(share, rest)| (std::cmp::Reverse(*rest), share.person));
    for (share, _) in parts.iter_mut().take(left) {
        share.cents = share.cents.plus(Cents(1))?;
    }
    let mut shares: Vec<Share> = parts.into_iter().map(|(share, _)| share).filter(|share| share.cents.is_positive()).collect();
    shares.sort_unstable_by_key(|share| share.person);
    (!shares.is_empty()).then_some(shares)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(number: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 10, 1).unwrap().checked_add_days(Days::new(number)).unwrap()
    }

    #[test]
    fn money_weighs_by_the_days_that_it_stayed() {
        let held = Held {
            person: 1,
            before: Cents(1_000),
            moves: vec![(day(2), Cents(500)), (day(2), Cents(-500)), (day(9), Cents(-1_000))],
        };
        assert_eq!(weight(&held, day(0), day(9)), Some(9 * 1_000), "the last day ends with nothing");
        assert_eq!(weight(&held, day(0), day(8)), Some(9 * 1_000));
        assert_eq!(weight(&held, day(0), day(0)), Some(1_000));
        let back = Held { person: 1, before: Cents(0), moves: vec![(day(1), Cents(-100)), (day(3), Cents(300))] };
        assert_eq!(weight(&back, day(0), day(3)), Some(200), "a day below zero takes nothing from another");
    }

    #[test]
    fn the_cents_that_are_left_go_to_the_largest_remainders() {
        let cents = |amount: i64, weights: &[(i64, i64)]| {
            share(Cents(amount), weights)
                .map(|shares| shares.iter().map(|share| (share.person, share.cents.0)).collect::<Vec<_>>())
        };
        assert_eq!(cents(100, &[(1, 1), (2, 1), (3, 1)]), Some(vec![(1, 34), (2, 33), (3, 33)]));
        assert_eq!(cents(100, &[(1, 1), (2, 2), (3, 4)]), Some(vec![(1, 14), (2, 29), (3, 57)]), "14,29 · 28,57 · 57,14");
        assert_eq!(cents(100, &[(1, 10), (2, 25), (3, 25)]), Some(vec![(1, 17), (2, 42), (3, 41)]), "16,67 · 41,67 · 41,67");
        assert_eq!(cents(1, &[(7, 3), (8, 5)]), Some(vec![(8, 1)]), "nobody gets a share of nothing");
        assert_eq!(cents(100, &[(1, 0)]), None);
        assert_eq!(cents(100, &[]), None);
    }

    proptest! {
        #[test]
        fn sharing_neither_loses_nor_makes_a_cent(
            cents in 1_i64..=i64::MAX, weights in prop::collection::btree_map(1_i64..50, 0_i64..=i64::MAX, 1..20),
        ) {
            let weights: Vec<(i64, i64)> = weights.into_iter().collect();
            let total: i128 = weights.iter().map(|(_, weight)| i128::from(*weight)).sum();
            let Some(shares) = share(Cents(cents), &weights) else {
                prop_assert!(total == 0);
                return Ok(());
            };
            prop_assert_eq!(shares.iter().map(|share| i128::from(share.cents.0)).sum::<i128>(), i128::from(cents));
            for (person, weight) in &weights {
                let got = shares.iter().find(|share| share.person == *person).map_or(0, |share| share.cents.0);
                // Within a cent of the exact part, written without a fraction.
                let (floor, rest) = (i128::from(cents) * i128::from(*weight) / total, i128::from(cents) * i128::from(*weight) % total);
                prop_assert!(i128::from(got) == floor || (rest > 0 && i128::from(got) == floor + 1));
            }
            let mut other_order = weights.clone();
            other_order.reverse();
            prop_assert_eq!(share(Cents(cents), &other_order), Some(shares), "the order of the people changes nothing");
        }

        #[test]
        fn the_weight_is_the_sum_of_the_balances_of_the_days(
            before in 0_i64..1_000, moves in prop::collection::vec((0_u64..30, -500_i64..500), 0..12), from in 0_u64..10, length in 0_u64..20,
        ) {
            let mut moves: Vec<(NaiveDate, Cents)> = moves.into_iter().filter(|(d, _)| *d >= from).map(|(d, c)| (day(d), Cents(c))).collect();
            moves.sort_by_key(|(day, _)| *day);
            let held = Held { person: 1, before: Cents(before), moves };
            let by_day: i64 = (from..=from + length)
                .map(|d| before + held.moves.iter().filter(|(on, _)| *on <= day(d)).map(|(_, cents)| cents.0).sum::<i64>())
                .map(|balance| balance.max(0))
                .sum();
            prop_assert_eq!(weight(&held, day(from), day(from + length)), Some(by_day));
        }
    }
}
