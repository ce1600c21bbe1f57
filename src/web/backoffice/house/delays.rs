//! How long a new account waits before its first payment (RULE 35): a part of the page of settings, with its own rule for the day on which
//! it begins.

use super::settings::{self, Change};
use crate::calendar::day_in_french;
use crate::person::cooling::{LONGEST, SHORTEST, Waits, set_cooling_period};
use crate::plural::count;
use crate::refusal::{COOLING_PERIOD_DAYS, COOLING_PERIOD_REASON, Refusal};
use crate::web::answer::Answer;
use crate::web::form::{Field, Form, Kind};
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Ended, Visit};
use crate::web::words::instant;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use chrono::NaiveDate;

pub(super) const HERE: &str = "/administration/delais";

/// What the wait is called.
pub(super) const LABEL: &str = "Délai avant un premier paiement";

/// The wait in force on a day, who chose it and why.
pub(super) fn since(waits: &Waits, day: NaiveDate) -> String {
    let in_force = count(waits.days_on(day), "jour", "jours");
    match waits.on(day) {
        Some(wait) if wait.reason.is_empty() => {
            format!("En vigueur : {in_force}, choisi par {} le {}.", wait.recorder, instant(wait.recorded_at))
        }
        Some(wait) => {
            let (by, at) = (&wait.recorder, instant(wait.recorded_at));
            format!("En vigueur : {in_force}, choisi par {by} le {at}. Motif : {}", wait.reason)
        }
        None => format!("En vigueur : {in_force}, le délai de départ, que personne n’a changé."),
    }
}

/// The wait that is announced, as a line beside the announced settings.
pub(super) fn announced(waits: &Waits, day: NaiveDate) -> Option<String> {
    waits.announced(day).map(|wait| {
        let (from, days) = (day_in_french(wait.in_force_from), count(wait.days, "jour", "jours"));
        format!("À partir du {from} : {LABEL} : {days}.")
    })
}

/// The form that says another wait.
pub(super) fn form(visit: &Visit, waits: &Waits, day: NaiveDate, refused: Option<(&Sent, &[Refusal])>) -> Form {
    let hint = format!(
        "Entre {SHORTEST} et {LONGEST}. Plus long, il vaut tout de suite ; plus court, une fois passé celui qu’il remplace."
    );
    let days = waits.announced(day).map_or_else(|| waits.days_on(day), |wait| wait.days);
    let form = Form::new(visit, HERE, "Enregistrer ce délai")
        .field(Field::new("jours", "Nombre de jours", Kind::Text).with(days.to_string()).hint(hint))
        .field(Field::new("motif_delai", "Motif", Kind::Text).hint("En quelques mots ; il reste dans le journal."));
    match refused {
        Some((sent, refusals)) => {
            form.again(sent, refusals, |code| if code == COOLING_PERIOD_REASON.name { "motif_delai" } else { "jours" })
        }
        None => form,
    }
}

/// Each wait there was, for the history of the settings.
pub(super) fn changes(waits: &Waits, day: NaiveDate) -> Vec<Change> {
    let in_force = waits.on(day);
    let announced = waits.announced(day);
    let one = |(wait, before)| {
        let (state, tone) = match () {
            () if Some(wait) == in_force => ("en vigueur", "good"),
            () if Some(wait) == announced => ("à venir", "waiting"),
            () if wait.in_force_from > day => ("remplacé", ""),
            () => ("avant", ""),
        };
        Change {
            from: wait.in_force_from,
            state,
            tone,
            words: format!("{LABEL} : {} au lieu de {before}", count(wait.days, "jour", "jours")),
            reason: wait.reason.clone(),
            recorded_at: wait.recorded_at,
            author: wait.recorder.clone(),
        }
    };
    waits.latest_first().map(one).collect()
}

/// Records another wait.
pub(super) async fn record(visit: Visit, sent: Sent) -> Answer {
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let typed = sent.fields.get("jours");
    let outcome = match typed.trim().parse::<i64>() {
        Ok(days) => {
            set_cooling_period(&mut writing.tx, &writing.act, days, sent.fields.get("motif_delai")).await.map(|from| Done {
                title: format!("{LABEL} : {}", count(days, "jour", "jours")),
                sentences: vec![
                    format!("Il vaut pour les IBAN confirmés à partir du {}.", day_in_french(from)),
                    "Les IBAN confirmés avant gardent le délai de leur confirmation.".into(),
                ],
                links: vec![("Revenir aux réglages".into(), settings::HERE.into())],
            })
        }
        Err(_) => Err(COOLING_PERIOD_DAYS.because(format!("(« {typed} »)")).into()),
    };
    match writing.end(outcome).await? {
        Ended::Done(answer) => Ok(answer),
        Ended::Refused(refusals) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, settings::page(&visit, None, Some((&sent, &refusals))).await?).into_response())
        }
    }
}
