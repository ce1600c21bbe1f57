//! The second factor: a code of the telephone, or one of the codes kept on paper.

use super::kept::Onward;
use super::{SECOND_FACTOR, with_session};
use crate::access::{Given, Session, SignIn, second_factor};
use crate::refusal::{Failure, Refusal};
use crate::web::answer::{Answer, Problem, page};
use crate::web::cookie;
use crate::web::form::{Field, Form, Kind};
use crate::web::sent::Sent;
use crate::web::visit::Visit;
use askama::Template;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

#[derive(Template)]
#[template(path = "backoffice/sign_in/second_factor.html")]
struct Page<'a> {
    name: &'a str,
    form: Form,
}

/// The page, again when a code was refused.
pub(super) fn page_with(session: &Session, onward: &Onward, refused: Option<(&Sent, Refusal)>) -> Result<Response, Problem> {
    let form = Form::open(session.csrf.clone(), SECOND_FACTOR, "Continuer").field(
        Field::new("code", "Code", Kind::Code)
            .hint("Les 6 chiffres de l’application de votre téléphone, ou l’un de vos codes de secours.")
            .autocomplete("one-time-code"),
    );
    let mut form = onward.carried(form);
    if let Some((sent, refusal)) = refused {
        form = form.again(sent, &[refusal], |_| "code");
    }
    let page_content = Page { name: &session.user.name, form };
    let content = page_content.render().map_err(|error| Failure::Broken(format!("{error}.")))?;
    Ok(page(None, "Deuxième étape", &content))
}

/// Asks for the code.
pub(super) async fn ask(visit: Visit) -> Answer {
    page_with(&visit.session, &Onward::of(&visit.query), None)
}

/// Checks it. A session further in has another secret.
pub(super) async fn check(visit: Visit, headers: HeaderMap, sent: Sent) -> Answer {
    let onward = Onward::of(&sent.fields);
    let code: String = sent.fields.get("code").chars().filter(|c| !c.is_whitespace()).collect();
    let digits = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
    let given = if digits { Given::Totp(&code) } else { Given::Recovery(&code) };
    let secret = cookie::secret(&headers).unwrap_or_default();
    let mut tx = visit.office.db.write().await?;
    let answer = second_factor(&mut tx, &secret, given, visit.now).await?;
    tx.commit().await?;
    match answer {
        SignIn::Refused(refusal) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page_with(&visit.session, &onward, Some((&sent, refusal)))?).into_response())
        }
        SignIn::SignedIn(new) | SignIn::SecondFactor(new) | SignIn::MustEnrol(new) => {
            with_session(onward.arrive(&new.session)?, &new)
        }
    }
}
