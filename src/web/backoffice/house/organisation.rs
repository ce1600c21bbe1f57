//! The organisation: the name that files, statements and letters bear.

use crate::access::{Organisation, organisation, set_organisation};
use crate::refusal::Refusal;
use crate::web::answer::Answer;
use crate::web::form::{Field, Form, Kind};
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Ended, Visit};
use askama::Template;
use axum::http::StatusCode;
use axum::response::IntoResponse;

const HERE: &str = "/administration/organisme";

#[derive(Template)]
#[template(path = "backoffice/house/organisation.html")]
struct Page {
    form: Form,
}

async fn page(visit: &Visit, refused: Option<(&Sent, &[Refusal])>) -> Answer {
    let mut tx = visit.read().await?;
    let known = organisation(&mut tx).await?.unwrap_or(Organisation {
        name: String::new(),
        address: String::new(),
        phone: String::new(),
    });
    let mut form = Form::new(visit, HERE, "Enregistrer")
        .field(
            Field::new("nom", "Nom complet", Kind::Text)
                .with(known.name)
                .hint("Sans sigle seul : la personne doit comprendre qui écrit."),
        )
        .field(Field::new("adresse", "Adresse", Kind::Area).with(known.address).hint("Une ligne par ligne de l’adresse."))
        .field(Field::new("telephone", "Téléphone", Kind::Text).with(known.phone));
    if let Some((sent, refusals)) = refused {
        form = form.again(sent, refusals, |_| "nom");
    }
    visit.page("Organisme", &Page { form })
}

/// What is recorded.
pub(super) async fn show(visit: Visit) -> Answer {
    page(&visit, None).await
}

/// Records a new version.
pub(super) async fn record(visit: Visit, sent: Sent) -> Answer {
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let fields = &sent.fields;
    let lines: Vec<&str> = fields.get("adresse").lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let new =
        Organisation { name: fields.get("nom").to_owned(), address: lines.join("\n"), phone: fields.get("telephone").to_owned() };
    let outcome = set_organisation(&mut writing.tx, &writing.act, &new).await.map(|()| Done {
        title: "Organisme enregistré".into(),
        sentences: vec!["Les prochains relevés et fichiers porteront ce nom et cette adresse.".into()],
        links: vec![("Revenir à l’administration".into(), "/administration".into())],
    });
    match writing.end(outcome).await? {
        Ended::Done(answer) => Ok(answer),
        Ended::Refused(refusals) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&visit, Some((&sent, &refusals))).await?).into_response())
        }
    }
}
