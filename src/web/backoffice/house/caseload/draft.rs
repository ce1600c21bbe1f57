//! What sent files would do, and their faulty rows to mend: every page is judged again, and nothing is written before all is right.

use super::rows::{Asked, RowField, asked, field_of, sorted, stem};
use super::{HERE, aside};
use crate::caseload::draft::{forget, kept, mend as keep_mends, sheets, take_back};
use crate::caseload::{self, Folder, Mend, Report, Sheets};
use crate::refusal::{Failure, Refusal, SHOWN_HAS_CHANGED};
use crate::rent::hold_rent;
use crate::store::Tx;
use crate::web::answer::Answer;
use crate::web::form::{Hidden, Refusals};
use crate::web::list::{Cell, Column, List, words};
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Ended, Visit};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};

/// Rows of a page.
const ROWS: usize = 10;
/// Rows mended that are listed.
const MENDED: usize = 50;
/// The name of the mark of what was shown.
const SEEN: &str = "vu";

const FAULTS: &[Column] = &[
    words("ou", "Où"),
    words("quoi", "Ce qui ne va pas"),
    words("detail", "Détail"),
    words("faire", "Que faire"),
    words("code", "Code"),
];

/// A row that was mended.
struct Mended {
    key: String,
    words: String,
}

#[derive(Template)]
#[template(path = "backoffice/house/caseload/draft.html")]
struct Page<'a> {
    draft: &'a str,
    hidden: Hidden,
    import: Hidden,
    give_up: Hidden,
    faults: usize,
    faulty_rows: usize,
    others: Refusals<'a>,
    rows: Vec<RowField>,
    page: usize,
    pages: usize,
    checked: Vec<String>,
    seen: String,
    mended: Vec<Mended>,
    mends: usize,
    refused: Refusals<'a>,
}

/// The rows of a draft as they now are, and what was written over them. Reading them is long: no other user waits for it.
async fn rows_of(visit: &Visit, draft: &str) -> Result<(Sheets, Folder, Vec<Mend>), Failure> {
    let mut tx = visit.read().await?;
    let act = visit.act(&mut tx).await?;
    let (files, mends) = kept(&mut tx, &act, draft).await?;
    drop(tx);
    let over = mends.clone();
    let read = aside(move || {
        sheets(&files).map(|mut sheets| {
            sheets.mend(&over);
            let folder = sheets.folder();
            (sheets, folder)
        })
    });
    let (sheets, folder) = read.await?.map_err(Failure::Refused)?;
    Ok((sheets, folder, mends))
}

/// Writes the folder in a transaction: for good, or to see what it would do.
async fn written(tx: &mut Tx, visit: &Visit, folder: &Folder) -> Result<Report, Failure> {
    let act = visit.act(tx).await?;
    let report = caseload::import(tx, &act, folder).await?;
    hold_rent(tx, &act, &report.people_with_changed_terms, act.today, "dossiers").await?;
    Ok(report)
}

fn lines(report: &Report) -> Vec<String> {
    report.to_string().lines().map(str::to_owned).collect()
}

/// What would be written, and what the database alone refuses, found by writing in a transaction that is never committed.
async fn checked(visit: &Visit, folder: &Folder) -> Result<(Report, Vec<Refusal>), Failure> {
    let play = |mut tx: Tx| async move { written(&mut tx, visit, folder).await };
    match visit.office.db.rehearse(play).await {
        Ok(report) => Ok((report, Vec::new())),
        Err(Failure::Refused(refusals)) => Ok((Report::default(), refusals)),
        Err(other) => Err(other),
    }
}

/// The faults of a draft, and one page of its rows.
#[derive(Default)]
struct Faults {
    others: Vec<Refusal>,
    rows: Vec<RowField>,
    faulty_rows: usize,
    page: usize,
    pages: usize,
}

impl Faults {
    /// Sorts the refusals by rows: as long as they are many.
    fn of(sheets: &Sheets, refusals: &[Refusal], asked: usize) -> Self {
        let (faulty, others) = sorted(sheets, refusals);
        let pages = faulty.len().div_ceil(ROWS).max(1);
        let page = asked.clamp(1, pages);
        let shown = faulty.iter().skip(page.saturating_sub(1).saturating_mul(ROWS)).take(ROWS);
        Self {
            others: others.into_iter().cloned().collect(),
            rows: shown.filter_map(|row| field_of(sheets, row)).collect(),
            faulty_rows: faulty.len(),
            page,
            pages,
        }
    }
}

async fn page(visit: &Visit, draft: &str, refused: &[Refusal]) -> Answer {
    let (sheets, folder, mends) = rows_of(visit, draft).await?;
    let mut tx = visit.read().await?;
    let act = visit.act(&mut tx).await?;
    let recorded = caseload::recorded(&mut tx, &act).await?;
    drop(tx);
    let (sheets, folder, refusals) = aside(move || {
        let refusals = caseload::faults(&recorded, &act, &folder);
        (sheets, folder, refusals)
    })
    .await?;
    let mut list = List::new(visit, "Ce qui est à corriger", FAULTS, "");
    if list.is_csv() {
        for refusal in &refusals {
            let remedy = crate::web::remedies::of(refusal.code);
            let texts = [&refusal.place, refusal.code.sentence, &refusal.facts, remedy, refusal.code.name];
            list.push(texts.map(Cell::text).into());
        }
        return Ok(list.csv("corrections")?);
    }
    let right = refusals.is_empty();
    let (report, by_database) = if right { checked(visit, &folder).await? } else { Default::default() };
    let told = refusals.len().saturating_add(by_database.len());
    let asked = visit.query.get("page").parse::<usize>().unwrap_or(1);
    let mended: Vec<Mended> = mends.iter().take(MENDED).map(|mend| mended(&sheets, mend)).collect();
    let Faults { mut others, rows, faulty_rows, page, pages } = aside(move || Faults::of(&sheets, &refusals, asked)).await?;
    others.extend(by_database);
    let content = Page {
        draft,
        hidden: Hidden::new(visit, None),
        import: Hidden::new(visit, None),
        give_up: Hidden::new(visit, None),
        faults: told,
        faulty_rows,
        others: Refusals { refusals: &others },
        rows,
        page,
        pages,
        checked: lines(&report),
        seen: report.mark(),
        mended,
        mends: mends.len(),
        refused: Refusals { refusals: refused },
    };
    let right = content.faults == 0 && refused.is_empty();
    let html = visit.page(if right { "Avant d’importer" } else { "Corriger avant d’importer" }, &content)?;
    Ok((if right { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }, html).into_response())
}

fn mended(sheets: &Sheets, mend: &Mend) -> Mended {
    let state = if mend.cells.is_some() { "corrigée" } else { "laissée de côté" };
    let words = format!("{}, ligne {} : {state}", sheets.name(&mend.file), mend.line);
    Mended { key: format!("{}-{}", stem(&mend.file), mend.line), words }
}

/// What the files would do, or the rows to mend.
pub(in super::super) async fn show(visit: Visit, Path(draft): Path<String>) -> Answer {
    page(&visit, &draft, &[]).await
}

/// Keeps what was typed over the rows of a page; what is still wrong is shown again with it.
pub(in super::super) async fn mend(visit: Visit, Path(draft): Path<String>, sent: Sent) -> Answer {
    let (sheets, ..) = rows_of(&visit, &draft).await?;
    let Asked { mends, again } = asked(&sheets, &sent.fields);
    let mut tx = visit.office.db.write().await?;
    let act = visit.act(&mut tx).await?;
    keep_mends(&mut tx, &act, &draft, &mends).await?;
    take_back(&mut tx, &act, &draft, &again).await?;
    tx.commit().await?;
    let number = sent.fields.get("page").parse::<usize>().unwrap_or(1);
    Ok(Redirect::to(&format!("{HERE}/{draft}?page={number}")).into_response())
}

/// Writes everything, if it is what was shown, or nothing.
pub(in super::super) async fn import(visit: Visit, Path(draft): Path<String>, sent: Sent) -> Answer {
    // Before the one writer is taken. A draft that is gone may have been imported by this same form: its first answer says so.
    let rows = rows_of(&visit, &draft).await;
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let outcome = async {
        let (_, folder, _) = rows?;
        let report = written(&mut writing.tx, &visit, &folder).await?;
        if report.mark() != sent.fields.get(SEEN) {
            return Err(SHOWN_HAS_CHANGED.because("").into());
        }
        forget(&mut writing.tx, &writing.act, &draft).await?;
        Ok(Done {
            title: "Dossiers importés".into(),
            sentences: lines(&report),
            links: vec![("Voir les dossiers".into(), "/dossiers".into()), ("Importer d’autres fichiers".into(), HERE.into())],
        })
    }
    .await;
    match writing.end(outcome).await? {
        Ended::Done(answer) => Ok(answer),
        Ended::Refused(refusals) => page(&visit, &draft, &refusals).await,
    }
}

/// Deletes the files without importing them.
pub(in super::super) async fn give_up(visit: Visit, Path(draft): Path<String>, sent: Sent) -> Answer {
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    forget(&mut writing.tx, &writing.act, &draft).await?;
    let done = Done {
        title: "Import abandonné".into(),
        sentences: vec!["Les fichiers déposés et vos corrections sont effacés. Rien n’a été enregistré.".into()],
        links: vec![("Déposer d’autres fichiers".into(), HERE.into())],
    };
    Ok(writing.done(&done).await?)
}
