//! Posting: drafts become sealed entries, in one round of statements whatever their number.

use super::chain::{self, GENESIS, Hash, SealedEntry, SealedLine};
use super::{Draft, Posted};
use crate::access::Act;
use crate::money::Cents;
use crate::refusal::Failure;
use crate::store::{Column, Tx, failure, insert_many, on};
use chrono::{DateTime, Datelike, NaiveDate, SubsecRound, Utc};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

const LINE: &[Column] = &[
    Column::Integer("entry"),
    Column::Integer("no"),
    Column::Integer("account"),
    Column::Date("occurred_on"),
    Column::Integer("cents"),
    Column::Text("category"),
];
const TEXT: &[Column] = &[Column::Integer("entry"), Column::Bytes("salt"), Column::Text("text")];
const ENTRY: &[Column] = &[
    Column::Integer("seq"),
    Column::Text("journal"),
    Column::Integer("year"),
    Column::Integer("number"),
    Column::Text("movement"),
    Column::Date("occurred_on"),
    Column::Date("value_on"),
    Column::Instant("recorded_at"),
    Column::Text("recorded_by"),
    Column::Text("source"),
    Column::Integer("corrects"),
    Column::Bytes("commitment"),
    Column::Bytes("previous_seal"),
    Column::Bytes("seal"),
];

/// Where the chain ends and the numbers stand.
struct Head {
    seq: i64,
    seal: Hash,
    /// The same as text, which the next row bears too.
    seal_text: String,
    recorded_at: DateTime<Utc>,
    numbers: HashMap<(&'static str, i32), i64>,
}

/// Posts the drafts in their order, all or none: lines and words first, then the headers, whose insertion checks, closes and
/// moves the balances.
///
/// # Errors
/// What [`Draft::check`], the ledger's constraints or the law's triggers refuse.
pub async fn post(tx: &mut Tx, act: &Act, drafts: &[Draft]) -> Result<Vec<Posted>, Failure> {
    if drafts.is_empty() {
        return Ok(Vec::new());
    }
    let mut head = head(tx, act, drafts).await?;
    let (recorded_at, salts) = (instant(head.recorded_at), salts(drafts.len())?);
    let mut rows = Rows::default();
    for (draft, salt) in drafts.iter().zip(&salts) {
        draft.check()?;
        rows.add(&mut head, act, draft, salt, &recorded_at)?;
    }
    insert_many(tx, "line", LINE, &rows.lines).await?;
    insert_many(tx, "entry_text", TEXT, &rows.texts).await?;
    insert_many(tx, "entry", ENTRY, &rows.entries).await?;
    Ok(rows.posted)
}

/// One salt for each draft; asked of the system together, which costs less than each by itself.
fn salts(count: usize) -> Result<Vec<Salt>, Failure> {
    let mut salts = vec![[0; 16]; count];
    getrandom::fill(salts.as_flattened_mut())
        .map_err(|error| Failure::Broken(format!("pas de nombres aléatoires : {error}.")))?;
    Ok(salts)
}

async fn head(tx: &mut Tx, act: &Act, drafts: &[Draft]) -> Result<Head, Failure> {
    let last: Option<(i64, Vec<u8>, DateTime<Utc>)> = on!(tx, c => sqlx::query_as("SELECT seq, seal, recorded_at FROM entry ORDER BY seq DESC LIMIT 1")
        .fetch_optional(c).await.map_err(failure))?;
    let now = act.at.trunc_subsecs(6);
    let mut head = match last {
        None => Head { seq: 0, seal: GENESIS, seal_text: hex::encode(GENESIS), recorded_at: now, numbers: HashMap::new() },
        Some((seq, seal, recorded_at)) => Head {
            seq,
            seal_text: hex::encode(&seal),
            seal: Hash::try_from(seal).map_err(|_| Failure::Broken(format!("le sceau de l'écriture {seq} est abîmé.")))?,
            // A clock that went back must not stop the books: the entry bears the time of the one before it.
            recorded_at: now.max(recorded_at),
            numbers: HashMap::new(),
        },
    };
    for draft in drafts {
        let key = (draft.movement.journal(), draft.occurred_on.year());
        if let Entry::Vacant(vacant) = head.numbers.entry(key) {
            let last: Option<(i64,)> = on!(tx, c => sqlx::query_as("SELECT number FROM entry WHERE journal = $1 AND year = $2 ORDER BY number DESC LIMIT 1")
                .bind(key.0).bind(i64::from(key.1)).fetch_optional(c).await.map_err(failure))?;
            vacant.insert(last.map_or(0, |(number,)| number));
        }
    }
    Ok(head)
}

/// The rows of each table, in the order of its columns.
#[derive(Default)]
struct Rows<'a> {
    lines: Vec<LineRow<'a>>,
    texts: Vec<(i64, String, &'a str)>,
    entries: Vec<EntryRow<'a>>,
    posted: Vec<Posted>,
}

type Salt = [u8; 16];
type LineRow<'a> = (i64, i64, i64, NaiveDate, Cents, Option<&'a str>);
#[rustfmt::skip]
type EntryRow<'a> = (
    i64, &'a str, i64, i64, &'a str, NaiveDate, NaiveDate, &'a str, &'a str, &'a str, Option<i64>, String, String, String,
);

impl<'a> Rows<'a> {
    fn add(&mut self, head: &mut Head, act: &'a Act, draft: &'a Draft, salt: &Salt, recorded_at: &'a str) -> Result<(), Failure> {
        let year = draft.occurred_on.year();
        let next = |last: i64| last.checked_add(1).ok_or_else(|| Failure::Broken("le livre est plein.".into()));
        let number = head.numbers.entry((draft.movement.journal(), year)).or_insert(0);
        *number = next(*number)?;
        let sealed = SealedEntry {
            seq: next(head.seq)?,
            journal: draft.movement.journal(),
            year: i64::from(year),
            number: *number,
            movement: draft.movement.code(),
            occurred_on: draft.occurred_on,
            value_on: draft.value_on,
            recorded_at: head.recorded_at,
            recorded_by: &act.user.id,
            source: &draft.source,
            corrects: draft.corrects,
            commitment: chain::commitment(salt, &draft.text),
            lines: (1_i64..)
                .zip(&draft.lines)
                .map(|(no, line)| SealedLine {
                    no,
                    account: line.account.code.to_string(),
                    cents: line.cents,
                    category: line.category.as_deref().unwrap_or(""),
                })
                .collect(),
        };
        let seal = chain::seal(&head.seal, &chain::canonical(&sealed));
        let seal_text = hexadecimal(&seal);
        let previous = std::mem::replace(&mut head.seal_text, seal_text.clone());
        self.push(&sealed, draft, recorded_at, (previous, seal_text));
        self.texts.push((sealed.seq, hex::encode(salt), &draft.text));
        head.seq = sealed.seq;
        head.seal = seal;
        Ok(())
    }

    /// The line rows and the row of an entry, with the previous seal and its own.
    fn push(&mut self, sealed: &SealedEntry<'a>, draft: &'a Draft, recorded_at: &'a str, (previous, seal): (String, String)) {
        for (no, line) in (1_i64..).zip(&draft.lines) {
            self.lines.push((sealed.seq, no, line.account.id, draft.occurred_on, line.cents, line.category.as_deref()));
        }
        self.entries.push((
            sealed.seq,
            sealed.journal,
            sealed.year,
            sealed.number,
            sealed.movement,
            sealed.occurred_on,
            sealed.value_on,
            recorded_at,
            sealed.recorded_by,
            sealed.source,
            sealed.corrects,
            hexadecimal(&sealed.commitment),
            previous,
            seal,
        ));
        self.posted.push(Posted { seq: sealed.seq, number: sealed.number });
    }
}

/// The same text as `hex::encode`, which takes five times as long to make it character by character.
fn hexadecimal(hash: &Hash) -> String {
    let mut digits = [0; 64];
    match hex::encode_to_slice(hash, &mut digits).ok().and_then(|()| std::str::from_utf8(&digits).ok()) {
        Some(text) => text.to_owned(),
        None => hex::encode(hash),
    }
}

/// An instant as both engines read it, to the microsecond: SQLite compares these texts, so their form never varies.
#[must_use]
pub fn instant(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%S%.6f+00:00").to_string()
}
