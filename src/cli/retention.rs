//! `quitus retention`: traces of access past their term, counted or removed.

use super::args::RetentionCommand;
use super::output::Output;
use crate::access::retention::{PastTerm, past_term, remove_past_term};
use crate::access::{Act, Right};
use crate::calendar::day_in_french;
use crate::refusal::Failure;
use crate::settings::settings_on;
use crate::store::Tx;
use serde_json::{Map, Value, json};

/// Does what the command says.
///
/// # Errors
/// What the service refuses.
pub(super) async fn write(tx: &mut Tx, act: &Act, command: &RetentionCommand) -> Result<Output, Failure> {
    let RetentionCommand::Apply { dry_run, .. } = command;
    // The term counts real days, whatever day is worked on.
    let months = settings_on(tx, act.at.date_naive()).await?.trace_months;
    let past = if *dry_run {
        act.with(Right::Retention)?;
        past_term(tx, act.at, months).await?
    } else {
        remove_past_term(tx, act, months).await?
    };
    let (done, day) = (if *dry_run { "À effacer" } else { "Effacé" }, day_in_french(past.kept_from));
    let text = format!("{done}, des traces d'avant le {day} ({months} mois) : {}.", past.words());
    Ok(Output::new(&json(&past, months, *dry_run), text))
}

fn json(past: &PastTerm, months: i64, dry_run: bool) -> Value {
    let counts: Map<String, Value> = past.counts.iter().map(|one| (one.name.to_owned(), one.number.into())).collect();
    json!({ "months": months, "kept_from": past.kept_from, "dry_run": dry_run, "counts": counts })
}
