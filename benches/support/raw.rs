//! The raw engine's floor: bare copies of the ledger's tables with all that the engine itself declares (types, checks, keys,
//! indexes, foreign keys) but no trigger, filled in batches, the balances moved by one statement.

use super::execute;
use quitus::store::{Column, Tx, insert_many};
use serde_json::Value;

const TABLES: [&str; 4] = ["entry", "line", "entry_text", "balance"];

/// Makes the copies, empty but for the balances as they stand.
pub async fn copy_tables(tx: &mut Tx) {
    match tx {
        Tx::Sqlite(_) => copy_sqlite(tx).await,
        Tx::Postgres(_) => copy_postgres(tx).await,
    }
    execute(
        tx,
        "INSERT INTO raw_balance (account, side, cents, last_entry) SELECT account, side, cents, last_entry FROM balance".into(),
    )
    .await;
}

async fn texts(tx: &mut Tx, sql: String) -> Vec<String> {
    let rows: Vec<(String,)> = match tx {
        Tx::Sqlite(t) => sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(&mut **t).await.unwrap(),
        Tx::Postgres(t) => sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(&mut **t).await.unwrap(),
    };
    rows.into_iter().map(|(text,)| text).collect()
}

/// The texts of the tables and indexes, with other names.
async fn copy_sqlite(tx: &mut Tx) {
    for table in TABLES {
        let sql = format!(
            "SELECT sql FROM sqlite_schema WHERE tbl_name = '{table}' AND type IN ('table', 'index') AND sql IS NOT NULL ORDER BY type DESC"
        );
        for text in texts(tx, sql).await {
            let text = text
                .replace(&format!("CREATE TABLE {table} "), &format!("CREATE TABLE raw_{table} "))
                .replace("INDEX ", "INDEX raw_")
                .replace(&format!(" ON {table} "), &format!(" ON raw_{table} "))
                .replace("REFERENCES entry ", "REFERENCES raw_entry ");
            execute(tx, text).await;
        }
    }
}

async fn copy_postgres(tx: &mut Tx) {
    for table in TABLES {
        execute(tx, format!("CREATE TABLE raw_{table} (LIKE {table} INCLUDING ALL)")).await;
    }
    for table in TABLES {
        let sql =
            format!("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = '{table}'::regclass AND contype = 'f'");
        for reference in texts(tx, sql).await {
            let reference = reference.replace("REFERENCES entry(", "REFERENCES raw_entry(");
            execute(tx, format!("ALTER TABLE raw_{table} ADD {reference}")).await;
        }
    }
}

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

async fn read(tx: &mut Tx, text: (&'static str, &'static str), count: i64) -> Vec<Value> {
    let sql = format!("{}{count}", tx.dialect(text.0, text.1));
    texts(tx, sql).await.iter().map(|text| serde_json::from_str(text).unwrap()).collect()
}

/// Reads the last `count` entries as JSON rows.
pub async fn last_rows(tx: &mut Tx, count: i64) -> Rows {
    Rows { lines: read(tx, LINES, count).await, texts: read(tx, TEXTS, count).await, entries: read(tx, ENTRIES, count).await }
}

/// Inserts them, as posting does, in three batches, then moves the balances.
pub async fn insert(tx: &mut Tx, rows: &Rows, count: i64) {
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
    insert_many(tx, "raw_entry_text", &text, &rows.texts).await.unwrap();
    insert_many(tx, "raw_entry", &entry, &rows.entries).await.unwrap();
    let moved = "UPDATE raw_balance SET cents = raw_balance.cents + moved.cents, last_entry = moved.entry
        FROM (SELECT account, CAST(SUM(cents) AS BIGINT) AS cents, MAX(entry) AS entry FROM raw_line
            WHERE entry > (SELECT MAX(seq) FROM raw_entry) - ";
    execute(tx, format!("{moved}{count} GROUP BY account) moved WHERE raw_balance.account = moved.account")).await;
}
