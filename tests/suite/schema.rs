//! Both migration folders say the same, and every name that the database can raise has its refusal.

use crate::sources::{Source, assert_none, files};
use libtest_mimic::Trial;
use quitus::refusal;
use std::collections::BTreeSet;

/// Constraints that nobody meets by what they type or do, and why they need no sentence of their own. `*` stands for any words.
/// A stray statement that meets one is answered by `constraint_violated` and the constraint's name.
const MET_BY_NOBODY: &[(&str, &str)] = &[
    ("*_known", "a reference or a word that the program takes from its own lists; foreign keys answer reference_missing"),
    ("*_version_positive", "versions are counted by the program"),
    ("*_version_unique", "versions are counted by the one writer"),
    ("*_no_unique", "places in a list are counted by the program"),
    ("*_id_unique", "identifiers are made by the program"),
    ("*_length", "hashes and identifiers are made by the program"),
    ("*_month_form", "months are written by the program from a date"),
    ("audit_seq_unique", "counted by the one writer"),
    ("sign_in_attempt_seq_unique", "counted by the one writer"),
    ("file_read_seq_unique", "counted by the one writer"),
    ("access_change_seq_unique", "counted by the one writer"),
    ("identity_confirmation_identity_unique", "what is confirmed waits no more"),
    ("litigation_hold_seq_unique", "counted by the one writer"),
    ("litigation_hold_lift_complete", "the program writes the four together"),
    ("access_confirmation_access_change_confirmed_by_unique", "what is confirmed waits no more"),
    ("file_read_what_filled", "the program names its own pages"),
    ("*_hash_unique", "hashes of 256 random bits, or of 80 with their user"),
    ("password_phc_argon2id", "written by the program from what it hashed"),
    ("passkey_counter_not_negative", "32 bits of the device, without a sign"),
    ("linked_identity_departure_unique", "a departure that was proved is not proved again: identity_not_proved"),
    ("linked_identity_*_filled", "the proof is judged before it is written"),
    ("linked_identity_ended_after_link", "only a link is ended"),
    ("session_confirmed_at_of_full", "stage and instant are written together"),
    ("*_end_complete", "the end is written with its author"),
    ("pot_code_unique", "the law's tables change by a migration only"),
    ("expense_category_code_unique", "the law's tables change by a migration only"),
    ("pot_category_pot_category_unique", "the law's tables change by a migration only"),
    ("benefit_number_from_on_unique", "an amendment comes after every row of its number"),
    ("benefit_dates_ordered", "an amendment comes after every row of its number"),
    ("benefit_amendment_number_from_on_unique", "an amendment comes after every row of its number"),
    ("evidence_file_name_filled", "the service gives a name to what has none"),
    ("evidence_file_receipt_sha256_unique", "a document that is kept already is not kept twice"),
    ("evidence_file_size_of_bytes", "counted by the service"),
    ("outside_income_code_unique", "the law's tables change by a migration only"),
    ("movement_*", "the ways of money change by a migration only"),
    ("order_transition_from_state_to_state_unique", "the states of an order change by a migration only"),
    ("bank_account_reference_unique", "an anchor of the caseload: a known one is versioned, never inserted"),
    ("person_number_unique", "an anchor of the caseload: a known one is versioned, never inserted"),
    ("contract_reference_unique", "an anchor of the caseload: a known one is versioned, never inserted"),
    ("authorisation_contract_benefit_from_on_unique", "an anchor of the caseload: a known one is versioned, never inserted"),
    ("payee_reference_unique", "an anchor of the caseload: a known one is versioned, never inserted"),
    ("rent_person_lease_from_on_unique", "an anchor of the caseload: a known one is versioned, never inserted"),
    ("budget_line_person_reference_unique", "an anchor of the caseload: a known one is versioned, never inserted"),
    ("organisation_name_filled", "the command line refuses an empty name first"),
    ("person_number_positive", "the caseload's reader names file, line and column first"),
    ("contract_living_floor_not_negative", "the caseload's reader names file, line and column first"),
    ("authorisation_expected_positive", "the caseload's reader names file, line and column first"),
    ("rent_*_positive", "the caseload's reader names file, line and column first"),
    ("rent_*_not_negative", "the caseload's reader names file, line and column first"),
    ("budget_line_amount_positive", "the caseload's reader names file, line and column first"),
    ("account_*", "accounts are opened by the program for each person and bank account"),
    ("balance_account_unique", "opened by a trigger"),
    ("entry_text_entry_unique", "written with its entry"),
    ("bank_statement_*", "positions are counted and dates compared by the reader"),
    ("bank_line_*", "counted and written by the reader from the file"),
    ("receipt_line_unique", "one per bank line, written with it"),
    ("receipt_positive", "receipts are made of credits"),
    ("receipt_split_*", "the decision checks shape and sums first"),
    ("receipt_correction_*", "the correction checks its split and its reason first"),
    ("payer_iban_iban_payer_unique", "a confirmed payer is not inserted again"),
    ("direct_debit_*", "one per bank line, made of a debit"),
    ("bank_reversal_*", "the two lines and the evidence are asked first, by the program and by reversal_not_its_lines"),
    ("arrears_settlement_*", "written by the program with its payment, never of zero"),
    ("opening_balance_positive", "the command line refuses an empty amount first"),
    ("opening_balance_proof_filled", "the command line refuses an empty proof first"),
    ("retention_run_*", "counted by the service"),
    ("trace_action_action_unique", "the law's tables change by a migration only"),
    ("caseload_draft_*", "counted and named by the program, written over by a deletion before"),
    ("setting_*_lawful", "the service names the setting and its bounds first"),
    ("setting_*_sensible", "the service names the setting and its bounds first"),
    ("bank_profile_settings_filled", "written by the program from a profile that it judged"),
    ("batch_*", "summed and counted by the program; an empty batch is batch_nothing_to_send"),
    ("payment_order_creditor_name_filled", "a payee without a name is refused before"),
    ("payment_order_positive", "orders are made of what is due"),
    ("payment_order_returned_line_unique", "a return is read once with its bank line"),
    ("payment_order_of_its_kind", "orders are made by the program, one maker per kind"),
    ("order_funding_*", "written once by the approval"),
    ("order_evidence_payment_order_decision_unique", "one per decision, written with it"),
    ("derogation_positive", "the command line refuses an empty amount first"),
    ("derogation_reason_filled", "the command line refuses an empty reason first"),
    ("derogation_approval_complete", "author and time are written together"),
    ("interest_id_unique", "identifiers are made by the program"),
    ("interest_evidence_filled", "the service refuses an empty proof first"),
    ("interest_correction_*", "the correction checks its decision and its reason first"),
    ("interest_share_*", "shares are counted and made by the program from the books"),
    ("instant_order_payment_order_unique", "an order that is instant already is not asked again"),
    ("portal_link_id_unique", "identifiers are made by the program"),
    ("portal_link_secret_hash_*", "256 random bits, hashed by the program"),
    ("portal_link_seen_known", "the service reads the word first: person_code_seen_known"),
    ("portal_session_id_unique", "identifiers are made by the program"),
    ("portal_session_secret_hash_*", "256 random bits, hashed by the program"),
    ("statement_proof_answer_unique", "what has a proof is not sealed again"),
    ("person_code_phc_argon2id", "written by the program from what it hashed"),
    ("person_code_seen_complete", "written together by the program"),
    ("statement_transition_from_state_to_state_unique", "the states of a statement change by a migration only"),
    ("statement_screen_presentation_screen_unique", "a screen that was shown is not shown for the first time again"),
    ("statement_scan_name_filled", "the service gives a name to what has none"),
    ("statement_scan_too_large", "the service judges the file first: evidence_file_too_large"),
    ("statement_scan_size_of_bytes", "counted by the service"),
    ("statement_answer_wording_filled", "written by the program from its own words"),
    ("statement_answer_of_its_channel", "written by the program, one way per channel"),
    ("statement_answer_code_use_unique", "each use is of its own answer"),
    ("statement_answer_scan_unique", "a sheet is joined with its answer"),
    ("statement_words_answer_unique", "written with its answer"),
    ("*_no_positive", "counted by the program"),
    ("statement_step_of_its_source", "written by the program, one way per source"),
    ("statement_step_presentation_unique", "written with its presentation"),
    ("statement_step_answer_unique", "written with its answer"),
    ("statement_number_unique", "numbers are made of person and month, whose pair answers first"),
];

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    let rules: [(&str, fn()); 8] = [
        ("both_engines_have_the_same_files", both_engines_have_the_same_files),
        ("both_engines_have_the_same_statements", both_engines_have_the_same_statements),
        ("instants_bear_their_zone", instants_bear_their_zone),
        ("both_engines_raise_the_same_names", both_engines_raise_the_same_names),
        ("every_raised_name_has_a_refusal", every_raised_name_has_a_refusal),
        ("every_constraint_has_a_refusal_or_a_reason", every_constraint_has_a_refusal_or_a_reason),
        ("unique_constraints_bear_their_columns", unique_constraints_bear_their_columns),
        ("codes_are_unique_and_in_french", codes_are_unique_and_in_french),
    ];
    rules
        .into_iter()
        .map(|(name, rule)| {
            Trial::test(format!("schema::{name}"), move || {
                rule();
                Ok(())
            })
        })
        .collect()
}

fn sqlite() -> Vec<Source> {
    files(&["migrations/sqlite"], "sql")
}

fn postgres() -> Vec<Source> {
    files(&["migrations/postgres"], "sql")
}

fn uncommented(file: &Source) -> String {
    file.text.lines().map(|line| line.split_once("--").map_or(line, |(code, _)| code)).collect::<Vec<_>>().join("\n")
}

/// Tables, views, indexes and rows: statements that begin at the margin. Triggers and functions may differ where engines do.
fn statements(file: &Source) -> Vec<String> {
    let kinds = ["CREATE TABLE ", "CREATE VIEW ", "CREATE INDEX ", "CREATE UNIQUE INDEX ", "INSERT INTO "];
    let code = uncommented(file);
    let mut found = Vec::new();
    let mut open: Option<String> = None;
    for line in code.lines() {
        if open.is_none() && kinds.iter().any(|kind| line.starts_with(kind)) {
            open = Some(String::new());
        }
        let Some(text) = &mut open else { continue };
        for word in line.split_whitespace() {
            text.push_str(word);
            text.push(' ');
        }
        if line.trim_end().ends_with(';') {
            found.extend(open.take());
        }
    }
    found
}

fn both_engines_have_the_same_files() {
    let names = |files: Vec<Source>| files.into_iter().map(|file| file.path.split('/').next_back().unwrap().to_owned()).collect();
    let (sqlite, postgres): (Vec<String>, Vec<String>) = (names(sqlite()), names(postgres()));
    assert!(!sqlite.is_empty());
    assert_eq!(sqlite, postgres);
}

fn both_engines_have_the_same_statements() {
    assert!(sqlite().iter().flat_map(statements).count() > 60, "the statements are not read any more");
    for (sqlite, postgres) in sqlite().iter().zip(&postgres()) {
        let in_sqlite = |text: String| {
            uncomputed(&text.replace("BYTEA", "BLOB").replace("TIMESTAMPTZ", "TIMESTAMP").replace("GREATEST(", "max("))
        };
        let expected: Vec<String> = statements(postgres).into_iter().map(in_sqlite).collect();
        let found: Vec<String> = statements(sqlite).iter().map(|text| uncomputed(text)).collect();
        for (found, expected) in found.iter().zip(&expected) {
            assert_eq!(found, expected, "{} and {} differ", sqlite.path, postgres.path);
        }
        assert_eq!(found.len(), expected.len(), "{} and {} have not as many statements", sqlite.path, postgres.path);
    }
}

/// A statement without the expressions of its computed columns, which count days in each engine's own functions.
fn uncomputed(statement: &str) -> String {
    let mut parts = statement.split("GENERATED ALWAYS AS");
    let mut text = parts.next().unwrap().to_owned();
    for part in parts {
        text.push_str(part.split_once(" STORED").unwrap().1);
    }
    text
}

fn instants_bear_their_zone() {
    let zoneless = postgres().into_iter().filter(|file| {
        let code = uncommented(file);
        code.split(|c: char| !c.is_alphanumeric()).any(|word| word == "TIMESTAMP")
    });
    assert_none("An instant on PostgreSQL is TIMESTAMPTZ:", &zoneless.map(|file| file.path).collect::<Vec<_>>());
}

/// What stands between quotes after each `mark`.
fn quoted_after(code: &str, mark: &str) -> BTreeSet<String> {
    let names = code.split(mark).skip(1).filter_map(|after| after.split('\'').next());
    names.filter(|name| !name.contains('%')).map(|name| name.trim().to_owned()).collect()
}

fn raised(files: &[Source]) -> BTreeSet<String> {
    let marks = ["'quitus: ", "refuse('", "code := '", "RETURN '"];
    let mut names = BTreeSet::new();
    for file in files {
        let code = uncommented(file);
        for mark in marks {
            names.extend(quoted_after(&code, mark));
        }
        // `SELECT CASE WHEN … THEN 'name' END INTO code` and `RETURN CASE … THEN 'name' ELSE 'name' END` in functions.
        for line in code.lines().map(str::trim) {
            let choice = line.starts_with("RETURN CASE")
                || line.starts_with("WHEN ")
                || line.starts_with("THEN '")
                || line.contains(") THEN '");
            if choice && line.contains("THEN '") {
                names.extend(quoted_after(line, "THEN '"));
                names.extend(quoted_after(line, "ELSE '"));
            }
        }
    }
    names.retain(|name| name.contains('_'));
    names
}

fn both_engines_raise_the_same_names() {
    let (sqlite, postgres) = (sqlite(), postgres());
    let text = |files: &[Source]| files.iter().map(|file| file.text.clone()).collect::<String>();
    let (sqlite_text, postgres_text) = (text(&sqlite), text(&postgres));
    let missing_in = |names: BTreeSet<String>, text: &str, engine: &str| {
        let words: BTreeSet<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
        let missing = names.into_iter().filter(|name| !words.contains(name.as_str()));
        missing.map(|name| format!("{name} is unknown to {engine}")).collect::<Vec<_>>()
    };
    let mut differing = missing_in(raised(&sqlite), &postgres_text, "PostgreSQL");
    differing.extend(missing_in(raised(&postgres), &sqlite_text, "SQLite"));
    // PostgreSQL answers the first by its foreign keys; SQLite lets no stale snapshot write at all.
    let alone = ["reference_missing is unknown to PostgreSQL", "entry_snapshot_stale is unknown to SQLite"];
    differing.retain(|one| !alone.contains(&one.as_str()));
    assert_none("What one engine refuses, the other refuses by the same name:", &differing);
}

fn every_raised_name_has_a_refusal() {
    let mut names = raised(&sqlite());
    names.extend(raised(&postgres()));
    assert!(names.contains("rent_first") && names.contains("append_only"), "the names are not read any more: {names:?}");
    let unknown = names.into_iter().filter(|name| refusal::Code::named(name).is_none());
    assert_none("A trigger raises a code that src/refusal/ has a sentence for:", &unknown.collect::<Vec<_>>());
}

/// Every named constraint and unique index, with the statement it stands in.
fn constraints() -> Vec<(String, String)> {
    let mut named = Vec::new();
    for statement in postgres().iter().flat_map(statements) {
        for after in statement.split(" CONSTRAINT ").skip(1) {
            named.push((after.split(' ').next().unwrap().to_owned(), statement.clone()));
        }
        if let Some(after) = statement.strip_prefix("CREATE UNIQUE INDEX ") {
            named.push((after.split(' ').next().unwrap().to_owned(), statement.clone()));
        }
    }
    assert!(named.len() > 100, "the constraints are not read any more");
    named
}

fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        Some((start, end)) => name.starts_with(start) && name.ends_with(end),
        None => pattern == name,
    }
}

fn every_constraint_has_a_refusal_or_a_reason() {
    let mut silent = Vec::new();
    for (name, _) in constraints() {
        let explained = MET_BY_NOBODY.iter().any(|(pattern, _)| matches(pattern, &name));
        if refusal::Code::named(&name).is_none() && !explained {
            silent.push(name);
        }
    }
    assert_none("A constraint has its sentence in src/refusal/, or its reason in MET_BY_NOBODY:", &silent);
    for (pattern, reason) in MET_BY_NOBODY {
        assert!(constraints().iter().any(|(name, _)| matches(pattern, name)), "{pattern} ({reason}) matches nothing any more");
    }
}

/// SQLite names the columns of a broken unique constraint, not the constraint: the name is made of them.
fn unique_constraints_bear_their_columns() {
    let mut misnamed = Vec::new();
    for (name, statement) in constraints() {
        let Some(expected) = unique_name(&name, &statement) else { continue };
        if name != expected {
            misnamed.push(format!("{name} is {expected}"));
        }
    }
    assert_none("A unique constraint is called table_columns_unique:", &misnamed);
}

fn unique_name(name: &str, statement: &str) -> Option<String> {
    let list = |text: &str| text.split(')').next().map(|columns| columns.replace(", ", "_"));
    if statement.starts_with("CREATE UNIQUE INDEX ") {
        let (head, after) = statement.split_once(" (")?;
        return Some(format!("{}_{}_unique", head.split(' ').next_back()?, list(after)?));
    }
    let table = statement.strip_prefix("CREATE TABLE ")?.split(' ').next()?;
    let (before, after) = statement.split_once(&format!(" CONSTRAINT {name} "))?;
    let columns = if let Some(columns) = after.strip_prefix("PRIMARY KEY (").or_else(|| after.strip_prefix("UNIQUE (")) {
        list(columns)?
    } else if after.starts_with("PRIMARY KEY") || after.starts_with("UNIQUE") {
        column_before(before)?
    } else {
        return None;
    };
    Some(format!("{table}_{columns}_unique"))
}

/// The column whose definition `text` ends in: the word after the last comma or bracket outside brackets of its own.
fn column_before(text: &str) -> Option<String> {
    let mut depth = 0_usize;
    let mut start = 0;
    for (at, c) in text.char_indices().skip_while(|(_, c)| *c != '(') {
        match c {
            '(' => {
                depth += 1;
                if depth == 1 {
                    start = at + 1;
                }
            }
            ')' => depth -= 1,
            ',' if depth == 1 => start = at + 1,
            _ => {}
        }
    }
    text[start..].split_whitespace().next().map(str::to_owned)
}

fn codes_are_unique_and_in_french() {
    let mut seen = BTreeSet::new();
    let mut broken = Vec::new();
    for code in refusal::all() {
        let snake = code.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if !seen.insert(code.name) {
            broken.push(format!("{}: twice", code.name));
        }
        if !snake {
            broken.push(format!("{}: not snake_case", code.name));
        }
        for words in [code.sentence, code.remedy] {
            if !words.ends_with(['.', '!', '?']) || words.chars().next().is_none_or(char::is_lowercase) {
                broken.push(format!("{}: « {words} » is not a sentence", code.name));
            }
        }
    }
    assert_none("A code is stable, unique and comes with two French sentences:", &broken);
}
