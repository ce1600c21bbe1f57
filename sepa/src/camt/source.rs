//! Bytes of a file as UTF-8, counted, with a bound on what one XML event may take.

use std::io::{self, BufRead, Chain, Cursor, Read};

use encoding_rs::{DecoderResult, Encoding};

use crate::diagnostic::{Place, Remark};

/// Longest tag, text or comment, in bytes.
pub(crate) const EVENT_LIMIT: u64 = 1 << 20;

/// Where the XML declaration must have ended, in bytes.
const DECLARATION_LIMIT: u64 = 1024;

/// The single-byte encodings that banks declare; the Encoding Standard reads ISO-8859-1 as windows-1252, its superset.
const SINGLE_BYTE: [&Encoding; 2] = [encoding_rs::WINDOWS_1252, encoding_rs::ISO_8859_15];

/// Decoded text on its way from a single-byte file.
struct Decoded {
    decoder: encoding_rs::Decoder,
    text: Vec<u8>,
    start: usize,
    end: usize,
    finished: bool,
}

/// A file as UTF-8.
pub(crate) struct Source<R> {
    input: Chain<Cursor<Vec<u8>>, R>,
    decoded: Option<Decoded>,
    lines: u64,
    bytes: u64,
    since_mark: u64,
    exceeded: bool,
}

impl<R: BufRead> Source<R> {
    /// Finds the encoding from the byte order mark and the XML declaration.
    pub(crate) fn new(mut input: R) -> Result<Self, Remark> {
        let mut head = Vec::new();
        read_declaration(&mut input, &mut head).map_err(|error| unreadable(&error))?;
        if head.starts_with(&[0xEF, 0xBB, 0xBF]) {
            head.drain(..3);
        }
        let encoding = declared(&head)?;
        let decoded = (encoding != encoding_rs::UTF_8).then(|| Decoded {
            decoder: encoding.new_decoder_without_bom_handling(),
            text: vec![0; 8192],
            start: 0,
            end: 0,
            finished: false,
        });
        let input = Cursor::new(head).chain(input);
        Ok(Self { input, decoded, lines: 0, bytes: 0, since_mark: 0, exceeded: false })
    }

    /// Where reading stands, outside of any element.
    pub(crate) fn place(&self) -> Place {
        Place { line: self.lines.saturating_add(1), byte: self.bytes, path: String::new() }
    }

    /// A new event begins.
    pub(crate) fn mark(&mut self) {
        self.since_mark = 0;
    }

    /// Whether reading stopped because an event was longer than [`EVENT_LIMIT`].
    pub(crate) fn exceeded(&self) -> bool {
        self.exceeded
    }
}

/// The file could not be read at all.
pub(crate) fn unreadable(error: &io::Error) -> Remark {
    Remark::fatal("file_unreadable", format!("La lecture du fichier s'est interrompue : {error}."), "Vérifiez que le fichier est accessible, puis recommencez.")
}

fn read_declaration(input: &mut impl BufRead, head: &mut Vec<u8>) -> io::Result<()> {
    let mut start = input.take(DECLARATION_LIMIT);
    start.read_until(b'>', head)?;
    Ok(())
}

/// The encoding that the declaration names, UTF-8 without any.
fn declared(head: &[u8]) -> Result<&'static Encoding, Remark> {
    let refused = |name: &str| {
        Remark::fatal(
            "encoding_unsupported",
            format!("Le fichier est dans un encodage qui n'est pas accepté ({name})."),
            "Un relevé est attendu en UTF-8, ISO-8859-1, ISO-8859-15 ou Windows-1252 : demandez un tel fichier à la banque.",
        )
    };
    if head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]) || head.starts_with(&[0, b'<']) || head.starts_with(b"<\0") {
        return Err(refused("UTF-16"));
    }
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
        _ => Err(refused(&super::value::quoted(name))),
    }
}

impl Decoded {
    fn fill(&mut self, input: &mut impl BufRead) -> io::Result<()> {
        while self.start == self.end && !self.finished {
            let bytes = input.fill_buf()?;
            let last = bytes.is_empty();
            let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(bytes, &mut self.text, last);
            input.consume(read);
            (self.start, self.end) = (0, written);
            match result {
                DecoderResult::InputEmpty => self.finished = last,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => return Err(io::Error::from(io::ErrorKind::InvalidData)),
            }
        }
        Ok(())
    }
}

impl<R: BufRead> BufRead for Source<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.since_mark > EVENT_LIMIT {
            self.exceeded = true;
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        match &mut self.decoded {
            None => self.input.fill_buf(),
            Some(decoded) => {
                decoded.fill(&mut self.input)?;
                Ok(decoded.text.get(decoded.start..decoded.end).unwrap_or_default())
            }
        }
    }

    fn consume(&mut self, amount: usize) {
        let lines = match &mut self.decoded {
            // The buffer is full here, so nothing is read again.
            None => self.input.fill_buf().map_or(0, |bytes| newlines(bytes, amount)),
            Some(decoded) => newlines(decoded.text.get(decoded.start..decoded.end).unwrap_or_default(), amount),
        };
        match &mut self.decoded {
            None => self.input.consume(amount),
            Some(decoded) => decoded.start = decoded.start.saturating_add(amount).min(decoded.end),
        }
        let amount = u64::try_from(amount).unwrap_or(u64::MAX);
        self.lines = self.lines.saturating_add(lines);
        self.bytes = self.bytes.saturating_add(amount);
        self.since_mark = self.since_mark.saturating_add(amount);
    }
}

fn newlines(bytes: &[u8], amount: usize) -> u64 {
    let count = bytes.iter().take(amount).filter(|byte| **byte == b'\n').count();
    u64::try_from(count).unwrap_or(u64::MAX)
}

impl<R: BufRead> Read for Source<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}
