//! The people of a portfolio: chosen and sorted by the database, whatever their number, and told in a row each.

use super::full_name;
use crate::calendar::{months_after, one_month_after};
use crate::ledger::Pot;
use crate::ledger::balance::PotBalances;
use crate::money::Cents;
use crate::refusal::Failure;
use crate::rent::reserve::current;
use crate::rent::{DueTerm, due_terms};
use crate::settings::settings_on;
use crate::store::{Question, Tx, failure, on};
use chrono::NaiveDate;
use serde_json::json;
use sqlx::AssertSqlSafe;
use std::collections::{HashMap, HashSet};

/// Which people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// Everyone.
    #[default]
    All,
    /// The last contract ends soon, as the settings say.
    ContractEnding,
    /// A credit that may be theirs waits for a decision.
    MoneyWaiting,
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// By family name, without accents.
    #[default]
    Name,
    /// By file number.
    Number,
    /// By the end of the last contract.
    End,
    /// By the day of the next rent to pay.
    Rent,
    /// By the money set aside for the dwelling.
    SetAside,
    /// By free money.
    Free,
}

// `$1` and `$2` bound the current rents, `$3` is today, `$4` the day before which contracts are near their end.
fn filtered(filter: Filter) -> String {
    match filter {
        Filter::All => String::new(),
        Filter::ContractEnding => {
            "AND q.number IN (SELECT c.person FROM contract_current c WHERE c.ends_on >= $3 AND c.ends_on < $4
                AND NOT EXISTS (SELECT 1 FROM contract_current n WHERE n.person = c.person AND n.ends_on > c.ends_on))"
                .to_owned()
        }
        Filter::MoneyWaiting => format!("AND q.number IN ({})", waiting("IS NOT NULL")),
    }
}

/// People whose money may wait, among those that the condition on a number lets through: recognition names them, also by a rule that was withdrawn
/// since, or the account is theirs alone.
fn waiting(among: &str) -> String {
    format!(
        "SELECT p.person FROM receipt_proposal p JOIN receipt r ON r.line = p.receipt WHERE r.state = 'waiting' AND p.person {among}
         UNION SELECT s.number FROM receipt r JOIN bank_account k ON k.id = r.bank_account AND k.holder = 'personne'
            JOIN person s ON s.bank_account = k.id WHERE r.state = 'waiting' AND s.number {among}"
    )
}

fn key(sort: Sort) -> &'static str {
    match sort {
        Sort::Name => "q.search_key",
        Sort::Number => "q.number",
        Sort::End => "(SELECT MAX(c.ends_on) FROM contract_current c WHERE c.person = q.number)",
        Sort::Rent => "(SELECT MIN(r.due_on) FROM rent_owed r WHERE r.person = q.number AND r.unpaid > 0 AND r.due_on >= $1)",
        Sort::SetAside => {
            "(SELECT -SUM(b.cents) FROM account a JOIN balance b ON b.account = a.id
                WHERE a.person = q.number AND a.pot IN ('loyer', 'logement'))"
        }
        Sort::Free => {
            "(SELECT -b.cents FROM account a JOIN balance b ON b.account = a.id WHERE a.person = q.number AND a.pot = 'libre')"
        }
    }
}

/// The people of a filter on a day, in an order, of the whole house: a page keeps those whose file its user sees. What is searched in them,
/// [`super::search`] finds.
#[derive(Clone, Debug)]
pub struct People {
    /// Which people.
    pub filter: Filter,
    /// In which order.
    pub sort: Sort,
    /// From the last to the first.
    pub down: bool,
    /// The day.
    pub today: NaiveDate,
}

impl Question for People {
    type Answer = Vec<i64>;

    async fn ask(&self, tx: &mut Tx) -> Result<Vec<i64>, Failure> {
        let Self { filter, sort, down, today } = *self;
        let (from, to) = current(today);
        let horizon = horizon(tx, today).await?;
        let direction = if down { "DESC" } else { "ASC" };
        // Every query binds the same values, so that each engine knows them all: the first condition on days is always true.
        let sql = format!(
            "SELECT x.number FROM (SELECT q.number, {} AS sorted FROM person_current q
                WHERE ($1 < $2 OR $3 < $4) {}) x ORDER BY (x.sorted IS NULL), x.sorted {direction}, x.number",
            key(sort),
            filtered(filter)
        );
        let rows: Vec<(i64,)> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(from).bind(to).bind(today).bind(horizon)
            .fetch_all(c).await.map_err(failure))?;
        Ok(rows.into_iter().map(|(number,)| number).collect())
    }
}

/// How a file stands: the gravest fact alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The current rent lacks that much.
    RentShort(Cents),
    /// The last contract is over.
    Ended,
    /// No contract is recorded.
    NoContract,
    /// The last contract ends soon, as the settings say.
    Ending,
    /// Money that may be the person's waits.
    MoneyWaiting,
    /// Nothing to do.
    Fine,
}

/// A file in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The person's number.
    pub number: i64,
    /// Family name, then given name: lists are read by family name.
    pub name: String,
    /// Last day of the last contract.
    pub ends_on: Option<NaiveDate>,
    /// The next rent: what is left to pay, and its day.
    pub rent: Option<(Cents, NaiveDate)>,
    /// Set aside for the dwelling.
    pub set_aside: Cents,
    /// Free money.
    pub free: Cents,
    /// What the money set aside lacks for the current rents.
    pub missing: Cents,
    /// How it stands.
    pub standing: Standing,
}

#[derive(sqlx::FromRow)]
struct NameRow {
    number: i64,
    family_name: Option<String>,
    given_name: Option<String>,
    ends_on: Option<NaiveDate>,
}

/// The files of these people, in their order.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn rows(tx: &mut Tx, people: &[i64], today: NaiveDate) -> Result<Vec<Row>, Failure> {
    let sql = format!(
        "SELECT q.number, q.family_name, q.given_name,
            (SELECT MAX(c.ends_on) FROM contract_current c WHERE c.person = q.number) AS ends_on
         FROM person_current q WHERE q.number {}",
        tx.among_numbers("$1")
    );
    let keys = json!(people).to_string();
    let names: Vec<NameRow> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(&keys).fetch_all(c).await.map_err(failure))?;
    let mut names: HashMap<i64, NameRow> = names.into_iter().map(|row| (row.number, row)).collect();
    let pots = PotBalances::of_people(tx, people).await?;
    let (from, to) = current(today);
    let mut terms: HashMap<i64, Vec<DueTerm>> = HashMap::new();
    for term in due_terms(tx, people, from, one_month_after(to)).await? {
        terms.entry(term.person).or_default().push(term);
    }
    let among = tx.among_numbers("$1");
    let found: Vec<(i64,)> = on!(tx, c => sqlx::query_as(AssertSqlSafe(waiting(&among))).bind(&keys)
        .fetch_all(c).await.map_err(failure))?;
    let waiting: HashSet<i64> = found.into_iter().map(|(person,)| person).collect();
    let horizon = horizon(tx, today).await?;
    let row = |number: &i64| {
        let known = names.remove(number)?;
        let own = terms.remove(number).unwrap_or_default();
        let set_aside = pots.of(*number, Pot::Loyer).plus(pots.of(*number, Pot::Logement)).unwrap_or_default();
        let due = Cents::total(own.iter().filter(|term| term.due_on < to).map(|term| term.unpaid)).unwrap_or_default();
        let missing = due.minus(set_aside).unwrap_or_default().at_least_zero();
        let name = match (&known.family_name, &known.given_name) {
            (Some(family), Some(given)) => format!("{family} {given}"),
            (family, given) => full_name(given.as_deref(), family.as_deref()),
        };
        Some(Row {
            number: *number,
            name,
            ends_on: known.ends_on,
            rent: own.iter().find(|term| term.unpaid.is_positive()).map(|term| (term.unpaid, term.due_on)),
            set_aside,
            free: pots.of(*number, Pot::Libre),
            missing,
            standing: standing(missing, known.ends_on, waiting.contains(number), today, horizon),
        })
    };
    Ok(people.iter().filter_map(row).collect())
}

/// The day before which contracts are near their end.
async fn horizon(tx: &mut Tx, today: NaiveDate) -> Result<NaiveDate, Failure> {
    Ok(months_after(today, settings_on(tx, today).await?.ending_months))
}

fn standing(missing: Cents, ends_on: Option<NaiveDate>, waiting: bool, today: NaiveDate, horizon: NaiveDate) -> Standing {
    match ends_on {
        _ if missing.is_positive() => Standing::RentShort(missing),
        None => Standing::NoContract,
        Some(day) if day < today => Standing::Ended,
        Some(day) if day < horizon => Standing::Ending,
        Some(_) if waiting => Standing::MoneyWaiting,
        Some(_) => Standing::Fine,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::parse_day;

    #[test]
    fn the_gravest_fact_is_told() {
        let day = |text: &str| parse_day(text).unwrap();
        let today = day("2026-11-30");
        let horizon = months_after(today, 2);
        let of = |missing, ends: Option<&str>, waiting| standing(Cents(missing), ends.map(day), waiting, today, horizon);
        assert_eq!(of(1, Some("2026-01-01"), true), Standing::RentShort(Cents(1)));
        assert_eq!(of(0, Some("2026-11-29"), true), Standing::Ended);
        assert_eq!(of(0, Some("2026-11-30"), true), Standing::Ending);
        assert_eq!(of(0, Some("2027-01-29"), false), Standing::Ending);
        assert_eq!(of(0, Some("2027-01-30"), false), Standing::Fine);
        assert_eq!(of(0, Some("2027-06-30"), true), Standing::MoneyWaiting);
        assert_eq!(of(0, None, true), Standing::NoContract);
    }
}
