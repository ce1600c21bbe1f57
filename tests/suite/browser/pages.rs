//! Every page, as every role that may see it, over a demonstration that was played: nobody is left outside.

use super::accessible::{bare, beside, by_keyboard, is_there, loose_signs, violations, widen, widen_back};
use super::by_provider;
use super::chromium::Visitor;
use super::server::Server;
use super::staff::Staff;
use super::states::states;
use super::walk::{addresses, walk};
use crate::engine::{TestDb, both_engines_from};
use libtest_mimic::Trial;
use quitus::access::Role;
use quitus::demo::play::{Options, Silent, play_on};
use std::collections::BTreeSet;
use std::sync::Mutex;

/// The day after the last bank file of the demonstration.
pub const TODAY: &str = "2026-12-01";
/// Few enough that the pages come quickly, enough that every state is there.
const PEOPLE: u32 = 12;

pub fn tests() -> Vec<Trial> {
    // The pages are written by the same templates whatever the engine: once is enough for what costs minutes.
    let once = |trials: Vec<Trial>| trials.into_iter().take(1);
    let mut tests: Vec<Trial> = Vec::new();
    for role in Role::PEOPLE {
        let name = format!("browser::every_page_is_for_everyone_as_{}", role.word());
        tests.extend(once(both_engines_from(&name, played, move |test| everyone(test, role))));
    }
    tests.extend(once(both_engines_from("browser::every_state_is_for_everyone", played, states_for_everyone)));
    if !is_there() {
        eprintln!("The checks of axe-core are left out: tests/run installs it.");
    }
    tests
}

/// Fills a database with the demonstration.
pub async fn played(test: &TestDb) {
    let dir = tempfile::tempdir().unwrap();
    let options = Options { dir: dir.path().to_owned(), people: PEOPLE, seed: 2026, statements: true };
    play_on(&test.db, &options, &mut Silent).await.unwrap();
}

/// The addresses on which the whole has been looked at: what does not depend on the role is looked at once.
static WHOLE: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

async fn everyone(test: TestDb, role: Role) {
    let staff = Staff::of(&test).await;
    let server = Server::over(&test.url, TODAY);
    let visitor = staff.visitor(&server.origin, &staff.with(role)).await;
    let mut wrong: Vec<String> = Vec::new();
    let met = walk(&visitor, async |visitor, _, path| {
        let found = looked_at(visitor, path).await;
        wrong.extend(found.into_iter().map(|one| format!("{path}: {one}")));
    })
    .await;
    for file in &met.files {
        let status = visitor.status(file).await;
        if status != 200 {
            wrong.push(format!("{file}: {status}"));
        }
    }
    wrong.extend(met.stray.iter().map(|path| format!("a link leads nowhere: {path}")));
    // Pages that only a form leads to, and those of who is not signed in: the tests of states walk them.
    let elsewhere = |pattern: &str| {
        let apart = [
            "/statique",
            "/favicon",
            "/connexion",
            "/invitation",
            "/fait",
            "/compte/confirmer",
            "/aide/images",
            "/administration/remplacements/{id}",
            "/administration/import/{draft}",
        ];
        apart.iter().any(|start| pattern.starts_with(start))
            || pattern == "/banque/importer/{upload}"
            || pattern == "/dossiers/{number}/code/choisir"
            || pattern.contains("/lecture/{presentation}")
            || pattern.contains("/papier/{answer}")
            || pattern.ends_with("{file}")
            // The demonstration joins no document to a decision.
            || pattern.ends_with("{piece}")
    };
    for (pattern, may) in addresses() {
        if may.contains(&role.word()) && !elsewhere(pattern) && !met.pages.contains_key(pattern) && !pattern.ends_with(".pdf") {
            wrong.push(format!("no link leads {} to {pattern}", role.word()));
        }
    }
    assert!(wrong.is_empty(), "{} pages\n{}", met.pages.values().flatten().count(), wrong.join("\n"));
    visitor.leave().await;
}

async fn states_for_everyone(test: TestDb) {
    let staff = Staff::of(&test).await;
    let server = Server::over(&test.url, TODAY);
    let mut wrong = Vec::new();
    let mut look = async |visitor: &Visitor, name: &str| {
        // Each state has the same address as the page that it came from.
        let found = looked_at(visitor, name).await;
        wrong.extend(found.into_iter().map(|one| format!("{name}: {one}")));
    };
    states(&server, &staff, &mut look).await;
    by_provider::states(&test.url, &staff, &mut look).await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is wrong with the page that is open.
async fn looked_at(visitor: &Visitor, path: &str) -> Vec<String> {
    let mut wrong = if is_there() { violations(visitor).await } else { Vec::new() };
    wrong.extend(loose_signs(visitor).await);
    let plain = path.split('?').next().unwrap().to_owned();
    if WHOLE.lock().unwrap().insert(plain) {
        // A telephone, and a screen of 1 280 pixels enlarged twice.
        wrong.extend(beside(visitor, 360).await);
        wrong.extend(beside(visitor, 640).await);
        if is_there() {
            widen(visitor, 360, 800).await;
            wrong.extend(violations(visitor).await.into_iter().map(|one| format!("at 360 px: {one}")));
            widen_back(visitor).await;
        }
        wrong.extend(bare(visitor).await);
        wrong.extend(by_keyboard(visitor).await);
    }
    wrong
}
