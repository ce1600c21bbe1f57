//! What waits, twice: the balance of an account of ours, and the sum of the records that explain it. They are equal to the cent.

use crate::money::Cents;
use crate::refusal::Failure;
use crate::store::{Tx, failure, on};

/// An account that records explain.
struct Waiting {
    /// Its number in the chart.
    account: &'static str,
    /// What it holds, in French.
    holds: &'static str,
    /// Its kind in the database.
    kind: &'static str,
    /// The records, each with its bank account and its amount.
    records: &'static str,
}

const WAITING: [Waiting; 3] = [
    Waiting {
        account: "4672",
        holds: "les paiements approuvés et pas encore débités",
        kind: "in_transit",
        records: "SELECT bank_account, cents FROM payment_order WHERE state IN ('approved', 'sealed')",
    },
    Waiting {
        account: "471",
        holds: "les encaissements à identifier",
        kind: "unidentified",
        records: "SELECT bank_account, cents FROM receipt WHERE state = 'waiting'",
    },
    Waiting {
        account: "4673",
        holds: "les revenus refusés et pas encore rendus",
        kind: "to_return",
        records: "SELECT r.bank_account, s.net AS cents FROM receipt_split_live s JOIN receipt r ON r.line = s.receipt
            WHERE s.kind = 'refused' AND r.state = 'decided' AND NOT EXISTS (
                SELECT 1 FROM payment_order o WHERE o.split = s.id AND o.state IN ('approved', 'sealed', 'settled'))",
    },
];

/// Compares each of these accounts of each bank account with its records.
///
/// # Errors
/// Broken with the first one that differs, and both figures.
pub(super) async fn check_waiting(tx: &mut Tx) -> Result<(), Failure> {
    for Waiting { account, holds, kind, records } in WAITING {
        let sql = format!(
            "SELECT k.reference, -b.cents AS books, CAST(COALESCE(x.cents, 0) AS BIGINT) AS recorded
             FROM bank_account k JOIN account a ON a.bank_account = k.id AND a.kind = $1 JOIN balance b ON b.account = a.id
                LEFT JOIN (SELECT w.bank_account, SUM(w.cents) AS cents FROM ({records}) w GROUP BY w.bank_account) x
                    ON x.bank_account = k.id
             WHERE -b.cents <> COALESCE(x.cents, 0) ORDER BY k.id LIMIT 1"
        );
        let wrong: Option<(String, Cents, Cents)> = on!(tx, c => sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(kind).fetch_optional(c).await.map_err(failure))?;
        if let Some((reference, books, recorded)) = wrong {
            let place = format!("compte {account} du compte bancaire {reference}");
            return Err(Failure::Broken(format!("{place} : les écritures disent {books}, {holds} font {recorded}.")));
        }
    }
    Ok(())
}
