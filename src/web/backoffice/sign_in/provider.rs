//! By way of the house's identity provider: the browser leaves, comes back with a code, and what the code proves lets in or is linked.

use super::kept::Onward;
use super::{Caller, password};
use crate::access::{
    CameBack, Session, SignIn, Stage, come_back, depart as record_departure, propose_identity, sign_in_by_identity,
};
use crate::refusal::{Failure, IDENTITY_NOT_PROVED, PAGE_UNKNOWN, PROVIDER_PROOF, PROVIDER_REFUSED, Refusal};
use crate::web::answer::{Answer, Problem};
use crate::web::backoffice::account::linking;
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
    let mut tx = office.db.write().await?;
    let departure = record_departure(&mut tx, session, at).await?;
    tx.commit().await?;
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
    (StatusCode::UNPROCESSABLE_ENTITY, password::page_after(office, onward, &refusals)).into_response()
}

/// Takes a browser back. Whatever it proves, its departure has served.
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
    let arrived = match taken_back(&office, &secret, &query, at).await {
        Ok(back) if back.session.is_some() => link(&office, visit, &back, &query, at).await,
        Ok(back) => sign_in(&office, &caller, &onward, &back, &query, at).await,
        Err(problem) => Err(problem),
    };
    match arrived {
        Err(Problem(Failure::Refused(refusals))) if !inside => Ok(refused(&office, &onward, refusals)),
        answer => answer,
    }
    .map(|response| with_cookie(response, cookie::arrived()))
}

/// The departure whose browser is back, for good: it serves no more, whatever comes next.
async fn taken_back(office: &Office, secret: &str, query: &Fields, at: DateTime<Utc>) -> Result<CameBack, Problem> {
    let mut tx = office.db.write().await?;
    let back = come_back(&mut tx, secret, query.raw("state"), at).await?;
    tx.commit().await?;
    Ok(back)
}

/// The code that the provider gives; or its own refusal, in its own word. A provider that names itself (RFC 9207) is ours.
fn code<'q>(gateway: &Gateway, query: &'q Fields) -> Result<&'q str, Refusal> {
    if query.filled("iss").is_some_and(|issuer| issuer != gateway.provider.issuer()) {
        return Err(PROVIDER_PROOF.because(""));
    }
    query.filled("code").filter(|_| query.filled("error").is_none()).ok_or_else(|| {
        let word: String = query.get("error").chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(40).collect();
        PROVIDER_REFUSED.because(if word.is_empty() { word } else { format!("({word})") })
    })
}

async fn sign_in(
    office: &Office,
    caller: &Caller,
    onward: &Onward,
    back: &CameBack,
    query: &Fields,
    at: DateTime<Utc>,
) -> Result<Response, Problem> {
    // Asked outside of any transaction: nobody else waits for the provider.
    let gateway = gateway(office)?;
    let proof = gateway.proof(&back.departure, code(gateway, query)?, at).await?;
    let mut tx = office.db.write().await?;
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
    visit: Option<Visit>,
    back: &CameBack,
    query: &Fields,
    at: DateTime<Utc>,
) -> Result<Response, Problem> {
    let gateway = gateway(office)?;
    let proof = gateway.proof(&back.departure, code(gateway, query)?, at).await?;
    let Some(visit) = visit else { return Err(IDENTITY_NOT_PROVED.because("").into()) };
    let mut tx = office.db.write().await?;
    let proposed = propose_identity(&mut tx, &visit.session, back, &proof, at).await?;
    tx.commit().await?;
    Ok(Redirect::to(&linking::address(&proposed)).into_response())
}
