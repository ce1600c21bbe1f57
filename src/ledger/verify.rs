//! Verification of the books: recomputes everything from the lines and names the first place that differs.

use super::chain::{self, GENESIS, Hash, SealedEntry, SealedLine};
use crate::money::Cents;
use crate::refusal::Failure;
use crate::store::{Tx, failure, on};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use std::collections::HashMap;

/// Entries read at a time.
const PAGE: i64 = 2_000;

/// The books as they were found right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Entries in the chain.
    pub entries: i64,
    /// Seal of the last one.
    pub head: Hash,
}

#[derive(sqlx::FromRow)]
struct EntryRow {
    seq: i64,
    journal: String,
    year: i64,
    number: i64,
    movement: String,
    occurred_on: NaiveDate,
    value_on: NaiveDate,
    recorded_at: DateTime<Utc>,
    recorded_by: String,
    source: String,
    corrects: Option<i64>,
    commitment: Vec<u8>,
    previous_seal: Vec<u8>,
    seal: Vec<u8>,
    salt: Option<Vec<u8>>,
    text: Option<String>,
}

#[derive(sqlx::FromRow)]
struct LineRow {
    entry: i64,
    no: i64,
    account: i64,
    code: String,
    occurred_on: NaiveDate,
    cents: i64,
    category: Option<String>,
}

struct Progress {
    seq: i64,
    head: Hash,
    numbers: HashMap<(String, i64), i64>,
    sums: HashMap<i64, Cents>,
}

/// An entry of the chain, as its seal covers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its place, from 1.
    pub seq: i64,
    /// What is sealed, after the seal before it: no name, no words of anybody.
    pub canonical: Vec<u8>,
    /// Its seal.
    pub seal: Hash,
}

/// [`verify_telling`], when nobody listens.
///
/// # Errors
/// Those of [`verify_telling`].
pub async fn verify(tx: &mut Tx) -> Result<Verified, Failure> {
    verify_telling(tx, |_| Ok(())).await
}

/// Walks the whole chain: seals, sequence, numbers, dates, balance of each entry, commitments of words not erased; then compares
/// every running balance with the sum of its lines, and looks for a pot below zero and for lines without an entry. Each entry that was found
/// right is told.
///
/// # Errors
/// Broken with the first place that differs; what the listener answers.
pub async fn verify_telling(tx: &mut Tx, mut told: impl FnMut(Link) -> Result<(), Failure>) -> Result<Verified, Failure> {
    let mut progress = Progress { seq: 0, head: GENESIS, numbers: HashMap::new(), sums: HashMap::new() };
    loop {
        let entries = entries_after(tx, progress.seq).await?;
        let Some(last) = entries.last().map(|entry| entry.seq) else { break };
        let mut lines = lines_between(tx, progress.seq, last).await?.into_iter().peekable();
        for entry in entries {
            let mut own = Vec::new();
            while let Some(line) = lines.next_if(|line| line.entry == entry.seq) {
                own.push(line);
            }
            told(check_entry(&mut progress, &entry, &own)?)?;
        }
        if let Some(stray) = lines.next() {
            return Err(Failure::Broken(format!("une ligne sans écriture porte le numéro d'écriture {}.", stray.entry)));
        }
    }
    check_balances(tx, &progress).await?;
    Ok(Verified { entries: progress.seq, head: progress.head })
}

async fn entries_after(tx: &mut Tx, seq: i64) -> Result<Vec<EntryRow>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT e.seq, e.journal, e.year, e.number, e.movement, e.occurred_on, e.value_on, e.recorded_at, e.recorded_by, e.source,
            e.corrects, e.commitment, e.previous_seal, e.seal, t.salt, t.text
         FROM entry e LEFT JOIN entry_text t ON t.entry = e.seq WHERE e.seq > $1 ORDER BY e.seq LIMIT $2")
        .bind(seq).bind(PAGE).fetch_all(c).await.map_err(failure))
}

async fn lines_between(tx: &mut Tx, after: i64, last: i64) -> Result<Vec<LineRow>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT l.entry, l.no, l.account, a.code, l.occurred_on, l.cents, l.category
         FROM line l JOIN account a ON a.id = l.account WHERE l.entry > $1 AND l.entry <= $2 ORDER BY l.entry, l.no")
        .bind(after).bind(last).fetch_all(c).await.map_err(failure))
}

fn check_entry(progress: &mut Progress, entry: &EntryRow, lines: &[LineRow]) -> Result<Link, Failure> {
    let broken = |what: &str| {
        Err(Failure::Broken(format!("écriture {} ({} {}-{}) : {what}.", entry.seq, entry.journal, entry.year, entry.number)))
    };
    if Some(entry.seq) != progress.seq.checked_add(1) {
        return broken("elle ne suit pas la précédente");
    }
    let number = progress.numbers.entry((entry.journal.clone(), entry.year)).or_insert(0);
    if Some(entry.number) != number.checked_add(1) {
        return broken("son numéro ne suit pas le précédent du journal");
    }
    *number = entry.number;
    if entry.year != i64::from(entry.occurred_on.year()) || lines.iter().any(|line| line.occurred_on != entry.occurred_on) {
        return broken("ses dates diffèrent");
    }
    if lines.len() < 2 || Cents::total(lines.iter().map(|line| Cents(line.cents))) != Some(Cents::ZERO) {
        return broken("elle n'est pas équilibrée");
    }
    if entry.previous_seal != progress.head {
        return broken("elle ne scelle pas la précédente");
    }
    let Ok(commitment) = Hash::try_from(entry.commitment.as_slice()) else { return broken("son engagement est abîmé") };
    if let (Some(salt), Some(text)) = (&entry.salt, &entry.text) {
        let opened = <[u8; 16]>::try_from(salt.as_slice()).map(|salt| chain::commitment(&salt, text));
        if opened.ok() != Some(commitment) {
            return broken("son libellé n'est pas celui qui a été scellé");
        }
    }
    let canonical = chain::canonical(&sealed(entry, lines, commitment));
    let seal = chain::seal(&progress.head, &canonical);
    if entry.seal != seal {
        return broken("son contenu n'est pas celui qui a été scellé");
    }
    for line in lines {
        let sum = progress.sums.entry(line.account).or_default();
        let Some(moved) = sum.plus(Cents(line.cents)) else { return broken("un solde dépasse la capacité") };
        *sum = moved;
    }
    progress.seq = entry.seq;
    progress.head = seal;
    Ok(Link { seq: entry.seq, canonical, seal })
}

fn sealed<'a>(entry: &'a EntryRow, lines: &'a [LineRow], commitment: Hash) -> SealedEntry<'a> {
    SealedEntry {
        seq: entry.seq,
        journal: &entry.journal,
        year: entry.year,
        number: entry.number,
        movement: &entry.movement,
        occurred_on: entry.occurred_on,
        value_on: entry.value_on,
        recorded_at: entry.recorded_at,
        recorded_by: &entry.recorded_by,
        source: &entry.source,
        corrects: entry.corrects,
        commitment,
        lines: lines
            .iter()
            .map(|line| SealedLine {
                no: line.no,
                account: line.code.clone(),
                cents: Cents(line.cents),
                category: line.category.as_deref().unwrap_or(""),
            })
            .collect(),
    }
}

async fn check_balances(tx: &mut Tx, progress: &Progress) -> Result<(), Failure> {
    let (stray,): (i64,) = on!(tx, c => sqlx::query_as("SELECT COUNT(*) FROM line WHERE entry > $1")
        .bind(progress.seq).fetch_one(c).await.map_err(failure))?;
    if stray > 0 {
        return Err(Failure::Broken(format!("{stray} lignes n'appartiennent à aucune écriture.")));
    }
    let rows: Vec<(i64, String, String, i64)> = on!(tx, c => sqlx::query_as(
        "SELECT a.id, a.code, a.side, b.cents FROM account a JOIN balance b ON b.account = a.id ORDER BY a.id")
        .fetch_all(c).await.map_err(failure))?;
    for (id, code, side, cents) in rows {
        let sum = progress.sums.get(&id).copied().unwrap_or_default();
        if sum != Cents(cents) {
            return Err(Failure::Broken(format!(
                "compte {code} : le solde tenu est {}, la somme des lignes est {sum}.",
                Cents(cents)
            )));
        }
        if (side == "credit" && cents > 0) || (side == "debit" && cents < 0) {
            return Err(Failure::Broken(format!("compte {code} : le solde {} est du mauvais côté de zéro.", Cents(cents))));
        }
    }
    Ok(())
}
