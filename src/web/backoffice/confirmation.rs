//! What was done, with its reference: the page after every write, the same when the form is sent again.

use crate::refusal::PAGE_UNKNOWN;
use crate::store::kept_answer;
use crate::web::answer::Answer;
use crate::web::visit::{Done, Visit};
use askama::Template;
use axum::extract::Path;

#[derive(Template)]
#[template(path = "backoffice/confirmation.html")]
struct Page {
    done: Done,
    reference: String,
}

/// The confirmation of a request of this user.
pub async fn done(visit: Visit, Path(nonce): Path<String>) -> Answer {
    let mut tx = visit.read().await?;
    let kept = kept_answer(&mut tx, &visit.key(&nonce)).await?;
    let done: Option<Done> = kept.and_then(|text| serde_json::from_str(&text).ok());
    let done = done.ok_or_else(|| PAGE_UNKNOWN.because(""))?;
    let title = done.title.clone();
    let reference = crate::web::words::short_id(&nonce);
    visit.page(&title, &Page { done, reference })
}
