//! *Dossiers*: the people of the portfolio.

use crate::books::dossier::portfolio::{Asked, Filter, People, Row, Sort, Standing, rows};
use crate::web::answer::Answer;
use crate::web::list::{Cell, Column, List, Tone, numbers, words};
use crate::web::visit::Visit;
use askama::Template;

const COLUMNS: &[Column] = &[
    words("nom", "Nom"),
    numbers("numero", "N°"),
    words("fin", "Fin du contrat"),
    numbers("", "Loyer dû"),
    words("loyer", "Échéance"),
    numbers("mis-de-cote", "Mis de côté"),
    numbers("libre", "Argent libre"),
    words("", "État"),
];

/// A choice above the list.
struct Choice {
    words: &'static str,
    href: &'static str,
    here: bool,
}

#[derive(Template)]
#[template(path = "backoffice/files/people.html")]
struct Page {
    choices: Vec<Choice>,
    list: String,
}

fn filter(code: &str) -> Filter {
    match code {
        "loyer" => Filter::RentAtRisk,
        "fin" => Filter::ContractEnding,
        "attente" => Filter::MoneyWaiting,
        _ => Filter::All,
    }
}

fn sort(key: &str) -> Sort {
    match key {
        "numero" => Sort::Number,
        "fin" => Sort::End,
        "loyer" => Sort::Rent,
        "mis-de-cote" => Sort::SetAside,
        "libre" => Sort::Free,
        _ => Sort::Name,
    }
}

fn choices(here: Filter) -> Vec<Choice> {
    let all = [
        (Filter::All, "Tous les dossiers", "/dossiers"),
        (Filter::RentAtRisk, "Loyer en danger", "/dossiers?etat=loyer"),
        (Filter::ContractEnding, "Contrat bientôt fini", "/dossiers?etat=fin"),
        (Filter::MoneyWaiting, "Argent en attente", "/dossiers?etat=attente"),
    ];
    all.into_iter().map(|(filter, words, href)| Choice { words, href, here: filter == here }).collect()
}

const fn empty(filter: Filter) -> &'static str {
    match filter {
        Filter::All => {
            "Aucun dossier dans votre portefeuille. Un responsable vous en attribue, ou importe les dossiers depuis l’administration."
        }
        Filter::RentAtRisk => "Aucun loyer en danger : l’argent mis de côté couvre tous les loyers courants.",
        Filter::ContractEnding => "Aucun contrat ne se termine dans les deux mois.",
        Filter::MoneyWaiting => "Aucun argent n’attend de décision.",
    }
}

/// The people of the portfolio.
pub async fn people(visit: Visit) -> Answer {
    let filter = filter(visit.query.get("etat"));
    let mut list =
        List::new(&visit, "Dossiers", COLUMNS, empty(filter)).searching("Nom, numéro, n° d’allocataire, fin d’IBAN ou bailleur");
    let (text, key, down) = list.asked();
    let asked = Asked { text: text.to_owned(), filter, sort: sort(key), down };
    let mut tx = visit.read().await?;
    let today = visit.act(&mut tx).await?.today;
    // Whatever is searched and however it is sorted, there are as many to search in.
    let all = People { asked: Asked { filter, ..Asked::default() }, today, reach: visit.reach() };
    let all = visit.recall(&mut tx, &all).await?.len();
    let found = visit.recall(&mut tx, &People { asked, today, reach: visit.reach() }).await?;
    let (skipped, most) = list.window(found.len());
    let shown: Vec<i64> = found.iter().skip(skipped).take(most).copied().collect();
    list = list.cut(all, found.len());
    for row in rows(&mut tx, &shown, today).await? {
        list.push(cells(row, filter));
    }
    if list.is_csv() {
        return Ok(list.csv("dossiers")?);
    }
    visit.page("Dossiers", &Page { choices: choices(filter), list: list.html()? })
}

fn cells(row: Row, filter: Filter) -> Vec<Cell> {
    let (amount, day) = match row.rent {
        Some((amount, day)) => (Cell::Amount(amount), Cell::Day(day)),
        None => (Cell::Empty, Cell::Empty),
    };
    vec![
        Cell::Link(row.name, format!("/dossiers/{}", row.number)),
        Cell::Number(row.number),
        Cell::day(row.ends_on),
        amount,
        day,
        Cell::Amount(row.set_aside),
        Cell::Amount(row.free),
        state(match filter {
            // The list was asked for that: the file tells the rest.
            Filter::MoneyWaiting => Standing::MoneyWaiting,
            Filter::ContractEnding => Standing::Ending,
            Filter::All | Filter::RentAtRisk => row.standing,
        }),
    ]
}

fn state(standing: Standing) -> Cell {
    let (words, tone) = match standing {
        Standing::RentShort(missing) => (format!("Loyer : manque {missing}"), Tone::Bad),
        Standing::Ended => ("Contrat terminé".to_owned(), Tone::Bad),
        Standing::NoContract => ("Sans contrat".to_owned(), Tone::Bad),
        Standing::Ending => ("Contrat bientôt fini".to_owned(), Tone::Waiting),
        Standing::MoneyWaiting => ("Argent en attente".to_owned(), Tone::Waiting),
        Standing::Fine => ("À jour".to_owned(), Tone::Good),
    };
    Cell::State(words, tone)
}
