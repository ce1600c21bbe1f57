//! What any bank file says, without a database: format, statements with their arithmetic, entries, status reports, orders, and
//! the reader's remarks.
//!
//! With a limit, a camt file is read as a stream and only its totals and first entries are kept, however many there are.

mod seen;
mod told;

pub use seen::{ArithmeticSeen, BalanceSeen, EntrySeen, RemarkSeen, StatementSeen};
pub use told::{BlockSeen, OrderSeen, OrdersSeen, OutcomeSeen, ReportSeen, verification};

use quitus_sepa::camt::{Item, Reader};
use quitus_sepa::diagnostic::Diagnostic;
use quitus_sepa::file::{self, Content, Format, format_of};
use quitus_sepa::statement::Booked;
use serde::Serialize;
use std::io::{BufReader, Cursor, Read};

/// How much of a file tells its format.
const HEAD: u64 = 64 << 10;

/// A bank file as a person looks at it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Inspected {
    /// The file's name.
    pub file: String,
    /// Its format, told by its content; none when it is none that is read.
    pub format: Option<&'static str>,
    /// The message that it says to be, such as `camt.053.001.08`.
    pub message: Option<String>,
    /// Its statements, reports or notifications.
    pub statements: Vec<StatementSeen>,
    /// What the bank says of our orders.
    pub report: Option<ReportSeen>,
    /// What was asked of a bank.
    pub orders: Option<OrdersSeen>,
    /// Why the file cannot be used; then nothing else of it is shown.
    pub fatal: Option<RemarkSeen>,
    /// What the reader repaired or noted.
    pub remarks: Vec<RemarkSeen>,
    /// Remarks beyond the limit.
    pub remarks_left_out: usize,
}

impl Inspected {
    /// True when nothing of the file may be used.
    #[must_use]
    pub const fn is_unreadable(&self) -> bool {
        self.fatal.is_some()
    }

    fn remark(&mut self, limit: usize, diagnostics: &[Diagnostic]) {
        for diagnostic in diagnostics {
            if self.remarks.len() < limit {
                self.remarks.push(RemarkSeen::of(diagnostic));
            } else {
                self.remarks_left_out = self.remarks_left_out.saturating_add(1);
            }
        }
    }
}

/// Looks at a file; at most `limit` entries, transfers and remarks of each list are kept. A file that cannot be used is an answer
/// too: see [`Inspected::fatal`].
///
/// # Errors
/// The system does not let the file be read.
pub fn inspect(name: &str, mut input: impl Read, limit: usize) -> std::io::Result<Inspected> {
    let mut inspected = Inspected { file: name.to_owned(), ..Inspected::default() };
    let mut bytes = Vec::new();
    input.by_ref().take(HEAD).read_to_end(&mut bytes)?;
    let done = match format_of(&bytes) {
        Ok(format @ (Format::Camt052 | Format::Camt053 | Format::Camt054)) => {
            inspected.format = Some(format.name());
            stream(&mut inspected, Cursor::new(bytes).chain(input), limit)
        }
        Ok(format) => {
            inspected.format = Some(format.name());
            input.read_to_end(&mut bytes)?;
            whole(&mut inspected, &bytes, limit)
        }
        Err(diagnostic) => Err(diagnostic),
    };
    Ok(match done {
        Ok(()) => inspected,
        // What came before a fatal fault must not be used, hence is not shown.
        Err(diagnostic) => Inspected {
            file: inspected.file,
            format: inspected.format,
            message: inspected.message,
            fatal: Some(RemarkSeen::of(&diagnostic)),
            ..Inspected::default()
        },
    })
}

fn stream(inspected: &mut Inspected, input: impl Read, limit: usize) -> Result<(), Diagnostic> {
    let mut reader = Reader::new(BufReader::new(input))?;
    let mut booked = Booked::default();
    while let Some(item) = reader.next() {
        match item? {
            Item::Start(header) => {
                booked = Booked::default();
                inspected.statements.push(StatementSeen::begun(&header));
            }
            Item::Entry(entry) => {
                booked.add(&entry);
                if let Some(statement) = inspected.statements.last_mut() {
                    statement.add(&entry, limit);
                }
            }
            Item::End(balances) => {
                if let Some(statement) = inspected.statements.last_mut() {
                    statement.end(balances.opening.as_ref(), balances.closing.as_ref(), &balances.other, &booked);
                }
            }
        }
        let diagnostics = reader.take_diagnostics();
        inspected.remark(limit, &diagnostics);
    }
    inspected.message = reader.message().map(str::to_owned);
    let diagnostics = reader.take_diagnostics();
    inspected.remark(limit, &diagnostics);
    Ok(())
}

fn whole(inspected: &mut Inspected, bytes: &[u8], limit: usize) -> Result<(), Diagnostic> {
    let reading = file::read(bytes)?;
    inspected.remark(limit, &reading.diagnostics);
    match reading.value.content {
        Content::Statements(statements) => {
            inspected.statements = statements.iter().map(|one| StatementSeen::of(one, limit)).collect();
        }
        Content::StatusReport(report) => inspected.report = Some(ReportSeen::of(&report, limit)),
        Content::Orders(orders) => inspected.orders = Some(OrdersSeen::of(&orders, limit)),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn camt(entries: usize, closing: usize) -> String {
        let amount =
            |cents: usize| format!("<Amt Ccy=\"EUR\">{}.{:02}</Amt><CdtDbtInd>CRDT</CdtDbtInd>", cents / 100, cents % 100);
        let balance = |code: &str, cents| {
            format!("<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{}<Dt><Dt>2026-11-05</Dt></Dt></Bal>", amount(cents))
        };
        let entry = format!(
            "<Ntry>{}<Sts>BOOK</Sts><BookgDt><Dt>2026-11-05</Dt></BookgDt><ValDt><Dt>2026-11-05</Dt></ValDt></Ntry>",
            amount(1)
        );
        format!(
            "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><Stmt><Id>R1</Id>\
             <Acct><Id><IBAN>FR7630006000011234567890189</IBAN></Id><Ccy>EUR</Ccy></Acct>{}{}{}</Stmt></BkToCstmrStmt></Document>",
            balance("OPBD", 0),
            balance("CLBD", closing),
            entry.repeat(entries)
        )
    }

    #[test]
    fn every_entry_counts_in_the_totals_beyond_the_limit() {
        let file = camt(5_000, 5_000);
        let few = inspect("releve", file.as_bytes(), 3).unwrap();
        let statement = &few.statements[0];
        assert_eq!((statement.entries.len(), statement.left_out), (3, 4_997));
        assert_eq!((statement.booked, statement.credits), (5_000, crate::money::Cents(5_000)));
        assert_eq!((few.message.as_deref(), statement.arithmetic.holds), (Some("camt.053.001.08"), true));
        let all = inspect("releve", file.as_bytes(), usize::MAX).unwrap();
        assert_eq!((all.statements[0].entries.len(), all.statements[0].left_out), (5_000, 0));
    }

    #[test]
    fn a_sum_that_fails_is_said_and_a_broken_file_shows_nothing_of_itself() {
        let wrong = inspect("releve", camt(2, 9).as_bytes(), 10).unwrap();
        let arithmetic = &wrong.statements[0].arithmetic;
        assert_eq!((arithmetic.holds, arithmetic.code), (false, Some("statement_balance_differs")));
        assert_eq!(arithmetic.difference, Some(crate::money::Cents(7)));
        let cut = camt(400, 400);
        let broken = inspect("releve", cut.get(..cut.len() - 300).unwrap().as_bytes(), 10).unwrap();
        assert!(broken.is_unreadable() && broken.statements.is_empty(), "{broken:?}");
        assert_eq!(broken.format, Some("camt.053"));
        let pdf = inspect("releve", &b"%PDF-1.7"[..], 10).unwrap();
        assert_eq!((pdf.format, pdf.fatal.map(|remark| remark.code)), (None, Some("file_is_pdf")));
    }
}
