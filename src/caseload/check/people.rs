//! People and the bank accounts that receive their benefits (RULE 20).

use super::Check;
use crate::caseload::rows::{BANK_ACCOUNTS, BUDGET, PEOPLE};
use crate::person::{Holder, Person};
use crate::refusal::{
    BANK_ACCOUNT_FIXED, BANK_ACCOUNT_HOLDER_MISMATCH, BANK_ACCOUNT_IBAN, BUDGET_WITHOUT_ACCOUNT, PERSON_BANK_ACCOUNT_FIXED,
    PERSON_ERASED,
};
use std::collections::{HashMap, HashSet};

impl Check<'_> {
    pub(super) fn bank_accounts(&mut self) {
        let folder = self.folder;
        let mut of_iban: HashMap<&str, &str> = HashMap::new();
        for known in self.current.bank_accounts.values() {
            of_iban.insert(&known.value.iban, &known.value.reference);
        }
        for row in &folder.bank_accounts {
            let account = &row.value.account;
            let owner = *of_iban.entry(&account.iban).or_insert(&account.reference);
            if owner != account.reference {
                self.refuse(&BANK_ACCOUNTS, row.line, "iban", BANK_ACCOUNT_IBAN.because(format!("(compte « {owner} »)")));
            }
            if let Some(known) = self.current.bank_accounts.get(&account.reference) {
                if known.value.iban != account.iban {
                    self.refuse(&BANK_ACCOUNTS, row.line, "iban", BANK_ACCOUNT_FIXED.because(""));
                }
                if known.value.holder != account.holder {
                    self.refuse(&BANK_ACCOUNTS, row.line, "titulaire", BANK_ACCOUNT_FIXED.because(""));
                }
            }
            if let Some(number) = row.value.person {
                match self.merged.people.get(&number).map(|person| &person.value.account) {
                    None => self.person_known(&BANK_ACCOUNTS, row.line, number),
                    Some(used) if *used != account.reference => {
                        let facts = format!("La personne {number} reçoit ses prestations sur « {used} ».");
                        self.refuse(&BANK_ACCOUNTS, row.line, "numero_personne", BANK_ACCOUNT_HOLDER_MISMATCH.because(facts));
                    }
                    Some(_) => {}
                }
            }
        }
    }

    pub(super) fn people(&mut self) {
        let folder = self.folder;
        let owners = self.owners();
        let paid_in_hand: HashSet<i64> = self
            .merged
            .budget
            .values()
            .filter(|row| row.line.is_none() && row.value.payee.is_none() && row.value.mandate.is_none())
            .map(|row| row.value.person)
            .collect();
        for row in &folder.people {
            let person = &row.value;
            if self.current.erased.contains(&person.number) {
                self.refuse(&PEOPLE, row.line, "numero", PERSON_ERASED.because(""));
                continue;
            }
            self.account_of(row.line, person, &owners);
            if person.own_iban.is_none() && paid_in_hand.contains(&person.number) {
                let facts = format!("(ligne déjà enregistrée, issue de {})", BUDGET.file);
                self.refuse(&PEOPLE, row.line, "iban_personnel", BUDGET_WITHOUT_ACCOUNT.because(facts));
            }
        }
    }

    fn account_of(&mut self, line: u64, person: &Person, owners: &HashMap<String, i64>) {
        if let Some(known) = self.current.people.get(&person.number)
            && known.value.account != person.account
        {
            let facts = format!("Compte enregistré : « {} ».", known.value.account);
            self.refuse(&PEOPLE, line, "compte", PERSON_BANK_ACCOUNT_FIXED.because(facts));
            return;
        }
        match self.merged.bank_accounts.get(person.account.as_str()) {
            None => self.unknown(&PEOPLE, line, "compte", &person.account, &BANK_ACCOUNTS),
            Some(account) if account.value.holder == Holder::Person => {
                if let Some(owner) = owners.get(&person.account).filter(|owner| **owner != person.number) {
                    let facts = format!("« {} » est au nom de la personne {owner}.", person.account);
                    self.refuse(&PEOPLE, line, "compte", BANK_ACCOUNT_HOLDER_MISMATCH.because(facts));
                }
            }
            Some(_) => {}
        }
    }

    /// The one person of each account: as the folder says, as recorded, else the first who uses it.
    fn owners(&self) -> HashMap<String, i64> {
        let mut owners: HashMap<String, i64> = HashMap::new();
        for row in &self.folder.bank_accounts {
            if let Some(person) = row.value.person {
                owners.insert(row.value.account.reference.clone(), person);
            }
        }
        let recorded = self.current.people.values().map(|known| &known.value);
        for person in recorded.chain(self.folder.people.iter().map(|row| &row.value)) {
            owners.entry(person.account.clone()).or_insert(person.number);
        }
        owners
    }
}
