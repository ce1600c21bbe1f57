//! Debits that take a credit back: a benefit or an income that its payer or the bank reversed (RvslInd, CFONB C4).

use super::{Kind, Line, agree, keep, line, only};
use crate::access::{Act, Right, audit};
use crate::bank::store::directory;
use crate::bank::words::normal;
use crate::intake::debit::unexplained_line;
use crate::intake::receipt::correct;
use crate::ledger::balance::PotBalances;
use crate::ledger::movement::{Event, credit_reversed};
use crate::ledger::{Chart, Pot, post};
use crate::money::Cents;
use crate::payment::filled;
use crate::refusal::{AMOUNT_TOO_LARGE, DEBIT_UNKNOWN, Failure, RECEIPT_UNKNOWN, REVERSAL_MONEY_SPENT, REVERSAL_NOT_ITS_LINES};
use crate::rent::reserve_day;
use crate::store::{Tx, failure, on};
use chrono::Months;
use sqlx::AssertSqlSafe;
use std::collections::BTreeMap;

/// How far back a reversed credit is looked for.
const REVERSAL_MONTHS: u32 = 13;

/// The one receipt that a debit takes back: same account, same amount to the cent, and the same reference or the same other side. Many
/// benefits have the same amount and payer: a debit that names people takes back theirs only.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn find_receipt(tx: &mut Tx, debit: &Line) -> Result<Option<Line>, Failure> {
    if debit.return_reason.is_none() || !debit.cents.is_negative() {
        return Ok(None);
    }
    let sql = format!(
        "SELECT {} FROM bank_line b JOIN receipt r ON r.line = b.id
         WHERE b.bank_account = $1 AND b.cents = $2 AND b.booked_on BETWEEN $3 AND $4 AND r.state <> 'returned' ORDER BY b.id",
        super::COLUMNS
    );
    let since = debit.booked_on.checked_sub_months(Months::new(REVERSAL_MONTHS)).unwrap_or(debit.booked_on);
    let credits: Vec<Line> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(debit.bank_account)
        .bind(debit.cents.opposite().unwrap_or_default()).bind(since).bind(debit.booked_on).fetch_all(c).await.map_err(failure))?;
    let mut credits: Vec<Line> = credits.into_iter().filter(|credit| is_taken_back(credit, debit)).collect();
    if !credits.is_empty() {
        let directory = directory(tx, &[debit.bank_account]).await?;
        let named = |line: &Line| {
            let words = normal(&line.said());
            let mut people = directory.numbered(&words, debit.bank_account);
            people.extend(directory.named(&words, debit.bank_account));
            people
        };
        let wanted = named(debit);
        if !wanted.is_empty() {
            let mut own = Vec::with_capacity(credits.len());
            for credit in credits {
                let mut people = named(&credit);
                people.extend(people_of(tx, &credit.id).await?);
                if wanted.is_subset(&people) {
                    own.push(credit);
                }
            }
            credits = own;
        }
    }
    Ok(only(credits))
}

/// Whose a receipt is, or may be.
async fn people_of(tx: &mut Tx, receipt: &str) -> Result<Vec<i64>, Failure> {
    let people: Vec<(i64,)> = on!(tx, c => sqlx::query_as(
        "SELECT person FROM receipt_split_live WHERE receipt = $1 AND person IS NOT NULL
         UNION SELECT person FROM receipt_proposal WHERE receipt = $1 AND person IS NOT NULL ORDER BY person")
        .bind(receipt).fetch_all(c).await.map_err(failure))?;
    Ok(people.into_iter().map(|(person,)| person).collect())
}

/// What the two say of themselves: one thing at least the same, and no reference or account that differs.
fn is_taken_back(credit: &Line, debit: &Line) -> bool {
    let name = |line: &Line| line.name.as_deref().map(normal);
    let references = [
        agree(credit.end_to_end_id.as_deref(), debit.end_to_end_id.as_deref()),
        agree(credit.iban.as_deref(), debit.iban.as_deref()),
    ];
    let named = agree(name(credit).as_deref(), name(debit).as_deref()) == Some(true);
    !references.contains(&Some(false)) && (references.contains(&Some(true)) || named)
}

#[derive(sqlx::FromRow)]
struct Part {
    person: Option<i64>,
    pot: Option<String>,
    net: Cents,
    given_back: bool,
}

/// What the pots no longer hold of a receipt, rent set aside included: what is missing before it can be taken back.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn missing(tx: &mut Tx, receipt: &str) -> Result<Cents, Failure> {
    let parts: Vec<Part> = on!(tx, c => sqlx::query_as(
        "SELECT s.person, s.pot, s.net, EXISTS (SELECT 1 FROM payment_order o
            WHERE o.split = s.id AND o.state NOT IN ('proposed', 'cancelled', 'rejected', 'returned')) AS given_back
         FROM receipt_split_live s WHERE s.receipt = $1
         UNION ALL SELECT i.person, 'libre', i.cents, FALSE FROM interest_share_live i WHERE i.receipt = $1").bind(receipt).fetch_all(c).await.map_err(failure))?;
    let people: Vec<i64> = parts.iter().filter_map(|part| part.person).collect();
    let pots = PotBalances::of_people(tx, &people).await?;
    let mut needed: BTreeMap<(i64, Pot), Cents> = BTreeMap::new();
    let mut gone = Vec::new();
    for part in parts {
        match (part.person, part.pot) {
            (Some(person), Some(pot)) => {
                let sum = needed.entry((person, pot.parse()?)).or_default();
                *sum = sum.plus(part.net).ok_or_else(|| AMOUNT_TOO_LARGE.because(""))?;
            }
            _ if part.given_back => gone.push(part.net),
            _ => {}
        }
    }
    for ((person, pot), cents) in needed {
        // The reserve gives back what it took of this money.
        let loyer = if pot == Pot::Libre { pots.of(person, Pot::Loyer) } else { Cents::ZERO };
        let held = pots.of(person, pot).plus(loyer).unwrap_or_default();
        gone.push(cents.minus(held).unwrap_or_default().at_least_zero());
    }
    Cents::total(gone).ok_or_else(|| AMOUNT_TOO_LARGE.because("").into())
}

/// A debit takes a receipt back: what was decided of it is mirrored into the same pots, and the two lines undo each other. Money
/// that was spent is never taken below zero: the debit stays an alarm.
///
/// # Errors
/// `debit_unknown`, `receipt_unknown`, `evidence_missing`, `reversal_not_its_lines`, `reversal_money_spent` with what is missing,
/// `refusal_given_back`.
pub async fn reversed(tx: &mut Tx, act: &Act, debit: &str, receipt: &str, evidence: &str) -> Result<(), Failure> {
    act.with(Right::Money)?;
    let evidence = filled(evidence, debit)?;
    unexplained_line(tx, debit).await?;
    let debit = line(tx, debit).await?.ok_or_else(|| DEBIT_UNKNOWN.because(format!("(« {debit} »)")))?;
    let state: Option<(String,)> = on!(tx, c => sqlx::query_as("SELECT state FROM receipt WHERE line = $1")
        .bind(receipt).fetch_optional(c).await.map_err(failure))?;
    let (state,) = state.ok_or_else(|| RECEIPT_UNKNOWN.because(format!("(« {receipt} »)")))?;
    let credit = line(tx, receipt).await?.ok_or_else(|| RECEIPT_UNKNOWN.because(format!("(« {receipt} »)")))?;
    if credit.bank_account != debit.bank_account || credit.cents.opposite() != Some(debit.cents) || state == "returned" {
        let facts = format!("(crédit {}, débit {})", credit.cents, debit.cents.opposite().unwrap_or_default());
        return Err(REVERSAL_NOT_ITS_LINES.because(facts).at(debit.id).into());
    }
    let missing = missing(tx, receipt).await?;
    if missing.is_positive() {
        return Err(REVERSAL_MONEY_SPENT.because(format!("(il manque {missing})")).at(debit.id).into());
    }
    if state == "decided" {
        correct(tx, act, receipt, &format!("Crédit repris par la banque : {evidence}")).await?;
    }
    keep(tx, act, Kind::Reversal, receipt, Some(&debit.id), evidence).await?;
    let event = Event {
        bank_account: debit.bank_account,
        cents: credit.cents,
        // Not before the correction that brought the money back to 471.
        occurred_on: reserve_day(tx, act.today).await?,
        value_on: debit.value_on,
        source: debit.id.clone(),
        text: format!("Crédit repris : {}", credit.name.as_deref().unwrap_or("payeur non indiqué")),
    };
    let chart = Chart::of_people_and_accounts(tx, &[], &[debit.bank_account]).await?;
    post(tx, act, &[credit_reversed(&chart, &event)?]).await?;
    audit(tx, act, "credit_reverse", &debit.id, &format!("{receipt} : {evidence}")).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::undone::tests::line;

    #[test]
    fn a_credit_is_taken_back_by_its_own_side_only() {
        let credit = Line { iban: Some("FR1".into()), ..line(100, Some("E1"), None, Some("CAF du Val")) };
        let debit = |iban: Option<&str>, reference: Option<&str>, name: Option<&str>| Line {
            iban: iban.map(str::to_owned),
            ..line(-100, reference, None, name)
        };
        assert!(is_taken_back(&credit, &debit(None, Some("e1"), None)));
        assert!(is_taken_back(&credit, &debit(Some("FR1"), None, None)));
        assert!(is_taken_back(&credit, &debit(None, None, Some("VIR CAF DU VAL"))));
        assert!(!is_taken_back(&credit, &debit(None, None, None)));
        assert!(!is_taken_back(&credit, &debit(Some("FR2"), Some("E1"), Some("CAF du Val"))));
        assert!(!is_taken_back(&credit, &debit(Some("FR1"), Some("E2"), Some("CAF du Val"))));
        assert!(!is_taken_back(&credit, &debit(None, None, Some("MSA"))));
    }
}
