//! Documents of a credit: joined on the page where it is decided, opened by who may see it, each time with a trace.

use super::page::{Typed, page, seen_by};
use super::reach::within_reach;
use crate::intake::evidence::{Evidence, LARGEST, add, of, open};
use crate::intake::look::parts;
use crate::refusal::Failure;
use crate::store::Tx;
use crate::web::answer::{Answer, Problem};
use crate::web::form::{Field, Form, Kind};
use crate::web::sent::{Sent, SentFile};
use crate::web::visit::{Begun, Done, Ended, Visit};
use crate::web::words::instant;
use askama::Template;
use axum::extract::Path;
use axum::http::header;
use axum::response::IntoResponse;

struct PieceSeen {
    href: String,
    name: String,
    words: String,
}

#[derive(Template)]
#[template(path = "backoffice/bank/receipt/pieces.html")]
struct Pieces {
    pieces: Vec<PieceSeen>,
    form: Option<Form>,
}

/// The documents as a part of the page, with the form that joins others.
pub(super) async fn section(visit: &Visit, tx: &mut Tx, id: &str, may: bool) -> Result<String, Failure> {
    let at = format!("/banque/encaissements/{id}/pieces");
    let seen = |one: Evidence| PieceSeen {
        href: format!("{at}/{}", one.id),
        words: format!("{}, {}, jointe le {} par {}", one.kind.to_uppercase(), size(one.size), instant(one.added_at), one.author),
        name: one.name,
    };
    let pieces = of(tx, id).await?.into_iter().map(seen).collect();
    let hint = format!("PDF, PNG ou JPEG, {} Mo au plus.", LARGEST >> 20);
    let form = may.then(|| {
        Form::new(visit, at.clone(), "Joindre").field(Field::new("fichier", "Documents à joindre", Kind::Files).hint(hint))
    });
    Pieces { pieces, form }.render().map_err(|error| Failure::Broken(format!("{error}.")))
}

fn size(bytes: i64) -> String {
    match (bytes.div_euclid(1_024), bytes.div_euclid(1_048_576)) {
        (0, _) => format!("{bytes} octets"),
        (kilo, 0) => format!("{kilo} ko"),
        (_, mega) => format!("{mega} Mo"),
    }
}

/// The files of a form.
pub(super) fn files(sent: &Sent) -> Vec<(String, Vec<u8>)> {
    let own = sent.files.iter().filter(|file| file.field == "fichier" && !file.bytes.is_empty());
    own.map(|SentFile { name, bytes, .. }| (name.clone(), bytes.clone())).collect()
}

/// Joins documents.
pub async fn join(visit: Visit, Path(id): Path<String>, sent: Sent) -> Answer {
    within_reach(&visit, &id).await?;
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let files = files(&sent);
    let outcome = if files.is_empty() {
        Err(crate::refusal::FILES_MISSING.because("").into())
    } else {
        add(&mut writing.tx, &writing.act, &id, &files).await
    };
    let outcome = outcome.map(|added| Done {
        title: "Documents joints".into(),
        sentences: vec![match added {
            0 => "Ils étaient déjà joints à cet encaissement.".into(),
            added => format!("{} joint à cet encaissement.", crate::plural::count(added, "document est", "documents sont")),
        }],
        links: vec![("Revenir à l’encaissement".into(), format!("/banque/encaissements/{id}"))],
    });
    match writing.end(outcome).await? {
        Ended::Done(answer) => Ok(answer),
        Ended::Refused(refusals) => page(&visit, &id, Typed { refusals, refused: true, ..Typed::default() }).await,
    }
}

/// Keeps the documents that came with the rows of a split.
pub(super) async fn keep_with_rows(visit: &Visit, id: &str, sent: &Sent) -> Result<(), Problem> {
    let files = files(sent);
    if files.is_empty() {
        return Ok(());
    }
    let mut tx = visit.office.db.write().await?;
    let act = visit.act(&mut tx).await?;
    add(&mut tx, &act, id, &files).await?;
    tx.commit().await?;
    Ok(())
}

/// Gives a document, to be saved and never shown as a page, and leaves the trace of it.
pub async fn piece(visit: Visit, Path((id, piece)): Path<(String, String)>) -> Answer {
    within_reach(&visit, &id).await?;
    let mut tx = visit.read().await?;
    let people: Vec<i64> = parts(&mut tx, &id).await?.iter().filter_map(|part| part.person).collect();
    let shown = seen_by(&visit, &mut tx, people).await?;
    drop(tx);
    for person in shown {
        visit.open_file(person, "pièce").await?;
    }
    let mut tx = visit.office.db.write().await?;
    let act = visit.act(&mut tx).await?;
    let (one, kind, bytes) = open(&mut tx, &act, &id, &piece).await?;
    tx.commit().await?;
    let plain: String = one.name.chars().map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' }).collect();
    let headers = [
        (header::CONTENT_TYPE, kind.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{plain}\"")),
    ];
    Ok((headers, bytes).into_response())
}
