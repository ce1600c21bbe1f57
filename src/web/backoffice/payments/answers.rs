//! *Réponses*: the bank's status reports (pain.002), and those that are read here.

use super::shared::{Tabs, lets, refused, tabs};
use crate::intake::answer::{Answered, answer_file};
use crate::payment::view::answers::{Report, reports};
use crate::payment::view::why_failed::why;
use crate::plural::count;
use crate::refusal::{Failure, Refusal, VALUE_MISSING};
use crate::web::answer::Answer;
use crate::web::form::{Field, Form, Kind};
use crate::web::gate::MONEY;
use crate::web::list::{Cell, Column, List, words};
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Ended, Visit, Writing};
use crate::web::words::{instant, short_id};
use askama::Template;

const PATH: &str = "/paiements/reponses";

/// Orders named one by one in a confirmation.
const NAMED: usize = 20;

const COLUMNS: &[Column] =
    &[words("lue", "Lue"), words("par", "Par"), words("fichier", "Répond au fichier"), words("contenu", "Ce qu’elle dit")];

#[derive(Template)]
#[template(path = "backoffice/payments/answers.html")]
struct Page {
    tabs: Tabs,
    form: Option<Form>,
    list: String,
}

/// The answers that were read.
pub async fn list(visit: Visit) -> Answer {
    shown(&visit, None, &[]).await
}

async fn shown(visit: &Visit, sent: Option<&Sent>, why: &[Refusal]) -> Answer {
    let page = Visit { path: PATH.to_owned(), ..visit.clone() };
    let mut tx = visit.read().await?;
    let all = reports(&mut tx).await?;
    drop(tx);
    let list = report_list(&page, &all);
    if list.is_csv() {
        return Ok(list.csv("reponses-de-la-banque")?);
    }
    let form = Form::new(visit, format!("{PATH}/lire"), "Lire ces réponses").field(
        Field::new("fichiers", "Fichiers de réponse de la banque", Kind::Files)
            .hint("Fichiers pain.002, un ou plusieurs. Le même fichier deux fois ne change rien."),
    );
    let form = match sent {
        Some(sent) => form.again(sent, why, |_| "fichiers"),
        None => form,
    };
    let page = Page { tabs: tabs(&page), form: lets(visit, MONEY).then_some(form), list: list.html()? };
    visit.page("Réponses de la banque", &page)
}

fn report_list(visit: &Visit, all: &[Report]) -> List {
    let empty = "Aucune réponse lue. Déposez ici le fichier que la banque donne après l’envoi de vos virements.";
    let mut list = List::new(visit, "Réponses lues", COLUMNS, empty);
    for one in all {
        let file = match &one.batch {
            Some(batch) => Cell::Link(short_id(batch), format!("/paiements/fichiers/{batch}")),
            None => Cell::text(format!("inconnu ({})", one.message)),
        };
        list.push(vec![Cell::text(instant(one.at)), Cell::text(&one.reader), file, Cell::text(&one.detail)]);
    }
    list
}

/// Reads status reports.
pub async fn read(visit: Visit, sent: Sent) -> Answer {
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let outcome = answered(&mut writing, &sent).await;
    match writing.end(outcome).await? {
        Ended::Done(answer) => Ok(answer),
        Ended::Refused(why) => Ok(refused(shown(&visit, Some(&sent), &why).await?)),
    }
}

/// All the files or none: what one says may depend on another.
async fn answered(writing: &mut Writing, sent: &Sent) -> Result<Done, Failure> {
    if sent.files.is_empty() {
        return Err(VALUE_MISSING.because("(aucun fichier n’a été choisi)").into());
    }
    let mut sentences = Vec::new();
    let mut rejected: usize = 0;
    for file in &sent.files {
        let answered = answer_file(&mut writing.tx, &writing.act, &file.name, &file.bytes).await?;
        rejected = rejected.saturating_add(answered.rejected.len());
        sentences.extend(told(&answered));
    }
    let mut links = Vec::new();
    if rejected > 0 {
        links.push(("Traiter les paiements rejetés".to_owned(), "/paiements/retours".to_owned()));
    }
    links.push(("Revenir aux réponses".to_owned(), PATH.to_owned()));
    Ok(Done { title: count(sent.files.len(), "réponse lue", "réponses lues"), sentences, links })
}

/// What a report did, without the names that its alerts bear.
fn told(answered: &Answered) -> Vec<String> {
    let mut sentences = vec![format!(
        "{} : {}, {} en attente, {}. Rien n’est débité avant le relevé.",
        answered.file,
        count(answered.accepted, "paiement accepté", "paiements acceptés"),
        answered.pending,
        count(answered.rejected.len(), "rejeté", "rejetés")
    )];
    if answered.matching > 0 || !answered.verified.is_empty() {
        sentences.push(format!(
            "Vérification des bénéficiaires, qui n’est pas une acceptation : {}, {} à regarder.",
            count(answered.matching, "nom concordant", "noms concordants"),
            answered.verified.len()
        ));
    }
    let verified =
        answered.verified.iter().map(|one| format!("À regarder ({}) : paiement {}.", one.result, short_id(&one.order)));
    sentences.extend(verified.take(NAMED));
    let rejected = answered.rejected.iter().map(|one| {
        let words = why(Some(&one.reason)).words.trim_end_matches('.');
        format!(
            "Paiement {} rejeté : {words} (motif de la banque : {}). L’argent est revenu à la personne.",
            short_id(&one.order),
            one.reason
        )
    });
    sentences.extend(rejected.take(NAMED));
    sentences.extend(answered.unchanged.iter().take(NAMED).map(|words| format!("Sans effet : {words}")));
    sentences.extend(
        answered.unknown.iter().take(NAMED).map(|reference| format!("Référence inconnue, rien n’a changé : {reference}")),
    );
    if !answered.alerts.is_empty() {
        let many =
            count(answered.alerts.len(), "compte refusé par la banque est bloqué", "comptes refusés par la banque sont bloqués");
        sentences.push(format!("Alerte : {many} jusqu’à ce que deux personnes le confirment. Voir « Retours »."));
    }
    sentences.extend(answered.remarks.iter().take(NAMED).map(|remark| format!("Remarque : {remark}")));
    sentences
}
