//! Approval by a second person: the money leaves the pots, rent first (RULE 14, 30, 35).

use super::{Order, State, find_orders};
use crate::access::{Act, Right, audit, audit_many};
use crate::budget::waterfall::payers;
use crate::calendar::day_in_french;
use crate::ledger::balance::PotBalances;
use crate::ledger::movement::{Event, Funding, give_back_approved, order_approved};
use crate::ledger::{Chart, post};
use crate::money::Cents;
use crate::refusal::{
    CONTRACT_NOT_LIVE, Failure, ORDER_NOT_PROPOSED, ORDER_TRANSITION_UNKNOWN, PAYEE_COOLING, PAYEE_NOT_CONFIRMED,
    PAYMENT_ORDER_FOUR_EYES, POT_INSUFFICIENT, RENT_IS_ARREARS, Refusal, VALUE_MISSING,
};
use crate::rent::arrears::{ARREARS, ArrearsPayment, settle_arrears};
use crate::rent::hold_rent;
use crate::rent::reserve::current;
use crate::store::{Column, Tx, failure, insert_many, on};
use chrono::NaiveDate;
use serde_json::json;
use sqlx::AssertSqlSafe;

/// Which pots pay an order, in the order of [`payers`].
///
/// # Errors
/// `pot_insufficient` when they do not hold the amount.
pub fn fund(person: i64, category: &str, cents: Cents, pots: &PotBalances) -> Result<Vec<Funding>, Refusal> {
    let mut left = cents;
    let mut funding = Vec::new();
    for &pot in payers(category) {
        let part = pots.of(person, pot).min(left);
        if part.is_positive() {
            funding.push(Funding { pot, cents: part });
            left = left.minus(part).unwrap_or(left);
        }
    }
    if left == Cents::ZERO { Ok(funding) } else { Err(POT_INSUFFICIENT.because(format!("(il manque {left})"))) }
}

/// Approves orders, all or none, in order of rank: the rent reserve is brought up to date first, then each order takes its money.
///
/// # Errors
/// `payment_order_four_eyes`, `order_not_proposed`, `pot_insufficient`, `payee_not_confirmed`, `payee_cooling`, `contract_not_live`, and what the
/// law's triggers refuse.
pub async fn approve(tx: &mut Tx, act: &Act, ids: &[String]) -> Result<Vec<Order>, Failure> {
    act.with(Right::Approve)?;
    let orders = find_orders(tx, ids).await?;
    let refusals: Vec<Refusal> = orders.iter().filter_map(|order| check(act, order).err()).collect();
    if !refusals.is_empty() {
        return Err(Failure::Refused(refusals));
    }
    check_payees(tx, &orders).await?;
    check_cooling(tx, act, &orders).await?;
    check_contracts(tx, &orders).await?;
    let mut people: Vec<i64> = orders.iter().filter_map(|order| order.person).collect();
    people.sort_unstable();
    people.dedup();
    hold_rent(tx, act, &people, act.today, "approbation").await?;
    post_approvals(tx, act, &orders, &people).await?;
    let subjects: Vec<(&str, String)> = orders.iter().map(|order| (order.id.as_str(), order.cents.plain())).collect();
    audit_many(tx, act, "order_approve", &subjects).await?;
    Ok(orders)
}

/// Withdraws proposals.
///
/// # Errors
/// `order_not_proposed`.
pub async fn cancel(tx: &mut Tx, act: &Act, ids: &[String], reason: &str) -> Result<(), Failure> {
    act.with(Right::Money)?;
    for order in find_orders(tx, ids).await? {
        if order.state != State::Proposed.code() {
            return Err(ORDER_NOT_PROPOSED.because(state_words(&order)).at(order.id).into());
        }
        on!(tx, c => sqlx::query("UPDATE payment_order SET state = 'cancelled', reason = $2 WHERE id = $1")
            .bind(&order.id).bind(reason).execute(c).await.map(|_| ()).map_err(failure))?;
        audit(tx, act, "order_cancel", &order.id, reason).await?;
    }
    Ok(())
}

/// Like [`cancel`], for a person who must say why.
///
/// # Errors
/// `value_missing` without a reason, and those of [`cancel`].
pub async fn cancel_because(tx: &mut Tx, act: &Act, ids: &[String], reason: &str) -> Result<(), Failure> {
    if reason.trim().is_empty() {
        return Err(VALUE_MISSING.because("(le motif de l'annulation)").into());
    }
    cancel(tx, act, ids, reason.trim()).await
}

fn check(act: &Act, order: &Order) -> Result<(), Refusal> {
    if order.prepared_by == act.user.id {
        return Err(PAYMENT_ORDER_FOUR_EYES.because(format!("({})", act.user.name)).at(order.id.clone()));
    }
    // The reserve holds current rent only: paying an old term from it would take the money of the next one (design §5).
    if is_old_rent(order, act.today) {
        return Err(RENT_IS_ARREARS.because(format!("(échéance du {})", day_in_french(order.due_on))).at(order.id.clone()));
    }
    match State::of(&order.state) {
        Some(State::Proposed) => Ok(()),
        Some(_) => Err(ORDER_NOT_PROPOSED.because(state_words(order)).at(order.id.clone())),
        None => Err(ORDER_TRANSITION_UNKNOWN.because(order.state.clone()).at(order.id.clone())),
    }
}

/// A rent that is a debt by now.
pub(super) fn is_old_rent(order: &Order, today: NaiveDate) -> bool {
    order.kind == "rent" && order.due_on < current(today).0
}

pub(super) fn state_words(order: &Order) -> String {
    State::of(&order.state).map_or_else(String::new, |state| format!("(état : {})", state.in_french()))
}

/// RULE 35: an order whose account, a payee's or the person's own, changed since or waits for confirmation is neither approved nor
/// sent. The trigger `payment_order_to_a_confirmed_account` asks the same.
///
/// # Errors
/// `payee_not_confirmed` for each such order.
async fn check_payees(tx: &mut Tx, orders: &[Order]) -> Result<(), Failure> {
    let ids: Vec<&str> = orders.iter().map(|order| order.id.as_str()).collect();
    let bad = not_confirmed(tx, &ids).await?;
    refuse_all(bad.into_iter().map(|(id, name)| PAYEE_NOT_CONFIRMED.because(format!("({name})")).at(id)).collect())
}

/// The first day on which an order `o` may be approved, when its account was confirmed lately; none for an account long known.
pub(super) const PAYABLE_FROM: &str = "(CASE
    WHEN o.payee IS NOT NULL THEN (SELECT p.payable_from FROM payee_current p WHERE p.reference = o.payee AND p.iban = o.creditor_iban)
    ELSE (SELECT q.payable_from FROM person_current q WHERE q.number = o.person AND q.own_iban = o.creditor_iban) END)";

/// RULE 35: an account that was just confirmed waits for its first payment. A trigger (`payee_cooling`) asks the same.
///
/// # Errors
/// `payee_cooling` for each such order.
async fn check_cooling(tx: &mut Tx, act: &Act, orders: &[Order]) -> Result<(), Failure> {
    let ids: Vec<&str> = orders.iter().map(|order| order.id.as_str()).collect();
    let sql = format!(
        "SELECT o.id, o.creditor_name, {PAYABLE_FROM} AS payable_from FROM payment_order o
         WHERE o.id {} AND {PAYABLE_FROM} > $2 ORDER BY o.id",
        tx.among_texts("$1")
    );
    let list = json!(ids).to_string();
    let bad: Vec<(String, String, NaiveDate)> =
        on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(list).bind(act.today).fetch_all(c).await.map_err(failure))?;
    let refusal = |(id, name, from): (String, String, NaiveDate)| {
        PAYEE_COOLING.because(format!("({name}, à partir du {})", day_in_french(from))).at(id)
    };
    refuse_all(bad.into_iter().map(refusal).collect())
}

/// True of an order `o` whose account is not in force or not confirmed.
pub(super) const NOT_CONFIRMED: &str = "(CASE
    WHEN o.payee IS NOT NULL OR o.kind = 'rent' THEN NOT EXISTS (
        SELECT 1 FROM payee_current p WHERE p.reference = o.payee AND p.iban = o.creditor_iban AND p.confirmed)
    WHEN o.kind = 'budget' OR EXISTS (
        SELECT 1 FROM person_version v WHERE v.person = o.person AND v.own_iban = o.creditor_iban) THEN NOT EXISTS (
        SELECT 1 FROM person_current q WHERE q.number = o.person AND q.own_iban = o.creditor_iban AND q.confirmed)
    ELSE FALSE END)";

/// The orders whose account is not in force or not confirmed, with the name of its holder.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub(super) async fn not_confirmed(tx: &mut Tx, ids: &[&str]) -> Result<Vec<(String, String)>, Failure> {
    let sql = format!(
        "SELECT o.id, o.creditor_name FROM payment_order o WHERE o.id {} AND {NOT_CONFIRMED} ORDER BY o.id",
        tx.among_texts("$1")
    );
    let list = json!(ids).to_string();
    on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(list).fetch_all(c).await.map_err(failure))
}

/// True of an order `o` that RULE 04 lets be paid.
pub(super) const WITHIN_CONTRACT: &str = "(o.kind = 'give_back' OR EXISTS (
    SELECT 1 FROM contract_current c WHERE c.person = o.person AND o.due_on BETWEEN c.starts_on AND c.ends_on))";

/// RULE 04: only obligations due within a contract are paid.
async fn check_contracts(tx: &mut Tx, orders: &[Order]) -> Result<(), Failure> {
    let ids: Vec<&str> = orders.iter().map(|order| order.id.as_str()).collect();
    let sql = format!(
        "SELECT o.id, o.person FROM payment_order o WHERE o.id {} AND NOT {WITHIN_CONTRACT} ORDER BY o.id",
        tx.among_texts("$1")
    );
    let list = json!(ids).to_string();
    let bad: Vec<(String, i64)> =
        on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(list).fetch_all(c).await.map_err(failure))?;
    refuse_all(bad.into_iter().map(|(id, person)| CONTRACT_NOT_LIVE.because(format!("(personne {person})")).at(id)).collect())
}

fn refuse_all(refusals: Vec<Refusal>) -> Result<(), Failure> {
    if refusals.is_empty() { Ok(()) } else { Err(Failure::Refused(refusals)) }
}

const FUNDING: &[Column] = &[Column::Text("payment_order"), Column::Text("pot"), Column::Integer("cents")];

async fn post_approvals(tx: &mut Tx, act: &Act, orders: &[Order], people: &[i64]) -> Result<(), Failure> {
    let accounts: Vec<i64> = orders.iter().map(|order| order.bank_account).collect();
    let chart = Chart::of_people_and_accounts(tx, people, &accounts).await?;
    let mut pots = PotBalances::of_people(tx, people).await?;
    let mut rows = Vec::new();
    let mut drafts = Vec::new();
    for order in orders {
        let event = event(act, order);
        match (order.person, &order.category) {
            (Some(person), Some(category)) => {
                let funding = fund(person, category, order.cents, &pots)
                    .map_err(|refusal| refusal.at(format!("{} ({})", order.id, order.creditor_name)))?;
                for part in &funding {
                    pots.add(person, part.pot, part.cents.opposite().unwrap_or_default())?;
                    rows.push(json!([order.id, part.pot.code(), part.cents]));
                }
                drafts.push(order_approved(&chart, &event, person, category, &funding)?);
            }
            _ => drafts.push(give_back_approved(&chart, &event)?),
        }
    }
    insert_many(tx, "order_funding", FUNDING, &rows).await?;
    let ids: Vec<&str> = orders.iter().map(|order| order.id.as_str()).collect();
    let sql = format!(
        "UPDATE payment_order SET state = 'approved', approved_at = $2, approved_by = $3 WHERE id {}",
        tx.among_texts("$1")
    );
    let list = json!(ids).to_string();
    on!(tx, c => sqlx::query(AssertSqlSafe(sql)).bind(list).bind(act.at).bind(&act.user.id)
        .execute(c).await.map(|_| ()).map_err(failure))?;
    let arrears: Vec<ArrearsPayment> = orders.iter().filter_map(arrears_payment).collect();
    settle_arrears(tx, act.today, &arrears).await?;
    post(tx, act, &drafts).await.map(|_| ())
}

fn arrears_payment(order: &Order) -> Option<ArrearsPayment> {
    let person = order.person.filter(|_| order.category.as_deref() == Some(ARREARS))?;
    Some(ArrearsPayment { source: order.id.clone(), person, cents: order.cents })
}

fn event(act: &Act, order: &Order) -> Event {
    Event {
        bank_account: order.bank_account,
        cents: order.cents,
        occurred_on: act.today,
        value_on: act.today,
        source: order.id.clone(),
        text: format!("{} à {}", order.remittance, order.creditor_name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Pot;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn funding_is_the_amount_or_a_refusal(cents in 1_i64..100_000, logement in 0_i64..60_000, loyer in 0_i64..60_000, libre in 0_i64..60_000) {
            let mut pots = PotBalances::default();
            pots.add(1, Pot::Logement, Cents(logement)).unwrap();
            pots.add(1, Pot::Loyer, Cents(loyer)).unwrap();
            pots.add(1, Pot::Libre, Cents(libre)).unwrap();
            match fund(1, "loyer", Cents(cents), &pots) {
                Ok(funding) => {
                    prop_assert_eq!(funding.iter().map(|f| f.cents.0).sum::<i64>(), cents);
                    prop_assert!(funding.iter().all(|f| f.cents <= pots.of(1, f.pot) && f.pot != Pot::Libre));
                    let aid = funding.iter().find(|f| f.pot == Pot::Logement).map_or(0, |f| f.cents.0);
                    prop_assert_eq!(aid, logement.min(cents), "housing aid first");
                }
                Err(refusal) => {
                    prop_assert_eq!(refusal.code.name, "pot_insufficient");
                    prop_assert!(logement + loyer < cents);
                }
            }
        }
    }
}
