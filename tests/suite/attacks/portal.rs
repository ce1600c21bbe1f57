//! Against the person's own space: a link that nobody gave, a session that nobody's code opened, what was closed and opens again.

use super::state::{AT, bytes};
use super::{Attack, plain};
use crate::engine::Engine;

const LATER: &str = "'2026-11-10T09:20:00.000000+00:00'";
const EARLIER: &str = "'2026-11-10T08:59:59.000000+00:00'";
const NEXT_MONTH: &str = "'2026-12-10T09:00:00.000000+00:00'";
const TOO_FAR: &str = "'2026-12-10T09:02:00.000000+00:00'";
const ONE: &str = "e1";
const OTHER: &str = "e2";

/// The space of person 1 is open, and they are in it; that of person 4 was closed.
pub fn sql(engine: Engine) -> String {
    link(engine, "L1", ONE, 1, "MARIE")
        + &session(engine, "S1", ONE, "L1", 1)
        + &link(engine, "L4", "e4", 4, "MARIE")
        + &format!(
            "UPDATE portal_link SET used_at = {LATER} WHERE id = 'L4'; UPDATE portal_link SET ended_at = {LATER} WHERE id = 'L4';"
        )
}

fn link(engine: Engine, id: &str, secret: &str, person: i64, by: &str) -> String {
    format!(
        "INSERT INTO portal_link (id, secret_hash, person, seen, made_at, made_by, expires_at)
            VALUES ('{id}', {}, {person}, 'known', {AT}, '{by}', {NEXT_MONTH});",
        bytes(engine, &secret.repeat(32))
    )
}

fn session(engine: Engine, id: &str, secret: &str, link: &str, person: i64) -> String {
    format!(
        "INSERT INTO portal_session (id, secret_hash, link, person, code_version, began_at, seen_at)
            VALUES ('{id}', {}, '{link}', {person}, 1, {AT}, {AT});",
        bytes(engine, &secret.repeat(32))
    )
}

fn written(name: &'static str, expected: &'static str, sql: impl Fn(Engine) -> String + Send + Sync + 'static) -> Attack {
    Attack { name, expected, on_postgres: None, sql: Box::new(move |engine| Some(sql(engine))) }
}

/// A link to person 2, as changed.
fn given(name: &'static str, expected: &'static str, from: &'static str, to: &'static str) -> Attack {
    written(name, expected, move |engine| link(engine, "L9", OTHER, 2, "MARIE").replace(from, to))
}

/// A session of person 1, as changed.
fn entered(name: &'static str, expected: &'static str, from: &'static str, to: &'static str) -> Attack {
    written(name, expected, move |engine| session(engine, "S9", OTHER, "L1", 1).replace(from, to))
}

pub fn attacks() -> Vec<Attack> {
    links().into_iter().chain(sessions()).collect()
}

fn links() -> Vec<Attack> {
    vec![
        given("link_by_an_auditor", "role_not_allowed", "'MARIE'", "'ADA'"),
        given("link_by_who_awaits_confirmation", "access_not_confirmed", "'MARIE'", "'RIO'"),
        given("link_of_an_unknown_way", "constraint_violated", "'known'", "'heard'"),
        given("link_over_before_it_begins", "portal_link_lawful", NEXT_MONTH, AT),
        given("link_for_more_than_a_month", "portal_link_lawful", NEXT_MONTH, TOO_FAR),
        written("link_that_has_served_already", "portal_link_lawful", |engine| {
            link(engine, "L9", OTHER, 2, "MARIE")
                .replace("expires_at)", "expires_at, used_at)")
                .replace(&format!("{NEXT_MONTH})"), &format!("{NEXT_MONTH}, {LATER})"))
        }),
        written("link_beside_one_that_is_open", "portal_link_person_unique", |engine| link(engine, "L9", OTHER, 1, "MARIE")),
        written("link_in_the_place_of_one_that_is_open", "portal_link_person_unique", |engine| {
            let insert = link(engine, "L9", OTHER, 1, "MARIE");
            if engine == Engine::Sqlite { insert.replace("INSERT INTO", "INSERT OR REPLACE INTO") } else { insert }
        }),
        plain("link_given_to_another_person", "append_only", "UPDATE portal_link SET person = 2 WHERE id = 'L1'"),
        plain(
            "link_that_lasts_longer",
            "append_only",
            format!("UPDATE portal_link SET expires_at = {TOO_FAR}, used_at = {LATER} WHERE id = 'L1'"),
        ),
        plain(
            "link_used_after_its_month",
            "append_only",
            format!("UPDATE portal_link SET used_at = {NEXT_MONTH} WHERE id = 'L1'"),
        ),
        plain(
            "link_used_before_it_was_given",
            "append_only",
            format!("UPDATE portal_link SET used_at = {EARLIER} WHERE id = 'L1'"),
        ),
        plain(
            "link_used_twice",
            "append_only",
            format!(
                "UPDATE portal_link SET used_at = {AT} WHERE id = 'L1'; UPDATE portal_link SET used_at = {LATER} WHERE id = 'L1'"
            ),
        ),
        plain("link_opened_again", "append_only", "UPDATE portal_link SET ended_at = NULL WHERE id = 'L4'"),
        plain("link_that_serves_again", "append_only", "UPDATE portal_link SET used_at = NULL WHERE id = 'L4'"),
        plain(
            "link_closed_before_it_was_given",
            "append_only",
            format!("UPDATE portal_link SET ended_at = {EARLIER} WHERE id = 'L1'"),
        ),
        plain("link_deleted", "append_only", "DELETE FROM portal_link WHERE id = 'L4'"),
    ]
}

fn sessions() -> Vec<Attack> {
    vec![
        entered("session_by_no_link", "portal_link_ended", "'L1'", "'L9'"),
        entered("session_by_a_link_that_is_closed", "portal_link_ended", "'L1', 1,", "'L4', 4,"),
        entered("session_by_the_link_of_another_person", "portal_link_ended", "'L1', 1,", "'L1', 4,"),
        entered("session_before_its_link", "portal_link_ended", AT, EARLIER),
        written("session_that_is_over", "portal_session_lawful", |engine| {
            session(engine, "S9", OTHER, "L1", 1)
                .replace("seen_at)", "seen_at, ended_at)")
                .replace(&format!("{AT}, {AT}"), &format!("{AT}, {AT}, {AT}"))
        }),
        written("session_seen_before_it_began", "portal_session_lawful", |engine| {
            session(engine, "S9", OTHER, "L1", 1).replace(&format!("{AT}, {AT}"), &format!("{AT}, {LATER}"))
        }),
        written("session_of_who_has_no_code", "person_code_none", |engine| {
            link(engine, "L9", OTHER, 2, "MARIE") + &session(engine, "S9", OTHER, "L9", 2)
        }),
        written("session_by_a_code_taken_back", "person_code_none", |engine| {
            format!("INSERT INTO person_code (person, version, chosen_at, presenter) VALUES (1, 2, {AT}, 'MARIE');")
                + &session(engine, "S9", OTHER, "L1", 1)
        }),
        plain("session_of_another_person", "append_only", "UPDATE portal_session SET person = 4 WHERE id = 'S1'"),
        plain("session_of_another_secret", "append_only", "UPDATE portal_session SET secret_hash = secret_hash WHERE id = 'S1'"),
        plain("session_seen_earlier", "append_only", format!("UPDATE portal_session SET seen_at = {EARLIER} WHERE id = 'S1'")),
        plain(
            "session_that_goes_on_after_its_end",
            "append_only",
            format!(
                "UPDATE portal_session SET ended_at = {LATER} WHERE id = 'S1'; UPDATE portal_session SET ended_at = NULL WHERE id = 'S1'"
            ),
        ),
        plain("session_deleted", "append_only", "DELETE FROM portal_session"),
    ]
}
