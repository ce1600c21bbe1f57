//! *Journal*: what was written about the person, by whom and when.

use super::file::File;
use super::litigation::{self, Told};
use crate::books::dossier::journal::{Written, written};
use crate::refusal::Refusal;
use crate::statement::query::came_back;
use crate::web::answer::Answer;
use crate::web::list::{Cell, Column, List, numbers, words};
use crate::web::sent::Sent;
use crate::web::visit::Visit;
use crate::web::words::instant;
use askama::Template;
use axum::extract::Path;

const COLUMNS: &[Column] = &[
    words("", "Quand"),
    words("qui", "Qui"),
    words("quoi", "Quoi"),
    words("sujet", "Sujet"),
    numbers("montant", "Montant"),
    words("preuve", "Raison ou preuve"),
];

#[derive(Template)]
#[template(path = "backoffice/files/journal.html")]
struct Page {
    top: String,
    litigation: Told,
    list: String,
}

/// What was written about a person.
pub async fn journal(visit: Visit, Path(number): Path<String>) -> Answer {
    page(&visit, &number, None).await
}

/// The same, after a refusal of what was sent from it.
pub async fn page(visit: &Visit, number: &str, refused: Option<(&Sent, &[Refusal])>) -> Answer {
    let mut file = File::open(visit, number, "journal").await?;
    let visit = &Visit { path: file.at("/journal"), ..visit.clone() };
    let mut list = List::new(visit, "Écrits, les plus récents d’abord", COLUMNS, "Rien n’a encore été écrit dans ce dossier.");
    for one in written(&mut file.tx, file.number).await? {
        list.push(cells(&file, &one));
    }
    if list.is_csv() {
        return Ok(list.csv(&format!("journal-{}", file.number))?);
    }
    let litigation = litigation::told(visit, &mut file, refused).await?;
    let page = Page { top: file.top("journal")?, litigation, list: list.html()? };
    file.page(visit, "journal", &page)
}

fn cells(file: &File, one: &Written) -> Vec<Cell> {
    let what = one.words().to_owned();
    let what = match (one.seq, &one.order_id) {
        (Some(seq), _) => Cell::Link(what, file.entry(seq)),
        (None, Some(id)) => Cell::Link(what, format!("/paiements/ordres/{id}")),
        (None, None) => Cell::text(what),
    };
    let subject = one.subject.parse::<crate::calendar::Month>().map_or_else(|_| one.subject.clone(), |month| month.in_french());
    let version = one.action.ends_with("_version");
    let detail = match one.detail.as_str() {
        "1" if version => String::new(),
        number if version => format!("version {number}"),
        reason if matches!(one.action.as_str(), "order_rejected" | "order_returned") => {
            came_back(Some(reason)).replace('\'', "’")
        }
        words => words.replace('\'', "’"),
    };
    let who = if one.by_user == "quitus" { "Quitus" } else { &one.by_user };
    vec![
        Cell::text(instant(one.at)),
        Cell::text(who),
        what,
        Cell::text(subject.replace('\'', "’")),
        one.cents.map_or(Cell::Empty, Cell::Amount),
        Cell::text(detail),
    ]
}
