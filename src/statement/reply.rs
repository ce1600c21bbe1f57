//! The sheet that the person ticks, dates and signs on paper (RULE 91), and the square code that tells which statement it answers.
//!
//! The code holds `QUITUS-1 NUMBER FINGERPRINT`. The fingerprint is the SHA-256 of the statement's model: the bytes of its JSON as it is
//! kept, without its last field, which is the fingerprint itself. (The hash of the file cannot stand in the file.) So it is found again
//! from the column `statement.model`: cut at `,"fingerprint":`, closed by `}`. A later version may add fields to a model: the fingerprint
//! that is kept is printed, never another one.

use super::document::grouped;
use super::model::Statement;
use super::wording::reply::{WORDS, Words, about};
use crate::calendar::Month;
use crate::refusal::Failure;
use qrcode::{Color, EcLevel, QrCode};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// What every code begins with: ours, in its first form.
const OURS: &str = "QUITUS-1";
/// What follows the model when the fingerprint is cut off.
const LAST: &str = ",\"fingerprint\":";

/// The sheet as the template reads it.
#[derive(Clone, Debug, Serialize)]
pub struct Reply {
    /// What the code holds.
    pub code: String,
    /// The statement that the answer is about.
    pub about: String,
    /// The fingerprint in groups of eight characters.
    pub fingerprint: String,
    /// Its fixed words.
    pub words: Words,
}

impl Reply {
    /// The sheet of a statement with this fingerprint.
    #[must_use]
    pub fn of(statement: &Statement, fingerprint: &str) -> Self {
        let mark = Mark { number: statement.number.clone(), fingerprint: fingerprint.to_owned() };
        Self {
            code: mark.text(),
            about: about(statement.month, &statement.number),
            fingerprint: grouped(fingerprint),
            words: WORDS,
        }
    }
}

/// Which statement a sheet answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Its number.
    pub number: String,
    /// Its fingerprint: 64 hexadecimal characters, small letters.
    pub fingerprint: String,
}

impl Mark {
    /// What the code holds: only capitals, digits and signs that such a code writes tightly (ISO/IEC 18004, alphanumeric mode).
    #[must_use]
    pub fn text(&self) -> String {
        format!("{OURS} {} {}", self.number, self.fingerprint.to_uppercase())
    }

    /// Reads what a code holds; nothing of a code that is not ours.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.split(' ');
        let (ours, number, fingerprint, end) = (parts.next()?, parts.next()?, parts.next()?, parts.next());
        let number_like = |number: &str| {
            let (month, person) = number.split_at_checked(7)?;
            month.parse::<Month>().ok()?;
            let person = person.strip_prefix('-')?;
            (1..=19).contains(&person.len()).then_some(())?;
            person.bytes().all(|digit| digit.is_ascii_digit()).then_some(())
        };
        let hash_like = |hash: &str| {
            let capital = |byte: u8| byte.is_ascii_digit() || (b'A'..=b'F').contains(&byte);
            hash.len() == 64 && hash.bytes().all(capital)
        };
        (ours == OURS && end.is_none() && number_like(number).is_some() && hash_like(fingerprint))
            .then(|| Self { number: number.to_owned(), fingerprint: fingerprint.to_lowercase() })
    }
}

/// The statement with the fingerprint of what it says.
///
/// # Errors
/// Broken when it cannot be written.
pub fn marked(statement: Statement) -> Result<Statement, Failure> {
    let bare = Statement { fingerprint: None, ..statement };
    let json = serde_json::to_vec(&bare).map_err(|error| Failure::Broken(format!("{error}.")))?;
    Ok(Statement { fingerprint: Some(hex::encode(Sha256::digest(&json))), ..bare })
}

/// The fingerprint of a model as it is kept, from its bytes; nothing for one that was issued before there was any.
#[must_use]
pub fn found_again(kept: &str) -> Option<String> {
    let (said, _) = kept.rsplit_once(LAST)?;
    Some(hex::encode(Sha256::digest(format!("{said}}}"))))
}

/// Dark squares side by side, on one row or on several alike: first row, first column, rows, columns.
pub(super) type Block = [u16; 4];

/// The dark squares of a code, and how many squares a side has. A quarter of it may be covered or stained.
pub(super) fn squares(text: &str) -> Option<(Vec<Block>, u16)> {
    let code = QrCode::with_error_correction_level(text, EcLevel::Q).ok()?;
    let side = code.width();
    let mut blocks: Vec<Block> = Vec::new();
    for (row, squares) in (0..).zip(code.to_colors().chunks(side)) {
        for [column, columns] in runs(squares) {
            let above = |[first, at, rows, wide]: &Block| [first.saturating_add(*rows), *at, *wide] == [row, column, columns];
            match blocks.iter_mut().rev().find(|block| above(block)) {
                Some([_, _, rows, _]) => *rows = rows.saturating_add(1),
                None => blocks.push([row, column, 1, columns]),
            }
        }
    }
    Some((blocks, u16::try_from(side).ok()?))
}

/// The dark squares of a row: first column, columns.
fn runs(squares: &[Color]) -> Vec<[u16; 2]> {
    let mut runs: Vec<[u16; 2]> = Vec::new();
    for (column, _) in (0..).zip(squares).filter(|(_, square)| **square == Color::Dark) {
        match runs.last_mut() {
            Some([first, length]) if first.saturating_add(*length) == column => *length = length.saturating_add(1),
            _ => runs.push([column, 1]),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn mark() -> impl Strategy<Value = Mark> {
        ("20[0-9]{2}-(0[1-9]|1[0-2])-[0-9]{5,10}", "[0-9a-f]{64}").prop_map(|(number, fingerprint)| Mark { number, fingerprint })
    }

    proptest! {
        #[test]
        fn a_mark_is_read_as_it_is_written(mark in mark()) {
            prop_assert_eq!(Mark::read(&mark.text()), Some(mark));
        }

        #[test]
        fn any_other_text_is_no_mark(text in "\\PC{0,120}") {
            prop_assert_eq!(Mark::read(&text), None);
        }

        #[test]
        fn a_mark_cut_or_changed_is_another_or_none(mark in mark(), at in 0_usize..94, letter in proptest::char::any()) {
            let text = mark.text();
            let cut: String = text.chars().take(at).collect();
            prop_assert_eq!(Mark::read(&cut), (at >= text.len()).then(|| mark.clone()), "{}", cut);
            let changed: String = text.chars().enumerate().map(|(place, old)| if place == at { letter } else { old }).collect();
            prop_assert_eq!(Mark::read(&changed) == Some(mark), changed == text);
        }

        #[test]
        fn every_mark_is_drawn_with_its_dark_squares(mark in mark()) {
            let (blocks, side) = squares(&mark.text()).unwrap();
            prop_assert!(side <= 45, "{} squares a side", side);
            let code = QrCode::with_error_correction_level(mark.text(), EcLevel::Q).unwrap();
            let mut drawn = vec![Color::Light; usize::from(side) * usize::from(side)];
            let side = usize::from(side);
            for [row, column, rows, columns] in blocks.into_iter().map(|block| block.map(usize::from)) {
                for at in (row..row + rows).flat_map(|row| (column..column + columns).map(move |column| row * side + column)) {
                    prop_assert_eq!(std::mem::replace(&mut drawn[at], Color::Dark), Color::Light, "drawn twice");
                }
            }
            prop_assert_eq!(drawn, code.to_colors());
        }
    }
}
