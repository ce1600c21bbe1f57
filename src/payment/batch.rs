//! The files for the banks: approved orders sealed in pain.001 messages, each as its bank's profile asks; their bytes kept, the same
//! on every export (RULE 22, 35, 37).

use super::approval::not_confirmed;
use super::debtor::{Debtor, debtors};
use super::execution::{check_day, in_paris, next_day};
use super::left_out::{Asked, LeftOut, Why};
use super::profile::in_force;
use super::{Order, OrderFilter, State, list_orders};
use crate::access::{Act, Right, audit, audit_many};
use crate::bank::store::failed_proofs;
use crate::calendar::day_in_french;
use crate::ids::new_id;
use crate::money::Cents;
use crate::refusal::{
    AMOUNT_TOO_LARGE, BATCH_NOT_SEPA, BATCH_NOTHING_TO_SEND, BATCH_UNKNOWN, BIC_INVALID, Failure, IBAN_INVALID,
    PAYEE_NOT_CONFIRMED, PROOF_FAILED, Refusal,
};
use crate::settings::settings_on;
use crate::store::{Column, Tx, failure, insert_many, on};
use chrono::NaiveDate;
use quitus_sepa::bic::Bic;
use quitus_sepa::iban::Iban;
use quitus_sepa::pain001::{
    Message, OrderFile, Party, PaymentBlock, Remittance, Scheme, Transfer, Version, Violation, check::check_for,
};
use quitus_sepa::profile::BankProfile;
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sqlx::AssertSqlSafe;
use std::collections::{HashMap, HashSet};

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

/// A file that a sealing made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SealedFile {
    /// The file.
    #[serde(flatten)]
    pub batch: Batch,
    /// `pain.001.001.09`
    pub format: &'static str,
    /// References of the accounts that pay.
    pub accounts: Vec<String>,
}

/// What a sealing did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sealed {
    /// The files, at least one: accounts whose banks want different files do not share one, and a bank may limit the transfers of one.
    pub batches: Vec<SealedFile>,
    /// Approved orders that are in none of them.
    pub left_out: Vec<LeftOut>,
}

/// One payment block: a debtor account and its orders.
struct Block {
    debtor: Debtor,
    payment_id: String,
    orders: Vec<Order>,
}

/// The accounts whose banks want the same file, and those of their orders that go: instant transfers have files of their own.
struct Group {
    profile: BankProfile,
    scheme: Scheme,
    blocks: Vec<Block>,
}

/// Seals every approved order of these accounts (all accounts when none is named) that is due before its bank's next working day
/// after `execution`, or with `instant_only` those of them that are to be executed at once. An order to an account number that changed since its approval stays out; what stays out is told.
///
/// # Errors
/// `batch_closed_day` and `batch_too_late` with the first day that the bank would take; `batch_too_far_ahead` past 30 days;
/// `proof_failed` when an account is not proven to the cent; `payee_not_confirmed` when only such orders are left;
/// `batch_nothing_to_send`; `batch_not_sepa` with every rule of SEPA and of the bank that the files would break.
pub async fn seal(
    tx: &mut Tx,
    act: &Act,
    accounts: &[String],
    execution: NaiveDate,
    instant_only: bool,
) -> Result<Sealed, Failure> {
    act.with(Right::Money)?;
    let debtors = debtors(tx, accounts).await?;
    let profiles = in_force(tx).await?;
    let profile = |account: i64| profiles.get(&account).cloned().unwrap_or_default();
    let filter = OrderFilter { state: Some(State::Approved), ..OrderFilter::default() };
    let approved = list_orders(tx, &filter).await?;
    let next = |debtor: &Debtor| (debtor.id, next_day(execution, &profile(debtor.id)));
    let mut asked = Asked { accounts: debtors.iter().map(next).collect(), instant_only, blocked: HashSet::new() };
    asked.blocked = not_confirmed(tx, &asked.would_go(&approved)).await?.into_iter().map(|(id, _)| id).collect();
    let (go, left_out) = asked.part(approved);
    let ahead = settings_on(tx, act.today).await?.execution_days;
    let groups = grouped(debtors, profile, go, instant_only);
    let paying: Vec<&Group> = groups.iter().filter(|group| group.pays()).collect();
    if paying.is_empty() {
        let idle: Vec<&Group> = groups.iter().collect();
        let refused = refused_days(act, execution, &idle, ahead);
        if refused.len() == idle.len() {
            refuse(refused)?;
        }
        refuse_blocked(&left_out)?;
        return Err(BATCH_NOTHING_TO_SEND.because(format!("(jusqu'au {})", day_in_french(execution))).into());
    }
    refuse(refused_days(act, execution, &paying, ahead))?;
    prove(tx, &paying).await?;
    let sender = sender(tx, &paying).await?;
    let mut batches = Vec::new();
    for (group, file) in files(act, &sender, execution, &paying)? {
        batches.push(store(tx, act, execution, group, &file).await?);
    }
    Ok(Sealed { batches, left_out })
}

/// The accounts by profile, in the order of their numbers, ordinary transfers before instant ones.
fn grouped(debtors: Vec<Debtor>, profile: impl Fn(i64) -> BankProfile, go: Vec<Order>, instant_only: bool) -> Vec<Group> {
    let mut by_account: HashMap<i64, Vec<Order>> = HashMap::new();
    for order in go {
        by_account.entry(order.bank_account).or_default().push(order);
    }
    let mut groups: Vec<Group> = Vec::new();
    for debtor in debtors {
        let profile = profile(debtor.id);
        let orders = by_account.remove(&debtor.id).unwrap_or_default();
        let (instant, ordinary): (Vec<_>, Vec<_>) = orders.into_iter().partition(|order| order.instant);
        for (scheme, orders, asked) in [(Scheme::Sct, ordinary, !instant_only), (Scheme::Instant, instant, instant_only)] {
            // An account without orders keeps its place: its bank's days are told when nothing can go.
            if orders.is_empty() && !asked {
                continue;
            }
            let block = Block { debtor: debtor.clone(), payment_id: new_id(), orders };
            match groups.iter_mut().find(|group| group.profile == profile && group.scheme == scheme) {
                Some(group) => group.blocks.push(block),
                None => groups.push(Group { profile: profile.clone(), scheme, blocks: vec![block] }),
            }
        }
    }
    groups
}

impl Group {
    /// The blocks of its file: an account without orders has none.
    fn paying(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(|block| !block.orders.is_empty())
    }

    fn pays(&self) -> bool {
        self.paying().next().is_some()
    }

    /// Where a refusal is, when the files of several banks are made together.
    fn place(&self) -> String {
        let references = |blocks: &mut dyn Iterator<Item = &Block>| -> Vec<String> {
            blocks.map(|block| block.debtor.reference.clone()).collect()
        };
        let paying = references(&mut self.paying());
        match if paying.is_empty() { references(&mut self.blocks.iter()) } else { paying }.as_slice() {
            [first, second, ..] if self.blocks.len() > 2 => format!("Comptes {first}, {second}…"),
            all => format!("Compte {}", all.join(", ")),
        }
    }
}

/// The banks that would not take a file for that day.
fn refused_days(act: &Act, execution: NaiveDate, groups: &[&Group], ahead: i64) -> Vec<Refusal> {
    let refused = groups.iter().filter_map(|group| {
        let refusal = check_day(act, execution, group.scheme, &group.profile, ahead).err()?;
        Some(if groups.len() == 1 { refusal } else { refusal.at(group.place()) })
    });
    refused.collect()
}

fn refuse(refused: Vec<Refusal>) -> Result<(), Failure> {
    if refused.is_empty() { Ok(()) } else { Err(Failure::Refused(refused)) }
}

/// Every account that pays is right to the cent (RULE 22).
async fn prove(tx: &mut Tx, groups: &[&Group]) -> Result<(), Failure> {
    let failed: HashMap<String, String> = failed_proofs(tx).await?.into_iter().collect();
    for block in groups.iter().flat_map(|group| group.paying()) {
        if let Some(gap) = failed.get(&block.debtor.reference) {
            return Err(PROOF_FAILED.because(gap).at(block.debtor.reference.clone()).into());
        }
    }
    Ok(())
}

/// The files of every group, judged once more from their bytes, or all that is wrong in them.
fn files<'a>(
    act: &Act,
    sender: &str,
    execution: NaiveDate,
    groups: &[&'a Group],
) -> Result<Vec<(&'a Group, OrderFile)>, Failure> {
    let (mut made, mut refused) = (Vec::new(), Vec::new());
    for group in groups {
        let alone = groups.len() == 1;
        let mut found = |violations: &[Violation]| {
            refused.extend(violations.iter().map(|violation| not_sepa(violation, (!alone).then(|| group.place()))));
        };
        match message(act, sender, execution, group)?.files(&group.profile) {
            Ok(files) => {
                for file in files {
                    found(&check_for(&file.bytes, &group.profile));
                    made.push((*group, file));
                }
            }
            Err(violations) => found(&violations),
        }
    }
    refuse(refused).map(|()| made)
}

/// Only orders that wait for a second person would be left: they are named.
fn refuse_blocked(left_out: &[LeftOut]) -> Result<(), Failure> {
    let blocked = left_out.iter().filter(|one| one.why == Why::PayeeNotConfirmed);
    let refusal = |one: &LeftOut| PAYEE_NOT_CONFIRMED.because(format!("({})", one.creditor)).at(one.order.clone());
    refuse(blocked.map(refusal).collect())
}

fn not_sepa(violation: &Violation, group: Option<String>) -> Refusal {
    let place = group.map_or_else(|| violation.where_.clone(), |group| format!("{group}, {}", violation.where_));
    BATCH_NOT_SEPA.because(format!("{} ({})", violation.message_fr, violation.code)).at(place)
}

/// Who sends the files: the organisation, or the holder of the first account while none is recorded.
async fn sender(tx: &mut Tx, groups: &[&Group]) -> Result<String, Failure> {
    let own: Option<(String,)> = on!(tx, c => sqlx::query_as("SELECT name FROM organisation ORDER BY version DESC LIMIT 1")
        .fetch_optional(c).await.map_err(failure))?;
    let first = groups.iter().flat_map(|group| group.paying()).next().map(|block| block.debtor.name());
    Ok(own.map(|(name,)| name).or(first).unwrap_or_default())
}

fn message(act: &Act, sender: &str, execution: NaiveDate, group: &Group) -> Result<Message, Failure> {
    Ok(Message {
        message_id: new_id(),
        created: in_paris(act.at),
        initiating_party: Party { name: sender.to_owned(), id: None },
        payments: group.paying().map(|block| payment_block(block, group.scheme, execution)).collect::<Result<_, Refusal>>()?,
    })
}

fn payment_block(block: &Block, scheme: Scheme, execution: NaiveDate) -> Result<PaymentBlock, Refusal> {
    Ok(PaymentBlock {
        id: block.payment_id.clone(),
        scheme,
        execution_on: execution,
        debtor_name: block.debtor.name(),
        debtor_iban: iban(&block.debtor.iban)?,
        debtor_bic: bic(block.debtor.bic.as_deref())?,
        // A pooled account shows one debit for the file; a person reads each payment on the statement of their own account. Instant
        // transfers are executed one by one.
        batch_booking: Some(scheme == Scheme::Sct && block.debtor.holder == "organisation"),
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

/// A block of a file as it is kept; a long list of orders may be cut into blocks of several files.
struct Kept<'a> {
    debtor: &'a Debtor,
    payment_id: &'a str,
    ids: Vec<&'a str>,
    cents: Cents,
}

fn kept<'a>(group: &'a Group, file: &'a OrderFile) -> Result<Vec<Kept<'a>>, Failure> {
    let mut blocks = Vec::with_capacity(file.message.payments.len());
    for payment in &file.message.payments {
        let own = |block: &&Block| iban(&block.debtor.iban).as_ref() == Ok(&payment.debtor_iban);
        let block = group.paying().find(own).ok_or_else(|| Failure::Broken("un lot a perdu son compte.".into()))?;
        let cents =
            Cents::total(payment.transfers.iter().map(|one| Cents(one.cents))).ok_or_else(|| AMOUNT_TOO_LARGE.because(""))?;
        let ids = payment.transfers.iter().map(|one| one.end_to_end_id.as_str()).collect();
        blocks.push(Kept { debtor: &block.debtor, payment_id: &payment.id, ids, cents });
    }
    Ok(blocks)
}

async fn store(tx: &mut Tx, act: &Act, execution: NaiveDate, group: &Group, file: &OrderFile) -> Result<SealedFile, Failure> {
    let blocks = kept(group, file)?;
    let count = |ids: &[&str]| i64::try_from(ids.len()).unwrap_or(i64::MAX);
    let batch = Batch {
        id: new_id(),
        message_id: file.message.message_id.clone(),
        execution_on: execution,
        orders: blocks.iter().map(|block| count(&block.ids)).fold(0, i64::saturating_add),
        cents: Cents::total(blocks.iter().map(|block| block.cents)).ok_or_else(|| AMOUNT_TOO_LARGE.because(""))?,
        sha256: hex::encode(Sha256::digest(&file.bytes)),
    };
    on!(tx, c => sqlx::query(
        "INSERT INTO batch (id, message_id, execution_on, orders, cents, sealed_at, sealed_by, sha256, bytes)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
        .bind(&batch.id).bind(&batch.message_id).bind(execution).bind(batch.orders).bind(batch.cents)
        .bind(act.at).bind(&act.user.id).bind(&batch.sha256).bind(&file.bytes)
        .execute(c).await.map(|_| ()).map_err(failure))?;
    let row = |block: &Kept<'_>| json!([batch.id, block.debtor.id, block.payment_id, count(&block.ids), block.cents]);
    insert_many(tx, "batch_block", BLOCK, &blocks.iter().map(row).collect::<Vec<Value>>()).await?;
    let ids: Vec<&str> = blocks.iter().flat_map(|block| block.ids.iter().copied()).collect();
    let sql = format!("UPDATE payment_order SET state = '{}', batch = $2 WHERE id IN {}", State::Sealed.code(), tx.texts("$1"));
    let list = json!(ids).to_string();
    on!(tx, c => sqlx::query(AssertSqlSafe(sql)).bind(list).bind(&batch.id).execute(c).await.map(|_| ()).map_err(failure))?;
    let subjects: Vec<(&str, String)> = ids.iter().map(|id| (*id, batch.id.clone())).collect();
    audit_many(tx, act, "order_seal", &subjects).await?;
    audit(tx, act, "batch_seal", &batch.id, &batch.cents.plain()).await?;
    let format = match group.profile.version {
        Version::V03 => "pain.001.001.03",
        Version::V09 => "pain.001.001.09",
    };
    Ok(SealedFile { batch, format, accounts: blocks.iter().map(|block| block.debtor.reference.clone()).collect() })
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
