//! Against the life of a statement: an answer that nobody gave, a code that is not the person's, a sheet that nobody verified.

use super::hands::alix_a_head;
use super::state::{AT, bytes};
use super::{Attack, plain};
use crate::engine::{Engine, TestDb};
use quitus::signature::State;
use quitus::signature::rules::may_follow;

/// The statements of persons 1 to 4: signed at the interview, nothing yet, signed on paper, shown and with a sheet that waits.
pub fn sql(engine: Engine) -> String {
    let mut sql = String::new();
    for person in 2..=4 {
        sql += &format!(
            "INSERT INTO statement (number, person, month, model, pdf_sha256, chain_seq, chain_seal, issued_on, issued_at, issued_by) VALUES
                ('2026-11-{person}', {person}, '2026-11', '{{}}', '{}', 1, '{}', '2026-11-10', {AT}, 'MARIE');",
            sha(),
            "1".repeat(64)
        );
    }
    let signed =
        Answer { id: "A1", statement: "2026-11-1", presentation: "'P1'", code_use: "'U1'", sha: "0".repeat(64), ..interview() };
    sql += &(code(1, 1, "MARIE") + &code(4, 1, "MARIE"));
    sql += &(presentation("P1", "2026-11-1", "MARIE")
        + &screens("P1", &["plain", "answer"])
        + &used("U1", 1, "P1", "TRUE", "MARIE"));
    sql += &step("2026-11-1", 1, "presented", "'P1'", "NULL", "MARIE");
    sql += &(words(engine, "A1", "Vu") + &signed.sql() + &step("2026-11-1", 2, "signed", "NULL", "'A1'", "MARIE"));
    sql += &(scan(engine, "C3", "2026-11-3", "MARIE") + &words(engine, "A3", "") + &paper("A3", "2026-11-3", "C3").sql());
    sql += &(look("A3", "TRUE", "NULL", "PAUL") + &step("2026-11-3", 1, "signed", "NULL", "'A3'", "PAUL"));
    sql += &(presentation("P4", "2026-11-4", "MARIE")
        + &screens("P4", &["plain", "answer"])
        + &tried("2026-11-4", 1, "2026-11-10", "MARIE"));
    sql += &(scan(engine, "C4", "2026-11-4", "MARIE") + &words(engine, "A4", "") + &paper("A4", "2026-11-4", "C4").sql());
    sql
}

fn sha() -> String {
    "5".repeat(64)
}

fn code(person: i64, version: i64, by: &str) -> String {
    format!(
        "INSERT INTO person_code (person, version, phc, seen, chosen_at, presenter)
            VALUES ({person}, {version}, '$argon2id$v=19$m=19456,t=2,p=1$c2Vs$YQ', 'known', {AT}, '{by}');"
    )
}

fn presentation(id: &str, statement: &str, by: &str) -> String {
    format!(
        "INSERT INTO statement_presentation (id, statement, presented_at, presenter) VALUES ('{id}', '{statement}', {AT}, '{by}');"
    )
}

fn screens(presentation: &str, shown: &[&str]) -> String {
    let one = |screen: &&str| {
        format!("INSERT INTO statement_screen (presentation, screen, shown_at) VALUES ('{presentation}', '{screen}', {AT});")
    };
    shown.iter().map(one).collect()
}

fn used(id: &str, person: i64, presentation: &str, opened: &str, by: &str) -> String {
    format!(
        "INSERT INTO person_code_use (id, person, version, presentation, opened, used_at, presenter)
            VALUES ('{id}', {person}, 1, '{presentation}', {opened}, {AT}, '{by}');"
    )
}

fn words(engine: Engine, answer: &str, comment: &str) -> String {
    let salt = bytes(engine, &"07".repeat(16));
    format!("INSERT INTO statement_words (answer, salt, comment) VALUES ('{answer}', {salt}, '{comment}');")
}

fn scan(engine: Engine, id: &str, statement: &str, by: &str) -> String {
    format!(
        "INSERT INTO statement_scan (id, statement, name, kind, size, sha256, bytes, added_at, added_by)
            VALUES ('{id}', '{statement}', 'feuille.pdf', 'pdf', 8, '{}', {}, {AT}, '{by}');",
        "3".repeat(64),
        bytes(engine, "255044462d312e37")
    )
}

fn look(answer: &str, accepted: &str, reason: &str, by: &str) -> String {
    format!(
        "INSERT INTO statement_look (answer, accepted, reason, looked_at, looked_by) VALUES ('{answer}', {accepted}, {reason}, {AT}, '{by}');"
    )
}

fn tried(statement: &str, no: i64, on: &str, by: &str) -> String {
    format!(
        "INSERT INTO statement_try (statement, no, tried_on, means, recorded_at, recorded_by)
            VALUES ('{statement}', {no}, '{on}', 'telephone', {AT}, '{by}');"
    )
}

fn step(statement: &str, no: i64, state: &str, presentation: &str, answer: &str, by: &str) -> String {
    format!(
        "INSERT INTO statement_step (statement, no, state, presentation, answer, at, recorded_by)
            VALUES ('{statement}', {no}, '{state}', {presentation}, {answer}, {AT}, '{by}');"
    )
}

/// An answer with its proof.
struct Answer {
    id: &'static str,
    statement: &'static str,
    channel: &'static str,
    answer: &'static str,
    sha: String,
    layers: &'static str,
    presentation: &'static str,
    code_use: &'static str,
    scan: String,
    signed_on: &'static str,
    at: &'static str,
    by: &'static str,
}

/// The lawful answer of person 4 on the screen.
fn interview() -> Answer {
    Answer {
        id: "A9",
        statement: "2026-11-4",
        channel: "interview",
        answer: "agree",
        sha: sha(),
        layers: "plain",
        presentation: "'P4'",
        code_use: "'U9'",
        scan: "NULL".to_owned(),
        signed_on: "NULL",
        at: AT,
        by: "MARIE",
    }
}

/// A lawful answer on paper.
fn paper(id: &'static str, statement: &'static str, scan: &str) -> Answer {
    Answer {
        id,
        statement,
        channel: "paper",
        layers: "plain_detail",
        presentation: "NULL",
        code_use: "NULL",
        scan: format!("'{scan}'"),
        signed_on: "'2026-11-10'",
        ..interview()
    }
}

impl Answer {
    fn sql(&self) -> String {
        let Self { id, statement, channel, answer, sha, layers, presentation, code_use, scan, signed_on, at, by } = self;
        format!(
            "INSERT INTO statement_answer (id, statement, channel, answer, pdf_sha256, wording, layers, presentation, code_use, scan, signed_on,
                copy, commitment, answered_at, recorded_by)
             VALUES ('{id}', '{statement}', '{channel}', '{answer}', '{sha}', 'Je suis d’accord.', '{layers}', {presentation}, {code_use},
                {scan}, {signed_on}, 'given', '{}', {at}, '{by}');",
            "c".repeat(64)
        )
    }
}

/// The same statements on both engines, with bytes in them.
fn written(name: &'static str, expected: &'static str, sql: impl Fn(Engine) -> String + Send + Sync + 'static) -> Attack {
    Attack { name, expected, on_postgres: None, sql: Box::new(move |engine| Some(sql(engine))) }
}

/// The answer of person 4 after what it needs, as changed.
fn answered(name: &'static str, expected: &'static str, change: fn(&mut Answer)) -> Attack {
    written(name, expected, move |engine| {
        let mut answer = interview();
        change(&mut answer);
        used("U9", 4, "P4", "TRUE", "MARIE") + &words(engine, "A9", "") + &answer.sql()
    })
}

/// A sheet of person 2 after what it needs, as changed.
fn on_paper(name: &'static str, expected: &'static str, change: fn(&mut Answer)) -> Attack {
    written(name, expected, move |engine| {
        let mut answer = paper("A9", "2026-11-2", "C9");
        change(&mut answer);
        scan(engine, "C9", "2026-11-2", "MARIE") + &words(engine, "A9", "") + &answer.sql()
    })
}

/// Person 2 contests on a sheet of the twelfth.
fn contested_on_paper(engine: Engine) -> String {
    scan(engine, "C9", "2026-11-2", "LUC")
        + &words(engine, "A9", "Une erreur")
        + &Answer { answer: "disagree", by: "LUC", signed_on: "'2026-11-12'", ..paper("A9", "2026-11-2", "C9") }.sql()
        + &look("A9", "TRUE", "NULL", "PAUL")
        + &step("2026-11-2", 1, "contested", "NULL", "'A9'", "PAUL")
}

/// Person 4 contests on the screen the day after the sheet that waits for its second look.
fn contested_the_day_after(engine: Engine) -> String {
    let answer = Answer { answer: "disagree", presentation: "'P9'", at: DAY_AFTER, ..interview() };
    let shown =
        presentation("P9", "2026-11-4", "MARIE") + &screens("P9", &["plain", "answer"]) + &used("U9", 4, "P9", "TRUE", "MARIE");
    let contested = step("2026-11-4", 1, "contested", "NULL", "'A9'", "MARIE");
    shown.replace(AT, DAY_AFTER) + &words(engine, "A9", "Une erreur") + &answer.sql() + &contested.replace(AT, DAY_AFTER)
}

/// Person 4 does not wish to sign, and is shown the statement once more.
fn refused_and_shown_again(engine: Engine) -> String {
    words(engine, "A9", "")
        + &Answer { answer: "not_signed", code_use: "NULL", ..interview() }.sql()
        + &step("2026-11-4", 1, "refused", "NULL", "'A9'", "MARIE")
        + &presentation("P9", "2026-11-4", "MARIE")
        + &step("2026-11-4", 2, "presented", "'P9'", "NULL", "MARIE")
}

const DAY_AFTER: &str = "'2026-11-11T09:00:00.000000+00:00'";
const LATER: &str = "'2026-11-10T11:00:01.000000+00:00'";
const EARLIER: &str = "'2026-11-10T08:59:59.000000+00:00'";

pub fn attacks() -> Vec<Attack> {
    [codes(), readings(), answers(), papers(), tries(), steps()].into_iter().flatten().collect()
}

fn codes() -> Vec<Attack> {
    let wrong: String = (1..=5).map(|no| used(&format!("U4{no}"), 4, "P4", "FALSE", "MARIE")).collect();
    vec![
        plain("person_code_by_an_auditor", "role_not_allowed", code(2, 1, "ADA")),
        plain("person_code_by_who_awaits_confirmation", "access_not_confirmed", code(2, 1, "RIO")),
        plain("person_code_ahead", "person_code_in_order", code(2, 2, "MARIE")),
        plain("person_code_before_another", "person_code_in_order", code(4, 2, "MARIE").replace(AT, EARLIER)),
        plain(
            "person_code_taken_back_twice",
            "person_code_none",
            code(2, 1, "MARIE").replace("'$argon2id$v=19$m=19456,t=2,p=1$c2Vs$YQ', 'known'", "NULL, NULL"),
        ),
        plain(
            "person_code_in_clear",
            "constraint_violated",
            code(2, 1, "MARIE").replace("$argon2id$v=19$m=19456,t=2,p=1$c2Vs$YQ", "739164"),
        ),
        plain("person_code_of_an_unknown_way", "person_code_seen_known", code(2, 1, "MARIE").replace("'known'", "'heard'")),
        plain("person_code_read_over", "append_only", "UPDATE person_code SET presenter = 'PAUL'"),
        plain("code_use_by_an_auditor", "role_not_allowed", used("U9", 4, "P4", "TRUE", "ADA")),
        plain("code_use_by_who_awaits_confirmation", "access_not_confirmed", used("U9", 4, "P4", "TRUE", "RIO")),
        plain("code_use_of_a_code_of_before", "person_code_none", code(4, 2, "MARIE") + &used("U9", 4, "P4", "TRUE", "MARIE")),
        plain(
            "code_use_of_a_code_taken_back",
            "person_code_none",
            code(4, 2, "MARIE").replace("'$argon2id$v=19$m=19456,t=2,p=1$c2Vs$YQ', 'known'", "NULL, NULL")
                + &used("U9", 4, "P4", "TRUE", "MARIE").replace("4, 1, 'P4'", "4, 2, 'P4'"),
        ),
        plain("code_use_before_it_was_chosen", "person_code_none", used("U9", 4, "P4", "TRUE", "MARIE").replace(AT, EARLIER)),
        plain("code_use_for_another_person", "presentation_of_another", used("U9", 4, "P1", "TRUE", "MARIE")),
        plain("code_use_on_another_screen", "presentation_of_another", used("U9", 4, "P4", "TRUE", "PAUL")),
        plain("code_use_out_of_order", "signature_times_in_order", used("U0", 1, "P1", "TRUE", "MARIE")),
        plain("code_use_while_locked", "person_code_locked", wrong.clone() + &used("U46", 4, "P4", "TRUE", "MARIE")),
        plain(
            "code_use_a_second_too_early",
            "person_code_locked",
            wrong.clone() + &used("U46", 4, "P4", "TRUE", "MARIE").replace(AT, "'2026-11-10T09:00:59.000000+00:00'"),
        ),
        plain(
            "code_use_after_a_sixth_wrong_one",
            "person_code_locked",
            wrong
                + &used("U46", 4, "P4", "FALSE", "MARIE").replace(AT, "'2026-11-10T09:01:00.000000+00:00'")
                + &used("U47", 4, "P4", "TRUE", "MARIE").replace(AT, "'2026-11-10T09:02:59.000000+00:00'"),
        ),
    ]
}

fn readings() -> Vec<Attack> {
    let screen = |name: &str, at: &str| screens("P9", &[name]).replace(AT, at);
    vec![
        plain("statement_presented_by_an_auditor", "role_not_allowed", presentation("P9", "2026-11-4", "ADA")),
        plain("statement_presented_by_who_awaits_confirmation", "access_not_confirmed", presentation("P9", "2026-11-4", "RIO")),
        plain("statement_presented_that_nobody_issued", "statement_not_issued", presentation("P9", "2026-12-4", "MARIE")),
        plain(
            "statement_screen_before_its_presentation",
            "signature_times_in_order",
            presentation("P9", "2026-11-4", "MARIE") + &screen("plain", EARLIER),
        ),
        plain(
            "detail_before_the_plain_layer",
            "signature_times_in_order",
            presentation("P9", "2026-11-4", "MARIE") + &screen("detail", AT),
        ),
        plain(
            "answers_before_the_plain_layer",
            "signature_times_in_order",
            presentation("P9", "2026-11-4", "MARIE") + &screen("answer", AT),
        ),
        plain(
            "statement_screen_after_two_hours",
            "presentation_over",
            presentation("P9", "2026-11-4", "MARIE") + &screen("plain", LATER),
        ),
        plain("screen_shown_after_the_answer", "statement_answer_presentation_unique", screens("P1", &["detail"])),
        plain("statement_screen_edit", "append_only", format!("UPDATE statement_screen SET shown_at = {LATER}")),
    ]
}

fn answers() -> Vec<Attack> {
    let told = |name, expected, comment: &'static str, answer: &'static str| {
        written(name, expected, move |engine| {
            used("U9", 4, "P4", "TRUE", "MARIE") + &words(engine, "A9", comment) + &Answer { answer, ..interview() }.sql()
        })
    };
    vec![
        answered("answer_by_an_auditor", "role_not_allowed", |answer| answer.by = "ADA"),
        answered("answer_by_who_awaits_confirmation", "access_not_confirmed", |answer| answer.by = "RIO"),
        answered("answer_to_another_file", "answer_not_its_statement", |answer| answer.sha = "6".repeat(64)),
        answered("answer_to_no_statement", "answer_not_its_statement", |answer| answer.statement = "2026-11-9"),
        answered("answer_in_the_presentation_of_another_statement", "presentation_of_another", |answer| {
            answer.presentation = "'P1'"
        }),
        answered("answer_in_the_presentation_of_another_user", "presentation_of_another", |answer| answer.by = "LUC"),
        answered("answer_says_that_the_detail_was_shown", "answer_without_reading", |answer| answer.layers = "plain_detail"),
        answered("answer_before_the_screens", "answer_without_reading", |answer| answer.at = EARLIER),
        written("answer_without_the_screen_of_answers", "answer_without_reading", |engine| {
            presentation("P9", "2026-11-4", "MARIE")
                + &screens("P9", &["plain"])
                + &used("U9", 4, "P9", "TRUE", "MARIE")
                + &words(engine, "A9", "")
                + &Answer { presentation: "'P9'", ..interview() }.sql()
        }),
        answered("answer_after_two_hours", "presentation_over", |answer| answer.at = LATER),
        answered("answer_without_a_code", "answer_without_code", |answer| answer.code_use = "NULL"),
        answered("answer_by_the_code_of_another_person", "answer_without_code", |answer| answer.code_use = "'U1'"),
        answered("not_signed_by_the_code_of_another_person", "answer_without_code", |answer| {
            (answer.answer, answer.code_use) = ("not_signed", "'U1'");
        }),
        written("answer_by_a_wrong_code", "answer_without_code", |engine| {
            used("U9", 4, "P4", "FALSE", "MARIE") + &words(engine, "A9", "") + &interview().sql()
        }),
        written("answer_by_the_code_of_another_presentation", "answer_without_code", |engine| {
            presentation("P9", "2026-11-4", "MARIE")
                + &screens("P9", &["plain", "answer"])
                + &used("U9", 4, "P9", "TRUE", "MARIE")
                + &words(engine, "A9", "")
                + &interview().sql()
        }),
        written("answer_without_words", "answer_words_missing", |_| used("U9", 4, "P4", "TRUE", "MARIE") + &interview().sql()),
        told("reserve_without_words", "answer_words_missing", " ", "reserve"),
        told("disagreement_without_words", "answer_words_missing", "", "disagree"),
        written("refusal_of_who_has_signed", "statement_transition_unknown", |engine| {
            presentation("P9", "2026-11-1", "MARIE")
                + &screens("P9", &["plain", "answer"])
                + &words(engine, "A9", "")
                + &Answer {
                    statement: "2026-11-1",
                    answer: "not_signed",
                    presentation: "'P9'",
                    code_use: "NULL",
                    sha: "0".repeat(64),
                    ..interview()
                }
                .sql()
        }),
        written("words_bound_by_no_salt", "constraint_violated", |engine| {
            words(engine, "A9", "").replace(&bytes(engine, &"07".repeat(16)), &bytes(engine, "07"))
        }),
        answered("answer_of_no_kind", "constraint_violated", |answer| answer.answer = "maybe"),
        answered("answer_at_the_interview_with_a_sheet", "constraint_violated", |answer| answer.scan = "'CX'".to_owned()),
        plain("answer_changed", "append_only", "UPDATE statement_answer SET answer = 'agree' WHERE id = 'A1'"),
        plain("words_changed", "append_only", "UPDATE statement_words SET comment = 'Tout va bien'"),
        plain("words_deleted", "append_only", "DELETE FROM statement_words"),
        plain(
            "words_erased_in_litigation",
            "file_in_litigation",
            format!(
                "INSERT INTO litigation_hold (seq, person, held_from, reason, placed_at, placed_by)
                    VALUES (9, 1, '2026-11-01', 'Recours', {AT}, 'PAUL');
                 UPDATE statement_words SET salt = NULL, comment = NULL, helper = NULL, help = NULL WHERE answer = 'A1'"
            ),
        ),
    ]
}

fn papers() -> Vec<Attack> {
    vec![
        written("sheet_by_an_auditor", "role_not_allowed", |engine| scan(engine, "C9", "2026-11-2", "ADA")),
        written("sheet_by_who_awaits_confirmation", "access_not_confirmed", |engine| scan(engine, "C9", "2026-11-2", "RIO")),
        written("sheet_of_another_kind", "evidence_kind_unknown", |engine| {
            scan(engine, "C9", "2026-11-2", "MARIE").replace("'pdf', 8", "'png', 8")
        }),
        on_paper("sheet_of_another_statement", "scan_of_another", |answer| answer.scan = "'C3'".to_owned()),
        on_paper("sheet_that_another_joined", "scan_of_another", |answer| answer.by = "LUC"),
        on_paper("sheet_signed_before_the_issue", "signature_times_in_order", |answer| answer.signed_on = "'2026-11-09'"),
        written("sheet_while_another_waits", "paper_awaits_look", |engine| {
            scan(engine, "C9", "2026-11-4", "MARIE") + &words(engine, "A9", "") + &paper("A9", "2026-11-4", "C9").sql()
        }),
        written("sheet_older_than_the_last_word", "signature_times_in_order", |engine| {
            contested_on_paper(engine)
                + &scan(engine, "C10", "2026-11-2", "MARIE")
                + &words(engine, "A10", "")
                + &Answer { signed_on: "'2026-11-11'", ..paper("A10", "2026-11-2", "C10") }.sql()
        }),
        on_paper("sheet_with_a_code", "constraint_violated", |answer| answer.code_use = "'UX'"),
        plain("second_look_by_an_auditor", "role_not_allowed", look("A4", "TRUE", "NULL", "ADA")),
        plain("second_look_by_who_awaits_confirmation", "access_not_confirmed", look("A4", "TRUE", "NULL", "RIO")),
        plain("second_look_at_no_sheet", "scan_of_another", look("A1", "TRUE", "NULL", "PAUL")),
        plain(
            "second_look_before_the_sheet",
            "signature_times_in_order",
            look("A4", "TRUE", "NULL", "PAUL").replace(AT, EARLIER),
        ),
        plain("second_look_by_the_same_user", "second_look_by_oneself", look("A4", "TRUE", "NULL", "MARIE")),
        written("second_look_by_the_same_hand", "access_same_hand", |engine| {
            alix_a_head()
                + &scan(engine, "C9", "2026-11-2", "ISA")
                + &words(engine, "A9", "")
                + &Answer { by: "ISA", ..paper("A9", "2026-11-2", "C9") }.sql()
                + &look("A9", "TRUE", "NULL", "ALIX")
        }),
        plain("sheet_set_aside_without_reason", "statement_look_reason_filled", look("A4", "FALSE", "' '", "MARIE")),
        plain("second_look_taken_back", "append_only", "UPDATE statement_look SET accepted = FALSE, reason = 'Non'"),
    ]
}

fn tries() -> Vec<Attack> {
    vec![
        plain("try_by_an_auditor", "role_not_allowed", tried("2026-11-4", 2, "2026-11-10", "ADA")),
        plain("try_by_who_awaits_confirmation", "access_not_confirmed", tried("2026-11-4", 2, "2026-11-10", "RIO")),
        plain("try_ahead", "statement_step_in_order", tried("2026-11-4", 3, "2026-11-10", "MARIE")),
        plain("try_before_the_issue", "signature_times_in_order", tried("2026-11-4", 2, "2026-11-09", "MARIE")),
        plain("try_after_an_answer", "statement_transition_unknown", tried("2026-11-1", 1, "2026-11-10", "MARIE")),
        written("try_after_a_refusal", "statement_transition_unknown", |engine| {
            refused_and_shown_again(engine) + &tried("2026-11-4", 2, "2026-11-10", "MARIE")
        }),
        plain(
            "try_by_no_means",
            "statement_try_means_known",
            tried("2026-11-4", 2, "2026-11-10", "MARIE").replace("telephone", "pigeon"),
        ),
        plain(
            "not_reached_after_one_try",
            "statement_tries_too_few",
            step("2026-11-4", 1, "not_reached", "NULL", "NULL", "MARIE"),
        ),
        plain(
            "not_reached_after_two_tries",
            "statement_tries_too_few",
            tried("2026-11-4", 2, "2026-11-10", "MARIE") + &step("2026-11-4", 1, "not_reached", "NULL", "NULL", "MARIE"),
        ),
    ]
}

fn steps() -> Vec<Attack> {
    let shown = || presentation("P9", "2026-11-4", "MARIE");
    vec![
        plain("step_by_an_auditor", "role_not_allowed", step("2026-11-4", 1, "presented", "'P4'", "NULL", "ADA")),
        plain(
            "step_by_who_awaits_confirmation",
            "access_not_confirmed",
            step("2026-11-4", 1, "presented", "'P4'", "NULL", "RIO"),
        ),
        plain("step_ahead", "statement_step_in_order", step("2026-11-4", 2, "presented", "'P4'", "NULL", "MARIE")),
        plain(
            "step_before_the_last",
            "statement_step_in_order",
            step("2026-11-1", 3, "contested", "NULL", "'A1'", "MARIE").replace(AT, EARLIER),
        ),
        plain("step_of_no_statement", "statement_step_in_order", step("2026-11-9", 1, "presented", "'P4'", "NULL", "MARIE")),
        plain(
            "signed_statement_hidden_by_a_presentation",
            "statement_transition_unknown",
            presentation("P9", "2026-11-1", "MARIE") + &step("2026-11-1", 3, "presented", "'P9'", "NULL", "MARIE"),
        ),
        plain(
            "presented_by_the_presentation_of_another",
            "presentation_of_another",
            step("2026-11-4", 1, "presented", "'P1'", "NULL", "MARIE"),
        ),
        plain(
            "presented_by_another_user",
            "presentation_of_another",
            shown() + &step("2026-11-4", 1, "presented", "'P9'", "NULL", "LUC"),
        ),
        plain(
            "presented_at_another_time",
            "presentation_of_another",
            shown() + &step("2026-11-4", 1, "presented", "'P9'", "NULL", "MARIE").replace(AT, LATER),
        ),
        written("contested_by_who_agrees", "answer_not_its_statement", |engine| {
            used("U9", 4, "P4", "TRUE", "MARIE")
                + &words(engine, "A9", "")
                + &interview().sql()
                + &step("2026-11-4", 1, "contested", "NULL", "'A9'", "MARIE")
        }),
        plain(
            "signed_by_the_answer_to_another",
            "answer_not_its_statement",
            step("2026-11-4", 1, "signed", "NULL", "'A1'", "MARIE"),
        ),
        written("signed_by_another_user_than_the_answer", "answer_not_its_statement", |engine| {
            used("U9", 4, "P4", "TRUE", "MARIE")
                + &words(engine, "A9", "")
                + &interview().sql()
                + &step("2026-11-4", 1, "signed", "NULL", "'A9'", "LUC")
        }),
        plain(
            "signed_by_a_sheet_that_nobody_verified",
            "second_look_missing",
            step("2026-11-4", 1, "signed", "NULL", "'A4'", "MARIE"),
        ),
        plain(
            "signed_by_a_sheet_set_aside",
            "second_look_missing",
            look("A4", "FALSE", "'Illisible'", "PAUL") + &step("2026-11-4", 1, "signed", "NULL", "'A4'", "PAUL"),
        ),
        plain(
            "signed_by_another_than_who_verified",
            "second_look_missing",
            look("A4", "TRUE", "NULL", "PAUL") + &step("2026-11-4", 1, "signed", "NULL", "'A4'", "MARIE"),
        ),
        written("signed_by_a_sheet_older_than_the_last_word", "signature_times_in_order", |engine| {
            contested_the_day_after(engine)
                + &look("A4", "TRUE", "NULL", "PAUL").replace(AT, DAY_AFTER)
                + &step("2026-11-4", 2, "signed", "NULL", "'A4'", "PAUL").replace(AT, DAY_AFTER)
        }),
        written("not_reached_after_a_refusal", "statement_transition_unknown", |engine| {
            tried("2026-11-4", 2, "2026-11-10", "MARIE")
                + &tried("2026-11-4", 3, "2026-11-10", "MARIE")
                + &refused_and_shown_again(engine)
                + &step("2026-11-4", 3, "not_reached", "NULL", "NULL", "MARIE")
        }),
        plain("signed_by_nothing", "constraint_violated", step("2026-11-4", 1, "signed", "NULL", "NULL", "MARIE")),
        plain("step_edit", "append_only", "UPDATE statement_step SET state = 'signed'"),
        plain(
            "statement_transition_added",
            "catalogue_fixed",
            "INSERT INTO statement_transition (from_state, to_state) VALUES ('signed', 'to_present')",
        ),
    ]
}

/// What the attacks change is refused for that alone: as they are, an answer, a sheet, three tries and a wait are accepted.
pub async fn lawful_lives_are_accepted(test: TestDb) {
    let engine = test.engine;
    let answered = step("2026-11-4", 1, "presented", "'P4'", "NULL", "MARIE")
        + &used("U9", 4, "P4", "TRUE", "MARIE")
        + &words(engine, "A9", "")
        + &interview().sql()
        + &step("2026-11-4", 2, "signed", "NULL", "'A9'", "MARIE");
    test.plain_sql(&answered).await.unwrap();
    let verified = scan(engine, "C9", "2026-11-2", "LUC")
        + &words(engine, "A2", "Une erreur")
        + &Answer { answer: "disagree", by: "LUC", ..paper("A2", "2026-11-2", "C9") }.sql()
        + &look("A2", "TRUE", "NULL", "PAUL")
        + &step("2026-11-2", 1, "contested", "NULL", "'A2'", "PAUL");
    test.plain_sql(&verified).await.unwrap();
    let more = scan(engine, "C8", "2026-11-2", "LUC")
        + &words(engine, "A8", "Encore une erreur")
        + &Answer { answer: "disagree", by: "LUC", ..paper("A8", "2026-11-2", "C8") }.sql()
        + &look("A8", "TRUE", "NULL", "PAUL")
        + &step("2026-11-2", 2, "contested", "NULL", "'A8'", "PAUL");
    test.plain_sql(&more).await.unwrap();
    let wrong: String = (1..=5).map(|no| used(&format!("UZ{no}"), 4, "P4", "FALSE", "MARIE")).collect();
    let waited = wrong + &used("UZ6", 4, "P4", "TRUE", "MARIE").replace(AT, "'2026-11-10T09:01:00.000000+00:00'");
    test.plain_sql(&waited).await.unwrap();
    let month =
        "INSERT INTO statement (number, person, month, model, pdf_sha256, chain_seq, chain_seal, issued_on, issued_at, issued_by)
        SELECT '2026-10-4', person, '2026-10', model, pdf_sha256, chain_seq, chain_seal, issued_on, issued_at, issued_by
            FROM statement WHERE number = '2026-11-4';";
    let tries: String = (1..=3).map(|no| tried("2026-10-4", no, "2026-11-10", "MARIE")).collect();
    let unreached = month.to_owned() + &tries + &step("2026-10-4", 1, "not_reached", "NULL", "NULL", "MARIE");
    test.plain_sql(&unreached).await.unwrap();
    test.plain_sql("UPDATE statement_words SET salt = NULL, comment = NULL, helper = NULL, help = NULL WHERE answer = 'A1'")
        .await
        .unwrap();
}

/// The table of the database and the function say the same of every pair of states.
pub async fn transitions_agree(test: TestDb) {
    for from in State::ALL {
        for to in State::ALL {
            let sql = format!(
                "SELECT COUNT(*) FROM statement_transition WHERE from_state = '{}' AND to_state = '{}'",
                from.code(),
                to.code()
            );
            assert_eq!(test.count(&sql).await == 1, may_follow(from, to), "{from:?} {to:?}");
        }
    }
}
