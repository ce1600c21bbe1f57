//! Orders that the bank executed although their rejection was noted: the money that the rejection gave back leaves the same pots
//! again, once, and the debit settles as any other.

use super::{Line, line};
use crate::access::{Act, Right, audit};
use crate::intake::debit::unexplained_line;
use crate::ledger::balance::PotBalances;
use crate::ledger::movement::{Event, GivenBack, order_taken_again};
use crate::ledger::{Chart, Draft, Pot};
use crate::money::Cents;
use crate::payment::answer::{AnsweredLine, given_back_to, settle_alarm};
use crate::payment::approval::cancel;
use crate::payment::filled;
use crate::payment::{Order, State, find_orders};
use crate::refusal::{AMOUNT_TOO_LARGE, DEBIT_UNKNOWN, Failure, ORDER_NOT_EXECUTED, ORDER_REPLACED, POT_INSUFFICIENT};
use crate::rent::{hold_rent, set_rent_aside};
use crate::store::{Tx, failure, on};
use std::collections::BTreeMap;

/// The rejected order whose reference a debit bears, for its amount exactly.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn find_execution(tx: &mut Tx, debit: &Line) -> Result<Option<Order>, Failure> {
    let Some(id) = debit.end_to_end_id.as_ref().map(|id| id.to_uppercase()) else { return Ok(None) };
    let known: Option<(String,)> = on!(tx, c => sqlx::query_as("SELECT id FROM payment_order WHERE id = $1 AND state = 'rejected'")
        .bind(&id).fetch_optional(c).await.map_err(failure))?;
    if known.is_none() {
        return Ok(None);
    }
    let orders = find_orders(tx, &[id]).await?;
    Ok(orders.into_iter().find(|order| {
        order.bank_account == debit.bank_account && debit.cents.opposite() == Some(order.cents) && order.batch.is_some()
    }))
}

/// A person says that an unexplained debit is the execution of orders whose rejection was noted; with orders of the same block that
/// still wait, when only together they make the debit.
///
/// # Errors
/// `debit_unknown`, `evidence_missing`, `order_not_executed`, `order_replaced`, `pot_insufficient` with what is missing.
pub async fn executed(tx: &mut Tx, act: &Act, debit: &str, orders: &[String], evidence: &str) -> Result<(), Failure> {
    act.with(Right::Money)?;
    let evidence = filled(evidence, debit)?;
    unexplained_line(tx, debit).await?;
    let debit = line(tx, debit).await?.ok_or_else(|| DEBIT_UNKNOWN.because(format!("(« {debit} »)")))?;
    let rejected = find_orders(tx, orders).await?;
    take_again(tx, act, &debit, &rejected, evidence).await
}

/// Takes the money of rejected orders again and settles the debit with them.
///
/// # Errors
/// Those of [`executed`].
pub async fn take_again(tx: &mut Tx, act: &Act, debit: &Line, rejected: &[Order], evidence: &str) -> Result<(), Failure> {
    // Everything is asked before anything is written: a refusal during an import leaves an alarm, not half a decision.
    let others = beside(tx, debit, rejected).await?;
    let mut withdrawn = Vec::new();
    for order in rejected {
        withdrawn.extend(replacements(tx, order).await?);
    }
    let mut people: Vec<i64> = rejected.iter().filter_map(|order| order.person).collect();
    people.sort_unstable();
    people.dedup();
    hold_rent(tx, act, &people, act.today, &debit.id).await?;
    set_aside_again(tx, act, &debit.id, rejected, &people).await?;
    let drafts = drafts(tx, act, debit, rejected, &people).await?;
    cancel(tx, act, &withdrawn, "La banque a exécuté le paiement noté rejeté").await?;
    let ids: Vec<String> = rejected.iter().chain(&others).map(|order| order.id.clone()).collect();
    settle(tx, act, debit, ids, drafts).await?;
    for order in rejected {
        audit(tx, act, "order_executed", &order.id, &format!("{} : {evidence}", debit.id)).await?;
    }
    hold_rent(tx, act, &people, act.today, &debit.id).await
}

/// Rent money that became free since the rejection, because housing aid arrived, is rent money again as far as it is still there: this
/// rent is paid.
async fn set_aside_again(tx: &mut Tx, act: &Act, source: &str, rejected: &[Order], people: &[i64]) -> Result<(), Failure> {
    let pots = PotBalances::of_people(tx, people).await?;
    let mut needed: BTreeMap<i64, Cents> = BTreeMap::new();
    for order in rejected {
        if let GivenBack::Pots { person, funding, .. } = given_back_to(tx, order).await? {
            for part in funding.iter().filter(|part| part.pot == Pot::Loyer) {
                let sum = needed.entry(person).or_default();
                *sum = sum.plus(part.cents).ok_or_else(|| AMOUNT_TOO_LARGE.because(""))?;
            }
        }
    }
    for (person, cents) in needed {
        let short = cents.minus(pots.of(person, Pot::Loyer)).unwrap_or_default();
        if short.is_positive() && short <= pots.of(person, Pot::Libre) {
            set_rent_aside(tx, act, person, short, source).await?;
        }
    }
    Ok(())
}

/// The orders of the same block that settle with the rejected ones: none when these make the debit alone.
async fn beside(tx: &mut Tx, debit: &Line, rejected: &[Order]) -> Result<Vec<Order>, Failure> {
    let total = |orders: &[&Order]| Cents::total(orders.iter().map(|order| order.cents));
    let wrong = || {
        let sum = total(&rejected.iter().collect::<Vec<_>>()).unwrap_or_default();
        ORDER_NOT_EXECUTED
            .because(format!("(débit {}, paiements {sum})", debit.cents.opposite().unwrap_or_default()))
            .at(&debit.id)
    };
    let of_the_bank = |order: &Order| {
        State::of(&order.state) == Some(State::Rejected) && order.batch.is_some() && order.bank_account == debit.bank_account
    };
    let named = debit.end_to_end_id.as_ref().map(|id| id.to_uppercase());
    let another = match &named {
        Some(id) if !rejected.iter().any(|order| order.id == *id) => is_ours(tx, id).await?,
        _ => false,
    };
    if rejected.is_empty() || another || !rejected.iter().all(of_the_bank) {
        return Err(wrong().into());
    }
    if total(&rejected.iter().collect::<Vec<_>>()) == debit.cents.opposite() {
        return Ok(Vec::new());
    }
    let ids: Vec<(String,)> = on!(tx, c => sqlx::query_as(
        "SELECT o.id FROM payment_order o JOIN batch_block k ON k.batch = o.batch AND k.bank_account = o.bank_account
         WHERE k.payment_id = UPPER($1) AND o.state = 'sealed' ORDER BY o.id")
        .bind(debit.payment_id.as_deref().unwrap_or_default()).fetch_all(c).await.map_err(failure))?;
    let ids: Vec<String> = ids.into_iter().map(|(id,)| id).collect();
    let others = find_orders(tx, &ids).await?;
    let same_block = others.first().is_some_and(|other| rejected.iter().all(|order| order.batch == other.batch));
    if same_block && total(&rejected.iter().chain(&others).collect::<Vec<_>>()) == debit.cents.opposite() {
        Ok(others)
    } else {
        Err(wrong().into())
    }
}

async fn is_ours(tx: &mut Tx, id: &str) -> Result<bool, Failure> {
    let ours: Option<(String,)> = on!(tx, c => sqlx::query_as("SELECT id FROM payment_order WHERE id = $1")
        .bind(id).fetch_optional(c).await.map_err(failure))?;
    Ok(ours.is_some())
}

/// The proposals that stood in for the rejected order and fall with it. An approved one would pay twice, which is a person's to sort
/// out first; a rent term may be paid in parts, and only what it still owes decides.
async fn replacements(tx: &mut Tx, order: &Order) -> Result<Vec<String>, Failure> {
    let live: Vec<(String, String)> = on!(tx, c => sqlx::query_as(
        "SELECT n.id, n.state FROM payment_order n JOIN payment_order f ON f.id = $1
         WHERE n.id <> f.id AND n.state IN ('proposed', 'approved', 'sealed', 'settled') AND (
            (n.rent = f.rent AND n.month = f.month) OR (n.budget_line = f.budget_line AND n.due_on = f.due_on) OR n.split = f.split)
         ORDER BY n.id").bind(&order.id).fetch_all(c).await.map_err(failure))?;
    let (proposed, decided): (Vec<_>, Vec<_>) = live.into_iter().partition(|(_, state)| state == State::Proposed.code());
    let term: Option<(bool, bool)> = on!(tx, c => sqlx::query_as(
        "SELECT o.payable - o.paid >= $3, o.paid > d.paid FROM rent_owed o JOIN rent_due d ON d.rent = o.rent AND d.month = o.month
         WHERE o.rent = $1 AND o.month = $2")
        .bind(&order.rent).bind(&order.month).bind(order.cents).fetch_optional(c).await.map_err(failure))?;
    let (fits, by_arrears) = term.unwrap_or_default();
    let other = match decided.first() {
        Some((other, _)) => Some(format!("(paiement {other})")),
        None if by_arrears => Some(format!("(loyer {} réglé par un paiement d'arriérés)", order.month)),
        None => None,
    };
    match other.filter(|_| !fits) {
        Some(other) => Err(ORDER_REPLACED.because(other).at(order.id.clone()).into()),
        None => Ok(proposed.into_iter().map(|(id, _)| id).collect()),
    }
}

/// The entries that take the money again, if every pot holds its part; refused money still waits for its payer.
async fn drafts(tx: &mut Tx, act: &Act, debit: &Line, rejected: &[Order], people: &[i64]) -> Result<Vec<Draft>, Failure> {
    let chart = Chart::of_people_and_accounts(tx, people, &[debit.bank_account]).await?;
    let mut left = PotBalances::of_people(tx, people).await?;
    let mut missing: BTreeMap<&str, Cents> = BTreeMap::new();
    let mut drafts = Vec::with_capacity(rejected.len());
    for order in rejected {
        let from = given_back_to(tx, order).await?;
        if let GivenBack::Pots { person, funding, .. } = &from {
            for part in funding {
                left.add(*person, part.pot, part.cents.opposite().unwrap_or_default())?;
                let short = left.of(*person, part.pot).opposite().unwrap_or_default();
                if short.is_positive() {
                    missing.insert(&order.id, short);
                }
            }
        } else if !still_refused(tx, order).await? {
            return Err(ORDER_REPLACED.because("(le refus a été repris)").at(order.id.clone()).into());
        }
        let event = Event {
            bank_account: order.bank_account,
            cents: order.cents,
            occurred_on: act.today,
            value_on: debit.booked_on,
            source: order.id.clone(),
            text: format!("Paiement noté rejeté, exécuté par la banque : {}", order.creditor_name),
        };
        drafts.push(order_taken_again(&chart, &event, &from)?);
    }
    match missing.first_key_value() {
        Some((order, short)) => Err(POT_INSUFFICIENT.because(format!("(il manque {short})")).at(*order).into()),
        None => Ok(drafts),
    }
}

async fn still_refused(tx: &mut Tx, order: &Order) -> Result<bool, Failure> {
    let split: Option<(String,)> = on!(tx, c => sqlx::query_as("SELECT id FROM receipt_split_live WHERE id = $1 AND kind = 'refused'")
        .bind(&order.split).fetch_optional(c).await.map_err(failure))?;
    Ok(split.is_some())
}

async fn settle(tx: &mut Tx, act: &Act, debit: &Line, ids: Vec<String>, drafts: Vec<Draft>) -> Result<(), Failure> {
    let line = AnsweredLine {
        line: debit.id.clone(),
        bank_account: debit.bank_account,
        cents: debit.cents.opposite().unwrap_or_default(),
        booked_on: act.today,
        value_on: debit.booked_on,
        end_to_end_id: debit.end_to_end_id.clone(),
        payment_id: debit.payment_id.clone(),
        reason: None,
    };
    settle_alarm(tx, act, line, ids, drafts).await
}
