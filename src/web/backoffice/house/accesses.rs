//! Accesses that one person gave, and the second person who confirms them (RULE 35).

use crate::access::{
    AwaitedAccess, AwaitedLink, Confirmed, access_awaited, access_by_no_third, confirm_access, confirm_link, find_by_id,
    links_awaited,
};
use crate::refusal::{Failure, Refusal};
use crate::store::Tx;
use crate::web::answer::Answer;
use crate::web::backoffice::sign_in::gateway;
use crate::web::form::{Hidden, Refusals};
use crate::web::gate::SECONDS;
use crate::web::routes::Map;
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
    /// The number of each change, and what was done.
    what: Vec<(i64, String)>,
    /// Why the visitor cannot confirm it, empty when they may try.
    stopped: &'static str,
    hidden: Hidden,
}

#[derive(Template)]
#[template(path = "backoffice/house/accesses.html")]
struct Page<'a> {
    refusals: Refusals<'a>,
    waiting: Vec<Waiting>,
    /// Those whom no third person confirmed.
    alone: Vec<Waiting>,
    /// Links with a provider that the house trusts for the second factor.
    links: Vec<WaitingLink>,
}

/// A link that waits.
struct WaitingLink {
    link: AwaitedLink,
    since: String,
    own: bool,
    hidden: Hidden,
}

/// Adds what a house with a provider confirms more.
pub fn add_links(map: Map) -> Map {
    map.post("/administration/acces/liens/{id}", SECONDS, confirm_one_link)
}

/// The links that wait for a second person, where the house trusts its provider.
async fn waiting_links(visit: &Visit, tx: &mut Tx) -> Result<Vec<WaitingLink>, Failure> {
    let Some(gateway) = visit.office.provider.as_ref().filter(|gateway| gateway.provider.is_trusted()) else {
        return Ok(Vec::new());
    };
    let waiting = |link: AwaitedLink| WaitingLink {
        since: instant(link.linked_at),
        own: link.user.id == visit.session.user.id,
        hidden: Hidden::new(visit, None),
        link,
    };
    Ok(links_awaited(tx, gateway.provider.issuer()).await?.into_iter().map(waiting).collect())
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

/// `thirds`: only somebody who is neither the user nor who gave the access may confirm.
fn waiting(visit: &Visit, all: Vec<AwaitedAccess>, thirds: bool) -> Vec<Waiting> {
    let me = visit.session.user.id.as_str();
    let mut shown: Vec<Waiting> = Vec::new();
    for one in all {
        let words = (one.seq, told(&one));
        if let Some(last) = shown.last_mut().filter(|last| last.id == one.user.id) {
            last.what.push(words);
            continue;
        }
        let stopped = match () {
            () if one.user.id == me => "C’est votre propre accès : une autre personne le confirme.",
            () if thirds && one.made_by == me => "Vous avez donné cet accès : une troisième personne le confirme.",
            () => "",
        };
        let (name, role) = (one.user.name, super::users::role_words(one.user.role));
        shown.push(Waiting { id: one.user.id, name, role, what: vec![words], stopped, hidden: Hidden::new(visit, None) });
    }
    shown
}

async fn page(visit: &Visit, refused: &[Refusal]) -> Answer {
    let mut tx = visit.read().await?;
    let awaited = waiting(visit, access_awaited(&mut tx).await?, false);
    let mut alone = waiting(visit, access_by_no_third(&mut tx).await?, true);
    // Who waits again for something else is confirmed with it first.
    alone.retain(|one| awaited.iter().all(|other| other.id != one.id));
    let links = waiting_links(visit, &mut tx).await?;
    visit.page("Accès à confirmer", &Page { refusals: Refusals { refusals: refused }, waiting: awaited, alone, links })
}

/// Everyone who waits.
pub(super) async fn show(visit: Visit) -> Answer {
    page(&visit, &[]).await
}

/// Confirms one user's access: what the page told of it, and nothing that came since.
pub(super) async fn confirm(visit: Visit, Path(id): Path<String>, sent: Sent) -> Answer {
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let (tx, act) = (&mut writing.tx, &writing.act);
    let shown: Vec<i64> = sent.fields.all("changement").filter_map(|seq| seq.parse().ok()).collect();
    let outcome = match confirm_access(tx, act, &id, Some(&shown)).await {
        Ok(how) => find_by_id(tx, &id).await.map(|(user, _)| done(&user.name, how)),
        Err(failure) => Err(failure),
    };
    match writing.end(outcome).await? {
        Ended::Done(answer) => Ok(answer),
        Ended::Refused(refusals) => Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&visit, &refusals).await?).into_response()),
    }
}

/// Confirms a link with the provider.
async fn confirm_one_link(visit: Visit, Path(id): Path<String>, sent: Sent) -> Answer {
    let issuer = gateway(&visit.office)?.provider.issuer();
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let outcome = confirm_link(&mut writing.tx, &writing.act, issuer, &id).await.map(|user| Done {
        title: format!("Compte de l’organisation de {} confirmé", user.name),
        sentences: vec!["Il ouvre maintenant Quitus sans la deuxième étape, quand ce service a vérifié deux facteurs.".into()],
        links: vec![("Revenir aux accès à confirmer".into(), HERE.into())],
    });
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
