//! A passkey instead of a code: the browser asks what to have signed, then sends the answer as a form.

use super::second_factor;
use crate::access::{Given, passkey_begin_sign_in};
use crate::refusal::{FACTOR_TO_CONFIRM, Failure, PAGE_UNKNOWN};
use crate::web::answer::{Answer, Problem};
use crate::web::sent::Sent;
use crate::web::visit::Visit;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// What passkeys belong to.
///
/// # Errors
/// `page_unknown` where there are none.
pub(in crate::web::backoffice) fn site(visit: &Visit) -> Result<&crate::access::Site, Problem> {
    visit.office.site.passkeys.as_ref().ok_or_else(|| PAGE_UNKNOWN.because("").into())
}

/// The options for the browser; or why there are none, and where to go first.
///
/// # Errors
/// What is not a refusal.
pub(in crate::web::backoffice) fn options(asked: Result<String, Failure>, confirm_at: &str) -> Result<Response, Problem> {
    let kind = [(header::CONTENT_TYPE, "application/json")];
    match asked {
        Ok(options) => Ok((kind, options).into_response()),
        Err(Failure::Refused(refusals)) => {
            let to_confirm = refusals.iter().any(|refusal| refusal.code == &FACTOR_TO_CONFIRM);
            let told =
                refusals.iter().map(|refusal| format!("{} {}", refusal.code.sentence, crate::web::remedies::of(refusal.code)));
            let told = told.collect::<Vec<_>>().join(" ");
            let suite = if to_confirm { confirm_at } else { "" };
            let body = json!({ "erreur": told, "suite": suite }).to_string();
            Ok((StatusCode::UNPROCESSABLE_ENTITY, kind, body).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// What the browser asks of a passkey of this user; the challenge waits in the database.
pub(in crate::web::backoffice) async fn begin(visit: Visit) -> Answer {
    let site = site(&visit)?;
    let mut tx = visit.office.db.write().await?;
    let asked = passkey_begin_sign_in(&mut tx, &visit.session, site, visit.now).await;
    if asked.is_ok() {
        tx.commit().await?;
    }
    options(asked, "")
}

/// Checks the answer of the passkey.
pub(super) async fn check(visit: Visit, headers: HeaderMap, sent: Sent) -> Answer {
    let site = site(&visit)?.clone();
    second_factor::answer(&visit, &headers, &sent, Given::Passkey(&site, sent.fields.get("reponse"))).await
}
