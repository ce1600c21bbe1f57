//! One movement (`Ntry`).

use chrono::NaiveDate;

use super::charge::ChargesDraft;
use super::detail::{DetailDraft, EntryAmount, transaction_code};
use super::tag::Tag::{
    self, AcctSvcrRef, AddtlNtryInf, Amt, BkTxCd, BookgDt, Btch, Cd, CdtDbtInd, Chrgs, Dt, DtTm, MsgId, NbOfTxs, NtryDtls,
    NtryRef, PmtInfId, Prtry, RvslInd, Sts, TtlAmt, TxDtls, ValDt,
};
use super::value::{Currency, Leaf, Money, boolean, count, credit, currency_text, date, once, signed, status};
use crate::diagnostic::{Place, Remark, Repair};
use crate::statement::{Batch, Charge, Detail, Entry, Status, TransactionCode};

/// A movement being read.
#[derive(Default)]
pub(crate) struct EntryDraft {
    amount: Option<Money>,
    credit: Option<bool>,
    reversal: Option<bool>,
    status: Option<Status>,
    booked_on: Option<NaiveDate>,
    value_on: Option<NaiveDate>,
    bank_reference: Option<String>,
    entry_reference: Option<String>,
    transaction_code: TransactionCode,
    batch: Option<BatchDraft>,
    charge: ChargesDraft,
    charges: Vec<Charge>,
    details: Vec<Detail>,
    /// What is not known yet of each of them.
    drafts: Vec<DetailDraft>,
    additional_information: Option<String>,
}

#[derive(Default)]
struct BatchDraft {
    batch: Batch,
    total: Option<Money>,
    credit: Option<bool>,
    spoilt: bool,
}

impl EntryDraft {
    /// The currency of its amount.
    pub(crate) fn currency(&self) -> Option<Currency> {
        self.amount.and_then(|money| money.currency)
    }

    /// An element under `Ntry` opens.
    pub(crate) fn open(&mut self, path: &[Tag], notes: &mut Vec<Remark>) {
        match path {
            [NtryDtls, TxDtls] => {
                if self.details.is_empty() {
                    // Nearly all entries hold one payment, and these values are large.
                    self.details.reserve_exact(1);
                    self.drafts.reserve_exact(1);
                }
                self.details.push(Detail::default());
                self.drafts.push(DetailDraft::default());
            }
            [NtryDtls, Btch] => self.open_batch(notes),
            _ => {}
        }
    }

    fn open_batch(&mut self, notes: &mut Vec<Remark>) {
        let earlier = self.batch.replace(BatchDraft::default());
        if earlier.is_some() {
            notes.push(Remark::noted(
                "batches_several",
                "Une écriture regroupe plusieurs remises.",
                "Seule la dernière est reprise : rapprochez cette écriture par ses paiements.",
            ));
        }
    }

    /// An element under `Ntry` ends.
    pub(crate) fn close(&mut self, path: &[Tag], leaf: Option<Leaf<'_>>, notes: &mut Vec<Remark>) -> Result<(), Remark> {
        match path {
            [NtryDtls, TxDtls, rest @ ..] => {
                let last = self.drafts.last_mut().zip(self.details.last_mut());
                return last.map_or(Ok(()), |(draft, detail)| draft.close(detail, rest, leaf, notes));
            }
            [Chrgs, rest @ ..] => {
                self.charge.close(rest, leaf, &mut self.charges, notes);
                return Ok(());
            }
            _ => {}
        }
        let Some(leaf) = leaf else { return Ok(()) };
        match path {
            [Amt] => once(&mut self.amount, leaf.money()?),
            [CdtDbtInd] => once(&mut self.credit, credit(leaf.text)?),
            [RvslInd] => once(&mut self.reversal, boolean(leaf.text)?),
            [Sts] | [Sts, Cd | Prtry] if !leaf.text.trim().is_empty() => once(&mut self.status, status(leaf.text)),
            [BookgDt, Dt | DtTm] | [BookgDt] => once(&mut self.booked_on, date(leaf.text)?),
            [ValDt, Dt | DtTm] | [ValDt] => once(&mut self.value_on, date(leaf.text)?),
            [NtryDtls, Btch, rest] => {
                self.batch.get_or_insert_default().close(*rest, leaf, notes);
                Ok(())
            }
            [AcctSvcrRef] => {
                self.bank_reference = leaf.token();
                Ok(())
            }
            [NtryRef] => {
                self.entry_reference = leaf.token();
                Ok(())
            }
            [AddtlNtryInf] => {
                self.additional_information = leaf.token();
                Ok(())
            }
            [BkTxCd, rest @ ..] => {
                transaction_code(&mut self.transaction_code, rest, leaf);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// The movement, in an account of this currency.
    pub(crate) fn finish(self, account: Option<Currency>, place: Place, notes: &mut Vec<Remark>) -> Result<Entry, Remark> {
        let amount = self.amount.ok_or_else(|| missing_amount("L'écriture"))?;
        let is_credit = self.credit.ok_or_else(|| missing_direction("de l'écriture"))?;
        if amount.currency.is_none() {
            notes.push(unstated_currency());
        }
        let foreign_currency = foreign_currency(amount.currency, account, notes);
        let entry = EntryAmount { cents: amount.cents, credit: is_credit, currency: amount.currency.or(account) };
        let alone = self.details.len() == 1;
        let mut details = self.details;
        for (draft, detail) in self.drafts.into_iter().zip(&mut details) {
            draft.finish(detail, &entry, alone);
        }
        let cents = signed(amount.cents, is_credit);
        let total = details.iter().try_fold(0_i64, |sum, detail| sum.checked_add(detail.cents?));
        if !details.is_empty() && total.is_some_and(|total| total != cents) {
            notes.push(Remark::noted(
                "details_differ",
                "La somme des paiements n'est pas égale au montant de l'écriture.",
                "Le montant de l'écriture fait foi ; l'écart vient souvent de frais retenus par la banque.",
            ));
        }
        Ok(Entry {
            status: self.status.unwrap_or_else(|| unstated_status(notes)),
            cents,
            foreign_currency,
            reversal: self.reversal.unwrap_or(false),
            booked_on: self.booked_on,
            value_on: self.value_on,
            bank_reference: self.bank_reference,
            entry_reference: self.entry_reference,
            transaction_code: self.transaction_code,
            batch: self.batch.map(|batch| batch.finish(&entry)),
            charges: self.charges,
            details,
            additional_information: self.additional_information,
            place,
        })
    }
}

impl BatchDraft {
    fn close(&mut self, tag: Tag, leaf: Leaf<'_>, notes: &mut Vec<Remark>) {
        let outcome = match tag {
            TtlAmt => leaf.any_money().map(|total| self.total = total),
            CdtDbtInd => credit(leaf.text).map(|credit| self.credit = Some(credit)),
            _ => {
                self.reference(tag, leaf, notes);
                Ok(())
            }
        };
        if let Err(remark) = outcome {
            self.spoilt = true;
            notes.push(Remark::repaired(
                "batch_total_unreadable",
                remark.what,
                "Le total de la remise est laissé inconnu ; le montant de l'écriture n'est pas touché.",
            ));
        }
    }

    fn reference(&mut self, tag: Tag, leaf: Leaf<'_>, notes: &mut Vec<Remark>) {
        match tag {
            MsgId => self.batch.message_id = leaf.token(),
            PmtInfId => self.batch.payment_id = leaf.token(),
            NbOfTxs => self.batch.count = count(leaf.text, notes),
            _ => {}
        }
    }

    fn finish(self, entry: &EntryAmount) -> Batch {
        let total =
            self.total.filter(|_| !self.spoilt).filter(|total| total.currency.is_none() || total.currency == entry.currency);
        let cents = total.map(|total| signed(total.cents, self.credit.unwrap_or(entry.credit)));
        Batch { cents, ..self.batch }
    }
}

fn unstated_status(notes: &mut Vec<Remark>) -> Status {
    notes.push(Remark::repaired(
        "status_missing",
        "L'écriture ne dit pas si elle est comptabilisée (Sts absent).",
        "Elle est montrée mais ne sera pas enregistrée dans les comptes : demandez un fichier complet à la banque.",
    ));
    Status::Other(String::new())
}

/// No `Ccy`.
pub(crate) fn unstated_currency() -> Remark {
    Remark::repaired(
        "currency_missing",
        "Un montant ne porte pas sa devise (attribut Ccy absent).",
        "Il est lu dans la devise du compte : vérifiez-la.",
    )
    .by(Repair::Assumed)
}

/// No `Amt`.
pub(crate) fn missing_amount(of: &str) -> Remark {
    Remark::fatal(
        "amount_missing",
        format!("{of} n'a pas de montant (Amt absent)."),
        "Un montant n'est jamais deviné : demandez un fichier complet à la banque.",
    )
}

/// No `CdtDbtInd`.
pub(crate) fn missing_direction(of: &str) -> Remark {
    Remark::fatal(
        "direction_missing",
        format!("Le sens {of} n'est pas donné (CdtDbtInd absent)."),
        "CRDT (crédit) ou DBIT (débit) est attendu et n'est jamais deviné : demandez un fichier complet à la banque.",
    )
}

/// The currency of an amount as text, if it is not the account's.
pub(crate) fn foreign_currency(amount: Option<Currency>, account: Option<Currency>, notes: &mut Vec<Remark>) -> Option<String> {
    let (amount, account) = amount.zip(account).filter(|(amount, account)| amount != account)?;
    let (amount, account) = (currency_text(amount), currency_text(account));
    notes.push(Remark::noted(
        "currency_foreign",
        format!("Le montant est en {amount} alors que le compte est en {account}."),
        "Il est gardé dans sa devise et ne peut pas être additionné aux autres : vérifiez-le auprès de la banque.",
    ));
    Some(amount)
}
