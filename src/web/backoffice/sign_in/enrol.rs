//! The first second factor: the telephone learns a secret, then proves that it knows it; ten codes are given for the day it is lost.

use super::kept::Onward;
use super::{ENROL, with_session};
use crate::access::{TotpEnrolment, totp_awaited, totp_begin, totp_confirm};
use crate::refusal::{Failure, Refusal};
use crate::web::answer::{Answer, Problem, page};
use crate::web::form::{Field, Form, Kind};
use crate::web::sent::Sent;
use crate::web::visit::Visit;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use qrcode::QrCode;
use qrcode::render::svg;

#[derive(Template)]
#[template(path = "backoffice/sign_in/enrol.html")]
struct Page {
    picture: String,
    secret: String,
    form: Form,
}

#[derive(Template)]
#[template(path = "backoffice/sign_in/codes.html")]
struct Codes {
    codes: Vec<String>,
    next: String,
}

/// The secret as a picture that telephones read; the secret itself stands beside it.
pub(in crate::web::backoffice) fn picture(url: &str) -> Result<String, Failure> {
    let code = QrCode::new(url.as_bytes()).map_err(|error| Failure::Broken(format!("{error}.")))?;
    let svg = code.render::<svg::Color<'_>>().min_dimensions(220, 220).dark_color(svg::Color("#20302d")).build();
    // The XML heading has no place inside a page.
    Ok(svg.find("<svg").and_then(|at| svg.get(at..)).unwrap_or_default().to_owned())
}

/// A secret in groups, to type by hand.
pub(in crate::web::backoffice) fn grouped(secret: &str) -> String {
    crate::web::words::iban(secret)
}

fn page_with(
    visit: &Visit,
    enrolment: &TotpEnrolment,
    onward: &Onward,
    refused: Option<(&Sent, Vec<Refusal>)>,
) -> Result<Response, Problem> {
    let field = Field::new("code", "Code affiché par le téléphone", Kind::Code).hint("6 chiffres.").autocomplete("one-time-code");
    let mut form = onward.carried(Form::open(visit.session.csrf.clone(), ENROL, "Activer").field(field));
    if let Some((sent, refusals)) = refused {
        form = form.again(sent, &refusals, |_| "code");
    }
    let shown = Page { picture: picture(&enrolment.otpauth_url)?, secret: grouped(&enrolment.secret_base32), form };
    let content = shown.render().map_err(|error| Failure::Broken(format!("{error}.")))?;
    Ok(page(None, "Protéger votre accès", &content))
}

/// Shows the secret.
pub(super) async fn show(visit: Visit) -> Answer {
    let mut tx = visit.office.db.write().await?;
    let enrolment = totp_begin(&mut tx, &visit.office.keys, &visit.session, visit.now).await?;
    tx.commit().await?;
    page_with(&visit, &enrolment, &Onward::of_address(&visit.query), None)
}

/// Checks the first code, and shows the codes to keep.
pub(super) async fn confirm(visit: Visit, sent: Sent) -> Answer {
    let onward = Onward::of(&sent.fields);
    let code: String = sent.fields.get("code").chars().filter(|c| !c.is_whitespace()).collect();
    let mut tx = visit.office.db.write().await?;
    match totp_confirm(&mut tx, &visit.office.keys, &visit.session, &code, visit.now).await {
        Ok(enrolled) => {
            tx.commit().await?;
            let codes = Codes { codes: enrolled.recovery_codes, next: onward.page().to_owned() };
            let content = codes.render().map_err(|error| Failure::Broken(format!("{error}.")))?;
            with_session(page(None, "Vos codes de secours", &content), &enrolled.session)
        }
        Err(Failure::Refused(refusals)) => {
            let enrolment = totp_awaited(&mut tx, &visit.office.keys, &visit.session, visit.now).await?;
            let again = page_with(&visit, &enrolment, &onward, Some((&sent, refusals)))?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, again).into_response())
        }
        Err(other) => Err(other.into()),
    }
}
