//! `kill -9` at random moments of each step of the month: the books verify, and the same command again completes with one effect.

use crate::engine::{Engine, TestDb, both_engines_from, drop_database};
use crate::office::{APPROVE, COMPTABLE, Office, PREPARE, SEAL, SETTLED, build, digest, text};
use crate::process::start;
use crate::template::copy_of;
use libtest_mimic::Trial;
use quitus::books::prove;
use quitus::demo::chance::Chance;
use quitus::store::Db;
use std::time::{Duration, Instant};

/// Kills of each of the five steps, on each engine.
const KILLS: u32 = 40;
/// Kills of one copy of the database before the command is left to complete.
const KILLS_OF_A_COPY: u32 = 5;
/// Kills of an export, late, around the writing of the file.
const EXPORTS: u32 = 20;
/// Of a hundred kills, how many must hit a process at work.
const HITS_PER_CENT: u32 = 60;
const SEED: u64 = 1_954;

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    both_engines_from("crash::a_killed_step_is_done_once", build, a_killed_step_is_done_once)
}

/// A step of the month.
struct Step {
    name: &'static str,
    arguments: Vec<String>,
    /// The refusal that says that it was done before, where the step says so.
    already: Option<&'static str>,
}

fn step(name: &'static str, arguments: &[&str], already: Option<&'static str>) -> Step {
    Step { name, arguments: arguments.iter().map(|&word| word.to_owned()).collect(), already }
}

async fn a_killed_step_is_done_once(test: TestDb) {
    test.db.close().await;
    let office = Office::at(&test.url);
    let files = office.statements();
    let mut score = Score { chance: Chance::of(SEED, 0), kills: 0, hits: 0 };
    let import = ["bank", "import", &files[0], &files[1], "--by", COMPTABLE];
    score.step(&test, step("import", &import, None)).await;
    score.step(&test, step("prepare", PREPARE, None)).await;
    score.step(&test, step("approve", APPROVE, Some("order_none_proposed"))).await;
    score.step(&test, step("seal", SEAL, Some("batch_nothing_to_send"))).await;
    score.exports(&office);
    let settlement = office.put(&office.settlement());
    let settle = ["--today", SETTLED, "bank", "import", &settlement, "--by", COMPTABLE];
    score.step(&test, step("settle", &settle, None)).await;
    eprintln!("{}: {} kills, {} of a process at work", test.engine.word(), score.kills, score.hits);
    assert!(score.hits * 100 >= score.kills * HITS_PER_CENT, "{} kills, only {} hits", score.kills, score.hits);
}

struct Score {
    chance: Chance,
    kills: u32,
    hits: u32,
}

impl Score {
    /// Kills a step again and again on copies of the database, which itself goes on undisturbed.
    async fn step(&mut self, test: &TestDb, step: Step) {
        let before = copy_of(test.engine, &test.url).await;
        before.db.close().await;
        let clock = Instant::now();
        run(&test.url, &step, false);
        let mut lasts = clock.elapsed();
        let expected = state(&test.url).await;
        assert_ne!(state(&before.url).await, expected, "{} has an effect", step.name);
        let last = self.kills + KILLS;
        while self.kills < last {
            let copy = copy_of(test.engine, &before.url).await;
            copy.db.close().await;
            let done = self.kill(&copy, &step, lasts, last.min(self.kills + KILLS_OF_A_COPY), &expected).await;
            let clock = Instant::now();
            run(&copy.url, &step, done);
            if !done {
                lasts = clock.elapsed();
            }
            assert_eq!(state(&copy.url).await, expected, "{} again, after {} kills", step.name, self.kills);
            discard(copy).await;
        }
        discard(before).await;
    }

    /// Kills exports over an older file: what stands under its name is the old file or the new one, whole.
    fn exports(&mut self, office: &Office) {
        let id = office.batch();
        let (first, out) = (text(&office.path("premier.xml")), text(&office.path("envoi.xml")));
        let export = |to: &str| start(&mut office.command(&["batch", "export", &id, "--out", to, "--by", COMPTABLE]));
        let clock = Instant::now();
        export(&first).finish().done();
        let lasts = i64::try_from(clock.elapsed().as_micros()).unwrap();
        let whole = std::fs::read(first).unwrap();
        for _ in 0..EXPORTS {
            std::fs::write(&out, "ancien").unwrap();
            let micros = u64::try_from(self.chance.between(lasts / 2, lasts)).unwrap();
            export(&out).kill_after(Duration::from_micros(micros));
            let found = std::fs::read(&out).unwrap();
            assert!(found == b"ancien" || found == whole, "{} bytes of {}", found.len(), whole.len());
        }
        export(&out).finish().done();
        assert_eq!(std::fs::read(&out).unwrap(), whole);
    }

    /// Kills the step until its effect is complete or `last` is reached; true when it is complete.
    async fn kill(&mut self, copy: &TestDb, step: &Step, lasts: Duration, last: u32, expected: &[(String, i64)]) -> bool {
        while self.kills < last {
            let micros = self.chance.between(0, i64::try_from(lasts.as_micros()).unwrap());
            let office = Office::at(&copy.url);
            let arguments: Vec<&str> = step.arguments.iter().map(String::as_str).collect();
            let hit = start(&mut office.command(&arguments)).kill_after(Duration::from_micros(u64::try_from(micros).unwrap()));
            self.kills += 1;
            self.hits += u32::from(hit);
            if state(&copy.url).await == expected {
                return true;
            }
        }
        false
    }
}

/// Runs the step to its end.
fn run(url: &str, step: &Step, done_before: bool) {
    let arguments: Vec<&str> = step.arguments.iter().map(String::as_str).collect();
    let answer = Office::at(url).run(&arguments);
    match step.already {
        Some(code) if done_before => assert_eq!((answer.code, answer.refusal().as_str()), (Some(1), code)),
        _ => assert_eq!(answer.code, Some(0), "{}: {answer:?}", step.name),
    }
}

/// Opens the database, proves the books, and says what happened.
async fn state(url: &str) -> Vec<(String, i64)> {
    let db = Db::open(url).await.unwrap();
    let mut tx = db.read().await.unwrap();
    prove(&mut tx).await.unwrap();
    drop(tx);
    let state = digest(&db).await;
    db.close().await;
    state
}

async fn discard(copy: TestDb) {
    if copy.engine == Engine::Postgres {
        drop_database(&copy.url).await;
    }
}
