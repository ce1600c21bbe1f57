//! The gate in front of every address: where the request comes from, who sends it, with which role; then the form, and its token.

use super::answer::{self, Problem};
use super::sent::Sent;
use super::server::Office;
use super::visit::Visit;
use super::{backoffice, cookie, portal};
use crate::access::{Role, Session, Stage, audit};
use crate::refusal::{ACCESS_NOT_CONFIRMED, COMES_FROM_ELSEWHERE, PAGE_NOT_FOR_ROLE, PAGE_UNKNOWN};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::Utc;
use std::sync::Arc;

/// Who may use an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Anyone, signed in or not.
    Open,
    /// Who gave a password and still owes a second factor, or must choose one.
    HalfWay,
    /// Who is signed in, for their own access: also while nobody has confirmed it.
    Oneself,
    /// Who is signed in, with one of these roles.
    Roles(&'static [Role]),
    /// Anyone, at the door of the person's own space.
    Door,
    /// The person, in their own space: no user, whatever their role.
    Person,
}

/// Every role of a person.
pub const EVERYONE: Gate = Gate::Roles(&Role::PEOPLE);
/// Who may read files.
pub const FILES: Gate = Gate::Roles(&[Role::Gestionnaire, Role::Comptable, Role::Responsable, Role::Auditeur]);
/// Who prepares and moves money.
pub const MONEY: Gate = Gate::Roles(&[Role::Gestionnaire, Role::Comptable, Role::Responsable]);
/// Who works with the bank's files and approves what others prepared.
pub const APPROVERS: Gate = Gate::Roles(&[Role::Comptable, Role::Responsable]);
/// Who may read the books of every person.
pub const BOOKS: Gate = Gate::Roles(&[Role::Comptable, Role::Responsable, Role::Auditeur]);
/// Who looks after the house.
pub const HOUSE: Gate = Gate::Roles(&[Role::Admin, Role::Responsable]);
/// Who confirms, as a second person, that an access was given to the right one (RULE 35).
pub const SECONDS: Gate = Gate::Roles(&[Role::Comptable, Role::Responsable, Role::Admin]);
/// Who reads the traces (RULE 81).
pub const TRACES: Gate = Gate::Roles(&[Role::Responsable, Role::Auditeur]);

impl Gate {
    /// True when a signed-in user of that role may use the address.
    #[must_use]
    pub fn lets(self, role: Role) -> bool {
        match self {
            Self::Open | Self::Oneself => true,
            Self::HalfWay | Self::Door | Self::Person => false,
            Self::Roles(roles) => roles.contains(&role),
        }
    }
}

/// Stands before every handler.
pub async fn guard(State((office, gate)): State<(Arc<Office>, Gate)>, request: Request, next: Next) -> Response {
    if matches!(gate, Gate::Door | Gate::Person) {
        return portal::guard(&office, gate, request, next).await;
    }
    match enter(&office, gate, request, next).await {
        Ok(response) => response,
        Err(problem) => answer::problem(None, &problem),
    }
}

async fn enter(office: &Arc<Office>, gate: Gate, mut request: Request, next: Next) -> Result<Response, Problem> {
    let writes = request.method() == Method::POST;
    if writes && !comes_from_here(request.headers(), &office.site.origin) {
        return Err(COMES_FROM_ELSEWHERE.because("").into());
    }
    let session = session(office, request.headers()).await?;
    let visit = session.map(|session| Visit::new(office, session, request.uri()));
    let (parts, body) = request.into_parts();
    // Only who may use the address sends files: others are answered after a short form.
    let trusted = visit
        .as_ref()
        .is_some_and(|visit| visit.session.stage == Stage::Full && !visit.session.awaits && gate.lets(visit.role()));
    let sent = if writes { Some(Sent::read(&parts, body, trusted && gate != Gate::Open).await?) } else { None };
    request = Request::from_parts(parts, axum::body::Body::empty());
    if let Some(refused) = refused(gate, visit.as_ref(), &request, sent.as_ref()) {
        return Ok(refused);
    }
    if let (Some(visit), Some(sent)) = (&visit, &sent)
        && sent.fields.get(super::form::TOKEN) != visit.session.csrf
        && gate != Gate::Open
    {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, backoffice::form_of_before(visit, sent)?).into_response());
    }
    request.extensions_mut().extend_with(visit.clone(), sent);
    let mut response = next.run(request).await;
    if let Some(visit) = visit.as_ref().filter(|visit| !writes && is_export(visit, &response)) {
        trace_export(office, visit).await?;
    }
    Ok(match response.extensions_mut().remove::<Arc<Problem>>() {
        Some(problem) => answer::problem(visit.as_ref(), &problem),
        // A part of the address that is no number: the framework's own words are not ours.
        None if response.status() == StatusCode::BAD_REQUEST => answer::problem(visit.as_ref(), &PAGE_UNKNOWN.because("").into()),
        None => response,
    })
}

/// True for a list that leaves as a file.
fn is_export(visit: &Visit, response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    visit.query.get("format") == "csv" && response.status().is_success() && kind.starts_with("text/csv")
}

/// A list that leaves as a file is a read of everyone in it: it leaves no name, but who took it and when (RULE 81).
async fn trace_export(office: &Office, visit: &Visit) -> Result<(), Problem> {
    let mut tx = office.db.write().await?;
    let act = visit.act(&mut tx).await?;
    let filters: Vec<&str> = visit.query.pairs().iter().map(|(name, _)| name.as_str()).filter(|name| *name != "format").collect();
    audit(&mut tx, &act, "list_export", &visit.path, &filters.join(" ")).await?;
    tx.commit().await?;
    Ok(())
}

/// What stands in the request for its handler.
trait ExtendWith {
    fn extend_with(&mut self, visit: Option<Visit>, sent: Option<Sent>);
}

impl ExtendWith for axum::http::Extensions {
    fn extend_with(&mut self, visit: Option<Visit>, sent: Option<Sent>) {
        if let Some(visit) = visit {
            self.insert(visit);
        }
        if let Some(sent) = sent {
            self.insert(sent);
        }
    }
}

/// A form of another site is refused before anything is read. Browsers say where a request comes from; one that does not
/// say it in either way is not a browser in use.
pub(super) fn comes_from_here(headers: &HeaderMap, origin: &str) -> bool {
    let value = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match value("sec-fetch-site") {
        Some(site) => matches!(site, "same-origin" | "none"),
        None => value(header::ORIGIN.as_str()) == Some(origin),
    }
}

/// The session of the cookie, if it lives.
async fn session(office: &Office, headers: &HeaderMap) -> Result<Option<Session>, Problem> {
    let Some(secret) = cookie::secret(headers) else { return Ok(None) };
    let now = Utc::now();
    let mut tx = office.db.read().await?;
    let session = crate::access::session(&mut tx, &secret, now).await?;
    drop(tx);
    if let Some(session) = &session
        && session.wants_touch(now)
    {
        office.notes.seen(session, now);
    }
    Ok(session)
}

/// The answer to who may not pass.
fn refused(gate: Gate, visit: Option<&Visit>, request: &Request, sent: Option<&Sent>) -> Option<Response> {
    let stage = visit.map(|visit| visit.session.stage);
    match (gate, visit, stage) {
        (Gate::Open, ..)
        | (Gate::HalfWay, Some(_), Some(Stage::Password | Stage::Enrolling))
        | (Gate::Oneself, Some(_), Some(Stage::Full)) => None,
        (Gate::HalfWay, Some(_), _) => Some(Redirect::to("/").into_response()),
        (_, Some(_), Some(Stage::Password)) => Some(Redirect::to(backoffice::SECOND_FACTOR).into_response()),
        (_, Some(_), Some(Stage::Enrolling)) => Some(Redirect::to(backoffice::ENROL).into_response()),
        (_, Some(visit), _) if visit.session.awaits => {
            Some(answer::problem(Some(visit), &ACCESS_NOT_CONFIRMED.because(format!("({})", visit.session.user.name)).into()))
        }
        (_, Some(visit), _) => (!gate.lets(visit.session.user.role)).then(|| {
            let role = visit.session.user.role;
            answer::problem(Some(visit), &PAGE_NOT_FOR_ROLE.because(format!("({role})")).into())
        }),
        (_, None, _) => Some(match sent {
            None => Redirect::to(&backoffice::sign_in_then(request.uri())).into_response(),
            Some(sent) => (StatusCode::UNAUTHORIZED, backoffice::session_ended(request.uri().path(), sent)).into_response(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn forms_of_other_sites_are_told_apart() {
        let here = "https://quitus.example";
        assert!(comes_from_here(&headers(&[("sec-fetch-site", "same-origin")]), here));
        assert!(!comes_from_here(&headers(&[("sec-fetch-site", "cross-site"), ("origin", "https://quitus.example")]), here));
        assert!(!comes_from_here(&headers(&[("sec-fetch-site", "same-site")]), here));
        assert!(comes_from_here(&headers(&[("origin", "https://quitus.example")]), here));
        assert!(!comes_from_here(&headers(&[("origin", "https://other.example")]), here));
        assert!(!comes_from_here(&headers(&[]), here));
    }
}
