//! `quitus demo`: asks before it starts afresh, shows what runs, ends with the summary.

use super::args::DemoArgs;
use super::key_file;
use super::output::Output;
use super::serving::serve;
use super::wordings;
use crate::demo::keys::{cut, text, whole_text};
use crate::demo::play::{LivingBank, Options, Progress, Summary, first_day, play};
use crate::refusal::{DEMO_EXISTS, DEMO_PEOPLE, Failure, file_unreadable};
use crate::store::Db;
use chrono::{NaiveDate, Utc};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use std::io::{BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The seed of the people whom the documentation knows by name.
const SEED: u64 = 2026;

/// What the demonstration makes in its folder, and alone may remove.
const MADE: [&str; 8] =
    ["acces.txt", "quitus.db", "quitus.db.key", "quitus.db-shm", "quitus.db-wal", "dossiers", "banque", "releves"];

/// Plays the demonstration, tells what there is to see, and serves the back-office unless told otherwise.
pub(super) async fn demo(demo: &DemoArgs, today: Option<NaiveDate>, json: bool) -> Result<Output, Failure> {
    let (output, bank) = played(demo, json).await?;
    if demo.no_serve {
        return Ok(output);
    }
    wordings::say(&output.text);
    let url = format!("sqlite:{}", database(demo).display());
    let db = Db::open(&url).await?;
    // Beside the invented database, whatever the file of a real house is.
    let ring = key_file::for_serving(&db, &key_file::place(&url, None)?).await?;
    let keys = cut(&db, &ring, Utc::now(), first_day()).await?;
    let path = demo.dir.join("acces.txt");
    std::fs::write(&path, whole_text(&keys)).map_err(|error| file_unreadable(&path, &error))?;
    wordings::say(&format!("\n{}Tous les codes sont dans {}.\n", text(&keys), path.display()));
    let served = serve(&db, &demo.serve, ring, today, Some(bank)).await;
    db.close().await;
    served
}

/// The database that the demonstration makes, whatever that of a real house is.
fn database(demo: &DemoArgs) -> PathBuf {
    demo.dir.join("quitus.db")
}

/// Says which database is made, before it is: who works in a house with its own must not fear for it.
fn announce(demo: &DemoArgs) {
    let other =
        if std::env::var_os("QUITUS_DB").is_some() { " La base de la variable QUITUS_DB n'est pas touchée." } else { "" };
    wordings::say(&format!("La démonstration fait sa propre base, {}.{other}\n", database(demo).display()));
}

async fn played(demo: &DemoArgs, json: bool) -> Result<(Output, LivingBank), Failure> {
    if demo.people == 0 {
        return Err(DEMO_PEOPLE.because("").into());
    }
    start_afresh(&demo.dir, demo.force)?;
    if !json {
        announce(demo);
    }
    let spinner = ProgressBar::new_spinner();
    spinner.set_style(ProgressStyle::with_template("{spinner} {msg}").unwrap_or_else(|_| ProgressStyle::default_spinner()));
    spinner.enable_steady_tick(Duration::from_millis(120));
    let options = Options { dir: demo.dir.clone(), people: demo.people, seed: SEED, statements: true };
    let summary = play(&options, &mut Shown(&spinner)).await;
    spinner.finish_and_clear();
    let (summary, bank) = summary?;
    Ok((Output::new(&figures(&summary), crate::demo::summary::text(&summary)), bank))
}

fn figures(summary: &Summary) -> serde_json::Value {
    let stages: Vec<_> = summary
        .stages
        .iter()
        .map(|stage| json!({ "month": stage.month, "name": stage.name, "milliseconds": stage.took.as_millis() }))
        .collect();
    json!({
        "dir": summary.dir,
        "database": summary.dir.join("quitus.db"),
        "people": summary.people,
        "entries": summary.proof.entries,
        "head": summary.proof.head,
        "rejected": summary.rejected,
        "returned": summary.returned,
        "received": summary.received,
        "sent": summary.sent,
        "statements": summary.statements.issued,
        "stages": stages,
    })
}

struct Shown<'a>(&'a ProgressBar);

impl Progress for Shown<'_> {
    fn stage(&mut self, words: &str) {
        self.0.set_message(words.to_owned());
    }
}

/// Removes what an earlier demonstration made, if its owner agrees.
fn start_afresh(dir: &Path, force: bool) -> Result<(), Failure> {
    let old: Vec<_> = MADE.iter().map(|name| dir.join(name)).filter(|path| path.exists()).collect();
    if old.is_empty() {
        return Ok(());
    }
    if !force && !agreed(dir) {
        return Err(DEMO_EXISTS.because("").at(dir.display().to_string()).into());
    }
    for path in old {
        let removed = if path.is_dir() { std::fs::remove_dir_all(&path) } else { std::fs::remove_file(&path) };
        removed.map_err(|error| file_unreadable(&path, &error))?;
    }
    Ok(())
}

/// Asks on a terminal; without one, nobody agrees.
fn agreed(dir: &Path) -> bool {
    if !std::io::stdin().is_terminal() {
        return false;
    }
    let mut answer = String::new();
    let _ = write!(std::io::stdout(), "Une démonstration existe dans {}. La remplacer ? [o/N] ", dir.display());
    let _ = std::io::stdout().flush();
    let read = std::io::stdin().lock().read_line(&mut answer);
    read.is_ok() && matches!(answer.trim().to_lowercase().as_str(), "o" | "oui")
}
