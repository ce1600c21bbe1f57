//! What any bank file says, without a database: format, statements with their arithmetic, entries, status reports, orders, and
//! the reader's remarks.
//!
//! A statement file is read as a stream and only its totals and first entries are kept, however many there are.

mod json;
mod pieces;
mod seen;
mod told;

pub use json::write_json;
pub use seen::{ArithmeticSeen, BalanceSeen, EntrySeen, RemarkSeen, StatementSeen};
pub use told::{BlockSeen, OrderSeen, OrdersSeen, OutcomeSeen, ReportSeen, status, verification};

use pieces::Pieces;
use quitus_sepa::camt::Item;
use quitus_sepa::diagnostic::Diagnostic;
use quitus_sepa::file::{self, Content, Format, format_of};
use quitus_sepa::statement::Booked;
use serde::Serialize;
use std::io::{Read, Seek};

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
    /// Its statements, reports or notifications; last, for [`write_json`].
    pub statements: Vec<StatementSeen>,
}

/// How many of each list are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Entries of a statement.
    pub entries: usize,
    /// Transfers of a report or an order.
    pub transfers: usize,
    /// Remarks.
    pub remarks: usize,
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

/// Looks at a file; of each list at most what `kept` says is kept. A file that cannot be used is an answer too: see
/// [`Inspected::fatal`].
///
/// # Errors
/// The system does not let the file be read.
pub fn inspect(name: &str, mut input: impl Read + Seek, kept: Kept) -> std::io::Result<Inspected> {
    let mut inspected = Inspected { file: name.to_owned(), ..Inspected::default() };
    let done = match head(&mut input)? {
        Ok(format) => {
            inspected.format = Some(format.name());
            match Pieces::of(format, &mut input) {
                Ok(Some(pieces)) => stream(&mut inspected, pieces, kept),
                Ok(None) => {
                    let mut bytes = Vec::new();
                    input.read_to_end(&mut bytes)?;
                    whole(&mut inspected, &bytes, kept)
                }
                Err(diagnostic) => Err(diagnostic),
            }
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

/// The format of a file, by its first bytes; leaves it at its beginning.
fn head(input: &mut (impl Read + Seek)) -> std::io::Result<Result<Format, Diagnostic>> {
    let mut bytes = Vec::new();
    input.rewind()?;
    input.by_ref().take(HEAD).read_to_end(&mut bytes)?;
    input.rewind()?;
    Ok(format_of(&bytes))
}

fn stream<R: Read + Seek>(inspected: &mut Inspected, mut pieces: Pieces<R>, kept: Kept) -> Result<(), Diagnostic> {
    let mut booked = Booked::default();
    while let Some(item) = pieces.next() {
        match (item?, inspected.statements.last_mut()) {
            (Item::Start(header), _) => {
                booked = Booked::default();
                inspected.statements.push(StatementSeen::begun(&header));
            }
            (Item::Entry(entry), Some(statement)) => {
                booked.add(&entry);
                statement.add(&entry, kept.entries);
            }
            (Item::End(balances), Some(statement)) => {
                statement.end(balances.opening.as_ref(), balances.closing.as_ref(), &balances.other, &booked);
            }
            _ => {}
        }
        let diagnostics = pieces.take_diagnostics();
        inspected.remark(kept.remarks, &diagnostics);
    }
    let (message, diagnostics) = pieces.finish();
    inspected.message = message;
    inspected.remark(kept.remarks, &diagnostics);
    Ok(())
}

fn whole(inspected: &mut Inspected, bytes: &[u8], kept: Kept) -> Result<(), Diagnostic> {
    let reading = file::read(bytes)?;
    inspected.remark(kept.remarks, &reading.diagnostics);
    match reading.value.content {
        Content::Statements(_) => {}
        Content::StatusReport(report) => inspected.report = Some(ReportSeen::of(&report, kept.transfers)),
        Content::Orders(orders) => inspected.orders = Some(OrdersSeen::of(&orders, kept.transfers)),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn look(bytes: &[u8], entries: usize) -> Inspected {
        inspect("releve", Cursor::new(bytes), Kept { entries, transfers: 9, remarks: 9 }).unwrap()
    }

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
        let few = look(file.as_bytes(), 3);
        let statement = &few.statements[0];
        assert_eq!((statement.entries.len(), statement.left_out), (3, 4_997));
        assert_eq!((statement.booked, statement.credits), (5_000, crate::money::Cents(5_000)));
        assert_eq!((few.message.as_deref(), statement.arithmetic.holds), (Some("camt.053.001.08"), true));
        let all = look(file.as_bytes(), usize::MAX);
        assert_eq!((all.statements[0].entries.len(), all.statements[0].left_out), (5_000, 0));
    }

    #[test]
    fn a_sum_that_fails_is_said_and_a_broken_file_shows_nothing_of_itself() {
        let wrong = look(camt(2, 9).as_bytes(), 10);
        let arithmetic = &wrong.statements[0].arithmetic;
        assert_eq!((arithmetic.holds, arithmetic.code), (false, Some("statement_balance_differs")));
        assert_eq!(arithmetic.difference, Some(crate::money::Cents(7)));
        let cut = camt(400, 400);
        let broken = look(cut.get(..cut.len() - 300).unwrap().as_bytes(), 10);
        assert!(broken.is_unreadable() && broken.statements.is_empty(), "{broken:?}");
        assert_eq!(broken.format, Some("camt.053"));
        let pdf = look(b"%PDF-1.7", 10);
        assert_eq!((pdf.format, pdf.fatal.map(|remark| remark.code)), (None, Some("file_is_pdf")));
    }

    #[test]
    fn entries_written_as_they_are_read_are_those_that_would_be_kept() {
        let record = |kind: &str, zone: &str, amount: &str| {
            format!("{kind}30006    00001EUR2 12345678901  011226{zone:50}{amount}{:16}\n", "")
        };
        let (zero, one) = ("0000000000000{", "0000000000010{");
        let cfonb = [record("01", "", zero), record("04", "  021226VIR", one), record("07", "", one)].concat().repeat(2);
        for file in [camt(3, 3), camt(0, 0), cfonb] {
            let kept = look(file.as_bytes(), usize::MAX);
            let mut written = Vec::new();
            write_json(&mut written, look(file.as_bytes(), 0), Cursor::new(file.as_bytes())).unwrap();
            let written: serde_json::Value = serde_json::from_slice(&written).unwrap();
            assert_eq!(written, serde_json::to_value(&kept).unwrap());
        }
        let changed = write_json(&mut Vec::new(), look(camt(1, 1).as_bytes(), 0), Cursor::new(b"%PDF-1.7"));
        assert!(changed.unwrap_err().to_string().contains("a changé"));
    }
}
