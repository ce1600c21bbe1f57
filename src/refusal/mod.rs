//! Refusals: what a rule, the database or a bad file says no to, each with a stable code and a French sentence.
//!
//! A [`Code`] is a constant; the same name is the code on screen, the name of the database constraint that holds the rule,
//! and the word that a trigger raises. [`Failure`] is what the edge receives.

mod access;
mod bank;
mod caseload;
mod command;
mod identity;
mod ledger;
mod litigation;
mod payment;
mod portal;
mod seal;
mod setting;
mod signature;
mod undone;
mod web;
mod workbook;

use access::ACCESS_CODES;
pub use access::*;
use bank::BANK_CODES;
pub use bank::*;
use caseload::CASELOAD_CODES;
pub use caseload::*;
use command::COMMAND_CODES;
pub use command::*;
use identity::IDENTITY_CODES;
pub use identity::*;
use ledger::LEDGER_CODES;
pub use ledger::*;
use litigation::LITIGATION_CODES;
pub use litigation::*;
use payment::PAYMENT_CODES;
pub use payment::*;
use portal::PORTAL_CODES;
pub use portal::*;
use seal::SEAL_CODES;
pub use seal::*;
use setting::SETTING_CODES;
pub use setting::*;
use signature::SIGNATURE_CODES;
pub use signature::*;
use undone::UNDONE_CODES;
pub use undone::*;
use web::WEB_CODES;
pub use web::*;
use workbook::WORKBOOK_CODES;
pub use workbook::*;

use serde::Serialize;
use std::path::Path;
use std::{fmt, io};

/// Who said no, which decides the exit code and the HTTP status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A rule said no: exit code 1.
    Rule,
    /// What was given cannot be read: exit code 2.
    Input,
}

/// A stable code with its French sentence and what to do.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// The stable name, in snake case; never reused for another meaning.
    pub name: &'static str,
    /// Who says no.
    pub class: Class,
    /// What happened.
    pub sentence: &'static str,
    /// What to do.
    pub remedy: &'static str,
}

impl Code {
    const fn rule(name: &'static str, sentence: &'static str, remedy: &'static str) -> Self {
        Self { name, class: Class::Rule, sentence, remedy }
    }

    const fn input(name: &'static str, sentence: &'static str, remedy: &'static str) -> Self {
        Self { name, class: Class::Input, sentence, remedy }
    }

    /// The refusal with the values that explain it; an empty text adds nothing.
    #[must_use]
    pub fn because(&'static self, facts: impl Into<String>) -> Refusal {
        Refusal { code: self, place: String::new(), facts: facts.into() }
    }

    /// The code of that name, for what the database raises.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        all().find(|code| code.name == name)
    }
}

/// Every code that Quitus can answer.
pub fn all() -> impl Iterator<Item = &'static Code> {
    [
        GENERAL,
        ACCESS_CODES,
        IDENTITY_CODES,
        LITIGATION_CODES,
        COMMAND_CODES,
        LEDGER_CODES,
        CASELOAD_CODES,
        BANK_CODES,
        PAYMENT_CODES,
        SETTING_CODES,
        SIGNATURE_CODES,
        PORTAL_CODES,
        SEAL_CODES,
        UNDONE_CODES,
        WEB_CODES,
        WORKBOOK_CODES,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// One refusal: its code, where, and the values that explain it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The stable code.
    pub code: &'static Code,
    /// Where: file, line and column, an order, a receipt… Empty when the command itself is the place.
    pub place: String,
    /// The values at stake, in French.
    pub facts: String,
}

impl Refusal {
    /// The same refusal, at a place.
    #[must_use]
    pub fn at(mut self, place: impl Into<String>) -> Self {
        self.place = place.into();
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.place.is_empty() {
            write!(f, "{} : ", self.place)?;
        }
        write!(f, "{}", self.code.sentence)?;
        if !self.facts.is_empty() {
            write!(f, " {}", self.facts)?;
        }
        write!(f, " {} [{}]", self.code.remedy, self.code.name)
    }
}

impl std::error::Error for Refusal {}

impl Serialize for Refusal {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut out = serializer.serialize_struct("Refusal", 5)?;
        out.serialize_field("code", self.code.name)?;
        out.serialize_field("place", &self.place)?;
        out.serialize_field("sentence", self.code.sentence)?;
        out.serialize_field("facts", &self.facts)?;
        out.serialize_field("remedy", self.code.remedy)?;
        out.end()
    }
}

/// What the edge receives when something was not done.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// One or several rules said no, or a file cannot be read: nothing was written.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Refused(Vec<Refusal>),
    /// The database did not answer. With `outcome_known` nothing was written; without it the same request may be sent again.
    #[error("La base de données ne répond pas : {what} Réessayez : la même demande ne sera pas faite deux fois.")]
    Unavailable {
        /// What did not answer, in French.
        what: String,
        /// True when nothing was written for certain.
        outcome_known: bool,
    },
    /// The books or the program are not as they must be: posting stops.
    #[error("Les comptes ou le programme ne sont pas dans l'état attendu : {0}")]
    Broken(String),
}

impl Failure {
    /// The process exit code: 1 refused, 2 bad input, 3 unavailable, 4 broken.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Refused(all) if all.iter().any(|one| one.code.class == Class::Input) => 2,
            Self::Refused(_) => 1,
            Self::Unavailable { .. } => 3,
            Self::Broken(_) => 4,
        }
    }

    /// The first refusal's code, if a rule said no.
    #[must_use]
    pub fn code(&self) -> Option<&'static str> {
        match self {
            Self::Refused(all) => all.first().map(|one| one.code.name),
            _ => None,
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(vec![refusal])
    }
}

/// The amount does not fit 64 bits of cents.
pub const AMOUNT_TOO_LARGE: Code =
    Code::input("amount_too_large", "Un montant dépasse ce que Quitus peut compter.", "Vérifiez les montants donnés.");
/// The database refused by a constraint that has no sentence of its own.
pub const CONSTRAINT_VIOLATED: Code = Code::rule(
    "constraint_violated",
    "La base de données a refusé cette écriture.",
    "Signalez ce message : rien n'a été enregistré.",
);
/// A reference points to nothing.
pub const REFERENCE_MISSING: Code =
    Code::rule("reference_missing", "Un élément désigné n'existe pas.", "Vérifiez les références données.");
/// A mandatory value is missing.
pub const VALUE_MISSING: Code = Code::rule("value_missing", "Une valeur obligatoire manque.", "Complétez la demande.");
/// Something that only grows was to be changed or deleted.
pub const APPEND_ONLY: Code = Code::rule(
    "append_only",
    "Ce qui est enregistré ne se modifie pas et ne s'efface pas.",
    "Passez une correction : elle s'ajoute à l'historique.",
);
/// The law's own tables were to be changed.
pub const CATALOGUE_FIXED: Code = Code::rule(
    "catalogue_fixed",
    "Les tables de la loi ne changent que par une mise à jour de Quitus.",
    "Demandez une mise à jour.",
);
/// The user is unknown.
pub const USER_UNKNOWN: Code =
    Code::rule("user_unknown", "Cet utilisateur n'existe pas.", "Créez-le avec « quitus user add NOM --role … ».");
/// The user's role does not allow the act.
pub const ROLE_NOT_ALLOWED: Code =
    Code::rule("role_not_allowed", "Ce rôle ne permet pas cette action.", "Demandez à une personne dont le rôle le permet.");
/// The user's name is taken.
pub const USER_NAME_TAKEN: Code =
    Code::rule("app_user_name_unique", "Ce nom d'utilisateur est déjà pris.", "Choisissez un autre nom.");
/// The role does not exist.
pub const USER_ROLE_UNKNOWN: Code = Code::rule(
    "app_user_role_known",
    "Ce rôle n'existe pas.",
    "Choisissez gestionnaire, comptable, responsable, auditeur ou admin.",
);
/// The same key was used with another content.
pub const IDEMPOTENCY_KEY: Code = Code::rule(
    "idempotency_key_unique",
    "Cette demande a déjà été faite avec un autre contenu.",
    "Vérifiez ce qui a été enregistré avant de recommencer avec une nouvelle clé.",
);
/// A file could not be read from or written to the disk.
pub const FILE_UNREADABLE: Code =
    Code::input("file_unreadable", "Ce fichier ne peut pas être lu ou écrit.", "Vérifiez son chemin et ses droits.");
/// The refusal of a file that the system does not let read or write, with its reason in French.
#[must_use]
pub fn file_unreadable(path: &Path, error: &io::Error) -> Refusal {
    let why = match error.kind() {
        io::ErrorKind::NotFound => "il n'existe pas".to_owned(),
        io::ErrorKind::PermissionDenied => "l'accès est refusé".to_owned(),
        io::ErrorKind::AlreadyExists => "il existe déjà".to_owned(),
        io::ErrorKind::IsADirectory => "c'est un dossier".to_owned(),
        io::ErrorKind::NotADirectory => "son dossier n'en est pas un".to_owned(),
        io::ErrorKind::StorageFull => "le disque est plein".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "le disque est en lecture seule".to_owned(),
        _ => error.raw_os_error().map_or_else(|| "raison inconnue".to_owned(), |code| format!("erreur {code} du système")),
    };
    FILE_UNREADABLE.because(format!("({why})")).at(path.display().to_string())
}
/// The database address is not understood.
pub const DATABASE_URL: Code = Code::input(
    "database_url",
    "L'adresse de la base de données n'est pas comprise.",
    "Écrivez sqlite:CHEMIN ou postgres://UTILISATEUR@HOTE/BASE.",
);
/// A date on the command line is not a date.
pub const NOT_A_DATE: Code = Code::input("not_a_date", "Ce n'est pas une date.", "Écrivez 31/12/2026 ou 2026-12-31.");

/// The day asked for lies before a decision, or too far ahead.
pub const BUSINESS_DAY: Code = Code::rule(
    "business_day_out_of_range",
    "Ce jour comptable ne convient pas : il précède une décision enregistrée, ou dépasse d'un mois les comptes.",
    "Retirez --today, ou choisissez un jour plus proche.",
);
/// A demonstration is in the folder already.
pub const DEMO_EXISTS: Code = Code::rule(
    "demo_exists",
    "Une démonstration existe déjà dans ce dossier.",
    "Ajoutez --force pour la remplacer, ou choisissez --dir.",
);

const GENERAL: &[&Code] = &[
    &BUSINESS_DAY,
    &DEMO_EXISTS,
    &AMOUNT_TOO_LARGE,
    &CONSTRAINT_VIOLATED,
    &REFERENCE_MISSING,
    &VALUE_MISSING,
    &APPEND_ONLY,
    &CATALOGUE_FIXED,
    &USER_UNKNOWN,
    &ROLE_NOT_ALLOWED,
    &USER_NAME_TAKEN,
    &USER_ROLE_UNKNOWN,
    &IDEMPOTENCY_KEY,
    &FILE_UNREADABLE,
    &DATABASE_URL,
    &NOT_A_DATE,
];
