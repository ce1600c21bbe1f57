//! Signing in: the password or the identity provider, the second factor, the first link; and the form that was being filled when the
//! session ended.

mod enrol;
mod invitation;
mod kept;
mod key;
mod password;
mod provider;
mod second_factor;

pub(super) use enrol::{grouped, picture};
pub use kept::{Onward, form_of_before, session_ended, sign_in_then};
pub(super) use key::{begin as begin_key, options as key_options, site as key_site};
pub(super) use password::{checked_again, out_with};
pub use provider::add as add_provider;
pub(super) use provider::{gateway, leave};
pub(super) use second_factor::{KeyForm, given, key_form, typed_code};

use crate::access::NewSession;
use crate::web::answer::Answer;
use crate::web::cookie;
use crate::web::gate::Gate;
use crate::web::routes::Map;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header;
use axum::http::request::Parts;
use axum::response::Response;
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

/// Where the password is asked.
const SIGN_IN: &str = "/connexion";
/// Where the second factor is asked.
pub const SECOND_FACTOR: &str = "/connexion/code";
/// Where a passkey answers instead of a code.
const KEY: &str = "/connexion/cle";
/// Where the browser learns what to ask of a passkey.
const KEY_ASKED: &str = "/connexion/cle/commencer";
/// Where a first second factor is chosen.
pub const ENROL: &str = "/connexion/activer";

/// Adds the pages of signing in.
pub fn add(map: Map) -> Map {
    map.get(SIGN_IN, Gate::Open, password::ask)
        .post(SIGN_IN, Gate::Open, password::sign_in)
        .get(SECOND_FACTOR, Gate::HalfWay, second_factor::ask)
        .post(SECOND_FACTOR, Gate::HalfWay, second_factor::check)
        .post(KEY, Gate::HalfWay, key::check)
        .form_on(SECOND_FACTOR)
        .post(KEY_ASKED, Gate::HalfWay, key::begin)
        .form_on(SECOND_FACTOR)
        .get(ENROL, Gate::HalfWay, enrol::show)
        .post(ENROL, Gate::HalfWay, enrol::confirm)
        .get("/invitation/{secret}", Gate::Open, invitation::ask)
        .post("/invitation/{secret}", Gate::Open, invitation::accept)
        .post("/deconnexion", Gate::Open, password::sign_out)
}

/// Where a request comes from, for the trace of a session and for the lockout.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    agent: String,
    address: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let forwarded = parts.headers.get_all("x-forwarded-for").iter().next_back().and_then(|value| value.to_str().ok());
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let address = peer.and_then(|peer| comes_from(peer, forwarded)).map(|address| address.to_string()).unwrap_or_default();
        Ok(Self { agent, address })
    }
}

/// Whose failures are counted: the other end of the connection or, when that is a proxy on this machine, the address that the proxy
/// saw and wrote last. What stands before it in the header was written by whoever asked. Nobody, when the proxy says nothing: one
/// stranger's failures would lock all out.
fn comes_from(peer: IpAddr, forwarded: Option<&str>) -> Option<IpAddr> {
    if !peer.is_loopback() {
        return Some(peer);
    }
    forwarded?.rsplit(',').next()?.trim().parse().ok().filter(|address: &IpAddr| !address.is_loopback())
}

/// The answer, with the cookie of the new session.
pub(super) fn with_session(mut response: Response, new: &NewSession) -> Answer {
    if let Some(value) = cookie::set(&new.secret) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_proxy_of_this_machine_says_who_asks() {
        let from = |peer: &str, forwarded| comes_from(peer.parse().unwrap(), forwarded).map(|address| address.to_string());
        assert_eq!(from("203.0.113.5", Some("198.51.100.1")).as_deref(), Some("203.0.113.5"));
        assert_eq!(from("127.0.0.1", Some("198.51.100.1")).as_deref(), Some("198.51.100.1"));
        assert_eq!(from("::1", Some("2001:db8::7")).as_deref(), Some("2001:db8::7"));
        // The first one is what the stranger wrote.
        assert_eq!(from("127.0.0.1", Some("192.0.2.9, 198.51.100.1")).as_deref(), Some("198.51.100.1"));
        for nobody in [None, Some(""), Some("127.0.0.1"), Some("192.0.2.9, "), Some("unknown")] {
            assert_eq!(from("127.0.0.1", nobody), None, "{nobody:?}");
        }
    }
}
