//! The rows of a sheet as text: each cell as it is shown, or the reason why it cannot be taken.

use super::date;
use super::number::{decimal, lost_digits};
use super::strings::{Strings, rich_text};
use super::styles::Styles;
use super::xml::{Item, Tags, attribute};
use super::{sheet, unreadable};
use crate::caseload::grid::{Grid, GridRow};
use crate::caseload::table::Layout;
use crate::refusal::{CELL_FORMULA, CELL_UNREADABLE, Refusal, WORKBOOK_MERGED_CELLS, WORKBOOK_TOO_LARGE};
use quick_xml::events::BytesStart;
use std::collections::BTreeMap;

/// Rows of a sheet, with its titles.
const MOST_ROWS: u32 = 200_000;
/// Columns of a sheet: four times those of the widest file of the template.
const MOST_COLUMNS: usize = 56;
/// Bytes of the text of one cell: what a spreadsheet program keeps, in its longest letters.
const LONGEST_TEXT: usize = 4 * 32_767;

/// What is left of the work that one workbook may give: shared texts may be shown again and again.
pub(super) struct Limits {
    /// Each cell counts when it is read, and again in its row.
    cells: usize,
    text: usize,
    shared: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { cells: 4_000_000, text: 128 << 20, shared: 1_000_000 }
    }
}

impl Limits {
    /// One more text that cells may share: none is longer than a cell, for each cell that shows it has a copy.
    pub(super) fn share(&mut self, text: &str) -> Result<(), Refusal> {
        self.shared = self.shared.checked_sub(1).ok_or_else(|| WORKBOOK_TOO_LARGE.because("(trop de textes)"))?;
        if text.len() > LONGEST_TEXT { Err(too_long()) } else { Ok(()) }
    }

    /// What a cell shows, also when it is blank: it was copied to be looked at.
    fn spend(&mut self, text: &str) -> Result<(), Refusal> {
        if text.len() > LONGEST_TEXT {
            return Err(too_long());
        }
        self.text = self.text.checked_sub(text.len()).ok_or_else(too_long)?;
        Ok(())
    }

    fn count(&mut self, cells: usize) -> Result<(), Refusal> {
        self.cells = self.cells.checked_sub(cells).ok_or_else(|| WORKBOOK_TOO_LARGE.because("(trop de cellules)"))?;
        Ok(())
    }
}

fn too_long() -> Refusal {
    WORKBOOK_TOO_LARGE.because("(des textes trop longs)")
}

/// How the cells of a sheet are read.
pub(super) struct Reader<'a> {
    pub(super) layout: &'a Layout,
    pub(super) strings: &'a Strings,
    pub(super) styles: &'a Styles,
    pub(super) since_1904: bool,
}

/// A cell that begins.
#[derive(Default)]
struct Cell {
    column: usize,
    kind: String,
    style: Option<String>,
    value: String,
    formula: bool,
}

/// A row as it is read.
type Cells = BTreeMap<usize, (String, Option<Box<Refusal>>)>;

impl Reader<'_> {
    /// Reads a sheet.
    ///
    /// # Errors
    /// `workbook_unreadable`, `workbook_too_large`, `workbook_merged_cells`.
    pub(super) fn read(&self, text: &str, limits: &mut Limits) -> Result<Grid, Refusal> {
        let mut rows: BTreeMap<u32, Cells> = BTreeMap::new();
        let mut tags = Tags::of(text);
        let mut row = 0_u32;
        while let Some(item) = tags.next()? {
            let (Item::Start(tag) | Item::Empty(tag)) = &item else { continue };
            let empty = matches!(item, Item::Empty(_));
            match tag.local_name().into_inner() {
                "row" => row = attribute(tag, "r").and_then(|r| r.parse().ok()).unwrap_or_else(|| row.saturating_add(1)),
                "c" if !empty => {
                    let next = rows.get(&row).and_then(|cells| cells.keys().next_back()).map_or(0, |last| last.saturating_add(1));
                    let cell = read_cell(&mut tags, begun(tag, next)?)?;
                    self.keep(&mut rows, row, cell, limits)?;
                }
                "mergeCell" => {
                    let range: String = attribute(tag, "ref").unwrap_or_default().chars().take(30).collect();
                    return Err(WORKBOOK_MERGED_CELLS
                        .because(format!("({range})"))
                        .at(format!("feuille {}", sheet(self.layout.file))));
                }
                _ => {}
            }
        }
        grid(rows, limits)
    }

    /// Keeps a cell that shows something.
    fn keep(&self, rows: &mut BTreeMap<u32, Cells>, row: u32, cell: Cell, limits: &mut Limits) -> Result<(), Refusal> {
        let (text, fault) = self.shown(&cell);
        limits.spend(&text)?;
        if text.trim().is_empty() && fault.is_none() {
            return Ok(());
        }
        if row == 0 || row > MOST_ROWS || cell.column >= MOST_COLUMNS {
            let facts =
                format!("(feuille {}, ligne {row}, colonne numéro {})", sheet(self.layout.file), cell.column.saturating_add(1));
            return Err(WORKBOOK_TOO_LARGE.because(facts));
        }
        limits.count(1)?;
        match rows.entry(row).or_default().insert(cell.column, (text, fault.map(Box::new))) {
            None => Ok(()),
            Some(_) => Err(unreadable("Une cellule y est deux fois.")),
        }
    }

    /// The text of a cell, and why it cannot be taken.
    fn shown(&self, cell: &Cell) -> (String, Option<Refusal>) {
        let unreadable = |facts: &str| Some(CELL_UNREADABLE.because(facts));
        let (text, fault) = match cell.kind.as_str() {
            "s" => match self.strings.get(&cell.value) {
                Some(text) => (text.to_owned(), None),
                None => (String::new(), unreadable("Son texte n'est pas dans le classeur.")),
            },
            "inlineStr" | "str" => (cell.value.clone(), None),
            "b" => match cell.value.trim() {
                "1" | "true" => ("oui".to_owned(), None),
                "0" | "false" => ("non".to_owned(), None),
                _ => (cell.value.chars().take(40).collect(), unreadable("Ce n'est ni vrai ni faux.")),
            },
            "e" => (cell.value.clone(), unreadable("Le tableur y montre une erreur.")),
            "d" => match cell.value.split_once('T') {
                Some((day, "00:00:00" | "00:00:00.000" | "00:00:00Z")) => (day.to_owned(), None),
                Some((day, _)) => (day.to_owned(), unreadable("Elle contient une heure en plus de la date.")),
                None => (cell.value.clone(), None),
            },
            _ if cell.value.trim().is_empty() => (String::new(), None),
            _ => self.number(cell),
        };
        (text, if cell.formula { Some(CELL_FORMULA.because("")) } else { fault })
    }

    /// A number, or the day that it stands for.
    fn number(&self, cell: &Cell) -> (String, Option<Refusal>) {
        let unreadable = |facts: &str| Some(CELL_UNREADABLE.because(facts));
        let Some(number) = decimal(cell.value.trim()) else {
            return (cell.value.chars().take(40).collect(), unreadable("Ce n'est pas un nombre lisible."));
        };
        if !self.styles.shows_a_day(cell.style.as_deref()) {
            let lost = lost_digits(&number).then(|| {
                CELL_UNREADABLE
                    .because("Un tableur ne garde que quinze chiffres d'un nombre : mettez la colonne au format texte.")
            });
            return (self.styles.with_zeros(cell.style.as_deref(), number), lost);
        }
        match (date::day(number.split('.').next().unwrap_or_default(), self.since_1904), number.contains('.')) {
            (Some(day), false) => (day.to_string(), None),
            (Some(day), true) => (day.to_string(), unreadable("Elle contient une heure en plus de la date.")),
            (None, _) => (number, unreadable("Elle est au format d'une date, et ce n'en est pas une.")),
        }
    }
}

/// A cell with its place; `next` is the column of one that does not say its own.
fn begun(tag: &BytesStart<'_>, next: usize) -> Result<Cell, Refusal> {
    let column = match attribute(tag, "r") {
        Some(name) => column_of(&name).ok_or_else(|| unreadable("Une cellule n'a pas d'adresse lisible."))?,
        None => next,
    };
    Ok(Cell { column, kind: attribute(tag, "t").unwrap_or_default(), style: attribute(tag, "s"), ..Cell::default() })
}

/// Reads a cell to its end.
fn read_cell(tags: &mut Tags<'_>, mut cell: Cell) -> Result<Cell, Refusal> {
    let mut in_value = false;
    while let Some(item) = tags.next()? {
        match item {
            Item::Start(tag) => match tag.local_name().into_inner() {
                "v" => in_value = true,
                "is" => cell.value = rich_text(tags, "is")?,
                "f" => cell.formula = true,
                _ => {}
            },
            Item::Empty(tag) => cell.formula |= tag.local_name().into_inner() == "f",
            Item::End(name) => match name.as_str() {
                "v" => in_value = false,
                "c" => return Ok(cell),
                _ => {}
            },
            Item::Text(text) if in_value => cell.value.push_str(&text),
            Item::Text(_) => {}
        }
    }
    Err(unreadable("Une feuille s'arrête au milieu d'une cellule."))
}

/// The column of an address such as `AB12`, from 0.
fn column_of(name: &str) -> Option<usize> {
    let letters = name.trim_end_matches(|c: char| c.is_ascii_digit());
    if letters.is_empty() || letters.len() > 3 || !letters.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let count = letters
        .bytes()
        .fold(0_usize, |sum, byte| sum.saturating_mul(26).saturating_add(usize::from(byte - b'A')).saturating_add(1));
    count.checked_sub(1)
}

/// The rows as a table: each as wide as the titles, and as what it holds.
fn grid(rows: BTreeMap<u32, Cells>, limits: &mut Limits) -> Result<Grid, Refusal> {
    let width_of = |cells: &Cells| cells.keys().next_back().map_or(0, |last| last.saturating_add(1));
    let titles = rows.get(&1).map_or(0, width_of);
    // Without titles on the first line, no row is taken for them.
    let mut grid = if titles == 0 { vec![GridRow { line: 1, ..GridRow::default() }] } else { Vec::new() };
    for (line, mut cells) in rows {
        let width = width_of(&cells).max(titles);
        limits.count(width)?;
        let mut row = GridRow { line: u64::from(line), ..GridRow::default() };
        for column in 0..width {
            let (text, fault) = cells.remove(&column).unwrap_or_default();
            row.faults.extend(fault.map(|fault| (column, *fault)));
            row.cells.push(text);
        }
        grid.push(row);
    }
    Ok(grid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read() {
        assert_eq!(column_of("A1"), Some(0));
        assert_eq!(column_of("Z3"), Some(25));
        assert_eq!(column_of("AA10"), Some(26));
        assert_eq!(column_of("XFD1048576"), Some(16_383));
        for bad in ["", "1", "a1", "ABCD1", "É1"] {
            assert_eq!(column_of(bad), None, "{bad}");
        }
    }
}
