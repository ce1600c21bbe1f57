//! Receipts decided by a person: split between people and benefits, or refused, with the evidence (RULE 11-13).

use crate::access::{Act, Right, audit_many};
use crate::bank::decision::{Decided, DecidedReceipt, Receipt, Wanted, What, decide_parts, record};
use crate::bank::store::{authorised, closed_list};
use crate::bank::words::normal;
use crate::benefit::rules::{Authorised, Decision};
use crate::calendar::Month;
use crate::ledger::Chart;
use crate::money::Cents;
use crate::refusal::{
    EVIDENCE_MISSING, Failure, RECEIPT_DECIDED, RECEIPT_UNKNOWN, REFERENCE_MISSING, RETURN_IS_NOT_INCOME, SPLIT_OTHER_ACCOUNT,
};
use crate::rent::hold_rent;
use crate::store::{Column, Tx, failure, insert_many, on};
use chrono::NaiveDate;
use serde_json::json;
use sqlx::AssertSqlSafe;
use std::collections::{BTreeSet, HashMap};

/// What a person decides of one receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// The receipt.
    pub receipt: String,
    /// Parts that sum to it.
    pub wanted: Vec<Wanted>,
    /// Reference of the document that says so.
    pub evidence: String,
}

/// Splits a receipt as a person decided, with the evidence. Benefits that the law does not let in become refused parts. Gives back
/// the decided parts.
///
/// # Errors
/// `receipt_unknown`, `receipt_decided`, `receipt_not_fully_split`, `split_without_person`, `return_is_not_income`,
/// `evidence_missing`.
pub async fn split(tx: &mut Tx, act: &Act, id: &str, wanted: Vec<Wanted>, evidence: &str) -> Result<Vec<Decided>, Failure> {
    let one = Split { receipt: id.to_owned(), wanted, evidence: evidence.to_owned() };
    Ok(split_all(tx, act, vec![one]).await?.into_iter().flat_map(|decided| decided.parts).collect())
}

/// Splits several receipts, all or none. Gives back what was decided, in the order of the receipts given.
///
/// # Errors
/// Those of [`split`].
pub async fn split_all(tx: &mut Tx, act: &Act, splits: Vec<Split>) -> Result<Vec<DecidedReceipt>, Failure> {
    act.with(Right::Money)?;
    if let Some(bare) = splits.iter().find(|split| split.evidence.trim().is_empty()) {
        return Err(EVIDENCE_MISSING.because("").at(&bare.receipt).into());
    }
    let ids: Vec<String> = splits.iter().map(|split| split.receipt.clone()).collect();
    let lines = BankWords::of(tx, &ids).await?;
    check_outside(tx, &splits).await?;
    let decided = decide(tx, act, splits, &lines).await?;
    let people: Vec<i64> = parts(&decided).filter_map(|part| part.wanted.person).collect();
    let accounts: Vec<i64> = decided.iter().map(|one| one.receipt.bank_account).collect();
    let chart = Chart::of_people_and_accounts(tx, &people, &accounts).await?;
    let credited = record(tx, act, &chart, &decided).await?;
    let source = if let [only] = ids.as_slice() { only } else { "encaissement" };
    hold_rent(tx, act, &credited, act.today, source).await?;
    confirm_payers(tx, act, &decided, &lines).await?;
    let subjects: Vec<(&str, String)> = decided.iter().map(|one| (one.receipt.line.as_str(), one.evidence.clone())).collect();
    audit_many(tx, act, "receipt_split", &subjects).await?;
    Ok(decided)
}

/// Refuses a whole receipt: it is an income outside the list.
///
/// # Errors
/// Those of [`split`].
pub async fn refuse(
    tx: &mut Tx,
    act: &Act,
    id: &str,
    income: &str,
    person: Option<i64>,
    evidence: &str,
) -> Result<Vec<Decided>, Failure> {
    let mut receipts = receipts(tx, &[id.to_owned()]).await?;
    let receipt = waiting(&mut receipts, id)?;
    let wanted = Wanted {
        person,
        what: What::Outside(income.to_owned()),
        month: Month::of(receipt.received_on),
        gross: receipt.cents,
        recovery: Cents::ZERO,
    };
    split(tx, act, id, vec![wanted], evidence).await
}

fn parts(decided: &[DecidedReceipt]) -> impl Iterator<Item = &Decided> {
    decided.iter().flat_map(|one| &one.parts)
}

/// Receipts and their state, by identifier.
async fn receipts(tx: &mut Tx, ids: &[String]) -> Result<HashMap<String, (Receipt, String)>, Failure> {
    type Row = (String, i64, Cents, NaiveDate, String);
    let sql = format!("SELECT line, bank_account, cents, received_on, state FROM receipt WHERE line {}", tx.among_texts("$1"));
    let rows: Vec<Row> =
        on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(json!(ids).to_string()).fetch_all(c).await.map_err(failure))?;
    let receipt = |(line, bank_account, cents, received_on, state): Row| {
        (line.clone(), (Receipt { line, bank_account, cents, received_on }, state))
    };
    Ok(rows.into_iter().map(receipt).collect())
}

/// A receipt is decided once, also within one request.
fn waiting(receipts: &mut HashMap<String, (Receipt, String)>, id: &str) -> Result<Receipt, Failure> {
    match receipts.get_mut(id) {
        None => Err(RECEIPT_UNKNOWN.because(format!("(« {id} »)")).into()),
        Some((_, state)) if state != "waiting" => Err(RECEIPT_DECIDED.because("").at(id).into()),
        Some((receipt, state)) => {
            "decided".clone_into(state);
            Ok(receipt.clone())
        }
    }
}

async fn decide(tx: &mut Tx, act: &Act, splits: Vec<Split>, lines: &BankWords) -> Result<Vec<DecidedReceipt>, Failure> {
    let ids: Vec<String> = splits.iter().map(|split| split.receipt.clone()).collect();
    let mut receipts = receipts(tx, &ids).await?;
    let named: BTreeSet<i64> = splits.iter().flat_map(|split| &split.wanted).filter_map(|part| part.person).collect();
    let (authorised, accounts) = authorised(tx, &named.into_iter().collect::<Vec<_>>()).await?;
    let own = |person: i64| -> Vec<Authorised> { authorised.get(&person).cloned().unwrap_or_default() };
    let list = closed_list(tx).await?;
    let mut decided = Vec::with_capacity(splits.len());
    for split in splits {
        let receipt = waiting(&mut receipts, &split.receipt)?;
        let elsewhere = |person: &i64| accounts.get(person) != Some(&receipt.bank_account);
        if let Some(person) = split.wanted.iter().filter_map(|part| part.person).find(elsewhere) {
            return Err(SPLIT_OTHER_ACCOUNT.because(format!("(personne {person})")).into());
        }
        lines.check_income(&split)?;
        let parts = decide_parts(&receipt, split.wanted, &list, &own).map_err(|refusal| refusal.at(&split.receipt))?;
        decided.push(DecidedReceipt { receipt, parts, evidence: split.evidence.trim().to_owned(), booked_on: act.today });
    }
    Ok(decided)
}

async fn check_outside(tx: &mut Tx, splits: &[Split]) -> Result<(), Failure> {
    let codes: Vec<(String,)> =
        on!(tx, c => sqlx::query_as("SELECT code FROM outside_income ORDER BY code").fetch_all(c).await.map_err(failure))?;
    let unknown = splits.iter().flat_map(|split| &split.wanted).find_map(|part| match &part.what {
        What::Outside(code) if !codes.iter().any(|(known,)| known == code) => Some(code.clone()),
        _ => None,
    });
    match unknown {
        Some(code) => {
            let known = codes.into_iter().map(|(code,)| code).collect::<Vec<_>>().join(", ");
            Err(REFERENCE_MISSING.because(format!("(le revenu « {code} » ; revenus connus : {known})")).into())
        }
        None => Ok(()),
    }
}

/// What the bank wrote on the lines of the receipts: the payer's account, and why a payment of ours came back.
#[derive(Default)]
struct BankWords {
    payers: HashMap<String, String>,
    returned: HashMap<String, String>,
}

impl BankWords {
    async fn of(tx: &mut Tx, ids: &[String]) -> Result<Self, Failure> {
        let sql = format!("SELECT id, counterparty_iban, return_reason FROM bank_line WHERE id {}", tx.among_texts("$1"));
        let rows: Vec<(String, Option<String>, Option<String>)> =
            on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(json!(ids).to_string()).fetch_all(c).await.map_err(failure))?;
        let mut words = Self::default();
        for (id, iban, reason) in rows {
            words.payers.extend(iban.map(|iban| (id.clone(), iban)));
            words.returned.extend(reason.map(|reason| (id, reason)));
        }
        Ok(words)
    }

    /// A payment of ours that came back holds no benefit, whatever its amount.
    fn check_income(&self, split: &Split) -> Result<(), Failure> {
        let benefit = split.wanted.iter().any(|part| matches!(part.what, What::Benefit(_)));
        match self.returned.get(&split.receipt).filter(|_| benefit) {
            Some(reason) => Err(RETURN_IS_NOT_INCOME.because(format!("({reason})")).at(&split.receipt).into()),
            None => Ok(()),
        }
    }
}

const PAYER_IBAN: &[Column] =
    &[Column::Text("iban"), Column::Text("payer"), Column::Instant("confirmed_at"), Column::Text("confirmed_by")];

/// A person said whose benefits this payer's account pays: next time the IBAN is recognised.
async fn confirm_payers(tx: &mut Tx, act: &Act, decided: &[DecidedReceipt], lines: &BankWords) -> Result<(), Failure> {
    let accepted: Vec<(&str, &str)> = decided
        .iter()
        .filter_map(|one| Some((lines.payers.get(&one.receipt.line)?.as_str(), &one.parts)))
        .flat_map(|(iban, parts)| parts.iter().map(move |part| (iban, part)))
        .filter_map(|(iban, part)| match &part.decision {
            Decision::Accept { authorisation, .. } => Some((iban, authorisation.as_str())),
            Decision::Refuse(_) => None,
        })
        .collect();
    let ids: Vec<&str> = accepted.iter().map(|(_, authorisation)| *authorisation).collect();
    let sql = format!("SELECT id, payer FROM authorisation_current WHERE id {}", tx.among_texts("$1"));
    let payers: Vec<(String, String)> =
        on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(json!(ids).to_string()).fetch_all(c).await.map_err(failure))?;
    let payers: HashMap<String, String> = payers.into_iter().map(|(id, payer)| (id, normal(&payer))).collect();
    let known: Vec<(String, String)> =
        on!(tx, c => sqlx::query_as("SELECT iban, payer FROM payer_iban").fetch_all(c).await.map_err(failure))?;
    let known: BTreeSet<(String, String)> = known.into_iter().collect();
    let named = accepted.iter().filter_map(|(iban, id)| Some(((*iban).to_owned(), payers.get(*id)?.clone())));
    let new: BTreeSet<(String, String)> = named.filter(|pair| !known.contains(pair)).collect();
    let rows: Vec<_> = new.iter().map(|(iban, payer)| json!([iban, payer, act.at, act.user.id])).collect();
    insert_many(tx, "payer_iban", PAYER_IBAN, &rows).await
}
