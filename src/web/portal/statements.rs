//! *Mes relevés*: those of the person, by their months, as pages and as the file that was issued.

use super::visit::PersonVisit;
use crate::calendar::Month;
use crate::ids::new_id;
use crate::refusal::{Failure, PAGE_UNKNOWN};
use crate::signature::State;
use crate::signature::signed_file::ready;
use crate::signature::view::{life_of, lives_of, told_of};
use crate::statement::document::Document;
use crate::statement::issued::{Stored, stored};
use crate::store::Tx;
use crate::web::answer::{Answer, Problem};
use crate::web::told::{press, signed_copy};
use askama::Template;
use axum::extract::Path;
use axum::http::header;
use axum::response::IntoResponse;

struct Row {
    month: String,
    of_month: String,
    state: &'static str,
    read: String,
}

#[derive(Template)]
#[template(path = "portal/statements.html")]
struct List {
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "portal/plain.html")]
struct Plain {
    document: Document,
    state: &'static str,
    at: String,
    token: String,
    key: String,
    /// True once an answer to it has its proof.
    proven: bool,
}

#[derive(Template)]
#[template(path = "portal/detail.html")]
struct Detail {
    document: Document,
    at: String,
}

/// Where a statement is, as its person is told.
const fn state_in_words(state: State) -> &'static str {
    match state {
        State::ToPresent | State::NotReached => "Vous n’avez pas encore répondu.",
        State::Presented => "Nous l’avons vu ensemble. Vous n’avez pas répondu.",
        State::Signed => "Vous êtes d’accord.",
        State::SignedWithReserve => "Vous êtes d’accord, sauf sur un point.",
        State::Refused => "Vous n’avez pas voulu signer.",
        State::Contested => "Vous n’êtes pas d’accord.",
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// All of them, the latest first.
pub(super) async fn list(visit: PersonVisit) -> Answer {
    let mut tx = visit.read().await?;
    let row = |life: crate::signature::view::Life| -> Result<Row, Failure> {
        let month = life.month()?;
        Ok(Row {
            month: capital(&month.in_french()),
            of_month: month.of_in_french().replace('\'', "’"),
            state: state_in_words(life.state()?),
            read: format!("/espace/releves/{month}"),
        })
    };
    let rows = lives_of(&mut tx, visit.person()).await?.into_iter().map(row).collect::<Result<_, _>>()?;
    drop(tx);
    visit.page("Mes relevés", &List { rows }).await
}

/// The statement of a month, of the person whose session it is.
async fn of_month(tx: &mut Tx, visit: &PersonVisit, asked: &str) -> Result<(Month, Stored), Problem> {
    let unknown = || PAGE_UNKNOWN.because(format!("(relevé « {asked} »)"));
    let month: Month = asked.parse().map_err(|_| unknown())?;
    Ok((month, stored(tx, visit.person(), month).await?.ok_or_else(unknown)?))
}

/// The plain layer.
pub(super) async fn plain(visit: PersonVisit, Path(asked): Path<String>) -> Answer {
    let mut tx = visit.read().await?;
    let (month, kept) = of_month(&mut tx, &visit, &asked).await?;
    let life = life_of(&mut tx, visit.person(), month).await?;
    let state = state_in_words(life.state()?);
    let proven = told_of(&mut tx, &life).await?.iter().any(|one| one.proven);
    drop(tx);
    let document = kept.document()?;
    let (token, key) = (visit.session.csrf.clone(), new_id());
    let page = Plain { document, state, at: format!("/espace/releves/{month}"), token, key, proven };
    visit.page(&page.document.title.clone(), &page).await
}

/// The detail.
pub(super) async fn detail(visit: PersonVisit, Path(asked): Path<String>) -> Answer {
    let mut tx = visit.read().await?;
    let (month, kept) = of_month(&mut tx, &visit, &asked).await?;
    drop(tx);
    let document = kept.document()?;
    visit.page(&document.title.clone(), &Detail { document, at: format!("/espace/releves/{month}") }).await
}

/// Its file, as it was issued.
pub(super) async fn file(visit: PersonVisit, Path(asked): Path<String>) -> Answer {
    let mut tx = visit.read().await?;
    let (_, kept) = of_month(&mut tx, &visit, &asked).await?;
    // The press is slow next to a page: the database is not held meanwhile.
    drop(tx);
    let bytes = kept.pdf(press()?).await?;
    let disposition = format!("attachment; filename=\"releve-{}.pdf\"", kept.number());
    Ok(([(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes)
        .into_response())
}

/// The signed copy, with the proof of their last answer.
pub(super) async fn copy(visit: PersonVisit, Path(asked): Path<String>) -> Answer {
    let mut tx = visit.read().await?;
    let (_, kept) = of_month(&mut tx, &visit, &asked).await?;
    let ready = ready(&mut tx, &visit.office.keys, kept.number(), None).await?;
    drop(tx);
    signed_copy(&ready, visit.now).await
}
