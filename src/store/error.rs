//! From what an engine answers to a [`Failure`]: constraints and triggers bear the names of refusal codes.

use crate::refusal::{CONSTRAINT_VIOLATED, Code, FILE_UNREADABLE, Failure, REFERENCE_MISSING, VALUE_MISSING};
use sqlx::error::{DatabaseError, ErrorKind};

/// Where an unreadable database file is: the address that was given.
const FILE: &str = "La base de données";

/// What an engine's error means to the one who asked.
#[must_use]
pub fn failure(error: sqlx::Error) -> Failure {
    match error {
        sqlx::Error::Database(inner) => database_failure(inner.as_ref()),
        sqlx::Error::PoolTimedOut => {
            Failure::Unavailable { what: "elle est occupée, ou personne ne répond à son adresse.".into(), outcome_known: true }
        }
        sqlx::Error::Io(_) => Failure::Unavailable { what: "la connexion est coupée.".into(), outcome_known: false },
        sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed | sqlx::Error::Tls(_) => {
            Failure::Unavailable { what: "la connexion est fermée.".into(), outcome_known: false }
        }
        other => Failure::Broken(format!("{other}.")),
    }
}

fn database_failure(error: &dyn DatabaseError) -> Failure {
    let message = error.message();
    if let Some(name) = refusal_name(error) {
        return Code::named(&name)
            .map_or_else(|| CONSTRAINT_VIOLATED.because(format!("({name})")), |code| code.because(""))
            .into();
    }
    match error.code().as_deref() {
        // SQLITE_CANTOPEN and its extended forms; SQLITE_NOTADB.
        Some("14" | "270" | "526" | "782" | "1038" | "1550") => FILE_UNREADABLE.because("Il ne s'ouvre pas.").at(FILE).into(),
        Some("26") => FILE_UNREADABLE.because("Ce n'est pas une base SQLite.").at(FILE).into(),
        // SQLITE_FULL; PostgreSQL disk_full.
        Some("13" | "53100") => Failure::Unavailable { what: "le disque est plein.".into(), outcome_known: true },
        // SQLITE_BUSY, SQLITE_LOCKED and their extended forms; PostgreSQL serialization, deadlock, lock timeout, cancel, shutdown.
        Some("5" | "6" | "261" | "517" | "40001" | "40P01" | "55P03" | "57014" | "57P01" | "57P03" | "53300") => {
            Failure::Unavailable { what: "elle est occupée.".into(), outcome_known: true }
        }
        _ => Failure::Broken(format!("{message}.")),
    }
}

/// The name of the constraint or trigger that said no.
fn refusal_name(error: &dyn DatabaseError) -> Option<String> {
    let message = error.message();
    if let Some(code) = message.strip_prefix("quitus: ") {
        return Some(code.trim().to_owned());
    }
    match error.kind() {
        ErrorKind::ForeignKeyViolation => return Some(REFERENCE_MISSING.name.to_owned()),
        ErrorKind::NotNullViolation => return Some(VALUE_MISSING.name.to_owned()),
        _ => {}
    }
    if let Some(name) = error.constraint() {
        return Some(name.to_owned());
    }
    if let Some(name) = message.strip_prefix("CHECK constraint failed: ") {
        return Some(name.to_owned());
    }
    // SQLite names the columns of a unique constraint, not the constraint: ours are called table_columns_unique.
    let columns = message.strip_prefix("UNIQUE constraint failed: ")?;
    let mut name = columns.split('.').next().unwrap_or_default().to_owned();
    for column in columns.split(", ") {
        name.push('_');
        name.push_str(column.rsplit('.').next().unwrap_or_default());
    }
    Some(name + "_unique")
}
