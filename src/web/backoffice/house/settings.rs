//! The settings of the Département: in force today, announced, and before.

use crate::calendar::{day_in_french, parse_day};
use crate::refusal::{Failure, Refusal, VALUE_MALFORMED};
use crate::settings::{History, KEYS, Settings, Version, history, set_settings};
use crate::web::answer::Answer;
use crate::web::form::{Hidden, Refusals};
use crate::web::gate::{Gate, HOUSE};
use crate::web::remedies;
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Ended, Visit, Writing};
use crate::web::words::{instant, short_day};
use askama::Template;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use chrono::NaiveDate;

/// The page.
pub(super) const HERE: &str = "/administration/reglages";
/// Who may change the settings (`Right::Settings`); everyone may read them.
pub(super) const CHANGE: Gate = HOUSE;

/// The prefix of the hidden field that holds what a field showed first.
const BEFORE: &str = "avant_";

struct Setting {
    name: &'static str,
    label: &'static str,
    help: &'static str,
    unit: &'static str,
    bounds: String,
    value: String,
    /// The value in force, as it stood in the field: what was not touched is not sent as a change.
    first: String,
    shown: String,
    fault: String,
}

struct VersionShown {
    from: String,
    state: &'static str,
    tone: &'static str,
    changes: String,
    reason: String,
    recorded: String,
}

#[derive(Template)]
#[template(path = "backoffice/house/settings.html")]
struct Page<'a> {
    may_change: bool,
    hidden: Hidden,
    refusals: Refusals<'a>,
    settings: Vec<Setting>,
    from: String,
    reason: String,
    /// The last version that the page shows.
    last: i64,
    /// Changes that are announced: each ends what was in force before it.
    announced: Vec<String>,
    versions: Vec<VersionShown>,
}

fn setting(key: &'static crate::settings::Key, now: &Settings, refused: Option<(&Sent, &[Refusal])>) -> Setting {
    let value = (key.get)(now);
    let fault = refused.and_then(|(_, refusals)| refusals.iter().find(|refusal| refusal.place == key.name));
    Setting {
        name: key.name,
        label: key.label,
        help: key.help,
        unit: key.unit.word(),
        bounds: format!("de {} à {}", key.typed(key.bounds.0), key.typed(key.bounds.1)),
        value: refused.map_or_else(|| key.typed(value), |(sent, _)| sent.fields.get(key.name).to_owned()),
        first: key.typed(value),
        shown: key.shown(value),
        fault: fault.map_or_else(String::new, |one| format!("{} {}", one.code.sentence, remedies::of(one.code))),
    }
}

/// The versions that are still to come, the nearest first.
fn announced(history: &History, today: NaiveDate) -> Vec<String> {
    let mut told = Vec::new();
    let mut day = today;
    while let Some(next) = history.next_after(day) {
        day = next.in_force_from;
        told.push(format!("À partir du {} : {}.", day_in_french(day), history.changes(next)));
    }
    told
}

async fn page(visit: &Visit, refused: Option<(&Sent, &[Refusal])>) -> Answer {
    let mut tx = visit.read().await?;
    let today = visit.act(&mut tx).await?.today;
    let history = history(&mut tx).await?;
    let in_force = history.version_on(today).map(|version| version.version);
    let versions = history.latest_first().map(|version: &Version| {
        let (state, tone) = match () {
            () if Some(version.version) == in_force => ("en vigueur", "good"),
            () if history.is_replaced(version) => ("remplacée", ""),
            () if version.in_force_from > today => ("à venir", "waiting"),
            () => ("avant", ""),
        };
        VersionShown {
            from: short_day(version.in_force_from),
            state,
            tone,
            changes: history.changes(version),
            reason: version.reason.clone(),
            recorded: format!("le {} par {}", instant(version.recorded_at), version.author),
        }
    });
    let typed = |name: &str, first: String| refused.map_or(first, |(sent, _)| sent.fields.get(name).to_owned());
    let page = Page {
        may_change: CHANGE.lets(visit.role()),
        hidden: Hidden::new(visit, refused.map(|(sent, _)| sent)),
        refusals: Refusals { refusals: refused.map(|(_, refusals)| refusals).unwrap_or_default() },
        settings: KEYS.iter().map(|key| setting(key, &history.on(today), refused)).collect(),
        from: typed("du", today.to_string()),
        reason: typed("motif", String::new()),
        last: history.last(),
        announced: announced(&history, today),
        versions: versions.collect(),
    };
    visit.page("Réglages du Département", &page)
}

/// What is in force, and the history.
pub(super) async fn show(visit: Visit) -> Answer {
    page(&visit, None).await
}

async fn change(writing: &mut Writing, sent: &Sent) -> Result<Done, Failure> {
    let day = sent.fields.get("du");
    let malformed = || VALUE_MALFORMED.because(format!("« {day} » ; attendu : une date comme 31/12/2026.")).at("du");
    let from = parse_day(day).ok_or_else(malformed)?;
    // What still stands as the page showed it is no change, whatever the day: another version may be announced for it.
    let touched = |name: &str| sent.fields.filled(name).filter(|value| *value != sent.fields.get(&format!("{BEFORE}{name}")));
    let changes: Vec<(String, String)> =
        KEYS.iter().filter_map(|key| Some((key.name.to_owned(), touched(key.name)?.to_owned()))).collect();
    let seen = sent.fields.get("version").parse().ok();
    let new = set_settings(&mut writing.tx, &writing.act, from, &changes, sent.fields.get("motif"), seen).await?;
    let history = history(&mut writing.tx).await?;
    let sentence = match history.next_after(from) {
        _ if !new => "Rien n’a changé.".to_owned(),
        None => format!("Ils valent à partir du {}. Les contrats signés avant restent comme ils sont.", day_in_french(from)),
        Some(next) => format!(
            "Ils valent à partir du {}, jusqu’au changement déjà annoncé pour le {}, qui les remplacera. \
             Les contrats signés avant restent comme ils sont.",
            day_in_french(from),
            day_in_french(next.in_force_from)
        ),
    };
    Ok(Done {
        title: "Réglages enregistrés".into(),
        sentences: vec![sentence],
        links: vec![("Revenir aux réglages".into(), HERE.into())],
    })
}

/// Records a version.
pub(super) async fn record(visit: Visit, sent: Sent) -> Answer {
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let outcome = change(&mut writing, &sent).await;
    match writing.end(outcome).await? {
        Ended::Done(answer) => Ok(answer),
        Ended::Refused(refusals) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&visit, Some((&sent, &refusals))).await?).into_response())
        }
    }
}
