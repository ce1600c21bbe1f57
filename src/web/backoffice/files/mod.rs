//! *Dossiers* and *Dossier*: people, their money, their contract.

mod account;
mod budget;
mod chart;
mod contract;
mod entry;
mod file;
mod journal;
mod litigation;
mod money;
mod people;
mod statements;

pub(super) use file::File;
pub(super) use statements::statement_again;

use crate::access::Role;
use crate::web::gate::{FILES, Gate};
use crate::web::routes::Map;

/// Who says that a file is in litigation (`Right::Litigation`).
const LITIGATION: Gate = Gate::Roles(&[Role::Responsable]);

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
        .post("/dossiers/{number}/litige", LITIGATION, litigation::hold)
        .form_on("/dossiers/{number}/journal")
        .post("/dossiers/{number}/litige/lever", LITIGATION, litigation::lift)
        .form_on("/dossiers/{number}/journal")
}
