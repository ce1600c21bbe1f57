//! Opening of accounts: six for each bank account, one pot of each kind for each person (design §4).

use crate::refusal::Failure;
use crate::store::{Tx, failure, on};
use sqlx::AssertSqlSafe;

/// The accounts of a bank account `b`: 512.b and what explains its balance.
const OF_A_BANK_ACCOUNT: &str = "INSERT INTO account (id, code, kind, bank_account, side)
    SELECT (SELECT COALESCE(MAX(id), 0) FROM account) + ROW_NUMBER() OVER (ORDER BY b.id, k.place), k.prefix || b.id, k.kind, b.id, k.side
    FROM bank_account b CROSS JOIN (
        SELECT 1 AS place, '512.' AS prefix, 'bank' AS kind, 'any' AS side
        UNION ALL SELECT 2, '4672.', 'in_transit', 'credit'
        UNION ALL SELECT 3, '471.', 'unidentified', 'credit'
        UNION ALL SELECT 4, '4718.', 'unexplained', 'debit'
        UNION ALL SELECT 5, '4673.', 'to_return', 'credit'
        UNION ALL SELECT 6, '4687.', 'fees', 'debit') k
    WHERE b.id IN :keys ORDER BY b.id, k.place";

/// The pots of a person, all at the bank account that receives their benefits.
const OF_A_PERSON: &str = "INSERT INTO account (id, code, kind, bank_account, person, pot, side)
    SELECT (SELECT COALESCE(MAX(id), 0) FROM account) + ROW_NUMBER() OVER (ORDER BY p.number, t.rank),
        '4671.' || p.number || '.' || t.code, 'pot', p.bank_account, p.number, t.code, 'credit'
    FROM person p CROSS JOIN pot t
    WHERE p.number IN :keys ORDER BY p.number, t.rank";

/// Opens the accounts of new bank accounts.
///
/// # Errors
/// The database refuses the whole when one has accounts already.
pub async fn open_bank_accounts(tx: &mut Tx, ids: &[i64]) -> Result<(), Failure> {
    open(tx, OF_A_BANK_ACCOUNT, ids).await
}

/// Opens the pots of new people.
///
/// # Errors
/// The database refuses the whole when one has pots already.
pub async fn open_people(tx: &mut Tx, numbers: &[i64]) -> Result<(), Failure> {
    open(tx, OF_A_PERSON, numbers).await
}

async fn open(tx: &mut Tx, sql: &str, keys: &[i64]) -> Result<(), Failure> {
    if keys.is_empty() {
        return Ok(());
    }
    let json = serde_json::to_string(keys).map_err(|error| Failure::Broken(format!("{error}.")))?;
    let sql = sql.replace("IN :keys", &tx.among_numbers("$1"));
    on!(tx, c => sqlx::query(AssertSqlSafe(sql)).bind(json).execute(c).await.map(|_| ()).map_err(failure))
}
