//! Which cells show a day: a workbook keeps days as numbers, and only the format of the cell tells them apart.

use super::xml::{Tags, attribute};
use crate::refusal::Refusal;
use std::collections::HashMap;

/// For each style, whether it shows a day or an hour.
#[derive(Debug, Default)]
pub(super) struct Styles(Vec<bool>);

impl Styles {
    /// Reads the part that holds them; an empty one holds none.
    ///
    /// # Errors
    /// `workbook_unreadable`.
    pub(super) fn read(text: &str) -> Result<Self, Refusal> {
        let mut styles = Self::default();
        let mut own: HashMap<String, bool> = HashMap::new();
        let mut of_cells = false;
        let mut tags = Tags::of(text);
        while let Some(tag) = tags.next_start()? {
            match tag.local_name().into_inner() {
                "numFmt" => {
                    if let (Some(id), Some(code)) = (attribute(&tag, "numFmtId"), attribute(&tag, "formatCode")) {
                        own.insert(id, shows_a_day(&code));
                    }
                }
                "cellXfs" => of_cells = true,
                "cellStyleXfs" | "cellStyles" | "dxfs" => of_cells = false,
                "xf" if of_cells => {
                    let id = attribute(&tag, "numFmtId").unwrap_or_default();
                    styles.0.push(own.get(&id).copied().unwrap_or_else(|| is_built_in_day(&id)));
                }
                _ => {}
            }
        }
        Ok(styles)
    }

    /// True when a cell of that style shows a day or an hour.
    pub(super) fn shows_a_day(&self, style: Option<&str>) -> bool {
        style.and_then(|style| style.parse::<usize>().ok()).and_then(|style| self.0.get(style)).copied().unwrap_or(false)
    }
}

/// The formats that every spreadsheet program knows by number (ECMA-376 §18.8.30), those of all languages.
fn is_built_in_day(id: &str) -> bool {
    matches!(id.parse::<u32>(), Ok(14..=22 | 27..=36 | 45..=47 | 50..=58))
}

/// True when a format of the workbook's own writes a year, a month, a day, an hour or a second outside quotes and brackets.
fn shows_a_day(code: &str) -> bool {
    let mut characters = code.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => {
                characters.by_ref().find(|c| *c == '"');
            }
            '[' => {
                characters.by_ref().find(|c| *c == ']');
            }
            '\\' | '_' | '*' => {
                characters.next();
            }
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_of_days_are_told_from_those_of_numbers() {
        for day in ["dd/mm/yyyy", "[$-40C]d mmmm yyyy;@", "yyyy\\-mm\\-dd", "hh:mm", "m/d/yy"] {
            assert!(shows_a_day(day), "{day}");
        }
        for number in ["General", "0.00", "#,##0.00\\ \"€ ou dollars\"", "0.00E+00", "[Red]-0.00", "_-* #,##0.00_-", "@", "\\d0"]
        {
            assert!(!shows_a_day(number), "{number}");
        }
        assert!(is_built_in_day("14") && !is_built_in_day("4") && !is_built_in_day("x"));
    }

    #[test]
    fn only_the_styles_of_cells_count() {
        let text = "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy\"/></numFmts>
            <cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>
            <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"><alignment/></xf></cellXfs><cellStyles/></styleSheet>";
        let styles = Styles::read(text).unwrap();
        assert!(!styles.shows_a_day(Some("0")) && styles.shows_a_day(Some("1")) && !styles.shows_a_day(Some("2")));
        assert!(!styles.shows_a_day(None) && !Styles::read("").unwrap().shows_a_day(Some("0")));
    }
}
