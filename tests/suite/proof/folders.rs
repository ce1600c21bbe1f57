//! Proofs outside the database: given by the command line, verified by it with and without the database, and by the script of the
//! documentation, which shares no code with us.

use super::answers::{at_the_interview, number};
use crate::engine::{TestDb, asked};
use crate::process::{Answer, quitus, start};
use crate::sources::root;
use chrono::{TimeZone, Utc};
use quitus::ledger::chain::{GENESIS, seal as chain_seal};
use quitus::ledger::verify::Link;
use quitus::signature::proof::register::{CERTIFICATES, CHAIN, certificates_file, chain_line};
use quitus::signature::proof::{Answered, Code, Commitment, FORMAT, Given, Head, Person, Proof, Reading, User, Way};
use quitus::signature::seal::cms::{digest, seal};
use quitus::signature::seal::key::{Signer, make};
use quitus::signature::signed_file::{PROOF, SEAL, STATEMENT};
use quitus::store::Db;
use std::fs;
use std::path::Path;
use std::process::Command;

fn run(url: &str, arguments: &[&str]) -> Answer {
    start(&mut quitus(&[&["--db", url, "--json"], arguments].concat())).finish()
}

/// Changes one bit of a file, and gives its bytes of before.
fn spoil(path: &Path, at: usize, bit: u32) -> Vec<u8> {
    let before = fs::read(path).unwrap();
    let mut after = before.clone();
    let place = at % after.len();
    after[place] ^= 1 << bit;
    fs::write(path, after).unwrap();
    before
}

pub async fn by_command(test: TestDb) {
    let folder = tempfile::tempdir().unwrap();
    let name = |name: &str| folder.path().join(name).display().to_string();
    let (number, keys) = (number(1), name("cles"));
    let with_keys = |url: &str, arguments: &[&str]| run(url, &[arguments, &["--key-file", &keys]].concat());
    assert_eq!(with_keys(&test.url, &["statement", "proof", &number, "--out", &name("p")]).refusal(), "statement_proof_missing");
    let admin = administrator(&test.db).await;
    let made = with_keys(&test.url, &["seal", "renew", "--by", &admin]).done().json();
    assert_eq!(made["key"], 1);
    at_the_interview(&test.db, 1).await;
    let ring = quitus::access::KeyRing::read(&fs::read_to_string(&keys).unwrap()).unwrap();
    quitus::signature::proof::kept::seal_all(&test.db, &ring, Utc::now()).await.unwrap();
    with_keys(&test.url, &["statement", "proof", &number, "--out", &name("p")]).done();
    run(&test.url, &["seal", "export", "--out", &name("registre")]).done();
    let listed = run(&test.url, &["seal", "list"]).done().json();
    assert_eq!((&listed[0]["proofs"], &listed[0]["in_force"]), (&1.into(), &true.into()));
    let signed = name(&format!("p/releve-signe-{number}.pdf"));
    let (proof, statement) = (name("p/preuve.json"), name("p/releve.pdf"));
    for register in [vec![], vec!["--register".to_owned(), name("registre")]] {
        let verify = |file: &str| {
            let more: Vec<&str> = register.iter().map(String::as_str).collect();
            run(&test.url, &[&["statement", "verify", file], more.as_slice()].concat())
        };
        assert_eq!(verify(&signed).done().json()["proof"]["statement"]["number"], number);
        verify(&proof).done();
        let altered = [
            (&signed, &signed, 40_000, "signed_file_altered"),
            (&proof, &proof, 120, "proof_altered"),
            (&proof, &name("p/preuve.p7s"), 700, "seal_altered"),
            (&proof, &statement, 9_000, "statement_altered"),
        ];
        for (given, file, at, expected) in altered {
            let before = spoil(Path::new(file), at, 3);
            let answer = verify(given);
            assert_eq!((answer.code, answer.refusal().as_str()), (Some(1), expected), "{file}");
            fs::write(file, before).unwrap();
        }
        if register.is_empty() {
            assert_eq!(verify(&statement).done().json()["statement"], number);
        }
        assert_eq!(verify(&keys).code, Some(2));
    }
    let before = spoil(&folder.path().join("registre").join(CHAIN), 900, 0);
    let answer = run(&test.url, &["statement", "verify", &signed, "--register", &name("registre")]);
    assert_eq!(answer.refusal(), "proof_head_unknown");
    fs::write(folder.path().join("registre").join(CHAIN), before).unwrap();
    if asked("openssl") && asked("python3") {
        assert_eq!(script(&folder.path().join("registre"), &[folder.path().join("p").display().to_string()]).lines().count(), 1);
    }
}

async fn administrator(db: &Db) -> String {
    let mut tx = db.read().await.unwrap();
    super::answers::somebody(&mut tx, quitus::access::Role::Admin, Utc::now()).await.user.name
}

/// What the script of the documentation says of these folders, all of which must be intact.
fn script(register: &Path, folders: &[String]) -> String {
    let (done, text) = judged(register, folders);
    assert!(done, "{text}");
    text
}

fn judged(register: &Path, folders: &[String]) -> (bool, String) {
    let script = root().join("docs/verify_proof.py");
    let done = Command::new("python3").arg(script).arg(register).args(folders).output().unwrap();
    (done.status.success(), String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned())
}

/// A number that follows from another, for what must differ from one proof to the next.
fn next(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *seed >> 33
}

fn invented(no: i64, seed: &mut u64, pdf: &[u8], head: Head) -> Proof {
    let at = Utc.timestamp_opt(1_796_000_000 + no * 61, 0).unwrap();
    let user = User { id: format!("U{no}"), name: "Camille Édouard".to_owned(), role: "gestionnaire".to_owned() };
    let reading = Reading { began_at: at, plain_at: Some(at), detail_at: None, answer_at: Some(at) };
    let code = Code { version: 1, chosen_at: at, chosen_before: user.clone(), seen: Some("known".to_owned()), typed_at: at };
    Proof {
        format: FORMAT.to_owned(),
        organisation: "UDAF de l’Essai".to_owned(),
        sealed_at: at,
        statement: Answered {
            number: format!("2026-11-{no:05}"),
            month: "2026-11".to_owned(),
            issued_on: at.date_naive(),
            pdf_sha256: hex::encode(digest(pdf)),
            fingerprint: None,
            head,
        },
        signer: Person { file: no.to_string(), name: format!("Personne {}", next(seed)) },
        answer: Given {
            reference: format!("A{no}"),
            answer: "agree".to_owned(),
            wording: "Je suis d’accord.".to_owned(),
            layers: vec!["plain".to_owned()],
            answered_at: at,
            comment: Some(format!("mots n° {}", next(seed))),
            helper: None,
            help: None,
            copy: "had".to_owned(),
            words: Commitment { salt: "00".repeat(16), sha256: "11".repeat(32) },
        },
        way: Way::Interview { presenter: user, reading, code: Some(code) },
    }
}

/// A register of twenty entries and one key, and the seals of its entries.
fn register(folder: &Path, signer: &Signer) -> Vec<String> {
    fs::create_dir(folder).unwrap();
    let (mut chain, mut seals, mut before) = (String::new(), vec![hex::encode(GENESIS)], GENESIS);
    for seq in 1..=20 {
        let canonical = format!("écriture {seq}").into_bytes();
        before = chain_seal(&before, &canonical);
        chain.push_str(&chain_line(&Link { seq, canonical, seal: before }));
        seals.push(hex::encode(before));
    }
    fs::write(folder.join(CERTIFICATES), certificates_file(&[signer.certificate().to_vec()]).unwrap()).unwrap();
    fs::write(folder.join(CHAIN), chain).unwrap();
    seals
}

pub fn thousand() {
    if !(asked("openssl") && asked("python3")) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let signer = Signer::of(&make("UDAF de l’Essai", Utc.timestamp_opt(1_796_000_000, 0).unwrap()).unwrap()).unwrap();
    let (of_all, mut seed) = (folder.path().join("registre"), 7_u64);
    let seals = register(&of_all, &signer);
    let mut folders = Vec::new();
    for no in 1..=1000_i64 {
        let one = folder.path().join(no.to_string());
        fs::create_dir(&one).unwrap();
        let pdf = format!("%PDF-1.7 relevé {}", next(&mut seed)).into_bytes();
        let entry = no % 21;
        let head = Head { entry, seal: seals[usize::try_from(entry).unwrap()].clone() };
        let file = invented(no, &mut seed, &pdf, head).file().unwrap();
        fs::write(one.join(SEAL), seal(&signer, &digest(&file)).unwrap()).unwrap();
        fs::write(one.join(PROOF), file).unwrap();
        fs::write(one.join(STATEMENT), pdf).unwrap();
        folders.push(one.display().to_string());
    }
    assert_eq!(script(&of_all, &folders).lines().filter(|line| line.ends_with(" : intact")).count(), 1000);
    // Three in five are of the seal, each of another of its bytes.
    for (no, one) in folders.iter().enumerate() {
        let file = [SEAL, SEAL, SEAL, PROOF, STATEMENT][no % 5];
        let at = if file == SEAL { no } else { usize::try_from(next(&mut seed)).unwrap() };
        spoil(&Path::new(one).join(file), at, u32::try_from(next(&mut seed) % 8).unwrap());
    }
    let (done, text) = judged(&of_all, &folders);
    assert!(!done);
    let kept: Vec<&str> = text.lines().filter(|line| !line.contains("preuve") && !line.contains("releve.pdf :")).collect();
    assert!(kept.is_empty() && text.lines().count() == 1000, "{kept:?}");
}
