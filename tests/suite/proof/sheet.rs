//! The square code of a signed sheet, read off what a scanner makes of it.

use super::answers::{MONTH, number, somebody};
use crate::engine::{TestDb, asked};
use chrono::Utc;
use quitus::access::Role;
use quitus::intake::evidence::Kind;
use quitus::signature::answer::Given;
use quitus::signature::paper::{Sheet, join};
use quitus::signature::sheet_mark::mark_on;
use quitus::signature::{Answer, Copy};
use quitus::statement::issued::stored;
use quitus::statement::workers::Pool;
use std::process::Command;

pub async fn matched(test: TestDb) {
    let mut tx = test.db.write().await.unwrap();
    let month = MONTH.parse().unwrap();
    let kept = stored(&mut tx, 2, month).await.unwrap().unwrap();
    let pdf = kept.pdf(&Pool::of_this_program().unwrap()).await.unwrap();
    let mark = mark_on(Kind::Pdf, &pdf).unwrap();
    assert_eq!((&mark.number, Some(mark.fingerprint.as_str())), (&number(2), kept.fingerprint()));
    for (kind, bytes) in scanned(&pdf) {
        assert_eq!(mark_on(kind, &bytes), Some(mark.clone()), "{kind:?}");
    }
    let act = somebody(&mut tx, Role::Gestionnaire, Utc::now()).await;
    let given =
        Given { answer: Answer::Agree, comment: String::new(), helper: String::new(), help: String::new(), copy: Copy::Had };
    let sheet = Sheet { name: "feuille.pdf", bytes: &pdf, mark: Some(mark) };
    let refused = join(&mut tx, &act, (1, month), &given, act.today, &sheet).await.unwrap_err();
    assert_eq!(refused.code(), Some("sheet_of_another_statement"));
    let altered = sheet.mark.clone().map(|mark| quitus::statement::reply::Mark { fingerprint: "0".repeat(64), ..mark });
    let altered = Sheet { mark: altered, ..sheet.clone() };
    assert_eq!(
        join(&mut tx, &act, (2, month), &given, act.today, &altered).await.unwrap_err().code(),
        Some("sheet_of_another_statement")
    );
    join(&mut tx, &act, (2, month), &given, act.today, &sheet).await.unwrap();
}

/// The sheet as pictures, as two scanners send it.
fn scanned(pdf: &[u8]) -> Vec<(Kind, Vec<u8>)> {
    if !asked("pdftoppm") {
        return Vec::new();
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("r.pdf"), pdf).unwrap();
    let page = last_page(folder.path());
    let shot = |kind: &str, dots: &str, extension: &str| {
        let made = Command::new("pdftoppm")
            .args([kind, "-r", dots, "-f", &page, "-l", &page, "-singlefile", "r.pdf", extension])
            .current_dir(folder.path())
            .status()
            .unwrap();
        assert!(made.success());
        std::fs::read(folder.path().join(format!("{extension}.{extension}"))).unwrap()
    };
    vec![(Kind::Png, shot("-png", "150", "png")), (Kind::Jpeg, shot("-jpeg", "300", "jpg"))]
}

/// The number of the last page, as Poppler counts them.
fn last_page(folder: &std::path::Path) -> String {
    let told = Command::new("pdfinfo").arg("r.pdf").current_dir(folder).output().unwrap();
    let text = String::from_utf8_lossy(&told.stdout).into_owned();
    text.lines().find_map(|line| line.strip_prefix("Pages:")).unwrap().trim().to_owned()
}

pub fn what_is_no_sheet() {
    for kind in Kind::ALL {
        for bytes in [
            b"".as_slice(),
            b"%PDF-1.7",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xff\xff\xff\xff\xff\xff\xff",
            b"\xff\xd8\xff\xe0",
            &[0; 4096],
        ] {
            assert_eq!(mark_on(kind, bytes), None);
        }
    }
}
