//! Account statements in the French format CFONB 120 (« Evolutions du relevé 120 », V2.0, March 2010; ETEBAC layouts of 2004).
//!
//! Records of 120 bytes: 01 (old balance), 04 (movement), 05 (complement of the movement before it), 07 (new balance). They stand on
//! lines of their own or follow each other without a break; a file may hold several accounts and several days.
//!
//! * [`read`] gives statements, the same values as [`crate::camt::read`] gives.
//! * [`Reader`] gives their pieces one by one from a stream, in bounded memory.
//! * [`Records`] gives each record with every position of the layout.
//! * [`write()`] makes such a file, as a bank does.
//!
//! The account is told by bank, branch and number; its IBAN is derived with the RIB key and `FR` (a bank in Monaco has the same
//! layout: its IBAN must then be found from [`AccountId::other`]). The payer's account is never given: the format keeps it secret.
//!
//! ```
//! use quitus_sepa::cfonb120;
//!
//! let file = b"\
//! 0130006    00001EUR2 12345678901  011226                                                  0000000010000{                
//! 0430006    00001EUR2 1234567890105021226  021226VIR RECU                         0000000 00000000025000}                
//! 0730006    00001EUR2 12345678901  021226                                                  0000000015000}                
//! ";
//! let statements = cfonb120::read(file)?.value;
//! assert_eq!(statements[0].account.iban.as_deref(), Some("FR7630006000011234567890189"));
//! assert_eq!(statements[0].entries[0].cents, -250_000);
//! assert_eq!(statements[0].arithmetic(), Ok(()));
//! # Ok::<(), quitus_sepa::diagnostic::Diagnostic>(())
//! ```
//!
//! [`AccountId::other`]: crate::statement::AccountId::other

mod assemble;
mod code;
mod complement;
mod entry;
mod field;
mod group;
mod line;
mod notes;
mod reader;
mod record;
mod signs;
mod stream;
mod write;

pub use code::{iso_reason, operation_label, reason_label};
pub use reader::Reader;
pub use record::{Record, RecordKind, Records};
pub use write::{Breaks, WriteError, write};

use crate::diagnostic::{Diagnostic, Reading, Remark, Repair};
use crate::statement::Statement;
use assemble::{Assembly, Piece};
use std::collections::VecDeque;

/// Reads a whole file: each group of records from 01 to 07 is a statement.
///
/// A movement outside of such a group is read into a statement that lacks a balance, so that nothing is lost and its
/// [`Statement::arithmetic`] says that it cannot be verified.
///
/// # Errors
/// The first fatal fault: nothing of the file may then be used. An amount, a sign or a date that cannot be read is one.
pub fn read(bytes: &[u8]) -> Result<Reading<Vec<Statement>>, Diagnostic> {
    let mut assembly = Assembly::default();
    let mut statements = Vec::new();
    let prepared = line::prepare(bytes, &mut assembly.given.notes);
    for record in Records::new(&prepared) {
        assembly.take(record?)?;
        collect(&mut assembly.given.ready, &mut statements);
    }
    assembly.end()?;
    collect(&mut assembly.given.ready, &mut statements);
    Ok(Reading { value: statements, diagnostics: assembly.given.notes.finish() })
}

fn collect(ready: &mut VecDeque<Piece>, statements: &mut Vec<Statement>) {
    for piece in ready.drain(..) {
        match (piece, statements.last_mut()) {
            (Piece::Start(account), _) => statements.push(reader::header(account).into_statement()),
            (Piece::Entry(entry), Some(statement)) => statement.entries.push(entry),
            (Piece::End(balances), Some(statement)) => {
                (statement.opening, statement.closing) = (balances.opening, balances.closing);
            }
            _ => {}
        }
    }
}

fn padded() -> Remark {
    Remark::repaired(
        "record_short",
        "Un enregistrement compte moins de 120 caractères : les espaces de sa fin manquent.",
        "Son montant et ses dates sont entiers ; il est lu comme s'il était complété par des espaces.",
    )
    .by(Repair::Certain)
}

/// A complement (05) that nothing precedes.
fn orphan() -> Remark {
    Remark::repaired(
        "complement_orphan",
        "Un complément (05) ne suit aucun mouvement (04).",
        "Son texte est laissé de côté, aucun montant n'est touché : le fichier est sans doute incomplet, demandez-en un autre à la banque.",
    )
}
