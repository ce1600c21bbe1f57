//! Signs that a conversion of alphabet turned into letters: only the balances of the statement can confirm them.

use super::group::Figure;
use super::notes::Notes;
use crate::diagnostic::{Diagnostic, Place, Remark, Repair};

/// The movements of a statement, added up as they are given.
#[derive(Debug)]
pub(super) struct Signs {
    /// Sum of the movements; none when it does not fit.
    sum: Option<i64>,
    /// Sum of those whose sign is in doubt.
    doubt: Option<i64>,
    /// The first of them.
    first: Option<Place>,
}

impl Default for Signs {
    fn default() -> Self {
        Self { sum: Some(0), doubt: Some(0), first: None }
    }
}

impl Signs {
    /// The next movement.
    pub(super) fn add(&mut self, figure: &Figure, cents: i64) {
        self.sum = self.sum.and_then(|sum| sum.checked_add(cents));
        if figure.amount.transcoded {
            self.doubt = self.doubt.and_then(|doubt| doubt.checked_add(cents));
            self.first.get_or_insert_with(|| figure.place.clone());
        }
    }

    /// A sign read from an accented letter holds only if the balances say so, and would not hold with the opposite sign.
    pub(super) fn confirm(
        self,
        opening: Option<(&Figure, i64)>,
        closing: Option<(&Figure, i64)>,
        notes: &mut Notes,
    ) -> Result<(), Diagnostic> {
        let place = |side| transcoded(side).map(|(figure, _)| figure.place.clone());
        let Some(first) = place(opening).or(self.first).or_else(|| place(closing)) else { return Ok(()) };
        let gap = |before: i64, sum: Option<i64>, after: i64| before.checked_add(sum?)?.checked_sub(after);
        let explained = opening.zip(closing).and_then(|((_, before), (_, after))| gap(before, self.sum, after)) == Some(0);
        let doubtful = |side| transcoded(side).map_or(0, |(_, cents)| cents);
        let doubt = gap(doubtful(opening), self.doubt, doubtful(closing));
        if explained && doubt.is_some_and(|doubt| doubt != 0) {
            let remark = Remark::repaired(
                "amount_sign_transcoded",
                "Le signe d'un montant est écrit « é » ou « è » au lieu d'une accolade : le fichier a changé d'alphabet.",
                "« é » est lu + et « è » est lu − ; les soldes du relevé le confirment.",
            );
            notes.add(remark.by(Repair::Confirmed), &first);
            return Ok(());
        }
        Err(Remark::fatal(
            "amount_sign_uncertain",
            "Le signe d'un montant est écrit « é » ou « è » au lieu d'une accolade, et les soldes du relevé ne le confirment pas.",
            "Un signe n'est jamais deviné : demandez à la banque le fichier d'origine, sans changement d'alphabet.",
        )
        .at(first))
    }
}

/// A balance whose sign is in doubt, with its amount.
fn transcoded(side: Option<(&Figure, i64)>) -> Option<(&Figure, i64)> {
    side.filter(|(figure, _)| figure.amount.transcoded)
}
