//! What a statement says besides its entries: identifiers, account, page, balances.

use chrono::NaiveDate;

use super::entry::{foreign_currency, missing_amount, missing_direction, unstated_currency};
use super::tag::Tag::{
    self, Acct, Amt, Bal, Ccy, Cd, CdOrPrtry, CdtDbtInd, CpyDplctInd, CreDtTm, Dt, DtTm, ElctrncSeqNb, Iban, Id, LastPgInd,
    LglSeqNb, Othr, PgNb, Pgntn, Prtry, Tp,
};
use super::value::{Currency, Leaf, Money, boolean, count, credit, currency, currency_text, date, duplicate, once, signed};
use super::{Balances, Header};
use crate::diagnostic::{Remark, quoted};
use crate::statement::{AccountId, Balance, Duplicate, Kind, Page};

/// Most balances in one statement; the standard has some ten codes.
const BALANCE_LIMIT: usize = 1000;

/// A page number and whether it is the last.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct PageDraft {
    number: Option<u64>,
    last: Option<bool>,
}

impl PageDraft {
    /// An element under `StmtPgntn` or `MsgPgntn` ends.
    pub(crate) fn close(&mut self, tag: Tag, leaf: Leaf<'_>, notes: &mut Vec<Remark>) -> Result<(), Remark> {
        match tag {
            PgNb => self.number = count(leaf.text, notes),
            LastPgInd => self.last = Some(boolean(leaf.text)?),
            _ => {}
        }
        Ok(())
    }

    fn finish(self) -> Option<Page> {
        self.number.zip(self.last).map(|(number, last)| Page { number, last })
    }
}

#[derive(Default)]
struct BalanceDraft {
    code: Option<String>,
    amount: Option<Money>,
    credit: Option<bool>,
    on: Option<NaiveDate>,
}

/// A statement being read, without its entries.
#[derive(Default)]
pub(crate) struct HeaderDraft {
    id: Option<String>,
    electronic_sequence: Option<String>,
    legal_sequence: Option<String>,
    created: Option<String>,
    iban: Option<String>,
    other: Option<String>,
    currency: Option<Currency>,
    duplicate: Option<Duplicate>,
    page: PageDraft,
    balance: BalanceDraft,
    balances: Vec<Balance>,
}

impl HeaderDraft {
    /// The account's currency, as far as it is known.
    pub(crate) fn currency(&self) -> Option<Currency> {
        self.currency
    }

    /// Takes the currency of an amount for the account's, if that one is not known.
    pub(crate) fn learn_currency(&mut self, found: Option<Currency>) {
        self.currency = self.currency.or(found);
    }

    /// An element under the statement ends.
    pub(crate) fn close(&mut self, path: &[Tag], leaf: Option<Leaf<'_>>, notes: &mut Vec<Remark>) -> Result<(), Remark> {
        if path == [Bal] {
            return self.finish_balance(notes);
        }
        let Some(leaf) = leaf else { return Ok(()) };
        match path {
            [Bal, rest @ ..] => self.balance.close(rest, leaf),
            [Id] => set(&mut self.id, leaf),
            [ElctrncSeqNb] => set(&mut self.electronic_sequence, leaf),
            [LglSeqNb] => set(&mut self.legal_sequence, leaf),
            [CreDtTm] => set(&mut self.created, leaf),
            [Pgntn, rest] => self.page.close(*rest, leaf, notes),
            [CpyDplctInd] => {
                self.duplicate = duplicate(leaf.text, notes);
                Ok(())
            }
            [Acct, Id, Iban] => leaf.compact().map_or(Ok(()), |iban| once(&mut self.iban, iban)),
            [Acct, Id, Othr, Id] => set(&mut self.other, leaf),
            [Acct, Ccy] => self.account_currency(leaf.text),
            _ => Ok(()),
        }
    }

    fn account_currency(&mut self, text: &str) -> Result<(), Remark> {
        match currency(text)? {
            Some(found) => once(&mut self.currency, found),
            None => Ok(()),
        }
    }

    fn finish_balance(&mut self, notes: &mut Vec<Remark>) -> Result<(), Remark> {
        let draft = std::mem::take(&mut self.balance);
        let money = draft.amount.ok_or_else(|| missing_amount("Le solde"))?;
        let is_credit = draft.credit.ok_or_else(|| missing_direction("du solde"))?;
        let on = draft.on.ok_or_else(|| {
            Remark::fatal(
                "balance_date_missing",
                "Le solde n'a pas de date (Dt absent).",
                "Une date n'est jamais devinée : demandez un fichier complet à la banque.",
            )
        })?;
        if money.currency.is_none() {
            notes.push(unstated_currency());
        }
        self.learn_currency(money.currency);
        let foreign_currency = foreign_currency(money.currency, self.currency, notes);
        if self.balances.len() >= BALANCE_LIMIT {
            return Err(Remark::fatal(
                "balances_too_many",
                format!("Le relevé donne plus de {BALANCE_LIMIT} soldes."),
                "Ce n'est pas un relevé bancaire, ou il est abîmé : vérifiez le fichier choisi.",
            ));
        }
        let code = draft.code.unwrap_or_default();
        self.balances.push(Balance { code, cents: signed(money.cents, is_credit), foreign_currency, on });
        Ok(())
    }

    /// The header; `message_page` is the page of the whole message, for want of the statement's own.
    pub(crate) fn header(&self, kind: Kind, message_page: PageDraft, notes: &mut Vec<Remark>) -> Header {
        if self.id.is_none() {
            notes.push(Remark::repaired(
                "statement_id_missing",
                "Le relevé n'a pas d'identifiant (Id absent).",
                "Il est laissé vide : vérifiez que ce relevé n'a pas déjà été importé.",
            ));
        }
        if self.iban.is_none() && self.other.is_none() {
            notes.push(Remark::repaired(
                "account_missing",
                "Le relevé ne dit pas de quel compte il s'agit (Acct/Id absent).",
                "Indiquez le compte vous-même, ou demandez un fichier complet à la banque.",
            ));
        }
        Header {
            kind,
            id: self.id.clone().unwrap_or_default(),
            sequence: self.electronic_sequence.clone().or_else(|| self.legal_sequence.clone()),
            created: self.created.clone(),
            account: AccountId { iban: self.iban.clone(), other: self.other.clone(), currency: self.currency.map(currency_text) },
            duplicate: self.duplicate,
            page: self.page.finish().or_else(|| message_page.finish()),
        }
    }

    /// The balances, sorted into opening, closing and others.
    pub(crate) fn finish(mut self, notes: &mut Vec<Remark>) -> Balances {
        let opening = self.take(&["OPBD", "PRCD"], notes);
        let closing = self.take(&["CLBD"], notes);
        Balances { opening, closing, other: self.balances }
    }

    /// The balance of the first of these codes that is given. Two that differ are none: nothing says which one holds.
    fn take(&mut self, codes: &[&str], notes: &mut Vec<Remark>) -> Option<Balance> {
        let code = codes.iter().find(|code| self.balances.iter().any(|balance| balance.code == **code))?;
        let first = self.balances.iter().position(|balance| balance.code == *code)?;
        let same = |one: &Balance, other: &Balance| one.cents == other.cents && one.foreign_currency == other.foreign_currency;
        let kept = self.balances.get(first)?;
        if self.balances.iter().any(|balance| balance.code == *code && !same(balance, kept)) {
            notes.push(Remark::repaired(
                "balance_ambiguous",
                format!("Le relevé donne plusieurs soldes {} différents.", quoted(code)),
                "Aucun n'est retenu, et les écritures ne peuvent pas être vérifiées : demandez un fichier corrigé à la banque.",
            ));
            return None;
        }
        Some(self.balances.remove(first))
    }
}

impl BalanceDraft {
    fn close(&mut self, path: &[Tag], leaf: Leaf<'_>) -> Result<(), Remark> {
        match path {
            [Amt] => once(&mut self.amount, leaf.money()?),
            [CdtDbtInd] => once(&mut self.credit, credit(leaf.text)?),
            [Dt, Dt | DtTm] | [Dt] => once(&mut self.on, date(leaf.text)?),
            [Tp, CdOrPrtry, Cd | Prtry] | [Tp, Cd | Prtry] => set(&mut self.code, leaf),
            _ => Ok(()),
        }
    }
}

fn set(slot: &mut Option<String>, leaf: Leaf<'_>) -> Result<(), Remark> {
    leaf.token().map_or(Ok(()), |text| once(slot, text))
}
