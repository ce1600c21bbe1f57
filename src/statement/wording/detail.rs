//! Words of the detail pages: titles, columns, what an empty table says.

use serde::Serialize;

/// How a column is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A date or number: never broken.
    Short,
    /// Words: takes the room that is left.
    Text,
    /// Words, with more room than other words.
    Wide,
    /// An amount: right-aligned, never broken.
    Amount,
}

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its header.
    pub title: &'static str,
    /// How it is set.
    pub kind: Kind,
}

/// The fixed words of one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Table {
    /// Title of the section.
    pub title: &'static str,
    /// Its columns.
    pub columns: &'static [Column],
    /// What is said when there is no row; nothing at all when empty, and the section is left out.
    pub empty: &'static str,
}

const fn short(title: &'static str) -> Column {
    Column { title, kind: Kind::Short }
}

const fn text(title: &'static str) -> Column {
    Column { title, kind: Kind::Text }
}

const fn wide(title: &'static str) -> Column {
    Column { title, kind: Kind::Wide }
}

const fn amount(title: &'static str) -> Column {
    Column { title, kind: Kind::Amount }
}

/// The pots.
pub const POTS: Table = Table {
    title: "Votre argent, compte par compte",
    columns: &[text("Compte"), amount("Début"), amount("Entré"), amount("Sorti"), amount("Déplacé"), amount("Fin")],
    empty: "Aucun argent sur vos comptes ce mois-ci.",
};

/// Accepted benefits.
pub const RECEIPTS: Table = Table {
    title: "Argent reçu",
    columns: &[short("Date"), text("Prestation et payeur"), short("Mois"), amount("Droit"), amount("Retenue"), amount("Reçu")],
    empty: "Aucune prestation reçue ce mois-ci.",
};

/// Refused income.
pub const REFUSED: Table = Table {
    title: "Argent que nous n'avons pas gardé",
    columns: &[short("Date"), text("Payeur et nature"), wide("Pourquoi"), text("Où va cet argent"), amount("Montant")],
    empty: "",
};

/// Money that waits for a decision.
pub const WAITING: Table = Table {
    title: "Argent arrivé que nous vérifions",
    columns: &[short("Date"), text("Payeur"), wide("Ce qui se passe"), amount("Montant")],
    empty: "",
};

/// Payments.
pub const PAYMENTS: Table = Table {
    title: "Paiements",
    columns: &[short("Date"), wide("Pour qui, pour quoi"), text("Pris sur"), text("État"), amount("Montant")],
    empty: "Aucun paiement ce mois-ci.",
};

/// Moves between pots.
pub const MOVES: Table = Table {
    title: "Argent déplacé entre vos comptes",
    columns: &[short("Date"), text("De"), text("Vers"), wide("Pourquoi"), amount("Montant")],
    empty: "",
};

/// Rent terms.
pub const RENT: Table = Table {
    title: "Loyer",
    columns: &[
        text("Mois"),
        short("À payer le"),
        amount("Loyer"),
        amount("Charges"),
        amount("Aides déduites"),
        amount("À payer"),
        amount("Payé"),
        amount("Reste"),
    ],
    empty: "Aucun loyer ce mois-ci.",
};

/// Corrections and other movements.
pub const OTHERS: Table = Table {
    title: "Corrections et autres mouvements",
    columns: &[short("Date"), text("Nature"), wide("Pourquoi"), text("Compte"), amount("Montant")],
    empty: "",
};

/// Derogations to "rent first".
pub const DEROGATIONS: Table = Table {
    title: "Exceptions à la règle « le loyer d'abord »",
    columns: &[short("Date"), wide("Pourquoi"), text("Demandée par"), text("Acceptée par"), amount("Montant")],
    empty: "",
};

/// Money expected and planned.
pub const AHEAD: Table =
    Table { title: "Prochaines dates", columns: &[short("Date"), text("Quoi"), amount("Montant")], empty: "" };

/// The bank's figure.
pub const BANK: Table =
    Table { title: "De votre argent au solde de la banque", columns: &[text("Ligne"), amount("Montant")], empty: "" };

/// Label of a total row.
pub const TOTAL: &str = "Total";
/// Label of the total of payments: neither those that came back nor those of earlier months are in it.
pub const TOTAL_PAID: &str = "Total sorti ce mois-ci, sans l'argent revenu";
/// Rows of the bank table.
pub const BANK_ROWS: [&str; 4] =
    ["Votre argent à la fin du mois", "Paiements en cours à la banque", "Argent à rendre ou à identifier", "Solde à la banque"];
/// Directions of the dates to come.
pub const DIRECTIONS: [&str; 2] = ["À recevoir", "À payer"];
/// An amount that nobody knows yet.
pub const UNKNOWN_AMOUNT: &str = "pas encore connu";
/// A rejected payment.
pub const REJECTED: &str = "Refusé par la banque";
/// A returned payment.
pub const RETURNED: &str = "Renvoyé par la banque";
/// Labels of the identity block.
pub const IDENTITY: [&str; 5] = ["Personne", "Dossier", "Période", "Relevé", "Édité le"];

/// A benefit, its number in CASF D271-2, and who paid it.
#[must_use]
pub fn benefit_line(number: u8, name: &str, payer: &str) -> String {
    format!("{name}, n°\u{a0}{number} de la liste\nversé par : {payer}")
}

/// Below the receipts when part of a credit was not kept.
#[must_use]
pub fn outside(payer: &str, credit: &str, outside: &str) -> String {
    format!("{payer} a versé {credit} en une fois, dont {outside} hors de vos prestations.")
}

/// Below the rent: how far it is paid.
#[must_use]
pub fn paid_up_to(landlord: &str, day: Option<&str>) -> String {
    match day {
        Some(day) => format!("Loyer versé à {landlord}, payé jusqu'au {day}."),
        None => format!("Loyer à verser à {landlord}. La date jusqu'où il est payé n'est pas connue."),
    }
}

/// Below the rent: arrears.
#[must_use]
pub fn arrears(amount: Option<String>) -> String {
    match amount {
        Some(amount) => format!("Loyers des mois d'avant encore en retard : {amount}."),
        None => "Aucun loyer en retard.".to_owned(),
    }
}

/// Below the pots: the bank's fees (`RULE 23`).
#[must_use]
pub fn fees(amount: Option<String>) -> String {
    match amount {
        Some(amount) => format!("Frais de banque du mois : {amount}. L'organisme les paie ; rien n'est pris sur votre argent."),
        None => "Frais de banque du mois : aucun.".to_owned(),
    }
}

/// Below the pots: the bank shows the same amount (`RULE 44`).
#[must_use]
pub fn same_at_the_bank(amount: &str) -> String {
    format!("La banque montre le même montant : {amount}.")
}

/// The proof: what the seal covers.
#[must_use]
pub fn proof(number: u64) -> String {
    format!("Ce relevé montre toutes les écritures jusqu'au n° {number}. Leur sceau (SHA-256) est :")
}
