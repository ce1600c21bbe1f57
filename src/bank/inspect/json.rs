//! An inspection as JSON, its entries written as they are read again: however many there are, one is held.

use super::pieces::Pieces;
use super::seen::EntrySeen;
use super::{Inspected, StatementSeen, head};
use quitus_sepa::camt::Item;
use serde::Serialize;
use std::io::{Error, Read, Seek, Write};

/// Writes what was seen of the file, with every entry.
///
/// # Errors
/// The system does not let the file be read again or the answer be written, or the file changed since it was looked at.
pub fn write_json<R: Read + Seek>(out: &mut impl Write, mut seen: Inspected, mut input: R) -> std::io::Result<()> {
    let changed = || Error::other("le fichier a changé pendant sa lecture");
    if seen.is_unreadable() || seen.report.is_some() || seen.orders.is_some() {
        return serde_json::to_writer(out, &seen).map_err(Error::from);
    }
    let statements = std::mem::take(&mut seen.statements);
    let format = head(&mut input)?.map_err(|_| changed())?;
    let pieces = Pieces::of(format, input).map_err(|_| changed())?.ok_or_else(changed)?;
    open(out, &seen)?;
    let mut statements = statements.into_iter();
    let (mut first_statement, mut first_entry) = (true, true);
    let mut currency = None;
    for piece in pieces {
        match piece.map_err(|_| changed())? {
            Item::Start(_) => {
                let statement = StatementSeen { left_out: 0, ..statements.next().ok_or_else(changed)? };
                separate(out, &mut first_statement)?;
                open(out, &statement)?;
                (first_entry, currency) = (true, statement.currency);
            }
            Item::Entry(entry) => {
                separate(out, &mut first_entry)?;
                serde_json::to_writer(&mut *out, &EntrySeen::of(&entry, currency.as_deref()))?;
            }
            Item::End(_) => out.write_all(b"]}")?,
        }
    }
    out.write_all(b"]}")
}

fn separate(out: &mut impl Write, first: &mut bool) -> std::io::Result<()> {
    if std::mem::take(first) { Ok(()) } else { out.write_all(b",") }
}

/// Writes a value whose last field is an empty list, which stays open.
fn open(out: &mut impl Write, value: &impl Serialize) -> std::io::Result<()> {
    let text = serde_json::to_string(value)?;
    let opened = text.strip_suffix("]}").ok_or_else(|| Error::other("la dernière liste n'est pas vide"))?;
    out.write_all(opened.as_bytes())
}
