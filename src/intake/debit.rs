//! Debits that are not our orders: agreed direct debits pay their budget line, what nobody explains is an alarm until a person does.

use super::day::NewBankLine;
use crate::access::{Act, Right, Role, audit};
use crate::calendar::Month;
use crate::ledger::balance::PotBalances;
use crate::ledger::movement::{Event, Funding, STILL_UNEXPLAINED, debit_explained, debit_was_a_fee, direct_debit};
use crate::ledger::{Chart, Draft, post};
use crate::money::Cents;
use crate::payment::approval::fund;
use crate::refusal::{
    AMOUNT_TOO_LARGE, DEBIT_BEYOND_BUDGET, DEBIT_IS_OURS, DEBIT_UNKNOWN, DIRECT_DEBIT_NOT_ITS_LINE, EVIDENCE_MISSING, Failure,
    RENT_FIRST,
};
use crate::rent::arrears::{ARREARS, ArrearsPayment, settle_arrears};
use crate::rent::reserve::{Position, shortfall};
use crate::rent::{hold_rent, positions, reserve_day};
use crate::store::{Column, Tx, failure, insert_many, on};
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use std::collections::HashMap;

/// A budget line paid by direct debit.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Mandate {
    /// Mandate reference (RUM).
    pub mandate: String,
    /// The debited account.
    pub bank_account: i64,
    /// Whose budget.
    pub person: i64,
    /// The line.
    pub budget_line: String,
    /// What it pays.
    pub category: String,
    /// The most that was agreed for one due day.
    pub agreed: Cents,
    /// The most that was agreed for a calendar month: a weekly line has at most five due days in it.
    pub monthly: Cents,
    /// First day.
    pub from_on: NaiveDate,
    /// Last day.
    pub to_on: Option<NaiveDate>,
}

/// The mandates of the people of these accounts.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn mandates(tx: &mut Tx, bank_accounts: &[i64]) -> Result<HashMap<String, Vec<Mandate>>, Failure> {
    let sql = format!(
        "SELECT b.mandate, p.bank_account, b.person, b.id AS budget_line, b.category, b.amount AS agreed,
            CASE b.period WHEN 'hebdomadaire' THEN 5 * b.amount ELSE b.amount END AS monthly, b.from_on, b.to_on
         FROM budget_line_current b JOIN person p ON p.number = b.person
         WHERE b.mandate IS NOT NULL AND p.bank_account {} ORDER BY b.id",
        tx.among_numbers("$1")
    );
    let keys = json!(bank_accounts).to_string();
    let rows: Vec<Mandate> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(keys).fetch_all(c).await.map_err(failure))?;
    let mut mandates: HashMap<String, Vec<Mandate>> = HashMap::new();
    for row in rows {
        mandates.entry(row.mandate.clone()).or_default().push(row);
    }
    Ok(mandates)
}

/// The one budget line that a debit pays: its mandate, its account, live that day, and no more than what was agreed.
#[must_use]
pub fn recognised<'a>(line: &NewBankLine, mandates: &'a HashMap<String, Vec<Mandate>>) -> Option<&'a Mandate> {
    let own = mandates.get(line.line.mandate.as_deref()?)?;
    let mut live = own.iter().filter(|m| {
        let day = line.line.booked_on;
        m.bank_account == line.bank_account
            && m.from_on <= day
            && m.to_on.is_none_or(|to| day <= to)
            && line.line.cents.opposite().is_some_and(|cents| cents <= m.agreed)
    });
    live.next().filter(|_| live.next().is_none())
}

const DIRECT_DEBIT: &[Column] = &[
    Column::Text("line"),
    Column::Integer("person"),
    Column::Text("budget_line"),
    Column::Text("category"),
    Column::Integer("cents"),
    Column::Instant("decided_at"),
    Column::Text("decided_by"),
];

/// What direct debits took on each budget line, by calendar month of the bank's booking day.
#[derive(Debug, Default)]
struct Taken(HashMap<(String, Month), Cents>);

impl Taken {
    /// Those of these people, from the first day of a month.
    async fn read(tx: &mut Tx, people: &[i64], since: Month) -> Result<Self, Failure> {
        let sql = format!(
            "SELECT d.budget_line, b.booked_on, d.cents - COALESCE(c.cents, 0) FROM direct_debit d JOIN bank_line b ON b.id = d.line
                LEFT JOIN bank_reversal x ON x.debit = d.line LEFT JOIN bank_line c ON c.id = x.credit
             WHERE d.person {} AND b.booked_on >= $2",
            tx.among_numbers("$1")
        );
        let people = json!(people).to_string();
        let rows: Vec<(String, NaiveDate, Cents)> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql))
            .bind(people).bind(since.first_day()).fetch_all(c).await.map_err(failure))?;
        let mut taken = Self::default();
        for (budget_line, booked_on, cents) in rows {
            let sum = taken.with(&budget_line, booked_on, cents).ok_or_else(|| AMOUNT_TOO_LARGE.because(""))?;
            taken.0.insert((budget_line, Month::of(booked_on)), sum);
        }
        Ok(taken)
    }

    /// The month's sum with this debit too.
    fn with(&self, budget_line: &str, booked_on: NaiveDate, cents: Cents) -> Option<Cents> {
        let before = self.0.get(&(budget_line.to_owned(), Month::of(booked_on))).copied().unwrap_or_default();
        before.plus(cents)
    }

    /// The month's sum with this debit too, if it stays within what was agreed for a month.
    fn agreed(&self, mandate: &Mandate, booked_on: NaiveDate, cents: Cents) -> Option<Cents> {
        self.with(&mandate.budget_line, booked_on, cents).filter(|sum| *sum <= mandate.monthly)
    }
}

/// Pays agreed direct debits with what their people have left after the rent; gives back the lines that were paid. A debit that
/// the pots cannot pay, that exceeds what was agreed for the month, or that would eat the rent, stays an alarm.
///
/// # Errors
/// What the ledger refuses.
pub async fn pay_direct_debits(
    tx: &mut Tx,
    act: &Act,
    day: NaiveDate,
    chart: &Chart,
    mandates: &HashMap<String, Vec<Mandate>>,
    lines: &[NewBankLine],
) -> Result<Vec<String>, Failure> {
    let known: Vec<(&NewBankLine, &Mandate)> =
        lines.iter().filter_map(|line| recognised(line, mandates).map(|mandate| (line, mandate))).collect();
    let mut people: Vec<i64> = known.iter().map(|(_, mandate)| mandate.person).collect();
    people.sort_unstable();
    people.dedup();
    if people.is_empty() {
        return Ok(Vec::new());
    }
    hold_rent(tx, act, &people, day, "prélèvement").await?;
    // The entry bears the booking day, the reserve looks from its own day: the rent of both comes first.
    let later = reserve_day(tx, day).await?;
    let now = positions(tx, &people, later).await?;
    let then = positions(tx, &people, day).await?;
    let since = known.iter().map(|(line, _)| line.line.booked_on).min().unwrap_or(day);
    let mut taken = Taken::read(tx, &people, Month::of(since)).await?;
    let mut pots = PotBalances::of_people(tx, &people).await?;
    let mut rows: Vec<Value> = Vec::new();
    let mut drafts: Vec<Draft> = Vec::new();
    let mut arrears = Vec::new();
    let mut paid = Vec::new();
    for (line, mandate) in known {
        let event = line.event("Prélèvement prévu au budget");
        if ![&now, &then].iter().all(|positions| rent_is_covered(positions.get(&mandate.person))) {
            continue;
        }
        let Some(sum) = taken.agreed(mandate, line.line.booked_on, event.cents) else { continue };
        let Ok(funding) = fund(mandate.person, &mandate.category, event.cents, &pots) else { continue };
        taken.0.insert((mandate.budget_line.clone(), Month::of(line.line.booked_on)), sum);
        take(&mut pots, mandate.person, &funding)?;
        rows.push(json!([line.id, mandate.person, mandate.budget_line, mandate.category, event.cents, act.at, act.user.id]));
        drafts.push(direct_debit(chart, &event, mandate.person, &mandate.category, &funding)?);
        if mandate.category == ARREARS {
            arrears.push(ArrearsPayment { source: line.id.clone(), person: mandate.person, cents: event.cents });
        }
        paid.push(line.id.clone());
    }
    insert_many(tx, "direct_debit", DIRECT_DEBIT, &rows).await?;
    settle_arrears(tx, day, &arrears).await?;
    post(tx, act, &drafts).await?;
    Ok(paid)
}

fn rent_is_covered(position: Option<&Position>) -> bool {
    position.is_none_or(|position| shortfall(*position) == Some(Cents::ZERO))
}

fn take(pots: &mut PotBalances, person: i64, funding: &[Funding]) -> Result<(), Failure> {
    funding.iter().try_for_each(|part| pots.add(person, part.pot, part.cents.opposite().unwrap_or_default()))
}

/// A debit that waits in 4718.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Unexplained {
    /// The bank line.
    pub line: String,
    /// The account's reference.
    pub account: String,
    /// The account's key.
    pub bank_account: i64,
    /// Booking day.
    pub booked_on: NaiveDate,
    /// The amount, above zero.
    pub cents: Cents,
    /// Who took it.
    pub name: Option<String>,
    /// Its mandate.
    pub mandate: Option<String>,
    /// Its words.
    pub remittance: Option<String>,
}

/// Debits that nobody explained yet, oldest first.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn unexplained(tx: &mut Tx) -> Result<Vec<Unexplained>, Failure> {
    let sql = format!(
        "SELECT b.id AS line, k.reference AS account, b.bank_account, b.booked_on, -b.cents AS cents, b.counterparty_name AS name,
            b.mandate, b.remittance
         FROM entry e JOIN bank_line b ON b.id = e.source JOIN bank_account k ON k.id = b.bank_account
         WHERE {STILL_UNEXPLAINED} ORDER BY b.booked_on, b.id"
    );
    on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).fetch_all(c).await.map_err(failure))
}

/// The unexplained debit of that bank line.
///
/// # Errors
/// `debit_unknown` when it does not exist or is explained.
pub async fn unexplained_line(tx: &mut Tx, line: &str) -> Result<Unexplained, Failure> {
    let debit = unexplained(tx).await?.into_iter().find(|debit| debit.line == line);
    debit.ok_or_else(|| DEBIT_UNKNOWN.because(format!("(« {line} »)")).into())
}

/// What a person says of an unexplained debit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Explanation {
    /// It paid that line of that person's budget.
    Budget {
        /// The person.
        person: i64,
        /// Reference of the line.
        reference: String,
    },
    /// It was a fee of the bank.
    Fee,
}

/// Explains a debit: the pots pay it today, rent first; or the organisation owes it.
///
/// # Errors
/// `debit_unknown`, `direct_debit_not_its_line`, `rent_first`, `pot_insufficient`.
pub async fn explain(tx: &mut Tx, act: &Act, line: &str, explanation: &Explanation, evidence: &str) -> Result<(), Failure> {
    act.with(Right::Money)?;
    if evidence.trim().is_empty() {
        return Err(EVIDENCE_MISSING.because("").at(line).into());
    }
    let debit = unexplained_line(tx, line).await?;
    refuse_ours(tx, line).await?;
    let event = Event {
        bank_account: debit.bank_account,
        cents: debit.cents,
        occurred_on: act.today,
        value_on: debit.booked_on,
        source: debit.line.clone(),
        text: "Débit expliqué".to_owned(),
    };
    let draft = match explanation {
        Explanation::Fee => {
            let chart = Chart::of_people_and_accounts(tx, &[], &[debit.bank_account]).await?;
            debit_was_a_fee(&chart, &event)?
        }
        Explanation::Budget { person, reference } => explained_by_budget(tx, act, &event, &debit, *person, reference).await?,
    };
    post(tx, act, &[draft]).await?;
    audit(tx, act, "debit_explain", line, &format!("{explanation:?} ; {evidence}")).await
}

#[derive(sqlx::FromRow)]
struct AgreedLine {
    id: String,
    category: String,
    mandate: Option<String>,
    amount: Cents,
    from_on: NaiveDate,
    to_on: Option<NaiveDate>,
}

impl AgreedLine {
    /// True when the debit is what the person agreed to: its mandate, no more than its amount, within its dates.
    fn allows(&self, debit: &Unexplained) -> bool {
        self.mandate.is_some()
            && self.mandate == debit.mandate
            && debit.cents <= self.amount
            && self.from_on <= debit.booked_on
            && self.to_on.is_none_or(|to| debit.booked_on <= to)
    }
}

/// A debit that names our own orders is theirs.
async fn refuse_ours(tx: &mut Tx, line: &str) -> Result<(), Failure> {
    let ours: Option<(String,)> = on!(tx, c => sqlx::query_as(
        "SELECT b.id FROM bank_line b WHERE b.id = $1 AND (EXISTS (SELECT 1 FROM batch_block k WHERE k.payment_id = UPPER(b.payment_id))
            OR EXISTS (SELECT 1 FROM payment_order o WHERE o.id = UPPER(b.end_to_end_id)))")
        .bind(line).fetch_optional(c).await.map_err(failure))?;
    if ours.is_some() { Err(DEBIT_IS_OURS.because("").at(line).into()) } else { Ok(()) }
}

async fn explained_by_budget(
    tx: &mut Tx,
    act: &Act,
    event: &Event,
    debit: &Unexplained,
    person: i64,
    reference: &str,
) -> Result<Draft, Failure> {
    let line: Option<AgreedLine> = on!(tx, c => sqlx::query_as(
        "SELECT id, category, mandate, amount, from_on, to_on FROM budget_line_current WHERE person = $1 AND reference = $2")
        .bind(person).bind(reference).fetch_optional(c).await.map_err(failure))?;
    let line = line.ok_or_else(|| DIRECT_DEBIT_NOT_ITS_LINE.because(format!("(« {reference} »)")))?;
    if !line.allows(debit) && act.user.role != Role::Responsable {
        return Err(DEBIT_BEYOND_BUDGET
            .because(format!("({}, prévu {})", debit.cents, line.amount))
            .at(debit.line.clone())
            .into());
    }
    let (budget_line, category) = (line.id, line.category);
    hold_rent(tx, act, &[person], act.today, "prélèvement").await?;
    if !rent_is_covered(positions(tx, &[person], act.today).await?.get(&person)) {
        return Err(RENT_FIRST.because("").into());
    }
    let pots = PotBalances::of_people(tx, &[person]).await?;
    let funding = fund(person, &category, event.cents, &pots)?;
    let row = json!([event.source, person, budget_line, category, event.cents, act.at, act.user.id]);
    insert_many(tx, "direct_debit", DIRECT_DEBIT, &[row]).await?;
    if category == ARREARS {
        let payment = ArrearsPayment { source: event.source.clone(), person, cents: event.cents };
        settle_arrears(tx, act.today, &[payment]).await?;
    }
    let chart = Chart::of_people(tx, &[person]).await?;
    debit_explained(&chart, event, person, &category, &funding)
}
