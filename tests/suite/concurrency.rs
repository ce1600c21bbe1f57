//! Several processes of the real program on one database at once: each action has one effect, nobody waits forever, and the books
//! verify. On PostgreSQL a client that goes around the program writes beside them.

use crate::engine::{Engine, TestDb, both_engines_from, create_database, fresh_name};
use crate::office::{APPROVE, COMPTABLE, GESTIONNAIRE, Office, PREPARE, RESPONSABLE, SEAL, build, digest};
use crate::process::{Answer, at_once, quitus};
use libtest_mimic::Trial;
use quitus::books::prove;

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    let mut tests: Vec<Trial> = [
        both_engines_from("concurrency::two_first_starts", build, two_first_starts),
        both_engines_from("concurrency::one_import_of_a_file", build, one_import_of_a_file),
        both_engines_from("concurrency::one_preparation_of_a_month", build, one_preparation_of_a_month),
        both_engines_from("concurrency::one_decision_of_a_receipt", build, one_decision_of_a_receipt),
        both_engines_from("concurrency::one_approval_of_an_order", build, one_approval_of_an_order),
        both_engines_from("concurrency::one_sealed_file", build, one_sealed_file),
        both_engines_from("concurrency::everything_at_once", build, everything_at_once),
    ]
    .into_iter()
    .flatten()
    .collect();
    tests.sort_by(|a, b| a.name().cmp(b.name()));
    tests
}

async fn assert_proven(test: &TestDb) {
    let mut tx = test.db.read().await.unwrap();
    prove(&mut tx).await.unwrap();
    drop(tx);
    Office::at(&test.url).run(&["verify"]).done();
}

/// The digest of the same steps on a database of their own, one after the other.
async fn alone(engine: Engine, steps: impl Fn(&Office)) -> Vec<(String, i64)> {
    let test = crate::template::copy(engine, &build).await;
    steps(&Office::at(&test.url));
    let digest = digest(&test.db).await;
    test.db.close().await;
    digest
}

fn codes(answers: &[Answer]) -> Vec<Option<i32>> {
    let mut codes: Vec<_> = answers.iter().map(|answer| answer.code).collect();
    codes.sort_unstable();
    codes
}

/// Two processes open a database that does not exist yet: both make its schema, and neither is refused.
async fn two_first_starts(test: TestDb) {
    for round in 0..4 {
        let folder = tempfile::tempdir().unwrap();
        let url = match test.engine {
            Engine::Sqlite => format!("sqlite:{}", folder.path().join(format!("{round}.db")).display()),
            Engine::Postgres => create_database(&fresh_name(), "template1").await,
        };
        let list = || quitus(&["--db", &url, "--json", "user", "list"]);
        let add = |name: &str| quitus(&["--db", &url, "--json", "user", "add", name, "--role", "responsable"]);
        let answers = at_once(vec![add("Marie"), list(), add(RESPONSABLE), list(), add("Paul")]);
        for (place, answer) in answers.iter().enumerate() {
            // Who reads makes no database: it may come before the one that does.
            let early = place % 2 == 1 && answer.code == Some(2) && answer.refusal() == "database_missing";
            assert!(answer.code == Some(0) || early, "{answers:?}");
        }
        Office::at(&url).run(&["verify"]).done();
    }
}

async fn one_import_of_a_file(test: TestDb) {
    let expected = alone(test.engine, |office| drop(office.import())).await;
    let office = Office::at(&test.url);
    let files = office.statements();
    let both = || office.command(&["bank", "import", &files[0], &files[1], "--by", COMPTABLE]);
    let second = || office.command(&["bank", "import", &files[1], "--by", RESPONSABLE]);
    let answers = at_once(vec![both(), both(), second(), both()]);
    let mut fresh = 0;
    for (place, answer) in answers.iter().enumerate() {
        if place == 2 && answer.code == Some(2) {
            assert_eq!(answer.refusal(), "statement_gap", "the second file came before the first");
            continue;
        }
        assert_eq!(answer.code, Some(0), "{answer:?}");
        let json = answer.json();
        fresh += json.as_array().unwrap().iter().filter(|file| file["already"] == false).count();
    }
    assert_eq!(fresh, 2, "each file is new once");
    assert_eq!(digest(&test.db).await, expected);
    assert_proven(&test).await;
}

async fn one_preparation_of_a_month(test: TestDb) {
    let expected = alone(test.engine, |office| {
        office.import();
        office.prepare();
    })
    .await;
    let office = Office::at(&test.url);
    office.import();
    let prepare = |by| office.command(&["month", "prepare", "2026-09", "--by", by]);
    let answers = at_once(vec![prepare(GESTIONNAIRE), prepare(COMPTABLE), prepare(GESTIONNAIRE)]);
    assert_eq!(codes(&answers), [Some(0); 3], "{answers:?}");
    let added: Vec<u64> = answers.iter().map(|answer| answer.json()["added"].as_u64().unwrap()).collect();
    assert_eq!(added.iter().filter(|added| **added > 0).count(), 1, "{added:?}");
    assert_eq!(digest(&test.db).await, expected);
    assert_proven(&test).await;
}

async fn one_decision_of_a_receipt(test: TestDb) {
    let office = Office::at(&test.url);
    office.import();
    let waiting = office.run(&["receipts", "--waiting"]).done().json();
    let ids: Vec<&str> = waiting.as_array().unwrap().iter().map(|receipt| receipt["id"].as_str().unwrap()).collect();
    assert!(ids.len() >= 2, "receipts wait");
    for id in ids.iter().take(3) {
        let refuse = |by| office.command(&["receipt", "refuse", id, "--reason", "salaire", "--evidence", "bulletin", "--by", by]);
        let answers = at_once(vec![refuse(COMPTABLE), refuse(RESPONSABLE), refuse(GESTIONNAIRE)]);
        assert_eq!(codes(&answers), [Some(0), Some(1), Some(1)], "{answers:?}");
        let losers = answers.iter().filter(|answer| answer.code == Some(1));
        losers.for_each(|answer| assert_eq!(answer.refusal(), "receipt_decided"));
    }
    assert_proven(&test).await;
}

async fn one_approval_of_an_order(test: TestDb) {
    let expected = alone(test.engine, |office| {
        office.import();
        office.prepare();
        office.approve();
    })
    .await;
    let office = Office::at(&test.url);
    office.import();
    office.prepare();
    let orders = office.run(&["orders", "--state", "proposed"]).done().json();
    let ids: Vec<&str> = orders.as_array().unwrap().iter().map(|order| order["id"].as_str().unwrap()).collect();
    let approve = |by| office.command(&[&["order", "approve"], &ids[..], &["--by", by]].concat());
    let answers = at_once(vec![approve(RESPONSABLE), approve(COMPTABLE), approve(RESPONSABLE)]);
    assert_eq!(codes(&answers), [Some(0), Some(1), Some(1)], "{answers:?}");
    let losers = answers.iter().filter(|answer| answer.code == Some(1));
    losers.for_each(|answer| assert_eq!(answer.refusal(), "order_not_proposed"));
    assert_eq!(digest(&test.db).await, expected);
    assert_proven(&test).await;
}

async fn one_sealed_file(test: TestDb) {
    let office = Office::at(&test.url);
    office.import();
    office.prepare();
    office.approve();
    let answers = at_once(vec![office.command(SEAL), office.command(SEAL), office.command(SEAL)]);
    assert_eq!(codes(&answers), [Some(0), Some(1), Some(1)], "{answers:?}");
    let losers = answers.iter().filter(|answer| answer.code == Some(1));
    losers.for_each(|answer| assert_eq!(answer.refusal(), "batch_nothing_to_send"));
    assert_eq!(office.run(&["batch", "list"]).done().json().as_array().map(Vec::len), Some(1));
    assert_proven(&test).await;
}

/// Every step of the month started at once, again and again until all is done: whatever the order, the books stand.
async fn everything_at_once(test: TestDb) {
    let office = Office::at(&test.url);
    let files = office.statements();
    let import = || office.command(&["bank", "import", &files[0], &files[1], "--by", COMPTABLE]);
    // Four steps, of which each round does at least the next.
    for _ in 0..4 {
        let commands = vec![import(), office.command(PREPARE), office.command(APPROVE), office.command(SEAL), import()];
        for answer in at_once(commands) {
            match answer.code {
                Some(0) => {}
                // A month prepared between the two files promises money that a direct debit of the second one took.
                Some(1) => assert!(
                    ["batch_nothing_to_send", "order_none_proposed", "pot_insufficient"].contains(&answer.refusal().as_str()),
                    "{answer:?}"
                ),
                _ => panic!("{answer:?}"),
            }
        }
        assert_proven(&test).await;
    }
    let sealed = office.run(&["orders", "--state", "sealed"]).done().json();
    assert!(sealed.as_array().is_some_and(|orders| !orders.is_empty()), "four rounds reach the file: {sealed}");
}
