//! Accesses that one person gave, and the second person who confirms them (RULE 35).

use crate::access::{AwaitedAccess, Confirmed, access_awaited, confirm_access, find_by_id};
use crate::refusal::Refusal;
use crate::web::answer::Answer;
use crate::web::form::{Hidden, Refusals};
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Ended, Visit};
use crate::web::words::instant;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;

pub(super) const HERE: &str = "/administration/acces";

/// A user who waits.
struct Waiting {
    id: String,
    name: String,
    role: &'static str,
    what: Vec<String>,
    /// Why the visitor cannot confirm it, empty when they may try.
    stopped: &'static str,
    hidden: Hidden,
}

#[derive(Template)]
#[template(path = "backoffice/house/accesses.html")]
struct Page<'a> {
    refusals: Refusals<'a>,
    waiting: Vec<Waiting>,
}

/// What was done, in words.
fn told(one: &AwaitedAccess) -> String {
    let (at, by) = (instant(one.made_at), &one.maker);
    match one.kind.as_str() {
        "user" => format!("ajouté par {by} le {at}"),
        "link" => format!("a choisi son mot de passe le {at}, par un lien de {by}"),
        "role" => format!("rôle changé par {by} le {at}"),
        _ => format!("deuxième étape retirée par {by} le {at}"),
    }
}

fn waiting(visit: &Visit, all: Vec<AwaitedAccess>) -> Vec<Waiting> {
    let me = visit.session.user.id.as_str();
    let mut shown: Vec<Waiting> = Vec::new();
    for one in all {
        let words = told(&one);
        if let Some(last) = shown.last_mut().filter(|last| last.id == one.user.id) {
            last.what.push(words);
            continue;
        }
        let stopped = if one.user.id == me { "C’est votre propre accès : une autre personne le confirme." } else { "" };
        let (name, role) = (one.user.name, super::users::role_words(one.user.role));
        shown.push(Waiting { id: one.user.id, name, role, what: vec![words], stopped, hidden: Hidden::new(visit, None) });
    }
    shown
}

async fn page(visit: &Visit, refused: &[Refusal]) -> Answer {
    let mut tx = visit.read().await?;
    let waiting = waiting(visit, access_awaited(&mut tx).await?);
    visit.page("Accès à confirmer", &Page { refusals: Refusals { refusals: refused }, waiting })
}

/// Everyone who waits.
pub(super) async fn show(visit: Visit) -> Answer {
    page(&visit, &[]).await
}

/// Confirms one user's access.
pub(super) async fn confirm(visit: Visit, Path(id): Path<String>, sent: Sent) -> Answer {
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let (tx, act) = (&mut writing.tx, &writing.act);
    let outcome = match confirm_access(tx, act, &id).await {
        Ok(how) => find_by_id(tx, &id).await.map(|(user, _)| done(&user.name, how)),
        Err(failure) => Err(failure),
    };
    match writing.end(outcome).await? {
        Ended::Done(answer) => Ok(answer),
        Ended::Refused(refusals) => Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&visit, &refusals).await?).into_response()),
    }
}

fn done(name: &str, how: Confirmed) -> Done {
    let sentence = match how {
        Confirmed::Whole => "Cette personne peut maintenant travailler.",
        Confirmed::InPart => "Ce que vous avez fait vous-même pour cet accès attend encore une autre personne.",
        Confirmed::Alone => {
            "Vous étiez la seule personne à pouvoir le faire : c’est inscrit au journal. Les accès suivants se confirmeront à deux."
        }
    };
    Done {
        title: format!("Accès de {name} confirmé"),
        sentences: vec![sentence.into()],
        links: vec![("Revenir aux accès à confirmer".into(), HERE.into())],
    }
}
