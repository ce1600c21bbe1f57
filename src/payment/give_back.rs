//! Refused money goes back: to its payer, or to the person's own account, by an order like any other (RULE 12).

use super::evidence::{Decision, filled, keep};
use super::prepare::ORDER;
use super::{Order, State, find_orders};
use crate::access::{Act, Right, audit};
use crate::bank::decision::Decided;
use crate::benefit::rules::Decision as Outcome;
use crate::calendar::Month;
use crate::ids::new_id;
use crate::money::Cents;
use crate::refusal::{
    Failure, GIVE_BACK_NO_ACCOUNT, GIVE_BACK_NOTHING, IBAN_INVALID, ORDER_TRANSITION_UNKNOWN, PAYMENT_ORDER_WITHIN_WANTED,
};
use crate::store::{Tx, failure, insert_many, on};
use chrono::NaiveDate;
use quitus_sepa::iban::Iban;
use serde_json::{Value, json};

/// Where refused money goes when a person says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// Name of the account's holder.
    pub name: String,
    /// The account.
    pub iban: String,
}

#[derive(sqlx::FromRow)]
struct RefusedRow {
    id: String,
    net: i64,
    person: Option<i64>,
    bank_account: i64,
    booked_on: NaiveDate,
    counterparty_name: Option<String>,
    counterparty_iban: Option<String>,
    return_reason: Option<String>,
}

/// Proposes an order for each refused part of a receipt that none gives back yet, and keeps the document that justifies it.
/// Without a destination, the payer of the bank line receives it; when the bank did not name an account nothing is proposed and
/// the answer is empty.
///
/// # Errors
/// `evidence_missing`; `give_back_nothing` when the receipt has no refused part left; `iban_invalid` for a wrong destination.
pub async fn propose(
    tx: &mut Tx,
    act: &Act,
    receipt: &str,
    to: Option<&Destination>,
    evidence: &str,
) -> Result<Vec<String>, Failure> {
    act.with(Right::Money)?;
    let evidence = filled(evidence, receipt)?;
    let refused: Vec<RefusedRow> = on!(tx, c => sqlx::query_as(
        "SELECT s.id, s.net, s.person, b.bank_account, b.booked_on, b.counterparty_name, b.counterparty_iban,
            b.return_reason
         FROM receipt_split_live s JOIN bank_line b ON b.id = s.receipt
         WHERE s.receipt = $1 AND s.kind = 'refused' AND NOT EXISTS (
            SELECT 1 FROM payment_order o WHERE o.split = s.id AND o.state NOT IN ('cancelled', 'rejected', 'returned'))
         ORDER BY s.id")
        .bind(receipt).fetch_all(c).await.map_err(failure))?;
    if refused.is_empty() {
        return Err(GIVE_BACK_NOTHING.because("").at(receipt).into());
    }
    let mut ids = Vec::new();
    let mut rows = Vec::new();
    for part in &refused {
        let Some(to) = to.cloned().or_else(|| payer(part)) else { continue };
        let iban = Iban::parse(&to.iban).map_err(|error| IBAN_INVALID.because(format!("({} : {error})", to.iban)))?;
        let id = new_id();
        rows.push(row(act, part, &to.name, iban.as_str(), &id));
        ids.push(id);
    }
    insert_many(tx, "payment_order", ORDER, &rows).await?;
    keep(tx, act, Decision::GiveBack, &ids, evidence).await?;
    for id in &ids {
        audit(tx, act, "give_back_propose", id, &format!("{receipt} : {evidence}")).await?;
    }
    Ok(ids)
}

/// What was just refused goes back: the orders are proposed at once when the payer's account is known.
///
/// # Errors
/// Those of [`propose`].
pub async fn propose_refused(
    tx: &mut Tx,
    act: &Act,
    receipt: &str,
    decided: &[Decided],
    evidence: &str,
) -> Result<Vec<String>, Failure> {
    let refused = decided.iter().any(|part| matches!(part.decision, Outcome::Refuse(_)));
    if refused { propose(tx, act, receipt, None, evidence).await } else { Ok(Vec::new()) }
}

/// Like [`propose`], for a person who asked for it: an unknown destination is a refusal.
///
/// # Errors
/// `give_back_no_account`, and those of [`propose`].
pub async fn give_back(
    tx: &mut Tx,
    act: &Act,
    receipt: &str,
    to: Option<&Destination>,
    evidence: &str,
) -> Result<Vec<String>, Failure> {
    let ids = propose(tx, act, receipt, to, evidence).await?;
    if ids.is_empty() { Err(GIVE_BACK_NO_ACCOUNT.because("").at(receipt).into()) } else { Ok(ids) }
}

/// The payer as the bank names it, if its account is a payable one.
fn payer(part: &RefusedRow) -> Option<Destination> {
    // Money that came back was ours: its "payer" is the payee of a payment, and must not be paid again by itself.
    if part.return_reason.is_some() {
        return None;
    }
    let iban = Iban::parse(part.counterparty_iban.as_deref()?).ok()?;
    let name = part.counterparty_name.clone().filter(|name| !name.trim().is_empty())?;
    Some(Destination { name, iban: iban.as_str().to_owned() })
}

fn row(act: &Act, part: &RefusedRow, name: &str, iban: &str, id: &str) -> Value {
    let words = format!("Restitution virement du {}", part.booked_on.format("%d/%m/%Y"));
    json!([
        id,
        "give_back",
        part.bank_account,
        part.person,
        Month::of(act.today),
        act.today,
        5,
        Value::Null,
        Value::Null,
        Value::Null,
        part.id,
        Value::Null,
        name,
        iban,
        Value::Null,
        part.net,
        part.net,
        words,
        "proposed",
        act.at,
        act.user.id,
    ])
}

#[derive(sqlx::FromRow)]
struct PayeeNow {
    name: String,
    iban: String,
    bic: Option<String>,
}

/// Proposes again an order that was rejected or came back, with the payee's present details: a person's decision, never automatic.
///
/// # Errors
/// `order_transition_unknown` when the order neither was rejected nor came back; the uniqueness of live orders.
pub async fn again(tx: &mut Tx, act: &Act, id: &str) -> Result<String, Failure> {
    act.with(Right::Money)?;
    let orders = find_orders(tx, &[id.to_owned()]).await?;
    let Some(order) = orders.first().filter(|o| matches!(State::of(&o.state), Some(State::Rejected | State::Returned))) else {
        return Err(ORDER_TRANSITION_UNKNOWN.because("Seul un paiement rejeté ou revenu se prépare de nouveau.").at(id).into());
    };
    let payee = present_details(tx, order).await?;
    let cents = left_to_pay(tx, order).await?;
    let new = new_id();
    insert_many(tx, "payment_order", ORDER, &[again_row(act, order, &payee, cents, &new)]).await?;
    audit(tx, act, "order_again", &new, id).await?;
    Ok(new)
}

/// The account in force of a payee, or of the person whose own account the order pays; else what the order said.
async fn present_details(tx: &mut Tx, order: &Order) -> Result<PayeeNow, Failure> {
    let now: Option<PayeeNow> = on!(tx, c => sqlx::query_as(
        "SELECT name, iban, bic FROM payee_current WHERE reference = $1
         UNION ALL SELECT $4, q.own_iban, NULL FROM person_current q WHERE $1 IS NULL AND q.number = $2 AND q.own_iban IS NOT NULL
            AND EXISTS (SELECT 1 FROM person_version v WHERE v.person = q.number AND v.own_iban = $3)")
        .bind(&order.payee).bind(order.person).bind(&order.creditor_iban).bind(&order.creditor_name)
        .fetch_optional(c).await.map_err(failure))?;
    Ok(now.unwrap_or_else(|| PayeeNow {
        name: order.creditor_name.clone(),
        iban: order.creditor_iban.clone(),
        bic: order.creditor_bic.clone(),
    }))
}

/// A rent term may have been paid otherwise meanwhile: only what is left is proposed again.
async fn left_to_pay(tx: &mut Tx, order: &Order) -> Result<Cents, Failure> {
    let unpaid: Option<(Cents,)> = on!(tx, c => sqlx::query_as("SELECT unpaid FROM rent_due WHERE rent = $1 AND month = $2")
        .bind(&order.rent).bind(&order.month).fetch_optional(c).await.map_err(failure))?;
    let cents = unpaid.map_or(order.cents, |(unpaid,)| unpaid.min(order.cents));
    if cents.is_positive() { Ok(cents) } else { Err(PAYMENT_ORDER_WITHIN_WANTED.because("").at(order.id.clone()).into()) }
}

fn again_row(act: &Act, order: &Order, payee: &PayeeNow, cents: Cents, id: &str) -> Value {
    json!([
        id,
        order.kind,
        order.bank_account,
        order.person,
        order.month,
        order.due_on,
        order.rank,
        order.category,
        order.rent,
        order.budget_line,
        order.split,
        order.payee,
        payee.name,
        payee.iban,
        payee.bic,
        cents,
        order.wanted,
        order.remittance,
        "proposed",
        act.at,
        act.user.id,
    ])
}
