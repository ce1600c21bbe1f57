//! One payment of an entry (`TxDtls`), and the nature codes (`BkTxCd`).

use super::charge::ChargesDraft;
use super::tag::Tag::{
    self, AcctSvcrRef, AddtlInf, AddtlRmtInf, Agt, Amt, AmtDtls, Bic, BicFi, BkTxCd, Cd, CdtDbtInd, Cdtr, CdtrAcct, CdtrAgt,
    CdtrRefInf, Chrgs, Dbtr, DbtrAcct, DbtrAgt, Domn, EndToEndId, FinInstnId, Fmly, Iban, Id, InstrId, Issr, MndtId, MsgId, Nm,
    OrgId, Othr, PmtInfId, Prtry, PrvtId, Pty, Purp, Ref, Refs, RltdAgts, RltdPties, RmtInf, Rsn, RtrInf, SchmeNm, Strd,
    SubFmlyCd, TxAmt, UltmtCdtr, UltmtDbtr, Ustrd,
};
use super::value::{Currency, Leaf, Money, credit, once, signed};
use crate::diagnostic::Remark;
use crate::statement::{Counterparty, Detail, ReturnReason, TransactionCode};

/// A payment being read.
#[derive(Default)]
pub(crate) struct DetailDraft {
    detail: Detail,
    /// `Amt`, from version 04 on.
    amount: Option<Money>,
    /// `AmtDtls/TxAmt/Amt`.
    transaction_amount: Option<Money>,
    credit: Option<bool>,
    /// The creditor's latest identifier, until its scheme tells whether it is the SEPA one.
    creditor_id: Option<String>,
    charges: ChargesDraft,
}

impl DetailDraft {
    /// An element under `TxDtls` ends.
    pub(crate) fn close(&mut self, path: &[Tag], leaf: Option<Leaf<'_>>, notes: &mut Vec<Remark>) -> Result<(), Remark> {
        if let [Chrgs, rest @ ..] = path {
            self.charges.close(rest, leaf, &mut self.detail.charges, notes);
            return Ok(());
        }
        let Some(leaf) = leaf else { return Ok(()) };
        match path {
            [Amt] => leaf.any_money()?.map_or(Ok(()), |money| once(&mut self.amount, money)),
            [AmtDtls, TxAmt, Amt] => leaf.any_money()?.map_or(Ok(()), |money| once(&mut self.transaction_amount, money)),
            [CdtDbtInd] => once(&mut self.credit, credit(leaf.text)?),
            _ => {
                self.text(path, leaf);
                Ok(())
            }
        }
    }

    fn text(&mut self, path: &[Tag], leaf: Leaf<'_>) {
        match path {
            [Refs, rest] => self.reference(*rest, leaf),
            [RltdPties, rest @ ..] => self.party(rest, leaf),
            [RltdAgts, DbtrAgt, FinInstnId, Bic | BicFi] => self.debtor().bic = leaf.token(),
            [RltdAgts, CdtrAgt, FinInstnId, Bic | BicFi] => self.creditor().bic = leaf.token(),
            [RmtInf, Ustrd] | [RmtInf, Strd, AddtlRmtInf] if !leaf.text.trim().is_empty() => {
                self.detail.remittance.push(leaf.text.to_owned());
            }
            [RmtInf, Strd, CdtrRefInf, Ref] => self.detail.structured_reference = leaf.token(),
            [Purp, Cd | Prtry] => self.detail.purpose = leaf.token(),
            [RtrInf, rest @ ..] => self.return_reason(rest, leaf),
            [BkTxCd, rest @ ..] => transaction_code(&mut self.detail.transaction_code, rest, leaf),
            _ => {}
        }
    }

    fn reference(&mut self, tag: Tag, leaf: Leaf<'_>) {
        let detail = &mut self.detail;
        match tag {
            EndToEndId => detail.end_to_end_id = leaf.token(),
            InstrId => detail.instruction_id = leaf.token(),
            PmtInfId => detail.payment_id = leaf.token(),
            MsgId => detail.message_id = leaf.token(),
            MndtId => detail.mandate_id = leaf.token(),
            AcctSvcrRef => detail.bank_reference = leaf.token(),
            _ => {}
        }
    }

    /// Names stand directly under the party up to version 06, under `Pty` or `Agt` from version 07 on.
    fn party(&mut self, path: &[Tag], leaf: Leaf<'_>) {
        match path {
            [Dbtr, Nm] | [Dbtr, Pty, Nm] | [Dbtr, Agt, FinInstnId, Nm] => self.debtor().name = leaf.token(),
            [Cdtr, Nm] | [Cdtr, Pty, Nm] | [Cdtr, Agt, FinInstnId, Nm] => self.creditor().name = leaf.token(),
            [DbtrAcct, Id, Iban] => self.debtor().iban = leaf.compact(),
            [CdtrAcct, Id, Iban] => self.creditor().iban = leaf.compact(),
            [UltmtDbtr, Nm] | [UltmtDbtr, Pty, Nm] => self.detail.ultimate_debtor = leaf.token(),
            [UltmtCdtr, Nm] | [UltmtCdtr, Pty, Nm] => self.detail.ultimate_creditor = leaf.token(),
            [Cdtr, rest @ ..] => self.creditor_identifier(rest, leaf),
            _ => {}
        }
    }

    fn creditor_identifier(&mut self, path: &[Tag], leaf: Leaf<'_>) {
        let path = if let [Pty, rest @ ..] = path { rest } else { path };
        match path {
            [Id, PrvtId | OrgId, Othr, Id] => self.creditor_id = leaf.token(),
            [Id, PrvtId | OrgId, Othr, SchmeNm, Prtry] if leaf.text.trim() == "SEPA" => {
                self.detail.creditor_id = self.creditor_id.take();
            }
            _ => {}
        }
    }

    /// Whatever stands in `RtrInf`, even nothing, makes it a return.
    fn return_reason(&mut self, path: &[Tag], leaf: Leaf<'_>) {
        let reason: &mut ReturnReason = self.detail.return_reason.get_or_insert_default();
        match path {
            [Rsn, Cd] => reason.code = leaf.token(),
            [Rsn, Prtry] => reason.proprietary = leaf.token(),
            [AddtlInf] => reason.information.extend(leaf.token()),
            _ => {}
        }
    }

    fn debtor(&mut self) -> &mut Counterparty {
        self.detail.debtor.get_or_insert_default()
    }

    fn creditor(&mut self) -> &mut Counterparty {
        self.detail.creditor.get_or_insert_default()
    }

    /// The payment, once its entry is known. Without an amount of its own in the entry's currency, a payment that is alone has
    /// the entry's amount, and one among several has none.
    pub(crate) fn finish(self, entry: &EntryAmount, alone: bool) -> Detail {
        let credit = self.credit.unwrap_or(entry.credit);
        let own = [self.amount, self.transaction_amount]
            .into_iter()
            .flatten()
            .find(|money| money.currency.is_none() || entry.currency.is_none() || money.currency == entry.currency);
        let cents = own.map(|money| signed(money.cents, credit)).or(alone.then(|| signed(entry.cents, entry.credit)));
        Detail { credit, cents, ..self.detail }
    }
}

/// Amount of the entry that holds a payment.
pub(crate) struct EntryAmount {
    /// Hundredths without sign.
    pub(crate) cents: i64,
    pub(crate) credit: bool,
    pub(crate) currency: Option<Currency>,
}

/// An element under `BkTxCd` ends.
pub(crate) fn transaction_code(code: &mut TransactionCode, path: &[Tag], leaf: Leaf<'_>) {
    match path {
        [Domn, Cd] => code.domain = leaf.token(),
        [Domn, Fmly, Cd] => code.family = leaf.token(),
        [Domn, Fmly, SubFmlyCd] => code.sub_family = leaf.token(),
        [Prtry, Cd] => {
            if let Some(text) = leaf.token() {
                code.proprietary.get_or_insert_default().code = text;
            }
        }
        [Prtry, Issr] => {
            if let Some(issuer) = leaf.token() {
                code.proprietary.get_or_insert_default().issuer = Some(issuer);
            }
        }
        _ => {}
    }
}
