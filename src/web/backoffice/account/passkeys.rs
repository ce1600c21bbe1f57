//! A passkey of one's own: the browser asks the device, the answer comes as a form.

use super::confirm;
use crate::access::{passkey_begin_registration, passkey_finish_registration};
use crate::refusal::{FACTOR_TO_CONFIRM, Failure, PASSKEY_NAME, Refusal};
use crate::web::answer::{Answer, Problem};
use crate::web::backoffice::sign_in::{key_options, key_site, with_session};
use crate::web::form::{Field, Form, Kind};
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Visit};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

pub(super) const HERE: &str = "/compte/cles";
pub(super) const ASKED: &str = "/compte/cles/commencer";

#[derive(Template)]
#[template(path = "backoffice/account/passkeys.html")]
struct Page {
    form: Form,
    asked_at: &'static str,
}

fn page(visit: &Visit, refused: Option<(&Sent, &[Refusal])>) -> Result<Response, Problem> {
    let field = Field::new("nom", "Son nom", Kind::Text).hint("Pour la reconnaître : « Ordinateur du bureau », « Clé bleue »…");
    let mut form = Form::new(visit, HERE, "Ajouter cette clé").field(field).field(Field::hidden("reponse", ""));
    if let Some((sent, refusals)) = refused {
        form = form.again(sent, refusals, |code| if code == PASSKEY_NAME.name { "nom" } else { "" });
    }
    visit.page("Ajouter une clé d’accès", &Page { form, asked_at: ASKED })
}

/// Asks for its name; who gave no second factor lately gives one first.
pub(super) async fn ask(visit: Visit) -> Answer {
    key_site(&visit)?;
    let mut tx = visit.read().await?;
    let confirmed =
        visit.session.is_confirmed(visit.now) || !crate::access::has_second_factor(&mut tx, &visit.session.user).await?;
    if confirmed { page(&visit, None) } else { Ok(Redirect::to(&confirm::then(HERE)).into_response()) }
}

/// What the browser asks of the device; the challenge waits in the database.
pub(super) async fn begin(visit: Visit) -> Answer {
    let site = key_site(&visit)?;
    let mut tx = visit.office.db.write().await?;
    let asked = passkey_begin_registration(&mut tx, &visit.session, site, visit.now).await;
    if asked.is_ok() {
        tx.commit().await?;
    }
    key_options(asked, &confirm::then(HERE))
}

/// Registers it; the session goes on under another secret.
pub(super) async fn register(visit: Visit, sent: Sent) -> Answer {
    let site = key_site(&visit)?;
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let (name, given) = (sent.fields.get("nom"), sent.fields.get("reponse"));
    match passkey_finish_registration(&mut writing.tx, &visit.session, site, name, given, visit.now).await {
        Ok(enrolled) => {
            let done = Done {
                title: "Clé d’accès enregistrée".into(),
                sentences: vec!["À la prochaine connexion, elle remplacera le code du téléphone.".into()],
                links: super::back(),
            };
            let answer = if enrolled.recovery_codes.is_empty() {
                writing.done(&done).await?
            } else {
                writing.keep(&done).await?;
                super::means::codes_page(&visit, enrolled.recovery_codes)?
            };
            with_session(answer, &enrolled.session)
        }
        Err(Failure::Refused(refusals)) if refusals.iter().all(|refusal| refusal.code != &FACTOR_TO_CONFIRM) => {
            drop(writing);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&visit, Some((&sent, &refusals)))?).into_response())
        }
        Err(failure) => super::confirm_first(failure, HERE),
    }
}
