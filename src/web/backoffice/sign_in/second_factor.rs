//! The second factor: a code of the telephone, or one of the codes kept on paper.

use super::kept::Onward;
use super::{KEY, KEY_ASKED, SECOND_FACTOR, with_session};
use crate::access::{Given, Opened, Session, SignIn, passkeys_of, second_factor};
use crate::refusal::{Failure, Refusal};
use crate::web::answer::{Answer, Problem, page};
use crate::web::cookie;
use crate::web::form::{Field, Form, Kind};
use crate::web::sent::Sent;
use crate::web::server::Office;
use crate::web::visit::Visit;
use askama::Template;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

#[derive(Template)]
#[template(path = "backoffice/sign_in/second_factor.html")]
struct Page<'a> {
    name: &'a str,
    by_password: bool,
    form: Form,
    key: Option<KeyForm>,
}

/// The form by which a passkey answers; the script shows it.
#[derive(Template)]
#[template(path = "backoffice/sign_in/key.html")]
pub struct KeyForm {
    form: Form,
    asked_at: &'static str,
}

/// That form, for who has a passkey, where passkeys work.
pub(in crate::web::backoffice) async fn key_form(
    office: &Office,
    session: &Session,
    onward: &Onward,
    (answered_at, asked_at): (&'static str, &'static str),
) -> Result<Option<KeyForm>, Problem> {
    let mut tx = office.db.read().await?;
    if office.site.passkeys.is_none() || passkeys_of(&mut tx, &session.user).await?.is_empty() {
        return Ok(None);
    }
    let form = Form::open(session.csrf.clone(), answered_at, "Utiliser ma clé d’accès");
    Ok(Some(KeyForm { form: onward.carried(form).field(Field::hidden("reponse", "")), asked_at }))
}

/// A code as it was typed, without its spaces.
pub(in crate::web::backoffice) fn typed_code(sent: &Sent) -> String {
    sent.fields.get("code").chars().filter(|c| !c.is_whitespace()).collect()
}

/// What a typed code is: six digits are the telephone's.
pub(in crate::web::backoffice) fn given<'a>(office: &'a Office, code: &'a str) -> Given<'a> {
    let digits = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
    if digits { Given::Totp(&office.keys, code) } else { Given::Recovery(code) }
}

/// The page, again when a code was refused.
pub(super) async fn page_with(
    office: &Office,
    session: &Session,
    onward: &Onward,
    refused: Option<(&Sent, Refusal)>,
) -> Result<Response, Problem> {
    let key = key_form(office, session, onward, (KEY, KEY_ASKED)).await?;
    let form = Form::open(session.csrf.clone(), SECOND_FACTOR, "Continuer").field(
        Field::new("code", "Code", Kind::Code)
            .hint("Les 6 chiffres de l’application de votre téléphone, ou l’un de vos codes de secours.")
            .autocomplete("one-time-code"),
    );
    let mut form = onward.carried(form);
    if let Some((sent, refusal)) = refused {
        form = form.again(sent, &[refusal], |_| "code");
    }
    let page_content = Page { name: &session.user.name, by_password: session.opened == Opened::Password, form, key };
    let content = page_content.render().map_err(|error| Failure::Broken(format!("{error}.")))?;
    Ok(page(None, "Deuxième étape", &content))
}

/// Asks for the code.
pub(super) async fn ask(visit: Visit) -> Answer {
    page_with(&visit.office, &visit.session, &Onward::of_address(&visit.query), None).await
}

/// Checks it. A session further in has another secret.
pub(super) async fn check(visit: Visit, headers: HeaderMap, sent: Sent) -> Answer {
    answer(&visit, &headers, &sent, given(&visit.office, &typed_code(&sent))).await
}

/// Answers a second factor, of whatever kind.
pub(super) async fn answer(visit: &Visit, headers: &HeaderMap, sent: &Sent, given: Given<'_>) -> Answer {
    let onward = Onward::of(&sent.fields);
    let secret = cookie::secret(headers).unwrap_or_default();
    let mut tx = visit.office.db.write().await?;
    let answer = second_factor(&mut tx, &secret, given, visit.now).await?;
    tx.commit().await?;
    match answer {
        SignIn::Refused(refusal) => {
            let again = page_with(&visit.office, &visit.session, &onward, Some((sent, refusal))).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, again).into_response())
        }
        SignIn::SignedIn(new) | SignIn::SecondFactor(new) | SignIn::MustEnrol(new) => {
            with_session(onward.arrive(&new.session)?, &new)
        }
    }
}
