//! Against the door: passwords, links, factors, sessions, users, and whose file is whose.

use super::door_state::{LATER, SOON, sealed};
use super::state::{AT, bytes};
use super::{Attack, only, plain};
use crate::engine::Engine;

/// The same statement for SQLite, then for PostgreSQL, with bytes as each writes them: `#a1#` is 32 times that byte.
pub fn on_each(name: &'static str, expected: &'static str, sql: impl Into<String>) -> Vec<Attack> {
    let sql = sql.into().replace("@AT", AT).replace("@SOON", SOON).replace("@LATER", LATER);
    let written = |engine| {
        let mut parts = sql.split('#');
        let mut text = parts.next().unwrap().to_owned();
        while let (Some(pair), Some(rest)) = (parts.next(), parts.next()) {
            text.push_str(&bytes(engine, &pair.repeat(32)));
            text.push_str(rest);
        }
        text
    };
    Engine::ALL.into_iter().map(|engine| only(engine, name, expected, written(engine))).collect()
}

/// With the instants of the state.
pub fn at(sql: &str) -> String {
    sql.replace("@AT", AT).replace("@SOON", SOON).replace("@LATER", LATER)
}

/// A session of a user at a stage.
fn session(user: &str, stage: &str, confirmed: &str) -> String {
    format!(
        "INSERT INTO session (id, app_user, secret_hash, stage, signed_in_at, seen_at, confirmed_at, agent, address)
         VALUES ('SE9', '{user}', #99#, '{stage}', @AT, @AT, {confirmed}, '', '');"
    )
}

/// A version of a user.
fn version(user: &str, no: i64, role: &str, active: bool, by: &str) -> String {
    at(&format!(
        "INSERT INTO user_version (app_user, version, role, active, reason, recorded_at, recorded_by)
         VALUES ('{user}', {no}, '{role}', {active}, 'Essai', @AT, '{by}');"
    ))
}

fn assignment(person: i64, user: &str, from: &str, by: &str) -> String {
    at(&format!(
        "INSERT INTO assignment (id, person, app_user, from_on, recorded_at, recorded_by) VALUES ('AS9', {person}, '{user}', '{from}', @AT, '{by}')"
    ))
}

fn replacement(absent: &str, by_user: &str, by: &str) -> String {
    at(&format!(
        "INSERT INTO replacement (id, absent, by_user, from_on, to_on, reason, recorded_at, recorded_by)
         VALUES ('RE9', '{absent}', '{by_user}', '2026-12-01', '2026-12-02', 'Congés', @AT, '{by}')"
    ))
}

pub fn attacks() -> Vec<Attack> {
    [ways_in(), factors(), users(), files()].into_iter().flatten().collect()
}

fn ways_in() -> Vec<Attack> {
    let invitation = |user: &str, by: &str| {
        format!(
            "INSERT INTO invitation (secret_hash, app_user, invited_at, invited_by, expires_at) VALUES (#98#, '{user}', @AT, {by}, @LATER)"
        )
    };
    let mut all = vec![
        plain("password_edit", "append_only", "UPDATE password SET phc = '$argon2id$v=19$m=8,t=1,p=1$c2Vs$YQ'"),
        plain("password_delete", "append_only", "DELETE FROM password"),
        plain(
            "password_in_clear",
            "constraint_violated",
            at("INSERT INTO password (app_user, version, phc, recorded_at) VALUES ('LUC', 1, 'motdepasse', @AT)"),
        ),
        plain("invitation_used_twice", "append_only", at("UPDATE invitation SET used_at = @LATER WHERE app_user = 'PAUL'")),
        plain("invitation_used_again", "append_only", "UPDATE invitation SET used_at = NULL WHERE app_user = 'PAUL'"),
        plain("invitation_used_too_late", "append_only", at("UPDATE invitation SET used_at = @LATER WHERE app_user = 'LUC'")),
        plain("invitation_made_longer", "append_only", "UPDATE invitation SET expires_at = '2036-11-12T09:00:00.000000+00:00'"),
        plain(
            "invitation_of_another",
            "append_only",
            at("UPDATE invitation SET app_user = 'ALIX', used_at = @AT WHERE app_user = 'LUC'"),
        ),
        plain("session_made_full", "append_only", "UPDATE session SET stage = 'full' WHERE id = 'SE2'"),
        plain("session_opened_again", "append_only", "UPDATE session SET ended_at = NULL, ended_by = NULL WHERE id = 'SE2'"),
        plain(
            "session_seen_earlier",
            "append_only",
            "UPDATE session SET seen_at = '2026-11-09T09:00:00.000000+00:00' WHERE id = 'SE1'",
        ),
        plain(
            "session_confirmed_later",
            "append_only",
            at("UPDATE session SET confirmed_at = @LATER, seen_at = @LATER WHERE id = 'SE1'"),
        ),
        plain("attempt_forgotten", "append_only", "DELETE FROM sign_in_attempt"),
        plain("attempt_forgiven", "append_only", "UPDATE sign_in_attempt SET outcome = 'success'"),
    ];
    all.extend(on_each("session_full_without_a_factor", "second_factor_missing", session("MARIE", "full", "NULL")));
    all.extend(on_each("session_confirmed_by_no_factor", "second_factor_missing", session("MARIE", "full", AT)));
    all.extend(on_each("session_full_not_confirmed", "second_factor_missing", session("PAUL", "full", "NULL")));
    all.extend(on_each("session_of_the_disabled", "user_disabled", session("OLD", "password", "NULL")));
    all.extend(on_each("session_of_the_programme", "user_disabled", session("PROGRAMME", "password", "NULL")));
    all.extend(on_each(
        "session_of_who_is_disabled_now",
        "user_disabled",
        version("LUC", 1, "gestionnaire", false, "ALIX") + &session("LUC", "password", "NULL"),
    ));
    all.extend(on_each(
        "session_secret_too_short",
        "constraint_violated",
        session("LUC", "password", "NULL").replace("#99#", "'court'"),
    ));
    all.extend(on_each("invitation_beside_another", "invitation_app_user_unique", invitation("LUC", "'PAUL'")));
    all.extend(on_each("invitation_of_the_disabled", "user_disabled", invitation("OLD", "'PAUL'")));
    all.extend(on_each("invitation_without_author", "invitation_needs_author", invitation("MARIE", "NULL")));
    all.extend(on_each(
        "invitation_secret_too_short",
        "constraint_violated",
        invitation("MARIE", "'PAUL'").replace("#98#", "'court'"),
    ));
    all
}

fn factors() -> Vec<Attack> {
    let totp = |engine: Engine, user: &str, secret: &str| {
        let secret = bytes(engine, secret);
        at(&format!(
            "INSERT INTO totp_secret (id, app_user, secret, added_at, last_step) VALUES ('T9', '{user}', {secret}, @AT, 0)"
        ))
    };
    let secret = |engine: Engine, secret: &str, more: &str| {
        format!("UPDATE totp_secret SET secret = {}{more} WHERE id = 'T1'", bytes(engine, secret))
    };
    let mut all = vec![
        plain("totp_step_again", "append_only", "UPDATE totp_secret SET last_step = 100 WHERE id = 'T1'"),
        plain("totp_step_back", "append_only", "UPDATE totp_secret SET last_step = 99 WHERE id = 'T1'"),
        plain("totp_ended_by_a_step", "append_only", at("UPDATE totp_secret SET last_step = 99, ended_at = @AT WHERE id = 'T1'")),
        plain(
            "recovery_code_used_twice",
            "append_only",
            at("UPDATE recovery_code SET used_at = @LATER WHERE used_at IS NOT NULL"),
        ),
        plain("recovery_code_unused", "append_only", "UPDATE recovery_code SET used_at = NULL"),
        plain(
            "passkey_counter_back",
            "passkey_counter_went_back",
            at("UPDATE passkey SET counter = 6, used_at = @LATER WHERE id = 'K1'"),
        ),
        plain("passkey_counter_same", "passkey_counter_went_back", at("UPDATE passkey SET used_at = @LATER WHERE id = 'K1'")),
        plain(
            "passkey_counter_back_at_its_end",
            "append_only",
            at("UPDATE passkey SET counter = 6, ended_at = @LATER WHERE id = 'K1'"),
        ),
        plain(
            "passkey_of_another",
            "append_only",
            at("UPDATE passkey SET app_user = 'LUC', counter = 8, used_at = @LATER WHERE id = 'K1'"),
        ),
        plain("challenge_answered_too_late", "append_only", at("UPDATE factor_challenge SET used_at = @LATER WHERE id = 'CH1'")),
        plain(
            "challenge_answered_twice",
            "append_only",
            at(
                "UPDATE factor_challenge SET used_at = @AT WHERE id = 'CH1'; UPDATE factor_challenge SET used_at = @AT WHERE id = 'CH1'",
            ),
        ),
    ];
    for engine in Engine::ALL {
        all.extend([
            only(engine, "totp_beside_another", "totp_secret_app_user_unique", totp(engine, "PAUL", &sealed("c9"))),
            only(engine, "totp_secret_in_clear", "totp_secret_in_clear", totp(engine, "LUC", &"c9".repeat(20))),
            only(engine, "totp_secret_in_clear_of_that_length", "totp_secret_in_clear", totp(engine, "LUC", &"c9".repeat(57))),
            only(engine, "totp_secret_made_clear", "append_only", secret(engine, &"c1".repeat(20), "")),
            only(engine, "totp_secret_sealed_again_by_the_same_key", "append_only", {
                secret(engine, &format!("01{}{}", "c1".repeat(8), "c2".repeat(48)), "")
            }),
            only(engine, "totp_secret_sealed_with_a_step", "append_only", secret(engine, &sealed("c2"), ", last_step = 101")),
            only(engine, "totp_secret_sealed_with_its_end", "append_only", {
                secret(engine, &sealed("c2"), &at(", ended_at = @LATER"))
            }),
        ]);
    }
    let replaced = totp(Engine::Sqlite, "PAUL", &sealed("c9")).replace("INSERT", "INSERT OR REPLACE");
    all.push(only(Engine::Sqlite, "totp_instead_of_another", "totp_secret_app_user_unique", replaced));
    all.push(plain(
        "challenge_in_clear",
        "totp_secret_in_clear",
        at(&format!(
            "INSERT INTO factor_challenge (id, session, kind, state, expires_at) VALUES ('CH9', 'SE1', 'totp', '{}', @LATER)",
            "c9".repeat(20)
        )),
    ));
    all.extend(on_each(
        "recovery_code_in_clear",
        "constraint_violated",
        "INSERT INTO recovery_code (code_hash, app_user, made_at) VALUES ('ABCD', 'PAUL', @AT)",
    ));
    all
}

fn users() -> Vec<Attack> {
    vec![
        plain("role_by_hand", "user_change_unversioned", "UPDATE app_user SET role = 'admin' WHERE id = 'MARIE'"),
        plain("service_by_hand", "user_change_unversioned", "UPDATE app_user SET active = TRUE WHERE id = 'OLD'"),
        plain(
            "role_of_an_old_version",
            "user_change_unversioned",
            version("LUC", 1, "comptable", true, "ALIX")
                + &version("LUC", 2, "auditeur", true, "ALIX")
                + "UPDATE app_user SET role = 'comptable' WHERE id = 'LUC'",
        ),
        plain("version_of_oneself", "not_oneself", version("ALIX", 1, "responsable", true, "ALIX")),
        plain("version_by_a_manager_of_cases", "role_not_allowed", version("LUC", 1, "responsable", true, "MARIE")),
        plain("another_role_by_a_head", "role_not_allowed", version("LUC", 1, "responsable", true, "PAUL")),
        plain("version_by_the_disabled", "role_not_allowed", version("LUC", 1, "responsable", true, "BO")),
        plain("version_ahead", "user_change_unversioned", version("LUC", 2, "comptable", true, "ALIX")),
        plain("version_of_who_is_in", "user_still_in", version("PAUL", 1, "comptable", true, "ALIX")),
        plain("last_administrator_disabled", "last_administrator", version("ALIX", 1, "admin", false, "PAUL")),
        plain(
            "last_administrator_in_another_role",
            "last_administrator",
            version("BO", 2, "admin", true, "ALIX")
                + &version("ALIX", 1, "responsable", true, "BO")
                + &version("LUC", 1, "admin", true, "BO")
                + &version("LUC", 2, "admin", false, "BO")
                + &version("BO", 3, "admin", false, "PAUL"),
        ),
        plain(
            "version_without_reason",
            "user_version_reason_filled",
            version("LUC", 1, "comptable", true, "ALIX").replace("Essai", " "),
        ),
        plain("version_edit", "append_only", "UPDATE user_version SET reason = 'Autre'"),
    ]
}

fn files() -> Vec<Attack> {
    vec![
        plain("two_managers_of_one_person", "assignments_overlap", assignment(1, "LUC", "2026-11-15", "PAUL")),
        plain("a_manager_before_the_end", "assignments_overlap", assignment(2, "LUC", "2026-11-30", "PAUL")),
        plain("assignment_by_a_manager", "role_not_allowed", assignment(3, "MARIE", "2026-11-15", "MARIE")),
        plain("assignment_to_an_accountant", "assignment_to_manager", assignment(3, "CAMILLE", "2026-11-15", "PAUL")),
        plain("assignment_edit", "append_only", "UPDATE assignment SET app_user = 'LUC' WHERE id = 'AS1'"),
        plain("assignment_ended_again", "append_only", "UPDATE assignment SET to_on = '2026-12-31' WHERE id = 'AS2'"),
        plain(
            "assignment_opened_again",
            "append_only",
            "UPDATE assignment SET to_on = NULL, ended_at = NULL, ended_by = NULL WHERE id = 'AS2'",
        ),
        plain("assignment_ended_by_nobody", "constraint_violated", "UPDATE assignment SET to_on = '2026-12-31' WHERE id = 'AS1'"),
        plain("replacement_by_a_manager", "role_not_allowed", replacement("MARIE", "LUC", "LUC")),
        plain("replacement_by_an_accountant", "assignment_to_manager", replacement("MARIE", "CAMILLE", "PAUL")),
        plain("replacement_of_oneself", "replacement_not_oneself", replacement("LUC", "LUC", "PAUL")),
        plain(
            "replacement_backwards",
            "replacement_dates_ordered",
            replacement("MARIE", "LUC", "PAUL").replace("12-02", "11-02"),
        ),
        plain("replacement_made_longer", "append_only", "UPDATE replacement SET to_on = '2036-11-30'"),
        plain("read_forgotten", "append_only", "DELETE FROM file_read"),
        plain("read_by_another", "append_only", "UPDATE file_read SET app_user = 'LUC'"),
    ]
}
