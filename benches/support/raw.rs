//! The raw engine's floor: rows of the ledger as JSON, inserted into bare copies of its tables.

use quitus::store::{Column, Tx, insert_many};
use serde_json::Value;

/// The rows of the last entries, table by table.
pub struct Rows {
    lines: Vec<Value>,
    texts: Vec<Value>,
    entries: Vec<Value>,
}

const LINES: (&str, &str) = (
    "SELECT json_array(entry, no, account, occurred_on, cents, category) FROM line WHERE entry > (SELECT MAX(seq) FROM entry) - ",
    "SELECT jsonb_build_array(entry, no, account, occurred_on, cents, category)::text FROM line WHERE entry > (SELECT MAX(seq) FROM entry) - ",
);
const TEXTS: (&str, &str) = (
    "SELECT json_array(entry, hex(salt), text) FROM entry_text WHERE entry > (SELECT MAX(seq) FROM entry) - ",
    "SELECT jsonb_build_array(entry, encode(salt, 'hex'), text)::text FROM entry_text WHERE entry > (SELECT MAX(seq) FROM entry) - ",
);
const ENTRIES: (&str, &str) = (
    "SELECT json_array(seq, journal, year, number, movement, occurred_on, value_on, recorded_at, recorded_by, source, corrects,
        hex(commitment), hex(previous_seal), hex(seal)) FROM entry WHERE seq > (SELECT MAX(seq) FROM entry) - ",
    "SELECT jsonb_build_array(seq, journal, year, number, movement, occurred_on, value_on, recorded_at, recorded_by, source, corrects,
        encode(commitment, 'hex'), encode(previous_seal, 'hex'), encode(seal, 'hex'))::text FROM entry WHERE seq > (SELECT MAX(seq) FROM entry) - ",
);

async fn read(tx: &mut Tx, (sqlite, postgres): (&str, &str), count: i64) -> Vec<Value> {
    let texts: Vec<(String,)> = match tx {
        Tx::Sqlite(t) => sqlx::query_as(sqlx::AssertSqlSafe(format!("{sqlite}{count}"))).fetch_all(&mut **t).await.unwrap(),
        Tx::Postgres(t) => sqlx::query_as(sqlx::AssertSqlSafe(format!("{postgres}{count}"))).fetch_all(&mut **t).await.unwrap(),
    };
    texts.iter().map(|(text,)| serde_json::from_str(text).unwrap()).collect()
}

/// Reads the last `count` entries as JSON rows.
pub async fn last_rows(tx: &mut Tx, count: i64) -> Rows {
    Rows { lines: read(tx, LINES, count).await, texts: read(tx, TEXTS, count).await, entries: read(tx, ENTRIES, count).await }
}

/// Inserts them, as posting does, in three batches.
pub async fn insert(tx: &mut Tx, rows: &Rows) {
    use Column::{Bytes, Date, Instant, Integer, Text};
    let line = [Integer("entry"), Integer("no"), Integer("account"), Date("occurred_on"), Integer("cents"), Text("category")];
    let text = [Integer("entry"), Bytes("salt"), Text("text")];
    let entry = [
        Integer("seq"),
        Text("journal"),
        Integer("year"),
        Integer("number"),
        Text("movement"),
        Date("occurred_on"),
        Date("value_on"),
        Instant("recorded_at"),
        Text("recorded_by"),
        Text("source"),
        Integer("corrects"),
        Bytes("commitment"),
        Bytes("previous_seal"),
        Bytes("seal"),
    ];
    insert_many(tx, "raw_line", &line, &rows.lines).await.unwrap();
    insert_many(tx, "raw_text", &text, &rows.texts).await.unwrap();
    insert_many(tx, "raw_entry", &entry, &rows.entries).await.unwrap();
}
