//! A provider that is trusted for the second factor, and the keys that its word is read by.

use super::flow::{code_of, cookies, leads_to, leave, sign_in};
use super::hostile::{Says, Sign};
use super::refusals::{house, house_that};
use crate::browser::{Staff, build};
use crate::engine::{TestDb, both_engines_from};
use crate::office::RESPONSABLE;
use crate::routes::Browserless;
use libtest_mimic::Trial;
use reqwest::StatusCode;
use serde_json::json;

pub fn tests() -> Vec<Trial> {
    [
        both_engines_from("provider::two_factors_count_by_their_word_since_the_departure", build, two_factors),
        both_engines_from("provider::its_keys_are_those_that_it_has_now", build, rotation),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What the provider saw counts as the second factor when it says so in the trusted word, of a proof since the departure.
async fn two_factors(test: TestDb) {
    let (staff, hostile, _server, site) = house_that(&test, &["--oidc-trusted-mfa", "mfa"]).await;
    let now = chrono::Utc::now().timestamp();
    // Not before a second person has asked whose link it is.
    hostile.say(Says { claims: json!({ "amr": ["pwd", "mfa"], "auth_time": now }), ..Says::default() });
    assert_eq!(leads_to(&sign_in(&site, &hostile).await), "/connexion/code?suite=%2F");
    confirm_the_link(&staff, &site).await;
    let left = leave(&site, &hostile, "/connexion/organisation", "").await;
    assert_eq!((left.brings["prompt"].as_str(), left.brings["max_age"].as_str()), ("login", "600"));
    let cases = [
        (json!({ "amr": ["pwd", "mfa"], "auth_time": now }), true),
        (json!({ "acr": "mfa", "auth_time": now }), true),
        (json!({ "amr": ["pwd", "mfa"], "auth_time": now - 3_600 }), false),
        (json!({ "amr": ["pwd", "mfa"] }), false),
        (json!({ "amr": ["pwd", "MFA", "mfa "], "acr": "1", "auth_time": now }), false),
        (json!({ "auth_time": now }), false),
    ];
    for (claims, spared) in cases {
        hostile.say(Says { claims: claims.clone(), ..Says::default() });
        let answer = sign_in(&site, &hostile).await;
        assert_eq!(leads_to(&answer), if spared { "/" } else { "/connexion/code?suite=%2F" }, "{claims}");
        let session = cookies(&answer).into_iter().find(|one| one.starts_with("__Host-quitus=")).unwrap();
        assert_eq!(site.get("/compte", &session).await.status() == StatusCode::OK, spared, "{claims}");
    }
    // A word where a list is due is no proof of anything.
    hostile.say(Says { claims: json!({ "amr": "mfa", "auth_time": now }), ..Says::default() });
    assert_eq!(code_of(sign_in(&site, &hostile).await).await, "provider_silent");
}

/// The head of the house confirms the one link that waits.
async fn confirm_the_link(staff: &Staff, site: &Browserless) {
    let (_, head) = site.sign_in(staff, RESPONSABLE).await;
    let board = site.get("/", &head).await.text().await.unwrap();
    assert!(board.contains("Comptes de l’organisation à confirmer"), "{board}");
    let page = site.get("/administration/acces", &head).await.text().await.unwrap();
    let path = page.split("action=\"").find(|part| part.starts_with("/administration/acces/liens/")).unwrap();
    let path = path.split('"').next().unwrap().to_owned();
    let token = site.token("/compte", &head).await;
    let done = site.post(&path, &head, &site.origin, format!("jeton={token}")).await;
    assert_eq!(done.status(), StatusCode::SEE_OTHER, "{}", done.text().await.unwrap());
    let again = site.post(&path, &head, &site.origin, format!("jeton={token}")).await;
    assert_eq!(code_of(again).await, "access_nothing_to_confirm");
}

/// New keys are read by at once, without a start; what the old ones sign is refused from then on, under whichever name.
async fn rotation(test: TestDb) {
    let (_, hostile, _server, site) = house(&test).await;
    assert!(leads_to(&sign_in(&site, &hostile).await).starts_with("/connexion/code"));
    // The keys change while a browser is at the provider.
    let left = leave(&site, &hostile, "/connexion/organisation", "").await;
    hostile.say(Says { rotated: true, ..Says::default() });
    assert!(leads_to(&site.get(&left.back(), &left.cookie).await).starts_with("/connexion/code"));
    for sign in [Sign::ByTheOldKey, Sign::ByTheOldKeyAsTheNew] {
        hostile.say(Says { rotated: true, sign, ..Says::default() });
        assert_eq!(code_of(sign_in(&site, &hostile).await).await, "provider_proof_refused", "{sign:?}");
    }
    hostile.say(Says { rotated: true, ..Says::default() });
    assert!(leads_to(&sign_in(&site, &hostile).await).starts_with("/connexion/code"));
}
