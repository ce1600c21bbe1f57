//! Files brought in from another system: sent, mended on screen where they are wrong, then written as a whole.

mod draft;
mod rows;

pub(super) use draft::{give_up, import, mend, show};

use crate::caseload::draft::{Given, keep, sheets};
use crate::caseload::{WORKBOOK, template_files, template_workbook};
use crate::refusal::{Failure, PAGE_UNKNOWN, Refusal};
use crate::web::answer::Answer;
use crate::web::form::{Hidden, Refusals};
use crate::web::sent::Sent;
use crate::web::visit::Visit;
use askama::Template;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect};

/// Where files are sent.
pub(super) const HERE: &str = "/administration/import";
/// The kind of a workbook, as browsers name it.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

#[derive(Template)]
#[template(path = "backoffice/house/caseload/send.html")]
struct Page<'a> {
    hidden: Hidden,
    files: Vec<&'static str>,
    workbook: &'static str,
    refused: Refusals<'a>,
}

fn page(visit: &Visit, refusals: &[Refusal]) -> Answer {
    let files = template_files().iter().map(|(name, _)| *name).collect();
    let page = Page { hidden: Hidden::new(visit, None), files, workbook: WORKBOOK, refused: Refusals { refusals } };
    visit.page("Importer des dossiers", &page)
}

/// Asks for the files.
pub(super) async fn ask(visit: Visit) -> Answer {
    page(&visit, &[])
}

/// A file of the template.
pub(super) async fn template_file(_: Visit, Path(file): Path<String>) -> Answer {
    let headers = |kind: &'static str, name: &str| {
        [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\""))]
    };
    if file == WORKBOOK {
        return Ok((headers(XLSX, WORKBOOK), template_workbook()).into_response());
    }
    let found = template_files().into_iter().find(|(name, _)| *name == file);
    let (name, text) = found.ok_or_else(|| PAGE_UNKNOWN.because(""))?;
    Ok((headers("text/csv; charset=utf-8", name), text).into_response())
}

/// Keeps the files, and goes to the page that shows what they would do.
pub(super) async fn send(visit: Visit, sent: Sent) -> Answer {
    let files: Vec<Given> = sent.files.into_iter().map(|file| (file.name, file.bytes)).collect();
    let (files, outcome) = aside(move || {
        let outcome = sheets(&files).map(|_| ());
        (files, outcome)
    })
    .await?;
    if let Err(refusals) = outcome {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&visit, &refusals)?).into_response());
    }
    let mut tx = visit.office.db.write().await?;
    let act = visit.act(&mut tx).await?;
    let draft = keep(&mut tx, &act, &files).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("{HERE}/{draft}")).into_response())
}

/// Long reading, away from the threads that answer others.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Failure::Broken(format!("{error}.")))
}
