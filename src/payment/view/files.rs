//! Sealed files: what they hold, how far the bank is with them, and each time they left the house.

use crate::access::{Act, Files};
use crate::money::Cents;
use crate::payment::batch::export;
use crate::refusal::{BATCH_EXPORTED_BEFORE, BATCH_UNKNOWN, Failure};
use crate::store::{Question, Tx, failure, on};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::AssertSqlSafe;

/// A sealed file.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct File {
    /// Identifier.
    pub id: String,
    /// `MsgId`.
    pub message_id: String,
    /// Requested execution day.
    pub execution_on: NaiveDate,
    /// Number of orders.
    pub orders: i64,
    /// Their sum.
    pub cents: Cents,
    /// When it was sealed.
    pub sealed_at: DateTime<Utc>,
    /// By whom.
    pub sealer: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// How many times it was downloaded.
    pub exports: i64,
    /// Orders that the bank has not debited yet.
    pub awaited: i64,
    /// Orders that the bank debited.
    pub settled: i64,
    /// Orders that it rejected or that came back.
    pub failed: i64,
}

/// What waits and what failed is little, and found by its state; the rest of a file is debited.
const FILE: &str = "SELECT b.id, b.message_id, b.execution_on, b.orders, b.cents, b.sealed_at, u.name AS sealer, b.sha256,
        (SELECT COUNT(*) FROM batch_export e WHERE e.batch = b.id) AS exports,
        COALESCE(w.orders, 0) AS awaited, b.orders - COALESCE(w.orders, 0) - COALESCE(f.orders, 0) AS settled, COALESCE(f.orders, 0) AS failed
    FROM batch b JOIN app_user u ON u.id = b.sealed_by
        LEFT JOIN (SELECT o.batch, COUNT(*) AS orders FROM payment_order o WHERE o.state = 'sealed' GROUP BY o.batch) w ON w.batch = b.id
        LEFT JOIN (SELECT o.batch, COUNT(*) AS orders FROM payment_order o WHERE o.state IN ('rejected', 'returned') GROUP BY o.batch) f
            ON f.batch = b.id";

/// How many files a list holds: some years of a large organisation.
const MOST: i64 = 2_000;

/// The last sealed files, the newest first.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn files(tx: &mut Tx) -> Result<Vec<File>, Failure> {
    let sql = format!("{FILE} ORDER BY b.id DESC LIMIT $1");
    on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(MOST).fetch_all(c).await.map_err(failure))
}

/// A sealed file and the accounts that pay in it: a page keeps those of the organisation, and of the people whose file its user sees.
#[derive(Clone, Debug)]
pub struct Sealed {
    /// Identifier.
    pub batch: String,
}

impl Question for Sealed {
    type Answer = (File, Vec<Block>);

    async fn ask(&self, tx: &mut Tx) -> Result<(File, Vec<Block>), Failure> {
        Ok((file(tx, &self.batch).await?, blocks(tx, &self.batch).await?))
    }
}

/// A sealed file.
///
/// # Errors
/// `batch_unknown`.
pub async fn file(tx: &mut Tx, id: &str) -> Result<File, Failure> {
    let sql = format!("{FILE} WHERE b.id = $1");
    let found: Option<File> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(id).fetch_optional(c).await.map_err(failure))?;
    found.ok_or_else(|| BATCH_UNKNOWN.because(format!("(« {id} »)")).into())
}

/// One time that a file left the house.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Export {
    /// 1 for the first.
    pub no: i64,
    /// When.
    pub exported_at: DateTime<Utc>,
    /// The name of who took it.
    pub exporter: String,
}

/// Each time that a file left the house, the first first.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn exports(tx: &mut Tx, id: &str) -> Result<Vec<Export>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT e.no, e.exported_at, u.name AS exporter FROM batch_export e JOIN app_user u ON u.id = e.exported_by
         WHERE e.batch = $1 ORDER BY e.no").bind(id).fetch_all(c).await.map_err(failure))
}

/// The part of a file that one account pays.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Block {
    /// Reference of the account.
    pub reference: String,
    /// Its number.
    pub iban: String,
    /// Whose it is, when it is a person's own.
    pub person: Option<i64>,
    /// Number of orders.
    pub orders: i64,
    /// Their sum.
    pub cents: Cents,
}

/// The accounts that pay in a file, by reference.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn blocks(tx: &mut Tx, id: &str) -> Result<Vec<Block>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT a.reference, a.iban, (SELECT MIN(p.number) FROM person p WHERE p.bank_account = a.id AND a.holder = 'personne') AS person,
            k.orders, k.cents
         FROM batch_block k JOIN bank_account a ON a.id = k.bank_account WHERE k.batch = $1 ORDER BY a.reference")
        .bind(id).fetch_all(c).await.map_err(failure))
}

/// Those that a user sees: an account of one person tells what they pay, and is seen with their file (RULE 81).
#[must_use]
pub fn blocks_among<'a>(blocks: &'a [Block], files: &Files) -> Vec<&'a Block> {
    blocks.iter().filter(|block| block.person.is_none_or(|person| files.hold(person))).collect()
}

/// The bytes of a file for someone who saw that it had been downloaded `seen` times: a download that they do not know of stops it,
/// since the bank might receive the same transfers twice.
///
/// # Errors
/// `batch_exported_before`, and those of [`export`].
pub async fn export_knowing(tx: &mut Tx, act: &Act, id: &str, seen: i64) -> Result<Vec<u8>, Failure> {
    let before = exports(tx, id).await?;
    if i64::try_from(before.len()).unwrap_or(i64::MAX) > seen {
        let last = before.last().map(|last| format!("(par {})", last.exporter)).unwrap_or_default();
        return Err(BATCH_EXPORTED_BEFORE.because(last).into());
    }
    export(tx, act, id).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_account_of_a_person_is_seen_with_their_file() {
        let block = |person| Block { reference: String::new(), iban: String::new(), person, orders: 1, cents: Cents(100) };
        let blocks = [block(None), block(Some(1)), block(Some(2))];
        let seen = |files| blocks_among(&blocks, &files).iter().map(|block| block.person).collect::<Vec<_>>();
        assert_eq!(seen(Files::All), [None, Some(1), Some(2)]);
        assert_eq!(seen(Files::Of([2].into())), [None, Some(2)]);
        assert_eq!(seen(Files::Of([].into())), [None]);
    }
}
