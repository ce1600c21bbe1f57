//! What a proposal is worth to who would approve it, before they try: the same questions as [`approval`](super::super::approval) and
//! the database ask, told in advance.

use super::super::approval::is_old_rent;
use super::listed::Listed;
use crate::calendar::day_in_french;
use chrono::NaiveDate;

/// What a user may do with a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Funded in full, to a confirmed account, prepared by someone else.
    Green,
    /// Funded in part: to be looked at before it is approved.
    Part,
    /// The user prepared it (RULE 35).
    Own,
    /// The account that it pays waits for a second person (RULE 35).
    Unconfirmed,
    /// The account was confirmed so lately that its first payment waits until this day (RULE 35).
    Cooling(NaiveDate),
    /// The rent is a debt by now (design §5).
    OldRent,
    /// Due outside every contract (RULE 04).
    OutsideContract,
}

impl Verdict {
    /// The verdict on a proposal for a user.
    #[must_use]
    pub fn of(listed: &Listed, user: &str, today: NaiveDate) -> Self {
        let order = &listed.order;
        if order.prepared_by == user {
            Self::Own
        } else if listed.unconfirmed {
            Self::Unconfirmed
        } else if let Some(from) = listed.payable_from.filter(|from| *from > today) {
            Self::Cooling(from)
        } else if is_old_rent(order, today) {
            Self::OldRent
        } else if !listed.in_contract {
            Self::OutsideContract
        } else if order.cents < order.wanted {
            Self::Part
        } else {
            Self::Green
        }
    }

    /// True when the user may approve it.
    #[must_use]
    pub const fn may_be_approved(self) -> bool {
        matches!(self, Self::Green | Self::Part)
    }

    /// The words of the state.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Green => "prêt",
            Self::Part => "couvert en partie",
            Self::Own => "préparé par vous",
            Self::Unconfirmed => "IBAN à confirmer",
            Self::Cooling(_) => "IBAN nouveau, délai avant un premier paiement",
            Self::OldRent => "ancien loyer",
            Self::OutsideContract => "hors contrat",
        }
    }

    /// Why it cannot be approved, or is to be looked at, and what to do.
    #[must_use]
    pub fn why(self) -> String {
        let words = match self {
            Self::Cooling(from) => {
                return format!(
                    "L’IBAN du bénéficiaire vient d’être confirmé : le premier paiement est possible à partir du {}. \
                     Rien n’est à refaire, revenez ce jour-là.",
                    day_in_french(from)
                );
            }
            Self::Green => "",
            Self::Part => "L’argent ne suffit pas pour tout. Vous pouvez approuver cette partie ; le reste demeure dû.",
            Self::Own => "Vous avez préparé ces paiements : une autre personne doit les approuver.",
            Self::Unconfirmed => {
                "L’IBAN du bénéficiaire est nouveau, a changé, ou la banque l’a refusé. Faites-le confirmer dans « Bénéficiaires », \
                 puis préparez de nouveau le mois."
            }
            Self::OldRent => {
                "Ce loyer n’est plus un loyer en cours. Annulez le paiement et ajoutez une ligne « anciens loyers » au budget."
            }
            Self::OutsideContract => {
                "L’échéance est hors de tout contrat. Annulez le paiement, ou enregistrez d’abord le renouvellement."
            }
        };
        words.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::parse_day;
    use crate::money::Cents;
    use crate::payment::Order;

    fn listed(due_on: &str) -> Listed {
        let order = Order {
            id: "A".into(),
            kind: "rent".into(),
            bank_account: 1,
            person: Some(1),
            month: "2026-11".into(),
            due_on: parse_day(due_on).unwrap(),
            rank: 1,
            category: Some("loyer".into()),
            rent: Some("R".into()),
            budget_line: None,
            split: None,
            payee: None,
            creditor_name: "Bailleur".into(),
            creditor_iban: String::new(),
            creditor_bic: None,
            cents: Cents(500),
            wanted: Cents(500),
            remittance: String::new(),
            state: "proposed".into(),
            prepared_by: "C".into(),
            approved_by: None,
            batch: None,
            settled_line: None,
            reason: None,
            instant: false,
        };
        Listed {
            order,
            person_name: None,
            category_label: None,
            account: String::new(),
            preparer: String::new(),
            approver: None,
            unconfirmed: false,
            payable_from: None,
            in_contract: true,
            prepared_again: false,
        }
    }

    #[test]
    fn only_what_a_second_person_may_approve_is_green() {
        let today = parse_day("2026-11-20").unwrap();
        let good = listed("2026-11-25");
        assert_eq!(Verdict::of(&good, "D", today), Verdict::Green);
        assert_eq!(Verdict::of(&good, "C", today), Verdict::Own);
        let part = Listed { order: Order { wanted: Cents(900), ..good.order.clone() }, ..good.clone() };
        assert_eq!(Verdict::of(&part, "D", today), Verdict::Part);
        assert_eq!(Verdict::of(&Listed { unconfirmed: true, ..part }, "D", today), Verdict::Unconfirmed);
        let cooling = |from: &str| Listed { payable_from: parse_day(from), ..good.clone() };
        assert_eq!(Verdict::of(&cooling("2026-11-21"), "D", today), Verdict::Cooling(parse_day("2026-11-21").unwrap()));
        assert_eq!(Verdict::of(&cooling("2026-11-20"), "D", today), Verdict::Green);
        assert_eq!(Verdict::of(&listed("2026-10-19"), "D", today), Verdict::OldRent);
        assert_eq!(Verdict::of(&Listed { in_contract: false, ..good }, "D", today), Verdict::OutsideContract);
    }

    #[test]
    fn what_cannot_be_approved_says_why() {
        use Verdict::{Cooling, Green, OldRent, OutsideContract, Own, Part, Unconfirmed};
        let cooling = Cooling(parse_day("2026-11-21").unwrap());
        assert!(cooling.why().contains("21 novembre 2026"));
        for verdict in [Green, Part, Own, Unconfirmed, cooling, OldRent, OutsideContract] {
            assert_eq!(verdict.why().is_empty(), verdict == Green);
            assert_eq!(verdict.may_be_approved(), matches!(verdict, Green | Part));
        }
    }
}
