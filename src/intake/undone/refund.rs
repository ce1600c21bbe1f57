//! Credits that give money back: a direct debit refunded by the bank (MD06 and the other reasons), and bank fees repaid.

use super::{Kind, Line, agree, keep, line, only, waiting};
use crate::access::{Act, Right, audit};
use crate::ledger::movement::{Event, Funding, credit_reversed, debit_refunded, fee_refunded};
use crate::ledger::{Chart, post};
use crate::money::Cents;
use crate::payment::filled;
use crate::refusal::{FEES_NOT_OWED, Failure, REVERSAL_NOT_ITS_LINES};
use crate::rent::arrears::{ArrearsPayment, open_again};
use crate::rent::hold_rent;
use crate::store::{Tx, failure, on};
use chrono::{Months, NaiveDate};
use sqlx::AssertSqlSafe;

/// How long a direct debit may be given back: thirteen months when it was never authorised (CMF L133-24).
const REFUND_MONTHS: u32 = 13;

/// Where a refund went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refunded {
    /// Back to the pots that had paid.
    ToPots {
        /// Whose.
        person: i64,
    },
    /// Nobody had explained the debit: the two undo each other.
    Alarm,
    /// The debit was a fee: the organisation owes it no more.
    Fee,
}

/// Who bore a debit.
enum Bore {
    Pots(i64, Vec<Funding>),
    Alarm,
    Fee,
    Nobody,
}

/// The one debit that a credit gives back to the cent: same account, same mandate or reference, within the legal delay, not given
/// back yet. What the two say of themselves never contradicts.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn find_debit(tx: &mut Tx, credit: &Line) -> Result<Option<Line>, Failure> {
    if credit.return_reason.is_none() || !credit.cents.is_positive() {
        return Ok(None);
    }
    let sql = format!(
        "SELECT {} FROM bank_line b WHERE b.bank_account = $1 AND b.cents = $2 AND b.booked_on BETWEEN $3 AND $4
            AND EXISTS (SELECT 1 FROM entry e WHERE e.source = b.id AND e.movement IN ('direct_debit', 'debit_unexplained'))
            AND NOT EXISTS (SELECT 1 FROM bank_reversal x WHERE x.debit = b.id) ORDER BY b.id",
        super::COLUMNS
    );
    let since = credit.booked_on.checked_sub_months(Months::new(REFUND_MONTHS)).unwrap_or(credit.booked_on);
    let debits: Vec<Line> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(credit.bank_account)
        .bind(credit.cents.opposite().unwrap_or_default()).bind(since).bind(credit.booked_on).fetch_all(c).await.map_err(failure))?;
    Ok(only(debits.into_iter().filter(|debit| is_given_back(debit, credit))))
}

/// The same mandate or the same reference, and neither of them different.
fn is_given_back(debit: &Line, credit: &Line) -> bool {
    let said = [
        agree(debit.mandate.as_deref(), credit.mandate.as_deref()),
        agree(debit.end_to_end_id.as_deref(), credit.end_to_end_id.as_deref()),
    ];
    said.contains(&Some(true)) && !said.contains(&Some(false))
}

/// A person says that a waiting credit gives that debit back: the pots that paid receive it, in the order in which they paid, and
/// the due date that it paid is open again. Less than the debit is a person's decision; more is not its refund.
///
/// # Errors
/// `receipt_unknown`, `receipt_decided`, `evidence_missing`, `reversal_not_its_lines`, `fees_not_owed`.
pub async fn refunded(tx: &mut Tx, act: &Act, receipt: &str, debit: &str, evidence: &str) -> Result<Refunded, Failure> {
    act.with(Right::Money)?;
    let evidence = filled(evidence, receipt)?;
    let credit = waiting(tx, receipt).await?;
    let unknown = || REVERSAL_NOT_ITS_LINES.because(format!("(« {debit} »)")).at(receipt);
    let debit = line(tx, debit).await?.filter(|line| line.cents.is_negative()).ok_or_else(unknown)?;
    given_back(tx, act, act.today, &credit, &debit, evidence).await
}

/// Books the refund of a debit on `day`.
///
/// # Errors
/// `reversal_not_its_lines` when nobody bore the debit or it was for less; `fees_not_owed`.
pub async fn given_back(
    tx: &mut Tx,
    act: &Act,
    day: NaiveDate,
    credit: &Line,
    debit: &Line,
    evidence: &str,
) -> Result<Refunded, Failure> {
    let amounts = || format!("(débit {}, crédit {})", debit.cents.opposite().unwrap_or_default(), credit.cents);
    let not_its = || REVERSAL_NOT_ITS_LINES.because(amounts()).at(credit.id.clone());
    let given: Option<(String,)> = on!(tx, c => sqlx::query_as("SELECT credit FROM bank_reversal WHERE debit = $1")
        .bind(&debit.id).fetch_optional(c).await.map_err(failure))?;
    if given.is_some()
        || debit.bank_account != credit.bank_account
        || debit.cents.opposite().is_none_or(|most| credit.cents > most)
    {
        return Err(not_its().into());
    }
    let event = event(day, credit, debit, "Prélèvement remboursé");
    match bore(tx, &debit.id).await? {
        Bore::Nobody => Err(not_its().into()),
        Bore::Fee => give_fees_back(tx, act, day, credit, evidence).await.map(|()| Refunded::Fee),
        Bore::Alarm if debit.cents.opposite() != Some(credit.cents) => Err(not_its().into()),
        Bore::Alarm => {
            keep(tx, act, Kind::Reversal, &credit.id, Some(&debit.id), evidence).await?;
            let chart = Chart::of_people_and_accounts(tx, &[], &[credit.bank_account]).await?;
            let event = Event { source: debit.id.clone(), ..event };
            post(tx, act, &[credit_reversed(&chart, &event)?]).await?;
            audit(tx, act, "debit_refund", &debit.id, &format!("{} : {evidence}", credit.id)).await?;
            Ok(Refunded::Alarm)
        }
        Bore::Pots(person, paid) => {
            keep(tx, act, Kind::Refund, &credit.id, Some(&debit.id), evidence).await?;
            let refund = ArrearsPayment { source: credit.id.clone(), person, cents: credit.cents };
            open_again(tx, &debit.id, &refund, debit.cents.opposite().unwrap_or_default()).await?;
            let chart = Chart::of_people(tx, &[person]).await?;
            post(tx, act, &[debit_refunded(&chart, &event, person, &shares(&paid, credit.cents))?]).await?;
            hold_rent(tx, act, &[person], day, &credit.id).await?;
            audit(tx, act, "debit_refund", &debit.id, &format!("{} : {evidence}", credit.id)).await?;
            Ok(Refunded::ToPots { person })
        }
    }
}

/// What each pot gets of a refund: earmarked money first, for it paid first (CASF R271-4), never more than it paid.
fn shares(paid: &[Funding], refund: Cents) -> Vec<Funding> {
    let mut left = refund;
    let mut parts = Vec::new();
    for part in paid {
        let cents = part.cents.min(left);
        left = left.minus(cents).unwrap_or_default();
        if cents.is_positive() {
            parts.push(Funding { cents, ..*part });
        }
    }
    parts
}

type BoreRow = (String, Option<i64>, Option<String>, Cents);

/// Who bore the debit: the last entry about it says so.
async fn bore(tx: &mut Tx, debit: &str) -> Result<Bore, Failure> {
    let rows: Vec<BoreRow> = on!(tx, c => sqlx::query_as(
        "SELECT a.kind, a.person, a.pot, l.cents FROM entry e JOIN line l ON l.entry = e.seq JOIN account a ON a.id = l.account
         WHERE l.cents > 0 AND e.seq = (SELECT MAX(x.seq) FROM entry x WHERE x.source = $1
            AND x.movement IN ('direct_debit', 'debit_explained', 'debit_unexplained', 'bank_fee')) ORDER BY l.no")
        .bind(debit).fetch_all(c).await.map_err(failure))?;
    let mut paid = Vec::new();
    let mut bore = Bore::Nobody;
    for (kind, person, pot, cents) in rows {
        match (kind.as_str(), person, pot) {
            ("pot", Some(person), Some(pot)) => {
                paid.push(Funding { pot: pot.parse()?, cents });
                bore = Bore::Pots(person, paid.clone());
            }
            ("unexplained", ..) => bore = Bore::Alarm,
            ("fees", ..) => bore = Bore::Fee,
            _ => {}
        }
    }
    Ok(bore)
}

/// A person says that a waiting credit repays bank fees: the organisation owes that much less. It never enters a pot.
///
/// # Errors
/// `receipt_unknown`, `receipt_decided`, `evidence_missing`, `fees_not_owed`.
pub async fn fees_repaid(tx: &mut Tx, act: &Act, receipt: &str, evidence: &str) -> Result<(), Failure> {
    act.with(Right::Money)?;
    let evidence = filled(evidence, receipt)?;
    let credit = waiting(tx, receipt).await?;
    give_fees_back(tx, act, act.today, &credit, evidence).await
}

/// The fees that the organisation owes to a bank account.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn fees_owed(tx: &mut Tx, bank_account: i64) -> Result<Cents, Failure> {
    let (owed,): (Cents,) = on!(tx, c => sqlx::query_as(
        "SELECT b.cents FROM balance b JOIN account a ON a.id = b.account WHERE a.kind = 'fees' AND a.bank_account = $1")
        .bind(bank_account).fetch_one(c).await.map_err(failure))?;
    Ok(owed)
}

/// Books fees repaid on `day`.
///
/// # Errors
/// `fees_not_owed` when the organisation owes less.
pub async fn give_fees_back(tx: &mut Tx, act: &Act, day: NaiveDate, credit: &Line, evidence: &str) -> Result<(), Failure> {
    let owed = fees_owed(tx, credit.bank_account).await?;
    if owed < credit.cents {
        return Err(FEES_NOT_OWED.because(format!("(reçu {}, dû {owed})", credit.cents)).at(credit.id.clone()).into());
    }
    keep(tx, act, Kind::Fee, &credit.id, None, evidence).await?;
    let chart = Chart::of_people_and_accounts(tx, &[], &[credit.bank_account]).await?;
    post(tx, act, &[fee_refunded(&chart, &event(day, credit, credit, "Frais bancaires remboursés"))?]).await?;
    audit(tx, act, "fees_repay", &credit.id, evidence).await
}

fn event(day: NaiveDate, credit: &Line, named: &Line, text: &str) -> Event {
    Event {
        bank_account: credit.bank_account,
        cents: credit.cents,
        occurred_on: day,
        value_on: credit.value_on,
        source: credit.id.clone(),
        text: format!("{text} : {}", named.name.as_deref().unwrap_or("nom non indiqué")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::undone::tests::line;
    use crate::ledger::Pot;
    use proptest::prelude::*;

    #[test]
    fn a_refund_names_its_debit_and_nothing_of_it_differs() {
        let debit = line(-100, Some("E1"), Some("RUM-1"), None);
        for (reference, mandate, given) in [
            (Some("e1"), Some("RUM-1"), true),
            (None, Some("RUM-1"), true),
            (Some("E1"), None, true),
            (None, None, false),
            (Some("E2"), Some("RUM-1"), false),
            (Some("E1"), Some("RUM-2"), false),
        ] {
            assert_eq!(is_given_back(&debit, &line(100, reference, mandate, None)), given, "{reference:?} {mandate:?}");
        }
        assert!(!is_given_back(&line(-100, None, None, None), &line(100, Some("E1"), Some("RUM-1"), None)));
    }

    proptest! {
        #[test]
        fn a_refund_goes_back_to_the_cent_and_no_pot_gets_more_than_it_paid(
            first in 1_i64..50_000, second in 0_i64..50_000, part in 1_i64..100_000,
        ) {
            let paid = [Funding { pot: Pot::Apa, cents: Cents(first) }, Funding { pot: Pot::Libre, cents: Cents(second) }];
            let refund = part.min(first + second);
            let shares = shares(&paid, Cents(refund));
            prop_assert_eq!(shares.iter().map(|share| share.cents.0).sum::<i64>(), refund);
            for share in &shares {
                let own = paid.iter().find(|one| one.pot == share.pot).unwrap();
                prop_assert!(share.cents.is_positive() && share.cents <= own.cents);
            }
            let earmarked = shares.iter().find(|share| share.pot == Pot::Apa).map_or(0, |share| share.cents.0);
            prop_assert_eq!(earmarked, refund.min(first), "earmarked money first");
        }
    }
}
