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
use axum::http::header;
use axum::response::Response;

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

/// The answer, with the cookie of the new session.
pub(super) fn with_session(mut response: Response, new: &NewSession) -> Answer {
    if let Some(value) = cookie::set(&new.secret) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    Ok(response)
}
