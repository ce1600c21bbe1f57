//! What is decided about receipts: splits that sum to the credit to the cent, each accepted into a pot or refused (RULE 11-13).

use super::recognition::Part;
use crate::access::Act;
use crate::benefit::rules::{Authorised, Decision, Listed, Reason, decide};
use crate::calendar::Month;
use crate::ids::new_id;
use crate::ledger::movement::{Event, split_accepted, split_refused};
use crate::ledger::{Chart, Draft, post};
use crate::money::Cents;
use crate::refusal::{AMOUNT_TOO_LARGE, Failure, RECEIPT_NOT_FULLY_SPLIT, Refusal, SPLIT_WITHOUT_PERSON};
use crate::store::{Column, Tx, failure, insert_many, on};
use chrono::NaiveDate;
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;

/// A receipt to decide.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Receipt {
    /// Its bank line, which also is its identifier.
    pub line: String,
    /// The account that received it.
    pub bank_account: i64,
    /// The whole credit.
    pub cents: Cents,
    /// Value day: authorisations are read on it.
    pub received_on: NaiveDate,
}

/// One part as a person or recognition wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Whose; needed for a benefit.
    pub person: Option<i64>,
    /// Benefit number, or the code of an income outside the list.
    pub what: What,
    /// Month of entitlement.
    pub month: Month,
    /// Before recovery of overpayments.
    pub gross: Cents,
    /// Kept back by the payer.
    pub recovery: Cents,
}

/// What a part of a credit is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A benefit of the list, by its number.
    Benefit(i64),
    /// An income outside the list, by its code.
    Outside(String),
}

/// One decided part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// What was wanted.
    pub wanted: Wanted,
    /// What reached the account.
    pub net: Cents,
    /// Into which pot, or why not.
    pub decision: Decision,
}

/// A receipt, its decided parts and the evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecidedReceipt {
    /// The receipt.
    pub receipt: Receipt,
    /// Parts that sum to it.
    pub parts: Vec<Decided>,
    /// Reference of the document or rule that justifies the decision.
    pub evidence: String,
    /// Booking day of the entries.
    pub booked_on: NaiveDate,
}

/// Decides every part of a receipt: a benefit enters its pot only if the list and a live authorisation allow it.
///
/// # Errors
/// `receipt_not_fully_split` when the parts do not sum to the credit; `split_without_person`; `amount_too_large`.
pub fn decide_parts(
    receipt: &Receipt,
    wanted: Vec<Wanted>,
    list: &[Listed],
    authorisations: &dyn Fn(i64) -> Vec<Authorised>,
) -> Result<Vec<Decided>, Refusal> {
    let mut parts = Vec::with_capacity(wanted.len());
    for part in wanted {
        let net = part.gross.minus(part.recovery).ok_or_else(|| AMOUNT_TOO_LARGE.because(""))?;
        if !net.is_positive() || part.recovery.is_negative() {
            return Err(RECEIPT_NOT_FULLY_SPLIT.because(format!("(une part vaut {net})")));
        }
        let decision = match (&part.what, part.person) {
            (What::Outside(_), _) => Decision::Refuse(Reason::NotListed),
            (What::Benefit(_), None) => return Err(SPLIT_WITHOUT_PERSON.because("")),
            (What::Benefit(number), Some(person)) => decide(*number, receipt.received_on, list, &authorisations(person)),
        };
        parts.push(Decided { wanted: part, net, decision });
    }
    let total = Cents::total(parts.iter().map(|part| part.net)).ok_or_else(|| AMOUNT_TOO_LARGE.because(""))?;
    if total == receipt.cents {
        Ok(parts)
    } else {
        Err(RECEIPT_NOT_FULLY_SPLIT.because(format!("(reçu {}, réparti {total})", receipt.cents)))
    }
}

/// The parts that recognition proposed, as wanted parts without recovery.
#[must_use]
pub fn as_wanted(parts: &[Part], person: Option<i64>, month: Month) -> Vec<Wanted> {
    parts
        .iter()
        .map(|part| Wanted {
            person,
            what: part
                .benefit
                .map_or_else(|| What::Outside(part.outside.clone().unwrap_or_else(|| "autre".into())), What::Benefit),
            month,
            gross: part.cents,
            recovery: Cents::ZERO,
        })
        .collect()
}

const SPLIT: &[Column] = &[
    Column::Text("id"),
    Column::Text("receipt"),
    Column::Text("kind"),
    Column::Integer("person"),
    Column::Integer("benefit"),
    Column::Text("authorisation"),
    Column::Text("pot"),
    Column::Text("outside"),
    Column::Text("month"),
    Column::Integer("gross"),
    Column::Integer("recovery"),
    Column::Integer("net"),
    Column::Text("reason"),
    Column::Text("article"),
    Column::Text("evidence"),
    Column::Instant("decided_at"),
    Column::Text("decided_by"),
];

/// Records the decisions and posts them; the receipts are decided for good. Gives back the people whose pots received money.
///
/// # Errors
/// What the law's triggers refuse.
pub async fn record(tx: &mut Tx, act: &Act, chart: &Chart, decided: &[DecidedReceipt]) -> Result<Vec<i64>, Failure> {
    let mut rows = Vec::new();
    let mut drafts = Vec::new();
    let mut people = Vec::new();
    for one in decided {
        for part in &one.parts {
            let id = new_id();
            rows.push(split_row(act, one, part, &id));
            drafts.push(split_draft(chart, one, part, id)?);
            if let (Decision::Accept { .. }, Some(person)) = (&part.decision, part.wanted.person) {
                people.push(person);
            }
        }
    }
    insert_many(tx, "receipt_split", SPLIT, &rows).await?;
    let receipts: Vec<&str> = decided.iter().map(|one| one.receipt.line.as_str()).collect();
    let sql = format!("UPDATE receipt SET state = 'decided' WHERE line {}", tx.among_texts("$1"));
    let receipts = json!(receipts).to_string();
    on!(tx, c => sqlx::query(AssertSqlSafe(sql)).bind(receipts).execute(c).await.map(|_| ()).map_err(failure))?;
    post(tx, act, &drafts).await?;
    people.sort_unstable();
    people.dedup();
    Ok(people)
}

fn split_row(act: &Act, one: &DecidedReceipt, part: &Decided, id: &str) -> Value {
    let (kind, authorisation, pot, reason) = match &part.decision {
        Decision::Accept { authorisation, pot } => ("benefit", Some(authorisation), Some(pot), None),
        Decision::Refuse(reason) => ("refused", None, None, Some(*reason)),
    };
    let (benefit, outside) = match &part.wanted.what {
        What::Benefit(number) => (Some(*number), None),
        What::Outside(code) => (None, Some(code)),
    };
    json!([
        id,
        one.receipt.line,
        kind,
        part.wanted.person,
        benefit,
        authorisation,
        pot,
        outside,
        part.wanted.month,
        part.wanted.gross,
        part.wanted.recovery,
        part.net,
        reason.map(Reason::code),
        reason.map(Reason::article),
        one.evidence,
        act.at,
        act.user.id,
    ])
}

fn split_draft(chart: &Chart, one: &DecidedReceipt, part: &Decided, id: String) -> Result<Draft, Failure> {
    let event = |text: String| Event {
        bank_account: one.receipt.bank_account,
        cents: part.net,
        occurred_on: one.booked_on,
        value_on: one.receipt.received_on,
        source: id.clone(),
        text,
    };
    match (&part.decision, part.wanted.person) {
        (Decision::Accept { pot, .. }, Some(person)) => split_accepted(
            chart,
            &event(format!("Prestation acceptée, droits {}", part.wanted.month.of_in_french())),
            person,
            pot.parse()?,
        ),
        (Decision::Accept { .. }, None) => Err(SPLIT_WITHOUT_PERSON.because("").into()),
        (Decision::Refuse(reason), _) => split_refused(chart, &event(format!("Revenu refusé. {}", reason.words()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::parse_day;
    use proptest::prelude::*;

    fn receipt(cents: i64) -> Receipt {
        Receipt { line: "L".into(), bank_account: 1, cents: Cents(cents), received_on: parse_day("2026-11-05").unwrap() }
    }

    fn part(what: What, gross: i64, recovery: i64) -> Wanted {
        Wanted { person: Some(1), what, month: "2026-10".parse().unwrap(), gross: Cents(gross), recovery: Cents(recovery) }
    }

    fn nobody(_: i64) -> Vec<Authorised> {
        Vec::new()
    }

    #[test]
    fn a_benefit_without_authorisation_is_refused_not_kept() {
        let parts = decide_parts(&receipt(100), vec![part(What::Benefit(17), 100, 0)], &[], &nobody).unwrap();
        assert_eq!(parts[0].decision, Decision::Refuse(Reason::NotListed));
    }

    #[test]
    fn a_benefit_belongs_to_someone() {
        let wanted = Wanted { person: None, ..part(What::Benefit(17), 100, 0) };
        assert_eq!(decide_parts(&receipt(100), vec![wanted], &[], &nobody).unwrap_err().code.name, "split_without_person");
    }

    proptest! {
        #[test]
        fn parts_are_accepted_exactly_when_they_make_the_credit(
            cents in 1_i64..1_000_000, parts in prop::collection::vec((1_i64..400_000, 0_i64..1_000), 1..5),
        ) {
            let wanted: Vec<Wanted> = parts.iter().map(|(gross, recovery)| part(What::Outside("autre".into()), *gross, *recovery)).collect();
            let nets: Vec<i64> = parts.iter().map(|(gross, recovery)| gross - recovery).collect();
            let fits = nets.iter().all(|net| *net > 0) && nets.iter().sum::<i64>() == cents;
            prop_assert_eq!(decide_parts(&receipt(cents), wanted.clone(), &[], &nobody).is_ok(), fits);
            if nets.iter().all(|net| *net > 0) {
                let total = nets.iter().sum::<i64>();
                let decided = decide_parts(&receipt(total), wanted, &[], &nobody).unwrap();
                prop_assert_eq!(decided.iter().map(|d| d.net.0).sum::<i64>(), total);
            }
        }
    }
}
