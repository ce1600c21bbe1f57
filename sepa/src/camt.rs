//! Reader of camt.052, camt.053 and camt.054, every version from 001.02 to 001.13.
//!
//! Elements are matched by local name and the namespace is only noted, because real files carry none, or the wrong one. What the
//! schema asks is not checked; what an amount, a direction or a date needs is. The first fatal fault makes the file unusable.
//!
//! [`Reader`] yields entries one by one from a stream, and its memory is bounded by one entry; [`items`] does the same from bytes in
//! memory, which is faster; [`read`] collects them.

use std::io::BufRead;

use crate::diagnostic::{Diagnostic, Reading};
use crate::statement::{AccountId, Balance, Duplicate, Entry, Kind, Page, Statement};

mod charge;
mod detail;
mod entry;
mod events;
mod header;
mod markup;
mod parser;
mod source;
mod tag;
mod value;
mod xml;

use events::{Borrowed, Events, Streamed};
use parser::{Parser, Piece};
pub(crate) use source::{unreadable, wide};
pub(crate) use value::amount as amount_of;

/// What a statement says before its entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// What the bank sends.
    pub kind: Kind,
    /// The bank's identifier; empty if it gave none.
    pub id: String,
    /// Electronic sequence number, else legal number.
    pub sequence: Option<String>,
    /// Creation instant as written.
    pub created: Option<String>,
    /// The account.
    pub account: AccountId,
    /// Whether the bank says that it was sent before.
    pub duplicate: Option<Duplicate>,
    /// Its page: the statement's own, else the message's.
    pub page: Option<Page>,
}

/// The balances of a statement.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Balances {
    /// `OPBD`, else `PRCD`.
    pub opening: Option<Balance>,
    /// `CLBD`.
    pub closing: Option<Balance>,
    /// All others.
    pub other: Vec<Balance>,
}

/// One piece of a file, in this order for each statement: a start, its entries, its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A statement begins.
    Start(Box<Header>),
    /// One movement of it.
    Entry(Box<Entry>),
    /// It ends.
    End(Balances),
}

/// Reads a file piece by piece. An error is always fatal: nothing comes after it, and what came before must be discarded.
pub struct Reader<R>(Parser<Streamed<R>>);

impl<R: BufRead> Reader<R> {
    /// A reader of the file whose bytes `input` gives.
    ///
    /// # Errors
    /// The encoding is not accepted, or the input cannot be read.
    pub fn new(input: R) -> Result<Self, Diagnostic> {
        Ok(Self(Parser::new(Streamed::new(input)?)))
    }

    /// The message that the namespace names, as `camt.053.001.08`; known once the first item is read.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.0.walker.message()
    }

    /// Remarks since the last call, none of them fatal; at most a thousand are kept between two calls.
    pub fn take_diagnostics(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.0.diagnostics)
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Result<Item, Diagnostic>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|piece| piece.map(Item::from))
    }
}

/// The pieces of a file in memory, as [`items`] gives them.
pub struct Items<'a>(Bytes<'a>);

/// Bytes that are text already, or that have to be decoded.
enum Bytes<'a> {
    Text(Box<Parser<Borrowed<'a>>>),
    Encoded(Box<Parser<Streamed<&'a [u8]>>>),
}

/// Reads a file in memory piece by piece, without copying it. An error is always fatal, as for [`Reader`].
///
/// # Errors
/// The encoding is not accepted.
pub fn items(bytes: &[u8]) -> Result<Items<'_>, Diagnostic> {
    Ok(Items(match source::utf8(bytes) {
        Some(text) => Bytes::Text(Box::new(Parser::new(Borrowed::new(text)))),
        None => Bytes::Encoded(Box::new(Parser::new(Streamed::new(bytes)?))),
    }))
}

impl Items<'_> {
    /// Remarks since the last call, none of them fatal; at most a thousand are kept between two calls.
    pub fn take_diagnostics(&mut self) -> Vec<Diagnostic> {
        std::mem::take(match &mut self.0 {
            Bytes::Text(parser) => &mut parser.diagnostics,
            Bytes::Encoded(parser) => &mut parser.diagnostics,
        })
    }
}

impl Iterator for Items<'_> {
    type Item = Result<Item, Diagnostic>;

    fn next(&mut self) -> Option<Self::Item> {
        let piece = match &mut self.0 {
            Bytes::Text(parser) => parser.next(),
            Bytes::Encoded(parser) => parser.next(),
        };
        piece.map(|piece| piece.map(Item::from))
    }
}

impl From<Piece> for Item {
    fn from(piece: Piece) -> Self {
        match piece {
            Piece::Start(header) => Self::Start(header),
            Piece::Entry(entry) => Self::Entry(Box::new(entry)),
            Piece::End(balances) => Self::End(balances),
        }
    }
}

/// Reads a whole file.
///
/// # Errors
/// The first fatal fault: nothing of the file may then be used.
pub fn read(bytes: &[u8]) -> Result<Reading<Vec<Statement>>, Diagnostic> {
    match items(bytes)?.0 {
        Bytes::Text(parser) => collect(*parser),
        Bytes::Encoded(parser) => collect(*parser),
    }
}

fn collect<E: Events>(mut parser: Parser<E>) -> Result<Reading<Vec<Statement>>, Diagnostic> {
    let mut statements = Vec::new();
    let mut current: Option<Statement> = None;
    for item in parser.by_ref() {
        match item? {
            Piece::Start(header) => current = Some(header.into_statement()),
            Piece::Entry(entry) => {
                if let Some(statement) = &mut current {
                    statement.entries.push(entry);
                }
            }
            Piece::End(balances) => {
                if let Some(mut statement) = current.take() {
                    statement.opening = balances.opening;
                    statement.closing = balances.closing;
                    statement.other_balances = balances.other;
                    statements.push(statement);
                }
            }
        }
    }
    Ok(Reading { value: statements, diagnostics: std::mem::take(&mut parser.diagnostics) })
}

impl Header {
    /// A statement with this header, and nothing in it yet.
    pub(crate) fn into_statement(self) -> Statement {
        Statement {
            kind: self.kind,
            id: self.id,
            sequence: self.sequence,
            created: self.created,
            account: self.account,
            duplicate: self.duplicate,
            page: self.page,
            opening: None,
            closing: None,
            other_balances: Vec::new(),
            entries: Vec::new(),
        }
    }
}
