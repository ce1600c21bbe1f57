//! The pieces of a statement file, whatever its format, one by one.

use quitus_sepa::camt::{self, Item};
use quitus_sepa::cfonb120;
use quitus_sepa::diagnostic::Diagnostic;
use quitus_sepa::file::Format;
use std::io::{BufReader, Read, Seek};

/// A file read as a stream.
pub(super) enum Pieces<R> {
    Camt(Box<camt::Reader<BufReader<R>>>),
    Cfonb(Box<cfonb120::Reader<R>>),
}

impl<R: Read + Seek> Pieces<R> {
    /// The pieces of this file; none for a format that holds no statement.
    pub(super) fn of(format: Format, input: R) -> Result<Option<Self>, Diagnostic> {
        Ok(match format {
            Format::Camt052 | Format::Camt053 | Format::Camt054 => {
                Some(Self::Camt(Box::new(camt::Reader::new(BufReader::new(input))?)))
            }
            Format::Cfonb120 => Some(Self::Cfonb(Box::new(cfonb120::Reader::new(input)?))),
            Format::Pain001 | Format::Pain002 => None,
        })
    }

    /// Remarks so far that are told as they come.
    pub(super) fn take_diagnostics(&mut self) -> Vec<Diagnostic> {
        match self {
            Self::Camt(reader) => reader.take_diagnostics(),
            Self::Cfonb(_) => Vec::new(),
        }
    }

    /// The message that the file says to be, and the remarks that are left.
    pub(super) fn finish(self) -> (Option<String>, Vec<Diagnostic>) {
        match self {
            Self::Camt(mut reader) => (reader.message().map(str::to_owned), reader.take_diagnostics()),
            Self::Cfonb(reader) => (None, reader.into_diagnostics()),
        }
    }
}

impl<R: Read + Seek> Iterator for Pieces<R> {
    type Item = Result<Item, Diagnostic>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Camt(reader) => reader.next(),
            Self::Cfonb(reader) => reader.next(),
        }
    }
}
