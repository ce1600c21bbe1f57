//! An office that works with the real program: an invented caseload, the simulated bank's files, and the steps of a month.

use crate::engine::TestDb;
use crate::process::{Answer, quitus, start};
use quitus::demo::bank::{Bank, BankFile, Cadence};
use quitus::demo::caseload::Caseload;
use quitus::store::Db;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use tempfile::TempDir;

/// Prepares payments.
pub const GESTIONNAIRE: &str = "Camille";
/// Imports, decides, seals.
pub const COMPTABLE: &str = "Dominique";
/// Approves.
pub const RESPONSABLE: &str = "Sacha";

/// The month played.
pub const MONTH: &str = "2026-09";
/// The day on which the first files are treated.
pub const TODAY: &str = "2026-09-14";
/// The day on which the payments leave.
pub const EXECUTION: &str = "2026-09-18";
/// The day on which their settlement is read.
pub const SETTLED: &str = "2026-09-21";

/// How many people the office follows: enough that a step lasts.
const PEOPLE: u32 = 60;
const SEED: u64 = 11;

static CASELOAD: LazyLock<Caseload> = LazyLock::new(|| Caseload::invent(SEED, PEOPLE));

/// An office and its database.
pub struct Office {
    /// The address of the database.
    pub url: String,
    folder: TempDir,
}

/// The bank on the evening of the 12th, and the two files that it made.
pub fn bank() -> (Bank, Vec<BankFile>) {
    let mut bank = Bank::open(&CASELOAD.plan, Cadence::FourAMonth);
    let files = bank.advance_to("2026-09-12".parse().unwrap());
    assert_eq!(files.len(), 2);
    (bank, files)
}

/// Statements of accounts that no other office of these tests holds.
pub fn statements_of_another_house() -> Vec<BankFile> {
    let caseload = Caseload::invent(SEED + 1, 3);
    Bank::open(&caseload.plan, Cadence::FourAMonth).advance_to("2026-09-12".parse().unwrap())
}

/// Fills a database with the users, the organisation and the caseload.
pub async fn build(test: &TestDb) {
    let office = Office::at(&test.url);
    let folder = office.caseload();
    office.run(&["user", "add", RESPONSABLE, "--role", "responsable"]).done();
    for (name, role) in [(GESTIONNAIRE, "gestionnaire"), (COMPTABLE, "comptable"), ("Ange", "auditeur")] {
        office.run(&["user", "add", name, "--role", role, "--by", RESPONSABLE]).done();
    }
    let identity = ["--name", "UDAF du Val-de-Brenne", "--address", "12 rue des Tilleuls", "--phone", "01 99 00 12 34"];
    office.run(&[&["organisation"], &identity[..], &["--by", RESPONSABLE]].concat()).done();
    office.run(&["--today", "2026-09-01", "caseload", "import", &folder, "--by", RESPONSABLE]).done();
}

impl Office {
    /// An office over a database that exists.
    pub fn at(url: &str) -> Self {
        Self { url: url.to_owned(), folder: tempfile::tempdir().unwrap() }
    }

    /// A command on this database, on [`TODAY`], asked for JSON; a later `--today` prevails.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let today: &[&str] = if arguments.contains(&"--today") { &[] } else { &["--today", TODAY] };
        quitus(&[&["--db", &self.url, "--json"], today, arguments].concat())
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Answer {
        start(&mut self.command(arguments)).finish()
    }

    /// Where a file of this office is.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes the folder of the caseload.
    pub fn caseload(&self) -> String {
        let folder = self.path("dossiers");
        CASELOAD.write(&folder).unwrap();
        text(&folder)
    }

    /// Writes a file of the bank.
    pub fn put(&self, file: &BankFile) -> String {
        let path = self.path(&file.name);
        std::fs::write(&path, &file.bytes).unwrap();
        text(&path)
    }

    /// Writes the first two files of the bank.
    pub fn statements(&self) -> Vec<String> {
        bank().1.iter().map(|file| self.put(file)).collect()
    }

    /// Imports the first two files of the bank.
    pub fn import(&self) -> Answer {
        let files = self.statements();
        self.run(&["bank", "import", &files[0], &files[1], "--by", COMPTABLE]).done()
    }

    /// Prepares the month.
    pub fn prepare(&self) -> Answer {
        self.run(PREPARE).done()
    }

    /// Approves what is proposed.
    pub fn approve(&self) -> Answer {
        self.run(APPROVE).done()
    }

    /// Seals what is approved.
    pub fn seal(&self) -> Answer {
        self.run(SEAL).done()
    }

    /// The last sealed file.
    pub fn batch(&self) -> String {
        let batches = self.run(&["batch", "list"]).done().json();
        batches[0]["id"].as_str().unwrap().to_owned()
    }

    /// Sends the sealed file to the bank; gives the statement that follows.
    pub fn settlement(&self) -> BankFile {
        let id = self.batch();
        let path = self.path("virements.xml");
        self.run(&["batch", "export", &id, "--out", path.to_str().unwrap(), "--by", COMPTABLE]).done();
        let (mut bank, _) = bank();
        assert!(bank.receive(&std::fs::read(path).unwrap()).unwrap().accepted > 0);
        let files = bank.advance_to("2026-09-20".parse().unwrap());
        files.into_iter().find(|file| file.name.starts_with("releve")).unwrap()
    }
}

/// Arguments of the month's preparation.
pub const PREPARE: &[&str] = &["month", "prepare", MONTH, "--by", GESTIONNAIRE];
/// Arguments of the approval of all proposals.
pub const APPROVE: &[&str] = &["order", "approve", "--month", MONTH, "--by", RESPONSABLE];
/// Arguments of the sealing.
pub const SEAL: &[&str] = &["batch", "seal", "--execution", EXECUTION, "--by", COMPTABLE];

/// A path as an argument.
pub fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

/// What the database says happened: balances, and how many of each thing in each state.
pub async fn digest(db: &Db) -> Vec<(String, i64)> {
    let sql = "SELECT 'solde ' || a.code AS what, b.cents FROM balance b JOIN account a ON a.id = b.account WHERE b.cents <> 0
        UNION ALL SELECT 'ordres ' || kind || ' ' || state, COUNT(*) FROM payment_order GROUP BY kind, state
        UNION ALL SELECT 'cents ' || kind || ' ' || state, CAST(SUM(cents) AS BIGINT) FROM payment_order GROUP BY kind, state
        UNION ALL SELECT 'encaissements ' || state, COUNT(*) FROM receipt GROUP BY state
        UNION ALL SELECT 'écritures ' || movement, COUNT(*) FROM entry GROUP BY movement
        UNION ALL SELECT 'lignes de banque', COUNT(*) FROM bank_line
        UNION ALL SELECT 'fichiers', COUNT(*) FROM bank_file
        UNION ALL SELECT 'lots', COUNT(*) FROM batch
        UNION ALL SELECT 'utilisateurs', COUNT(*) FROM app_user";
    let mut rows: Vec<(String, i64)> = match db {
        Db::Sqlite { read, .. } => sqlx::query_as(sql).fetch_all(read).await.unwrap(),
        Db::Postgres { pool, .. } => sqlx::query_as(sql).fetch_all(pool).await.unwrap(),
    };
    rows.sort();
    rows
}
