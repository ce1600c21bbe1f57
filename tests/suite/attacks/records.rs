//! Against the law's own tables and what is kept as evidence; and every table, rewritten row by row.

use super::state::{AT, bytes};
use super::{Attack, assert_verified, only, plain};
use crate::engine::{Engine, TestDb};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};

pub fn attacks() -> Vec<Attack> {
    let replay = |engine| {
        format!(
            "INSERT INTO idempotency (key, content, outcome, recorded_at) VALUES ('K1', {}, 'autre', {AT})",
            bytes(engine, &"1".repeat(64))
        )
    };
    vec![
        plain("benefit_moved_to_another_pot", "catalogue_fixed", "UPDATE benefit SET pot = 'libre' WHERE number = 1"),
        plain("benefit_made_tier_a", "catalogue_fixed", "UPDATE benefit SET tier = 'A'"),
        plain("benefit_delete", "catalogue_fixed", "DELETE FROM benefit"),
        plain(
            "benefit_added",
            "catalogue_fixed",
            "INSERT INTO benefit (number, from_on, code, name, legal_reference, payers, tier, pot, tiers_payant)
             VALUES (30, '2026-01-01', 'SAL', 'Salaire', 'Aucune', 'Employeur', 'A', 'libre', FALSE)",
        ),
        plain("pot_may_pay_more", "catalogue_fixed", "INSERT INTO pot_category (pot, category) VALUES ('loyer', 'autre')"),
        plain("pot_pays_another_category", "catalogue_fixed", "UPDATE pot_category SET category = 'autre' WHERE pot = 'apa'"),
        plain("pot_category_delete", "catalogue_fixed", "DELETE FROM pot_category"),
        plain(
            "movement_added",
            "catalogue_fixed",
            "INSERT INTO movement (code, journal, label) VALUES ('cadeau', 'OD', 'Cadeau')",
        ),
        plain(
            "movement_side_added",
            "catalogue_fixed",
            "INSERT INTO movement_side (movement, kind, side) VALUES ('rent_set_aside', 'bank', 'debit')",
        ),
        plain(
            "order_transition_added",
            "catalogue_fixed",
            "INSERT INTO order_transition (from_state, to_state) VALUES ('proposed', 'settled')",
        ),
        plain("outside_income_made_silent", "catalogue_fixed", "UPDATE outside_income SET reason = ''"),
        plain("month_opened_again", "append_only", "DELETE FROM closed_month"),
        plain("audit_edit", "append_only", "UPDATE audit SET by_user = 'PAUL'"),
        plain("audit_delete", "append_only", "DELETE FROM audit"),
        plain("statement_edit", "append_only", "UPDATE statement SET model = '{\"libre\":0}'"),
        plain("statement_delete", "append_only", "DELETE FROM statement"),
        plain("bank_profile_edit", "append_only", "UPDATE bank_profile SET settings = '{\"version\":\"03\"}'"),
        plain("bank_profile_delete", "append_only", "DELETE FROM bank_profile"),
        plain("bank_profile_ahead", "bank_profile_in_order", bank_profile(5, "PAUL")),
        plain("bank_profile_first_again", "bank_profile_in_order", bank_profile(-1, "PAUL")),
        plain("bank_profile_by_a_manager_of_cases", "role_not_allowed", bank_profile(2, "MARIE")),
        plain("bank_profile_of_nothing", "constraint_violated", bank_profile(2, "PAUL").replace("{\"version\":\"03\"}", "")),
        plain("user_delete", "append_only", "DELETE FROM app_user WHERE id = 'PAUL'"),
        plain("author_renamed", "append_only", "UPDATE app_user SET id = 'PIERRE' WHERE id = 'PAUL'"),
        only(
            Engine::Sqlite,
            "user_replaced_by_its_name",
            "app_user_name_unique",
            "UPDATE OR REPLACE app_user SET name = 'Marie' WHERE id = 'PAUL'",
        ),
        only(Engine::Sqlite, "idempotency_replay", "idempotency_key_unique", replay(Engine::Sqlite)),
        only(Engine::Postgres, "idempotency_replay", "idempotency_key_unique", replay(Engine::Postgres)),
    ]
}

/// A version of the first account's profile: it has one.
fn bank_profile(version: i64, author: &str) -> String {
    format!(
        "INSERT INTO bank_profile (bank_account, version, settings, recorded_at, recorded_by)
         VALUES (1, {version}, '{{\"version\":\"03\"}}', {AT}, '{author}')"
    )
}

/// Columns that live statements may change alone, because they are a decision and not a record.
const LIVE: [&str; 1] = ["app_user"];

/// Tables whose rows go away when they have served, and why that loses nothing.
const PASSING: [(&str, &str); 1] = [("bank_upload", "files that nobody imported: nothing was booked of them")];

/// Deletes every row of every table, writes every row over itself, and puts every row again under its own or another key.
pub async fn nothing_can_be_rewritten(test: TestDb) {
    let mut accepted = Vec::new();
    let tables = tables(&test).await;
    assert!(tables.len() > 40, "{tables:?}");
    for (table, columns) in &tables {
        let passing = PASSING.iter().any(|(name, _)| name == table);
        let mut tries = if passing { Vec::new() } else { vec![format!("DELETE FROM {table}")] };
        if !LIVE.contains(&table.as_str()) {
            tries.extend(columns.iter().map(|column| format!("UPDATE {table} SET {column} = {column}")));
        }
        match test.engine {
            Engine::Sqlite => {
                tries.push(format!("INSERT OR REPLACE INTO {table} SELECT * FROM {table}"));
                tries.push(format!(
                    "UPDATE OR REPLACE {table} SET {0} = (SELECT MIN({0}) FROM {table})",
                    columns.first().unwrap()
                ));
                tries.extend(under_another_key(&test, table, columns).await);
            }
            Engine::Postgres if passing => {}
            Engine::Postgres => tries.push(format!("TRUNCATE {table} CASCADE")),
        }
        for sql in tries {
            if test.plain_sql(&sql).await.is_ok() {
                accepted.push(sql);
            }
        }
    }
    assert!(accepted.is_empty(), "the database accepted:\n{}", accepted.join("\n"));
    assert_verified(&test).await;
}

/// Every table with its ordinary columns.
async fn tables(test: &TestDb) -> Vec<(String, Vec<String>)> {
    let sqlite = "SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c
        WHERE m.type = 'table' AND m.name NOT LIKE '\\_%' ESCAPE '\\' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, c.cid";
    let postgres = "SELECT table_name::text, column_name::text FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
        WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND left(table_name, 1) <> '_' AND is_generated = 'NEVER'
        ORDER BY table_name, ordinal_position";
    let rows: Vec<(String, String)> = match test.engine {
        Engine::Sqlite => {
            let mut connection = SqliteConnection::connect(&test.url).await.unwrap();
            sqlx::query_as(sqlite).fetch_all(&mut connection).await.unwrap()
        }
        Engine::Postgres => {
            let mut connection = PgConnection::connect(&test.url).await.unwrap();
            sqlx::query_as(postgres).fetch_all(&mut connection).await.unwrap()
        }
    };
    let mut tables: Vec<(String, Vec<String>)> = Vec::new();
    for (table, column) in rows {
        match tables.last_mut() {
            Some((last, columns)) if *last == table => columns.push(column),
            _ => tables.push((table, vec![column])),
        }
    }
    tables
}

/// REPLACE deletes the row that holds a unique value: a copy of a row that keeps only one unique key of it.
async fn under_another_key(test: &TestDb, table: &str, columns: &[String]) -> Vec<String> {
    let mut connection = SqliteConnection::connect(&test.url).await.unwrap();
    let sql = format!(
        "SELECT l.name, i.name FROM pragma_index_list('{table}') l JOIN pragma_index_info(l.name) i WHERE l.\"unique\" = 1 ORDER BY l.name, i.seqno"
    );
    let rows: Vec<(String, String)> = sqlx::query_as(AssertSqlSafe(sql)).fetch_all(&mut connection).await.unwrap();
    let mut keys: Vec<&str> = rows.iter().map(|(key, _)| key.as_str()).collect();
    keys.dedup();
    let copy = |key: &str| {
        let kept: Vec<&str> = rows.iter().filter(|(name, _)| name == key).map(|(_, column)| column.as_str()).collect();
        let other: Vec<&str> = rows.iter().map(|(_, column)| column.as_str()).filter(|column| !kept.contains(column)).collect();
        let values: Vec<String> = columns
            .iter()
            .map(|column| match column.as_str() {
                "last_entry" => "0".to_owned(),
                // Text columns take the suffix, integer columns count up; both stay valid for their checks.
                name if other.contains(&name) => format!("CASE typeof({name}) WHEN 'integer' THEN {name} + 5000 WHEN 'text' THEN substr({name} || 'X', 2) ELSE {name} END"),
                name => name.to_owned(),
            })
            .collect();
        format!("INSERT OR REPLACE INTO {table} ({}) SELECT {} FROM {table} LIMIT 1", columns.join(", "), values.join(", "))
    };
    keys.into_iter().map(copy).collect()
}
