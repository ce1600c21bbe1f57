//! What the pages of *Paiements* share: their tabs, the month that is chosen, how an order's state looks.

use crate::calendar::Month;
use crate::payment::State;
use crate::payment::view::listed::Listed;
use crate::refusal::{Failure, Refusal, VALUE_MALFORMED};
use crate::web::gate::{Gate, MONEY};
use crate::web::list::{Cell, Tone};
use crate::web::sent::Fields;
use crate::web::visit::Visit;
use crate::web::words::short_id;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use std::borrow::Borrow;

/// The pages of the area.
#[derive(Template)]
#[template(path = "backoffice/payments/tabs.html")]
pub struct Tabs {
    tabs: Vec<(&'static str, &'static str, bool)>,
}

/// The tabs that a role may open.
pub fn tabs(visit: &Visit) -> Tabs {
    let all = [
        ("Le mois", "/paiements"),
        ("Préparer", "/paiements/preparer"),
        ("Approuver", "/paiements/approuver"),
        ("Fichiers", "/paiements/fichiers"),
        ("Réponses", "/paiements/reponses"),
        ("Retours", "/paiements/retours"),
        ("Dérogations", "/paiements/derogations"),
        ("Bénéficiaires", "/paiements/beneficiaires"),
    ];
    let may = |href: &str| href != "/paiements/preparer" || lets(visit, MONEY);
    let here = |href: &str| {
        visit.path == href || (href != "/paiements" && visit.path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/')))
    };
    Tabs { tabs: all.into_iter().filter(|(_, href)| may(href)).map(|(words, href)| (words, href, here(href))).collect() }
}

/// True when the user may use an address behind that gate.
pub fn lets(visit: &Visit, gate: Gate) -> bool {
    gate.lets(visit.role())
}

/// The condition on a column of people: only the files that the user may see.
pub fn visible(visit: &Visit) -> impl Fn(&str) -> String + Sync {
    |column: &str| crate::access::visible(&visit.session.user, column, visit.clock())
}

/// The month of a form or an address, or that of the day.
pub fn month_of(fields: &Fields, today: NaiveDate) -> Month {
    fields.get("mois").parse().unwrap_or_else(|_| Month::of(today))
}

/// The month that a form writes: never another one than the one typed.
///
/// # Errors
/// `value_malformed`.
pub fn month_typed(fields: &Fields) -> Result<Month, Refusal> {
    let text = fields.get("mois");
    let year_first = text.split_once('/').map_or_else(|| text.to_owned(), |(month, year)| format!("{year}-{month:0>2}"));
    year_first
        .parse()
        .map_err(|_| VALUE_MALFORMED.because(format!("(« {text} » : écrivez un mois comme 2026-12 ou 12/2026)")).at("Mois"))
}

/// The choice of a month above a page.
#[derive(Template)]
#[template(path = "backoffice/payments/months.html")]
pub struct Months {
    path: String,
    month: Month,
    before: Month,
    after: Month,
}

/// The months around one.
pub fn months(visit: &Visit, month: Month) -> Months {
    Months { path: visit.path.clone(), month, before: month.previous(), after: month.next() }
}

/// The page of a form that was refused.
pub fn refused(mut page: Response) -> Response {
    *page.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    page
}

/// What a rule refused, to be shown on the form's own page; anything else is a problem of the whole request.
pub fn refusals(failure: Failure) -> Result<Vec<Refusal>, Failure> {
    match failure {
        Failure::Refused(refusals) => Ok(refusals),
        other => Err(other),
    }
}

/// The same refusals, each at its payment in words instead of its identifier.
pub fn told(refusals: Vec<Refusal>, orders: &[impl Borrow<Listed>]) -> Vec<Refusal> {
    let place = |refusal: Refusal| match orders.iter().map(Borrow::borrow).find(|one| refusal.place.contains(&one.order.id)) {
        Some(one) => {
            let words = format!("Paiement de {} à {} (n° {})", one.order.cents, one.order.creditor_name, short_id(&one.order.id));
            refusal.at(words)
        }
        None => refusal,
    };
    refusals.into_iter().map(place).collect()
}

/// The address of an order.
pub fn order_href(id: &str) -> String {
    format!("/paiements/ordres/{id}")
}

/// An order's state in a table.
pub fn state_cell(listed: &Listed) -> Cell {
    let Some(state) = listed.state() else { return Cell::text(&listed.order.state) };
    let words = if listed.order.instant { format!("{}, instantané", state.in_french()) } else { state.in_french().to_owned() };
    Cell::State(words, tone(state))
}

/// How a state looks.
pub const fn tone(state: State) -> Tone {
    match state {
        State::Settled => Tone::Good,
        State::Proposed | State::Approved | State::Sealed => Tone::Waiting,
        State::Rejected | State::Returned => Tone::Bad,
        State::Cancelled => Tone::Calm,
    }
}

/// The class of a tone, for pages that write their own tables.
pub const fn tone_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "good",
        Tone::Waiting => "waiting",
        Tone::Bad => "bad",
        Tone::Calm => "calm",
    }
}

/// The person of an order, with the way to their file.
pub fn person_cell(listed: &Listed) -> Cell {
    match listed.order.person {
        Some(number) => Cell::Link(listed.person_words().to_owned(), format!("/dossiers/{number}/paiements")),
        None => Cell::text("personne inconnue"),
    }
}
