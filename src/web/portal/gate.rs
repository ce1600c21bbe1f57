//! The gate of the person's own space: where the request comes from, whose session it bears; then the form, and its token. Nothing of the
//! back-office opens it, and it opens nothing there.

use super::door;
use super::frame::{Around, problem};
use super::visit::PersonVisit;
use crate::access::organisation;
use crate::access::portal::{PortalSession, session};
use crate::refusal::{COMES_FROM_ELSEWHERE, PAGE_UNKNOWN, PORTAL_ENDED};
use crate::web::answer::Problem;
use crate::web::cookie;
use crate::web::form::TOKEN;
use crate::web::gate::{Gate, comes_from_here};
use crate::web::sent::Sent;
use crate::web::server::Office;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use chrono::Utc;
use std::sync::Arc;

/// Stands before every handler of the space.
pub async fn guard(office: &Arc<Office>, gate: Gate, request: Request, next: Next) -> Response {
    let inside = match session_of(office, request.headers()).await {
        Ok(session) => session.filter(|_| gate == Gate::Person),
        Err(wrong) => return problem(&Around::default(), &wrong),
    };
    let visit = inside.map(|session| PersonVisit {
        office: Arc::clone(office),
        session,
        path: request.uri().path().to_owned(),
        now: Utc::now(),
    });
    match pass(office, gate, visit.as_ref(), request, next).await {
        Ok(response) => response,
        Err(wrong) => {
            let house = match office.db.read().await {
                Ok(mut tx) => organisation(&mut tx).await.ok().flatten(),
                Err(_) => None,
            };
            let inside = visit.as_ref().map(|visit| (visit.path.as_str(), visit.session.csrf.as_str()));
            problem(&Around { house, inside }, &wrong)
        }
    }
}

async fn pass(
    office: &Arc<Office>,
    gate: Gate,
    visit: Option<&PersonVisit>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let writes = request.method() == Method::POST;
    if writes && !comes_from_here(request.headers(), &office.site.origin) {
        return Err(COMES_FROM_ELSEWHERE.because("").into());
    }
    let (parts, body) = request.into_parts();
    let sent = if writes { Some(Sent::read(&parts, body, false).await?) } else { None };
    let mut request = Request::from_parts(parts, Body::empty());
    if gate == Gate::Person {
        let Some(visit) = visit else { return door::ended(office, writes).await };
        if sent.as_ref().is_some_and(|sent| sent.fields.get(TOKEN) != visit.session.csrf) {
            return Err(PORTAL_ENDED.because("").into());
        }
        request.extensions_mut().insert(visit.clone());
    }
    if let Some(sent) = sent {
        request.extensions_mut().insert(sent);
    }
    let mut response = next.run(request).await;
    match response.extensions_mut().remove::<Arc<Problem>>() {
        Some(wrong) => Err(Arc::into_inner(wrong).unwrap_or_else(|| PAGE_UNKNOWN.because("").into())),
        // A part of the address that cannot be read: the framework's own words are not ours.
        None if response.status() == StatusCode::BAD_REQUEST => Err(PAGE_UNKNOWN.because("").into()),
        None => Ok(response),
    }
}

/// The session of the person's cookie, if it lives.
async fn session_of(office: &Office, headers: &HeaderMap) -> Result<Option<PortalSession>, Problem> {
    let Some(secret) = cookie::secret_of_person(headers) else { return Ok(None) };
    let now = Utc::now();
    let found = session(&mut office.db.read().await?, &secret, now).await?;
    if let Some(session) = found.as_ref().filter(|session| session.wants_touch(now)) {
        office.notes.person_seen(session, now);
    }
    Ok(found)
}
