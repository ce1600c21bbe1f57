//! The demonstration, played from file to file through the real services, on both engines.

use crate::engine::{TestDb, both_engines};
use libtest_mimic::Trial;
use quitus::demo::play::{Options, Silent, Summary, play_on};

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    [both_engines("demo::twelve_people", twelve_people)].into_iter().flatten().collect()
}

async fn played(test: &TestDb, people: u32) -> (Summary, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let options = Options { dir: dir.path().to_owned(), people, seed: 7 };
    let summary = play_on(&test.db, &options, &mut Silent).await.unwrap();
    (summary, dir)
}

async fn twelve_people(test: TestDb) {
    let (summary, _dir) = played(&test, 12).await;
    eprintln!("{summary:#?}");
}
