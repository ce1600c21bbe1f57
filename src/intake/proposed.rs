//! Several waiting credits decided at once: what a person checks against one payer's list instead of opening every credit. Recognition
//! found whose each is; what it holds is the exact amount expected, or what a person decided of the same amount the month before. The
//! decision is theirs, with its document; this only spares the typing.

use super::receipt::{ListedReceipt, list_receipts};
use super::split::{Split, split_all};
use crate::access::Act;
use crate::bank::decision::{DecidedReceipt, Wanted, What, as_wanted};
use crate::bank::reason::Reason;
use crate::bank::recognition::{Part, entitlement_month};
use crate::money::Cents;
use crate::payment::give_back::propose_refused;
use crate::refusal::{Failure, RECEIPT_NONE_CHOSEN};
use crate::store::{Tx, failure, on};
use chrono::{Days, NaiveDate};
use serde_json::json;
use sqlx::AssertSqlSafe;
use std::collections::HashMap;

/// How far back the same credit is looked for: the month before, however late it was paid.
const BEFORE: Days = Days::new(62);

/// A decision that says everything: whose, what, and every cent of the credit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Parts that sum to the credit.
    pub wanted: Vec<Wanted>,
    /// The day of the same credit that a person decided so.
    pub like: Option<NaiveDate>,
    /// Nothing is against it: the name and the exact amount expected, or the same amount as then.
    pub green: bool,
}

impl Offer {
    /// The people whose money it is.
    pub fn people(&self) -> impl Iterator<Item = i64> {
        self.wanted.iter().filter_map(|part| part.person)
    }
}

/// A credit of the past with the parts that a person decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    person: i64,
    payer: Option<String>,
    cents: Cents,
    received_on: NaiveDate,
    parts: Vec<Wanted>,
}

/// What a waiting credit can be decided as without another word; none where a person must say more, or choose between several people.
/// `before` holds past credits, the latest first.
#[must_use]
pub fn offer(receipt: &ListedReceipt, before: &[Before]) -> Option<Offer> {
    let best = receipt.proposals.first()?;
    let person = only_person(receipt)?;
    let month = entitlement_month(receipt.received_on);
    if let Some(person) = person
        && let Some(same) = before.iter().find(|past| past.is_like(receipt, person))
    {
        let wanted = same.parts.iter().map(|part| Wanted { month, ..part.clone() }).collect();
        return Some(Offer { wanted, like: Some(same.received_on), green: true });
    }
    let reason = Reason::of(&best.reason)?;
    let parts: Vec<Part> = serde_json::from_str(&best.splits).ok()?;
    let whole = !parts.is_empty() && Cents::total(parts.iter().map(|part| part.cents)) == Some(receipt.cents);
    let expected = reason == Reason::NameAndAmount && person.is_some();
    (whole && (expected || reason == Reason::OutsideList)).then(|| Offer {
        wanted: as_wanted(&parts, person, month),
        like: None,
        green: expected && receipt.proposals.len() == 1,
    })
}

/// The one person whom the proposals name, if they name any; none when they name several.
fn only_person(receipt: &ListedReceipt) -> Option<Option<i64>> {
    let mut people: Vec<i64> = receipt.proposals.iter().filter_map(|proposal| proposal.person).collect();
    people.sort_unstable();
    people.dedup();
    match people.as_slice() {
        [] => Some(None),
        [only] => Some(Some(*only)),
        _ => None,
    }
}

impl Before {
    /// The same payer gave the same person the same amount, and all of it was theirs.
    fn is_like(&self, receipt: &ListedReceipt, person: i64) -> bool {
        let named = receipt.payer.as_deref().is_some_and(|payer| !payer.trim().is_empty());
        named
            && self.person == person
            && self.payer == receipt.payer
            && self.cents == receipt.cents
            && self.received_on < receipt.received_on
            && Cents::total(self.parts.iter().filter_map(|part| part.gross.minus(part.recovery))) == Some(self.cents)
    }
}

#[derive(sqlx::FromRow)]
struct PartRow {
    receipt: String,
    person: i64,
    benefit: Option<i64>,
    outside: Option<String>,
    gross: Cents,
    recovery: Cents,
    cents: Cents,
    received_on: NaiveDate,
    payer: Option<String>,
}

/// What can be decided together of these waiting credits, by credit.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn offers(tx: &mut Tx, waiting: &[ListedReceipt]) -> Result<HashMap<String, Offer>, Failure> {
    let people: Vec<i64> = waiting.iter().filter_map(|receipt| only_person(receipt).flatten()).collect();
    let oldest = waiting.iter().map(|receipt| receipt.received_on).min().unwrap_or_default();
    let since = oldest.checked_sub_days(BEFORE).unwrap_or(oldest);
    let before = before(tx, &people, since).await?;
    Ok(waiting.iter().filter_map(|receipt| Some((receipt.id.clone(), offer(receipt, &before)?))).collect())
}

/// What persons decided of these people's credits since a day, the latest first.
async fn before(tx: &mut Tx, people: &[i64], since: NaiveDate) -> Result<Vec<Before>, Failure> {
    let sql = format!(
        "SELECT s.receipt, s.person, s.benefit, s.outside, s.gross, s.recovery, r.cents, r.received_on, b.counterparty_name AS payer
         FROM receipt_split_live s JOIN receipt r ON r.line = s.receipt JOIN bank_line b ON b.id = s.receipt
         WHERE s.person IN {} AND r.state = 'decided' AND r.received_on >= $2 ORDER BY r.received_on DESC, s.receipt, s.id",
        tx.numbers("$1")
    );
    let people = json!(people).to_string();
    let rows: Vec<PartRow> =
        on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(people).bind(since).fetch_all(c).await.map_err(failure))?;
    let mut all: Vec<(String, Before)> = Vec::new();
    for row in rows {
        let what = match (row.benefit, row.outside) {
            (Some(number), _) => What::Benefit(number),
            (None, outside) => What::Outside(outside.unwrap_or_else(|| "autre".to_owned())),
        };
        let month = entitlement_month(row.received_on);
        let part = Wanted { person: Some(row.person), what, month, gross: row.gross, recovery: row.recovery };
        match all.last_mut().filter(|(receipt, own)| *receipt == row.receipt && own.person == row.person) {
            Some((_, own)) => own.parts.push(part),
            None => all.push((
                row.receipt,
                Before {
                    person: row.person,
                    payer: row.payer,
                    cents: row.cents,
                    received_on: row.received_on,
                    parts: vec![part],
                },
            )),
        }
    }
    Ok(all.into_iter().map(|(_, own)| own).collect())
}

/// Decides these credits as offered, all or none, with one document for all; what is refused is proposed to its payer. Says also
/// which orders give money back.
///
/// # Errors
/// `receipt_none_chosen`; `receipt_decided` for one that somebody decided meanwhile; `receipt_not_fully_split` for one of which
/// nothing is offered; those of [`split_all`].
pub async fn take(tx: &mut Tx, act: &Act, ids: &[String], evidence: &str) -> Result<(Vec<DecidedReceipt>, Vec<String>), Failure> {
    if ids.is_empty() {
        return Err(RECEIPT_NONE_CHOSEN.because("").into());
    }
    let waiting: Vec<ListedReceipt> =
        list_receipts(tx, true).await?.into_iter().filter(|receipt| ids.contains(&receipt.id)).collect();
    let mut offers = offers(tx, &waiting).await?;
    // One that no longer waits has nothing to offer: the service itself says that it was decided.
    let mut split = |id: &String| Split {
        receipt: id.clone(),
        wanted: offers.remove(id).map(|offer| offer.wanted).unwrap_or_default(),
        evidence: evidence.to_owned(),
    };
    let splits = ids.iter().map(&mut split).collect();
    let decided = split_all(tx, act, splits).await?;
    let mut orders = Vec::new();
    for one in &decided {
        orders.extend(propose_refused(tx, act, &one.receipt.line, &one.parts, evidence).await?);
    }
    Ok((decided, orders))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::parse_day;
    use crate::intake::receipt::ListedProposal;
    use proptest::prelude::*;

    fn proposal(person: Option<i64>, reason: Reason, parts: &[i64]) -> ListedProposal {
        let part = |cents: &i64| Part { benefit: Some(17), outside: None, cents: Cents(*cents) };
        let splits = serde_json::to_string(&parts.iter().map(part).collect::<Vec<_>>()).unwrap();
        ListedProposal { receipt: "L1".into(), person, reason: reason.code().into(), splits, words: String::new() }
    }

    fn receipt(cents: i64, proposals: Vec<ListedProposal>) -> ListedReceipt {
        ListedReceipt {
            id: "L1".into(),
            account: "POOL".into(),
            received_on: parse_day("2026-11-05").unwrap(),
            cents: Cents(cents),
            state: "waiting".into(),
            payer: Some("CARSAT".into()),
            remittance: None,
            proposals,
        }
    }

    fn past(person: i64, payer: &str, parts: &[i64]) -> Before {
        let received_on = parse_day("2026-10-05").unwrap();
        let month = entitlement_month(received_on);
        let part = |gross: &i64| Wanted {
            person: Some(person),
            what: What::Outside("retraite".into()),
            month,
            gross: Cents(*gross),
            recovery: Cents::ZERO,
        };
        Before { person, payer: Some(payer.into()), cents: Cents(500), received_on, parts: parts.iter().map(part).collect() }
    }

    #[test]
    fn only_the_name_with_the_exact_amount_alone_is_green() {
        let sure = proposal(Some(1), Reason::NameAndAmount, &[500]);
        let of = |proposals| offer(&receipt(500, proposals), &[]);
        assert!(of(vec![sure.clone()]).unwrap().green);
        assert!(!of(vec![sure.clone(), proposal(Some(1), Reason::Name, &[500])]).unwrap().green);
        assert_eq!(of(vec![sure, proposal(Some(2), Reason::NameAndAmount, &[500])]), None);
        // A name or a number with another amount than the expected one says nothing of what it holds.
        assert_eq!(of(vec![proposal(Some(1), Reason::FileNumber, &[500])]), None);
        assert_eq!(of(vec![proposal(None, Reason::Name, &[500])]), None);
        assert!(!of(vec![proposal(None, Reason::OutsideList, &[500])]).unwrap().green);
        assert_eq!(of(vec![]), None);
    }

    #[test]
    fn the_same_amount_is_offered_as_it_was_decided() {
        let waiting = receipt(500, vec![proposal(Some(1), Reason::FileNumber, &[])]);
        let offered = offer(&waiting, &[past(1, "CARSAT", &[300, 200])]).unwrap();
        assert_eq!(offered.wanted.iter().map(|part| part.gross.0).collect::<Vec<_>>(), [300, 200]);
        assert!(offered.green && offered.wanted.iter().all(|part| part.month == entitlement_month(waiting.received_on)));
        for other in [past(2, "CARSAT", &[300, 200]), past(1, "CPAM", &[300, 200]), past(1, "CARSAT", &[300])] {
            assert_eq!(offer(&waiting, &[other]), None);
        }
        let nobody = ListedReceipt { payer: None, ..waiting };
        assert_eq!(offer(&nobody, &[Before { payer: None, ..past(1, "", &[300, 200]) }]), None);
    }

    proptest! {
        #[test]
        fn what_is_offered_is_the_credit_to_the_cent(credit in 1_i64..1_000, parts in prop::collection::vec(1_i64..600, 0..4)) {
            let made = offer(&receipt(credit, vec![proposal(Some(1), Reason::NameAndAmount, &parts)]), &[]);
            prop_assert_eq!(made.is_some(), !parts.is_empty() && parts.iter().sum::<i64>() == credit);
        }
    }
}
