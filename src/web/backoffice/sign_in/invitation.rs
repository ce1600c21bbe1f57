//! The first link: choose a password.

use super::SIGN_IN;
use crate::access::{User, accept_invitation, invited};
use crate::refusal::{Failure, PASSWORDS_DIFFER, Refusal};
use crate::web::answer::{Answer, Problem, page};
use crate::web::form::{Field, Form, Kind};
use crate::web::sent::Sent;
use crate::web::server::Office;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::Utc;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "backoffice/sign_in/invitation.html")]
struct Page<'a> {
    user: &'a User,
    form: Option<Form>,
    sign_in: &'static str,
}

fn form(secret: &str) -> Form {
    Form::open(String::new(), format!("/invitation/{secret}"), "Choisir ce mot de passe")
        .field(
            Field::new("mot_de_passe", "Nouveau mot de passe", Kind::Password)
                .hint("Au moins 12 caractères. Une phrase que vous retenez vaut mieux qu’un mot compliqué.")
                .autocomplete("new-password"),
        )
        .field(Field::new("encore", "Le même, encore une fois", Kind::Password).autocomplete("new-password"))
}

fn shown(user: &User, form: Option<Form>, title: &str) -> Result<Response, Problem> {
    let content = Page { user, form, sign_in: SIGN_IN }.render().map_err(|error| Failure::Broken(format!("{error}.")))?;
    Ok(page(None, title, &content))
}

fn again(user: &User, secret: &str, sent: &Sent, refusals: &[Refusal]) -> Answer {
    let form = form(secret).again(sent, refusals, |code| if code == PASSWORDS_DIFFER.name { "encore" } else { "mot_de_passe" });
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(user, Some(form), "Choisir un mot de passe")?).into_response())
}

/// Asks for the password.
pub(super) async fn ask(State(office): State<Arc<Office>>, Path(secret): Path<String>) -> Answer {
    let mut tx = office.db.read().await?;
    let user = invited(&mut tx, &secret, Utc::now()).await?;
    shown(&user, Some(form(&secret)), "Choisir un mot de passe")
}

/// Keeps it; the link has served.
pub(super) async fn accept(State(office): State<Arc<Office>>, Path(secret): Path<String>, sent: Sent) -> Answer {
    let at = Utc::now();
    let mut tx = office.db.write().await?;
    let user = invited(&mut tx, &secret, at).await?;
    let password = sent.fields.raw("mot_de_passe");
    if password != sent.fields.raw("encore") {
        return again(&user, &secret, &sent, &[PASSWORDS_DIFFER.because("")]);
    }
    match accept_invitation(&mut tx, &secret, password, at).await {
        Ok(user) => {
            tx.commit().await?;
            shown(&user, None, "Mot de passe choisi")
        }
        Err(Failure::Refused(refusals)) => again(&user, &secret, &sent, &refusals),
        Err(other) => Err(other.into()),
    }
}
