//! Many rows in one statement: the one place where the two engines need two texts.

use super::{Tx, failure, on};
use crate::refusal::Failure;
use serde::Serialize;
use sqlx::AssertSqlSafe;
use std::fmt::Write;

/// Rows sent in one statement: bounds the memory of one JSON text.
const CHUNK: usize = 5_000;
/// Rows that can double a table worth counting.
const MANY: usize = 100;

/// A column of a bulk insert and the type of its values in JSON.
#[derive(Clone, Copy, Debug)]
pub enum Column {
    /// Text.
    Text(&'static str),
    /// A 64-bit integer: numbers, cents.
    Integer(&'static str),
    /// True or false.
    Boolean(&'static str),
    /// A date as `2026-12-31`.
    Date(&'static str),
    /// An instant as RFC 3339, in UTC.
    Instant(&'static str),
    /// Bytes as hexadecimal text.
    Bytes(&'static str),
}

impl Column {
    const fn name(self) -> &'static str {
        match self {
            Self::Text(name)
            | Self::Integer(name)
            | Self::Boolean(name)
            | Self::Date(name)
            | Self::Instant(name)
            | Self::Bytes(name) => name,
        }
    }

    fn sqlite(self, position: usize) -> String {
        let value = format!("json_extract(value, '$[{position}]')");
        match self {
            Self::Bytes(_) => format!("unhex({value})"),
            _ => value,
        }
    }

    fn postgres(self, position: usize) -> String {
        let value = format!("(value ->> {position})");
        match self {
            Self::Text(_) => value,
            Self::Integer(_) => format!("{value}::bigint"),
            Self::Boolean(_) => format!("{value}::boolean"),
            Self::Date(_) => format!("{value}::date"),
            Self::Instant(_) => format!("{value}::timestamptz"),
            Self::Bytes(_) => format!("decode({value}, 'hex')"),
        }
    }
}

/// Inserts `rows` (each a tuple or JSON array in the order of `columns`) into `table`, in their order.
///
/// # Errors
/// What the table's constraints and triggers refuse; nothing of the statement stays.
pub async fn insert_many<Row: Serialize>(
    tx: &mut Tx,
    table: &'static str,
    columns: &[Column],
    rows: &[Row],
) -> Result<(), Failure> {
    let sql = insert_text(tx, table, columns);
    for chunk in rows.chunks(CHUNK) {
        let json = serde_json::to_string(chunk).map_err(|error| Failure::Broken(format!("{error}.")))?;
        on!(tx, c => sqlx::query(AssertSqlSafe(sql.clone())).bind(json).execute(c).await.map(|_| ()).map_err(failure))?;
    }
    if rows.len() >= MANY { count_grown(tx, table).await } else { Ok(()) }
}

/// Lets PostgreSQL count a table that has doubled since it last did: what is asked next must not be planned for what the table was. Its own
/// collector comes by within a minute, and a month of payments takes no longer. SQLite plans without counts.
async fn count_grown(tx: &mut Tx, table: &'static str) -> Result<(), Failure> {
    let Tx::Postgres(transaction) = tx else { return Ok(()) };
    let (grown,): (bool,) = sqlx::query_as(
        "SELECT pg_relation_size(oid) > 2 * GREATEST(relpages, 8) * current_setting('block_size')::bigint FROM pg_class WHERE oid = to_regclass($1)",
    )
    .bind(table)
    .fetch_one(&mut **transaction)
    .await
    .map_err(failure)?;
    if grown {
        sqlx::query(AssertSqlSafe(format!("ANALYZE {table}"))).execute(&mut **transaction).await.map_err(failure)?;
    }
    Ok(())
}

fn insert_text(tx: &Tx, table: &str, columns: &[Column]) -> String {
    let mut names = String::new();
    let mut values = String::new();
    for (position, column) in columns.iter().enumerate() {
        let comma = if position == 0 { "" } else { ", " };
        let value = match tx {
            Tx::Sqlite(_) => column.sqlite(position),
            Tx::Postgres(_) => column.postgres(position),
        };
        let _ = write!(names, "{comma}{}", column.name());
        let _ = write!(values, "{comma}{value}");
    }
    let source = match tx {
        Tx::Sqlite(_) => "json_each($1) ORDER BY key",
        Tx::Postgres(_) => "jsonb_array_elements($1::jsonb) WITH ORDINALITY AS rows (value, position) ORDER BY position",
    };
    format!("INSERT INTO {table} ({names}) SELECT {values} FROM {source}")
}
