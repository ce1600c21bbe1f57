//! The settings: what the Département and the organisation chose, in force today, announced and before, the wait before a first payment
//! among them.

use super::delays;
use crate::calendar::{day_in_french, parse_day};
use crate::person::cooling::{real_day, waits};
use crate::refusal::{Failure, Refusal, VALUE_MALFORMED};
use crate::settings::{History, KEYS, Settings, Version, history, set_settings};
use crate::web::answer::Answer;
use crate::web::form::{Form, Hidden, Refusals};
use crate::web::gate::{Gate, HOUSE};
use crate::web::remedies;
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Ended, Visit, Writing};
use crate::web::words::{instant, short_day};
use askama::Template;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use chrono::{DateTime, NaiveDate, Utc};

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

/// A line of the history.
pub(super) struct Change {
    /// The first day on which it holds.
    pub from: NaiveDate,
    /// Whether it holds.
    pub state: &'static str,
    /// The colour of that.
    pub tone: &'static str,
    /// What changed.
    pub words: String,
    /// Why.
    pub reason: String,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub author: String,
}

impl Change {
    fn begins(&self) -> String {
        short_day(self.from)
    }

    fn recorded(&self) -> String {
        format!("le {} par {}", instant(self.recorded_at), self.author)
    }
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
    /// The wait before a first payment: in force, who chose it and why.
    delay: String,
    delay_label: &'static str,
    delay_form: Form,
    /// The settings and the wait, the last recorded first.
    changes: Vec<Change>,
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

/// Each version of the settings, for the history.
fn versions(history: &History, today: NaiveDate) -> Vec<Change> {
    let in_force = history.version_on(today).map(|version| version.version);
    let one = |version: &Version| {
        let (state, tone) = match () {
            () if Some(version.version) == in_force => ("en vigueur", "good"),
            () if history.is_replaced(version) => ("remplacé", ""),
            () if version.in_force_from > today => ("à venir", "waiting"),
            () => ("avant", ""),
        };
        Change {
            from: version.in_force_from,
            state,
            tone,
            words: history.changes(version),
            reason: version.reason.clone(),
            recorded_at: version.recorded_at,
            author: version.author.clone(),
        }
    };
    history.latest_first().map(one).collect()
}

/// The page, again when a change of the settings or of the wait was refused.
pub(super) async fn page(
    visit: &Visit,
    refused: Option<(&Sent, &[Refusal])>,
    delay_refused: Option<(&Sent, &[Refusal])>,
) -> Answer {
    let mut tx = visit.read().await?;
    let act = visit.act(&mut tx).await?;
    let (today, real) = (act.today, real_day(&act));
    let (history, waits) = (history(&mut tx).await?, waits(&mut tx).await?);
    let typed = |name: &str, first: String| refused.map_or(first, |(sent, _)| sent.fields.get(name).to_owned());
    let mut changes = versions(&history, today);
    changes.extend(delays::changes(&waits, real));
    changes.sort_by_key(|change| std::cmp::Reverse(change.recorded_at));
    let mut coming = announced(&history, today);
    coming.extend(delays::announced(&waits, real));
    let page = Page {
        may_change: CHANGE.lets(visit.role()),
        hidden: Hidden::new(visit, refused.map(|(sent, _)| sent)),
        refusals: Refusals { refusals: refused.map(|(_, refusals)| refusals).unwrap_or_default() },
        settings: KEYS.iter().map(|key| setting(key, &history.on(today), refused)).collect(),
        from: typed("du", today.to_string()),
        reason: typed("motif", String::new()),
        last: history.last(),
        announced: coming,
        delay: delays::since(&waits, real),
        delay_label: delays::LABEL,
        delay_form: delays::form(visit, &waits, real, delay_refused),
        changes,
    };
    visit.page("Réglages", &page)
}

/// What is in force, and the history.
pub(super) async fn show(visit: Visit) -> Answer {
    page(&visit, None, None).await
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
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&visit, Some((&sent, &refusals)), None).await?).into_response())
        }
    }
}
