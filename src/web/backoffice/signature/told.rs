//! What became of a statement, on its page: its state, what the person answered, what was tried, and what comes next.

use super::Place;
use crate::access::Right;
use crate::calendar::{day_in_french, parse_day};
use crate::refusal::{Failure, NOT_A_DATE, Refusal, SIGNATURE_TIMES, TRY_MEANS};
use crate::settings::settings_on;
use crate::signature::rules::may_try;
use crate::signature::signed_file::ready;
use crate::signature::tries::{Tried, tries_of, try_to_reach as record};
use crate::signature::view::{Life, Told, told_of};
use crate::signature::{Answer as Said, Copy, Means, State, wording};
use crate::store::Tx;
use crate::web::answer::{Answer, Problem};
use crate::web::form::{Field, Form, Kind};
use crate::web::list::Tone;
use crate::web::sent::Sent;
use crate::web::told::signed_copy;
use crate::web::visit::{Begun, Done, Ended, Visit, Writing};
use crate::web::words::instant;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;

const DAY: &str = "jour";
const MEANS: &str = "moyen";

/// An answer as the page tells it.
struct Line {
    said: &'static str,
    comment: String,
    /// How, when, before whom.
    how: String,
    /// Which screens were shown, and when.
    shown: String,
    help: String,
    copy: &'static str,
    /// The second look, for a sheet.
    look: String,
    href: String,
    awaits: bool,
    /// Its signed copy, once its proof is sealed.
    copy_href: String,
}

#[derive(Template)]
#[template(path = "backoffice/signature/told.html")]
struct Section {
    state: &'static str,
    class: &'static str,
    since: String,
    next: &'static str,
    lines: Vec<Line>,
    tries: Vec<String>,
    wanted: i64,
    present: Option<Form>,
    paper: String,
    code: String,
    tried: Option<Form>,
    open: bool,
}

/// How a state looks.
pub(in crate::web::backoffice) const fn tone(state: State) -> Tone {
    match state {
        State::ToPresent | State::Presented | State::NotReached => Tone::Waiting,
        State::Signed => Tone::Good,
        State::SignedWithReserve | State::Refused => Tone::Calm,
        State::Contested => Tone::Bad,
    }
}

/// What comes next, in a few words.
pub(in crate::web::backoffice) const fn next_action(state: State, paper: bool) -> &'static str {
    if paper {
        return "Feuille signée à vérifier";
    }
    match state {
        State::ToPresent => "Le présenter",
        State::Presented => "Recueillir la réponse",
        State::NotReached => "Le présenter dès que possible",
        State::Signed => "Rien à faire",
        State::SignedWithReserve => "Lire la réserve et y répondre",
        State::Refused => "Le présenter de nouveau si la personne le veut",
        State::Contested => "Lire la réponse et en parler avec la personne",
    }
}

/// What became of a statement, as a part of its page; after a refusal, the form of a try again.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub(in crate::web::backoffice) async fn section(
    visit: &Visit,
    tx: &mut Tx,
    life: &Life,
    refused: Option<(&Sent, &[Refusal])>,
) -> Result<String, Failure> {
    let place = Place { person: life.person, month: life.month()? };
    let state = life.state()?;
    let told = told_of(tx, life).await?;
    let waits = told.iter().any(Told::awaits_look);
    let tries = tries_of(tx, &life.number).await?;
    let (may, today) = (visit.role().may(Right::Present), visit.act(tx).await?.today);
    let form = (may && may_try(state, life.answered)).then(|| try_form(visit, &place, today.to_string(), refused));
    let again = if matches!(state, State::ToPresent | State::NotReached) { "Présenter" } else { "Présenter de nouveau" };
    let section = Section {
        state: state.in_french(),
        class: tone(state).class(),
        since: instant(life.since),
        next: next_action(state, waits),
        lines: told.iter().map(|one| line(&place, one)).collect::<Result<_, _>>()?,
        tries: tries
            .iter()
            .map(|one| {
                let means = Means::read(&one.means).map_or("", Means::in_french);
                format!("{}, {means}, par {}", day_in_french(one.tried_on), one.author)
            })
            .collect(),
        wanted: settings_on(tx, today).await?.reach_tries,
        present: may.then(|| Form::new(visit, place.at("/presenter"), again).small()),
        paper: if may && !waits { place.at("/papier") } else { String::new() },
        code: if may { format!("/dossiers/{}/code", place.person) } else { String::new() },
        tried: form,
        open: refused.is_some(),
    };
    section.render().map_err(|error| Failure::Broken(format!("{error}.")))
}

fn try_form(visit: &Visit, place: &Place, today: String, refused: Option<(&Sent, &[Refusal])>) -> Form {
    let means = Means::ALL.map(|means| (means.code().to_owned(), means.in_french().to_owned()));
    let form = Form::new(visit, place.at("/essai"), "Noter cet essai")
        .field(Field::new(DAY, "Essai du", Kind::Day).with(today))
        .field(Field::new(MEANS, "Moyen", Kind::Choice(means.into())));
    match refused {
        Some((sent, refusals)) => form.again(sent, refusals, field_of),
        None => form,
    }
}

fn field_of(code: &str) -> &'static str {
    match code {
        code if code == NOT_A_DATE.name || code == SIGNATURE_TIMES.name => DAY,
        code if code == TRY_MEANS.name => MEANS,
        _ => "",
    }
}

/// The second look at a sheet, when there was one.
pub(super) fn looked(told: &Told) -> String {
    match (told.accepted, &told.looker, told.looked_at) {
        (Some(true), Some(who), Some(at)) => format!("Vérifiée par {who} le {}.", instant(at)),
        (Some(false), Some(who), Some(at)) => {
            format!("Écartée par {who} le {} : {}", instant(at), told.reason.as_deref().unwrap_or_default())
        }
        _ => String::new(),
    }
}

fn line(place: &Place, told: &Told) -> Result<Line, Failure> {
    let on_paper = told.scan.is_some();
    let when = instant(told.answered_at);
    let how = match (told.signed_on, told.by_code) {
        (Some(day), _) => format!("Sur papier, le {} ; feuille jointe le {when} par {}.", day_in_french(day), told.author),
        (None, true) if told.channel == "portal" => format!("Dans son espace personnel, avec son code, le {when}."),
        (None, false) if told.channel == "portal" => format!("Dans son espace personnel, sans redonner son code, le {when}."),
        (None, true) => format!("À l’écran, avec son code personnel, le {when}, devant {}.", told.author),
        (None, false) => format!("À l’écran, sans code, le {when} ; noté devant {}.", told.author),
    };
    let screens = [("page en bref", told.plain_at), ("détail", told.detail_at), ("réponse", told.answer_at)];
    let shown: Vec<String> = screens.into_iter().filter_map(|(words, at)| Some(format!("{words} le {}", instant(at?)))).collect();
    let help = match (&told.helper, &told.help) {
        (Some(who), Some(how)) => format!("{who} : {how}"),
        (Some(one), None) | (None, Some(one)) => one.clone(),
        (None, None) => String::new(),
    };
    let look = if told.awaits_look() {
        "Pas encore vérifiée par une deuxième personne : elle ne compte pas.".to_owned()
    } else {
        looked(told)
    };
    Ok(Line {
        said: wording::choice(Said::read(&told.answer)?),
        comment: told.comment.clone().unwrap_or_default(),
        how,
        shown: shown.join(", "),
        help,
        copy: wording::copy(Copy::read(&told.copy)?),
        look,
        href: if on_paper { place.at(&format!("/papier/{}", told.id)) } else { String::new() },
        awaits: told.awaits_look(),
        copy_href: if told.proven { place.at(&format!("/reponses/{}/copie.pdf", told.id)) } else { String::new() },
    })
}

/// The signed copy of the statement, with the proof of that answer.
pub async fn copy(visit: Visit, Path((number, month, answer)): Path<(String, String, String)>) -> Answer {
    let place = Place::of(&visit, &number, &month).await?;
    visit.open_file(place.person, "relevé signé").await?;
    let mut tx = visit.read().await?;
    let statement = crate::statement::query::number(place.month, place.person);
    let ready = ready(&mut tx, &visit.office.keys, &statement, Some(&answer)).await?;
    drop(tx);
    signed_copy(&ready, visit.now).await
}

/// Notes a try to reach the person.
pub async fn try_to_reach(visit: Visit, Path((number, month)): Path<(String, String)>, sent: Sent) -> Answer {
    let place = Place::of(&visit, &number, &month).await?;
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let outcome = tried(&mut writing, &place, &sent).await;
    match writing.end(outcome).await? {
        Ended::Done(answer) => Ok(answer),
        Ended::Refused(why) => refused(&visit, &place, &sent, &why).await,
    }
}

async fn refused(visit: &Visit, place: &Place, sent: &Sent, why: &[Refusal]) -> Result<axum::response::Response, Problem> {
    let page = crate::web::backoffice::files::statement_again(visit, place.person, place.month, (sent, why)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn tried(writing: &mut Writing, place: &Place, sent: &Sent) -> Result<Done, Failure> {
    let typed = sent.fields.get(DAY);
    let day = parse_day(typed).ok_or_else(|| NOT_A_DATE.because(format!("(« {typed} »)")))?;
    let means = Means::read(sent.fields.get(MEANS))?;
    let Tried { tries, wanted, not_reached } =
        record(&mut writing.tx, &writing.act, place.person, place.month, day, means).await?;
    let sentence = if not_reached {
        format!(
            "C’est l’essai n° {tries} sur {wanted} : le relevé passe à « personne non jointe ». Il peut toujours être présenté."
        )
    } else if tries > wanted {
        format!("{tries} essais sont notés.")
    } else {
        format!("C’est l’essai n° {tries} sur {wanted}.")
    };
    Ok(Done {
        title: "Essai noté".to_owned(),
        sentences: vec![sentence],
        links: vec![
            ("Revenir au relevé".to_owned(), place.at("")),
            ("Voir les relevés à présenter".to_owned(), "/releves".to_owned()),
        ],
    })
}
