//! From the events of a file to its statements and entries.

use std::collections::VecDeque;

use super::entry::EntryDraft;
use super::events::Events;
use super::header::{HeaderDraft, PageDraft};
use super::tag::Tag;
use super::xml::{Step, Walker};
use super::{Balances, Header};
use crate::diagnostic::{Diagnostic, Remark, quoted};
use crate::statement::{Entry, Kind};

/// Most text of one entry, in bytes: a batch of some hundred thousand payments.
const ENTRY_LIMIT: u64 = 256 << 20;

/// Deepest place of a statement: room for the envelopes of some banks.
const STATEMENT_DEPTH: usize = 8;

/// Most remarks that are kept for one file.
const REMARK_LIMIT: usize = 1000;

/// [`super::Item`] without the box, which only a value that is handed out needs.
#[expect(clippy::large_enum_variant, reason = "nearly all pieces are entries, and a box would be an allocation for each")]
pub(super) enum Piece {
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

/// From events to items, wherever the events come from.
pub(super) struct Parser<E> {
    pub(super) walker: Walker<E>,
    statement: Option<Open>,
    message_page: PageDraft,
    ready: VecDeque<Piece>,
    notes: Vec<Remark>,
    pub(super) diagnostics: Vec<Diagnostic>,
    statements: u64,
    over: bool,
}

impl<E: Events> Parser<E> {
    pub(super) fn new(events: E) -> Self {
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

    fn advance(&mut self) -> Result<(), Box<Diagnostic>> {
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
        outcome.map_err(|remark| Box::new(remark.at(self.walker.place())))
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
                return Some(Err(*diagnostic));
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
        format!("Le fichier annonce {}, qui ne correspond pas à son contenu ou n'est pas une version connue.", quoted(message)),
        "Il est lu d'après son contenu : vérifiez le résultat.",
    ))
}
