//! The name and the password, and the way to the house's identity provider where there is one.

use super::kept::Onward;
use super::provider::DEPART;
use super::{ENROL, SECOND_FACTOR, SIGN_IN, with_session};
use crate::access::{Checked, Session, SignIn, end_session, sign_in_asked, sign_in_checked};
use crate::refusal::{Failure, Refusal};
use crate::web::answer::{Answer, Problem, page};
use crate::web::caller::Caller;
use crate::web::cookie;
use crate::web::form::{Field, Form, Kind, Refusals};
use crate::web::sent::{Fields, Sent};
use crate::web::server::Office;
use crate::web::turn::turn;
use crate::web::visit::Visit;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::Utc;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "backoffice/sign_in/password.html")]
struct Page<'a> {
    notice: &'a str,
    refused: Refusals<'a>,
    form: Form,
    provider: Option<(&'a str, String)>,
}

fn form(onward: &Onward) -> Form {
    let form = Form::open(String::new(), SIGN_IN, "Se connecter")
        .field(Field::new("nom", "Votre nom d’utilisateur", Kind::Text).autocomplete("username"))
        .field(Field::new("mot_de_passe", "Mot de passe", Kind::Password).autocomplete("current-password"));
    onward.carried(form)
}

fn shown(page_content: &Page<'_>) -> Response {
    page(None, "Connexion", &page_content.render().unwrap_or_default())
}

/// The words and the address of the way to the provider. None for who has a form that waits: it would not come along.
fn provider<'a>(office: &'a Office, onward: &Onward) -> Option<(&'a str, String)> {
    let gateway = office.provider.as_ref().filter(|_| !onward.waits())?;
    Some((&gateway.provider.label, onward.address(DEPART)))
}

/// The page for who has a form that waits, with a sentence on top.
pub(super) fn page_of_waiting(onward: &Onward, notice: &str) -> Response {
    shown(&Page { notice, refused: Refusals { refusals: &[] }, form: form(onward), provider: None })
}

/// The page after the provider, or the way to it, refused.
pub(super) fn page_after(office: &Office, onward: &Onward, refusals: &[Refusal]) -> Response {
    shown(&Page { notice: "", refused: Refusals { refusals }, form: form(onward), provider: provider(office, onward) })
}

/// The page again, with what was refused.
fn again(office: &Office, onward: &Onward, sent: &Sent, refusal: Refusal) -> Response {
    let form = form(onward).again(sent, &[refusal], |_| "mot_de_passe");
    shown(&Page { notice: "", refused: Refusals { refusals: &[] }, form, provider: provider(office, onward) })
}

/// Asks for the name and the password.
pub(super) async fn ask(State(office): State<Arc<Office>>, Query(query): Query<Vec<(String, String)>>) -> Response {
    page_after(&office, &Onward::of_address(&Fields::of(query)), &[])
}

/// A password that was looked at outside of any transaction: nobody else waits for that work. Or the refusal of who finds no place.
async fn checked(office: &Office, name: &str, address: &str, password: &str) -> Result<Result<Checked, Refusal>, Problem> {
    let mut tx = office.db.read().await?;
    let asked = sign_in_asked(&mut tx, name, address, Utc::now()).await?;
    drop(tx);
    let turn = match turn().await {
        Ok(turn) => turn,
        Err(busy) => return Ok(Err(busy)),
    };
    let password = password.to_owned();
    let checked = tokio::task::spawn_blocking(move || asked.check(&password))
        .await
        .map_err(|error| Failure::Broken(format!("{error}.")))?;
    drop(turn);
    Ok(Ok(checked))
}

/// The password of somebody who is in, given once more.
///
/// # Errors
/// `sign_in_busy` is an answer, like [`checked`]'s.
pub(in crate::web::backoffice) async fn checked_again(
    office: &Office,
    session: &Session,
    password: &str,
) -> Result<Result<Checked, Refusal>, Problem> {
    checked(office, &session.user.name, &session.address, password).await
}

/// The page for who was in and is not any more: the way in that opened their session is gone, at their own will.
pub(in crate::web::backoffice) fn out_with(office: &Office, notice: &str) -> Response {
    let onward = Onward::to("/compte");
    let refused = Refusals { refusals: &[] };
    let mut response = shown(&Page { notice, refused, form: form(&onward), provider: provider(office, &onward) });
    if let Some(value) = cookie::clear() {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// Checks them.
pub(super) async fn sign_in(State(office): State<Arc<Office>>, caller: Caller, sent: Sent) -> Answer {
    let onward = Onward::of(&sent.fields);
    let at = Utc::now();
    let checked = match checked(&office, sent.fields.get("nom"), &caller.address, sent.fields.raw("mot_de_passe")).await? {
        Ok(checked) => checked,
        Err(busy) => return Ok((StatusCode::SERVICE_UNAVAILABLE, again(&office, &onward, &sent, busy)).into_response()),
    };
    let mut tx = office.db.write().await?;
    let answer = sign_in_checked(&mut tx, checked, at, &caller.agent, &caller.address).await?;
    tx.commit().await?;
    match answer {
        SignIn::Refused(refusal) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, again(&office, &onward, &sent, refusal)).into_response())
        }
        other => go_on(&office, &onward, other).await,
    }
}

/// The answer to who was let in, as far as they are.
///
/// # Errors
/// The refusal of who was not.
pub(super) async fn go_on(office: &Office, onward: &Onward, answer: SignIn) -> Answer {
    match answer {
        SignIn::Refused(refusal) => Err(refusal.into()),
        SignIn::SignedIn(new) => with_session(onward.arrive(&new.session)?, &new),
        SignIn::SecondFactor(new) if onward.waits() => {
            with_session(super::second_factor::page_with(office, &new.session, onward, None).await?, &new)
        }
        SignIn::SecondFactor(new) => with_session(Redirect::to(&onward.address(SECOND_FACTOR)).into_response(), &new),
        SignIn::MustEnrol(new) => with_session(Redirect::to(&onward.address(ENROL)).into_response(), &new),
    }
}

/// Ends the session, if there is one.
pub(super) async fn sign_out(State(office): State<Arc<Office>>, visit: Option<axum::Extension<Visit>>) -> Answer {
    if let Some(axum::Extension(visit)) = visit {
        let mut tx = office.db.write().await?;
        end_session(&mut tx, &visit.session.user, &visit.session.id, visit.now).await?;
        tx.commit().await?;
    }
    let mut response = Redirect::to(SIGN_IN).into_response();
    if let Some(value) = cookie::clear() {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    Ok(response)
}
