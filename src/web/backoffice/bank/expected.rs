//! *Attendus et pas arrivés*: benefits that are late, so that somebody asks the payer before the rent is due (RULE 99).

use crate::access::visible;
use crate::bank::labels::names;
use crate::intake::expected::missing;
use crate::web::answer::Answer;
use crate::web::list::{Cell, Column, List, numbers, words};
use crate::web::visit::Visit;
use crate::web::words::short_day;
use askama::Template;

const COLUMNS: &[Column] = &[
    words("attendu", "Attendu le"),
    words("personne", "Personne"),
    words("prestation", "Prestation"),
    words("payeur", "Payeur"),
    numbers("montant", "Montant attendu"),
    words("dernier", "Dernier reçu"),
    words("attente", "À identifier"),
];

#[derive(Template)]
#[template(path = "backoffice/bank/expected.html")]
struct Page {
    list: String,
}

/// The list.
pub async fn list(visit: Visit) -> Answer {
    let mut tx = visit.read().await?;
    let today = visit.act(&mut tx).await?.today;
    let condition = visible(&visit.session.user, "a.person", visit.clock());
    let missing = missing(&mut tx, today, &condition).await?;
    let people: Vec<i64> = missing.iter().map(|one| one.person).collect();
    let names = names(&mut tx, &people).await?;
    let empty = "Aucune prestation n’est en retard : tout ce qui était attendu est arrivé, ou peut encore arriver.";
    let mut list = List::new(&visit, "Prestations attendues et pas arrivées", COLUMNS, empty);
    for one in missing {
        let name = names.get(&one.person).map_or("", String::as_str);
        list.push(vec![
            Cell::Day(one.due_on),
            Cell::Link(format!("{} {name}", one.person), format!("/dossiers/{}/encaissements", one.person)),
            Cell::text(one.benefit),
            Cell::text(one.payer),
            one.cents.map_or(Cell::Empty, Cell::Amount),
            Cell::day(one.last_on),
            one.waiting_on
                .map_or(Cell::Empty, |day| Cell::text(format!("Un encaissement du {} est à identifier", short_day(day)))),
        ]);
    }
    if list.is_csv() {
        return Ok(list.csv("attendus")?);
    }
    visit.page("Attendus et pas arrivés", &Page { list: list.html()? })
}
