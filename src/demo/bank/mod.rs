//! A simulated bank that shares no code with what Quitus writes and reads: it plays a [`Plan`] day by day, executes the
//! payment files that it receives, and answers with reports (pain.002) and statements (camt.053).

mod account;
mod execute;
mod order_file;
mod receive;
mod report;
mod statement;
mod xml;

pub use order_file::Unreadable;
pub use receive::Receipt;
pub use statement::Version;

use super::days;
use super::plan::{Movement, Plan};
use crate::calendar::Month;
use account::Account;
use chrono::{Datelike, NaiveDate};
use execute::{Instruction, ReturnedTransfer};
use statement::Period;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Days of the month after which a statement file is made, when not every day; the last day of the month is one too.
const STATEMENT_DAYS: [u32; 3] = [7, 12, 20];

/// How often the bank makes statement files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cadence {
    /// Every day on which T2 is open.
    Daily,
    /// Up to the 7th, the 12th, the 20th and the last day of the month; the third of them as camt.053.001.02.
    FourAMonth,
}

/// A file that the bank hands over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankFile {
    /// `releve-2026-09-07.xml`, `etat-2026-09-08-00001.xml`
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The simulated bank.
#[derive(Clone, Debug)]
pub struct Bank {
    plan: Plan,
    cadence: Cadence,
    today: NaiveDate,
    /// First day that no statement file covers yet.
    unreported_from: NaiveDate,
    /// Last month whose planned movements are in the agenda.
    planned_until: Month,
    accounts: Vec<Account>,
    by_iban: HashMap<String, usize>,
    agenda: BTreeMap<NaiveDate, Vec<Due>>,
    messages: HashSet<String>,
    end_to_ends: HashSet<String>,
    /// Entries and reports made so far: the last part of their references.
    entries: u64,
    reports: u64,
}

/// Something to do on a day, in this order: money in, our transfers, money taken by others.
#[derive(Clone, Debug)]
enum Due {
    Credit(Movement),
    Return(ReturnedTransfer),
    Transfers(Box<Instruction>),
    Debit(Movement),
}

impl Due {
    const fn rank(&self) -> u8 {
        match self {
            Self::Credit(_) => 0,
            Self::Return(_) => 1,
            Self::Transfers(_) => 2,
            Self::Debit(_) => 3,
        }
    }
}

impl Bank {
    /// Opens the accounts of a plan, empty, on the eve of its first day.
    #[must_use]
    pub fn open(plan: &Plan, cadence: Cadence) -> Self {
        let accounts: Vec<Account> = plan.accounts.iter().map(Account::open).collect();
        Self {
            cadence,
            today: plan.opens_on.pred_opt().unwrap_or(plan.opens_on),
            unreported_from: plan.opens_on,
            planned_until: Month::of(plan.opens_on).previous(),
            by_iban: accounts.iter().enumerate().map(|(index, account)| (account.iban.clone(), index)).collect(),
            accounts,
            agenda: BTreeMap::new(),
            messages: HashSet::new(),
            end_to_ends: HashSet::new(),
            entries: 0,
            reports: 0,
            plan: plan.clone(),
        }
    }

    /// The same bank, which makes its next statement files at another pace.
    #[must_use]
    pub fn with_cadence(self, cadence: Cadence) -> Self {
        Self { cadence, ..self }
    }

    /// The last day that is over.
    #[must_use]
    pub const fn today(&self) -> NaiveDate {
        self.today
    }

    /// The balance of an account in cents, or `None` when the bank does not hold it.
    #[must_use]
    pub fn balance(&self, iban: &str) -> Option<i64> {
        self.by_iban.get(iban).and_then(|index| self.accounts.get(*index)).map(|account| account.balance)
    }

    /// Lives through every day up to `day`, included, and gives the files made on the way; none when the day is past.
    pub fn advance_to(&mut self, day: NaiveDate) -> Vec<BankFile> {
        let mut files = Vec::new();
        while self.today < day {
            let Some(next) = self.today.succ_opt() else { break };
            self.today = next;
            self.plan_month_of(next);
            for due in self.agenda_of(next) {
                files.extend(self.perform(due));
            }
            files.extend(self.statement_of_the_day());
        }
        files
    }

    /// The statements of the accounts that moved from `first` to `last`, both included.
    #[must_use]
    pub fn statement(&self, first: NaiveDate, last: NaiveDate, version: Version) -> Vec<u8> {
        statement::write(&self.accounts, Period { first, last, version, bic: &self.plan.bic })
    }

    fn plan_month_of(&mut self, day: NaiveDate) {
        let month = Month::of(day);
        if month <= self.planned_until {
            return;
        }
        self.planned_until = month;
        for (planned_on, movement) in self.plan.of_month(month) {
            let due = if movement.is_credit() { Due::Credit(movement) } else { Due::Debit(movement) };
            self.agenda.entry(planned_on).or_default().push(due);
        }
    }

    fn agenda_of(&mut self, day: NaiveDate) -> Vec<Due> {
        let mut dues = self.agenda.remove(&day).unwrap_or_default();
        dues.sort_by_key(Due::rank);
        dues
    }

    fn statement_of_the_day(&mut self) -> Option<BankFile> {
        let last = self.today;
        let due = match self.cadence {
            Cadence::Daily => days::is_open(last),
            Cadence::FourAMonth => STATEMENT_DAYS.contains(&last.day()) || last == Month::of(last).last_day(),
        };
        if !due {
            return None;
        }
        let older = self.cadence == Cadence::FourAMonth && STATEMENT_DAYS.last() == Some(&last.day());
        let version = if older { Version::V02 } else { Version::V08 };
        let bytes = self.statement(self.unreported_from, last, version);
        self.unreported_from = last.succ_opt().unwrap_or(last);
        Some(BankFile { name: format!("releve-{last}.xml"), bytes })
    }

    /// The identifier of the next report.
    fn next_report(&mut self) -> String {
        self.reports += 1;
        format!("PSR-{}-{:05}", self.today.format("%Y%m%d"), self.reports)
    }
}
