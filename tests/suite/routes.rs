//! Who may go where: the table `routes.txt`, written by hand, against the addresses that the site really has, asked one by one as
//! each role. An address without a row fails, and so does a row without an address.

use crate::browser::{Server, Staff, build};
use crate::engine::{TestDb, both_engines_from};
use crate::office::TODAY;
use libtest_mimic::Trial;
use quitus::access::Role;
use quitus::web::routes::Method;
use quitus::web::server::{Office, Site};
use reqwest::header::{CONTENT_TYPE, COOKIE, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::{Client, Response, StatusCode};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub fn tests() -> Vec<Trial> {
    [
        both_engines_from("routes::every_address_has_its_row_and_keeps_to_it", build, matrix),
        both_engines_from("routes::a_form_of_another_site_is_refused_everywhere", build, elsewhere),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The rows: who may use an address, by method and path.
fn table() -> BTreeMap<(String, String), BTreeSet<String>> {
    let mut rows = BTreeMap::new();
    for line in include_str!("routes.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let mut words = line.split_whitespace().map(str::to_owned);
        let key = (words.next().unwrap(), words.next().unwrap());
        assert!(rows.insert(key, words.collect()).is_none(), "twice: {line}");
    }
    rows
}

/// The addresses that the site has.
fn addresses(test: &TestDb) -> BTreeSet<(String, String)> {
    let site = Site::at("http://localhost:1").unwrap();
    let office = Arc::new(Office { db: test.db.clone(), site, today: None });
    let word = |method| if method == Method::Get { "GET" } else { "POST" };
    quitus::web::map(&office).rows().iter().map(|row| (word(row.method).to_owned(), row.path.to_owned())).collect()
}

/// An address with something in the place of its parameters.
fn filled(path: &str) -> String {
    path.split('/').map(|part| if part.starts_with('{') { "1" } else { part }).collect::<Vec<_>>().join("/")
}

struct Browserless {
    client: Client,
    origin: String,
}

impl Browserless {
    fn of(server: &Server) -> Self {
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { client, origin: server.origin.clone() }
    }

    async fn get(&self, path: &str, cookie: &str) -> Response {
        self.client.get(format!("{}{path}", self.origin)).header(COOKIE, cookie).send().await.unwrap()
    }

    async fn post(&self, path: &str, cookie: &str, origin: &str, body: String) -> Response {
        self.client
            .post(format!("{}{path}", self.origin))
            .header(COOKIE, cookie)
            .header(ORIGIN, origin)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body)
            .send()
            .await
            .unwrap()
    }

    /// The cookie after a form of the sign-in.
    async fn cookie_after(&self, path: &str, cookie: &str, body: String) -> String {
        let answer = self.post(path, cookie, &self.origin, body).await;
        let set = answer.headers().get(SET_COOKIE).unwrap_or_else(|| panic!("{path}: {}", answer.status()));
        set.to_str().unwrap().split(';').next().unwrap().to_owned()
    }

    /// Signs a user in, and gives the cookie of the session before and after the second factor.
    async fn sign_in(&self, staff: &Staff, name: &str) -> (String, String) {
        let password = staff.password().replace(' ', "+");
        let half = self.cookie_after("/connexion", "", format!("nom={name}&mot_de_passe={password}")).await;
        let page = self.get("/connexion/code", &half).await.text().await.unwrap();
        let token = page.split("name=\"jeton\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let whole = self.cookie_after("/connexion/code", &half, format!("jeton={token}&code={}", staff.code(name))).await;
        let again = self.cookie_after("/connexion", "", format!("nom={name}&mot_de_passe={password}")).await;
        (again, whole)
    }
}

/// How an answer treats who asked.
#[derive(Debug, PartialEq, Eq)]
enum Treated {
    LetIn,
    Refused,
    SentToSignIn,
}

fn treated(answer: &Response) -> Treated {
    let leads_to = answer.headers().get(LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match answer.status() {
        StatusCode::FORBIDDEN => Treated::Refused,
        StatusCode::UNAUTHORIZED => Treated::SentToSignIn,
        status if status.is_redirection() && (leads_to.starts_with("/connexion") || leads_to == "/") => Treated::SentToSignIn,
        _ => Treated::LetIn,
    }
}

async fn matrix(test: TestDb) {
    let table = table();
    let written: BTreeSet<_> = table.keys().cloned().collect();
    let real = addresses(&test);
    let missing: Vec<_> = real.difference(&written).collect();
    let stale: Vec<_> = written.difference(&real).collect();
    assert!(missing.is_empty() && stale.is_empty(), "without a row in routes.txt: {missing:#?}\nwithout an address: {stale:#?}");

    let staff = Staff::of(&test).await;
    let server = Server::over(&test.url, TODAY);
    let site = Browserless::of(&server);
    let mut visitors = vec![("inconnu".to_owned(), String::new())];
    for role in Role::PEOPLE {
        let name = staff.with(role);
        let (half, whole) = site.sign_in(&staff, &name).await;
        if role == Role::Responsable {
            visitors.push(("mi-chemin".to_owned(), half));
        }
        visitors.push((role.word().to_owned(), whole));
    }
    let mut wrong = Vec::new();
    for ((method, path), may) in &table {
        // Leaving ends the session that the other rows need; it is walked in the browser.
        if path == "/deconnexion" {
            continue;
        }
        for (visitor, cookie) in &visitors {
            let answer = match method.as_str() {
                "GET" => site.get(&filled(path), cookie).await,
                _ => site.post(&filled(path), cookie, &site.origin, String::new()).await,
            };
            let expected = if may.contains("tous") || may.contains(visitor) {
                Treated::LetIn
            } else if ["inconnu", "mi-chemin"].contains(&visitor.as_str()) || may.contains("mi-chemin") {
                Treated::SentToSignIn
            } else {
                Treated::Refused
            };
            let found = treated(&answer);
            if found != expected || answer.status().is_server_error() {
                wrong.push(format!("{method} {path} as {visitor}: {found:?} ({}), not {expected:?}", answer.status()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn elsewhere(test: TestDb) {
    let staff = Staff::of(&test).await;
    let server = Server::over(&test.url, TODAY);
    let site = Browserless::of(&server);
    let (_, cookie) = site.sign_in(&staff, &staff.with(Role::Responsable)).await;
    for ((method, path), _) in table() {
        if method == "POST" {
            let answer = site.post(&filled(&path), &cookie, "https://autre.example", String::new()).await;
            assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{path}");
            assert!(answer.text().await.unwrap().contains("comes_from_elsewhere"), "{path}");
        }
    }
    assert_eq!(site.get("/", &cookie).await.status(), StatusCode::OK, "the session outlives forms of other sites");
}
