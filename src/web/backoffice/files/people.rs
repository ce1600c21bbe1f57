//! *Dossiers*: the people of the portfolio.

use crate::books::dossier::portfolio::{Filter, People, Row, Sort, Standing, rows};
use crate::books::dossier::search::Searched;
use crate::books::queues::RentsShort;
use crate::web::answer::Answer;
use crate::web::list::{Cell, Column, List, Tone, numbers, words};
use crate::web::visit::Visit;
use askama::Template;
use std::collections::HashSet;

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

/// Which people the address asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Chosen {
    /// Those of a filter.
    Of(Filter),
    /// Those whose current rent the money set aside does not cover.
    RentAtRisk,
}

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

fn chosen(code: &str) -> Chosen {
    match code {
        "loyer" => Chosen::RentAtRisk,
        "fin" => Chosen::Of(Filter::ContractEnding),
        "attente" => Chosen::Of(Filter::MoneyWaiting),
        _ => Chosen::Of(Filter::All),
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

fn choices(here: Chosen) -> Vec<Choice> {
    let all = [
        (Chosen::Of(Filter::All), "Tous les dossiers", "/dossiers"),
        (Chosen::RentAtRisk, "Loyer en danger", "/dossiers?etat=loyer"),
        (Chosen::Of(Filter::ContractEnding), "Contrat bientôt fini", "/dossiers?etat=fin"),
        (Chosen::Of(Filter::MoneyWaiting), "Argent en attente", "/dossiers?etat=attente"),
    ];
    all.into_iter().map(|(chosen, words, href)| Choice { words, href, here: chosen == here }).collect()
}

const fn empty(chosen: Chosen) -> &'static str {
    match chosen {
        Chosen::Of(Filter::All) => {
            "Aucun dossier dans votre portefeuille. Un responsable vous en attribue, ou importe les dossiers depuis l’administration."
        }
        Chosen::RentAtRisk => "Aucun loyer en danger : l’argent mis de côté couvre tous les loyers courants.",
        Chosen::Of(Filter::ContractEnding) => "Aucun contrat ne se termine dans les deux mois.",
        Chosen::Of(Filter::MoneyWaiting) => "Aucun argent n’attend de décision.",
    }
}

/// The people of the portfolio.
pub async fn people(visit: Visit) -> Answer {
    let chosen = chosen(visit.query.get("etat"));
    let filter = if let Chosen::Of(filter) = chosen { filter } else { Filter::All };
    let mut list =
        List::new(&visit, "Dossiers", COLUMNS, empty(chosen)).searching("Nom, numéro, n° d’allocataire, fin d’IBAN ou bailleur");
    let (text, key, down) = list.asked();
    let mut tx = visit.read().await?;
    let today = visit.act(&mut tx).await?.today;
    let files = visit.files(&mut tx).await?;
    let mut all = visit.recall(&mut tx, &People { filter, sort: sort(key), down, today }).await?.to_vec();
    all.retain(|person| files.hold(*person));
    if chosen == Chosen::RentAtRisk {
        let short = visit.recall(&mut tx, &RentsShort { today }).await?;
        let short: HashSet<i64> = short.iter().map(|rent| rent.person).collect();
        all.retain(|person| short.contains(person));
    }
    let named = visit.recall(&mut tx, &Searched).await?.find(text);
    let found: Vec<i64> =
        all.iter().filter(|person| named.as_ref().is_none_or(|named| named.contains(person))).copied().collect();
    let (skipped, most) = list.window(found.len());
    let shown: Vec<i64> = found.iter().skip(skipped).take(most).copied().collect();
    list = list.cut(all.len(), found.len());
    for row in rows(&mut tx, &shown, today).await? {
        list.push(cells(row, filter));
    }
    if list.is_csv() {
        return Ok(list.csv("dossiers")?);
    }
    visit.page("Dossiers", &Page { choices: choices(chosen), list: list.html()? })
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
            Filter::All => row.standing,
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
