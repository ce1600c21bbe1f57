//! A sealed file leaves the house: its bytes, the same each time, and a trace of each download.

use super::file::shown;
use super::shared::{refusals, refused};
use crate::payment::view::files::export_knowing;
use crate::refusal::{BATCH_EXPORTED_BEFORE, Failure};
use crate::web::answer::{Answer, Problem};
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
