//! A file as rows of text, with the line on which each begins: what a CSV file and a sheet have in common.

use super::table::Layout;
use crate::refusal::{FILE_NOT_UTF8, Refusal};

/// A row of a file before its columns are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct GridRow {
    /// Its line in the file; the titles are on the first.
    pub(super) line: u64,
    /// Its cells.
    pub(super) cells: Vec<String>,
    /// Cells that cannot be taken for what they show, by their position, each with the reason.
    pub(super) faults: Vec<(usize, Refusal)>,
}

/// The rows of a file; the first bears the titles.
pub(super) type Grid = Vec<GridRow>;

/// Reads a CSV file.
///
/// # Errors
/// `file_not_utf8`, with the line.
pub(super) fn of_csv(layout: &Layout, bytes: &[u8]) -> Result<Grid, Refusal> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = 1 + bytes.iter().take(error.valid_up_to()).filter(|byte| **byte == b'\n').count();
        FILE_NOT_UTF8.because("").at(format!("{}, ligne {line}", layout.file))
    })?;
    Ok(records(text.strip_prefix('\u{feff}').unwrap_or(text)))
}

/// Every record with the line on which it begins. Empty lines are passed over.
fn records(text: &str) -> Grid {
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
        records.push(GridRow { line, cells: record.iter().map(str::to_owned).collect(), faults: Vec::new() });
    }
    records
}
