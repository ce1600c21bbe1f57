//! *Relevés*: those that were issued, as files; and what the others would say today.

use super::file::File;
use crate::access::Right;
use crate::calendar::{Month, day_in_french};
use crate::refusal::{Failure, PAGE_UNKNOWN, Refusal};
use crate::signature::State;
use crate::signature::view::{life_of, lives_of};
use crate::statement::document::Document;
use crate::statement::issued::{issued, preview, stored};
use crate::web::answer::Answer;
use crate::web::backoffice::signature::{letters, next_action, section, tone};
use crate::web::form::Form;
use crate::web::sent::Sent;
use crate::web::told::press;
use crate::web::visit::Visit;
use askama::Template;
use axum::extract::Path;
use axum::http::header;
use axum::response::IntoResponse;
use std::collections::HashMap;

/// Months without a statement that the page offers to look at.
const AHEAD: usize = 3;

struct Row {
    month: String,
    number: String,
    issued: String,
    read: String,
    pdf: String,
    state: &'static str,
    class: &'static str,
    next: &'static str,
    next_at: String,
}

struct Next {
    words: String,
    href: String,
}

#[derive(Template)]
#[template(path = "backoffice/files/statements.html")]
struct Page {
    top: String,
    rows: Vec<Row>,
    next: Vec<Next>,
    /// Of who shows statements to people.
    letters: Option<Form>,
}

#[derive(Template)]
#[template(path = "backoffice/files/statement.html")]
struct Shown {
    top: String,
    back: String,
    document: Document,
    issued: String,
    pdf: String,
    month: String,
    /// What became of it.
    life: String,
}

/// A month that cannot be told, and why.
#[derive(Template)]
#[template(path = "backoffice/files/untold.html")]
struct Untold {
    top: String,
    back: String,
    month: String,
    refusals: Vec<Refusal>,
}

/// The statements of a person.
pub async fn statements(visit: Visit, Path(number): Path<String>) -> Answer {
    let mut file = File::open(&visit, &number, "releves").await?;
    let all = issued(&mut file.tx, file.number).await?;
    let last = all.iter().filter_map(|one| one.month.parse::<Month>().ok()).max();
    let mut month = Month::of(file.today());
    let mut next = Vec::new();
    while next.len() < AHEAD && last.is_none_or(|last| last < month) {
        next.push(Next { words: month.of_in_french().replace('\'', "’"), href: file.at(&format!("/releves/{month}")) });
        month = month.previous();
    }
    let lives = lives_of(&mut file.tx, file.number).await?;
    let mut states = HashMap::new();
    for life in &lives {
        states.insert(life.number.as_str(), (life.state()?, life.paper.as_deref()));
    }
    let rows = all.into_iter().map(|one| (states.get(one.number.as_str()).copied().unwrap_or((State::ToPresent, None)), one));
    let rows = rows.map(|((state, paper), one)| Row {
        state: state.in_french(),
        class: tone(state).class(),
        next: next_action(state, paper.is_some()),
        next_at: match paper {
            Some(answer) => file.at(&format!("/releves/{}/papier/{answer}", one.month)),
            None => file.at(&format!("/releves/{}", one.month)),
        },
        month: one.month.parse::<Month>().map_or_else(|_| one.month.clone(), |month| capital(&month.in_french())),
        issued: format!("{}, par {}", day_in_french(one.issued_on), one.issued_by),
        read: file.at(&format!("/releves/{}", one.month)),
        pdf: file.at(&format!("/releves/{}.pdf", one.month)),
        number: one.number,
    });
    let rows = rows.collect();
    let letters = if visit.role().may(Right::Present) { Some(letters(&visit, &mut file.tx, file.number).await?) } else { None };
    let page = Page { rows, next, letters, top: file.top("releves")? };
    file.page(&visit, "releves", &page)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// The page of an issued statement, with the form of a try that was refused.
pub async fn statement_again(visit: &Visit, person: i64, month: Month, refused: (&Sent, &[Refusal])) -> Answer {
    let mut file = File::open(visit, &person.to_string(), "releve").await?;
    let kept = stored(&mut file.tx, person, month).await?.ok_or_else(|| PAGE_UNKNOWN.because(""))?;
    let document = kept.document()?;
    shown(visit, &mut file, month, document, Some(refused), true).await
}

async fn shown(
    visit: &Visit,
    file: &mut File,
    month: Month,
    document: Document,
    refused: Option<(&Sent, &[Refusal])>,
    issued: bool,
) -> Answer {
    let life = if issued {
        let life = life_of(&mut file.tx, file.number, month).await?;
        section(visit, &mut file.tx, &life, refused).await?
    } else {
        String::new()
    };
    let page = Shown {
        top: file.top("releves")?,
        back: file.at("/releves"),
        issued: if issued { format!("Relevé émis, n° {}", document.number) } else { String::new() },
        document,
        pdf: if issued { file.at(&format!("/releves/{month}.pdf")) } else { String::new() },
        month: month.in_french(),
        life,
    };
    file.page(visit, "releves", &page)
}

/// A statement: its file as it was issued (`MONTH.pdf`), or its figures as a page.
pub async fn statement(visit: Visit, Path((number, asked)): Path<(String, String)>) -> Answer {
    let mut file = File::open(&visit, &number, "releve").await?;
    let unknown = || PAGE_UNKNOWN.because(format!("(relevé « {asked} »)"));
    let (text, as_file) = asked.strip_suffix(".pdf").map_or((asked.as_str(), false), |month| (month, true));
    let month: Month = text.parse().map_err(|_| unknown())?;
    let kept = stored(&mut file.tx, file.number, month).await?;
    if as_file {
        let kept = kept.ok_or_else(unknown)?;
        // The press is slow next to a page: the database is not held meanwhile.
        drop(file);
        let bytes = kept.pdf(press()?).await?;
        let disposition = format!("attachment; filename=\"releve-{}.pdf\"", kept.number());
        let headers = [(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, disposition)];
        return Ok((headers, bytes).into_response());
    }
    let (document, issued) = match &kept {
        Some(kept) => (kept.document()?, true),
        None => match preview(&mut file.tx, &file.act, file.number, month).await {
            Ok(document) => (document, false),
            Err(Failure::Refused(refusals)) => {
                let page = Untold { top: file.top("releves")?, back: file.at("/releves"), month: month.in_french(), refusals };
                return file.page(&visit, "releves", &page);
            }
            Err(other) => return Err(other.into()),
        },
    };
    shown(&visit, &mut file, month, document, None, issued).await
}
