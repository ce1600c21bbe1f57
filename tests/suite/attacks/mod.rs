//! Plain SQL against the books: a hostile client with its own connection, none of the program's settings, and every table open to
//! it. The database itself must refuse, by the stable code of what it protects, and the books must still verify.

mod around;
mod door;
mod door_state;
mod forge;
mod hands;
mod identity;
mod interest;
mod ledger;
mod litigation;
mod payments;
mod people;
mod portal;
mod print;
mod records;
mod retention;
mod seal;
mod signature;
mod state;
mod two_people;
mod undone;

use crate::engine::{Engine, TestDb, asked, both_engines_from};
use crate::sources::root;
use forge::Forged;
use libtest_mimic::Trial;
use quitus::ledger::Pot;
use quitus::ledger::verify::verify;
use sqlx::{Connection, SqliteConnection};
use std::process::Command;

/// One attack, and the code that must answer it.
pub struct Attack {
    name: &'static str,
    expected: &'static str,
    on_postgres: Option<&'static str>,
    sql: Box<dyn Fn(Engine) -> Option<String> + Send + Sync>,
}

impl Attack {
    /// What answers first on PostgreSQL, where a key is asked before the questions put to the whole statement.
    fn on_postgres(self, code: &'static str) -> Self {
        Self { on_postgres: Some(code), ..self }
    }
}

/// The same statements on both engines.
fn plain(name: &'static str, expected: &'static str, sql: impl Into<String>) -> Attack {
    let sql = sql.into();
    Attack { name, expected, on_postgres: None, sql: Box::new(move |_| Some(sql.clone())) }
}

/// What only one engine can be asked.
fn only(engine: Engine, name: &'static str, expected: &'static str, sql: impl Into<String>) -> Attack {
    let sql = sql.into();
    Attack { name, expected, on_postgres: None, sql: Box::new(move |asked| (asked == engine).then(|| sql.clone())) }
}

/// Two entries in one statement.
fn both(name: &'static str, expected: &'static str, first: Forged<'static>, second: Forged<'static>) -> Attack {
    Attack { name, expected, on_postgres: None, sql: Box::new(move |engine| Some(forge::together(engine, &first, &second))) }
}

/// Statements before an entry, and the entry.
fn forged(name: &'static str, expected: &'static str, before: impl Into<String>, entry: Forged<'static>) -> Attack {
    let before = before.into();
    Attack { name, expected, on_postgres: None, sql: Box::new(move |engine| Some(before.clone() + &entry.sql(engine))) }
}

/// Entries one after the other, each after its own statements.
fn steps(name: &'static str, expected: &'static str, steps: Vec<(String, Forged<'static>)>) -> Attack {
    Attack { name, expected, on_postgres: None, sql: Box::new(move |engine| Some(in_turn(engine, &steps))) }
}

/// Entries one after the other, then two in one statement.
fn together_after(
    name: &'static str,
    expected: &'static str,
    before: Vec<(String, Forged<'static>)>,
    decided: String,
    first: Forged<'static>,
    second: Forged<'static>,
) -> Attack {
    let sql = move |engine| Some(format!("{}{decided}{}", in_turn(engine, &before), forge::together(engine, &first, &second)));
    Attack { name, expected, on_postgres: None, sql: Box::new(sql) }
}

fn in_turn(engine: Engine, steps: &[(String, Forged<'static>)]) -> String {
    let with_its_seal = |(no, (before, entry)): (usize, &(String, Forged<'static>))| {
        let seal = state::bytes(engine, &format!("{:02x}", no + 1).repeat(32));
        format!("{before}{}", Forged { seal: Some(&seal), ..entry.clone() }.sql(engine))
    };
    steps.iter().enumerate().map(with_its_seal).collect()
}

fn all() -> impl Iterator<Item = Attack> {
    let first = [ledger::attacks(), payments::attacks(), people::attacks(), records::attacks()];
    first
        .into_iter()
        .chain([
            undone::attacks(),
            interest::attacks(),
            around::attacks(),
            door::attacks(),
            two_people::attacks(),
            hands::attacks(),
            identity::attacks(),
            retention::attacks(),
            litigation::attacks(),
            signature::attacks(),
            portal::attacks(),
            seal::attacks(),
            print::attacks(),
        ])
        .flatten()
}

/// What a person lawfully answers in their own space, in these books.
pub use portal::answered as answered_in_their_space;
/// The books under attack, for others.
pub use state::build as state;

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    let mut tests: Vec<Trial> = all().flat_map(trials).collect();
    let guarded = both_engines_from("attacks::control_every_rule_is_attacked", state::build, every_rule_is_attacked);
    tests.extend(guarded.into_iter().filter(|trial| trial.name().ends_with(Engine::Sqlite.word())));
    tests.extend(both_engines_from("attacks::control_a_lawful_forgery_is_accepted", state::build, lawful_forgeries_are_accepted));
    tests.extend(both_engines_from(
        "attacks::control_erased_words_leave_the_chain_valid",
        state::build,
        erased_words_leave_the_chain_valid,
    ));
    let schema = both_engines_from("attacks::control_questions_keep_to_their_schema", state::build, around::keep_to_their_schema);
    tests.extend(schema.into_iter().filter(|trial| trial.name().ends_with(Engine::Postgres.word())));
    tests.extend(both_engines_from("attacks::control_erasing_confirms_nothing", state::build, hands::erasing_confirms_nothing));
    tests.extend(both_engines_from(
        "attacks::control_a_lawful_life_is_accepted",
        state::build,
        signature::lawful_lives_are_accepted,
    ));
    tests.extend(both_engines_from("attacks::control_a_lawful_seal_is_accepted", state::build, lawful_seals_are_accepted));
    tests.extend(both_engines_from("attacks::control_transitions_agree", state::build, signature::transitions_agree));
    tests.extend(both_engines_from("attacks::nothing_can_be_rewritten", state::build, records::nothing_can_be_rewritten));
    tests
}

fn trials(attack: Attack) -> Vec<Trial> {
    let Attack { name, expected, on_postgres, sql } = attack;
    let sql = std::sync::Arc::new(sql);
    let asked: Vec<Engine> = Engine::ALL.into_iter().filter(|engine| sql(*engine).is_some()).collect();
    let trials = both_engines_from(&format!("attacks::{name}"), state::build, move |test| {
        let sql = sql(test.engine).unwrap_or_default();
        let expected = on_postgres.filter(|_| test.engine == Engine::Postgres).unwrap_or(expected);
        async move {
            let answer = test.plain_sql(&sql).await;
            let failure = answer.expect_err("the database accepted the attack");
            assert_eq!(failure.code(), Some(expected), "{failure}\n{sql}");
            assert_verified(&test).await;
        }
    });
    trials.into_iter().filter(|trial| asked.iter().any(|engine| trial.name().ends_with(engine.word()))).collect()
}

async fn lawful_seals_are_accepted(test: TestDb) {
    test.plain_sql(&seal::lawful(test.engine)).await.unwrap();
    assert_verified(&test).await;
}

async fn assert_verified(test: &TestDb) {
    let mut tx = test.db.read().await.unwrap();
    verify(&mut tx).await.unwrap();
}

/// The forger's entries are refused for what they change, not for how they are written.
async fn lawful_forgeries_are_accepted(test: TestDb) {
    assert_verified(&test).await;
    let seal = state::bytes(test.engine, &"12".repeat(32));
    let after = Forged { previous: Some(&seal), ..ledger::set_aside() };
    let one = Forged { seal: Some(&seal), ..ledger::set_aside() };
    test.plain_sql(&one.sql(test.engine)).await.unwrap();
    test.plain_sql(&forge::together(test.engine, &after, &ledger::set_aside())).await.unwrap();
    let mut tx = test.db.read().await.unwrap();
    let found = verify(&mut tx).await.unwrap_err();
    assert!(found.to_string().contains("scellé"), "an invented seal is found by verify: {found}");
}

async fn erased_words_leave_the_chain_valid(test: TestDb) {
    let encoded = test.engine == Engine::Sqlite && asked("python3");
    assert!(!encoded || encoder(&test) == (true, String::new()));
    let erase = "UPDATE litigation_hold SET lifted_on = '2026-11-09', lifted_why = 'Jugé', lifted_at = placed_at, lifted_by = 'PAUL';
        UPDATE entry_text SET salt = NULL, text = NULL;
        UPDATE statement_words SET salt = NULL, comment = NULL, helper = NULL, help = NULL;
        UPDATE person_version SET family_name = NULL, given_name = NULL, born_on = NULL, own_iban = NULL, search_key = NULL WHERE person = 1;
        UPDATE bank_line SET counterparty_name = NULL, counterparty_iban = NULL, remittance = NULL;";
    test.plain_sql(erase).await.unwrap();
    assert_verified(&test).await;
    if encoded {
        assert_eq!(encoder(&test), (true, String::new()));
        test.plain_sql(&ledger::set_aside().sql(test.engine)).await.unwrap();
        let (right, found) = encoder(&test);
        assert!(!right && found.contains("seal"), "an invented seal is found by the independent encoder: {found}");
    }
}

/// Without one of its triggers, the database answers at least one attack otherwise. On SQLite, where each rule is a trigger of its own;
/// the triggers that keep rows as they are belong to `nothing_can_be_rewritten`.
async fn every_rule_is_attacked(test: TestDb) {
    let mut connection = SqliteConnection::connect(&test.url).await.unwrap();
    let sql = "SELECT name, tbl_name FROM sqlite_schema WHERE type = 'trigger' ORDER BY name";
    let triggers: Vec<(String, String)> = sqlx::query_as(sql).fetch_all(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let kept = ["_no_update", "_no_delete", "_no_replace", "_fixed", "_only_erased", "account_opens_balance"];
    let mut unguarded = Vec::new();
    for (name, table) in triggers.iter().filter(|(name, _)| !kept.iter().any(|kind| name.contains(kind))) {
        if !is_missed(&test, name, table).await {
            unguarded.push(name);
        }
    }
    assert!(unguarded.is_empty(), "no attack meets {unguarded:?}");
}

async fn is_missed(test: &TestDb, trigger: &str, table: &str) -> bool {
    let attack = |attack: Attack| Some(((attack.sql)(Engine::Sqlite)?, attack.expected));
    let mut attacks: Vec<(String, &str)> = all().filter_map(attack).collect();
    // Those that name the trigger's table first: most often one of them meets it.
    attacks.sort_by_key(|(sql, _)| !sql.contains(table));
    for (sql, expected) in attacks {
        // Rolled back whatever happens, the trigger's absence too: the next attack finds the same books.
        let answer = test.plain_sql(&format!("DROP TRIGGER {trigger}; {sql}; SELECT * FROM after_the_attack")).await;
        let failure = answer.unwrap_err();
        // Let through, or refused for another reason: a text that the database cannot read proves nothing.
        let let_through = failure.to_string().contains("no such table: after_the_attack");
        if let_through || failure.code().is_some_and(|code| code != expected) {
            return true;
        }
    }
    false
}

/// The independent encoder's judgement of a SQLite database.
fn encoder(test: &TestDb) -> (bool, String) {
    let path = test.url.trim_start_matches("sqlite:");
    let script = root().join("tests/vectors/encode.py");
    let answer = Command::new("python3").arg("-B").arg(script).args(["--database", path]).output().unwrap();
    (answer.status.success(), String::from_utf8(answer.stderr).unwrap())
}

/// Pots of people under attack.
fn pot(person: i64, one: Pot) -> i64 {
    state::pot(person, one)
}
