//! Against the removal of traces: only what is past its term goes, never what was done with money.

use super::door::on_each;
use super::state::AT;
use super::{Attack, only, plain};
use crate::engine::Engine;

/// A removal, allowed or not.
fn removal(before: &str, by: &str) -> String {
    format!(
        "INSERT INTO retention_run (seq, before_at, file_reads, attempts, challenges, departures, identities, sessions, invitations,
             recovery_codes, audit_lines, applied_at, applied_by) VALUES (2, {before}, 0, 0, 0, 0, 0, 0, 0, 0, 0, {AT}, '{by}');"
    )
}

/// A removal of what is older than the year 2020, which is lawful.
fn lawful() -> String {
    removal("'2020-01-01T00:00:00+00:00'", "PROGRAMME")
}

/// A line of the audit from before that removal.
fn old_line(action: &str) -> String {
    format!(
        "INSERT INTO audit (seq, at, by_user, action, subject, detail)
         VALUES (9001, '2010-01-01T00:00:00.000000+00:00', 'PAUL', '{action}', 'P1', '');"
    )
}

/// An identity of Paul that was linked before that removal, and ended.
fn old_link() -> String {
    let day = |day: u8| format!("'2010-01-0{day}T00:00:00.000000+00:00'");
    let (linked, soon, later) = (day(1), "'2010-01-01T00:10:00.000000+00:00'", day(2));
    format!(
        "INSERT INTO provider_departure (secret_hash, session, asked_at, expires_at) VALUES (#f9#, 'SE1', {linked}, {soon});
         UPDATE provider_departure SET used_at = {linked} WHERE secret_hash = #f9#;
         INSERT INTO linked_identity (id, app_user, departure, issuer, subject, called, proved_at, expires_at)
             VALUES ('LI9', 'PAUL', #f9#, 'https://ancien', 'paul', '', {linked}, {soon});
         UPDATE linked_identity SET linked_at = {linked} WHERE id = 'LI9';
         UPDATE linked_identity SET ended_at = {later}, ended_by = 'PAUL' WHERE id = 'LI9';"
    )
}

pub fn attacks() -> Vec<Attack> {
    let mut all = vec![
        plain("retention_of_today", "retention_too_early", removal(AT, "PROGRAMME")),
        plain("retention_of_the_future", "retention_too_early", removal("'2999-01-01T00:00:00+00:00'", "PROGRAMME")),
        plain("retention_by_a_manager_of_cases", "role_not_allowed", removal("'2020-01-01T00:00:00+00:00'", "MARIE")),
        plain("retention_by_who_left", "role_not_allowed", removal("'2020-01-01T00:00:00+00:00'", "BO")),
        plain("retention_edit", "append_only", "UPDATE retention_run SET before_at = '2026-11-11T00:00:00+00:00'"),
        plain("retention_delete", "append_only", "DELETE FROM retention_run"),
        plain("retention_of_other_actions", "catalogue_fixed", "INSERT INTO trace_action (action) VALUES ('order_approve')"),
        plain("retention_of_renamed_actions", "catalogue_fixed", "UPDATE trace_action SET action = 'order_approve'"),
        plain(
            "audit_of_money_past_its_term",
            "append_only",
            old_line("order_approve") + &lawful() + "DELETE FROM audit WHERE seq = 9001",
        ),
        plain(
            "audit_of_a_role_past_its_term",
            "append_only",
            old_line("user_role") + &lawful() + "DELETE FROM audit WHERE seq = 9001",
        ),
        plain(
            "audit_of_a_link_past_its_term",
            "append_only",
            old_line("identity_linked") + &lawful() + "DELETE FROM audit WHERE seq = 9001",
        ),
        plain("sign_in_without_a_removal", "append_only", old_line("sign_in") + "DELETE FROM audit WHERE seq = 9001"),
        plain(
            "sign_in_younger_than_the_removal",
            "append_only",
            old_line("sign_in").replace("2010-01-01", "2026-11-10") + &lawful() + "DELETE FROM audit WHERE seq = 9001",
        ),
        plain(
            "unused_code_however_old",
            "append_only",
            lawful() + "DELETE FROM recovery_code WHERE used_at IS NULL AND ended_at IS NULL",
        ),
        plain("entry_past_its_term", "append_only", lawful() + "DELETE FROM entry"),
        plain("order_past_its_term", "append_only", lawful() + "DELETE FROM payment_order"),
    ];
    let young = [
        ("reading_younger_than_the_removal", "file_read"),
        ("attempt_younger_than_the_removal", "sign_in_attempt"),
        ("challenge_younger_than_the_removal", "factor_challenge"),
        ("departure_younger_than_the_removal", "provider_departure"),
        ("proved_identity_younger_than_the_removal", "linked_identity WHERE linked_at IS NULL"),
        ("session_younger_than_the_removal", "session"),
        ("invitation_younger_than_the_removal", "invitation"),
    ];
    all.extend(young.map(|(name, table)| plain(name, "append_only", lawful() + &format!("DELETE FROM {table}"))));
    let old_link = old_link() + &lawful();
    all.extend(on_each(
        "linked_identity_however_old",
        "append_only",
        old_link.clone() + "DELETE FROM linked_identity WHERE id = 'LI9'",
    ));
    // Its departure is gone at its term: nobody makes it anew to prove another identity by it.
    let anew = "DELETE FROM provider_departure WHERE secret_hash = #f9#;
        INSERT INTO provider_departure (secret_hash, session, asked_at, expires_at) VALUES (#f9#, 'SE1', @AT, @SOON);
        UPDATE provider_departure SET used_at = @AT WHERE secret_hash = #f9#;
        INSERT INTO linked_identity (id, app_user, departure, issuer, subject, called, proved_at, expires_at)
            VALUES ('LI8', 'PAUL', #f9#, 'https://tiers', 'paul', '', @AT, @SOON);";
    all.extend(on_each("identity_by_a_departure_made_anew", "identity_not_proved", old_link + anew));
    // A mark written with a day of long ago does not make old what was seen, or made, lately.
    let backdated = [
        ("session_ended_long_ago", "session", "ended_at", ", ended_by = app_user"),
        ("invitation_used_long_ago", "invitation", "used_at", ""),
    ];
    all.extend(backdated.map(|(name, table, mark, by)| {
        let long_ago = "'2000-01-01T00:00:00.000000+00:00'";
        let sql = format!(
            "UPDATE {table} SET {mark} = {long_ago}{by} WHERE ended_at IS NULL{}; DELETE FROM {table} WHERE {mark} < '2001-01-01'",
            if table == "invitation" { " AND used_at IS NULL AND invited_by IS NOT NULL" } else { "" }
        );
        plain(name, "append_only", lawful() + &sql)
    }));
    // A day too early by the database's own clock, and within the term once a version of the settings lengthens it.
    for engine in Engine::ALL {
        let ago = |months: i64, days: i64| match engine {
            Engine::Sqlite => format!("strftime('%Y-%m-%dT%H:%M:%S', 'now', '-{months} months', '+{days} days')"),
            Engine::Postgres => format!("now() - interval '{months} months' + interval '{days} days'"),
        };
        all.push(only(engine, "retention_a_day_too_early", "retention_too_early", removal(&ago(12, 1), "PROGRAMME")));
        let longer = format!(
            "INSERT INTO setting (version, in_force_from, shortest_term, longest_term, warning_month, living_floor, suspense_orange,
                suspense_red, receipt_early, receipt_late, preparation_months, execution_days, ending_months, trace_months, reason,
                recorded_at, recorded_by)
             VALUES (2, '2026-11-10', 6, 24, 42, 0, 5, 30, 1, 4, 2, 30, 2, 36, 'Contrôle interne', {AT}, 'PAUL');"
        );
        all.push(only(
            engine,
            "retention_within_a_longer_term",
            "retention_too_early",
            longer.clone() + &removal(&ago(35, 0), "PROGRAMME"),
        ));
        all.push(only(
            engine,
            "retention_term_below_a_year",
            "constraint_violated",
            longer.replace("2, 36, 'Contrôle", "2, 6, 'Contrôle"),
        ));
    }
    all
}
