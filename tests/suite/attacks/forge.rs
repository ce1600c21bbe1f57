//! Entries as a forger writes them: by hand, lawful in everything but the one thing that an attack changes.

use super::super::engine::Engine;
use super::state::bytes;

/// An entry to forge; each field is an SQL expression.
#[derive(Clone)]
pub struct Forged<'a> {
    /// How money is said to move.
    pub movement: &'a str,
    /// The journal.
    pub journal: &'a str,
    /// What is said to cause it.
    pub source: &'a str,
    /// Who is said to post it.
    pub by: &'a str,
    /// The entry that it reverses.
    pub corrects: &'a str,
    /// The booking day.
    pub day: &'a str,
    /// The year of the number.
    pub year: &'a str,
    /// The place in the chain, or the next one.
    pub seq: Option<&'a str>,
    /// The number, or the next one.
    pub number: Option<&'a str>,
    /// The previous seal, or the right one.
    pub previous: Option<&'a str>,
    /// The seal, or an invented one.
    pub seal: Option<&'a str>,
    /// The instant of recording.
    pub at: &'a str,
    /// Account, cents, category.
    pub lines: Vec<(i64, &'a str, Option<&'a str>)>,
}

impl Default for Forged<'_> {
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

impl Forged<'_> {
    /// The entry's statements: lines first, then the header that closes it.
    pub fn sql(&self, engine: Engine) -> String {
        format!("{}INSERT INTO entry ({COLUMNS}) VALUES {};", self.line_statements(self.seq.unwrap_or(NEXT)), self.header(engine))
    }

    fn line_statements(&self, seq: &str) -> String {
        let mut sql = String::new();
        for (no, (account, cents, category)) in (1..).zip(&self.lines) {
            let category = category.map_or("NULL".to_owned(), |code| format!("'{code}'"));
            sql += &format!(
                "INSERT INTO line (entry, no, account, occurred_on, cents, category) VALUES ({seq}, {no}, {account}, {}, {cents}, {category});",
                self.day
            );
        }
        sql
    }

    /// The header's values.
    pub fn header(&self, engine: Engine) -> String {
        let number = format!(
            "(SELECT COALESCE(MAX(number), 0) + 1 FROM entry WHERE journal = '{}' AND year = {})",
            self.journal, self.year
        );
        let seal = bytes(engine, &"ab".repeat(32));
        format!(
            "({seq}, '{journal}', {year}, {number}, '{movement}', {day}, {day}, {at}, '{by}', '{source}', {corrects},
                {commitment}, {previous}, {seal})",
            seq = self.seq.unwrap_or(NEXT),
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
        )
    }
}

/// Two entries of one journal whose headers come in one statement. Their places are read from their lines, since the engines
/// differ on what the second row of a statement sees of the first.
pub fn together(engine: Engine, first: &Forged<'_>, second: &Forged<'_>) -> String {
    let number = |place: u8| {
        format!(
            "(SELECT COALESCE(MAX(number), 0) + {place} FROM entry WHERE journal = '{}' AND year = 2026 AND seq < (SELECT MAX(entry) - 1 FROM line))",
            first.journal
        )
    };
    let seal = bytes(engine, &"ab".repeat(32));
    let first_header = Forged {
        seq: Some("(SELECT MAX(entry) - 1 FROM line)"),
        number: Some(&number(1)),
        previous: Some("(SELECT seal FROM entry WHERE seq = (SELECT MAX(entry) - 2 FROM line))"),
        ..first.clone()
    }
    .header(engine);
    let second_header = Forged {
        seq: Some("(SELECT MAX(entry) FROM line)"),
        number: Some(&number(2)),
        previous: second.previous.or(Some(&seal)),
        seal: Some(&bytes(engine, &"ef".repeat(32))),
        ..second.clone()
    }
    .header(engine);
    format!(
        "{}{}INSERT INTO entry ({COLUMNS}) VALUES {first_header}, {second_header};",
        first.line_statements(NEXT),
        second.line_statements("(SELECT MAX(seq) + 2 FROM entry)"),
    )
}

/// The columns of a header, in the order of [`Forged::header`].
pub const COLUMNS: &str =
    "seq, journal, year, number, movement, occurred_on, value_on, recorded_at, recorded_by, source, corrects, commitment,
                previous_seal, seal";
