//! One's own password.

use crate::access::change_password;
use crate::refusal::{Failure, PASSWORD_WRONG, PASSWORDS_DIFFER, Refusal};
use crate::web::answer::Answer;
use crate::web::backoffice::sign_in::out_with;
use crate::web::form::{Field, Form, Kind};
use crate::web::sent::Sent;
use crate::web::visit::Visit;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};

pub(super) const HERE: &str = "/compte/mot-de-passe";
/// What the account's page is told afterwards.
pub(super) const CHANGED: &str = "mot-de-passe";

#[derive(Template)]
#[template(path = "backoffice/account/password.html")]
struct Page {
    form: Form,
}

fn place(code: &str) -> &'static str {
    match code {
        code if code == PASSWORD_WRONG.name => "actuel",
        code if code == PASSWORDS_DIFFER.name => "encore",
        code if code.starts_with("password_") => "nouveau",
        _ => "",
    }
}

fn form(visit: &Visit) -> Form {
    Form::new(visit, HERE, "Changer mon mot de passe")
        .field(Field::new("actuel", "Mot de passe actuel", Kind::Password).autocomplete("current-password"))
        .field(
            Field::new("nouveau", "Nouveau mot de passe", Kind::Password)
                .hint("Au moins 12 caractères. Une phrase que vous retenez vaut mieux qu’un mot compliqué.")
                .autocomplete("new-password"),
        )
        .field(Field::new("encore", "Le nouveau, encore une fois", Kind::Password).autocomplete("new-password"))
}

fn again(visit: &Visit, sent: &Sent, refusals: &[Refusal]) -> Answer {
    let page = visit.page("Changer mon mot de passe", &Page { form: form(visit).again(sent, refusals, place) })?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Asks for the old and the new one.
pub(super) async fn ask(visit: Visit) -> Answer {
    visit.page("Changer mon mot de passe", &Page { form: form(&visit) })
}

/// Changes it. No request is kept: its content would be the password. Sent again, the old password opens no more.
pub(super) async fn change(visit: Visit, sent: Sent) -> Answer {
    let fields = &sent.fields;
    if fields.raw("nouveau") != fields.raw("encore") {
        return again(&visit, &sent, &[PASSWORDS_DIFFER.because("")]);
    }
    let mut tx = visit.office.db.write().await?;
    match change_password(&mut tx, &visit.session, fields.raw("actuel"), fields.raw("nouveau"), visit.now).await {
        Ok(false) => {
            tx.commit().await?;
            let notice = "Votre mot de passe est changé. Le compte de l’organisation, qui avait ouvert cette session, n’ouvre plus rien ici : \
                connectez-vous avec le nouveau mot de passe ; vous pourrez ensuite le lier de nouveau.";
            Ok(out_with(&visit.office, notice))
        }
        Ok(true) => {
            tx.commit().await?;
            Ok(Redirect::to(&format!("{}?fait={CHANGED}", super::HERE)).into_response())
        }
        Err(Failure::Refused(refusals)) => {
            drop(tx);
            again(&visit, &sent, &refusals)
        }
        Err(other) => Err(other.into()),
    }
}
