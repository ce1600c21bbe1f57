//! *Dossiers* and *Dossier*: people, their money, their contract.

mod account;
mod budget;
mod chart;
mod contract;
mod entry;
mod file;
mod journal;
mod money;
mod people;
mod statements;

use crate::web::gate::FILES;
use crate::web::routes::Map;

/// Adds these pages.
#[must_use]
pub fn add(map: Map) -> Map {
    map.get("/dossiers", FILES, people::people)
        .get("/dossiers/{number}", FILES, account::account)
        .get("/dossiers/{number}/ecritures/{seq}", FILES, entry::entry)
        .get("/dossiers/{number}/budget", FILES, budget::budget)
        .get("/dossiers/{number}/contrat", FILES, contract::contract)
        .get("/dossiers/{number}/encaissements", FILES, money::received)
        .get("/dossiers/{number}/paiements", FILES, money::paid)
        .get("/dossiers/{number}/releves", FILES, statements::statements)
        .get("/dossiers/{number}/releves/{month}", FILES, statements::statement)
        .get("/dossiers/{number}/journal", FILES, journal::journal)
}
