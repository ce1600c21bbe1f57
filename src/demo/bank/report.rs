//! Writes payment status reports: pain.002.001.10.

use super::order_file::{Block, OrderFile, Transfer};
use super::xml::{Xml, euros};
use chrono::NaiveDateTime;

/// What a report says about one message.
pub(super) struct Report<'a> {
    pub id: String,
    pub made_at: NaiveDateTime,
    pub bic: &'a str,
    pub message_id: &'a str,
    /// `pain.001.001.09`: the message that is answered.
    pub format: &'static str,
    /// Number of transfers and their sum, when the whole message is judged.
    pub totals: Option<(usize, i64)>,
    pub verdict: Verdict<'a>,
}

/// A judgement on a message.
pub(super) enum Verdict<'a> {
    /// All is refused, for one reason.
    Message(&'static str),
    /// Each block on its own.
    Blocks(Vec<Judged<'a>>),
}

/// A payment block, and the reason of refusal of each of its transfers.
pub(super) struct Judged<'a> {
    pub id: &'a str,
    pub transfers: Vec<(&'a Transfer, Option<&'static str>)>,
}

impl<'a> Judged<'a> {
    pub(super) fn of(block: &'a Block, reasons: impl FnMut(&'a Transfer) -> (&'a Transfer, Option<&'static str>)) -> Self {
        Self { id: &block.id, transfers: block.transfers.iter().map(reasons).collect() }
    }

    fn refused(&self) -> usize {
        self.transfers.iter().filter(|(_, reason)| reason.is_some()).count()
    }

    fn status(&self) -> &'static str {
        status(self.refused(), self.transfers.len())
    }
}

const fn status(refused: usize, all: usize) -> &'static str {
    match (refused, refused == all) {
        (0, _) => "ACTC",
        (_, true) => "RJCT",
        _ => "PART",
    }
}

/// Number and sum of a message's transfers.
pub(super) fn totals(file: &OrderFile) -> (usize, i64) {
    let transfers = || file.blocks.iter().flat_map(|block| &block.transfers);
    (transfers().count(), transfers().map(|transfer| transfer.cents).sum())
}

/// Writes a report; accepted transfers are left out, as banks do.
pub(super) fn write(report: &Report<'_>) -> Vec<u8> {
    let mut xml = Xml::document("pain.002.001.10");
    xml.inside("CstmrPmtStsRpt", |xml| {
        xml.inside("GrpHdr", |xml| {
            xml.leaf("MsgId", &report.id);
            xml.leaf("CreDtTm", &report.made_at.format("%Y-%m-%dT%H:%M:%S").to_string());
            xml.nested(&["DbtrAgt", "FinInstnId", "BICFI"], report.bic);
        });
        xml.inside("OrgnlGrpInfAndSts", |xml| {
            xml.leaf("OrgnlMsgId", report.message_id);
            xml.leaf("OrgnlMsgNmId", report.format);
            if let Some((count, sum)) = report.totals {
                xml.leaf("OrgnlNbOfTxs", &count.to_string());
                xml.leaf("OrgnlCtrlSum", &euros(sum));
            }
            match &report.verdict {
                Verdict::Message(reason) => {
                    xml.leaf("GrpSts", "RJCT");
                    xml.nested(&["StsRsnInf", "Rsn", "Cd"], reason);
                }
                Verdict::Blocks(blocks) if report.totals.is_some() => {
                    let refused = blocks.iter().map(Judged::refused).sum();
                    let all = blocks.iter().map(|block| block.transfers.len()).sum();
                    xml.leaf("GrpSts", status(refused, all));
                }
                Verdict::Blocks(_) => {}
            }
        });
        if let Verdict::Blocks(blocks) = &report.verdict {
            for block in blocks {
                xml.inside("OrgnlPmtInfAndSts", |xml| write_block(xml, block, report.totals.is_some()));
            }
        }
    });
    xml.finish()
}

fn write_block(xml: &mut Xml, block: &Judged<'_>, whole: bool) {
    xml.leaf("OrgnlPmtInfId", block.id);
    if whole {
        xml.leaf("PmtInfSts", block.status());
    }
    for (transfer, reason) in &block.transfers {
        let Some(reason) = reason else { continue };
        xml.inside("TxInfAndSts", |xml| {
            xml.leaf("OrgnlInstrId", &transfer.instruction);
            xml.leaf("OrgnlEndToEndId", &transfer.end_to_end);
            xml.leaf("TxSts", "RJCT");
            xml.nested(&["StsRsnInf", "Rsn", "Cd"], reason);
        });
    }
}
