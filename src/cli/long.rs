//! Commands that take a while or several transactions: files of the bank, statements, the demonstration.

use super::args::{By, Cli};
use super::files::{read_file, write_file};
use super::lists;
use super::naming::{Named, whole_id};
use super::output::{Ended, Output};
use super::request::Request;
use crate::calendar::Month;
use crate::intake::answer::{Answered, answer_file};
use crate::intake::files::at;
use crate::intake::import::{Imported, import_files};
use crate::intake::pages::together;
use crate::payment::batch;
use crate::plural::count;
use crate::refusal::{FILE_NOT_READ, Failure, STATEMENT_NONE};
use crate::statement::issue::{IssueReport, issue};
use crate::statement::workers;
use crate::store::Db;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// A bar on a terminal, nothing in a pipe.
fn bar(total: usize, what: &'static str) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(total).unwrap_or(u64::MAX));
    let style =
        ProgressStyle::with_template("{msg} [{bar:30}] {pos}/{len} ({eta})").unwrap_or_else(|_| ProgressStyle::default_bar());
    bar.set_style(style);
    bar.set_message(what);
    bar
}

/// Serves documents to the process that started this one.
pub(super) fn render_worker() -> ExitCode {
    match workers::serve(&mut std::io::stdin().lock(), &mut std::io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// Each file in its own transaction; the first that is refused stops the others. With a key, the answer is kept with the last file.
pub(super) async fn bank_import(db: &Db, cli: &Cli, paths: &[PathBuf], by: &By) -> Ended {
    let bar = bar(paths.len(), "Import");
    let mut done = Done::default();
    let outcome = import_each(db, cli, paths, by, &mut done, &bar).await;
    bar.finish_and_clear();
    ended(outcome, &done.unread, !done.imported.is_empty(), || lists::imported(&done.imported))
}

/// How far an import went.
#[derive(Default)]
struct Done {
    imported: Vec<Imported>,
    /// The files after the one that is being read.
    unread: Vec<String>,
}

/// Files that hold pages of one statement share a transaction.
async fn import_each(
    db: &Db,
    cli: &Cli,
    paths: &[PathBuf],
    by: &By,
    done: &mut Done,
    bar: &ProgressBar,
) -> Result<Output, Failure> {
    let files = read_files(paths)?;
    let request = Request::of(cli, &files);
    let mut groups = together(&files).into_iter();
    while let Some(places) = groups.next() {
        let group = at(&files, &places);
        done.unread =
            groups.clone().flatten().filter_map(|place| paths.get(place)).map(|path| path.display().to_string()).collect();
        let mut tx = db.write().await?;
        if let Some(first) = request.first_answer(&mut tx).await? {
            return Ok(first);
        }
        let act = super::act(&mut tx, cli, Some(&by.by)).await?;
        let file = import_files(&mut tx, &act, &group).await?;
        if done.unread.is_empty() {
            let all: Vec<Imported> = done.imported.iter().cloned().chain([file.clone()]).collect();
            request.keep(&mut tx, &lists::imported(&all), act.at).await?;
        }
        tx.commit().await?;
        done.imported.push(file);
        bar.inc(u64::try_from(group.len()).unwrap_or(u64::MAX));
    }
    Ok(lists::imported(&done.imported))
}

/// Status reports, each in its own transaction. With a key, the answer is kept with the last file.
pub(super) async fn bank_answer(db: &Db, cli: &Cli, paths: &[PathBuf], by: &By) -> Ended {
    let mut answers = Vec::with_capacity(paths.len());
    let outcome = answer_files(db, cli, paths, by, &mut answers).await;
    let unread: Vec<String> = paths.iter().skip(answers.len().saturating_add(1)).map(|path| path.display().to_string()).collect();
    ended(outcome, &unread, !answers.is_empty(), || answered(&answers))
}

async fn answer_files(db: &Db, cli: &Cli, paths: &[PathBuf], by: &By, answers: &mut Vec<Answered>) -> Result<Output, Failure> {
    let files = read_files(paths)?;
    let request = Request::of(cli, &files);
    for (place, (name, bytes)) in (1..).zip(&files) {
        let mut tx = db.write().await?;
        if let Some(first) = request.first_answer(&mut tx).await? {
            return Ok(first);
        }
        let act = super::act(&mut tx, cli, Some(&by.by)).await?;
        let file = answer_file(&mut tx, &act, name, bytes).await?;
        if place == files.len() {
            let all: Vec<Answered> = answers.iter().cloned().chain([file.clone()]).collect();
            request.keep(&mut tx, &answered(&all), act.at).await?;
        }
        tx.commit().await?;
        answers.push(file);
    }
    Ok(answered(answers))
}

/// What was done for the files before the one that was refused, and which ones after it were not read.
fn ended(outcome: Result<Output, Failure>, unread: &[String], some_done: bool, report: impl FnOnce() -> Output) -> Ended {
    match outcome {
        Err(mut failure) if some_done => {
            if let Failure::Refused(refusals) = &mut failure {
                refusals.extend(unread.iter().map(|name| FILE_NOT_READ.because("").at(name.as_str())));
            }
            Ended { done: Some(report()), stopped: Some(failure) }
        }
        outcome => outcome.into(),
    }
}

fn read_files(paths: &[PathBuf]) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    paths.iter().map(|path| read_file(path)).collect()
}

/// The file of a sealed batch. The export is recorded first: a file outside without its trace would be worse than a trace whose
/// file is to be written again.
pub(super) async fn batch_export(db: &Db, cli: &Cli, id: &str, out: &Path, by: &By) -> Result<Output, Failure> {
    let mut tx = db.write().await?;
    let act = super::act(&mut tx, cli, Some(&by.by)).await?;
    let id = whole_id(&mut tx, Named::Batch, id).await?;
    let bytes = batch::export(&mut tx, &act, &id).await?;
    tx.commit().await?;
    write_file(out, &bytes)?;
    let place = out.display().to_string();
    let text = format!("{place} écrit, {}.", count(bytes.len(), "octet", "octets"));
    Ok(Output::new(&json!({ "batch": id, "file": place, "bytes": bytes.len() }), text))
}

fn answered(answers: &[Answered]) -> Output {
    Output::new(&answers, answers.iter().map(answer_words).collect::<String>())
}

fn answer_words(answered: &Answered) -> String {
    let mut text = format!(
        "{} : {}, {} en attente, {}. Rien n'est débité avant le relevé.\n",
        answered.file,
        count(answered.accepted, "paiement accepté", "paiements acceptés"),
        answered.pending,
        count(answered.rejected.len(), "rejeté", "rejetés")
    );
    if answered.matching > 0 || !answered.verified.is_empty() {
        text.push_str(&format!(
            "  Vérification des bénéficiaires, qui n'est pas une acceptation : {}, {} à regarder.\n",
            count(answered.matching, "nom concordant", "noms concordants"),
            answered.verified.len()
        ));
    }
    for one in &answered.verified {
        text.push_str(&format!("  À regarder ({}) : {}\n", one.result, one.order));
    }
    for order in &answered.rejected {
        text.push_str(&format!("  Rejeté ({}) : {} ; l'argent est revenu à la personne.\n", order.reason, order.order));
    }
    for words in &answered.unchanged {
        text.push_str(&format!("  Sans effet : {words}\n"));
    }
    for reference in &answered.unknown {
        text.push_str(&format!("  Référence inconnue, rien n'a changé : {reference}\n"));
    }
    text.extend(answered.alerts.iter().map(|alert| format!("  Alerte : {alert}\n")));
    text.extend(answered.remarks.iter().map(|remark| format!("  Remarque : {remark}\n")));
    text
}

/// Statements of a month, each person's in its own file.
pub(super) async fn statement_issue(db: &Db, cli: &Cli, month: Month, people: &[i64], out: &Path, by: &By) -> Ended {
    match issued(db, cli, month, people, out, by).await {
        Ok(report) => Ended { stopped: not_issued(&report, month), done: Some(issued_words(&report, month, out)) },
        Err(failure) => Err(failure).into(),
    }
}

async fn issued(db: &Db, cli: &Cli, month: Month, people: &[i64], out: &Path, by: &By) -> Result<IssueReport, Failure> {
    let mut tx = db.read().await?;
    let act = super::act(&mut tx, cli, Some(&by.by)).await?;
    drop(tx);
    let bar = bar(0, "Relevés");
    let chosen = (!people.is_empty()).then(|| people.to_vec());
    let report = issue(db, &act, month, chosen, out, &mut |done, total| {
        bar.set_length(u64::try_from(total).unwrap_or(u64::MAX));
        bar.set_position(u64::try_from(done).unwrap_or(u64::MAX));
    })
    .await?;
    bar.finish_and_clear();
    Ok(report)
}

fn issued_words(report: &IssueReport, month: Month, out: &Path) -> Output {
    let text = format!(
        "Relevés {} : {}, {}, dans {}.",
        month.of_in_french(),
        count(report.issued, "émis", "émis"),
        count(report.reprinted, "réimprimé à l'identique", "réimprimés à l'identique"),
        out.display()
    );
    Output::new(report, text)
}

/// The people who got no statement, or that nobody got one.
fn not_issued(report: &IssueReport, month: Month) -> Option<Failure> {
    if !report.refused.is_empty() {
        let refused = report.refused.iter().map(|(person, refusal)| refusal.clone().at(format!("Personne {person}")));
        return Some(Failure::Refused(refused.collect()));
    }
    let none = report.issued == 0 && report.reprinted == 0;
    none.then(|| STATEMENT_NONE.because(format!("({})", month.in_french())).into())
}
