//! Account statements in the French format CFONB 120 (« Evolutions du relevé 120 », V2.0, March 2010; ETEBAC layouts of 2004).
//!
//! Records of 120 bytes: 01 (old balance), 04 (movement), 05 (complement of the movement before it), 07 (new balance). They stand on
//! lines of their own or follow each other without a break; a file may hold several accounts and several days.
//!
//! * [`read`] gives statements, the same values as [`crate::camt::read`] gives.
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

mod code;
mod complement;
mod entry;
mod field;
mod group;
mod line;
mod notes;
mod record;
mod write;

pub use code::{iso_reason, operation_label, reason_label};
pub use record::{Record, RecordKind, Records};
pub use write::{Breaks, WriteError, write};

use crate::diagnostic::{Diagnostic, Place, Reading, Remark, Repair};
use crate::statement::Statement;
use group::Group;
use notes::Notes;

/// Reads a whole file: each group of records from 01 to 07 is a statement.
///
/// A movement outside of such a group is read into a statement that lacks a balance, so that nothing is lost and its
/// [`Statement::arithmetic`] says that it cannot be verified.
///
/// # Errors
/// The first fatal fault: nothing of the file may then be used. An amount, a sign or a date that cannot be read is one.
pub fn read(bytes: &[u8]) -> Result<Reading<Vec<Statement>>, Diagnostic> {
    let mut notes = Notes::default();
    let mut statements = Vec::new();
    let mut group: Option<Group<'_>> = None;
    let prepared = line::prepare(bytes, &mut notes);
    for record in Records::new(&prepared) {
        let record = record?;
        if record.is_padded() {
            notes.add(padded(), &record.place());
        }
        match record.kind() {
            RecordKind::OldBalance => {
                finish(group.take(), &mut statements, &mut notes)?;
                group = Some(Group::opened(record)?);
            }
            RecordKind::Movement => match &mut group {
                Some(group) => group.movement(record, &mut notes)?,
                None => group = Some(Group::headless(record, &mut notes)?),
            },
            RecordKind::Complement => match &mut group {
                Some(group) => group.complement(&record, &mut notes),
                None => notes.add(orphan(), &record.place()),
            },
            RecordKind::NewBalance => {
                let mut closed = match group.take() {
                    Some(group) => group,
                    None => Group::headless(record.clone(), &mut notes)?,
                };
                closed.close(record, &mut notes)?;
                finish(Some(closed), &mut statements, &mut notes)?;
            }
        }
    }
    finish(group.take(), &mut statements, &mut notes)?;
    if statements.is_empty() {
        let place = Place { line: 1, ..Place::default() };
        return Err(Remark::fatal(
            "statement_missing",
            "Le fichier ne contient ni solde (01, 07) ni mouvement (04).",
            "Un relevé CFONB 120 complet est attendu : téléchargez le fichier à nouveau auprès de la banque.",
        )
        .at(place));
    }
    Ok(Reading { value: statements, diagnostics: notes.finish() })
}

fn finish(group: Option<Group<'_>>, statements: &mut Vec<Statement>, notes: &mut Notes) -> Result<(), Diagnostic> {
    if let Some(group) = group {
        statements.push(group.finish(notes)?);
    }
    Ok(())
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
