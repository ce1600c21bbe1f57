//! Who stands in for whom, and until when.

use super::portfolios::{self, managers};
use crate::access::{Replacement, Role, end_replacement, find_by_id, list_users, replace, replacements};
use crate::calendar::{day_in_french, parse_day};
use crate::refusal::{Failure, NOT_A_DATE, REPLACEMENT_UNKNOWN, Refusal};
use crate::web::answer::{Answer, Problem};
use crate::web::form::{Field, Form, Kind};
use crate::web::list::{Cell, Column, List, Tone, words};
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Ended, Visit, Writing};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;

pub(super) const HERE: &str = "/administration/remplacements";

const COLUMNS: &[Column] = &[
    words("absent", "Absent"),
    words("par", "Remplacé par"),
    words("du", "Du"),
    words("au", "Au"),
    words("raison", "Raison"),
    words("etat", "État"),
    words("", "Action"),
];

#[derive(Template)]
#[template(path = "backoffice/house/replacements.html")]
struct Page {
    list: String,
    form: Form,
    portfolios: &'static str,
}

#[derive(Template)]
#[template(path = "backoffice/house/replacement_end.html")]
struct End {
    one: Replacement,
    form: Form,
    back: &'static str,
}

fn place(code: &str) -> &'static str {
    match code {
        "replacement_not_oneself" | "assignment_to_manager" | "user_unknown" => "par",
        "replacement_dates_ordered" | "not_a_date" => "au",
        "replacement_reason_filled" => "raison",
        _ => "",
    }
}

fn state(one: &Replacement, today: NaiveDate) -> Cell {
    if one.from_on > today { Cell::State("À venir".into(), Tone::Calm) } else { Cell::State("En cours".into(), Tone::Good) }
}

async fn page(visit: &Visit, refused: Option<(&Sent, &[Refusal])>) -> Answer {
    let mut tx = visit.read().await?;
    let today = visit.act(&mut tx).await?.today;
    let mut list = List::new(visit, "En cours et à venir", COLUMNS, "Aucun remplacement en cours ni à venir.");
    for one in replacements(&mut tx, today).await? {
        list.push(vec![
            Cell::text(&one.absent),
            Cell::text(&one.by_user),
            Cell::Day(one.from_on),
            Cell::Day(one.to_on),
            Cell::text(&one.reason),
            state(&one, today),
            Cell::Link("Terminer".into(), format!("{HERE}/{}", one.id)),
        ]);
    }
    if list.is_csv() {
        return Ok(list.csv("remplacements")?);
    }
    // Who is away may be out of service already: their files still wait.
    let absent = list_users(&mut tx).await?.into_iter().filter(|user| user.role == Role::Gestionnaire);
    let first = (String::new(), "Choisir…".to_owned());
    let absent = Kind::Choice([first].into_iter().chain(absent.map(|user| (user.id, user.name))).collect());
    let mut form = Form::new(visit, HERE, "Déclarer ce remplacement")
        .field(Field::new("absent", "Qui s’absente", absent))
        .field(Field::new("par", "Remplacé par", managers(&mut tx).await?))
        .field(Field::new("du", "Premier jour", Kind::Day).with(today.to_string()))
        .field(Field::new("au", "Dernier jour", Kind::Day).hint("Compris."))
        .field(Field::new("raison", "Raison", Kind::Text).hint("Congés, arrêt, formation…"));
    if let Some((sent, refusals)) = refused {
        form = form.again(sent, refusals, place);
    }
    visit.page("Remplacements", &Page { list: list.html()?, form, portfolios: portfolios::HERE })
}

/// Those that hold or will hold, and the form of another.
pub(super) async fn show(visit: Visit) -> Answer {
    page(&visit, None).await
}

fn day(sent: &Sent, field: &str) -> Result<NaiveDate, Refusal> {
    let typed = sent.fields.get(field);
    parse_day(typed).ok_or_else(|| NOT_A_DATE.because(format!("(« {typed} »)")))
}

async fn make(writing: &mut Writing, sent: &Sent) -> Result<String, Failure> {
    let days = (day(sent, "du")?, day(sent, "au")?);
    let (absent, _) = find_by_id(&mut writing.tx, sent.fields.get("absent")).await?;
    let (by_user, _) = find_by_id(&mut writing.tx, sent.fields.get("par")).await?;
    replace(&mut writing.tx, &writing.act, &absent, &by_user, days, sent.fields.get("raison")).await?;
    Ok(format!(
        "Du {} au {}, les dossiers de l’absent sont aussi ceux du remplaçant.",
        day_in_french(days.0),
        day_in_french(days.1)
    ))
}

fn done(title: &str, facts: String) -> Done {
    let links = vec![("Revenir aux remplacements".into(), HERE.into())];
    Done { title: title.into(), sentences: vec![facts], links }
}

/// Declares one.
pub(super) async fn declare(visit: Visit, sent: Sent) -> Answer {
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let outcome = make(&mut writing, &sent).await.map(|facts| done("Remplacement déclaré", facts));
    match writing.end(outcome).await? {
        Ended::Done(answer) => Ok(answer),
        Ended::Refused(refusals) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&visit, Some((&sent, &refusals))).await?).into_response())
        }
    }
}

async fn end_page(visit: &Visit, id: &str, refused: Option<(&Sent, &[Refusal])>) -> Result<Response, Problem> {
    let mut tx = visit.read().await?;
    let today = visit.act(&mut tx).await?.today;
    let one = replacements(&mut tx, today).await?.into_iter().find(|one| one.id == id);
    let one = one.ok_or_else(|| REPLACEMENT_UNKNOWN.because(""))?;
    let field = Field::new("jour", "Premier jour sans remplacement", Kind::Day).with(today.to_string());
    let mut form = Form::new(visit, format!("{HERE}/{id}"), "Terminer ce remplacement").field(field);
    if let Some((sent, refusals)) = refused {
        form = form.again(sent, refusals, |_| "jour");
    }
    visit.page("Terminer un remplacement", &End { one, form, back: HERE })
}

/// Asks from which day on it holds no more.
pub(super) async fn ask_end(visit: Visit, Path(id): Path<String>) -> Answer {
    end_page(&visit, &id, None).await
}

/// Cuts one short.
pub(super) async fn end(visit: Visit, Path(id): Path<String>, sent: Sent) -> Answer {
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let ended = match day(&sent, "jour") {
        Ok(day) => end_replacement(&mut writing.tx, &writing.act, &id, day).await.map(|()| day),
        Err(refusal) => Err(refusal.into()),
    };
    let facts = |day| format!("Dès le {}, les dossiers ne sont plus partagés.", day_in_french(day));
    match writing.end(ended.map(|day| done("Remplacement terminé", facts(day)))).await? {
        Ended::Done(answer) => Ok(answer),
        Ended::Refused(refusals) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, end_page(&visit, &id, Some((&sent, &refusals))).await?).into_response())
        }
    }
}
