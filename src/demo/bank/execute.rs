//! What the bank books on a day: planned movements, our transfers, and those that come back.

use super::account::{Batch, Code, Detail, Entry};
use super::order_file::{Block, Transfer};
use super::report::{self, Judged, Report, Verdict};
use super::{Bank, BankFile, Due};
use crate::demo::days;
use crate::demo::plan::{Movement, Nature, Outcome};

/// Open days after which a payee's bank sends a transfer back.
const DAYS_TO_RETURN: usize = 2;

/// An accepted payment block.
#[derive(Clone, Debug)]
pub(super) struct Instruction {
    pub message_id: String,
    pub format: &'static str,
    pub account: usize,
    pub block: Block,
}

/// A transfer on its way back.
#[derive(Clone, Debug)]
pub(super) struct ReturnedTransfer {
    pub account: usize,
    pub detail: Detail,
}

impl Bank {
    pub(super) fn perform(&mut self, due: Due) -> Option<BankFile> {
        match due {
            Due::Credit(movement) | Due::Debit(movement) => self.play(&movement),
            Due::Return(returned) => {
                let cents = returned.detail.cents;
                self.book(
                    returned.account,
                    cents,
                    Code::TRANSFER_RETURNED,
                    ("VIREMENT RETOURNE", true),
                    (None, vec![returned.detail]),
                );
            }
            Due::Transfers(instruction) => return self.execute(&instruction),
        }
        None
    }

    /// Books a planned movement; a debit that the balance does not cover is refused and leaves no line.
    fn play(&mut self, movement: &Movement) {
        let cents = if movement.is_credit() { movement.cents } else { -movement.cents };
        if self.accounts.get(movement.account).is_none_or(|account| account.balance + cents < 0) {
            return;
        }
        let (code, label) = match movement.nature {
            Nature::TransferReceived => (Code::TRANSFER_RECEIVED, format!("VIR SEPA RECU /DE {}", movement.party)),
            Nature::DirectDebit => (Code::DIRECT_DEBIT, format!("PRLV SEPA {}", movement.party)),
            Nature::Fee => (Code::FEE, movement.remittance.clone()),
        };
        let detail = Detail {
            cents: movement.cents,
            end_to_end: movement.end_to_end.clone(),
            mandate: movement.mandate.clone(),
            party: movement.party.clone(),
            party_iban: movement.party_iban.clone(),
            remittance: movement.remittance.clone(),
            ..Detail::default()
        };
        let details = if movement.nature == Nature::Fee { Vec::new() } else { vec![detail] };
        self.book(movement.account, cents, code, (&label, !movement.unreferenced), (None, details));
    }

    /// Executes a block: one debit for all on the pooled account or on demand, else one per transfer.
    fn execute(&mut self, instruction: &Instruction) -> Option<BankFile> {
        let (pooled, balance) = self.accounts.get(instruction.account).map(|account| (account.pooled, account.balance))?;
        let block = &instruction.block;
        let mut left = balance;
        let groups: Vec<&[Transfer]> =
            if block.batch.unwrap_or(pooled) { vec![&block.transfers] } else { block.transfers.chunks(1).collect() };
        let mut unfunded = Vec::new();
        for group in groups {
            let sum: i64 = group.iter().map(|transfer| transfer.cents).sum();
            if sum > left {
                unfunded.extend(group);
                continue;
            }
            left -= sum;
            let details: Vec<Detail> = group.iter().map(|transfer| sent(instruction, transfer)).collect();
            self.send_back(instruction.account, &details);
            let batch = block
                .batch
                .unwrap_or(pooled)
                .then(|| Batch { message_id: instruction.message_id.clone(), block_id: block.id.clone() });
            let label = match group {
                [only] => format!("VIR SEPA EMIS /BEN {}", only.creditor),
                _ => format!("REMISE DE {} VIREMENTS SEPA", group.len()),
            };
            self.book(instruction.account, -sum, Code::TRANSFER_SENT, (&label, true), (batch, details));
        }
        if unfunded.is_empty() { None } else { Some(self.refuse_unfunded(instruction, unfunded)) }
    }

    /// Puts in the agenda the transfers that the payee's bank will refuse.
    fn send_back(&mut self, account: usize, details: &[Detail]) {
        for detail in details {
            if self.trouble(&detail.party_iban, self.today, Outcome::Returned) {
                let day = days::open_days_after(self.today, DAYS_TO_RETURN);
                let detail = Detail { returned: "AC04", ..detail.clone() };
                self.agenda.entry(day).or_default().push(Due::Return(ReturnedTransfer { account, detail }));
            }
        }
    }

    /// A late report: the balance did not cover these transfers (AM04).
    fn refuse_unfunded(&mut self, instruction: &Instruction, unfunded: Vec<&Transfer>) -> BankFile {
        let id = self.next_report();
        let transfers = unfunded.into_iter().map(|transfer| (transfer, Some("AM04"))).collect();
        let bytes = report::write(&Report {
            id,
            made_at: self.noon(),
            bic: &self.plan.bic,
            message_id: &instruction.message_id,
            format: instruction.format,
            totals: None,
            verdict: Verdict::Blocks(vec![Judged { id: &instruction.block.id, transfers }]),
        });
        BankFile { name: format!("etat-{}-{:05}.xml", self.today, self.reports), bytes }
    }

    fn book(
        &mut self,
        account: usize,
        cents: i64,
        code: Code,
        (label, referenced): (&str, bool),
        parts: (Option<Batch>, Vec<Detail>),
    ) {
        self.entries += 1;
        let reference = if referenced { format!("{}{:09}", self.today.format("%y%m%d"), self.entries) } else { String::new() };
        let (batch, details) = parts;
        let entry = Entry { day: self.today, cents, balance_after: 0, code, reference, label: label.to_owned(), batch, details };
        if let Some(account) = self.accounts.get_mut(account) {
            account.book(entry);
        }
    }
}

fn sent(instruction: &Instruction, transfer: &Transfer) -> Detail {
    Detail {
        cents: transfer.cents,
        message_id: instruction.message_id.clone(),
        block_id: instruction.block.id.clone(),
        instruction: transfer.instruction.clone(),
        end_to_end: transfer.end_to_end.clone(),
        party: transfer.creditor.clone(),
        party_iban: transfer.creditor_iban.clone(),
        remittance: transfer.remittance.clone(),
        ..Detail::default()
    }
}
