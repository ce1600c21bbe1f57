//! One file as rows with known columns: its titles, where each row is, and what was wrong before anything was read.

use super::faulty::Faulty;
use super::grid::{Grid, GridRow};
use crate::plural::count;
use crate::refusal::{COLUMN_MISSING, COLUMN_TWICE, COLUMN_UNKNOWN, ROW_CELLS, Refusal, VALUE_MALFORMED};

/// A file of the folder and its columns.
#[derive(Debug, PartialEq, Eq)]
pub struct Layout {
    /// Its name.
    pub file: &'static str,
    /// Its columns, as the template names them.
    pub columns: &'static [&'static str],
}

/// A row of a file: its cells in the order of the layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its line in the file.
    pub line: u64,
    /// Its cells.
    pub cells: Vec<String>,
    /// What was wrong before the cells were read.
    faults: Vec<Refusal>,
    /// True when its cells cannot be told apart.
    torn: bool,
    /// True when a person said that its values are to be taken as they are written.
    taken: bool,
}

/// The rows of a file; none when the file cannot be read as a whole.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) layout: &'static Layout,
    pub(super) rows: Vec<Row>,
    /// What is wrong with the file as a whole.
    faults: Vec<Refusal>,
}

/// A value and the line of the file that gives it (the header is line 1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line<T> {
    /// The line.
    pub line: u64,
    /// The value.
    pub value: T,
}

/// `people.csv, ligne 4, colonne naissance`.
#[must_use]
pub(super) fn place(file: &str, line: u64, column: &str) -> String {
    format!("{file}, ligne {line}, colonne {column}")
}

/// `people.csv, ligne 4`.
fn row_place(file: &str, line: u64) -> String {
    format!("{file}, ligne {line}")
}

/// True for a cell on several lines: most often a quotation mark that nobody closed took the next lines with it.
fn is_cut(cell: &str) -> bool {
    cell.contains(['\r', '\n'])
}

/// A cell as a browser gives it back when nobody touched it: a field of one line has no line breaks.
fn as_given_back(cell: &str) -> String {
    cell.replace(['\r', '\n'], "").trim().to_owned()
}

impl Row {
    /// True when something was wrong before the cells were read: a formula, an error, too many cells, a line break in one.
    #[must_use]
    pub fn is_doubtful(&self) -> bool {
        !self.faults.is_empty() || self.cells.iter().any(|cell| is_cut(cell))
    }

    /// True when a person said that its values are to be taken as they are written.
    #[must_use]
    pub const fn is_taken(&self) -> bool {
        self.taken
    }

    /// True when these cells are what a browser gives back of this row when nobody touched it.
    #[must_use]
    pub fn is_untouched(&self, cells: &[String]) -> bool {
        cells.len() == self.cells.len() && cells.iter().zip(&self.cells).all(|(typed, own)| as_given_back(own) == typed.trim())
    }

    /// The row with other cells. Unless they are to be taken as they are written, what nobody touched stays as it was sent, with what
    /// was wrong with it; a row that was torn stays so, and a cell that was cut is still asked about.
    fn mended(&self, layout: &'static Layout, cells: &[String], taken: bool) -> Self {
        let mut cells: Vec<String> = cells.iter().map(|cell| trimmed(cell)).collect();
        cells.resize(layout.columns.len(), String::new());
        if taken {
            return Self { line: self.line, cells, faults: Vec::new(), torn: false, taken };
        }
        let whole = row_place(layout.file, self.line);
        let mut faults: Vec<Refusal> = self.faults.iter().filter(|fault| fault.place == whole).cloned().collect();
        for ((column, now), sent) in layout.columns.iter().zip(&mut cells).zip(&self.cells) {
            let place = place(layout.file, self.line, column);
            if as_given_back(sent) == now.trim() {
                faults.extend(self.faults.iter().filter(|fault| fault.place == place).cloned());
                now.clone_from(sent);
            } else if is_cut(sent) {
                faults.push(VALUE_MALFORMED.because(CUT).at(place));
            }
        }
        Self { line: self.line, cells, faults, torn: self.torn, taken }
    }
}

/// What is said of a cell that was on several lines, once it was changed.
const CUT: &str = "La cellule déposée contenait un retour à la ligne : vérifiez qu'elle n'a pas pris avec elle les lignes suivantes, \
    puis dites de prendre ces valeurs, ou laissez la ligne de côté.";

impl Table {
    /// Reads the rows of a file; what is wrong with it as a whole is kept, and then it has no rows.
    pub(super) fn of(layout: &'static Layout, grid: Result<Grid, Refusal>) -> Self {
        let mut table = Self { layout, rows: Vec::new(), faults: Vec::new() };
        let mut grid = match grid {
            Ok(grid) => grid.into_iter(),
            Err(refusal) => {
                table.faults.push(refusal);
                return table;
            }
        };
        let header = grid.next().unwrap_or_default();
        let positions = positions(layout, &header.cells, &mut table.faults);
        let Some(positions) = positions else { return table };
        table.rows = grid
            .filter(|row| !row.cells.iter().all(|cell| cell.trim().is_empty()) || !row.faults.is_empty())
            .map(|row| row_of(layout, &positions, header.cells.len(), row))
            .collect();
        table
    }

    /// Reads each row with `read`; a row that has a fault gives none. A file with rows that cannot be told apart is faulty as a
    /// whole.
    pub(super) fn parse<T>(
        &self,
        refusals: &mut Vec<Refusal>,
        faulty: &mut Faulty,
        read: impl Fn(&mut Cells) -> Option<T>,
    ) -> Vec<Line<T>> {
        refusals.extend(self.faults.iter().cloned());
        if !self.faults.is_empty() {
            faulty.file(self.layout);
        }
        let mut lines = Vec::with_capacity(self.rows.len());
        for row in &self.rows {
            refusals.extend(row.faults.iter().cloned());
            if row.torn {
                faulty.file(self.layout);
                continue;
            }
            let before = refusals.len();
            let value = read(&mut Cells { layout: self.layout, line: row.line, cells: &row.cells, refusals });
            // A cell that cannot be taken is told once.
            let told = |refusal: &Refusal| row.faults.iter().any(|fault| fault.place == refusal.place);
            let read_faults = refusals.split_off(before);
            refusals.extend(read_faults.into_iter().filter(|refusal| !told(refusal)));
            if let (Some(value), true) = (value, refusals.len() == before && row.faults.is_empty()) {
                lines.push(Line { line: row.line, value });
            } else {
                faulty.row(self.layout, row.cells.first().map_or("", String::as_str));
            }
        }
        lines
    }

    /// The row of a line: rows are in the order of their lines.
    pub(super) fn row(&self, line: u64) -> Option<&Row> {
        self.rows.get(self.at(line)?)
    }

    fn at(&self, line: u64) -> Option<usize> {
        self.rows.binary_search_by_key(&line, |row| row.line).ok()
    }

    /// Puts other cells in the place of a row's, or leaves the row out; false when there is no such row.
    pub(super) fn mend(&mut self, line: u64, cells: Option<&[String]>, taken: bool) -> bool {
        let Some(at) = self.at(line) else { return false };
        match (cells, self.rows.get_mut(at)) {
            (Some(cells), Some(row)) => *row = row.mended(self.layout, cells, taken),
            _ => {
                self.rows.remove(at);
            }
        }
        true
    }
}

/// A row in the order of the layout.
fn row_of(layout: &Layout, positions: &[usize], titles: usize, row: GridRow) -> Row {
    let cell = |at: &usize| trimmed(row.cells.get(*at).map_or("", String::as_str));
    let torn = row.cells.len() != titles;
    let mut faults = Vec::new();
    if torn {
        let facts = format!("La ligne a {}, le titre en a {titles}.", count(row.cells.len(), "cellule", "cellules"));
        faults.push(ROW_CELLS.because(facts).at(row_place(layout.file, row.line)));
    }
    for (at, refusal) in &row.faults {
        let column = positions.iter().position(|position| position == at).and_then(|column| layout.columns.get(column));
        if let Some(column) = column {
            faults.push(refusal.clone().at(place(layout.file, row.line, column)));
        }
    }
    Row { line: row.line, cells: positions.iter().map(cell).collect(), faults, torn, taken: false }
}

/// The position of each column of the layout in the file.
fn positions(layout: &Layout, header: &[String], refusals: &mut Vec<Refusal>) -> Option<Vec<usize>> {
    let before = refusals.len();
    let titles: Vec<String> = header.iter().map(|written| title(written)).collect();
    let at_header = |column: &str| place(layout.file, 1, column);
    for (at, (found, written)) in titles.iter().zip(header).enumerate() {
        if !layout.columns.contains(&found.as_str()) {
            let facts = format!("Les colonnes de ce fichier sont : {}.", layout.columns.join(", "));
            refusals.push(COLUMN_UNKNOWN.because(facts).at(at_header(written.trim())));
        } else if titles.iter().take(at).any(|earlier| earlier == found) {
            refusals.push(COLUMN_TWICE.because("").at(at_header(found)));
        }
    }
    let mut positions = Vec::with_capacity(layout.columns.len());
    for column in layout.columns {
        match titles.iter().position(|found| found == column) {
            Some(at) => positions.push(at),
            None => refusals.push(COLUMN_MISSING.because("").at(at_header(column))),
        }
    }
    (refusals.len() == before).then_some(positions)
}

/// A cell without the spaces around it. Line breaks stay, to be refused.
fn trimmed(cell: &str) -> String {
    cell.trim_matches(|c: char| c == '\t' || (c.is_whitespace() && !c.is_control())).to_owned()
}

/// A column title without accents, case or spaces.
fn title(written: &str) -> String {
    deunicode::deunicode(written.trim()).to_lowercase().replace([' ', '-', '\''], "_")
}

/// The cells of one row, read one by one; each fault is reported with its place.
pub(super) struct Cells<'a> {
    layout: &'static Layout,
    line: u64,
    cells: &'a [String],
    refusals: &'a mut Vec<Refusal>,
}

impl Cells<'_> {
    /// The text of a cell.
    pub(super) fn raw(&self, column: &str) -> &str {
        let at = self.layout.columns.iter().position(|known| *known == column);
        at.and_then(|at| self.cells.get(at)).map_or("", String::as_str)
    }

    /// Reports a fault of a cell.
    pub(super) fn refuse(&mut self, column: &str, refusal: Refusal) {
        self.refusals.push(refusal.at(place(self.layout.file, self.line, column)));
    }

    /// The value of a cell that must not be empty.
    pub(super) fn filled<T>(&mut self, column: &str, read: impl Fn(&str) -> Result<T, Refusal>) -> Option<T> {
        let outcome = whole_cell(self.raw(column)).and_then(read);
        outcome.map_err(|refusal| self.refuse(column, refusal)).ok()
    }

    /// The value of a cell that may be empty: `Some(None)` then.
    pub(super) fn optional<T>(&mut self, column: &str, read: impl Fn(&str) -> Result<T, Refusal>) -> Option<Option<T>> {
        if self.raw(column).is_empty() { Some(None) } else { self.filled(column, read).map(Some) }
    }
}

/// A cell on one line: a line break comes most often from a quotation mark that is never closed.
fn whole_cell(text: &str) -> Result<&str, Refusal> {
    if text.chars().any(char::is_control) {
        return Err(VALUE_MALFORMED
            .because("La cellule contient un retour à la ligne ou un caractère invisible ; vérifiez les guillemets."));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::super::grid::of_csv;
    use super::*;
    use proptest::prelude::*;

    static LAYOUT: Layout = Layout { file: "essai.csv", columns: &["numero", "prenom"] };

    fn read(bytes: &[u8]) -> (Vec<Line<(String, String)>>, Vec<String>) {
        let mut refusals = Vec::new();
        let mut faulty = Faulty::default();
        let lines = Table::of(&LAYOUT, of_csv(&LAYOUT, bytes)).parse(&mut refusals, &mut faulty, |cells| {
            let text = |text: &str| Ok(text.to_owned());
            let (number, name) = (cells.filled("numero", text), cells.optional("prenom", text));
            Some((number?, name?.unwrap_or_default()))
        });
        (lines, refusals.iter().map(|no| format!("{} {}", no.code.name, no.place)).collect())
    }

    #[test]
    fn both_separators_any_order_and_any_writing_of_titles() {
        let expected = vec![Line { line: 2, value: ("1".to_owned(), "Zoé".to_owned()) }];
        for text in ["numero;prenom\n1;Zoé\n", "\u{feff}Prénom,NUMÉRO\r\nZoé,1", "\"prenom\";\" Numero \"\n\"Zoé\"; 1 \n;\n\n"]
        {
            assert_eq!(read(text.as_bytes()), (expected.clone(), vec![]), "{text}");
        }
    }

    #[test]
    fn lines_are_those_of_the_file() {
        let (lines, _) = read("numero;prenom\r\n\r\n1;A\r\n;\r\n\r\n2;B".as_bytes());
        assert_eq!(lines.iter().map(|line| line.line).collect::<Vec<_>>(), [3, 6]);
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_place() {
        for (bytes, told) in [
            (&b"numero;prenom\n1;Zo\xe9\n"[..], vec!["file_not_utf8 essai.csv, ligne 2"]),
            (b"", vec!["column_missing essai.csv, ligne 1, colonne numero", "column_missing essai.csv, ligne 1, colonne prenom"]),
            (b"numero;age;prenom\n", vec!["column_unknown essai.csv, ligne 1, colonne age"]),
            (b"numero;prenom;Prenom\n", vec!["column_twice essai.csv, ligne 1, colonne prenom"]),
            (b"numero;prenom\n1;A;B\n2\n", vec!["row_cells essai.csv, ligne 2", "row_cells essai.csv, ligne 3"]),
            (b"numero;prenom\n1;\"A\n2;B\n", vec!["value_malformed essai.csv, ligne 2, colonne prenom"]),
        ] {
            assert_eq!(read(bytes), (vec![], told.into_iter().map(str::to_owned).collect()));
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            read(&bytes);
        }

        #[test]
        fn every_row_is_read_or_told(rows in prop::collection::vec("[a-z0-9;\"]{0,8}", 0..20)) {
            let text = format!("numero;prenom\n{}\n", rows.join("\n"));
            let (lines, refusals) = read(text.as_bytes());
            let last = u64::try_from(rows.len()).unwrap() + 1;
            prop_assert!(lines.iter().all(|line| (2..=last).contains(&line.line)));
            let filled = rows.iter().any(|row| row.chars().any(|c| c.is_ascii_alphanumeric()));
            prop_assert!(!filled || !lines.is_empty() || !refusals.is_empty());
        }
    }
}
