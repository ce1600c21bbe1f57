//! Another telephone for the codes: it takes the place of the one before.

use crate::access::{TotpEnrolment, totp_awaited, totp_begin, totp_confirm};
use crate::refusal::{FACTOR_TO_CONFIRM, Failure, Refusal};
use crate::web::answer::{Answer, Problem};
use crate::web::backoffice::sign_in::{grouped, picture, typed_code, with_session};
use crate::web::form::{Field, Form, Kind};
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Visit};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

pub(super) const HERE: &str = "/compte/telephone";

#[derive(Template)]
#[template(path = "backoffice/account/telephone.html")]
struct Page {
    picture: String,
    secret: String,
    form: Form,
}

fn page(visit: &Visit, enrolment: &TotpEnrolment, refused: Option<(&Sent, &[Refusal])>) -> Result<Response, Problem> {
    let field = Field::new("code", "Code affiché par le téléphone", Kind::Code).hint("6 chiffres.").autocomplete("one-time-code");
    let mut form = Form::new(visit, HERE, "Enregistrer ce téléphone").field(field);
    if let Some((sent, refusals)) = refused {
        form = form.again(sent, refusals, |_| "code");
    }
    let page = Page { picture: picture(&enrolment.otpauth_url)?, secret: grouped(&enrolment.secret_base32), form };
    visit.page("Enregistrer un téléphone", &page)
}

/// Shows a new secret.
pub(super) async fn show(visit: Visit) -> Answer {
    let mut tx = visit.office.db.write().await?;
    match totp_begin(&mut tx, &visit.office.keys, &visit.session, visit.now).await {
        Ok(enrolment) => {
            tx.commit().await?;
            page(&visit, &enrolment, None)
        }
        Err(failure) => super::confirm_first(failure, HERE),
    }
}

/// Checks the first code; the session goes on under another secret.
pub(super) async fn confirm(visit: Visit, sent: Sent) -> Answer {
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    match totp_confirm(&mut writing.tx, &visit.office.keys, &visit.session, &typed_code(&sent), visit.now).await {
        Ok(enrolled) => {
            let done = Done {
                title: "Téléphone enregistré".into(),
                sentences: vec![
                    "Ses codes ouvrent désormais votre compte ; ceux d’un ancien téléphone n’ouvrent plus rien.".into(),
                ],
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
            let enrolment = totp_awaited(&mut writing.tx, &visit.office.keys, &visit.session, visit.now).await?;
            drop(writing);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&visit, &enrolment, Some((&sent, &refusals)))?).into_response())
        }
        Err(failure) => super::confirm_first(failure, HERE),
    }
}
