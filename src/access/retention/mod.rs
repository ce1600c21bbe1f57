//! How long traces of access are kept, and their removal (RULE 82; CNIL, deliberation 2021-122: 6 to 12 months, longer only for a documented
//! control). Readings of files, sign-ins, sessions, departures to the identity provider, what it proved and nobody linked, and links and
//! codes that have served go away when they are past their term, but for those of a file in litigation. What was
//! done with money, the ledger and the accesses themselves are evidence: no removal reaches them, and the database refuses it.

mod litigation;
mod rules;
mod store;

pub use litigation::{Hold, holds_of, lift_hold, place_hold};
pub use rules::{LONGEST, SHORTEST, kept_from};
pub use store::{Removal, last_removal, past_term, remove_past_term};

use crate::plural::count;
use chrono::NaiveDate;

/// A kind of trace, with how many of it a removal counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Its name in the database and in JSON.
    pub name: &'static str,
    one: &'static str,
    many: &'static str,
    /// How many.
    pub number: i64,
}

impl Counted {
    /// `3 sessions`.
    #[must_use]
    pub fn words(&self) -> String {
        count(self.number, self.one, self.many)
    }
}

/// What is past its term: everything of before a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastTerm {
    /// The first day whose traces are kept.
    pub kept_from: NaiveDate,
    /// How many of each kind, zeros too.
    pub counts: Vec<Counted>,
}

impl PastTerm {
    /// True when nothing is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.counts.iter().all(|one| one.number == 0)
    }

    /// What there is, kind by kind: `12 lectures de dossiers, 3 sessions`; « rien » when nothing is.
    #[must_use]
    pub fn words(&self) -> String {
        let told: Vec<String> = self.counts.iter().filter(|one| one.number > 0).map(Counted::words).collect();
        if told.is_empty() { "rien".to_owned() } else { told.join(", ") }
    }
}
