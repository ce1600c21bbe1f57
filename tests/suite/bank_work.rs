//! What the pages of the bank stand on: files foreseen and imported, uploads, receipts with who decided them, the daily proof.

use crate::engine::{TestDb, both_engines_from};
use crate::office::{COMPTABLE, GESTIONNAIRE, RESPONSABLE, TODAY, bank, build, digest};
use chrono::{DateTime, Duration, Utc};
use libtest_mimic::Trial;
use quitus::access::{Act, find_user};
use quitus::bank::decision::{Wanted, What};
use quitus::bank::labels::named;
use quitus::bank::proof::proofs;
use quitus::books::compare;
use quitus::intake::files::{Given, Took, foresee, turns};
use quitus::intake::look::{ending, look, next_waiting, parts};
use quitus::intake::receipt::list_receipts;
use quitus::intake::split::split;
use quitus::intake::upload::{forget, keep, kept};
use quitus::money::Cents;
use quitus::payment::refused::{Which, refused};
use quitus::store::Tx;

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    [
        both_engines_from("bank_work::what_is_foreseen_is_what_happens", build, what_is_foreseen_is_what_happens),
        both_engines_from("bank_work::an_upload_is_its_authors_for_a_day", build, an_upload_is_its_authors_for_a_day),
        both_engines_from("bank_work::the_second_person_learns_who_decided", build, the_second_person_learns_who_decided),
        both_engines_from("bank_work::people_are_found_by_parts_of_their_name", build, people_are_found_by_parts_of_their_name),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn at() -> DateTime<Utc> {
    "2026-09-14T09:00:00Z".parse().unwrap()
}

async fn act(tx: &mut Tx, name: &str, at: DateTime<Utc>) -> Act {
    Act { user: find_user(tx, name).await.unwrap(), at, today: TODAY.parse().unwrap() }
}

fn given() -> Vec<Given> {
    let statements = bank().1.into_iter().map(|file| (file.name, file.bytes));
    statements.chain([("photo.jpg".to_owned(), b"%PDF-1.7".to_vec())]).collect()
}

async fn what_is_foreseen_is_what_happens(test: TestDb) {
    let files = given();
    let before = digest(&test.db).await;
    let mut tx = test.db.write().await.unwrap();
    let who = act(&mut tx, COMPTABLE, at()).await;
    let foreseen = foresee(&mut tx, &who, &files).await.unwrap();
    drop(tx);
    assert_eq!(digest(&test.db).await, before, "nothing is kept of what is only foreseen");
    assert_eq!(foreseen[2].outcome.as_ref().unwrap_err()[0].code.name, "bank_file_unreadable");
    for (turn, told) in turns(&files).iter().zip(&foreseen).take(2) {
        let mut tx = test.db.write().await.unwrap();
        let who = act(&mut tx, COMPTABLE, at()).await;
        let done = turn.take(&mut tx, &who, &files).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(&done, told.outcome.as_ref().unwrap());
    }
    let mut tx = test.db.write().await.unwrap();
    let again = foresee(&mut tx, &who, &files).await.unwrap();
    assert!(matches!(&again[0].outcome, Ok(Took::Imported(file)) if file.already));
    drop(tx);
    let mut tx = test.db.read().await.unwrap();
    let proofs = proofs(&mut tx, None, "1 = 1").await.unwrap();
    assert!(proofs.len() > 1 && proofs.iter().all(|proof| proof.holds() && proof.closing.is_some()), "{proofs:?}");
    assert!(compare(&mut tx, None).await.unwrap().iter().all(|one| one.books == one.recorded));
}

async fn an_upload_is_its_authors_for_a_day(test: TestDb) {
    let files = given();
    let mut tx = test.db.write().await.unwrap();
    let who = act(&mut tx, COMPTABLE, at()).await;
    let first = keep(&mut tx, &who, &files).await.unwrap();
    assert_eq!(kept(&mut tx, &who, &first).await.unwrap(), files);
    let other = act(&mut tx, GESTIONNAIRE, at()).await;
    assert_eq!(kept(&mut tx, &other, &first).await.unwrap_err().code(), Some("upload_gone"));
    forget(&mut tx, &other, &first).await.unwrap();
    assert_eq!(kept(&mut tx, &who, &first).await.unwrap().len(), files.len(), "nobody forgets for another");
    let auditor = act(&mut tx, "Ange", at()).await;
    assert_eq!(keep(&mut tx, &auditor, &files).await.unwrap_err().code(), Some("role_not_allowed"));
    assert_eq!(keep(&mut tx, &who, &[]).await.unwrap_err().code(), Some("files_missing"));
    let later = act(&mut tx, GESTIONNAIRE, at() + Duration::hours(25)).await;
    let second = keep(&mut tx, &later, &files).await.unwrap();
    assert_eq!(kept(&mut tx, &who, &first).await.unwrap_err().code(), Some("upload_gone"), "a day has passed");
    forget(&mut tx, &later, &second).await.unwrap();
    assert_eq!(kept(&mut tx, &later, &second).await.unwrap_err().code(), Some("upload_gone"));
}

async fn the_second_person_learns_who_decided(test: TestDb) {
    let files = given();
    let mut tx = test.db.write().await.unwrap();
    let who = act(&mut tx, COMPTABLE, at()).await;
    for turn in turns(&files).iter().take(2) {
        turn.take(&mut tx, &who, &files).await.unwrap();
    }
    let waiting = list_receipts(&mut tx, true).await.unwrap();
    let id = waiting[0].id.clone();
    assert_eq!(ending(&mut tx, &id).await.unwrap(), None);
    assert_eq!(next_waiting(&mut tx, &id, &|_| "TRUE".to_owned()).await.unwrap().as_ref(), Some(&waiting[1].id));
    let credit = look(&mut tx, &id).await.unwrap().unwrap();
    let all = |what: &str| Wanted {
        person: None,
        what: What::Outside(what.to_owned()),
        month: "2026-08".parse().unwrap(),
        gross: credit.cents,
        recovery: Cents::ZERO,
    };
    split(&mut tx, &who, &id, vec![all("salaire")], "Bulletin").await.unwrap();
    let second = act(&mut tx, RESPONSABLE, at()).await;
    let refusal = split(&mut tx, &second, &id, vec![all("autre")], "Autre").await.unwrap_err();
    assert_eq!(refusal.code(), Some("receipt_decided"));
    let ended = ending(&mut tx, &id).await.unwrap().unwrap();
    assert_eq!((ended.what.as_str(), ended.by.as_str(), ended.at), ("split", COMPTABLE, at()));
    let decided = parts(&mut tx, &id).await.unwrap();
    assert_eq!((decided.len(), decided[0].net, decided[0].outside.as_deref()), (1, credit.cents, Some("Salaire")));
    let open = refused(&mut tx, Which::Of(&id), "1 = 1").await.unwrap();
    assert_eq!((open.len(), open[0].cents, open[0].order_id.as_ref()), (1, credit.cents, None));
    assert!(refused(&mut tx, Which::Open, "1 = 0").await.unwrap().iter().any(|part| part.receipt == id), "money of nobody");
}

async fn people_are_found_by_parts_of_their_name(test: TestDb) {
    let mut tx = test.db.read().await.unwrap();
    let everyone = named(&mut tx, 1, "a", 500).await.unwrap();
    let one = everyone.first().expect("somebody has an a in their name");
    let turned: Vec<&str> = one.name.split(' ').rev().collect();
    let found = named(&mut tx, 1, &turned.join(" ").to_lowercase(), 500).await.unwrap();
    assert!(found.contains(one), "{found:?}");
    assert!(named(&mut tx, 1, "%_", 500).await.unwrap().is_empty(), "marks are not words");
    assert!(named(&mut tx, 1, "zzzz", 500).await.unwrap().is_empty());
    assert!(named(&mut tx, 999, &one.name, 500).await.unwrap().is_empty(), "another account");
}
