//! A provider that says what a test tells it to: right answers, then every kind of wrong one. It asks nobody who they are.

use super::CLIENT;
use crate::access::encoded;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use chrono::Utc;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// How a token is signed.
#[derive(Clone, Copy, Debug, Default)]
pub enum Sign {
    /// By the key that is published.
    #[default]
    Rightly,
    /// By another key, under the name of the published one.
    ByAnotherKey,
    /// By nothing: `none`.
    ByNothing,
    /// By a secret that everybody knows: the published key, taken for one.
    ByThePublicKey,
    /// By the secret of the client.
    BySecret,
    /// Rightly, then its words are changed.
    ThenChanged,
    /// By the key of before a rotation, under its name.
    ByTheOldKey,
    /// By the key of before a rotation, under the name of the new one.
    ByTheOldKeyAsTheNew,
}

/// What it says from now on.
#[derive(Clone, Debug, Default)]
pub struct Says {
    /// Claims in the place of right ones; null takes one away.
    pub claims: Value,
    /// When a token is issued and when it ends, in seconds from the moment that it is made.
    pub issued_and_ends: Option<(i64, i64)>,
    /// How the token is signed.
    pub sign: Sign,
    /// What it says of itself in the place of the right.
    pub itself: Value,
    /// The token endpoint refuses the code.
    pub refuses: bool,
    /// The discovery leads elsewhere.
    pub redirects: bool,
    /// The answer holds no ID token.
    pub forgets: bool,
    /// It has changed its keys.
    pub rotated: bool,
}

impl Says {
    /// The key that is published, and its name.
    const fn key(&self) -> (u8, &'static str) {
        if self.rotated { (3, "2") } else { (1, "1") }
    }
}

struct Inner {
    issuer: String,
    says: Mutex<Says>,
    nonce: Mutex<String>,
    asked: Mutex<Vec<BTreeMap<String, String>>>,
}

/// The provider; its server ends with the runtime of the test.
#[derive(Clone)]
pub struct Hostile(Arc<Inner>);

impl Hostile {
    /// Starts it.
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let inner = Inner { issuer, says: Mutex::default(), nonce: Mutex::default(), asked: Mutex::default() };
        let hostile = Self(Arc::new(inner));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(itself))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(hostile.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        hostile
    }

    /// Its name for itself.
    pub fn issuer(&self) -> &str {
        &self.0.issuer
    }

    /// What it says from now on.
    pub fn say(&self, says: Says) {
        *self.0.says.lock().unwrap() = says;
    }

    /// The nonce that a browser brought, for the next token.
    pub fn learn(&self, nonce: &str) {
        nonce.clone_into(&mut self.0.nonce.lock().unwrap());
    }

    /// The forms that the token endpoint received, with their `authorization` header.
    pub fn asked(&self) -> Vec<BTreeMap<String, String>> {
        self.0.asked.lock().unwrap().clone()
    }

    fn token(&self) -> String {
        let says = self.0.says.lock().unwrap().clone();
        let now = Utc::now().timestamp();
        let (issued, ends) = says.issued_and_ends.unwrap_or((0, 300));
        let nonce = self.0.nonce.lock().unwrap().clone();
        let claims = json!({
            "iss": self.0.issuer, "sub": "marie", "aud": CLIENT, "iat": now + issued, "exp": now + ends, "nonce": nonce, "name": "Marie Durand",
        });
        let claims = merged(claims, &says.claims);
        let algorithm = match says.sign {
            Sign::ByNothing => "none",
            Sign::ByThePublicKey | Sign::BySecret => "HS256",
            _ => "ES256",
        };
        let (published, name) = says.key();
        let name = if matches!(says.sign, Sign::ByTheOldKey) { "1" } else { name };
        let head = encoded(json!({ "alg": algorithm, "kid": name }).to_string().as_bytes());
        let body = encoded(claims.to_string().as_bytes());
        let signed = format!("{head}.{body}");
        let signature = match says.sign {
            Sign::Rightly | Sign::ThenChanged => by(published, &signed),
            Sign::ByTheOldKey | Sign::ByTheOldKeyAsTheNew => by(1, &signed),
            Sign::ByAnotherKey => by(2, &signed),
            Sign::ByNothing => String::new(),
            Sign::ByThePublicKey => encoded(&hmac(key(1).verifying_key().to_sec1_point(false).as_bytes(), signed.as_bytes())),
            Sign::BySecret => encoded(&hmac(super::SECRET.as_bytes(), signed.as_bytes())),
        };
        if matches!(says.sign, Sign::ThenChanged) {
            let body = encoded(merged(claims, &json!({ "sub": "luc" })).to_string().as_bytes());
            return format!("{head}.{body}.{signature}");
        }
        format!("{signed}.{signature}")
    }
}

fn key(seed: u8) -> SigningKey {
    SigningKey::from_slice(&[seed; 32]).unwrap()
}

fn by(seed: u8, signed: &str) -> String {
    let signature: Signature = key(seed).sign(signed.as_bytes());
    encoded(&signature.to_bytes())
}

/// HMAC with SHA-256 (RFC 2104).
fn hmac(secret: &[u8], message: &[u8]) -> Vec<u8> {
    let mut block = if secret.len() > 64 { Sha256::digest(secret).to_vec() } else { secret.to_vec() };
    block.resize(64, 0);
    let pad = |byte: u8| block.iter().map(|one| one ^ byte).collect::<Vec<_>>();
    let inner = Sha256::digest([pad(0x36), message.to_vec()].concat());
    Sha256::digest([pad(0x5c), inner.to_vec()].concat()).to_vec()
}

fn merged(mut value: Value, over: &Value) -> Value {
    let map: &mut Map<String, Value> = value.as_object_mut().unwrap();
    for (name, value) in over.as_object().into_iter().flatten() {
        map.insert(name.clone(), value.clone());
    }
    map.retain(|_, value| !value.is_null());
    value
}

fn said(status: StatusCode, value: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}

async fn itself(State(hostile): State<Hostile>) -> Response {
    let (issuer, says) = (hostile.issuer().to_owned(), hostile.0.says.lock().unwrap().clone());
    if says.redirects {
        return (StatusCode::FOUND, [(header::LOCATION, format!("{issuer}/.well-known/openid-configuration?"))]).into_response();
    }
    let right = json!({
        "issuer": issuer, "authorization_endpoint": format!("{issuer}/authorize"), "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"), "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
    });
    said(StatusCode::OK, &merged(right, &says.itself))
}

async fn keys(State(hostile): State<Hostile>) -> Response {
    let (published, name) = hostile.0.says.lock().unwrap().key();
    let point = key(published).verifying_key().to_sec1_point(false);
    let (x, y) = (encoded(point.x().unwrap()), encoded(point.y().unwrap()));
    let key = json!({ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": name, "x": x, "y": y });
    said(StatusCode::OK, &json!({ "keys": [key] }))
}

async fn token(State(hostile): State<Hostile>, headers: HeaderMap, body: String) -> Response {
    let mut asked: BTreeMap<String, String> = serde_urlencoded::from_str(&body).unwrap();
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        asked.insert("authorization".into(), value.to_str().unwrap().into());
    }
    hostile.0.asked.lock().unwrap().push(asked);
    let says = hostile.0.says.lock().unwrap().clone();
    if says.refuses {
        return said(StatusCode::BAD_REQUEST, &json!({ "error": "invalid_grant" }));
    }
    let mut answer = json!({ "access_token": "a", "token_type": "Bearer" });
    if !says.forgets {
        answer["id_token"] = json!(hostile.token());
    }
    said(StatusCode::OK, &answer)
}
