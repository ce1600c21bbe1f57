//! Against the files in litigation: nothing of them goes away before a head of the house says that it may.

use super::state::{AT, interest};
use super::{Attack, plain};

/// A hold on a person's file.
fn hold(person: i64, from: &str, by: &str) -> String {
    format!(
        "INSERT INTO litigation_hold (seq, person, held_from, reason, placed_at, placed_by)
         VALUES (9, {person}, '{from}', 'Recours', {AT}, '{by}');"
    )
}

/// The end of the hold that is there.
fn lift(on: &str, by: &str) -> String {
    format!(
        "UPDATE litigation_hold SET lifted_on = '{on}', lifted_why = 'Jugé', lifted_at = {AT}, lifted_by = '{by}' WHERE seq = 1;"
    )
}

/// Readings of before a lawful removal, of the person in litigation and of one who is not.
fn removal() -> String {
    let old = "'2010-01-01T00:00:00.000000+00:00'";
    format!(
        "INSERT INTO file_read (seq, at, app_user, person, what) VALUES (8, {old}, 'MARIE', 1, 'compte'), (9, {old}, 'MARIE', 2, 'compte');
         INSERT INTO retention_run (seq, before_at, file_reads, attempts, challenges, departures, identities, sessions, invitations,
             recovery_codes, audit_lines, applied_at, applied_by)
             VALUES (2, '2020-01-01T00:00:00+00:00', 0, 0, 0, 0, 0, 0, 0, 0, 0, {AT}, 'PROGRAMME');"
    )
}

/// A document of the receipt of a person, opened long ago.
fn opened(person: i64) -> String {
    format!(
        "INSERT INTO audit (seq, at, by_user, action, subject, detail)
            SELECT 9001, '2010-01-01T00:00:00.000000+00:00', 'PAUL', 'evidence_open', MIN(receipt), '' FROM receipt_split WHERE person = {person};"
    )
}

/// A line of the audit of long ago.
fn looked(action: &str, subject: &str) -> String {
    format!(
        "INSERT INTO audit (seq, at, by_user, action, subject, detail)
            VALUES (9001, '2010-01-01T00:00:00.000000+00:00', 'PAUL', '{action}', '{subject}', '');"
    )
}

/// Everything that names the person, gone together.
fn erased(table: &str, keys: &str) -> String {
    let columns = match table {
        "person_version" => "family_name = NULL, given_name = NULL, born_on = NULL, own_iban = NULL, search_key = NULL",
        "entry_text" => "salt = NULL, text = NULL",
        _ => "counterparty_name = NULL, counterparty_iban = NULL, remittance = NULL",
    };
    format!("UPDATE {table} SET {columns} WHERE {keys}")
}

/// What could be erased of a file that nobody contests, and what tells who looked at it.
fn contents() -> Vec<Attack> {
    let held = |person: i64| hold(person, "2026-11-01", "PAUL");
    let own = format!(
        "INSERT INTO bank_line (id, statement, bank_account, position, fingerprint, occurrence, booked_on, value_on, cents, code, counterparty_name)
        SELECT 'L99', MIN(statement), 2, 99, '{}', 1, '2026-11-09', '2026-11-09', 100, 'x', 'CAF' FROM bank_line;",
        "9".repeat(64)
    );
    let removed = |what: &str| removal() + what + "DELETE FROM audit WHERE seq = 9001";
    vec![
        plain("name_of_a_person_in_litigation_erased", "file_in_litigation", erased("person_version", "person = 2")),
        plain(
            "words_of_an_entry_in_litigation_erased",
            "file_in_litigation",
            held(1)
                + &erased(
                    "entry_text",
                    "entry IN (SELECT l.entry FROM line l JOIN account a ON a.id = l.account WHERE a.person = 1)",
                ),
        ),
        plain(
            "words_of_a_credit_in_litigation_erased",
            "file_in_litigation",
            held(1) + &erased("bank_line", "id IN (SELECT receipt FROM receipt_split WHERE person = 1)"),
        ),
        plain(
            "words_of_a_credit_that_may_be_in_litigation_erased",
            "file_in_litigation",
            held(1) + &erased("bank_line", "id IN (SELECT receipt FROM receipt_proposal WHERE person = 1)"),
        ),
        plain(
            "words_on_the_own_account_in_litigation_erased",
            "file_in_litigation",
            held(3) + &own + &erased("bank_line", "id = 'L99'"),
        ),
        plain(
            "list_of_a_file_in_litigation",
            "file_in_litigation",
            removed(&(held(1) + &looked("list_export", "/dossiers/1/journal"))),
        ),
        plain(
            "document_of_a_credit_that_may_be_in_litigation",
            "file_in_litigation",
            removed(&(held(1) + &looked("evidence_open", "L1"))),
        ),
        plain(
            "document_of_interest_in_litigation",
            "file_in_litigation",
            removed(
                &(held(1)
                    + &interest("L3", ("2026-10-01", "2026-10-31"), "MARIE", &[(1, 6_000), (2, 6_000)])
                    + &looked("evidence_open", "L3")),
            ),
        ),
    ]
}

pub fn attacks() -> Vec<Attack> {
    let mut all = holds();
    all.extend(contents());
    all
}

fn holds() -> Vec<Attack> {
    vec![
        plain("reading_of_a_file_in_litigation", "file_in_litigation", removal() + "DELETE FROM file_read WHERE seq = 9"),
        plain("readings_with_one_of_a_file_in_litigation", "file_in_litigation", removal() + "DELETE FROM file_read WHERE seq IN (8, 9)"),
        plain(
            "document_of_a_file_in_litigation",
            "file_in_litigation",
            hold(1, "2026-11-01", "PAUL") + &removal() + &opened(1) + "DELETE FROM audit WHERE seq = 9001",
        ),
        plain("litigation_by_a_manager", "role_not_allowed", hold(1, "2026-11-01", "MARIE")),
        plain("litigation_by_an_administrator", "role_not_allowed", hold(1, "2026-11-01", "ALIX")),
        plain("litigation_by_who_awaits_confirmation", "access_not_confirmed", hold(1, "2026-11-01", "RIO")),
        plain("litigation_twice", "litigation_hold_person_unique", hold(2, "2026-11-01", "PAUL")),
        plain(
            "litigation_over_another",
            "litigation_hold_person_unique",
            hold(1, "2026-11-01", "PAUL") + &hold(1, "2026-11-01", "PAUL").replace("(9,", "(10,"),
        ),
        plain(
            "litigation_over_at_once",
            "append_only",
            format!(
                "INSERT INTO litigation_hold (seq, person, held_from, reason, placed_at, placed_by, lifted_on, lifted_why, lifted_at, lifted_by)
                 VALUES (9, 1, '2026-11-01', 'Recours', {AT}, 'PAUL', '2026-11-02', 'Jugé', {AT}, 'PAUL')"
            ),
        ),
        plain(
            "litigation_without_reason",
            "litigation_hold_reason_filled",
            hold(1, "2026-11-01", "PAUL").replace("'Recours'", "' '"),
        ),
        plain("litigation_lifted_by_a_manager", "role_not_allowed", lift("2026-11-09", "MARIE")),
        plain("litigation_lifted_by_who_awaits_confirmation", "access_not_confirmed", lift("2026-11-09", "RIO")),
        plain("litigation_lifted_before_it_began", "litigation_hold_dates_in_order", lift("2026-10-31", "PAUL")),
        plain(
            "litigation_lifted_without_reason",
            "litigation_hold_lifted_why_filled",
            lift("2026-11-09", "PAUL").replace("'Jugé'", "''"),
        ),
        plain("litigation_lifted_twice", "append_only", lift("2026-11-09", "PAUL") + &lift("2026-11-10", "PAUL")),
        plain("litigation_moved", "append_only", "UPDATE litigation_hold SET person = 1"),
        plain("litigation_made_shorter", "append_only", "UPDATE litigation_hold SET held_from = '2026-11-09'"),
        plain("litigation_delete", "append_only", "DELETE FROM litigation_hold"),
    ]
}
