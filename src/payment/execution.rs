//! The execution day of a file: open at the bank, near, and still possible by the bank's cut-off time (RULE 37).

use crate::access::Act;
use crate::calendar::day_in_french;
use crate::refusal::{BATCH_CLOSED_DAY, BATCH_TOO_FAR_AHEAD, BATCH_TOO_LATE, Refusal};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use chrono_tz::Europe::Paris;
use quitus_sepa::pain001::Scheme;
use quitus_sepa::profile::BankProfile;

/// Refuses an execution day that a bank would refuse, with the first one that it would take. Instant transfers are executed every day
/// of the year, without a cut-off time (EPC SCT Inst rulebook). No day is further than `ahead` days.
pub(super) fn check_day(
    act: &Act,
    execution: NaiveDate,
    scheme: Scheme,
    profile: &BankProfile,
    ahead: i64,
) -> Result<(), Refusal> {
    let instant = scheme == Scheme::Instant;
    let first = if instant { execution.max(act.today) } else { first_day(act, execution, profile) };
    let asked = day_in_french(execution);
    if !(instant || profile.calendar.is_open(execution)) || execution < act.today {
        return Err(BATCH_CLOSED_DAY.because(format!("({asked} ; prochain jour ouvré : {})", day_in_french(first))));
    }
    if first > execution {
        return Err(BATCH_TOO_LATE.because(format!("({asked} ; premier jour possible : {})", day_in_french(first))));
    }
    if execution.signed_duration_since(act.today).num_days() > ahead {
        let facts = format!("({asked}, demandé le {} ; {ahead} jours d'avance au plus)", day_in_french(act.today));
        return Err(BATCH_TOO_FAR_AHEAD.because(facts));
    }
    Ok(())
}

/// The first day from `execution` on that the bank takes a file for now.
pub(super) fn first_day(act: &Act, execution: NaiveDate, profile: &BankProfile) -> NaiveDate {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Role, User};
    use crate::calendar::parse_day;
    use proptest::prelude::*;

    fn act(at: &str) -> Act {
        let at = at.parse::<DateTime<Utc>>().unwrap();
        let user = User { id: "C".into(), name: "Camille".into(), role: Role::Comptable };
        Act { user, today: in_paris(at).date(), at }
    }

    fn profile(settings: &[(&str, &str)]) -> BankProfile {
        BankProfile::from_settings(settings.iter().copied()).unwrap()
    }

    #[test]
    fn a_closed_day_names_the_next_open_day_of_that_bank() {
        let french = profile(&[("calendar", "french")]);
        let act = act("2026-11-06T09:00:00Z");
        let armistice = parse_day("2026-11-11").unwrap();
        assert_eq!(check_day(&act, armistice, Scheme::Sct, &BankProfile::default(), 30), Ok(()));
        let refusal = check_day(&act, armistice, Scheme::Sct, &french, 30).unwrap_err();
        assert_eq!(refusal.code.name, "batch_closed_day");
        assert!(refusal.facts.contains("prochain jour ouvré : 12 novembre 2026"), "{refusal}");
        // The next open day is not proposed when the cut-off time has passed for it.
        let slow = profile(&[("calendar", "french"), ("cut_off", "4@16:00")]);
        let refusal = check_day(&act, armistice, Scheme::Sct, &slow, 30).unwrap_err();
        assert!(refusal.facts.contains("prochain jour ouvré : 13 novembre 2026"), "{refusal}");
    }

    #[test]
    fn after_the_cut_off_time_the_first_possible_day_is_named() {
        let bank = profile(&[("cut_off", "1@16:00")]);
        let monday = parse_day("2026-11-09").unwrap();
        // 16:00 in Paris, then one second later.
        assert_eq!(check_day(&act("2026-11-06T15:00:00Z"), monday, Scheme::Sct, &bank, 30), Ok(()));
        let refusal = check_day(&act("2026-11-06T15:00:01Z"), monday, Scheme::Sct, &bank, 30).unwrap_err();
        assert_eq!(refusal.code.name, "batch_too_late");
        assert!(refusal.facts.contains("premier jour possible : 10 novembre 2026"), "{refusal}");
    }

    #[test]
    fn an_instant_transfer_waits_for_no_day() {
        let slow = profile(&[("calendar", "french"), ("cut_off", "4@16:00"), ("instant", "yes")]);
        let act = act("2026-11-06T22:00:00Z");
        let day = |text| parse_day(text).unwrap();
        let refused = |on, scheme| check_day(&act, day(on), scheme, &slow, 30).err().map(|refusal| refusal.code.name);
        assert_eq!(refused("2026-11-08", Scheme::Instant), None, "a Sunday");
        assert_eq!(refused("2026-11-08", Scheme::Sct), Some("batch_closed_day"));
        assert_eq!(refused("2026-11-05", Scheme::Instant), Some("batch_closed_day"), "the day before");
        assert_eq!(refused("2026-12-31", Scheme::Instant), Some("batch_too_far_ahead"));
    }

    proptest! {
        #[test]
        fn the_day_that_is_named_is_the_first_that_the_bank_takes(
            second in 0_u32..63_072_000, ahead in -5_i64..25, french in any::<bool>(), days in 0_u8..4, hour in 0_u32..24,
        ) {
            let calendar = if french { "french" } else { "t2" };
            let bank = profile(&[("calendar", calendar), ("cut_off", &format!("{days}@{hour:02}:00"))]);
            let at = DateTime::<Utc>::UNIX_EPOCH + chrono::Duration::days(20_454) + chrono::Duration::seconds(second.into());
            let act = act(&at.to_rfc3339());
            let execution = act.today + chrono::Duration::days(ahead);
            let first = first_day(&act, execution, &bank);
            prop_assert!(first >= execution && check_day(&act, first, Scheme::Sct, &bank, 30).is_ok());
            for day in execution.iter_days().take_while(|day| *day < first) {
                prop_assert!(check_day(&act, day, Scheme::Sct, &bank, 30).is_err());
            }
        }
    }
}
