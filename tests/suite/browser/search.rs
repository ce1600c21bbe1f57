//! Finding people: while one types, and without any script; and a credit decided by the keyboard alone.

use super::chromium::Visitor;
use super::server::Server;
use super::staff::{Staff, build};
use crate::engine::{TestDb, both_engines_from};
use crate::office::{COMPTABLE, Office, TODAY};
use libtest_mimic::Trial;
use quitus::books::dossier::portfolio::rows;
use quitus::intake::receipt::list_receipts;

pub fn tests() -> Vec<Trial> {
    [
        both_engines_from("browser::people_are_found_while_one_types", build, while_typing),
        both_engines_from("browser::people_are_found_without_scripts", build, without_scripts),
        both_engines_from("browser::a_credit_is_decided_by_the_keyboard_alone", build, keyboard),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Somebody of the house: number, and the name as lists write it.
async fn somebody(test: &TestDb) -> (i64, String) {
    let mut tx = test.db.read().await.unwrap();
    let row = rows(&mut tx, &[17], TODAY.parse().unwrap()).await.unwrap().remove(0);
    (row.number, row.name)
}

async fn while_typing(test: TestDb) {
    let staff = Staff::of(&test).await;
    let (number, name) = somebody(&test).await;
    let server = Server::over(&test.url, TODAY);
    let visitor = staff.visitor(&server.origin, COMPTABLE).await;
    visitor.open("/dossiers?etat=tous").await;
    visitor.reads("1 à 50 sur 60").await;
    // Typed, and not sent: the list follows, and so does the address.
    visitor.see("[name=q]").await.send_keys(&name.to_lowercase()).await.unwrap();
    visitor.see("[data-found] tbody tr:only-child").await;
    visitor.reads("trouvés parmi 60").await;
    assert!(visitor.has(&format!("[data-found] a[href=\"/dossiers/{number}\"]")).await);
    let path = visitor.path().await;
    assert!(path.contains("etat=tous") && path.contains("q="), "{path}");
    let csv = visitor.see(".csv").await.attr("href").await.unwrap().unwrap();
    assert!(csv.contains("q="), "the file is that of what is found: {csv}");
    assert_eq!(visitor.client().active_element().await.unwrap().attr("name").await.unwrap().as_deref(), Some("q"));
    visitor.see("[name=q]").await.send_keys("zzz").await.unwrap();
    visitor.see("[data-found] .empty").await;
    visitor.leave().await;
}

async fn without_scripts(test: TestDb) {
    let staff = Staff::of(&test).await;
    let (number, name) = somebody(&test).await;
    let server = Server::over(&test.url, TODAY);
    let visitor = Visitor::at(&server.origin, false).await;
    visitor.open("/dossiers").await;
    staff.sign_in(&visitor, COMPTABLE).await;
    visitor.fill("q", &name).await;
    visitor.click("Chercher").await;
    visitor.reads("trouvés parmi 60").await;
    assert!(visitor.has(&format!("main a[href=\"/dossiers/{number}\"]")).await);
    visitor.leave().await;
}

const ENTER: &str = "\u{E007}";
const TAB: &str = "\u{E004}";

/// From the page of a credit to its decision without the mouse: the name, the benefit, the document, twice the key that enters.
async fn keyboard(test: TestDb) {
    let staff = Staff::of(&test).await;
    Office::at(&test.url).import();
    let mut tx = test.db.read().await.unwrap();
    let waiting = list_receipts(&mut tx, true).await.unwrap();
    let known = waiting.iter().find(|one| one.proposals.first().is_some_and(|best| best.person.is_some())).unwrap();
    let (id, person) = (known.id.clone(), known.proposals[0].person.unwrap());
    drop(tx);
    let server = Server::over(&test.url, TODAY);
    let visitor = staff.visitor(&server.origin, COMPTABLE).await;
    visitor.open(&format!("/banque/encaissements/{id}")).await;
    visitor.reads("Identifier et répartir").await;
    let focused = visitor.client().active_element().await.unwrap();
    let at = focused.attr("name").await.unwrap().unwrap_or_default();
    assert!(at == "piece" || at == "personne", "the page begins where there is something to type: {at}");
    // The keyboard goes on from there: person, benefit, and the rest in their order.
    let person_field = visitor.see("#personne-0").await;
    person_field.clear().await.unwrap();
    person_field.send_keys(&format!("{person}{ENTER}")).await.unwrap();
    visitor.see("main .notice.bad, form[action$=\"/decider\"]").await;
    if !visitor.has("form[action$=\"/decider\"]").await {
        let nature = visitor.see("#nature-0").await;
        nature.send_keys("s").await.unwrap();
        nature.send_keys(TAB).await.unwrap();
        visitor.see("#piece").await.send_keys(&format!("Notification du 5{ENTER}")).await.unwrap();
    }
    visitor.see("form[action$=\"/decider\"]").await;
    let button = visitor.client().active_element().await.unwrap();
    assert_eq!(button.text().await.unwrap(), "Décider", "the key that enters decides");
    button.send_keys(ENTER).await.unwrap();
    visitor.reads("Référence de l’opération").await;
    let mut tx = test.db.read().await.unwrap();
    assert!(!list_receipts(&mut tx, true).await.unwrap().iter().any(|one| one.id == id));
    visitor.leave().await;
}
