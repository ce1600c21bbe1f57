//! A person's account: what each pot holds, every line that moved one, and how the money stood at the end of each month.

use super::Labels;
use crate::calendar::Month;
use crate::ledger::Pot;
use crate::money::Cents;
use crate::refusal::{AMOUNT_TOO_LARGE, Failure};
use crate::store::{Tx, failure, on};
use chrono::NaiveDate;
use std::collections::HashMap;

/// A line on a pot of the person.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct LedgerLine {
    /// Place of its entry in the chain.
    pub seq: i64,
    /// Booking day.
    pub occurred_on: NaiveDate,
    /// Journal.
    pub journal: String,
    /// Year of the number.
    pub year: i64,
    /// Number in its journal.
    pub number: i64,
    /// What kind of movement it is, in words.
    pub kind: String,
    /// The words of the entry; none once erased.
    pub words: Option<String>,
    /// Code of the pot.
    pub pot: String,
    /// Positive adds to the pot.
    pub cents: Cents,
    /// True when a later entry mirrors it.
    pub corrected: bool,
    /// What the pot holds after it.
    #[sqlx(skip)]
    pub after: Cents,
}

impl LedgerLine {
    /// Its number as accountants quote it: `RE-2026-00012`.
    #[must_use]
    pub fn piece(&self) -> String {
        piece(&self.journal, self.year, self.number)
    }
}

/// The number of an entry as accountants quote it.
#[must_use]
pub fn piece(journal: &str, year: i64, number: i64) -> String {
    format!("{journal}-{year}-{number:05}")
}

/// Every line of the person's pots, oldest first, each with what its pot holds after it.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn lines(tx: &mut Tx, person: i64) -> Result<Vec<LedgerLine>, Failure> {
    let mut lines: Vec<LedgerLine> = on!(tx, c => sqlx::query_as(
        "SELECT e.seq, l.occurred_on, e.journal, e.year, e.number, m.label AS kind, t.text AS words, a.pot, -l.cents AS cents,
            EXISTS (SELECT 1 FROM entry x WHERE x.corrects = e.seq) AS corrected
         FROM account a JOIN line l ON l.account = a.id JOIN entry e ON e.seq = l.entry
            JOIN movement m ON m.code = e.movement LEFT JOIN entry_text t ON t.entry = e.seq
         WHERE a.person = $1 ORDER BY l.occurred_on, e.seq, l.no")
        .bind(person).fetch_all(c).await.map_err(failure))?;
    let mut held: HashMap<String, Cents> = HashMap::new();
    for line in &mut lines {
        let pot = held.entry(line.pot.clone()).or_default();
        *pot = pot.plus(line.cents).ok_or_else(|| AMOUNT_TOO_LARGE.because(""))?;
        line.after = *pot;
    }
    Ok(lines)
}

/// What each pot holds, in the order of screens: free money and the rent always, the others once they have moved.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn pots(tx: &mut Tx, person: i64) -> Result<Vec<(Pot, String, Cents)>, Failure> {
    let labels = Labels::of_pots(tx).await?;
    let rows: Vec<(String, Cents, i64)> = on!(tx, c => sqlx::query_as(
        "SELECT a.pot, -b.cents, b.last_entry FROM account a JOIN balance b ON b.account = a.id WHERE a.person = $1")
        .bind(person).fetch_all(c).await.map_err(failure))?;
    let moved: HashMap<String, (Cents, i64)> = rows.into_iter().map(|(pot, cents, last)| (pot, (cents, last))).collect();
    let row = |pot: Pot| {
        let (cents, last) = moved.get(pot.code()).copied().unwrap_or_default();
        let shown = last > 0 || matches!(pot, Pot::Libre | Pot::Loyer);
        shown.then(|| (pot, labels.of(pot.code()), cents))
    };
    Ok(Pot::ALL.into_iter().filter_map(row).collect())
}

/// How the money stood at the end of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthEnd {
    /// The month; the current one stands as of today.
    pub month: Month,
    /// Free money.
    pub free: Cents,
    /// Set aside for the dwelling.
    pub dwelling: Cents,
    /// Every other pot.
    pub other: Cents,
}

/// The ends of the last twelve months, the current one last, from the first month that has a line.
#[must_use]
pub fn year(lines: &[LedgerLine], today: NaiveDate) -> Vec<MonthEnd> {
    let mut month = Month::of(today);
    let mut months = Vec::with_capacity(12);
    let first = lines.first().map(|line| Month::of(line.occurred_on));
    while months.len() < 12 && first.is_some_and(|first| first <= month) {
        months.push(month);
        month = month.previous();
    }
    months.reverse();
    let end = |month: Month| {
        let held = |wanted: fn(&str) -> bool| {
            let own = lines.iter().filter(|line| line.occurred_on <= month.last_day() && wanted(&line.pot));
            Cents::total(own.map(|line| line.cents)).unwrap_or_default()
        };
        MonthEnd {
            month,
            free: held(|pot| pot == Pot::Libre.code()),
            dwelling: held(|pot| pot == Pot::Loyer.code() || pot == Pot::Logement.code()),
            other: held(|pot| ![Pot::Libre.code(), Pot::Loyer.code(), Pot::Logement.code()].contains(&pot)),
        }
    };
    months.into_iter().map(end).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::parse_day;

    fn line(day: &str, pot: &str, cents: i64) -> LedgerLine {
        LedgerLine {
            seq: 1,
            occurred_on: parse_day(day).unwrap(),
            journal: "RE".into(),
            year: 2026,
            number: 7,
            kind: String::new(),
            words: None,
            pot: pot.into(),
            cents: Cents(cents),
            corrected: false,
            after: Cents::ZERO,
        }
    }

    #[test]
    fn a_year_ends_today_and_begins_with_the_first_line() {
        let lines = [
            line("2026-09-30", "libre", 500),
            line("2026-10-01", "logement", 300),
            line("2026-10-31", "libre", -100),
            line("2026-11-05", "pch", 40),
        ];
        let ends = year(&lines, parse_day("2026-11-20").unwrap());
        let figures: Vec<[i64; 3]> = ends.iter().map(|end| [end.free.0, end.dwelling.0, end.other.0]).collect();
        assert_eq!(figures, [[500, 0, 0], [400, 300, 0], [400, 300, 40]]);
        assert!(year(&[], parse_day("2026-11-20").unwrap()).is_empty());
        assert_eq!(year(&lines, parse_day("2028-02-01").unwrap()).len(), 12);
        assert_eq!(lines[0].piece(), "RE-2026-00007");
    }
}
