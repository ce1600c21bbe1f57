//! One encaissement: what the bank wrote, what Quitus proposes, and the person's decision, on one page.

mod actions;
mod page;
mod panels;
mod pieces;
mod preview;
mod reach;
mod rows;
mod whose;

pub(super) use actions::{correct, fees, interest, refunded, refuse, returned};
pub(super) use page::seen_by;
pub(super) use panels::choices;
pub(super) use pieces::{join, piece};
pub(super) use reach::within_reach;

use super::face::here;
use crate::access::visible;
use crate::benefit::rules::Decision;
use crate::intake::look::next_waiting;
use crate::plural::count;
use crate::refusal::{Failure, Refusal};
use crate::store::Tx;
use crate::web::answer::{Answer, Problem};
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Ended, Visit};
use axum::extract::Path;
use page::{Typed, page};
use preview::{Outcome, outcome};
use rows::{Row, complete, rows, wanted};

/// The page.
pub async fn show(visit: Visit, Path(id): Path<String>) -> Answer {
    page(&visit, &id, Typed::default()).await
}

/// Works on the rows without writing anything: adds one, takes one away, counts again, names a person, or shows what the
/// decision would do.
pub async fn edit(visit: Visit, Path(id): Path<String>, sent: Sent) -> Answer {
    within_reach(&visit, &id).await?;
    let mut typed = Typed::of(&sent);
    // Documents sent with the rows are kept at once: what is typed stays, and they are listed under it.
    match pieces::keep_with_rows(&visit, &id, &sent).await {
        Ok(()) => {}
        Err(Problem(failure)) => return again(&visit, &id, typed, failure).await,
    }
    if let (true, Some(file)) = (typed.evidence.is_empty(), sent.files.iter().find(|file| !file.bytes.is_empty())) {
        typed.evidence.clone_from(&file.name);
    }
    let mut asked = sent.fields.get("faire").split(':');
    let verb = asked.next().unwrap_or_default().to_owned();
    let place: Option<usize> = asked.next().and_then(|text| text.parse().ok());
    let person = asked.next();
    let list = typed.rows.get_or_insert_default();
    match (verb.as_str(), place) {
        ("ajouter", _) => {
            list.push(Row { month: list.last().map(|row| row.month.clone()).unwrap_or_default(), ..Row::default() })
        }
        ("retirer", Some(place)) if place < list.len() && list.len() > 1 => drop(list.remove(place)),
        ("choisir", Some(place)) => {
            if let (Some(row), Some(person)) = (list.get_mut(place), person) {
                person.clone_into(&mut row.person);
            }
        }
        _ => {}
    }
    if verb == "apercu" { preview::preview(&visit, &id, typed).await } else { page(&visit, &id, typed).await }
}

/// The decision.
pub async fn decide(visit: Visit, Path(id): Path<String>, sent: Sent) -> Answer {
    within_reach(&visit, &id).await?;
    let typed = Typed::of(&sent);
    let wanted = match wanted(typed.rows.as_deref().unwrap_or_default()) {
        Ok(wanted) => wanted,
        Err(wrong) => return page(&visit, &id, Typed { wrong, refused: true, ..typed }).await,
    };
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let decided = match outcome(&mut writing.tx, &writing.act, &id, wanted, &typed.evidence).await {
        Ok(outcome) => report(&visit, &mut writing.tx, &id, &outcome).await,
        Err(failure) => Err(failure),
    };
    match writing.end(decided).await? {
        Ended::Done(answer) => Ok(answer),
        Ended::Refused(refusals) => again(&visit, &id, typed, Failure::Refused(refusals)).await,
    }
}

/// The page again with what was typed and why it was refused.
async fn again(visit: &Visit, id: &str, typed: Typed<'_>, failure: Failure) -> Answer {
    match failure {
        Failure::Refused(refusals) => page(visit, id, Typed { refusals: here(refusals, id), refused: true, ..typed }).await,
        other => Err(other.into()),
    }
}

/// The confirmation of a split: people by their numbers alone.
async fn report(visit: &Visit, tx: &mut Tx, id: &str, outcome: &Outcome) -> Result<Done, Failure> {
    let mut sentences: Vec<String> = outcome
        .parts
        .iter()
        .map(|part| match (&part.decision, part.wanted.person) {
            (Decision::Accept { pot, .. }, person) => {
                let whose = person.map(|number| format!(" pour la personne {number}")).unwrap_or_default();
                format!("{} acceptés{whose}, réserve « {} ».", part.net, outcome.pot(pot))
            }
            (Decision::Refuse(reason), _) => format!("{} refusés ({}). {}", part.net, reason.article(), reason.words()),
        })
        .collect();
    let refused = outcome.parts.iter().any(|part| matches!(part.decision, Decision::Refuse(_)));
    if !outcome.orders.is_empty() {
        let orders = count(outcome.orders.len(), "restitution est proposée", "restitutions sont proposées");
        sentences.push(format!("{orders}, à approuver par une deuxième personne."));
    } else if refused {
        sentences.push("Le compte où rendre ce qui est refusé n’est pas connu : dites-le dans « Argent refusé ».".to_owned());
    }
    let mut links = links(visit, tx, id).await?;
    if refused && outcome.orders.is_empty() {
        links.insert(1, ("Argent refusé".to_owned(), "/banque/refuses".to_owned()));
    }
    Ok(Done { title: "Encaissement réparti".to_owned(), sentences, links })
}

/// Where to go on after a decision: the next credit that waits first.
async fn links(visit: &Visit, tx: &mut Tx, id: &str) -> Result<Vec<(String, String)>, Failure> {
    let next = next_waiting(tx, id, &|column| visible(&visit.session.user, column, visit.clock())).await?;
    let next = next.map(|next| ("Encaissement suivant".to_owned(), format!("/banque/encaissements/{next}")));
    let own = ("Revoir cet encaissement".to_owned(), format!("/banque/encaissements/{id}"));
    let list = ("Revenir à la liste".to_owned(), "/banque/encaissements".to_owned());
    Ok(next.into_iter().chain([own, list]).collect())
}

impl<'a> Typed<'a> {
    /// What a form sent: rows, a single open one completed, and the document.
    fn of(sent: &'a Sent) -> Self {
        let rows = rows(&sent.fields);
        Self {
            rows: (!rows.is_empty()).then_some(rows),
            evidence: sent.fields.get("piece").to_owned(),
            sent: Some(sent),
            ..Self::default()
        }
    }

    /// Completes the only open row, once the credit is known.
    fn complete(&mut self, credit: crate::money::Cents) {
        if let Some(rows) = &mut self.rows {
            complete(credit, rows);
        }
    }

    /// With refusals of an action.
    fn refused(self, key: &'static str, refusals: Vec<Refusal>) -> Self {
        Self { action: key, refusals, refused: true, ..self }
    }
}
