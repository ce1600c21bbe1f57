//! Entries as a forger writes them: by hand, lawful in everything but the one thing that an attack changes.

use super::super::engine::Engine;
use super::state::bytes;

/// An entry to forge; each field is an SQL expression.
#[derive(Clone)]
pub struct Forged {
    /// How money is said to move.
    pub movement: &'static str,
    /// The journal.
    pub journal: &'static str,
    /// What is said to cause it.
    pub source: &'static str,
    /// Who is said to post it.
    pub by: &'static str,
    /// The entry that it reverses.
    pub corrects: &'static str,
    /// The booking day.
    pub day: &'static str,
    /// The year of the number.
    pub year: &'static str,
    /// The place in the chain, or the next one.
    pub seq: Option<&'static str>,
    /// The number, or the next one.
    pub number: Option<&'static str>,
    /// The previous seal, or the right one.
    pub previous: Option<&'static str>,
    /// The seal, or an invented one.
    pub seal: Option<&'static str>,
    /// The instant of recording.
    pub at: &'static str,
    /// Account, cents, category.
    pub lines: Vec<(i64, &'static str, Option<&'static str>)>,
}

impl Default for Forged {
    fn default() -> Self {
        Self {
            movement: "rent_set_aside",
            journal: "LO",
            source: "S3",
            by: "PAUL",
            corrects: "NULL",
            day: "'2026-11-12'",
            year: "2026",
            seq: None,
            number: None,
            previous: None,
            seal: None,
            at: "'2026-11-12T09:00:00.000000+00:00'",
            lines: Vec::new(),
        }
    }
}

/// The next place in the chain.
pub const NEXT: &str = "(SELECT MAX(seq) + 1 FROM entry)";

impl Forged {
    /// The entry's statements: lines first, then the header that closes it.
    pub fn sql(&self, engine: Engine) -> String {
        let seq = self.seq.unwrap_or(NEXT);
        let mut sql = String::new();
        for (no, (account, cents, category)) in (1..).zip(&self.lines) {
            let category = category.map_or("NULL".to_owned(), |code| format!("'{code}'"));
            sql += &format!(
                "INSERT INTO line (entry, no, account, occurred_on, cents, category) VALUES ({seq}, {no}, {account}, {}, {cents}, {category});",
                self.day
            );
        }
        let number = format!(
            "(SELECT COALESCE(MAX(number), 0) + 1 FROM entry WHERE journal = '{}' AND year = {})",
            self.journal, self.year
        );
        let seal = bytes(engine, &"ab".repeat(32));
        sql += &format!(
            "INSERT INTO entry (seq, journal, year, number, movement, occurred_on, value_on, recorded_at, recorded_by, source, corrects, commitment,
                previous_seal, seal) VALUES ({seq}, '{journal}', {year}, {number}, '{movement}', {day}, {day}, {at}, '{by}', '{source}', {corrects},
                {commitment}, {previous}, {seal});",
            journal = self.journal,
            year = self.year,
            number = self.number.unwrap_or(&number),
            movement = self.movement,
            day = self.day,
            at = self.at,
            by = self.by,
            source = self.source,
            corrects = self.corrects,
            commitment = bytes(engine, &"cd".repeat(32)),
            previous = self.previous.unwrap_or("(SELECT seal FROM entry ORDER BY seq DESC LIMIT 1)"),
            seal = self.seal.unwrap_or(&seal),
        );
        sql
    }
}
