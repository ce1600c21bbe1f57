//! The demonstration: three months of an invented UDAF, played through the real services and real files on disk.
//!
//! The simulated bank writes statements and status reports and reads our payment files; a scripted staff decides what waits,
//! prepares, approves and seals. Nothing of it goes around the services, and the last days are left to the reader.

mod accountant;
mod days;
mod figures;
mod house;
mod living;
mod month;
mod stage;
mod statements;

pub use figures::{Left, Money, Proof, Receipts, Rents, ShortRent, Summary};
pub use living::{LivingBank, Taken};
pub use stage::{Progress, Silent, Stage};
pub use statements::Statements;

use super::bank::{Bank, Cadence};
use super::caseload::Caseload;
use crate::calendar::Month;
use crate::refusal::{Failure, file_unreadable};
use crate::store::Db;
use accountant::Accountant;
use chrono::NaiveDate;
use house::Staff;
use stage::Clock;
use std::path::{Path, PathBuf};

/// What to play.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Where the database and the files go; made when it is missing.
    pub dir: PathBuf,
    /// How many people.
    pub people: u32,
    /// The same seed gives the same people, events and amounts.
    pub seed: u64,
    /// Also print the statements, by workers of the program that runs: it must be one that serves them.
    pub statements: bool,
}

/// The first month played.
const FIRST_MONTH: &str = "2026-09";
/// How many months are played.
const MONTHS: usize = 3;

/// Plays into a new SQLite database, `quitus.db` in the folder; the bank lives on.
///
/// # Errors
/// `file_unreadable` when the folder cannot be written; what a service refuses.
pub async fn play(options: &Options, progress: &mut dyn Progress) -> Result<(Summary, LivingBank), Failure> {
    make_folder(&options.dir)?;
    let path = options.dir.join("quitus.db");
    let db = Db::open(&format!("sqlite:{}", path.display())).await?;
    let played = play_and_go_on(&db, options, progress).await;
    db.close().await;
    played
}

/// Plays into an empty database of either engine; the files go to the folder.
///
/// # Errors
/// Those of [`play`].
pub async fn play_on(db: &Db, options: &Options, progress: &mut dyn Progress) -> Result<Summary, Failure> {
    play_and_go_on(db, options, progress).await.map(|(summary, _)| summary)
}

/// The same, with the bank as the play leaves it.
///
/// # Errors
/// Those of [`play`].
pub async fn play_and_go_on(db: &Db, options: &Options, progress: &mut dyn Progress) -> Result<(Summary, LivingBank), Failure> {
    let mut clock = Clock::start(progress);
    let caseload = Caseload::invent(options.seed, options.people);
    clock.lap(None, "Dossiers inventés");
    let staff = house::settle(db, &options.dir, &caseload, &mut clock).await?;
    let bank = Bank::open(&caseload.plan, Cadence::FourAMonth);
    let accountant = Accountant::with(&caseload);
    let folders = Folders::make(&options.dir)?;
    let mut play = Play { db, staff, accountant, bank, folders, clock };
    for month in months() {
        play.month(month).await?;
    }
    play.finish(options, &caseload).await
}

/// The first day of the first month: whose file is whose is known from then on.
#[must_use]
pub fn first_day() -> NaiveDate {
    months().first().copied().map(Month::first_day).unwrap_or_default()
}

/// The months played, first to last.
fn months() -> Vec<Month> {
    let first = FIRST_MONTH.parse().ok();
    std::iter::successors(first, |month: &Month| Some(month.next())).take(MONTHS).collect()
}

/// Everything that the months have in common.
struct Play<'a> {
    db: &'a Db,
    staff: Staff,
    accountant: Accountant,
    bank: Bank,
    folders: Folders,
    clock: Clock<'a>,
}

/// Where files are exchanged with the bank.
#[derive(Clone, Debug)]
struct Folders {
    received: PathBuf,
    sent: PathBuf,
}

impl Folders {
    fn make(dir: &Path) -> Result<Self, Failure> {
        let folders = Self { received: dir.join("banque").join("recus"), sent: dir.join("banque").join("envoyes") };
        make_folder(&folders.received)?;
        make_folder(&folders.sent)?;
        Ok(folders)
    }
}

fn make_folder(path: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(path).map_err(|error| disk(path, &error))
}

fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    std::fs::write(path, bytes).map_err(|error| disk(path, &error))
}

fn read_file(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| disk(path, &error))
}

fn disk(path: &Path, error: &std::io::Error) -> Failure {
    file_unreadable(path, error).into()
}
