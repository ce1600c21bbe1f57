//! The rent reserve, run inside the transaction of whatever changed the money or the rent.

use super::reserve::{Position, Reserve, current, reserve};
use crate::access::Act;
use crate::ledger::balance::PotBalances;
use crate::ledger::movement::{Event, rent_released, rent_set_aside};
use crate::ledger::{Chart, Draft, Pot, post};
use crate::money::Cents;
use crate::refusal::{AMOUNT_TOO_LARGE, Failure};
use crate::store::{Tx, failure, on};
use chrono::NaiveDate;
use sqlx::AssertSqlSafe;
use std::collections::HashMap;

/// One rent term and what is left to pay of it, old rents paid as arrears included.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct DueTerm {
    /// The rent that it is a term of.
    pub rent: String,
    /// `2026-12`.
    pub month: String,
    /// Whose rent.
    pub person: i64,
    /// When the landlord expects it.
    pub due_on: NaiveDate,
    /// Rent + charges − tiers payant − rebate.
    pub payable: Cents,
    /// Approved, sent or debited.
    pub paid: Cents,
    /// Used for something else by a derogation.
    pub derogated: Cents,
    /// What is left.
    pub unpaid: Cents,
}

/// The terms of these people due in `[from, to)`, oldest first.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn due_terms(tx: &mut Tx, people: &[i64], from: NaiveDate, to: NaiveDate) -> Result<Vec<DueTerm>, Failure> {
    terms(tx, "rent_owed", people, from, to).await
}

async fn terms(tx: &mut Tx, view: &str, people: &[i64], from: NaiveDate, to: NaiveDate) -> Result<Vec<DueTerm>, Failure> {
    let sql = format!(
        "SELECT rent, month, person, due_on, payable, paid, derogated, unpaid FROM {view}
         WHERE person {} AND due_on >= $2 AND due_on < $3 ORDER BY person, due_on, rent",
        tx.among_numbers("$1")
    );
    let people = serde_json::json!(people).to_string();
    on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(people).bind(from).bind(to).fetch_all(c).await.map_err(failure))
}

/// The position of each of these people on `today`.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn positions(tx: &mut Tx, people: &[i64], today: NaiveDate) -> Result<HashMap<i64, Position>, Failure> {
    let (from, to) = current(today);
    let balances = PotBalances::of_people(tx, people).await?;
    let mut positions: HashMap<i64, Position> = people
        .iter()
        .map(|&person| {
            let position = Position {
                libre: balances.of(person, Pot::Libre),
                loyer: balances.of(person, Pot::Loyer),
                logement: balances.of(person, Pot::Logement),
                unpaid: Cents::ZERO,
            };
            (person, position)
        })
        .collect();
    // Current rent, which arrears never settle: the same view as the database's own "rent first".
    for term in terms(tx, "rent_due", people, from, to).await? {
        let position = positions.entry(term.person).or_default();
        position.unpaid = position.unpaid.plus(term.unpaid).ok_or_else(|| AMOUNT_TOO_LARGE.because(""))?;
    }
    Ok(positions)
}

/// The day that the reserve looks from: `day`, or the day of its last entry when that is later. What was set aside for a later
/// window is never released by a day of the past.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn reserve_day(tx: &mut Tx, day: NaiveDate) -> Result<NaiveDate, Failure> {
    let last: Option<(NaiveDate,)> = on!(tx, c => sqlx::query_as(
        "SELECT occurred_on FROM entry WHERE journal = 'LO' ORDER BY year DESC, number DESC LIMIT 1")
        .fetch_optional(c).await.map_err(failure))?;
    Ok(last.map_or(day, |(last,)| day.max(last)))
}

/// What the reserve asks to move, and on which day: decided, not yet posted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moves {
    day: NaiveDate,
    moves: Vec<(i64, Reserve)>,
}

impl Moves {
    /// The balances as they will be once everything has moved.
    ///
    /// # Errors
    /// `amount_too_large`.
    pub fn apply(&self, pots: &mut PotBalances) -> Result<(), Failure> {
        for &(person, reserve) in &self.moves {
            let (from, to, cents) = match reserve {
                Reserve::Right => continue,
                Reserve::SetAside(cents) => (Pot::Libre, Pot::Loyer, cents),
                Reserve::Release(cents) => (Pot::Loyer, Pot::Libre, cents),
            };
            pots.add(person, from, cents.opposite().ok_or_else(|| AMOUNT_TOO_LARGE.because(""))?)?;
            pots.add(person, to, cents)?;
        }
        Ok(())
    }

    /// Posts them, caused by `source`.
    ///
    /// # Errors
    /// What the ledger refuses.
    pub async fn post(self, tx: &mut Tx, act: &Act, source: &str) -> Result<(), Failure> {
        if self.moves.is_empty() {
            return Ok(());
        }
        let moving: Vec<i64> = self.moves.iter().map(|(person, _)| *person).collect();
        let chart = Chart::of_people(tx, &moving).await?;
        let each = self.moves.into_iter().map(|(person, reserve)| draft(&chart, person, reserve, self.day, source));
        let drafts: Vec<Draft> = each.collect::<Result<_, _>>()?;
        post(tx, act, &drafts).await.map(|_| ())
    }
}

/// What the reserve asks of each of these people, on `today` or on the day of the last such entry when that is later. Nothing is
/// written.
///
/// # Errors
/// `amount_too_large`; unavailable when the engine does not answer.
pub async fn rent_moves(tx: &mut Tx, people: &[i64], today: NaiveDate) -> Result<Moves, Failure> {
    if people.is_empty() {
        return Ok(Moves::default());
    }
    let day = reserve_day(tx, today).await?;
    let mut moves = Vec::new();
    for (person, position) in positions(tx, people, day).await? {
        match reserve(position).ok_or_else(|| AMOUNT_TOO_LARGE.because(""))? {
            Reserve::Right => {}
            other => moves.push((person, other)),
        }
    }
    // The same order on every machine and every run: the chain must not depend on a hash map.
    moves.sort_unstable_by_key(|(person, _)| *person);
    Ok(Moves { day, moves })
}

/// Sets aside or releases what the reserve asks for each of these people, on `today` or on the day of the last such entry when that
/// is later, caused by `source`.
///
/// # Errors
/// What the ledger refuses.
pub async fn hold_rent(tx: &mut Tx, act: &Act, people: &[i64], today: NaiveDate, source: &str) -> Result<(), Failure> {
    rent_moves(tx, people, today).await?.post(tx, act, source).await
}

/// Sets free money of a person aside for a rent that the bank has already paid, beyond what the rule of the day asks.
///
/// # Errors
/// What the ledger refuses.
pub async fn set_rent_aside(tx: &mut Tx, act: &Act, person: i64, cents: Cents, source: &str) -> Result<(), Failure> {
    let day = reserve_day(tx, act.today).await?;
    let chart = Chart::of_people(tx, &[person]).await?;
    post(tx, act, &[draft(&chart, person, Reserve::SetAside(cents), day, source)?]).await.map(|_| ())
}

fn draft(chart: &Chart, person: i64, reserve: Reserve, today: NaiveDate, source: &str) -> Result<Draft, Failure> {
    let event = |cents, text: &str| Event {
        bank_account: 0,
        cents,
        occurred_on: today,
        value_on: today,
        source: source.to_owned(),
        text: text.to_owned(),
    };
    match reserve {
        Reserve::Release(cents) => rent_released(chart, &event(cents, "Loyer rendu à l'argent libre"), person),
        Reserve::SetAside(cents) => rent_set_aside(chart, &event(cents, "Loyer mis de côté"), person),
        Reserve::Right => Err(Failure::Broken("une mise de côté nulle n'est pas une écriture.".into())),
    }
}
