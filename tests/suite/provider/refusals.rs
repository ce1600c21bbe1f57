//! A provider that is not there, that lies, or that is not the one: nobody comes in, and the password still opens.

use super::flow::{Left, by_password, code_of, cookies, leads_to, leave, link, password, says_yes, sign_in};
use super::hostile::{Hostile, Says, Sign};
use super::{BUTTON, SECRET, server};
use crate::access::encoded;
use crate::browser::{Server, Staff, build};
use crate::engine::{TestDb, both_engines_from};
use crate::office::{COMPTABLE, GESTIONNAIRE, RESPONSABLE, TODAY};
use crate::process::quitus;
use crate::routes::Browserless;
use libtest_mimic::Trial;
use quitus::access::Role;
use reqwest::StatusCode;
use reqwest::header::COOKIE;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::os::unix::fs::PermissionsExt;

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    [
        both_engines_from("provider::what_leaves_and_comes_back_is_what_the_protocol_says", build, protocol),
        both_engines_from("provider::a_token_that_does_not_stand_up_lets_nobody_in", build, tokens),
        both_engines_from("provider::a_return_is_of_its_browser_and_serves_once", build, returns),
        both_engines_from("provider::an_identity_is_linked_in_the_session_that_left", build, linking),
        both_engines_from("provider::a_provider_that_answers_badly_stops_nobody", build, silent),
        both_engines_from("provider::who_may_not_come_in_by_a_password_may_not_by_the_provider", build, not_let_in),
        both_engines_from("provider::strangers_write_nothing_and_wait_like_at_the_door", build, strangers),
        both_engines_from("provider::without_one_nothing_of_it_is_there", build, absent),
        vec![Trial::test("provider::what_the_server_is_told_is_whole", || {
            told();
            Ok(())
        })],
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A house whose accountant has linked « marie ».
pub async fn house(test: &TestDb) -> (Staff, Hostile, Server, Browserless) {
    house_that(test, &[]).await
}

/// The same, told more of its provider.
pub async fn house_that(test: &TestDb, more: &[&str]) -> (Staff, Hostile, Server, Browserless) {
    let staff = Staff::of(test).await;
    let hostile = Hostile::start().await;
    let server = server(&test.url, hostile.issuer(), more);
    let site = Browserless::of(&server);
    let (_, session) = site.sign_in(&staff, COMPTABLE).await;
    let done = link(&site, &hostile, &session).await;
    assert_eq!(leads_to(&done), "/compte?fait=organisation", "{}", done.text().await.unwrap());
    (staff, hostile, server, site)
}

async fn protocol(test: TestDb) {
    let (staff, hostile, _server, site) = house(&test).await;
    let page = site.get("/connexion?suite=/comptabilite", "").await.text().await.unwrap();
    assert!(page.contains(BUTTON) && page.contains("href=\"/connexion/organisation?suite=%2Fcomptabilite\""));
    // What was typed waits on the page of who was signed out, and would not come along to the provider.
    let waiting = site.post("/administration/organisme", "", &site.origin, "nom=Union".into()).await;
    assert_eq!(waiting.status(), StatusCode::UNAUTHORIZED);
    assert!(!waiting.text().await.unwrap().contains(BUTTON));
    let left = leave(&site, &hostile, "/connexion/organisation?suite=%2Fcomptabilite", "").await;
    let brought = |name: &str| left.brings[name].clone();
    assert_eq!(
        (brought("response_type"), brought("client_id"), brought("code_challenge_method"), brought("redirect_uri")),
        ("code".into(), "quitus".into(), "S256".into(), format!("{}/connexion/organisation/retour", site.origin))
    );
    assert_eq!(brought("scope"), "openid profile email");
    let set = site.get("/connexion/organisation", "").await;
    let set = set.headers()[reqwest::header::SET_COOKIE].to_str().unwrap().to_owned();
    for word in ["__Host-quitus-depart=", "HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
        assert!(set.contains(word), "{word}: {set}");
    }
    // Nothing that leaves tells what the browser keeps.
    let secret = left.cookie.split(['=', '.']).nth(1).unwrap().to_owned();
    assert!(secret.len() > 64 && left.brings.values().all(|value| *value != secret));
    let answer = site.get(&left.back(), &left.cookie).await;
    assert_eq!((answer.status(), leads_to(&answer)), (StatusCode::SEE_OTHER, "/connexion/code?suite=%2Fcomptabilite".into()));
    let asked = hostile.asked().pop().unwrap();
    assert_eq!((asked["grant_type"].as_str(), asked["code"].as_str()), ("authorization_code", "abc"));
    assert!(asked["authorization"].starts_with("Basic ") && !asked.contains_key("client_secret"));
    // RFC 7636, 4.6.
    assert_eq!(encoded(&Sha256::digest(&asked["code_verifier"])), brought("code_challenge"));
    // Half way, as after a password: then the code.
    let given = cookies(&answer);
    assert!(given.contains(&"__Host-quitus-depart=".to_owned()), "the departure is forgotten: {given:?}");
    let half = given.iter().find(|one| one.starts_with("__Host-quitus=")).unwrap();
    assert_eq!(leads_to(&site.get("/", half).await), "/connexion/code");
    let token = site.token("/connexion/code", half).await;
    let whole = site.post("/connexion/code", half, &site.origin, format!("jeton={token}&code={}", staff.code(COMPTABLE))).await;
    assert_eq!(site.get("/comptabilite", &cookies(&whole)[0]).await.status(), StatusCode::OK);
}

async fn tokens(test: TestDb) {
    let (_, hostile, _server, site) = house(&test).await;
    let dated = |issued: i64, ends: i64| Says { issued_and_ends: Some((issued, ends)), ..Says::default() };
    let claims = |claims: Value| Says { claims, ..Says::default() };
    let signed = |sign: Sign| Says { sign, ..Says::default() };
    let wrong = [
        ("another nonce", claims(json!({ "nonce": "autre" }))),
        ("no nonce", claims(json!({ "nonce": null }))),
        ("another audience", claims(json!({ "aud": "autre" }))),
        ("another audience beside ours", claims(json!({ "aud": ["quitus", "autre"] }))),
        ("no audience", claims(json!({ "aud": [] }))),
        ("another party", claims(json!({ "azp": "autre" }))),
        ("another issuer", claims(json!({ "iss": "https://autre.exemple.fr" }))),
        ("expired", dated(-300, -120)),
        ("without an end", claims(json!({ "exp": null }))),
        ("issued tomorrow", dated(86_400, 90_000)),
        ("issued long ago", dated(-3_600, 300)),
        ("without a subject", claims(json!({ "sub": null }))),
        ("an empty subject", claims(json!({ "sub": "" }))),
        ("a subject with a control", claims(json!({ "sub": "mar\u{0}ie" }))),
        ("a subject without end", claims(json!({ "sub": "a".repeat(256) }))),
        ("another key", signed(Sign::ByAnotherKey)),
        ("no signature", signed(Sign::ByNothing)),
        ("the public key taken for a secret", signed(Sign::ByThePublicKey)),
        ("the client's secret", signed(Sign::BySecret)),
        ("changed after its signature", signed(Sign::ThenChanged)),
        ("no token at all", Says { forgets: true, ..Says::default() }),
        ("a code that is refused", Says { refuses: true, ..Says::default() }),
    ];
    for (what, says) in wrong {
        hostile.say(says);
        let answer = sign_in(&site, &hostile).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{what}");
        assert!(!cookies(&answer).iter().any(|one| one.starts_with("__Host-quitus=")), "{what}");
        let code = code_of(answer).await;
        let expected =
            if ["without an end", "without a subject"].contains(&what) { "provider_silent" } else { "provider_proof_refused" };
        assert_eq!(code, expected, "{what}");
    }
    // A clock that is a little wrong, and an audience that is a list of one, are right.
    for says in [dated(-200, -30), claims(json!({ "aud": ["quitus"], "azp": "quitus" })), Says::default()] {
        hostile.say(says.clone());
        assert!(leads_to(&sign_in(&site, &hostile).await).starts_with("/connexion/code"), "{says:?}");
    }
    hostile.say(claims(json!({ "sub": "luc" })));
    assert_eq!(code_of(sign_in(&site, &hostile).await).await, "identity_not_linked");
}

async fn returns(test: TestDb) {
    let (_, hostile, _server, site) = house(&test).await;
    let left = leave(&site, &hostile, "/connexion/organisation", "").await;
    let other = leave(&site, &hostile, "/connexion/organisation", "").await;
    let ended = async |path: &str, cookie: &str| {
        let answer = site.get(path, cookie).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(code_of(answer).await, "departure_ended", "{path} {cookie}");
    };
    ended(&other.back(), &left.cookie).await;
    ended(&left.back(), "").await;
    ended(&left.back(), "__Host-quitus-depart=inconnu.suite=%2F").await;
    ended("/connexion/organisation/retour", &left.cookie).await;
    ended("/connexion/organisation/retour?code=abc&state=", &left.cookie).await;
    let asked = hostile.asked().len();
    // The provider's own refusal, and an answer in the name of another.
    let refused = site.get(&format!("{}&error=access_denied", other.back()), &other.cookie).await.text().await.unwrap();
    assert!(refused.contains("provider_refused") && refused.contains("vous avez renoncé"));
    let other = leave(&site, &hostile, "/connexion/organisation", "").await;
    let answer = site.get(&format!("{}&iss=https%3A%2F%2Fautre.exemple.fr", other.back()), &other.cookie).await;
    assert_eq!(code_of(answer).await, "provider_proof_refused");
    assert_eq!(hostile.asked().len(), asked, "no code was exchanged for any of these");
    // Nothing of it spoilt the first departure; it serves once.
    hostile.learn(&left.brings["nonce"]);
    assert!(leads_to(&site.get(&left.back(), &left.cookie).await).starts_with("/connexion/code"));
    ended(&left.back(), &left.cookie).await;
    assert_eq!(hostile.asked().len(), asked + 1);
}

async fn linking(test: TestDb) {
    let (staff, hostile, _server, site) = house(&test).await;
    let (_, mine) = site.sign_in(&staff, RESPONSABLE).await;
    let (_, other) = site.sign_in(&staff, GESTIONNAIRE).await;
    // Somebody else's identity is not linked again.
    assert_eq!(code_of(link(&site, &hostile, &mine).await).await, "linked_identity_issuer_subject_unique");
    hostile.say(Says { claims: json!({ "sub": "paul", "name": null, "email": "paul@exemple.fr" }), ..Says::default() });
    // Come back in the session of another, or in none.
    let back = async |left: &Left, session: &str| site.get(&left.back(), &format!("{session}; {}", left.cookie)).await;
    for session in [other.as_str(), ""] {
        let left = leave(&site, &hostile, "/compte/organisation/partir", &mine).await;
        assert_eq!(code_of(back(&left, session).await).await, "identity_not_proved", "{session}");
    }
    let left = leave(&site, &hostile, "/compte/organisation/partir", &mine).await;
    let page = leads_to(&back(&left, &mine).await);
    let shown = site.get(&page, &mine).await.text().await.unwrap();
    assert!(shown.contains("paul@exemple.fr") && shown.contains(hostile.issuer()));
    assert_eq!(code_of(site.get(&page, &other).await).await, "identity_not_proved");
    assert_eq!(code_of(says_yes(&site, &page, &other, password()).await).await, "identity_not_proved");
    // Nothing is linked before the yes, which only a form of this session says.
    assert_eq!(code_of(sign_in(&site, &hostile).await).await, "identity_not_linked");
    let foreign = site.post(&page, &mine, "https://autre.example", String::new()).await;
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
    let wrong = says_yes(&site, &page, &mine, "pas le bon").await;
    assert_eq!((wrong.status(), code_of(wrong).await), (StatusCode::UNPROCESSABLE_ENTITY, "password_wrong".into()));
    assert_eq!(code_of(sign_in(&site, &hostile).await).await, "identity_not_linked");
    // Twice: the second sending finds it done.
    for _ in 0..2 {
        assert_eq!(leads_to(&says_yes(&site, &page, &mine, password()).await), "/compte?fait=organisation");
    }
    assert!(leads_to(&sign_in(&site, &hostile).await).starts_with("/connexion/code"));
    assert!(site.get("/compte", &mine).await.text().await.unwrap().contains("paul@exemple.fr"));
    // Another site that begins a link leads to the page that says what it is about.
    let from_elsewhere = site.client.get(format!("{}/compte/organisation/partir", site.origin)).header(COOKIE, &other);
    let answer = from_elsewhere.header("sec-fetch-site", "cross-site").send().await.unwrap();
    assert_eq!((leads_to(&answer).as_str(), cookies(&answer).len()), ("/compte/organisation", 0));
}

async fn silent(test: TestDb) {
    let (_, hostile, _server, site) = house(&test).await;
    let elsewhere = "http://192.0.2.1:1/token";
    let wrong: [(&str, Says); 4] = [
        ("another issuer", Says { itself: json!({ "issuer": "https://autre.exemple.fr" }), ..Says::default() }),
        ("no keys", Says { itself: json!({ "jwks_uri": null }), ..Says::default() }),
        ("tokens in clear over a network", Says { itself: json!({ "token_endpoint": elsewhere }), ..Says::default() }),
        ("a redirection", Says { redirects: true, ..Says::default() }),
    ];
    for (what, says) in wrong {
        hostile.say(Says::default());
        let left = leave(&site, &hostile, "/connexion/organisation", "").await;
        hostile.say(says);
        let answer = site.get(&left.back(), &left.cookie).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{what}");
        let page = answer.text().await.unwrap();
        assert!(page.contains("provider_silent") && page.contains("name=\"mot_de_passe\""), "{what}: {page}");
    }
    assert_eq!(hostile.asked().len(), 1, "no code was exchanged but that of the link");
    // A server that begins while its provider is down: nobody leaves, and the password opens.
    let down = server(&test.url, "http://127.0.0.1:9", &[]);
    let site = Browserless::of(&down);
    let page = site.get("/connexion/organisation?suite=%2Fdossiers", "").await.text().await.unwrap();
    assert!(page.contains("provider_silent") && page.contains("value=\"/dossiers\""), "{page}");
    assert!(leads_to(&by_password(&site, COMPTABLE, password()).await).starts_with("/connexion/code"));
}

async fn not_let_in(test: TestDb) {
    let (staff, hostile, _server, site) = house(&test).await;
    for _ in 0..5 {
        by_password(&site, COMPTABLE, "pas le bon").await;
    }
    assert_eq!(code_of(sign_in(&site, &hostile).await).await, "sign_in_locked");
    test.plain_sql(
        "INSERT INTO sign_in_attempt (seq, at, name_hash, app_user, address, outcome)
            SELECT MAX(seq) + 1, MAX(at), (SELECT name_hash FROM sign_in_attempt WHERE seq = (SELECT MAX(seq) FROM sign_in_attempt)),
                NULL, '', 'success' FROM sign_in_attempt",
    )
    .await
    .unwrap();
    // Somebody whose access nobody confirmed comes in, and reaches nothing but their own account.
    let waits = format!(
        "INSERT INTO access_change (seq, app_user, kind, made_at, made_by)
            SELECT (SELECT MAX(seq) + 1 FROM access_change), u.id, 'factor', u.created_at, a.id
            FROM app_user u, app_user a WHERE u.name = '{COMPTABLE}' AND a.name = '{}'",
        staff.with(Role::Admin)
    );
    test.plain_sql(&waits).await.unwrap();
    let given = cookies(&sign_in(&site, &hostile).await);
    let half = given.iter().find(|one| one.starts_with("__Host-quitus=")).unwrap();
    let token = site.token("/connexion/code", half).await;
    let whole = site.post("/connexion/code", half, &site.origin, format!("jeton={token}&code={}", staff.code(COMPTABLE))).await;
    let whole = cookies(&whole).remove(0);
    assert_eq!(site.get("/compte", &whole).await.status(), StatusCode::OK);
    assert_eq!(code_of(site.get("/dossiers", &whole).await).await, "access_not_confirmed");
    // A disabled user is nobody.
    let disabled = format!(
        "UPDATE session SET ended_at = seen_at, ended_by = app_user WHERE ended_at IS NULL;
         INSERT INTO user_version (app_user, version, role, active, reason, recorded_at, recorded_by)
            SELECT u.id, 1, u.role, FALSE, 'Départ', u.created_at, a.id FROM app_user u, app_user a
            WHERE u.name = '{COMPTABLE}' AND a.name = '{}'",
        staff.with(Role::Admin)
    );
    test.plain_sql(&disabled).await.unwrap();
    assert_eq!(code_of(sign_in(&site, &hostile).await).await, "identity_not_linked");
}

async fn strangers(test: TestDb) {
    let (_, hostile, _server, site) = house(&test).await;
    let rows = async || test.count("SELECT COUNT(*) FROM provider_departure").await;
    let before = rows().await;
    let from = |path: String, cookie: String| {
        site.client.get(format!("{}{path}", site.origin)).header(COOKIE, cookie).header("x-forwarded-for", "203.0.113.9").send()
    };
    hostile.say(Says { refuses: true, ..Says::default() });
    for _ in 0..30 {
        let left = leave(&site, &hostile, "/connexion/organisation", "").await;
        assert_eq!(code_of(from(left.back(), left.cookie).await.unwrap()).await, "provider_proof_refused");
    }
    let asked = hostile.asked().len();
    let left = leave(&site, &hostile, "/connexion/organisation", "").await;
    assert_eq!(code_of(from(left.back(), left.cookie.clone()).await.unwrap()).await, "sign_in_locked");
    assert_eq!((hostile.asked().len(), rows().await), (asked, before), "the provider is not asked, and nothing was written");
    // Another address goes on.
    hostile.say(Says::default());
    assert!(leads_to(&site.get(&left.back(), &left.cookie).await).starts_with("/connexion/code"));
    assert_eq!(rows().await, before + 1);
}

async fn absent(test: TestDb) {
    let staff = Staff::of(&test).await;
    let server = Server::over(&test.url, TODAY);
    let site = Browserless::of(&server);
    let admin = staff.with(Role::Admin);
    let (_, cookie) = site.sign_in(&staff, &admin).await;
    let page = site.get("/connexion", "").await.text().await.unwrap();
    let account = site.get("/compte", &cookie).await.text().await.unwrap();
    assert!(!page.contains("organisation") && !account.contains("organisation"));
    let token = site.token("/compte", &cookie).await;
    let form = format!("jeton={token}");
    for path in
        ["/connexion/organisation", "/connexion/organisation/retour", "/compte/organisation", "/compte/organisation/partir"]
    {
        assert_eq!(site.get(path, &cookie).await.status(), StatusCode::NOT_FOUND, "{path}");
        assert_eq!(site.get(path, "").await.status(), StatusCode::NOT_FOUND, "{path}");
    }
    let users = site.get("/administration/utilisateurs", &cookie).await.text().await.unwrap();
    let user =
        users.split("/administration/utilisateurs/").filter_map(|part| part.split('"').next()).find(|id| id.len() > 20).unwrap();
    let user = format!("/administration/utilisateurs/{user}");
    assert!(!site.get(&user, &cookie).await.text().await.unwrap().contains("organisation"));
    for path in ["/compte/organisation/1".to_owned(), "/compte/organisation/retirer".to_owned(), format!("{user}/organisation")] {
        assert_eq!(site.post(&path, &cookie, &site.origin, form.clone()).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

/// A provider that is told of by half, or that would be reached in clear, stops the server at its start; its secret is in no argument.
fn told() {
    let folder = tempfile::tempdir().unwrap();
    let db = format!("sqlite:{}", folder.path().join("quitus.db").display());
    let file = folder.path().join("secret");
    std::fs::write(&file, "  \n").unwrap();
    std::fs::set_permissions(&file, PermissionsExt::from_mode(0o600)).unwrap();
    let run = |more: &[&str], secret: &str| {
        let mut command = quitus(&[&["--db", &db, "--json", "serve", "--listen", "127.0.0.1:0"], more].concat());
        command.env("QUITUS_OIDC_SECRET", secret);
        crate::process::start(&mut command).finish().refusal()
    };
    let both = ["--oidc-issuer", "https://connexion.exemple.fr", "--oidc-client", "quitus"];
    let open = folder.path().join("ouvert");
    std::fs::write(&open, SECRET).unwrap();
    std::fs::set_permissions(&open, PermissionsExt::from_mode(0o644)).unwrap();
    assert_eq!(run(&[&both[..], &["--oidc-secret-file", open.to_str().unwrap()]].concat(), ""), "provider_secret_open");
    for (more, secret) in [
        (&both[..2], SECRET),
        (&both[2..], SECRET),
        (&both[..], ""),
        (&["--oidc-issuer", "http://connexion.exemple.fr", "--oidc-client", "quitus"], SECRET),
        (&["--oidc-issuer", "connexion.exemple.fr", "--oidc-client", "quitus"], SECRET),
        (&[&both[..], &["--oidc-secret-file", file.to_str().unwrap()]].concat()[..], SECRET),
    ] {
        assert_eq!(run(more, secret), "provider_settings", "{more:?}");
    }
    let missing = folder.path().join("absent");
    assert_eq!(run(&[&both[..], &["--oidc-secret-file", missing.to_str().unwrap()]].concat(), SECRET), "file_unreadable");
    // There is no way to write the secret where everybody reads it.
    let help = crate::process::start(&mut quitus(&["serve", "--help"])).finish().done().out;
    assert!(help.contains("--oidc-secret-file") && !help.contains("--oidc-secret "));
}
