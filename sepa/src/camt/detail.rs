//! One payment of an entry (`TxDtls`), and the nature codes (`BkTxCd`).

use super::charge::ChargesDraft;
use super::tag::Tag::{
    self, AcctSvcrRef, AddtlInf, AddtlRmtInf, AddtlTxInf, Agt, Amt, AmtDtls, Bic, BicFi, BkTxCd, Cd, CdtDbtInd, Cdtr, CdtrAcct,
    CdtrAgt, CdtrRefInf, Chrgs, Dbtr, DbtrAcct, DbtrAgt, Domn, EndToEndId, FinInstnId, Fmly, Iban, Id, InstdAmt, InstrId, Issr,
    MndtId, MsgId, Nm, OrgId, Othr, PmtInfId, Prtry, PrvtId, Pty, Purp, Ref, Refs, RltdAgts, RltdPties, RmtInf, Rsn, RtrInf,
    SchmeNm, Strd, SubFmlyCd, TxAmt, UltmtCdtr, UltmtDbtr, Ustrd,
};
use super::value::{Currency, Leaf, Money, credit, once, signed};
use crate::diagnostic::Remark;
use crate::statement::{Counterparty, Detail, OriginalAmount, ReturnReason, TransactionCode};

/// What a payment being read says of its amount, until its entry is known. The payment itself is filled where it stays.
#[derive(Default)]
pub(crate) struct DetailDraft {
    /// `Amt`, from version 04 on.
    amount: Option<Money>,
    /// `AmtDtls/TxAmt/Amt`.
    transaction_amount: Option<Money>,
    /// `AmtDtls/InstdAmt/Amt`, as the order gave it.
    instructed_amount: Option<OriginalAmount>,
    credit: Option<bool>,
    /// The creditor's latest identifier, until its scheme tells whether it is the SEPA one.
    creditor_id: Option<String>,
    charges: ChargesDraft,
}

impl DetailDraft {
    /// An element under `TxDtls` ends.
    pub(crate) fn close(
        &mut self,
        detail: &mut Detail,
        path: &[Tag],
        leaf: Option<Leaf<'_>>,
        notes: &mut Vec<Remark>,
    ) -> Result<(), Remark> {
        if let [Chrgs, rest @ ..] = path {
            self.charges.close(rest, leaf, &mut detail.charges, notes);
            return Ok(());
        }
        let Some(leaf) = leaf else { return Ok(()) };
        match path {
            [Amt] => leaf.any_money()?.map_or(Ok(()), |money| once(&mut self.amount, money)),
            [AmtDtls, TxAmt, Amt] => leaf.any_money()?.map_or(Ok(()), |money| once(&mut self.transaction_amount, money)),
            [AmtDtls, InstdAmt, Amt] => {
                self.instructed_amount = leaf.original_amount();
                Ok(())
            }
            [CdtDbtInd] => once(&mut self.credit, credit(leaf.text)?),
            [RltdPties, Cdtr, Pty, Id, rest @ ..] | [RltdPties, Cdtr, Id, rest @ ..] => {
                self.creditor_identifier(detail, rest, leaf);
                Ok(())
            }
            _ => {
                text(detail, path, leaf);
                Ok(())
            }
        }
    }

    /// The SEPA identifier of a creditor is known as such once its scheme is read.
    fn creditor_identifier(&mut self, detail: &mut Detail, path: &[Tag], leaf: Leaf<'_>) {
        match path {
            [PrvtId | OrgId, Othr, Id] => self.creditor_id = leaf.token(),
            [PrvtId | OrgId, Othr, SchmeNm, Prtry] if leaf.text.trim() == "SEPA" => {
                detail.creditor_id = self.creditor_id.take();
            }
            _ => {}
        }
    }

    /// Completes the payment, once its entry is known. Without an amount of its own in the entry's currency, a payment that is alone
    /// has the entry's amount, and one among several has none.
    pub(crate) fn finish(self, detail: &mut Detail, entry: &EntryAmount, alone: bool) {
        let credit = self.credit.unwrap_or(entry.credit);
        let own = [self.amount, self.transaction_amount]
            .into_iter()
            .flatten()
            .find(|money| money.currency.is_none() || entry.currency.is_none() || money.currency == entry.currency);
        detail.credit = credit;
        detail.cents = own.map(|money| signed(money.cents, credit)).or(alone.then(|| signed(entry.cents, entry.credit)));
        detail.original_amount = self.instructed_amount;
    }
}

fn text(detail: &mut Detail, path: &[Tag], leaf: Leaf<'_>) {
    match path {
        [Refs, rest] => reference(detail, *rest, leaf),
        [RltdPties, rest @ ..] => party(detail, rest, leaf),
        [RltdAgts, DbtrAgt, FinInstnId, Bic | BicFi] => debtor(detail).bic = leaf.token(),
        [RltdAgts, CdtrAgt, FinInstnId, Bic | BicFi] => creditor(detail).bic = leaf.token(),
        [RmtInf, Ustrd] | [RmtInf, Strd, AddtlRmtInf] if !leaf.text.trim().is_empty() => {
            detail.remittance.push(leaf.text.to_owned());
        }
        [RmtInf, Strd, CdtrRefInf, Ref] => detail.structured_reference = leaf.token(),
        [Purp, Cd | Prtry] => detail.purpose = leaf.token(),
        [AddtlTxInf] => detail.additional_information = leaf.token(),
        [RtrInf, rest @ ..] => return_reason(detail, rest, leaf),
        [BkTxCd, rest @ ..] => transaction_code(&mut detail.transaction_code, rest, leaf),
        _ => {}
    }
}

fn reference(detail: &mut Detail, tag: Tag, leaf: Leaf<'_>) {
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
fn party(detail: &mut Detail, path: &[Tag], leaf: Leaf<'_>) {
    match path {
        [Dbtr, Nm] | [Dbtr, Pty, Nm] | [Dbtr, Agt, FinInstnId, Nm] => debtor(detail).name = leaf.token(),
        [Cdtr, Nm] | [Cdtr, Pty, Nm] | [Cdtr, Agt, FinInstnId, Nm] => creditor(detail).name = leaf.token(),
        [DbtrAcct, Id, Iban] => debtor(detail).iban = leaf.compact(),
        [CdtrAcct, Id, Iban] => creditor(detail).iban = leaf.compact(),
        [UltmtDbtr, Nm] | [UltmtDbtr, Pty, Nm] => detail.ultimate_debtor = leaf.token(),
        [UltmtCdtr, Nm] | [UltmtCdtr, Pty, Nm] => detail.ultimate_creditor = leaf.token(),
        _ => {}
    }
}

/// Whatever stands in `RtrInf`, even nothing, makes it a return.
fn return_reason(detail: &mut Detail, path: &[Tag], leaf: Leaf<'_>) {
    let reason: &mut ReturnReason = detail.return_reason.get_or_insert_default();
    match path {
        [Rsn, Cd] => reason.code = leaf.token(),
        [Rsn, Prtry] => reason.proprietary = leaf.token(),
        [AddtlInf] => reason.information.extend(leaf.token()),
        _ => {}
    }
}

fn debtor(detail: &mut Detail) -> &mut Counterparty {
    detail.debtor.get_or_insert_default()
}

fn creditor(detail: &mut Detail) -> &mut Counterparty {
    detail.creditor.get_or_insert_default()
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
