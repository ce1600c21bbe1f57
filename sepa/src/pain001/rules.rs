//! What the writer and the checker say alike: violations, their places and their sentences.

use crate::calendar::{Calendar, is_business_day};
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

/// Code and sentence for a closed execution day.
pub(super) fn closed_day(day: NaiveDate, calendar: Calendar) -> (&'static str, String) {
    let next = calendar.next_open(day).map_or_else(String::new, |next| format!(" ; choisissez le {}", next.format("%d/%m/%Y")));
    let (code, what) = if is_business_day(day) {
        ("execution_day_french_holiday", "férié en France, où cette banque n'exécute pas de virement")
    } else {
        ("execution_day_closed", "un jour de fermeture du système de paiement européen")
    };
    (code, format!("le {} est {what}{next}", day.format("%d/%m/%Y")))
}

/// Sentence for an execution day that the cut-off time of the bank no longer allows.
pub(super) fn too_late(day: NaiveDate, first: NaiveDate) -> String {
    let (day, first) = (day.format("%d/%m/%Y"), first.format("%d/%m/%Y"));
    format!("à l'heure de création du fichier, la banque ne l'exécute plus le {day} ; choisissez le {first} ou après")
}

/// Sentence for a file that holds more transfers than the bank takes.
pub(super) fn too_many(found: usize, allowed: usize) -> String {
    format!(
        "le fichier contient {found} virements ; cette banque en prend {allowed} au plus par fichier : coupez-le en plusieurs"
    )
}

/// Sentence for an instant transfer that the bank does not take.
pub(super) const INSTANT_REFUSED: &str =
    "cette banque ne prend pas de virement instantané dans un fichier : passez-le en virement ordinaire";

/// Sentence for a missing address.
pub(super) const ADDRESS_MISSING: &str =
    "cette banque demande l'adresse du bénéficiaire quand un des deux comptes est hors de l'Espace économique européen";

/// Whether an account is held in the European Economic Area.
pub(super) fn in_eea(country: &str) -> bool {
    const EEA: [&str; 30] = [
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT", "LU",
        "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
    ];
    EEA.contains(&country)
}

/// Elements of an address that free lines may not say again: street, number, post code, town, country.
pub(super) type AddressParts<'a> = [Option<&'a str>; 5];

/// Whether a free line of an address says again what the other elements say.
pub(super) fn repeats(line: &str, parts: AddressParts<'_>) -> bool {
    let [street, number, post_code, town, _] = parts;
    let pairs = [(number, street), (street, number), (post_code, town)];
    let joined = pairs.into_iter().filter_map(|(a, b)| Some(format!("{} {}", a?, b?)));
    parts.into_iter().flatten().any(|part| part.eq_ignore_ascii_case(line))
        || joined.into_iter().any(|pair| pair.eq_ignore_ascii_case(line))
}

/// Sentence for a text that is too long.
pub(super) fn too_long(what: &str, found: usize, allowed: usize) -> String {
    format!("{what} compte {found} caractères une fois écrit pour la banque ; {allowed} au plus sont admis, raccourcissez")
}

/// Sentence for an account that transfers do not reach.
pub(super) fn outside_sepa(iban: &str) -> String {
    format!("le compte {iban} est hors de la zone SEPA : un virement SEPA ne peut pas l'atteindre")
}
