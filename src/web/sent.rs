//! What a browser sent: the fields of a form, and files.

use super::answer::Problem;
use crate::refusal::{FORM_TOO_LARGE, FORM_UNREADABLE};
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};
use axum::http::header;
use axum::http::request::Parts;
use sha2::{Digest, Sha256};
use std::convert::Infallible;
use std::fmt::Write;

/// The largest form without a file, in bytes.
const FORM: usize = 1 << 20;
/// The largest form with files: months of a large organisation's bank files.
const FILES: usize = 64 << 20;

/// Fields by name, in the order of the form; a name may come several times.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// Fields from pairs.
    #[must_use]
    pub const fn of(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// What was typed, without the spaces around it; empty when the field is not there.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// What was typed, as it was: for passwords.
    #[must_use]
    pub fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
    }

    /// Every value of a name that comes several times, also empty ones.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.trim())
    }

    /// The value, unless it is empty.
    #[must_use]
    pub fn filled(&self, name: &str) -> Option<&str> {
        Some(self.get(name)).filter(|value| !value.is_empty())
    }

    /// The same without some fields: what must not be kept, as a code.
    #[must_use]
    pub fn without(&self, names: &[&str]) -> Self {
        Self(self.0.iter().filter(|(name, _)| !names.contains(&name.as_str())).cloned().collect())
    }

    /// All the pairs.
    #[must_use]
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }
}

/// A file that was sent.
#[derive(Clone, PartialEq, Eq)]
pub struct SentFile {
    /// The field.
    pub field: String,
    /// The file's own name, without any folder.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for SentFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({} bytes)", self.name, self.bytes.len())
    }
}

/// A form, with its files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// The fields.
    pub fields: Fields,
    /// The files that are not empty.
    pub files: Vec<SentFile>,
}

impl Sent {
    /// Reads a form, of either encoding; large only where files are expected.
    ///
    /// # Errors
    /// `form_too_large`, `form_unreadable`.
    pub async fn read(parts: &Parts, body: Body, files: bool) -> Result<Self, Problem> {
        let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let multipart = kind.starts_with("multipart/form-data");
        let limit = if multipart && files { FILES } else { FORM };
        let bytes = to_bytes(body, limit).await.map_err(|_| FORM_TOO_LARGE.because(format!("({} Mo au plus)", limit >> 20)))?;
        if multipart {
            let mut request = Request::new(Body::from(bytes));
            request.headers_mut().clone_from(&parts.headers);
            return read_parts(request).await;
        }
        let pairs: Vec<(String, String)> =
            axum_extra::extract::Form::from_request(form(bytes), &()).await.map_err(|_| FORM_UNREADABLE.because(""))?.0;
        Ok(Self { fields: Fields(pairs), files: Vec::new() })
    }

    /// What the request asks, for the comparison of two sendings: every field but the token, and the hash of every file.
    #[must_use]
    pub fn content(&self, path: &str) -> String {
        let mut content = path.to_owned();
        for (name, value) in self.fields.pairs().iter().filter(|(name, _)| name != super::form::TOKEN) {
            let _ = write!(content, "\u{1}{name}\u{2}{value}");
        }
        for file in &self.files {
            let _ = write!(content, "\u{1}{}\u{2}{}", file.field, hex::encode(Sha256::digest(&file.bytes)));
        }
        content
    }
}

fn form(bytes: axum::body::Bytes) -> Request {
    let mut request = Request::new(Body::from(bytes));
    *request.method_mut() = axum::http::Method::POST;
    let kind = axum::http::HeaderValue::from_static("application/x-www-form-urlencoded");
    request.headers_mut().insert(header::CONTENT_TYPE, kind);
    request
}

async fn read_parts(request: Request) -> Result<Sent, Problem> {
    let unreadable = || FORM_UNREADABLE.because("");
    // The whole was held to its limit before.
    let mut request = request;
    axum::extract::DefaultBodyLimit::disable().apply(&mut request);
    let mut multipart = Multipart::from_request(request, &()).await.map_err(|_| unreadable())?;
    let mut sent = Sent::default();
    while let Some(part) = multipart.next_field().await.map_err(|_| unreadable())? {
        let field = part.name().unwrap_or_default().to_owned();
        match part.file_name().map(str::to_owned) {
            None => sent.fields.0.push((field, part.text().await.map_err(|_| unreadable())?)),
            Some(name) => {
                let bytes = part.bytes().await.map_err(|_| unreadable())?.to_vec();
                let name = name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
                if !bytes.is_empty() || !name.is_empty() {
                    sent.files.push(SentFile { field, name, bytes });
                }
            }
        }
    }
    Ok(sent)
}

/// The gate has read the form already; an address that only reads receives an empty one.
impl<S: Send + Sync> FromRequestParts<S> for Sent {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.remove().unwrap_or_default())
    }
}
