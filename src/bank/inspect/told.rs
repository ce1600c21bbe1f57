//! Status reports and orders as an inspection shows them.

use crate::money::Cents;
use quitus_sepa::file::{Order, OrderBlock, Orders};
use quitus_sepa::pain002::{LevelStatus, Outcome, Reason, StatusReport, Verification};
use serde::Serialize;

/// What the bank says of one transfer, one block or the whole file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct OutcomeSeen {
    /// The payment block.
    pub payment_id: Option<String>,
    /// The transfer.
    pub end_to_end_id: Option<String>,
    /// `ACSP`, `RJCT`…
    pub status: Option<String>,
    /// Result of the verification of payee.
    pub verification: Option<&'static str>,
    /// Reasons, their code or their words.
    pub reasons: Vec<String>,
    /// True when levels contradict each other.
    pub contradictory: bool,
}

impl OutcomeSeen {
    fn of(payment_id: Option<&String>, end_to_end_id: Option<&String>, outcome: &Outcome) -> Self {
        Self {
            payment_id: payment_id.cloned(),
            end_to_end_id: end_to_end_id.cloned(),
            status: outcome.status.as_ref().map(|status| status.code().to_owned()),
            verification: outcome.verification.map(verification),
            reasons: outcome.reasons.iter().filter_map(reason).collect(),
            contradictory: outcome.contradictory,
        }
    }
}

fn reason(reason: &Reason) -> Option<String> {
    reason.code.clone().or_else(|| reason.text.clone())
}

/// The result of a verification of payee, in French (Regulation (EU) 2024/886).
#[must_use]
pub const fn verification(result: Verification) -> &'static str {
    match result {
        Verification::Match => "nom concordant",
        Verification::Mismatches => "certains noms ne concordent pas",
        Verification::CloseMatch => "nom presque concordant",
        Verification::NoMatch => "nom non concordant",
        Verification::NotPossible => "vérification impossible",
        Verification::NotCompleted => "vérification inachevée",
    }
}

/// A status in French, or the code as written.
#[must_use]
pub fn status(code: &str) -> &str {
    match code {
        "RCVD" => "reçu (RCVD)",
        "ACTC" => "accepté, contrôles techniques (ACTC)",
        "ACCP" => "accepté, contrôles du client (ACCP)",
        "ACFC" => "accepté, provision contrôlée (ACFC)",
        "ACSP" => "accepté, en cours de règlement (ACSP)",
        "ACSC" => "réglé au débit (ACSC)",
        "ACCC" => "réglé au bénéficiaire (ACCC)",
        "ACWC" => "accepté avec un changement (ACWC)",
        "PDNG" => "en attente (PDNG)",
        "PART" => "accepté en partie (PART)",
        "RJCT" => "rejeté (RJCT)",
        "CANC" => "annulé (CANC)",
        other => other,
    }
}

/// A status report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReportSeen {
    /// The bank's identifier.
    pub id: Option<String>,
    /// The file that it answers.
    pub original_message_id: String,
    /// What is said of the whole file.
    pub group: OutcomeSeen,
    /// What is said of each block.
    pub blocks: Vec<OutcomeSeen>,
    /// The first transfers that it names.
    pub transfers: Vec<OutcomeSeen>,
    /// Transfers after them.
    pub left_out: usize,
}

impl ReportSeen {
    pub(super) fn of(report: &StatusReport, limit: usize) -> Self {
        let level = |payment_id: Option<&String>, own: &LevelStatus| OutcomeSeen {
            payment_id: payment_id.cloned(),
            status: own.status.as_ref().map(|status| status.code().to_owned()),
            verification: own.verification.map(verification),
            reasons: own.reasons.iter().filter_map(reason).collect(),
            ..OutcomeSeen::default()
        };
        let blocks = report.payments.iter();
        let named = blocks.clone().flat_map(|block| block.transactions.iter().map(move |one| (block.payment_id.as_ref(), one)));
        Self {
            id: report.message_id.clone(),
            original_message_id: report.original_message_id.clone(),
            group: level(None, &report.group),
            blocks: blocks.map(|block| level(block.payment_id.as_ref(), &block.own)).collect(),
            left_out: named.clone().count().saturating_sub(limit),
            transfers: named.take(limit).map(|(id, one)| OutcomeSeen::of(id, one.end_to_end_id.as_ref(), &one.outcome)).collect(),
        }
    }
}

/// A transfer that was asked of the bank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OrderSeen {
    /// End-to-end reference.
    pub end_to_end_id: Option<String>,
    /// Its amount, when it is given in cents of a currency.
    pub cents: Option<Cents>,
    /// Its currency.
    pub currency: Option<String>,
    /// The payee.
    pub who: Option<String>,
    /// The payee's account.
    pub iban: Option<String>,
}

impl OrderSeen {
    fn of(order: &Order) -> Self {
        Self {
            end_to_end_id: order.end_to_end_id.clone(),
            cents: order.cents.map(Cents),
            currency: order.currency.clone(),
            who: order.creditor_name.clone(),
            iban: order.creditor_iban.clone(),
        }
    }
}

/// A block of transfers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BlockSeen {
    /// Its identifier.
    pub id: Option<String>,
    /// Day of execution, as written.
    pub execution: Option<String>,
    /// The account to be debited.
    pub account: Option<String>,
    /// Its transfers, also those that are left out.
    pub count: usize,
    /// Their sum; none when one of them has no amount of its own, or is not in euros.
    pub cents: Option<Cents>,
    /// The first transfers.
    pub transfers: Vec<OrderSeen>,
}

impl BlockSeen {
    fn of(block: &OrderBlock, limit: usize) -> Self {
        let euros = |order: &Order| order.cents.filter(|_| order.currency.as_deref() == Some("EUR"));
        let sum = block.transfers.iter().try_fold(0_i64, |sum, order| sum.checked_add(euros(order)?));
        Self {
            id: block.id.clone(),
            execution: block.execution.clone(),
            account: block.debtor_iban.clone(),
            count: block.transfers.len(),
            cents: sum.map(Cents),
            transfers: block.transfers.iter().take(limit).map(OrderSeen::of).collect(),
        }
    }
}

/// A file of transfer orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OrdersSeen {
    /// Its identifier.
    pub id: Option<String>,
    /// When it was made, as written.
    pub created: Option<String>,
    /// Its blocks.
    pub blocks: Vec<BlockSeen>,
}

impl OrdersSeen {
    pub(super) fn of(orders: &Orders, limit: usize) -> Self {
        let blocks = orders.blocks.iter().map(|block| BlockSeen::of(block, limit)).collect();
        Self { id: orders.message_id.clone(), created: orders.created.clone(), blocks }
    }
}
