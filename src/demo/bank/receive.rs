//! What the bank does with a payment file on arrival: read, check, answer, put in the agenda.

use super::execute::Instruction;
use super::order_file::{self, Block, OrderFile, Transfer, Unreadable};
use super::report::{self, Judged, Report, Verdict};
use super::{Bank, Due};
use crate::demo::plan::Outcome;
use crate::demo::{days, iban};
use chrono::{NaiveDate, NaiveDateTime};

/// The bank's answer to a payment file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Transfers that will be executed.
    pub accepted: usize,
    /// Transfers refused before booking.
    pub rejected: usize,
    /// The report, pain.002.001.10.
    pub report: Vec<u8>,
}

/// The reason of refusal of each transfer of a block.
type Reasons = Vec<Option<&'static str>>;

impl Bank {
    /// Takes a payment file (pain.001.001.03 or .09): what is accepted is executed on its date, or on the next open day after today.
    ///
    /// # Errors
    /// [`Unreadable`] when the file is not such a message; a readable file with faults gets a report that refuses them.
    pub fn receive(&mut self, file: &[u8]) -> Result<Receipt, Unreadable> {
        let file = order_file::read(file)?;
        let totals = report::totals(&file);
        let refusal = self.refusal_of_message(&file, totals);
        let reasons: Vec<Reasons> = match refusal {
            Some(reason) => file.blocks.iter().map(|block| vec![Some(reason); block.transfers.len()]).collect(),
            None => file.blocks.iter().map(|block| self.judge(block)).collect(),
        };
        let rejected = reasons.iter().flatten().flatten().count();
        let verdict = match refusal {
            Some(reason) => Verdict::Message(reason),
            None => Verdict::Blocks(file.blocks.iter().zip(&reasons).map(|(block, reasons)| judged(block, reasons)).collect()),
        };
        let id = self.next_report();
        let made_at = self.noon();
        let bic = &self.plan.bic;
        let (message_id, format) = (&file.message_id, file.format);
        let report = report::write(&Report { id, made_at, bic, message_id, format, totals: Some(totals), verdict });
        if refusal.is_none() {
            self.messages.insert(file.message_id.clone());
            self.enter(file, &reasons);
        }
        Ok(Receipt { accepted: totals.0 - rejected, rejected, report })
    }

    pub(super) fn noon(&self) -> NaiveDateTime {
        self.today.and_hms_opt(12, 0, 0).unwrap_or_default()
    }

    /// A file received twice (DU01), or whose totals are wrong (AM10).
    fn refusal_of_message(&self, file: &OrderFile, (count, sum): (usize, i64)) -> Option<&'static str> {
        if self.messages.contains(&file.message_id) {
            return Some("DU01");
        }
        let wrong = file.count != count || file.control_sum.is_some_and(|stated| stated != sum);
        wrong.then_some("AM10")
    }

    fn judge(&mut self, block: &Block) -> Reasons {
        if !self.by_iban.contains_key(&block.debtor_iban) {
            return vec![Some("AC01"); block.transfers.len()];
        }
        let day = self.execution_day(block.requested_on);
        block.transfers.iter().map(|transfer| self.refusal_of(transfer, day)).collect()
    }

    /// A reference used before (DU04), a wrong account number (AC01).
    fn refusal_of(&mut self, transfer: &Transfer, day: NaiveDate) -> Option<&'static str> {
        if self.end_to_ends.contains(&transfer.end_to_end) {
            return Some("DU04");
        }
        if !iban::passes_mod_97(&transfer.creditor_iban) || self.trouble(&transfer.creditor_iban, day, Outcome::Rejected) {
            return Some("AC01");
        }
        self.end_to_ends.insert(transfer.end_to_end.clone());
        None
    }

    /// True when the plan makes this transfer fail; each trouble is used up.
    pub(super) fn trouble(&mut self, iban: &str, day: NaiveDate, outcome: Outcome) -> bool {
        let concerned =
            self.plan.troubles.iter_mut().find(|t| t.iban == iban && t.outcome == outcome && t.from <= day && t.times > 0);
        concerned.is_some_and(|trouble| {
            trouble.times -= 1;
            true
        })
    }

    fn execution_day(&self, requested_on: NaiveDate) -> NaiveDate {
        days::open_from(requested_on.max(self.today.succ_opt().unwrap_or(self.today)))
    }

    /// Puts the accepted transfers in the agenda.
    fn enter(&mut self, file: OrderFile, reasons: &[Reasons]) {
        for (block, reasons) in file.blocks.into_iter().zip(reasons) {
            let day = self.execution_day(block.requested_on);
            let Some(account) = self.by_iban.get(&block.debtor_iban).copied() else { continue };
            let kept = block
                .transfers
                .iter()
                .zip(reasons)
                .filter(|(_, reason)| reason.is_none())
                .map(|(transfer, _)| transfer.clone())
                .collect();
            let block = Block { transfers: kept, ..block };
            let instruction = Instruction { message_id: file.message_id.clone(), format: file.format, account, block };
            if !instruction.block.transfers.is_empty() {
                self.agenda.entry(day).or_default().push(Due::Transfers(Box::new(instruction)));
            }
        }
    }
}

fn judged<'a>(block: &'a Block, reasons: &Reasons) -> Judged<'a> {
    let mut reasons = reasons.iter();
    Judged::of(block, |transfer| (transfer, reasons.next().copied().flatten()))
}
