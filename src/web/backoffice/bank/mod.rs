//! *Banque*: files of the bank, receipts to identify and split, debits, daily proof.

mod control;
mod debit;
mod debits;
mod expected;
mod face;
mod import;
mod inspect;
mod overview;
mod receipt;
mod receipts;
mod refused;
mod together;
mod told;

pub(super) use overview::LAST_FILES;

use crate::web::gate::{APPROVERS, FILES, MONEY};
use crate::web::routes::Map;

/// Adds these pages.
#[must_use]
pub fn add(map: Map) -> Map {
    refused(debits(receipts(files(map))))
        .get("/banque", FILES, overview::overview)
        .get("/banque/controle", FILES, control::control)
        .get("/banque/controle/{account}", FILES, control::proof)
}

fn files(map: Map) -> Map {
    map.get("/banque/importer", APPROVERS, import::form)
        .post("/banque/importer", APPROVERS, import::send)
        .get("/banque/importer/{upload}", APPROVERS, import::foreseen)
        .post("/banque/importer/{upload}", APPROVERS, import::import)
        .post("/banque/importer/{upload}/abandonner", APPROVERS, import::give_up)
        .get("/banque/lire", FILES, inspect::form)
        .post("/banque/lire", FILES, inspect::look)
}

fn receipts(map: Map) -> Map {
    map.get("/banque/attendus", FILES, expected::list)
        .get("/banque/encaissements", FILES, receipts::receipts)
        .get("/banque/encaissements/{id}", FILES, receipt::show)
        .post("/banque/encaissements/ensemble", MONEY, together::preview)
        .post("/banque/encaissements/ensemble/decider", MONEY, together::decide)
        .post("/banque/encaissements/{id}", MONEY, receipt::edit)
        .post("/banque/encaissements/{id}/pieces", MONEY, receipt::join)
        .get("/banque/encaissements/{id}/pieces/{piece}", FILES, receipt::piece)
        .post("/banque/encaissements/{id}/decider", MONEY, receipt::decide)
        .post("/banque/encaissements/{id}/refuser", MONEY, receipt::refuse)
        .post("/banque/encaissements/{id}/retour", MONEY, receipt::returned)
        .post("/banque/encaissements/{id}/remboursement", MONEY, receipt::refunded)
        .post("/banque/encaissements/{id}/frais", MONEY, receipt::fees)
        .post("/banque/encaissements/{id}/interets", MONEY, receipt::interest)
        .post("/banque/encaissements/{id}/corriger", MONEY, receipt::correct)
}

fn debits(map: Map) -> Map {
    map.get("/banque/debits", FILES, debits::debits)
        .get("/banque/debits/{line}", FILES, debit::show)
        .post("/banque/debits/{line}", MONEY, debit::by_budget)
        .post("/banque/debits/{line}/frais", MONEY, debit::fee)
        .post("/banque/debits/{line}/reprise", MONEY, debit::reversal)
        .post("/banque/debits/{line}/execution", MONEY, debit::execution)
}

fn refused(map: Map) -> Map {
    map.get("/banque/refuses", FILES, refused::list)
        .get("/banque/refuses/{receipt}", FILES, refused::one)
        .post("/banque/refuses/{receipt}/rendre", MONEY, refused::give)
        .get("/banque/refuses/{receipt}/lettre.pdf", FILES, refused::letter)
}
