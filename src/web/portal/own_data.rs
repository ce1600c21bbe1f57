//! *Toutes mes données*: everything that is known of the person, in one file that they keep (RULE 83).

use super::visit::PersonVisit;
use crate::books::dossier::own_data::own_data;
use crate::refusal::Failure;
use crate::signature::signed_file::{Ready, ready};
use crate::signature::view::lives_of;
use crate::statement::issued::{Stored, numbered};
use crate::store::Tx;
use crate::web::answer::Answer;
use crate::web::archive::zip;
use crate::web::told::press;
use axum::http::header;
use axum::response::IntoResponse;

const READ_ME: &str = "Vos données\r\n\r\n\
Ce dossier contient tout ce que nous savons de votre argent.\r\n\
\r\n\
releves : vos relevés, comme nous les avons faits.\r\n\
releves-signes : les mêmes, avec votre réponse et sa preuve.\r\n\
ma-situation.csv : votre contrat, vos prestations, votre loyer, votre budget.\r\n\
mes-mouvements.csv : chaque mouvement de votre argent.\r\n\
ce-que-j-ai-recu.csv : ce qui est arrivé, et ce qui a été rendu.\r\n\
mes-paiements.csv : ce qui a été payé pour vous.\r\n\
mes-reponses.csv : ce que vous avez répondu.\r\n\
\r\n\
Un tableur ouvre les fichiers csv.\r\n\
Une donnée est fausse ? Dites-le à la personne qui vous accompagne.\r\n";

/// A statement of the person, and what its signed copy is made of when they answered it.
async fn statements(tx: &mut Tx, visit: &PersonVisit) -> Result<Vec<(Stored, Option<Ready>)>, Failure> {
    let mut all = Vec::new();
    for life in lives_of(tx, visit.person()).await? {
        let signed = match ready(tx, &visit.office.keys, &life.number, None).await {
            Ok(ready) => Some(ready),
            // No answer yet, or its words were erased: the statement alone.
            Err(Failure::Refused(_)) => None,
            Err(other) => return Err(other),
        };
        all.push((numbered(tx, &life.number).await?, signed));
    }
    Ok(all)
}

/// Everything, as one file.
pub(super) async fn file(visit: PersonVisit) -> Answer {
    let mut tx = visit.read().await?;
    let today = visit.act(&mut tx).await?.today;
    let sheets = own_data(&mut tx, visit.person(), today).await?;
    let statements = statements(&mut tx, &visit).await?;
    // The press is slow next to a page: the database is not held meanwhile.
    drop(tx);
    let mut files = vec![("lisez-moi.txt".to_owned(), READ_ME.as_bytes().to_vec())];
    files.extend(sheets);
    for (stored, signed) in &statements {
        let number = stored.number();
        files.push((format!("releves/releve-{number}.pdf"), stored.pdf(press()?).await?));
        if let Some(signed) = signed {
            files.push((format!("releves-signes/releve-signe-{number}.pdf"), signed.copy(visit.now, press()?).await?));
        }
    }
    let disposition = format!("attachment; filename=\"mes-donnees-{}.zip\"", visit.person());
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, zip(&files)?).into_response())
}
