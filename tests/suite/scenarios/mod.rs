//! Behaviours as tables that an accountant can read and check: `tests/scenarios/*.md`, each on both engines, through the
//! program's own services. `tests/scenarios/LISEZMOI.md` tells how they are written.
#![expect(clippy::indexing_slicing, reason = "a test fails by panicking")]

mod actions;
mod bank;
mod cfonb;
mod given;
mod interest;
mod signature;
mod statement;
mod text;
mod then;
mod undone;
mod world;

use crate::engine::{TestDb, both_engines};
use crate::sources::files;
use libtest_mimic::Trial;
use std::sync::Arc;
use text::{Kind, Part, Scenario};
use world::{World, day};

/// One test per file and engine.
pub fn tests() -> Vec<Trial> {
    let files = files(&["tests/scenarios"], "md").into_iter().filter(|file| !file.path.ends_with("LISEZMOI.md"));
    files
        .flat_map(|file| {
            let name = file.path.trim_start_matches("tests/scenarios/").trim_end_matches(".md").replace('-', "_");
            let file = Arc::new(file);
            both_engines(&format!("scenarios::{name}"), move |test| {
                let file = Arc::clone(&file);
                async move { play(&test, &text::read(&file.path, &file.text)).await }
            })
        })
        .collect()
}

async fn play(test: &TestDb, scenario: &Scenario) {
    let mut world = World::new(test).await;
    for part in &scenario.parts {
        match part.kind {
            Kind::Given => given(&mut world, &scenario.path, part).await,
            Kind::When => when(&mut world, part).await,
            Kind::Then => then::check(&world, &scenario.path, part).await,
        }
    }
}

/// `## Étant donné, le 20/11/2026, refus tier_b_unjustified`
async fn given(world: &mut World, path: &str, part: &Part) {
    let (mut today, mut refused) = ("01/10/2026", None);
    for word in part.note.split(", ").filter(|word| !word.is_empty()) {
        match (word.strip_prefix("le "), word.strip_prefix("refus ")) {
            (Some(text), _) => today = text,
            (_, Some(code)) => refused = Some(code),
            _ => panic!("{path}: « {word} » ne se dit pas de « Étant donné »"),
        }
    }
    let act = world.act(path, "Denis", day(path, today));
    let mut tx = world.db.write().await.unwrap();
    let answer = match given::import(world, &mut tx, &act, part).await {
        Ok(()) => tx.commit().await,
        Err(failure) => Err(failure),
    };
    actions::expect(path, refused, "", answer);
}

async fn when(world: &mut World, part: &Part) {
    for table in &part.tables {
        match table.subject.as_str() {
            "banque" => {
                let (refused, answer) = bank::import(world, table).await;
                actions::expect(&table.place, refused.as_deref(), "", answer);
            }
            "jour" => actions::run(world, table).await,
            other => panic!("{}: la table « {other} » est inconnue", table.place),
        }
    }
}
