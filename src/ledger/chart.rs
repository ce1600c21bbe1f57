//! The chart of accounts (design §4): six accounts per bank account, eight pots per person.

use crate::refusal::{Failure, REFERENCE_MISSING};
use crate::store::{Tx, failure, on};
use serde::{Deserialize, Serialize};
use sqlx::AssertSqlSafe;
use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

/// A sub-account of one person's money (account 4671). CASF R271-4 earmarks all but `Libre`, `Loyer` and `Provision`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pot {
    /// Free money.
    Libre,
    /// Rent and rental charges set aside.
    Loyer,
    /// APL, ALS: the dwelling only.
    Logement,
    /// APA: the care plan.
    Apa,
    /// PCH: the compensation plan.
    Pch,
    /// ACTP: the compensation plan.
    Actp,
    /// ARSM: home help.
    Arsm,
    /// Set aside for yearly bills, by agreement.
    Provision,
}

impl Pot {
    /// Every pot, in the order of screens.
    pub const ALL: [Self; 8] =
        [Self::Libre, Self::Loyer, Self::Logement, Self::Apa, Self::Pch, Self::Actp, Self::Arsm, Self::Provision];

    /// The code in the database and in account numbers.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Libre => "libre",
            Self::Loyer => "loyer",
            Self::Logement => "logement",
            Self::Apa => "apa",
            Self::Pch => "pch",
            Self::Actp => "actp",
            Self::Arsm => "arsm",
            Self::Provision => "provision",
        }
    }
}

impl FromStr for Pot {
    type Err = Failure;

    fn from_str(text: &str) -> Result<Self, Failure> {
        Self::ALL
            .into_iter()
            .find(|pot| pot.code() == text)
            .ok_or_else(|| REFERENCE_MISSING.because(format!("(la réserve « {text} »)")).into())
    }
}

/// What an account is, which also is its number: `512.b`, `4671.p.libre`…
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AccountCode {
    /// Money at the bank.
    Bank(i64),
    /// Approved or sent, not yet debited.
    InTransit(i64),
    /// Received, not yet identified.
    Unidentified(i64),
    /// Debited, not yet explained: an alarm.
    Unexplained(i64),
    /// Refused, to be given back.
    ToReturn(i64),
    /// Bank fees that the organisation owes back to the account.
    Fees(i64),
    /// A person's pot.
    Pot(i64, Pot),
}

impl AccountCode {
    fn read(kind: &str, bank_account: i64, person: Option<i64>, pot: Option<&str>) -> Result<Self, Failure> {
        Ok(match (kind, person, pot) {
            ("bank", ..) => Self::Bank(bank_account),
            ("in_transit", ..) => Self::InTransit(bank_account),
            ("unidentified", ..) => Self::Unidentified(bank_account),
            ("unexplained", ..) => Self::Unexplained(bank_account),
            ("to_return", ..) => Self::ToReturn(bank_account),
            ("fees", ..) => Self::Fees(bank_account),
            ("pot", Some(person), Some(pot)) => Self::Pot(person, pot.parse()?),
            _ => return Err(Failure::Broken(format!("le compte de nature « {kind} » est inconnu."))),
        })
    }
}

impl fmt::Display for AccountCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bank(b) => write!(f, "512.{b}"),
            Self::InTransit(b) => write!(f, "4672.{b}"),
            Self::Unidentified(b) => write!(f, "471.{b}"),
            Self::Unexplained(b) => write!(f, "4718.{b}"),
            Self::ToReturn(b) => write!(f, "4673.{b}"),
            Self::Fees(b) => write!(f, "4687.{b}"),
            Self::Pot(person, pot) => write!(f, "4671.{person}.{}", pot.code()),
        }
    }
}

/// An account of the ledger: its key and what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    /// Key in the database.
    pub id: i64,
    /// What it is.
    pub code: AccountCode,
}

/// The accounts that one piece of work may touch.
#[derive(Clone, Debug, Default)]
pub struct Chart {
    ids: HashMap<AccountCode, i64>,
}

type AccountRow = (i64, String, i64, Option<i64>, Option<String>);

const OF_BANK_ACCOUNTS: &str = "SELECT id, kind, bank_account, person, pot FROM account WHERE bank_account ";
const OF_PEOPLE: &str = "SELECT id, kind, bank_account, person, pot FROM account WHERE person ";

impl Chart {
    /// Every account of these bank accounts, the pots of their people included.
    ///
    /// # Errors
    /// Unavailable when the engine does not answer.
    pub async fn of_bank_accounts(tx: &mut Tx, bank_accounts: &[i64]) -> Result<Self, Failure> {
        let mut chart = Self::default();
        chart.read(tx, format!("{OF_BANK_ACCOUNTS}{}", tx.among_numbers("$1")), bank_accounts).await?;
        Ok(chart)
    }

    /// The pots of these people and the accounts of the bank accounts that hold them.
    ///
    /// # Errors
    /// Unavailable when the engine does not answer.
    pub async fn of_people(tx: &mut Tx, people: &[i64]) -> Result<Self, Failure> {
        let mut chart = Self::default();
        let among = tx.among_numbers("$1");
        let sql = format!(
            "{OF_PEOPLE}{among} UNION ALL SELECT id, kind, bank_account, person, pot FROM account
             WHERE kind <> 'pot' AND bank_account IN (SELECT bank_account FROM person WHERE number {among})"
        );
        chart.read(tx, sql, people).await?;
        Ok(chart)
    }

    /// The pots of these people and the accounts of these bank accounts, without the pots of everyone else on them.
    ///
    /// # Errors
    /// Unavailable when the engine does not answer.
    pub async fn of_people_and_accounts(tx: &mut Tx, people: &[i64], bank_accounts: &[i64]) -> Result<Self, Failure> {
        let mut chart = Self::of_people(tx, people).await?;
        let sql = format!(
            "SELECT id, kind, bank_account, person, pot FROM account WHERE kind <> 'pot' AND bank_account {}",
            tx.among_numbers("$1")
        );
        chart.read(tx, sql, bank_accounts).await?;
        Ok(chart)
    }

    async fn read(&mut self, tx: &mut Tx, sql: String, keys: &[i64]) -> Result<(), Failure> {
        let keys = serde_json::json!(keys).to_string();
        let rows: Vec<AccountRow> =
            on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(keys).fetch_all(c).await.map_err(failure))?;
        for (id, kind, bank_account, person, pot) in rows {
            self.ids.insert(AccountCode::read(&kind, bank_account, person, pot.as_deref())?, id);
        }
        Ok(())
    }

    /// The account with that code.
    ///
    /// # Errors
    /// `reference_missing` when it was never opened.
    pub fn account(&self, code: AccountCode) -> Result<Account, Failure> {
        self.ids
            .get(&code)
            .map(|&id| Account { id, code })
            .ok_or_else(|| REFERENCE_MISSING.because(format!("(le compte {code})")).into())
    }
}
