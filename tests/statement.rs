//! The statement as a reader gets it.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/statement_samples.rs"]
mod samples;

use quitus::statement::document::Document;
use quitus::statement::model::{Print, Statement};
use quitus::statement::render::render;

fn pdf(statement: &Statement) -> Vec<u8> {
    let document = Document::of(statement).unwrap();
    render(&serde_json::to_vec(&document).unwrap()).unwrap()
}

#[test]
fn look() {
    let out = std::env::var("LOOK").unwrap();
    std::fs::write(format!("{out}/persona.pdf"), pdf(&samples::persona())).unwrap();
    std::fs::write(format!("{out}/hard.pdf"), pdf(&samples::hard())).unwrap();
    std::fs::write(format!("{out}/large.pdf"), pdf(&Statement { print: Print::Large, ..samples::persona() })).unwrap();
}
