//! The cookies: the secret of a user's session, that of a person's in their own space, and that of a browser that left for the identity provider. `__Host-` makes the browser keep
//! them to this host, over a secure connection. Both come along when another site leads here, as the provider does on the way back.

use axum::http::{HeaderMap, HeaderValue};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};

const NAME: &str = "__Host-quitus";
/// Of the person's own space: it opens nothing of the back-office.
const PERSON: &str = "__Host-quitus-espace";
const DEPARTED: &str = "__Host-quitus-depart";
/// The longest address to go on to that a browser keeps; browsers keep 4096 bytes with everything else.
const LONGEST: usize = 2_000;

/// The secret that the browser sends.
#[must_use]
pub fn secret(headers: &HeaderMap) -> Option<String> {
    value(headers, NAME)
}

/// The secret that the browser of a person sends.
#[must_use]
pub fn secret_of_person(headers: &HeaderMap) -> Option<String> {
    value(headers, PERSON)
}

fn value(headers: &HeaderMap, name: &str) -> Option<String> {
    CookieJar::from_headers(headers).get(name).map(|cookie| cookie.value().to_owned())
}

fn cookie(name: &'static str, value: String) -> Cookie<'static> {
    Cookie::build((name, value)).path("/").secure(true).http_only(true).same_site(SameSite::Lax).build()
}

/// Asks the browser to keep the secret until it is closed.
#[must_use]
pub fn set(secret: &str) -> Option<HeaderValue> {
    HeaderValue::from_str(&cookie(NAME, secret.to_owned()).to_string()).ok()
}

/// The same for a person.
#[must_use]
pub fn set_of_person(secret: &str) -> Option<HeaderValue> {
    HeaderValue::from_str(&cookie(PERSON, secret.to_owned()).to_string()).ok()
}

/// Asks the browser to forget it.
#[must_use]
pub fn clear() -> Option<HeaderValue> {
    removal(NAME)
}

/// The same for a person.
#[must_use]
pub fn clear_of_person() -> Option<HeaderValue> {
    removal(PERSON)
}

fn removal(name: &'static str) -> Option<HeaderValue> {
    let mut gone = cookie(name, String::new());
    gone.make_removal();
    HeaderValue::from_str(&gone.to_string()).ok()
}

/// What a browser that left for the identity provider keeps: the secret of its departure, and the page to go on to.
#[must_use]
pub fn departed(headers: &HeaderMap) -> Option<(String, String)> {
    let jar = CookieJar::from_headers(headers);
    let (secret, next) = jar.get(DEPARTED)?.value().split_once('.')?;
    let next = serde_urlencoded::from_str::<Vec<(String, String)>>(next).ok()?.into_iter().next().map(|(_, next)| next);
    Some((secret.to_owned(), next.unwrap_or_default()))
}

/// Asks the browser to keep them; the database says how long the departure is awaited.
#[must_use]
pub fn depart(secret: &str, next: &str) -> Option<HeaderValue> {
    let next = serde_urlencoded::to_string([("suite", next)]).ok().filter(|next| next.len() <= LONGEST).unwrap_or_default();
    HeaderValue::from_str(&cookie(DEPARTED, format!("{secret}.{next}")).to_string()).ok()
}

/// Asks the browser to forget them.
#[must_use]
pub fn arrived() -> Option<HeaderValue> {
    removal(DEPARTED)
}
