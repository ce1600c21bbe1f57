//! A file in litigation, in the browser's pages.

use crate::browser::{Server, Staff, build};
use crate::engine::{TestDb, both_engines_from};
use crate::office::{GESTIONNAIRE, RESPONSABLE, TODAY};
use crate::routes::Browserless;
use libtest_mimic::Trial;
use reqwest::StatusCode;

pub fn tests() -> Vec<Trial> {
    both_engines_from("litigation::a_head_says_it_and_says_its_end_in_the_journal", build, told)
}

async fn told(test: TestDb) {
    let staff = Staff::of(&test).await;
    let server = Server::over(&test.url, TODAY);
    let site = Browserless::of(&server);
    let (_, head) = site.sign_in(&staff, RESPONSABLE).await;
    let token = site.token("/", &head).await;
    let journal = async |cookie: &str| site.get("/dossiers/1/journal", cookie).await.text().await.unwrap();
    let send = async |path: &str, day: &str, why: &str| {
        let body = serde_urlencoded::to_string([("jeton", token.as_str()), ("jour", day), ("motif", why)]).unwrap();
        site.post(path, &head, &site.origin, body).await
    };
    assert!(journal(&head).await.contains("Noter un litige"), "the form is there for who may");
    for (day, why, code) in [
        ("2099-01-01", "Recours", "litigation_hold_dates_in_order"),
        (TODAY, "", "litigation_hold_reason_filled"),
        ("hier", "Recours", "not_a_date"),
    ] {
        let refused = send("/dossiers/1/litige", day, why).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "{code}");
        let page = refused.text().await.unwrap();
        assert!(page.contains(code) && page.contains("<details open"), "{code}: {page}");
    }
    let done = send("/dossiers/1/litige", TODAY, "Recours de la famille").await;
    assert_eq!(done.status(), StatusCode::SEE_OTHER);
    assert!(journal(&head).await.contains("Recours de la famille"));
    assert!(send("/dossiers/1/litige", TODAY, "Encore").await.text().await.unwrap().contains("litigation_hold_person_unique"));
    let (_, manager) = site.sign_in(&staff, GESTIONNAIRE).await;
    let page = journal(&manager).await;
    assert!(
        page.contains("Rien de ce dossier ne s’efface") && !page.contains("/litige/lever"),
        "who may not sees it and has no form"
    );
    assert_eq!(send("/dossiers/1/litige/lever", TODAY, "Jugé").await.status(), StatusCode::SEE_OTHER);
    let page = journal(&head).await;
    assert!(page.contains("Jugé") && page.contains("Noter un litige") && !page.contains("Rien de ce dossier ne s’efface"));
}
