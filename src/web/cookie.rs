//! The one cookie: the secret of the session. `__Host-` makes the browser keep it to this host, over a secure connection.

use axum::http::{HeaderMap, HeaderValue};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};

const NAME: &str = "__Host-quitus";

/// The secret that the browser sends.
#[must_use]
pub fn secret(headers: &HeaderMap) -> Option<String> {
    CookieJar::from_headers(headers).get(NAME).map(|cookie| cookie.value().to_owned())
}

fn cookie(value: String) -> Cookie<'static> {
    Cookie::build((NAME, value)).path("/").secure(true).http_only(true).same_site(SameSite::Lax).build()
}

/// Asks the browser to keep the secret until it is closed.
#[must_use]
pub fn set(secret: &str) -> Option<HeaderValue> {
    HeaderValue::from_str(&cookie(secret.to_owned()).to_string()).ok()
}

/// Asks the browser to forget it.
#[must_use]
pub fn clear() -> Option<HeaderValue> {
    let mut gone = cookie(String::new());
    gone.make_removal();
    HeaderValue::from_str(&gone.to_string()).ok()
}
