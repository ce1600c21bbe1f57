//! What every form promises: nothing typed is lost, nothing is done twice, another site can send none.

use super::server::Server;
use super::staff::{Staff, build};
use crate::engine::{TestDb, both_engines_from};
use crate::office::{RESPONSABLE, TODAY};
use chrono::Utc;
use libtest_mimic::Trial;
use quitus::access::{end_sessions_of, find_user, organisation};

pub fn tests() -> Vec<Trial> {
    [
        both_engines_from("browser::a_session_that_ends_in_a_form_loses_nothing", build, session_ends),
        both_engines_from("browser::a_form_sent_twice_is_done_once", build, sent_twice),
    ]
    .into_iter()
    .flatten()
    .collect()
}

const HERE: &str = "/administration/organisme";

async fn session_ends(test: TestDb) {
    let staff = Staff::of(&test).await;
    let server = Server::over(&test.url, TODAY);
    let visitor = staff.visitor(&server.origin, RESPONSABLE).await;
    visitor.open(HERE).await;
    visitor.fill("nom", "Union de l’Essai").await;
    let mut tx = test.db.write().await.unwrap();
    let user = find_user(&mut tx, RESPONSABLE).await.unwrap();
    assert_eq!(end_sessions_of(&mut tx, &user, &user, None, Utc::now()).await.unwrap(), 1);
    tx.commit().await.unwrap();

    visitor.click("Enregistrer").await;
    visitor.reads("Votre session s’est terminée.").await;
    staff.sign_in(&visitor, RESPONSABLE).await;
    visitor.reads("Reprendre votre saisie").await;
    visitor.reads("Union de l’Essai").await;
    let name = |db: quitus::store::Db| async move {
        let mut tx = db.read().await.unwrap();
        organisation(&mut tx).await.unwrap().unwrap().name
    };
    assert_ne!(name(test.db.clone()).await, "Union de l’Essai", "nothing is sent before its author says so");
    visitor.click("Envoyer maintenant").await;
    visitor.reads("Organisme enregistré").await;
    assert_eq!(name(test.db.clone()).await, "Union de l’Essai");
    visitor.leave().await;
}

async fn sent_twice(test: TestDb) {
    let staff = Staff::of(&test).await;
    let server = Server::over(&test.url, TODAY);
    let visitor = staff.visitor(&server.origin, RESPONSABLE).await;
    visitor.open(HERE).await;
    visitor.fill("nom", "Union de l’Essai").await;
    visitor.click("Enregistrer").await;
    visitor.reads("Organisme enregistré").await;
    let reference = visitor.path().await;

    visitor.client().back().await.unwrap();
    visitor.fill("nom", "Union de l’Essai").await;
    visitor.click("Enregistrer").await;
    visitor.reads("Organisme enregistré").await;
    assert_eq!(visitor.path().await, reference, "the same form has the same confirmation");

    // The same form with other words is not the same request.
    visitor.client().back().await.unwrap();
    visitor.fill("nom", "Une autre union").await;
    visitor.click("Enregistrer").await;
    visitor.reads("Ce formulaire a déjà été envoyé avec un autre contenu.").await;
    visitor.leave().await;
}
