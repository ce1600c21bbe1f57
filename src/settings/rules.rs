//! What a change of the settings may be. Pure.

use super::Settings;
use super::keys::{KEYS, Key, Unit};
use crate::calendar::day_in_french;
use crate::money::Cents;
use crate::refusal::{
    Refusal, SETTING_AGES_ORDERED, SETTING_BACKDATED, SETTING_OUT_OF_BOUNDS, SETTING_REASON_FILLED, SETTING_TERMS_ORDERED,
    SETTING_UNKNOWN,
};
use chrono::NaiveDate;

/// The settings with these values typed over them, by the name of each.
///
/// # Errors
/// `setting_unknown`, `setting_out_of_bounds` with its bounds, for each value; `setting_terms_ordered`, `setting_ages_ordered`.
pub fn changed(before: &Settings, changes: &[(String, String)]) -> Result<Settings, Vec<Refusal>> {
    let mut wanted = *before;
    let mut refusals = Vec::new();
    for (name, written) in changes {
        match KEYS.iter().find(|key| key.name == name) {
            None => {
                let names: Vec<&str> = KEYS.iter().map(|key| key.name).collect();
                refusals.push(SETTING_UNKNOWN.because(format!("(« {name} » ; les réglages sont : {})", names.join(", "))));
            }
            Some(key) => match value(key, written) {
                Some(value) => (key.set)(&mut wanted, value),
                None => refusals.push(out_of_bounds(key, written)),
            },
        }
    }
    if !refusals.is_empty() {
        return Err(refusals);
    }
    if wanted.shortest_term > wanted.longest_term {
        refusals.push(SETTING_TERMS_ORDERED.because("").at("duree_maximale"));
    }
    if wanted.suspense_orange >= wanted.suspense_red {
        refusals.push(SETTING_AGES_ORDERED.because("").at("attente_rouge"));
    }
    if refusals.is_empty() { Ok(wanted) } else { Err(refusals) }
}

fn value(key: &Key, written: &str) -> Option<i64> {
    let written = written.trim();
    let value = if key.unit == Unit::Euros {
        Cents::parse(written).ok()?.0
    } else {
        written.parse().ok().filter(|_| written.bytes().all(|byte| byte.is_ascii_digit()))?
    };
    (key.bounds.0..=key.bounds.1).contains(&value).then_some(value)
}

fn out_of_bounds(key: &Key, written: &str) -> Refusal {
    let shown: String = written.chars().take(40).collect();
    let (least, most) = (key.typed(key.bounds.0), key.typed(key.bounds.1));
    let facts = format!("« {shown} » ; attendu : de {least} à {most} {}.", key.unit.word());
    SETTING_OUT_OF_BOUNDS.because(facts).at(key.name)
}

/// From when, and why: what was judged by the settings of its day is not judged again.
///
/// # Errors
/// `setting_backdated`, `setting_reason_filled`.
pub(super) fn announced(from: NaiveDate, today: NaiveDate, reason: &str) -> Result<(), Vec<Refusal>> {
    let mut refusals = Vec::new();
    if from < today {
        let facts = format!("(du {}, le {})", day_in_french(from), day_in_french(today));
        refusals.push(SETTING_BACKDATED.because(facts).at("du"));
    }
    if reason.trim().is_empty() {
        refusals.push(SETTING_REASON_FILLED.because("").at("motif"));
    }
    if refusals.is_empty() { Ok(()) } else { Err(refusals) }
}

/// What changed, in words.
#[must_use]
pub(super) fn difference(before: &Settings, after: &Settings) -> String {
    let told = KEYS.iter().filter(|key| (key.get)(before) != (key.get)(after));
    let one = |key: &Key| format!("{} : {} au lieu de {}", key.label, key.shown((key.get)(after)), key.typed((key.get)(before)));
    told.map(one).collect::<Vec<_>>().join(" ; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::parse_day;
    use crate::settings::{History, Version};
    use chrono::Utc;
    use proptest::prelude::*;

    fn one(name: &str, value: &str) -> Result<Settings, Vec<&'static str>> {
        changed(&Settings::default(), &[(name.to_owned(), value.to_owned())])
            .map_err(|refusals| refusals.iter().map(|refusal| refusal.code.name).collect())
    }

    #[test]
    fn values_stay_in_the_bounds_of_the_law() {
        assert_eq!(one("duree_minimale", "9").unwrap().shortest_term, 9);
        assert_eq!(one("plancher_vie", "240,50").unwrap().living_floor, Cents(24_050));
        for (name, value) in [("duree_minimale", "5"), ("duree_maximale", "25"), ("mois_alerte", "49"), ("plancher_vie", "-1")] {
            assert_eq!(one(name, value), Err(vec!["setting_out_of_bounds"]), "{name}");
        }
        assert_eq!(one("duree_maximale", "+9"), Err(vec!["setting_out_of_bounds"]));
        assert_eq!(one("autre", "9"), Err(vec!["setting_unknown"]));
        assert_eq!(one("attente_rouge", "5"), Err(vec!["setting_ages_ordered"]));
        let crossed = [("duree_minimale".to_owned(), "12".to_owned()), ("duree_maximale".to_owned(), "9".to_owned())];
        assert_eq!(changed(&Settings::default(), &crossed).unwrap_err()[0].code.name, "setting_terms_ordered");
    }

    #[test]
    fn each_setting_has_its_own_name_and_value() {
        for key in &KEYS {
            let mut settings = Settings::default();
            assert!((key.bounds.0..=key.bounds.1).contains(&(key.get)(&settings)), "{}", key.name);
            let other = if (key.get)(&settings) == key.bounds.1 { key.bounds.0 } else { key.bounds.1 };
            (key.set)(&mut settings, other);
            assert_eq!(
                KEYS.iter().filter(|one| (one.get)(&settings) != (one.get)(&Settings::default())).count(),
                1,
                "{}",
                key.name
            );
            assert_eq!(KEYS.iter().filter(|one| one.name == key.name).count(), 1);
        }
    }

    #[test]
    fn a_version_tells_what_it_changed_of_the_one_it_replaces() {
        let version = |version: i64, from: &str, settings: Settings| Version {
            version,
            in_force_from: from.parse().unwrap(),
            settings,
            reason: "Convention".into(),
            recorded_at: Utc::now(),
            author: "Ana".into(),
        };
        let origin = Settings::default();
        let january = Settings { shortest_term: 9, living_floor: Cents(24_050), ..origin };
        let november = Settings { warning_month: 40, ..origin };
        let history = History(vec![
            version(1, "1900-01-01", origin),
            version(2, "2027-01-01", january),
            version(3, "2026-11-01", november),
            version(4, "2027-01-01", Settings { warning_month: 41, ..january }),
        ]);
        let told: Vec<String> = history.latest_first().map(|one| history.changes(one)).collect();
        let expected = [("mois_alerte", 41, 42), ("mois_alerte", 40, 42)].map(|(name, new, old)| {
            let key = KEYS.iter().find(|key| key.name == name).unwrap();
            format!("{} : {} au lieu de {}", key.label, key.shown(new), key.typed(old))
        });
        assert_eq!(told[..2], expected);
        assert_eq!((told[2].matches(" ; ").count(), told[3].as_str()), (1, "Réglages d’origine"));
        assert_eq!(history.latest_first().map(|one| history.is_replaced(one)).collect::<Vec<_>>(), [false, false, true, false]);
        let next = |day: &str| history.next_after(day.parse().unwrap()).map(|one| one.version);
        assert_eq!([next("2026-10-01"), next("2026-11-01"), next("2027-01-01")], [Some(3), Some(4), None]);
        assert_eq!(history.last(), 4);
    }

    #[test]
    fn a_longer_term_is_not_undone_by_what_was_announced_before_it() {
        let version = |version, from: &str, trace_months| Version {
            version,
            in_force_from: parse_day(from).unwrap(),
            settings: Settings { trace_months, ..Settings::default() },
            reason: "convention".into(),
            recorded_at: chrono::DateTime::<Utc>::UNIX_EPOCH,
            author: "Sacha".into(),
        };
        // In November, something else is announced for February; in December a control asks for 36 months at once.
        let history = History(vec![
            version(1, "1900-01-01", 12),
            version(2, "2027-02-01", 12),
            version(3, "2026-12-15", 36),
            version(4, "2027-06-01", 18),
        ]);
        let months = |day: &str| history.trace_months_on(parse_day(day).unwrap());
        assert_eq!([months("2026-12-14"), months("2026-12-15"), months("2027-01-31")], [12, 36, 36]);
        assert_eq!(months("2027-02-01"), 36, "what was announced before does not shorten it");
        assert_eq!(months("2027-06-01"), 18, "what was chosen after does");
        assert_eq!(history.on(parse_day("2027-02-01").unwrap()).trace_months, 36, "the settings tell the term that is applied");
        assert_eq!(History::default().trace_months_on(parse_day("2026-12-14").unwrap()), 12);
    }

    proptest! {
        /// On each day, the version that began last is in force, and of two that began together the last recorded.
        #[test]
        fn the_version_in_force_is_the_last_that_began(starts in prop::collection::vec(0_u64..60, 1..8), asked in 0_u64..80) {
            let day = |count| NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::Days::new(count);
            let version = |(at, start): (usize, &u64)| Version {
                version: i64::try_from(at).unwrap() + 1,
                in_force_from: day(*start),
                settings: Settings { warning_month: i64::try_from(at).unwrap() + 1, ..Settings::default() },
                reason: "Convention".into(),
                recorded_at: Utc::now(),
                author: "Ana".into(),
            };
            let history = History(starts.iter().enumerate().map(version).collect());
            let last = starts.iter().filter(|start| **start <= asked).max();
            let expected = last.map_or(Settings::default().warning_month, |last| {
                i64::try_from(starts.iter().rposition(|start| start == last).unwrap()).unwrap() + 1
            });
            prop_assert_eq!(history.on(day(asked)).warning_month, expected);
        }

        #[test]
        fn no_text_panics(name in "\\PC{0,20}", value in "\\PC{0,60}") {
            let _ = one(&name, &value);
            let _ = one("plancher_vie", &value);
        }
    }
}
