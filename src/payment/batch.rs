//! The file for the bank: approved orders sealed in a pain.001.001.09, its bytes kept, the same on every export (RULE 22, 35, 37).

use super::approval::not_confirmed;
use super::debtor::{Debtor, debtors};
use super::left_out::{Asked, LeftOut, Why};
use super::{Order, OrderFilter, State, list_orders};
use crate::access::{Act, Right, audit, audit_many};
use crate::bank::store::failed_proofs;
use crate::calendar::day_in_french;
use crate::ids::new_id;
use crate::money::Cents;
use crate::refusal::{
    AMOUNT_TOO_LARGE, BATCH_CLOSED_DAY, BATCH_NOT_SEPA, BATCH_NOTHING_TO_SEND, BATCH_TOO_FAR_AHEAD, BATCH_UNKNOWN, BIC_INVALID,
    Failure, IBAN_INVALID, PAYEE_NOT_CONFIRMED, PROOF_FAILED, Refusal,
};
use crate::store::{Column, Tx, failure, insert_many, on};
use chrono::{Days, NaiveDate};
use chrono_tz::Europe::Paris;
use quitus_sepa::bic::Bic;
use quitus_sepa::calendar::{is_business_day, next_business_day};
use quitus_sepa::iban::Iban;
use quitus_sepa::pain001::{Message, Party, PaymentBlock, Remittance, Scheme, Transfer, Violation, check};
use quitus_sepa::profile::BankProfile;
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sqlx::AssertSqlSafe;
use std::collections::HashMap;

/// A sealed file, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Batch {
    /// Identifier.
    pub id: String,
    /// `MsgId`.
    pub message_id: String,
    /// Requested execution day.
    pub execution_on: NaiveDate,
    /// Number of orders.
    pub orders: i64,
    /// Sum of the orders.
    pub cents: Cents,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// What a sealing did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sealed {
    /// The file.
    #[serde(flatten)]
    pub batch: Batch,
    /// Approved orders that are not in it.
    pub left_out: Vec<LeftOut>,
}

/// How far ahead a file may be executed, in days.
const AHEAD: u64 = 30;

/// One payment block: a debtor account and its orders.
struct Block {
    debtor: Debtor,
    payment_id: String,
    orders: Vec<Order>,
}

/// Seals every approved order of these accounts (all accounts when none is named) that is due before the bank's next working day
/// after `execution`. An order to an account number that changed since its approval stays out; what stays out is told.
///
/// # Errors
/// `batch_closed_day` with the next open day; `batch_too_far_ahead` past 30 days; `proof_failed` when an account is not proven to
/// the cent; `payee_not_confirmed` when only such orders are left; `batch_nothing_to_send`;
/// `batch_not_sepa` with every SEPA rule that the file would break.
pub async fn seal(tx: &mut Tx, act: &Act, accounts: &[String], execution: NaiveDate) -> Result<Sealed, Failure> {
    act.with(Right::Money)?;
    let next = check_day(act.today, execution)?;
    let debtors = debtors(tx, accounts).await?;
    let filter = OrderFilter { state: Some(State::Approved), ..OrderFilter::default() };
    let approved = list_orders(tx, &filter).await?;
    let blocked = not_confirmed(tx, &approved).await?.into_iter().map(|(id, _)| id).collect();
    let asked = Asked { accounts: debtors.iter().map(|debtor| debtor.id).collect(), next, blocked };
    let (go, left_out) = asked.part(approved);
    let mut by_account: HashMap<i64, Vec<Order>> = HashMap::new();
    for order in go {
        by_account.entry(order.bank_account).or_default().push(order);
    }
    let mut blocks = Vec::new();
    let failed: HashMap<String, String> = failed_proofs(tx).await?.into_iter().collect();
    for debtor in debtors {
        let Some(orders) = by_account.remove(&debtor.id) else { continue };
        if let Some(gap) = failed.get(&debtor.reference) {
            return Err(PROOF_FAILED.because(gap).at(debtor.reference).into());
        }
        blocks.push(Block { debtor, payment_id: new_id(), orders });
    }
    if blocks.is_empty() {
        refuse_blocked(&left_out)?;
        return Err(BATCH_NOTHING_TO_SEND.because(format!("(jusqu'au {})", day_in_french(execution))).into());
    }
    let name = sender(tx, &blocks).await?;
    let message = message(act, &name, execution, &blocks)?;
    let profile = BankProfile::default();
    let bytes = message.write(&profile).map_err(|violations| not_sepa(&violations))?;
    let judged = check::check_for(&bytes, &profile);
    if !judged.is_empty() {
        return Err(not_sepa(&judged));
    }
    Ok(Sealed { batch: store(tx, act, &message, execution, &blocks, &bytes).await?, left_out })
}

/// The bank's working day after the execution.
fn check_day(today: NaiveDate, execution: NaiveDate) -> Result<NaiveDate, Refusal> {
    let next = next_business_day(execution.succ_opt().unwrap_or(execution)).unwrap_or(execution);
    if !is_business_day(execution) || execution < today {
        let open = next_business_day(execution.max(today)).unwrap_or(next);
        let facts = format!("({} ; prochain jour ouvré : {})", day_in_french(execution), day_in_french(open));
        return Err(BATCH_CLOSED_DAY.because(facts));
    }
    if today.checked_add_days(Days::new(AHEAD)).is_some_and(|last| execution > last) {
        return Err(BATCH_TOO_FAR_AHEAD.because(format!("({}, demandé le {})", day_in_french(execution), day_in_french(today))));
    }
    Ok(next)
}

/// Only orders that wait for a second person would be left: they are named.
fn refuse_blocked(left_out: &[LeftOut]) -> Result<(), Failure> {
    let blocked = left_out.iter().filter(|one| one.why == Why::PayeeNotConfirmed);
    let refusal = |one: &LeftOut| PAYEE_NOT_CONFIRMED.because(format!("({})", one.creditor)).at(one.order.clone());
    let refusals: Vec<Refusal> = blocked.map(refusal).collect();
    if refusals.is_empty() { Ok(()) } else { Err(Failure::Refused(refusals)) }
}

fn not_sepa(violations: &[Violation]) -> Failure {
    let refusal = |v: &Violation| BATCH_NOT_SEPA.because(format!("{} ({})", v.message_fr, v.code)).at(v.where_.clone());
    Failure::Refused(violations.iter().map(refusal).collect())
}

/// Who sends the file: the organisation, or the holder of the first account while none is recorded.
async fn sender(tx: &mut Tx, blocks: &[Block]) -> Result<String, Failure> {
    let own: Option<(String,)> = on!(tx, c => sqlx::query_as("SELECT name FROM organisation ORDER BY version DESC LIMIT 1")
        .fetch_optional(c).await.map_err(failure))?;
    Ok(own.map(|(name,)| name).or_else(|| blocks.first().map(|block| block.debtor.name())).unwrap_or_default())
}

fn message(act: &Act, sender: &str, execution: NaiveDate, blocks: &[Block]) -> Result<Message, Failure> {
    Ok(Message {
        message_id: new_id(),
        created: act.at.with_timezone(&Paris).naive_local(),
        initiating_party: Party { name: sender.to_owned(), id: None },
        payments: blocks.iter().map(|block| payment_block(block, execution)).collect::<Result<_, Refusal>>()?,
    })
}

fn payment_block(block: &Block, execution: NaiveDate) -> Result<PaymentBlock, Refusal> {
    Ok(PaymentBlock {
        id: block.payment_id.clone(),
        scheme: Scheme::Sct,
        execution_on: execution,
        debtor_name: block.debtor.name(),
        debtor_iban: iban(&block.debtor.iban)?,
        debtor_bic: bic(block.debtor.bic.as_deref())?,
        // A pooled account shows one debit for the file; a person reads each payment on the statement of their own account.
        batch_booking: Some(block.debtor.holder == "organisation"),
        transfers: block.orders.iter().map(transfer).collect::<Result<_, Refusal>>()?,
    })
}

fn transfer(order: &Order) -> Result<Transfer, Refusal> {
    Ok(Transfer {
        end_to_end_id: order.id.clone(),
        instruction_id: None,
        cents: order.cents.0,
        creditor_name: order.creditor_name.clone(),
        creditor_iban: iban(&order.creditor_iban).map_err(|refusal| refusal.at(order.creditor_name.clone()))?,
        creditor_bic: bic(order.creditor_bic.as_deref())?,
        remittance: Remittance::text(&order.remittance),
        address: None,
        purpose: None,
    })
}

fn iban(text: &str) -> Result<Iban, Refusal> {
    Iban::parse(text).map_err(|error| IBAN_INVALID.because(format!("({text} : {error})")))
}

fn bic(text: Option<&str>) -> Result<Option<Bic>, Refusal> {
    let Some(text) = text.filter(|text| !text.trim().is_empty()) else { return Ok(None) };
    Bic::parse(text).map(Some).map_err(|error| BIC_INVALID.because(format!("({text} : {error})")))
}

const BLOCK: &[Column] = &[
    Column::Text("batch"),
    Column::Integer("bank_account"),
    Column::Text("payment_id"),
    Column::Integer("orders"),
    Column::Integer("cents"),
];

async fn store(
    tx: &mut Tx,
    act: &Act,
    message: &Message,
    execution: NaiveDate,
    blocks: &[Block],
    bytes: &[u8],
) -> Result<Batch, Failure> {
    let sum = |orders: &[Order]| Cents::total(orders.iter().map(|order| order.cents)).ok_or_else(|| AMOUNT_TOO_LARGE.because(""));
    let count = |orders: &[Order]| i64::try_from(orders.len()).unwrap_or(i64::MAX);
    let sums: Vec<Cents> = blocks.iter().map(|block| sum(&block.orders)).collect::<Result<_, _>>()?;
    let batch = Batch {
        id: new_id(),
        message_id: message.message_id.clone(),
        execution_on: execution,
        orders: blocks.iter().map(|block| count(&block.orders)).fold(0, i64::saturating_add),
        cents: Cents::total(sums.iter().copied()).ok_or_else(|| AMOUNT_TOO_LARGE.because(""))?,
        sha256: hex::encode(Sha256::digest(bytes)),
    };
    on!(tx, c => sqlx::query(
        "INSERT INTO batch (id, message_id, execution_on, orders, cents, sealed_at, sealed_by, sha256, bytes)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
        .bind(&batch.id).bind(&batch.message_id).bind(execution).bind(batch.orders).bind(batch.cents)
        .bind(act.at).bind(&act.user.id).bind(&batch.sha256).bind(bytes)
        .execute(c).await.map(|_| ()).map_err(failure))?;
    let rows: Vec<Value> = blocks
        .iter()
        .zip(&sums)
        .map(|(block, cents)| json!([batch.id, block.debtor.id, block.payment_id, count(&block.orders), cents]))
        .collect();
    insert_many(tx, "batch_block", BLOCK, &rows).await?;
    let ids: Vec<&str> = blocks.iter().flat_map(|block| &block.orders).map(|order| order.id.as_str()).collect();
    let sql = format!("UPDATE payment_order SET state = '{}', batch = $2 WHERE id IN {}", State::Sealed.code(), tx.texts("$1"));
    let list = json!(ids).to_string();
    on!(tx, c => sqlx::query(AssertSqlSafe(sql)).bind(list).bind(&batch.id).execute(c).await.map(|_| ()).map_err(failure))?;
    let subjects: Vec<(&str, String)> = ids.iter().map(|id| (*id, batch.id.clone())).collect();
    audit_many(tx, act, "order_seal", &subjects).await?;
    audit(tx, act, "batch_seal", &batch.id, &batch.cents.plain()).await?;
    Ok(batch)
}

/// The bytes of a sealed file, the same each time; each export leaves a trace.
///
/// # Errors
/// `batch_unknown`.
pub async fn export(tx: &mut Tx, act: &Act, id: &str) -> Result<Vec<u8>, Failure> {
    act.with(Right::Money)?;
    let row: Option<(Vec<u8>, String)> = on!(tx, c => sqlx::query_as("SELECT bytes, sha256 FROM batch WHERE id = $1 OR message_id = $1")
        .bind(id).fetch_optional(c).await.map_err(failure))?;
    let (bytes, sha256) = row.ok_or_else(|| BATCH_UNKNOWN.because(format!("(« {id} »)")))?;
    if hex::encode(Sha256::digest(&bytes)) != sha256 {
        return Err(Failure::Broken(format!("le fichier {id} n'est plus celui qui a été scellé.")));
    }
    on!(tx, c => sqlx::query(
        "INSERT INTO batch_export (batch, no, exported_at, exported_by)
         SELECT b.id, (SELECT COALESCE(MAX(x.no), 0) + 1 FROM batch_export x WHERE x.batch = b.id), $2, $3
         FROM batch b WHERE b.id = $1 OR b.message_id = $1")
        .bind(id).bind(act.at).bind(&act.user.id).execute(c).await.map(|_| ()).map_err(failure))?;
    audit(tx, act, "batch_export", id, &sha256).await?;
    Ok(bytes)
}

/// Every sealed file, the last first.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn list(tx: &mut Tx) -> Result<Vec<Batch>, Failure> {
    on!(tx, c => sqlx::query_as("SELECT id, message_id, execution_on, orders, cents, sha256 FROM batch ORDER BY id DESC")
        .fetch_all(c).await.map_err(failure))
}
