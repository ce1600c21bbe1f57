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
        plain("setting_edit", "append_only", "UPDATE setting SET shortest_term = 9"),
        plain("setting_delete", "append_only", "DELETE FROM setting"),
        plain("setting_below_the_law", "constraint_violated", setting(2, 5, "Convention", "PAUL")),
        plain("setting_above_the_law", "constraint_violated", setting(2, 25, "Convention", "PAUL")),
        plain("setting_ahead", "setting_in_order", setting(4, 9, "Convention", "PAUL")),
        plain("setting_without_reason", "setting_reason_filled", setting(2, 9, " ", "PAUL")),
        plain("setting_by_a_manager_of_cases", "role_not_allowed", setting(2, 9, "Convention", "MARIE")),
        plain(
            "contract_shorter_than_the_setting",
            "contract_term_outside_setting",
            setting(2, 13, "Convention", "PAUL") + CONTRACT_AGAIN,
        ),
        plain("benefit_ended_without_amendment", "catalogue_fixed", "UPDATE benefit SET to_on = '2029-12-31' WHERE number = 1"),
        plain("benefit_opened_again", "catalogue_fixed", "UPDATE benefit SET to_on = NULL WHERE number = 29"),
        plain("amendment_by_an_accountant", "role_not_allowed", amendment(30, "2031-01-01", "PAUL")),
        plain("amendment_before_another", "catalogue_amendment_dates", amendment(1, "2008-01-01", "ALIX")),
        plain("amendment_of_no_number", "benefit_amendment_number_lawful", amendment(100, "2031-01-01", "ALIX")),
        plain("amendment_edit", "append_only", "UPDATE benefit_amendment SET reason = 'Autre'"),
        plain("evidence_edit", "append_only", "UPDATE evidence_file SET name = 'autre.pdf'"),
        plain("evidence_delete", "append_only", "DELETE FROM evidence_file"),
        only(Engine::Sqlite, "evidence_of_another_kind", "evidence_kind_unknown", evidence(Engine::Sqlite, "MARIE")),
        only(Engine::Postgres, "evidence_of_another_kind", "evidence_kind_unknown", evidence(Engine::Postgres, "MARIE")),
        plain("benefit_of_the_code_of_another", "catalogue_code_taken", amendment(30, "2031-01-01", "ALIX") + ";" + SECOND_RSA),
        plain(
            "contract_below_the_living_floor",
            "contract_floor_below_setting",
            setting(2, 6, "Convention", "PAUL").replace("24, 42, 0, 5", "24, 42, 100, 5") + CONTRACT_AGAIN,
        ),
        only(Engine::Sqlite, "evidence_by_an_auditor", "role_not_allowed", a_pdf(Engine::Sqlite, "ADA")),
        only(Engine::Postgres, "evidence_by_an_auditor", "role_not_allowed", a_pdf(Engine::Postgres, "ADA")),
        plain("rule_version_edit", "append_only", "UPDATE payer_iban_version SET active = TRUE"),
        plain("rule_taken_back_twice", "recognition_rule_state", rule(2, "FALSE", "Encore", "PAUL")),
        plain("rule_ahead", "recognition_rule_state", rule(5, "TRUE", "Encore", "PAUL")),
        plain("rule_without_reason", "recognition_reason_filled", rule(2, "TRUE", "  ", "PAUL")),
        plain("rule_by_a_manager_of_cases", "role_not_allowed", rule(2, "TRUE", "Encore", "MARIE")),
        plain(
            "proposal_of_a_rule_taken_back",
            "recognition_rule_withdrawn",
            "INSERT INTO receipt_proposal (receipt, no, person, reason, splits, words) VALUES ('L1', 7, 1, 'payer_iban', '[]', '')",
        ),
        plain("user_delete", "append_only", "DELETE FROM app_user WHERE id = 'PAUL'"),
        plain("author_renamed", "append_only", "UPDATE app_user SET id = 'PIERRE' WHERE id = 'PAUL'"),
        only(
            Engine::Sqlite,
            "user_replaced_by_its_name",
            "app_user_name_unique",
            "UPDATE OR REPLACE app_user SET name = 'Marie' WHERE id = 'PAUL'",
        ),
        only(
            Engine::Sqlite,
            "audit_replaced_by_its_row",
            "append_only",
            "INSERT OR REPLACE INTO audit (rowid, seq, at, by_user, action, subject, detail)
                SELECT MIN(rowid), MAX(seq) + 1, MAX(at), 'PAUL', 'rien', '', '' FROM audit",
        ),
        only(
            Engine::Sqlite,
            "audit_that_nothing_could_follow",
            "append_only",
            "INSERT INTO audit (rowid, seq, at, by_user, action, subject, detail)
                SELECT -1, MAX(seq) + 1, MAX(at), 'PAUL', 'rien', '', '' FROM audit",
        ),
        only(
            Engine::Sqlite,
            "step_replaced_by_its_row",
            "append_only",
            "INSERT OR REPLACE INTO statement_step (rowid, statement, no, state, presentation, at, recorded_by)
                SELECT (SELECT rowid FROM statement_step WHERE statement = '2026-11-1' AND no = 2), p.statement, 1, 'presented', p.id,
                    p.presented_at, p.presenter FROM statement_presentation p WHERE p.id = 'P4'",
        ),
        only(
            Engine::Sqlite,
            "user_put_in_the_row_of_another",
            "append_only",
            "UPDATE OR REPLACE app_user SET rowid = (SELECT rowid FROM app_user WHERE id = 'MARIE') WHERE id = 'PAUL'",
        ),
        only(Engine::Sqlite, "idempotency_replay", "idempotency_key_unique", replay(Engine::Sqlite)),
        only(Engine::Postgres, "idempotency_replay", "idempotency_key_unique", replay(Engine::Postgres)),
    ]
}

/// The first contract once more, a year later.
const CONTRACT_AGAIN: &str = "INSERT INTO contract_version (contract, version, starts_on, ends_on, signed_by_person_on,
    signed_by_department_on, received_on, convention, living_floor, recorded_at, recorded_by)
    VALUES ('C1', 2, '2027-01-01', '2027-12-31', '2026-01-01', '2026-01-01', '2026-01-01', 'C', 0, '2026-10-01T08:00:00+00:00', 'MARIE');";

/// A version of the settings, in force from the first of January 2027.
fn setting(version: i64, shortest: i64, reason: &str, author: &str) -> String {
    format!(
        "INSERT INTO setting (version, in_force_from, shortest_term, longest_term, warning_month, living_floor, suspense_orange,
            suspense_red, receipt_early, receipt_late, preparation_months, execution_days, ending_months, reason, recorded_at, recorded_by)
         VALUES ({version}, '2027-01-01', {shortest}, 24, 42, 0, 5, 30, 1, 4, 2, 30, 2, '{reason}', {AT}, '{author}');"
    )
}

/// A change of the list.
fn amendment(number: i64, from: &str, author: &str) -> String {
    format!(
        "INSERT INTO benefit_amendment (number, from_on, ends, reason, recorded_at, recorded_by)
         VALUES ({number}, '{from}', FALSE, 'Décret', {AT}, '{author}')"
    )
}

/// Another benefit that takes the code of the RSA.
const SECOND_RSA: &str = "INSERT INTO benefit (number, from_on, code, name, legal_reference, payers, tier, pot, tiers_payant)
    VALUES (30, '2031-01-01', 'rsa', 'Autre', 'CASF D271-2 30°', 'CAF', 'A', 'libre', FALSE)";

/// A page of the web that says that it is a PDF, made one.
fn a_pdf(engine: Engine, author: &str) -> String {
    evidence(engine, author).replace(&bytes(engine, "3c68746d6c3e"), &bytes(engine, "255044462d31"))
}

/// A page of the web that says that it is a PDF.
fn evidence(engine: Engine, author: &str) -> String {
    format!(
        "INSERT INTO evidence_file (id, receipt, name, kind, size, sha256, bytes, added_at, added_by)
         VALUES ('E9', 'L1', 'page.pdf', 'pdf', 6, '{}', {}, {AT}, '{author}')",
        "4".repeat(64),
        bytes(engine, "3c68746d6c3e")
    )
}

/// A version of the rule of the known payer, which was taken back.
fn rule(version: i64, active: &str, reason: &str, author: &str) -> String {
    format!(
        "INSERT INTO payer_iban_version (iban, payer, version, active, reason, recorded_at, recorded_by)
         VALUES ('FR7630004000031234567890143', 'CAF', {version}, {active}, '{reason}', {AT}, '{author}')"
    )
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
const PASSING: [(&str, &str); 4] = [
    ("bank_upload", "files that nobody imported: nothing was booked of them"),
    ("caseload_draft", "files that nobody imported: nothing was written from them"),
    ("caseload_draft_file", "files that nobody imported: nothing was written from them"),
    ("caseload_draft_row", "what was written over files that nobody imported"),
];

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
                tries.push(format!("UPDATE OR REPLACE {table} SET rowid = rowid + 1"));
                let guards = format!(
                    "SELECT COUNT(*) FROM sqlite_schema WHERE tbl_name = '{table}' AND name IN
                    ('{table}_no_replace_row', '{table}_no_replace_below', '{table}_no_update_row')"
                );
                assert_eq!(test.count(&guards).await, 3, "{table} keeps its rows in no migration");
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
