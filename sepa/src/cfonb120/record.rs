//! One record, by the positions of the layout.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::field::{self, Amount};
use super::line::{Line, Lines, place};
use crate::diagnostic::{Diagnostic, Place, Remark};

/// What a record is, from its first two characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RecordKind {
    /// 01: old balance.
    OldBalance,
    /// 04: movement.
    Movement,
    /// 05: complement of the movement before it.
    Complement,
    /// 07: new balance.
    NewBalance,
}

impl RecordKind {
    /// The two characters.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::OldBalance => "01",
            Self::Movement => "04",
            Self::Complement => "05",
            Self::NewBalance => "07",
        }
    }

    /// How many characters must be there for what matters to be whole: through the amount, or through the booking date.
    const fn least(self) -> usize {
        match self {
            Self::OldBalance | Self::Movement | Self::NewBalance => 104,
            Self::Complement => 40,
        }
    }
}

/// One record of a file. Positions count from 1 and include both ends, as in the CFONB text.
#[derive(Debug, Clone)]
pub struct Record<'a> {
    kind: RecordKind,
    line: Line<'a>,
    /// Its number among those of its kind.
    number: u64,
}

impl<'a> Record<'a> {
    /// What it is.
    #[must_use]
    pub const fn kind(&self) -> RecordKind {
        self.kind
    }

    /// Bytes of these positions; empty outside of 1–120.
    pub(super) fn bytes(&self, first: usize, last: usize) -> &[u8] {
        first.checked_sub(1).and_then(|start| self.line.bytes.get(start..last)).unwrap_or_default()
    }

    /// Text of these positions without the spaces that fill it up; for those of the CFONB text that have no field elsewhere, such as
    /// 8–11 (the bank's own operation code), 89 (movement commission) or 90 (unavailability).
    #[must_use]
    pub fn text(&self, first: usize, last: usize) -> Cow<'_, str> {
        field::text(self.bytes(first, last))
    }

    /// Where it is in the file.
    #[must_use]
    pub fn place(&self) -> Place {
        place(self.line.number, self.line.byte, format!("{}[{}]", self.kind.code(), self.number))
    }

    /// Where these positions are.
    pub(super) fn place_of(&self, first: usize, last: usize) -> Place {
        let path = format!("{}[{}]/{first}-{last}", self.kind.code(), self.number);
        place(self.line.number, self.line.byte.saturating_add(first.saturating_sub(1)), path)
    }

    /// Whether its trailing spaces were missing.
    #[must_use]
    pub fn is_padded(&self) -> bool {
        self.line.found < super::line::LENGTH
    }

    /// The signed amount of 01, 04 and 07.
    pub(super) fn amount(&self) -> Result<Amount, Diagnostic> {
        field::amount(self.bytes(91, 104)).map_err(|remark| remark.at(self.place_of(91, 104)))
    }

    /// A date of six digits; nothing when it is blank or zero.
    pub(super) fn date(&self, first: usize, last: usize) -> Result<Option<NaiveDate>, Diagnostic> {
        field::date(self.bytes(first, last)).map_err(|remark| remark.at(self.place_of(first, last)))
    }

    /// The date in 35–40, which no record may lack.
    pub(super) fn required_date(&self) -> Result<NaiveDate, Diagnostic> {
        self.date(35, 40)?.ok_or_else(|| {
            Remark::fatal(
                "date_missing",
                format!("L'enregistrement {} n'a pas de date.", self.kind.code()),
                "Une date n'est jamais devinée : demandez un fichier complet à la banque.",
            )
            .at(self.place_of(35, 40))
        })
    }
}

/// The records of a file, one by one, each judged on its own. An error is always fatal: nothing comes after it.
#[derive(Debug)]
pub struct Records<'a> {
    lines: Lines<'a>,
    counts: Counts,
    over: bool,
}

/// How many records of each kind came so far.
#[derive(Debug, Default)]
pub(super) struct Counts([u64; 4]);

impl<'a> Records<'a> {
    /// The records of these bytes, in an encoding of one byte per character.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { lines: Lines::new(bytes), counts: Counts::default(), over: false }
    }
}

impl Counts {
    /// The record that a line holds.
    pub(super) fn record<'a>(&mut self, line: Line<'a>) -> Result<Record<'a>, Diagnostic> {
        let at = |remark: Remark, line: &Line<'a>| remark.at(place(line.number, line.byte, String::new()));
        let kind = match line.bytes.get(..2) {
            Some(b"01") => RecordKind::OldBalance,
            Some(b"04") => RecordKind::Movement,
            Some(b"05") => RecordKind::Complement,
            Some(b"07") => RecordKind::NewBalance,
            other => {
                let found = field::text(other.unwrap_or_default());
                return Err(at(
                    Remark::fatal(
                        "record_unknown",
                        format!("Un enregistrement commence par {}.", crate::diagnostic::quoted(&found)),
                        "Un relevé CFONB 120 ne contient que 01, 04, 05 et 07 : vérifiez le fichier choisi, ou téléchargez-le à nouveau.",
                    ),
                    &line,
                ));
            }
        };
        if line.found < kind.least() {
            return Err(at(
                Remark::fatal(
                    "record_cut",
                    format!(
                        "Un enregistrement {} compte {} caractères ; il en faut 120, dont {} au moins sont indispensables.",
                        kind.code(),
                        line.found,
                        kind.least()
                    ),
                    "Il est coupé, et ce qui manque n'est jamais deviné : téléchargez le fichier à nouveau auprès de la banque.",
                ),
                &line,
            ));
        }
        let slot = match kind {
            RecordKind::OldBalance => 0,
            RecordKind::Movement => 1,
            RecordKind::Complement => 2,
            RecordKind::NewBalance => 3,
        };
        let mut number = 0;
        if let Some(count) = self.0.get_mut(slot) {
            *count = count.saturating_add(1);
            number = *count;
        }
        Ok(Record { kind, line, number })
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Result<Record<'a>, Diagnostic>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        let record = self.lines.next()?.and_then(|line| self.counts.record(line));
        self.over = record.is_err();
        Some(record)
    }
}
