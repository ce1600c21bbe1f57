//! *Démonstration*: the simulated bank, one day at a time. These addresses exist only while a demonstration is served; nothing here
//! touches the books, for the bank takes and gives files like any other.

use crate::calendar::day_in_french;
use crate::demo::play::LivingBank;
use crate::plural::count;
use crate::refusal::{FILES_MISSING, Failure, PAGE_UNKNOWN, Refusal};
use crate::web::answer::Answer;
use crate::web::form::{Hidden, Refusals};
use crate::web::gate::EVERYONE;
use crate::web::routes::Map;
use crate::web::sent::Sent;
use crate::web::visit::Visit;
use askama::Template;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;

const PATH: &str = "/demonstration";

/// Adds these pages.
#[must_use]
pub fn add(map: Map) -> Map {
    map.get(PATH, EVERYONE, show)
        .post("/demonstration/avancer", EVERYONE, pass)
        .post("/demonstration/virements", EVERYONE, take)
        .get("/demonstration/fichiers/{name}", EVERYONE, file)
}

#[derive(Template)]
#[template(path = "backoffice/demonstration/page.html")]
struct Page<'a> {
    today: NaiveDate,
    day: String,
    next: String,
    folder: String,
    made: Vec<String>,
    said: Vec<String>,
    hidden: Hidden,
    again: Hidden,
    refused: Refusals<'a>,
}

fn bank(visit: &Visit) -> Result<&LivingBank, Failure> {
    visit.office.demonstration.as_deref().ok_or_else(|| PAGE_UNKNOWN.because("").into())
}

fn shown(visit: &Visit, said: Vec<String>, refusals: &[Refusal]) -> Result<Response, crate::web::answer::Problem> {
    let bank = bank(visit)?;
    let today = bank.today();
    let page = Page {
        today,
        day: day_in_french(today),
        next: day_in_french(today.succ_opt().unwrap_or(today)),
        folder: bank.folder(),
        made: bank.made(),
        said,
        hidden: Hidden::new(visit, None),
        again: Hidden::new(visit, None),
        refused: Refusals { refusals },
    };
    visit.page("Démonstration", &page)
}

/// The bank's counter.
async fn show(visit: Visit) -> Answer {
    shown(&visit, Vec::new(), &[])
}

/// Lets a day pass at the bank.
async fn pass(visit: Visit, sent: Sent) -> Answer {
    let Ok(day) = sent.fields.get("jour").parse::<NaiveDate>() else { return shown(&visit, Vec::new(), &[]) };
    let made = bank(&visit)?.pass(day)?;
    let said = match made.as_slice() {
        [] => vec!["La banque n’a pas fait de fichier ce jour-là.".to_owned()],
        files => files.iter().map(|name| format!("La banque a fait {name}.")).collect(),
    };
    shown(&visit, said, &[])
}

/// Hands files of transfers over to the bank.
async fn take(visit: Visit, sent: Sent) -> Answer {
    if sent.files.is_empty() {
        return refused(&visit, &[FILES_MISSING.because("")]);
    }
    let mut said = Vec::new();
    for file in &sent.files {
        match bank(&visit)?.take(&file.name, &file.bytes) {
            Ok(taken) => said.push(format!(
                "{} : {}, {}. Sa réponse est {}.",
                file.name,
                count(taken.accepted, "virement accepté", "virements acceptés"),
                count(taken.rejected, "refusé", "refusés"),
                taken.report
            )),
            Err(Failure::Refused(why)) => return refused(&visit, &why),
            Err(other) => return Err(other.into()),
        }
    }
    shown(&visit, said, &[])
}

fn refused(visit: &Visit, why: &[Refusal]) -> Answer {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(visit, Vec::new(), why)?).into_response())
}

/// A file that the bank made.
async fn file(visit: Visit, Path(name): Path<String>) -> Answer {
    let bytes = bank(&visit)?.file(&name)?.ok_or_else(|| PAGE_UNKNOWN.because(""))?;
    let disposition = format!("attachment; filename=\"{name}\"");
    Ok(([(header::CONTENT_TYPE, "application/xml".to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes)
        .into_response())
}
