//! Any bank file, told apart by its content.
//!
//! ```
//! use quitus_sepa::file::{Content, Format, read};
//!
//! let refused = read(b"%PDF-1.7 ...").map_err(|diagnostic| diagnostic.code);
//! assert_eq!(refused.map(|reading| reading.value.format), Err("file_is_pdf"));
//!
//! let file = b"\
//! 0130006    00001EUR2 12345678901  011226                                                  0000000010000{                
//! 0730006    00001EUR2 12345678901  021226                                                  0000000010000{                
//! ";
//! let reading = read(file)?;
//! assert_eq!(reading.value.format, Format::Cfonb120);
//! assert!(matches!(reading.value.content, Content::Statements(ref statements) if statements.len() == 1));
//! # Ok::<(), quitus_sepa::diagnostic::Diagnostic>(())
//! ```

mod look;
mod orders;

pub use look::{Format, format_of};
pub(crate) use orders::place;
pub use orders::{Order, OrderBlock, Orders};

use crate::diagnostic::{Diagnostic, Reading};
use crate::pain002::StatusReport;
use crate::statement::Statement;
use crate::{camt, cfonb120, pain002};

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// What it is.
    pub format: Format,
    /// What it says.
    pub content: Content,
}

/// What a file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// camt.052, camt.053, camt.054 or CFONB 120: [`Statement::kind`] tells which of them may be booked.
    Statements(Vec<Statement>),
    /// pain.002: moves no money.
    StatusReport(StatusReport),
    /// pain.001: what was asked of the bank, and moves no money either.
    Orders(Orders),
}

/// Reads a file of any of these formats.
///
/// # Errors
/// The first fatal fault, which for a file of another kind says what it looks like: nothing of it may be used.
pub fn read(bytes: &[u8]) -> Result<Reading<File>, Diagnostic> {
    let format = format_of(bytes)?;
    let (content, diagnostics) = match format {
        Format::Camt052 | Format::Camt053 | Format::Camt054 => {
            let reading = camt::read(bytes)?;
            (Content::Statements(reading.value), reading.diagnostics)
        }
        Format::Cfonb120 => {
            let reading = cfonb120::read(bytes)?;
            (Content::Statements(reading.value), reading.diagnostics)
        }
        Format::Pain002 => {
            let reading = pain002::examine(bytes)?;
            (Content::StatusReport(reading.value), reading.diagnostics)
        }
        Format::Pain001 => (Content::Orders(orders::read(bytes)?), Vec::new()),
    };
    Ok(Reading { value: File { format, content }, diagnostics })
}
