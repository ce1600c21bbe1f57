//! What a reader has to say about a file: a stable code, a place, and sentences in French for the person who sent it.

use std::fmt;

/// How much a [`Diagnostic`] matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Unusual, and without effect on what was read.
    Noted,
    /// Something was missing or unreadable; [`Diagnostic::repair`] says what became of it. The rest stands.
    Repaired,
    /// The file cannot be used.
    Fatal,
}

/// How sure a repair is. An amount, a direction or a date is only ever [`Repair::Certain`] or [`Repair::Confirmed`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Repair {
    /// The value is left unknown.
    LeftOut,
    /// The usual value of the format stands in: to be checked by a person.
    Assumed,
    /// The balances of the statement confirm it.
    Confirmed,
    /// No other reading is possible.
    Certain,
}

impl Repair {
    /// In a few French words.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::LeftOut => "valeur laissée inconnue",
            Self::Assumed => "valeur usuelle, à vérifier",
            Self::Confirmed => "réparation confirmée par les soldes",
            Self::Certain => "réparation sûre",
        }
    }
}

/// Where in a file.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Place {
    /// Line, from 1.
    pub line: u64,
    /// Offset in bytes from the start of the text, after decoding to UTF-8.
    pub byte: u64,
    /// Elements from the root, as in `Document/BkToCstmrStmt/Stmt[1]/Ntry[3]/Amt`; in CFONB 120 the record and the positions in it,
    /// as in `04[3]/91-104`. Empty outside of any element.
    pub path: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ligne {}", self.line)?;
        if !self.path.is_empty() {
            write!(f, ", {}", self.path)?;
        }
        Ok(())
    }
}

/// One remark about a file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// How much it matters.
    pub severity: Severity,
    /// How sure the repair is; only with [`Severity::Repaired`].
    pub repair: Option<Repair>,
    /// Stable code in snake case.
    pub code: &'static str,
    /// Where.
    pub place: Place,
    /// What was found: a French sentence.
    pub what: String,
    /// What was expected and what to do: French sentences.
    pub expected: &'static str,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}) {}", self.what, self.place, self.expected)?;
        if let Some(repair) = self.repair {
            write!(f, " [{}]", repair.label())?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostic {}

/// A value that was read, with what there was to say about it; nothing here is [`Severity::Fatal`], for then there is no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading<T> {
    /// What was read.
    pub value: T,
    /// Remarks in the order of the file.
    pub diagnostics: Vec<Diagnostic>,
}

/// A remark that does not know its place yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Remark {
    pub(crate) severity: Severity,
    pub(crate) repair: Option<Repair>,
    pub(crate) code: &'static str,
    pub(crate) what: String,
    pub(crate) expected: &'static str,
}

impl Remark {
    pub(crate) fn fatal(code: &'static str, what: impl Into<String>, expected: &'static str) -> Self {
        Self { severity: Severity::Fatal, repair: None, code, what: what.into(), expected }
    }

    pub(crate) fn repaired(code: &'static str, what: impl Into<String>, expected: &'static str) -> Self {
        Self { severity: Severity::Repaired, repair: Some(Repair::LeftOut), code, what: what.into(), expected }
    }

    pub(crate) fn noted(code: &'static str, what: impl Into<String>, expected: &'static str) -> Self {
        Self { severity: Severity::Noted, repair: None, code, what: what.into(), expected }
    }

    /// How sure the repair is, when nothing is left unknown.
    pub(crate) fn by(self, repair: Repair) -> Self {
        Self { repair: Some(repair), ..self }
    }

    pub(crate) fn at(self, place: Place) -> Diagnostic {
        let Self { severity, repair, code, what, expected } = self;
        Diagnostic { severity, repair, code, place, what, expected }
    }
}

/// The start of a text as a message may show it.
pub(crate) fn quoted(text: &str) -> String {
    const SHOWN: usize = 40;
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    let mut shown: String = text.trim().chars().take(SHOWN).map(clean).collect();
    if text.trim().chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    format!("« {shown} »")
}
