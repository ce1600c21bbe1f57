//! A payment that came back otherwise than to the cent: a person says which one, the pots get all of it back (bank formats §2.3).

use super::answer::given_back_to;
use super::{Order, State, find_orders};
use crate::access::{Act, Right, audit};
use crate::ledger::movement::{Event, order_returned, order_returned_less_fee};
use crate::ledger::{Chart, post};
use crate::money::Cents;
use crate::refusal::{Failure, ORDER_NOT_GIVEN_BACK, RECEIPT_DECIDED, RECEIPT_UNKNOWN};
use crate::rent::hold_rent;
use crate::store::{Tx, failure, on};
use chrono::NaiveDate;

#[derive(sqlx::FromRow)]
struct Credit {
    bank_account: i64,
    cents: Cents,
    received_on: NaiveDate,
    state: String,
    return_reason: Option<String>,
}

/// Says that a waiting credit is the return of an order. What the bank kept is a fee that the organisation owes; the pots get the
/// whole order back and the rent term opens again. Gives back that fee.
///
/// # Errors
/// `receipt_unknown`, `receipt_decided`; `order_not_given_back` when the order was not debited on that account, or for less.
pub async fn returned_by(tx: &mut Tx, act: &Act, receipt: &str, order: &str) -> Result<Cents, Failure> {
    act.with(Right::Money)?;
    let credit = waiting(tx, receipt).await?;
    let orders = find_orders(tx, &[order.to_owned()]).await?;
    let order = orders.first().filter(|own| fits(own, &credit));
    let order = order.ok_or_else(|| ORDER_NOT_GIVEN_BACK.because(format!("(reçu {})", credit.cents)).at(receipt))?;
    let fee = order.cents.minus(credit.cents).unwrap_or_default();
    let reason = credit.return_reason.clone().unwrap_or_else(|| "sans motif".to_owned());
    on!(tx, c => sqlx::query("UPDATE payment_order SET state = 'returned', returned_line = $2, reason = $3 WHERE id = $1")
        .bind(&order.id).bind(receipt).bind(&reason).execute(c).await.map(|_| ()).map_err(failure))?;
    let people: Vec<i64> = order.person.into_iter().collect();
    let chart = Chart::of_people_and_accounts(tx, &people, &[order.bank_account]).await?;
    let to = given_back_to(tx, order).await?;
    let event = Event {
        bank_account: order.bank_account,
        cents: order.cents,
        occurred_on: act.today,
        value_on: credit.received_on,
        source: order.id.clone(),
        text: format!("Paiement revenu ({reason}) : {}", order.creditor_name),
    };
    let draft =
        if fee.is_positive() { order_returned_less_fee(&chart, &event, &to, fee)? } else { order_returned(&chart, &event, &to)? };
    post(tx, act, &[draft]).await?;
    on!(tx, c => sqlx::query("UPDATE receipt SET state = 'returned' WHERE line = $1").bind(receipt).execute(c).await.map(|_| ()).map_err(failure))?;
    hold_rent(tx, act, &people, act.today, &order.id).await?;
    audit(tx, act, "order_return", &order.id, receipt).await?;
    Ok(fee)
}

async fn waiting(tx: &mut Tx, receipt: &str) -> Result<Credit, Failure> {
    let credit: Option<Credit> = on!(tx, c => sqlx::query_as(
        "SELECT r.bank_account, r.cents, r.received_on, r.state, b.return_reason FROM receipt r JOIN bank_line b ON b.id = r.line
         WHERE r.line = $1").bind(receipt).fetch_optional(c).await.map_err(failure))?;
    match credit {
        None => Err(RECEIPT_UNKNOWN.because(format!("(« {receipt} »)")).into()),
        Some(credit) if credit.state != "waiting" => Err(RECEIPT_DECIDED.because("").at(receipt).into()),
        Some(credit) => Ok(credit),
    }
}

/// Debited on this account, and for at least what came back.
fn fits(order: &Order, credit: &Credit) -> bool {
    State::of(&order.state) == Some(State::Settled) && order.bank_account == credit.bank_account && credit.cents <= order.cents
}
