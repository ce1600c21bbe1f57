//! Status reports of the bank (pain.002.001.03 and .10, `CstmrPmtStsRpt`).
//!
//! Elements are matched by local name: the namespace is not needed, and real files often have a wrong one. Codes
//! beyond those known are kept as text. Results of the verification of payee (VoP) are kept apart from payment
//! statuses: a VoP result is not an acceptance.
//!
//! ```
//! use quitus_sepa::pain002::{PaymentStatus, read};
//!
//! let report = read(br#"<?xml version="1.0"?><Document><CstmrPmtStsRpt>
//!   <GrpHdr><MsgId>BANK-1</MsgId><CreDtTm>2026-12-04T10:00:00</CreDtTm></GrpHdr>
//!   <OrgnlGrpInfAndSts><OrgnlMsgId>MSG-2026-0001</OrgnlMsgId><GrpSts>RJCT</GrpSts>
//!     <StsRsnInf><Rsn><Cd>AM05</Cd></Rsn></StsRsnInf></OrgnlGrpInfAndSts>
//! </CstmrPmtStsRpt></Document>"#)?;
//! let outcome = report.outcome_of("PMT-2026-0001", "ORD-2026-000001");
//! assert_eq!(outcome.status, Some(PaymentStatus::Rejected));
//! assert_eq!(outcome.reasons[0].code.as_deref(), Some("AM05"));
//! # Ok::<(), quitus_sepa::pain002::ReadError>(())
//! ```

mod notes;
mod read;
mod status;

use std::collections::HashMap;

pub use read::{examine, read};
pub use status::{PaymentStatus, Verification};

/// Why a file is not a status report.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message_fr} ({path}, octet {offset})")]
pub struct ReadError {
    /// Stable code.
    pub code: &'static str,
    /// Names of the elements from the root to the fault, joined by `/`.
    pub path: String,
    /// Position of the fault, in bytes from the start of the file.
    pub offset: usize,
    /// What is wrong and what to do, in French.
    pub message_fr: String,
}

/// Level of a report at which the bank wrote something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The whole file (`OrgnlGrpInfAndSts`).
    Group,
    /// One payment block (`OrgnlPmtInfAndSts`).
    Payment,
    /// One transfer (`TxInfAndSts`).
    Transaction,
}

/// A reason given by the bank (`StsRsnInf`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Code of the external status reason list, or the bank's own; never judged here.
    pub code: Option<String>,
    /// Whether the code is the bank's own (`Prtry`).
    pub proprietary: bool,
    /// `AddtlInf`, joined by a space.
    pub text: Option<String>,
    /// Where the reason stands.
    pub level: Level,
}

/// What the bank says at one level, without what stands above.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LevelStatus {
    /// Payment status, when the code is not a verification of payee.
    pub status: Option<PaymentStatus>,
    /// Result of the verification of payee, when the code is one.
    pub verification: Option<Verification>,
    /// Reasons at this level.
    pub reasons: Vec<Reason>,
}

/// What the bank says of one transfer, with what stands above.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Status of the transfer; `None` when the report does not tell, or contradicts itself.
    pub status: Option<PaymentStatus>,
    /// Result of the verification of payee for this transfer.
    pub verification: Option<Verification>,
    /// A rejection above stands against another status below: ask the bank.
    pub contradictory: bool,
    /// Reasons, from the file to the transfer.
    pub reasons: Vec<Reason>,
}

/// A status report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusReport {
    /// `GrpHdr/MsgId`, the bank's own identifier.
    pub message_id: Option<String>,
    /// `GrpHdr/CreDtTm` as written.
    pub created: Option<String>,
    /// `OrgnlMsgId`: the file that the report answers.
    pub original_message_id: String,
    /// `OrgnlMsgNmId`, such as `pain.001.001.09`.
    pub original_message_name: Option<String>,
    /// What is said of the whole file.
    pub group: LevelStatus,
    /// Payment blocks named in the report; banks may leave out those that are fine.
    pub payments: Vec<PaymentReport>,
}

/// What is said of a payment block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentReport {
    /// `OrgnlPmtInfId`.
    pub payment_id: Option<String>,
    /// What is said of the block.
    pub own: LevelStatus,
    /// Transfers named in the report; banks may leave out those that are fine.
    pub transactions: Vec<TransactionReport>,
}

/// What is said of a transfer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransactionReport {
    /// `OrgnlEndToEndId`.
    pub end_to_end_id: Option<String>,
    /// `OrgnlInstrId`.
    pub instruction_id: Option<String>,
    /// What is said of the transfer alone.
    pub own: LevelStatus,
    /// The same with what stands above.
    pub outcome: Outcome,
}

impl StatusReport {
    /// What the report says of a transfer that was sent in that payment block, whether it names the transfer or not. Capitals do not
    /// matter: some banks change them. A report that says two things of one transfer is contradictory.
    #[must_use]
    pub fn outcome_of(&self, payment_id: &str, end_to_end_id: &str) -> Outcome {
        self.outcomes().of(payment_id, end_to_end_id)
    }
}

/// A report arranged by payment block and transfer, to ask it about thousands of transfers: see [`StatusReport::outcomes`].
#[derive(Clone, Debug)]
pub struct Outcomes<'a> {
    /// What is said of a transfer of which neither its block nor itself is named.
    group: Outcome,
    /// What is said of a transfer that is not named itself, by the identifier of its block.
    blocks: HashMap<String, Outcome>,
    /// What is said of a transfer, by its reference, with the identifier of its block when that is given.
    transfers: HashMap<String, Vec<(Option<String>, &'a Outcome)>>,
}

impl StatusReport {
    /// The same answers as [`StatusReport::outcome_of`], each without reading the report again.
    #[must_use]
    pub fn outcomes(&self) -> Outcomes<'_> {
        let mut blocks: HashMap<String, Outcome> = HashMap::new();
        let mut transfers: HashMap<String, Vec<(Option<String>, &Outcome)>> = HashMap::new();
        for block in &self.payments {
            let id = block.payment_id.as_ref().map(|id| id.to_uppercase());
            if let Some(id) = &id {
                // A bank may repeat the block for each transfer that it names.
                let said = Outcome::resolve(&self.group, Some(&block.own), None);
                let both = match blocks.remove(id) {
                    Some(before) => before.and(said),
                    None => said,
                };
                blocks.insert(id.clone(), both);
            }
            for one in &block.transactions {
                if let Some(reference) = &one.end_to_end_id {
                    transfers.entry(reference.to_uppercase()).or_default().push((id.clone(), &one.outcome));
                }
            }
        }
        Outcomes { group: Outcome::resolve(&self.group, None, None), blocks, transfers }
    }
}

impl Outcomes<'_> {
    /// What the report says of a transfer that was sent in that payment block, whether it names the transfer or not.
    #[must_use]
    pub fn of(&self, payment_id: &str, end_to_end_id: &str) -> Outcome {
        let block = payment_id.to_uppercase();
        let named = self.transfers.get(&end_to_end_id.to_uppercase()).into_iter().flatten();
        let own = named.filter(|(id, _)| id.as_ref().is_none_or(|id| *id == block)).map(|(_, outcome)| (*outcome).clone());
        own.reduce(Outcome::and).unwrap_or_else(|| self.blocks.get(&block).unwrap_or(&self.group).clone())
    }
}

/// Most reasons that are kept for one transfer of which the report speaks several times.
const REASONS: usize = 100;

impl Outcome {
    /// Applies the levels: a rejection goes down, `PART` says to look lower, reasons add up.
    fn resolve(group: &LevelStatus, payment: Option<&LevelStatus>, transaction: Option<&LevelStatus>) -> Self {
        let levels = [Some(group), payment, transaction];
        let said: Vec<&PaymentStatus> = levels.iter().flatten().filter_map(|level| level.status.as_ref()).collect();
        let definite: Vec<&PaymentStatus> = said.into_iter().filter(|status| **status != PaymentStatus::Partial).collect();
        let rejected_above = definite.split_last().is_some_and(|(_, above)| above.contains(&&PaymentStatus::Rejected));
        let lowest = definite.last().copied();
        let contradictory = rejected_above && lowest != Some(&PaymentStatus::Rejected);
        // A PART at the lowest level that speaks says that the answer is lower, where nothing is said.
        let open = levels.iter().flatten().rev().find_map(|level| level.status.as_ref()) == Some(&PaymentStatus::Partial);
        let settled = !contradictory && (!open || lowest == Some(&PaymentStatus::Rejected));
        Self {
            status: lowest.filter(|_| settled).cloned(),
            // That some names of a file do not match says nothing of one of them.
            verification: levels
                .iter()
                .flatten()
                .rev()
                .find_map(|level| level.verification)
                .filter(|result| *result != Verification::Mismatches),
            contradictory,
            reasons: levels.iter().flatten().flat_map(|level| level.reasons.iter().cloned()).collect(),
        }
    }

    /// Both of two answers about one transfer: that it stops and that it goes on is a contradiction, else the later one holds where it
    /// says something.
    fn and(mut self, later: Self) -> Self {
        let stops = |status: &PaymentStatus| matches!(status, PaymentStatus::Rejected | PaymentStatus::Cancelled);
        let differ = self.status.as_ref().zip(later.status.as_ref()).is_some_and(|(one, other)| stops(one) != stops(other));
        self.contradictory |= later.contradictory || differ;
        self.status = later.status.or(self.status).filter(|_| !self.contradictory);
        self.verification = later.verification.or(self.verification);
        for reason in later.reasons {
            if self.reasons.len() < REASONS && !self.reasons.contains(&reason) {
                self.reasons.push(reason);
            }
        }
        self
    }

    /// Name of the holder as the payee's bank knows it, given with a close match. Personal data of a third party.
    #[must_use]
    pub fn held_name(&self) -> Option<&str> {
        let own = self.reasons.iter().find(|reason| reason.level == Level::Transaction && reason.text.is_some());
        own.filter(|_| self.verification == Some(Verification::CloseMatch)).and_then(|reason| reason.text.as_deref())
    }
}
