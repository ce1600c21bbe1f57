//! The events of the plan: what each payer and creditor books, and what goes wrong.

use super::profile::{Benefit, Extra, Payer};
use super::rows::{AccountRow, BudgetRow, PayeeRow, PersonRow};
use super::{Case, Caseload};
use crate::calendar::Month;
use crate::demo::chance::Chance;
use crate::demo::names::{PLACE, bank_text};
use crate::demo::plan::{Movement, Nature, Outcome, Plan, Regular, Trouble, When};
use crate::demo::{days, iban};
use std::collections::HashMap;

/// A payer's name on statements.
pub(super) fn payer_name(payer: Payer) -> String {
    let body = match payer {
        Payer::Caf => "CAF DU",
        Payer::Carsat => "CARSAT DU",
        Payer::Cpam => "CPAM DU",
        Payer::Department => "DEPARTEMENT DU",
    };
    format!("{body} {PLACE}")
}

/// A person's number at a payer; the CAF's has seven digits.
pub(super) fn file_number(payer: Payer, person: u32) -> String {
    match payer {
        Payer::Caf => (3_100_000 + person * 7).to_string(),
        Payer::Carsat => (41_000_000 + person * 13).to_string(),
        Payer::Cpam => format!("2625{:08}", 20_000_000 + person * 17),
        Payer::Department => format!("D{:06}", 45_000 + person),
    }
}

fn payer_iban(payer: Payer) -> String {
    let account = match payer {
        Payer::Caf => 11,
        Payer::Carsat => 22,
        Payer::Cpam => 33,
        Payer::Department => 44,
    };
    iban::french(99_300, 1, account)
}

/// A credit without references: the base of all received transfers.
fn received(account: usize, party: &str, party_iban: String, cents: i64, remittance: String) -> Movement {
    Movement {
        account,
        nature: Nature::TransferReceived,
        cents,
        party: party.to_owned(),
        party_iban,
        end_to_end: String::new(),
        remittance,
        mandate: String::new(),
        unreferenced: false,
    }
}

fn every_month(plan: &Plan, when: When, movement: Movement) -> Regular {
    Regular { from: Month::of(plan.opens_on), until: None, skipped: Vec::new(), when, movement }
}

fn total(benefits: &[Benefit], payer: Payer, month: Month) -> i64 {
    benefits.iter().filter(|b| b.payer == payer && b.last.is_none_or(|last| month <= last)).map(|b| b.cents).sum()
}

/// What is paid for one person, or wrongly paid to their account.
pub(super) fn personal_events(plan: &mut Plan, case: &Case, extra: Extra, chance: &mut Chance) {
    let name = bank_text(&case.name);
    caf(plan, case, &name);
    let number = |payer| file_number(payer, case.number);
    for (payer, when, text) in [
        (Payer::Carsat, When::Pension, format!("ASSURANCE RETRAITE {}", number(Payer::Carsat))),
        (Payer::Cpam, When::Day(7), format!("CPAM {PLACE} {} PENSION {{mois}}", number(Payer::Cpam))),
        (Payer::Department, When::Day(10), format!("DOSSIER {} {name} {{mois}}", number(Payer::Department))),
    ] {
        let listed = total(&case.benefits, payer, Month::of(plan.opens_on));
        // The pension, outside the list, comes in the same credit as ASPA or ASI.
        let pension = if payer == Payer::Department { 0 } else { case.pension };
        if listed > 0 {
            let movement = received(case.account, &payer_name(payer), payer_iban(payer), listed + pension, text);
            plan.regular.push(every_month(plan, when, movement));
        }
    }
    outside_the_list(plan, case, &name, extra, chance);
}

/// One CAF credit per person and month for all rights together.
fn caf(plan: &mut Plan, case: &Case, name: &str) {
    let first = Month::of(plan.opens_on);
    let (letter, key) = (char::from(b'A' + u8::try_from(case.number % 23).unwrap_or(0)), case.number % 100);
    let text = format!("{} {letter} {name} {{mois}}ME", file_number(Payer::Caf, case.number));
    let credit = |cents| Movement {
        end_to_end: format!("{{mois}}{key:02}{letter}{:02}", case.number / 100 % 100),
        ..received(case.account, &payer_name(Payer::Caf), payer_iban(Payer::Caf), cents, text.clone())
    };
    let before = total(&case.benefits, Payer::Caf, first);
    if before == 0 {
        return;
    }
    let mut regular = every_month(plan, When::Caf, credit(before));
    if let Some(last) = case.benefits.iter().find_map(|benefit| benefit.last) {
        let after = total(&case.benefits, Payer::Caf, last.next());
        plan.regular.push(Regular { from: last.next(), movement: credit(after), ..regular.clone() });
        regular.until = Some(last);
    }
    if let Some(month) = month_without_rsa(case) {
        regular.skipped.push(month);
        let rsa: i64 = case.benefits.iter().filter(|benefit| benefit.number == 17).map(|benefit| benefit.cents).sum();
        let stamp = month.first_day().format("%m%Y").to_string();
        let mut rest = credit(before - rsa);
        rest.end_to_end = rest.end_to_end.replace("{mois}", &stamp);
        rest.remittance = rest.remittance.replace("{mois}", &stamp);
        if rest.cents > 0 {
            plan.once.push((days::caf_day(month), rest));
        }
    }
    plan.regular.push(regular);
}

/// The month in which the RSA does not come, for a few.
fn month_without_rsa(case: &Case) -> Option<Month> {
    let month = match (case.place.slot, case.place.block % 10) {
        (16, 0) => "2026-10",
        (16, 5) => "2026-11",
        _ => return None,
    };
    month.parse().ok()
}

/// Income outside the list of D271-2: the software has to refuse it.
fn outside_the_list(plan: &mut Plan, case: &Case, name: &str, extra: Extra, chance: &mut Chance) {
    let account = case.account;
    match extra {
        Extra::Salary => {
            let cents = chance.stepped(52_000, 84_000, 7);
            let salary = received(
                account,
                "BRENNE PROPRETE SERVICES",
                iban::french(99_310, 1, 800),
                cents,
                format!("SALAIRE {{mois}} {name}"),
            );
            plan.regular.push(every_month(plan, When::Day(28), salary));
        }
        Extra::FranceTravail => {
            let text = format!("FRANCE TRAVAIL 20260{:06} 045 {:07}K {{mois}}", case.number, 2_200_000 + case.number);
            let allowance = received(account, "FRANCE TRAVAIL", iban::french(99_300, 2, 55), 31_168, text);
            plan.regular.push(every_month(plan, When::Day(3), allowance));
        }
        Extra::Nothing | Extra::Pch | Extra::Apa | Extra::HomeHelp | Extra::Short => {}
    }
    // Two consultations of one day, refunded by two equal transfers.
    if case.place.slot == 18 && case.place.block.is_multiple_of(5) {
        let text = format!("REMBOURSEMENT SOINS {}", file_number(Payer::Cpam, case.number));
        let refund = received(account, &payer_name(Payer::Cpam), payer_iban(Payer::Cpam), 2_650, text);
        let day = days::open_from(Month::of(plan.opens_on).next().day(19));
        let refund = Movement { unreferenced: true, ..refund };
        plan.once.extend([(day, refund.clone()), (day, refund)]);
    }
}

/// Fees, agreed direct debits, and one that nobody agreed to.
pub(super) fn bank_events(plan: &mut Plan, accounts: &[AccountRow]) {
    let fee = |account, cents, text: &str| Movement {
        nature: Nature::Fee,
        ..received(account, "", String::new(), cents, text.to_owned())
    };
    let pooled = every_month(plan, When::LastOpenDay, fee(0, 1_840, "FRAIS DE TENUE DE COMPTE"));
    plan.regular.push(pooled);
    for (index, account) in accounts.iter().enumerate() {
        if account.person.is_some_and(|person| person % 20 == 8) {
            let own = every_month(plan, When::LastOpenDay, fee(index, 215, "COTISATION CARTE DE RETRAIT"));
            plan.regular.push(own);
        }
    }
    let unknown = Movement {
        nature: Nature::DirectDebit,
        mandate: "CPL-2026-118204".to_owned(),
        end_to_end: "CPL118204".to_owned(),
        ..received(0, "CLUB PRIVILEGE LOISIRS", iban::french(99_310, 3, 900), 2_990, "ABONNEMENT CLUB PRIVILEGE".to_owned())
    };
    plan.once.push((days::open_from(Month::of(plan.opens_on).next().day(14)), unknown));
}

impl Caseload {
    /// Adds the direct debits that follow from the mandates of the budget.
    pub(super) fn add_direct_debits(&mut self) {
        let payees: HashMap<&str, &PayeeRow> = self.payees.iter().map(|payee| (payee.reference.as_str(), payee)).collect();
        let references: HashMap<&str, usize> =
            self.accounts.iter().enumerate().map(|(i, account)| (account.reference.as_str(), i)).collect();
        let accounts: HashMap<u32, usize> =
            self.people.iter().filter_map(|person| Some((person.number, *references.get(person.account.as_str())?))).collect();
        let debits = self.budget.iter().filter(|row| !row.mandate.is_empty()).filter_map(|row| {
            let movement = direct_debit(row, payees.get(row.payee.as_str())?, *accounts.get(&row.person)?);
            Some(every_month(&self.plan, When::Day(row.day), movement))
        });
        let debits: Vec<Regular> = debits.collect();
        self.plan.regular.extend(debits);
    }
}

fn direct_debit(row: &BudgetRow, payee: &PayeeRow, account: usize) -> Movement {
    let text = format!("FACTURE {{mois}} CONTRAT {}", row.reference);
    Movement {
        nature: Nature::DirectDebit,
        mandate: row.mandate.clone(),
        end_to_end: format!("{}-{{mois}}", row.reference),
        ..received(account, &bank_text(&payee.name), payee.iban.clone(), row.amount.0, text)
    }
}

/// A landlord's account that is closed in October, and a person's own account number that is wrong in November.
pub(super) fn troubles(people: &[PersonRow], payees: &[PayeeRow]) -> Vec<Trouble> {
    let landlord = payees
        .iter()
        .find(|payee| payee.reference == "PROPRIETAIRE-00002")
        .map(|payee| (&payee.iban, "2026-10", Outcome::Returned));
    let own = people.iter().find(|person| person.number == 5).map(|person| (&person.own_iban, "2026-11", Outcome::Rejected));
    let trouble = |(iban, month, outcome): (&String, &str, Outcome)| {
        let month: Month = month.parse().ok()?;
        Some(Trouble { iban: iban.clone(), from: month.first_day(), times: 1, outcome })
    };
    landlord.into_iter().chain(own).filter_map(trouble).collect()
}
