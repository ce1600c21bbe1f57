//! Against the identities that a provider proves: departures, links, and the sessions that they open.

use super::door::{at, on_each};
use super::{Attack, plain};

/// A departure of a session, or to sign in.
fn departure(hash: &str, session: &str, used: &str) -> String {
    format!(
        "INSERT INTO provider_departure (secret_hash, session, asked_at, expires_at, used_at) VALUES ({hash}, {session}, @AT, @SOON, {used});"
    )
}

/// An identity of a user, proved by a departure.
fn identity(user: &str, departure: &str, issuer: &str, subject: &str, linked: &str) -> String {
    format!(
        "INSERT INTO linked_identity (id, app_user, departure, issuer, subject, called, proved_at, expires_at, linked_at)
         VALUES ('LI9', '{user}', {departure}, '{issuer}', '{subject}', '', @AT, @SOON, {linked});"
    )
}

/// A session that an identity opens.
fn session(user: &str, stage: &str, opened_by: &str, identity: &str) -> String {
    format!(
        "INSERT INTO session (id, app_user, secret_hash, stage, signed_in_at, seen_at, agent, address, opened_by, identity)
         VALUES ('SE9', '{user}', #99#, '{stage}', @AT, @AT, '', '', '{opened_by}', {identity});"
    )
}

/// The departure of Paul that waits has come back.
const BACK: &str = "UPDATE provider_departure SET used_at = @AT WHERE secret_hash = #f3#;";
const LINK: &str = "UPDATE linked_identity SET linked_at = @AT WHERE id = 'LI9';";

/// Paul links the other identity that he proved.
const LINK_OTHER: &str = "UPDATE linked_identity SET linked_at = @AT WHERE id = 'LI2';";

pub fn attacks() -> Vec<Attack> {
    [departures(), links(), ends(), sessions(), confirmations()].into_iter().flatten().collect()
}

fn departures() -> Vec<Attack> {
    let mut all = vec![
        plain("departure_used_twice", "append_only", at("UPDATE provider_departure SET used_at = @AT WHERE used_at IS NOT NULL")),
        plain(
            "departure_used_too_late",
            "append_only",
            at("UPDATE provider_departure SET used_at = @LATER WHERE used_at IS NULL"),
        ),
        plain(
            "departure_made_longer",
            "append_only",
            "UPDATE provider_departure SET expires_at = '2036-11-12T09:00:00.000000+00:00'",
        ),
        plain(
            "departure_to_sign_in_made_one_to_link",
            "append_only",
            at("UPDATE provider_departure SET session = 'SE1', used_at = @AT WHERE session IS NULL"),
        ),
        plain("departure_in_clear", "constraint_violated", at(&departure("'court'", "NULL", "NULL"))),
    ];
    all.extend(on_each("departure_from_half_way", "factor_to_confirm", departure("#f9#", "'SE2'", "NULL")));
    all.extend(on_each("departure_from_nowhere", "factor_to_confirm", departure("#f9#", "'SE99'", "NULL")));
    for (name, expires) in [
        ("departure_of_eleven_minutes", "'2026-11-10T09:10:00.002000+00:00'"),
        ("departure_of_a_year", "'2027-11-10T09:00:00.000000+00:00'"),
        ("departure_over_before_it_began", "@AT"),
    ] {
        let sql = departure("#f9#", "'SE1'", "NULL").replace("@SOON", expires);
        all.extend(on_each(name, "departure_ended", sql));
    }
    all.extend(on_each("departure_back_at_once", "identity_not_proved", departure("#f9#", "'SE1'", "@AT")));
    all
}

fn links() -> Vec<Attack> {
    let proposed = |user: &str, issuer: &str, subject: &str| format!("{BACK}{}", identity(user, "#f3#", issuer, subject, "NULL"));
    let mut all = vec![
        plain("identity_linked_too_late", "append_only", at("UPDATE linked_identity SET linked_at = @LATER WHERE id = 'LI2'")),
        plain(
            "identity_linked_after_its_session",
            "identity_not_proved",
            at("UPDATE session SET ended_at = @AT, ended_by = 'PAUL' WHERE id = 'SE1';
                UPDATE linked_identity SET linked_at = @AT WHERE id = 'LI2'"),
        ),
        plain("identity_of_another_subject", "append_only", "UPDATE linked_identity SET subject = 'luc' WHERE id = 'LI1'"),
        plain(
            "identity_linked_as_another_subject",
            "append_only",
            at("UPDATE linked_identity SET subject = 'luc', linked_at = @AT WHERE id = 'LI2'"),
        ),
        plain("identity_given_to_another", "append_only", "UPDATE linked_identity SET app_user = 'LUC' WHERE id = 'LI1'"),
    ];
    all.extend(on_each(
        "identity_linked_at_once",
        "identity_not_proved",
        BACK.to_owned() + &identity("PAUL", "#f3#", "https://tiers", "paul", "@AT"),
    ));
    for (name, sql) in [
        ("identity_without_a_departure", identity("PAUL", "#f9#", "https://tiers", "paul", "NULL")),
        ("identity_of_a_departure_not_back", identity("PAUL", "#f3#", "https://tiers", "paul", "NULL")),
        ("identity_of_a_departure_to_sign_in", identity("PAUL", "#f2#", "https://tiers", "paul", "NULL")),
        ("identity_of_a_departure_of_another", proposed("LUC", "https://tiers", "luc")),
    ] {
        all.extend(on_each(name, "identity_not_proved", sql));
    }
    all.extend(on_each(
        "identity_proved_twice_by_one_departure",
        "identity_not_proved",
        identity("PAUL", "#f1#", "https://tiers", "paul", "NULL"),
    ));
    for (name, expires) in
        [("identity_that_waits_for_days", "@LATER"), ("identity_that_waits_no_time", "'2026-11-10T09:00:00.000000+00:00'")]
    {
        let sql = proposed("PAUL", "https://tiers", "paul").replace("@SOON", expires);
        all.extend(on_each(name, "identity_not_proved", sql));
    }
    all.extend(on_each("identity_without_subject", "constraint_violated", proposed("PAUL", "https://tiers", "")));
    for (name, code, subject) in [
        ("identity_linked_twice", "linked_identity_issuer_subject_unique", "paul"),
        ("identity_beside_another", "linked_identity_app_user_issuer_unique", "autre"),
    ] {
        let sql = proposed("PAUL", "https://connexion", subject) + LINK;
        all.extend(on_each(name, code, sql.clone()));
    }
    let replaced = proposed("PAUL", "https://connexion", "paul") + &LINK.replace("UPDATE", "UPDATE OR REPLACE");
    all.extend(on_each("identity_instead_of_another", "linked_identity_issuer_subject_unique", replaced).into_iter().take(1));
    all
}

fn ends() -> Vec<Attack> {
    let end = |id: &str, by: &str| at(&format!("UPDATE linked_identity SET ended_at = @AT, ended_by = {by} WHERE id = '{id}';"));
    vec![
        plain("identity_ended_by_a_manager", "role_not_allowed", end("LI1", "'MARIE'")),
        plain("identity_ended_by_the_disabled", "role_not_allowed", end("LI1", "'BO'")),
        plain("identity_ended_by_who_awaits_confirmation", "access_not_confirmed", end("LI1", "'RIO'")),
        plain("identity_ended_by_nobody", "constraint_violated", end("LI1", "NULL")),
        plain("identity_ended_before_its_link", "append_only", end("LI2", "'PAUL'")),
        plain("identity_ended_twice", "append_only", end("LI1", "'PAUL'") + &end("LI1", "'ALIX'")),
        plain(
            "identity_opened_again",
            "append_only",
            end("LI1", "'PAUL'") + "UPDATE linked_identity SET ended_at = NULL, ended_by = NULL WHERE id = 'LI1'",
        ),
    ]
}

fn sessions() -> Vec<Attack> {
    let without_factors =
        "UPDATE totp_secret SET ended_at = @AT WHERE id = 'T1'; UPDATE passkey SET ended_at = @AT WHERE id = 'K1';";
    let ended = "UPDATE linked_identity SET ended_at = @AT, ended_by = 'PAUL' WHERE id = 'LI1';";
    let mut all = vec![plain(
        "session_said_to_be_of_a_provider",
        "append_only",
        at("UPDATE session SET opened_by = 'provider', identity = 'LI1', seen_at = @LATER WHERE id = 'SE1'"),
    )];
    for (name, code, sql) in [
        ("session_by_the_identity_of_another", "identity_not_linked", session("LUC", "password", "provider", "'LI1'")),
        ("session_by_an_identity_not_linked", "identity_not_linked", session("PAUL", "password", "provider", "'LI2'")),
        ("session_by_no_identity", "identity_not_linked", session("PAUL", "password", "provider", "'LI99'")),
        (
            "session_by_an_ended_identity",
            "identity_not_linked",
            ended.to_owned() + &session("PAUL", "password", "provider", "'LI1'"),
        ),
        ("session_full_by_a_provider_alone", "second_factor_missing", session("PAUL", "full", "provider", "'LI1'")),
        (
            "session_full_by_two_factors_of_elsewhere_alone",
            "second_factor_missing",
            without_factors.to_owned() + &session("PAUL", "full", "provider_mfa", "'LI1'"),
        ),
        (
            "session_full_by_a_link_that_nobody_confirmed",
            "second_factor_missing",
            LINK_OTHER.to_owned() + &session("PAUL", "full", "provider_mfa", "'LI2'"),
        ),
        (
            "session_half_by_a_link_that_nobody_confirmed",
            "second_factor_missing",
            LINK_OTHER.to_owned() + &session("PAUL", "password", "provider_mfa", "'LI2'"),
        ),
        ("session_by_a_provider_without_identity", "constraint_violated", session("PAUL", "password", "provider", "NULL")),
        ("session_by_a_password_with_identity", "constraint_violated", session("PAUL", "password", "password", "'LI1'")),
    ] {
        all.extend(on_each(name, code, sql));
    }
    all
}

/// The second person behind a link that opens everything.
fn confirmations() -> Vec<Attack> {
    let confirm = |identity: &str, by: &str| {
        at(&format!(
            "INSERT INTO identity_confirmation (identity, confirmed_at, confirmed_by) VALUES ('{identity}', @AT, '{by}');"
        ))
    };
    let linked = |by: &str| at(LINK_OTHER) + &confirm("LI2", by);
    vec![
        plain("link_confirmed_by_its_owner", "not_oneself", linked("PAUL")),
        plain("link_confirmed_by_a_manager", "role_not_allowed", linked("MARIE")),
        plain("link_confirmed_by_who_left", "role_not_allowed", linked("BO")),
        plain("link_confirmed_by_who_awaits_confirmation", "access_not_confirmed", linked("RIO")),
        plain("identity_confirmed_before_its_link", "identity_not_linked", confirm("LI2", "ALIX")),
        plain("link_of_nobody_confirmed", "identity_not_linked", confirm("LI99", "ALIX")),
        plain("link_confirmed_twice", "append_only", confirm("LI1", "ELI")).on_postgres("constraint_violated"),
        plain("confirmation_of_a_link_edit", "append_only", "UPDATE identity_confirmation SET confirmed_by = 'ELI'"),
        plain("confirmation_of_a_link_delete", "append_only", "DELETE FROM identity_confirmation"),
        plain(
            "link_confirmed_after_its_end",
            "identity_not_linked",
            at(LINK_OTHER)
                + &at("UPDATE linked_identity SET ended_at = @AT, ended_by = 'PAUL' WHERE id = 'LI2';")
                + &confirm("LI2", "ALIX"),
        ),
    ]
}
