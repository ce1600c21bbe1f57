//! The journals of a month, line by line.

use crate::books::journal::lines_of_month;
use crate::calendar::Month;
use crate::refusal::PAGE_UNKNOWN;
use crate::web::answer::Answer;
use crate::web::list::{Cell, Column, List, numbers, words};
use crate::web::visit::Visit;
use askama::Template;
use axum::extract::Path;

const COLUMNS: &[Column] = &[
    words("piece", "Pièce"),
    words("jour", "Date"),
    words("mouvement", "Mouvement"),
    words("compte", "Compte"),
    numbers("personne", "Personne"),
    numbers("debit", "Débit"),
    numbers("credit", "Crédit"),
];

/// The journals, with their names.
const JOURNALS: [(&str, &str); 6] = [
    ("", "Tous"),
    ("BQ", "Banque"),
    ("RE", "Encaissements"),
    ("LO", "Loyer d’abord"),
    ("PA", "Paiements"),
    ("OD", "Opérations diverses"),
];

struct Tab {
    code: &'static str,
    words: &'static str,
    here: bool,
}

#[derive(Template)]
#[template(path = "backoffice/books/journal.html")]
struct Page {
    month: Month,
    title: String,
    tabs: Vec<Tab>,
    list: String,
}

/// Every line booked in the month.
pub(super) async fn journal(visit: Visit, Path(month): Path<String>) -> Answer {
    let month: Month = month.parse().map_err(|_| PAGE_UNKNOWN.because(""))?;
    let asked = visit.query.get("journal").to_owned();
    let mut tx = visit.read().await?;
    let mut list = List::new(&visit, "Lignes d’écriture", COLUMNS, "Aucune écriture ce mois-ci dans ce journal.");
    for line in lines_of_month(&mut tx, month, &asked).await? {
        let (debit, credit) = if line.cents.is_negative() {
            (Cell::Empty, line.cents.opposite().map_or(Cell::Empty, Cell::Amount))
        } else {
            (Cell::Amount(line.cents), Cell::Empty)
        };
        list.push(vec![
            Cell::text(format!("{}-{}-{}", line.journal, line.year, line.number)),
            Cell::Day(line.occurred_on),
            Cell::text(line.movement),
            Cell::text(line.account),
            line.person.map_or(Cell::Empty, Cell::Number),
            debit,
            credit,
        ]);
    }
    if list.is_csv() {
        return Ok(list.csv(&format!("journal-{month}"))?);
    }
    let tabs = JOURNALS.map(|(code, words)| Tab { code, words, here: code == asked }).into();
    let title = format!("Journaux {}", month.of_in_french());
    visit.page(&title.clone(), &Page { month, title, tabs, list: list.html()? })
}
