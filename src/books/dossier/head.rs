//! What stands on top of a file: whose it is, four figures, and what asks for attention.

use super::full_name;
use super::portfolio::rows;
use crate::calendar::months_after;
use crate::ledger::movement::STILL_UNEXPLAINED;
use crate::money::Cents;
use crate::person::Holder;
use crate::refusal::Failure;
use crate::settings::settings_on;
use crate::store::{Question, Tx, failure, on};
use chrono::NaiveDate;
use sqlx::AssertSqlSafe;

/// The top of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The person's number.
    pub number: i64,
    /// Given name, then family name.
    pub name: String,
    /// Reference of the bank account that holds the money.
    pub account: String,
    /// In whose name it is.
    pub holder: Holder,
    /// Free money.
    pub free: Cents,
    /// Set aside for the dwelling.
    pub set_aside: Cents,
    /// The next rent: what is left to pay, and its day.
    pub rent: Option<(Cents, NaiveDate)>,
    /// What the money set aside lacks for the current rents.
    pub missing: Cents,
    /// Payments that left the pots and that the bank has not debited: how many, how much.
    pub moving: (i64, Cents),
    /// Payments that wait for an approval: how many, how much.
    pub to_approve: (i64, Cents),
    /// What asks for attention, the gravest first.
    pub alerts: Vec<Alert>,
}

/// What asks for attention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Alert {
    /// The current rents lack that much.
    RentShort(Cents),
    /// A debit that nobody explains.
    Debit {
        /// The bank line.
        line: String,
        /// Its day.
        on: NaiveDate,
        /// How much left.
        cents: Cents,
    },
    /// The person's own account is not confirmed, or is doubted.
    OwnAccount,
    /// A payee of the file whose account is not confirmed, or is doubted.
    Payee(String),
    /// The last contract is over since.
    Ended(NaiveDate),
    /// No contract is recorded.
    NoContract,
    /// The last contract ends on.
    Ending(NaiveDate),
    /// Months of contract in all: the 48 are near (CASF L271-2, RULE 03).
    NearTheTotal(i64),
    /// A credit that may be the person's waits.
    Waiting {
        /// The receipt.
        receipt: String,
        /// Its day.
        on: NaiveDate,
        /// How much.
        cents: Cents,
    },
}

#[derive(sqlx::FromRow)]
struct PersonRow {
    family_name: Option<String>,
    given_name: Option<String>,
    own_iban: Option<String>,
    confirmed: bool,
    bank_account: i64,
    account: String,
    #[sqlx(try_from = "String")]
    holder: Holder,
}

type Moved = (String, NaiveDate, Cents);

/// True when somebody bears the number.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn known(tx: &mut Tx, person: i64) -> Result<bool, Failure> {
    let (found,): (bool,) = on!(tx, c => sqlx::query_as("SELECT EXISTS (SELECT 1 FROM person WHERE number = $1)")
        .bind(person).fetch_one(c).await.map_err(failure))?;
    Ok(found)
}

/// The top of a person's file; none when nobody bears the number. `open` holds the debits that nobody explains, of everyone.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn head(tx: &mut Tx, person: i64, today: NaiveDate, open: &[OpenDebit]) -> Result<Option<Head>, Failure> {
    let who: Option<PersonRow> = on!(tx, c => sqlx::query_as(
        "SELECT q.family_name, q.given_name, q.own_iban, q.confirmed, k.id AS bank_account, k.reference AS account, k.holder
         FROM person_current q JOIN bank_account k ON k.id = q.bank_account WHERE q.number = $1")
        .bind(person).fetch_optional(c).await.map_err(failure))?;
    let (Some(who), Some(row)) = (who, rows(tx, &[person], today).await?.pop()) else { return Ok(None) };
    let mut alerts = Vec::new();
    if row.missing.is_positive() {
        alerts.push(Alert::RentShort(row.missing));
    }
    let debits = debits(tx, person, &who, open).await?.into_iter();
    alerts.extend(debits.map(|debit| Alert::Debit { line: debit.line.clone(), on: debit.on, cents: debit.cents }));
    if who.own_iban.is_some() && !who.confirmed {
        alerts.push(Alert::OwnAccount);
    }
    alerts.extend(doubted(tx, person).await?.into_iter().map(|(name,)| Alert::Payee(name)));
    let settings = settings_on(tx, today).await?;
    let months = contract_months(tx, person).await?;
    if months >= settings.warning_month {
        alerts.push(Alert::NearTheTotal(months));
    }
    match (row.ends_on, months_after(today, settings.ending_months)) {
        (None, _) => alerts.push(Alert::NoContract),
        (Some(day), _) if day < today => alerts.push(Alert::Ended(day)),
        (Some(day), horizon) if day < horizon => alerts.push(Alert::Ending(day)),
        _ => {}
    }
    alerts.extend(waiting(tx, person).await?.into_iter().map(|(receipt, on, cents)| Alert::Waiting { receipt, on, cents }));
    Ok(Some(Head {
        number: person,
        name: full_name(who.given_name.as_deref(), who.family_name.as_deref()),
        account: who.account,
        holder: who.holder,
        free: row.free,
        set_aside: row.set_aside,
        rent: row.rent,
        missing: row.missing,
        moving: orders(tx, person, "approved", "sealed").await?,
        to_approve: orders(tx, person, "proposed", "proposed").await?,
        alerts,
    }))
}

/// Months of contract in all, of the 48 that the law allows (CASF L271-2).
async fn contract_months(tx: &mut Tx, person: i64) -> Result<i64, Failure> {
    let (months,): (i64,) = on!(tx, c => sqlx::query_as(
        "SELECT CAST(COALESCE(SUM(v.term_ceiling), 0) AS BIGINT) FROM contract c JOIN contract_version v ON v.contract = c.reference
         WHERE c.person = $1 AND v.version = (SELECT MAX(w.version) FROM contract_version w WHERE w.contract = c.reference)")
        .bind(person).fetch_one(c).await.map_err(failure))?;
    Ok(months)
}

async fn orders(tx: &mut Tx, person: i64, state: &str, or: &str) -> Result<(i64, Cents), Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT COUNT(*), CAST(COALESCE(SUM(o.cents), 0) AS BIGINT) FROM payment_order o
         WHERE o.person = $1 AND o.kind <> 'give_back' AND o.state IN ($2, $3)")
        .bind(person).bind(state).bind(or).fetch_one(c).await.map_err(failure))
}

/// A debit that nobody explains.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct OpenDebit {
    line: String,
    bank_account: i64,
    on: NaiveDate,
    cents: Cents,
    mandate: Option<String>,
}

/// Every debit that nobody explains, the oldest first.
#[derive(Clone, Copy, Debug)]
pub struct OpenDebits;

impl Question for OpenDebits {
    type Answer = Vec<OpenDebit>;

    async fn ask(&self, tx: &mut Tx) -> Result<Vec<OpenDebit>, Failure> {
        let sql = format!(
            "SELECT b.id AS line, b.bank_account, b.booked_on AS \"on\", -b.cents AS cents, b.mandate
             FROM entry e JOIN bank_line b ON b.id = e.source WHERE {STILL_UNEXPLAINED} ORDER BY b.booked_on, b.id"
        );
        on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).fetch_all(c).await.map_err(failure))
    }
}

/// Those of the debits to explain that concern the person: of an account in their name, or under a mandate of their budget.
async fn debits<'d>(tx: &mut Tx, person: i64, who: &PersonRow, open: &'d [OpenDebit]) -> Result<Vec<&'d OpenDebit>, Failure> {
    let mandates: Vec<(String,)> = on!(tx, c => sqlx::query_as(
        "SELECT g.mandate FROM budget_line_current g WHERE g.person = $1 AND g.mandate IS NOT NULL")
        .bind(person).fetch_all(c).await.map_err(failure))?;
    let theirs = |debit: &&OpenDebit| {
        let mandate = debit.mandate.as_deref();
        debit.bank_account == who.bank_account
            && (who.holder == Holder::Person || mandates.iter().any(|(own,)| mandate == Some(own.as_str())))
    };
    Ok(open.iter().filter(theirs).collect())
}

/// Payees that the rents and the budget in force name, and that no payment may reach.
async fn doubted(tx: &mut Tx, person: i64) -> Result<Vec<(String,)>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT DISTINCT p.name FROM (SELECT r.payee FROM rent_current r WHERE r.person = $1
            UNION SELECT g.payee FROM budget_line_current g WHERE g.person = $1 AND g.payee IS NOT NULL) x
            JOIN payee_current p ON p.reference = x.payee WHERE NOT p.confirmed ORDER BY p.name")
        .bind(person).fetch_all(c).await.map_err(failure))
}

async fn waiting(tx: &mut Tx, person: i64) -> Result<Vec<Moved>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT r.line, r.received_on, r.cents FROM receipt r JOIN bank_account k ON k.id = r.bank_account
         WHERE r.state = 'waiting' AND (r.line IN (SELECT p.receipt FROM receipt_proposal p WHERE p.person = $1)
            OR (k.holder = 'personne' AND k.id = (SELECT q.bank_account FROM person q WHERE q.number = $1)))
         ORDER BY r.received_on, r.line")
        .bind(person).fetch_all(c).await.map_err(failure))
}
