//! The caseload in force, read in one query per table.

use crate::benefit::{Catalogue, catalogue};
use crate::person::{Authorisation, BankAccount, BudgetLine, Contract, Payee, Person};
use crate::refusal::Failure;
use crate::rent::terms::Period;
use crate::settings::{History, history};
use crate::store::{Tx, failure, on};
use chrono::NaiveDate;
use std::collections::{HashMap, HashSet};

/// What is recorded under an anchor, in its version in force.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Known<T, I = String> {
    /// The anchor's identifier.
    pub(super) id: I,
    /// The version in force.
    pub(super) version: i64,
    /// The value.
    #[sqlx(flatten)]
    pub(super) value: T,
}

/// Contract, benefit and first day: what makes an authorisation one.
pub(super) type AuthorisationKey = (String, i64, NaiveDate);
/// Person, lease and first day: what makes a period of a lease one.
pub(super) type PeriodKey = (i64, String, NaiveDate);

/// Everything that is in force, by what makes each one.
#[derive(Debug, Default)]
pub(super) struct Current {
    pub(super) people: HashMap<i64, Known<Person, i64>>,
    pub(super) erased: HashSet<i64>,
    pub(super) bank_accounts: HashMap<String, Known<BankAccount, i64>>,
    pub(super) contracts: HashMap<String, Known<Contract>>,
    pub(super) authorisations: HashMap<AuthorisationKey, Known<Authorisation>>,
    pub(super) payees: HashMap<String, Known<Payee>>,
    pub(super) rents: HashMap<PeriodKey, Known<Period>>,
    pub(super) budget: HashMap<(i64, String), Known<BudgetLine>>,
    pub(super) categories: HashSet<String>,
    pub(super) catalogue: Catalogue,
    pub(super) settings: History,
    /// True while no entry was posted: what comes now is the first caseload.
    pub(super) at_start: bool,
}

const PEOPLE: &str = "SELECT p.number, p.version, p.family_name, p.given_name, p.born_on, p.own_iban, b.reference AS account
    FROM person_current p JOIN bank_account b ON b.id = p.bank_account";
const BANK_ACCOUNTS: &str = "SELECT id, version, reference, label, holder, iban, bic, holder_name FROM bank_account_current";
const CONTRACTS: &str = "SELECT reference AS id, version, reference, person, starts_on, ends_on, signed_by_person_on,
    signed_by_department_on, received_on, convention, renews, evaluated_on, living_floor FROM contract_current";
const AUTHORISATIONS: &str = "SELECT id, version, contract, benefit, from_on, to_on, payer, file_number, expected, expected_day,
    tiers_payant, justification, mjagbf, holder, holder_signed, document FROM authorisation_current";
const PAYEES: &str = "SELECT reference AS id, version, reference, name, iban, bic FROM payee_current";
const RENTS: &str =
    "SELECT id, version, person, lease, payee, from_on, to_on, rent_amount, charges, tiers_payant, rebate, due_day
    FROM rent_current";
const BUDGET: &str =
    "SELECT id, version, person, reference, rank, category, payee, amount, period, day, from_on, to_on, label, mandate
    FROM budget_line_current";
const CATEGORIES: &str = "SELECT code FROM expense_category";

/// Reads rows of a statement without parameters, under what makes each one.
macro_rules! read {
    ($tx:expr, $sql:expr, $key:expr) => {{
        let rows = on!($tx, c => sqlx::query_as($sql).fetch_all(c).await.map_err(failure))?;
        rows.into_iter().map(|row: Known<_, _>| ($key(&row.value), row)).collect()
    }};
}

#[derive(sqlx::FromRow)]
struct PersonRow {
    number: i64,
    version: i64,
    family_name: Option<String>,
    given_name: Option<String>,
    born_on: Option<NaiveDate>,
    own_iban: Option<String>,
    account: String,
}

impl PersonRow {
    /// The person, or none when erased.
    fn known(self) -> Option<Known<Person, i64>> {
        let value = Person {
            number: self.number,
            family_name: self.family_name?,
            given_name: self.given_name?,
            born_on: self.born_on?,
            account: self.account,
            own_iban: self.own_iban,
        };
        Some(Known { id: self.number, version: self.version, value })
    }
}

/// The last import, by its place in the audit.
pub(super) async fn last_import(tx: &mut Tx) -> Result<i64, Failure> {
    let last: Option<(i64,)> = on!(tx, c => sqlx::query_as("SELECT seq FROM audit WHERE action = 'caseload_import' ORDER BY seq DESC LIMIT 1")
        .fetch_optional(c).await.map_err(failure))?;
    Ok(last.map_or(0, |(seq,)| seq))
}

/// Reads everything that is in force.
pub(super) async fn current(tx: &mut Tx) -> Result<Current, Failure> {
    let mut current = Current {
        bank_accounts: read!(tx, BANK_ACCOUNTS, |one: &BankAccount| one.reference.clone()),
        contracts: read!(tx, CONTRACTS, |one: &Contract| one.reference.clone()),
        authorisations: read!(tx, AUTHORISATIONS, Authorisation::key),
        payees: read!(tx, PAYEES, |one: &Payee| one.reference.clone()),
        rents: read!(tx, RENTS, Period::key),
        budget: read!(tx, BUDGET, BudgetLine::key),
        catalogue: catalogue(tx).await?,
        settings: history(tx).await?,
        ..Current::default()
    };
    let people: Vec<PersonRow> = on!(tx, c => sqlx::query_as(PEOPLE).fetch_all(c).await.map_err(failure))?;
    for row in people {
        let number = row.number;
        match row.known() {
            Some(known) => {
                current.people.insert(number, known);
            }
            None => {
                current.erased.insert(number);
            }
        }
    }
    let categories: Vec<(String,)> = on!(tx, c => sqlx::query_as(CATEGORIES).fetch_all(c).await.map_err(failure))?;
    current.categories = categories.into_iter().map(|(code,)| code).collect();
    let (begun,): (bool,) =
        on!(tx, c => sqlx::query_as("SELECT EXISTS (SELECT 1 FROM entry)").fetch_one(c).await.map_err(failure))?;
    current.at_start = !begun;
    Ok(current)
}

impl Authorisation {
    /// Contract, benefit and first day.
    pub(super) fn key(&self) -> AuthorisationKey {
        (self.contract.clone(), self.benefit, self.from_on)
    }
}

impl Period {
    /// Person, lease and first day.
    pub(super) fn key(&self) -> PeriodKey {
        (self.person, self.lease.clone(), self.from_on)
    }
}

impl BudgetLine {
    /// Person and reference.
    pub(super) fn key(&self) -> (i64, String) {
        (self.person, self.reference.clone())
    }
}
