//! What waits to be put into a file: by account, and by the day on which its bank would execute it.

use super::super::debtor::debtors;
use super::super::execution::first_day;
use super::super::profile::in_force;
use super::super::{OrderFilter, State, list_orders};
use crate::access::Act;
use crate::money::Cents;
use crate::refusal::{AMOUNT_TOO_LARGE, Failure};
use crate::store::Tx;
use chrono::NaiveDate;
use quitus_sepa::profile::BankProfile;
use std::collections::BTreeMap;

/// Approved orders that one execution day serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// The last open day before their due day, or the first that the bank still takes.
    pub execution: NaiveDate,
    /// How many.
    pub orders: i64,
    /// For how much.
    pub cents: Cents,
}

/// An account with approved orders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its reference.
    pub reference: String,
    /// Its label.
    pub label: String,
    /// Its number.
    pub iban: String,
    /// How many orders wait.
    pub orders: i64,
    /// For how much.
    pub cents: Cents,
}

/// What waits to be put into a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToSeal {
    /// By execution day, the nearest first.
    pub days: Vec<Day>,
    /// By account.
    pub accounts: Vec<Account>,
    /// True when one of them is to be executed at once.
    pub instant: bool,
}

/// The approved orders, summed.
///
/// # Errors
/// Unavailable when the engine does not answer; `amount_too_large`.
pub async fn to_seal(tx: &mut Tx, act: &Act) -> Result<ToSeal, Failure> {
    let filter = OrderFilter { state: Some(State::Approved), ..OrderFilter::default() };
    let approved = list_orders(tx, &filter).await?;
    if approved.is_empty() {
        return Ok(ToSeal::default());
    }
    let profiles = in_force(tx).await?;
    let standard = BankProfile::default();
    let mut days: BTreeMap<NaiveDate, (i64, Cents)> = BTreeMap::new();
    let mut sums: BTreeMap<i64, (i64, Cents)> = BTreeMap::new();
    for order in &approved {
        let profile = profiles.get(&order.bank_account).unwrap_or(&standard);
        let execution = if order.instant { act.today } else { execution(act, order.due_on, profile) };
        for sum in [days.entry(execution).or_default(), sums.entry(order.bank_account).or_default()] {
            sum.0 = sum.0.saturating_add(1);
            sum.1 = sum.1.plus(order.cents).ok_or_else(|| AMOUNT_TOO_LARGE.because(""))?;
        }
    }
    let account = |debtor: super::super::debtor::Debtor| {
        let (orders, cents) = *sums.get(&debtor.id)?;
        Some(Account { reference: debtor.reference, label: debtor.label, iban: debtor.iban, orders, cents })
    };
    Ok(ToSeal {
        days: days.into_iter().map(|(execution, (orders, cents))| Day { execution, orders, cents }).collect(),
        accounts: debtors(tx, &[]).await?.into_iter().filter_map(account).collect(),
        instant: approved.iter().any(|order| order.instant),
    })
}

/// The day that serves a due day: the last open one until then, unless the bank does not take it any more.
fn execution(act: &Act, due_on: NaiveDate, profile: &BankProfile) -> NaiveDate {
    let first = first_day(act, act.today, profile);
    let before = due_on.iter_days().rev().take(14).find(|day| profile.calendar.is_open(*day));
    before.map_or(first, |day| day.max(first))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Role, User};
    use crate::calendar::parse_day;

    #[test]
    fn a_due_day_is_served_by_the_open_day_before_it() {
        let day = |text| parse_day(text).unwrap();
        let user = User { id: "D".into(), name: "Dominique".into(), role: Role::Comptable };
        let act = Act { user, at: "2026-11-06T09:00:00Z".parse().unwrap(), today: day("2026-11-06") };
        let bank = BankProfile::default();
        // A Sunday: the Friday before; a Tuesday: that day; a day that is over: the first that the bank takes.
        assert_eq!(execution(&act, day("2026-11-15"), &bank), day("2026-11-13"));
        assert_eq!(execution(&act, day("2026-11-10"), &bank), day("2026-11-10"));
        assert_eq!(execution(&act, day("2026-10-01"), &bank), day("2026-11-06"));
    }
}
