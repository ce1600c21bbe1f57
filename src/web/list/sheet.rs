//! Rows as a file that a French spreadsheet opens: those of a list, and those that a person takes away.

use super::Cell;
use crate::refusal::Failure;

/// Rows of cells under their titles, as a file.
///
/// # Errors
/// Broken when it cannot be written.
pub fn sheet_of(titles: &[&str], rows: &[Vec<Cell>]) -> Result<Vec<u8>, Failure> {
    sheet(titles.to_vec(), rows.iter().map(|row| row.iter().map(Cell::csv).collect()))
}

/// A file that a French spreadsheet opens: semicolons, and a mark of UTF-8.
pub(super) fn sheet(titles: Vec<&str>, rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>, Failure> {
    let broken = |error: csv::Error| Failure::Broken(format!("{error}."));
    let mut writer = csv::WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(titles).map_err(broken)?;
    for row in rows {
        writer.write_record(row).map_err(broken)?;
    }
    let body = writer.into_inner().map_err(|error| Failure::Broken(format!("{error}.")))?;
    Ok([b"\xEF\xBB\xBF".as_slice(), &body].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Cents;
    use proptest::prelude::*;

    fn read(bytes: &[u8]) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(&bytes[3..]);
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn amounts_are_numbers_and_no_text_is_run() {
        let row = vec![
            Cell::Amount(Cents(-5)),
            Cell::Amount(Cents(123_456)),
            Cell::text("-1+1"),
            Cell::text("=A1"),
            Cell::text("Loyer"),
        ];
        let file = sheet_of(&["a", "b", "c", "d", "e"], &[row]).unwrap();
        assert_eq!(read(&file), [["-0,05", "1234,56", "'-1+1", "'=A1", "Loyer"]]);
    }

    proptest! {
        #[test]
        fn every_text_is_read_as_it_was_written(cells in prop::collection::vec("[^=+@\\t\\r-]\\PC{0,20}", 3)) {
            let row = cells.iter().map(|words| Cell::text(words.as_str())).collect();
            prop_assert_eq!(read(&sheet_of(&["a", "b", "c"], &[row]).unwrap()), [cells]);
        }
    }
}
