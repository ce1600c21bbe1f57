//! Closing a month: nothing more is booked in it.

use crate::access::{Right, audit};
use crate::calendar::Month;
use crate::intake::close::close_month;
use crate::refusal::{PAGE_UNKNOWN, Refusal};
use crate::web::answer::Answer;
use crate::web::form::Form;
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Ended, Visit};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;

#[derive(Template)]
#[template(path = "backoffice/books/closing.html")]
struct Page {
    month: String,
    form: Form,
}

fn read(month: &str) -> Result<Month, Refusal> {
    month.parse().map_err(|_| PAGE_UNKNOWN.because(""))
}

fn page(visit: &Visit, month: Month, refused: Option<(&Sent, &[Refusal])>) -> Answer {
    let mut form = Form::new(visit, format!("/comptabilite/cloture/{month}"), "Clore ce mois").grave();
    if let Some((sent, refusals)) = refused {
        form = form.again(sent, refusals, |_| "");
    }
    let month = month.in_french();
    visit.page(&format!("Clore {month}"), &Page { month, form })
}

/// Says what it means, and asks.
pub(super) async fn ask(visit: Visit, Path(month): Path<String>) -> Answer {
    page(&visit, read(&month)?, None)
}

/// Closes it.
pub(super) async fn close(visit: Visit, Path(month): Path<String>, sent: Sent) -> Answer {
    let month = read(&month)?;
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    writing.act.with(Right::Approve)?;
    let closed = close_month(&mut writing.tx, &writing.act, month).await;
    if closed.is_ok() {
        audit(&mut writing.tx, &writing.act, "month_close", &month.to_string(), "").await?;
    }
    let outcome = closed.map(|()| Done {
        title: format!("{} est clos", month.in_french()),
        sentences: vec!["Plus rien ne s’écrit dans ce mois. Une correction s’écrira dans le premier mois ouvert.".into()],
        links: vec![("Revenir à la comptabilité".into(), "/comptabilite".into())],
    });
    match writing.end(outcome).await? {
        Ended::Done(answer) => Ok(answer),
        Ended::Refused(refusals) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&visit, month, Some((&sent, &refusals)))?).into_response())
        }
    }
}
