//! The statement as its reader gets it: the file, its tags, its pages, and the worker processes that make it.
//!
//! The tests of the file need `qpdf` and `poppler-utils`. Where these are missing they say so and pass, unless
//! `QUITUS_TOOLS=required`.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/statement_samples.rs"]
mod samples;

use quitus::statement::document::Document;
use quitus::statement::model::{Print, Statement};
use quitus::statement::render::render;
use quitus::statement::workers::{Event, Pool, Request, SUBCOMMAND};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

fn json(statement: &Statement) -> Vec<u8> {
    serde_json::to_vec(&Document::of(statement).unwrap()).unwrap()
}

fn months() -> [(&'static str, Statement); 3] {
    let large = Statement { print: Print::Large, ..samples::persona() };
    [("quiet", samples::persona()), ("hard", samples::hard()), ("large", large)]
}

/// Runs a tool on a file; `None` when the tool is not there and may be missing.
fn tool(name: &str, arguments: &[&str], file: &Path) -> Option<String> {
    match Command::new(name).args(arguments).arg(file).output() {
        Ok(output) => {
            assert!(output.status.success(), "{name} refuses {}: {output:?}", file.display());
            Some(String::from_utf8_lossy(&output.stdout).into_owned())
        }
        Err(error) if std::env::var("QUITUS_TOOLS").is_ok_and(|value| value == "required") => {
            panic!("{name} is required (QUITUS_TOOLS=required) and cannot run: {error}. Install qpdf and poppler-utils.")
        }
        Err(error) => {
            eprintln!("skipped: {name} cannot run ({error}); install qpdf and poppler-utils");
            None
        }
    }
}

/// The three files in a directory that lasts as long as the test.
fn files() -> (tempfile::TempDir, Vec<(Statement, PathBuf)>) {
    let directory = tempfile::tempdir().unwrap();
    let write = |(name, month): (&str, Statement)| {
        let path = directory.path().join(format!("{name}.pdf"));
        std::fs::write(&path, render(&json(&month)).unwrap()).unwrap();
        (month, path)
    };
    let files = months().into_iter().map(write).collect();
    (directory, files)
}

/// Text without the line breaks that narrow columns make, after a hyphen too; no-break spaces kept.
fn flowing(text: &str) -> String {
    text.split([' ', '\n', '\t']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ").replace("- ", "-")
}

#[test]
fn one_month_always_makes_the_same_bytes() {
    for (name, month) in months() {
        assert_eq!(render(&json(&month)).unwrap(), render(&json(&month)).unwrap(), "{name}");
    }
}

/// The numbers of lines that come with a table are those that typst would have found by measuring each row.
#[test]
fn rows_are_as_high_as_they_would_be_if_measured() {
    let directory = tempfile::tempdir().unwrap();
    for (name, month) in months() {
        // Typst also breaks after a hyphen, which is not counted on: such a row is given more room than it needs.
        let text = String::from_utf8(json(&month)).unwrap().replace('-', "·");
        let mut told: serde_json::Value = serde_json::from_str(&text).unwrap();
        shorten(&mut told);
        let mut measured = told.clone();
        let lines = forget_lines(&mut measured);
        assert!(lines > 20, "{name}: {lines} rows come with their lines");
        let [told, measured] = [("told", told), ("measured", measured)].map(|(how, document)| {
            let path = directory.path().join(format!("{name}-{how}.pdf"));
            std::fs::write(&path, render(&serde_json::to_vec(&document).unwrap()).unwrap()).unwrap();
            tool("pdftotext", &["-bbox"], &path).map(|_| std::fs::read_to_string(path.with_extension("html")).unwrap())
        });
        assert!(told == measured, "{name}: words stand elsewhere once rows are measured");
    }
}

/// Keeps the first rows of each table: a row that is not measured does not break at the end of a page.
fn shorten(document: &mut serde_json::Value) {
    for section in document.get_mut("sections").and_then(serde_json::Value::as_array_mut).unwrap() {
        let rows = section.get_mut("rows").and_then(serde_json::Value::as_array_mut).unwrap();
        let left_out = rows.drain(rows.len().min(3)..).count();
        let lines = section.pointer_mut("/sizes/lines").and_then(serde_json::Value::as_array_mut).unwrap();
        lines.drain(lines.len().min(4)..(4 + left_out).min(lines.len()));
    }
}

/// Takes every number of lines out of a document; how many there were.
fn forget_lines(document: &mut serde_json::Value) -> usize {
    use serde_json::Value;
    match document {
        Value::Object(fields) => {
            let lines = fields.get_mut("lines").and_then(Value::as_array_mut);
            let here = lines.map_or(0, |lines| lines.iter_mut().map(|line| usize::from(!line.take().is_null())).sum());
            here + fields.values_mut().map(forget_lines).sum::<usize>()
        }
        Value::Array(values) => values.iter_mut().map(forget_lines).sum(),
        _ => 0,
    }
}

#[test]
fn what_is_not_a_document_is_refused() {
    for bad in [&b""[..], b"{}", b"[1]", b"\xff\xfe", br#"{"number": "1"}"#] {
        let error = render(bad).unwrap_err();
        assert!(error.code().starts_with("statement_"), "{error}");
    }
}

#[test]
fn the_file_is_sound_tagged_and_archivable() {
    let (_directory, files) = files();
    for (_, path) in &files {
        let Some(_) = tool("qpdf", &["--check"], path) else { return };
        let Some(facts) = tool("pdfinfo", &[], path) else { return };
        assert!(facts.contains("Tagged:          yes"), "{facts}");
        assert!(facts.contains("Votre argent en novembre 2026"), "{facts}");
        let meta = tool("pdfinfo", &["-meta"], path).unwrap();
        for fact in ["<pdfuaid:part>1<", "<pdfaid:part>3<", "<pdfaid:conformance>A<", "fr"] {
            assert!(meta.contains(fact), "{fact} missing in {meta}");
        }
        let fonts = tool("pdffonts", &[], path).unwrap();
        assert!(fonts.lines().skip(2).all(|line| line.contains("NotoSans") && line.contains("yes yes yes")), "{fonts}");
    }
}

/// Uncompressed, the gathered file says the same as the one that is not: object for object.
#[test]
fn gathering_changes_the_bytes_and_nothing_else() {
    let directory = tempfile::tempdir().unwrap();
    for (name, month) in months() {
        let gathered = directory.path().join(format!("{name}.pdf"));
        let apart = directory.path().join(format!("{name}-apart.pdf"));
        std::fs::write(&gathered, render(&json(&month)).unwrap()).unwrap();
        let before = issued_before(&month, &["packed"]);
        std::fs::write(&apart, render(&json(&before)).unwrap()).unwrap();
        let length = |path: &Path| std::fs::metadata(path).unwrap().len();
        assert!(length(&gathered) < 60_000 && length(&gathered) < length(&apart) * 2 / 3, "{name}: {} bytes", length(&gathered));
        let said = |path: &Path| -> Option<serde_json::Value> {
            serde_json::from_str(&tool("qpdf", &["--json=2", "--json-key=qpdf", "--json-stream-data=inline"], path)?).unwrap()
        };
        let (Some(gathered), Some(apart)) = (said(&gathered), said(&apart)) else { return };
        let objects = |file: &serde_json::Value| {
            let mut objects = file["qpdf"][1].as_object().unwrap().clone();
            objects.remove("trailer");
            objects.retain(|_, object| !matches!(object["stream"]["dict"]["/Type"].as_str(), Some("/ObjStm" | "/XRef")));
            objects
        };
        assert_eq!(objects(&gathered).len(), objects(&apart).len());
        assert_eq!(objects(&gathered), objects(&apart), "{name}");
    }
}

/// A model as it was kept before these fields were there: it says nothing of them.
fn issued_before(month: &Statement, fields: &[&str]) -> Statement {
    let mut model = serde_json::to_value(month).unwrap();
    for field in fields {
        model.as_object_mut().unwrap().remove(*field).unwrap();
    }
    serde_json::from_value(model).unwrap()
}

/// The bytes that the version before the sheet to sign printed of the same models.
#[test]
fn a_statement_issued_before_the_sheet_keeps_its_bytes() {
    use sha2::{Digest, Sha256};
    for (name, month) in months() {
        let before = issued_before(&month, &["fingerprint"]);
        let older = issued_before(&month, &["fingerprint", "packed"]);
        let hashes = [before, older].map(|one| hex::encode(Sha256::digest(render(&json(&one)).unwrap())));
        let golden = match name {
            "quiet" => [
                "f7b924109dc1c1919db6df250cbd199b026adfe26270c26b9d59b7fe7ae84db3",
                "186bcd2cf5637d612c20afd61f71fe28715c40bb5c365540983338ca471a869f",
            ],
            "hard" => [
                "d4f577b30b346c1c1f8df55de862a8367e11c47350d5764f1e2b147cd64ba782",
                "6d18bab793022d3a2480d3ce2416be77a5062cb6d1ba4dff64edbf3adb025316",
            ],
            _ => [
                "2537c2cac4a3d31bf925e8e127b23be8c20d7286bac061cf7fc12188ba7c4c7a",
                "4bee7f9445d0989912689b6a6f844dceda01de95679a672429be3676453b7532",
            ],
        };
        assert_eq!(hashes, golden, "{name}");
    }
}

/// The sheet is the last page, alone; the code on it says which statement it answers, and has its words for who does not see it.
#[test]
fn the_sheet_to_sign_is_a_page_of_its_own() {
    let (directory, files) = files();
    for (month, path) in &files {
        let Some(_) = tool("pdftotext", &["-layout"], path) else { return };
        let text = std::fs::read_to_string(path.with_extension("txt")).unwrap();
        let pages: Vec<&str> = text.trim_end_matches('\u{c}').split('\u{c}').collect();
        let (sheet, others) = pages.split_last().unwrap();
        let words = [
            "Ma réponse",
            "Je ne veux pas signer.",
            "Je suis d’accord, sauf sur un point que j’écris.",
            "Date",
            "Signature",
            &month.number,
        ];
        let sheet = flowing(sheet);
        assert!(words.iter().all(|word| sheet.contains(word)), "{sheet}");
        assert!(others.iter().all(|page| !page.contains("Ma réponse") && !page.contains("Je ne veux pas signer")), "{others:?}");
        let heard = tool("pdfinfo", &["-enc", "UTF-8", "-struct-text"], path).unwrap();
        assert!(heard.contains("Ma réponse") && heard.contains("Ce carré dit de quel relevé"), "{heard}");
    }
    let apart = directory.path().join("apart.pdf");
    std::fs::write(&apart, render(&json(&Statement { packed: false, ..samples::persona() })).unwrap()).unwrap();
    let Some(objects) = tool("qpdf", &["--json=2", "--json-key=qpdf"], &apart) else { return };
    assert!(objects.contains("Un carré qu’un appareil lit"), "the code has its words");
}

#[test]
fn every_page_says_its_number_and_how_many_there_are() {
    let directory = tempfile::tempdir().unwrap();
    // Somebody may write what the template leaves for the number: those words stay theirs.
    let mut month = samples::hard();
    month.worker_comment = Some("0123456789/".to_owned());
    for (name, month) in [("quiet", samples::persona()), ("hard", month)] {
        let path = directory.path().join(name).with_extension("pdf");
        std::fs::write(&path, render(&json(&month)).unwrap()).unwrap();
        let Some(_) = tool("pdftotext", &["-layout"], &path) else { return };
        let text = std::fs::read_to_string(path.with_extension("txt")).unwrap();
        let pages: Vec<&str> = text.trim_end_matches('\u{c}').split('\u{c}').collect();
        assert!(pages.len() > 1);
        assert_eq!(text.contains("0123456789/"), name == "hard");
        for (page, number) in pages.iter().zip(1..) {
            assert!(page.contains(&format!("page {number}/{}", pages.len())), "page {number} of {}: {page}", pages.len());
        }
    }
}

#[test]
fn a_screen_reader_hears_every_word_and_amount_of_the_model() {
    let (_directory, files) = files();
    for (month, path) in &files {
        let Some(heard) = tool("pdfinfo", &["-enc", "UTF-8", "-struct-text"], path) else { return };
        let heard = flowing(&heard.replace('"', " "));
        let document = Document::of(month).unwrap();
        let plain = &document.plain;
        let cells = document.sections.iter().flat_map(|section| section.rows.iter().chain([&section.total]).flatten());
        let figures = plain.figures.iter().flat_map(|figure| [&figure.label, &figure.amount, &figure.note]);
        for text in cells.chain(figures).chain(&plain.sentences).chain(plain.ahead.iter().flatten()).chain([&plain.opening]) {
            assert!(heard.contains(&flowing(text)), "« {text} » is lost in {}", path.display());
        }
    }
}

#[test]
fn every_pictogram_has_its_words() {
    let apart = Statement { packed: false, ..samples::persona() };
    let pdf = render(&json(&apart)).unwrap();
    for alternative in ["(Une maison)", "(Une facture)", "(Un porte-monnaie)"] {
        let tag = format!("/Alt{alternative}").into_bytes();
        assert!(pdf.windows(tag.len()).any(|window| window == tag), "{alternative}");
    }
}

#[test]
fn the_plain_page_is_one_page() {
    let (_directory, files) = files();
    for (month, path) in files.iter().filter(|(month, _)| month.print == Print::Normal) {
        let Some(first) = tool("pdftotext", &["-l", "1"], path) else { return };
        // pdftotext writes to a file named after the other when no name is given.
        drop(first);
        let first = std::fs::read_to_string(path.with_extension("txt")).unwrap();
        assert!(first.contains("Cette page est en langage simple."), "{first}");
        assert!(first.contains(&month.manager.phone) && !first.contains("Le détail du mois"), "{first}");
    }
}

fn pool(program: &str, arguments: &[&str]) -> Pool {
    Pool::new(program.into(), arguments.iter().map(Into::into).collect(), 2)
}

async fn outcomes(pool: &Pool, requests: Vec<Request>) -> (usize, BTreeMap<String, Result<Vec<u8>, String>>) {
    let count = requests.len();
    let mut retries = 0;
    let mut done = BTreeMap::new();
    pool.render_all(requests, |event| match event {
        Event::Retrying { .. } => retries += 1,
        Event::Done { key, outcome, finished, total } => {
            assert!(done.insert(key, outcome.map_err(|error| error.code)).is_none(), "finished twice");
            assert_eq!((finished, total), (done.len(), count));
        }
    })
    .await;
    assert_eq!(done.len(), count);
    (retries, done)
}

fn requests(count: usize) -> Vec<Request> {
    let json = json(&samples::persona());
    (0..count).map(|rank| Request { key: format!("{rank}"), json: json.clone() }).collect()
}

#[tokio::test]
async fn workers_make_what_the_process_itself_makes() {
    let mut asked = requests(5);
    asked.push(Request { key: "bad".into(), json: b"{}".to_vec() });
    let (retries, done) = outcomes(&pool(env!("CARGO_BIN_EXE_quitus"), &[SUBCOMMAND]), asked).await;
    let here = render(&json(&samples::persona())).unwrap();
    assert_eq!(retries, 0);
    for (key, outcome) in done {
        let expected = if key == "bad" { Err("statement_not_a_document".to_owned()) } else { Ok(here.clone()) };
        assert!(outcome == expected, "{key}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_worker_that_dies_is_replaced() {
    let directory = tempfile::tempdir().unwrap();
    let mark = directory.path().join("died");
    let script = r#"mkdir "$1" 2>/dev/null && { head -c 10 >/dev/null; exit 7; }; exec "$0" "$2""#;
    let arguments = ["-c", script, env!("CARGO_BIN_EXE_quitus"), mark.to_str().unwrap(), SUBCOMMAND];
    let (retries, done) = outcomes(&pool("sh", &arguments), requests(4)).await;
    assert_eq!(retries, 1);
    assert!(done.values().all(Result::is_ok));
}

#[cfg(unix)]
#[tokio::test]
async fn workers_rest_between_two_calls() {
    let directory = tempfile::tempdir().unwrap();
    let arguments = ["-c", r#"mkdir "$1/$$"; exec "$0" "$2""#, env!("CARGO_BIN_EXE_quitus")];
    let pool = pool("sh", &[&arguments[..], &[directory.path().to_str().unwrap(), SUBCOMMAND]].concat());
    for _ in 0..2 {
        let (retries, done) = outcomes(&pool, requests(4)).await;
        assert!(retries == 0 && done.values().all(Result::is_ok));
    }
    assert_eq!(directory.path().read_dir().unwrap().count(), 2);
}

#[cfg(unix)]
#[tokio::test]
async fn a_document_that_kills_workers_is_given_up_after_two() {
    let (retries, done) = outcomes(&pool("sh", &["-c", "head -c 10 >/dev/null; exit 7"]), requests(3)).await;
    assert_eq!(retries, 3);
    assert!(done.values().all(|outcome| *outcome == Err("statement_worker_crashed".to_owned())));
}

#[tokio::test]
async fn a_program_that_is_missing_is_said() {
    let (_, done) = outcomes(&pool("/nonexistent/quitus", &[]), requests(2)).await;
    assert!(done.values().all(|outcome| *outcome == Err("statement_worker_not_started".to_owned())));
}
