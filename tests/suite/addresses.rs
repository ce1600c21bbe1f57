//! Addresses asked otherwise than by their links and forms: each is answered by a page of the house, in French.

use crate::browser::{Server, Staff, build};
use crate::engine::{TestDb, both_engines_from};
use crate::office::{RESPONSABLE, TODAY};
use crate::provider;
use crate::routes::{Browserless, NOWHERE, filled, table};
use libtest_mimic::Trial;
use reqwest::StatusCode;
use reqwest::header::LOCATION;
use std::collections::BTreeMap;

pub fn tests() -> Vec<Trial> {
    [
        both_engines_from("routes::an_address_of_a_form_leads_back_to_its_page", build, reloaded),
        both_engines_from("routes::odd_addresses_and_forms_are_answered_in_french", build, odd),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The address of a form asked as a page, as after a refusal or from a bookmark: the page that holds the form, never a bare word of
/// the framework; and so of a page that is sent a form.
async fn reloaded(test: TestDb) {
    let staff = Staff::of(&test).await;
    let server = provider::server(&test.url, NOWHERE, &[]);
    let site = Browserless::of(&server);
    let (_, cookie) = site.sign_in(&staff, RESPONSABLE).await;
    let table = table();
    let known = |method: &str, path: &str| table.contains_key(&(method.to_owned(), path.to_owned()));
    let mut led = BTreeMap::new();
    for (_, path) in table.keys().filter(|(method, path)| method == "POST" && !known("GET", path)) {
        let answer = site.get(&filled(path), &cookie).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{path}");
        let page = answer.headers().get(LOCATION).unwrap().to_str().unwrap().to_owned();
        let there = site.get(&page, &cookie).await;
        assert_ne!(there.status(), StatusCode::METHOD_NOT_ALLOWED, "{path} leads to {page}");
        assert!(table.keys().any(|(method, real)| method == "GET" && filled(real) == page), "{path} leads to {page}");
        led.insert(path.as_str(), page);
    }
    for (path, page) in [
        ("/administration/delais", "/administration/reglages"),
        ("/banque/encaissements/{id}/decider", "/banque/encaissements/1"),
        ("/banque/encaissements/ensemble/decider", "/banque/encaissements"),
        ("/connexion/cle/commencer", "/connexion/code"),
        ("/paiements/fichiers/{id}/telecharger", "/paiements/fichiers/1"),
        ("/deconnexion", "/"),
    ] {
        assert_eq!(led[path], page, "{path}");
    }
    for (_, path) in table.keys().filter(|(method, path)| method == "GET" && !known("POST", path)) {
        let answer = site.post(&filled(path), &cookie, &site.origin, String::new()).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
        // In the person's own space it is told in their words.
        let told = if path.starts_with("/espace") { "existe pas dans votre espace" } else { "page_unknown" };
        assert!(answer.text().await.unwrap().contains(told), "{path}");
    }
}

async fn odd(test: TestDb) {
    let staff = Staff::of(&test).await;
    let server = Server::over(&test.url, TODAY);
    let site = Browserless::of(&server);
    let (_, cookie) = site.sign_in(&staff, RESPONSABLE).await;
    for path in ["/banque/controle/abc", "/dossiers/abc", "/aide/%FF", "/nulle/part"] {
        let answer = site.get(path, &cookie).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
        assert!(answer.text().await.unwrap().contains("page_unknown"), "{path}");
    }
    let token = site.token("/", &cookie).await;
    for (body, code) in [
        (format!("jeton={token}&cle=a%0Ab&nom=X"), "form_unreadable"),
        (format!("jeton={token}&mois=janvier"), "value_malformed"),
    ] {
        let path = if code == "form_unreadable" { "/administration/organisme" } else { "/paiements/preparer/ecrire" };
        let answer = site.post(path, &cookie, &site.origin, body).await;
        assert!(answer.text().await.unwrap().contains(code), "{code}");
    }
    // A form written into an address is not carried: only where to go on.
    let page = site.get("/connexion?suite=/dossiers&garde=%5B%5B%22ordre%22%2C%22X%22%5D%5D", "").await.text().await.unwrap();
    assert!(page.contains("/dossiers") && !page.contains("garde"));
    // A form of an earlier session comes back with what was typed.
    let answer = site.post("/administration/organisme", &cookie, &site.origin, "jeton=ancien&nom=Union+gardée".into()).await;
    assert!(answer.text().await.unwrap().contains("Union gardée"));
}
