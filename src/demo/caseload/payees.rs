//! Payees: landlords, suppliers, services. Their bank codes (99xxx) belong to no bank.

use super::rows::PayeeRow;
use crate::demo::chance::Chance;
use crate::demo::{iban, names};

/// Suppliers shared by everyone, by kind, and the number of each kind.
const SHARED: [(&str, &[&str]); 11] = [
    ("BAILLEUR", &["Brenne Habitat", "Office public du Val-de-Brenne", "Logis Solidaires", "Coopérative d'habitation des Rives"]),
    ("ENERGIE", &["Énergie du Val", "Lumière de Brenne", "Gaz et Chaleur du Centre"]),
    ("EAU", &["Eaux de Brenne", "Syndicat des eaux du Val"]),
    ("ASSURANCE", &["Mutuelle du Toit", "Assurances des Rives", "Prévoyance de Brenne"]),
    ("TELEPHONE", &["Télécom Clair", "Mobile Facile"]),
    ("SANTE", &["Mutuelle Santé Brenne", "Pharmacie des Halles"]),
    ("TRANSPORT", &["Transports du Val-de-Brenne"]),
    ("CREDIT", &["Crédit de l'Indre-Brenne", "Recouvrement du Centre"]),
    ("AUTRE", &["Garde-meubles des Rives", "Jeunesse et Loisirs de Brenne"]),
    ("APA", &["Services à domicile de Brenne", "Bien Vieillir au Val"]),
    ("HANDICAP", &["Vivre Autonome en Brenne", "Présence et Compensation"]),
];

/// The shared payees, referenced `KIND-1`, `KIND-2`…
pub(super) fn shared() -> Vec<PayeeRow> {
    let names = SHARED
        .iter()
        .flat_map(|(kind, names)| (1..).zip(names.iter()).map(move |(rank, name)| (format!("{kind}-{rank}"), *name)));
    (1u64..)
        .zip(names)
        .map(|(number, (reference, name))| payee(reference, name.to_owned(), 99_200 + number % 7, 40_000 + number))
        .collect()
}

/// The reference of one payee of a kind.
pub(super) fn one_of(kind: &str, chance: &mut Chance) -> String {
    let count = SHARED.iter().find(|(name, _)| *name == kind).map_or(1, |(_, names)| names.len());
    format!("{kind}-{}", chance.between(1, i64::try_from(count).unwrap_or(1)))
}

/// The private landlord of one person.
pub(super) fn private_landlord(person: u32, chance: &mut Chance) -> PayeeRow {
    let (last, first) = names::person(chance);
    payee(format!("PROPRIETAIRE-{person:05}"), format!("{first} {last}"), 99_210, 500_000 + u64::from(person))
}

fn payee(reference: String, name: String, bank: u64, account: u64) -> PayeeRow {
    // Half of the payees' BICs are not known: none is needed inside the EEA.
    let letter = u8::try_from(bank % 26).map_or('A', |step| char::from(b'A' + step));
    let bic = if account.is_multiple_of(2) { format!("QTP{letter}FRPPXXX") } else { String::new() };
    PayeeRow { reference, name, iban: iban::french(bank, 100 + account % 50, account * 1_009), bic }
}
