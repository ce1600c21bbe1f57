//! Issuing the statements of a month: read, printed by the workers, kept with their model and hash, written as files
//! (`RULE 41`, `RULE 42`).
//!
//! A statement that was issued never changes: asked again, its stored model is printed again and must give the same bytes. Work
//! is kept chunk by chunk, so that a run that stops goes on where it was.

use super::document::Document;
use super::model::Statement;
use super::query;
use super::workers::{Event, Pool, Request};
use crate::access::{Act, Right, audit};
use crate::calendar::{Month, day_in_french};
use crate::refusal::{Failure, Refusal, STATEMENT_FIGURES, STATEMENT_MONTH_NOT_OVER, STATEMENT_NOT_PRINTED, file_unreadable};
use crate::store::{Column, Db, Tx, failure, insert_many, on};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sqlx::AssertSqlSafe;
use std::collections::{BTreeMap, HashSet, VecDeque};
use std::path::{Path, PathBuf};

/// People whose statements are read, printed and kept together.
const CHUNK: usize = 200;
/// How often the statements of a chunk are read again because money moved meanwhile.
const MOST_ROUNDS: u8 = 5;

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct IssueReport {
    /// Statements issued now.
    pub issued: usize,
    /// Statements issued before, printed again to the same bytes.
    pub reprinted: usize,
    /// People without a statement, each with the reason.
    pub refused: Vec<(i64, Refusal)>,
    /// The files written, in the order of the people.
    pub files: Vec<PathBuf>,
}

/// Issues the statement of `month` for these people (without a list: everyone whose contract runs or whose money moved in it)
/// and writes `releve-NUMBER.pdf` for each in `out`. `progress` hears how many people are done, of how many.
///
/// # Errors
/// `role_not_allowed`, `statement_month_not_over`, `file_unreadable`; broken when a statement issued
/// before no longer gives the bytes that were issued.
pub async fn issue(
    db: &Db,
    act: &Act,
    month: Month,
    people: Option<Vec<i64>>,
    out: &Path,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<IssueReport, Failure> {
    act.with(Right::Money)?;
    if act.today < month.last_day() {
        return Err(STATEMENT_MONTH_NOT_OVER.because(format!("(dernier jour : {})", day_in_french(month.last_day()))).into());
    }
    tokio::fs::create_dir_all(out).await.map_err(|error| not_written(out, &error))?;
    let mut people = match people {
        Some(people) => people,
        None => query::due(&mut db.read().await?, month).await?,
    };
    people.sort_unstable();
    people.dedup();
    let pool = Pool::of_this_program().map_err(|error| Failure::Broken(format!("{error}.")))?;
    let line = Line { db, act, month, out, pool };
    progress(0, people.len());
    let mut report = line.run(&people, progress).await?;
    report.refused.sort_by_key(|(person, _)| *person);
    report.files.sort();
    Ok(report)
}

fn not_written(path: &Path, error: &std::io::Error) -> Failure {
    file_unreadable(path, error).into()
}

#[derive(sqlx::FromRow)]
struct StoredRow {
    number: String,
    person: i64,
    model: String,
    pdf_sha256: String,
}

/// People who are read, printed and kept together.
struct Batch {
    people: Vec<i64>,
    /// How often they were taken up again because their money moved meanwhile.
    rounds: u8,
}

/// A statement on its way to the printer.
struct Ready {
    person: i64,
    statement: Statement,
    /// The hash that its bytes must have, when it was issued before.
    issued: Option<String>,
}

/// What was read about a batch: its statements, the last entry that they cover, and what the printer is given.
struct Read {
    batch: Batch,
    head: i64,
    ready: BTreeMap<String, Ready>,
    requests: Vec<Request>,
    refused: Vec<(i64, Refusal)>,
}

/// A printed statement.
struct Printed {
    ready: Ready,
    pdf: Vec<u8>,
    sha256: String,
}

/// What was printed of a batch.
struct Sheets {
    rounds: u8,
    head: i64,
    printed: Vec<Printed>,
    refused: Vec<(i64, Refusal)>,
}

/// Three places where batches are worked on at the same time: while one is printed, the next one is read and the one before is
/// kept. A batch holds its own people, so that none waits for what another one writes.
struct Line<'a> {
    db: &'a Db,
    act: &'a Act,
    month: Month,
    out: &'a Path,
    pool: Pool,
}

impl Line<'_> {
    async fn run(&self, people: &[i64], progress: &mut dyn FnMut(usize, usize)) -> Result<IssueReport, Failure> {
        let mut waiting: VecDeque<Batch> =
            people.chunks(CHUNK).map(|chunk| Batch { people: chunk.to_vec(), rounds: 0 }).collect();
        let (mut read, mut sheets) = (None, None);
        let (mut done, mut report) = (0_usize, IssueReport::default());
        while !waiting.is_empty() || read.is_some() || sheets.is_some() {
            let printing: Option<Read> = read.take();
            let first_time = printing.as_ref().map_or(0, |read| if read.batch.rounds == 0 { read.batch.people.len() } else { 0 });
            let mut told = |finished: usize| progress(done.saturating_add(finished.min(first_time)), people.len());
            let (next, printed, kept) = tokio::join!(
                maybe(waiting.pop_front(), |batch| self.read(batch)),
                maybe(printing, |read| self.print(read, &mut told)),
                maybe(sheets.take(), |sheets| self.keep(sheets)),
            );
            if let Some((part, again)) = kept? {
                report.add(part);
                waiting.extend(again);
            }
            (read, sheets) = (next?, printed?);
            done = done.saturating_add(first_time);
            progress(done, people.len());
        }
        Ok(report)
    }

    /// The statements of these people, and the documents to print.
    async fn read(&self, batch: Batch) -> Result<Read, Failure> {
        let mut tx = self.db.read().await?;
        let mut found = stored(&mut tx, self.month, &batch.people).await?;
        let known: HashSet<i64> = found.iter().map(|one| one.person).collect();
        let fresh: Vec<i64> = batch.people.iter().copied().filter(|person| !known.contains(person)).collect();
        let mut read = Read { batch, head: 0, ready: BTreeMap::new(), requests: Vec::new(), refused: Vec::new() };
        if !fresh.is_empty() {
            for (person, outcome) in query::read(&mut tx, self.act, self.month, &fresh).await? {
                match outcome {
                    Ok(statement) => {
                        read.head = i64::try_from(statement.head.number).unwrap_or(i64::MAX);
                        found.push(Ready { person, statement, issued: None });
                    }
                    Err(refusal) => read.refused.push((person, refusal)),
                }
            }
        }
        for one in found {
            read.add(one)?;
        }
        Ok(read)
    }

    async fn print(&self, read: Read, told: &mut dyn FnMut(usize)) -> Result<Sheets, Failure> {
        let Read { batch, head, mut ready, requests, mut refused } = read;
        let mut outcomes = Vec::with_capacity(requests.len());
        self.pool
            .render_all(requests, |event| {
                if let Event::Done { key, outcome, finished, .. } = event {
                    outcomes.push((key, outcome));
                    told(finished);
                }
            })
            .await;
        let mut printed = Vec::with_capacity(outcomes.len());
        for (number, outcome) in outcomes {
            let Some(one) = ready.remove(&number) else { continue };
            match outcome {
                Ok(pdf) => printed.push(checked(one, pdf)?),
                Err(error) => {
                    refused.push(refusal(&one, STATEMENT_NOT_PRINTED.because(format!("{error} ({})", error.code)).at(number))?);
                }
            }
        }
        match ready.keys().next() {
            None => Ok(Sheets { rounds: batch.rounds, head, printed, refused }),
            Some(number) => Err(Failure::Broken(format!("le relevé {number} n'a pas reçu de réponse."))),
        }
    }

    /// Keeps and writes these statements; gives back the people whose money moved meanwhile.
    async fn keep(&self, sheets: Sheets) -> Result<(IssueReport, Option<Batch>), Failure> {
        let (old, new): (Vec<_>, Vec<_>) = sheets.printed.into_iter().partition(|one| one.ready.issued.is_some());
        let (kept, again) = self.insert(new, sheets.head).await?;
        let (issued, reprinted) = (kept.len(), old.len());
        let files = write(self.out.to_owned(), old.into_iter().chain(kept).collect()).await?;
        let rounds = sheets.rounds.saturating_add(1);
        if !again.is_empty() && rounds >= MOST_ROUNDS {
            return Err(Failure::Unavailable { what: "des écritures arrivent sans cesse.".into(), outcome_known: true });
        }
        let again = (!again.is_empty()).then_some(Batch { people: again, rounds });
        Ok((IssueReport { issued, reprinted, refused: sheets.refused, files }, again))
    }

    /// Keeps new statements, but for those whose person's money moved, or whose statement was issued by another, since `head`.
    async fn insert(&self, printed: Vec<Printed>, head: i64) -> Result<(Vec<Printed>, Vec<i64>), Failure> {
        if printed.is_empty() {
            return Ok((printed, Vec::new()));
        }
        let people: Vec<i64> = printed.iter().map(|one| one.ready.person).collect();
        let mut tx = self.db.write().await?;
        let mut moved: HashSet<i64> = query::moved_since(&mut tx, self.month, &people, head).await?.into_iter().collect();
        moved.extend(stored(&mut tx, self.month, &people).await?.into_iter().map(|one| one.person));
        let (again, kept): (Vec<_>, Vec<_>) = printed.into_iter().partition(|one| moved.contains(&one.ready.person));
        let rows = kept.iter().map(|one| self.row(one)).collect::<Result<Vec<Value>, Failure>>()?;
        insert_many(&mut tx, "statement", STATEMENT, &rows).await?;
        if !kept.is_empty() {
            let detail = format!("{} relevés, jusqu'à l'écriture n° {head}", kept.len());
            audit(&mut tx, self.act, "statement_issue", &self.month.to_string(), &detail).await?;
        }
        tx.commit().await?;
        Ok((kept, again.into_iter().map(|one| one.ready.person).collect()))
    }

    fn row(&self, one: &Printed) -> Result<Value, Failure> {
        let statement = &one.ready.statement;
        let model = serde_json::to_string(statement).map_err(|error| Failure::Broken(format!("{error}.")))?;
        Ok(json!([
            statement.number,
            one.ready.person,
            self.month,
            model,
            one.sha256,
            statement.head.number,
            statement.head.seal,
            self.act.today,
            self.act.at,
            self.act.user.id,
        ]))
    }
}

impl Read {
    fn add(&mut self, one: Ready) -> Result<(), Failure> {
        let number = one.statement.number.clone();
        match Document::of(&one.statement) {
            Ok(document) => {
                let json = serde_json::to_vec(&document).map_err(|error| Failure::Broken(format!("{error}.")))?;
                self.requests.push(Request { key: number.clone(), json });
                self.ready.insert(number, one);
            }
            Err(wrong) => {
                let figures = STATEMENT_FIGURES.because(format!("{wrong} ({})", wrong.code())).at(number);
                self.refused.push(refusal(&one, figures)?);
            }
        }
        Ok(())
    }
}

impl IssueReport {
    fn add(&mut self, part: Self) {
        self.issued = self.issued.saturating_add(part.issued);
        self.reprinted = self.reprinted.saturating_add(part.reprinted);
        self.refused.extend(part.refused);
        self.files.extend(part.files);
    }
}

/// The work, when there is something to work on.
async fn maybe<T, U, F: Future<Output = Result<U, Failure>>>(
    what: Option<T>,
    work: impl FnOnce(T) -> F,
) -> Result<Option<U>, Failure> {
    match what {
        Some(what) => work(what).await.map(Some),
        None => Ok(None),
    }
}

/// A statement that was issued before must be printed again; any other one is refused.
fn refusal(one: &Ready, refusal: Refusal) -> Result<(i64, Refusal), Failure> {
    if one.issued.is_some() {
        return Err(Failure::Broken(format!("le relevé émis ne s'imprime plus. {refusal}")));
    }
    Ok((one.person, refusal))
}

/// Writes the files, away from the threads that serve the workers.
async fn write(out: PathBuf, printed: Vec<Printed>) -> Result<Vec<PathBuf>, Failure> {
    let written = tokio::task::spawn_blocking(move || printed.iter().map(|one| write_one(&out, one)).collect());
    written.await.map_err(|error| Failure::Broken(format!("{error}.")))?
}

/// Renamed once complete: a run that stops never leaves half a file under its final name, nor do two runs at once.
fn write_one(out: &Path, one: &Printed) -> Result<PathBuf, Failure> {
    let path = out.join(format!("releve-{}.pdf", one.ready.statement.number));
    let partial = path.with_extension(format!("{}.part", std::process::id()));
    std::fs::write(&partial, &one.pdf).map_err(|error| not_written(&partial, &error))?;
    std::fs::rename(&partial, &path).map_err(|error| not_written(&path, &error))?;
    Ok(path)
}

/// Statements of the month that were issued before, as they were.
async fn stored(tx: &mut Tx, month: Month, people: &[i64]) -> Result<Vec<Ready>, Failure> {
    let sql = format!(
        "SELECT number, person, model, pdf_sha256 FROM statement WHERE month = $2 AND person {} ORDER BY person",
        tx.among_numbers("$1")
    );
    let rows: Vec<StoredRow> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql))
        .bind(json!(people).to_string()).bind(month.to_string()).fetch_all(c).await.map_err(failure))?;
    let ready = |row: StoredRow| {
        let statement = serde_json::from_str(&row.model)
            .map_err(|error| Failure::Broken(format!("le relevé {} ne se relit pas : {error}.", row.number)))?;
        Ok(Ready { person: row.person, statement, issued: Some(row.pdf_sha256) })
    };
    rows.into_iter().map(ready).collect()
}

fn checked(ready: Ready, pdf: Vec<u8>) -> Result<Printed, Failure> {
    let sha256 = hex::encode(Sha256::digest(&pdf));
    match &ready.issued {
        Some(issued) if *issued != sha256 => Err(Failure::Broken(format!(
            "le relevé {} réimprimé n'a plus l'empreinte de celui qui a été émis.",
            ready.statement.number
        ))),
        _ => Ok(Printed { ready, pdf, sha256 }),
    }
}

const STATEMENT: &[Column] = &[
    Column::Text("number"),
    Column::Integer("person"),
    Column::Text("month"),
    Column::Text("model"),
    Column::Text("pdf_sha256"),
    Column::Integer("chain_seq"),
    Column::Text("chain_seal"),
    Column::Date("issued_on"),
    Column::Instant("issued_at"),
    Column::Text("issued_by"),
];
