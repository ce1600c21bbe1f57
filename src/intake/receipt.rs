//! Receipts: listed with their proposals, and corrected when their decision was wrong (RULE 11-13).

use super::interest_taken_back::take_back_interest;
use super::reach::reachable;
use crate::access::{Act, Reach, Right, audit};
use crate::ledger::movement::{Event, correction, rent_released};
use crate::ledger::{Account, AccountCode, Chart, Line, Pot, post};
use crate::money::Cents;
use crate::payment::State;
use crate::payment::approval::cancel;
use crate::refusal::{Failure, REFUSAL_GIVEN_BACK};
use crate::rent::{hold_rent, reserve_day};
use crate::store::{Question, Tx, failure, on};
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::json;
use sqlx::AssertSqlSafe;

/// A receipt as people read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct ListedReceipt {
    /// Identifier.
    pub id: String,
    /// The account's reference.
    pub account: String,
    /// Value day.
    pub received_on: NaiveDate,
    /// The credit.
    pub cents: Cents,
    /// `waiting` or `decided`.
    pub state: String,
    /// Who paid.
    pub payer: Option<String>,
    /// What the payer wrote.
    pub remittance: Option<String>,
    /// The proposals, best first.
    #[sqlx(skip)]
    pub proposals: Vec<ListedProposal>,
}

/// A proposal as people read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct ListedProposal {
    /// Of which receipt.
    #[serde(skip)]
    pub receipt: String,
    /// Whose.
    pub person: Option<i64>,
    /// How it was found.
    pub reason: String,
    /// Parts, as JSON.
    pub splits: String,
    /// Why.
    pub words: String,
}

/// Receipts, the oldest first; only those that wait when asked.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn list_receipts(tx: &mut Tx, waiting_only: bool) -> Result<Vec<ListedReceipt>, Failure> {
    listed(tx, waiting_only, "TRUE", "TRUE").await
}

/// Waiting receipts within reach, with the proposals for the people of it and for nobody; the oldest first.
#[derive(Clone, Debug)]
pub struct WaitingReceipts {
    /// Whose.
    pub reach: Reach,
}

impl Question for WaitingReceipts {
    type Answer = Vec<ListedReceipt>;

    async fn ask(&self, tx: &mut Tx) -> Result<Vec<ListedReceipt>, Failure> {
        let visible = |column: &str| self.reach.condition(column);
        let proposed = format!("(p.person IS NULL OR {})", visible("p.person"));
        listed(tx, true, &reachable(&visible), &proposed).await
    }
}

async fn listed(tx: &mut Tx, waiting_only: bool, shown: &str, proposed: &str) -> Result<Vec<ListedReceipt>, Failure> {
    // Two texts: with "every state or this one" in one text, the engine would read the receipts of all years.
    let (state, of_state) = if waiting_only { ("waiting", "r.state = $1") } else { ("", "$1 = ''") };
    let sql = format!(
        "SELECT r.line AS id, k.reference AS account, r.received_on, r.cents, r.state, b.counterparty_name AS payer, b.remittance
         FROM receipt r JOIN bank_line b ON b.id = r.line JOIN bank_account k ON k.id = r.bank_account
         WHERE {of_state} AND {shown} ORDER BY r.received_on, r.line"
    );
    let mut receipts: Vec<ListedReceipt> =
        on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(state).fetch_all(c).await.map_err(failure))?;
    // By the keys just read: joined to them, PostgreSQL read every proposal again for each receipt once it had counted none that waits.
    let (listed, of_receipt) = if waiting_only {
        let ids: Vec<&str> = receipts.iter().map(|receipt| receipt.id.as_str()).collect();
        (json!(ids).to_string(), format!("p.receipt {}", tx.among_texts("$1")))
    } else {
        (String::new(), "$1 = ''".to_owned())
    };
    let sql = format!(
        "SELECT p.receipt, p.person, p.reason, p.splits, p.words FROM receipt_proposal_live p
         WHERE {of_receipt} AND {proposed} ORDER BY p.receipt, p.no"
    );
    let proposals: Vec<ListedProposal> =
        on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(listed).fetch_all(c).await.map_err(failure))?;
    let mut of: std::collections::HashMap<String, Vec<ListedProposal>> = std::collections::HashMap::new();
    for proposal in proposals {
        of.entry(proposal.receipt.clone()).or_default().push(proposal);
    }
    for receipt in &mut receipts {
        receipt.proposals = of.remove(&receipt.id).unwrap_or_default();
    }
    Ok(receipts)
}

#[derive(sqlx::FromRow)]
struct WrongEntry {
    split: String,
    seq: i64,
    occurred_on: NaiveDate,
    bank_account: i64,
    value_on: NaiveDate,
    person: Option<i64>,
    pot: Option<String>,
    net: Cents,
}

/// Takes back the decisions of a receipt: each entry is mirrored, the credit waits again. The rent reserve gives back what it took
/// of this money first; a pot that has already spent it refuses. Interest is taken back in the same way. A proposal to give refused money back falls with its refusal.
///
/// # Errors
/// `receipt_unknown` when nothing is decided; `balance_below_zero` when the money is gone; `refusal_given_back` when refused money
/// is on its way back.
pub async fn correct(tx: &mut Tx, act: &Act, id: &str, reason: &str) -> Result<(), Failure> {
    act.with(Right::Money)?;
    let wrong: Vec<WrongEntry> = on!(tx, c => sqlx::query_as(
        "SELECT s.id AS split, e.seq, e.occurred_on, r.bank_account, e.value_on, s.person, s.pot, s.net
         FROM receipt_split_live s JOIN receipt r ON r.line = s.receipt
            JOIN entry e ON e.source = s.id AND e.movement IN ('split_accepted', 'split_refused')
         WHERE s.receipt = $1 ORDER BY e.seq").bind(id).fetch_all(c).await.map_err(failure))?;
    if wrong.is_empty() {
        return take_back_interest(tx, act, id, reason).await;
    }
    withdraw_give_backs(tx, act, id, reason).await?;
    // Neither before what it corrects nor before the last move of the reserve: no balance is below zero at any past date.
    let day = reserve_day(tx, wrong.iter().map(|entry| entry.occurred_on).fold(act.today, NaiveDate::max)).await?;
    let people: Vec<i64> = wrong.iter().filter_map(|entry| entry.person).collect();
    let accounts: Vec<i64> = wrong.iter().map(|entry| entry.bank_account).collect();
    let chart = Chart::of_people_and_accounts(tx, &people, &accounts).await?;
    for entry in &wrong {
        on!(tx, c => sqlx::query("INSERT INTO receipt_correction (split, reason, recorded_at, recorded_by) VALUES ($1, $2, $3, $4)")
            .bind(&entry.split).bind(reason).bind(act.at).bind(&act.user.id).execute(c).await.map(|_| ()).map_err(failure))?;
        release_for(tx, act, &chart, entry, day).await?;
        let lines = mirrored_lines(&chart, entry)?;
        let draft = correction(&event(day, entry, entry.net, &format!("Correction : {reason}")), entry.seq, &lines);
        post(tx, act, &[draft]).await?;
    }
    on!(tx, c => sqlx::query("UPDATE receipt SET state = 'waiting' WHERE line = $1").bind(id).execute(c).await.map(|_| ()).map_err(failure))?;
    hold_rent(tx, act, &people, act.today, id).await?;
    audit(tx, act, "receipt_correct", id, reason).await
}

/// The account of refused money is shared: an order whose refusal fell would give back what belongs to someone else.
async fn withdraw_give_backs(tx: &mut Tx, act: &Act, id: &str, reason: &str) -> Result<(), Failure> {
    let orders: Vec<(String, String)> = on!(tx, c => sqlx::query_as(
        "SELECT o.id, o.state FROM payment_order o JOIN receipt_split_live s ON s.id = o.split
         WHERE s.receipt = $1 AND o.state NOT IN ('cancelled', 'rejected', 'returned') ORDER BY o.id")
        .bind(id).fetch_all(c).await.map_err(failure))?;
    if let Some((order, _)) = orders.iter().find(|(_, state)| state != State::Proposed.code()) {
        return Err(REFUSAL_GIVEN_BACK.because(format!("(paiement {order})")).at(id).into());
    }
    let proposed: Vec<String> = orders.into_iter().map(|(order, _)| order).collect();
    cancel(tx, act, &proposed, reason).await
}

/// Free money that the reserve made of the wrong benefit becomes free again, so that the mirror finds it.
async fn release_for(tx: &mut Tx, act: &Act, chart: &Chart, entry: &WrongEntry, day: NaiveDate) -> Result<(), Failure> {
    let (Some(person), Some("libre")) = (entry.person, entry.pot.as_deref()) else { return Ok(()) };
    let pots = crate::ledger::balance::PotBalances::of_people(tx, &[person]).await?;
    let missing = entry.net.minus(pots.of(person, Pot::Libre)).unwrap_or_default().at_least_zero();
    let released = missing.min(pots.of(person, Pot::Loyer));
    if !released.is_positive() {
        return Ok(());
    }
    let draft = rent_released(chart, &event(day, entry, released, "Loyer rendu pour corriger un encaissement"), person)?;
    post(tx, act, &[draft]).await.map(|_| ())
}

/// The lines of the wrong entry, known from its split.
fn mirrored_lines(chart: &Chart, entry: &WrongEntry) -> Result<Vec<Line>, Failure> {
    let credited: Account = match (entry.person, entry.pot.as_deref()) {
        (Some(person), Some(pot)) => chart.account(AccountCode::Pot(person, pot.parse()?))?,
        _ => chart.account(AccountCode::ToReturn(entry.bank_account))?,
    };
    let waiting = chart.account(AccountCode::Unidentified(entry.bank_account))?;
    Ok(vec![Line::debit(waiting, entry.net), Line::credit(credited, entry.net)])
}

fn event(day: NaiveDate, entry: &WrongEntry, cents: Cents, text: &str) -> Event {
    Event {
        bank_account: entry.bank_account,
        cents,
        occurred_on: day,
        value_on: entry.value_on,
        source: entry.split.clone(),
        text: text.to_owned(),
    }
}
