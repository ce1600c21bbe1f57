//! Contracts of one person together, and authorisations inside them (CASF L271-2, RULE 03 to 06).

use super::{Check, Row, by_person};
use crate::calendar::day_in_french;
use crate::caseload::rows::{AUTHORISATIONS, CONTRACTS};
use crate::person::{Authorisation, Contract, rules};
use crate::refusal::{
    AUTHORISATIONS_OVERLAP, CONTRACT_FLOOR_BELOW_SETTING, CONTRACT_PERSON_FIXED, CONTRACT_SIGNED_LATER, REFERENCE_UNKNOWN,
};
use std::collections::BTreeMap;

impl Check<'_> {
    pub(super) fn contracts(&mut self) {
        let folder = self.folder;
        for row in &folder.contracts {
            let contract = &row.value;
            self.person_known(&CONTRACTS, row.line, contract.person);
            self.settings_of(row.line, contract);
            if let Some(known) = self.current.contracts.get(&contract.reference)
                && known.value.person != contract.person
            {
                let facts = format!("« {} » est celui de la personne {}.", contract.reference, known.value.person);
                self.refuse(&CONTRACTS, row.line, "numero_personne", CONTRACT_PERSON_FIXED.because(facts));
            }
            for (column, signed_on) in [
                ("signature_personne", contract.signed_by_person_on),
                ("signature_departement", contract.signed_by_department_on),
            ] {
                if signed_on > self.today {
                    let facts = format!("({}, import du {})", day_in_french(signed_on), day_in_french(self.today));
                    self.refuse(&CONTRACTS, row.line, column, CONTRACT_SIGNED_LATER.because(facts));
                }
            }
            if let Some(renewed) = &contract.renews {
                let earlier = self.merged.contracts.get(renewed.as_str());
                let good = earlier.is_some_and(|earlier| {
                    earlier.value.person == contract.person && earlier.value.starts_on < contract.starts_on
                });
                if !good && !folder.faulty.holds(&CONTRACTS, renewed) {
                    let facts = format!("« {renewed} » n'est pas un contrat antérieur de la même personne.");
                    self.refuse(&CONTRACTS, row.line, "renouvelle", REFERENCE_UNKNOWN.because(facts));
                }
            }
        }
        let mut groups: Vec<(i64, Vec<Row<Contract>>)> =
            by_person(&self.merged.contracts, |contract| contract.person).into_iter().collect();
        groups.sort_by_key(|(person, _)| *person);
        for (_, mut group) in groups {
            group.sort_by(|a, b| (a.value.starts_on, &a.value.reference).cmp(&(b.value.starts_on, &b.value.reference)));
            self.contracts_of_one(&group);
        }
    }

    /// A contract that is new or changed keeps to the settings of its first day (RULE 02, 34).
    fn settings_of(&mut self, line: u64, contract: &Contract) {
        if self.current.contracts.get(&contract.reference).is_some_and(|known| known.value == *contract) {
            return;
        }
        let settings = self.current.settings.on(contract.starts_on);
        for refusal in rules::contract_of_setting(contract, &settings) {
            let column = if refusal.code == &CONTRACT_FLOOR_BELOW_SETTING { "plancher_vie" } else { "fin" };
            self.refuse(&CONTRACTS, line, column, refusal);
        }
    }

    /// One person's contracts, the oldest first; faults are reported on the latest row of the folder that is concerned.
    fn contracts_of_one(&mut self, group: &[Row<Contract>]) {
        let Some(line) = group.iter().rev().find_map(|row| row.line) else { return };
        let all: Vec<&Contract> = group.iter().map(|row| row.value).collect();
        if let Some(refusal) = rules::total_term(&all) {
            self.refuse(&CONTRACTS, line, "fin", refusal);
        }
        for pair in group.windows(2) {
            let [one, other] = pair else { continue };
            let (row, against) = if other.line.is_some() { (other, one) } else { (one, other) };
            if let (Some(line), Some(refusal)) = (row.line, rules::overlap(row.value, against.value)) {
                self.refuse(&CONTRACTS, line, "debut", refusal);
            }
        }
    }

    pub(super) fn authorisations(&mut self) {
        for row in self.authorisations {
            match self.merged.contracts.get(row.value.contract.as_str()).copied() {
                None => self.unknown(&AUTHORISATIONS, row.line, "contrat", &row.value.contract, &CONTRACTS),
                Some(contract) => {
                    if let Some(refusal) = rules::inside_contract(&row.value, contract.value) {
                        let column = if row.value.from_on < contract.value.starts_on { "debut" } else { "fin" };
                        self.refuse(&AUTHORISATIONS, row.line, column, refusal);
                    }
                }
            }
        }
        self.authorisations_overlap();
        // A contract that became shorter than what is recorded under it.
        let mut outside = Vec::new();
        for row in self.merged.authorisations.values().filter(|row| row.line.is_none()) {
            if let Some(contract) = self.merged.contracts.get(row.value.contract.as_str())
                && let (Some(line), Some(refusal)) = (contract.line, rules::inside_contract(row.value, contract.value))
            {
                outside.push((line, row.value.benefit, refusal));
            }
        }
        outside.sort_by_key(|(line, benefit, _)| (*line, *benefit));
        for (line, _, refusal) in outside {
            self.refuse(&CONTRACTS, line, "fin", refusal);
        }
    }
    /// One person authorises a benefit once for a day, whatever the contracts (RULE 05): two would let it in twice.
    fn authorisations_overlap(&mut self) {
        let mut of_one: BTreeMap<(i64, i64), Vec<Row<Authorisation>>> = BTreeMap::new();
        for row in self.merged.authorisations.values() {
            if let Some(contract) = self.merged.contracts.get(row.value.contract.as_str()) {
                of_one.entry((contract.value.person, row.value.benefit)).or_default().push(*row);
            }
        }
        for mut rows in of_one.into_values() {
            rows.sort_by(|a, b| (a.value.from_on, &a.value.contract).cmp(&(b.value.from_on, &b.value.contract)));
            let mut longest: Option<Row<Authorisation>> = None;
            for later in rows {
                if let Some(earlier) = longest.filter(|earlier| later.value.from_on <= earlier.value.to_on)
                    && let Some(line) = later.line.or(earlier.line)
                {
                    let (from, to) = (day_in_french(earlier.value.from_on), day_in_french(earlier.value.to_on));
                    let facts = format!("Contrat « {} », du {from} au {to}.", earlier.value.contract);
                    self.refuse(&AUTHORISATIONS, line, "debut", AUTHORISATIONS_OVERLAP.because(facts));
                }
                if longest.is_none_or(|longest| later.value.to_on > longest.value.to_on) {
                    longest = Some(later);
                }
            }
        }
    }
}
