//! The caseload as a folder of seven CSV files or a workbook of seven sheets, imported all or nothing.
//!
//! [`Sheets`] are the rows as text, which a person may mend; [`Sheets::folder`] judges each row by itself, [`import`] judges the rows
//! together and with what is recorded, tells all faults of both, or writes only what differs. Rows that are not in the folder stay
//! as they are.

mod cell;
mod check;
pub mod draft;
mod faulty;
mod grid;
mod rows;
mod sheets;
mod spot;
mod store;
mod table;
mod template;
mod workbook;
mod write;

pub use rows::{AccountRow, AuthorisationRow};
pub use sheets::{Mend, Sheets};
pub use spot::Spot;
pub use table::{Line, Row};
pub use template::{WORKBOOK, template, template_files, template_workbook};
pub use workbook::is_workbook;

use crate::access::{Act, Right, audit};
use crate::person::{Authorisation, BudgetLine, Contract, Payee, Person};
use crate::plural::count;
use crate::refusal::{FILE_UNREADABLE, Failure, Refusal, file_unreadable};
use crate::rent::terms::Period;
use crate::store::Tx;
use faulty::Faulty;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fmt;
use std::io;
use std::path::Path;

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
    in_workbook: bool,
    mended: usize,
    left_out: usize,
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
    /// Rows that a person mended before the import.
    pub mended: usize,
    /// Rows that a person left out.
    pub left_out: usize,
    /// Whether the rows came in a workbook.
    #[serde(skip)]
    in_workbook: bool,
    /// The import that was the last one before.
    #[serde(skip)]
    after: i64,
}

impl Report {
    /// A mark of what is foreseen, over what is recorded: what a person was shown is what is written.
    #[must_use]
    pub fn mark(&self) -> String {
        hex::encode(Sha256::digest(format!("{self:?}")))
    }

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
            let file = if self.in_workbook { format!("feuille {}", workbook::sheet(file)) } else { (*file).to_owned() };
            writeln!(f, "{file} : lignes ajoutées {added}, modifiées {changed}, inchangées {unchanged}")?;
        }
        for payee in &self.payees_to_confirm {
            writeln!(f, "Le nouvel IBAN du bénéficiaire « {payee} » attend la confirmation d'une deuxième personne.")?;
        }
        for person in &self.people_to_confirm {
            writeln!(f, "Le nouvel IBAN personnel de la personne {person} attend la confirmation d'une deuxième personne.")?;
        }
        let of_hand = [(self.mended, "corrigée", "corrigées"), (self.left_out, "laissée de côté", "laissées de côté")];
        for (rows, one, many) in of_hand.into_iter().filter(|(rows, ..)| *rows > 0) {
            writeln!(f, "{} à l'écran avant l'import.", count(rows, &format!("ligne {one}"), &format!("lignes {many}")))?;
        }
        Ok(())
    }
}

/// Reads a folder, or a workbook. What is wrong with a row by itself is kept for [`import`], which refuses all faults at once.
///
/// # Errors
/// `file_unreadable` when it is neither; why a workbook is refused as a whole.
pub fn read(path: &Path) -> Result<Folder, Vec<Refusal>> {
    if path.is_dir() {
        return Ok(read_files(&|name| std::fs::read(path.join(name))));
    }
    let bytes = std::fs::read(path).map_err(|error| vec![file_unreadable(path, &error)])?;
    if !is_workbook(&bytes) {
        let facts = "Ce n'est ni un dossier ni un classeur .xlsx.";
        return Err(vec![FILE_UNREADABLE.because(facts).at(path.display().to_string())]);
    }
    Ok(Sheets::of_workbook(&bytes)?.folder())
}

/// Reads the files of a folder from wherever they are; `of` gives the bytes of a file by its name in the template.
#[must_use]
pub fn read_files(of: &dyn Fn(&str) -> io::Result<Vec<u8>>) -> Folder {
    Sheets::of_files(of).folder()
}

/// Compares the folder with what is recorded and writes what differs, or nothing.
///
/// # Errors
/// Every rule that a row breaks, with its file, line and column; `role_not_allowed`; what the database refuses.
pub async fn import(tx: &mut Tx, act: &Act, folder: &Folder) -> Result<Report, Failure> {
    act.with(Right::Caseload)?;
    let current = store::current(tx).await?;
    let after = store::last_import(tx).await?;
    let (authorisations, refusals) = judged(&current, act, folder);
    if !refusals.is_empty() {
        return Err(Failure::Refused(refusals));
    }
    let written = write::write(tx, act, &current, folder, &authorisations).await?;
    let report = Report { mended: folder.mended, left_out: folder.left_out, in_workbook: folder.in_workbook, after, ..written };
    audit(tx, act, "caseload_import", "caseload", &report.to_string()).await?;
    tx.count_rows().await?;
    Ok(report)
}

/// What is recorded, for folders to be compared with.
#[derive(Debug)]
pub struct Recorded(store::Current);

/// Reads what is recorded.
///
/// # Errors
/// `role_not_allowed`.
pub async fn recorded(tx: &mut Tx, act: &Act) -> Result<Recorded, Failure> {
    act.with(Right::Caseload)?;
    Ok(Recorded(store::current(tx).await?))
}

/// Everything that is wrong with a folder, compared with what is recorded. The work is that of a program: not for a thread that answers
/// others.
#[must_use]
pub fn faults(recorded: &Recorded, act: &Act, folder: &Folder) -> Vec<Refusal> {
    judged(&recorded.0, act, folder).1
}

/// The authorisations with their benefits, and every rule that the folder breaks.
fn judged(current: &store::Current, act: &Act, folder: &Folder) -> (Authorisations, Vec<Refusal>) {
    let mut refusals = folder.faults.clone();
    let authorisations = check::named_benefits(&current.catalogue, folder, &mut refusals);
    check::all(current, folder, &authorisations, act.today, &mut refusals);
    if folder.in_workbook {
        refusals = refusals.into_iter().map(workbook::in_sheets).collect();
    }
    (authorisations, refusals)
}

/// The authorisations of a folder once their benefits are known.
type Authorisations = Vec<Line<Authorisation>>;
