//! Several credits decided at once, each as Quitus proposes it, after one look at what becomes of each.

use super::receipt::within_reach;
use super::receipts::shown;
use crate::access::Act;
use crate::bank::decision::{Decided, DecidedReceipt, What};
use crate::bank::labels::{names, outside_incomes, pots};
use crate::benefit::catalogue;
use crate::benefit::rules::Decision;
use crate::intake::proposed::{Taken, take};
use crate::money::Cents;
use crate::plural::count;
use crate::refusal::{Failure, Refusal, SHOWN_HAS_CHANGED};
use crate::store::Tx;
use crate::web::answer::{Answer, Problem};
use crate::web::form::{Hidden, Refusals};
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Ended, Visit};
use crate::web::words::short_day;
use askama::Template;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use std::collections::HashMap;

/// The name of the boxes.
pub(super) const BOX: &str = "encaissement";
/// The name of the mark of what was shown.
const SEEN: &str = "vu";

struct Fate {
    receipt: String,
    day: String,
    whose: String,
    what: String,
    month: String,
    cents: Cents,
    words: String,
    tone: &'static str,
    /// A benefit of the credit was received before for its month.
    twice: bool,
}

#[derive(Template)]
#[template(path = "backoffice/bank/together.html")]
struct Page<'a> {
    refused: Refusals<'a>,
    title: String,
    hidden: Hidden,
    seen: String,
    ids: Vec<String>,
    evidence: String,
    fates: Vec<Fate>,
    back: String,
}

/// The ticked credits, none of them of people of other portfolios alone.
async fn ids(visit: &Visit, sent: &Sent) -> Result<Vec<String>, Problem> {
    let ids: Vec<String> = sent.fields.all(BOX).filter(|id| !id.is_empty()).map(str::to_owned).collect();
    for id in &ids {
        within_reach(visit, id).await?;
    }
    Ok(ids)
}

/// What becomes of each.
pub async fn preview(visit: Visit, sent: Sent) -> Answer {
    foreseen(&visit, &sent, &[]).await
}

/// The decision itself, in a transaction that is never committed; `why` says what was refused before.
async fn foreseen(visit: &Visit, sent: &Sent, why: &[Refusal]) -> Answer {
    let ids = ids(visit, sent).await?;
    let evidence = sent.fields.get("piece").to_owned();
    let (ids_of, evidence_of) = (&ids, &evidence);
    let play = |mut tx: Tx| async move {
        let act = visit.act(&mut tx).await?;
        let taken = take(&mut tx, &act, ids_of, evidence_of).await?;
        let fates = fates(&mut tx, &act, &taken).await?;
        Ok((taken, fates))
    };
    let (taken, fates) = match visit.office.db.rehearse(play).await {
        Ok(played) => played,
        Err(Failure::Refused(why)) => return shown(visit, Some(sent), &why).await,
        Err(other) => return Err(other.into()),
    };
    let cents = Cents::total(taken.decided.iter().map(|one| one.receipt.cents)).unwrap_or_default();
    let page = Page {
        refused: Refusals { refusals: why },
        title: format!("{}, {cents}", count(taken.decided.len(), "encaissement", "encaissements")),
        hidden: Hidden::new(visit, Some(sent)),
        seen: taken.mark(),
        back: back(&taken.decided, taken.orders.len()),
        ids,
        evidence,
        fates,
    };
    let status = if why.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, visit.page("Avant de décider", &page)?).into_response())
}

/// Where what is refused goes.
fn back(decided: &[DecidedReceipt], orders: usize) -> String {
    let refuses = |part: &Decided| matches!(part.decision, Decision::Refuse(_));
    let refused = decided.iter().flat_map(|one| &one.parts).filter(|part| refuses(part)).count();
    match (refused, orders) {
        (0, _) => String::new(),
        (_, 0) => "Le compte où rendre ce qui est refusé n’est pas connu : vous le direz dans « Argent refusé ».".to_owned(),
        _ => format!(
            "{}, à approuver par une deuxième personne.",
            count(orders, "restitution au payeur est proposée", "restitutions au payeur sont proposées")
        ),
    }
}

async fn fates(tx: &mut Tx, act: &Act, taken: &Taken) -> Result<Vec<Fate>, Failure> {
    let decided = &taken.decided;
    let people: Vec<i64> = decided.iter().flat_map(|one| &one.parts).filter_map(|part| part.wanted.person).collect();
    let (names, pots) = (names(tx, &people).await?, pots(tx).await?);
    let list = catalogue(tx).await?;
    let listed = list.all().iter().filter(|benefit| benefit.listed_on(act.today));
    let mut natures: HashMap<String, String> = outside_incomes(tx).await?.into_iter().collect();
    natures.extend(listed.map(|benefit| (benefit.number.to_string(), format!("{} · {}", benefit.code, benefit.name))));
    let fate = |one: &DecidedReceipt, part: &Decided| {
        let code = match &part.wanted.what {
            What::Benefit(number) => number.to_string(),
            What::Outside(code) => code.clone(),
        };
        let (words, tone) = match &part.decision {
            Decision::Accept { pot, .. } => (format!("Accepté, réserve « {} »", pots.get(pot).unwrap_or(pot)), "good"),
            Decision::Refuse(reason) => (format!("Refusé ({}). {}", reason.article(), reason.words()), "bad"),
        };
        let name = |person: i64| format!("{person} · {}", names.get(&person).map_or("", String::as_str));
        Fate {
            receipt: one.receipt.line.clone(),
            day: short_day(one.receipt.received_on),
            whose: part.wanted.person.map_or_else(|| "personne non indiquée".to_owned(), name),
            what: natures.get(&code).cloned().unwrap_or(code),
            month: part.wanted.month.in_french(),
            cents: part.net,
            words,
            tone,
            twice: taken.twice.contains(&one.receipt.line),
        }
    };
    Ok(decided.iter().flat_map(|one| one.parts.iter().map(|part| fate(one, part)).collect::<Vec<_>>()).collect())
}

/// Decides them, all or none, if it is what was shown.
pub async fn decide(visit: Visit, sent: Sent) -> Answer {
    let ids = ids(&visit, &sent).await?;
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let outcome = match take(&mut writing.tx, &writing.act, &ids, sent.fields.get("piece")).await {
        Ok(taken) if taken.mark() == sent.fields.get(SEEN) => Ok(done(&taken.decided, taken.orders.len())),
        Ok(_) => Err(SHOWN_HAS_CHANGED.because("").into()),
        Err(failure) => Err(failure),
    };
    match writing.end(outcome).await? {
        Ended::Done(answer) => Ok(answer),
        Ended::Refused(why) if why.iter().all(|one| one.code.name == SHOWN_HAS_CHANGED.name) => {
            foreseen(&visit, &sent, &why).await
        }
        Ended::Refused(why) => shown(&visit, Some(&sent), &why).await,
    }
}

fn done(decided: &[DecidedReceipt], orders: usize) -> Done {
    let cents = Cents::total(decided.iter().map(|one| one.receipt.cents)).unwrap_or_default();
    let accepted = decided.iter().flat_map(|one| &one.parts).filter(|part| matches!(part.decision, Decision::Accept { .. }));
    let accepted = Cents::total(accepted.map(|part| part.net)).unwrap_or_default();
    let mut sentences = vec![format!("{accepted} sont entrés dans les réserves des personnes, le loyer mis de côté d’abord.")];
    let back = back(decided, orders);
    if !back.is_empty() {
        sentences.push(back);
    }
    Done {
        title: format!("{}, {cents}", count(decided.len(), "encaissement décidé", "encaissements décidés")),
        sentences,
        links: vec![
            ("Encaissements qui attendent encore".to_owned(), "/banque/encaissements".to_owned()),
            ("Préparer le mois".to_owned(), "/paiements/preparer".to_owned()),
        ],
    }
}
