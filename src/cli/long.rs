//! Commands that take a while or several transactions: files of the bank, statements, the demonstration.

use super::args::{By, Cli};
use super::lists;
use super::output::Output;
use crate::calendar::Month;
use crate::intake::answer::{Answered, answer_file};
use crate::intake::import::import_file;
use crate::refusal::{FILE_UNREADABLE, Failure};
use crate::statement::issue::issue;
use crate::statement::workers;
use crate::store::Db;
use indicatif::{ProgressBar, ProgressStyle};
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

fn read_file(path: &Path) -> Result<(String, Vec<u8>), Failure> {
    let place = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|error| FILE_UNREADABLE.because(format!("({error})")).at(place.clone()))?;
    let name = path.file_name().map_or(place, |name| name.to_string_lossy().into_owned());
    Ok((name, bytes))
}

/// Serves documents to the process that started this one.
pub(super) fn render_worker() -> ExitCode {
    match workers::serve(&mut std::io::stdin().lock(), &mut std::io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// Each file in its own transaction; the first that is refused stops the others.
pub(super) async fn bank_import(db: &Db, cli: &Cli, files: &[PathBuf], by: &By) -> Result<Output, Failure> {
    let bar = bar(files.len(), "Import");
    let mut imported = Vec::with_capacity(files.len());
    for path in files {
        let (name, bytes) = read_file(path)?;
        let mut tx = db.write().await?;
        let act = super::act(&mut tx, cli, Some(&by.by)).await?;
        imported.push(import_file(&mut tx, &act, &name, &bytes).await?);
        tx.commit().await?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(lists::imported(&imported))
}

/// Status reports, each in its own transaction.
pub(super) async fn bank_answer(db: &Db, cli: &Cli, files: &[PathBuf], by: &By) -> Result<Output, Failure> {
    let mut answers = Vec::with_capacity(files.len());
    for path in files {
        let (name, bytes) = read_file(path)?;
        let mut tx = db.write().await?;
        let act = super::act(&mut tx, cli, Some(&by.by)).await?;
        answers.push(answer_file(&mut tx, &act, &name, &bytes).await?);
        tx.commit().await?;
    }
    Ok(Output::new(&answers, answers.iter().map(answer_words).collect::<String>()))
}

fn answer_words(answered: &Answered) -> String {
    let mut text = format!("{} : {} accepté(s), {} rejeté(s).\n", answered.file, answered.accepted, answered.rejected.len());
    for order in &answered.rejected {
        text.push_str(&format!("  Rejeté ({}) : {} ; l'argent est revenu à la personne.\n", order.reason, order.order));
    }
    for words in &answered.unchanged {
        text.push_str(&format!("  Sans effet : {words}\n"));
    }
    for reference in &answered.unknown {
        text.push_str(&format!("  Référence inconnue : {reference}\n"));
    }
    text
}

/// Statements of a month, each person's in its own file.
pub(super) async fn statement_issue(
    db: &Db,
    cli: &Cli,
    month: Month,
    people: &[i64],
    out: &Path,
    by: &By,
) -> Result<Output, Failure> {
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
    let mut text = format!(
        "Relevés de {} : {} émis, {} réimprimés à l'identique, dans {}.\n",
        month.in_french(),
        report.issued,
        report.reprinted,
        out.display()
    );
    for (person, refusal) in &report.refused {
        text.push_str(&format!("Personne {person} : {refusal}\n"));
    }
    Ok(Output::new(&report, text))
}
