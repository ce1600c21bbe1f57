//! From the bytes of a file to pieces of 120: with line ends of any kind, without any, or with the trailing spaces cut off.

use std::borrow::Cow;

use super::notes::Notes;
use super::stream::Rewriting;
use crate::diagnostic::{Diagnostic, Place, Remark, Repair};

/// Length of a record.
pub(crate) const LENGTH: usize = 120;

/// One record as found.
#[derive(Debug, Clone)]
pub(super) struct Line<'a> {
    /// Exactly 120 bytes.
    pub(super) bytes: Cow<'a, [u8]>,
    /// Length in the file.
    pub(super) found: usize,
    /// Line from 1; in a file without breaks, the record's number.
    pub(super) number: u64,
    /// Offset of its first byte.
    pub(super) byte: usize,
}

/// The file in one byte per character. A file that a tool rewrote in UTF-8 has longer lines: it is brought back.
pub(super) fn prepare<'a>(bytes: &'a [u8], notes: &mut Notes) -> Cow<'a, [u8]> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if bytes.is_ascii() {
        return Cow::Borrowed(bytes);
    }
    let mut rewriting = Rewriting::default();
    rewriting.feed(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) if rewriting.found() => {
            notes.add(rewritten(), &Place { line: 1, ..Place::default() });
            Cow::Owned(text.chars().map(|c| super::field::encode(c).unwrap_or(b'?')).collect())
        }
        _ => Cow::Borrowed(bytes),
    }
}

/// The file was brought back from UTF-8.
pub(super) fn rewritten() -> Remark {
    Remark::repaired(
        "encoding_utf8",
        "Le fichier a été réécrit en UTF-8 : ses enregistrements accentués comptent plus de 120 octets.",
        "Il est lu caractère par caractère ; les positions indiquées comptent un octet par caractère.",
    )
    .by(Repair::Certain)
}

/// Cuts a file into records.
#[derive(Debug)]
pub(super) struct Lines<'a> {
    rest: &'a [u8],
    /// Offset of `rest`.
    byte: usize,
    /// Line ends so far.
    ends: u64,
    /// What is left of the current line, where it begins, and its number.
    piece: &'a [u8],
    piece_byte: usize,
    number: u64,
}

impl<'a> Lines<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, byte: 0, ends: 0, piece: &[], piece_byte: 0, number: 0 }
    }

    /// Takes the next line that has something on it.
    fn next_piece(&mut self) -> bool {
        while !self.rest.is_empty() {
            let end = memchr::memchr2(b'\n', b'\r', self.rest);
            let (line, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
            let start = self.byte;
            let ended = match rest {
                [b'\r', b'\n', ..] => 2,
                [] => 0,
                _ => 1,
            };
            self.rest = rest.get(ended..).unwrap_or_default();
            self.byte = self.byte.saturating_add(line.len()).saturating_add(ended);
            self.ends = self.ends.saturating_add(1);
            if line.iter().any(|byte| !filler(*byte)) {
                (self.piece, self.piece_byte, self.number) = (line, start, self.ends);
                return true;
            }
        }
        false
    }

    /// The length of the next record in a piece: all of it, or 120 when what follows is a record too, or nothing.
    fn cut(&self) -> Result<usize, Remark> {
        if self.piece.len() <= LENGTH {
            return Ok(self.piece.len());
        }
        let after = self.piece.get(LENGTH..).unwrap_or_default();
        let follows = matches!(after, [b'0', b'1' | b'4' | b'5' | b'7', ..]);
        if follows || after.iter().all(|byte| filler(*byte)) {
            return Ok(LENGTH);
        }
        Err(too_long(self.piece.len()))
    }
}

pub(super) fn too_long(length: usize) -> Remark {
    Remark::fatal(
        "record_too_long",
        format!("Un enregistrement compte {length} octets au lieu de 120."),
        "Ses positions ne sont plus sûres : le fichier a été modifié, téléchargez-le à nouveau auprès de la banque.",
    )
}

/// All 120 bytes of a record whose end may be missing.
pub(super) fn full(mut bytes: Vec<u8>) -> Vec<u8> {
    if bytes.len() != LENGTH {
        // End-of-file marks on a last line are no part of its text.
        while bytes.last().is_some_and(|byte| filler(*byte)) {
            bytes.pop();
        }
        bytes.resize(LENGTH, b' ');
    }
    bytes
}

/// What fills up a line or a file: spaces, and the end-of-file marks of older systems.
pub(super) fn filler(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | 0 | 0x1A)
}

impl<'a> Iterator for Lines<'a> {
    type Item = Result<Line<'a>, Diagnostic>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.piece.iter().all(|byte| filler(*byte)) {
            if !self.next_piece() {
                return None;
            }
        }
        let (number, byte) = (self.number, self.piece_byte);
        let taken = match self.cut() {
            Ok(length) => length,
            Err(remark) => {
                (self.piece, self.rest) = (&[], &[]);
                return Some(Err(remark.at(place(number, byte, String::new()))));
            }
        };
        let (found, rest) = self.piece.split_at(taken);
        self.piece = rest;
        self.piece_byte = byte.saturating_add(taken);
        self.number = number.saturating_add(1);
        let bytes = if found.len() == LENGTH { Cow::Borrowed(found) } else { Cow::Owned(full(found.to_vec())) };
        Some(Ok(Line { bytes, found: taken, number, byte }))
    }
}

/// A place in such a file.
pub(super) fn place(line: u64, byte: usize, path: String) -> Place {
    Place { line, byte: u64::try_from(byte).unwrap_or(u64::MAX), path }
}
