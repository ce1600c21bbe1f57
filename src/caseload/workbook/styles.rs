//! Which cells show a day, and which a number with zeros in front of it: a workbook keeps both as numbers, and only the format of the
//! cell tells what is seen.

use super::xml::{Tags, attribute};
use crate::refusal::{Refusal, WORKBOOK_TOO_LARGE};
use std::collections::HashMap;

/// Formats of a workbook's own, and styles: as many as a spreadsheet program keeps.
const MOST: usize = 65_536;
/// Digits that a format may ask for.
const MOST_ZEROS: usize = 15;

/// What a style shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Style {
    /// A day or an hour.
    day: bool,
    /// A whole number of at least that many digits.
    digits: usize,
}

/// What each style shows.
#[derive(Debug, Default)]
pub(super) struct Styles(Vec<Style>);

impl Styles {
    /// Reads the part that holds them; an empty one holds none.
    ///
    /// # Errors
    /// `workbook_unreadable`, `workbook_too_large`.
    pub(super) fn read(text: &str) -> Result<Self, Refusal> {
        let mut styles = Self::default();
        let mut own: HashMap<String, Style> = HashMap::new();
        let mut of_cells = false;
        let mut tags = Tags::of(text);
        while let Some(tag) = tags.next_start()? {
            match tag.local_name().into_inner() {
                "numFmt" => {
                    if let (Some(id), Some(code)) = (attribute(&tag, "numFmtId"), attribute(&tag, "formatCode")) {
                        own.insert(id, Style { day: shows_a_day(&code), digits: zeros(&code) });
                    }
                }
                "cellXfs" => of_cells = true,
                "cellStyleXfs" | "cellStyles" | "dxfs" => of_cells = false,
                "xf" if of_cells => {
                    let id = attribute(&tag, "numFmtId").unwrap_or_default();
                    let built_in = || Style { day: is_built_in_day(&id), digits: 0 };
                    styles.0.push(own.get(&id).copied().unwrap_or_else(built_in));
                }
                _ => {}
            }
            if own.len() > MOST || styles.0.len() > MOST {
                return Err(WORKBOOK_TOO_LARGE.because("(trop de formats)"));
            }
        }
        Ok(styles)
    }

    /// True when a cell of that style shows a day or an hour.
    pub(super) fn shows_a_day(&self, style: Option<&str>) -> bool {
        self.of(style).day
    }

    /// A number as a cell of that style shows it: with the zeros that its format puts in front.
    pub(super) fn with_zeros(&self, style: Option<&str>, number: String) -> String {
        let digits = self.of(style).digits;
        if digits > number.len() && number.bytes().all(|byte| byte.is_ascii_digit()) {
            format!("{number:0>digits$}")
        } else {
            number
        }
    }

    fn of(&self, style: Option<&str>) -> Style {
        style.and_then(|style| style.parse::<usize>().ok()).and_then(|style| self.0.get(style)).copied().unwrap_or_default()
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

/// The digits of a format that is nothing but zeros; none of any other.
fn zeros(code: &str) -> usize {
    if code.len() <= MOST_ZEROS && code.bytes().all(|byte| byte == b'0') { code.len() } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_in_front_are_those_of_the_format() {
        assert_eq!([zeros("0000000"), zeros("0"), zeros("0.00"), zeros("00 00"), zeros("General")], [7, 1, 0, 0, 0]);
        let styles = Styles(vec![Style { day: false, digits: 7 }]);
        let shown = |number: &str| styles.with_zeros(Some("0"), number.to_owned());
        assert_eq!([shown("123456"), shown("12345678"), shown("-1"), shown("1.5")], ["0123456", "12345678", "-1", "1.5"]);
    }

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
