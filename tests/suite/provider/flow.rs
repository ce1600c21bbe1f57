//! What a browser does between Quitus and a provider, without a browser.

use super::hostile::Hostile;
use crate::routes::Browserless;
use quitus::demo::keys::PASSWORD;
use reqwest::header::{LOCATION, SET_COOKIE};
use reqwest::{Response, StatusCode};
use std::collections::BTreeMap;
use webauthn_rs::prelude::Url;

/// Where the provider sends browsers back to.
pub const RETURN: &str = "/connexion/organisation/retour";

/// A browser that left.
#[derive(Clone, Debug)]
pub struct Left {
    /// What it keeps.
    pub cookie: String,
    /// What it brings to the provider.
    pub brings: BTreeMap<String, String>,
}

impl Left {
    /// The address of its return.
    pub fn back(&self) -> String {
        format!("{RETURN}?code=abc&state={}", self.brings["state"])
    }
}

/// The cookies that an answer gives, as a browser sends them back.
pub fn cookies(answer: &Response) -> Vec<String> {
    let all = answer.headers().get_all(SET_COOKIE).iter();
    all.map(|value| value.to_str().unwrap().split(';').next().unwrap().to_owned()).collect()
}

/// Where an answer leads.
pub fn leads_to(answer: &Response) -> String {
    answer.headers().get(LOCATION).map_or_else(String::new, |value| value.to_str().unwrap().to_owned())
}

/// The code of a refusal.
pub async fn code_of(answer: Response) -> String {
    let text = answer.text().await.unwrap();
    text.split("Code à citer\u{a0}: ").nth(1).unwrap_or_default().split('<').next().unwrap().to_owned()
}

/// Leaves from an address, and lets the provider know the nonce.
pub async fn leave(site: &Browserless, hostile: &Hostile, path: &str, cookie: &str) -> Left {
    let answer = site.get(path, cookie).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{}", answer.text().await.unwrap());
    let url = Url::parse(&leads_to(&answer)).unwrap();
    assert!(url.as_str().starts_with(hostile.issuer()));
    let brings: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
    hostile.learn(&brings["nonce"]);
    Left { cookie: cookies(&answer).remove(0), brings }
}

/// Leaves to sign in, and comes back.
pub async fn sign_in(site: &Browserless, hostile: &Hostile) -> Response {
    let left = leave(site, hostile, "/connexion/organisation", "").await;
    site.get(&left.back(), &left.cookie).await
}

/// Links what the provider says to the user of a session that gave its second factor just now.
pub async fn link(site: &Browserless, hostile: &Hostile, session: &str) -> Response {
    let left = leave(site, hostile, "/compte/organisation/partir", session).await;
    let back = site.get(&left.back(), &format!("{session}; {}", left.cookie)).await;
    if back.status() != StatusCode::SEE_OTHER {
        return back;
    }
    let page = leads_to(&back);
    says_yes(site, &page, session, PASSWORD).await
}

/// Links the identity of a page, with a password.
pub async fn says_yes(site: &Browserless, page: &str, session: &str, password: &str) -> Response {
    let token = site.token("/compte", session).await;
    let body = serde_urlencoded::to_string([("jeton", token.as_str()), ("mot_de_passe", password)]).unwrap();
    site.post(page, session, &site.origin, body).await
}

/// Gives a name and a password.
pub async fn by_password(site: &Browserless, name: &str, password: &str) -> Response {
    let body = serde_urlencoded::to_string([("nom", name), ("mot_de_passe", password)]).unwrap();
    site.post("/connexion", "", &site.origin, body).await
}

/// The right password.
pub const fn password() -> &'static str {
    PASSWORD
}
