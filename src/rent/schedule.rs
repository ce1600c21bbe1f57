//! Rent terms in the database: a version only where the amount or the due date changes.

use super::terms::{Period, Span, Term, terms};
use crate::access::Act;
use crate::calendar::Month;
use crate::money::Cents;
use crate::refusal::Failure;
use crate::store::{Column, Tx, failure, insert_many, on};
use chrono::{NaiveDate, SecondsFormat};
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use std::collections::{BTreeMap, BTreeSet, HashMap};

const CURRENT: &str = "SELECT rent, month, version, person, due_on, payable FROM rent_term_current WHERE person IN :keys";

const COLUMNS: [Column; 8] = [
    Column::Text("rent"),
    Column::Text("month"),
    Column::Integer("version"),
    Column::Integer("person"),
    Column::Date("due_on"),
    Column::Integer("payable"),
    Column::Instant("recorded_at"),
    Column::Text("recorded_by"),
];

/// The leases of one person, each period with its identifier, and the days on which a contract gives authority.
#[derive(Clone, Debug, Default)]
pub struct Leases {
    /// Identifier and period, in any order.
    pub periods: Vec<(String, Period)>,
    /// First and last day of each contract.
    pub contracts: Vec<Span>,
}

#[derive(sqlx::FromRow)]
struct TermRow {
    rent: String,
    month: String,
    version: i64,
    person: i64,
    due_on: NaiveDate,
    payable: Cents,
}

/// The version in force of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Recorded {
    version: i64,
    term: Term,
}

/// Brings the terms of these people (by number) in line with their leases; the numbers of those whose terms changed, in order.
///
/// # Errors
/// What the database refuses.
pub async fn write_terms(tx: &mut Tx, act: &Act, people: &BTreeMap<i64, Leases>) -> Result<Vec<i64>, Failure> {
    let mut recorded = recorded(tx, people).await?;
    let (at, by) = (act.at.to_rfc3339_opts(SecondsFormat::AutoSi, false), &act.user.id);
    let mut rows: Vec<Value> = Vec::new();
    let mut changed = BTreeSet::new();
    for (person, leases) in people {
        let (ids, periods): (Vec<&String>, Vec<Period>) = leases.periods.iter().map(|(id, period)| (id, period.clone())).unzip();
        let wanted: BTreeMap<(String, Month), Term> = terms(&periods, &leases.contracts)
            .into_iter()
            .filter_map(|((index, month), term)| Some((((*ids.get(index)?).clone(), month), term)))
            .collect();
        let known = recorded.remove(person).unwrap_or_default();
        for ((rent, month), next) in changes(&known, &wanted) {
            changed.insert(*person);
            rows.push(json!([rent, month, next.version, person, next.term.due_on, next.term.payable, at, by]));
        }
    }
    insert_many(tx, "rent_term", &COLUMNS, &rows).await?;
    Ok(changed.into_iter().collect())
}

/// The new versions: what differs, and what is no longer owed.
fn changes(
    known: &BTreeMap<(String, Month), Recorded>,
    wanted: &BTreeMap<(String, Month), Term>,
) -> Vec<((String, Month), Recorded)> {
    let mut next = Vec::new();
    for (key, term) in wanted {
        match known.get(key) {
            Some(recorded) if recorded.term == *term => {}
            Some(recorded) => next.push((key.clone(), Recorded { version: recorded.version + 1, term: *term })),
            None => next.push((key.clone(), Recorded { version: 1, term: *term })),
        }
    }
    for (key, recorded) in
        known.iter().filter(|(key, recorded)| !wanted.contains_key(*key) && recorded.term.payable.is_positive())
    {
        let term = Term { payable: Cents::ZERO, ..recorded.term };
        next.push((key.clone(), Recorded { version: recorded.version + 1, term }));
    }
    next
}

type RecordedTerms = HashMap<i64, BTreeMap<(String, Month), Recorded>>;

async fn recorded(tx: &mut Tx, people: &BTreeMap<i64, Leases>) -> Result<RecordedTerms, Failure> {
    let numbers: Vec<i64> = people.keys().copied().collect();
    let json = serde_json::to_string(&numbers).map_err(|error| Failure::Broken(format!("{error}.")))?;
    let sql = CURRENT.replace("IN :keys", &tx.among_numbers("$1"));
    let rows: Vec<TermRow> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(json).fetch_all(c).await.map_err(failure))?;
    let mut recorded = RecordedTerms::new();
    for row in rows {
        let month: Month = row.month.parse().map_err(|error| Failure::Broken(format!("« {} » : {error}.", row.month)))?;
        let term = Term { due_on: row.due_on, payable: row.payable };
        recorded.entry(row.person).or_default().insert((row.rent, month), Recorded { version: row.version, term });
    }
    Ok(recorded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn some_terms() -> impl Strategy<Value = BTreeMap<(String, Month), Term>> {
        let one = ("[AB]", 1u32..=12, 1u32..=28, 0i64..4).prop_map(|(rent, month, day, payable)| {
            let month: Month = format!("2026-{month:02}").parse().unwrap();
            ((rent, month), Term { due_on: month.day(day), payable: Cents(payable) })
        });
        prop::collection::btree_map(one.clone().prop_map(|(key, _)| key), one.prop_map(|(_, term)| term), 0..12)
    }

    proptest! {
        #[test]
        fn what_is_in_force_becomes_what_is_wanted_and_then_rests(before in some_terms(), wanted in some_terms()) {
            let mut known: BTreeMap<_, _> =
                before.into_iter().map(|(key, term)| (key, Recorded { version: 1, term })).collect();
            for (key, next) in changes(&known.clone(), &wanted) {
                prop_assert_eq!(next.version, known.get(&key).map_or(0, |old| old.version) + 1);
                known.insert(key, next);
            }
            for (key, recorded) in &known {
                let expected = wanted.get(key).map_or(Cents::ZERO, |term| term.payable);
                prop_assert_eq!(recorded.term.payable, expected);
            }
            prop_assert!(changes(&known, &wanted).is_empty());
        }
    }
}
