//! *Comptabilité*: the books of each month, the trial balance, the verification of everything, the closing of a month.

mod balance;
mod closing;
mod journal;
mod verification;

use crate::books::journal::months;
use crate::calendar::Month;
use crate::ledger::period::ClosedMonths;
use crate::plural::count;
use crate::web::answer::Answer;
use crate::web::gate::{APPROVERS, BOOKS};
use crate::web::routes::Map;
use crate::web::visit::Visit;
use askama::Template;

/// Adds these pages.
#[must_use]
pub fn add(map: Map) -> Map {
    map.get("/comptabilite", BOOKS, overview)
        .get("/comptabilite/balance", BOOKS, balance::balance)
        .get("/comptabilite/journal/{month}", BOOKS, journal::journal)
        .get("/comptabilite/verification", BOOKS, verification::verification)
        .get("/comptabilite/cloture/{month}", APPROVERS, closing::ask)
        .post("/comptabilite/cloture/{month}", APPROVERS, closing::close)
}

struct Row {
    month: Month,
    words: String,
    entries: String,
    closed: bool,
}

#[derive(Template)]
#[template(path = "backoffice/books/overview.html")]
struct Page {
    months: Vec<Row>,
    closes: bool,
}

/// The months that have entries.
async fn overview(visit: Visit) -> Answer {
    let mut tx = visit.read().await?;
    let closed = ClosedMonths::read(&mut tx).await?;
    let row = |(month, entries): (Month, i64)| Row {
        month,
        words: month.in_french(),
        entries: count(entries, "écriture", "écritures"),
        closed: closed.holds(month),
    };
    let months = months(&mut tx).await?.into_iter().map(row).collect();
    visit.page("Comptabilité", &Page { months, closes: APPROVERS.lets(visit.role()) })
}
