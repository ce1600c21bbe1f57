//! Golden vectors of sealed entries, checked by the program and by an encoder that shares no code with it.

use crate::engine::external;
use crate::sources::root;
use chrono::{DateTime, NaiveDate, Utc};
use libtest_mimic::Trial;
use quitus::ledger::chain::{GENESIS, SealedEntry, SealedLine, canonical, commitment, seal};
use quitus::money::Cents;
use serde::Deserialize;

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    vec![
        Trial::test("vectors::the_program_seals_them", || {
            the_program_seals_them();
            Ok(())
        }),
        external("vectors::the_independent_encoder_seals_them", "python3", the_independent_encoder_seals_them),
    ]
}

#[derive(Deserialize)]
struct Vector {
    seq: i64,
    journal: String,
    year: i64,
    number: i64,
    movement: String,
    occurred_on: NaiveDate,
    value_on: NaiveDate,
    recorded_at: DateTime<Utc>,
    recorded_by: String,
    source: String,
    corrects: Option<i64>,
    salt: String,
    text: String,
    lines: Vec<VectorLine>,
    commitment: String,
    seal: String,
}

#[derive(Deserialize)]
struct VectorLine {
    no: i64,
    account: String,
    cents: i64,
    category: Option<String>,
}

impl Vector {
    fn entry(&self) -> SealedEntry<'_> {
        let lines = self.lines.iter().map(|line| SealedLine {
            no: line.no,
            account: line.account.clone(),
            cents: Cents(line.cents),
            category: line.category.as_deref().unwrap_or(""),
        });
        SealedEntry {
            seq: self.seq,
            journal: &self.journal,
            year: self.year,
            number: self.number,
            movement: &self.movement,
            occurred_on: self.occurred_on,
            value_on: self.value_on,
            recorded_at: self.recorded_at,
            recorded_by: &self.recorded_by,
            source: &self.source,
            corrects: self.corrects,
            commitment: hex::decode(&self.commitment).unwrap().try_into().unwrap(),
            lines: lines.collect(),
        }
    }
}

fn the_program_seals_them() {
    let text = std::fs::read_to_string(root().join("tests/vectors/entries.json")).unwrap();
    let vectors: Vec<Vector> = serde_json::from_str(&text).unwrap();
    assert!(vectors.len() >= 12);
    let mut previous = GENESIS;
    for vector in vectors {
        let salt = hex::decode(&vector.salt).unwrap().try_into().unwrap();
        assert_eq!(hex::encode(commitment(&salt, &vector.text)), vector.commitment, "words of entry {}", vector.seq);
        previous = seal(&previous, &canonical(&vector.entry()));
        assert_eq!(hex::encode(previous), vector.seal, "seal of entry {}", vector.seq);
    }
}

fn the_independent_encoder_seals_them() {
    let encoder = root().join("tests/vectors/encode.py");
    let answer = std::process::Command::new("python3").arg("-B").arg(encoder).output().unwrap();
    assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
}
