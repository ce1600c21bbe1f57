//! The events of a file, from a stream through a window, or from bytes that are there already.

use std::io::{self, BufRead};

use super::markup::{self, Markup};
use super::source::{EVENT_LIMIT, Source, length, unreadable};
use crate::diagnostic::{Diagnostic, Place, Remark};

/// A place in the text.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Spot {
    /// Line from 1; 0 when only [`Events::line`] knows it.
    pub(crate) line: u64,
    pub(crate) byte: u64,
}

/// A fault, and where it is. Boxed, so that what is returned for every event stays in registers.
type Fault = (Remark, Option<Spot>);

/// Events one by one.
pub(crate) trait Events {
    /// What `take` makes of the next event and of where it ends; or a fault, and where it is unless it is where the latest event
    /// ended.
    fn next<T>(&mut self, take: impl FnOnce(Markup<'_>, Spot) -> T) -> Result<T, Box<Fault>>;

    /// The line of a spot that was given.
    fn line(&mut self, spot: Spot) -> u64;
}

/// Events of a stream; holds one event and a window.
pub(crate) struct Streamed<R> {
    reader: quick_xml::Reader<Source<R>>,
    buffer: Vec<u8>,
}

impl<R: BufRead> Streamed<R> {
    pub(crate) fn new(input: R) -> Result<Self, Diagnostic> {
        let source = Source::new(input).map_err(|remark| remark.at(Place { line: 1, ..Place::default() }))?;
        Ok(Self { reader: quick_xml::Reader::from_reader(source), buffer: Vec::new() })
    }
}

impl<R: BufRead> Events for Streamed<R> {
    fn next<T>(&mut self, take: impl FnOnce(Markup<'_>, Spot) -> T) -> Result<T, Box<Fault>> {
        self.buffer.clear();
        self.reader.get_mut().mark();
        match &self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => {
                let (line, byte) = self.reader.get_mut().position();
                Ok(take(Markup::of(event), Spot { line, byte }))
            }
            Err(error) => {
                let remark = malformed(error, self.reader.get_ref().exceeded());
                let (line, byte) = self.reader.get_mut().position();
                // Bytes that are no text are nearer to where reading stands than to where their text begins.
                let spot = (remark.code == "encoding_invalid").then_some(Spot { line, byte });
                Err(Box::new((remark, spot)))
            }
        }
    }

    fn line(&mut self, spot: Spot) -> u64 {
        spot.line
    }
}

/// Events of a text in memory, borrowed from it. The markup of nearly all of a bank file is found here, since the text is known to be
/// UTF-8; anything else is left to the XML reader.
pub(crate) struct Borrowed<'a> {
    text: &'a str,
    /// What was not looked at yet.
    rest: &'a str,
    /// Names of the open elements.
    open: Vec<&'a str>,
    /// Line ends before this offset.
    lines: u64,
    counted: usize,
}

impl<'a> Borrowed<'a> {
    /// Of a file in UTF-8 without byte order mark.
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, rest: text, open: Vec::new(), lines: 0, counted: 0 }
    }

    /// Moves on to `rest`, and gives where it begins.
    fn advance(&mut self, rest: &'a str) -> Result<Spot, Box<Fault>> {
        if length(self.rest.len().saturating_sub(rest.len())) > EVENT_LIMIT {
            return Err(Box::new((too_long(), None)));
        }
        self.rest = rest;
        Ok(Spot { line: 0, byte: length(self.text.len().saturating_sub(rest.len())) })
    }
}

impl Events for Borrowed<'_> {
    fn next<T>(&mut self, take: impl FnOnce(Markup<'_>, Spot) -> T) -> Result<T, Box<Fault>> {
        if let Some((markup, rest)) = markup::split(self.rest, self.open.last().copied()) {
            match markup {
                Markup::Open { name, empty: false, .. } => self.open.push(name),
                Markup::Close => drop(self.open.pop()),
                _ => {}
            }
            let spot = self.advance(rest)?;
            return Ok(take(markup, spot));
        }
        let mut reader = quick_xml::Reader::from_str(self.rest);
        let event = reader.read_event().map_err(|error| Box::new((malformed(&error, false), None)))?;
        let read = self.rest.len().saturating_sub(reader.get_ref().len());
        let spot = self.advance(self.rest.get(read..).unwrap_or_default())?;
        Ok(take(Markup::of(&event), spot))
    }

    /// Counts from the spot asked before, forwards or backwards: two that follow each other are never far apart.
    fn line(&mut self, spot: Spot) -> u64 {
        let byte = usize::try_from(spot.byte).unwrap_or(usize::MAX).min(self.text.len());
        let between = |start: usize, end: usize| {
            length(memchr::memchr_iter(b'\n', self.text.as_bytes().get(start..end).unwrap_or_default()).count())
        };
        self.lines = if byte >= self.counted {
            self.lines.saturating_add(between(self.counted, byte))
        } else {
            self.lines.saturating_sub(between(byte, self.counted))
        };
        self.counted = byte;
        self.lines.saturating_add(1)
    }
}

pub(crate) fn too_long() -> Remark {
    Remark::fatal(
        "element_too_long",
        "Un élément du fichier dépasse un million de caractères.",
        "Ce n'est pas un relevé bancaire, ou il est abîmé : vérifiez le fichier choisi.",
    )
}

pub(crate) fn malformed(error: &quick_xml::Error, exceeded: bool) -> Remark {
    match error {
        _ if exceeded => too_long(),
        quick_xml::Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => encoding_invalid(),
        quick_xml::Error::Io(error) => unreadable(error),
        quick_xml::Error::Encoding(_) => encoding_invalid(),
        _ => xml_malformed(),
    }
}

fn encoding_invalid() -> Remark {
    Remark::fatal(
        "encoding_invalid",
        "Le fichier contient des octets qui n'existent pas dans l'encodage qu'il annonce (UTF-8 s'il n'en annonce pas).",
        "Demandez à la banque un fichier dont l'encodage est celui qu'il déclare.",
    )
}

pub(crate) fn xml_malformed() -> Remark {
    Remark::fatal(
        "xml_malformed",
        "La structure XML du fichier est incorrecte : une balise est mal formée ou mal fermée.",
        "Le fichier a été abîmé ou modifié : téléchargez-le à nouveau auprès de la banque.",
    )
}
