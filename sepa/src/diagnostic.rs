//! What a reader has to say about a file: a stable code, a place, and sentences in French for the person who sent it.

use std::fmt;

/// How much a [`Diagnostic`] matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Unusual, and without effect on what was read.
    Noted,
    /// Something was missing or unreadable and is left unknown; the rest stands.
    Repaired,
    /// The file cannot be used.
    Fatal,
}

/// Where in a file.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Place {
    /// Line, from 1.
    pub line: u64,
    /// Offset in bytes from the start of the text, after decoding to UTF-8.
    pub byte: u64,
    /// Elements from the root, as in `Document/BkToCstmrStmt/Stmt[1]/Ntry[3]/Amt`; empty outside of any element.
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
        write!(f, "{} ({}) {}", self.what, self.place, self.expected)
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
    pub(crate) code: &'static str,
    pub(crate) what: String,
    pub(crate) expected: &'static str,
}

impl Remark {
    pub(crate) fn fatal(code: &'static str, what: impl Into<String>, expected: &'static str) -> Self {
        Self { severity: Severity::Fatal, code, what: what.into(), expected }
    }

    pub(crate) fn repaired(code: &'static str, what: impl Into<String>, expected: &'static str) -> Self {
        Self { severity: Severity::Repaired, code, what: what.into(), expected }
    }

    pub(crate) fn noted(code: &'static str, what: impl Into<String>, expected: &'static str) -> Self {
        Self { severity: Severity::Noted, code, what: what.into(), expected }
    }

    pub(crate) fn at(self, place: Place) -> Diagnostic {
        Diagnostic { severity: self.severity, code: self.code, place, what: self.what, expected: self.expected }
    }
}
