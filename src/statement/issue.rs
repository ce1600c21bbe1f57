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
use std::collections::{BTreeMap, HashMap, HashSet};
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
    let mut run = Run { db, act, month, out, pool, total: people.len(), done: 0, report: IssueReport::default() };
    progress(0, run.total);
    for chunk in people.chunks(CHUNK) {
        let mut waiting = chunk.to_vec();
        for _ in 0..MOST_ROUNDS {
            waiting = run.round(&waiting, progress).await?;
            if waiting.is_empty() {
                break;
            }
        }
        if !waiting.is_empty() {
            return Err(Failure::Unavailable { what: "des écritures arrivent sans cesse.".into(), outcome_known: true });
        }
        run.done = run.done.saturating_add(chunk.len());
        progress(run.done, run.total);
    }
    run.report.refused.sort_by_key(|(person, _)| *person);
    run.report.files.sort();
    Ok(run.report)
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

/// A statement on its way to the printer.
struct Ready {
    person: i64,
    statement: Statement,
    /// The hash that its bytes must have, when it was issued before.
    issued: Option<String>,
}

/// A printed statement.
struct Printed {
    ready: Ready,
    pdf: Vec<u8>,
    sha256: String,
}

struct Run<'a> {
    db: &'a Db,
    act: &'a Act,
    month: Month,
    out: &'a Path,
    pool: Pool,
    total: usize,
    done: usize,
    report: IssueReport,
}

impl Run<'_> {
    /// Reads, prints and keeps these people's statements; gives back those whose money moved meanwhile.
    async fn round(&mut self, people: &[i64], progress: &mut dyn FnMut(usize, usize)) -> Result<Vec<i64>, Failure> {
        let (ready, head) = self.read(people).await?;
        let printed = self.print(ready, progress).await?;
        let (old, new): (Vec<_>, Vec<_>) = printed.into_iter().partition(|one| one.ready.issued.is_some());
        let (kept, again) = self.keep(new, head).await?;
        self.report.issued = self.report.issued.saturating_add(kept.len());
        self.report.reprinted = self.report.reprinted.saturating_add(old.len());
        for one in old.iter().chain(&kept) {
            self.write(one).await?;
        }
        Ok(again)
    }

    /// The statements of these people, and the last entry that they cover. Refusals go to the report.
    async fn read(&mut self, people: &[i64]) -> Result<(Vec<Ready>, i64), Failure> {
        let mut tx = self.db.read().await?;
        let mut ready = stored(&mut tx, self.month, people).await?;
        let known: HashSet<i64> = ready.iter().map(|one| one.person).collect();
        let fresh: Vec<i64> = people.iter().copied().filter(|person| !known.contains(person)).collect();
        let mut head = 0;
        if !fresh.is_empty() {
            for (person, outcome) in query::read(&mut tx, self.act, self.month, &fresh).await? {
                match outcome {
                    Ok(statement) => {
                        head = i64::try_from(statement.head.number).unwrap_or(i64::MAX);
                        ready.push(Ready { person, statement, issued: None });
                    }
                    Err(refusal) => self.report.refused.push((person, refusal)),
                }
            }
        }
        Ok((ready, head))
    }

    async fn print(&mut self, ready: Vec<Ready>, progress: &mut dyn FnMut(usize, usize)) -> Result<Vec<Printed>, Failure> {
        let mut requests = Vec::with_capacity(ready.len());
        let mut waiting: BTreeMap<String, Ready> = BTreeMap::new();
        for one in ready {
            match Document::of(&one.statement) {
                Ok(document) => {
                    let json = serde_json::to_vec(&document).map_err(|error| Failure::Broken(format!("{error}.")))?;
                    requests.push(Request { key: one.statement.number.clone(), json });
                    waiting.insert(one.statement.number.clone(), one);
                }
                Err(wrong) => {
                    self.refuse(
                        &one,
                        STATEMENT_FIGURES.because(format!("{wrong} ({})", wrong.code())).at(&one.statement.number),
                    )?;
                }
            }
        }
        let mut outcomes = HashMap::new();
        let (done, total) = (self.done, self.total);
        self.pool
            .render_all(requests, |event| {
                if let Event::Done { key, outcome, finished, .. } = event {
                    outcomes.insert(key, outcome);
                    progress(done.saturating_add(finished).min(total), total);
                }
            })
            .await;
        let mut printed = Vec::with_capacity(outcomes.len());
        for (number, ready) in waiting {
            match outcomes.remove(&number) {
                Some(Ok(pdf)) => printed.push(checked(ready, pdf)?),
                Some(Err(error)) => {
                    self.refuse(&ready, STATEMENT_NOT_PRINTED.because(format!("{error} ({})", error.code)).at(number))?;
                }
                None => return Err(Failure::Broken(format!("le relevé {number} n'a pas reçu de réponse."))),
            }
        }
        Ok(printed)
    }

    /// A statement that was issued before must be printed again; any other one is refused.
    fn refuse(&mut self, one: &Ready, refusal: Refusal) -> Result<(), Failure> {
        if one.issued.is_some() {
            return Err(Failure::Broken(format!("le relevé émis ne s'imprime plus. {refusal}")));
        }
        self.report.refused.push((one.person, refusal));
        Ok(())
    }

    /// Keeps new statements, but for those whose person's money moved, or whose statement was issued by another, since `head`.
    async fn keep(&self, printed: Vec<Printed>, head: i64) -> Result<(Vec<Printed>, Vec<i64>), Failure> {
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

    async fn write(&mut self, one: &Printed) -> Result<(), Failure> {
        let path = self.out.join(format!("releve-{}.pdf", one.ready.statement.number));
        let partial = path.with_extension(format!("{}.part", std::process::id()));
        // Renamed once complete: a run that stops never leaves half a file under its final name, nor do two runs at once.
        tokio::fs::write(&partial, &one.pdf).await.map_err(|error| not_written(&partial, &error))?;
        tokio::fs::rename(&partial, &path).await.map_err(|error| not_written(&path, &error))?;
        self.report.files.push(path);
        Ok(())
    }
}

/// Statements of the month that were issued before, as they were.
async fn stored(tx: &mut Tx, month: Month, people: &[i64]) -> Result<Vec<Ready>, Failure> {
    let sql = format!(
        "SELECT number, person, model, pdf_sha256 FROM statement WHERE month = $2 AND person IN {} ORDER BY person",
        tx.numbers("$1")
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
