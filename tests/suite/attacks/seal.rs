//! Against the organisation's seal: a key that nobody put in force, a proof of what does not count, a file that was replaced.

use super::state::{AT, bytes};
use super::{Attack, plain};
use crate::engine::Engine;

const LATER: &str = "'2026-11-10T09:20:00.000000+00:00'";
const EARLIER: &str = "'2026-11-10T08:59:59.000000+00:00'";

/// One key in force, and the proof of what person 1 answered.
pub fn sql(engine: Engine) -> String {
    key(engine, 1, "ALIX", AT) + &proof(engine, "A1")
}

/// A certificate and a secret part are bytes to the database, the secret sealed by the key `k1` outside.
fn key(engine: Engine, no: i64, by: &str, at: &str) -> String {
    format!(
        "INSERT INTO seal_key (no, certificate, secret, origin, since, added_by) VALUES ({no}, {}, {}, 'made', {at}, '{by}');",
        bytes(engine, &format!("{no:02x}").repeat(300)),
        bytes(engine, &secret("a1"))
    )
}

fn secret(key: &str) -> String {
    format!("01{}{}", key.repeat(8), "55".repeat(100))
}

fn proof(engine: Engine, answer: &str) -> String {
    format!(
        "INSERT INTO statement_proof (answer, file, sha256, seal, seal_key, sealed_at) VALUES ('{answer}', {}, '{}', {}, 1, {AT});",
        bytes(engine, "7b7d"),
        "b".repeat(64),
        bytes(engine, &"66".repeat(300))
    )
}

/// What person 1 wrote, erased as their rights ask.
const WORDS_ERASED: &str =
    "UPDATE statement_words SET salt = NULL, comment = NULL, helper = NULL, help = NULL WHERE answer = 'A1';";
const FILE_ERASED: &str = "UPDATE statement_proof SET file = NULL WHERE answer = 'A1';";

fn written(name: &'static str, expected: &'static str, sql: impl Fn(Engine) -> String + Send + Sync + 'static) -> Attack {
    Attack { name, expected, on_postgres: None, sql: Box::new(move |engine| Some(sql(engine))) }
}

pub fn attacks() -> Vec<Attack> {
    [keys(), proofs()].into_iter().flatten().collect()
}

fn keys() -> Vec<Attack> {
    vec![
        written("seal_key_by_who_approves_money", "role_not_allowed", |engine| key(engine, 2, "PAUL", LATER)),
        written("seal_key_by_a_closed_account", "role_not_allowed", |engine| key(engine, 2, "OLD", LATER)),
        written("seal_key_in_clear", "seal_key_in_clear", |engine| key(engine, 2, "ALIX", LATER).replace("01a1a1", "02a1a1")),
        written("seal_key_ahead", "seal_key_in_order", |engine| key(engine, 3, "ALIX", LATER)),
        written("seal_key_before_another", "seal_key_in_order", |engine| key(engine, 2, "ALIX", EARLIER)),
        written("seal_key_twice", "seal_key_certificate_unique", |engine| {
            key(engine, 2, "ALIX", LATER).replace(&"02".repeat(300), &"01".repeat(300))
        }),
        written("seal_key_of_nothing", "constraint_violated", |engine| {
            key(engine, 2, "ALIX", LATER).replace(&"02".repeat(300), "02")
        }),
        written("seal_key_secret_in_clear", "append_only", |engine| {
            format!("UPDATE seal_key SET secret = {};", bytes(engine, &"55".repeat(109)))
        }),
        written("seal_key_secret_by_the_same_key", "append_only", |engine| {
            format!("UPDATE seal_key SET secret = {};", bytes(engine, &secret("a1").replace("55", "56")))
        }),
        written("seal_key_certificate_changed", "append_only", |engine| {
            format!(
                "UPDATE seal_key SET certificate = {}, secret = {};",
                bytes(engine, &"09".repeat(300)),
                bytes(engine, &secret("a2"))
            )
        }),
        plain("seal_key_made_older", "append_only", format!("UPDATE seal_key SET since = {EARLIER};")),
        plain("seal_key_deleted", "append_only", "DELETE FROM seal_key;"),
        Attack {
            name: "seal_key_replaced_by_another_certificate",
            expected: "seal_key_certificate_unique",
            on_postgres: None,
            sql: Box::new(|engine| {
                let taken = key(engine, 2, "ALIX", LATER).replace(&"02".repeat(300), &"01".repeat(300));
                (engine == Engine::Sqlite).then(|| taken.replace("INSERT INTO", "INSERT OR REPLACE INTO"))
            }),
        },
    ]
}

fn proofs() -> Vec<Attack> {
    vec![
        written("proof_of_a_sheet_that_waits", "statement_proof_of_its_answer", |engine| proof(engine, "A4")),
        written("proof_without_its_file", "statement_proof_of_its_answer", |engine| {
            proof(engine, "A3").replace(&bytes(engine, "7b7d"), "NULL")
        }),
        written("proof_before_its_answer", "statement_proof_of_its_answer", |engine| proof(engine, "A3").replace(AT, EARLIER)),
        written("proof_by_a_key_of_before", "seal_key_not_in_force", |engine| key(engine, 2, "ALIX", AT) + &proof(engine, "A3")),
        written("proof_by_no_key", "seal_key_not_in_force", |engine| proof(engine, "A3").replace(", 1, ", ", 7, ")),
        written("proof_by_a_later_key", "seal_key_not_in_force", |engine| {
            key(engine, 2, "ALIX", LATER) + &proof(engine, "A3").replace(", 1, ", ", 2, ")
        }),
        written("proof_twice", "append_only", |engine| proof(engine, "A1")).on_postgres("constraint_violated"),
        written("proof_file_replaced", "append_only", |engine| {
            format!("UPDATE statement_proof SET file = {};", bytes(engine, "7b207d"))
        }),
        plain("proof_file_erased_before_the_words", "append_only", FILE_ERASED),
        plain(
            "proof_seal_changed_as_it_is_erased",
            "append_only",
            format!("{WORDS_ERASED} UPDATE statement_proof SET file = NULL, seal_key = 2;"),
        ),
        written("proof_file_given_back", "append_only", |engine| {
            format!("{WORDS_ERASED}{FILE_ERASED}UPDATE statement_proof SET file = {};", bytes(engine, "7b7d"))
        }),
        plain("proof_deleted", "append_only", "DELETE FROM statement_proof;"),
    ]
}

/// What the rules allow: another key outside, another key in force, a proof of what counts, and a file that goes with its words.
pub fn lawful(engine: Engine) -> String {
    format!("UPDATE seal_key SET secret = {};", bytes(engine, &secret("a2")))
        + &proof(engine, "A3")
        + &key(engine, 2, "ALIX", LATER)
        + WORDS_ERASED
        + FILE_ERASED
}
