//! One CSV file as rows with known columns: encoding, separator, headers, and where each row is.

use super::faulty::Faulty;
use crate::plural::count;
use crate::refusal::{COLUMN_MISSING, COLUMN_TWICE, COLUMN_UNKNOWN, FILE_NOT_UTF8, ROW_CELLS, Refusal, VALUE_MALFORMED};
use csv::StringRecord;

/// A file of the folder and its columns.
#[derive(Debug, PartialEq, Eq)]
pub struct Layout {
    /// Its name.
    pub file: &'static str,
    /// Its columns, as the template names them.
    pub columns: &'static [&'static str],
}

/// The rows of a file, the cells in the order of the layout.
#[derive(Debug)]
pub(super) struct Table {
    layout: &'static Layout,
    rows: Vec<(u64, Vec<String>)>,
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

impl Table {
    /// Reads a file; what is wrong with it as a whole goes to `refusals`, and then there is no table. A file with rows that cannot
    /// be told apart is faulty as a whole.
    pub(super) fn read(layout: &'static Layout, bytes: &[u8], refusals: &mut Vec<Refusal>, faulty: &mut Faulty) -> Option<Self> {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
            Err(error) => {
                let line = 1 + bytes.iter().take(error.valid_up_to()).filter(|byte| **byte == b'\n').count();
                refusals.push(FILE_NOT_UTF8.because("").at(format!("{}, ligne {line}", layout.file)));
                return None;
            }
        };
        let mut records = records(text);
        let header = if records.is_empty() { StringRecord::new() } else { records.remove(0).1 };
        let positions = positions(layout, &header, refusals)?;
        let mut rows = Vec::with_capacity(records.len());
        for (line, record) in records {
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            if record.len() != header.len() {
                let facts = format!("La ligne a {}, le titre en a {}.", count(record.len(), "cellule", "cellules"), header.len());
                refusals.push(ROW_CELLS.because(facts).at(format!("{}, ligne {line}", layout.file)));
                faulty.file(layout);
                continue;
            }
            rows.push((line, positions.iter().map(|at| trimmed(record.get(*at).unwrap_or_default())).collect()));
        }
        Some(Self { layout, rows })
    }

    /// Reads each row with `read`; a row that has a fault gives none.
    pub(super) fn parse<T>(
        &self,
        refusals: &mut Vec<Refusal>,
        faulty: &mut Faulty,
        read: impl Fn(&mut Cells) -> Option<T>,
    ) -> Vec<Line<T>> {
        let mut lines = Vec::with_capacity(self.rows.len());
        for (line, cells) in &self.rows {
            let before = refusals.len();
            let value = read(&mut Cells { layout: self.layout, line: *line, cells, refusals });
            if let (Some(value), true) = (value, refusals.len() == before) {
                lines.push(Line { line: *line, value });
            } else {
                faulty.row(self.layout, cells.first().map_or("", String::as_str));
            }
        }
        lines
    }
}

/// Every record with the line on which it begins. Empty lines are passed over.
fn records(text: &str) -> Vec<(u64, StringRecord)> {
    let header = text.lines().next().unwrap_or_default();
    let delimiter = if header.matches(';').count() >= header.matches(',').count() { b';' } else { b',' };
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut records = Vec::new();
    let (mut line, mut counted) = (1, 0);
    // The text is UTF-8 and in memory: the reader has no other error.
    for record in reader.records().map_while(Result::ok) {
        let from = record.position().and_then(|at| usize::try_from(at.byte()).ok()).unwrap_or(counted);
        let rest = text.get(from..).unwrap_or_default();
        let start = from + rest.len() - rest.trim_start_matches(['\r', '\n']).len();
        line += u64::try_from(text.get(counted..start).unwrap_or_default().matches('\n').count()).unwrap_or(0);
        counted = start;
        records.push((line, record));
    }
    records
}

/// The position of each column of the layout in the file.
fn positions(layout: &Layout, header: &StringRecord, refusals: &mut Vec<Refusal>) -> Option<Vec<usize>> {
    let before = refusals.len();
    let titles: Vec<String> = header.iter().map(title).collect();
    let at_header = |column: &str| place(layout.file, 1, column);
    for (at, (found, written)) in titles.iter().zip(header.iter()).enumerate() {
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
    use super::*;
    use proptest::prelude::*;

    static LAYOUT: Layout = Layout { file: "essai.csv", columns: &["numero", "prenom"] };

    fn read(bytes: &[u8]) -> (Vec<Line<(String, String)>>, Vec<String>) {
        let mut refusals = Vec::new();
        let mut faulty = Faulty::default();
        let lines = Table::read(&LAYOUT, bytes, &mut refusals, &mut faulty).map_or_else(Vec::new, |table| {
            table.parse(&mut refusals, &mut faulty, |cells| {
                let text = |text: &str| Ok(text.to_owned());
                let (number, name) = (cells.filled("numero", text), cells.optional("prenom", text));
                Some((number?, name?.unwrap_or_default()))
            })
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
