//! Answers by the three ways, their proofs, and the keys that seal them.

use crate::engine::{Engine, TestDb};
use crate::portal::CODE;
use chrono::{DateTime, Duration, Utc};
use quitus::access::person_code::{Seen, asked};
use quitus::access::portal::{enter, give};
use quitus::access::{Act, KeyRing, Role, list_users, program, seal_secrets};
use quitus::books::prove;
use quitus::calendar::Month;
use quitus::signature::answer::{Given, answer};
use quitus::signature::code::{choose_code, choose_code_by_link};
use quitus::signature::paper::Sheet;
use quitus::signature::presentation::{On, open, present, show};
use quitus::signature::proof::kept::{Sealed, proof_of, seal_all, seal_of};
use quitus::signature::proof::register::Register;
use quitus::signature::proof::{Proof, Way, check};
use quitus::signature::seal::kept::{Origin, add, in_force, listed, renew};
use quitus::signature::seal::key::bring;
use quitus::signature::view::life_of;
use quitus::signature::{Answer, Copy, Screen, paper};
use quitus::store::{Db, Tx};

/// The last month that the demonstration issued.
pub const MONTH: &str = "2026-10";

/// The person's own words in these tests.
pub const WORDS: &str = "Le loyer est juste, « à un euro près » ; merci.";

/// Somebody with a role, the other than the one named.
pub async fn somebody(tx: &mut Tx, role: Role, at: DateTime<Utc>) -> Act {
    let user = list_users(tx).await.unwrap().into_iter().find(|user| user.role == role).unwrap();
    Act { user, at, today: at.date_naive() }
}

/// Puts the first key in force.
pub async fn first_key(db: &Db, keys: &KeyRing) {
    let mut tx = db.write().await.unwrap();
    let act = Act { user: program(&mut tx).await.unwrap(), at: Utc::now(), today: Utc::now().date_naive() };
    renew(&mut tx, &act, keys).await.unwrap();
    tx.commit().await.unwrap();
}

fn given(said: Answer, comment: &str) -> Given {
    let helper = "Sa sœur".to_owned();
    Given { answer: said, comment: comment.to_owned(), helper, help: "a lu à voix haute".to_owned(), copy: Copy::Had }
}

fn month() -> Month {
    MONTH.parse().unwrap()
}

/// The number of a person's statement.
pub fn number(person: i64) -> String {
    quitus::statement::query::number(month(), person)
}

/// A person agrees but for what they say, on the screen of who accompanies them.
pub async fn at_the_interview(db: &Db, person: i64) {
    let mut tx = db.write().await.unwrap();
    let act = somebody(&mut tx, Role::Gestionnaire, Utc::now()).await;
    choose_code(&mut tx, &act, person, CODE, Seen::Document).await.unwrap();
    read_and_answer(&mut tx, &act, On::User, person, &given(Answer::Reserve, WORDS)).await;
    tx.commit().await.unwrap();
}

async fn read_and_answer(tx: &mut Tx, act: &Act, on: On<'_>, person: i64, given: &Given) {
    let id = present(tx, act, on, person, month()).await.unwrap();
    for screen in [Screen::Plain, Screen::Detail, Screen::Answer] {
        let life = life_of(tx, person, month()).await.unwrap();
        let one = open(tx, act, on, &life, &id).await.unwrap();
        show(tx, act, &one, screen).await.unwrap();
    }
    let code = asked(tx, person, act.at).await.unwrap().check(CODE);
    answer(tx, act, (person, month()), (on, &id), given, Some(&code)).await.unwrap();
}

async fn in_their_space(db: &Db, person: i64) {
    let mut tx = db.write().await.unwrap();
    let user = somebody(&mut tx, Role::Responsable, Utc::now()).await;
    let secret = give(&mut tx, &user, person, Seen::Known).await.unwrap();
    let act = Act { user: program(&mut tx).await.unwrap(), ..user };
    choose_code_by_link(&mut tx, &act, &secret, CODE).await.unwrap();
    let session = enter(&mut tx, &act, person).await.unwrap();
    let session = quitus::access::portal::session(&mut tx, &session.secret, act.at).await.unwrap().unwrap();
    read_and_answer(&mut tx, &act, On::Portal(&session.id), person, &given(Answer::Disagree, WORDS)).await;
    tx.commit().await.unwrap();
}

/// A person agrees on a sheet, which somebody else compares with the statement.
pub async fn on_paper(db: &Db, person: i64) {
    let mut tx = db.write().await.unwrap();
    let joins = somebody(&mut tx, Role::Gestionnaire, Utc::now()).await;
    let looks = somebody(&mut tx, Role::Comptable, Utc::now()).await;
    let signed_on = life_of(&mut tx, person, month()).await.unwrap().issued_on;
    let joins = Act { today: joins.today.max(signed_on), ..joins };
    let file = Sheet { name: "feuille.pdf", bytes: b"%PDF-1.7 feuille", mark: None };
    let id = paper::join(&mut tx, &joins, (person, month()), &given(Answer::Agree, ""), signed_on, &file).await.unwrap();
    assert_eq!(proof_of(&mut tx, &number(person), None).await.unwrap_err().code(), Some("statement_proof_missing"));
    paper::accept(&mut tx, &looks, person, month(), &id).await.unwrap();
    tx.commit().await.unwrap();
}

/// The last proof of a person's statement, as it is kept.
pub async fn kept(tx: &mut Tx, person: i64) -> Sealed {
    proof_of(tx, &number(person), None).await.unwrap()
}

/// Reads the proof of a person's statement once everything in it is found right.
async fn verified(tx: &mut Tx, person: i64) -> Proof {
    let sealed = kept(tx, person).await;
    let register = Register::of(tx).await.unwrap();
    let proof = check::proof(&sealed.file, &sealed.seal, &register.certificates).unwrap();
    register.with(tx, &proof.statement.head).await.unwrap().holds(&proof.statement.head).unwrap();
    proof
}

pub async fn three_ways(test: TestDb) {
    let keys = KeyRing::fresh().unwrap();
    first_key(&test.db, &keys).await;
    at_the_interview(&test.db, 1).await;
    in_their_space(&test.db, 2).await;
    on_paper(&test.db, 3).await;
    let mut tx = test.db.write().await.unwrap();
    assert_eq!(seal_of(&mut tx, &keys, &number(1), Utc::now()).await.unwrap(), 1);
    assert_eq!(seal_of(&mut tx, &keys, &number(1), Utc::now()).await.unwrap(), 0, "an answer is sealed once");
    tx.commit().await.unwrap();
    assert_eq!(seal_all(&test.db, &keys, Utc::now()).await.unwrap(), 2);
    let mut tx = test.db.read().await.unwrap();
    let [one, two, three] = [verified(&mut tx, 1).await, verified(&mut tx, 2).await, verified(&mut tx, 3).await];
    let life = life_of(&mut tx, 1, month()).await.unwrap();
    assert_eq!((one.statement.number, one.statement.pdf_sha256), (life.number, life.pdf_sha256));
    assert_eq!((one.answer.answer.as_str(), one.answer.comment.as_deref()), ("reserve", Some(WORDS)));
    assert_eq!((one.answer.helper.as_deref(), one.answer.copy.as_str()), (Some("Sa sœur"), "had"));
    assert_eq!(one.answer.layers, ["plain", "detail"]);
    let Way::Interview { presenter, reading, code: Some(code) } = one.way else { panic!("{:?}", one.way) };
    assert_eq!((presenter.role.as_str(), code.seen.as_deref(), code.version), ("gestionnaire", Some("document"), 1));
    assert!(
        reading.plain_at >= Some(reading.began_at) && reading.answer_at >= reading.detail_at && code.typed_at >= code.chosen_at
    );
    assert_eq!(two.answer.answer, "disagree");
    assert!(
        matches!(&two.way, Way::Portal { code: Some(code), .. } if code.chosen_before.role == "responsable"),
        "{:?}",
        two.way
    );
    let Way::Paper { sheet, joined_by, looked_at_by, .. } = three.way else { panic!("{:?}", three.way) };
    assert_eq!((sheet.kind.as_str(), joined_by.role.as_str(), looked_at_by.role.as_str()), ("pdf", "gestionnaire", "comptable"));
    assert!(three.answer.comment.is_none() && three.signer.name != one.signer.name);
}

pub async fn renewed(test: TestDb) {
    let keys = KeyRing::fresh().unwrap();
    first_key(&test.db, &keys).await;
    at_the_interview(&test.db, 1).await;
    seal_all(&test.db, &keys, Utc::now()).await.unwrap();
    let Some((file, password)) = from_an_authority() else { return };
    let mut tx = test.db.write().await.unwrap();
    let manager = somebody(&mut tx, Role::Responsable, Utc::now()).await;
    assert_eq!(renew(&mut tx, &manager, &keys).await.unwrap_err().code(), Some("role_not_allowed"));
    let admin = somebody(&mut tx, Role::Admin, Utc::now() + Duration::seconds(1)).await;
    let pair = bring(&file, password).unwrap();
    assert_eq!(add(&mut tx, &admin, &keys, &pair, Origin::Brought).await.unwrap().no, 2);
    let again = Act { at: admin.at + Duration::seconds(1), ..admin.clone() };
    assert_eq!(
        add(&mut tx, &again, &keys, &pair, Origin::Brought).await.unwrap_err().code(),
        Some("seal_key_certificate_unique")
    );
    drop(tx);
    let mut tx = test.db.write().await.unwrap();
    add(&mut tx, &admin, &keys, &pair, Origin::Brought).await.unwrap();
    tx.commit().await.unwrap();
    on_paper(&test.db, 3).await;
    seal_all(&test.db, &keys, Utc::now() + Duration::seconds(5)).await.unwrap();
    let mut tx = test.db.read().await.unwrap();
    let (old, new) = (kept(&mut tx, 1).await, kept(&mut tx, 3).await);
    verified(&mut tx, 1).await;
    verified(&mut tx, 3).await;
    let [first, second] = listed(&mut tx).await.unwrap().try_into().unwrap();
    assert_eq!((first.proofs, second.proofs, second.origin.as_str()), (1, 1, "brought"));
    let wrong = check::proof(&old.file, &old.seal, &[second.certificate]).unwrap_err();
    assert_eq!(wrong.code.name, "seal_of_another");
    assert_eq!(
        check::proof(&old.file, &new.seal, &Register::of(&mut tx).await.unwrap().certificates).unwrap_err().code.name,
        "proof_altered"
    );
}

/// An RSA key with its certificate, in a PKCS#12 file made by OpenSSL.
fn from_an_authority() -> Option<(Vec<u8>, &'static str)> {
    crate::engine::asked("openssl").then(|| {
        let folder = tempfile::tempdir().unwrap();
        let run = |arguments: &[&str]| {
            let done = std::process::Command::new("openssl").args(arguments).current_dir(folder.path()).output().unwrap();
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        };
        run(&[
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            "k",
            "-out",
            "c",
            "-subj",
            "/CN=UDAF d'une autorité",
            "-days",
            "30",
        ]);
        run(&["pkcs12", "-export", "-inkey", "k", "-in", "c", "-passout", "pass:clé d'essai", "-out", "p"]);
        (std::fs::read(folder.path().join("p")).unwrap(), "clé d'essai")
    })
}

pub async fn without_key(test: TestDb) {
    let (keys, others) = (KeyRing::fresh().unwrap(), KeyRing::fresh().unwrap());
    at_the_interview(&test.db, 1).await;
    let mut tx = test.db.write().await.unwrap();
    assert_eq!(seal_of(&mut tx, &keys, &number(1), Utc::now()).await.unwrap(), 0, "no key yet");
    drop(tx);
    first_key(&test.db, &keys).await;
    let mut tx = test.db.write().await.unwrap();
    assert_eq!(seal_of(&mut tx, &others, &number(1), Utc::now()).await.unwrap(), 0, "a key that does not open stops no answer");
    assert_eq!(in_force(&mut tx, &others).await.unwrap_err().code(), Some("sealing_key_unknown"));
    drop(tx);
    let mut grown = keys.clone();
    grown.add().unwrap();
    let mut tx = test.db.write().await.unwrap();
    seal_secrets(&mut tx, &grown, Utc::now()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(seal_all(&test.db, &grown, Utc::now()).await.unwrap(), 1);
    let mut tx = test.db.read().await.unwrap();
    assert!(in_force(&mut tx, &keys).await.is_err(), "the secret part is sealed by the newest key alone");
    verified(&mut tx, 1).await;
}

/// Somebody who holds the database changes a proof around every rule: the verification of the books names it.
pub async fn forged(test: TestDb) {
    let keys = KeyRing::fresh().unwrap();
    first_key(&test.db, &keys).await;
    at_the_interview(&test.db, 1).await;
    seal_all(&test.db, &keys, Utc::now()).await.unwrap();
    let proofs = async || prove(&mut test.db.read().await.unwrap()).await.map(|proven| proven.proofs);
    assert_eq!(proofs().await.unwrap(), 1);
    let kept = kept(&mut test.db.read().await.unwrap(), 1).await;
    let forged = String::from_utf8(kept.file).unwrap().replace("\"reserve\"", "\"agree\"");
    let bytes = match test.engine {
        Engine::Sqlite => format!("x'{}'", hex::encode(&forged)),
        Engine::Postgres => format!("'\\x{}'::bytea", hex::encode(&forged)),
    };
    let off = match test.engine {
        Engine::Sqlite => "DROP TRIGGER statement_proof_only_erased",
        Engine::Postgres => "ALTER TABLE statement_proof DISABLE TRIGGER ALL",
    };
    test.plain_sql(&format!("{off}; UPDATE statement_proof SET file = {bytes}")).await.unwrap();
    let failure = proofs().await.unwrap_err().to_string();
    assert!(failure.contains(&number(1)), "{failure}");
}
