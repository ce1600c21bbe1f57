//! A statement as pages tell it, for users and for its person alike: the plain layer, and the detail. The figures are those of its file.

use super::answer::Answer;
use crate::refusal::Failure;
use crate::signature::signed_file::Ready;
use crate::statement::document::Document;
use crate::statement::wording::detail::{Column, Kind};
use crate::statement::workers::Pool;
use askama::Template;
use axum::http::header;
use axum::response::IntoResponse;
use chrono::{DateTime, Utc};
use std::sync::OnceLock;

/// The plain layer.
#[derive(Template)]
#[template(path = "told_plain.html")]
pub struct ToldPlainly<'a> {
    /// What is told.
    pub document: &'a Document,
}

/// The detail.
#[derive(Template)]
#[template(path = "told_detail.html")]
pub struct ToldInDetail<'a> {
    /// What is told.
    pub document: &'a Document,
}

impl ToldInDetail<'_> {
    #[expect(clippy::unused_self, reason = "templates call methods of their own struct")]
    fn right(&self, kind: &Kind) -> bool {
        *kind == Kind::Amount
    }

    /// The cell of a row, by its place.
    #[expect(clippy::unused_self, reason = "templates call methods of their own struct")]
    fn kind(&self, columns: &[Column], at: &usize) -> (&'static str, bool) {
        columns.get(*at).map_or(("", false), |column| (column.title, column.kind == Kind::Amount))
    }
}

/// The plain layer of a document.
#[must_use]
pub const fn plainly(document: &Document) -> ToldPlainly<'_> {
    ToldPlainly { document }
}

/// The detail of a document.
#[must_use]
pub const fn in_detail(document: &Document) -> ToldInDetail<'_> {
    ToldInDetail { document }
}

/// A process that has printed is kept: the next statement is twice as fast.
static PRESS: OnceLock<Pool> = OnceLock::new();

/// What prints the file of a statement.
///
/// # Errors
/// Broken when the system cannot name the running program.
pub fn press() -> Result<&'static Pool, Failure> {
    if let Some(pool) = PRESS.get() {
        return Ok(pool);
    }
    let pool = Pool::of_this_program().map_err(|error| Failure::Broken(format!("{error}.")))?;
    Ok(PRESS.get_or_init(|| pool))
}

/// The signed copy of a statement, as a file to keep.
///
/// # Errors
/// Those of [`Ready::copy`].
pub async fn signed_copy(ready: &Ready, at: DateTime<Utc>) -> Answer {
    let bytes = ready.copy(at, press()?).await?;
    let disposition = format!("attachment; filename=\"releve-signe-{}.pdf\"", ready.stored.number());
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}
