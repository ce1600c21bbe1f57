//! What the intake reads and writes, one statement each.

use super::continuity::{Known, Moved};
use super::received::Received;
use super::recognition::{Directory, Expected, Named};
use super::words::normal;
use crate::benefit::rules::{Authorised, Listed};
use crate::calendar::Month;
use crate::money::Cents;
use crate::refusal::Failure;
use crate::store::{Tx, failure, on};
use chrono::NaiveDate;
use quitus_sepa::calendar::Calendar;
use sqlx::AssertSqlSafe;
use std::collections::{BTreeSet, HashMap};

/// A bank account of ours, by its IBAN.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct OurAccount {
    /// Key.
    pub id: i64,
    /// Its reference, for people.
    pub reference: String,
    /// Its IBAN.
    pub iban: String,
}

impl OurAccount {
    /// Bank, branch and account number, as a CFONB 120 statement names the account; none outside of France and Monaco.
    #[must_use]
    pub fn rib(&self) -> Option<&str> {
        french_account(&self.iban)
    }

    /// The same with its key, as some banks name an account in camt.
    #[must_use]
    pub fn rib_with_key(&self) -> Option<&str> {
        self.rib().and_then(|_| self.iban.get(4..27))
    }
}

/// Bank, branch and account number (21 characters) of an IBAN of France or Monaco.
#[must_use]
pub fn french_account(iban: &str) -> Option<&str> {
    let french = iban.len() == 27 && (iban.starts_with("FR") || iban.starts_with("MC"));
    iban.get(4..25).filter(|_| french)
}

/// Every bank account, by IBAN.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn our_accounts(tx: &mut Tx) -> Result<HashMap<String, OurAccount>, Failure> {
    let rows: Vec<OurAccount> =
        on!(tx, c => sqlx::query_as("SELECT id, reference, iban FROM bank_account").fetch_all(c).await.map_err(failure))?;
    Ok(rows.into_iter().map(|account| (account.iban.clone(), account)).collect())
}

/// What is known of these accounts before the next statements, whose first day is `since`: each by its key.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn known(
    tx: &mut Tx,
    bank_accounts: &[i64],
    since: NaiveDate,
    calendars: &HashMap<i64, Calendar>,
) -> Result<HashMap<i64, Known>, Failure> {
    let keys = serde_json::json!(bank_accounts).to_string();
    let mut known = last_balances(tx, &keys, calendars).await?;
    for (account, opened_on, closed_on, opening, closing) in spans_since(tx, &keys, since).await? {
        known.entry(account).or_default().spans.insert((opened_on, closed_on, opening, closing));
    }
    for (account, fingerprint, occurrence) in seen_since(tx, &keys, since).await? {
        known.entry(account).or_default().seen.insert(fingerprint, occurrence);
    }
    for (account, day, credits, debits) in moved_since(tx, &keys, since).await? {
        known.entry(account).or_default().days.insert(day, Moved { credits, debits });
    }
    Ok(known)
}

/// The closing balance of each account's last statement, or what the books say before the first.
async fn last_balances(tx: &mut Tx, keys: &str, calendars: &HashMap<i64, Calendar>) -> Result<HashMap<i64, Known>, Failure> {
    let sql = format!(
        "SELECT a.bank_account, COALESCE(s.position, 0), s.closed_on, COALESCE(s.closing, b.cents)
         FROM account a JOIN balance b ON b.account = a.id
            LEFT JOIN bank_statement s ON s.bank_account = a.bank_account
                AND s.position = (SELECT MAX(l.position) FROM bank_statement l WHERE l.bank_account = a.bank_account)
         WHERE a.kind = 'bank' AND a.bank_account IN {}",
        tx.numbers("$1")
    );
    let rows: Vec<(i64, i64, Option<NaiveDate>, Cents)> =
        on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(keys).fetch_all(c).await.map_err(failure))?;
    let known = rows.into_iter().map(|(account, statements, closed_on, balance)| {
        let calendar = calendars.get(&account).copied().unwrap_or_default();
        (account, Known { statements, balance, closed_on, calendar, ..Known::default() })
    });
    Ok(known.collect())
}

/// A copy closes on the day of what it copies: none before the first day of the new statements.
async fn spans_since(
    tx: &mut Tx,
    keys: &str,
    since: NaiveDate,
) -> Result<Vec<(i64, NaiveDate, NaiveDate, Cents, Cents)>, Failure> {
    let sql = format!(
        "SELECT bank_account, opened_on, closed_on, opening, closing FROM bank_statement
         WHERE bank_account IN {} AND closed_on >= $2",
        tx.numbers("$1")
    );
    on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(keys).bind(since).fetch_all(c).await.map_err(failure))
}

async fn seen_since(tx: &mut Tx, keys: &str, since: NaiveDate) -> Result<Vec<(i64, String, i64)>, Failure> {
    let sql = format!(
        "SELECT bank_account, fingerprint, MAX(occurrence) FROM bank_line
         WHERE bank_account IN {} AND booked_on >= $2 GROUP BY bank_account, fingerprint",
        tx.numbers("$1")
    );
    on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(keys).bind(since).fetch_all(c).await.map_err(failure))
}

async fn moved_since(tx: &mut Tx, keys: &str, since: NaiveDate) -> Result<Vec<(i64, NaiveDate, Cents, Cents)>, Failure> {
    let sql = format!(
        "SELECT bank_account, booked_on, CAST(SUM(CASE WHEN cents > 0 THEN cents ELSE 0 END) AS BIGINT),
            CAST(SUM(CASE WHEN cents < 0 THEN -cents ELSE 0 END) AS BIGINT)
         FROM bank_line WHERE bank_account IN {} AND booked_on >= $2 GROUP BY bank_account, booked_on",
        tx.numbers("$1")
    );
    on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(keys).bind(since).fetch_all(c).await.map_err(failure))
}

#[derive(sqlx::FromRow)]
struct ExpectedRow {
    id: String,
    person: i64,
    bank_account: i64,
    benefit: i64,
    from_on: NaiveDate,
    to_on: NaiveDate,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    payer: String,
    payers: String,
    file_number: Option<String>,
    expected: Option<i64>,
    tiers_payant: bool,
    justification: Option<String>,
    mjagbf: bool,
    holder_signed: bool,
}

const EXPECTED: &str = "SELECT a.id, a.person, p.bank_account, a.benefit, a.from_on, a.to_on, c.starts_on, c.ends_on, a.payer,
    (SELECT l.payers FROM benefit l WHERE l.number = a.benefit AND l.from_on <= a.from_on ORDER BY l.from_on DESC LIMIT 1) AS payers, a.file_number,
    a.expected, a.tiers_payant, a.justification, a.mjagbf, a.holder_signed
    FROM authorisation_current a JOIN contract_current c ON c.reference = a.contract JOIN person p ON p.number = a.person
    WHERE ";

/// Everything recognition needs about the people of these bank accounts.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn directory(tx: &mut Tx, bank_accounts: &[i64]) -> Result<Directory, Failure> {
    let keys = serde_json::json!(bank_accounts).to_string();
    let sql = format!("{EXPECTED}p.bank_account IN {} ORDER BY a.person, a.benefit, a.from_on", tx.numbers("$1"));
    let rows: Vec<ExpectedRow> =
        on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(&keys).fetch_all(c).await.map_err(failure))?;
    let sql = format!(
        "SELECT number, bank_account, family_name, given_name FROM person_current WHERE bank_account IN {} ORDER BY number",
        tx.numbers("$1")
    );
    type PersonRow = (i64, i64, Option<String>, Option<String>);
    let people: Vec<PersonRow> =
        on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(&keys).fetch_all(c).await.map_err(failure))?;
    let ibans: Vec<(String, String)> = on!(tx, c => sqlx::query_as("SELECT iban, payer FROM payer_iban_current WHERE active ORDER BY iban, payer").fetch_all(c).await.map_err(failure))?;
    let holders: Vec<(i64, i64)> = on!(tx, c => sqlx::query_as(
        "SELECT p.bank_account, p.number FROM person p JOIN bank_account b ON b.id = p.bank_account WHERE b.holder = 'personne'")
        .fetch_all(c).await.map_err(failure))?;
    let expected = rows.into_iter().map(expected).collect();
    let people = people.into_iter().filter_map(named).collect();
    Ok(Directory::new(expected, people, closed_list(tx).await?)
        .with_payer_ibans(ibans)
        .with_holders(holders.into_iter().collect()))
}

/// What these people authorised, and the bank account of each of them that exists.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn authorised(tx: &mut Tx, people: &[i64]) -> Result<(HashMap<i64, Vec<Authorised>>, HashMap<i64, i64>), Failure> {
    let keys = serde_json::json!(people).to_string();
    let of_people = tx.numbers("$1");
    let sql = format!("{EXPECTED}p.number IN {of_people} ORDER BY a.person, a.benefit, a.from_on");
    let rows: Vec<ExpectedRow> =
        on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(&keys).fetch_all(c).await.map_err(failure))?;
    let mut authorised: HashMap<i64, Vec<Authorised>> = HashMap::new();
    for own in rows.into_iter().map(expected) {
        authorised.entry(own.person).or_default().push(own.authorised);
    }
    let sql = format!("SELECT number, bank_account FROM person WHERE number IN {of_people}");
    let accounts: Vec<(i64, i64)> =
        on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(keys).fetch_all(c).await.map_err(failure))?;
    Ok((authorised, accounts.into_iter().collect()))
}

fn expected(row: ExpectedRow) -> Expected {
    Expected {
        person: row.person,
        bank_account: row.bank_account,
        payer: normal(&row.payer),
        payers: row.payers,
        file_number: row.file_number.map(|number| normal(&number).replace(' ', "")).filter(|number| number.len() >= 5),
        cents: row.expected.map(Cents),
        authorised: Authorised {
            id: row.id,
            benefit: row.benefit,
            from_on: row.from_on,
            to_on: row.to_on,
            contract_starts_on: row.starts_on,
            contract_ends_on: row.ends_on,
            tiers_payant: row.tiers_payant,
            justified: row.justification.is_some_and(|text| !text.trim().is_empty()),
            mjagbf: row.mjagbf,
            holder_signed: row.holder_signed,
        },
    }
}

fn named((person, bank_account, family, given): (i64, i64, Option<String>, Option<String>)) -> Option<Named> {
    let (family, given) = (family?, given?);
    let names = [normal(&format!("{family} {given}")), normal(&format!("{given} {family}"))];
    Some(Named { person, bank_account, names })
}

/// The benefits that people of these bank accounts received for some months of entitlement.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn received(tx: &mut Tx, bank_accounts: &[i64], months: &BTreeSet<Month>) -> Result<Received, Failure> {
    received_where(tx, "p.bank_account", bank_accounts, months).await
}

/// The benefits that these people received for some months of entitlement.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn received_by(tx: &mut Tx, people: &[i64], months: &BTreeSet<Month>) -> Result<Received, Failure> {
    received_where(tx, "p.number", people, months).await
}

async fn received_where(tx: &mut Tx, column: &str, keys: &[i64], months: &BTreeSet<Month>) -> Result<Received, Failure> {
    let sql = format!(
        "SELECT DISTINCT s.person, s.benefit, s.month FROM person p JOIN receipt_split_live s ON s.person = p.number
         WHERE {column} IN {} AND s.month IN {} AND s.kind = 'benefit'",
        tx.numbers("$1"),
        tx.texts("$2")
    );
    let keys = serde_json::json!(keys).to_string();
    let months = serde_json::json!(months).to_string();
    let rows: Vec<(i64, i64, String)> =
        on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(keys).bind(months).fetch_all(c).await.map_err(failure))?;
    Ok(Received::of(rows.into_iter().filter_map(|(person, benefit, month)| Some((person, benefit, month.parse().ok()?)))))
}

/// The closed list as `decide` reads it.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn closed_list(tx: &mut Tx) -> Result<Vec<Listed>, Failure> {
    type Row = (i64, NaiveDate, Option<NaiveDate>, String, String);
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as("SELECT number, from_on, to_on, tier, pot FROM benefit ORDER BY number, from_on")
        .fetch_all(c).await.map_err(failure))?;
    Ok(rows
        .into_iter()
        .map(|(number, from_on, to_on, tier, pot)| Listed { number, from_on, to_on, tier_b: tier == "B", pot })
        .collect())
}

/// The daily proof of one account (RULE 22): see [`failed_proofs`].
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn failed_proof(tx: &mut Tx, bank_account: i64) -> Result<Option<String>, Failure> {
    let failed = proofs(tx, "WHERE a.bank_account = $1", bank_account).await?;
    Ok(failed.into_iter().next().map(|(_, gap)| gap))
}

/// The daily proof of every account (RULE 22): the books' money at the bank against the bank's last closing balance, and the sum
/// of every account that it holds. Each account that is not right to the cent, by its reference, with the difference in French.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn failed_proofs(tx: &mut Tx) -> Result<Vec<(String, String)>, Failure> {
    proofs(tx, "WHERE $1 = 0", 0).await
}

#[derive(sqlx::FromRow)]
struct ProofRow {
    reference: String,
    books: i64,
    sum: i64,
    closing: Option<i64>,
    statement: Option<String>,
}

async fn proofs(tx: &mut Tx, of: &str, bank_account: i64) -> Result<Vec<(String, String)>, Failure> {
    let sql = format!(
        "SELECT k.reference, x.books, x.sum, s.closing, s.reference AS statement
         FROM bank_account k
            JOIN (SELECT a.bank_account, CAST(SUM(CASE WHEN a.kind = 'bank' THEN b.cents ELSE 0 END) AS BIGINT) AS books,
                    CAST(SUM(b.cents) AS BIGINT) AS sum
                FROM account a JOIN balance b ON b.account = a.id {of} GROUP BY a.bank_account) x ON x.bank_account = k.id
            LEFT JOIN bank_statement s ON s.bank_account = k.id
                AND s.position = (SELECT MAX(l.position) FROM bank_statement l WHERE l.bank_account = k.id)
         ORDER BY k.id"
    );
    let rows: Vec<ProofRow> =
        on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(bank_account).fetch_all(c).await.map_err(failure))?;
    Ok(rows.into_iter().filter_map(|row| gap(&row).map(|gap| (row.reference, gap))).collect())
}

fn gap(row: &ProofRow) -> Option<String> {
    if row.sum != 0 {
        return Some(format!("l'argent des personnes et en attente diffère de l'argent en banque de {}", Cents(row.sum)));
    }
    let closing = row.closing.filter(|closing| *closing != row.books)?;
    let statement = row.statement.as_deref().unwrap_or("");
    Some(format!("les comptes disent {}, le relevé {statement} dit {}", Cents(row.books), Cents(closing)))
}
