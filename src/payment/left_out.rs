//! Approved orders that a file leaves out, and why: nothing that was approved waits without a word.

use super::Order;
use crate::calendar::day_in_french;
use crate::money::Cents;
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::{HashMap, HashSet};

/// Why an approved order is not in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Its account was not asked for.
    OtherAccount,
    /// It is due on or after the bank's next working day.
    DueLater,
    /// It is an ordinary transfer, and only instant ones were asked for.
    Ordinary,
    /// The account that it pays changed or waits for a second person (RULE 35).
    PayeeNotConfirmed,
}

/// An approved order that is not in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// The order.
    pub order: String,
    /// Whose.
    pub person: Option<i64>,
    /// Who is paid.
    pub creditor: String,
    /// How much.
    pub cents: Cents,
    /// Why.
    pub why: Why,
    /// The same in French.
    pub words: String,
}

/// What decides whether an approved order is in a file.
pub(super) struct Asked {
    /// The accounts that pay, with their bank's working day after the execution: an order due from then on waits for the next file.
    pub accounts: HashMap<i64, NaiveDate>,
    /// Only instant transfers go.
    pub instant_only: bool,
    /// Orders to an account that nobody confirmed.
    pub blocked: HashSet<String>,
}

impl Asked {
    /// The orders that nothing else keeps out: their accounts are worth a look.
    pub(super) fn would_go<'a>(&self, approved: &'a [Order]) -> Vec<&'a str> {
        approved.iter().filter(|order| self.why(order).is_none()).map(|order| order.id.as_str()).collect()
    }

    /// Why the order stays out, or none when it goes.
    fn why(&self, order: &Order) -> Option<Why> {
        let Some(next) = self.accounts.get(&order.bank_account) else { return Some(Why::OtherAccount) };
        if self.instant_only && !order.instant {
            Some(Why::Ordinary)
        } else if order.due_on >= *next {
            Some(Why::DueLater)
        } else if self.blocked.contains(&order.id) {
            Some(Why::PayeeNotConfirmed)
        } else {
            None
        }
    }

    /// The orders that go, and those that stay out.
    pub fn part(&self, approved: Vec<Order>) -> (Vec<Order>, Vec<LeftOut>) {
        let mut out = Vec::new();
        let mut go = Vec::with_capacity(approved.len());
        for order in approved {
            match self.why(&order) {
                Some(why) => out.push(left_out(order, why)),
                None => go.push(order),
            }
        }
        (go, out)
    }
}

fn left_out(order: Order, why: Why) -> LeftOut {
    let words = match why {
        Why::OtherAccount => "il part d'un autre compte.".to_owned(),
        Why::Ordinary => "c'est un virement ordinaire ; seuls les virements instantanés partaient.".to_owned(),
        Why::DueLater => format!("son échéance est le {}.", day_in_french(order.due_on)),
        Why::PayeeNotConfirmed => "l'IBAN du bénéficiaire, changé ou refusé par la banque, attend d'être confirmé.".to_owned(),
    };
    LeftOut { order: order.id, person: order.person, creditor: order.creditor_name, cents: order.cents, why, words }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::parse_day;
    use proptest::prelude::*;

    fn order(id: String, bank_account: i64, due_on: NaiveDate, cents: i64) -> Order {
        Order {
            id,
            kind: "budget".into(),
            bank_account,
            person: Some(1),
            month: "2026-11".into(),
            due_on,
            rank: 2,
            category: None,
            rent: None,
            budget_line: None,
            split: None,
            payee: None,
            creditor_name: "Lumière Énergie".into(),
            creditor_iban: String::new(),
            creditor_bic: None,
            cents: Cents(cents),
            wanted: Cents(cents),
            remittance: String::new(),
            state: "approved".into(),
            prepared_by: String::new(),
            approved_by: None,
            batch: None,
            settled_line: None,
            reason: None,
            instant: false,
        }
    }

    proptest! {
        #[test]
        fn every_order_goes_or_is_told(orders in prop::collection::vec((1_i64..4, 0_u64..4, any::<bool>(), any::<bool>(), 1_i64..900), 0..12), instant_only: bool) {
            let first = parse_day("2026-11-09").unwrap();
            let next: HashMap<i64, NaiveDate> = [(1, first + chrono::Days::new(2)), (2, first + chrono::Days::new(3))].into();
            let mut blocked = HashSet::new();
            let mut approved = Vec::new();
            for (place, (account, days, bad, instant, cents)) in orders.into_iter().enumerate() {
                if bad {
                    blocked.insert(place.to_string());
                }
                approved.push(Order { instant, ..order(place.to_string(), account, first + chrono::Days::new(days), cents) });
            }
            let asked = Asked { accounts: next.clone(), instant_only, blocked };
            let (go, out) = asked.part(approved.clone());
            prop_assert_eq!(go.len() + out.len(), approved.len());
            for order in &go {
                prop_assert!(order.bank_account < 3 && order.due_on < next[&order.bank_account] && !asked.blocked.contains(&order.id));
                prop_assert!(order.instant || !instant_only);
            }
            for one in &out {
                let order = approved.iter().find(|order| order.id == one.order).unwrap();
                let so = match one.why {
                    Why::OtherAccount => order.bank_account == 3,
                    Why::Ordinary => instant_only && !order.instant,
                    Why::DueLater => order.due_on >= next[&order.bank_account],
                    Why::PayeeNotConfirmed => asked.blocked.contains(&order.id),
                };
                prop_assert!(so);
            }
        }
    }
}
