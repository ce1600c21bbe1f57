//! *Relevés*: those that their people have not answered, and all the others by their state.

use super::{next_action, tone};
use crate::calendar::Month;
use crate::refusal::Failure;
use crate::signature::State;
use crate::signature::view::{Listed, States};
use crate::web::answer::Answer;
use crate::web::list::{Cell, Column, List, numbers, words};
use crate::web::visit::Visit;
use askama::Template;

const COLUMNS: &[Column] = &[
    words("personne", "Personne"),
    numbers("dossier", "Dossier"),
    words("mois", "Mois"),
    words("emis", "Émis le"),
    words("etat", "État"),
    numbers("essais", "Essais"),
    words("suite", "À faire"),
];

struct Choice {
    words: &'static str,
    href: &'static str,
    here: bool,
}

#[derive(Template)]
#[template(path = "backoffice/signature/list.html")]
struct Page {
    choices: Vec<Choice>,
    list: String,
}

/// What the list shows: its word in the address, its title, what it says when nothing is there.
const SHOWN: [(&str, &str, &str); 6] = [
    ("", "À présenter", "Aucun relevé n’attend de réponse. Les relevés d’un mois s’émettent une fois le mois terminé."),
    ("feuille", "Feuilles à vérifier", "Aucune feuille signée n’attend d’être vérifiée par une deuxième personne."),
    ("conteste", "Contestés", "Aucun relevé n’est contesté."),
    ("reserve", "Avec réserve", "Aucun relevé n’est signé avec une réserve."),
    ("signe", "Signés", "Aucun relevé n’est encore signé."),
    ("refuse", "Non signés", "Personne n’a demandé à ne pas signer."),
];

fn shows(asked: &str, one: &Listed) -> bool {
    let state = State::of(&one.state);
    match asked {
        "feuille" => one.paper.is_some(),
        "conteste" => state == Some(State::Contested),
        "reserve" => state == Some(State::SignedWithReserve),
        "signe" => state == Some(State::Signed),
        "refuse" => state == Some(State::Refused),
        _ => matches!(state, Some(State::ToPresent | State::Presented | State::NotReached)),
    }
}

/// The list.
pub async fn statements(visit: Visit) -> Answer {
    let asked = visit.query.get("etat");
    let (asked, title, empty) = SHOWN.into_iter().find(|(code, ..)| *code == asked).unwrap_or(SHOWN[0]);
    let mut list = List::new(&visit, title, COLUMNS, empty).searching("Nom, dossier, mois ou état");
    let mut tx = visit.read().await?;
    let open = asked.is_empty() || asked == "feuille";
    let all = visit.recall(&mut tx, &States { month: None, open, reach: visit.reach() }).await?;
    let shown: Vec<&Listed> = all.iter().filter(|one| shows(asked, one)).collect();
    for one in list.part_of(&shown) {
        let cells = cells(one)?;
        list.push(cells);
    }
    if list.is_csv() {
        return Ok(list.csv("releves")?);
    }
    let choice = |(code, words, _): (&'static str, &'static str, &str)| Choice {
        words,
        href: match code {
            "feuille" => "/releves?etat=feuille",
            "conteste" => "/releves?etat=conteste",
            "reserve" => "/releves?etat=reserve",
            "signe" => "/releves?etat=signe",
            "refuse" => "/releves?etat=refuse",
            _ => "/releves",
        },
        here: code == asked,
    };
    visit.page("Relevés", &Page { choices: SHOWN.map(choice).into(), list: list.html()? })
}

fn cells(one: &Listed) -> Result<Vec<Cell>, Failure> {
    let state =
        State::of(&one.state).ok_or_else(|| Failure::Broken(format!("« {} » n'est pas un état de relevé.", one.state)))?;
    let name = one.name.clone().unwrap_or_else(|| format!("Personne {}", one.person));
    let at = format!("/dossiers/{}/releves/{}", one.person, one.month);
    let next = next_action(state, one.paper.is_some()).to_owned();
    Ok(vec![
        Cell::Link(name, at.clone()),
        Cell::Number(one.person),
        Cell::text(one.month.parse::<Month>().map_or_else(|_| one.month.clone(), Month::in_french)),
        Cell::Day(one.issued_on),
        Cell::State(state.in_french().to_owned(), tone(state)),
        Cell::Number(one.tries),
        match &one.paper {
            Some(paper) => Cell::Link(next, format!("{at}/papier/{paper}")),
            None => Cell::text(next),
        },
    ])
}
