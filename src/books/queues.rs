//! What waits for somebody today, queue by queue: how many, since when, how much money is at stake. Rents at risk come first.

use crate::access::{Files, Reach, files_seen};
use crate::calendar::months_after;
use crate::intake::reach::reachable;
use crate::ledger::movement::STILL_UNEXPLAINED;
use crate::money::Cents;
use crate::payment::PREPARED_AGAIN;
use crate::refusal::{AMOUNT_TOO_LARGE, Failure, Refusal};
use crate::rent::reserve::current;
use crate::settings::settings_on;
use crate::store::{Question, Tx, failure, on};
use chrono::NaiveDate;
use serde::Serialize;
use sqlx::AssertSqlSafe;

/// What waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Waits {
    /// Current rents that the money set aside does not cover.
    RentsAtRisk,
    /// Daily proofs that fail: nothing leaves until they are explained.
    FailedProofs,
    /// Credits to identify and split.
    Receipts,
    /// Debits that nobody explains.
    Debits,
    /// Refused money whose return nobody has proposed.
    ToReturn,
    /// Payments rejected or come back, not prepared again.
    FailedOrders,
    /// Payments to approve.
    ToApprove,
    /// Approved payments that are in no file yet.
    ToSeal,
    /// Sealed files that nobody has downloaded.
    ToSend,
    /// Exceptions to rent first that a second person must look at.
    Derogations,
    /// Payees whose account changed, or is doubted, and that a second person must confirm.
    PayeesToConfirm,
    /// Accesses that one person gave and another must confirm.
    AccessesToConfirm,
    /// Statements that their person has not answered.
    StatementsToPresent,
    /// Sheets signed on paper that a second person must compare with the statement.
    PapersToCheck,
    /// Contracts that end soon, as the settings say, without a successor.
    ContractsEnding,
}

/// One queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Queue {
    /// What waits.
    pub what: Waits,
    /// How many.
    pub count: i64,
    /// The money at stake, if money is.
    pub cents: Option<Cents>,
    /// Since when the oldest waits, or the day that is nearest.
    pub day: Option<NaiveDate>,
}

/// The rents of a person that the money set aside for the dwelling does not cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct RentShort {
    /// Whose.
    pub person: i64,
    /// The day of the first current rent that is unpaid.
    pub day: NaiveDate,
    /// What the money set aside lacks for all the current ones.
    pub missing: Cents,
}

/// The current rents that are short on a day, person by person.
#[derive(Clone, Copy, Debug)]
pub struct RentsShort {
    /// The day.
    pub today: NaiveDate,
}

impl Question for RentsShort {
    type Answer = Vec<RentShort>;

    async fn ask(&self, tx: &mut Tx) -> Result<Vec<RentShort>, Failure> {
        let (from, to) = current(self.today);
        // Each term is worked out once: SQLite would else ask what was paid again for each mention of `unpaid`, which the view too names twice.
        on!(tx, c => sqlx::query_as(
            "WITH due AS MATERIALIZED (SELECT o.person, o.due_on, o.payable - o.paid - o.derogated AS unpaid FROM rent_owed o
                WHERE o.due_on >= $1 AND o.due_on < $2)
             SELECT x.person, x.day, CAST(x.missing AS BIGINT) AS missing FROM (
                SELECT r.person, MIN(r.due_on) AS day, SUM(r.unpaid) - COALESCE((
                    SELECT -SUM(b.cents) FROM account a JOIN balance b ON b.account = a.id
                    WHERE a.person = r.person AND a.pot IN ('loyer', 'logement')), 0) AS missing
                FROM due r WHERE r.unpaid > 0 GROUP BY r.person) x
             WHERE x.missing > 0 ORDER BY x.person").bind(from).bind(to).fetch_all(c).await.map_err(failure))
    }
}

/// The queue of the rents at risk among files.
///
/// # Errors
/// `amount_too_large`.
pub fn rents_at_risk(short: &[RentShort], files: &Files) -> Result<Queue, Refusal> {
    let seen = || short.iter().filter(|rent| files.hold(rent.person));
    let cents = Cents::total(seen().map(|rent| rent.missing)).ok_or_else(|| AMOUNT_TOO_LARGE.because(""))?;
    let count = i64::try_from(seen().count()).unwrap_or(i64::MAX);
    Ok(Queue { what: Waits::RentsAtRisk, count, cents: Some(cents), day: seen().map(|rent| rent.day).min() })
}

/// The queue as a query of one row: count, cents, day. Those that name no person are of the whole house. `$1` and `$2` bound the current rents, `$3` is today, `$4` the day before which contracts are near their end.
fn sql(what: Waits, reach: &Reach) -> String {
    let within = |column: &str| reach.condition(column);
    match what {
        Waits::RentsAtRisk | Waits::FailedProofs => String::new(), // Asked otherwise.
        Waits::Receipts => format!(
            "SELECT COUNT(*), CAST(COALESCE(SUM(r.cents), 0) AS BIGINT), MIN(r.received_on) FROM receipt r
             WHERE r.state = 'waiting' AND {}",
            reachable(&within)
        ),
        Waits::Debits => format!(
            "SELECT COUNT(*), CAST(COALESCE(SUM(-b.cents), 0) AS BIGINT), MIN(b.booked_on)
             FROM entry e JOIN bank_line b ON b.id = e.source WHERE {STILL_UNEXPLAINED}"
        ),
        Waits::ToReturn => format!(
            "SELECT COUNT(*), CAST(COALESCE(SUM(s.net), 0) AS BIGINT), MIN(r.received_on)
             FROM receipt_split_live s JOIN receipt r ON r.line = s.receipt
             WHERE s.kind = 'refused' AND r.state || '' = 'decided' AND NOT EXISTS (
                SELECT 1 FROM payment_order o WHERE o.split = s.id AND o.state NOT IN ('cancelled', 'rejected', 'returned'))
                AND {}",
            within("s.person")
        ),
        Waits::FailedOrders => format!(
            "SELECT COUNT(*), CAST(COALESCE(SUM(o.cents), 0) AS BIGINT), MIN(o.due_on) FROM payment_order o
             WHERE o.state IN ('rejected', 'returned') AND NOT {PREPARED_AGAIN} AND {}",
            within("o.person")
        ),
        Waits::ToApprove => orders("proposed", reach),
        Waits::ToSeal => orders("approved", reach),
        Waits::ToSend => "SELECT COUNT(*), CAST(COALESCE(SUM(b.cents), 0) AS BIGINT), MIN(b.execution_on) FROM batch b
             WHERE NOT EXISTS (SELECT 1 FROM batch_export x WHERE x.batch = b.id)"
            .to_owned(),
        Waits::Derogations => format!(
            "SELECT COUNT(*), CAST(COALESCE(SUM(d.cents), 0) AS BIGINT), CAST(NULL AS DATE) FROM derogation d
             WHERE d.approved_by IS NULL AND {}",
            within("d.person")
        ),
        Waits::PayeesToConfirm => {
            "SELECT COUNT(*), CAST(NULL AS BIGINT), CAST(NULL AS DATE) FROM payee_current p WHERE NOT p.confirmed".to_owned()
        }
        Waits::AccessesToConfirm => "SELECT COUNT(DISTINCT a.app_user), CAST(NULL AS BIGINT), CAST(NULL AS DATE)
             FROM access_awaited a JOIN app_user u ON u.id = a.app_user WHERE u.active"
            .to_owned(),
        Waits::StatementsToPresent => format!(
            "SELECT COUNT(*), CAST(NULL AS BIGINT), MIN(s.issued_on) FROM statement_state s
             WHERE s.state IN ('to_present', 'presented', 'not_reached') AND {}",
            within("s.person")
        ),
        Waits::PapersToCheck => format!(
            "SELECT COUNT(*), CAST(NULL AS BIGINT), MIN(a.signed_on) FROM statement_answer a JOIN statement s ON s.number = a.statement
             WHERE a.channel = 'paper' AND NOT EXISTS (SELECT 1 FROM statement_look k WHERE k.answer = a.id) AND {}",
            within("s.person")
        ),
        Waits::ContractsEnding => format!(
            "SELECT COUNT(*), CAST(NULL AS BIGINT), MIN(c.ends_on) FROM contract_current c
             WHERE c.ends_on >= $3 AND c.ends_on < $4 AND NOT EXISTS (
                SELECT 1 FROM contract_current n WHERE n.person = c.person AND n.ends_on > c.ends_on) AND {}",
            within("c.person")
        ),
    }
}

fn orders(state: &str, reach: &Reach) -> String {
    format!(
        "SELECT COUNT(*), CAST(COALESCE(SUM(o.cents), 0) AS BIGINT), MIN(o.due_on) FROM payment_order o
         WHERE o.state = '{state}' AND {}",
        reach.condition("o.person")
    )
}

/// How much waits of something, within reach, on a day.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// What.
    pub what: Waits,
    /// The day.
    pub today: NaiveDate,
    /// Whose.
    pub reach: Reach,
}

impl Waiting {
    /// Of a thing: what names no person is the same for everyone.
    #[must_use]
    pub fn of(what: Waits, today: NaiveDate, reach: Reach) -> Self {
        let of_the_house = matches!(
            what,
            Waits::FailedProofs | Waits::Debits | Waits::ToSend | Waits::PayeesToConfirm | Waits::AccessesToConfirm
        );
        Self { what, today, reach: if of_the_house { Reach::Everyone } else { reach } }
    }
}

impl Question for Waiting {
    type Answer = Queue;

    async fn ask(&self, tx: &mut Tx) -> Result<Queue, Failure> {
        let Self { what, today, ref reach } = *self;
        if what == Waits::RentsAtRisk {
            let files = files_seen(tx, reach).await?;
            return Ok(rents_at_risk(&RentsShort { today }.ask(tx).await?, &files)?);
        }
        if what == Waits::FailedProofs {
            let failed = crate::bank::store::failed_proofs(tx).await?;
            return Ok(Queue { what, count: i64::try_from(failed.len()).unwrap_or(i64::MAX), cents: None, day: None });
        }
        let (from, to) = current(today);
        let horizon = months_after(today, settings_on(tx, today).await?.ending_months);
        // Every query binds the same days, so that each engine knows them all: the first condition is always true.
        let sql = sql(what, reach) + " AND ($1 < $2 OR $3 < $4)";
        let (count, cents, day): (i64, Option<i64>, Option<NaiveDate>) = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql))
            .bind(from).bind(to).bind(today).bind(horizon).fetch_one(c).await.map_err(failure))?;
        Ok(Queue { what, count, cents: cents.map(Cents), day })
    }
}
