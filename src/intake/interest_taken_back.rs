//! Interest that was shared wrongly: each share goes back to the credit, which waits for its decision again (RULE 23, 70).

use crate::access::{Act, audit};
use crate::ledger::balance::PotBalances;
use crate::ledger::movement::{Event, interest_taken_back};
use crate::ledger::{Chart, Draft, Pot, post};
use crate::money::Cents;
use crate::refusal::{AMOUNT_TOO_LARGE, BALANCE_BELOW_ZERO, Failure, RECEIPT_UNKNOWN};
use crate::rent::{hold_rent, reserve_day};
use crate::store::{Tx, failure, on};
use chrono::NaiveDate;

/// A share as it was posted.
#[derive(sqlx::FromRow)]
struct Posted {
    share: String,
    interest: String,
    person: i64,
    cents: Cents,
    bank_account: i64,
    value_on: NaiveDate,
    occurred_on: NaiveDate,
}

/// Takes every share of the receipt back: free money first, then what the rent reserve made of it. The receipt waits again.
///
/// # Errors
/// `receipt_unknown` when no interest of this receipt is shared; `balance_below_zero` with the person and what is missing, and then
/// nobody gives anything back.
pub(super) async fn take_back_interest(tx: &mut Tx, act: &Act, receipt: &str, reason: &str) -> Result<(), Failure> {
    let posted: Vec<Posted> = on!(tx, c => sqlx::query_as(
        "SELECT s.id AS share, s.interest, s.person, s.cents, r.bank_account, e.value_on, e.occurred_on
         FROM interest_share_live s JOIN receipt r ON r.line = s.receipt JOIN entry e ON e.source = s.id AND e.movement = 'interest_shared'
         WHERE s.receipt = $1 ORDER BY e.seq").bind(receipt).fetch_all(c).await.map_err(failure))?;
    let Some(first) = posted.first() else {
        return Err(RECEIPT_UNKNOWN.because("Aucune décision à corriger.").at(receipt).into());
    };
    let people: Vec<i64> = posted.iter().map(|share| share.person).collect();
    // Neither before what it takes back nor before the last move of the reserve: no balance is below zero at any past date.
    let day = reserve_day(tx, posted.iter().map(|share| share.occurred_on).fold(act.today, NaiveDate::max)).await?;
    let chart = Chart::of_people_and_accounts(tx, &people, &[first.bank_account]).await?;
    let pots = PotBalances::of_people(tx, &people).await?;
    let drafts: Vec<Draft> =
        posted.iter().map(|share| draft(&chart, &pots, share, day, receipt, reason)).collect::<Result<_, _>>()?;
    on!(tx, c => sqlx::query("INSERT INTO interest_correction (interest, reason, recorded_at, recorded_by) VALUES ($1, $2, $3, $4)")
        .bind(&first.interest).bind(reason).bind(act.at).bind(&act.user.id).execute(c).await.map(|_| ()).map_err(failure))?;
    post(tx, act, &drafts).await?;
    on!(tx, c => sqlx::query("UPDATE receipt SET state = 'waiting' WHERE line = $1")
        .bind(receipt).execute(c).await.map(|_| ()).map_err(failure))?;
    hold_rent(tx, act, &people, act.today, receipt).await?;
    audit(tx, act, "receipt_correct", receipt, reason).await
}

fn draft(
    chart: &Chart,
    pots: &PotBalances,
    share: &Posted,
    day: NaiveDate,
    receipt: &str,
    reason: &str,
) -> Result<Draft, Failure> {
    let too_large = || AMOUNT_TOO_LARGE.because("");
    let reserved = share.cents.minus(pots.of(share.person, Pot::Libre)).ok_or_else(too_large)?.at_least_zero();
    let missing = reserved.minus(pots.of(share.person, Pot::Loyer)).ok_or_else(too_large)?;
    if missing.is_positive() {
        let facts = format!("(intérêts de la personne {} déjà dépensés : il manque {missing})", share.person);
        return Err(BALANCE_BELOW_ZERO.because(facts).at(receipt).into());
    }
    let event = Event {
        bank_account: share.bank_account,
        cents: share.cents,
        occurred_on: day,
        value_on: share.value_on,
        source: share.share.clone(),
        text: format!("Intérêts repris : {reason}"),
    };
    interest_taken_back(chart, &event, share.person, reserved)
}
