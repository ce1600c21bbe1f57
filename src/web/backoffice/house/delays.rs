//! How long a new account waits before its first payment (RULE 35).

use crate::calendar::day_in_french;
use crate::person::cooling::{LONGEST, SHORTEST, real_day, set_cooling_period, waits};
use crate::plural::count;
use crate::refusal::{COOLING_PERIOD_DAYS, COOLING_PERIOD_REASON, Refusal};
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
    announced: String,
    form: Form,
}

async fn page(visit: &Visit, refused: Option<(&Sent, &[Refusal])>) -> Answer {
    let mut tx = visit.read().await?;
    let waits = waits(&mut tx).await?;
    let day = real_day(&visit.act(&mut tx).await?);
    drop(tx);
    let in_force = count(waits.days_on(day), "jour", "jours");
    let since = match waits.on(day) {
        Some(wait) if wait.reason.is_empty() => {
            format!("Délai en vigueur : {in_force}, choisi par {} le {}.", wait.recorder, instant(wait.recorded_at))
        }
        Some(wait) => {
            let (by, at) = (&wait.recorder, instant(wait.recorded_at));
            format!("Délai en vigueur : {in_force}, choisi par {by} le {at}. Motif : {}", wait.reason)
        }
        None => format!("Délai en vigueur : {in_force}, celui de départ, que personne n’a changé."),
    };
    let announced = waits.announced(day).map_or_else(String::new, |wait| {
        let (days, from) = (count(wait.days, "jour", "jours"), day_in_french(wait.in_force_from));
        format!("À partir du {from} : {days}, choisi par {}. Motif : {}", wait.recorder, wait.reason)
    });
    let mut form = Form::new(visit, HERE, "Enregistrer").field(
        Field::new("jours", "Jours d’attente", Kind::Text)
            .with(waits.announced(day).map_or_else(|| waits.days_on(day), |wait| wait.days).to_string())
            .hint(format!("Entre {SHORTEST} et {LONGEST}. Plus long, il vaut tout de suite ; plus court, une fois passé celui qu’il remplace.")),
    );
    form = form.field(Field::new("motif", "Motif", Kind::Text).hint("En quelques mots ; il reste dans le journal."));
    if let Some((sent, refusals)) = refused {
        form = form.again(sent, refusals, |code| if code == COOLING_PERIOD_REASON.name { "motif" } else { "jours" });
    }
    visit.page("Délai avant un premier paiement", &Page { since, announced, form })
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
        Ok(days) => set_cooling_period(&mut writing.tx, &writing.act, days, sent.fields.get("motif")).await.map(|from| Done {
            title: format!("Délai avant un premier paiement : {}", count(days, "jour", "jours")),
            sentences: vec![
                format!("Il vaut pour les IBAN confirmés à partir du {}.", day_in_french(from)),
                "Les IBAN confirmés avant gardent le délai de leur confirmation.".into(),
            ],
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
