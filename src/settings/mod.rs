//! The settings of the Département: what its convention and the organisation chose inside the bounds of the law. A version for each
//! change, in force from a day that is told, never edited; the rules read the version in force on the day that they judge.

mod keys;
mod rules;
mod store;

pub use keys::{KEYS, Key, Unit};
pub use rules::changed;
pub use store::{history, set_settings, settings_on};

use crate::money::Cents;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

/// The values of one version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Settings {
    /// Shortest term of a contract, in whole months: 6 at least (CASF L271-2, RULE 02).
    pub shortest_term: i64,
    /// Longest term of a contract, in started months: 24 at most (CASF L271-2, RULE 02).
    pub longest_term: i64,
    /// The month of the 48 from which a person's file warns (RULE 03).
    pub warning_month: i64,
    /// The least monthly living money that a contract may guarantee (RULE 34).
    pub living_floor: Cents,
    /// Working days after which money that waits is late (RULE 73).
    pub suspense_orange: i64,
    /// Days after which it is very late (RULE 73).
    pub suspense_red: i64,
    /// Working days by which an expected benefit may be early (RULE 99).
    pub receipt_early: i64,
    /// Working days by which it may be late (RULE 99).
    pub receipt_late: i64,
    /// How many months after the current one payments may be prepared.
    pub preparation_months: i64,
    /// How many days ahead a file may be executed.
    pub execution_days: i64,
    /// How many months before its end a contract is told.
    pub ending_months: i64,
    /// How many months traces of access are kept: 12, up to 36 for a control that is written down (RULE 82).
    pub trace_months: i64,
    /// After how many tries a person is said not to have been reached with a statement (RULE 43).
    pub reach_tries: i64,
}

impl Default for Settings {
    /// What the law and the practice say before anybody chose, as the first version in the database.
    fn default() -> Self {
        Self {
            shortest_term: 6,
            longest_term: 24,
            warning_month: 42,
            living_floor: Cents::ZERO,
            suspense_orange: 5,
            suspense_red: 30,
            receipt_early: 1,
            receipt_late: 4,
            preparation_months: 2,
            execution_days: 30,
            ending_months: 2,
            trace_months: 12,
            reach_tries: 3,
        }
    }
}

/// A version, with who recorded it and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Version {
    /// Counted from 1.
    pub version: i64,
    /// The first day on which it is in force.
    pub in_force_from: NaiveDate,
    /// The values.
    #[sqlx(flatten)]
    pub settings: Settings,
    /// Why.
    pub reason: String,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub author: String,
}

/// Every version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History(pub(crate) Vec<Version>);

impl History {
    /// The values in force on a day: of the last day that began before, the last recorded; but for the term of traces, which is told as
    /// it is applied ([`History::trace_months_on`]).
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> Settings {
        let settings = self.version_on(day).map_or_else(Settings::default, |version| version.settings);
        Settings { trace_months: self.trace_months_on(day), ..settings }
    }

    /// The version in force on a day.
    #[must_use]
    pub fn version_on(&self, day: NaiveDate) -> Option<&Version> {
        let begun = self.0.iter().filter(|version| version.in_force_from <= day);
        begun.max_by_key(|version| (version.in_force_from, version.version))
    }

    /// How many months traces of access are kept on a day (RULE 82). A longer term, once chosen, is not undone on its day by what was
    /// announced before it was chosen: the longest of the version in force and of those recorded since that have begun.
    #[must_use]
    pub fn trace_months_on(&self, day: NaiveDate) -> i64 {
        let in_force = self.version_on(day).map_or(0, |version| version.version);
        let since = self.0.iter().filter(|version| version.version >= in_force && version.in_force_from <= day);
        since.map(|version| version.settings.trace_months).max().unwrap_or_else(|| Settings::default().trace_months)
    }

    /// The version that is in force later than a day and ends what was chosen for it: the first announced.
    #[must_use]
    pub fn next_after(&self, day: NaiveDate) -> Option<&Version> {
        let later = self.0.iter().filter(|version| version.in_force_from > day);
        later.min_by_key(|version| (version.in_force_from, std::cmp::Reverse(version.version)))
    }

    /// What a version changed: of the values that were to be in force on its first day when it was recorded.
    #[must_use]
    pub fn changes(&self, version: &Version) -> String {
        let earlier = self.0.iter().filter(|one| one.version < version.version && one.in_force_from <= version.in_force_from);
        let base = earlier.max_by_key(|one| (one.in_force_from, one.version));
        base.map_or_else(|| "Réglages d’origine".to_owned(), |base| rules::difference(&base.settings, &version.settings))
    }

    /// True of a version whose first day another, recorded later, has taken.
    #[must_use]
    pub fn is_replaced(&self, version: &Version) -> bool {
        self.0.iter().any(|one| one.version > version.version && one.in_force_from == version.in_force_from)
    }

    /// The number of the last version recorded.
    #[must_use]
    pub fn last(&self) -> i64 {
        self.0.last().map_or(0, |last| last.version)
    }

    /// The versions, the last recorded first.
    pub fn latest_first(&self) -> impl Iterator<Item = &Version> {
        self.0.iter().rev()
    }
}
