//! The seven files as rows of text: from a folder of CSV files or from one workbook, judged only once they are mended.

use super::faulty::Faulty;
use super::grid::of_csv;
use super::rows::{self, AUTHORISATIONS, BANK_ACCOUNTS, BUDGET, CONTRACTS, PAYEES, PEOPLE, RENTS};
use super::table::{Cells, Layout, Line, Row, Table, place};
use super::{Folder, workbook};
use crate::person::BudgetLine;
use crate::refusal::{FILE_MISSING, FILE_UNREADABLE, ROW_DUPLICATED, Refusal};
use crate::rent::terms::Period;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::io::{self, ErrorKind};

/// The files, in the order of the template.
pub(super) static LAYOUTS: [&Layout; 7] = [&PEOPLE, &BANK_ACCOUNTS, &CONTRACTS, &AUTHORISATIONS, &PAYEES, &RENTS, &BUDGET];

/// The rows of the seven files, as text.
#[derive(Clone, Debug)]
pub struct Sheets {
    tables: Vec<Table>,
    in_workbook: bool,
    mended: usize,
    left_out: usize,
}

/// What a person says in the place of a row that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mend {
    /// The file, as the template names it.
    pub file: String,
    /// The line of the row.
    pub line: u64,
    /// The cells in the order of the template; none when the row is left out.
    pub cells: Option<Vec<String>>,
    /// True when all of them are to be taken as they are written, whatever was wrong with what was sent.
    pub taken: bool,
}

impl Sheets {
    /// Reads the files from wherever they are; `of` gives the bytes of a file by its name in the template.
    #[must_use]
    pub fn of_files(of: &dyn Fn(&str) -> io::Result<Vec<u8>>) -> Self {
        let table = |layout: &'static Layout| {
            let bytes = of(layout.file).map_err(|error| {
                let code = if error.kind() == ErrorKind::NotFound { &FILE_MISSING } else { &FILE_UNREADABLE };
                code.because("").at(layout.file)
            });
            Table::of(layout, bytes.and_then(|bytes| of_csv(layout, &bytes)))
        };
        Self { tables: LAYOUTS.map(table).into(), in_workbook: false, mended: 0, left_out: 0 }
    }

    /// Reads a workbook with a sheet for each file. The work is that of a program: not for a thread that answers others.
    ///
    /// # Errors
    /// Why the workbook is not read at all: macros, merged cells, sizes, encryption.
    pub fn of_workbook(bytes: &[u8]) -> Result<Self, Vec<Refusal>> {
        let mut grids = workbook::grids(bytes)?;
        let tables =
            LAYOUTS.map(|layout| Table::of(layout, grids.remove(layout.file).unwrap_or_else(|| workbook::missing(layout))));
        Ok(Self { tables: tables.into(), in_workbook: true, mended: 0, left_out: 0 })
    }

    /// Puts what a person wrote in the place of rows; a row that is not there is passed over.
    pub fn mend(&mut self, mends: &[Mend]) {
        for mend in mends {
            let table = self.tables.iter_mut().find(|table| table.layout.file == mend.file);
            if table.is_some_and(|table| table.mend(mend.line, mend.cells.as_deref(), mend.taken)) {
                *(if mend.cells.is_some() { &mut self.mended } else { &mut self.left_out }) += 1;
            }
        }
    }

    /// The columns of a file, and the row of a line.
    #[must_use]
    pub fn row(&self, file: &str, line: u64) -> Option<(&'static [&'static str], &Row)> {
        let table = self.tables.iter().find(|table| table.layout.file == file)?;
        Some((table.layout.columns, table.row(line)?))
    }

    /// The place of a file in the template.
    #[must_use]
    pub fn rank(&self, file: &str) -> usize {
        self.tables.iter().position(|table| table.layout.file == file).unwrap_or(self.tables.len())
    }

    /// How people name a file: that of a folder, or the sheet of a workbook.
    #[must_use]
    pub fn name(&self, file: &str) -> String {
        if self.in_workbook { format!("feuille {}", workbook::sheet(file)) } else { file.to_owned() }
    }

    /// What the rows say by themselves.
    #[must_use]
    pub fn folder(&self) -> Folder {
        let mut told = Told::default();
        let all = &mut told;
        let folder = Folder {
            bank_accounts: self.file(&BANK_ACCOUNTS, rows::bank_account, |row| row.account.reference.clone(), all),
            people: self.file(&PEOPLE, rows::person, |row| row.number, all),
            contracts: self.file(&CONTRACTS, rows::contract, |row| row.reference.clone(), all),
            authorisations: self.file(
                &AUTHORISATIONS,
                rows::authorisation,
                |row| (row.authorisation.contract.clone(), row.asked.to_lowercase(), row.authorisation.from_on),
                all,
            ),
            payees: self.file(&PAYEES, rows::payee, |row| row.reference.clone(), all),
            rents: self.file(&RENTS, rows::rent, Period::key, all),
            budget: self.file(&BUDGET, rows::budget_line, BudgetLine::key, all),
            ..Folder::default()
        };
        Folder {
            faults: told.faults,
            faulty: told.faulty,
            in_workbook: self.in_workbook,
            mended: self.mended,
            left_out: self.left_out,
            ..folder
        }
    }

    /// Reads one file; a row that bears the key of an earlier row is reported.
    fn file<T, K: Hash + Eq>(
        &self,
        layout: &'static Layout,
        row: impl Fn(&mut Cells) -> Option<T>,
        key: impl Fn(&T) -> K,
        told: &mut Told,
    ) -> Vec<Line<T>> {
        let Told { faults, faulty } = told;
        let Some(table) = self.tables.iter().find(|table| table.layout == layout) else { return Vec::new() };
        let mut lines = table.parse(faults, faulty, row);
        let twice = duplicates(layout, &lines, key, faults);
        if !twice.is_empty() {
            // Most often another row's name was meant.
            faulty.file(layout);
            lines.retain(|line| !twice.contains(&line.line));
        }
        lines
    }
}

/// What the reading of the files found wrong.
#[derive(Default)]
struct Told {
    faults: Vec<Refusal>,
    faulty: Faulty,
}

/// Reports every row that bears the key of an earlier one; gives back their lines.
pub(super) fn duplicates<T, K: Hash + Eq>(
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
