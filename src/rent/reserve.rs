//! Rent first, as one pure function (design §5, CASF L271-2, RULE 30).

use crate::calendar::{one_month_after, one_month_before};
use crate::money::Cents;
use chrono::NaiveDate;

/// A person's money as the reserve sees it; every figure is zero or more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// Free money.
    pub libre: Cents,
    /// Rent money set aside.
    pub loyer: Cents,
    /// Housing aid, which can only pay the dwelling.
    pub logement: Cents,
    /// Current rent and rental charges not yet paid, net of tiers payant and rebate.
    pub unpaid: Cents,
}

/// What must move so that the rent comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reserve {
    /// The right amount is set aside.
    Right,
    /// Free money becomes rent money.
    SetAside(Cents),
    /// Rent money becomes free.
    Release(Cents),
}

/// The days whose rent is current: from one calendar month before `today` (included) to one calendar month after (excluded), so
/// that a monthly rent never counts twice.
#[must_use]
pub fn current(today: NaiveDate) -> (NaiveDate, NaiveDate) {
    (one_month_before(today), one_month_after(today))
}

/// `min(libre + loyer, max(0, unpaid − logement))` is set aside, no more and no less. `None` past the range of amounts.
#[must_use]
pub fn reserve(position: Position) -> Option<Reserve> {
    let available = position.libre.plus(position.loyer)?;
    let target = available.min(position.unpaid.minus(position.logement)?.at_least_zero());
    let missing = target.minus(position.loyer)?;
    Some(match missing {
        Cents::ZERO => Reserve::Right,
        missing if missing.is_positive() => Reserve::SetAside(missing),
        excess => Reserve::Release(excess.opposite()?),
    })
}

/// What the rent still lacks once everything is set aside: the amount of the alert (RULE 32). `None` past the range of amounts.
#[must_use]
pub fn shortfall(position: Position) -> Option<Cents> {
    let held = Cents::total([position.libre, position.loyer, position.logement])?;
    position.unpaid.minus(held).map(Cents::at_least_zero)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::parse_day;
    use proptest::prelude::*;

    fn position() -> impl Strategy<Value = Position> {
        (0..300_000_i64, 0..300_000_i64, 0..300_000_i64, 0..300_000_i64).prop_map(|(libre, loyer, logement, unpaid)| Position {
            libre: Cents(libre),
            loyer: Cents(loyer),
            logement: Cents(logement),
            unpaid: Cents(unpaid),
        })
    }

    fn applied(position: Position) -> Position {
        let moved = match reserve(position).unwrap() {
            Reserve::Right => Cents::ZERO,
            Reserve::SetAside(cents) => cents,
            Reserve::Release(cents) => cents.opposite().unwrap(),
        };
        Position { libre: position.libre.minus(moved).unwrap(), loyer: position.loyer.plus(moved).unwrap(), ..position }
    }

    #[test]
    fn a_single_person_with_rsa_and_apl() {
        // RSA 573,49 and APL 270,00 for a rent of 435,00: 165,00 of the RSA are set aside.
        let position = Position { libre: Cents(57_349), loyer: Cents(0), logement: Cents(27_000), unpaid: Cents(43_500) };
        assert_eq!(reserve(position), Some(Reserve::SetAside(Cents(16_500))));
    }

    #[test]
    fn the_window_holds_one_monthly_rent_on_each_side() {
        let (from, to) = current(parse_day("2026-11-05").unwrap());
        assert_eq!((from, to), (parse_day("2026-10-05").unwrap(), parse_day("2026-12-05").unwrap()));
    }

    proptest! {
        #[test]
        fn never_loses_a_cent_and_never_goes_below_zero(before in position()) {
            let after = applied(before);
            prop_assert_eq!(after.libre.plus(after.loyer), before.libre.plus(before.loyer));
            prop_assert!(!after.libre.is_negative() && !after.loyer.is_negative());
        }

        #[test]
        fn free_money_is_left_only_when_the_rent_is_covered(before in position()) {
            let after = applied(before);
            prop_assert!(after.libre == Cents::ZERO || after.loyer.plus(after.logement).unwrap() >= after.unpaid);
        }

        #[test]
        fn nothing_more_than_the_rent_is_set_aside(before in position()) {
            let after = applied(before);
            prop_assert!(after.loyer <= after.unpaid.minus(after.logement).unwrap().at_least_zero());
        }

        #[test]
        fn doing_it_again_moves_nothing(before in position()) {
            prop_assert_eq!(reserve(applied(before)), Some(Reserve::Right));
        }

        #[test]
        fn a_shortfall_is_exactly_what_the_three_pots_lack(before in position()) {
            let after = applied(before);
            let lacking = shortfall(before).unwrap();
            prop_assert_eq!(shortfall(after).unwrap(), lacking);
            prop_assert_eq!(lacking.is_positive(), after.libre == Cents::ZERO
                && after.loyer.plus(after.logement).unwrap() < after.unpaid);
        }
    }
}
