//! The settings of the Département for people.

use super::output::{Lean, Output, table};
use crate::access::Act;
use crate::calendar::day_in_french;
use crate::refusal::{Failure, SETTING_UNKNOWN};
use crate::settings::{KEYS, history, set_settings};
use crate::store::Tx;
use chrono::NaiveDate;
use serde_json::json;

use Lean::Left;

/// `quitus settings show`.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub(super) async fn show(tx: &mut Tx, on: NaiveDate) -> Result<Output, Failure> {
    let history = history(tx).await?;
    let settings = history.on(on);
    let rows = KEYS.iter().map(|key| vec![key.name.to_owned(), key.shown((key.get)(&settings)), key.label.to_owned()]).collect();
    let text = table(&[("Réglage", Left), ("Valeur", Left), ("Ce qu'il décide", Left)], rows, "");
    let all: Vec<_> = history.latest_first().collect();
    let lines = all.iter().map(|version| {
        let changes = history.changes(version);
        vec![day_in_french(version.in_force_from), changes, version.reason.clone(), version.author.clone()]
    });
    let past = table(&[("À partir du", Left), ("Changement", Left), ("Motif", Left), ("Par", Left)], lines.collect(), "");
    let text = format!("En vigueur le {} :\n{text}\n\n{past}", day_in_french(on));
    Ok(Output::new(&json!({ "on": on, "settings": settings, "versions": all }), text))
}

/// `quitus settings set`.
///
/// # Errors
/// What the service refuses.
pub(super) async fn set(tx: &mut Tx, act: &Act, settings: &[String], from: NaiveDate, reason: &str) -> Result<Output, Failure> {
    let pair = |one: &String| one.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
    let changes: Option<Vec<(String, String)>> = settings.iter().map(pair).collect();
    let changes = changes.ok_or_else(|| SETTING_UNKNOWN.because("(attendu : RÉGLAGE=VALEUR)"))?;
    let changed = set_settings(tx, act, from, &changes, reason, None).await?;
    let text = if changed {
        format!("Réglages enregistrés : ils valent à partir du {}.", day_in_french(from))
    } else {
        "Rien n'a changé : les réglages sont déjà ainsi.".to_owned()
    };
    Ok(Output::new(&json!({ "changed": changed, "from": from }), text))
}
