//! The closed list of D271-2, with its dates.

use super::amendment;
use crate::access::Role;
use crate::benefit::amendment::{Recorded, amendments};
use crate::benefit::{Benefit, Tier, catalogue as list_of_benefits};
use crate::web::answer::Answer;
use crate::web::gate::Gate;
use crate::web::list::{Cell, Column, List, numbers, words};
use crate::web::visit::Visit;
use crate::web::words::{instant, short_day};
use askama::Template;

const COLUMNS: &[Column] = &[
    numbers("numero", "N°"),
    words("code", "Nom court"),
    words("prestation", "Prestation"),
    words("autorisation", "Autorisation"),
    words("reserve", "Réserve"),
    words("payeurs", "Payeurs"),
    words("article", "Article"),
    words("dates", "Dates"),
];

/// Who may amend the list (`Right::Catalogue`).
pub(super) const AMEND: Gate = Gate::Roles(&[Role::Admin]);

#[derive(Template)]
#[template(path = "backoffice/house/catalogue.html")]
struct Page {
    list: String,
    amend: &'static str,
    amendments: Vec<(String, Recorded, String)>,
}

/// When the benefit is in the list.
fn dates(benefit: &Benefit) -> String {
    let from = short_day(benefit.from_on);
    benefit.to_on.map_or_else(|| format!("depuis le {from}"), |to| format!("du {from} au {}", short_day(to)))
}

/// Every benefit that may enter a pot; all other income is refused.
pub(super) async fn catalogue(visit: Visit) -> Answer {
    let mut tx = visit.read().await?;
    let mut list = List::new(&visit, "Prestations de la liste", COLUMNS, "La liste est vide : signalez-le.");
    let pots = crate::benefit::labels::pots(&mut tx).await?;
    for benefit in list_of_benefits(&mut tx).await?.all() {
        let tier = if benefit.tier == Tier::A { "avec le contrat" } else { "avec une justification" };
        let code = if AMEND.lets(visit.role()) {
            Cell::Link(benefit.code.clone(), format!("{}?numero={}", amendment::HERE, benefit.number))
        } else {
            Cell::text(&benefit.code)
        };
        list.push(vec![
            Cell::Number(benefit.number),
            code,
            Cell::text(&benefit.name),
            Cell::text(tier),
            Cell::text(pots.of(&benefit.pot)),
            Cell::text(&benefit.payers),
            Cell::text(&benefit.legal_reference),
            Cell::text(dates(benefit)),
        ]);
    }
    if list.is_csv() {
        return Ok(list.csv("prestations")?);
    }
    let list = list.html()?;
    let told =
        |one: Recorded| (short_day(one.from_on), one.clone(), format!("le {} par {}", instant(one.recorded_at), one.author));
    let amendments = amendments(&mut tx).await?.into_iter().map(told).collect();
    let amend = if AMEND.lets(visit.role()) { amendment::HERE } else { "" };
    visit.page("Prestations", &Page { list, amend, amendments })
}
