//! Balances: the running one for refusals, and the one of any day for people who look back.

use super::post::instant;
use super::{AccountCode, Pot};
use crate::money::Cents;
use crate::refusal::Failure;
use crate::store::{Question, Tx, failure, on};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::AssertSqlSafe;
use std::collections::HashMap;

/// The money of people, pot by pot: what each pot holds, never below zero.
#[derive(Clone, Debug, Default)]
pub struct PotBalances {
    pots: HashMap<(i64, Pot), Cents>,
}

impl PotBalances {
    /// What the pot holds.
    #[must_use]
    pub fn of(&self, person: i64, pot: Pot) -> Cents {
        self.pots.get(&(person, pot)).copied().unwrap_or_default()
    }

    /// Takes note of money that moved, so that the next decision of the same run sees it.
    ///
    /// # Errors
    /// Broken when the sum leaves the range.
    pub fn add(&mut self, person: i64, pot: Pot, cents: Cents) -> Result<(), Failure> {
        let moved = self.of(person, pot).plus(cents).ok_or_else(|| Failure::Broken("un solde dépasse la capacité.".into()))?;
        self.pots.insert((person, pot), moved);
        Ok(())
    }

    /// What the pots of these people hold now.
    ///
    /// # Errors
    /// Unavailable when the engine does not answer.
    pub async fn of_people(tx: &mut Tx, people: &[i64]) -> Result<Self, Failure> {
        let sql = format!(
            "SELECT a.person, a.pot, -b.cents FROM balance b JOIN account a ON a.id = b.account
             WHERE b.cents <> 0 AND a.person {}",
            tx.among_numbers("$1")
        );
        Self::read(tx, sql, serde_json::json!(people).to_string()).await
    }

    /// What the pots of everyone on these bank accounts hold now.
    ///
    /// # Errors
    /// Unavailable when the engine does not answer.
    pub async fn of_bank_accounts(tx: &mut Tx, bank_accounts: &[i64]) -> Result<Self, Failure> {
        let sql = format!(
            "SELECT a.person, a.pot, -b.cents FROM balance b JOIN account a ON a.id = b.account
             WHERE b.cents <> 0 AND a.kind = 'pot' AND a.bank_account {}",
            tx.among_numbers("$1")
        );
        Self::read(tx, sql, serde_json::json!(bank_accounts).to_string()).await
    }

    async fn read(tx: &mut Tx, sql: String, keys: String) -> Result<Self, Failure> {
        let rows: Vec<(i64, String, i64)> =
            on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(keys).fetch_all(c).await.map_err(failure))?;
        let mut balances = Self::default();
        for (person, pot, cents) in rows {
            balances.pots.insert((person, pot.parse()?), Cents(cents));
        }
        Ok(balances)
    }
}

/// Which books to read: what had happened on a day, or what had been recorded at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOf {
    /// Booked on or before that day, whenever it was recorded.
    OccurredOn(NaiveDate),
    /// Recorded at or before that instant, whatever its booking day.
    RecordedAt(DateTime<Utc>),
}

/// Balance of one account, debit positive, as of a day or an instant: the running balance less what came later, so that recent
/// days cost little whatever the age of the account.
///
/// # Errors
/// `reference_missing` when the account was never opened.
pub async fn balance_as_of(tx: &mut Tx, account: AccountCode, as_of: AsOf) -> Result<Cents, Failure> {
    let code = account.to_string();
    let row: Option<(i64, i64)> = on!(tx, c => sqlx::query_as(
        "SELECT a.id, b.cents FROM account a JOIN balance b ON b.account = a.id WHERE a.code = $1")
        .bind(&code).fetch_optional(c).await.map_err(failure))?;
    let (id, now) = row.ok_or_else(|| crate::refusal::REFERENCE_MISSING.because(format!("(le compte {code})")))?;
    let (later,): (i64,) = match as_of {
        AsOf::OccurredOn(day) => on!(tx, c => sqlx::query_as(
            "SELECT CAST(COALESCE(SUM(cents), 0) AS BIGINT) FROM line WHERE account = $1 AND occurred_on > $2")
            .bind(id).bind(day).fetch_one(c).await.map_err(failure))?,
        AsOf::RecordedAt(at) => {
            let last = last_recorded(tx, at).await?;
            on!(tx, c => sqlx::query_as(
                "SELECT CAST(COALESCE(SUM(cents), 0) AS BIGINT) FROM line WHERE account = $1 AND entry > $2")
                .bind(id).bind(last).fetch_one(c).await.map_err(failure))?
        }
    };
    Cents(now).minus(Cents(later)).ok_or_else(|| Failure::Broken("un solde dépasse la capacité.".into()))
}

/// The last entry recorded at or before an instant, 0 before the first. Instants never go back along the chain, so the index
/// answers with one row.
async fn last_recorded(tx: &mut Tx, at: DateTime<Utc>) -> Result<i64, Failure> {
    let sql = tx.dialect(
        "SELECT seq FROM entry WHERE recorded_at <= $1 ORDER BY recorded_at DESC, seq DESC LIMIT 1",
        "SELECT seq FROM entry WHERE recorded_at <= $1::timestamptz ORDER BY recorded_at DESC, seq DESC LIMIT 1",
    );
    let row: Option<(i64,)> = on!(tx, c => sqlx::query_as(sql).bind(instant(at)).fetch_optional(c).await.map_err(failure))?;
    Ok(row.map_or(0, |(seq,)| seq))
}

/// One account and its balance, debit positive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountBalance {
    /// Account number.
    pub code: String,
    /// Nature: `bank`, `pot`…
    pub kind: String,
    /// Sum of debits.
    pub debit: Cents,
    /// Sum of credits, as a positive amount.
    pub credit: Cents,
}

/// The trial balance of now: see [`trial_balance`].
#[derive(Clone, Copy, Debug)]
pub struct TrialBalance;

impl Question for TrialBalance {
    type Answer = Vec<AccountBalance>;

    async fn ask(&self, tx: &mut Tx) -> Result<Vec<AccountBalance>, Failure> {
        trial_balance(tx, None).await
    }
}

/// Debits and credits of every account that ever moved, in order of account; the two columns have equal sums.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn trial_balance(tx: &mut Tx, as_of: Option<AsOf>) -> Result<Vec<AccountBalance>, Failure> {
    let (day, last) = match as_of {
        None => (NaiveDate::MAX, i64::MAX),
        Some(AsOf::OccurredOn(day)) => (day, i64::MAX),
        Some(AsOf::RecordedAt(at)) => (NaiveDate::MAX, last_recorded(tx, at).await?),
    };
    let day = day.min(NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(day));
    let rows: Vec<(String, String, i64, i64)> = on!(tx, c => sqlx::query_as(
        // Summed from the index alone, account after account, before the accounts are named: the table of lines is never read.
        "SELECT a.code, a.kind, CAST(x.debit AS BIGINT), CAST(x.credit AS BIGINT)
         FROM (SELECT l.account, SUM(CASE WHEN l.cents > 0 THEN l.cents ELSE 0 END) AS debit,
                SUM(CASE WHEN l.cents < 0 THEN -l.cents ELSE 0 END) AS credit
            FROM line l WHERE l.occurred_on <= $1 AND l.entry <= $2 GROUP BY l.account) x JOIN account a ON a.id = x.account
         ORDER BY a.bank_account, CASE WHEN a.person IS NULL THEN 0 ELSE a.person END, a.code")
        .bind(day).bind(last).fetch_all(c).await.map_err(failure))?;
    Ok(rows
        .into_iter()
        .map(|(code, kind, debit, credit)| AccountBalance { code, kind, debit: Cents(debit), credit: Cents(credit) })
        .collect())
}
