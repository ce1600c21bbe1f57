//! Against the files in litigation: nothing of them goes away before a head of the house says that it may.

use super::state::AT;
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

pub fn attacks() -> Vec<Attack> {
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
