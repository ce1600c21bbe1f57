//! Bytes of a file as UTF-8, counted, with a bound on what one XML event may take.

use std::io::{self, BufRead, Chain, Cursor, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding};

use crate::diagnostic::Remark;

/// Longest tag, text or comment, in bytes; one that ends in the same window may be a little longer.
pub(crate) const EVENT_LIMIT: u64 = 1 << 20;

/// Where the XML declaration must have ended, in bytes.
const DECLARATION_LIMIT: u64 = 1024;

/// The single-byte encodings that banks declare; the Encoding Standard reads ISO-8859-1 as windows-1252, its superset.
const SINGLE_BYTE: [&Encoding; 2] = [encoding_rs::WINDOWS_1252, encoding_rs::ISO_8859_15];

/// Size of the window on the file, in bytes.
const WINDOW: usize = 64 << 10;

/// A file as UTF-8, through a window.
pub(crate) struct Source<R> {
    input: Chain<Cursor<Vec<u8>>, R>,
    /// None for UTF-8, which the XML reader checks.
    decoder: Option<Decoder>,
    finished: bool,
    /// What comes next is not of the encoding.
    broken: bool,
    text: Vec<u8>,
    start: usize,
    end: usize,
    /// Bytes of text before the window.
    before: u64,
    /// Line ends in the window that are not counted yet, from the last to the next.
    line_ends: Vec<usize>,
    lines: u64,
    marked: u64,
    exceeded: bool,
}

impl<R: BufRead> Source<R> {
    /// Finds the encoding from the byte order mark and the XML declaration.
    pub(crate) fn new(mut input: R) -> Result<Self, Remark> {
        let mut head = Vec::new();
        read_declaration(&mut input, &mut head).map_err(|error| unreadable(&error))?;
        let marked = head.starts_with(MARK);
        if marked {
            head.drain(..MARK.len());
        }
        let encoding = encoding_of(&head, marked)?;
        Ok(Self {
            input: Cursor::new(head).chain(input),
            decoder: (encoding != encoding_rs::UTF_8).then(|| encoding.new_decoder_with_bom_removal()),
            finished: false,
            broken: false,
            text: vec![0; WINDOW],
            start: 0,
            end: 0,
            before: 0,
            line_ends: Vec::new(),
            lines: 0,
            marked: 0,
            exceeded: false,
        })
    }

    /// Line from 1, and bytes of text so far.
    pub(crate) fn position(&mut self) -> (u64, u64) {
        while self.line_ends.last().is_some_and(|end| *end < self.start) {
            self.line_ends.pop();
            self.lines = self.lines.saturating_add(1);
        }
        (self.lines.saturating_add(1), self.offset())
    }

    fn offset(&self) -> u64 {
        self.before.saturating_add(length(self.start))
    }

    /// A new event begins.
    pub(crate) fn mark(&mut self) {
        self.marked = self.offset();
    }

    /// Whether reading stopped because an event was longer than [`EVENT_LIMIT`].
    pub(crate) fn exceeded(&self) -> bool {
        self.exceeded
    }
}

/// The file could not be read at all.
pub(crate) fn unreadable(error: &io::Error) -> Remark {
    Remark::fatal(
        "file_unreadable",
        format!("La lecture du fichier s'est interrompue : {error}."),
        "Vérifiez que le fichier est accessible, puis recommencez.",
    )
}

fn read_declaration(input: &mut impl BufRead, head: &mut Vec<u8>) -> io::Result<()> {
    let mut start = input.take(DECLARATION_LIMIT);
    start.read_until(b'>', head)?;
    Ok(())
}

/// The byte order mark of UTF-8.
const MARK: &[u8] = &[0xEF, 0xBB, 0xBF];

/// The encoding of a file in UTF-16, with its mark or without (XML 1.0, appendix F).
pub(crate) fn wide(head: &[u8]) -> Option<&'static Encoding> {
    match head {
        [0xFF, 0xFE, ..] | [b'<', 0, ..] => Some(encoding_rs::UTF_16LE),
        [0xFE, 0xFF, ..] | [0, b'<', ..] => Some(encoding_rs::UTF_16BE),
        _ => None,
    }
}

/// The encoding of a file: its bytes say more than its declaration, which a tool may not have changed.
fn encoding_of(head: &[u8], marked: bool) -> Result<&'static Encoding, Remark> {
    match wide(head) {
        _ if marked => Ok(encoding_rs::UTF_8),
        Some(encoding) => Ok(encoding),
        None => declared(head),
    }
}

/// The text of bytes in UTF-8, without byte order mark; nothing when they have to be decoded first or are not what they say.
pub(crate) fn utf8(bytes: &[u8]) -> Option<&str> {
    let after_mark = bytes.strip_prefix(MARK);
    let bytes = after_mark.unwrap_or(bytes);
    let mut head = Vec::new();
    read_declaration(&mut &*bytes, &mut head).ok()?;
    let plain = encoding_of(&head, after_mark.is_some()).is_ok_and(|encoding| encoding == encoding_rs::UTF_8);
    std::str::from_utf8(bytes).ok().filter(|_| plain)
}

/// The encoding that the declaration names, UTF-8 without any.
fn declared(head: &[u8]) -> Result<&'static Encoding, Remark> {
    let refused = |name: &str| {
        Remark::fatal(
            "encoding_unsupported",
            format!("Le fichier est dans un encodage qui n'est pas accepté ({name})."),
            "Un relevé est attendu en UTF-8, UTF-16, ISO-8859-1, ISO-8859-15 ou Windows-1252 : demandez un tel fichier à la banque.",
        )
    };
    if !head.starts_with(b"<?xml") {
        return Ok(encoding_rs::UTF_8);
    }
    let declaration = String::from_utf8_lossy(head);
    let Some(name) = declaration.split_once("encoding").and_then(|(_, rest)| {
        let rest = rest.trim_start().strip_prefix('=')?.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        rest.strip_prefix(quote)?.split(quote).next()
    }) else {
        return Ok(encoding_rs::UTF_8);
    };
    match Encoding::for_label(name.as_bytes()) {
        Some(encoding) if encoding == encoding_rs::UTF_8 || SINGLE_BYTE.contains(&encoding) => Ok(encoding),
        _ => Err(refused(&crate::diagnostic::quoted(name))),
    }
}

impl<R: BufRead> Source<R> {
    /// Moves the window on.
    fn refill(&mut self) -> io::Result<()> {
        if self.broken {
            return Err(io::Error::from(io::ErrorKind::InvalidData));
        }
        self.lines = self.lines.saturating_add(length(self.line_ends.len()));
        self.before = self.before.saturating_add(length(self.end));
        (self.start, self.end) = (0, 0);
        while self.end == 0 && !self.finished {
            self.end = match &mut self.decoder {
                None => {
                    let read = self.input.read(&mut self.text)?;
                    self.finished = read == 0;
                    read
                }
                Some(decoder) => {
                    let bytes = self.input.fill_buf()?;
                    let last = bytes.is_empty();
                    let (result, read, written) = decoder.decode_to_utf8_without_replacement(bytes, &mut self.text, last);
                    self.input.consume(read);
                    match result {
                        DecoderResult::InputEmpty => self.finished = last,
                        DecoderResult::OutputFull => {}
                        // What stands before is read first, so that the fault has its place.
                        DecoderResult::Malformed(..) if written > 0 => self.broken = true,
                        DecoderResult::Malformed(..) => return Err(io::Error::from(io::ErrorKind::InvalidData)),
                    }
                    written
                }
            };
        }
        let window = self.text.get(..self.end).unwrap_or_default();
        self.line_ends.clear();
        self.line_ends.extend(memchr::memchr_iter(b'\n', window));
        self.line_ends.reverse();
        Ok(())
    }
}

/// A length or an offset.
pub(crate) fn length(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

impl<R: BufRead> BufRead for Source<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start == self.end {
            if self.offset().saturating_sub(self.marked) > EVENT_LIMIT {
                self.exceeded = true;
                return Err(io::Error::from(io::ErrorKind::FileTooLarge));
            }
            self.refill()?;
        }
        Ok(self.text.get(self.start..self.end).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        self.start = self.start.saturating_add(amount).min(self.end);
    }
}

impl<R: BufRead> Read for Source<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}
