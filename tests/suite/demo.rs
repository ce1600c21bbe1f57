//! The demonstration, played from file to file through the real services, on both engines.

use crate::engine::{TestDb, both_engines};
use chrono::NaiveDate;
use libtest_mimic::Trial;
use quitus::access::{Act, find_user};
use quitus::demo::play::{Options, Silent, Summary, play_on};
use quitus::demo::summary::text;
use quitus::intake::answer::answer_file;
use quitus::intake::import::import_file;
use quitus::ledger::Pot;
use quitus::ledger::balance::PotBalances;
use quitus::ledger::verify::verify;
use quitus::money::Cents;
use quitus::payment::{OrderFilter, State, list_orders};
use std::path::Path;
use tempfile::TempDir;

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    [
        both_engines("demo::twelve_people", twelve_people),
        both_engines("demo::forty_people", forty_people),
        both_engines("demo::the_same_seed_gives_the_same_months", the_same_seed_gives_the_same_months),
        both_engines("demo::files_read_again_change_nothing", files_read_again_change_nothing),
    ]
    .into_iter()
    .flatten()
    .collect()
}

async fn played(test: &TestDb, people: u32) -> (Summary, TempDir) {
    played_with(test, people, false).await
}

async fn played_with(test: &TestDb, people: u32, statements: bool) -> (Summary, TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let options = Options { dir: dir.path().to_owned(), people, seed: 7, statements };
    let summary = play_on(&test.db, &options, &mut Silent).await.unwrap();
    (summary, dir)
}

/// What every play must leave behind, whatever its size.
async fn assert_lawful(test: &TestDb, summary: &Summary) {
    let mut tx = test.db.read().await.unwrap();
    assert_eq!(verify(&mut tx).await.unwrap().entries, summary.proof.entries);
    let refused = summary.receipts.refused;
    let orders = list_orders(&mut tx, &OrderFilter::default()).await.unwrap();
    let backs = orders.iter().filter(|order| order.kind == "give_back" && order.state != State::Cancelled.code());
    let backs: Vec<Cents> = backs.map(|order| order.cents).collect();
    assert_eq!(i64::try_from(backs.len()).unwrap(), refused.count, "every refused part has its order");
    assert_eq!(Cents::total(backs), Some(refused.cents));
    assert!(orders.iter().all(|order| order.approved_by.as_ref() != Some(&order.prepared_by)), "four eyes");
    let rents = &summary.rents;
    assert_eq!(rents.due, rents.on_time + rents.late + rents.short.len());
}

/// What one person has left in all pots.
async fn left(test: &TestDb, person: i64) -> i64 {
    let mut tx = test.db.read().await.unwrap();
    let pots = PotBalances::of_people(&mut tx, &[person]).await.unwrap();
    Cents::total(Pot::ALL.map(|pot| pots.of(person, pot))).unwrap().0
}

async fn twelve_people(test: TestDb) {
    let (summary, dir) = played_with(&test, 12, true).await;
    assert_eq!((summary.statements.issued, summary.statements.refused), (24, 0));
    for month in ["2026-09", "2026-10"] {
        assert_eq!(std::fs::read_dir(dir.path().join("releves").join(month)).unwrap().count(), 12);
    }
    assert!(summary.stages.iter().any(|stage| stage.name == "Relevés émis"));
    assert_lawful(&test, &summary).await;
    // The worked example: RSA 573,49 + APL 270,00, less rent 435,00, bills 63,50, four weeks of 70,00 and 30,00 of arrears.
    assert_eq!(left(&test, 1).await, 3_499);
    assert_eq!(summary.rents.due, 36);
    assert_eq!((summary.rejected, summary.returned), (1, 1));
    assert_eq!(summary.left.debits.len(), 1, "the debit that nobody agreed to stays an alarm");
    assert_eq!(summary.left.failed.len(), 1);
    assert!(!summary.left.receipts.is_empty() && !summary.left.proposed.is_empty(), "something is left to decide");
    assert!(dir.path().join("dossiers/people.csv").is_file());
    assert!(summary.sent.iter().all(|name| dir.path().join("banque/envoyes").join(name).is_file()));
    let sent = |format: &str| {
        let read = |name: &String| std::fs::read_to_string(dir.path().join("banque/envoyes").join(name)).unwrap();
        summary.sent.iter().filter(|name| read(name).contains(format)).count()
    };
    assert!(sent("pain.001.001.03") > 0 && sent("pain.001.001.09") > 0, "one bank still takes the older message");
    assert_eq!(sent("pain.001.001.03") + sent("pain.001.001.09"), summary.sent.len());
    let text = text(&summary);
    for words in ["12 personnes", "Il reste à décider", "quitus receipts --waiting", "quitus debits", "justes au centime"] {
        assert!(text.contains(words), "{words}:\n{text}");
    }
}

async fn forty_people(test: TestDb) {
    let (summary, _dir) = played(&test, 40).await;
    assert_lawful(&test, &summary).await;
    assert_eq!(left(&test, 1).await, 3_499);
    assert_eq!(summary.rents.due, 120);
    assert!(summary.rents.late >= 1, "the rent that came back is paid late");
}

async fn the_same_seed_gives_the_same_months(test: TestDb) {
    let (first, _dir) = played(&test, 12).await;
    let other = TestDb::fresh(test.engine).await;
    let (second, _other_dir) = played(&other, 12).await;
    other.db.close().await;
    assert_eq!(first.receipts, second.receipts);
    assert_eq!(first.rents, second.rents);
    assert_eq!((first.payments, first.direct_debits), (second.payments, second.direct_debits));
    assert_eq!((first.received, first.sent), (second.received, second.sent));
    assert_eq!(first.proof.entries, second.proof.entries);
}

/// Every file of the bank, read a second time at the end: the books do not move.
async fn files_read_again_change_nothing(test: TestDb) {
    let (summary, dir) = played(&test, 12).await;
    let folder = dir.path().join("banque/recus");
    let mut tx = test.db.write().await.unwrap();
    let user = find_user(&mut tx, "Dominique").await.unwrap();
    let today = NaiveDate::from_ymd_opt(2026, 12, 2).unwrap();
    let act = Act { user, at: today.and_hms_opt(8, 0, 0).unwrap().and_utc(), today };
    for name in &summary.received {
        let bytes = std::fs::read(Path::new(&folder).join(name)).unwrap();
        if name.starts_with("releve") {
            assert!(import_file(&mut tx, &act, name, &bytes).await.unwrap().already);
        } else {
            let answered = answer_file(&mut tx, &act, name, &bytes).await.unwrap();
            assert!(answered.rejected.is_empty() && answered.unknown.is_empty(), "{answered:?}");
        }
    }
    let garbage = answer_file(&mut tx, &act, "etat.xml", b"<Document/>").await.unwrap_err();
    assert_eq!(garbage.code(), Some("bank_answer_unreadable"));
    assert_eq!(verify(&mut tx).await.unwrap().entries, summary.proof.entries);
}
