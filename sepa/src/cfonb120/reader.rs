//! A file read piece by piece.

use std::io::{self, BufReader, Read, Seek, SeekFrom};

use super::assemble::{Assembly, Piece};
use super::line::rewritten;
use super::record::Counts;
use super::stream::{OneByte, Rewriting, StreamLines};
use crate::camt::{Header, Item, unreadable};
use crate::diagnostic::{Diagnostic, Place};
use crate::statement::{AccountId, Kind};

/// How much of a file is looked at together, in bytes.
const WINDOW: usize = 64 << 10;

/// Reads a file piece by piece, with the values and the remarks of [`super::read`]. An error is always fatal: nothing comes after it,
/// and what came before must be discarded.
///
/// Memory is bounded by one movement with its complements. A statement whose records do not say currency and decimals is held until
/// one of them does, for a hundred thousand movements at most. The file is looked through once before it is read, to find whether a
/// tool rewrote it in UTF-8: hence [`Seek`].
pub struct Reader<R> {
    lines: StreamLines<BufReader<OneByte<R>>>,
    counts: Counts,
    assembly: Assembly<'static>,
    over: bool,
}

impl<R: Read + Seek> Reader<R> {
    /// A reader of the file that `input` gives from its first byte.
    ///
    /// # Errors
    /// The input cannot be read.
    pub fn new(mut input: R) -> Result<Self, Diagnostic> {
        let start = Place { line: 1, ..Place::default() };
        let found = look_through(&mut input).map_err(|error| unreadable(&error).at(start.clone()))?;
        let mut assembly = Assembly::default();
        if found {
            assembly.given.notes.add(rewritten(), &start);
        }
        let lines = StreamLines::new(BufReader::with_capacity(WINDOW, OneByte::new(input, found)));
        Ok(Self { lines, counts: Counts::default(), assembly, over: false })
    }
}

impl<R: Read> Reader<R> {
    /// All remarks, once the last piece is read; none of them is fatal.
    #[must_use]
    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.assembly.given.notes.finish()
    }

    fn advance(&mut self) -> Result<(), Diagnostic> {
        match self.lines.next() {
            Some(line) => self.assembly.take(self.counts.record(line?)?),
            None => {
                self.over = true;
                self.assembly.end()
            }
        }
    }
}

impl<R: Read> Iterator for Reader<R> {
    type Item = Result<Item, Diagnostic>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(piece) = self.assembly.given.ready.pop_front() {
                return Some(Ok(match piece {
                    Piece::Start(account) => Item::Start(Box::new(header(account))),
                    Piece::Entry(entry) => Item::Entry(Box::new(entry)),
                    Piece::End(balances) => Item::End(balances),
                }));
            }
            if self.over {
                return None;
            }
            if let Err(diagnostic) = self.advance() {
                self.over = true;
                self.assembly.given.ready.clear();
                return Some(Err(diagnostic));
            }
        }
    }
}

/// What the format says of a statement before its movements.
pub(super) fn header(account: AccountId) -> Header {
    let kind = Kind::Statement;
    Header { kind, id: String::new(), sequence: None, created: None, account, duplicate: None, page: None }
}

/// Whether the file was rewritten in UTF-8; leaves it past its byte order mark.
fn look_through<R: Read + Seek>(input: &mut R) -> io::Result<bool> {
    const MARK: &[u8] = b"\xEF\xBB\xBF";
    let mut head = Vec::new();
    input.by_ref().take(3).read_to_end(&mut head)?;
    let start = if head == MARK { 3 } else { 0 };
    input.seek(SeekFrom::Start(start))?;
    let mut rewriting = Rewriting::default();
    let mut window = Vec::with_capacity(WINDOW);
    loop {
        window.clear();
        input.by_ref().take(u64::try_from(WINDOW).unwrap_or(u64::MAX)).read_to_end(&mut window)?;
        if window.is_empty() {
            break;
        }
        rewriting.feed(&window);
    }
    input.seek(SeekFrom::Start(start))?;
    Ok(rewriting.found())
}
