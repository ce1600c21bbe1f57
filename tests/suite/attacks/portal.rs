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

/// The spaces of persons 1 and 4 are open, and they are in them; one of person 1 was closed before. Person 4 reads their statement there.
pub fn sql(engine: Engine) -> String {
    let closed = format!(
        "UPDATE portal_link SET used_at = {LATER} WHERE id = 'L0'; UPDATE portal_link SET ended_at = {LATER} WHERE id = 'L0';"
    );
    link(engine, "L0", "e0", 1, "MARIE")
        + &closed
        + &link(engine, "L1", ONE, 1, "MARIE")
        + &session(engine, "S1", ONE, "L1", 1)
        + &link(engine, "L4", "e4", 4, "MARIE")
        + &session(engine, "S4", "e4", "L4", 4)
        + &shown("P7", "2026-11-4", "PROGRAMME", "'S4'")
        + &screen("P7", "plain")
        + &screen("P7", "answer")
}

fn shown(id: &str, statement: &str, by: &str, session: &str) -> String {
    format!(
        "INSERT INTO statement_presentation (id, statement, presented_at, presenter, portal_session)
            VALUES ('{id}', '{statement}', {AT}, '{by}', {session});"
    )
}

fn screen(presentation: &str, screen: &str) -> String {
    format!("INSERT INTO statement_screen (presentation, screen, shown_at) VALUES ('{presentation}', '{screen}', {AT});")
}

fn used(by: &str) -> String {
    format!(
        "INSERT INTO person_code_use (id, person, version, presentation, opened, used_at, presenter)
            VALUES ('U9', 4, 1, 'P7', TRUE, {AT}, '{by}');"
    )
}

/// The answer that person 4 gives in their own space, with its words.
fn answer(engine: Engine) -> String {
    format!(
        "INSERT INTO statement_words (answer, salt, comment) VALUES ('A9', {}, 'Vu');
         INSERT INTO statement_answer (id, statement, channel, answer, pdf_sha256, wording, layers, presentation, code_use, copy,
                commitment, answered_at, recorded_by)
            VALUES ('A9', '2026-11-4', 'portal', 'agree', '{}', 'Je suis d’accord.', 'plain', 'P7', 'U9', 'had', '{}', {AT}, 'PROGRAMME');",
        bytes(engine, &"07".repeat(16)),
        "5".repeat(64),
        "c".repeat(64)
    )
}

/// Its step.
fn signed(by: &str) -> String {
    format!(
        "INSERT INTO statement_step (statement, no, state, answer, at, recorded_by) VALUES ('2026-11-4', 1, 'signed', 'A9', {AT}, '{by}');"
    )
}

/// The whole lawful answer.
pub fn answered(engine: Engine) -> String {
    used("PROGRAMME") + &answer(engine) + &signed("PROGRAMME")
}

/// The answer after its code, as changed.
fn answering(name: &'static str, expected: &'static str, from: &'static str, to: &'static str) -> Attack {
    written(name, expected, move |engine| used("PROGRAMME") + &answer(engine).replace(from, to))
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
    [links(), sessions(), readings(), answers()].into_iter().flatten().collect()
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
        plain("link_opened_again", "append_only", "UPDATE portal_link SET ended_at = NULL WHERE id = 'L0'"),
        plain("link_that_serves_again", "append_only", "UPDATE portal_link SET used_at = NULL WHERE id = 'L0'"),
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
        entered("session_by_a_link_that_is_closed", "portal_link_ended", "'L1', 1,", "'L0', 1,"),
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

fn readings() -> Vec<Attack> {
    let closed = format!("UPDATE portal_link SET ended_at = {LATER} WHERE id = 'L4';");
    let left = format!("UPDATE portal_session SET ended_at = {LATER} WHERE id = 'S4';");
    let taken_back = format!("INSERT INTO person_code (person, version, chosen_at, presenter) VALUES (4, 2, {AT}, 'MARIE');");
    let one = || shown("P9", "2026-11-4", "PROGRAMME", "'S4'");
    vec![
        plain("space_shows_the_statement_of_another", "portal_session_of_another", shown("P9", "2026-11-4", "PROGRAMME", "'S1'")),
        plain("space_shown_by_a_user", "portal_session_of_another", shown("P9", "2026-11-4", "MARIE", "'S4'")),
        plain("space_shows_in_no_session", "portal_session_of_another", shown("P9", "2026-11-4", "PROGRAMME", "'S9'")),
        plain("space_shows_after_it_was_closed", "portal_session_of_another", closed.clone() + &one()),
        plain("space_shows_after_the_person_left", "portal_session_of_another", left.clone() + &one()),
        plain("space_shows_after_the_code_was_taken_back", "portal_session_of_another", taken_back + &one()),
        plain("space_shows_before_the_session", "portal_session_of_another", one().replace(AT, EARLIER)),
        plain("program_shows_on_the_screen_of_nobody", "role_not_allowed", shown("P9", "2026-11-4", "PROGRAMME", "NULL")),
        plain("space_shows_what_nobody_issued", "portal_session_of_another", shown("P9", "2026-12-4", "PROGRAMME", "'S4'")),
        plain("space_code_typed_before_a_user", "presentation_of_another", used("MARIE")),
        plain(
            "presentation_moved_to_a_space",
            "append_only",
            "UPDATE statement_presentation SET portal_session = 'S4' WHERE id = 'P4'",
        ),
    ]
}

fn answers() -> Vec<Attack> {
    let closed = format!("UPDATE portal_link SET ended_at = {LATER} WHERE id = 'L4';");
    let left = format!("UPDATE portal_session SET ended_at = {LATER} WHERE id = 'S4';");
    vec![
        answering("space_answer_by_a_user", "presentation_of_another", "'PROGRAMME'", "'MARIE'"),
        answering("space_answer_as_if_at_the_interview", "portal_session_of_another", "'portal'", "'interview'"),
        written("space_answer_at_the_interview", "portal_session_of_another", |engine| {
            answer(engine).replace("'P7', 'U9'", "'P4', 'U9'").replace("'PROGRAMME'", "'MARIE'")
        }),
        answering("space_answer_on_paper", "scan_of_another", "'portal'", "'paper'"),
        answering("space_answer_by_another_way", "constraint_violated", "'portal'", "'telephone'"),
        answering("space_answer_in_no_presentation", "role_not_allowed", "'P7', 'U9'", "NULL, 'U9'"),
        written("space_answer_without_a_code", "answer_without_code", |engine| {
            answer(engine).replace("'P7', 'U9'", "'P7', NULL")
        }),
        answering(
            "space_answer_says_that_the_detail_was_shown",
            "answer_without_reading",
            "'plain', 'P7'",
            "'plain_detail', 'P7'",
        ),
        answering("space_answer_before_the_screens", "answer_without_reading", AT, EARLIER),
        answering("space_answer_after_two_hours", "presentation_over", AT, "'2026-11-10T11:00:01.000000+00:00'"),
        written("space_answer_after_it_was_closed", "portal_session_of_another", move |engine| {
            used("PROGRAMME") + &closed + &answer(engine)
        }),
        written("space_answer_after_the_person_left", "portal_session_of_another", move |engine| {
            used("PROGRAMME") + &left + &answer(engine)
        }),
        written("space_answer_stepped_by_a_user", "answer_not_its_statement", |engine| {
            used("PROGRAMME") + &answer(engine) + &signed("MARIE")
        }),
        plain(
            "program_steps_without_an_answer",
            "role_not_allowed",
            signed("PROGRAMME").replace("'signed', 'A9'", "'not_reached', NULL"),
        ),
    ]
}
