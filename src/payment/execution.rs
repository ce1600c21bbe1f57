//! The execution day of a file: open at the bank, near, and still possible by the bank's cut-off time (RULE 37).

use crate::access::Act;
use crate::calendar::day_in_french;
use crate::refusal::{BATCH_CLOSED_DAY, BATCH_TOO_FAR_AHEAD, BATCH_TOO_LATE, Refusal};
use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, Utc};
use chrono_tz::Europe::Paris;
use quitus_sepa::profile::BankProfile;

/// How far ahead a file may be executed, in days.
const AHEAD: u64 = 30;

/// Refuses an execution day that a bank would refuse, with the first one that it would take.
pub(super) fn check_day(act: &Act, execution: NaiveDate, profile: &BankProfile) -> Result<(), Refusal> {
    let first = first_day(act, execution, profile);
    let asked = day_in_french(execution);
    if !profile.calendar.is_open(execution) || execution < act.today {
        return Err(BATCH_CLOSED_DAY.because(format!("({asked} ; prochain jour ouvré : {})", day_in_french(first))));
    }
    if first > execution {
        return Err(BATCH_TOO_LATE.because(format!("({asked} ; premier jour possible : {})", day_in_french(first))));
    }
    if act.today.checked_add_days(Days::new(AHEAD)).is_some_and(|last| execution > last) {
        return Err(BATCH_TOO_FAR_AHEAD.because(format!("({asked}, demandé le {})", day_in_french(act.today))));
    }
    Ok(())
}

/// The first day from `execution` on that the bank takes a file for now.
fn first_day(act: &Act, execution: NaiveDate, profile: &BankProfile) -> NaiveDate {
    let calendar = profile.calendar;
    let open = calendar.next_open(execution.max(act.today)).unwrap_or(execution);
    let possible = profile.cut_off.and_then(|cut_off| calendar.first_execution(in_paris(act.at), cut_off));
    possible.map_or(open, |possible| possible.max(open))
}

/// The bank's working day after the execution: what is due from then on can wait for the next file.
pub(super) fn next_day(execution: NaiveDate, profile: &BankProfile) -> NaiveDate {
    execution.succ_opt().and_then(|day| profile.calendar.next_open(day)).unwrap_or(execution)
}

/// The bank's local time.
pub(super) fn in_paris(at: DateTime<Utc>) -> NaiveDateTime {
    at.with_timezone(&Paris).naive_local()
}
