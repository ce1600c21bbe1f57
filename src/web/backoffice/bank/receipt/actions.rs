//! The other decisions about a credit, each a service call in its own transaction.

use super::super::face::here;
use super::links;
use super::page::{Typed, page};
use super::reach::within_reach;
use crate::benefit::rules::Decision;
use crate::calendar::{day_in_french, parse_day};
use crate::intake::interest::{Interest, share_interest};
use crate::intake::undone::{self, Refunded};
use crate::intake::{receipt, split};
use crate::payment::give_back::propose_refused;
use crate::payment::returned::returned_by;
use crate::plural::count;
use crate::refusal::{Failure, NOT_A_DATE, REFERENCE_MISSING, VALUE_MISSING};
use crate::web::answer::Answer;
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Ended, Visit, Writing};
use axum::extract::Path;

/// What an action did: a title and its sentences.
type Said = Result<(&'static str, Vec<String>), Failure>;

/// Runs an action between its beginning and its confirmation.
async fn act(
    visit: &Visit,
    id: &str,
    sent: &Sent,
    key: &'static str,
    does: impl AsyncFnOnce(&mut Writing, &str, &Sent) -> Said,
) -> Answer {
    within_reach(visit, id).await?;
    let mut writing = match visit.begin(sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let said = does(&mut writing, id, sent).await;
    finish(visit, id, sent, key, writing, said).await
}

async fn finish(visit: &Visit, id: &str, sent: &Sent, key: &'static str, mut writing: Box<Writing>, said: Said) -> Answer {
    let outcome = match said {
        Ok((title, sentences)) => {
            Ok(Done { title: title.to_owned(), sentences, links: links(visit, &mut writing.tx, id).await? })
        }
        Err(failure) => Err(failure),
    };
    match writing.end(outcome).await? {
        Ended::Done(answer) => Ok(answer),
        Ended::Refused(refusals) => page(visit, id, Typed::of(sent).refused(key, here(refusals, id))).await,
    }
}

/// Refuses the whole credit.
pub async fn refuse(visit: Visit, Path(id): Path<String>, sent: Sent) -> Answer {
    act(&visit, &id, &sent, "refuser", refuse_whole).await
}

async fn refuse_whole(writing: &mut Writing, id: &str, sent: &Sent) -> Said {
    let fields = &sent.fields;
    let person = match fields.filled("personne_refus") {
        None => None,
        Some(text) => Some(text.parse::<i64>().map_err(|_| REFERENCE_MISSING.because(format!("(personne « {text} »)")))?),
    };
    let (tx, act, evidence) = (&mut writing.tx, &writing.act, fields.get("piece_refus"));
    let decided = split::refuse(tx, act, id, fields.get("revenu"), person, evidence).await?;
    let orders = propose_refused(tx, act, id, &decided, evidence).await?;
    let refused = decided.iter().filter_map(|part| match &part.decision {
        Decision::Refuse(reason) => Some(format!("{} refusés ({}). {}", part.net, reason.article(), reason.words())),
        Decision::Accept { .. } => None,
    });
    let back = if orders.is_empty() {
        "Le compte du payeur n’est pas connu : dites où rendre cet argent dans « Argent refusé ».".to_owned()
    } else {
        "Une restitution au payeur est proposée, à approuver par une deuxième personne.".to_owned()
    };
    Ok(("Encaissement refusé", refused.chain([back]).collect()))
}

/// One of our payments came back.
pub async fn returned(visit: Visit, Path(id): Path<String>, sent: Sent) -> Answer {
    act(&visit, &id, &sent, "retour", come_back).await
}

async fn come_back(writing: &mut Writing, id: &str, sent: &Sent) -> Said {
    let fee = returned_by(&mut writing.tx, &writing.act, id, sent.fields.get("paiement")).await?;
    let mut sentences =
        vec!["L’argent est revenu aux réserves qui avaient payé ; ce qui était payé est dû de nouveau.".to_owned()];
    if fee.is_positive() {
        sentences.push(format!("La banque a gardé {fee}, dus par l’organisme."));
    }
    Ok(("Paiement revenu", sentences))
}

/// A debit is given back.
pub async fn refunded(visit: Visit, Path(id): Path<String>, sent: Sent) -> Answer {
    act(&visit, &id, &sent, "remboursement", give_back).await
}

async fn give_back(writing: &mut Writing, id: &str, sent: &Sent) -> Said {
    let (debit, evidence) = (sent.fields.get("debit"), sent.fields.get("piece_remboursement"));
    let words = match undone::refunded(&mut writing.tx, &writing.act, id, debit, evidence).await? {
        Refunded::ToPots { person } => format!("L’argent est revenu aux réserves de la personne {person}."),
        Refunded::Alarm => "L’alarme est levée : aucune réserve n’avait payé.".to_owned(),
        Refunded::Fee => "L’organisme doit ces frais en moins.".to_owned(),
    };
    Ok(("Débit remboursé", vec![words]))
}

/// Fees are given back.
pub async fn fees(visit: Visit, Path(id): Path<String>, sent: Sent) -> Answer {
    act(&visit, &id, &sent, "frais", fees_back).await
}

async fn fees_back(writing: &mut Writing, id: &str, sent: &Sent) -> Said {
    undone::fees_repaid(&mut writing.tx, &writing.act, id, sent.fields.get("piece_frais")).await?;
    Ok(("Frais remboursés", vec!["L’organisme les doit en moins, aucune réserve ne change.".to_owned()]))
}

/// The interest of the account.
pub async fn interest(visit: Visit, Path(id): Path<String>, sent: Sent) -> Answer {
    act(&visit, &id, &sent, "interets", shared).await
}

async fn shared(writing: &mut Writing, id: &str, sent: &Sent) -> Said {
    let day = |name: &str| {
        let text = sent.fields.get(name);
        parse_day(text).ok_or_else(|| NOT_A_DATE.because(format!("(« {text} »)")))
    };
    let interest = Interest {
        receipt: id.to_owned(),
        from_on: day("du")?,
        to_on: day("au")?,
        evidence: sent.fields.get("piece_interets").to_owned(),
    };
    let shares = share_interest(&mut writing.tx, &writing.act, &interest).await?;
    let period = format!(
        "Période du {} au {} : {}.",
        day_in_french(interest.from_on),
        day_in_french(interest.to_on),
        count(shares.len(), "personne servie", "personnes servies")
    );
    Ok(("Intérêts répartis", vec![period]))
}

/// A wrong decision is taken back.
pub async fn correct(visit: Visit, Path(id): Path<String>, sent: Sent) -> Answer {
    act(&visit, &id, &sent, "corriger", take_back).await
}

async fn take_back(writing: &mut Writing, id: &str, sent: &Sent) -> Said {
    let reason = sent.fields.filled("motif").ok_or_else(|| VALUE_MISSING.because("(le motif)"))?;
    receipt::correct(&mut writing.tx, &writing.act, id, reason).await?;
    Ok(("Décision reprise", vec!["L’encaissement attend de nouveau une décision.".to_owned()]))
}
