//! What a server does by itself: once a day, traces of access that are past their term go away (RULE 82); proofs that wait for their seal are
//! sealed (RULE 90).

use crate::access::retention::{PastTerm, past_term, remove_past_term};
use crate::access::{Act, KeyRing, program};
use crate::refusal::Failure;
use crate::settings::history;
use crate::signature::proof::kept::seal_all;
use crate::store::Db;
use chrono::{DateTime, Utc};
use std::time::Duration;

/// How often the day is looked at.
const LOOK: Duration = Duration::from_secs(600);

/// Does each day's work until it is aborted; what is not done is tried again a little later.
pub(super) async fn work(db: Db, keys: KeyRing) {
    let mut looks = tokio::time::interval(LOOK);
    let mut done = None;
    loop {
        looks.tick().await;
        let now = Utc::now();
        if let Err(failure) = seal_all(&db, &keys, now).await {
            tracing::warn!("proofs wait for their seal: {failure}");
        }
        let today = now.date_naive();
        if done == Some(today) {
            continue;
        }
        match forget_past_term(&db, now).await {
            Ok(past) => {
                done = Some(today);
                if !past.is_empty() {
                    tracing::info!("traces of before {} removed", past.kept_from);
                }
            }
            Err(failure) => tracing::warn!("traces past their term stay for now: {failure}"),
        }
    }
}

/// Removes what is past its term at an instant, as the program; nobody waits for the writer when nothing is.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn forget_past_term(db: &Db, at: DateTime<Utc>) -> Result<PastTerm, Failure> {
    let mut tx = db.read().await?;
    let months = history(&mut tx).await?.trace_months_on(at.date_naive());
    let past = past_term(&mut tx, at, months).await?;
    drop(tx);
    if past.is_empty() {
        return Ok(past);
    }
    let mut tx = db.write().await?;
    let act = Act { user: program(&mut tx).await?, at, today: at.date_naive() };
    let past = remove_past_term(&mut tx, &act, months).await?;
    tx.commit().await?;
    Ok(past)
}
