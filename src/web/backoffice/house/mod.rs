//! *Administration*: who works here, what the banks want, what the law lists, how files come in, and the traces.

mod accesses;
mod actions;
mod amendment;
mod caseload;
mod catalogue;
mod delays;
mod organisation;
mod portfolios;
mod profiles;
mod recognition;
mod replacements;
mod settings;
mod traces;
mod user;
mod user_change;
mod users;

pub use accesses::add_links;

use crate::access::Role;
use crate::web::answer::Answer;
use crate::web::gate::{APPROVERS, BOOKS, EVERYONE, Gate, HOUSE, SECONDS, TRACES};
use crate::web::routes::Map;
use crate::web::visit::Visit;
use askama::Template;

/// Who may bring files in (`Right::Caseload`).
const CASELOAD: Gate = Gate::Roles(&[Role::Comptable, Role::Responsable, Role::Admin]);
/// Who may record what a bank agreed to (`Right::BankProfile`).
const PROFILES: Gate = Gate::Roles(&[Role::Comptable, Role::Responsable, Role::Admin]);

/// Adds these pages.
#[must_use]
pub fn add(map: Map) -> Map {
    map.get("/administration", EVERYONE, overview)
        .get("/administration/catalogue", EVERYONE, catalogue::catalogue)
        .get(amendment::HERE, catalogue::AMEND, amendment::ask)
        .post(amendment::HERE, catalogue::AMEND, amendment::record)
        .get(users::HERE, HOUSE, users::list)
        .get(users::ADD, HOUSE, users::ask)
        .post(users::ADD, HOUSE, users::add)
        .get("/administration/utilisateurs/{id}", HOUSE, user::show)
        .get("/administration/utilisateurs/{id}/{change}", HOUSE, user_change::ask)
        .post("/administration/utilisateurs/{id}/{change}", HOUSE, user_change::change)
        .get(accesses::HERE, SECONDS, accesses::show)
        .post("/administration/acces/{id}", SECONDS, accesses::confirm)
        .get(portfolios::HERE, HOUSE, portfolios::show)
        .post(portfolios::HERE, HOUSE, portfolios::give)
        .get(replacements::HERE, HOUSE, replacements::show)
        .post(replacements::HERE, HOUSE, replacements::declare)
        .get("/administration/remplacements/{id}", HOUSE, replacements::ask_end)
        .post("/administration/remplacements/{id}", HOUSE, replacements::end)
        .get(traces::AUDIT, TRACES, traces::audit)
        .get(traces::READS, TRACES, traces::reads)
        .get("/administration/organisme", HOUSE, organisation::show)
        .post("/administration/organisme", HOUSE, organisation::record)
        .get(recognition::HERE, BOOKS, recognition::list)
        .get(recognition::ONE, BOOKS, recognition::show)
        .post(recognition::ONE, APPROVERS, recognition::change)
        .get(settings::HERE, EVERYONE, settings::show)
        .post(settings::HERE, settings::CHANGE, settings::record)
        .post(delays::HERE, HOUSE, delays::record)
        .form_on(settings::HERE)
        .get("/administration/comptes", PROFILES, profiles::list)
        .get("/administration/comptes/{account}", PROFILES, profiles::show)
        .post("/administration/comptes/{account}", PROFILES, profiles::record)
        .get(caseload::HERE, CASELOAD, caseload::ask)
        .post(caseload::HERE, CASELOAD, caseload::send)
        .get("/administration/import/modele/{file}", CASELOAD, caseload::template_file)
        .get("/administration/import/{draft}", CASELOAD, caseload::show)
        .post("/administration/import/{draft}", CASELOAD, caseload::mend)
        .post("/administration/import/{draft}/importer", CASELOAD, caseload::import)
        .post("/administration/import/{draft}/abandonner", CASELOAD, caseload::give_up)
}

struct Entry {
    words: &'static str,
    help: &'static str,
    href: &'static str,
}

/// Every page of the area, with its gate.
const ENTRIES: [(Gate, &str, &str, &str); 11] = [
    (HOUSE, "Utilisateurs", "Qui travaille ici, avec quel rôle, et qui est connecté.", users::HERE),
    (SECONDS, "Accès à confirmer", "Ce qu’une personne a ouvert à une autre attend une deuxième personne.", accesses::HERE),
    (HOUSE, "Portefeuilles", "Qui s’occupe de qui, et qui remplace qui.", portfolios::HERE),
    (HOUSE, "Organisme", "Nom, adresse et téléphone imprimés sur les relevés et les lettres.", "/administration/organisme"),
    (PROFILES, "Comptes bancaires", "Ce que chaque banque attend des fichiers de virements.", "/administration/comptes"),
    (BOOKS, "Reconnaissance", "Les comptes de payeurs appris, et combien de fois ils ont servi.", recognition::HERE),
    (
        EVERYONE,
        "Réglages",
        "Durées des contrats, planchers, délais, dont celui avant un premier paiement : en vigueur, annoncés et passés.",
        settings::HERE,
    ),
    (EVERYONE, "Prestations", "La liste de l’article D271-2, avec ses dates.", "/administration/catalogue"),
    (
        CASELOAD,
        "Importer des dossiers",
        "Personnes, contrats, loyers et budgets, depuis un classeur Excel ou des fichiers CSV.",
        caseload::HERE,
    ),
    (TRACES, "Journal des actions", "Tout ce qui a été fait, par qui et quand.", traces::AUDIT),
    (TRACES, "Lectures des dossiers", "Qui a ouvert le dossier de qui.", traces::READS),
];

#[derive(Template)]
#[template(path = "backoffice/house/overview.html")]
struct Page {
    entries: Vec<Entry>,
}

/// What the role may open here.
async fn overview(visit: Visit) -> Answer {
    let open = ENTRIES.into_iter().filter(|(gate, ..)| gate.lets(visit.role()));
    let entries = open.map(|(_, words, help, href)| Entry { words, help, href }).collect();
    visit.page("Administration", &Page { entries })
}
