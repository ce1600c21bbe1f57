//! Reader of camt.052, camt.053 and camt.054, every version from 001.02 to 001.13.
//!
//! Elements are matched by local name and the namespace is only noted, because real files carry none, or the wrong one. What the
//! schema asks is not checked; what an amount, a direction or a date needs is. The first fatal fault makes the file unusable.
//!
//! [`Reader`] yields entries one by one from a stream, and its memory is bounded by one entry; [`items`] does the same from bytes in
//! memory, which is faster; [`read`] collects them.

use std::collections::VecDeque;
use std::io::BufRead;

use crate::diagnostic::{Diagnostic, Reading, Remark};
use crate::statement::{AccountId, Balance, Duplicate, Entry, Kind, Page, Statement};

mod charge;
mod detail;
mod entry;
mod events;
mod header;
mod source;
mod tag;
mod value;
mod xml;

use entry::EntryDraft;
use events::{Borrowed, Events, Streamed};
use header::{HeaderDraft, PageDraft};
use tag::Tag;
pub(crate) use value::amount as amount_of;
use xml::{Step, Walker};

/// Most text of one entry, in bytes: a batch of some hundred thousand payments.
const ENTRY_LIMIT: u64 = 256 << 20;

/// Deepest place of a statement: room for the envelopes of some banks.
const STATEMENT_DEPTH: usize = 8;

/// Most remarks that are kept for one file.
const REMARK_LIMIT: usize = 1000;

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

/// [`Item`] without the box, which only a value that is handed out needs.
#[expect(clippy::large_enum_variant, reason = "nearly all pieces are entries, and a box would be an allocation for each")]
enum Piece {
    Start(Box<Header>),
    Entry(Entry),
    End(Balances),
}

/// A statement being read.
struct Open {
    kind: Kind,
    /// Length of the path to the statement.
    depth: usize,
    header: HeaderDraft,
    announced: bool,
    /// The entry being read, and where its text begins.
    entry: Option<(EntryDraft, u64)>,
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
    Text(Parser<Borrowed<'a>>),
    Encoded(Parser<Streamed<&'a [u8]>>),
}

/// Reads a file in memory piece by piece, without copying it. An error is always fatal, as for [`Reader`].
///
/// # Errors
/// The encoding is not accepted.
pub fn items(bytes: &[u8]) -> Result<Items<'_>, Diagnostic> {
    Ok(Items(match source::utf8(bytes) {
        Some(text) => Bytes::Text(Parser::new(Borrowed::new(text))),
        None => Bytes::Encoded(Parser::new(Streamed::new(bytes)?)),
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

/// From events to items, wherever the events come from.
struct Parser<E> {
    walker: Walker<E>,
    statement: Option<Open>,
    message_page: PageDraft,
    ready: VecDeque<Piece>,
    notes: Vec<Remark>,
    diagnostics: Vec<Diagnostic>,
    statements: u64,
    over: bool,
}

impl<E: Events> Parser<E> {
    fn new(events: E) -> Self {
        Self {
            walker: Walker::new(events),
            statement: None,
            message_page: PageDraft::default(),
            ready: VecDeque::new(),
            notes: Vec::new(),
            diagnostics: Vec::new(),
            statements: 0,
            over: false,
        }
    }

    fn advance(&mut self) -> Result<(), Diagnostic> {
        let outcome = match self.walker.step()? {
            Step::Open => self.opened(),
            Step::Close => self.closed(),
            Step::Done => self.finished(),
        };
        if !self.notes.is_empty() {
            let place = self.walker.place();
            let room = REMARK_LIMIT.saturating_sub(self.diagnostics.len());
            self.diagnostics.extend(self.notes.drain(..).take(room).map(|note| note.at(place.clone())));
        }
        outcome.map_err(|remark| remark.at(self.walker.place()))
    }

    fn opened(&mut self) -> Result<(), Remark> {
        let path = self.walker.path();
        let Some(open) = &mut self.statement else {
            let kind = match path {
                _ if path.len() > STATEMENT_DEPTH => return Ok(()),
                [.., Tag::BkToCstmrStmt, Tag::Stmt] => Kind::Statement,
                [.., Tag::BkToCstmrAcctRpt, Tag::Rpt] => Kind::Report,
                [.., Tag::BkToCstmrDbtCdtNtfctn, Tag::Ntfctn] => Kind::Notification,
                _ => return Ok(()),
            };
            let depth = path.len();
            self.statement = Some(Open { kind, depth, header: HeaderDraft::default(), announced: false, entry: None });
            self.statements = self.statements.saturating_add(1);
            if self.statements == 1 {
                self.notes.extend(namespace_note(kind, self.walker.message()));
            }
            return Ok(());
        };
        match (path.get(open.depth..).unwrap_or_default(), &mut open.entry) {
            ([Tag::Ntry], _) => open.entry = Some((EntryDraft::default(), self.walker.position())),
            ([Tag::Ntry, rest @ ..], Some((entry, start))) => {
                if self.walker.position().saturating_sub(*start) > ENTRY_LIMIT {
                    return Err(Remark::fatal(
                        "entry_too_long",
                        "Une écriture dépasse 256 millions de caractères.",
                        "Ce n'est pas un relevé bancaire, ou il est abîmé : vérifiez le fichier choisi.",
                    ));
                }
                entry.open(rest, &mut self.notes);
            }
            _ => {}
        }
        Ok(())
    }

    fn closed(&mut self) -> Result<(), Remark> {
        let path = self.walker.path();
        let Some(open) = &mut self.statement else {
            if let ([.., Tag::GrpHdr, Tag::MsgPgntn, tag], Some(leaf)) = (path, self.walker.leaf()) {
                return self.message_page.close(*tag, leaf, &mut self.notes);
            }
            return Ok(());
        };
        match path.get(open.depth..).unwrap_or_default() {
            [] => self.end_statement(),
            [Tag::Ntry] => self.end_entry(),
            [Tag::Ntry, rest @ ..] => match &mut open.entry {
                Some((entry, _)) => entry.close(rest, self.walker.leaf(), &mut self.notes),
                None => Ok(()),
            },
            rest => open.header.close(rest, self.walker.leaf(), &mut self.notes),
        }
    }

    fn end_entry(&mut self) -> Result<(), Remark> {
        let Some(open) = &mut self.statement else { return Ok(()) };
        let Some((draft, _)) = open.entry.take() else { return Ok(()) };
        open.header.learn_currency(draft.currency());
        let entry = draft.finish(open.header.currency(), self.walker.place(), &mut self.notes)?;
        open.announce(self.message_page, &mut self.ready, &mut self.notes);
        self.ready.push_back(Piece::Entry(entry));
        Ok(())
    }

    fn end_statement(&mut self) -> Result<(), Remark> {
        if let Some(mut open) = self.statement.take() {
            open.announce(self.message_page, &mut self.ready, &mut self.notes);
            self.ready.push_back(Piece::End(open.header.finish(&mut self.notes)));
        }
        Ok(())
    }

    fn finished(&mut self) -> Result<(), Remark> {
        self.over = true;
        if self.statements > 0 {
            return Ok(());
        }
        Err(Remark::fatal(
            "statement_missing",
            "Le fichier ne contient aucun relevé.",
            "Un relevé camt.053, camt.052 ou camt.054 est attendu : vérifiez le fichier choisi.",
        ))
    }
}

impl Open {
    /// Gives the header, once; after that what it says is settled.
    fn announce(&mut self, page: PageDraft, ready: &mut VecDeque<Piece>, notes: &mut Vec<Remark>) {
        if !self.announced {
            self.announced = true;
            ready.push_back(Piece::Start(Box::new(self.header.header(self.kind, page, notes))));
        }
    }
}

impl<E: Events> Iterator for Parser<E> {
    type Item = Result<Piece, Diagnostic>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Some(Ok(item));
            }
            if self.over {
                return None;
            }
            if let Err(diagnostic) = self.advance() {
                self.over = true;
                return Some(Err(diagnostic));
            }
        }
    }
}

/// What there is to say about the namespace; the content decides what is read.
fn namespace_note(kind: Kind, message: Option<&str>) -> Option<Remark> {
    let Some(message) = message else {
        return Some(Remark::noted(
            "namespace_missing",
            "Le fichier ne dit pas à quelle version de camt il se conforme.",
            "Il est lu d'après son contenu.",
        ));
    };
    let family = match kind {
        Kind::Statement => "camt.053.001.",
        Kind::Report => "camt.052.001.",
        Kind::Notification => "camt.054.001.",
    };
    let version = message.strip_prefix(family).and_then(|version| version.parse::<u8>().ok());
    if version.is_some_and(|version| (2..=13).contains(&version)) {
        return None;
    }
    Some(Remark::noted(
        "namespace_unexpected",
        format!(
            "Le fichier annonce {}, qui ne correspond pas à son contenu ou n'est pas une version connue.",
            crate::diagnostic::quoted(message)
        ),
        "Il est lu d'après son contenu : vérifiez le résultat.",
    ))
}

/// Reads a whole file.
///
/// # Errors
/// The first fatal fault: nothing of the file may then be used.
pub fn read(bytes: &[u8]) -> Result<Reading<Vec<Statement>>, Diagnostic> {
    match items(bytes)?.0 {
        Bytes::Text(parser) => collect(parser),
        Bytes::Encoded(parser) => collect(parser),
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
    fn into_statement(self) -> Statement {
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
