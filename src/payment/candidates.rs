//! What a month asks to pay: rent terms and budget lines, with what already happened to each.

use crate::budget::due::{Period, due_days};
use crate::budget::waterfall::Need;
use crate::calendar::{Month, day_in_french};
use crate::money::Cents;
use crate::refusal::Failure;
use crate::rent::reserve::current;
use crate::store::{Tx, failure, on};
use chrono::NaiveDate;
use serde_json::json;
use sqlx::AssertSqlSafe;
use std::collections::{HashMap, HashSet};

/// The word of a monthly line in the database.
const MONTHLY: &str = "mensuel";

/// A person's contract in the month.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Live {
    /// Whose.
    pub person: i64,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
    /// Agreed living money of a month.
    pub living_floor: Cents,
}

/// One thing to pay and everything an order for it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Whose.
    pub person: i64,
    /// What the waterfall sees.
    pub need: Need,
    /// The rent and its month, or the budget line.
    pub cause: Cause,
    /// The account that pays.
    pub bank_account: i64,
    /// The payee, none when the person is paid.
    pub payee: Option<String>,
    /// Who is paid.
    pub creditor_name: String,
    /// On which account.
    pub creditor_iban: String,
    /// At which bank.
    pub creditor_bic: Option<String>,
    /// Words for the payee.
    pub remittance: String,
    /// The proposal that stands for it.
    pub proposed: Option<Standing>,
}

/// A proposal that stands: it is kept while it says the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its identifier.
    pub id: String,
    /// Its amount.
    pub cents: Cents,
    /// Whom it pays.
    pub creditor_name: String,
    /// On which account.
    pub creditor_iban: String,
}

/// What a candidate pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A rent term.
    Rent {
        /// The rent.
        rent: String,
        /// Its month.
        month: String,
    },
    /// A budget line.
    Budget {
        /// The line.
        line: String,
    },
}

#[derive(sqlx::FromRow)]
struct RentRow {
    rent: String,
    month: String,
    person: i64,
    due_on: NaiveDate,
    unpaid: i64,
    lease: String,
    payee: String,
    name: String,
    iban: String,
    bic: Option<String>,
    confirmed: bool,
    payable_from: Option<NaiveDate>,
    bank_account: i64,
}

#[derive(sqlx::FromRow)]
struct BudgetRow {
    id: String,
    person: i64,
    rank: i64,
    category: String,
    payee: Option<String>,
    amount: i64,
    period: String,
    day: i64,
    from_on: NaiveDate,
    to_on: Option<NaiveDate>,
    label: String,
    mandate: Option<String>,
    name: Option<String>,
    iban: Option<String>,
    bic: Option<String>,
    confirmed: Option<bool>,
    payable_from: Option<NaiveDate>,
    bank_account: i64,
    own_iban: Option<String>,
    family_name: Option<String>,
    given_name: Option<String>,
}

#[derive(sqlx::FromRow)]
struct PastRow {
    id: String,
    state: String,
    cents: i64,
    due_on: NaiveDate,
    month: String,
    rent: Option<String>,
    budget_line: Option<String>,
    reason: Option<String>,
    creditor_name: String,
    creditor_iban: String,
}

/// What happened so far to each thing to pay.
#[derive(Default)]
struct Past {
    budget: HashMap<(String, NaiveDate), PastRow>,
    rent: HashMap<(String, String), PastRow>,
    debited: HashMap<String, i64>,
    /// Lines already approved or paid in the month, whatever the day: a monthly line is paid once.
    committed: HashSet<(String, String)>,
}

/// Contracts that live in the month, by person.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn live_contracts(tx: &mut Tx, month: Month) -> Result<Vec<Live>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT person, starts_on, ends_on, living_floor FROM contract_current WHERE starts_on <= $2 AND ends_on >= $1 ORDER BY person, starts_on")
        .bind(month.first_day()).bind(month.last_day()).fetch_all(c).await.map_err(failure))
}

/// Everything the month asks to pay, person by person, with what already happened to it for these people.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn candidates(tx: &mut Tx, people: &[i64], month: Month, today: NaiveDate) -> Result<Vec<Candidate>, Failure> {
    let past = past(tx, people, month).await?;
    let mut all: Vec<Candidate> =
        rents(tx, month, today).await?.into_iter().map(|row| rent_candidate(row, &past, today)).collect();
    for row in budget(tx, month).await? {
        let weekly = row.period != MONTHLY;
        let day = u32::try_from(row.day).unwrap_or(1);
        let period = if weekly { Period::Weekly { weekday: day } } else { Period::Monthly { day } };
        for due_on in due_days(period, month, row.from_on, row.to_on) {
            all.push(budget_candidate(&row, due_on, &past, today));
        }
    }
    Ok(all)
}

async fn rents(tx: &mut Tx, month: Month, today: NaiveDate) -> Result<Vec<RentRow>, Failure> {
    let (from, to) = current(today);
    on!(tx, c => sqlx::query_as(
        "SELECT d.rent, d.month, d.person, d.due_on, d.unpaid, r.lease, r.payee, p.name, p.iban, p.bic, p.confirmed, p.payable_from,
            q.bank_account
         FROM rent_due d JOIN rent_current r ON r.id = d.rent JOIN payee_current p ON p.reference = r.payee JOIN person q ON q.number = d.person
         WHERE d.due_on >= $1 AND d.due_on < $2 AND d.due_on <= $3 AND d.unpaid > 0 ORDER BY d.person, d.due_on, d.rent")
        .bind(from).bind(to).bind(month.last_day()).fetch_all(c).await.map_err(failure))
}

async fn budget(tx: &mut Tx, month: Month) -> Result<Vec<BudgetRow>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT b.id, b.person, b.rank, b.category, b.payee, b.amount, b.period, b.day, b.from_on, b.to_on, b.label, b.mandate,
            p.name, p.iban, p.bic, CASE WHEN b.payee IS NULL THEN q.confirmed OR q.own_iban IS NULL ELSE p.confirmed END AS confirmed,
            CASE WHEN b.payee IS NULL THEN q.payable_from ELSE p.payable_from END AS payable_from,
            q.bank_account, q.own_iban, q.family_name, q.given_name
         FROM budget_line_current b LEFT JOIN payee_current p ON p.reference = b.payee JOIN person_current q ON q.number = b.person
         WHERE b.from_on <= $2 AND (b.to_on IS NULL OR b.to_on >= $1) ORDER BY b.person, b.rank, b.reference")
        .bind(month.first_day()).bind(month.last_day()).fetch_all(c).await.map_err(failure))
}

/// Orders for the month's budget lines, and for the rents of the months around it, which may be due in it too.
async fn past(tx: &mut Tx, people: &[i64], month: Month) -> Result<Past, Failure> {
    // By their people, whose orders have a key: not through the orders of all years.
    let sql = format!(
        "SELECT id, state, cents, due_on, month, rent, budget_line, reason, creditor_name, creditor_iban FROM payment_order
         WHERE person IN {} AND state <> 'cancelled' AND month IN ($1, $2, $3) AND (kind = 'rent' OR kind = 'budget' AND month = $1)
         ORDER BY id",
        tx.numbers("$4")
    );
    let rows: Vec<PastRow> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql))
        .bind(month.to_string()).bind(month.previous().to_string()).bind(month.next().to_string()).bind(json!(people).to_string())
        .fetch_all(c).await.map_err(failure))?;
    let debits: Vec<(String, i64)> = on!(tx, c => sqlx::query_as(
        "SELECT d.budget_line, CAST(SUM(d.cents - COALESCE(c.cents, 0)) AS BIGINT) FROM direct_debit d JOIN bank_line l ON l.id = d.line
            LEFT JOIN bank_reversal x ON x.debit = d.line LEFT JOIN bank_line c ON c.id = x.credit
         WHERE l.booked_on BETWEEN $1 AND $2 GROUP BY d.budget_line")
        .bind(month.first_day()).bind(month.last_day()).fetch_all(c).await.map_err(failure))?;
    let mut past = Past { debited: debits.into_iter().collect(), ..Past::default() };
    // Identifiers are ordered in time: the last order for a thing to pay is the one that counts.
    for row in rows {
        if let (Some(line), "approved" | "sealed" | "settled") = (&row.budget_line, row.state.as_str()) {
            past.committed.insert((line.clone(), row.month.clone()));
        }
        match (&row.rent, &row.budget_line) {
            (Some(rent), _) => past.rent.insert((rent.clone(), row.month.clone()), row),
            (None, Some(line)) => past.budget.insert((line.clone(), row.due_on), row),
            (None, None) => None,
        };
    }
    Ok(past)
}

fn rent_candidate(row: RentRow, past: &Past, today: NaiveDate) -> Candidate {
    let before = past.rent.get(&(row.rent.clone(), row.month.clone()));
    Candidate {
        person: row.person,
        need: Need {
            rank: 1,
            category: "loyer".into(),
            due_on: row.due_on,
            wanted: Cents(row.unpaid),
            debited: false,
            committed: false,
            stopped: stopped(before, waits(Some(row.confirmed), row.payable_from, today, &row.name)),
        },
        remittance: format!("Loyer {} bail {}", row.month, row.lease),
        cause: Cause::Rent { rent: row.rent, month: row.month },
        bank_account: row.bank_account,
        payee: Some(row.payee),
        creditor_name: row.name,
        creditor_iban: row.iban,
        creditor_bic: row.bic,
        proposed: proposed(before),
    }
}

fn budget_candidate(row: &BudgetRow, due_on: NaiveDate, past: &Past, today: NaiveDate) -> Candidate {
    let before = past.budget.get(&(row.id.clone(), due_on));
    let debited = row.mandate.is_some();
    let paid_this_month = || past.committed.contains(&(row.id.clone(), Month::of(due_on).to_string()));
    let committed = before.is_some_and(|row| matches!(row.state.as_str(), "approved" | "sealed" | "settled"))
        || (row.period == MONTHLY && paid_this_month())
        || (debited && past.debited.get(&row.id).is_some_and(|cents| *cents > 0));
    let own_name = [row.given_name.as_deref(), row.family_name.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let creditor_name = row.name.clone().unwrap_or(own_name);
    let iban = row.iban.clone().or_else(|| row.own_iban.clone());
    // A direct debit goes to no account of ours to choose: the mandate names who takes it.
    let waits = if debited { None } else { waits(row.confirmed, row.payable_from, today, &creditor_name) };
    let no_account = (iban.is_none() && !debited).then(|| "Le compte de la personne n'est pas connu.".to_owned());
    Candidate {
        person: row.person,
        need: Need {
            rank: row.rank,
            category: row.category.clone(),
            due_on,
            wanted: Cents(row.amount),
            debited,
            committed,
            stopped: no_account.or_else(|| stopped(before, waits)),
        },
        cause: Cause::Budget { line: row.id.clone() },
        bank_account: row.bank_account,
        payee: row.payee.clone(),
        creditor_name,
        creditor_iban: iban.unwrap_or_default(),
        creditor_bic: row.bic.clone(),
        remittance: format!("{} {}", row.label, due_on.format("%d/%m/%Y")),
        proposed: proposed(before),
    }
}

fn proposed(before: Option<&PastRow>) -> Option<Standing> {
    before.filter(|row| row.state == "proposed").map(|row| Standing {
        id: row.id.clone(),
        cents: Cents(row.cents),
        creditor_name: row.creditor_name.clone(),
        creditor_iban: row.creditor_iban.clone(),
    })
}

/// Why an account is not paid today: it waits for a second look, or its first payment for some days (RULE 35).
fn waits(confirmed: Option<bool>, payable_from: Option<NaiveDate>, today: NaiveDate, name: &str) -> Option<String> {
    if confirmed == Some(false) {
        return Some(format!("L'IBAN de {name}, nouveau ou refusé par la banque, attend d'être confirmé."));
    }
    let from = payable_from.filter(|from| *from > today)?;
    Some(format!("L'IBAN de {name} vient d'être confirmé : premier paiement possible à partir du {}.", day_in_french(from)))
}

/// What stops a payment whatever the money: it came back or was rejected (never re-issued by itself), or its account waits.
fn stopped(before: Option<&PastRow>, waits: Option<String>) -> Option<String> {
    let failed = before.filter(|row| matches!(row.state.as_str(), "rejected" | "returned")).map(|row| {
        let what = if row.state == "returned" { "est revenu" } else { "a été rejeté" };
        let reason = row.reason.as_deref().unwrap_or("motif inconnu");
        let end = row.id.get(row.id.len().saturating_sub(8)..).unwrap_or(&row.id);
        format!(
            "Le paiement précédent {what} ({reason}) : « quitus order again {end} », ou la page « Retours », le prépare de nouveau."
        )
    });
    failed.or(waits)
}
