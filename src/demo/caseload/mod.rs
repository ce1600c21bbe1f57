//! An invented caseload: persons, contracts, authorisations, payees, leases, budgets, and the plan of events.

mod budget;
mod contract;
mod files;
mod income;
mod payees;
mod profile;
mod rows;

pub use rows::{AccountRow, AuthorisationRow, BudgetRow, ContractRow, Day, Euros, PayeeRow, PersonRow, RentRow, YesNo};

use super::chance::Chance;
use super::plan::{Plan, PlannedAccount};
use super::{iban, names};
use crate::calendar::Month;
use chrono::{Days, NaiveDate};
use profile::{Base, Benefit, Dwelling, Payer, Place, needs_justification};

/// The BIC of the simulated bank.
const BIC: &str = "QTBDFRPPXXX";
/// The holder of the pooled account.
const ORGANISATION: &str = "UDAF DU VAL-DE-BRENNE";

/// Everything that the demo invents, as the rows of its files and the plan of the simulated bank.
#[derive(Clone, Debug)]
pub struct Caseload {
    /// `people.csv`.
    pub people: Vec<PersonRow>,
    /// `bank_accounts.csv`: the pooled account first, then one account for every fourth person.
    pub accounts: Vec<AccountRow>,
    /// `contracts.csv`.
    pub contracts: Vec<ContractRow>,
    /// `authorisations.csv`.
    pub authorisations: Vec<AuthorisationRow>,
    /// `payees.csv`.
    pub payees: Vec<PayeeRow>,
    /// `rents.csv`.
    pub rents: Vec<RentRow>,
    /// `budget.csv`.
    pub budget: Vec<BudgetRow>,
    /// What payers, creditors and the bank will do.
    pub plan: Plan,
}

/// A person on the way through the generator.
struct Case {
    number: u32,
    place: Place,
    account: usize,
    /// `Moreau Paul`.
    name: String,
    benefits: Vec<Benefit>,
    pension: i64,
}

impl Caseload {
    /// Invents `people` persons from a seed, followed from 1 September 2026. The same person comes out whatever the number of the others.
    #[must_use]
    pub fn invent(seed: u64, people: u32) -> Self {
        let mut caseload = Self {
            people: Vec::new(),
            accounts: vec![pooled_account()],
            contracts: Vec::new(),
            authorisations: Vec::new(),
            payees: payees::shared(),
            rents: Vec::new(),
            budget: Vec::new(),
            plan: Plan {
                opens_on: NaiveDate::from_ymd_opt(2026, 9, 1).unwrap_or_default(),
                bic: BIC.to_owned(),
                accounts: Vec::new(),
                regular: Vec::new(),
                once: Vec::new(),
                troubles: Vec::new(),
            },
        };
        for number in 1..=people {
            caseload.add(seed, number);
        }
        caseload.plan.accounts = caseload.accounts.iter().map(planned).collect();
        caseload.add_direct_debits();
        income::bank_events(&mut caseload.plan, &caseload.accounts);
        caseload.plan.troubles = income::troubles(&caseload.people, &caseload.payees);
        caseload
    }

    /// Adds a person with all that belongs to them.
    fn add(&mut self, seed: u64, number: u32) {
        let mut chance = Chance::of(seed, u64::from(number));
        let place = Place::of(number);
        let profile = place.profile();
        let person = self.add_person(number, profile.base, &mut chance);
        let dwelling = Dwelling::of(number, &mut chance);
        let (benefits, pension) = profile::benefits(profile, &dwelling, &mut chance);
        let landlord = if profile.social_landlord {
            payees::one_of("BAILLEUR", &mut chance)
        } else {
            self.payees.push(payees::private_landlord(number, &mut chance));
            format!("PROPRIETAIRE-{number:05}")
        };
        let opens_on = self.plan.opens_on;
        let mut contracts = contract::contracts(number, opens_on, 0, &mut chance);
        let starts_on = contracts.last().map_or(opens_on, |contract| contract.starts_on.0);
        let (lines, monthly) = budget::budget(number, profile, (&dwelling, &landlord), &benefits, starts_on, &mut chance);
        for contract in &mut contracts {
            contract.living_floor = Euros(monthly);
        }
        self.budget.extend(lines);
        self.rents.extend(rents(number, &dwelling, &landlord, &benefits, opens_on));
        let name = format!("{} {}", person.last_name, person.first_name);
        let case = Case { number, place, account: self.account_index(&person), name, benefits, pension };
        if let Some(current) = contracts.last() {
            self.authorisations.extend(authorisations(&case, current));
        }
        income::personal_events(&mut self.plan, &case, profile.extra, &mut chance);
        self.contracts.extend(contracts);
        self.people.push(person);
    }

    fn account_index(&self, person: &PersonRow) -> usize {
        if person.number.is_multiple_of(4) { self.accounts.len().saturating_sub(1) } else { 0 }
    }

    /// The person, and every fourth time the account in the person's own name.
    fn add_person(&mut self, number: u32, base: Base, chance: &mut Chance) -> PersonRow {
        let (last_name, first_name) = names::person(chance);
        let age = if base == Base::Aspa { chance.between(66, 84) } else { chance.between(24, 61) };
        let days = u64::try_from(age * 365 + chance.between(20, 380)).unwrap_or(0);
        let born_on = self.plan.opens_on.checked_sub_days(Days::new(days)).unwrap_or(self.plan.opens_on);
        let account = if number.is_multiple_of(4) {
            let reference = format!("BQ-{number:05}");
            self.accounts.push(AccountRow {
                reference: reference.clone(),
                label: format!("Compte au nom de {last_name} {first_name}"),
                holder: "personne",
                person: Some(number),
                iban: iban::french(99_001, 101, 70_000_000 + u64::from(number)),
                bic: BIC.to_owned(),
                holder_name: format!("{last_name} {first_name}"),
            });
            reference
        } else {
            self.accounts.first().map(|account| account.reference.clone()).unwrap_or_default()
        };
        let own_iban =
            iban::french(99_100 + u64::try_from(chance.between(0, 8)).unwrap_or(0), 200, 30_000_000 + u64::from(number) * 11);
        PersonRow {
            number,
            last_name: last_name.to_owned(),
            first_name: first_name.to_owned(),
            born_on: Day(born_on),
            account,
            own_iban,
        }
    }
}

fn pooled_account() -> AccountRow {
    AccountRow {
        reference: "BQ-COMMUN".to_owned(),
        label: "Compte des usagers".to_owned(),
        holder: "organisation",
        person: None,
        iban: iban::french(99_001, 100, 21_000_451),
        bic: BIC.to_owned(),
        holder_name: ORGANISATION.to_owned(),
    }
}

fn planned(account: &AccountRow) -> PlannedAccount {
    PlannedAccount {
        iban: account.iban.clone(),
        holder: names::bank_text(&account.holder_name),
        pooled: account.person.is_none(),
    }
}

/// One lease row, or two when the housing aid moves to the landlord.
fn rents(person: u32, dwelling: &Dwelling, landlord: &str, benefits: &[Benefit], opens_on: NaiveDate) -> Vec<RentRow> {
    let to_person = benefits.iter().any(|benefit| benefit.number <= 2);
    let row = |starts_on: NaiveDate, ends_on: Option<NaiveDate>, paid_to_landlord: i64| RentRow {
        person,
        lease: format!("BAIL-{person:05}"),
        landlord: landlord.to_owned(),
        starts_on: Day(starts_on),
        ends_on: ends_on.map(Day),
        rent: Euros(dwelling.rent),
        charges: Euros(dwelling.charges),
        paid_to_landlord: Euros(paid_to_landlord),
        rebate: Euros(dwelling.rebate),
        due_day: dwelling.due_day,
    };
    match (to_person, dwelling.last) {
        (false, _) => vec![row(opens_on, None, dwelling.aid)],
        (true, None) => vec![row(opens_on, None, 0)],
        (true, Some(last)) => vec![row(opens_on, Some(last.last_day()), 0), row(last.next().first_day(), None, dwelling.aid)],
    }
}

/// The authorisations of the current contract.
fn authorisations(case: &Case, contract: &ContractRow) -> Vec<AuthorisationRow> {
    // Family allowances under a juvenile-court order (C. civ. 375-9-1) cannot be authorised, yet they are paid.
    let ordered = |benefit: &Benefit| benefit.number == 19 && case.place.is(6, 1);
    let rows = (1..).zip(&case.benefits).filter(|(_, benefit)| !ordered(benefit)).map(|(rank, benefit)| {
        let justified = needs_justification(benefit.number);
        let ends_on = benefit.last.map_or(contract.ends_on, |last: Month| Day(last.last_day()));
        AuthorisationRow {
            contract: contract.reference.clone(),
            benefit: benefit.number,
            starts_on: contract.starts_on,
            ends_on,
            payer: income::payer_name(benefit.payer),
            file_number: income::file_number(benefit.payer, case.number),
            expected: Euros(benefit.cents),
            expected_day: match benefit.payer {
                Payer::Caf => 5,
                Payer::Carsat => 9,
                Payer::Cpam => 7,
                Payer::Department => 10,
            },
            paid_to_landlord: YesNo(false),
            justification: if justified {
                format!("Accord de la commission du {}", contract.signed_by_person.0.format("%d/%m/%Y"))
            } else {
                String::new()
            },
            court_order: YesNo(false),
            holder: case.name.clone(),
            holder_signed: YesNo(!(benefit.number == 19 && case.place.is(14, 1))),
            document: format!("AUT-{:05}-{rank}", case.number),
        }
    });
    rows.collect()
}
