//! Leases and budgets.

use super::{Check, Row};
use crate::calendar::day_in_french;
use crate::caseload::cell::malformed;
use crate::caseload::rows::{BUDGET, RENTS};
use crate::refusal::{BUDGET_WITHOUT_ACCOUNT, REFERENCE_UNKNOWN, RENT_MONTH_LOST, RENTS_OVERLAP};
use crate::rent::terms::{Period, month_lost};
use std::collections::BTreeMap;

/// The category that only leases pay.
const RENT: &str = "loyer";

impl Check<'_> {
    pub(super) fn rents(&mut self) {
        let folder = self.folder;
        for row in &folder.rents {
            self.person_known(&RENTS, row.line, row.value.person);
            self.payee_known(&RENTS, row.line, "bailleur", &row.value.payee);
        }
        let mut leases: BTreeMap<(i64, &str), Vec<Row<Period>>> = BTreeMap::new();
        for row in self.merged.rents.values() {
            leases.entry((row.value.person, &row.value.lease)).or_default().push(*row);
        }
        for (_, mut periods) in leases {
            periods.sort_by_key(|row| row.value.from_on);
            for pair in periods.windows(2) {
                let [earlier, later] = pair else { continue };
                self.consecutive(earlier, later);
            }
        }
    }

    /// Two periods of one lease that follow each other: no common day, no month without rent.
    fn consecutive(&mut self, earlier: &Row<Period>, later: &Row<Period>) {
        let Some(line) = later.line.or(earlier.line) else { return };
        if earlier.value.to_on.is_none_or(|last| last >= later.value.from_on) {
            let facts = format!("La période commencée le {} court encore.", day_in_french(earlier.value.from_on));
            self.refuse(&RENTS, line, "debut", RENTS_OVERLAP.because(facts));
        } else if let Some(month) = month_lost(earlier.value, later.value) {
            let facts = format!("({})", month.in_french());
            self.refuse(&RENTS, line, "jour_echeance", RENT_MONTH_LOST.because(facts));
        }
    }

    pub(super) fn budget(&mut self) {
        let folder = self.folder;
        for row in &folder.budget {
            let line = &row.value;
            self.person_known(&BUDGET, row.line, line.person);
            if !self.current.categories.contains(&line.category) {
                let mut known: Vec<&str> =
                    self.current.categories.iter().map(String::as_str).filter(|code| *code != RENT).collect();
                known.sort_unstable();
                let facts = format!("« {} » ; attendu : {}.", line.category, known.join(", "));
                self.refuse(&BUDGET, row.line, "categorie", REFERENCE_UNKNOWN.because(facts));
            } else if line.category == RENT {
                let refusal = malformed(RENT, "une autre catégorie ; le loyer se déclare dans rents.csv");
                self.refuse(&BUDGET, row.line, "categorie", refusal);
            }
            match &line.payee {
                Some(payee) => self.payee_known(&BUDGET, row.line, "beneficiaire", payee),
                None => {
                    let without = self.merged.people.get(&line.person).is_some_and(|person| person.value.own_iban.is_none());
                    if without && line.mandate.is_none() {
                        self.refuse(&BUDGET, row.line, "beneficiaire", BUDGET_WITHOUT_ACCOUNT.because(""));
                    }
                }
            }
        }
    }
}
