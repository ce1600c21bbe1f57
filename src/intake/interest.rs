//! Interest of an account: a person says for which days the bank paid it, and each person of the account gets their part (RULE 23).

use crate::access::{Act, Right, audit};
use crate::bank::interest::{Held, Share, share, weight};
use crate::calendar::day_in_french;
use crate::ids::new_id;
use crate::ledger::movement::{Event, interest_shared};
use crate::ledger::{Chart, Draft, post};
use crate::money::Cents;
use crate::payment::filled;
use crate::refusal::{AMOUNT_TOO_LARGE, Failure, INTEREST_DATES, INTEREST_WITHOUT_MONEY, RECEIPT_DECIDED, RECEIPT_UNKNOWN};
use crate::rent::hold_rent;
use crate::store::{Column, Tx, failure, insert_many, on};
use chrono::NaiveDate;
use serde_json::json;
use std::collections::BTreeMap;

/// What a person decides of a credit that is interest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interest {
    /// The receipt.
    pub receipt: String,
    /// First day that it is for.
    pub from_on: NaiveDate,
    /// Last day that it is for.
    pub to_on: NaiveDate,
    /// Reference of the bank's document.
    pub evidence: String,
}

const SHARE: &[Column] = &[
    Column::Text("id"),
    Column::Text("interest"),
    Column::Integer("person"),
    Column::Integer("weight"),
    Column::Integer("cents"),
];

/// Shares the whole credit between the people of its account, by the money that each had there on each day of the period; the parts
/// enter free money and the rent is set aside.
///
/// # Errors
/// `receipt_unknown`, `receipt_decided`, `evidence_missing`, `interest_dates_ordered`, `interest_not_its_receipt` when the period is
/// not over or the credit is one of our payments that came back, `interest_without_money`, `role_not_allowed`.
pub async fn share_interest(tx: &mut Tx, act: &Act, interest: &Interest) -> Result<Vec<Share>, Failure> {
    act.with(Right::Money)?;
    let Interest { receipt, from_on, to_on, evidence } = interest;
    filled(evidence, receipt)?;
    if to_on < from_on {
        return Err(INTEREST_DATES.because(period(interest)).at(receipt).into());
    }
    let known: Option<(i64, Cents, NaiveDate, String)> = on!(tx, c => sqlx::query_as("SELECT bank_account, cents, received_on, state FROM receipt WHERE line = $1")
            .bind(receipt).fetch_optional(c).await.map_err(failure))?;
    let (bank_account, cents, received_on, state) = known.ok_or_else(|| RECEIPT_UNKNOWN.because(format!("(« {receipt} »)")))?;
    if state != "waiting" {
        return Err(RECEIPT_DECIDED.because("").at(receipt).into());
    }
    let mut weights = Vec::new();
    for held in held(tx, bank_account, *from_on).await? {
        weights.push((held.person, weight(&held, *from_on, *to_on).ok_or_else(|| AMOUNT_TOO_LARGE.because(""))?));
    }
    let shares = share(cents, &weights).ok_or_else(|| INTEREST_WITHOUT_MONEY.because(period(interest)).at(receipt))?;
    let ids = record(tx, act, interest, &shares).await?;
    let people: Vec<i64> = shares.iter().map(|share| share.person).collect();
    let chart = Chart::of_people_and_accounts(tx, &people, &[bank_account]).await?;
    let draft = |(id, share): (&String, &Share)| -> Result<Draft, Failure> {
        let event = Event {
            bank_account,
            cents: share.cents,
            occurred_on: act.today,
            value_on: received_on,
            source: id.clone(),
            text: format!("Intérêts du compte {}", period(interest)),
        };
        interest_shared(&chart, &event, share.person)
    };
    let drafts: Vec<Draft> = ids.iter().zip(&shares).map(draft).collect::<Result<_, _>>()?;
    post(tx, act, &drafts).await?;
    hold_rent(tx, act, &people, act.today, receipt).await?;
    audit(tx, act, "interest_share", receipt, evidence.trim()).await?;
    Ok(shares)
}

fn period(interest: &Interest) -> String {
    format!("(du {} au {})", day_in_french(interest.from_on), day_in_french(interest.to_on))
}

/// Writes the decision; the receipt is decided. Gives back the identifier of each share.
async fn record(tx: &mut Tx, act: &Act, interest: &Interest, shares: &[Share]) -> Result<Vec<String>, Failure> {
    let Interest { receipt, from_on, to_on, evidence } = interest;
    let decision = new_id();
    on!(tx, c => sqlx::query(
        "INSERT INTO interest (id, receipt, from_on, to_on, evidence, decided_at, decided_by) VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(&decision).bind(receipt).bind(from_on).bind(to_on).bind(evidence.trim()).bind(act.at).bind(&act.user.id)
        .execute(c).await.map(|_| ()).map_err(failure))?;
    let ids: Vec<String> = shares.iter().map(|_| new_id()).collect();
    let rows: Vec<_> =
        ids.iter().zip(shares).map(|(id, share)| json!([id, decision, share.person, share.weight, share.cents])).collect();
    insert_many(tx, "interest_share", SHARE, &rows).await?;
    on!(tx, c => sqlx::query("UPDATE receipt SET state = 'decided' WHERE line = $1")
        .bind(receipt).execute(c).await.map(|_| ()).map_err(failure))?;
    Ok(ids)
}

/// What each person of an account had before a day, and every move since: what the pots hold now less what moved.
async fn held(tx: &mut Tx, bank_account: i64, from_on: NaiveDate) -> Result<Vec<Held>, Failure> {
    let now: Vec<(i64, Cents)> = on!(tx, c => sqlx::query_as(
        "SELECT a.person, CAST(-SUM(b.cents) AS BIGINT) FROM account a JOIN balance b ON b.account = a.id
         WHERE a.bank_account = $1 AND a.kind = 'pot' GROUP BY a.person ORDER BY a.person")
        .bind(bank_account).fetch_all(c).await.map_err(failure))?;
    let moved: Vec<(i64, NaiveDate, Cents)> = on!(tx, c => sqlx::query_as(
        "SELECT a.person, l.occurred_on, CAST(-SUM(l.cents) AS BIGINT) FROM account a JOIN line l ON l.account = a.id
         WHERE a.bank_account = $1 AND a.kind = 'pot' AND l.occurred_on >= $2
         GROUP BY a.person, l.occurred_on ORDER BY a.person, l.occurred_on")
        .bind(bank_account).bind(from_on).fetch_all(c).await.map_err(failure))?;
    let mut moves: BTreeMap<i64, Vec<(NaiveDate, Cents)>> = BTreeMap::new();
    for (person, day, cents) in moved {
        moves.entry(person).or_default().push((day, cents));
    }
    now.into_iter()
        .map(|(person, now)| {
            let moves = moves.remove(&person).unwrap_or_default();
            let since = Cents::total(moves.iter().map(|(_, cents)| *cents));
            let before = since.and_then(|since| now.minus(since)).ok_or_else(|| AMOUNT_TOO_LARGE.because(""))?;
            Ok(Held { person, before, moves })
        })
        .collect()
}
