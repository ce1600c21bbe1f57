//! The bank's status report on our file (pain.002): what it rejected goes back to the pots; only a statement settles.

use crate::access::{Act, Right, audit};
use crate::bank::inspect::verification;
use crate::payment::State;
use crate::payment::answer::reject;
use crate::payment::doubt::alert;
use crate::plural::count;
use crate::refusal::{BANK_ANSWER_UNREADABLE, Failure};
use crate::store::{Tx, failure, on};
use quitus_sepa::pain002::{self, Outcome, PaymentStatus, StatusReport, Verification};
use serde::Serialize;
use serde_json::json;
use sqlx::AssertSqlSafe;
use std::collections::{BTreeSet, HashSet};

/// An order that the bank rejected, booked now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RejectedOrder {
    /// The order.
    pub order: String,
    /// The bank's reasons, `AC01` and the like.
    pub reason: String,
}

/// An order whose payee the bank could not recognise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VerifiedOrder {
    /// The order.
    pub order: String,
    /// The result, in French.
    pub result: &'static str,
}

/// What a status report did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Answered {
    /// The file's name.
    pub file: String,
    /// The message that it answers.
    pub message: String,
    /// Orders rejected now: their money is back in its pots.
    pub rejected: Vec<RejectedOrder>,
    /// Orders that the bank takes; nothing moves before the statement.
    pub accepted: usize,
    /// Orders that the bank received and has not decided about.
    pub pending: usize,
    /// Results of the verification of payee other than a match: they are not an acceptance, and change nothing.
    pub verified: Vec<VerifiedOrder>,
    /// Orders whose payee's name the bank found right.
    pub matching: usize,
    /// Orders on which the report says nothing.
    pub unsaid: usize,
    /// What was said and changed nothing, with the reason why, in French.
    pub unchanged: Vec<String>,
    /// References that are not ours.
    pub unknown: Vec<String>,
    /// Accounts that the bank refused, and deaths that it tells: what a person must look at.
    pub alerts: Vec<String>,
    /// Remarks of the reader.
    pub remarks: Vec<String>,
}

#[derive(sqlx::FromRow)]
struct SentOrder {
    id: String,
    state: String,
    payment_id: String,
    message_id: String,
}

/// Reads one status report. The same report again changes nothing.
///
/// # Errors
/// `bank_answer_unreadable`; `role_not_allowed`; what the ledger refuses.
pub async fn answer_file(tx: &mut Tx, act: &Act, name: &str, bytes: &[u8]) -> Result<Answered, Failure> {
    act.with(Right::Approve)?;
    let reading = pain002::examine(bytes).map_err(|d| {
        BANK_ANSWER_UNREADABLE.because(format!("{} {} ({})", d.what, d.expected, d.code)).at(format!("{name}, {}", d.place))
    })?;
    let report = reading.value;
    let message = report.original_message_id.to_uppercase();
    let remarks = reading.diagnostics.iter().map(ToString::to_string).collect();
    let mut answered = Answered { file: name.to_owned(), message: message.clone(), remarks, ..Answered::default() };
    let named = named(&report);
    let orders = concerned(tx, &report, &message, &named).await?;
    let known: HashSet<&str> = orders.iter().map(|order| order.id.as_str()).collect();
    answered.unknown = named.iter().filter(|id| !known.contains(id.as_str())).cloned().collect();
    answered.unchanged.extend(nameless(&report));
    match sent(tx, &message).await? {
        None if orders.is_empty() && answered.unknown.is_empty() => answered.unknown.push(message.clone()),
        of_file => {
            let told = orders.iter().filter(|order| order.message_id == message).count();
            answered.unsaid = of_file.unwrap_or(0).saturating_sub(told);
        }
    }
    let outcomes = report.outcomes();
    for order in &orders {
        let outcome = outcomes.of(&order.payment_id, &order.id);
        answer(tx, act, order, &outcome, &mut answered).await?;
    }
    let detail = format!(
        "{name} : {}, {}",
        count(answered.rejected.len(), "rejet", "rejets"),
        count(answered.accepted, "acceptation", "acceptations")
    );
    audit(tx, act, "bank_answer", &message, &detail).await?;
    Ok(answered)
}

/// The transfers that the report names.
fn named(report: &StatusReport) -> Vec<String> {
    let transactions = report.payments.iter().flat_map(|block| &block.transactions);
    transactions.filter_map(|one| one.end_to_end_id.as_ref()).map(|id| id.to_uppercase()).collect()
}

/// Transfers that the report names by no reference of ours, with what it says of them: a person must find them.
fn nameless(report: &StatusReport) -> Option<String> {
    let transactions = report.payments.iter().flat_map(|block| &block.transactions);
    let nameless: Vec<&str> = transactions
        .filter(|one| one.end_to_end_id.is_none())
        .map(|one| one.own.status.as_ref().map_or("sans statut", PaymentStatus::code))
        .collect();
    let said: BTreeSet<&str> = nameless.iter().copied().collect();
    let said = Vec::from_iter(said).join(", ");
    let many = count(nameless.len(), "virement", "virements");
    (!nameless.is_empty()).then(|| format!("{many} sans référence ({said}) : demandez à la banque desquels il s'agit."))
}

/// How many orders the answered file holds, if it is ours.
async fn sent(tx: &mut Tx, message: &str) -> Result<Option<usize>, Failure> {
    let row: Option<(i64,)> = on!(tx, c => sqlx::query_as("SELECT orders FROM batch WHERE message_id = $1")
        .bind(message).fetch_optional(c).await.map_err(failure))?;
    Ok(row.map(|(orders,)| usize::try_from(orders).unwrap_or(0)))
}

/// The orders that the report names, and those of the file or of a block of which it says something as a whole. A report on one
/// transfer does not read the thousands that went with it.
async fn concerned(tx: &mut Tx, report: &StatusReport, message: &str, named: &[String]) -> Result<Vec<SentOrder>, Failure> {
    let says = |status: &Option<PaymentStatus>| status.as_ref().is_some_and(|status| *status != PaymentStatus::Partial);
    let spoken = report.payments.iter().filter(|block| says(&block.own.status));
    let blocks: Vec<String> = spoken.filter_map(|block| block.payment_id.as_ref()).map(|id| id.to_uppercase()).collect();
    let sql = format!(
        "SELECT o.id, o.state, k.payment_id, b.message_id FROM payment_order o
         JOIN batch_block k ON k.batch = o.batch AND k.bank_account = o.bank_account JOIN batch b ON b.id = o.batch
         WHERE o.id {}",
        tx.among_texts("$1")
    );
    let mut orders: Vec<SentOrder> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(json!(named).to_string())
        .fetch_all(c).await.map_err(failure))?;
    let whole = says(&report.group.status);
    if whole || !blocks.is_empty() {
        let sql = format!(
            "SELECT o.id, o.state, k.payment_id, b.message_id FROM batch b
             JOIN batch_block k ON k.batch = b.id JOIN payment_order o ON o.batch = b.id AND o.bank_account = k.bank_account
             WHERE b.message_id = $1 AND ($2 = 1 OR k.payment_id {})",
            tx.among_texts("$3")
        );
        let of_blocks: Vec<SentOrder> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(message).bind(i64::from(whole))
            .bind(json!(blocks).to_string()).fetch_all(c).await.map_err(failure))?;
        orders.extend(of_blocks);
    }
    orders.sort_unstable_by(|one, other| one.id.cmp(&other.id));
    orders.dedup_by(|one, other| one.id == other.id);
    Ok(orders)
}

async fn answer(tx: &mut Tx, act: &Act, order: &SentOrder, outcome: &Outcome, answered: &mut Answered) -> Result<(), Failure> {
    match outcome.verification {
        Some(Verification::Match) => answered.matching = answered.matching.saturating_add(1),
        Some(result) => answered.verified.push(VerifiedOrder { order: order.id.clone(), result: verification(result) }),
        None => {}
    }
    if outcome.contradictory {
        answered.unchanged.push(format!("{} : la banque se contredit, demandez-lui ce qu'il en est.", order.id));
        return Ok(());
    }
    match &outcome.status {
        Some(PaymentStatus::Rejected) => {
            let state = State::of(&order.state);
            if !state.is_some_and(|state| state.may_become(State::Rejected)) {
                let words = state.map_or("dans un état inconnu", State::in_french);
                answered.unchanged.push(format!("{} : rejet sans effet, le paiement est {words}.", order.id));
                return Ok(());
            }
            let reason = reasons(outcome);
            reject(tx, act, &order.id, &reason, &format!("Réponse de la banque {}, fichier {}", answered.message, answered.file))
                .await?;
            answered.alerts.extend(alert(tx, act, &order.id, &reason).await?);
            answered.rejected.push(RejectedOrder { order: order.id.clone(), reason });
        }
        Some(PaymentStatus::Other(code)) => {
            answered.unchanged.push(format!("{} : état « {code} » inconnu, rien n'a changé.", order.id));
        }
        Some(PaymentStatus::Cancelled) => {
            answered.unchanged.push(format!("{} : la banque le dit annulé, demandez-lui ce qu'il en est.", order.id));
        }
        Some(PaymentStatus::Received | PaymentStatus::Pending) => answered.pending = answered.pending.saturating_add(1),
        Some(_) => answered.accepted = answered.accepted.saturating_add(1),
        None if outcome.verification.is_some() => {}
        None => answered.unsaid = answered.unsaid.saturating_add(1),
    }
    Ok(())
}

/// The codes of the reasons, or the bank's words, or that there is none.
fn reasons(outcome: &Outcome) -> String {
    let codes: Vec<&str> =
        outcome.reasons.iter().filter_map(|reason| reason.code.as_deref().or(reason.text.as_deref())).collect();
    if codes.is_empty() { "sans motif".to_owned() } else { codes.join(", ") }
}
