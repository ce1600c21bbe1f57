//! The records of a stream, as [`super::line`] cuts them in memory: at most one of them is held.

use std::borrow::Cow;
use std::io::{BufRead, Read};

use super::line::{LENGTH, Line, filler, full, place, too_long};
use crate::camt::unreadable;
use crate::diagnostic::Diagnostic;

/// A record, and the two bytes that say whether another one follows on its line.
const AHEAD: usize = LENGTH + 2;

/// Cuts a stream into records.
#[derive(Debug)]
pub(super) struct StreamLines<R> {
    input: R,
    /// Bytes taken from the input.
    byte: usize,
    /// Line ends so far.
    ends: u64,
    /// What was taken of the current line and is not cut yet, where it begins, and its number.
    piece: Vec<u8>,
    piece_byte: usize,
    number: u64,
    /// The current line ends after `piece`.
    ended: bool,
    /// It ended with CR: an LF that follows belongs to it.
    after_return: bool,
    over: bool,
}

impl<R: BufRead> StreamLines<R> {
    pub(super) fn new(input: R) -> Self {
        let (piece, after_return, over) = (Vec::with_capacity(AHEAD), false, false);
        Self { input, byte: 0, ends: 0, piece, piece_byte: 0, number: 0, ended: true, after_return, over }
    }

    /// Takes bytes of the current line while `wanted` says so; gives how many.
    fn take_while(&mut self, keep: bool, wanted: impl Fn(usize, u8) -> bool) -> std::io::Result<usize> {
        let mut taken = 0_usize;
        while !self.ended {
            let buffer = self.input.fill_buf()?;
            let Some(&byte) = buffer.first() else {
                self.ended = true;
                break;
            };
            if matches!(byte, b'\r' | b'\n') {
                (self.ended, self.after_return) = (true, byte == b'\r');
                self.input.consume(1);
                self.byte = self.byte.saturating_add(1);
                break;
            }
            let mut count = 0_usize;
            for byte in buffer {
                if matches!(byte, b'\r' | b'\n') || !wanted(taken.saturating_add(count), *byte) {
                    break;
                }
                count = count.saturating_add(1);
            }
            if keep {
                self.piece.extend(buffer.iter().take(count));
            }
            let stopped = count < buffer.len();
            self.input.consume(count);
            self.byte = self.byte.saturating_add(count);
            taken = taken.saturating_add(count);
            if stopped && self.input.fill_buf()?.first().is_some_and(|byte| !matches!(byte, b'\r' | b'\n')) {
                break;
            }
        }
        Ok(taken)
    }

    /// Fills `piece`, as far as the line goes.
    fn fill(&mut self) -> std::io::Result<()> {
        let missing = AHEAD.saturating_sub(self.piece.len());
        self.take_while(true, |taken, _| taken < missing).map(|_| ())
    }

    /// Whether the rest of the line only fills it up; what fills it is counted and dropped.
    fn blank_to_the_end(&mut self) -> std::io::Result<(bool, usize)> {
        let dropped = self.take_while(false, |_, byte| filler(byte))?;
        Ok((self.ended, dropped))
    }

    /// Begins the next line; false when there is none.
    fn begin(&mut self) -> std::io::Result<bool> {
        if std::mem::take(&mut self.after_return) && self.input.fill_buf()?.first() == Some(&b'\n') {
            self.input.consume(1);
            self.byte = self.byte.saturating_add(1);
        }
        if self.input.fill_buf()?.is_empty() {
            return Ok(false);
        }
        self.ends = self.ends.saturating_add(1);
        (self.piece_byte, self.number, self.ended) = (self.byte, self.ends, false);
        Ok(true)
    }

    /// The length of the next record; none at the end of the file, the length of the whole piece when it is no record.
    fn cut(&mut self) -> std::io::Result<Option<Result<usize, usize>>> {
        loop {
            if self.piece.is_empty() && self.ended && !self.begin()? {
                return Ok(None);
            }
            self.fill()?;
            let blank = self.piece.iter().all(|byte| filler(*byte));
            if self.ended && (blank || self.piece.len() <= LENGTH) {
                if !blank {
                    return Ok(Some(Ok(self.piece.len())));
                }
                self.piece.clear();
                continue;
            }
            let after = self.piece.get(LENGTH..).unwrap_or_default();
            if matches!(after, [b'0', b'1' | b'4' | b'5' | b'7', ..]) {
                return Ok(Some(Ok(LENGTH)));
            }
            if after.iter().all(|byte| filler(*byte)) {
                let (to_the_end, dropped) = self.blank_to_the_end()?;
                if to_the_end && blank {
                    self.piece.clear();
                    continue;
                }
                if to_the_end {
                    return Ok(Some(Ok(LENGTH)));
                }
                let rest = self.take_while(false, |_, _| true)?;
                return Ok(Some(Err(self.piece.len().saturating_add(dropped).saturating_add(rest))));
            }
            let rest = self.take_while(false, |_, _| true)?;
            return Ok(Some(Err(self.piece.len().saturating_add(rest))));
        }
    }
}

impl<R: BufRead> Iterator for StreamLines<R> {
    type Item = Result<Line<'static>, Diagnostic>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        let cut = self.cut();
        let (number, byte) = (self.number, self.piece_byte);
        let found = match cut {
            Ok(None) => return None,
            Ok(Some(Ok(length))) => length,
            Ok(Some(Err(length))) => {
                self.over = true;
                return Some(Err(too_long(length).at(place(number, byte, String::new()))));
            }
            Err(error) => {
                self.over = true;
                return Some(Err(unreadable(&error).at(place(number, byte, String::new()))));
            }
        };
        let bytes: Vec<u8> = self.piece.drain(..found).collect();
        self.piece_byte = byte.saturating_add(found);
        self.number = number.saturating_add(1);
        Some(Ok(Line { bytes: Cow::Owned(full(bytes)), found, number, byte }))
    }
}

/// Characters of a file that a tool rewrote in UTF-8, brought back to one byte each; any other file as it is.
#[derive(Debug)]
pub(super) struct OneByte<R> {
    input: R,
    rewritten: bool,
    /// The first bytes of a character that was cut.
    pending: Vec<u8>,
    ready: std::collections::VecDeque<u8>,
}

impl<R: Read> OneByte<R> {
    pub(super) fn new(input: R, rewritten: bool) -> Self {
        Self { input, rewritten, pending: Vec::new(), ready: std::collections::VecDeque::new() }
    }
}

impl<R: Read> Read for OneByte<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if !self.rewritten {
            return self.input.read(buffer);
        }
        while self.ready.is_empty() {
            let taken = self.input.read(buffer)?;
            if taken == 0 {
                return Ok(0);
            }
            self.pending.extend(buffer.iter().take(taken));
            // The file was found valid: what cannot be read is the beginning of a character.
            let valid = std::str::from_utf8(&self.pending).map_or_else(|error| error.valid_up_to(), str::len);
            let rest = self.pending.split_off(valid);
            let text = String::from_utf8(std::mem::replace(&mut self.pending, rest)).unwrap_or_default();
            self.ready.extend(text.chars().map(|c| super::field::encode(c).unwrap_or(b'?')));
        }
        self.ready.read(buffer)
    }
}

/// What decides that a file was rewritten in UTF-8, told of it piece by piece.
#[derive(Debug, Default)]
pub(super) struct Rewriting {
    pending: Vec<u8>,
    wide: bool,
    invalid: bool,
    widened: bool,
    misfit: bool,
    bytes: usize,
    characters: usize,
    /// Characters up to the last that is no space.
    written: usize,
}

impl Rewriting {
    /// The next bytes of the file, its byte order mark left out.
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        self.wide |= !bytes.is_ascii();
        self.pending.extend_from_slice(bytes);
        let (valid, broken) = match std::str::from_utf8(&self.pending) {
            Ok(text) => (text.len(), false),
            Err(error) => (error.valid_up_to(), error.error_len().is_some()),
        };
        self.invalid |= broken;
        let rest = self.pending.split_off(valid);
        let text = String::from_utf8(std::mem::replace(&mut self.pending, rest)).unwrap_or_default();
        if self.invalid {
            self.pending.clear();
            return;
        }
        for c in text.chars() {
            if matches!(c, '\r' | '\n') {
                self.end_line();
                continue;
            }
            self.bytes = self.bytes.saturating_add(c.len_utf8());
            self.characters = self.characters.saturating_add(1);
            if !c.is_whitespace() {
                self.written = self.characters;
            }
        }
    }

    fn end_line(&mut self) {
        self.widened |= self.bytes > LENGTH && !self.bytes.is_multiple_of(LENGTH);
        self.misfit |= self.written > LENGTH && !self.characters.is_multiple_of(LENGTH);
        (self.bytes, self.characters, self.written) = (0, 0, 0);
    }

    /// The answer, once the whole file is told.
    pub(super) fn found(mut self) -> bool {
        self.end_line();
        self.wide && !self.invalid && self.pending.is_empty() && self.widened && !self.misfit
    }
}
