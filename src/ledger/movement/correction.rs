//! The exact reverse of an entry that was wrong. The wrong one stays; `corrects` names it, once.

use super::{Event, draft};
use crate::ledger::{Draft, Line, Movement};

/// Every line with the opposite sign.
#[must_use]
pub fn correction(event: &Event, corrected: i64, lines: &[Line]) -> Draft {
    let mirrored =
        lines.iter().map(|line| Line { cents: crate::money::Cents(line.cents.0.saturating_neg()), ..line.clone() }).collect();
    Draft { corrects: Some(corrected), ..draft(Movement::Correction, event, mirrored) }
}
