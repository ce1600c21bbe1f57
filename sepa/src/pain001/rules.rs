//! What the writer and the checker say alike: violations, their places and their sentences.

use crate::calendar::next_business_day;
use chrono::NaiveDate;

/// One rule broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Stable code.
    pub code: &'static str,
    /// Path in the message, such as `PmtInf[1]/CdtTrfTxInf[4]/Cdtr/Nm`; positions count from 1.
    pub where_: String,
    /// What is wrong and what to do, in French.
    pub message_fr: String,
    /// A text that would pass, when one can be proposed; to be shown, never taken silently.
    pub proposal: Option<String>,
}

impl Violation {
    pub(super) const fn new(code: &'static str, where_: String, message_fr: String) -> Self {
        Self { code, where_, message_fr, proposal: None }
    }
}

/// Violations found so far.
#[derive(Debug, Default)]
pub(super) struct Findings(pub(super) Vec<Violation>);

impl Findings {
    pub(super) fn add(&mut self, code: &'static str, where_: String, message_fr: impl Into<String>) {
        self.0.push(Violation::new(code, where_, message_fr.into()));
    }
}

/// Place in the message; the path is only built when something is wrong there.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// The group header.
    Group,
    /// The payment block of that rank, from 0.
    Block(usize),
    /// The transfer of that rank in the payment block of that rank, from 0.
    Transfer(usize, usize),
}

impl Place {
    /// Path of an element under this place.
    pub(super) fn path(self, tail: &str) -> String {
        let head = match self {
            Self::Group => "GrpHdr".to_owned(),
            Self::Block(block) => format!("PmtInf[{}]", block + 1),
            Self::Transfer(block, transfer) => format!("PmtInf[{}]/CdtTrfTxInf[{}]", block + 1, transfer + 1),
        };
        if tail.is_empty() { head } else { format!("{head}/{tail}") }
    }
}

/// The longest start of `text` that holds in `length` characters, cut at a space when that loses less than a third.
pub(super) fn shortened(text: &str, length: usize) -> String {
    let cut: String = text.chars().take(length).collect();
    let whole_words = cut.rfind(' ').filter(|at| *at * 3 > length * 2).and_then(|at| cut.get(..at));
    whole_words.unwrap_or(&cut).trim_end().to_owned()
}

/// Sentence for a closed execution day.
pub(super) fn closed_day(day: NaiveDate) -> String {
    let next = next_business_day(day).map_or_else(String::new, |next| format!(" ; choisissez le {}", next.format("%d/%m/%Y")));
    format!("le {} est un jour de fermeture du système de paiement européen{next}", day.format("%d/%m/%Y"))
}

/// Sentence for a text that is too long.
pub(super) fn too_long(what: &str, found: usize, allowed: usize) -> String {
    format!("{what} compte {found} caractères une fois écrit pour la banque ; {allowed} au plus sont admis, raccourcissez")
}

/// Sentence for an account that transfers do not reach.
pub(super) fn outside_sepa(iban: &str) -> String {
    format!("le compte {iban} est hors de la zone SEPA : un virement SEPA ne peut pas l'atteindre")
}
