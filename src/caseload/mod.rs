//! The caseload as a folder of seven CSV files, imported all or nothing.
//!
//! [`read`] judges each row by itself, [`import`] judges the rows together and with what is recorded, tells all faults of both, or
//! writes only what differs. Rows that are not in the folder stay as they are.

mod cell;
mod check;
mod faulty;
mod rows;
mod store;
mod table;
mod template;
mod write;

pub use rows::{AccountRow, AuthorisationRow};
pub use table::Line;
pub use template::{template, template_files};

use crate::access::{Act, Right, audit};
use crate::person::{Authorisation, BudgetLine, Contract, Payee, Person};
use crate::refusal::{FILE_MISSING, FILE_UNREADABLE, Failure, ROW_DUPLICATED, Refusal};
use crate::rent::terms::Period;
use crate::store::Tx;
use faulty::Faulty;
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::hash::Hash;
use std::io::{self, ErrorKind};
use std::path::Path;
use table::{Cells, Layout, Table, place};

/// The rows of a folder that are good by themselves, and what is wrong with the others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folder {
    /// `people.csv`.
    pub people: Vec<Line<Person>>,
    /// `bank_accounts.csv`.
    pub bank_accounts: Vec<Line<AccountRow>>,
    /// `contracts.csv`.
    pub contracts: Vec<Line<Contract>>,
    /// `authorisations.csv`.
    pub authorisations: Vec<Line<AuthorisationRow>>,
    /// `payees.csv`.
    pub payees: Vec<Line<Payee>>,
    /// `rents.csv`.
    pub rents: Vec<Line<Period>>,
    /// `budget.csv`.
    pub budget: Vec<Line<BudgetLine>>,
    faults: Vec<Refusal>,
    faulty: Faulty,
}

/// What an import did to the rows of one file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Rows that were not known.
    pub added: usize,
    /// Rows that gave a new version.
    pub changed: usize,
    /// Rows that say what is recorded.
    pub unchanged: usize,
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Each file with its counts.
    pub files: Vec<(&'static str, Counts)>,
    /// Payees whose new account number waits for a second person (RULE 35).
    pub payees_to_confirm: Vec<String>,
    /// People whose own new account number waits for a second person (RULE 35).
    pub people_to_confirm: Vec<i64>,
    /// People whose rent terms changed: their reserve is to be run again, in the same transaction.
    pub people_with_changed_terms: Vec<i64>,
}

impl Report {
    /// Rows that changed something.
    #[must_use]
    pub fn changes(&self) -> usize {
        self.files.iter().map(|(_, counts)| counts.added + counts.changed).sum()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (file, counts) in &self.files {
            let Counts { added, changed, unchanged } = counts;
            writeln!(f, "{file} : lignes ajoutées {added}, modifiées {changed}, inchangées {unchanged}")?;
        }
        for payee in &self.payees_to_confirm {
            writeln!(f, "Le nouvel IBAN du bénéficiaire « {payee} » attend la confirmation d'une seconde personne.")?;
        }
        for person in &self.people_to_confirm {
            writeln!(f, "Le nouvel IBAN personnel de la personne {person} attend la confirmation d'une seconde personne.")?;
        }
        Ok(())
    }
}

/// Reads a folder. What is wrong with a row by itself is kept for [`import`], which refuses the folder with all its faults at once.
///
/// # Errors
/// `file_unreadable` when it is no folder.
pub fn read(dir: &Path) -> Result<Folder, Vec<Refusal>> {
    if !dir.is_dir() {
        return Err(vec![FILE_UNREADABLE.because("Ce n'est pas un dossier.").at(dir.display().to_string())]);
    }
    Ok(read_files(&|name| std::fs::read(dir.join(name))))
}

/// Reads the files of a folder from wherever they are; `of` gives the bytes of a file by its name in the template.
#[must_use]
pub fn read_files(of: &dyn Fn(&str) -> io::Result<Vec<u8>>) -> Folder {
    let mut told = Told::default();
    let all = &mut told;
    let folder = Folder {
        bank_accounts: file(of, &rows::BANK_ACCOUNTS, rows::bank_account, |row| row.account.reference.clone(), all),
        people: file(of, &rows::PEOPLE, rows::person, |row| row.number, all),
        contracts: file(of, &rows::CONTRACTS, rows::contract, |row| row.reference.clone(), all),
        authorisations: file(
            of,
            &rows::AUTHORISATIONS,
            rows::authorisation,
            |row| (row.authorisation.contract.clone(), row.asked.to_lowercase(), row.authorisation.from_on),
            all,
        ),
        payees: file(of, &rows::PAYEES, rows::payee, |row| row.reference.clone(), all),
        rents: file(of, &rows::RENTS, rows::rent, Period::key, all),
        budget: file(of, &rows::BUDGET, rows::budget_line, BudgetLine::key, all),
        ..Folder::default()
    };
    Folder { faults: told.faults, faulty: told.faulty, ..folder }
}

/// What the reading of the files found wrong.
#[derive(Default)]
struct Told {
    faults: Vec<Refusal>,
    faulty: Faulty,
}

/// Compares the folder with what is recorded and writes what differs, or nothing.
///
/// # Errors
/// Every rule that a row breaks, with its file, line and column; `role_not_allowed`; what the database refuses.
pub async fn import(tx: &mut Tx, act: &Act, folder: &Folder) -> Result<Report, Failure> {
    act.with(Right::Caseload)?;
    let current = store::current(tx).await?;
    let mut refusals = folder.faults.clone();
    let authorisations = check::named_benefits(&current.catalogue, folder, &mut refusals);
    check::all(&current, folder, &authorisations, act.today, &mut refusals);
    if !refusals.is_empty() {
        return Err(Failure::Refused(refusals));
    }
    let report = write::write(tx, act, &current, folder, &authorisations).await?;
    audit(tx, act, "caseload_import", "caseload", &report.to_string()).await?;
    tx.count_rows().await?;
    Ok(report)
}

/// Reads one file; a row that bears the key of an earlier row is reported.
fn file<T, K: Hash + Eq>(
    of: &dyn Fn(&str) -> io::Result<Vec<u8>>,
    layout: &'static Layout,
    row: impl Fn(&mut Cells) -> Option<T>,
    key: impl Fn(&T) -> K,
    told: &mut Told,
) -> Vec<Line<T>> {
    let bytes = match of(layout.file) {
        Ok(bytes) => bytes,
        Err(error) => {
            let code = if error.kind() == ErrorKind::NotFound { &FILE_MISSING } else { &FILE_UNREADABLE };
            told.faults.push(code.because("").at(layout.file));
            told.faulty.file(layout);
            return Vec::new();
        }
    };
    let Told { faults, faulty } = told;
    let mut lines = match Table::read(layout, &bytes, faults, faulty) {
        Some(table) => table.parse(faults, faulty, row),
        None => {
            faulty.file(layout);
            Vec::new()
        }
    };
    let twice = duplicates(layout, &lines, key, faults);
    if !twice.is_empty() {
        // Most often another row's name was meant.
        faulty.file(layout);
        lines.retain(|line| !twice.contains(&line.line));
    }
    lines
}

/// Reports every row that bears the key of an earlier one; gives back their lines.
fn duplicates<T, K: Hash + Eq>(
    layout: &Layout,
    lines: &[Line<T>],
    key: impl Fn(&T) -> K,
    refusals: &mut Vec<Refusal>,
) -> HashSet<u64> {
    let mut first: HashMap<K, u64> = HashMap::with_capacity(lines.len());
    let mut twice = HashSet::new();
    for line in lines {
        let earlier = *first.entry(key(&line.value)).or_insert(line.line);
        if earlier != line.line {
            let column = layout.columns.first().copied().unwrap_or_default();
            let facts = format!("Elle est déjà à la ligne {earlier}.");
            refusals.push(ROW_DUPLICATED.because(facts).at(place(layout.file, line.line, column)));
            twice.insert(line.line);
        }
    }
    twice
}

/// The authorisations of a folder once their benefits are known.
type Authorisations = Vec<Line<Authorisation>>;
