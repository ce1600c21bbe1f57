//! The bank's own books: an account, its balance, its booked entries.

use crate::demo::plan::PlannedAccount;
use chrono::NaiveDate;

/// An account with its history, oldest entry first.
#[derive(Clone, Debug)]
pub(super) struct Account {
    pub iban: String,
    pub holder: String,
    pub pooled: bool,
    pub balance: i64,
    pub entries: Vec<Entry>,
}

/// A booked entry.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub day: NaiveDate,
    /// Signed: a debit is negative.
    pub cents: i64,
    pub balance_after: i64,
    pub code: Code,
    /// The bank's reference, absent for some.
    pub reference: String,
    pub label: String,
    pub batch: Option<Batch>,
    pub details: Vec<Detail>,
}

/// Bank transaction code: domain, family, sub-family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Code(pub &'static str, pub &'static str, pub &'static str);

impl Code {
    pub(super) const TRANSFER_RECEIVED: Self = Self("PMNT", "RCDT", "ESCT");
    pub(super) const TRANSFER_SENT: Self = Self("PMNT", "ICDT", "ESCT");
    pub(super) const TRANSFER_RETURNED: Self = Self("PMNT", "ICDT", "RRTN");
    pub(super) const DIRECT_DEBIT: Self = Self("PMNT", "RDDT", "ESDD");
    pub(super) const FEE: Self = Self("ACMT", "MDOP", "CHRG");
}

/// One debit for a whole payment block.
#[derive(Clone, Debug)]
pub(super) struct Batch {
    pub message_id: String,
    pub block_id: String,
}

/// A transaction of an entry.
#[derive(Clone, Debug, Default)]
pub(super) struct Detail {
    /// Positive.
    pub cents: i64,
    pub message_id: String,
    pub block_id: String,
    pub instruction: String,
    pub end_to_end: String,
    pub mandate: String,
    pub party: String,
    pub party_iban: String,
    pub remittance: String,
    /// Reason code of a returned transfer.
    pub returned: &'static str,
}

impl Account {
    pub(super) fn open(planned: &PlannedAccount) -> Self {
        Self {
            iban: planned.iban.clone(),
            holder: planned.holder.clone(),
            pooled: planned.pooled,
            balance: 0,
            entries: Vec::new(),
        }
    }

    /// Books an entry; entries come in the order of days.
    pub(super) fn book(&mut self, mut entry: Entry) {
        self.balance += entry.cents;
        entry.balance_after = self.balance;
        self.entries.push(entry);
    }

    /// The balance before the first entry of `day` or later.
    pub(super) fn balance_before(&self, day: NaiveDate) -> i64 {
        let earlier = self.entries.partition_point(|entry| entry.day < day);
        earlier.checked_sub(1).and_then(|last| self.entries.get(last)).map_or(0, |entry| entry.balance_after)
    }

    /// The entries from `first` to `last`, both included.
    pub(super) fn between(&self, first: NaiveDate, last: NaiveDate) -> &[Entry] {
        let start = self.entries.partition_point(|entry| entry.day < first);
        let end = self.entries.partition_point(|entry| entry.day <= last);
        self.entries.get(start..end).unwrap_or_default()
    }
}
