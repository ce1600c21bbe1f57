//! Who may go where: the table `routes.txt`, written by hand, against the addresses that the site really has, asked one by one as
//! each role. An address without a row fails, and so does a row without an address.

use crate::browser::{Server, Staff, build};
use crate::engine::{TestDb, both_engines_from};
use crate::office::{self, COMPTABLE, GESTIONNAIRE, RESPONSABLE, TODAY};
use crate::portal;
use crate::provider;
use crate::ring::RING;
use chrono::Utc;
use libtest_mimic::Trial;
use quitus::access::{Act, ProviderSettings, Role, add_user, assign, find_user};
use quitus::demo::play::{LivingBank, Options, Silent, play_and_go_on};
use quitus::intake::receipt::list_receipts;
use quitus::store::{Db, Memory};
use quitus::web::notes::Notes;
use quitus::web::provider::Gateway;
use quitus::web::routes::Method;
use quitus::web::server::{Office, Site};
use reqwest::header::{CONTENT_TYPE, COOKIE, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::{Client, Response, StatusCode};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub fn tests() -> Vec<Trial> {
    [
        both_engines_from("routes::every_address_has_its_row_and_keeps_to_it", build, matrix),
        both_engines_from("routes::who_waits_reaches_nothing_but_their_own_account", build, waiting),
        both_engines_from("routes::a_form_of_another_site_is_refused_everywhere", build, elsewhere),
        both_engines_from("routes::a_manager_reaches_no_file_of_another", build, reach),
        both_engines_from("routes::large_files_are_taken_from_those_who_may_send_them", build, large),
        both_engines_from("routes::a_manager_brings_in_neither_files_nor_answers", build, narrow),
        both_engines_from("routes::a_demonstration_adds_its_own_addresses", build, demonstration),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The rows: who may use an address, by method and path.
pub type Rows = BTreeMap<(String, String), BTreeSet<String>>;

/// What a demonstration adds to every house.
const DEMONSTRATION: &str = "DEMO";
/// What an identity provider adds.
const PROVIDER: &str = "OIDC";

/// The rows of a house with an identity provider.
pub fn table() -> Rows {
    rows_of("").into_iter().chain(rows_of(PROVIDER)).collect()
}

/// The rows of every house, or those that something adds.
fn rows_of(added: &str) -> Rows {
    let mut rows = Rows::new();
    for line in include_str!("routes.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let mut words = line.split_whitespace().map(str::to_owned).peekable();
        let mark = words.next_if(|word| [DEMONSTRATION, PROVIDER].contains(&word.as_str())).unwrap_or_default();
        if mark != added {
            continue;
        }
        let key = (words.next().unwrap(), words.next().unwrap());
        assert!(rows.insert(key, words.collect()).is_none(), "twice: {line}");
    }
    rows
}

/// The addresses that the site of a house has, with what makes it have more.
fn addresses(db: &Db, provider: Option<Gateway>, demonstration: Option<LivingBank>) -> BTreeSet<(String, String)> {
    let site = Site::at("http://localhost:1").unwrap();
    let (notes, _) = Notes::begin(db.clone());
    let demonstration = demonstration.map(Arc::new);
    let office = Arc::new(Office {
        db: db.clone(),
        site,
        keys: RING.clone(),
        today: None,
        notes,
        memory: Memory::default(),
        provider,
        demonstration,
    });
    let word = |method| if method == Method::Get { "GET" } else { "POST" };
    quitus::web::map(&office).rows().iter().map(|row| (word(row.method).to_owned(), row.path.to_owned())).collect()
}

/// A provider that nobody finds.
pub const NOWHERE: &str = "http://127.0.0.1:9";

fn gateway() -> Gateway {
    let (client, secret, label) = ("quitus".into(), "secret".into(), "Entrer".into());
    let settings = ProviderSettings { issuer: NOWHERE.into(), client, secret, label, trusted_mfa: None };
    Gateway::new(settings, "http://localhost:1").unwrap()
}

/// An address with something in the place of its parameters.
pub fn filled(path: &str) -> String {
    path.split('/').map(|part| if part.starts_with('{') { "1" } else { part }).collect::<Vec<_>>().join("/")
}

/// The site without a browser.
pub struct Browserless {
    /// Follows nothing.
    pub client: Client,
    /// The address of the site.
    pub origin: String,
}

impl Browserless {
    /// The site of a server.
    pub fn of(server: &Server) -> Self {
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).pool_max_idle_per_host(0).build().unwrap();
        Self { client, origin: server.origin.clone() }
    }

    /// Asks a page.
    pub async fn get(&self, path: &str, cookie: &str) -> Response {
        self.client.get(format!("{}{path}", self.origin)).header(COOKIE, cookie).send().await.unwrap()
    }

    /// Sends a form.
    pub async fn post(&self, path: &str, cookie: &str, origin: &str, body: String) -> Response {
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

    /// The token of the forms of a page.
    pub async fn token(&self, path: &str, cookie: &str) -> String {
        let page = self.get(path, cookie).await.text().await.unwrap();
        page.split("name=\"jeton\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    }

    /// Signs a user in, and gives the cookie of the session before and after the second factor.
    pub async fn sign_in(&self, staff: &Staff, name: &str) -> (String, String) {
        let password = staff.password().replace(' ', "+");
        let half = self.cookie_after("/connexion", "", format!("nom={name}&mot_de_passe={password}")).await;
        let token = self.token("/connexion/code", &half).await;
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
        status
            if status.is_redirection()
                && (["/connexion", "/espace/entrer"].iter().any(|door| leads_to.starts_with(door)) || leads_to == "/") =>
        {
            Treated::SentToSignIn
        }
        _ => Treated::LetIn,
    }
}

/// A manager decides a receipt by its address: for a person of another portfolio nothing is written, for one of theirs it is.
async fn reach(test: TestDb) {
    let staff = Staff::of(&test).await;
    office::Office::at(&test.url).import();
    let mut tx = test.db.write().await.unwrap();
    let author = find_user(&mut tx, RESPONSABLE).await.unwrap();
    let act = Act { user: author, at: Utc::now(), today: TODAY.parse().unwrap() };
    let other = add_user(&mut tx, Some(&act), "Loïs", Role::Gestionnaire, act.at).await.unwrap();
    assign(&mut tx, &act, &[1], &other, act.today).await.unwrap();
    let receipt = list_receipts(&mut tx, true).await.unwrap().remove(0).id;
    tx.commit().await.unwrap();
    let server = Server::over(&test.url, TODAY);
    let site = Browserless::of(&server);
    let (_, cookie) = site.sign_in(&staff, GESTIONNAIRE).await;
    let token = site.token("/", &cookie).await;
    let refuse = |person: i64| format!("jeton={token}&revenu=salaire&personne_refus={person}&piece_refus=Bulletin");
    let path = format!("/banque/encaissements/{receipt}/refuser");
    let waits = async || {
        let mut tx = test.db.read().await.unwrap();
        list_receipts(&mut tx, true).await.unwrap().iter().any(|one| one.id == receipt)
    };
    let answer = site.post(&path, &cookie, &site.origin, refuse(1)).await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().await.unwrap().contains("file_not_seen"));
    assert!(waits().await);
    let answer = site.post(&path, &cookie, &site.origin, refuse(2)).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{}", answer.text().await.unwrap());
    assert!(!waits().await);
}

/// Two megabytes are no file of the bank for who is not signed in: they are not even read.
async fn large(test: TestDb) {
    let staff = Staff::of(&test).await;
    let server = Server::over(&test.url, TODAY);
    let site = Browserless::of(&server);
    let (_, cookie) = site.sign_in(&staff, COMPTABLE).await;
    let token = site.token("/", &cookie).await;
    let part = |name: &str, file: &str, value: &str| {
        format!("--limite\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{value}\r\n")
    };
    let file = part("fichiers", "; filename=\"gros.xml\"", &"x".repeat(2 << 20));
    let body = [part("jeton", "", &token), file, "--limite--\r\n".to_owned()].concat();
    let send = async |cookie: &str| {
        let request =
            site.client.post(format!("{}/banque/importer", site.origin)).header(COOKIE, cookie).header(ORIGIN, &site.origin);
        let request = request.header(CONTENT_TYPE, "multipart/form-data; boundary=limite").body(body.clone());
        request.send().await.ok().map(|answer| answer.status())
    };
    // The answer, or the end of the connection before the whole was sent: both mean that it was not read.
    assert!(send("").await.is_none_or(|status| status == StatusCode::PAYLOAD_TOO_LARGE));
    assert!(send(&cookie).await.is_some_and(|status| status != StatusCode::PAYLOAD_TOO_LARGE));
}

/// On the command line as in the browser: the payees of a whole house, and what the bank says of its payments, are no manager's.
async fn narrow(test: TestDb) {
    let office = office::Office::at(&test.url);
    let folder = office.caseload();
    let answer = office.path("reponse.xml");
    std::fs::write(&answer, "<Document/>").unwrap();
    let answer = answer.to_str().unwrap();
    for arguments in [["caseload", "import", &folder], ["bank", "answer", answer]] {
        let said = office.run(&[&arguments[..], &["--by", GESTIONNAIRE]].concat());
        assert_eq!(said.refusal(), "role_not_allowed", "{arguments:?}");
    }
}

/// What a demonstration adds, and that no house without one has it.
async fn demonstration(test: TestDb) {
    let dir = tempfile::tempdir().unwrap();
    let options = Options { dir: dir.path().to_owned(), people: 2, seed: 3, statements: false };
    let other = TestDb::fresh(test.engine).await;
    let (_, bank) = play_and_go_on(&other.db, &options, &mut Silent).await.unwrap();
    let all = addresses(&other.db, None, Some(bank));
    let added: BTreeSet<_> = all.difference(&addresses(&test.db, None, None)).cloned().collect();
    assert_eq!(added, rows_of(DEMONSTRATION).keys().cloned().collect());
    other.db.close().await;
}

async fn matrix(test: TestDb) {
    let table = table();
    let written: BTreeSet<_> = table.keys().cloned().collect();
    let real = addresses(&test.db, Some(gateway()), None);
    let missing: Vec<_> = real.difference(&written).collect();
    let stale: Vec<_> = written.difference(&real).collect();
    assert!(missing.is_empty() && stale.is_empty(), "without a row in routes.txt: {missing:#?}\nwithout an address: {stale:#?}");
    assert_eq!(
        addresses(&test.db, None, None),
        rows_of("").keys().cloned().collect(),
        "what a provider adds is nowhere without one"
    );

    let staff = Staff::of(&test).await;
    let server = provider::server(&test.url, NOWHERE, &[]);
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
    visitors.push(("personne".to_owned(), portal::inside(&test.db, 1).await));
    let mut wrong = Vec::new();
    for ((method, path), may) in &table {
        // Leaving ends the session that the other rows need; it is walked in the browser.
        if ["/deconnexion", "/espace/sortir"].contains(&path.as_str()) {
            continue;
        }
        for (visitor, cookie) in &visitors {
            let answer = match method.as_str() {
                "GET" => site.get(&filled(path), cookie).await,
                _ => site.post(&filled(path), cookie, &site.origin, String::new()).await,
            };
            let expected = if may.contains("tous") || may.contains(visitor) {
                Treated::LetIn
            } else if ["inconnu", "mi-chemin", "personne"].contains(&visitor.as_str())
                || may.contains("mi-chemin")
                // No session of a user opens the space of a person, nor the other way round.
                || may.contains("personne")
            {
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

/// Whose access nobody confirmed: their own account, what everybody sees, and not one other address; an auditor like the others.
async fn waiting(test: TestDb) {
    let staff = Staff::of(&test).await;
    let server = provider::server(&test.url, NOWHERE, &[]);
    let site = Browserless::of(&server);
    for role in [Role::Auditeur, Role::Responsable] {
        let name = staff.with(role);
        let (_, cookie) = site.sign_in(&staff, &name).await;
        let waits = format!(
            "INSERT INTO access_change (seq, app_user, kind, made_at, made_by)
                SELECT (SELECT MAX(seq) + 1 FROM access_change), u.id, 'factor', u.created_at, a.id
                FROM app_user u, app_user a WHERE u.name = '{name}' AND a.name = '{}'",
            staff.with(Role::Admin)
        );
        test.plain_sql(&waits).await.unwrap();
        let mut wrong = Vec::new();
        for ((method, path), may) in &table() {
            let own = path.starts_with("/compte") || path.starts_with("/fait/");
            if own || path == "/deconnexion" || may.contains("tous") || may.contains("personne") || may.contains("mi-chemin") {
                continue;
            }
            let answer = match method.as_str() {
                "GET" => site.get(&filled(path), &cookie).await,
                _ => site.post(&filled(path), &cookie, &site.origin, String::new()).await,
            };
            if treated(&answer) != Treated::Refused {
                wrong.push(format!("{method} {path} as {name}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

async fn elsewhere(test: TestDb) {
    let staff = Staff::of(&test).await;
    let server = provider::server(&test.url, NOWHERE, &[]);
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
