//! How long a new account waits before its first payment (RULE 35).

use crate::person::cooling::{LONGEST, cooling_period, set_cooling_period};
use crate::plural::count;
use crate::refusal::{COOLING_PERIOD_DAYS, Refusal};
use crate::web::answer::Answer;
use crate::web::form::{Field, Form, Kind};
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Ended, Visit};
use crate::web::words::instant;
use askama::Template;
use axum::http::StatusCode;
use axum::response::IntoResponse;

pub(super) const HERE: &str = "/administration/delais";

#[derive(Template)]
#[template(path = "backoffice/house/delays.html")]
struct Page {
    since: String,
    form: Form,
}

async fn page(visit: &Visit, refused: Option<(&Sent, &[Refusal])>) -> Answer {
    let mut tx = visit.read().await?;
    let wait = cooling_period(&mut tx).await?;
    let since = match (wait.recorded_at, &wait.recorder) {
        (Some(at), Some(by)) => format!("Délai choisi par {by} le {}.", instant(at)),
        _ => "Délai de départ : personne ne l’a changé.".to_owned(),
    };
    let mut form = Form::new(visit, HERE, "Enregistrer").field(
        Field::new("jours", "Jours d’attente", Kind::Text)
            .with(wait.days.to_string())
            .hint(format!("Entre 0 et {LONGEST}. Il vaut pour les IBAN confirmés à partir de maintenant.")),
    );
    if let Some((sent, refusals)) = refused {
        form = form.again(sent, refusals, |_| "jours");
    }
    visit.page("Délai avant un premier paiement", &Page { since, form })
}

/// The wait in force.
pub(super) async fn show(visit: Visit) -> Answer {
    page(&visit, None).await
}

/// Records another wait.
pub(super) async fn record(visit: Visit, sent: Sent) -> Answer {
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let typed = sent.fields.get("jours");
    let outcome = match typed.trim().parse::<i64>() {
        Ok(days) => set_cooling_period(&mut writing.tx, &writing.act, days).await.map(|()| Done {
            title: format!("Délai avant un premier paiement : {}", count(days, "jour", "jours")),
            sentences: vec!["Les IBAN confirmés avant gardent le délai de leur confirmation.".into()],
            links: vec![("Revenir à l’administration".into(), "/administration".into())],
        }),
        Err(_) => Err(COOLING_PERIOD_DAYS.because(format!("(« {typed} »)")).into()),
    };
    match writing.end(outcome).await? {
        Ended::Done(answer) => Ok(answer),
        Ended::Refused(refusals) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&visit, Some((&sent, &refusals))).await?).into_response())
        }
    }
}
