//! The signed copy: what other readers of PDF say of it, and each of its bytes.

use super::answers::{WORDS, at_the_interview, first_key, number};
use crate::engine::{TestDb, asked};
use chrono::Utc;
use quitus::access::KeyRing;
use quitus::signature::proof::kept::seal_all;
use quitus::signature::proof::register::Register;
use quitus::signature::signed_file::{PROOF, SEAL, STATEMENT, pades, read, ready};
use quitus::statement::workers::Pool;
use std::path::Path;
use std::process::Command;

/// What a program prints, which must end well.
fn said(program: &str, arguments: &[&str], folder: &Path) -> String {
    let done = Command::new(program).args(arguments).current_dir(folder).output().unwrap();
    let text = String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned();
    assert!(done.status.success(), "{program}: {text}");
    text
}

pub async fn accepted(test: TestDb) {
    let keys = KeyRing::fresh().unwrap();
    first_key(&test.db, &keys).await;
    at_the_interview(&test.db, 1).await;
    seal_all(&test.db, &keys, Utc::now()).await.unwrap();
    let mut tx = test.db.read().await.unwrap();
    let ready = ready(&mut tx, &keys, &number(1), None).await.unwrap();
    let certificates = Register::of(&mut tx).await.unwrap().certificates;
    drop(tx);
    let pool = Pool::of_this_program().unwrap();
    let copy = ready.copy(Utc::now(), &pool).await.unwrap();
    let proof = read(&copy, &certificates).unwrap();
    assert_eq!(proof.answer.comment.as_deref(), Some(WORDS));
    assert_eq!(read(&copy, &[]).unwrap_err().code.name, "seal_of_another");
    assert_eq!(pades::attached(&copy, STATEMENT).unwrap(), ready.stored.pdf(&pool).await.unwrap());
    assert_eq!(
        (pades::attached(&copy, PROOF).unwrap(), pades::attached(&copy, SEAL).unwrap()),
        (ready.sealed.file, ready.sealed.seal)
    );
    assert!(copy.len() < 160_000, "{} bytes", copy.len());
    every_byte_is_held(&copy, &certificates);
    readers_accept(&copy);
}

/// One bit of each of many bytes, and of each byte of the seal and around it.
fn every_byte_is_held(copy: &[u8], certificates: &[Vec<u8>]) {
    let at = |what: &[u8]| copy.windows(what.len()).position(|seen| seen == what).unwrap();
    let (from, to) = (at(b"/ByteRange["), at(b"/Contents<") + 2 * 840);
    let far = (0..copy.len()).step_by(copy.len() / 150);
    for place in far.chain(from..to) {
        let mut changed = copy.to_vec();
        changed[place] ^= 1 << (place % 7);
        let found = read(&changed, certificates).map(|_| ()).unwrap_err().code.name;
        assert!(["signed_file_altered", "seal_altered", "not_verifiable"].contains(&found), "byte {place}: {found}");
    }
    for changed in [&copy[..copy.len() - 1], &[copy, b"\n"].concat()] {
        assert_eq!(read(changed, certificates).unwrap_err().code.name, "signed_file_altered");
    }
}

fn readers_accept(copy: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("copie.pdf"), copy).unwrap();
    if asked("pdfsig") {
        let text = said("pdfsig", &["-nocert", "copie.pdf"], folder.path());
        for expected in ["Signature Validation: Signature is Valid.", "Total document signed", "ETSI.CAdES.detached", "SHA-256"] {
            assert!(text.contains(expected), "{expected}: {text}");
        }
        let text = said("pdfinfo", &["copie.pdf"], folder.path());
        assert!(text.contains("Tagged:          yes"), "{text}");
        let text = said("pdfinfo", &["-struct-text", "copie.pdf"], folder.path());
        assert!(text.contains("Preuve de la réponse") && text.contains(WORDS), "{text}");
        said("pdfdetach", &["-saveall", "copie.pdf"], folder.path());
        assert!(
            folder.path().join(PROOF).exists() && folder.path().join(SEAL).exists() && folder.path().join(STATEMENT).exists()
        );
    }
    if asked("qpdf") {
        let text = said("qpdf", &["--check", "copie.pdf"], folder.path());
        assert!(text.contains("No syntax or stream encoding errors found"), "{text}");
    }
}
