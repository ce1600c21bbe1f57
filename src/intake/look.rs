//! One credit as a person looks at it: what the bank wrote, what was decided, by whom, and what it may be.

use super::reach::reachable;
use super::receipt::{ListedProposal, ListedReceipt};
use crate::money::Cents;
use crate::refusal::Failure;
use crate::store::{Question, Tx, failure, on};
use chrono::{DateTime, Months, NaiveDate, Utc};
use sqlx::AssertSqlSafe;

/// What the bank wrote on a credit.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct LookedReceipt {
    /// The receipt, which is its bank line.
    pub id: String,
    /// The account's key.
    pub bank_account: i64,
    /// The account's reference.
    pub account: String,
    /// Value day.
    pub received_on: NaiveDate,
    /// Booking day.
    pub booked_on: NaiveDate,
    /// The credit.
    pub cents: Cents,
    /// `waiting`, `decided` or `returned`.
    pub state: String,
    /// Who paid.
    pub payer: Option<String>,
    /// From which account.
    pub iban: Option<String>,
    /// What the payer wrote.
    pub remittance: Option<String>,
    /// The payer's reference.
    pub end_to_end_id: Option<String>,
    /// The bank's reference.
    pub bank_reference: Option<String>,
    /// Why it is a return, when the bank says that it is.
    pub return_reason: Option<String>,
    /// The statement.
    pub statement: String,
    /// The file that the statement came in.
    pub file: String,
}

/// The credit, if it is a receipt.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn look(tx: &mut Tx, id: &str) -> Result<Option<LookedReceipt>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT r.line AS id, r.bank_account, k.reference AS account, r.received_on, b.booked_on, r.cents, r.state,
            b.counterparty_name AS payer, b.counterparty_iban AS iban, b.remittance, b.end_to_end_id, b.bank_reference, b.return_reason,
            s.reference AS statement, f.name AS file
         FROM receipt r JOIN bank_line b ON b.id = r.line JOIN bank_account k ON k.id = r.bank_account
            JOIN bank_statement s ON s.id = b.statement JOIN bank_file f ON f.id = s.file
         WHERE r.line = $1").bind(id).fetch_optional(c).await.map_err(failure))
}

/// What recognition proposed, best first.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn proposals(tx: &mut Tx, id: &str) -> Result<Vec<ListedProposal>, Failure> {
    on!(tx, c => sqlx::query_as("SELECT receipt, person, reason, splits, words FROM receipt_proposal_live WHERE receipt = $1 ORDER BY no")
        .bind(id).fetch_all(c).await.map_err(failure))
}

/// One part of a decided credit.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct DecidedPart {
    /// Its identifier.
    pub id: String,
    /// Whose.
    pub person: Option<i64>,
    /// The benefit, by its name.
    pub benefit: Option<String>,
    /// The income outside the list, by its name.
    pub outside: Option<String>,
    /// The pot that it entered.
    pub pot: Option<String>,
    /// Month of entitlement, `2026-10`.
    pub month: String,
    /// What reached the account.
    pub net: Cents,
    /// Why it was refused.
    pub reason: Option<String>,
    /// The article.
    pub article: Option<String>,
    /// The document.
    pub evidence: String,
    /// Its entry.
    pub entry: i64,
}

/// The live parts of a credit, in the order in which they were written.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn parts(tx: &mut Tx, id: &str) -> Result<Vec<DecidedPart>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT s.id, s.person, (SELECT l.code FROM benefit l WHERE l.number = s.benefit AND l.from_on = (
                SELECT MAX(m.from_on) FROM benefit m WHERE m.number = s.benefit AND m.from_on <= r.received_on)) AS benefit, o.label AS outside, s.pot,
            s.month, s.net, s.reason, s.article, s.evidence, e.seq AS entry
         FROM receipt_split_live s JOIN receipt r ON r.line = s.receipt LEFT JOIN outside_income o ON o.code = s.outside
            JOIN entry e ON e.source = s.id AND e.movement IN ('split_accepted', 'split_refused')
         WHERE s.receipt = $1
         UNION ALL SELECT i.id, i.person, NULL, 'Intérêts du compte', 'libre', '', i.cents, NULL, NULL,
            (SELECT d.evidence FROM interest d WHERE d.id = i.interest), e.seq
         FROM interest_share_live i JOIN entry e ON e.source = i.id AND e.movement = 'interest_shared' WHERE i.receipt = $1
         ORDER BY 11").bind(id).fetch_all(c).await.map_err(failure))
}

/// What ended the wait of a credit.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Ending {
    /// `split`, `interest`, `returned`, `refund`, `reversal` or `fee`.
    pub what: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Who decided a credit last, what and when; none while it waits.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn ending(tx: &mut Tx, id: &str) -> Result<Option<Ending>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT x.what, u.name AS by, x.at FROM (
            SELECT 'split' AS what, s.decided_by AS who, s.decided_at AS at FROM receipt_split_live s WHERE s.receipt = $1
            UNION ALL SELECT 'interest', i.decided_by, i.decided_at FROM interest i WHERE i.receipt = $1
                AND NOT EXISTS (SELECT 1 FROM interest_correction c WHERE c.interest = i.id)
            UNION ALL SELECT v.kind, v.decided_by, v.decided_at FROM bank_reversal v WHERE v.credit = $1
            UNION ALL SELECT 'returned', a.by_user, a.at FROM payment_order o
                JOIN audit a ON a.subject = o.id AND a.action = 'order_return' WHERE o.returned_line = $1
         ) x JOIN app_user u ON u.id = x.who ORDER BY x.at DESC LIMIT 1")
        .bind(id).fetch_optional(c).await.map_err(failure))
}

/// The next credit that waits, of those that may be shown to who sees the people that `visible` lets through.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn next_waiting(tx: &mut Tx, id: &str, visible: &(dyn Fn(&str) -> String + Sync)) -> Result<Option<String>, Failure> {
    let sql = format!(
        "SELECT r.line FROM receipt r WHERE r.state = 'waiting' AND r.line <> $1 AND {} ORDER BY r.received_on, r.line LIMIT 1",
        reachable(visible)
    );
    let next: Option<(String,)> =
        on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(id).fetch_optional(c).await.map_err(failure))?;
    Ok(next.map(|(line,)| line))
}

/// Decided credits of the last days, the newest first; `visible` is the SQL condition on the column `s.person`. A credit whose parts
/// belong to nobody is seen by all.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn decided_since(tx: &mut Tx, since: NaiveDate, visible: &str) -> Result<Vec<ListedReceipt>, Failure> {
    let sql = format!(
        "SELECT r.line AS id, k.reference AS account, r.received_on, r.cents, r.state, b.counterparty_name AS payer, b.remittance
         FROM receipt r JOIN bank_line b ON b.id = r.line JOIN bank_account k ON k.id = r.bank_account
         WHERE r.state <> 'waiting' AND r.received_on >= $1
            AND (NOT EXISTS (SELECT 1 FROM receipt_split_live s WHERE s.receipt = r.line AND s.person IS NOT NULL)
                OR EXISTS (SELECT 1 FROM receipt_split_live s WHERE s.receipt = r.line AND {visible}))
         ORDER BY r.received_on DESC, r.line DESC"
    );
    on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(since).fetch_all(c).await.map_err(failure))
}

/// Something of ours that a bank line may undo, or be.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Candidate {
    /// An order, or a bank line.
    pub id: String,
    /// Its day.
    pub day: NaiveDate,
    /// Its amount, above zero.
    pub cents: Cents,
    /// The other side.
    pub name: Option<String>,
    /// Its words.
    pub words: Option<String>,
}

/// How many candidates a form offers.
const MOST: u8 = 25;
/// How long a direct debit may be given back: thirteen months when it was never authorised (CMF L133-24).
const REFUND_MONTHS: u32 = 13;

/// Executed orders of the account that the credit may give back: the same amount first, then the newest. Each is asked by an index of its
/// own: the sign before the amount keeps the second from the first one's, which would sort every larger order of all years.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn orders_come_back(tx: &mut Tx, credit: &LookedReceipt) -> Result<Vec<Candidate>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT x.id, x.day, x.cents, x.name, x.words FROM (
            SELECT 0 AS other, o.id, o.due_on AS day, o.cents, o.creditor_name AS name, o.remittance AS words FROM payment_order o
                WHERE o.state = 'settled' AND o.bank_account = $1 AND o.cents = $2
            UNION ALL SELECT * FROM (
                SELECT 1 AS other, o.id, o.due_on AS day, o.cents, o.creditor_name AS name, o.remittance AS words FROM payment_order o
                WHERE o.state = 'settled' AND o.bank_account = $1 AND +o.cents > $2 ORDER BY o.due_on DESC, o.id DESC LIMIT $3) larger) x
         ORDER BY x.other, x.day DESC, x.id DESC LIMIT $3")
        .bind(credit.bank_account).bind(credit.cents).bind(i64::from(MOST)).fetch_all(c).await.map_err(failure))
}

/// Every debit of an account that a credit may give back, the newest first.
#[derive(Clone, Copy, Debug)]
pub struct Refundable {
    /// Key of the account.
    pub bank_account: i64,
}

impl Question for Refundable {
    type Answer = Vec<Candidate>;

    async fn ask(&self, tx: &mut Tx) -> Result<Vec<Candidate>, Failure> {
        on!(tx, c => sqlx::query_as(
            "SELECT b.id, b.booked_on AS day, -b.cents AS cents, b.counterparty_name AS name, b.remittance AS words FROM bank_line b
             WHERE b.bank_account = $1 AND b.id IN (SELECT e.source FROM entry e
                    WHERE e.movement IN ('direct_debit', 'debit_unexplained', 'bank_fee') AND e.journal <> 'LO')
                AND NOT EXISTS (SELECT 1 FROM bank_reversal x WHERE x.debit = b.id)
             ORDER BY b.booked_on DESC, b.id DESC").bind(self.bank_account).fetch_all(c).await.map_err(failure))
    }
}

/// Those of the refundable debits of an account, the newest first, that a credit of that amount booked on that day may give back: the
/// same amount first, then the newest.
#[must_use]
pub fn debits_given_back(debits: &[Candidate], cents: Cents, booked_on: NaiveDate) -> Vec<Candidate> {
    let since = booked_on.checked_sub_months(Months::new(REFUND_MONTHS)).unwrap_or(booked_on);
    let in_time = |debit: &&Candidate| since <= debit.day && debit.day <= booked_on;
    let same = debits.iter().filter(in_time).filter(|debit| debit.cents == cents);
    let larger = debits.iter().filter(in_time).filter(|debit| debit.cents > cents);
    same.chain(larger).take(usize::from(MOST)).cloned().collect()
}

/// Credits of the account that a debit of that amount may take back.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn credits_taken_back(tx: &mut Tx, bank_account: i64, cents: Cents) -> Result<Vec<Candidate>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT r.line AS id, r.received_on AS day, r.cents, b.counterparty_name AS name, b.remittance AS words
         FROM receipt r JOIN bank_line b ON b.id = r.line
         WHERE r.bank_account = $1 AND r.cents = $2 AND r.state <> 'returned' ORDER BY r.received_on DESC, r.line DESC LIMIT $3")
        .bind(bank_account).bind(cents).bind(i64::from(MOST)).fetch_all(c).await.map_err(failure))
}

/// Orders of the account noted rejected that a debit of at least that amount may have executed.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn orders_executed(tx: &mut Tx, bank_account: i64, cents: Cents) -> Result<Vec<Candidate>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT o.id, o.due_on AS day, o.cents, o.creditor_name AS name, o.remittance AS words FROM payment_order o
         WHERE o.state = 'rejected' AND o.batch IS NOT NULL AND o.bank_account = $1 AND o.cents <= $2
         ORDER BY CASE WHEN o.cents = $2 THEN 0 ELSE 1 END, o.due_on DESC, o.id DESC LIMIT $3")
        .bind(bank_account).bind(cents).bind(i64::from(MOST)).fetch_all(c).await.map_err(failure))
}

/// A line of a budget, as a debit may be explained by it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct AgreedLine {
    /// Its reference.
    pub reference: String,
    /// What it pays.
    pub label: String,
    /// What was agreed for one due day.
    pub amount: Cents,
    /// Its mandate, when the creditor debits it.
    pub mandate: Option<String>,
}

/// The lines of a person's budget, those that are debited first.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn agreed_lines(tx: &mut Tx, person: i64) -> Result<Vec<AgreedLine>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT b.reference, e.label, b.amount, b.mandate FROM budget_line_current b JOIN expense_category e ON e.code = b.category
         WHERE b.person = $1 ORDER BY CASE WHEN b.mandate IS NULL THEN 1 ELSE 0 END, b.reference")
        .bind(person).fetch_all(c).await.map_err(failure))
}

/// The person whose budget alone bears a mandate.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn person_of_mandate(tx: &mut Tx, bank_account: i64, mandate: &str) -> Result<Option<i64>, Failure> {
    let people: Vec<(i64,)> = on!(tx, c => sqlx::query_as(
        "SELECT DISTINCT b.person FROM budget_line_current b JOIN person p ON p.number = b.person
         WHERE b.mandate = $1 AND p.bank_account = $2 LIMIT 2")
        .bind(mandate).bind(bank_account).fetch_all(c).await.map_err(failure))?;
    Ok(if let [(only,)] = people.as_slice() { Some(*only) } else { None })
}

/// Who explained a debit that was an alarm, and when; none while it waits.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn explained(tx: &mut Tx, line: &str) -> Result<Option<Ending>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT 'debit' AS what, u.name AS by, x.recorded_at AS at FROM entry x JOIN app_user u ON u.id = x.recorded_by
         WHERE x.source = $1 AND x.movement = 'debit_explained' ORDER BY x.seq DESC LIMIT 1")
        .bind(line).fetch_optional(c).await.map_err(failure))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::parse_day;
    use proptest::prelude::*;

    fn debit(day: NaiveDate, cents: i64) -> Candidate {
        Candidate { id: format!("{day} {cents}"), day, cents: Cents(cents), name: None, words: None }
    }

    #[test]
    fn a_debit_is_given_back_within_thirteen_months() {
        let day = |text: &str| parse_day(text).unwrap();
        let debits = ["2026-11-25", "2026-11-24", "2025-10-24", "2025-10-23"].map(|text| debit(day(text), 500));
        let found = debits_given_back(&debits, Cents(500), day("2026-11-24"));
        assert_eq!(found.iter().map(|one| one.day).collect::<Vec<_>>(), [day("2026-11-24"), day("2025-10-24")]);
    }

    proptest! {
        #[test]
        fn the_same_amount_comes_first_and_nothing_smaller_comes(amounts in prop::collection::vec(1_i64..6, 0..60)) {
            let today = parse_day("2026-11-24").unwrap();
            let debits: Vec<Candidate> = amounts.iter().zip(0..).map(|(cents, ago)| debit(today - chrono::Days::new(ago), *cents)).collect();
            let found = debits_given_back(&debits, Cents(3), today);
            let key = |one: &Candidate| (one.cents != Cents(3), today - one.day);
            prop_assert!(found.iter().all(|one| one.cents >= Cents(3)) && found.is_sorted_by_key(key));
            prop_assert_eq!(found.len(), amounts.iter().filter(|cents| **cents >= 3).count().min(25));
        }
    }
}
