//! A month of many people from the sealed lines: a bounded number of queries whatever their number (`RULE 41`).
//!
//! Entries are taken by booking day. An entry of a month that a statement already tells, recorded after that statement, belongs
//! to the next one, as a correction with its own day (`RULE 42`): so each statement opens where the last one closed.

mod ahead;
mod bank;
mod entries;
mod payments;
mod people;
mod receipts;
mod refused;
mod rent;
mod text;
mod waiting;
mod window;

pub use people::due;
pub(super) use people::moved_since;
pub use text::came_back;

use super::model::{
    BankPosition, ChainHead, Derogation, Manager, Organisation, OtherMovement, Payment, Person, PotMonth, Print, Receipt,
    RefusedIncome, Statement, Waiting,
};
use super::print_choice::chosen;
use crate::access::Act;
use crate::calendar::Month;
use crate::money::Cents;
use crate::refusal::{AMOUNT_TOO_LARGE, Failure, REFERENCE_MISSING, Refusal, STATEMENT_FIGURES};
use crate::store::{Tx, failure, on};
use chrono::NaiveDate;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, FromRow};
use std::collections::HashMap;
use window::Window;

/// The number of a statement: its month and its person, which are unique together.
#[must_use]
pub fn number(month: Month, person: i64) -> String {
    format!("{month}-{person:05}")
}

/// Reads the month of each of these people, in their order. A month that does not add up, or that cannot be told, is a refusal.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn read(
    tx: &mut Tx,
    act: &Act,
    month: Month,
    people: &[i64],
) -> Result<Vec<(i64, Result<Statement, Refusal>)>, Failure> {
    tx.plan_once().await?;
    let mut known = people::read(tx, month, people).await?;
    let mut parts = Parts::read(tx, month, people, &known).await?;
    let mut told = Vec::with_capacity(people.len());
    for &person in people {
        let statement = match known.remove(&person) {
            None => Err(REFERENCE_MISSING.because(format!("(personne {person})"))),
            Some(people::Known { refusal: Some(refusal), .. }) => Err(refusal),
            Some(who) => parts.statement(act, person, who.name).and_then(held),
        };
        let statement = statement.map(super::reply::marked).map_or_else(|refusal| Ok(Err(refusal)), |marked| marked.map(Ok))?;
        told.push((person, statement));
    }
    Ok(told)
}

/// The statement, if it adds up.
fn held(statement: Statement) -> Result<Statement, Refusal> {
    match super::rules::check(&statement) {
        Ok(_) => Ok(statement),
        Err(wrong) => Err(STATEMENT_FIGURES.because(format!("{wrong} ({})", wrong.code())).at(statement.number)),
    }
}

/// What was read about all the people, by person.
struct Parts {
    scope: Scope,
    head: ChainHead,
    organisation: Organisation,
    pots: HashMap<i64, Vec<PotMonth>>,
    others: HashMap<i64, Vec<OtherMovement>>,
    receipts: HashMap<i64, Vec<Receipt>>,
    refused: HashMap<i64, Vec<RefusedIncome>>,
    waiting: HashMap<i64, Vec<Waiting>>,
    payments: HashMap<i64, Vec<Payment>>,
    derogations: HashMap<i64, Vec<Derogation>>,
    rents: HashMap<i64, rent::Rents>,
    banks: HashMap<i64, (Option<BankPosition>, Cents)>,
    ahead: ahead::Ahead,
    prints: HashMap<i64, Print>,
}

impl Parts {
    async fn read(tx: &mut Tx, month: Month, people: &[i64], known: &HashMap<i64, people::Known>) -> Result<Self, Failure> {
        let head = head(tx).await?;
        let organisation = super::organisation::current(tx).await?;
        let mut scope = Scope::new(month, people, known);
        scope.entries = entries::lines(tx, &scope).await?;
        let catalogue = crate::benefit::catalogue(tx).await?;
        let mut rents = rent::positions(tx, &scope).await?;
        Ok(Self {
            pots: entries::pots(tx, &scope).await?,
            others: entries::others(tx, &scope, &catalogue).await?,
            receipts: receipts::read(tx, &scope, &catalogue).await?,
            refused: refused::read(tx, &scope, &catalogue).await?,
            waiting: waiting::read(tx, &scope).await?,
            payments: payments::read(tx, &scope).await?,
            derogations: rent::derogations(tx, &scope).await?,
            banks: bank::positions(tx, &scope).await?,
            ahead: ahead::read(tx, &scope, &catalogue, &mut rents).await?,
            prints: chosen(tx, people).await?,
            rents,
            scope,
            head,
            organisation,
        })
    }

    /// Whom the person calls: the organisation answers for whoever manages the file.
    fn manager(&self) -> Manager {
        Manager { name: self.organisation.name.clone(), phone: self.organisation.phone.clone() }
    }

    fn statement(&mut self, act: &Act, person: i64, name: String) -> Result<Statement, Refusal> {
        let month = self.scope.month;
        let pots = self.pots.remove(&person).unwrap_or_default();
        let [opening, closing] = opening_and_closing(&pots).map_err(|refusal| refusal.at(number(month, person)))?;
        let (bank, bank_fees_borne) = self.banks.remove(&person).unwrap_or_default();
        let (next_receipts, next_payments) = self.ahead.remove(&person).unwrap_or_default();
        Ok(Statement {
            number: number(month, person),
            month,
            issued_on: act.today,
            print: self.prints.get(&person).copied().unwrap_or_default(),
            packed: true,
            organisation: self.organisation.clone(),
            person: Person { number: person.to_string(), name },
            manager: self.manager(),
            opening,
            closing,
            pots,
            receipts: self.receipts.remove(&person).unwrap_or_default(),
            refused: self.refused.remove(&person).unwrap_or_default(),
            waiting: self.waiting.remove(&person).unwrap_or_default(),
            payments: self.payments.remove(&person).unwrap_or_default(),
            moves: self.scope.moves(person),
            others: self.others.remove(&person).unwrap_or_default(),
            derogations: self.derogations.remove(&person).unwrap_or_default(),
            rent: self.rents.remove(&person).and_then(|rents| rents.position),
            bank,
            next_receipts,
            next_payments,
            bank_fees_borne,
            worker_comment: None,
            head: self.head.clone(),
            fingerprint: None,
        })
    }
}

/// What all the pots held before the month and after it.
fn opening_and_closing(pots: &[PotMonth]) -> Result<[Cents; 2], Refusal> {
    let sum = |part: fn(&PotMonth) -> Cents| Cents::total(pots.iter().map(part)).ok_or_else(|| AMOUNT_TOO_LARGE.because(""));
    Ok([sum(|row| row.opening)?, sum(|row| row.closing)?])
}

/// The last entry of the chain; before the first one, number 0 and a seal of zeros.
async fn head(tx: &mut Tx) -> Result<ChainHead, Failure> {
    let row: Option<(i64, Vec<u8>)> = on!(tx, c => sqlx::query_as("SELECT seq, seal FROM entry ORDER BY seq DESC LIMIT 1")
        .fetch_optional(c).await.map_err(failure))?;
    let (seq, seal) = row.unwrap_or_else(|| (0, crate::ledger::chain::GENESIS.to_vec()));
    Ok(ChainHead { number: u64::try_from(seq).unwrap_or_default(), seal: hex::encode(seal) })
}

/// The people and the days that one reading is about.
struct Scope {
    month: Month,
    /// Numbers, as a JSON list.
    keys: String,
    first: NaiveDate,
    last: NaiveDate,
    windows: HashMap<i64, Window>,
    /// No late entry of these people comes before it in the chain.
    late_after: i64,
    entries: Vec<entries::PotLine>,
}

impl Scope {
    fn new(month: Month, people: &[i64], known: &HashMap<i64, people::Known>) -> Self {
        let windows: HashMap<i64, Window> = known.iter().map(|(person, who)| (*person, who.window)).collect();
        let late_after = windows.values().filter_map(Window::head_of_the_last).min().unwrap_or(i64::MAX);
        Self {
            month,
            keys: serde_json::json!(people).to_string(),
            first: month.first_day(),
            last: month.last_day(),
            windows,
            late_after,
            entries: Vec::new(),
        }
    }

    fn window(&self, person: i64) -> Window {
        self.windows.get(&person).copied().unwrap_or_else(|| Window::new(self.month, None))
    }

    /// Rows of a query about these people.
    async fn people<T: Row>(&self, tx: &mut Tx, sql: &str) -> Result<Vec<T>, Failure> {
        let sql = sql.replace("IN :keys", &tx.among_numbers("$1"));
        on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(&self.keys).fetch_all(c).await.map_err(failure))
    }

    /// Rows of a query about these people (`:keys`), `$2` the first and `$3` the last day.
    async fn month<T: Row>(&self, tx: &mut Tx, sql: &str) -> Result<Vec<T>, Failure> {
        let sql = sql.replace("IN :keys", &tx.among_numbers("$1"));
        on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(&self.keys).bind(self.first).bind(self.last)
            .fetch_all(c).await.map_err(failure))
    }

    /// The same, with `$4` the entry after which what is older than the first day was recorded too late for the statements before.
    async fn told<T: Row>(&self, tx: &mut Tx, sql: &str) -> Result<Vec<T>, Failure> {
        let sql = sql.replace("IN :keys", &tx.among_numbers("$1"));
        on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(&self.keys).bind(self.first).bind(self.last).bind(self.late_after)
            .fetch_all(c).await.map_err(failure))
    }
}

/// Rows of a query about identifiers (`:ids`).
async fn named<T: Row>(tx: &mut Tx, sql: &str, ids: &[&str]) -> Result<Vec<T>, Failure> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = sql.replace("IN :ids", &tx.among_texts("$1"));
    let list = serde_json::json!(ids).to_string();
    on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(list).fetch_all(c).await.map_err(failure))
}

/// A row that both engines give.
trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin> Row for T {}

fn month_of(text: &str) -> Result<Month, Failure> {
    text.parse().map_err(|error| Failure::Broken(format!("« {text} » : {error}.")))
}

fn sum(amounts: impl IntoIterator<Item = Cents>) -> Result<Cents, Failure> {
    Cents::total(amounts).ok_or_else(|| AMOUNT_TOO_LARGE.because("").into())
}
