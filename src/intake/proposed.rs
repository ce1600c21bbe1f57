//! Several waiting credits decided at once: what a person checks against one payer's list instead of opening every credit. Recognition
//! found whose each is; what it holds is the exact amount expected, or what a person decided of the same amount the month before. The
//! decision is theirs, with its document; this only spares the typing.

use super::receipt::{ListedReceipt, list_receipts};
use super::split::{Split, split_all};
use crate::access::Act;
use crate::bank::decision::{Decided, DecidedReceipt, Wanted, What, as_wanted};
use crate::bank::reason::Reason;
use crate::bank::received::{Received, Right, rights};
use crate::bank::recognition::{Part, entitlement_month};
use crate::bank::store::received_by;
use crate::calendar::Month;
use crate::money::Cents;
use crate::payment::give_back::propose_refused;
use crate::refusal::{Failure, RECEIPT_NONE_CHOSEN};
use crate::store::{Question, Tx, failure, on};
use chrono::{Days, NaiveDate};
use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::AssertSqlSafe;
use std::collections::{BTreeSet, HashMap};

/// How far back the same credit is looked for: the month before, however late it was paid.
const BEFORE: Days = Days::new(62);

/// A decision that says everything: whose, what, and every cent of the credit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Parts that sum to the credit.
    pub wanted: Vec<Wanted>,
    /// The day of the same credit that was decided so, the month before.
    pub like: Option<NaiveDate>,
    /// What makes it doubtful.
    pub doubt: Option<Doubt>,
    /// Nothing is against it: the name and the exact amount expected, or the same amount as then.
    pub green: bool,
}

/// Why a benefit may be paid twice (RULE 11): a person looks before it is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// A benefit of the credit was received before for its month.
    Received,
    /// Another credit that waits holds the same benefit for the same month.
    Twin,
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
    // RULE 12: what has the words of an income outside the list is never a benefit by habit.
    let outside = receipt.proposals.iter().any(|proposal| Reason::of(&proposal.reason) == Some(Reason::OutsideList));
    if let Some(person) = person
        && let Some(same) = before.iter().find(|past| past.is_like(receipt, person) && (!outside || past.is_outside()))
    {
        let wanted = same.parts.iter().map(|part| Wanted { month, ..part.clone() }).collect();
        return Some(Offer { wanted, like: Some(same.received_on), doubt: None, green: !outside });
    }
    let reason = Reason::of(&best.reason)?;
    let parts: Vec<Part> = serde_json::from_str(&best.splits).ok()?;
    let whole = !parts.is_empty() && Cents::total(parts.iter().map(|part| part.cents)) == Some(receipt.cents);
    let expected = reason == Reason::NameAndAmount && person.is_some();
    (whole && (expected || reason == Reason::OutsideList)).then(|| Offer {
        wanted: as_wanted(&parts, person, month),
        like: None,
        doubt: None,
        green: expected && receipt.proposals.len() == 1,
    })
}

/// Marks the offers of which a benefit was received before for its month, or stands in two of them: none of these is green.
fn doubted(offers: &mut HashMap<String, Offer>, received: &Received) {
    let mut wanted: HashMap<Right, usize> = HashMap::new();
    for right in offers.values().flat_map(|offer| rights(&offer.wanted)) {
        let times = wanted.entry(right).or_default();
        *times = times.saturating_add(1);
    }
    for offer in offers.values_mut() {
        let own = rights(&offer.wanted);
        let twice = own.iter().any(|right| wanted.get(right).is_some_and(|times| *times > 1));
        offer.doubt =
            if own.iter().any(|right| received.holds(right)) { Some(Doubt::Received) } else { twice.then_some(Doubt::Twin) };
        offer.green &= offer.doubt.is_none();
    }
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
    /// True when none of it was a benefit.
    fn is_outside(&self) -> bool {
        self.parts.iter().all(|part| matches!(part.what, What::Outside(_)))
    }

    /// The same payer gave the same person the same amount the month before, and all of it was theirs.
    fn is_like(&self, receipt: &ListedReceipt, person: i64) -> bool {
        let named = receipt.payer.as_deref().is_some_and(|payer| !payer.trim().is_empty());
        named
            && self.person == person
            && self.payer == receipt.payer
            && self.cents == receipt.cents
            && receipt.received_on.checked_sub_days(BEFORE).is_some_and(|since| since <= self.received_on)
            && entitlement_month(self.received_on) < entitlement_month(receipt.received_on)
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
    let mut offers: HashMap<String, Offer> =
        waiting.iter().filter_map(|receipt| Some((receipt.id.clone(), offer(receipt, &before)?))).collect();
    let received = received_of(tx, offers.values().flat_map(|offer| &offer.wanted)).await?;
    doubted(&mut offers, &received);
    Ok(offers)
}

/// What can be decided together of everything that waits, by credit, as it will be judged when it is decided: who looks changes what is
/// shown, not what is offered.
#[derive(Clone, Copy, Debug)]
pub struct Offers;

impl Question for Offers {
    type Answer = HashMap<String, Offer>;

    async fn ask(&self, tx: &mut Tx) -> Result<HashMap<String, Offer>, Failure> {
        let waiting = list_receipts(tx, true).await?;
        offers(tx, &waiting).await
    }
}

/// What was received before of the people and months of these parts.
async fn received_of(tx: &mut Tx, wanted: impl Iterator<Item = &Wanted> + Send) -> Result<Received, Failure> {
    let (people, months): (BTreeSet<i64>, BTreeSet<Month>) = wanted.filter_map(|part| Some((part.person?, part.month))).unzip();
    received_by(tx, &people.into_iter().collect::<Vec<_>>(), &months).await
}

/// What was decided of these people's credits since a day, the latest first.
async fn before(tx: &mut Tx, people: &[i64], since: NaiveDate) -> Result<Vec<Before>, Failure> {
    let sql = format!(
        "SELECT s.receipt, s.person, s.benefit, s.outside, s.gross, s.recovery, r.cents, r.received_on, b.counterparty_name AS payer
         FROM receipt_split_live s JOIN receipt r ON r.line = s.receipt JOIN bank_line b ON b.id = s.receipt
         WHERE s.person {} AND r.state = 'decided' AND r.received_on >= $2 ORDER BY r.received_on DESC, s.receipt, s.id",
        tx.among_numbers("$1")
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

/// What deciding several credits did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// The credits with their decided parts.
    pub decided: Vec<DecidedReceipt>,
    /// The orders that give money back.
    pub orders: Vec<String>,
    /// The credits of which a benefit had been received before for its month, or stands in an earlier one of them.
    pub twice: Vec<String>,
}

impl Taken {
    /// A mark of everything that was decided: what a person was shown is what is written.
    #[must_use]
    pub fn mark(&self) -> String {
        let mut hash = Sha256::new();
        for one in &self.decided {
            hash.update(format!("{} {}\n", one.receipt.line, one.receipt.cents.0));
            for Decided { wanted, net, decision } in &one.parts {
                hash.update(format!("{:?} {:?} {} {} {decision:?}\n", wanted.person, wanted.what, wanted.month, net.0));
            }
        }
        hash.update(format!("{} {:?}", self.orders.len(), self.twice));
        hex::encode(hash.finalize())
    }
}

/// Decides these credits as offered, all or none, with one document for all; what is refused is proposed to its payer.
///
/// # Errors
/// `receipt_none_chosen`; `receipt_decided` for one that somebody decided meanwhile; `receipt_not_fully_split` for one of which
/// nothing is offered; those of [`split_all`].
pub async fn take(tx: &mut Tx, act: &Act, ids: &[String], evidence: &str) -> Result<Taken, Failure> {
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
    let splits: Vec<Split> = ids.iter().map(&mut split).collect();
    let mut received = received_of(tx, splits.iter().flat_map(|split| &split.wanted)).await?;
    let mut taken = Taken { decided: split_all(tx, act, splits).await?, ..Taken::default() };
    for one in &taken.decided {
        taken.orders.extend(propose_refused(tx, act, &one.receipt.line, &one.parts, evidence).await?);
        if !received.first_time(&one.parts) {
            taken.twice.push(one.receipt.line.clone());
        }
    }
    Ok(taken)
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
    fn the_same_amount_of_the_same_month_or_of_long_ago_is_no_habit() {
        let waiting = receipt(500, vec![proposal(Some(1), Reason::FileNumber, &[])]);
        let on = |day: &str| Before { received_on: parse_day(day).unwrap(), ..past(1, "CARSAT", &[500]) };
        for (day, offered) in [("2026-11-01", false), ("2026-10-31", true), ("2026-09-04", true), ("2026-09-03", false)] {
            assert_eq!(offer(&waiting, &[on(day)]).is_some(), offered, "{day}");
        }
    }

    #[test]
    fn words_of_another_income_are_no_benefit_by_habit() {
        let outside = proposal(None, Reason::OutsideList, &[500]);
        let benefit = Before {
            parts: past(1, "CARSAT", &[500]).parts.into_iter().map(|part| Wanted { what: What::Benefit(17), ..part }).collect(),
            ..past(1, "CARSAT", &[500])
        };
        for proposals in [
            vec![outside.clone(), proposal(Some(1), Reason::FileNumber, &[500])],
            vec![proposal(Some(1), Reason::FileNumber, &[500]), outside.clone()],
        ] {
            let waiting = receipt(500, proposals);
            assert!(offer(&waiting, std::slice::from_ref(&benefit)).is_none_or(|offer| offer.like.is_none() && !offer.green));
            let same = offer(&waiting, &[past(1, "CARSAT", &[500])]).unwrap();
            assert!(same.like.is_some() && !same.green);
        }
    }

    #[test]
    fn a_right_that_may_be_paid_twice_is_not_green() {
        let of = |person: i64| {
            let what = What::Benefit(17);
            let month = "2026-10".parse().unwrap();
            let wanted = vec![Wanted { person: Some(person), what, month, gross: Cents(500), recovery: Cents::ZERO }];
            Offer { wanted, like: None, doubt: None, green: true }
        };
        let people = [("A", 1), ("B", 2), ("C", 3), ("D", 3)];
        let mut offers: HashMap<String, Offer> = people.iter().map(|(id, person)| ((*id).to_owned(), of(*person))).collect();
        doubted(&mut offers, &Received::of([(2, 17, "2026-10".parse().unwrap())]));
        let told = ["A", "B", "C", "D"].map(|id| (offers[id].doubt, offers[id].green));
        let twin = (Some(Doubt::Twin), false);
        assert_eq!(told, [(None, true), (Some(Doubt::Received), false), twin, twin]);
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
