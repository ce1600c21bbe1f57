//! The document as the template reads it: words and figures already written, nothing left to decide.

use super::measure::Sizes;
use super::model::{Organisation, Print, Statement};
use super::reply::Reply;
use super::rules::{self, Inconsistent};
use super::wording::detail::Column;
use super::wording::{self, Plain, WORDS, Words};
use super::{detail, plain};
use crate::calendar::day_in_french;
use chrono::Datelike;
use serde::Serialize;

/// Everything that is printed.
#[derive(Clone, Debug, Serialize)]
pub struct Document {
    /// Body size.
    pub print: Print,
    /// Whether the objects of its file are gathered.
    pub packed: bool,
    /// Title of the document, in its metadata and first heading.
    pub title: String,
    /// Year, month and day of issue: the only date in the file, so that one month always makes the same bytes.
    pub date: [i32; 3],
    /// Who issues it.
    pub organisation: Organisation,
    /// Number of the statement.
    pub number: String,
    /// Name and file of the person, below the title.
    pub holder: [String; 2],
    /// Fixed words.
    pub words: Words,
    /// The plain page.
    pub plain: plain::Page,
    /// Who, which file, which month, which statement, when.
    pub identity: Vec<[String; 2]>,
    /// The detail.
    pub sections: Vec<Section>,
    /// The worker's words, one paragraph each.
    pub worker_comment: Vec<String>,
    /// What the seal covers, then the seal in groups of eight.
    pub proof: [String; 2],
    /// The first characters of the seal, for the footers.
    pub seal: String,
    /// The sheet to sign; statements issued before it have their signature at the end of the detail.
    pub reply: Option<Reply>,
}

/// A titled table with what is said around it.
#[derive(Clone, Debug, Serialize)]
pub struct Section {
    /// Its title.
    pub title: &'static str,
    /// Its columns.
    pub columns: &'static [Column],
    /// The sizes of its table.
    pub sizes: Sizes,
    /// One text per column.
    pub rows: Vec<Vec<String>>,
    /// The row that sums up, or nothing.
    pub total: Vec<String>,
    /// Sentences below.
    pub notes: Vec<String>,
    /// Said instead of a table without rows.
    pub empty: &'static str,
}

impl Document {
    /// Writes a month that adds up.
    ///
    /// # Errors
    /// [`Inconsistent`] when the month does not add up: it is never printed.
    pub fn of(statement: &Statement) -> Result<Self, Inconsistent> {
        let figures = rules::check(statement)?;
        let month = statement.month;
        let [who, file, period, number, issued] = wording::detail::IDENTITY;
        let seal = statement.head.seal.to_lowercase();
        Ok(Self {
            print: statement.print,
            packed: statement.packed,
            title: Plain::Title(month).to_string(),
            date: date_of(statement),
            organisation: statement.organisation.clone(),
            number: statement.number.clone(),
            holder: [statement.person.name.clone(), format!("{file} {}", statement.person.number)],
            words: WORDS,
            plain: plain::Page::of(statement, &figures)?,
            identity: vec![
                [who.to_owned(), statement.person.name.clone()],
                [file.to_owned(), statement.person.number.clone()],
                [period.to_owned(), month.in_french()],
                [number.to_owned(), statement.number.clone()],
                [issued.to_owned(), day_in_french(statement.issued_on)],
            ],
            sections: detail::sections(statement)?,
            worker_comment: statement.worker_comment.iter().flat_map(|text| text.lines()).map(str::to_owned).collect(),
            proof: [wording::detail::proof(statement.head.number), grouped(&seal)],
            seal: seal.chars().take(16).collect(),
            reply: statement.fingerprint.as_deref().map(|fingerprint| Reply::of(statement, fingerprint)),
        })
    }
}

fn date_of(statement: &Statement) -> [i32; 3] {
    let day = statement.issued_on;
    [day.year(), day.month().cast_signed(), day.day().cast_signed()]
}

/// Groups of eight characters, that an eye can follow.
pub(crate) fn grouped(seal: &str) -> String {
    let mut text = String::with_capacity(seal.len() + 8);
    for (place, character) in seal.chars().enumerate() {
        if place > 0 && place % 8 == 0 {
            text.push(' ');
        }
        text.push(character);
    }
    text
}
