//! Reads a scenario: a title, a paragraph of why, then parts of tables. What is not foreseen stops the reading.

use std::collections::BTreeMap;

/// One behaviour.
pub struct Scenario {
    /// Path from the root of the project.
    pub path: String,
    /// What is done, in order.
    pub parts: Vec<Part>,
}

/// What a part is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `## Étant donné`
    Given,
    /// `## Quand`
    When,
    /// `## Alors`
    Then,
}

/// One heading and its tables.
pub struct Part {
    /// Given, when or then.
    pub kind: Kind,
    /// The words after the heading's own.
    pub note: String,
    /// Its tables, in order.
    pub tables: Vec<Table>,
}

/// One table.
pub struct Table {
    /// The line above it, if there is one.
    pub caption: String,
    /// The first column's title: what the table is about.
    pub subject: String,
    /// The other columns' titles.
    columns: Vec<String>,
    /// Where it is.
    pub place: String,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// One row.
pub struct Row {
    /// Where it is.
    pub place: String,
    /// The first cell.
    pub first: String,
    cells: BTreeMap<String, String>,
}

impl Table {
    /// A table that a scenario left out.
    pub fn absent(subject: &str, place: String) -> Self {
        Self { caption: String::new(), subject: subject.to_owned(), columns: Vec::new(), place, rows: Vec::new() }
    }

    /// True when it has that column.
    pub fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|one| one == column)
    }

    /// Stops unless every column is known and every needed one is there.
    pub fn columns(&self, needed: &[&str], optional: &[&str]) {
        for column in &self.columns {
            assert!(
                needed.contains(&column.as_str()) || optional.contains(&column.as_str()),
                "{}: la colonne « {column} » est inconnue de la table « {} »",
                self.place,
                self.subject
            );
        }
        for column in needed {
            assert!(self.columns.iter().any(|one| one == column), "{}: il manque la colonne « {column} »", self.place);
        }
    }
}

impl Row {
    /// The cell of a column, empty when the table has no such column.
    pub fn cell(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// The cell of a column, or what an empty one means.
    pub fn cell_or<'a>(&'a self, column: &str, empty: &'a str) -> &'a str {
        Some(self.cell(column)).filter(|text| !text.is_empty()).unwrap_or(empty)
    }
}

/// Reads one file.
pub fn read(path: &str, text: &str) -> Scenario {
    assert!(text.starts_with("# "), "{path}: la première ligne est le titre, « # … »");
    let mut reader = Reader { path, parts: Vec::new(), caption: String::new(), why: false, open: false };
    for (number, line) in (1..).zip(text.lines()).skip(1) {
        reader.line(number, line.trim());
    }
    reader.close();
    assert!(reader.why, "{path}: le titre est suivi d'un paragraphe qui dit pourquoi");
    assert!(reader.parts.iter().any(|part| part.kind == Kind::Then), "{path}: rien n'est vérifié");
    Scenario { path: path.to_owned(), parts: reader.parts }
}

struct Reader<'a> {
    path: &'a str,
    parts: Vec<Part>,
    caption: String,
    why: bool,
    open: bool,
}

impl Reader<'_> {
    fn line(&mut self, number: usize, line: &str) {
        let place = format!("{}:{number}", self.path);
        if line.is_empty() {
            self.open = false;
        } else if let Some(heading) = line.strip_prefix("## ") {
            self.close();
            self.parts.push(part(&place, heading));
        } else if line.starts_with('|') {
            self.table_line(place, line);
        } else if self.parts.is_empty() {
            self.why = true;
        } else {
            self.close();
            line.clone_into(&mut self.caption);
        }
    }

    /// A caption announces a table.
    fn close(&mut self) {
        assert!(self.caption.is_empty(), "{}: « {} » n'annonce aucune table", self.path, self.caption);
        self.open = false;
    }

    fn table_line(&mut self, place: String, line: &str) {
        let inside = line.strip_prefix('|').and_then(|line| line.strip_suffix('|'));
        let inside = inside.unwrap_or_else(|| panic!("{place}: une ligne de table finit par « | »"));
        let cells: Vec<String> = inside.split('|').map(|cell| cell.trim().to_owned()).collect();
        let part = self.parts.last_mut().unwrap_or_else(|| panic!("{place}: une table est dans une partie"));
        let rule = cells.iter().all(|cell| cell.len() >= 3 && cell.chars().all(|c| c == '-'));
        match part.tables.last_mut().filter(|_| self.open) {
            Some(table) if rule => assert!(table.rows.is_empty(), "{place}: le trait suit les titres"),
            Some(table) => {
                assert_eq!(cells.len(), table.columns.len() + 1, "{place}: nombre de cellules");
                let mut cells = cells.into_iter();
                let first = cells.next().unwrap();
                table.rows.push(Row { place, first, cells: table.columns.iter().cloned().zip(cells).collect() });
            }
            None => {
                let caption = std::mem::take(&mut self.caption);
                let mut cells = cells.into_iter();
                let subject = cells.next().unwrap();
                part.tables.push(Table { caption, subject, columns: cells.collect(), place, rows: Vec::new() });
                self.open = true;
            }
        }
    }
}

fn part(place: &str, heading: &str) -> Part {
    let kinds = [("Étant donné", Kind::Given), ("Quand", Kind::When), ("Alors", Kind::Then)];
    let (note, kind) = kinds
        .into_iter()
        .find_map(|(word, kind)| heading.strip_prefix(word).map(|note| (note.trim().to_owned(), kind)))
        .unwrap_or_else(|| panic!("{place}: une partie est « Étant donné », « Quand » ou « Alors »"));
    Part { kind, note, tables: Vec::new() }
}
