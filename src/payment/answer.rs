//! What the bank answers: it debited our orders, rejected one before, or gave one back after (bank formats §2.2, §2.3).
//!
//! A debit settles; a reject or a return gives the money back to the pots that paid, to the cent, and reopens the rent term.
//! Nothing is ever sent again by itself.

use super::approval::state_words;
use super::evidence::{Decision, filled, keep};
use super::{Order, State, find_orders};
use crate::access::{Act, Right, audit, audit_many};
use crate::ledger::movement::{
    Event, Funding, GivenBack, STILL_UNEXPLAINED, debit_was_ours, order_rejected, order_returned, order_settled,
};
use crate::ledger::{Chart, Draft, post};
use crate::money::Cents;
use crate::plural::count;
use crate::refusal::{Failure, ORDER_TRANSITION_UNKNOWN, PAYMENT_ORDER_FOUR_EYES};
use crate::rent::hold_rent;
use crate::store::{Tx, failure, on};
use chrono::NaiveDate;
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use std::collections::HashMap;

/// A bank line that concerns orders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnsweredLine {
    /// Identifier of the bank line.
    pub line: String,
    /// The account.
    pub bank_account: i64,
    /// The amount, above zero.
    pub cents: Cents,
    /// Booking day.
    pub booked_on: NaiveDate,
    /// Value day.
    pub value_on: NaiveDate,
    /// The end-to-end reference that it bears.
    pub end_to_end_id: Option<String>,
    /// The payment block that it bears.
    pub payment_id: Option<String>,
    /// The reason that it bears.
    pub reason: Option<String>,
}

/// Orders that wait for the bank's debit, found by reference.
#[derive(Clone, Debug, Default)]
pub struct Awaited {
    sealed: HashMap<String, (i64, Cents)>,
    blocks: HashMap<String, (i64, Vec<String>)>,
    settled: HashMap<String, (i64, Cents)>,
}

type AwaitedRow = (String, i64, Cents, String, String);

impl Awaited {
    /// Every order of these accounts that is sealed, with its block, or settled and able to come back.
    ///
    /// # Errors
    /// Unavailable when the engine does not answer.
    pub async fn read(tx: &mut Tx, bank_accounts: &[i64], end_to_end_ids: &[&str]) -> Result<Self, Failure> {
        let keys = json!(bank_accounts).to_string();
        // The empty text keeps the engine on the identifiers: every order ever paid is settled.
        let sql = format!(
            "SELECT o.id, o.bank_account, o.cents, o.state, k.payment_id FROM payment_order o
             JOIN batch_block k ON k.batch = o.batch AND k.bank_account = o.bank_account
             WHERE o.state = 'sealed' AND o.bank_account {}
             UNION ALL SELECT o.id, o.bank_account, o.cents, o.state, k.payment_id FROM payment_order o
             JOIN batch_block k ON k.batch = o.batch AND k.bank_account = o.bank_account
             WHERE o.id {} AND o.state || '' = 'settled' ORDER BY 1",
            tx.among_numbers("$1"),
            tx.among_texts("$2")
        );
        let ids = json!(end_to_end_ids).to_string();
        let rows: Vec<AwaitedRow> =
            on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(&keys).bind(ids).fetch_all(c).await.map_err(failure))?;
        let mut awaited = Self::default();
        for (id, bank_account, cents, state, payment_id) in rows {
            if state == State::Sealed.code() {
                awaited.blocks.entry(payment_id).or_insert_with(|| (bank_account, Vec::new())).1.push(id.clone());
                awaited.sealed.insert(id, (bank_account, cents));
            } else {
                awaited.settled.insert(id, (bank_account, cents));
            }
        }
        Ok(awaited)
    }

    /// The orders that a debit settles: the one whose reference it bears, or its whole block, if the amount is theirs exactly.
    /// They are awaited no more.
    pub fn take_settled(&mut self, line: &AnsweredLine) -> Vec<String> {
        let own = line.end_to_end_id.as_ref().map(|id| id.to_uppercase());
        if let Some(id) = own.clone().filter(|id| self.sealed.get(id) == Some(&(line.bank_account, line.cents))) {
            self.settle(&id);
            return vec![id];
        }
        // A debit that names one of our orders is that order's or an anomaly, never another order's of the same block.
        if own.is_some_and(|id| self.sealed.contains_key(&id) || self.settled.contains_key(&id)) {
            return Vec::new();
        }
        let block = line.payment_id.as_ref().and_then(|id| self.blocks.get(&id.to_uppercase()));
        let Some((bank_account, ids)) = block else { return Vec::new() };
        let waiting: Vec<String> = ids.iter().filter(|id| self.sealed.contains_key(*id)).cloned().collect();
        let total = Cents::total(waiting.iter().filter_map(|id| self.sealed.get(id)).map(|(_, cents)| *cents));
        if *bank_account != line.bank_account || total != Some(line.cents) {
            return Vec::new();
        }
        for id in &waiting {
            self.settle(id);
        }
        waiting
    }

    fn settle(&mut self, id: &str) {
        if let Some(order) = self.sealed.remove(id) {
            self.settled.insert(id.to_owned(), order);
        }
    }

    /// The order that a credit gives back: settled, its reference, its account and its amount exactly. It can come back once.
    pub fn take_returned(&mut self, line: &AnsweredLine) -> Option<String> {
        let id = line.end_to_end_id.as_ref()?.to_uppercase();
        (self.settled.get(&id) == Some(&(line.bank_account, line.cents))).then(|| {
            self.settled.remove(&id);
            id
        })
    }
}

/// Books debits of our orders.
///
/// # Errors
/// What the ledger refuses.
pub async fn book_settled(tx: &mut Tx, act: &Act, chart: &Chart, settled: &[(AnsweredLine, Vec<String>)]) -> Result<(), Failure> {
    if settled.is_empty() {
        return Ok(());
    }
    let drafts: Vec<Draft> =
        settled.iter().map(|(line, ids)| order_settled(chart, &settlement(line, ids))).collect::<Result<_, _>>()?;
    mark_settled(tx, act, settled).await?;
    post(tx, act, &drafts).await.map(|_| ())
}

fn settlement(line: &AnsweredLine, ids: &[String]) -> Event {
    event(line, &line.line, count(ids.len(), "paiement débité", "paiements débités"))
}

async fn mark_settled(tx: &mut Tx, act: &Act, settled: &[(AnsweredLine, Vec<String>)]) -> Result<(), Failure> {
    let pairs: Vec<Value> = settled.iter().flat_map(|(line, ids)| ids.iter().map(|id| json!([id, line.line]))).collect();
    let pairs = json!(pairs).to_string();
    let sql = tx.dialect(
        "UPDATE payment_order SET state = 'settled', settled_line = json_extract(pairs.value, '$[1]')
         FROM json_each($1) AS pairs WHERE payment_order.id = json_extract(pairs.value, '$[0]')",
        "UPDATE payment_order SET state = 'settled', settled_line = pairs.value ->> 1
         FROM jsonb_array_elements($1::jsonb) AS pairs (value) WHERE payment_order.id = pairs.value ->> 0",
    );
    on!(tx, c => sqlx::query(sql).bind(pairs).execute(c).await.map(|_| ()).map_err(failure))?;
    let subjects: Vec<(&str, String)> =
        settled.iter().flat_map(|(line, ids)| ids.iter().map(|id| (id.as_str(), line.line.clone()))).collect();
    audit_many(tx, act, "order_settle", &subjects).await
}

#[derive(sqlx::FromRow)]
struct AlarmRow {
    line: String,
    bank_account: i64,
    cents: Cents,
    booked_on: NaiveDate,
    end_to_end_id: Option<String>,
    payment_id: Option<String>,
}

/// Debits that waited in 4718 and turn out to be our orders: a block debited without the order that the bank rejected, known only
/// later. Gives back the orders that settle now.
///
/// # Errors
/// What the ledger refuses.
pub async fn settle_alarms(tx: &mut Tx, act: &Act, bank_account: i64) -> Result<Vec<String>, Failure> {
    let sql = format!(
        "SELECT b.id AS line, b.bank_account, -b.cents AS cents, b.booked_on, b.end_to_end_id, b.payment_id
         FROM entry e JOIN bank_line b ON b.id = e.source
         WHERE {STILL_UNEXPLAINED} AND b.bank_account = $1 AND (b.end_to_end_id IS NOT NULL OR b.payment_id IS NOT NULL)
         ORDER BY b.id"
    );
    let alarms: Vec<AlarmRow> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql))
        .bind(bank_account).fetch_all(c).await.map_err(failure))?;
    if alarms.is_empty() {
        return Ok(Vec::new());
    }
    let mut awaited = Awaited::read(tx, &[bank_account], &[]).await?;
    let chart = Chart::of_people_and_accounts(tx, &[], &[bank_account]).await?;
    let mut settled = Vec::new();
    let mut drafts = Vec::new();
    for row in alarms {
        let line = AnsweredLine {
            line: row.line,
            bank_account: row.bank_account,
            cents: row.cents,
            booked_on: act.today,
            value_on: row.booked_on,
            end_to_end_id: row.end_to_end_id,
            payment_id: row.payment_id,
            reason: None,
        };
        let ids = awaited.take_settled(&line);
        if !ids.is_empty() {
            drafts.push(debit_was_ours(&chart, &settlement(&line, &ids))?);
            settled.push((line, ids));
        }
    }
    mark_settled(tx, act, &settled).await?;
    post(tx, act, &drafts).await?;
    Ok(settled.into_iter().flat_map(|(_, ids)| ids).collect())
}

/// Settles orders with a debit that waited in 4718, after the entries that put their money in 4672.
///
/// # Errors
/// What the ledger refuses.
pub async fn settle_alarm(
    tx: &mut Tx,
    act: &Act,
    line: AnsweredLine,
    ids: Vec<String>,
    mut drafts: Vec<Draft>,
) -> Result<(), Failure> {
    let chart = Chart::of_people_and_accounts(tx, &[], &[line.bank_account]).await?;
    drafts.push(debit_was_ours(&chart, &settlement(&line, &ids))?);
    mark_settled(tx, act, &[(line, ids)]).await?;
    // One by one: each is judged on the balances that the one before it leaves.
    for draft in &drafts {
        post(tx, act, std::slice::from_ref(draft)).await?;
    }
    Ok(())
}

/// Books orders that came back; their credit is already in 471. Gives back the people concerned.
///
/// # Errors
/// What the ledger refuses.
pub async fn book_returned(tx: &mut Tx, act: &Act, returned: &[(AnsweredLine, String)]) -> Result<Vec<i64>, Failure> {
    let mut people = Vec::new();
    for (line, id) in returned {
        on!(tx, c => sqlx::query("UPDATE payment_order SET state = 'returned', returned_line = $2, reason = $3 WHERE id = $1")
            .bind(id).bind(&line.line).bind(&line.reason).execute(c).await.map(|_| ()).map_err(failure))?;
        let orders = find_orders(tx, std::slice::from_ref(id)).await?;
        for order in &orders {
            let text = format!("Paiement revenu ({}) : {}", line.reason.as_deref().unwrap_or("sans motif"), order.creditor_name);
            give_back(tx, act, order, &event(line, id, text), order_returned).await?;
            people.extend(order.person);
        }
        audit(tx, act, "order_return", id, line.reason.as_deref().unwrap_or("")).await?;
    }
    Ok(people)
}

/// Books an order that the bank rejected before any debit: the money is back in its pots at once. The document that says so is
/// kept with it.
///
/// # Errors
/// `evidence_missing`; `order_transition_unknown` when the order is not approved or sealed.
pub async fn reject(tx: &mut Tx, act: &Act, id: &str, reason: &str, evidence: &str) -> Result<(), Failure> {
    act.with(Right::Money)?;
    let evidence = filled(evidence, id)?;
    for order in find_orders(tx, &[id.to_owned()]).await? {
        if !State::of(&order.state).is_some_and(|state| state.may_become(State::Rejected)) {
            return Err(ORDER_TRANSITION_UNKNOWN.because(state_words(&order)).at(id).into());
        }
        on!(tx, c => sqlx::query("UPDATE payment_order SET state = 'rejected', reason = $2 WHERE id = $1")
            .bind(id).bind(reason).execute(c).await.map(|_| ()).map_err(failure))?;
        let event = Event {
            bank_account: order.bank_account,
            cents: order.cents,
            occurred_on: act.today,
            value_on: act.today,
            source: order.id.clone(),
            text: format!("Paiement rejeté ({reason}) : {}", order.creditor_name),
        };
        give_back(tx, act, &order, &event, order_rejected).await?;
        keep(tx, act, Decision::Reject, std::slice::from_ref(&order.id), evidence).await?;
        audit(tx, act, "order_reject", id, &format!("{reason} : {evidence}")).await?;
        let people: Vec<i64> = order.person.into_iter().collect();
        hold_rent(tx, act, &people, act.today, id).await?;
        settle_alarms(tx, act, order.bank_account).await?;
    }
    Ok(())
}

/// A person says that the bank rejected an order. Once it is in a file, only another person than its preparer may say so: the bank
/// may still execute it.
///
/// # Errors
/// `payment_order_four_eyes`, and those of [`reject`].
pub async fn reject_by_hand(tx: &mut Tx, act: &Act, id: &str, reason: &str, evidence: &str) -> Result<(), Failure> {
    for order in find_orders(tx, &[id.to_owned()]).await? {
        if State::of(&order.state) == Some(State::Sealed) {
            act.with(Right::Approve)?;
            if order.prepared_by == act.user.id {
                return Err(PAYMENT_ORDER_FOUR_EYES.because(format!("({})", act.user.name)).at(id).into());
            }
        }
    }
    reject(tx, act, id, reason, evidence).await
}

type Movement = fn(&Chart, &Event, &GivenBack) -> Result<Draft, Failure>;

async fn give_back(tx: &mut Tx, act: &Act, order: &Order, event: &Event, movement: Movement) -> Result<(), Failure> {
    let people: Vec<i64> = order.person.into_iter().collect();
    let chart = Chart::of_people_and_accounts(tx, &people, &[order.bank_account]).await?;
    let to = given_back_to(tx, order).await?;
    post(tx, act, &[movement(&chart, event, &to)?]).await.map(|_| ())
}

/// Where an order's money goes back: the pots that paid it, or the refused money.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn given_back_to(tx: &mut Tx, order: &Order) -> Result<GivenBack, Failure> {
    Ok(match (order.person, &order.category) {
        (Some(person), Some(category)) => {
            GivenBack::Pots { person, category: category.clone(), funding: funding(tx, &order.id).await? }
        }
        _ => GivenBack::Refused,
    })
}

async fn funding(tx: &mut Tx, order: &str) -> Result<Vec<Funding>, Failure> {
    let rows: Vec<(String, Cents)> = on!(tx, c => sqlx::query_as("SELECT pot, cents FROM order_funding WHERE payment_order = $1 ORDER BY pot")
        .bind(order).fetch_all(c).await.map_err(failure))?;
    rows.into_iter().map(|(pot, cents)| Ok(Funding { pot: pot.parse()?, cents })).collect()
}

fn event(line: &AnsweredLine, source: &str, text: String) -> Event {
    Event {
        bank_account: line.bank_account,
        cents: line.cents,
        occurred_on: line.booked_on,
        value_on: line.value_on,
        source: source.to_owned(),
        text,
    }
}
