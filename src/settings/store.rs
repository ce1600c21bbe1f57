//! The versions of the settings in the database.

use super::rules::{announced, changed, difference};
use super::{History, KEYS, Settings};
use crate::access::{Act, Right, audit};
use crate::refusal::{Failure, SETTING_IN_ORDER};
use crate::store::{Tx, failure, on};
use chrono::NaiveDate;

const ALL: &str = "SELECT s.version, s.in_force_from, s.shortest_term, s.longest_term, s.warning_month, s.living_floor,
        s.suspense_orange, s.suspense_red, s.receipt_early, s.receipt_late, s.preparation_months, s.execution_days, s.ending_months,
        s.trace_months, s.reach_tries, s.reason, s.recorded_at, u.name AS author
    FROM setting s JOIN app_user u ON u.id = s.recorded_by ORDER BY s.version";
const ON: &str = "SELECT shortest_term, longest_term, warning_month, living_floor, suspense_orange, suspense_red, receipt_early,
        receipt_late, preparation_months, execution_days, ending_months, trace_months, reach_tries
    FROM setting WHERE in_force_from <= $1 ORDER BY in_force_from DESC, version DESC LIMIT 1";
const INSERT: &str = "INSERT INTO setting (version, in_force_from, shortest_term, longest_term, warning_month, living_floor,
        suspense_orange, suspense_red, receipt_early, receipt_late, preparation_months, execution_days, ending_months, trace_months,
        reach_tries, reason, recorded_at, recorded_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";

/// Every version.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn history(tx: &mut Tx) -> Result<History, Failure> {
    on!(tx, c => sqlx::query_as(ALL).fetch_all(c).await.map_err(failure)).map(History)
}

/// The values in force on a day.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn settings_on(tx: &mut Tx, day: NaiveDate) -> Result<Settings, Failure> {
    let found: Option<Settings> = on!(tx, c => sqlx::query_as(ON).bind(day).fetch_optional(c).await.map_err(failure))?;
    Ok(found.unwrap_or_default())
}

/// Records a version in force from a day, with these values changed of those that would be in force on it. `seen` is the last version
/// that its author was shown, if they were shown any. Says whether anything changes.
///
/// # Errors
/// `role_not_allowed`, `setting_backdated`, `setting_reason_filled`, `setting_in_order` when another version came since `seen`, and those
/// of [`changed`].
pub async fn set_settings(
    tx: &mut Tx,
    act: &Act,
    from: NaiveDate,
    changes: &[(String, String)],
    reason: &str,
    seen: Option<i64>,
) -> Result<bool, Failure> {
    act.with(Right::Settings)?;
    announced(from, act.today, reason).map_err(Failure::Refused)?;
    let history = history(tx).await?;
    if seen.is_some_and(|seen| seen != history.last()) {
        return Err(SETTING_IN_ORDER.because("").into());
    }
    let before = history.on(from);
    let wanted = changed(&before, changes).map_err(Failure::Refused)?;
    if wanted == before {
        return Ok(false);
    }
    let version = history.last().saturating_add(1);
    let values = KEYS.map(|key| (key.get)(&wanted));
    let [shortest, longest, warning, floor, orange, red, early, late, preparation, execution, ending, traces, tries] = values;
    on!(tx, c => sqlx::query(INSERT)
        .bind(version).bind(from).bind(shortest).bind(longest).bind(warning).bind(floor).bind(orange).bind(red).bind(early)
        .bind(late).bind(preparation).bind(execution).bind(ending).bind(traces).bind(tries).bind(reason.trim()).bind(act.at).bind(&act.user.id)
        .execute(c).await.map(|_| ()).map_err(failure))?;
    audit(tx, act, "settings_set", &from.to_string(), &format!("{} ({})", difference(&before, &wanted), reason.trim())).await?;
    Ok(true)
}
