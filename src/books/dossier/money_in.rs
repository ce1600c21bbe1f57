//! What was received for a person: benefits accepted, income refused, interest, with the decision behind each.

use crate::calendar::Month;
use crate::money::Cents;
use crate::refusal::Failure;
use crate::store::{Tx, failure, on};
use chrono::{DateTime, NaiveDate, Utc};

/// A part of a credit that was decided for the person.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Part {
    /// Value day of the credit.
    pub received_on: NaiveDate,
    /// Who paid, as the bank says.
    pub payer: Option<String>,
    /// `benefit`, `refused` or `interest`.
    pub kind: String,
    /// The benefit's short name, or the income in words.
    pub what: Option<String>,
    /// Month of entitlement.
    pub month: String,
    /// Before recovery.
    pub gross: Cents,
    /// Recovered by the payer.
    pub recovery: Cents,
    /// What arrived.
    pub net: Cents,
    /// The pot that it entered.
    pub pot: Option<String>,
    /// Code of the reason of a refusal.
    pub reason: Option<String>,
    /// Its article.
    pub article: Option<String>,
    /// When it was decided.
    pub decided_at: DateTime<Utc>,
    /// By whom.
    pub decided_by: String,
    /// Why the decision was taken back, if it was.
    pub taken_back: Option<String>,
    /// The payment that gives refused money back, and its state.
    pub given_back: Option<String>,
    /// Its state.
    pub given_back_state: Option<String>,
    /// The entry that booked it.
    pub seq: i64,
}

/// Every part, the latest first.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn parts(tx: &mut Tx, person: i64) -> Result<Vec<Part>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT r.received_on, b.counterparty_name AS payer, s.kind, COALESCE(i.label, (SELECT n.code FROM benefit n
                WHERE n.number = s.benefit ORDER BY n.from_on DESC LIMIT 1)) AS what, s.month, s.gross, s.recovery, s.net, s.pot,
            s.reason, s.article, s.decided_at, u.name AS decided_by, x.reason AS taken_back, o.id AS given_back,
            o.state AS given_back_state, e.seq
         FROM receipt_split s JOIN receipt r ON r.line = s.receipt JOIN bank_line b ON b.id = r.line
            JOIN app_user u ON u.id = s.decided_by JOIN entry e ON e.source = s.id AND e.movement IN ('split_accepted', 'split_refused')
            LEFT JOIN outside_income i ON i.code = s.outside LEFT JOIN receipt_correction x ON x.split = s.id
            LEFT JOIN payment_order o ON o.split = s.id AND o.state NOT IN ('cancelled', 'rejected', 'returned')
         WHERE s.person = $1
         UNION ALL SELECT r.received_on, b.counterparty_name, 'interest', 'Intérêts du compte', SUBSTR(CAST(i.to_on AS TEXT), 1, 7),
            h.cents, 0, h.cents, 'libre', CAST(NULL AS TEXT), CAST(NULL AS TEXT), i.decided_at, u.name, x.reason, CAST(NULL AS TEXT),
            CAST(NULL AS TEXT), e.seq
         FROM interest_share h JOIN interest i ON i.id = h.interest JOIN receipt r ON r.line = i.receipt JOIN bank_line b ON b.id = r.line
            JOIN app_user u ON u.id = i.decided_by JOIN entry e ON e.source = h.id AND e.movement = 'interest_shared'
            LEFT JOIN interest_correction x ON x.interest = i.id
         WHERE h.person = $1
         ORDER BY 1 DESC, 17 DESC")
        .bind(person).fetch_all(c).await.map_err(failure))
}

/// What a month was to bring, and what it brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Brought {
    /// The month.
    pub month: Month,
    /// What the authorisations in force in it expect, without the aid that goes straight to the landlord.
    pub expected: Cents,
    /// Benefits accepted, by the day on which they came.
    pub received: Cents,
}

/// An authorisation that expects an amount each month: first day, last day, amount.
type Expecting = (NaiveDate, NaiveDate, Cents);

/// Expected and received for the last months, `months` of them at most, from the first that received something to the current one.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn brought(tx: &mut Tx, person: i64, parts: &[Part], today: NaiveDate, months: usize) -> Result<Vec<Brought>, Failure> {
    let expecting: Vec<Expecting> = on!(tx, c => sqlx::query_as(
        "SELECT a.from_on, a.to_on, a.expected FROM authorisation_current a
         WHERE a.person = $1 AND a.expected IS NOT NULL AND NOT a.tiers_payant").bind(person).fetch_all(c).await.map_err(failure))?;
    Ok(by_month(&expecting, parts, today, months))
}

fn by_month(expecting: &[Expecting], parts: &[Part], today: NaiveDate, months: usize) -> Vec<Brought> {
    let last = Month::of(today);
    let mut rows: Vec<Brought> = std::iter::successors(Some(last), |month| Some(month.previous()))
        .take(months)
        .map(|month| {
            let live = expecting.iter().filter(|(from, to, _)| *from <= month.last_day() && *to >= month.first_day());
            let came = |part: &&Part| part.kind == "benefit" && part.taken_back.is_none() && month.holds(part.received_on);
            Brought {
                month,
                expected: Cents::total(live.map(|(.., cents)| *cents)).unwrap_or_default(),
                received: Cents::total(parts.iter().filter(came).map(|part| part.net)).unwrap_or_default(),
            }
        })
        .collect();
    rows.reverse();
    // Before the first benefit, another received the person's money: what was expected then says nothing of us.
    let first = rows.iter().position(|row| row.received.is_positive()).unwrap_or(rows.len());
    rows.split_off(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::parse_day;

    fn part(on: &str, kind: &str, net: i64, taken_back: Option<&str>) -> Part {
        Part {
            received_on: parse_day(on).unwrap(),
            payer: None,
            kind: kind.into(),
            what: None,
            month: String::new(),
            gross: Cents(net),
            recovery: Cents::ZERO,
            net: Cents(net),
            pot: None,
            reason: None,
            article: None,
            decided_at: DateTime::<Utc>::UNIX_EPOCH,
            decided_by: String::new(),
            taken_back: taken_back.map(str::to_owned),
            given_back: None,
            given_back_state: None,
            seq: 1,
        }
    }

    #[test]
    fn a_month_expects_what_is_authorised_and_counts_what_was_accepted() {
        let day = |text: &str| parse_day(text).unwrap();
        let expecting = [(day("2026-01-15"), day("2026-03-10"), Cents(600)), (day("2026-03-01"), day("2027-12-31"), Cents(50))];
        let parts = [
            part("2026-02-05", "benefit", 600, None),
            part("2026-03-05", "benefit", 590, None),
            part("2026-03-06", "benefit", 10, Some("erreur")),
            part("2026-03-07", "refused", 900, None),
        ];
        let rows = by_month(&expecting, &parts, day("2026-04-20"), 12);
        let told: Vec<_> = rows.iter().map(|row| (row.month.to_string(), row.expected.0, row.received.0)).collect();
        let month = |text: &str| text.to_owned();
        assert_eq!(told, [(month("2026-02"), 600, 600), (month("2026-03"), 650, 590), (month("2026-04"), 50, 0)]);
        assert!(by_month(&expecting, &[], day("2026-04-20"), 12).is_empty());
    }
}
