//! `quitus retention`: traces of access past their term, counted or removed; files in litigation, of which nothing is.

use super::args::RetentionCommand;
use super::output::Output;
use crate::access::retention::{PastTerm, lift_hold, past_term, place_hold, remove_past_term};
use crate::access::{Act, Right};
use crate::calendar::day_in_french;
use crate::refusal::Failure;
use crate::settings::history;
use crate::store::Tx;
use serde_json::{Map, Value, json};

/// Does what the command says.
///
/// # Errors
/// What the service refuses.
pub(super) async fn write(tx: &mut Tx, act: &Act, command: &RetentionCommand) -> Result<Output, Failure> {
    match command {
        RetentionCommand::Apply { dry_run, .. } => apply(tx, act, *dry_run).await,
        RetentionCommand::Hold { person, from, reason, .. } => {
            let from = from.unwrap_or(act.today);
            place_hold(tx, act, *person, from, reason).await?;
            let text = format!("Dossier {person} en litige depuis le {} : rien n'en est effacé.", day_in_french(from));
            Ok(Output::new(&json!({ "person": person, "held_from": from }), text))
        }
        RetentionCommand::Lift { person, on, reason, .. } => {
            let on = on.unwrap_or(act.today);
            lift_hold(tx, act, *person, on, reason).await?;
            let text = format!("Litige du dossier {person} clos le {}.", day_in_french(on));
            Ok(Output::new(&json!({ "person": person, "lifted_on": on }), text))
        }
    }
}

async fn apply(tx: &mut Tx, act: &Act, dry_run: bool) -> Result<Output, Failure> {
    // The term counts real days, whatever day is worked on.
    let months = history(tx).await?.trace_months_on(act.at.date_naive());
    let past = if dry_run {
        act.with(Right::Retention)?;
        past_term(tx, act.at, months).await?
    } else {
        remove_past_term(tx, act, months).await?
    };
    let (done, day) = (if dry_run { "À effacer" } else { "Effacé" }, day_in_french(past.kept_from));
    let text = format!("{done}, des traces d'avant le {day} ({months} mois) : {}.", past.words());
    Ok(Output::new(&json(&past, months, dry_run), text))
}

fn json(past: &PastTerm, months: i64, dry_run: bool) -> Value {
    let counts: Map<String, Value> = past.counts.iter().map(|one| (one.name.to_owned(), one.number.into())).collect();
    json!({ "months": months, "kept_from": past.kept_from, "dry_run": dry_run, "counts": counts })
}
