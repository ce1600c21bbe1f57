//! A sealed file leaves the house: its bytes, the same each time, and a trace of each download.

use super::file::shown;
use super::shared::{refusals, refused};
use crate::payment::view::files::{File, export_knowing, files};
use crate::plural::count;
use crate::refusal::{BATCH_EXPORTED_BEFORE, BATCH_NOTHING_TO_SEND, Failure};
use crate::web::answer::{Answer, Problem};
use crate::web::archive::zip;
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Visit};
use crate::web::words::short_id;
use axum::extract::Path;
use axum::http::header;
use axum::response::IntoResponse;

/// The file, its trace written first. The same form sent again gives the confirmation, not the file: no download is without a trace.
pub async fn download(visit: Visit, Path(id): Path<String>, sent: Sent) -> Answer {
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    // Without a tick, the person knows of no download.
    let seen = if sent.fields.filled("confirme").is_some() { sent.fields.get("vu").parse().unwrap_or(0) } else { 0 };
    let outcome = match export_knowing(&mut writing.tx, &writing.act, &id, seen).await {
        Ok(bytes) => writing.done(&done(&id)).await.map(|_| bytes),
        Err(failure) => {
            drop(writing);
            Err(failure)
        }
    };
    match outcome {
        Ok(bytes) => {
            let name = format!("attachment; filename=\"virements-{}.xml\"", short_id(&id));
            let headers = [(header::CONTENT_TYPE, "application/xml".to_owned()), (header::CONTENT_DISPOSITION, name)];
            Ok((headers, bytes).into_response())
        }
        Err(failure) => again(&visit, &id, &sent, failure).await,
    }
}

/// Every file that nobody downloaded yet, in one archive, each with its trace: the bank's site takes them one by one.
pub async fn download_new(visit: Visit, sent: Sent) -> Answer {
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let new: Vec<File> = files(&mut writing.tx).await?.into_iter().filter(|file| file.exports == 0 && file.awaited > 0).collect();
    if new.is_empty() {
        return Err(BATCH_NOTHING_TO_SEND.because("").into());
    }
    let mut taken = Vec::with_capacity(new.len());
    for file in &new {
        let bytes = export_knowing(&mut writing.tx, &writing.act, &file.id, 0).await?;
        taken.push((format!("virements-{}-{}.xml", file.execution_on, short_id(&file.id)), bytes));
    }
    let archive = zip(&taken)?;
    let name = format!("attachment; filename=\"virements-{}.zip\"", writing.act.today);
    writing.done(&all_done(taken.len())).await?;
    let headers = [(header::CONTENT_TYPE, "application/zip".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, archive).into_response())
}

fn all_done(files: usize) -> Done {
    Done {
        title: count(files, "fichier téléchargé", "fichiers téléchargés"),
        sentences: vec![
            "Chaque téléchargement est noté.".to_owned(),
            "Sortez les fichiers de l’archive et déposez-les un à un sur le site de la banque.".to_owned(),
        ],
        links: vec![("Revenir aux fichiers".to_owned(), "/paiements/fichiers".to_owned())],
    }
}

async fn again(visit: &Visit, id: &str, sent: &Sent, failure: Failure) -> Answer {
    let known = failure.code() == Some(BATCH_EXPORTED_BEFORE.name);
    let why = refusals(failure).map_err(Problem::from)?;
    if known { Ok(refused(shown(visit, id, Some(sent), &why).await?)) } else { Err(Failure::Refused(why).into()) }
}

fn done(id: &str) -> Done {
    Done {
        title: format!("Fichier {} téléchargé", short_id(id)),
        sentences: vec![
            "Ce téléchargement est noté. S’il n’est pas arrivé sur votre ordinateur, téléchargez-le encore depuis sa page."
                .to_owned(),
            "Déposez le fichier sur le site de la banque.".to_owned(),
        ],
        links: vec![
            ("Revenir au fichier".to_owned(), format!("/paiements/fichiers/{id}")),
            ("Tous les fichiers".to_owned(), "/paiements/fichiers".to_owned()),
        ],
    }
}
