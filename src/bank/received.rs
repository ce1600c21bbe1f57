//! A benefit is paid once for a month of entitlement: a second credit for the same one is a person's decision (RULE 11).

use super::decision::{Decided, Wanted, What};
use crate::benefit::rules::Decision;
use crate::calendar::Month;
use std::collections::HashSet;

/// Person, benefit and month of entitlement.
pub type Right = (i64, i64, Month);

/// The rights that these parts would take, each as often as it stands in them.
#[must_use]
pub fn rights(wanted: &[Wanted]) -> Vec<Right> {
    let right = |part: &Wanted| match (&part.what, part.person) {
        (What::Benefit(benefit), Some(person)) => Some((person, *benefit, part.month)),
        _ => None,
    };
    wanted.iter().filter_map(right).collect()
}

/// What was already received, of the people and months that a file is about.
#[derive(Clone, Debug, Default)]
pub struct Received(HashSet<Right>);

impl Received {
    /// Accepted benefits, whoever accepted them.
    #[must_use]
    pub fn of(accepted: impl IntoIterator<Item = Right>) -> Self {
        Self(accepted.into_iter().collect())
    }

    /// True when that right was received before.
    #[must_use]
    pub fn holds(&self, right: &Right) -> bool {
        self.0.contains(right)
    }

    /// True, and remembered, when no benefit that these parts accept was received before for its month; else nothing changes.
    pub fn first_time(&mut self, parts: &[Decided]) -> bool {
        let rights: Vec<Right> = parts.iter().filter_map(right).collect();
        let distinct: HashSet<Right> = rights.iter().copied().collect();
        let first = distinct.len() == rights.len() && distinct.is_disjoint(&self.0);
        if first {
            self.0.extend(distinct);
        }
        first
    }
}

fn right(part: &Decided) -> Option<Right> {
    match (&part.decision, &part.wanted.what, part.wanted.person) {
        (Decision::Accept { .. }, What::Benefit(benefit), Some(person)) => Some((person, *benefit, part.wanted.month)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank::decision::Wanted;
    use crate::benefit::rules::Reason;
    use crate::money::Cents;
    use proptest::prelude::*;

    fn part((person, benefit, month, accepted): (i64, i64, u32, bool)) -> Decided {
        let decision = if accepted {
            Decision::Accept { authorisation: "A".into(), pot: "libre".into() }
        } else {
            Decision::Refuse(Reason::OutsideDates)
        };
        let month = format!("2026-{month:02}").parse().unwrap();
        let wanted = Wanted { person: Some(person), what: What::Benefit(benefit), month, gross: Cents(1), recovery: Cents::ZERO };
        Decided { wanted, net: Cents(1), decision }
    }

    #[test]
    fn a_refused_part_and_another_month_are_no_second_time() {
        let mut received = Received::of([(1, 17, "2026-10".parse().unwrap())]);
        assert!(!received.first_time(&[part((1, 17, 10, true))]));
        assert!(received.first_time(&[part((1, 17, 10, false))]));
        assert!(received.first_time(&[part((1, 17, 11, true)), part((2, 17, 10, true)), part((1, 1, 10, true))]));
        assert!(!received.first_time(&[part((1, 17, 12, true)), part((1, 1, 10, true))]), "one part is enough");
        assert!(received.first_time(&[part((1, 17, 12, true))]), "what waited was not remembered");
    }

    proptest! {
        #[test]
        fn no_right_is_taken_twice_and_the_first_always_is(
            credits in prop::collection::vec(prop::collection::vec((1_i64..3, 1_i64..3, 1_u32..3, any::<bool>()), 1..3), 1..12),
        ) {
            let mut received = Received::default();
            let mut taken = Vec::new();
            for credit in credits {
                let parts: Vec<Decided> = credit.into_iter().map(part).collect();
                let rights: Vec<Right> = parts.iter().filter_map(right).collect();
                let again = rights.iter().any(|right| taken.contains(right));
                let twice = rights.iter().enumerate().any(|(at, right)| rights.iter().skip(at + 1).any(|other| other == right));
                prop_assert_eq!(received.first_time(&parts), !again && !twice);
                if !again && !twice {
                    taken.extend(rights);
                }
            }
        }
    }
}
