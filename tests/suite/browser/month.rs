//! The whole month in the browser, each role in its own: from the bank's file to the sealed one, by two people.

use super::server::Server;
use super::staff::{Staff, build};
use crate::engine::{TestDb, both_engines_from};
use crate::office::{COMPTABLE, EXECUTION, GESTIONNAIRE, MONTH, Office, RESPONSABLE, TODAY};
use libtest_mimic::Trial;
use quitus::books::prove;
use quitus::intake::receipt::list_receipts;
use quitus::payment::{OrderFilter, State, batch, list_orders};
use std::path::Path;

pub fn tests() -> Vec<Trial> {
    [
        both_engines_from("browser::the_month_goes_from_the_banks_file_to_the_sealed_one", build, month),
        both_engines_from("browser::a_wrong_file_is_refused_and_says_where", build, wrong_file),
        both_engines_from("browser::two_people_on_one_receipt_the_second_is_told_who_did_what", build, two_on_one_receipt),
    ]
    .into_iter()
    .flatten()
    .collect()
}

async fn count(test: &TestDb, state: State) -> usize {
    let mut tx = test.db.read().await.unwrap();
    list_orders(&mut tx, &OrderFilter { state: Some(state), ..OrderFilter::default() }).await.unwrap().len()
}

async fn month(test: TestDb) {
    let staff = Staff::of(&test).await;
    let office = Office::at(&test.url);
    let files = office.statements();
    let server = Server::over(&test.url, TODAY);

    // The accountant imports: first what would happen, then what happened, and a second time nothing.
    let accountant = staff.visitor(&server.origin, COMPTABLE).await;
    let attach = async || {
        accountant.open("/banque/importer").await;
        accountant.attach("fichiers", &[Path::new(&files[0]), Path::new(&files[1])]).await;
        accountant.click("Voir ce qui va se passer").await;
        accountant.reads("Avant d’importer").await;
    };
    attach().await;
    let mut tx = test.db.read().await.unwrap();
    assert!(list_receipts(&mut tx, false).await.unwrap().is_empty(), "looking imports nothing");
    drop(tx);
    accountant.click("Tout importer").await;
    accountant.reads("Référence de l’opération").await;
    attach().await;
    accountant.reads("déjà importé").await;

    // The manager prepares the month.
    let manager = staff.visitor(&server.origin, GESTIONNAIRE).await;
    manager.open(&format!("/paiements/preparer?mois={MONTH}")).await;
    assert_eq!(count(&test, State::Proposed).await, 0, "looking prepares nothing");
    manager.click("Préparer septembre 2026").await;
    manager.reads("Référence de l’opération").await;
    let proposed = count(&test, State::Proposed).await;
    assert!(proposed > 0);

    // Four eyes: who prepared cannot approve, by role or by hand; another does.
    manager.open(&format!("/paiements/approuver?mois={MONTH}")).await;
    assert!(!manager.has("button[form=selection]:not([formaction])").await, "a manager has no button to approve");
    let second = staff.visitor(&server.origin, RESPONSABLE).await;
    second.open(&format!("/paiements/approuver?mois={MONTH}")).await;
    second.click("Approuver les paiements cochés").await;
    second.reads("Référence de l’opération").await;
    let approved = count(&test, State::Approved).await;
    assert!(approved > 0 && approved <= proposed);

    // The accountant seals and downloads; a second download is asked twice.
    accountant.open(&format!("/paiements/fichiers?jour={EXECUTION}")).await;
    let mut tx = test.db.read().await.unwrap();
    assert!(batch::list(&mut tx).await.unwrap().is_empty(), "looking seals nothing");
    drop(tx);
    accountant.see("form[action=\"/paiements/fichiers/sceller\"] button").await.click().await.unwrap();
    accountant.reads("Référence de l’opération").await;
    let sealed = count(&test, State::Sealed).await;
    assert!(sealed > 0);
    let mut tx = test.db.read().await.unwrap();
    let batches = batch::list(&mut tx).await.unwrap();
    assert_eq!(batches.iter().map(|one| usize::try_from(one.orders).unwrap()).sum::<usize>(), sealed);
    assert!(prove(&mut tx).await.is_ok());
    drop(tx);
    for visitor in [accountant, manager, second] {
        visitor.leave().await;
    }
}

async fn wrong_file(test: TestDb) {
    let staff = Staff::of(&test).await;
    let office = Office::at(&test.url);
    let files = office.statements();
    let text = std::fs::read_to_string(&files[0]).unwrap();
    let cut = office.path("coupe.xml");
    std::fs::write(&cut, &text[..text.len() / 2]).unwrap();
    let server = Server::over(&test.url, TODAY);
    let accountant = staff.visitor(&server.origin, COMPTABLE).await;
    accountant.open("/banque/importer").await;
    accountant.attach("fichiers", &[&cut]).await;
    accountant.click("Voir ce qui va se passer").await;
    accountant.reads("coupe.xml").await;
    accountant.see("main .notice.bad").await;
    assert!(!accountant.has("form[action$=\"/importer\"] button").await);
    let mut tx = test.db.read().await.unwrap();
    assert!(list_receipts(&mut tx, false).await.unwrap().is_empty());
    accountant.leave().await;
}

async fn two_on_one_receipt(test: TestDb) {
    let staff = Staff::of(&test).await;
    let office = Office::at(&test.url);
    office.import();
    let server = Server::over(&test.url, TODAY);
    let mut tx = test.db.read().await.unwrap();
    let waiting = list_receipts(&mut tx, true).await.unwrap();
    drop(tx);
    let receipt = waiting.first().expect("the bank's files hold a receipt that nobody could place").id.clone();
    let page = format!("/banque/encaissements/{receipt}");

    let first = staff.visitor(&server.origin, COMPTABLE).await;
    let second = staff.visitor(&server.origin, RESPONSABLE).await;
    for visitor in [&first, &second] {
        visitor.open(&page).await;
        // The form may be folded away: without scripts it is opened by its title.
        for folded in visitor.client().find_all(fantoccini::Locator::Css("details:not([open]) > summary")).await.unwrap() {
            folded.click().await.unwrap();
        }
        visitor.fill("piece_refus", "Avis de virement").await;
    }
    first.click("Refuser tout l’encaissement").await;
    first.reads("Référence de l’opération").await;
    second.click("Refuser tout l’encaissement").await;
    second.reads(COMPTABLE).await;
    second.reads("n’a pas été enregistrée").await;
    let mut tx = test.db.read().await.unwrap();
    assert!(!list_receipts(&mut tx, true).await.unwrap().iter().any(|one| one.id == receipt));
    first.leave().await;
    second.leave().await;
}
