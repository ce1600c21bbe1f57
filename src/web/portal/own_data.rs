//! *Toutes mes données*: what is known of the person, in one file that they keep (RULE 83).

use super::sheets::{Named, sheets};
use super::visit::PersonVisit;
use crate::calendar::Month;
use crate::refusal::{Failure, PROOF_ERASED, PROOF_MISSING};
use crate::signature::paper::scan;
use crate::signature::signed_file::{Ready, ready};
use crate::signature::view::{Life, lives_of, told_of};
use crate::statement::issued::{Stored, numbered};
use crate::store::Tx;
use crate::web::answer::Answer;
use crate::web::archive::zip;
use crate::web::told::press;
use axum::http::header;
use axum::response::IntoResponse;

const READ_ME: &str = "Vos données\r\n\r\n\
Ce dossier contient ce que nous savons de votre argent.\r\n\
\r\n\
releves : vos relevés, comme nous les avons faits.\r\n\
releves-signes : les mêmes, avec votre réponse et sa preuve.\r\n\
feuilles-signees : les feuilles que vous avez signées à la main.\r\n\
ma-situation.csv : votre contrat, vos prestations, votre loyer, votre budget.\r\n\
mes-mouvements.csv : chaque mouvement de votre argent.\r\n\
ce-que-j-ai-recu.csv : ce qui est arrivé, et ce qui n’a pas pu être gardé.\r\n\
mes-paiements.csv : ce qui a été payé pour vous.\r\n\
mes-reponses.csv : ce que vous avez répondu.\r\n\
\r\n\
Un tableur ouvre les fichiers csv.\r\n\
Une donnée est fausse ? Dites-le à la personne qui vous accompagne.\r\n";

/// A statement, and what its signed copy is made of when the person answered it.
async fn statement(tx: &mut Tx, visit: &PersonVisit, life: &Life) -> Result<(Stored, Option<Ready>), Failure> {
    let without = |why: &[crate::refusal::Refusal]| why.iter().all(|one| [&PROOF_MISSING, &PROOF_ERASED].contains(&one.code));
    let signed = match ready(tx, &visit.office.keys, &life.number, None).await {
        Ok(ready) => Some(ready),
        Err(Failure::Refused(why)) if without(&why) => None,
        Err(other) => return Err(other),
    };
    Ok((numbered(tx, &life.number).await?, signed))
}

/// The sheets of paper that the person signed for a statement.
async fn papers(tx: &mut Tx, person: i64, life: &Life) -> Result<Vec<Named>, Failure> {
    let month: Month = life.month()?;
    let mut files = Vec::new();
    for told in told_of(tx, life).await?.into_iter().filter(|one| one.scan.is_some()) {
        let (_, kind, bytes) = scan(tx, person, month, &told.id).await?;
        files.push((format!("feuilles-signees/releve-{}-{}.{}", life.number, told.id, kind.word()), bytes));
    }
    Ok(files)
}

/// Everything, as one file.
pub(super) async fn file(visit: PersonVisit) -> Answer {
    let mut tx = visit.read().await?;
    let today = visit.act(&mut tx).await?.today;
    let mut files = vec![("lisez-moi.txt".to_owned(), READ_ME.as_bytes().to_vec())];
    files.extend(sheets(&mut tx, visit.person(), today).await?);
    let mut statements = Vec::new();
    for life in lives_of(&mut tx, visit.person()).await? {
        files.extend(papers(&mut tx, visit.person(), &life).await?);
        statements.push(statement(&mut tx, &visit, &life).await?);
    }
    // The press is slow next to a page: the database is not held meanwhile.
    drop(tx);
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
