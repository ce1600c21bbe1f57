//! *Journal*: what was written about the person, by whom and when.

use super::file::File;
use crate::books::dossier::journal::{Written, written};
use crate::web::answer::Answer;
use crate::web::list::{Cell, Column, List, numbers, words};
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
    list: String,
}

/// What was written about a person.
pub async fn journal(visit: Visit, Path(number): Path<String>) -> Answer {
    let mut file = File::open(&visit, &number, "journal").await?;
    let mut list = List::new(&visit, "Écrits, les plus récents d’abord", COLUMNS, "Rien n’a encore été écrit dans ce dossier.");
    for one in written(&mut file.tx, file.number).await? {
        list.push(cells(&file, &one));
    }
    if list.is_csv() {
        return Ok(list.csv(&format!("journal-{}", file.number))?);
    }
    let page = Page { top: file.top("journal")?, list: list.html()? };
    file.page(&visit, "journal", &page)
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
