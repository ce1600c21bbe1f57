//! A request with a key: the same key and the same content have one effect and one answer; another content is refused.

use crate::engine::{TestDb, both_engines_from};
use crate::office::{COMPTABLE, GESTIONNAIRE, MONTH, Office, RESPONSABLE, build, digest};
use crate::process::at_once;
use libtest_mimic::Trial;

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    [
        both_engines_from("keys::a_write_is_done_once", build, a_write_is_done_once),
        both_engines_from("keys::a_file_is_part_of_the_content", build, a_file_is_part_of_the_content),
        both_engines_from("keys::a_folder_is_part_of_the_content", build, a_folder_is_part_of_the_content),
        both_engines_from("keys::two_processes_with_one_key", build, two_processes_with_one_key),
    ]
    .into_iter()
    .flatten()
    .collect()
}

async fn a_write_is_done_once(test: TestDb) {
    let office = Office::at(&test.url);
    office.import();
    let prepare = ["--key", "PREP-1", "month", "prepare", MONTH, "--by", GESTIONNAIRE];
    let first = office.run(&prepare).done().json();
    assert!(first["added"].as_u64().is_some_and(|added| added > 0));
    let once = digest(&test.db).await;
    assert_eq!(office.run(&prepare).done().json(), first, "the first answer, not a second preparation");
    let other = office.run(&["--key", "PREP-1", "month", "prepare", "2026-10", "--by", GESTIONNAIRE]);
    assert_eq!((other.code, other.refusal().as_str()), (Some(1), "idempotency_key_unique"));
    assert_eq!(digest(&test.db).await, once);
    let waiting = office.run(&["receipts", "--waiting"]).done().json();
    let id = waiting[0]["id"].as_str().unwrap();
    let refuse =
        ["--key", "REFUS-1", "receipt", "refuse", id, "--reason", "salaire", "--evidence", "bulletin", "--by", COMPTABLE];
    let first = office.run(&refuse).done().out;
    assert_eq!(office.run(&refuse).done().out, first);
}

async fn a_file_is_part_of_the_content(test: TestDb) {
    let office = Office::at(&test.url);
    let files = office.statements();
    let import = ["--key", "BQ-1", "bank", "import", &files[0], &files[1], "--by", COMPTABLE];
    let first = office.run(&import).done().json();
    assert_eq!((first[0]["already"].as_bool(), first[1]["already"].as_bool()), (Some(false), Some(false)));
    let once = digest(&test.db).await;
    assert_eq!(office.run(&import).done().json(), first);
    std::fs::copy(&files[0], &files[1]).unwrap();
    let other = office.run(&import);
    assert_eq!((other.code, other.refusal().as_str()), (Some(1), "idempotency_key_unique"));
    assert_eq!(digest(&test.db).await, once);
}

async fn a_folder_is_part_of_the_content(test: TestDb) {
    let office = Office::at(&test.url);
    let folder = office.caseload();
    let import = ["--key", "DOSSIERS-1", "caseload", "import", &folder, "--by", RESPONSABLE];
    let first = office.run(&import).done().json();
    assert_eq!(office.run(&import).done().json(), first);
    let people = std::path::Path::new(&folder).join("people.csv");
    let mut text = std::fs::read_to_string(&people).unwrap();
    text.push('\n');
    std::fs::write(&people, text).unwrap();
    let other = office.run(&import);
    assert_eq!((other.code, other.refusal().as_str()), (Some(1), "idempotency_key_unique"));
}

async fn two_processes_with_one_key(test: TestDb) {
    let office = Office::at(&test.url);
    let add = |name| office.command(&["--key", "U-1", "user", "add", name, "--role", "admin", "--by", RESPONSABLE]);
    let answers = at_once(vec![add("Marie"), add("Marie"), add("Marie")]);
    assert!(answers.iter().all(|answer| answer.code == Some(0) && answer.out == answers[0].out), "{answers:?}");
    let other = at_once(vec![add("Paul")]).remove(0);
    assert_eq!((other.code, other.refusal().as_str()), (Some(1), "idempotency_key_unique"));
    let users = office.run(&["user", "list"]).done().json();
    assert_eq!(users.as_array().unwrap().iter().filter(|user| user["name"] == "Marie").count(), 1);
}
