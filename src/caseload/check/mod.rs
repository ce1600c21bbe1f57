//! The rows of a folder together, and with what is recorded: references, and the rules that need more than one row. Pure.

mod contracts;
mod money;
mod people;

use super::faulty::Faulty;
use super::sheets::duplicates;
use super::table::{Layout, Line, place};
use super::{Authorisations, Folder, rows};
use crate::benefit::Catalogue;
use crate::caseload::store::{AuthorisationKey, Current, PeriodKey};
use crate::person::{Authorisation, BankAccount, BudgetLine, Contract, Payee, Person, rules};
use crate::refusal::{REFERENCE_UNKNOWN, Refusal};
use crate::rent::terms::Period;
use chrono::NaiveDate;
use std::collections::HashMap;
use std::hash::Hash;

/// A value that will be in force after the import, and its line if the folder gives it.
#[derive(Debug)]
struct Row<'a, T> {
    line: Option<u64>,
    value: &'a T,
}

impl<T> Clone for Row<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Row<'_, T> {}

/// What will be in force after the import: what is recorded, under the folder's rows.
struct Merged<'a> {
    people: HashMap<i64, Row<'a, Person>>,
    bank_accounts: HashMap<&'a str, Row<'a, BankAccount>>,
    contracts: HashMap<&'a str, Row<'a, Contract>>,
    authorisations: HashMap<AuthorisationKey, Row<'a, Authorisation>>,
    payees: HashMap<&'a str, Row<'a, Payee>>,
    rents: HashMap<PeriodKey, Row<'a, Period>>,
    budget: HashMap<(i64, String), Row<'a, BudgetLine>>,
}

impl Merged<'_> {
    /// What is recorded under a row that could not be read will change nobody knows how: nothing is compared with it.
    fn forget(&mut self, faulty: &Faulty) {
        self.people.retain(|number, row| row.line.is_some() || !faulty.holds(&rows::PEOPLE, &number.to_string()));
        self.bank_accounts.retain(|name, row| row.line.is_some() || !faulty.holds(&rows::BANK_ACCOUNTS, name));
        self.contracts.retain(|name, row| row.line.is_some() || !faulty.holds(&rows::CONTRACTS, name));
        self.authorisations.retain(|key, row| row.line.is_some() || !faulty.holds(&rows::AUTHORISATIONS, &key.0));
        self.payees.retain(|name, row| row.line.is_some() || !faulty.holds(&rows::PAYEES, name));
        self.rents.retain(|key, row| row.line.is_some() || !faulty.holds(&rows::RENTS, &key.0.to_string()));
        self.budget.retain(|key, row| row.line.is_some() || !faulty.holds(&rows::BUDGET, &key.0.to_string()));
    }
}

/// Everything that the checks read, and where they report.
struct Check<'a> {
    current: &'a Current,
    folder: &'a Folder,
    authorisations: &'a [Line<Authorisation>],
    /// The day of the import.
    today: NaiveDate,
    merged: Merged<'a>,
    refusals: &'a mut Vec<Refusal>,
}

/// Names the benefits of the folder's authorisations; those outside the catalogue are reported.
pub(super) fn named_benefits(catalogue: &Catalogue, folder: &Folder, refusals: &mut Vec<Refusal>) -> Authorisations {
    let mut named = Vec::with_capacity(folder.authorisations.len());
    for Line { line, value } in &folder.authorisations {
        let mut place_of = |column: &str, refusal: Refusal| {
            refusals.push(refusal.at(place(rows::AUTHORISATIONS.file, *line, column)));
        };
        let Some(benefit) = catalogue.find(&value.asked, value.authorisation.from_on) else {
            place_of("prestation", rules::not_listed(&value.asked, value.authorisation.from_on));
            continue;
        };
        let authorisation = Authorisation { benefit: benefit.number, ..value.authorisation.clone() };
        for refusal in rules::tier(&authorisation, benefit) {
            let column = if refusal.code.name == "tier_b_unjustified" { "justification" } else { "mjagbf" };
            place_of(column, refusal);
        }
        if let Some(refusal) = rules::payer(&authorisation, benefit) {
            place_of("payeur", refusal);
        }
        named.push(Line { line: *line, value: authorisation });
    }
    named
}

/// Reports every rule that the folder breaks.
pub(super) fn all(
    current: &Current,
    folder: &Folder,
    authorisations: &[Line<Authorisation>],
    today: NaiveDate,
    refusals: &mut Vec<Refusal>,
) {
    duplicates(&rows::AUTHORISATIONS, authorisations, Authorisation::key, refusals);
    let mut merged = Merged {
        people: overlay(current.people.values().map(|k| &k.value), lines(&folder.people), |one| one.number),
        bank_accounts: overlay(
            current.bank_accounts.values().map(|k| &k.value),
            folder.bank_accounts.iter().map(|row| (row.line, &row.value.account)),
            |one| one.reference.as_str(),
        ),
        contracts: overlay(current.contracts.values().map(|k| &k.value), lines(&folder.contracts), |one| one.reference.as_str()),
        authorisations: overlay(current.authorisations.values().map(|k| &k.value), lines(authorisations), Authorisation::key),
        payees: overlay(current.payees.values().map(|k| &k.value), lines(&folder.payees), |one| one.reference.as_str()),
        rents: overlay(current.rents.values().map(|k| &k.value), lines(&folder.rents), Period::key),
        budget: overlay(current.budget.values().map(|k| &k.value), lines(&folder.budget), BudgetLine::key),
    };
    merged.forget(&folder.faulty);
    let mut check = Check { current, folder, authorisations, today, merged, refusals };
    check.bank_accounts();
    check.people();
    check.contracts();
    check.authorisations();
    check.rents();
    check.budget();
}

fn lines<T>(rows: &[Line<T>]) -> impl Iterator<Item = (u64, &T)> {
    rows.iter().map(|row| (row.line, &row.value))
}

fn overlay<'a, K: Hash + Eq, T>(
    recorded: impl Iterator<Item = &'a T>,
    rows: impl Iterator<Item = (u64, &'a T)>,
    key: impl Fn(&'a T) -> K,
) -> HashMap<K, Row<'a, T>> {
    let mut merged: HashMap<K, Row<'a, T>> = recorded.map(|value| (key(value), Row { line: None, value })).collect();
    merged.extend(rows.map(|(line, value)| (key(value), Row { line: Some(line), value })));
    merged
}

impl<'a> Check<'a> {
    fn refuse(&mut self, layout: &Layout, line: u64, column: &str, refusal: Refusal) {
        self.refusals.push(refusal.at(place(layout.file, line, column)));
    }

    /// Reports a reference that nothing bears, unless what bears it could not be read.
    fn unknown(&mut self, layout: &Layout, line: u64, column: &str, what: &str, wanted_in: &Layout) {
        if self.folder.faulty.holds(wanted_in, what) {
            return;
        }
        let facts = format!("« {what} » n'est ni dans {} ni dans la base.", wanted_in.file);
        self.refuse(layout, line, column, REFERENCE_UNKNOWN.because(facts));
    }

    /// Reports a person's number that nobody bears.
    fn person_known(&mut self, layout: &Layout, line: u64, number: i64) {
        if !self.merged.people.contains_key(&number) && !self.current.erased.contains(&number) {
            self.unknown(layout, line, "numero_personne", &number.to_string(), &rows::PEOPLE);
        }
    }

    /// Reports a payee's reference that no payee bears.
    fn payee_known(&mut self, layout: &Layout, line: u64, column: &str, reference: &str) {
        if !self.merged.payees.contains_key(reference) {
            self.unknown(layout, line, column, reference, &rows::PAYEES);
        }
    }
}

/// Values by the person to whom they belong.
fn by_person<'a, T, K>(all: &HashMap<K, Row<'a, T>>, person: impl Fn(&T) -> i64) -> HashMap<i64, Vec<Row<'a, T>>> {
    let mut groups: HashMap<i64, Vec<Row<'a, T>>> = HashMap::new();
    for row in all.values() {
        groups.entry(person(row.value)).or_default().push(*row);
    }
    groups
}
