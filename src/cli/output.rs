//! What a command answers: JSON for programs, calm French for people.

use crate::refusal::Failure;
use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, ContentArrangement, Table};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An answer in both forms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Output {
    /// For `--json`.
    pub json: Value,
    /// For people.
    pub text: String,
}

impl Output {
    /// An answer whose JSON is a value of ours.
    #[must_use]
    pub fn new(value: &impl Serialize, text: impl Into<String>) -> Self {
        Self { json: serde_json::to_value(value).unwrap_or(Value::Null), text: text.into() }
    }
}

/// How a command ended: what it did, and why it stopped, if it did before its end.
#[derive(Debug)]
pub struct Ended {
    /// What was done.
    pub done: Option<Output>,
    /// What was not.
    pub stopped: Option<Failure>,
}

impl From<Result<Output, Failure>> for Ended {
    fn from(outcome: Result<Output, Failure>) -> Self {
        match outcome {
            Ok(done) => Self { done: Some(done), stopped: None },
            Err(failure) => Self { done: None, stopped: Some(failure) },
        }
    }
}

/// Which way a column leans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lean {
    /// Words.
    Left,
    /// Amounts and numbers.
    Right,
}

/// A table with its headers, or the sentence that says what an empty list means.
#[must_use]
pub fn table(headers: &[(&str, Lean)], rows: Vec<Vec<String>>, empty: &str) -> String {
    if rows.is_empty() {
        return empty.to_owned();
    }
    let mut table = Table::new();
    table.load_preset(NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(headers.iter().map(|(title, _)| *title));
    for row in rows {
        table.add_row(row);
    }
    for (column, (_, lean)) in table.column_iter_mut().zip(headers) {
        column.set_padding((0, 2));
        column.set_cell_alignment(if *lean == Lean::Right { CellAlignment::Right } else { CellAlignment::Left });
    }
    table.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}
