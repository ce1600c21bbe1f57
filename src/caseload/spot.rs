//! Where in the files a refusal is: read back from its words, so that a page can put it beside the cell.

use super::sheets::LAYOUTS;
use super::workbook::sheet;

/// A cell, or a row when no column is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The file, as the template names it.
    pub file: &'static str,
    /// The line.
    pub line: u64,
    /// The column.
    pub column: Option<&'static str>,
}

impl Spot {
    /// Reads `people.csv, ligne 4, colonne naissance` and `feuille people, ligne 4`; none for any other place.
    #[must_use]
    pub fn read(place: &str) -> Option<Self> {
        let mut parts = place.splitn(3, ", ");
        let (file, line) = (parts.next()?, parts.next()?.strip_prefix("ligne ")?.parse().ok()?);
        let named = |known: &str| file == known || file.strip_prefix("feuille ") == Some(sheet(known));
        let layout = LAYOUTS.into_iter().find(|layout| named(layout.file))?;
        let column = match parts.next() {
            None => None,
            Some(text) => {
                let written = text.strip_prefix("colonne ")?;
                Some(layout.columns.iter().copied().find(|column| *column == written)?)
            }
        };
        Some(Self { file: layout.file, line, column })
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::place;
    use super::super::workbook::in_sheets;
    use super::*;
    use crate::refusal::VALUE_MALFORMED;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_place_is_read_back(file in 0_usize..7, line in 1_u64..1_000_000, column in 0_usize..5, row in any::<bool>()) {
            let layout = LAYOUTS[file];
            let column = (!row).then(|| layout.columns[column % layout.columns.len()]);
            let told = column.map_or_else(|| format!("{}, ligne {line}", layout.file), |column| place(layout.file, line, column));
            let spot = Some(Spot { file: layout.file, line, column });
            prop_assert_eq!(Spot::read(&told), spot.clone());
            prop_assert_eq!(Spot::read(&in_sheets(VALUE_MALFORMED.because("").at(told)).place), spot);
        }

        #[test]
        fn no_text_panics(any in "\\PC{0,80}") {
            let _ = Spot::read(&any);
        }
    }

    #[test]
    fn other_places_are_no_cell() {
        for place in ["", "people.csv", "autre.csv, ligne 3", "people.csv, ligne x", "people.csv, ligne 1, colonne age"] {
            assert_eq!(Spot::read(place), None, "{place}");
        }
    }
}
