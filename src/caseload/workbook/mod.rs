//! A workbook (Office Open XML, `.xlsx`) as the rows of its sheets, one sheet for each file of the template.
//!
//! What a spreadsheet computes is never computed again, and nothing is guessed: a formula, an error, a date with an hour or a number
//! with more digits than a spreadsheet keeps are told with their cell. What only serves to attack is refused as a whole: macros,
//! links to other files, and parts that grow beyond every caseload when they are unpacked. Every loop here ends with what was
//! unpacked, and what is unpacked is bounded.

mod archive;
mod cells;
mod date;
mod number;
mod strings;
mod styles;
mod xml;

use super::grid::Grid;
use super::sheets::LAYOUTS;
use super::table::Layout;
use crate::refusal::{Refusal, SHEET_MISSING, WORKBOOK_TOO_LARGE, WORKBOOK_UNREADABLE};
use archive::Archive;
use deunicode::deunicode;
use quick_xml::events::BytesStart;
use std::collections::HashMap;
use strings::Strings;
use styles::Styles;
use xml::{Tags, attribute};

/// Sheets of a workbook, and parts that it names: a caseload has some ten.
const MOST_NAMES: usize = 500;
/// Bytes of such a name: a spreadsheet program gives a sheet thirty-one letters at most.
const LONGEST_NAME: usize = 1_024;

/// The end of a file's name in the template, where a sheet's has none.
const CSV: &str = ".csv";

/// True for what a spreadsheet program saves by itself, by its first bytes: a packed workbook, or the older and the encrypted form.
#[must_use]
pub fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || archive::is_compound(bytes)
}

/// The sheet that stands for a file.
pub(super) fn sheet(file: &str) -> &str {
    file.strip_suffix(CSV).unwrap_or(file)
}

/// The refusal for a sheet that is not there.
pub(super) fn missing(layout: &Layout) -> Result<Grid, Refusal> {
    let names: Vec<&str> = LAYOUTS.iter().map(|layout| sheet(layout.file)).collect();
    let facts = format!("Les feuilles attendues sont : {}.", names.join(", "));
    Err(SHEET_MISSING.because(facts).at(format!("feuille {}", sheet(layout.file))))
}

/// The refusal in the words of a workbook: its sheets, where a folder has files.
pub(super) fn in_sheets(refusal: Refusal) -> Refusal {
    let Refusal { code, mut place, mut facts } = refusal;
    for layout in LAYOUTS {
        if let Some(rest) = place.strip_prefix(layout.file) {
            place = format!("feuille {}{rest}", sheet(layout.file));
        }
        facts = facts.replace(layout.file, &format!("la feuille {}", sheet(layout.file)));
    }
    Refusal { code, place, facts }
}

/// The rows of the sheets that the template has, by the name of their file.
///
/// # Errors
/// Why the workbook is refused as a whole.
pub(super) fn grids(bytes: &[u8]) -> Result<HashMap<&'static str, Result<Grid, Refusal>>, Vec<Refusal>> {
    read(bytes).map_err(|refusal| vec![refusal])
}

fn read(bytes: &[u8]) -> Result<HashMap<&'static str, Result<Grid, Refusal>>, Refusal> {
    let mut archive = Archive::open(bytes)?;
    let book = Book::of(&mut archive)?;
    let mut limits = cells::Limits::default();
    let strings = Strings::read(&archive.optional("xl/sharedStrings.xml")?, &mut limits)?;
    let styles = Styles::read(&archive.optional("xl/styles.xml")?)?;
    let mut grids = HashMap::new();
    for layout in LAYOUTS {
        let mut parts = book.sheets.iter().filter(|(name, _)| name == sheet(layout.file));
        let (Some((_, part)), more) = (parts.next(), parts.next()) else { continue };
        if more.is_some() {
            return Err(unreadable("Deux feuilles portent le même nom.").at(format!("feuille {}", sheet(layout.file))));
        }
        let text = archive.needed(part)?;
        let reader = cells::Reader { layout, strings: &strings, styles: &styles, since_1904: book.since_1904 };
        grids.insert(layout.file, Ok(reader.read(&text, &mut limits)?));
    }
    Ok(grids)
}

/// The sheets of a workbook by name, and how it counts days.
struct Book {
    /// Of those that the template has: name without accents or capitals, and the part that holds the sheet.
    sheets: Vec<(String, String)>,
    since_1904: bool,
}

impl Book {
    fn of(archive: &mut Archive<'_>) -> Result<Self, Refusal> {
        let text = archive.needed("xl/workbook.xml")?;
        let targets = targets(&archive.needed("xl/_rels/workbook.xml.rels")?)?;
        let mut book = Self { sheets: Vec::new(), since_1904: false };
        let mut names = Names::default();
        let mut tags = Tags::of(&text);
        while let Some(tag) = tags.next_start()? {
            match tag.local_name().into_inner() {
                "workbookPr" => book.since_1904 = matches!(attribute(&tag, "date1904").as_deref(), Some("1" | "true" | "on")),
                "sheet" => {
                    let written = names.read(&tag, "name")?.unwrap_or_default();
                    let name = deunicode(written.trim()).to_lowercase();
                    let part = attribute(&tag, "id").and_then(|id| targets.get(&id));
                    if let (Some(part), true) = (part, LAYOUTS.iter().any(|layout| sheet(layout.file) == name)) {
                        book.sheets.push((name, part.clone()));
                    }
                }
                _ => {}
            }
        }
        Ok(book)
    }
}

/// The parts that a workbook names by an identifier.
fn targets(text: &str) -> Result<HashMap<String, String>, Refusal> {
    let mut targets = HashMap::new();
    let mut names = Names::default();
    let mut tags = Tags::of(text);
    while let Some(tag) = tags.next_start()? {
        if tag.local_name().into_inner() == "Relationship"
            && let (Some(id), Some(target)) = (names.read(&tag, "Id")?, names.read(&tag, "Target")?)
        {
            let part = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
            targets.insert(id, part);
        }
    }
    Ok(targets)
}

/// The names that were read: few and short, for each may be asked again and again.
#[derive(Default)]
struct Names(usize);

impl Names {
    fn read(&mut self, tag: &BytesStart<'_>, attribute_name: &str) -> Result<Option<String>, Refusal> {
        let too_large = || WORKBOOK_TOO_LARGE.because("(trop de feuilles, ou leurs noms sont trop longs)");
        self.0 = self.0.saturating_add(1);
        let name = attribute(tag, attribute_name);
        let fits = name.as_ref().is_none_or(|name| name.len() <= LONGEST_NAME);
        if fits && self.0 <= MOST_NAMES.saturating_mul(2) { Ok(name) } else { Err(too_large()) }
    }
}

/// What is no workbook, or one that nobody can read.
fn unreadable(facts: &str) -> Refusal {
    WORKBOOK_UNREADABLE.because(facts)
}
