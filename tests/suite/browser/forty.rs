//! The month of forty people, done in the browser by an accountant, a manager and a head over the demonstration that the program
//! serves, with the files of its bank. Every click, every field filled and every key chord is counted: sixty at most for the month.

use super::chromium::Visitor;
use super::server::Server;
use crate::process::quitus;
use libtest_mimic::Trial;
use quitus::demo::keys::PASSWORD;
use quitus::intake::receipt::list_receipts;
use quitus::store::Db;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What the whole month may cost.
const MOST: usize = 60;

pub fn tests() -> Vec<Trial> {
    // The demonstration keeps its house in SQLite.
    let run = || {
        crate::engine::runtime().block_on(month());
        Ok(())
    };
    vec![Trial::test("browser::the_month_of_forty_people_takes_sixty_clicks", run)]
}

/// A demonstration at work: its folder, its server, its people.
struct House {
    folder: tempfile::TempDir,
    server: Server,
    db: Db,
}

impl House {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("demo");
        let dir = dir.to_str().unwrap();
        let server = Server::start(quitus(&["demo", "--dir", dir, "--people", "40", "--force", "--listen", "127.0.0.1:0"]));
        let db = Db::open(&format!("sqlite:{dir}/quitus.db")).await.unwrap();
        Self { folder, server, db }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("demo").join(name)
    }

    /// Somebody who signs in with a code of the paper beside the database.
    async fn visitor(&self, name: &str) -> Visitor {
        let text = std::fs::read_to_string(self.path("acces.txt")).unwrap();
        let own = text.split("\n\n").find(|part| part.starts_with(&format!("{name} ("))).unwrap();
        let code = own.lines().filter_map(|line| line.trim().strip_prefix("code  ")).next_back().unwrap();
        let visitor = Visitor::at(&self.server.origin, true).await;
        visitor.open("/").await;
        visitor.fill("nom", name).await;
        visitor.fill("mot_de_passe", PASSWORD).await;
        visitor.click("Se connecter").await;
        visitor.fill("code", code).await;
        visitor.click("Continuer").await;
        visitor.reads(&format!("Bonjour {name}")).await;
        visitor
    }

    /// The files that the bank made and that nobody took yet.
    fn new_files(&self, taken: &mut BTreeSet<String>) -> Vec<PathBuf> {
        let folder = self.path("banque/recus");
        let mut names: Vec<String> =
            std::fs::read_dir(&folder).unwrap().map(|one| one.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names.into_iter().filter(|name| taken.insert(name.clone())).map(|name| folder.join(name)).collect()
    }

    /// What the accountant takes to the bank: the files downloaded since the last time, as the database kept them.
    async fn downloaded(&self, taken: &mut BTreeSet<String>) -> Vec<PathBuf> {
        let Db::Sqlite { read, .. } = &self.db else { unreachable!() };
        let sql =
            "SELECT b.id, b.bytes FROM batch b WHERE EXISTS (SELECT 1 FROM batch_export x WHERE x.batch = b.id) ORDER BY b.id";
        let all: Vec<(String, Vec<u8>)> = sqlx::query_as(sql).fetch_all(read).await.unwrap();
        let new = all.into_iter().filter(|(id, _)| taken.insert(id.clone()));
        let write = |(id, bytes): (String, Vec<u8>)| {
            let path = self.folder.path().join(format!("virements-{id}.xml"));
            std::fs::write(&path, bytes).unwrap();
            path
        };
        new.map(write).collect()
    }
}

/// A hand on a mouse and a keyboard, which counts.
struct Hand<'a> {
    visitor: Visitor,
    done: &'a RefCell<Vec<String>>,
}

impl Hand<'_> {
    fn count(&self, what: impl Into<String>) {
        self.done.borrow_mut().push(what.into());
    }

    async fn click(&self, words: &str) {
        self.count(words);
        self.visitor.click(words).await;
    }

    /// Clicks what a selector names; false when the page has none.
    async fn click_on(&self, css: &str) -> bool {
        if !self.visitor.has(css).await {
            return false;
        }
        self.count(css);
        self.visitor.see(css).await.click().await.unwrap();
        true
    }

    async fn fill(&self, name: &str, value: &str) {
        self.count(format!("{name} = {value}"));
        self.visitor.fill(name, value).await;
    }

    async fn enter(&self, field: &str) {
        self.count("Entrée");
        self.visitor.see(field).await.send_keys("\u{E007}").await.unwrap();
    }

    async fn attach(&self, files: &[PathBuf]) {
        self.count(format!("{} fichiers", files.len()));
        let files: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
        self.visitor.attach("fichiers", &files).await;
    }

    /// Brings the bank's files in and decides what Quitus proposes, against the payers' lists.
    async fn accountant(&self, files: &[PathBuf]) {
        self.click("Tableau de bord").await;
        self.click("Importer des fichiers de la banque").await;
        self.attach(files).await;
        self.click("Voir ce qui va se passer").await;
        self.visitor.reads("Avant d’importer").await;
        assert!(self.click_on("form[action^=\"/banque/importer/\"] button:not(.second)").await, "{}", self.visitor.text().await);
        self.visitor.reads("Référence de l’opération").await;
        if !self.click_on("a[href=\"/banque/encaissements\"].button").await {
            return;
        }
        self.visitor.reads("À identifier").await;
        if self.visitor.has("main [name=piece]").await {
            // What the words of the transfer call a salary is one: the accountant has its notice at hand.
            let rest =
                self.visitor.client().find_all(fantoccini::Locator::Css("main tbody input[type=checkbox]:not(:checked)")).await;
            for one in rest.unwrap() {
                self.count("cocher");
                one.click().await.unwrap();
            }
            self.fill("piece", "Bordereaux des payeurs de décembre").await;
            self.enter("main [name=piece]").await;
            self.visitor.reads("Avant de décider").await;
            self.enter("form[action$=\"/decider\"] button").await;
            self.visitor.reads("Référence de l’opération").await;
            self.click("Encaissements qui attendent encore").await;
        }
        self.one_by_one().await;
    }

    /// What is left is opened one by one: a proposal that names the person is taken with its notice, what nobody knows is refused.
    async fn one_by_one(&self) {
        while self.click_on("main tbody td.right a").await {
            self.visitor.reads("Ce que la banque a écrit").await;
            if self.click_on(".proposals a").await {
                self.visitor.reads("Identifier et répartir").await;
                self.fill("piece", "Notification du payeur").await;
                self.enter("#piece").await;
                self.visitor.see("form[action$=\"/decider\"]").await;
                self.enter("form[action$=\"/decider\"] button").await;
            } else {
                let refuse = "//summary[normalize-space(.)='Refuser tout l’encaissement']";
                self.count("Refuser tout l’encaissement");
                self.visitor.client().find(fantoccini::Locator::XPath(refuse)).await.unwrap().click().await.unwrap();
                self.fill("piece_refus", "Avis de crédit").await;
                self.enter("main [name=piece_refus]").await;
            }
            self.visitor.reads("Référence de l’opération").await;
            self.click("Revenir à la liste").await;
        }
    }

    async fn manager(&self) {
        self.click("Tableau de bord").await;
        self.click("Préparer le mois").await;
        self.visitor.reads("Écrire cette préparation").await;
        if self.click_on("form[action=\"/paiements/preparer/ecrire\"] button").await {
            self.visitor.reads("Référence de l’opération").await;
        }
    }

    /// Another person than the one who prepared approves, seals, and downloads.
    async fn head(&self) {
        self.click("Tableau de bord").await;
        if !self.click_on("a[href=\"/paiements/approuver\"]").await {
            return;
        }
        self.click("Approuver les paiements cochés").await;
        self.visitor.reads("Référence de l’opération").await;
        self.click("Mettre en fichier").await;
        assert!(self.click_on("form[action=\"/paiements/fichiers/sceller\"] button").await, "{}", self.visitor.text().await);
        self.visitor.reads("Référence de l’opération").await;
        self.click("Télécharger et envoyer").await;
        self.visitor.reads("À envoyer à la banque").await;
        if !self.click_on("form[action=\"/paiements/fichiers/telecharger\"] button").await {
            assert!(self.click_on(".unsent button").await);
        }
        // A click is not yet a file: the page no longer offers it once its trace is there.
        let left = async || {
            self.visitor.open("/paiements/fichiers").await;
            self.visitor.has(".unsent button").await
        };
        for _ in 0..100 {
            if !left().await {
                return;
            }
        }
        panic!("a file was sealed and never downloaded");
    }
}

/// Lets the days pass at the bank: no work of anybody's.
async fn days(world: &Visitor, files: &[PathBuf], until: &str) {
    world.open("/demonstration").await;
    if !files.is_empty() {
        world.attach("fichiers", &files.iter().map(PathBuf::as_path).collect::<Vec<_>>()).await;
        world.click("Déposer").await;
        world.reads("Sa réponse est").await;
    }
    loop {
        let today = world.see("form[action=\"/demonstration/avancer\"] [name=jour]").await.attr("value").await.unwrap().unwrap();
        if today.as_str() >= until {
            break;
        }
        world.see("form[action=\"/demonstration/avancer\"] button").await.click().await.unwrap();
        let next = today.parse::<chrono::NaiveDate>().unwrap().succ_opt().unwrap();
        world.see(&format!("form[action=\"/demonstration/avancer\"] [name=jour][value=\"{next}\"]")).await;
    }
}

async fn month() {
    let house = House::open().await;
    let done = RefCell::new(Vec::new());
    let hand = async |name| Hand { visitor: house.visitor(name).await, done: &done };
    let world = house.visitor("Ange").await;
    let (accountant, manager, head) = (hand("Dominique").await, hand("Camille").await, hand("Sacha").await);
    let mut taken = BTreeSet::new();
    let mut sent = BTreeSet::new();
    house.new_files(&mut taken);
    house.downloaded(&mut sent).await;
    let mut letters = Vec::new();
    for (day, pays) in [("2026-12-08", true), ("2026-12-14", true), ("2027-01-02", false)] {
        days(&world, &letters, day).await;
        accountant.accountant(&house.new_files(&mut taken)).await;
        if pays {
            manager.manager().await;
            head.head().await;
            letters = house.downloaded(&mut sent).await;
        }
    }
    let told = done.borrow().join("\n");
    let clicks = done.borrow().len();
    println!("{clicks} clicks and key chords for the month of 40 people");
    assert_done(&house).await;
    assert!(clicks <= MOST, "{clicks}:\n{told}");
    for visitor in [world, accountant.visitor, manager.visitor, head.visitor] {
        visitor.leave().await;
    }
    house.db.close().await;
}

/// The month is really done: every credit decided, every rent that money covers paid, four eyes on each payment, the books whole.
async fn assert_done(house: &House) {
    let mut tx = house.db.read().await.unwrap();
    let waiting = list_receipts(&mut tx, true).await.unwrap();
    assert!(waiting.is_empty(), "{waiting:?}");
    quitus::books::prove(&mut tx).await.unwrap();
    drop(tx);
    let Db::Sqlite { read, .. } = &house.db else { unreachable!() };
    let one = async |sql: &'static str| -> i64 { sqlx::query_scalar(sql).fetch_one(read).await.unwrap() };
    let settled = one("SELECT COUNT(*) FROM payment_order WHERE month = '2026-12' AND state = 'settled'").await;
    let rents = one("SELECT COUNT(*) FROM payment_order WHERE month = '2026-12' AND kind = 'rent' AND state = 'settled'").await;
    assert!(settled > 100 && rents >= 25, "{settled} payments of December are debited, {rents} of them rents");
    assert_eq!(one("SELECT COUNT(*) FROM payment_order WHERE approved_by = prepared_by").await, 0, "four eyes");
}
