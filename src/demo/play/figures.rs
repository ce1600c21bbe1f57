//! What three months came to, read from the books at the end.

use super::stage::Stage;
use super::statements::Statements;
use super::{LivingBank, MONTHS, Options, Play, months};
use crate::bank::store::failed_proofs;
use crate::calendar::Month;
use crate::demo::caseload::Caseload;
use crate::demo::days::open_from;
use crate::intake::debit::{Unexplained, unexplained};
use crate::intake::receipt::{ListedReceipt, list_receipts};
use crate::ledger::verify::verify;
use crate::money::Cents;
use crate::payment::{Order, OrderFilter, State, failed_orders, list_orders};
use crate::refusal::{AMOUNT_TOO_LARGE, Failure};
use crate::store::{Tx, failure, on};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A number of things and their sum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Money {
    /// How many.
    pub count: i64,
    /// Their sum.
    pub cents: Cents,
}

/// What became of the credits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Receipts {
    /// Benefits that entered a pot.
    pub accepted: Money,
    /// Parts outside the list or not authorised.
    pub refused: Money,
    /// Refused parts whose order to give them back the bank has debited.
    pub given_back: Money,
    /// Credits that wait for a person.
    pub waiting: Money,
}

/// A rent that is not paid in full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShortRent {
    /// Whose.
    pub person: i64,
    /// The month.
    pub month: String,
    /// What is missing.
    pub missing: Cents,
}

/// The rents that fell due.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rents {
    /// Terms due.
    pub due: usize,
    /// Paid in full on the due day, or on the next open day.
    pub on_time: usize,
    /// Paid in full later.
    pub late: usize,
    /// Not paid in full.
    pub short: Vec<ShortRent>,
}

/// That the books are right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Entries of the chain.
    pub entries: i64,
    /// Seal of the last one.
    pub head: String,
    /// Bank accounts whose books and statements agree to the cent.
    pub accounts: usize,
}

/// What a person has to decide.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Left {
    /// Receipts that wait.
    pub receipts: Vec<ListedReceipt>,
    /// Orders to approve.
    pub proposed: Vec<Order>,
    /// Orders that the bank rejected or that came back, and that nobody prepared again.
    pub failed: Vec<Order>,
    /// Debits that nobody explains.
    pub debits: Vec<Unexplained>,
}

/// What the play did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The folder.
    pub dir: PathBuf,
    /// The months played.
    pub months: Vec<Month>,
    /// People followed.
    pub people: usize,
    /// Bank accounts.
    pub accounts: usize,
    /// Credits.
    pub receipts: Receipts,
    /// Rents.
    pub rents: Rents,
    /// Orders debited by the bank, what is given back aside.
    pub payments: Money,
    /// Direct debits paid by their budget line.
    pub direct_debits: Money,
    /// Orders rejected before the debit.
    pub rejected: i64,
    /// Orders that came back.
    pub returned: i64,
    /// Names of the files that the bank made, statements and answers.
    pub received: Vec<String>,
    /// Names of the payment files.
    pub sent: Vec<String>,
    /// The books are right.
    pub proof: Proof,
    /// What is left to decide.
    pub left: Left,
    /// Statements of the months that are over.
    pub statements: Statements,
    /// Where the time went.
    pub stages: Vec<Stage>,
}

impl Play<'_> {
    /// Verifies the books and reads the figures.
    pub(super) async fn finish(mut self, options: &Options, caseload: &Caseload) -> Result<(Summary, LivingBank), Failure> {
        let statements =
            if options.statements { self.issue_statements(&options.dir.join("releves")).await? } else { Statements::default() };
        let mut tx = self.db.read().await?;
        let proof = prove(&mut tx, caseload.accounts.len()).await?;
        self.clock.lap(None, "Comptes vérifiés");
        let summary = Summary {
            dir: options.dir.clone(),
            months: months(),
            people: caseload.people.len(),
            accounts: caseload.accounts.len(),
            receipts: receipts(&mut tx).await?,
            rents: rents(&mut tx).await?,
            payments: money(&mut tx, PAID).await?,
            direct_debits: money(&mut tx, DIRECT_DEBITS).await?,
            rejected: money(&mut tx, REJECTED).await?.count,
            returned: money(&mut tx, RETURNED).await?.count,
            received: names(&self.folders.received),
            sent: names(&self.folders.sent),
            proof,
            left: left(&mut tx).await?,
            statements,
            stages: Vec::new(),
        };
        self.clock.lap(None, "Bilan");
        Ok((Summary { stages: self.clock.stages, ..summary }, LivingBank::of(self.bank, self.folders)))
    }
}

async fn prove(tx: &mut Tx, accounts: usize) -> Result<Proof, Failure> {
    let verified = verify(tx).await?;
    if let Some((account, gap)) = failed_proofs(tx).await?.into_iter().next() {
        return Err(Failure::Broken(format!("compte {account} : {gap}.")));
    }
    Ok(Proof { entries: verified.entries, head: hex::encode(verified.head), accounts })
}

const ACCEPTED: &str =
    "SELECT COUNT(*) AS count, CAST(COALESCE(SUM(net), 0) AS BIGINT) AS cents FROM receipt_split_live WHERE kind = 'benefit'";
const REFUSED: &str =
    "SELECT COUNT(*) AS count, CAST(COALESCE(SUM(net), 0) AS BIGINT) AS cents FROM receipt_split_live WHERE kind = 'refused'";
const GIVEN_BACK: &str = "SELECT COUNT(*) AS count, CAST(COALESCE(SUM(cents), 0) AS BIGINT) AS cents
    FROM payment_order WHERE kind = 'give_back' AND state = 'settled'";
const WAITING: &str =
    "SELECT COUNT(*) AS count, CAST(COALESCE(SUM(cents), 0) AS BIGINT) AS cents FROM receipt WHERE state = 'waiting'";
const PAID: &str = "SELECT COUNT(*) AS count, CAST(COALESCE(SUM(cents), 0) AS BIGINT) AS cents
    FROM payment_order WHERE kind <> 'give_back' AND state = 'settled'";
const DIRECT_DEBITS: &str = "SELECT COUNT(*) AS count, CAST(COALESCE(SUM(cents), 0) AS BIGINT) AS cents FROM direct_debit";
const REJECTED: &str = "SELECT COUNT(*) AS count, CAST(COALESCE(SUM(cents), 0) AS BIGINT) AS cents
    FROM payment_order WHERE state = 'rejected'";
const RETURNED: &str = "SELECT COUNT(*) AS count, CAST(COALESCE(SUM(cents), 0) AS BIGINT) AS cents
    FROM payment_order WHERE state = 'returned'";

async fn money(tx: &mut Tx, sql: &'static str) -> Result<Money, Failure> {
    on!(tx, c => sqlx::query_as(sql).fetch_one(c).await.map_err(failure))
}

async fn receipts(tx: &mut Tx) -> Result<Receipts, Failure> {
    Ok(Receipts {
        accepted: money(tx, ACCEPTED).await?,
        refused: money(tx, REFUSED).await?,
        given_back: money(tx, GIVEN_BACK).await?,
        waiting: money(tx, WAITING).await?,
    })
}

#[derive(sqlx::FromRow)]
struct PaidTerm {
    person: i64,
    month: String,
    rent: String,
    due_on: NaiveDate,
    payable: Cents,
    paid: Option<Cents>,
    paid_on: Option<NaiveDate>,
}

/// Every term of the months with the payments that the bank debited, and the day of the last one.
async fn rents(tx: &mut Tx) -> Result<Rents, Failure> {
    let all = months();
    let from = all.first().copied().map(Month::first_day).unwrap_or_default();
    let to = all.get(MONTHS.saturating_sub(1)).copied().map(Month::last_day).unwrap_or_default();
    let rows: Vec<PaidTerm> = on!(tx, c => sqlx::query_as(
        "SELECT c.person, c.month, c.rent, c.due_on, c.payable, o.cents AS paid, b.booked_on AS paid_on
         FROM rent_term_current c LEFT JOIN payment_order o ON o.rent = c.rent AND o.month = c.month AND o.state = 'settled'
            LEFT JOIN bank_line b ON b.id = o.settled_line
         WHERE c.payable > 0 AND c.due_on BETWEEN $1 AND $2 ORDER BY c.person, c.due_on, c.rent")
        .bind(from).bind(to).fetch_all(c).await.map_err(failure))?;
    let mut terms: BTreeMap<(i64, String, String), (PaidTerm, Cents)> = BTreeMap::new();
    for row in rows {
        let paid = row.paid.unwrap_or_default();
        let (term, sum) = terms
            .entry((row.person, row.month.clone(), row.rent.clone()))
            .or_insert_with(|| (PaidTerm { paid_on: None, ..row }, Cents::ZERO));
        *sum = sum.plus(paid).ok_or_else(|| AMOUNT_TOO_LARGE.because(""))?;
        term.paid_on = term.paid_on.max(row.paid_on);
    }
    let mut rents = Rents { due: terms.len(), ..Rents::default() };
    for (term, paid) in terms.into_values() {
        let missing = term.payable.minus(paid).unwrap_or_default();
        if missing.is_positive() {
            rents.short.push(ShortRent { person: term.person, month: term.month, missing });
        } else if term.paid_on.is_some_and(|day| day <= open_from(term.due_on)) {
            rents.on_time = rents.on_time.saturating_add(1);
        } else {
            rents.late = rents.late.saturating_add(1);
        }
    }
    Ok(rents)
}

async fn left(tx: &mut Tx) -> Result<Left, Failure> {
    Ok(Left {
        receipts: list_receipts(tx, true).await?,
        proposed: list_orders(tx, &OrderFilter { state: Some(State::Proposed), ..OrderFilter::default() }).await?,
        failed: failed_orders(tx).await?,
        debits: unexplained(tx).await?,
    })
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort_unstable();
    names
}
