//! *Encaissements* and *Paiements*: what was received for the person and what was paid, each line with its decision.

use super::chart::{Bars, Layout, Series, draw};
use super::file::File;
use crate::benefit::rules::Reason;
use crate::books::dossier::Labels;
use crate::books::dossier::money_in::{Brought, Part, brought, parts};
use crate::books::dossier::money_out::{Payment, payments};
use crate::calendar::Month;
use crate::money::Cents;
use crate::payment::State;
use crate::refusal::Failure;
use crate::statement::query::came_back;
use crate::web::answer::Answer;
use crate::web::list::{Cell, Column, List, Tone, numbers, words};
use crate::web::visit::Visit;
use crate::web::words::short_day;
use askama::Template;
use axum::extract::Path;

const RECEIVED: &[Column] = &[
    words("date", "Reçu le"),
    words("quoi", "Prestation"),
    words("payeur", "Payeur"),
    words("mois", "Pour"),
    numbers("brut", "Brut"),
    numbers("repris", "Repris"),
    numbers("net", "Net"),
    words("ou", "Où va l’argent"),
    words("par", "Décidé par"),
];

const REFUSED: &[Column] = &[
    words("date", "Reçu le"),
    words("quoi", "Revenu"),
    words("payeur", "Payeur"),
    numbers("net", "Montant"),
    words("motif", "Pourquoi"),
    words("article", "Article"),
    words("rendu", "Rendu"),
    words("par", "Décidé par"),
];

const PAID: &[Column] = &[
    words("date", "Échéance"),
    words("quoi", "Dépense"),
    words("a", "À qui"),
    numbers("montant", "Montant"),
    numbers("du", "Dû"),
    words("etat", "État"),
    words("par", "Préparé, approuvé"),
    words("", "Compte"),
];

#[derive(Template)]
#[template(path = "backoffice/files/received.html")]
struct Received {
    top: String,
    refused: bool,
    accepted_href: String,
    refused_href: String,
    refused_count: usize,
    /// Month, expected, received, difference.
    brought: Vec<(String, Cents, Cents, Cents)>,
    chart: String,
    list: String,
}

#[derive(Template)]
#[template(path = "backoffice/files/paid.html")]
struct Paid {
    top: String,
    list: String,
}

/// What was received for a person.
pub async fn received(visit: Visit, Path(number): Path<String>) -> Answer {
    let mut file = File::open(&visit, &number, "encaissements").await?;
    let pots = Labels::of_pots(&mut file.tx).await?;
    let parts = parts(&mut file.tx, file.number).await?;
    let refused = visit.query.get("vue") == "refuses";
    let mut list = if refused {
        List::new(&visit, "Revenus refusés, les plus récents d’abord", REFUSED, "Aucun revenu n’a été refusé à cette personne.")
    } else {
        let empty = "Aucune prestation reçue. Elles apparaissent ici dès que l’encaissement est décidé.";
        List::new(&visit, "Prestations reçues, les plus récentes d’abord", RECEIVED, empty)
    };
    for part in parts.iter().filter(|part| (part.kind == "refused") == refused) {
        list.push(if refused { refused_cells(&file, part) } else { accepted_cells(&file, part, &pots) });
    }
    if list.is_csv() {
        return Ok(list.csv(&format!("encaissements-{}", file.number))?);
    }
    let today = visit.act(&mut file.tx).await?.today;
    let brought = if refused { Vec::new() } else { brought(&mut file.tx, file.number, &parts, today, YEAR).await? };
    let page = Received {
        top: file.top("encaissements")?,
        refused,
        accepted_href: file.at("/encaissements"),
        refused_href: file.at("/encaissements?vue=refuses"),
        refused_count: parts.iter().filter(|part| part.kind == "refused").count(),
        chart: chart(&brought)?,
        brought: brought
            .iter()
            .map(|row| {
                let difference = row.received.minus(row.expected).unwrap_or_default();
                (row.month.in_french(), row.expected, row.received, difference)
            })
            .collect(),
        list: list.html()?,
    };
    file.page(&visit, "encaissements", &page)
}

/// Months of the chart.
const YEAR: usize = 12;

const SERIES: [Series; 2] = [Series { words: "Attendu", class: "planned" }, Series { words: "Reçu", class: "paid" }];

fn chart(brought: &[Brought]) -> Result<String, Failure> {
    if brought.is_empty() {
        return Ok(String::new());
    }
    let bars: Vec<Bars> =
        brought.iter().map(|row| Bars { month: row.month, amounts: vec![row.expected, row.received] }).collect();
    let words = (
        "Attendu et reçu, mois par mois",
        "Deux barres par mois : ce qui était attendu et ce qui a été reçu. Les montants sont dans le tableau qui suit.",
    );
    draw("recu", words, &SERIES, &bars, Layout::Beside)
}

fn month(text: &str) -> String {
    text.parse::<Month>().map_or_else(|_| text.to_owned(), Month::in_french)
}

fn by(name: &str) -> Cell {
    Cell::text(if name == "quitus" { "Quitus" } else { name })
}

fn what(part: &Part) -> String {
    let words = part.what.as_deref().unwrap_or("Revenu").replace('\'', "’");
    if part.taken_back.is_some() { format!("{words} (corrigé ensuite)") } else { words }
}

fn accepted_cells(file: &File, part: &Part, pots: &Labels) -> Vec<Cell> {
    vec![
        Cell::Day(part.received_on),
        Cell::Link(what(part), file.entry(part.seq)),
        Cell::text(part.payer.clone().unwrap_or_default()),
        Cell::text(month(&part.month)),
        Cell::Amount(part.gross),
        if part.recovery.is_positive() { Cell::Amount(part.recovery) } else { Cell::Empty },
        Cell::Amount(part.net),
        part.pot.as_deref().map_or(Cell::Empty, |pot| Cell::text(pots.of(pot))),
        by(&part.decided_by),
    ]
}

fn refused_cells(file: &File, part: &Part) -> Vec<Cell> {
    let reason = part.reason.as_deref().unwrap_or_default();
    let words = Reason::of(reason).map_or(reason, |known| known.words()).replace('\'', "’");
    let back = match (&part.given_back, part.given_back_state.as_deref().and_then(State::of)) {
        (Some(_), Some(State::Settled)) => Cell::State("Rendu".to_owned(), Tone::Good),
        (Some(_), Some(State::Proposed)) => Cell::State("À approuver".to_owned(), Tone::Waiting),
        (Some(_), Some(_)) => Cell::State("En cours".to_owned(), Tone::Waiting),
        _ if part.taken_back.is_some() => Cell::State("Corrigé".to_owned(), Tone::Calm),
        _ => Cell::State("À rendre".to_owned(), Tone::Bad),
    };
    vec![
        Cell::Day(part.received_on),
        Cell::Link(what(part), file.entry(part.seq)),
        Cell::text(part.payer.clone().unwrap_or_default()),
        Cell::Amount(part.net),
        Cell::text(words),
        Cell::text(part.article.clone().unwrap_or_default()),
        back,
        by(&part.decided_by),
    ]
}

/// What was paid for a person.
pub async fn paid(visit: Visit, Path(number): Path<String>) -> Answer {
    let mut file = File::open(&visit, &number, "paiements").await?;
    let empty = "Aucun paiement. La préparation du mois en propose, dans Paiements.";
    let mut list = List::new(&visit, "Paiements, les plus récents d’abord", PAID, empty);
    for payment in payments(&mut file.tx, file.number).await? {
        list.push(paid_cells(&file, payment));
    }
    if list.is_csv() {
        return Ok(list.csv(&format!("paiements-{}", file.number))?);
    }
    let page = Paid { top: file.top("paiements")?, list: list.html()? };
    file.page(&visit, "paiements", &page)
}

fn paid_cells(file: &File, payment: Payment) -> Vec<Cell> {
    let about = match payment.kind.as_str() {
        "give_back" => "Revenu refusé, rendu".to_owned(),
        "rent" => format!("Loyer {}", of_month(&payment.month)),
        _ => payment.category.as_deref().unwrap_or("Dépense").replace('\'', "’"),
    };
    let about = match (&payment.order_id, payment.kind.as_str()) {
        (Some(id), _) => Cell::Link(about, format!("/paiements/ordres/{id}")),
        (None, "debit") => Cell::text(format!("{about}, prélevé")),
        (None, _) => Cell::text(about),
    };
    vec![
        Cell::Day(payment.due_on),
        about,
        Cell::text(payment.payee.replace('\'', "’")),
        Cell::Amount(payment.cents),
        if payment.wanted == payment.cents { Cell::Empty } else { Cell::Amount(payment.wanted) },
        state(&payment),
        Cell::text(
            [Some(payment.prepared_by.as_str()), payment.approved_by.as_deref()]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(", "),
        ),
        payment.seq.map_or(Cell::Empty, |seq| Cell::Link("Écriture".to_owned(), file.entry(seq))),
    ]
}

fn of_month(text: &str) -> String {
    text.parse::<Month>().map_or_else(|_| text.to_owned(), |month| month.of_in_french().replace('\'', "’"))
}

fn state(payment: &Payment) -> Cell {
    let known = State::of(&payment.state);
    let words = known.map_or("rendu par la banque", State::in_french);
    let mut letters = words.chars();
    let words: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    let words = match (known, payment.settled_on, payment.reason.as_deref()) {
        (Some(State::Settled), Some(day), _) => format!("{words} le {}", short_day(day)),
        (Some(State::Rejected | State::Returned), _, reason) => format!("{words} : {}", came_back(reason).replace('\'', "’")),
        (Some(State::Cancelled), _, Some(reason)) => format!("{words} : {}", reason.replace('\'', "’")),
        _ => words,
    };
    let tone = match known {
        Some(State::Settled) => Tone::Good,
        Some(State::Proposed | State::Approved | State::Sealed) => Tone::Waiting,
        Some(State::Rejected | State::Returned) => Tone::Bad,
        Some(State::Cancelled) | None => Tone::Calm,
    };
    Cell::State(words, tone)
}
