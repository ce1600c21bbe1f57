//! *Paiements*: prepare the month, approve, files, answers of the bank, returns.

mod answers;
mod approve;
mod derogations;
mod download;
mod file;
mod files;
mod month;
mod order;
mod payees;
mod prepare;
mod returns;
mod shared;
mod words;

use crate::access::Role;
use crate::web::gate::{APPROVERS, FILES, Gate, MONEY};
use crate::web::routes::Map;

/// Who grants an exception to rent first (RULE 30).
const GRANTS: Gate = Gate::Roles(&[Role::Responsable]);

/// Adds these pages.
#[must_use]
pub fn add(map: Map) -> Map {
    let map = map
        .get("/paiements", FILES, month::month)
        .get("/paiements/preparer", MONEY, prepare::preview)
        .post("/paiements/preparer/ecrire", MONEY, prepare::write)
        .get("/paiements/approuver", FILES, approve::list)
        .post("/paiements/approuver/decider", APPROVERS, approve::approve)
        .post("/paiements/approuver/annuler", MONEY, approve::cancel)
        .post("/paiements/approuver/instantane", MONEY, approve::instant);
    let map = map
        .get("/paiements/fichiers", FILES, files::list)
        .post("/paiements/fichiers/sceller", APPROVERS, files::seal)
        .get("/paiements/fichiers/{id}", FILES, file::file)
        .post("/paiements/fichiers/telecharger", APPROVERS, download::download_new)
        .post("/paiements/fichiers/{id}/telecharger", APPROVERS, download::download)
        .get("/paiements/ordres/{id}", FILES, order::order)
        .post("/paiements/ordres/{id}/annuler", MONEY, order::cancel)
        .post("/paiements/ordres/{id}/rejeter", MONEY, order::reject)
        .post("/paiements/ordres/{id}/de-nouveau", MONEY, returns::again);
    map.get("/paiements/retours", FILES, returns::list)
        .get("/paiements/derogations", FILES, derogations::list)
        .post("/paiements/derogations/demander", MONEY, derogations::ask)
        .post("/paiements/derogations/approuver", GRANTS, derogations::approve)
        .get("/paiements/beneficiaires", FILES, payees::list)
        .get("/paiements/beneficiaires/fiche", FILES, payees::payee)
        .post("/paiements/beneficiaires/confirmer", APPROVERS, payees::confirm)
        .get("/paiements/reponses", FILES, answers::list)
        .post("/paiements/reponses/lire", APPROVERS, answers::read)
}
