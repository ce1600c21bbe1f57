//! From the records of a file to the pieces of its statements.

use std::collections::VecDeque;

use super::group::Group;
use super::notes::Notes;
use super::record::{Record, RecordKind};
use crate::camt::Balances;
use crate::diagnostic::{Diagnostic, Place, Remark};
use crate::statement::{AccountId, Entry};

/// One piece of a file, in this order for each statement: its account, its entries, its balances.
#[expect(clippy::large_enum_variant, reason = "nearly all pieces are entries, and a box would be an allocation for each")]
pub(super) enum Piece {
    Start(AccountId),
    Entry(Entry),
    End(Balances),
}

/// What was read and not handed out yet.
#[derive(Default)]
pub(super) struct Given {
    pub(super) ready: VecDeque<Piece>,
    pub(super) notes: Notes,
}

/// The records of a file, put together.
#[derive(Default)]
pub(super) struct Assembly<'a> {
    group: Option<Group<'a>>,
    /// Statements begun.
    statements: u64,
    pub(super) given: Given,
}

impl<'a> Assembly<'a> {
    /// The next record.
    pub(super) fn take(&mut self, record: Record<'a>) -> Result<(), Diagnostic> {
        let given = &mut self.given;
        if record.is_padded() {
            given.notes.add(super::padded(), &record.place());
        }
        match (record.kind(), &mut self.group) {
            (RecordKind::OldBalance, _) => {
                self.finish()?;
                self.begin(Group::opened(record)?);
            }
            (RecordKind::Movement, Some(group)) => group.movement(&record, given)?,
            (RecordKind::Movement, None) => {
                let group = Group::headless(record, given)?;
                self.begin(group);
            }
            (RecordKind::Complement, Some(group)) => group.complement(&record, given),
            (RecordKind::Complement, None) => given.notes.add(super::orphan(), &record.place()),
            (RecordKind::NewBalance, Some(group)) => {
                group.close(&record, given)?;
                self.finish()?;
            }
            (RecordKind::NewBalance, None) => {
                let mut group = Group::headless(record.clone(), given)?;
                group.close(&record, given)?;
                self.begin(group);
                self.finish()?;
            }
        }
        Ok(())
    }

    fn begin(&mut self, group: Group<'a>) {
        self.statements = self.statements.saturating_add(1);
        self.group = Some(group);
    }

    fn finish(&mut self) -> Result<(), Diagnostic> {
        self.group.take().map_or(Ok(()), |group| group.finish(&mut self.given))
    }

    /// The file ends.
    pub(super) fn end(&mut self) -> Result<(), Diagnostic> {
        self.finish()?;
        if self.statements > 0 {
            return Ok(());
        }
        let place = Place { line: 1, ..Place::default() };
        Err(Remark::fatal(
            "statement_missing",
            "Le fichier ne contient ni solde (01, 07) ni mouvement (04).",
            "Un relevé CFONB 120 complet est attendu : téléchargez le fichier à nouveau auprès de la banque.",
        )
        .at(place))
    }
}
