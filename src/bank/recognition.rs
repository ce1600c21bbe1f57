//! Whose credit is it, and which benefits does it hold? Proposals with their reason (design §6, RULE 11-13).
//!
//! In order of confidence: a file number written in the credit, the confirmed IBAN of a payer, a name with the expected amount,
//! a name alone. Only the first two, with a single person and an exact expected total, post without a person's decision.

use super::line::BankLine;
pub use super::reason::Reason;
use super::words::{holds, holds_number, normal, outside_income};
use crate::benefit::payers::{can_pay, names_an_institution};
use crate::benefit::rules::{Authorised, Decision, Listed, decide};
use crate::calendar::Month;
use crate::money::Cents;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};

/// An authorisation as recognition reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Whose.
    pub person: i64,
    /// The bank account that receives it.
    pub bank_account: i64,
    /// Who pays, in normal form.
    pub payer: String,
    /// The institutions that pay this benefit, as the catalogue writes them.
    pub payers: String,
    /// The payer's file number, in normal form.
    pub file_number: Option<String>,
    /// Net amount expected each month.
    pub cents: Option<Cents>,
    /// What the law needs to know of it.
    pub authorised: Authorised,
}

/// A person as recognition reads them: both orders of the name, in normal form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Number.
    pub person: i64,
    /// The bank account that receives their benefits.
    pub bank_account: i64,
    /// `MARTIN JEANNE` and `JEANNE MARTIN`.
    pub names: [String; 2],
}

/// Everything recognition knows, read once for a file, with the indexes that make a credit cost the same whatever the caseload.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    expected: Vec<Expected>,
    people: Vec<Named>,
    payer_ibans: HashMap<String, Vec<String>>,
    holders: HashMap<i64, i64>,
    list: Vec<Listed>,
    /// Places in `expected`, by file number and by person.
    by_number: HashMap<String, Vec<usize>>,
    by_person: HashMap<i64, Vec<usize>>,
    /// Places in `people`, by the first word of a name.
    by_first_word: HashMap<String, Vec<usize>>,
}

impl Directory {
    /// Every authorisation of some accounts' people, whatever its dates; these people; and the closed list.
    #[must_use]
    pub fn new(expected: Vec<Expected>, people: Vec<Named>, list: Vec<Listed>) -> Self {
        let mut directory = Self { list, ..Self::default() };
        for (place, own) in expected.iter().enumerate() {
            directory.by_person.entry(own.person).or_default().push(place);
            if let Some(number) = &own.file_number {
                directory.by_number.entry(number.clone()).or_default().push(place);
            }
        }
        for (place, own) in people.iter().enumerate() {
            for word in own.names.iter().filter_map(|name| name.split(' ').next()) {
                directory.by_first_word.entry(word.to_owned()).or_default().push(place);
            }
        }
        Self { expected, people, ..directory }
    }

    /// Payers' IBANs that a person confirmed, with the payer in normal form.
    #[must_use]
    pub fn with_payer_ibans(self, confirmed: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut payer_ibans: HashMap<String, Vec<String>> = HashMap::new();
        for (iban, payer) in confirmed {
            payer_ibans.entry(iban).or_default().push(payer);
        }
        Self { payer_ibans, ..self }
    }

    /// Accounts in one person's name.
    #[must_use]
    pub fn with_holders(self, holders: HashMap<i64, i64>) -> Self {
        Self { holders, ..self }
    }

    /// The closed list.
    #[must_use]
    pub fn list(&self) -> &[Listed] {
        &self.list
    }

    /// A person's authorisations.
    #[must_use]
    pub fn authorised(&self, person: i64) -> Vec<Authorised> {
        self.of_person(person).map(|own| own.authorised.clone()).collect()
    }

    fn of_person(&self, person: i64) -> impl Iterator<Item = &Expected> {
        self.by_person.get(&person).into_iter().flatten().filter_map(|&place| self.expected.get(place))
    }

    /// People of the account whose file number stands in the words, in normal form, as `holds_number` reads it.
    #[must_use]
    pub fn numbered(&self, words: &str, bank_account: i64) -> BTreeSet<i64> {
        let tokens = words.split(' ').flat_map(|token| {
            [Some(token), token.strip_suffix(|letter: char| letter.is_ascii_alphabetic())].into_iter().flatten()
        });
        tokens
            .filter_map(|number| self.by_number.get(number))
            .flatten()
            .filter_map(|&place| self.expected.get(place))
            .filter(|own| own.bank_account == bank_account)
            .map(|own| own.person)
            .collect()
    }

    /// People of the account whose name stands in the words, in normal form.
    #[must_use]
    pub fn named(&self, words: &str, bank_account: i64) -> BTreeSet<i64> {
        words
            .split(' ')
            .filter_map(|word| self.by_first_word.get(word))
            .flatten()
            .filter_map(|&place| self.people.get(place))
            .filter(|own| own.bank_account == bank_account && own.names.iter().any(|name| holds(words, name)))
            .map(|own| own.person)
            .collect()
    }
}

/// One proposed part of a credit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Benefit number, none for an income outside the list.
    pub benefit: Option<i64>,
    /// Code of the income outside the list.
    pub outside: Option<String>,
    /// Its amount.
    pub cents: Cents,
}

/// A proposal: never money by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Whose, when known.
    pub person: Option<i64>,
    /// How it was found.
    pub reason: Reason,
    /// Parts that sum to the credit, or none when a person must say.
    pub parts: Vec<Part>,
    /// True when it may be posted without a person's decision.
    pub certain: bool,
    /// Why, in French.
    pub words: String,
}

/// The month to which a benefit received on a day belongs: benefits are paid in arrears (domain §6.3).
#[must_use]
pub fn entitlement_month(received_on: NaiveDate) -> Month {
    Month::of(received_on).previous()
}

/// What a credit may be, most certain first; empty when nothing is known of it.
#[must_use]
pub fn recognise(line: &BankLine, bank_account: i64, directory: &Directory) -> Vec<Proposal> {
    let words = normal(&line.words());
    let mut proposals: Vec<Proposal> = outside(line, &words).into_iter().collect();
    // RULE 12: what may be income outside the list is a person's decision, whatever else the credit says.
    let inside = proposals.is_empty();
    let numbered = directory.numbered(&words, bank_account);
    if !numbered.is_empty() {
        let certain = inside && numbered.len() == 1;
        proposals.extend(numbered.into_iter().map(|person| by_file_number(line, &words, person, directory, certain)));
        return proposals;
    }
    let holder = directory.holders.get(&bank_account).copied();
    let confirmed = line.counterparty_iban.as_ref().and_then(|iban| directory.payer_ibans.get(iban));
    let candidates = holder.map_or_else(|| directory.named(&words, bank_account), |person| [person].into());
    for &person in &candidates {
        let reason = match (confirmed, holder) {
            (Some(_), _) => Reason::PayerIban,
            (None, Some(_)) => Reason::AccountHolder,
            (None, None) => Reason::Name,
        };
        let own: Vec<&Expected> = directory
            .of_person(person)
            .filter(|e| confirmed.map_or_else(|| holds(&words, &e.payer), |payers| payers.contains(&e.payer)))
            .collect();
        proposals.push(by_person(line, person, reason, &own, directory, inside && candidates.len() == 1));
    }
    proposals
}

fn by_file_number(line: &BankLine, words: &str, person: i64, directory: &Directory, certain: bool) -> Proposal {
    let own: Vec<&Expected> = directory
        .of_person(person)
        .filter(|e| e.file_number.as_deref().is_some_and(|number| holds_number(words, number)))
        .collect();
    by_person(line, person, Reason::FileNumber, &own, directory, certain)
}

/// The parts expected from one payer for one person on the value day, if they make the exact total.
fn by_person(line: &BankLine, person: i64, reason: Reason, own: &[&Expected], directory: &Directory, alone: bool) -> Proposal {
    let live: Vec<&&Expected> = own.iter().filter(|e| is_live(e, line.value_on, directory)).collect();
    let parts: Option<Vec<Part>> =
        live.iter().map(|e| e.cents.map(|cents| Part { benefit: Some(e.authorised.benefit), outside: None, cents })).collect();
    let total = parts.as_ref().and_then(|parts| Cents::total(parts.iter().map(|part| part.cents)));
    let exact = !live.is_empty() && total == Some(line.cents);
    let reason = if exact && reason == Reason::Name { Reason::NameAndAmount } else { reason };
    let words = match (exact, total, live.is_empty()) {
        (true, ..) => "Le montant attendu est exactement celui reçu.".to_owned(),
        (false, _, true) => "Aucune prestation autorisée de ce payeur à cette date.".to_owned(),
        (false, Some(total), _) => format!("Reçu {}, attendu {total} : à répartir d'après la notification.", line.cents),
        (false, None, _) => "Le montant attendu n'est pas connu : à répartir d'après la notification.".to_owned(),
    };
    let parts = if exact {
        parts.unwrap_or_default()
    } else if let [only] = live.as_slice() {
        vec![Part { benefit: Some(only.authorised.benefit), outside: None, cents: line.cents }]
    } else {
        Vec::new()
    };
    let stranger = live.iter().find(|e| !may_pay(line, e));
    let words = match stranger.filter(|_| exact) {
        Some(e) => format!("Ce payeur ne verse pas cette prestation (attendu : {}) : à vérifier avant de répartir.", e.payers),
        None => words,
    };
    let certain = exact && alone && stranger.is_none() && matches!(reason, Reason::FileNumber | Reason::PayerIban);
    Proposal { person: Some(person), reason, parts, certain, words }
}

/// True unless the bank says that somebody else pays: the name that it gives, or without one any institution in the words, must be
/// one that pays this benefit (CASF D271-2). Nothing said is nothing against.
fn may_pay(line: &BankLine, own: &Expected) -> bool {
    match line.counterparty_name.as_deref().filter(|name| !name.trim().is_empty()) {
        Some(name) => can_pay(&own.payers, name),
        None => {
            let words = line.words();
            can_pay(&own.payers, &words) || !names_an_institution(&words)
        }
    }
}

fn is_live(own: &Expected, received_on: NaiveDate, directory: &Directory) -> bool {
    let decision = decide(own.authorised.benefit, received_on, &directory.list, std::slice::from_ref(&own.authorised));
    matches!(decision, Decision::Accept { .. })
}

fn outside(line: &BankLine, words: &str) -> Option<Proposal> {
    let income = outside_income(words)?;
    Some(Proposal {
        person: None,
        reason: Reason::OutsideList,
        parts: vec![Part { benefit: None, outside: Some(income.to_owned()), cents: line.cents }],
        certain: false,
        words: "Les mots du virement sont ceux d'un revenu hors de la liste.".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::parse_day;

    fn day(text: &str) -> NaiveDate {
        parse_day(text).unwrap()
    }

    fn expected(person: i64, benefit: i64, cents: i64) -> Expected {
        Expected {
            person,
            bank_account: 1,
            payer: "CAF".into(),
            payers: "CAF, MSA".into(),
            file_number: Some(format!("765432{person}")),
            cents: Some(Cents(cents)),
            authorised: Authorised {
                id: format!("A{person}-{benefit}"),
                benefit,
                from_on: day("2026-01-01"),
                to_on: day("2026-12-31"),
                contract_starts_on: day("2026-01-01"),
                contract_ends_on: day("2026-12-31"),
                tiers_payant: false,
                justified: false,
                mjagbf: false,
                holder_signed: true,
            },
        }
    }

    fn directory() -> Directory {
        let listed =
            |number, pot: &str| Listed { number, from_on: day("2009-01-01"), to_on: None, tier_b: false, pot: pot.into() };
        Directory::new(
            vec![expected(1, 17, 57_349), expected(1, 1, 27_000), expected(2, 17, 57_349)],
            vec![
                Named { person: 1, bank_account: 1, names: ["MARTIN JEANNE".into(), "JEANNE MARTIN".into()] },
                Named { person: 2, bank_account: 1, names: ["PETIT LUC".into(), "LUC PETIT".into()] },
            ],
            vec![listed(1, "logement"), listed(17, "libre")],
        )
    }

    fn credit(cents: i64, words: &str) -> BankLine {
        BankLine {
            booked_on: day("2026-11-05"),
            value_on: day("2026-11-05"),
            cents: Cents(cents),
            code: String::new(),
            bank_reference: None,
            end_to_end_id: None,
            payment_id: None,
            mandate: None,
            counterparty_name: None,
            counterparty_iban: Some("FR-CAF".into()),
            remittance: Some(words.into()),
            return_reason: None,
        }
    }

    fn outcome(proposals: &[Proposal]) -> Vec<(Option<i64>, &'static str, bool, usize)> {
        proposals.iter().map(|p| (p.person, p.reason.code(), p.certain, p.parts.len())).collect()
    }

    #[test]
    fn a_file_number_with_the_exact_total_is_certain() {
        let found = recognise(&credit(84_349, "7654321 X MARTIN JEANNE 112026ME"), 1, &directory());
        assert_eq!(outcome(&found), [(Some(1), "file_number", true, 2)]);
    }

    #[test]
    fn a_payer_that_cannot_pay_the_benefit_never_posts_by_itself() {
        let known = directory().with_payer_ibans([("FR-CAF".to_owned(), "CAF".to_owned())]);
        for (name, certain) in [("CAF DU VAL", true), ("MSA", true), ("CPAM DU VAL", false), ("LES PRIMEURS DU VAL", false)] {
            let named = |words| BankLine { counterparty_name: Some(name.into()), ..credit(57_349, words) };
            let by_number = recognise(&named("7654322 DROITS"), 1, &known);
            assert_eq!(outcome(&by_number), [(Some(2), "file_number", certain, 1)], "{name}");
            assert_eq!(by_number[0].words.contains("attendu : CAF, MSA"), !certain, "{}", by_number[0].words);
            let by_iban = recognise(&named("LUC PETIT"), 1, &known);
            assert_eq!(outcome(&by_iban), [(Some(2), "payer_iban", certain, 1)], "{name}");
        }
        assert_eq!(outcome(&recognise(&credit(57_349, "CPAM 7654322"), 1, &known)), [(Some(2), "file_number", false, 1)]);
    }

    #[test]
    fn a_file_number_with_another_total_waits() {
        let found = recognise(&credit(84_300, "7654321 X MARTIN"), 1, &directory());
        assert_eq!(outcome(&found), [(Some(1), "file_number", false, 0)]);
        let single = recognise(&credit(50_000, "7654322"), 1, &directory());
        assert_eq!(outcome(&single), [(Some(2), "file_number", false, 1)]);
    }

    #[test]
    fn a_name_proposes_and_never_posts() {
        let found = recognise(&credit(57_349, "VIR CAF LUC PETIT"), 1, &directory());
        assert_eq!(outcome(&found), [(Some(2), "name_and_amount", false, 1)]);
        assert_eq!(outcome(&recognise(&credit(999, "CAF LUC PETIT"), 1, &directory())), [(Some(2), "name", false, 1)]);
    }

    #[test]
    fn a_confirmed_iban_needs_the_person_too() {
        let known = directory().with_payer_ibans([("FR-CAF".to_owned(), "CAF".to_owned())]);
        assert_eq!(outcome(&recognise(&credit(57_349, "PRESTATIONS"), 1, &known)), []);
        assert_eq!(outcome(&recognise(&credit(57_349, "LUC PETIT"), 1, &known)), [(Some(2), "payer_iban", true, 1)]);
        let known = known.with_holders([(1, 2)].into());
        assert_eq!(outcome(&recognise(&credit(57_349, "PRESTATIONS"), 1, &known)), [(Some(2), "payer_iban", true, 1)]);
    }

    #[test]
    fn an_income_outside_the_list_is_named_and_waits() {
        let found = recognise(&credit(120_000, "SALAIRE OCTOBRE"), 1, &directory());
        assert_eq!(outcome(&found), [(None, "outside_list", false, 1)]);
        assert_eq!(outcome(&recognise(&credit(100, "RIEN DE CONNU"), 1, &directory())), []);
    }

    #[test]
    fn words_of_another_income_are_stronger_than_a_file_number_or_a_confirmed_iban() {
        let found = recognise(&credit(57_349, "7654322 SALAIRE LUC PETIT"), 1, &directory());
        assert_eq!(outcome(&found), [(None, "outside_list", false, 1), (Some(2), "file_number", false, 1)]);
        let known = directory().with_payer_ibans([("FR-CAF".to_owned(), "CAF".to_owned())]);
        let found = recognise(&credit(57_349, "SALAIRE LUC PETIT"), 1, &known);
        assert_eq!(outcome(&found), [(None, "outside_list", false, 1), (Some(2), "payer_iban", false, 1)]);
    }
}
