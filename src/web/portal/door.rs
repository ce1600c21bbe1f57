//! The way into the space, and out of it: by the link, where the code is chosen or asked; by the file's number and the code.

use super::frame::{Around, Told, in_space, told};
use super::visit::{PersonVisit, program_act};
use super::{ENTER, HOME};
use crate::access::organisation;
use crate::access::portal::{self, Asked, NewPortalSession, Opened, SignIn, asked, asked_of, opened, sign_in};
use crate::refusal::{Failure, PERSON_CODES_DIFFER, PORTAL_ENDED, Refusal};
use crate::signature::code::choose_code_by_link;
use crate::web::answer::{Answer, Problem};
use crate::web::caller::Caller;
use crate::web::cookie;
use crate::web::form::PERSON_CODE;
use crate::web::sent::Sent;
use crate::web::server::Office;
use crate::web::turn::turn;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::Utc;
use std::sync::Arc;

/// The code is asked, with the number of the file unless a link says it.
#[derive(Template)]
#[template(path = "portal/enter.html")]
struct Enter<'a> {
    at: String,
    by_link: bool,
    number: &'a str,
    refused: Vec<Told>,
}

/// The code is chosen.
#[derive(Template)]
#[template(path = "portal/choose.html")]
struct Choose {
    at: String,
    refused: Vec<Told>,
}

async fn page(office: &Office, title: &str, content: &impl Template, refusals: &[Refusal]) -> Answer {
    let content = content.render().map_err(|error| Failure::Broken(format!("{error}.")))?;
    let house = organisation(&mut office.db.read().await?).await?;
    let shown = in_space(&Around { house, inside: None }, title, &content);
    Ok(if refusals.is_empty() { shown } else { (StatusCode::UNPROCESSABLE_ENTITY, shown).into_response() })
}

async fn ask_by_number(office: &Office, number: &str, refusals: &[Refusal]) -> Answer {
    page(office, "Entrer", &Enter { at: ENTER.to_owned(), by_link: false, number, refused: told(refusals) }, refusals).await
}

/// For who is not in, or not any more.
pub(super) async fn ended(office: &Office, writes: bool) -> Answer {
    if !writes {
        return Ok(Redirect::to(ENTER).into_response());
    }
    let shown = ask_by_number(office, "", &[PORTAL_ENDED.because("")]).await?;
    Ok((StatusCode::UNAUTHORIZED, shown).into_response())
}

/// Asks the number and the code.
pub(super) async fn ask(State(office): State<Arc<Office>>) -> Answer {
    ask_by_number(&office, "", &[]).await
}

/// Looks at a code and counts it; a wrong one is counted too.
async fn let_in(office: &Office, asked: Asked, typed: String, address: &str) -> Result<SignIn, Problem> {
    let turn = match turn().await {
        Ok(turn) => turn,
        Err(busy) => return Ok(SignIn::Refused(busy)),
    };
    let checked = tokio::task::spawn_blocking(move || asked.check(&typed)).await;
    let checked = checked.map_err(|error| Failure::Broken(format!("{error}.")))?;
    drop(turn);
    let mut tx = office.db.write().await?;
    let act = program_act(office, &mut tx, Utc::now()).await?;
    let answer = sign_in(&mut tx, &act, checked, address).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Checks them.
pub(super) async fn enter(State(office): State<Arc<Office>>, caller: Caller, sent: Sent) -> Answer {
    let number = sent.fields.get("dossier");
    let question = asked(&mut office.db.read().await?, number, &caller.address, Utc::now()).await?;
    match let_in(&office, question, sent.fields.get(PERSON_CODE[0]).to_owned(), &caller.address).await? {
        SignIn::In(new) => Ok(inside(&new)),
        SignIn::Refused(refusal) => ask_by_number(&office, number, &[refusal]).await,
    }
}

async fn ask_by_link(office: &Office, secret: &str, refusals: &[Refusal]) -> Answer {
    let at = format!("/espace/lien/{secret}");
    let opened = opened(&mut office.db.read().await?, secret, Utc::now()).await?;
    let refused = told(refusals);
    match opened {
        Opened::Chooses { .. } => page(office, "Choisir mon code", &Choose { at, refused }, refusals).await,
        Opened::Asks { .. } => page(office, "Entrer", &Enter { at, by_link: true, number: "", refused }, refusals).await,
    }
}

/// What the link of the person leads to.
pub(super) async fn by_link(State(office): State<Arc<Office>>, Path(secret): Path<String>) -> Answer {
    ask_by_link(&office, &secret, &[]).await
}

/// Keeps the code that the person chooses, and lets them in.
async fn choose(office: &Office, secret: &str, sent: &Sent) -> Result<NewPortalSession, Failure> {
    let [code, again] = PERSON_CODE.map(|name| sent.fields.get(name));
    if code != again {
        return Err(PERSON_CODES_DIFFER.because("").into());
    }
    let _turn = turn().await?;
    let mut tx = office.db.write().await?;
    let act = program_act(office, &mut tx, Utc::now()).await?;
    let person = choose_code_by_link(&mut tx, &act, secret, code).await?;
    let new = portal::enter(&mut tx, &act, person).await?;
    tx.commit().await?;
    Ok(new)
}

/// The code that is chosen, or typed: the link says whose. A form that is sent again finds the code chosen, and is let in by it.
pub(super) async fn enter_by_link(
    State(office): State<Arc<Office>>,
    Path(secret): Path<String>,
    caller: Caller,
    sent: Sent,
) -> Answer {
    let question = {
        let mut tx = office.db.read().await?;
        match opened(&mut tx, &secret, Utc::now()).await? {
            Opened::Chooses { .. } => None,
            Opened::Asks { person } => Some(asked_of(&mut tx, person, &caller.address, Utc::now()).await?),
        }
    };
    let Some(question) = question else {
        return match choose(&office, &secret, &sent).await {
            Ok(new) => Ok(inside(&new)),
            Err(Failure::Refused(refusals)) => ask_by_link(&office, &secret, &refusals).await,
            Err(other) => Err(other.into()),
        };
    };
    match let_in(&office, question, sent.fields.get(PERSON_CODE[0]).to_owned(), &caller.address).await? {
        SignIn::In(new) => Ok(inside(&new)),
        SignIn::Refused(refusal) => ask_by_link(&office, &secret, &[refusal]).await,
    }
}

fn with_cookie(to: &str, value: Option<HeaderValue>) -> Response {
    let mut response = Redirect::to(to).into_response();
    if let Some(value) = value {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

fn inside(new: &NewPortalSession) -> Response {
    with_cookie(HOME, cookie::set_of_person(&new.secret))
}

/// Ends the session.
pub(super) async fn leave(visit: PersonVisit) -> Answer {
    let mut tx = visit.office.db.write().await?;
    let act = visit.act(&mut tx).await?;
    portal::leave(&mut tx, &act, &visit.session).await?;
    tx.commit().await?;
    Ok(with_cookie(ENTER, cookie::clear_of_person()))
}
