//! What the law asks of contracts and authorisations, and what a bank asks of account numbers. Pure.

use super::{Authorisation, Contract};
use crate::benefit::payers::can_pay;
use crate::benefit::rules::mjagbf_may_take;
use crate::benefit::{Benefit, Tier};
use crate::calendar::day_in_french;
use crate::refusal::{
    AUTHORISATION_OUTSIDE_CONTRACT, BENEFIT_NOT_LISTED, BIC_INVALID, CONTRACT_FLOOR_BELOW_SETTING,
    CONTRACT_RENEWAL_WITHOUT_EVALUATION, CONTRACT_TERM_OUTSIDE_SETTING, CONTRACT_TERM_TOO_LONG, CONTRACT_TERM_TOO_SHORT,
    CONTRACT_TOTAL_TOO_LONG, CONTRACTS_OVERLAP, IBAN_INVALID, PAYER_CANNOT_PAY, RSA_UNDER_MJAGBF, Refusal, TIER_B_UNDER_MJAGBF,
    TIER_B_UNJUSTIFIED,
};
use crate::settings::Settings;
use chrono::{Datelike, Days, NaiveDate};
use quitus_sepa::bic::Bic;
use quitus_sepa::iban::Iban;

/// Shortest term, in months (CASF L271-2, RULE 02).
pub const SHORTEST_TERM: i64 = 6;
/// Longest term, in months (CASF L271-2, RULE 02).
pub const LONGEST_TERM: i64 = 24;
/// Longest sum of all terms of one person, in months (CASF L271-2, RULE 03).
pub const LONGEST_TOTAL: i64 = 48;

/// Whole months from the first day to the last day, both included: what the floor of 6 months counts.
#[must_use]
pub fn whole_months(starts_on: NaiveDate, ends_on: NaiveDate) -> i64 {
    let end = day_after(ends_on);
    let short = end.day() < starts_on.day() && day_after(end).day() != 1;
    calendar_months(starts_on, end) - i64::from(short)
}

/// Months from the first day to the last day, both included, a started month counting as one: what the ceilings count.
#[must_use]
pub fn started_months(starts_on: NaiveDate, ends_on: NaiveDate) -> i64 {
    let end = day_after(ends_on);
    calendar_months(starts_on, end) + i64::from(end.day() > starts_on.day())
}

fn day_after(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(Days::new(1)).unwrap_or(day)
}

fn calendar_months(from: NaiveDate, to: NaiveDate) -> i64 {
    i64::from(to.year() - from.year()) * 12 + i64::from(to.month()) - i64::from(from.month())
}

/// What is wrong with one contract by itself: its term, and a renewal without an evaluation on or before its first day (RULE 02, 04).
#[must_use]
pub fn contract(contract: &Contract) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let dates = format!("Du {} au {} :", day_in_french(contract.starts_on), day_in_french(contract.ends_on));
    let whole = whole_months(contract.starts_on, contract.ends_on);
    let started = started_months(contract.starts_on, contract.ends_on);
    if whole < SHORTEST_TERM {
        refusals.push(CONTRACT_TERM_TOO_SHORT.because(format!("{dates} {} mois complets.", whole.max(0))));
    }
    if started > LONGEST_TERM {
        refusals.push(CONTRACT_TERM_TOO_LONG.because(format!("{dates} {started} mois.")));
    }
    if contract.renews.is_some() && contract.evaluated_on.is_none_or(|day| day > contract.starts_on) {
        let facts = contract.evaluated_on.map_or_else(String::new, |day| {
            format!("Évaluation le {}, début le {}.", day_in_french(day), day_in_french(contract.starts_on))
        });
        refusals.push(CONTRACT_RENEWAL_WITHOUT_EVALUATION.because(facts));
    }
    refusals
}

/// What a contract breaks of the settings in force on its first day: the Département's terms, and the least living money (RULE 02, 34).
#[must_use]
pub fn contract_of_setting(contract: &Contract, settings: &Settings) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let (shortest, longest) = (settings.shortest_term, settings.longest_term);
    let whole = whole_months(contract.starts_on, contract.ends_on);
    let started = started_months(contract.starts_on, contract.ends_on);
    if whole < shortest || started > longest {
        let facts = format!("Attendu : de {shortest} à {longest} mois ; ce contrat en dure {whole}.");
        refusals.push(CONTRACT_TERM_OUTSIDE_SETTING.because(facts));
    }
    if contract.living_floor < settings.living_floor {
        let facts = format!("({}, plancher {})", contract.living_floor, settings.living_floor);
        refusals.push(CONTRACT_FLOOR_BELOW_SETTING.because(facts));
    }
    refusals
}

/// The sum of the terms of one person's contracts is at most 48 months (RULE 03).
#[must_use]
pub fn total_term(contracts: &[&Contract]) -> Option<Refusal> {
    let months: i64 = contracts.iter().map(|one| started_months(one.starts_on, one.ends_on)).sum();
    (months > LONGEST_TOTAL).then(|| CONTRACT_TOTAL_TOO_LONG.because(format!("{months} mois en tout.")))
}

/// Two contracts of one person share no day.
#[must_use]
pub fn overlap(one: &Contract, other: &Contract) -> Option<Refusal> {
    (one.starts_on <= other.ends_on && other.starts_on <= one.ends_on).then(|| {
        CONTRACTS_OVERLAP.because(format!(
            "« {} » va du {} au {}.",
            other.reference,
            day_in_french(other.starts_on),
            day_in_french(other.ends_on)
        ))
    })
}

/// An authorisation stays inside its contract (RULE 06).
#[must_use]
pub fn inside_contract(authorisation: &Authorisation, contract: &Contract) -> Option<Refusal> {
    let inside = contract.starts_on <= authorisation.from_on
        && authorisation.from_on <= authorisation.to_on
        && authorisation.to_on <= contract.ends_on;
    (!inside).then(|| {
        AUTHORISATION_OUTSIDE_CONTRACT.because(format!(
            "Autorisation du {} au {}, contrat « {} » du {} au {}.",
            day_in_french(authorisation.from_on),
            day_in_french(authorisation.to_on),
            contract.reference,
            day_in_french(contract.starts_on),
            day_in_french(contract.ends_on)
        ))
    })
}

/// Numbers 18 to 29 need a written justification and no MJAGBF order; the RSA needs no such order either (CASF R271-3,
/// C. civ. 375-9-1, RULE 11, 16).
#[must_use]
pub fn tier(authorisation: &Authorisation, benefit: &Benefit) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    if benefit.tier == Tier::B {
        let name = format!("({}, {}°)", benefit.name, benefit.number);
        if authorisation.justification.as_deref().is_none_or(|text| text.trim().is_empty()) {
            refusals.push(TIER_B_UNJUSTIFIED.because(&name));
        }
        if authorisation.mjagbf {
            refusals.push(TIER_B_UNDER_MJAGBF.because(name));
        }
    } else if authorisation.mjagbf && mjagbf_may_take(benefit.number, false) {
        refusals.push(RSA_UNDER_MJAGBF.because(""));
    }
    refusals
}

/// A benefit outside the closed list (RULE 10).
#[must_use]
pub fn not_listed(asked: &str, day: NaiveDate) -> Refusal {
    BENEFIT_NOT_LISTED.because(format!("(« {asked} », au {})", day_in_french(day)))
}

/// The payer is one of those that pay the benefit (CASF D271-2).
#[must_use]
pub fn payer(authorisation: &Authorisation, benefit: &Benefit) -> Option<Refusal> {
    let facts = || format!("(« {} », attendu pour {} : {})", authorisation.payer, benefit.code, benefit.payers);
    (!can_pay(&benefit.payers, &authorisation.payer)).then(|| PAYER_CANNOT_PAY.because(facts()))
}

/// The electronic form of an account number: mod 97, length, structure and, in France, the RIB key.
///
/// # Errors
/// `iban_invalid` with the rule broken.
pub fn iban(written: &str) -> Result<String, Refusal> {
    match Iban::parse(written) {
        Ok(iban) => Ok(iban.as_str().to_owned()),
        Err(error) => Err(IBAN_INVALID.because(format!("(« {written} » : {error}.)"))),
    }
}

/// The electronic form of a bank identifier (ISO 9362).
///
/// # Errors
/// `bic_invalid` with the rule broken.
pub fn bic(written: &str) -> Result<String, Refusal> {
    match Bic::parse(written) {
        Ok(bic) => Ok(bic.as_str().to_owned()),
        Err(error) => Err(BIC_INVALID.because(format!("(« {written} » : {error}.)"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::parse_day;
    use crate::money::Cents;
    use chrono::Months;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        parse_day(text).unwrap()
    }

    fn term(starts_on: NaiveDate, ends_on: NaiveDate) -> Contract {
        Contract {
            reference: "C".to_owned(),
            person: 1,
            starts_on,
            ends_on,
            signed_by_person_on: starts_on,
            signed_by_department_on: starts_on,
            received_on: starts_on,
            convention: "CONV".to_owned(),
            renews: None,
            evaluated_on: None,
            living_floor: Cents::ZERO,
        }
    }

    fn authorisation(from_on: NaiveDate, to_on: NaiveDate) -> Authorisation {
        Authorisation {
            contract: "C".to_owned(),
            benefit: 19,
            from_on,
            to_on,
            payer: "CAF".to_owned(),
            file_number: None,
            expected: None,
            expected_day: None,
            tiers_payant: false,
            justification: None,
            mjagbf: false,
            holder: None,
            holder_signed: true,
            document: None,
        }
    }

    fn benefit(number: i64, tier: Tier) -> Benefit {
        Benefit {
            number,
            code: "AF".to_owned(),
            name: "Allocations familiales".to_owned(),
            legal_reference: String::new(),
            payers: "CAF".to_owned(),
            tier,
            pot: "libre".to_owned(),
            tiers_payant: false,
            from_on: day("2009-01-01"),
            to_on: None,
        }
    }

    fn codes(refusals: &[Refusal]) -> Vec<&'static str> {
        refusals.iter().map(|refusal| refusal.code.name).collect()
    }

    #[test]
    fn months_are_counted_as_people_count_them() {
        for (from, to, whole, started) in [
            ("2026-01-01", "2026-06-30", 6, 6),
            ("2026-01-01", "2026-06-29", 5, 6),
            ("2026-01-15", "2026-07-14", 6, 6),
            ("2026-01-15", "2026-07-15", 6, 7),
            ("2026-08-31", "2027-02-27", 6, 6),
            ("2026-09-01", "2028-08-31", 24, 24),
            ("2026-09-01", "2028-09-01", 24, 25),
        ] {
            assert_eq!((whole_months(day(from), day(to)), started_months(day(from), day(to))), (whole, started), "{from} {to}");
        }
    }

    #[test]
    fn a_term_is_of_6_to_24_months() {
        let found = |to: &str| codes(&contract(&term(day("2026-09-01"), day(to))));
        assert_eq!(found("2027-02-27"), ["contract_term_too_short"]);
        assert!(found("2027-02-28").is_empty());
        assert!(found("2028-08-31").is_empty());
        assert_eq!(found("2028-09-01"), ["contract_term_too_long"]);
        assert_eq!(found("2020-01-01"), ["contract_term_too_short"]);
    }

    #[test]
    fn a_renewal_needs_an_evaluation_before_it() {
        let renewal = |evaluated: Option<&str>| Contract {
            renews: Some("A".to_owned()),
            evaluated_on: evaluated.map(day),
            ..term(day("2026-09-01"), day("2027-08-31"))
        };
        assert_eq!(codes(&contract(&renewal(None))), ["contract_renewal_without_evaluation"]);
        assert_eq!(codes(&contract(&renewal(Some("2026-09-02")))), ["contract_renewal_without_evaluation"]);
        assert!(contract(&renewal(Some("2026-09-01"))).is_empty());
    }

    #[test]
    fn numbers_18_to_29_need_a_reason_and_no_order() {
        let plain = authorisation(day("2026-09-01"), day("2026-12-31"));
        let ordered = Authorisation { mjagbf: true, justification: Some(" ".to_owned()), ..plain.clone() };
        assert_eq!(codes(&tier(&plain, &benefit(19, Tier::B))), ["tier_b_unjustified"]);
        assert_eq!(codes(&tier(&ordered, &benefit(19, Tier::B))), ["tier_b_unjustified", "tier_b_under_mjagbf"]);
        assert_eq!(codes(&tier(&ordered, &benefit(17, Tier::A))), ["rsa_under_mjagbf"]);
        assert!(tier(&ordered, &benefit(1, Tier::A)).is_empty());
    }

    #[test]
    fn a_wrong_rib_key_is_a_wrong_iban() {
        assert_eq!(iban("fr14 2004 1010 0505 0001 3m02 606").as_deref(), Ok("FR1420041010050500013M02606"));
        assert_eq!(iban("FR8420041010050500013M02607").map_err(|no| no.code.name), Err("iban_invalid"));
        assert_eq!(bic("psstfrppxxx").as_deref(), Ok("PSSTFRPPXXX"));
        assert_eq!(bic("PSST").map_err(|no| no.code.name), Err("bic_invalid"));
    }

    fn days() -> impl Strategy<Value = NaiveDate> {
        (0u64..6_000).prop_map(|days| day("2020-01-01").checked_add_days(Days::new(days)).unwrap())
    }

    proptest! {
        #[test]
        fn a_term_of_n_calendar_months_counts_n(from in days(), months in 1u32..60) {
            let to = from.checked_add_months(Months::new(months)).unwrap().pred_opt().unwrap();
            prop_assert_eq!(whole_months(from, to), i64::from(months));
            prop_assert_eq!(started_months(from, to), i64::from(months));
            let later = to.succ_opt().unwrap();
            prop_assert!(whole_months(from, later) >= i64::from(months) && started_months(from, later) >= i64::from(months));
        }

        #[test]
        fn started_months_are_whole_months_or_one_more(from in days(), to in days()) {
            if from <= to {
                let (whole, started) = (whole_months(from, to), started_months(from, to));
                prop_assert!(started == whole || started == whole + 1);
                prop_assert!(whole_months(from, to.succ_opt().unwrap()) >= whole);
            }
        }

        #[test]
        fn contracts_overlap_when_they_share_a_day(a in days(), b in days(), c in days(), d in days()) {
            let (one, other) = (term(a.min(b), a.max(b)), term(c.min(d), c.max(d)));
            let shared = one.starts_on.iter_days().take_while(|day| *day <= one.ends_on)
                .any(|day| other.starts_on <= day && day <= other.ends_on);
            prop_assert_eq!(overlap(&one, &other).is_some(), shared);
            prop_assert_eq!(overlap(&other, &one).is_some(), shared);
        }

        #[test]
        fn an_authorisation_never_leaves_its_contract(a in days(), b in days(), from in days(), to in days()) {
            let contract = term(a.min(b), a.max(b));
            let every_day = from <= to && from.iter_days().take_while(|day| *day <= to)
                .all(|day| contract.starts_on <= day && day <= contract.ends_on);
            prop_assert_eq!(inside_contract(&authorisation(from, to), &contract).is_none(), every_day);
        }

        #[test]
        fn terms_add_up_to_48_months_at_most(lengths in prop::collection::vec(6u32..=24, 0..5)) {
            let mut from = day("2020-01-31");
            let mut all = Vec::new();
            for length in &lengths {
                let to = from.checked_add_months(Months::new(*length)).unwrap().pred_opt().unwrap();
                all.push(term(from, to));
                from = to.succ_opt().unwrap();
            }
            let all: Vec<&Contract> = all.iter().collect();
            prop_assert_eq!(total_term(&all).is_some(), lengths.iter().sum::<u32>() > 48);
        }
    }
}
