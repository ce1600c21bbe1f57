//! Who looks after whom: the people with their manager, and those to give to another.

use super::replacements;
use crate::access::{Role, active_users, assign, find_by_id};
use crate::calendar::{day_in_french, parse_day};
use crate::person::{Held, portfolios};
use crate::plural::count;
use crate::refusal::{Failure, NOBODY_TICKED, NOT_A_DATE, Refusal, USER_UNKNOWN};
use crate::store::Tx;
use crate::web::answer::Answer;
use crate::web::form::{Field, Form, Kind};
use crate::web::gate::FILES;
use crate::web::list::{Cell, Column, List, Tone, numbers, words};
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Ended, Visit, Writing};
use crate::web::words::short_day;
use askama::Template;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use std::collections::BTreeMap;

pub(super) const HERE: &str = "/administration/portefeuilles";
/// The value of the filter for people whom nobody looks after.
const ALONE: &str = "sans";

const COLUMNS: &[Column] = &[
    words("", "Choisir"),
    numbers("numero", "Numéro"),
    words("nom", "Personne"),
    words("gestionnaire", "Gestionnaire"),
    words("depuis", "Depuis le"),
    words("ensuite", "Ensuite"),
    words("contrat", "Contrat jusqu’au"),
];

/// How many people a manager has.
struct Share {
    manager: String,
    people: String,
}

#[derive(Template)]
#[template(path = "backoffice/house/portfolios.html")]
struct Page {
    shares: Vec<Share>,
    alone: usize,
    only_alone: bool,
    names: bool,
    list: String,
    form: Form,
    replacements: &'static str,
}

/// The managers in service, to choose from.
pub(super) async fn managers(tx: &mut Tx) -> Result<Kind, Failure> {
    let managers = active_users(tx).await?.into_iter().filter(|user| user.role == Role::Gestionnaire);
    let first = (String::new(), "Choisir…".to_owned());
    Ok(Kind::Choice([first].into_iter().chain(managers.map(|user| (user.id, user.name))).collect()))
}

fn row(held: &Held, names: bool, ticked: bool) -> Vec<Cell> {
    let name = if names { format!("{} {}", held.family_name, held.given_name) } else { String::new() };
    let manager = match &held.manager {
        Some(manager) if held.manager_serves => Cell::text(manager),
        Some(manager) => Cell::State(format!("{manager}, plus en service"), Tone::Bad),
        None => Cell::State("Sans gestionnaire".into(), Tone::Waiting),
    };
    let next = held.next_manager.as_ref().zip(held.next_from);
    vec![
        Cell::Tick("personne", held.person.to_string(), ticked, format!("Choisir la personne {}", held.person)),
        Cell::Number(held.person),
        Cell::Text(name),
        manager,
        Cell::day(held.since),
        next.map_or(Cell::Empty, |(who, from)| Cell::Text(format!("{who}, dès le {}", short_day(from)))),
        Cell::day(held.contract_ends),
    ]
}

fn shares(everyone: &[Held]) -> Vec<Share> {
    let mut held: BTreeMap<&str, i64> = BTreeMap::new();
    for manager in everyone.iter().filter(|held| held.manager_serves).filter_map(|held| held.manager.as_deref()) {
        let people = held.entry(manager).or_default();
        *people = people.saturating_add(1);
    }
    let share =
        |(manager, people): (&str, i64)| Share { manager: manager.to_owned(), people: count(people, "dossier", "dossiers") };
    held.into_iter().map(share).collect()
}

fn place(code: &str) -> &'static str {
    match code {
        code if code == NOT_A_DATE.name || code == "assignments_overlap" || code == "assignment_before_last" => "jour",
        code if code == USER_UNKNOWN.name || code == "assignment_to_manager" => "gestionnaire",
        _ => "",
    }
}

async fn page(visit: &Visit, refused: Option<(&Sent, &[Refusal])>) -> Answer {
    let mut tx = visit.read().await?;
    let today = visit.act(&mut tx).await?.today;
    let mut everyone = portfolios(&mut tx, today).await?;
    let only_alone = visit.query.get("gestionnaire") == ALONE;
    // Who reads no file reads no name either: the numbers are enough to share them out.
    let names = FILES.lets(visit.role());
    if !names {
        everyone.sort_by_key(|held| held.person);
    }
    let ticked: Vec<&str> = refused.map(|(sent, _)| sent.fields.all("personne").collect()).unwrap_or_default();
    let empty = if only_alone {
        "Chaque personne a un gestionnaire en service."
    } else {
        "Aucune personne n’est enregistrée. Importez d’abord les dossiers."
    };
    let mut list = List::new(visit, "Personnes", COLUMNS, empty);
    for held in everyone.iter().filter(|held| !only_alone || held.is_alone()) {
        list.push(row(held, names, ticked.contains(&held.person.to_string().as_str())));
    }
    if list.is_csv() {
        return Ok(list.csv("portefeuilles")?);
    }
    let mut form = Form::new(visit, HERE, "Confier les personnes cochées")
        .of_selection()
        .field(Field::new("gestionnaire", "Confier à", managers(&mut tx).await?))
        .field(Field::new("jour", "À partir du", Kind::Day).with(today.to_string()).hint("Jusqu’à la veille, rien ne change."));
    if let Some((sent, refusals)) = refused {
        form = form.again(sent, refusals, place);
    }
    let page = Page {
        shares: shares(&everyone),
        alone: everyone.iter().filter(|held| held.is_alone()).count(),
        only_alone,
        names,
        list: list.html()?,
        form,
        replacements: replacements::HERE,
    };
    visit.page("Portefeuilles", &page)
}

/// Everyone with their manager.
pub(super) async fn show(visit: Visit) -> Answer {
    page(&visit, None).await
}

/// Gives the ticked ones; says how many changed hands, and from when.
async fn make(writing: &mut Writing, sent: &Sent) -> Result<String, Failure> {
    let people: Vec<i64> = sent.fields.all("personne").filter_map(|number| number.parse().ok()).collect();
    if people.is_empty() {
        return Err(NOBODY_TICKED.because("").into());
    }
    let typed = sent.fields.get("jour");
    let from_on = parse_day(typed).ok_or_else(|| NOT_A_DATE.because(format!("(« {typed} »)")))?;
    let (manager, _) = find_by_id(&mut writing.tx, sent.fields.get("gestionnaire")).await?;
    let moved = assign(&mut writing.tx, &writing.act, &people, &manager, from_on).await?;
    let moved = i64::try_from(moved).unwrap_or(i64::MAX);
    Ok(match moved {
        0 => "Rien n’a changé : ces personnes étaient déjà confiées à ce gestionnaire.".into(),
        some => format!("{} à partir du {}.", count(some, "personne confiée", "personnes confiées"), day_in_french(from_on)),
    })
}

/// Gives the ticked people to a manager.
pub(super) async fn give(visit: Visit, sent: Sent) -> Answer {
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let outcome = make(&mut writing, &sent).await.map(|facts| Done {
        title: "Portefeuilles enregistrés".into(),
        sentences: vec![facts],
        links: vec![("Revenir aux portefeuilles".into(), HERE.into())],
    });
    match writing.end(outcome).await? {
        Ended::Done(answer) => Ok(answer),
        Ended::Refused(refusals) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&visit, Some((&sent, &refusals))).await?).into_response())
        }
    }
}
