//! Files of the bank: dropped, shown as they would go, then imported.

use super::told::Told;
use crate::caseload::draft::purge;
use crate::intake::files::{Foreseen, Given, Took, foresee, turns};
use crate::intake::upload::{forget, keep, kept};
use crate::plural::count;
use crate::refusal::{FILES_MISSING, Failure, Refusal};
use crate::store::Tx;
use crate::web::answer::Answer;
use crate::web::form::{Hidden, Refusals};
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Visit};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};

#[derive(Template)]
#[template(path = "backoffice/bank/import.html")]
struct FormPage<'a> {
    hidden: Hidden,
    refused: Refusals<'a>,
}

#[derive(Template)]
#[template(path = "backoffice/bank/foreseen.html")]
struct ForeseenPage {
    upload: String,
    hidden: Hidden,
    again: Hidden,
    told: Vec<Told>,
    /// The button's words; none when nothing of it can be imported.
    submit: Option<String>,
    refused: usize,
}

/// Where files are dropped.
pub async fn form(visit: Visit) -> Answer {
    visit.page(
        "Importer des fichiers de la banque",
        &FormPage { hidden: Hidden::new(&visit, None), refused: Refusals { refusals: &[] } },
    )
}

/// Keeps the files and shows what they would do.
pub async fn send(visit: Visit, sent: Sent) -> Answer {
    let files: Vec<Given> = sent.files.iter().map(|file| (file.name.clone(), file.bytes.clone())).collect();
    if files.is_empty() {
        let refusals: [Refusal; 1] = [FILES_MISSING.because("")];
        let page = FormPage { hidden: Hidden::new(&visit, None), refused: Refusals { refusals: &refusals } };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, visit.page("Importer des fichiers de la banque", &page)?).into_response());
    }
    let mut tx = visit.office.db.write().await?;
    let act = visit.act(&mut tx).await?;
    let upload = keep(&mut tx, &act, &files).await?;
    purge(&mut tx, act.at).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/banque/importer/{upload}")).into_response())
}

/// What the files would do: they are imported in a transaction that is never committed, and that gives way to whoever writes.
pub async fn foreseen(visit: Visit, Path(upload): Path<String>) -> Answer {
    let (visit_of, upload_of) = (&visit, &upload);
    let play = |mut tx: Tx| async move {
        let act = visit_of.act(&mut tx).await?;
        let files = kept(&mut tx, &act, upload_of).await?;
        foresee(&mut tx, &act, &files).await
    };
    let foreseen = visit.office.db.rehearse(play).await?;
    let refused = foreseen.iter().filter(|one| one.outcome.is_err()).count();
    let useful = foreseen.iter().filter(|one| does_something(one)).count();
    let submit = (useful > 0).then(|| match (useful, refused) {
        (1, 0) => "Importer".to_owned(),
        (_, 0) => "Tout importer".to_owned(),
        _ => format!("Importer {} sans le reste", count(useful, "fichier", "fichiers")),
    });
    let page = ForeseenPage {
        upload,
        hidden: Hidden::new(&visit, None),
        again: Hidden::new(&visit, None),
        told: foreseen.iter().map(Told::of).collect(),
        submit,
        refused,
    };
    let status = if refused == foreseen.len() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, visit.page("Avant d’importer", &page)?).into_response())
}

/// True unless the import would leave everything as it is.
fn does_something(one: &Foreseen) -> bool {
    match &one.outcome {
        Ok(Took::Imported(file)) => !file.already && file.informs.is_none(),
        Ok(Took::Answered(_)) => true,
        Err(_) => false,
    }
}

/// Imports what was shown, each turn in its own transaction: what a refused one would do never stops the others.
pub async fn import(visit: Visit, Path(upload): Path<String>, sent: Sent) -> Answer {
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let files = kept(&mut writing.tx, &writing.act, &upload).await?;
    drop(writing);
    let mut done = Vec::new();
    for turn in turns(&files) {
        let mut tx = visit.office.db.write().await?;
        let act = visit.act(&mut tx).await?;
        let outcome = match turn.take(&mut tx, &act, &files).await {
            Ok(took) => tx.commit().await.map(|()| took),
            Err(failure) => Err(failure),
        };
        let outcome = match outcome {
            Ok(took) => Ok(took),
            Err(Failure::Refused(refusals)) => Err(refusals),
            Err(other) => return Err(other.into()),
        };
        done.push(Foreseen { names: turn.names(&files), outcome });
    }
    // The answer is kept last: until then the same form may be sent again, and what is imported stays as it is.
    match visit.begin(&sent).await? {
        Begun::New(mut writing) => {
            forget(&mut writing.tx, &writing.act, &upload).await?;
            Ok(writing.done(&report(&done)).await?)
        }
        Begun::Before(answer) => Ok(answer),
    }
}

/// The confirmation of an import, and where its work goes on.
fn report(done: &[Foreseen]) -> Done {
    let refused = done.iter().filter(|one| one.outcome.is_err()).count();
    let title = match (refused, done.iter().any(does_something)) {
        (0, true) => "Import terminé",
        (0, false) => "Rien n’a changé",
        (_, true) => "Import terminé, avec des refus",
        (_, false) => "Rien n’a été importé",
    };
    let sum = |of: fn(&Took) -> usize| done.iter().filter_map(|one| one.outcome.as_ref().ok()).map(of).sum::<usize>();
    let receipts = sum(|took| if let Took::Imported(file) = took { file.receipts_waiting } else { 0 });
    let debits = sum(|took| if let Took::Imported(file) = took { file.debits_unexplained } else { 0 });
    let answers = sum(|took| if let Took::Answered(answer) = took { answer.rejected.len() } else { 0 });
    let links = [
        (receipts > 0, "Identifier les encaissements", "/banque/encaissements"),
        (debits > 0, "Expliquer les débits", "/banque/debits"),
        (answers > 0, "Voir les paiements rejetés", "/paiements/retours"),
        (true, "Contrôle du jour", "/banque/controle"),
        (true, "Revenir à la banque", "/banque"),
    ];
    Done {
        title: title.to_owned(),
        sentences: done.iter().map(|one| Told::of(one).sentence()).collect(),
        links: links.into_iter().filter(|(show, ..)| *show).map(|(_, words, href)| (words.to_owned(), href.to_owned())).collect(),
    }
}

/// Deletes the files without importing them.
pub async fn give_up(visit: Visit, Path(upload): Path<String>, sent: Sent) -> Answer {
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    forget(&mut writing.tx, &writing.act, &upload).await?;
    let again = ("Déposer d’autres fichiers".to_owned(), "/banque/importer".to_owned());
    let done = Done {
        title: "Import abandonné".to_owned(),
        sentences: vec!["Les fichiers déposés sont effacés. Rien n’a été enregistré.".to_owned()],
        links: vec![again, ("Revenir à la banque".to_owned(), "/banque".to_owned())],
    };
    Ok(writing.done(&done).await?)
}
