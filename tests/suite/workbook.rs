//! A caseload brought in as a workbook: the same rules and places as CSV files, exact days and cents, and nothing of what attacks.

use crate::engine::{TestDb, both_engines};
use crate::sources::root;
use chrono::{NaiveDate, Utc};
use libtest_mimic::Trial;
use quitus::access::{Act, Role, add_user};
use quitus::caseload::{self, Report, Sheets, template_files, template_workbook};
use quitus::refusal::{Failure, Refusal};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    let rules: [(&str, fn()); 9] = [
        ("what_attacks_is_refused_by_its_code", what_attacks_is_refused_by_its_code),
        ("what_a_cell_shows_is_what_is_read", what_a_cell_shows_is_what_is_read),
        ("cells_that_cannot_be_taken_are_told_with_their_place", cells_that_cannot_be_taken_are_told_with_their_place),
        ("sheets_and_titles_are_asked_by_name", sheets_and_titles_are_asked_by_name),
        ("both_ways_of_counting_days_are_read", both_ways_of_counting_days_are_read),
        ("no_damage_makes_it_panic", no_damage_makes_it_panic),
        ("what_grows_when_it_is_read_is_bounded", what_grows_when_it_is_read_is_bounded),
        ("names_and_shared_texts_are_bounded", names_and_shared_texts_are_bounded),
        ("booleans_and_formats_are_read_as_they_are_shown", booleans_and_formats_are_read_as_they_are_shown),
    ];
    let pure = rules.into_iter().map(|(name, rule)| {
        Trial::test(format!("workbook::{name}"), move || {
            rule();
            Ok(())
        })
    });
    let template = both_engines("workbook::the_template_says_what_the_csv_files_say", the_template_says_what_the_csv_files_say);
    let places = both_engines("workbook::rules_are_told_with_sheet_row_and_column", rules_are_told_with_sheet_row_and_column);
    pure.chain(template).chain(places).collect()
}

/// The rows of the template's files, with their titles.
fn rows_of(file: &str) -> Vec<Vec<String>> {
    let (_, text) = template_files().into_iter().find(|(name, _)| *name == file).unwrap();
    let lines = text.trim_start_matches('\u{feff}').lines();
    lines.map(|line| line.split(';').map(str::to_owned).collect()).collect()
}

/// The files of the template that have a sheet.
fn csv_files() -> Vec<&'static str> {
    template_files().into_iter().map(|(name, _)| name).filter(|name| name.ends_with(".csv")).collect()
}

/// Puts a text as a person types it: a day as a day, an amount as a number.
fn typed(sheet: &mut Worksheet, row: u32, column: u16, text: &str) {
    let day = NaiveDate::parse_from_str(text, "%d/%m/%Y");
    let number = text.replace(',', ".").parse::<f64>().ok().filter(|_| text.contains(',') || text.len() < 8);
    match (day, number) {
        (Ok(day), _) => {
            let value = ExcelDateTime::parse_from_str(&day.to_string()).unwrap();
            sheet.write_datetime_with_format(row, column, &value, &Format::new().set_num_format("dd/mm/yyyy")).unwrap();
        }
        (_, Some(number)) if text.contains(',') => {
            sheet.write_number_with_format(row, column, number, &Format::new().set_num_format("0.00")).unwrap();
        }
        (_, Some(number)) => {
            sheet.write_number(row, column, number).unwrap();
        }
        _ if text.is_empty() => {}
        _ => {
            sheet.write_string_with_format(row, column, text, &Format::new().set_num_format("@")).unwrap();
        }
    }
}

/// The template as a workbook, each sheet as `change` leaves it.
pub fn workbook(change: impl Fn(&str, &mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    for file in csv_files() {
        let sheet = book.add_worksheet();
        sheet.set_name(file.trim_end_matches(".csv")).unwrap();
        for (row, cells) in (0..).zip(rows_of(file)) {
            for (column, text) in (0..).zip(&cells) {
                if row == 0 {
                    sheet.write_string_with_format(0, column, text, &Format::new().set_bold()).unwrap();
                } else {
                    typed(sheet, row, column, text);
                }
            }
        }
        sheet.set_freeze_panes(1, 0).unwrap();
        sheet.autofit();
        change(file, sheet);
    }
    let guide = book.add_worksheet();
    guide.set_name("LISEZMOI").unwrap();
    let (_, text) = template_files().into_iter().find(|(name, _)| *name == "LISEZMOI.md").unwrap();
    for (row, line) in (0..).zip(text.lines()) {
        guide.write_string(row, 0, line).unwrap();
    }
    book.save_to_buffer().unwrap()
}

/// The template as a workbook with this text as one of its parts.
fn with_part(name: &str, text: &[u8]) -> Vec<u8> {
    replaced(workbook(|_, _| {}), name, text)
}

fn replaced(source: Vec<u8>, name: &str, text: &[u8]) -> Vec<u8> {
    let mut parts = ZipArchive::new(Cursor::new(source)).unwrap();
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for at in 0..parts.len() {
        let mut part = parts.by_index(at).unwrap();
        let own = part.name().unwrap().into_owned();
        if own != name {
            out.start_file(own, options).unwrap();
            std::io::copy(&mut part, &mut out).unwrap();
        }
    }
    out.start_file(name, options).unwrap();
    out.write_all(text).unwrap();
    out.finish().unwrap().into_inner()
}

const PEOPLE: &str = "xl/worksheets/sheet1.xml";

/// A workbook whose sheet `people` has these rows.
fn people(rows: &str) -> Vec<u8> {
    with_part(PEOPLE, sheet_of(rows).as_bytes())
}

/// A sheet `people` of these rows.
fn sheet_of(rows: &str) -> String {
    let titles = ["numero", "nom", "prenom", "naissance", "compte", "iban_personnel"];
    let cell = |(at, title): (usize, &&str)| {
        format!("<c r=\"{}1\" t=\"inlineStr\"><is><t>{title}</t></is></c>", char::from(b'A' + u8::try_from(at).unwrap()))
    };
    let titles: String = titles.iter().enumerate().map(cell).collect();
    format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData><row r=\"1\">{titles}</row>{rows}</sheetData></worksheet>"
    )
}

fn told(refusals: &[Refusal]) -> Vec<String> {
    refusals.iter().map(|refusal| format!("{} @ {}", refusal.code.name, refusal.place)).collect()
}

fn refused(bytes: &[u8]) -> Vec<String> {
    told(&Sheets::of_workbook(bytes).map(|_| ()).unwrap_err())
}

async fn act(test: &TestDb) -> Act {
    let mut tx = test.db.write().await.unwrap();
    let user = add_user(&mut tx, None, "Ana", Role::Responsable, Utc::now()).await.unwrap();
    tx.commit().await.unwrap();
    Act { user, at: Utc::now(), today: "2026-10-01".parse().unwrap() }
}

async fn import(test: &TestDb, act: &Act, folder: &caseload::Folder) -> Result<Report, Failure> {
    let mut tx = test.db.write().await?;
    let report = caseload::import(&mut tx, act, folder).await?;
    tx.commit().await?;
    Ok(report)
}

/// `QUITUS_WRITE_TEMPLATE=1` writes the workbook that the program gives out again, from the CSV files of the template.
async fn the_template_says_what_the_csv_files_say(test: TestDb) {
    if std::env::var_os("QUITUS_WRITE_TEMPLATE").is_some() {
        std::fs::write(root().join("src/caseload/template/modele.xlsx"), workbook(|_, _| {})).unwrap();
    }
    let act = act(&test).await;
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("dossier");
    caseload::template(&folder).unwrap();
    let first = import(&test, &act, &caseload::read(&folder).unwrap()).await.unwrap();
    for bytes in [template_workbook().to_vec(), workbook(|_, _| {})] {
        let path = dir.path().join("classeur.xlsx");
        std::fs::write(&path, bytes).unwrap();
        let again = import(&test, &act, &caseload::read(&path).unwrap()).await.unwrap();
        assert_eq!(again.changes(), 0, "{again}");
        let rows = |report: &Report| report.files.iter().map(|(_, one)| one.added + one.unchanged).collect::<Vec<_>>();
        assert_eq!(rows(&again), rows(&first));
    }
}

async fn rules_are_told_with_sheet_row_and_column(test: TestDb) {
    let act = act(&test).await;
    let bytes = workbook(|file, sheet| match file {
        "people.csv" => {
            sheet.write_string(2, 4, "BQ-INCONNU").unwrap();
        }
        "rents.csv" => {
            sheet.write_number(1, 5, 365.205).unwrap();
        }
        "contracts.csv" => typed(sheet, 4, 3, "31/01/2027"),
        _ => {}
    });
    let folder = Sheets::of_workbook(&bytes).unwrap().folder();
    let Err(Failure::Refused(refusals)) = import(&test, &act, &folder).await else { panic!("imported") };
    let mut places = told(&refusals);
    places.sort();
    let expected = [
        "contract_term_too_short @ feuille contracts, ligne 5, colonne fin",
        "reference_unknown @ feuille people, ligne 3, colonne compte",
        "value_malformed @ feuille rents, ligne 2, colonne loyer",
    ];
    assert!(expected.iter().all(|one| places.iter().any(|place| place == one)), "{places:#?}");
    assert!(refusals.iter().any(|refusal| refusal.facts.contains("la feuille bank_accounts")), "{refusals:#?}");
    assert!(!refusals.iter().any(|refusal| refusal.facts.contains(".csv")), "{refusals:#?}");
}

fn what_attacks_is_refused_by_its_code() {
    let bomb = vec![b' '; 160 << 20];
    let billion = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><worksheet><sheetData/></worksheet>";
    let far = "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>";
    let wide = "<row r=\"2\"><c r=\"ZZ2\"><v>1</v></c></row>";
    let twice = "<row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"A2\"><v>2</v></c></row>";
    let shared = "<row r=\"2\"><c r=\"A2\"><f t=\"shared\" ref=\"A2:XFD1048576\" si=\"4294967295\">B2</f><v>1</v></c></row>";
    let merged = workbook(|file, sheet| {
        if file == "people.csv" {
            sheet.merge_range(1, 1, 2, 1, "Martin", &Format::new()).unwrap();
        }
    });
    let whole = workbook(|_, _| {});
    for (bytes, code) in [
        (with_part("xl/sharedStrings.xml", &bomb), "workbook_too_large @ "),
        (with_part("xl/vbaProject.bin", b"x"), "workbook_with_macros @ "),
        (with_part("xl/externalLinks/externalLink1.xml", b"<x/>"), "workbook_with_macros @ "),
        (with_part(PEOPLE, billion.as_bytes()), "workbook_unreadable @ "),
        (people(far), "workbook_too_large @ "),
        (people(wide), "workbook_too_large @ "),
        (people(twice), "workbook_unreadable @ "),
        (merged, "workbook_merged_cells @ feuille people"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 chiffre".to_vec(), "workbook_unreadable @ "),
        (whole[..whole.len() / 2].to_vec(), "workbook_unreadable @ "),
        (b"PK\x03\x04".to_vec(), "workbook_unreadable @ "),
        (with_part(PEOPLE, b"<worksheet><sheetData><row r=\"2\"><c r=\"A2\"><v>1"), "workbook_unreadable @ "),
    ] {
        assert_eq!(refused(&bytes), [code]);
    }
    // A formula that asks for billions of cells is one cell, told with its place.
    let sheets = Sheets::of_workbook(&people(shared)).unwrap();
    assert!(sheets.row("people.csv", 2).unwrap().1.is_doubtful());
}

fn what_a_cell_shows_is_what_is_read() {
    let bytes = workbook(|file, sheet| {
        if file == "people.csv" {
            let day = ExcelDateTime::parse_from_str("1961-03-14").unwrap();
            let format = Format::new().set_num_format("[$-40C]d mmmm yyyy");
            sheet.write_datetime_with_format(1, 3, &day, &format).unwrap();
            sheet.write_string(1, 1, " Martin & <Fils> ").unwrap();
        }
        if file == "rents.csv" {
            for (column, number) in [(5, 365.2), (6, 0.300_000_000_000_000_04), (7, 1e-2), (8, 31.58)] {
                sheet.write_number(1, column, number).unwrap();
            }
        }
        if file == "authorisations.csv" {
            sheet.write_boolean(1, 8, false).unwrap();
        }
    });
    let sheets = Sheets::of_workbook(&bytes).unwrap();
    let cells = |file: &str| sheets.row(file, 2).unwrap().1.cells.clone();
    assert_eq!(cells("people.csv")[..4], ["1001", "Martin & <Fils>", "Jeanne", "1961-03-14"]);
    assert_eq!(cells("rents.csv")[5..9], ["365.2", "0.3", "0.01", "31.58"]);
    assert_eq!(cells("authorisations.csv")[8], "non");
    assert_eq!(cells("contracts.csv")[2..4], ["2025-09-01", "2026-08-31"]);
}

fn cells_that_cannot_be_taken_are_told_with_their_place() {
    let bytes = workbook(|file, sheet| {
        if file == "budget.csv" {
            sheet.write_formula(1, 5, "=50+2").unwrap();
            sheet.write_number(2, 0, 12_345_678_901_234_567.0).unwrap();
            let noon = ExcelDateTime::parse_from_str("2026-09-01T12:00:00").unwrap();
            sheet.write_datetime_with_format(3, 8, &noon, &Format::new().set_num_format("dd/mm/yyyy hh:mm")).unwrap();
        }
    });
    let sheets = Sheets::of_workbook(&bytes).unwrap();
    for line in [2, 3, 4] {
        assert!(sheets.row("budget.csv", line).unwrap().1.is_doubtful(), "{line}");
    }
    assert!(!sheets.row("budget.csv", 5).unwrap().1.is_doubtful());
    let error = people("<row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\" t=\"e\"><v>#REF!</v></c></row>");
    assert!(Sheets::of_workbook(&error).unwrap().row("people.csv", 2).unwrap().1.is_doubtful());
}

fn sheets_and_titles_are_asked_by_name() {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Péople ").unwrap().write_string(0, 0, "Numéro").unwrap();
    let folder = Sheets::of_workbook(&book.save_to_buffer().unwrap()).unwrap().folder();
    let all = format!("{folder:?}");
    assert!(all.contains("sheet_missing") && all.contains("column_missing"), "{all}");
    assert!(!all.contains("column_unknown"), "accents and capitals do not count");
}

fn both_ways_of_counting_days_are_read() {
    let since = |attribute: &str| {
        let text = format!(
            "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><workbookPr {attribute}/>
             <sheets>{}</sheets></workbook>",
            (1..).zip(csv_files()).map(|(id, file)| format!("<sheet name=\"{}\" sheetId=\"{id}\" r:id=\"rId{id}\"/>", file.trim_end_matches(".csv"))).collect::<String>()
        );
        let sheets = Sheets::of_workbook(&with_part("xl/workbook.xml", text.as_bytes())).unwrap();
        sheets.row("people.csv", 2).unwrap().1.cells[3].clone()
    };
    assert_eq!(since(""), "1961-03-14");
    assert_eq!(since("date1904=\"1\""), "1965-03-15");
}

/// Every byte of a workbook that is cut or turned: it is read or refused, never a panic.
fn no_damage_makes_it_panic() {
    let whole = people("<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c></row>");
    for at in (0..whole.len()).step_by(7) {
        let mut turned = whole.clone();
        turned[at] ^= 0xff;
        let _ = Sheets::of_workbook(&turned).map(|sheets| sheets.folder());
        let _ = Sheets::of_workbook(&whole[..at]).map(|sheets| sheets.folder());
    }
}

/// A text of thirty thousand letters shown in ten thousand cells, and as many rows as the titles are wide.
fn what_grows_when_it_is_read_is_bounded() {
    let text = "x".repeat(30_000);
    let shared = format!("<sst><si><t>{text}</t></si></sst>");
    let rows: String = (2..10_002).map(|row| format!("<row r=\"{row}\"><c r=\"B{row}\" t=\"s\"><v>0</v></c></row>")).collect();
    let sheet = people(&rows);
    let mut parts = ZipArchive::new(Cursor::new(sheet)).unwrap();
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..parts.len() {
        let mut part = parts.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        out.start_file(&name, SimpleFileOptions::default()).unwrap();
        if name == "xl/sharedStrings.xml" {
            out.write_all(shared.as_bytes()).unwrap();
        } else {
            std::io::copy(&mut part, &mut out).unwrap();
        }
    }
    assert_eq!(refused(&out.finish().unwrap().into_inner()), ["workbook_too_large @ "]);
    let tall: String = (2..200_001).map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\"><v>1</v></c></row>")).collect();
    let wide: String = (0..50)
        .map(|at| {
            format!("<c r=\"A{}1\" t=\"inlineStr\"><is><t>x</t></is></c>", char::from(b'A' + u8::try_from(at % 26).unwrap()))
        })
        .take(26)
        .collect();
    let sheet = format!("<worksheet><sheetData><row r=\"1\">{wide}</row>{tall}</sheetData></worksheet>");
    assert_eq!(refused(&with_part(PEOPLE, sheet.as_bytes())), ["workbook_too_large @ "]);
}

/// What small parts can ask again and again: names of sheets, texts that many cells share.
fn names_and_shared_texts_are_bounded() {
    let rels = |target: &str, count: usize| {
        let one = |at: usize| format!("<Relationship Id=\"a{at}\" Target=\"{target}\"/>");
        format!("<Relationships>{}</Relationships>", (0..count).map(one).collect::<String>())
    };
    let book = |attributes: &str, count: usize| {
        format!("<workbook><sheets>{}</sheets></workbook>", format!("<sheet {attributes} id=\"a0\"/>").repeat(count))
    };
    let (relations, sheets) = ("xl/_rels/workbook.xml.rels", "xl/workbook.xml");
    let shared = |texts: &str| format!("<sst>{texts}</sst>").into_bytes();
    let blank = |length: usize| shared(&format!("<si><t>{}</t></si>", " ".repeat(length)));
    let rows: String = (2..2_002).map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>0</v></c></row>")).collect();
    for (what, parts) in [
        ("a long target", vec![(relations, rels(&"x".repeat(100_000), 1).into_bytes())]),
        ("a long name", vec![(sheets, book(&format!("name=\"{}\"", "x".repeat(100_000)), 1).into_bytes())]),
        ("many targets", vec![(relations, rels("x", 20_000).into_bytes())]),
        ("many sheets", vec![(sheets, book("name=\"autre\"", 20_000).into_bytes())]),
        ("many shared texts", vec![("xl/sharedStrings.xml", shared(&"<si/>".repeat(1_000_001)))]),
        ("a long text of blanks", vec![("xl/sharedStrings.xml", blank(1 << 20))]),
        ("blanks shown again and again", vec![("xl/sharedStrings.xml", blank(100_000)), (PEOPLE, sheet_of(&rows).into_bytes())]),
    ] {
        let bytes = parts.iter().fold(workbook(|_, _| {}), |book, (name, text)| replaced(book, name, text));
        assert_eq!(refused(&bytes), ["workbook_too_large @ "], "{what}");
    }
}

fn booleans_and_formats_are_read_as_they_are_shown() {
    for (written, read) in [("1", "oui"), ("true", "oui"), ("0", "non"), ("false", "non")] {
        let bytes = people(&format!("<row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\" t=\"b\"><v>{written}</v></c></row>"));
        let sheets = Sheets::of_workbook(&bytes).unwrap();
        let row = sheets.row("people.csv", 2).unwrap().1;
        assert_eq!((row.cells[1].as_str(), row.is_doubtful()), (read, false), "{written}");
    }
    let bytes = people("<row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\" t=\"b\"><v>VRAI</v></c></row>");
    assert!(Sheets::of_workbook(&bytes).unwrap().row("people.csv", 2).unwrap().1.is_doubtful());
    // A number that its format shows with zeros in front of it has them.
    let bytes = workbook(|file, sheet| {
        if file == "authorisations.csv" {
            sheet.write_number_with_format(1, 0, 123_456, &Format::new().set_num_format("0000000")).unwrap();
            sheet.write_number_with_format(2, 0, 12_345_678, &Format::new().set_num_format("0000000")).unwrap();
        }
    });
    let sheets = Sheets::of_workbook(&bytes).unwrap();
    let first =
        |line| sheets.row("authorisations.csv", line).unwrap().1.cells.iter().any(|cell| cell == "0123456" || cell == "12345678");
    assert!(first(2) && first(3));
}
