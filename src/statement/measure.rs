//! How much room a table takes, known before it is laid out: typst would otherwise lay out each row twice, to measure it and
//! then to place it.
//!
//! Everything is in thousandths of the font size. A text is as wide as its letters as long as the template asks for neither
//! kerning nor ligatures in tables.

use super::model::Print;
use super::wording::detail::Kind;
use serde::Serialize;
use std::sync::LazyLock;
use ttf_parser::Face;

/// What may be lost when lengths are turned into points.
const SLACK: u32 = 3;

/// The weight of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Cells.
    Regular,
    /// Headers and totals.
    Bold,
}

/// A table's room across the page, and between two columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sheet {
    room: u32,
    gutter: u32,
}

impl Sheet {
    /// The detail pages: 170 mm in 10 points, or 257 mm in 14; 3 mm between columns.
    #[must_use]
    pub const fn detail(print: Print) -> Self {
        match print {
            Print::Normal => Self { room: 48_188, gutter: 851 },
            Print::Large => Self { room: 52_036, gutter: 608 },
        }
    }

    /// The plain page: 170 mm in 14 or 18 points; 5 mm between columns.
    #[must_use]
    pub const fn plain(print: Print) -> Self {
        match print {
            Print::Normal => Self { room: 34_420, gutter: 1_013 },
            Print::Large => Self { room: 26_771, gutter: 788 },
        }
    }

    /// The sizes of a table of these columns; `total` may be empty, its label spreads over the empty cells that follow it.
    #[must_use]
    pub fn sizes(self, kinds: &[Kind], header: &[&str], heading: Weight, rows: &[Vec<String>], total: &[String]) -> Sizes {
        let blanks = total.iter().skip(1).take_while(|cell| cell.is_empty()).count();
        let natural: Vec<(Kind, u32)> = kinds
            .iter()
            .enumerate()
            .map(|(place, kind)| {
                let title = header.get(place).map(|title| width(title, heading));
                let cells = rows.iter().filter_map(|row| row.get(place)).map(|cell| width(cell, Weight::Regular));
                let sum = total.get(place).filter(|_| place > 0).map(|cell| width(cell, Weight::Bold));
                (*kind, cells.chain(title).chain(sum).max().unwrap_or_default())
            })
            .collect();
        let columns = self.columns(&natural);
        let mut lines = vec![highest(header.iter().copied(), heading, &columns)];
        lines.extend(rows.iter().map(|row| highest(row.iter().map(String::as_str), Weight::Regular, &columns)));
        if !total.is_empty() {
            let (label, amounts) = columns.split_at_checked(blanks.saturating_add(1)).unwrap_or((&columns, &[]));
            let columns: Vec<u32> = std::iter::once(self.together(label)).chain(amounts.iter().copied()).collect();
            let cells = total.iter().enumerate().filter(|(place, cell)| *place == 0 || !cell.is_empty());
            lines.push(highest(cells.map(|(_, cell)| cell.as_str()), Weight::Bold, &columns));
        }
        Sizes { columns, lines }
    }

    /// The width of each column. Those of dates and amounts hold their longest text, words share what is left: `natural` is the
    /// width of the longest text of each column.
    fn columns(self, natural: &[(Kind, u32)]) -> Vec<u32> {
        let gutters = self.gutter.saturating_mul(u32::try_from(natural.len().saturating_sub(1)).unwrap_or(u32::MAX));
        let fixed = natural.iter().filter(|(kind, _)| share(*kind) == 0);
        let fixed = fixed.fold(gutters, |sum, (_, width)| sum.saturating_add(*width).saturating_add(SLACK));
        let shares = natural.iter().fold(0_u32, |sum, (kind, _)| sum.saturating_add(share(*kind)));
        let left = self.room.saturating_sub(fixed);
        let width = |(kind, natural): &(Kind, u32)| match share(*kind) {
            0 => natural.saturating_add(SLACK),
            part => left.saturating_mul(part).checked_div(shares).unwrap_or_default(),
        };
        natural.iter().map(width).collect()
    }

    /// Neighbours taken together.
    fn together(self, columns: &[u32]) -> u32 {
        let gutters = self.gutter.saturating_mul(u32::try_from(columns.len().saturating_sub(1)).unwrap_or(u32::MAX));
        columns.iter().fold(gutters, |sum, width| sum.saturating_add(*width))
    }
}

/// The sizes of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sizes {
    /// The width of each column.
    pub columns: Vec<u32>,
    /// How many lines the header, each row and the total take; nothing where the typesetter must measure.
    pub lines: Vec<Option<u32>>,
}

/// The lines of the longest of these cells.
fn highest<'a>(cells: impl Iterator<Item = &'a str>, weight: Weight, columns: &[u32]) -> Option<u32> {
    let counts: Option<Vec<u32>> = cells.zip(columns).map(|(cell, column)| lines(cell, weight, *column)).collect();
    // A row longer than this may not fit a page: it must be free to break.
    counts?.into_iter().max().filter(|most| *most <= 20)
}

/// Words have the room that is left, wide ones 1.6 times the others.
const fn share(kind: Kind) -> u32 {
    match kind {
        Kind::Short | Kind::Amount => 0,
        Kind::Text => 10,
        Kind::Wide => 16,
    }
}

/// The width of the longest line of a text, rounded up.
#[must_use]
pub fn width(text: &str, weight: Weight) -> u32 {
    let longest = text.split('\n').map(|line| advance(line, weight)).max().unwrap_or_default();
    longest.saturating_mul(1_000).div_ceil(em(weight))
}

/// How many lines a text makes in a column, or nothing for letters that combine in ways that only the typesetter knows. Lines
/// break at spaces; where the typesetter finds another place to break, it makes fewer lines, never more.
#[must_use]
pub fn lines(text: &str, weight: Weight, column: u32) -> Option<u32> {
    if !text.chars().all(simple) {
        return None;
    }
    let room = column.saturating_sub(SLACK).saturating_mul(em(weight)) / 1_000;
    let space = advance(" ", weight);
    let mut lines = 0_u32;
    for paragraph in text.split('\n') {
        let mut used = 0_u32;
        lines = lines.saturating_add(1);
        for (place, word) in paragraph.split(' ').enumerate() {
            let word = advance(word, weight);
            let longer = if place == 0 { word } else { used.saturating_add(space).saturating_add(word) };
            if place > 0 && longer > room {
                lines = lines.saturating_add(1);
                used = word;
            } else {
                used = longer;
            }
        }
    }
    Some(lines)
}

/// Letters of European languages written one by one, with the signs around them.
fn simple(letter: char) -> bool {
    matches!(letter, '\n' | ' '..='~' | '\u{a0}'..='\u{ac}' | '\u{ae}'..='\u{17f}' | '’' | '‘' | '“' | '”' | '–' | '—' | '…' | '•' | '€')
}

/// In units of the font.
fn advance(text: &str, weight: Weight) -> u32 {
    text.chars().fold(0_u32, |sum, letter| sum.saturating_add(letter_advance(letter, weight)))
}

fn letter_advance(letter: char, weight: Weight) -> u32 {
    let Some(font) = font(weight) else { return 0 };
    let known = usize::try_from(u32::from(letter)).ok().and_then(|place| font.latin.get(place));
    u32::from(known.copied().unwrap_or_else(|| drawn(&font.face, letter)))
}

/// The width that the font draws; of the sign for a missing letter where it has none.
fn drawn(face: &Face, letter: char) -> u16 {
    face.glyph_hor_advance(face.glyph_index(letter).unwrap_or_default()).unwrap_or_default()
}

/// Units of the font in its size.
fn em(weight: Weight) -> u32 {
    font(weight).map_or(1, |font| u32::from(font.face.units_per_em()))
}

fn font(weight: Weight) -> Option<&'static Font> {
    let [regular, bold] = FONTS.as_ref()?;
    Some(if weight == Weight::Bold { bold } else { regular })
}

/// A font, with the widths of the letters that nearly every text is made of.
struct Font {
    face: Face<'static>,
    latin: Vec<u16>,
}

impl Font {
    fn read(bytes: &'static [u8]) -> Option<Self> {
        let face = Face::parse(bytes, 0).ok()?;
        let latin = ('\0'..'\u{180}').map(|letter| drawn(&face, letter)).collect();
        Some(Self { face, latin })
    }
}

static FONTS: LazyLock<Option<[Font; 2]>> =
    LazyLock::new(|| Some([Font::read(notosans::REGULAR_TTF)?, Font::read(notosans::BOLD_TTF)?]));

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn digits_are_as_wide_as_noto_sans_draws_them() {
        // The template makes a line as high as a capital.
        for weight in [Weight::Regular, Weight::Bold] {
            let face = &font(weight).unwrap().face;
            assert_eq!((face.capital_height(), face.units_per_em()), (Some(1_462), 2_048));
        }
        assert_eq!((width("0", Weight::Regular), width("00", Weight::Bold)), (572, 1_144));
        assert_eq!(width("un\ndeux", Weight::Regular), width("deux", Weight::Regular));
    }

    #[test]
    fn amounts_hold_and_words_share() {
        let sheet = Sheet::detail(Print::Normal);
        let columns = sheet.columns(&[(Kind::Short, 5_000), (Kind::Wide, 90_000), (Kind::Text, 1), (Kind::Amount, 4_000)]);
        assert_eq!(columns, [5_003, 22_540, 14_088, 4_003]);
        assert!(sheet.together(&columns) <= 48_188);
    }

    proptest! {
        /// No line is fuller than its column, but for a word that is longer by itself.
        #[test]
        fn a_text_fits_in_its_lines(text in "[a-zà-ü0-9 ,.()\n]{0,120}", column in 300_u32..40_000) {
            let told = lines(&text, Weight::Regular, column).unwrap();
            let words = u32::try_from(text.split([' ', '\n']).count()).unwrap();
            prop_assert!(told >= 1 && told <= words);
            let paragraphs = u32::try_from(text.split('\n').count()).unwrap();
            prop_assert!(told >= paragraphs);
            prop_assert_eq!(lines(&text, Weight::Regular, 1_000_000), Some(paragraphs));
            prop_assert!(lines(&text, Weight::Regular, column * 2).unwrap() <= told);
        }
    }
}
