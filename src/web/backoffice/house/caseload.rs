//! Files brought in from another system: checked as a whole, then written as a whole.

use crate::caseload::{self, Report, template_files};
use crate::refusal::{Failure, PAGE_UNKNOWN, Refusal};
use crate::rent::hold_rent;
use crate::web::answer::Answer;
use crate::web::form::Hidden;
use crate::web::list::{Cell, Column, List, words};
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Ended, Visit, Writing};
use askama::Template;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use std::io;

const FAULTS: &[Column] = &[
    words("ou", "Où"),
    words("quoi", "Ce qui ne va pas"),
    words("detail", "Détail"),
    words("faire", "Que faire"),
    words("code", "Code"),
];

#[derive(Template)]
#[template(path = "backoffice/house/caseload.html")]
struct Page {
    hidden: Hidden,
    files: Vec<&'static str>,
    faults: usize,
    list: String,
    checked: Vec<String>,
}

fn page(visit: &Visit, sent: Option<&Sent>, refusals: &[Refusal], checked: Vec<String>) -> Answer {
    let mut list = List::new(visit, "Ce qui est à corriger", FAULTS, "");
    for refusal in refusals {
        list.push(vec![
            Cell::text(&refusal.place),
            Cell::text(refusal.code.sentence),
            Cell::text(&refusal.facts),
            Cell::text(crate::web::remedies::of(refusal.code)),
            Cell::text(refusal.code.name),
        ]);
    }
    let list = if refusals.is_empty() { String::new() } else { list.html()? };
    let files = template_files().iter().map(|(name, _)| *name).collect();
    visit.page("Importer des dossiers", &Page { hidden: Hidden::new(visit, sent), files, faults: refusals.len(), list, checked })
}

/// Asks for the files.
pub(super) async fn ask(visit: Visit) -> Answer {
    page(&visit, None, &[], Vec::new())
}

/// A file of the template.
pub(super) async fn template_file(_: Visit, Path(file): Path<String>) -> Answer {
    let found = template_files().into_iter().find(|(name, _)| *name == file);
    let (name, text) = found.ok_or_else(|| PAGE_UNKNOWN.because(""))?;
    let disposition = format!("attachment; filename=\"{name}\"");
    Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, disposition)], text)
        .into_response())
}

async fn read(writing: &mut Writing, sent: &Sent) -> Result<Report, Failure> {
    let folder = caseload::read_files(&|name| {
        let found = sent.files.iter().find(|file| file.name.eq_ignore_ascii_case(name));
        found.map(|file| file.bytes.clone()).ok_or_else(|| io::ErrorKind::NotFound.into())
    });
    let report = caseload::import(&mut writing.tx, &writing.act, &folder).await?;
    let today = writing.act.today;
    hold_rent(&mut writing.tx, &writing.act, &report.people_with_changed_terms, today, "dossiers").await?;
    Ok(report)
}

/// Checks the files, and writes them unless only the check was asked.
pub(super) async fn import(visit: Visit, sent: Sent) -> Answer {
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let lines = |report: &Report| report.to_string().lines().map(str::to_owned).collect();
    let outcome = read(&mut writing, &sent).await;
    if let (Ok(report), "verifier") = (&outcome, sent.fields.get("faire")) {
        return page(&visit, None, &[], lines(report));
    }
    let outcome = outcome.map(|report| Done {
        title: "Dossiers importés".into(),
        sentences: lines(&report),
        links: vec![
            ("Voir les dossiers".into(), "/dossiers".into()),
            ("Importer d’autres fichiers".into(), "/administration/import".into()),
        ],
    });
    match writing.end(outcome).await? {
        Ended::Done(answer) => Ok(answer),
        Ended::Refused(refusals) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&visit, Some(&sent), &refusals, Vec::new())?).into_response())
        }
    }
}
