//! By way of the house's identity provider: the browser leaves, comes back with a code, and what the code proves lets in or is linked.

use super::kept::Onward;
use super::password;
use crate::access::{
    CameBack, Departure, Proof, Session, SignIn, Stage, arrive, come_back, depart as record_departure, proof_failed,
    propose_identity, provider_asked, sign_in_by_identity,
};
use crate::refusal::{Failure, IDENTITY_NOT_PROVED, PAGE_UNKNOWN, PROVIDER_PROOF, PROVIDER_REFUSED, Refusal, SIGN_IN_BUSY};
use crate::web::answer::{Answer, Problem};
use crate::web::backoffice::account::linking;
use crate::web::caller::Caller;
use crate::web::cookie;
use crate::web::gate::Gate;
use crate::web::provider::{Gateway, RETURN};
use crate::web::routes::Map;
use crate::web::sent::Fields;
use crate::web::server::Office;
use crate::web::visit::Visit;
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// Where a browser leaves from.
pub(super) const DEPART: &str = "/connexion/organisation";

/// Adds these addresses: there is no provider without them, and they are nowhere without a provider.
#[must_use]
pub fn add(map: Map) -> Map {
    map.get(DEPART, Gate::Open, depart).get(RETURN, Gate::Open, return_from)
}

/// The provider of the house.
///
/// # Errors
/// `page_unknown` where there is none.
pub(in crate::web::backoffice) fn gateway(office: &Office) -> Result<&Gateway, Problem> {
    office.provider.as_ref().ok_or_else(|| PAGE_UNKNOWN.because("").into())
}

fn with_cookie(mut response: Response, value: Option<HeaderValue>) -> Response {
    if let Some(value) = value {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// Sends a browser to the provider, to come back and go on to a page: to sign in, or to link what is proved to the user of a session.
/// Who leaves to sign in may be anybody, and writes nothing.
///
/// # Errors
/// `provider_silent`; those of [`record_departure`].
pub(in crate::web::backoffice) async fn leave(
    office: &Office,
    session: Option<&Session>,
    next: &str,
    at: DateTime<Utc>,
) -> Result<Response, Problem> {
    let gateway = gateway(office)?;
    // Before the departure is written: where the provider is silent, nobody leaves.
    let discovered = gateway.known().await?;
    let departure = match session {
        None => Departure::leaving(at)?,
        Some(session) => {
            let mut tx = office.db.write().await?;
            let departure = record_departure(&mut tx, session, at).await?;
            tx.commit().await?;
            departure
        }
    };
    let away = Redirect::to(&gateway.leads_to(&discovered, &departure)).into_response();
    Ok(with_cookie(away, cookie::depart(&departure.secret, next)))
}

/// Leaves to sign in.
async fn depart(State(office): State<Arc<Office>>, Query(query): Query<Vec<(String, String)>>) -> Answer {
    let onward = Onward::of_address(&Fields::of(query));
    match leave(&office, None, onward.page(), Utc::now()).await {
        Err(Problem(Failure::Refused(refusals))) => Ok(refused(&office, &onward, refusals)),
        answer => answer,
    }
}

/// The page of the sign-in, with what was refused on the way: the password still opens.
fn refused(office: &Office, onward: &Onward, refusals: Vec<Refusal>) -> Response {
    let busy = refusals.iter().any(|refusal| refusal.code.name == SIGN_IN_BUSY.name);
    let status = if busy { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::UNPROCESSABLE_ENTITY };
    (status, password::page_after(office, onward, &refusals)).into_response()
}

/// Takes a browser back.
async fn return_from(
    State(office): State<Arc<Office>>,
    visit: Option<Extension<Visit>>,
    caller: Caller,
    headers: HeaderMap,
    Query(query): Query<Vec<(String, String)>>,
) -> Answer {
    let (at, query) = (Utc::now(), Fields::of(query));
    let (secret, next) = cookie::departed(&headers).unwrap_or_default();
    let (visit, onward) = (visit.map(|visit| visit.0), Onward::to(&next));
    let inside = visit.as_ref().is_some_and(|visit| visit.session.stage == Stage::Full);
    let arrived = match taken_back(&office, &caller, &secret, &query, at).await {
        Ok(back) if back.session.is_some() => link(&office, &caller, visit, &back, &query).await,
        Ok(back) => sign_in(&office, &caller, &onward, &back, &query).await,
        Err(problem) => Err(problem),
    };
    match arrived {
        Err(Problem(Failure::Refused(refusals))) if !inside => Ok(refused(&office, &onward, refusals)),
        answer => answer,
    }
    .map(|response| with_cookie(response, cookie::arrived()))
}

/// The departure whose browser is back. One to link serves no more from here on, whatever comes next; one to sign in is written once who
/// comes is proved. Nothing is asked of the provider for an address whose failures make it wait.
async fn taken_back(
    office: &Office,
    caller: &Caller,
    secret: &str,
    query: &Fields,
    at: DateTime<Utc>,
) -> Result<CameBack, Problem> {
    let mut tx = office.db.read().await?;
    let back = come_back(&mut tx, secret, query.raw("state"), at).await?;
    if let Some(refusal) = provider_asked(&mut tx, &caller.address, at).await? {
        return Err(refusal.into());
    }
    drop(tx);
    if back.session.is_some() {
        let mut tx = office.db.write().await?;
        arrive(&mut tx, &back, at).await?;
        tx.commit().await?;
    }
    Ok(back)
}

/// The code that the provider gives; or its own refusal. A provider that names itself (RFC 9207) is ours.
fn code<'q>(gateway: &Gateway, query: &'q Fields) -> Result<&'q str, Refusal> {
    if query.filled("iss").is_some_and(|issuer| issuer != gateway.provider.issuer()) {
        return Err(PROVIDER_PROOF.because(""));
    }
    query.filled("code").filter(|_| query.filled("error").is_none()).ok_or_else(|| {
        let word: String = query.get("error").chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(40).collect();
        tracing::warn!(code = PROVIDER_REFUSED.name, "the identity provider: {word}");
        PROVIDER_REFUSED.because(in_french(&word))
    })
}

/// The words of OAuth 2.0 (RFC 6749, 4.1.2.1) and OpenID Connect Core (3.1.2.6) that somebody can do something about; the log has the others.
fn in_french(word: &str) -> &'static str {
    match word {
        "access_denied" => "(vous avez renoncé, ou ce compte n’a pas le droit d’entrer ici)",
        "login_required" | "interaction_required" | "consent_required" | "account_selection_required" => {
            "(il demande de s’identifier de nouveau)"
        }
        "server_error" | "temporarily_unavailable" => "(il est en panne)",
        "" => "",
        _ => "(il ne connaît pas Quitus comme il faut\u{a0}: prévenez la personne qui administre Quitus)",
    }
}

/// What a return proves. Asked outside of any transaction: nobody else waits for the provider. What does not stand up counts like a
/// wrong password.
async fn proof(office: &Office, caller: &Caller, back: &CameBack, query: &Fields) -> Result<Proof, Problem> {
    let gateway = gateway(office)?;
    let proved = match code(gateway, query) {
        Ok(code) => gateway.proof(&back.departure, code, Utc::now).await,
        Err(refusal) => Err(refusal),
    };
    if let Err(refusal) = &proved
        && refusal.code.name == PROVIDER_PROOF.name
    {
        let mut tx = office.db.write().await?;
        proof_failed(&mut tx, &caller.address, Utc::now()).await?;
        tx.commit().await?;
    }
    Ok(proved?)
}

async fn sign_in(
    office: &Office,
    caller: &Caller,
    onward: &Onward,
    back: &CameBack,
    query: &Fields,
) -> Result<Response, Problem> {
    let proof = proof(office, caller, back, query).await?;
    let at = Utc::now();
    let mut tx = office.db.write().await?;
    arrive(&mut tx, back, at).await?;
    let answer = sign_in_by_identity(&mut tx, &proof, at, &caller.agent, &caller.address).await?;
    tx.commit().await?;
    match answer {
        SignIn::Refused(refusal) => Err(refusal.into()),
        other => password::go_on(office, onward, other).await,
    }
}

/// Shows what was proved to the user of the session that left, who then says yes.
async fn link(
    office: &Office,
    caller: &Caller,
    visit: Option<Visit>,
    back: &CameBack,
    query: &Fields,
) -> Result<Response, Problem> {
    let proof = proof(office, caller, back, query).await?;
    let Some(visit) = visit else { return Err(IDENTITY_NOT_PROVED.because("").into()) };
    let mut tx = office.db.write().await?;
    let proposed = propose_identity(&mut tx, &visit.session, back, &proof, Utc::now()).await?;
    tx.commit().await?;
    Ok(Redirect::to(&linking::address(&proposed)).into_response())
}
