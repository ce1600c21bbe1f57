//! Who is paid first, and with which money: one pure function over a person's month.
//!
//! Rank 0 pays earmarked objects with earmarked money only (CASF R271-4). Rank 1 is current rent: housing aid first, then the
//! rent reserve. While it is short nothing of rank 2 or more is funded (CASF L271-2). Ranks 2 to 5 share free money in order;
//! ranks 4 and 5 never eat the agreed living money (RULE 34).

use crate::ledger::Pot;
use crate::ledger::movement::Funding;
use crate::money::Cents;
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::HashMap;

/// The category of living money.
const LIVING: &str = "argent_de_vie";

/// One thing to pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Rank in the waterfall, 0 to 5.
    pub rank: i64,
    /// Expense category.
    pub category: String,
    /// When.
    pub due_on: NaiveDate,
    /// What is owed.
    pub wanted: Cents,
    /// The creditor takes it by direct debit: the money is kept for it, no order is proposed.
    pub debited: bool,
    /// Already approved, sent or debited this month: counts as living money given, needs nothing more.
    pub committed: bool,
    /// What stops a payment whatever the money: an IBAN to confirm, a payment that came back…
    pub stopped: Option<String>,
}

/// The money of a person, pot by pot, after the rent reserve.
pub type Pots = HashMap<Pot, Cents>;

/// How far a need is funded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Wholly.
    Funded,
    /// Partly.
    PartFunded,
    /// Not at all.
    Unfunded,
    /// Kept for a direct debit.
    Kept,
    /// Paid or approved before.
    Committed,
}

/// The answer for one need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Funded {
    /// How far.
    pub level: Level,
    /// With which money.
    pub funding: Vec<Funding>,
    /// Sum of the funding.
    pub cents: Cents,
    /// Why, in French.
    pub why: String,
}

/// The pots that may pay a category, in the order in which they do (table `pot_category`).
#[must_use]
pub fn payers(category: &str) -> &'static [Pot] {
    match category {
        "loyer" => &[Pot::Logement, Pot::Loyer],
        "apa" => &[Pot::Apa],
        "compensation" => &[Pot::Pch, Pot::Actp],
        "aide_menagere" => &[Pot::Arsm],
        _ => &[Pot::Libre],
    }
}

/// Funds needs in order of rank, due day, and the order given. `unfunded_rent` is current rent that the reserve could not cover
/// (see [`crate::rent::reserve::shortfall`]).
#[must_use]
pub fn waterfall(needs: &[Need], pots: &Pots, living_floor: Cents, unfunded_rent: Cents) -> Vec<Funded> {
    let mut order: Vec<usize> = (0..needs.len()).collect();
    order.sort_by_key(|&i| needs.get(i).map(|need| (need.rank, need.due_on)));
    let mut state = State { pots: pots.clone(), living_floor, living: Cents::ZERO, unfunded_rent };
    let mut answers: Vec<Option<Funded>> = vec![None; needs.len()];
    for i in order {
        if let (Some(need), Some(slot)) = (needs.get(i), answers.get_mut(i)) {
            *slot = Some(state.fund(need));
        }
    }
    answers.into_iter().flatten().collect()
}

struct State {
    pots: Pots,
    living_floor: Cents,
    living: Cents,
    unfunded_rent: Cents,
}

impl State {
    fn fund(&mut self, need: &Need) -> Funded {
        if need.committed {
            self.note_living(need, need.wanted);
            return Funded {
                level: Level::Committed,
                funding: Vec::new(),
                cents: Cents::ZERO,
                why: "Déjà approuvé ou payé.".into(),
            };
        }
        if let Some(stop) = &need.stopped {
            return unfunded(stop.clone());
        }
        if need.rank > 1 && self.unfunded_rent.is_positive() {
            return unfunded(format!("Le loyer passe avant : il manque {}.", self.unfunded_rent));
        }
        let (funding, cents) = self.take(need);
        self.note_living(need, cents);
        let missing = need.wanted.minus(cents).unwrap_or_default();
        if need.debited {
            let why = if missing.is_positive() {
                format!("Prélèvement prévu ; il manque {missing}.")
            } else {
                "Prélèvement prévu.".into()
            };
            return Funded { level: Level::Kept, funding: Vec::new(), cents, why };
        }
        match (cents.is_positive(), missing.is_positive()) {
            (false, _) => unfunded(self.reason(need)),
            (true, true) => Funded { level: Level::PartFunded, funding, cents, why: format!("Il manque {missing}.") },
            (true, false) => Funded { level: Level::Funded, funding, cents, why: "Couvert.".into() },
        }
    }

    /// What the pots of this category can give. A need of rank 5 is paid whole or not at all.
    fn take(&mut self, need: &Need) -> (Vec<Funding>, Cents) {
        let mut left = need.wanted;
        let mut funding = Vec::new();
        let kept =
            if need.rank >= 4 { self.living_floor.minus(self.living).unwrap_or_default().at_least_zero() } else { Cents::ZERO };
        for &pot in payers(&need.category) {
            let held = self.pots.get(&pot).copied().unwrap_or_default();
            let usable = if pot == Pot::Libre { held.minus(kept).unwrap_or_default().at_least_zero() } else { held };
            let part = usable.min(left);
            if part.is_positive() {
                funding.push(Funding { pot, cents: part });
                left = left.minus(part).unwrap_or_default();
            }
        }
        let cents = need.wanted.minus(left).unwrap_or_default();
        if need.rank == 5 && left.is_positive() {
            return (Vec::new(), Cents::ZERO);
        }
        for part in &funding {
            let held = self.pots.entry(part.pot).or_default();
            *held = held.minus(part.cents).unwrap_or_default();
        }
        (funding, cents)
    }

    fn note_living(&mut self, need: &Need, cents: Cents) {
        if need.category == LIVING {
            self.living = self.living.plus(cents).unwrap_or(self.living);
        }
    }

    fn reason(&self, need: &Need) -> String {
        let libre = self.pots.get(&Pot::Libre).copied().unwrap_or_default();
        match need.rank {
            0 => "Aucun argent réservé à cette dépense.".into(),
            1 => "Aucun argent pour le loyer.".into(),
            4 | 5 if libre.is_positive() && self.living_floor > self.living => {
                format!("L'argent libre restant ({libre}) est gardé pour vivre.")
            }
            _ => format!("Argent libre insuffisant ({libre})."),
        }
    }
}

fn unfunded(why: String) -> Funded {
    Funded { level: Level::Unfunded, funding: Vec::new(), cents: Cents::ZERO, why }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::parse_day;
    use proptest::prelude::*;

    fn need(rank: i64, category: &str, wanted: i64) -> Need {
        let due_on = parse_day("2026-11-10").unwrap();
        Need { rank, category: category.into(), due_on, wanted: Cents(wanted), debited: false, committed: false, stopped: None }
    }

    fn pots(libre: i64, loyer: i64, logement: i64) -> Pots {
        [(Pot::Libre, Cents(libre)), (Pot::Loyer, Cents(loyer)), (Pot::Logement, Cents(logement))].into()
    }

    fn levels(answers: &[Funded]) -> Vec<(Level, i64)> {
        answers.iter().map(|a| (a.level, a.cents.0)).collect()
    }

    #[test]
    fn the_month_of_a_single_person() {
        // RSA 573,49 + APL 270,00; rent 435,00; the reserve has set 165,00 aside.
        let needs = [
            need(5, "telephone", 1_500),
            need(1, "loyer", 43_500),
            need(2, "energie", 5_200),
            need(2, "assurance", 1_150),
            need(3, "argent_de_vie", 28_000),
            need(4, "arrieres_loyer", 3_000),
        ];
        let answers = waterfall(&needs, &pots(40_849, 16_500, 27_000), Cents(24_000), Cents::ZERO);
        let whole = |c| (Level::Funded, c);
        assert_eq!(levels(&answers), [whole(1_500), whole(43_500), whole(5_200), whole(1_150), whole(28_000), whole(3_000)]);
        assert_eq!(
            answers[1].funding.iter().map(|f| (f.pot, f.cents.0)).collect::<Vec<_>>(),
            [(Pot::Logement, 27_000), (Pot::Loyer, 16_500)]
        );
    }

    #[test]
    fn nothing_but_rent_while_the_rent_is_short() {
        let needs = [need(1, "loyer", 43_500), need(2, "energie", 5_200), need(0, "apa", 1_000)];
        let mut money = pots(0, 10_000, 27_000);
        money.insert(Pot::Apa, Cents(5_000));
        let answers = waterfall(&needs, &money, Cents::ZERO, Cents(6_500));
        assert_eq!(levels(&answers), [(Level::PartFunded, 37_000), (Level::Unfunded, 0), (Level::Funded, 1_000)]);
        assert!(answers[1].why.contains("65,00"));
    }

    #[test]
    fn living_money_is_kept_from_debts() {
        let needs = [need(3, "argent_de_vie", 10_000), need(4, "plan_dettes", 8_000)];
        let answers = waterfall(&needs, &pots(16_000, 0, 0), Cents(14_000), Cents::ZERO);
        assert_eq!(levels(&answers), [(Level::Funded, 10_000), (Level::PartFunded, 2_000)]);
    }

    #[test]
    fn a_direct_debit_keeps_its_money() {
        let mut phone = need(2, "energie", 4_000);
        phone.debited = true;
        let answers = waterfall(&[phone, need(5, "autre", 2_000)], &pots(5_000, 0, 0), Cents::ZERO, Cents::ZERO);
        assert_eq!(levels(&answers), [(Level::Kept, 4_000), (Level::Unfunded, 0)]);
    }

    fn any_need() -> impl Strategy<Value = Need> {
        (
            prop::sample::select(vec![
                (0, "apa"),
                (1, "loyer"),
                (2, "energie"),
                (3, "argent_de_vie"),
                (4, "plan_dettes"),
                (5, "autre"),
            ]),
            1_i64..50_000,
            any::<bool>(),
        )
            .prop_map(|((rank, category), wanted, debited)| Need { debited: debited && rank > 1, ..need(rank, category, wanted) })
    }

    proptest! {
        #[test]
        fn no_cent_is_made_or_spent_twice(
            needs in prop::collection::vec(any_need(), 0..12), libre in 0_i64..90_000, loyer in 0_i64..60_000,
            logement in 0_i64..30_000, floor in 0_i64..30_000, short in prop::sample::select(vec![0_i64, 100]),
        ) {
            let money = pots(libre, loyer, logement);
            let answers = waterfall(&needs, &money, Cents(floor), Cents(short));
            prop_assert_eq!(answers.len(), needs.len());
            let mut spent: HashMap<Pot, i64> = HashMap::new();
            for (need, answer) in needs.iter().zip(&answers) {
                prop_assert!(answer.cents <= need.wanted);
                for part in &answer.funding {
                    prop_assert!(payers(&need.category).contains(&part.pot), "only the pots of the category pay");
                    *spent.entry(part.pot).or_default() += part.cents.0;
                }
                if answer.level != Level::Kept {
                    prop_assert_eq!(answer.funding.iter().map(|f| f.cents.0).sum::<i64>(), answer.cents.0);
                }
                prop_assert!(short == 0 || need.rank <= 1 || answer.cents == Cents::ZERO, "rent first");
            }
            for (pot, cents) in spent {
                prop_assert!(cents <= money.get(&pot).copied().unwrap_or_default().0);
            }
        }

        #[test]
        fn a_better_rank_never_goes_without_while_a_worse_one_is_paid(
            needs in prop::collection::vec(any_need(), 2..8), libre in 0_i64..90_000,
        ) {
            let answers = waterfall(&needs, &pots(libre, 0, 0), Cents::ZERO, Cents::ZERO);
            for (a, x) in needs.iter().zip(&answers) {
                for (b, y) in needs.iter().zip(&answers) {
                    let same_money = a.rank > 1 && b.rank > 1 && a.rank < b.rank && a.rank < 5;
                    prop_assert!(!(same_money && x.cents < a.wanted && y.cents.is_positive()));
                }
            }
        }
    }
}
