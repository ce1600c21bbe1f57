//! Rents and budget of a person: the leases with what they make payable, each term paid or not, the agreed lines, and what was
//! planned against what was paid.

use crate::budget::due::{Period, due_days};
use crate::calendar::Month;
use crate::money::Cents;
use crate::person::Frequency;
use crate::refusal::Failure;
use crate::rent::reserve::current;
use crate::rent::{DueTerm, due_terms, terms};
use crate::store::{Tx, failure, on};
use chrono::NaiveDate;
use std::collections::HashMap;

/// One period of a lease, with its landlord.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Lease {
    /// Its identifier.
    pub id: String,
    /// Amounts and dates.
    #[sqlx(flatten)]
    pub period: terms::Period,
    /// The landlord's name.
    pub landlord: String,
    /// The landlord's account.
    pub iban: String,
    /// False while no payment may reach that account.
    pub confirmed: bool,
}

/// The leases of a person, the latest first.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn leases(tx: &mut Tx, person: i64) -> Result<Vec<Lease>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT r.id, r.person, r.lease, r.payee, r.from_on, r.to_on, r.rent_amount, r.charges, r.tiers_payant, r.rebate, r.due_day,
            p.name AS landlord, p.iban, p.confirmed
         FROM rent_current r JOIN payee_current p ON p.reference = r.payee WHERE r.person = $1 ORDER BY r.from_on DESC, r.lease")
        .bind(person).fetch_all(c).await.map_err(failure))
}

/// The rent terms of a person up to the end of the current ones, oldest first, with those that are old and unpaid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// All of them.
    pub all: Vec<DueTerm>,
    /// What is left of terms that are no longer current.
    pub arrears: Cents,
    /// First day of the current ones.
    pub current_from: NaiveDate,
}

/// The rent terms of a person. A term that was cancelled is left out.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn rent_terms(tx: &mut Tx, person: i64, today: NaiveDate) -> Result<Terms, Failure> {
    let (current_from, to) = current(today);
    let all = due_terms(tx, &[person], NaiveDate::default(), to).await?;
    let old = all.iter().filter(|term| term.due_on < current_from).map(|term| term.unpaid);
    Ok(Terms { arrears: Cents::total(old).unwrap_or_default(), all, current_from })
}

/// A line of the agreed budget.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Line {
    /// Its identifier.
    pub id: String,
    /// Its reference.
    pub reference: String,
    /// Rank of the waterfall.
    pub rank: i64,
    /// Expense category, in words.
    pub category: String,
    /// What it is.
    pub label: String,
    /// The amount each time.
    pub amount: Cents,
    /// How often.
    #[sqlx(rename = "period", try_from = "String")]
    pub frequency: Frequency,
    /// Day of the month, or of the week.
    pub day: i64,
    /// First day.
    pub from_on: NaiveDate,
    /// Last day.
    pub to_on: Option<NaiveDate>,
    /// Who is paid; none for the person.
    pub payee: Option<String>,
    /// Mandate, when the creditor debits it.
    pub mandate: Option<String>,
}

impl Line {
    /// The days of a month on which it is due.
    #[must_use]
    pub fn due_days(&self, month: Month) -> Vec<NaiveDate> {
        let day = u32::try_from(self.day).unwrap_or(1);
        let period = match self.frequency {
            Frequency::Monthly => Period::Monthly { day },
            Frequency::Weekly => Period::Weekly { weekday: day },
        };
        due_days(period, month, self.from_on, self.to_on)
    }
}

/// The lines of the budget as they are in force, by rank; those that are over come last.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn lines(tx: &mut Tx, person: i64, today: NaiveDate) -> Result<Vec<Line>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT g.id, g.reference, g.rank, c.label AS category, g.label, g.amount, g.period, g.day, g.from_on, g.to_on,
            p.name AS payee, g.mandate
         FROM budget_line_current g JOIN expense_category c ON c.code = g.category LEFT JOIN payee_current p ON p.reference = g.payee
         WHERE g.person = $1 ORDER BY CASE WHEN g.to_on < $2 THEN 1 ELSE 0 END, g.rank, g.reference")
        .bind(person).bind(today).fetch_all(c).await.map_err(failure))
}

/// What a month was to cost, and what was paid for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spent {
    /// The month.
    pub month: Month,
    /// Rents due in it, and lines of the budget in force today that fall in it.
    pub planned: Cents,
    /// Payments approved, sent or debited for it, and agreed debits of the bank.
    pub paid: Cents,
}

/// Planned and paid for the last months, `months` of them at most, from the first that has a payment to the current one.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn spent(
    tx: &mut Tx,
    person: i64,
    terms: &Terms,
    lines: &[Line],
    today: NaiveDate,
    months: usize,
) -> Result<Vec<Spent>, Failure> {
    let contracts: Vec<(NaiveDate, NaiveDate)> = on!(tx, c => sqlx::query_as(
        "SELECT c.starts_on, c.ends_on FROM contract_current c WHERE c.person = $1").bind(person).fetch_all(c).await.map_err(failure))?;
    let paid = paid(tx, person).await?;
    let mut month = Month::of(today);
    let mut rows = Vec::with_capacity(months);
    while rows.len() < months {
        let planned = planned(month, &terms.all, lines, &contracts);
        rows.push(Spent { month, planned, paid: paid.get(&month.to_string()).copied().unwrap_or_default() });
        month = month.previous();
    }
    rows.reverse();
    // Months before the first payment were another's to pay: a plan without its payments would tell nothing.
    let first = rows.iter().position(|row| row.paid.is_positive()).unwrap_or(rows.len());
    Ok(rows.split_off(first))
}

fn planned(month: Month, terms: &[DueTerm], lines: &[Line], contracts: &[(NaiveDate, NaiveDate)]) -> Cents {
    let live = |day: &NaiveDate| contracts.iter().any(|(first, last)| first <= day && day <= last);
    let rents = terms.iter().filter(|term| month.holds(term.due_on)).map(|term| term.payable);
    let others = lines.iter().flat_map(|line| line.due_days(month).into_iter().filter(live).map(|_| line.amount));
    Cents::total(rents.chain(others)).unwrap_or_default()
}

async fn paid(tx: &mut Tx, person: i64) -> Result<HashMap<String, Cents>, Failure> {
    let orders: Vec<(String, Cents)> = on!(tx, c => sqlx::query_as(
        "SELECT o.month, CAST(SUM(o.cents) AS BIGINT) FROM payment_order o
         WHERE o.person = $1 AND o.kind IN ('rent', 'budget') AND o.state IN ('approved', 'sealed', 'settled') GROUP BY o.month")
        .bind(person).fetch_all(c).await.map_err(failure))?;
    let debits: Vec<(NaiveDate, Cents)> = on!(tx, c => sqlx::query_as(
        "SELECT b.booked_on, d.cents FROM direct_debit d JOIN bank_line b ON b.id = d.line
         WHERE d.person = $1 AND NOT EXISTS (SELECT 1 FROM bank_reversal v WHERE v.debit = d.line)")
        .bind(person).fetch_all(c).await.map_err(failure))?;
    let mut paid: HashMap<String, Cents> = orders.into_iter().collect();
    for (day, cents) in debits {
        let month = paid.entry(Month::of(day).to_string()).or_default();
        *month = month.plus(cents).unwrap_or(*month);
    }
    Ok(paid)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::parse_day;

    #[test]
    fn a_month_plans_its_rents_and_the_days_of_its_lines_under_contract() {
        let day = |text: &str| parse_day(text).unwrap();
        let term = |on: &str| DueTerm {
            rent: String::new(),
            month: String::new(),
            person: 1,
            due_on: day(on),
            payable: Cents(40_000),
            paid: Cents::ZERO,
            derogated: Cents::ZERO,
            unpaid: Cents(40_000),
        };
        let weekly = Line {
            id: String::new(),
            reference: String::new(),
            rank: 3,
            category: String::new(),
            label: String::new(),
            amount: Cents(5_000),
            frequency: Frequency::Weekly,
            day: 5,
            from_on: day("2026-01-01"),
            to_on: None,
            payee: None,
            mandate: None,
        };
        let month = "2026-11".parse().unwrap();
        let terms = [term("2026-11-05"), term("2026-12-05")];
        let whole = [(day("2026-01-01"), day("2027-01-01"))];
        assert_eq!(planned(month, &terms, std::slice::from_ref(&weekly), &whole), Cents(60_000));
        let half = [(day("2026-11-13"), day("2027-01-01"))];
        assert_eq!(planned(month, &[], &[weekly], &half), Cents(15_000));
    }
}
