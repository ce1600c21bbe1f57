//! May this part of a credit enter a pot? The closed list, the authorisation, its dates and its filters (RULE 09-11, 15, 16).

use chrono::NaiveDate;

/// The RSA's number in D271-2.
pub const RSA: i64 = 17;

/// True for a benefit that an MJAGBF order may take: numbers 18 to 29, and the RSA (C. civ. 375-9-1, RULE 16).
#[must_use]
pub const fn mjagbf_may_take(number: i64, tier_b: bool) -> bool {
    tier_b || number == RSA
}

/// A benefit of CASF D271-2 as `decide` needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Number in the list.
    pub number: i64,
    /// In the list since.
    pub from_on: NaiveDate,
    /// In the list until, included.
    pub to_on: Option<NaiveDate>,
    /// True for numbers 18 to 29: only with a justification (R271-3).
    pub tier_b: bool,
    /// Code of the pot that its earmark names (R271-4).
    pub pot: String,
}

/// An authorisation as `decide` needs it, with the dates of its contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorised {
    /// Its identifier.
    pub id: String,
    /// Benefit number.
    pub benefit: i64,
    /// First day, included.
    pub from_on: NaiveDate,
    /// Last day, included.
    pub to_on: NaiveDate,
    /// First day of the contract.
    pub contract_starts_on: NaiveDate,
    /// Last day of the contract.
    pub contract_ends_on: NaiveDate,
    /// Paid to the landlord or provider.
    pub tiers_payant: bool,
    /// A written justification is recorded.
    pub justified: bool,
    /// A juvenile-court order covers it (C. civ. 375-9-1).
    pub mjagbf: bool,
    /// The holder of the benefit signed.
    pub holder_signed: bool,
}

/// The decision about one part of a credit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It enters a pot.
    Accept {
        /// The authorisation that allows it.
        authorisation: String,
        /// The pot.
        pot: String,
    },
    /// It never enters a pot.
    Refuse(Reason),
}

/// Why a part of a credit never enters a pot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Not in the closed list.
    NotListed,
    /// The person did not authorise this benefit.
    NotAuthorised,
    /// The authorisation or the contract does not cover the day.
    OutsideDates,
    /// The benefit is held by a partner who did not sign.
    HolderDidNotSign,
    /// The benefit is paid to the landlord or provider: it is not receivable.
    TiersPayant,
    /// Tier B without justification.
    Unjustified,
    /// Under an MJAGBF order that takes it.
    Mjagbf,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 7] = [
        Self::NotListed,
        Self::NotAuthorised,
        Self::OutsideDates,
        Self::HolderDidNotSign,
        Self::TiersPayant,
        Self::Unjustified,
        Self::Mjagbf,
    ];

    /// The reason of that code.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotListed => "not_listed",
            Self::NotAuthorised => "not_authorised",
            Self::OutsideDates => "outside_dates",
            Self::HolderDidNotSign => "holder_did_not_sign",
            Self::TiersPayant => "tiers_payant",
            Self::Unjustified => "unjustified",
            Self::Mjagbf => "mjagbf",
        }
    }

    /// The article.
    #[must_use]
    pub const fn article(self) -> &'static str {
        match self {
            Self::NotListed | Self::TiersPayant => "CASF D271-2",
            Self::NotAuthorised | Self::OutsideDates | Self::HolderDidNotSign => "CASF L271-2",
            Self::Unjustified => "CASF R271-3",
            Self::Mjagbf => "CASF R271-3, C. civ. 375-9-1",
        }
    }

    /// The reason in plain French.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::NotListed => "Ce revenu n'est pas une prestation de la liste.",
            Self::NotAuthorised => "La personne n'a pas autorisé cette prestation.",
            Self::OutsideDates => "L'autorisation ne couvre pas cette date.",
            Self::HolderDidNotSign => "Le titulaire de cette prestation n'a pas signé le contrat.",
            Self::TiersPayant => "Cette aide est versée directement au bailleur ou au prestataire.",
            Self::Unjustified => "Cette prestation demande une justification écrite.",
            Self::Mjagbf => "Une mesure judiciaire couvre déjà cette prestation.",
        }
    }
}

/// Decides for one benefit of one person received on a day. Among several authorisations of the benefit the first that allows it
/// decides; else the reason of the one that comes nearest.
#[must_use]
pub fn decide(benefit: i64, received_on: NaiveDate, list: &[Listed], authorisations: &[Authorised]) -> Decision {
    let within = |from: NaiveDate, to: NaiveDate| from <= received_on && received_on <= to;
    let Some(listed) =
        list.iter().find(|b| b.number == benefit && b.from_on <= received_on && b.to_on.is_none_or(|to| received_on <= to))
    else {
        return Decision::Refuse(Reason::NotListed);
    };
    let mut refusal = Reason::NotAuthorised;
    let mut nearest = 0;
    for own in authorisations.iter().filter(|a| a.benefit == benefit) {
        let (step, reason) = if !within(own.from_on, own.to_on) || !within(own.contract_starts_on, own.contract_ends_on) {
            (1, Reason::OutsideDates)
        } else if !own.holder_signed {
            (2, Reason::HolderDidNotSign)
        } else if own.tiers_payant {
            (3, Reason::TiersPayant)
        } else if mjagbf_may_take(listed.number, listed.tier_b) && own.mjagbf {
            (4, Reason::Mjagbf)
        } else if listed.tier_b && !own.justified {
            (5, Reason::Unjustified)
        } else {
            return Decision::Accept { authorisation: own.id.clone(), pot: listed.pot.clone() };
        };
        if step > nearest {
            (nearest, refusal) = (step, reason);
        }
    }
    Decision::Refuse(refusal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::parse_day;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        parse_day(text).unwrap()
    }

    fn list() -> Vec<Listed> {
        let listed =
            |number, tier_b, pot: &str| Listed { number, from_on: day("2009-01-01"), to_on: None, tier_b, pot: pot.into() };
        vec![listed(1, false, "logement"), listed(17, false, "libre"), listed(19, true, "libre")]
    }

    fn own(benefit: i64) -> Authorised {
        Authorised {
            id: format!("A{benefit}"),
            benefit,
            from_on: day("2026-01-01"),
            to_on: day("2026-12-31"),
            contract_starts_on: day("2026-01-01"),
            contract_ends_on: day("2026-12-31"),
            tiers_payant: false,
            justified: true,
            mjagbf: false,
            holder_signed: true,
        }
    }

    fn refused(benefit: i64, on: &str, own: Authorised) -> Option<&'static str> {
        match decide(benefit, day(on), &list(), &[own]) {
            Decision::Accept { .. } => None,
            Decision::Refuse(reason) => Some(reason.code()),
        }
    }

    #[test]
    fn accepts_what_is_listed_authorised_and_live() {
        assert_eq!(refused(17, "2026-12-31", own(17)), None);
        assert_eq!(
            decide(1, day("2026-03-05"), &list(), &[own(1)]),
            Decision::Accept { authorisation: "A1".into(), pot: "logement".into() }
        );
    }

    #[test]
    fn refuses_with_the_reason_that_comes_nearest() {
        assert_eq!(refused(16, "2026-03-05", own(16)), Some("not_listed"));
        assert_eq!(refused(17, "2026-03-05", own(1)), Some("not_authorised"));
        assert_eq!(refused(17, "2027-01-01", own(17)), Some("outside_dates"));
        assert_eq!(refused(17, "2026-03-05", Authorised { holder_signed: false, ..own(17) }), Some("holder_did_not_sign"));
        assert_eq!(refused(1, "2026-03-05", Authorised { tiers_payant: true, ..own(1) }), Some("tiers_payant"));
        assert_eq!(refused(19, "2026-03-05", Authorised { justified: false, ..own(19) }), Some("unjustified"));
        assert_eq!(refused(19, "2026-03-05", Authorised { mjagbf: true, ..own(19) }), Some("mjagbf"));
        assert_eq!(refused(17, "2026-03-05", Authorised { mjagbf: true, ..own(17) }), Some("mjagbf"));
        assert_eq!(refused(1, "2026-03-05", Authorised { mjagbf: true, ..own(1) }), None);
        assert_eq!(
            refused(17, "2026-03-05", Authorised { contract_ends_on: day("2026-02-28"), ..own(17) }),
            Some("outside_dates")
        );
    }

    proptest! {
        #[test]
        fn nothing_is_accepted_without_every_condition(
            benefit in 1_i64..30, offset in -400_i64..800, tiers_payant: bool, justified: bool, mjagbf: bool, holder_signed: bool,
        ) {
            let on = day("2026-01-01") + chrono::Duration::days(offset);
            let given = Authorised { tiers_payant, justified, mjagbf, holder_signed, ..own(benefit) };
            let listed = list().into_iter().find(|b| b.number == benefit);
            let lawful = listed.as_ref().is_some_and(|b| !b.tier_b || (justified && !mjagbf))
                && !(benefit == 17 && mjagbf)
                && holder_signed && !tiers_payant && given.from_on <= on && on <= given.to_on;
            let accepted = matches!(decide(benefit, on, &list(), &[given]), Decision::Accept { .. });
            prop_assert_eq!(accepted, lawful);
        }
    }
}
