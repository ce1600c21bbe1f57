//! The records from an old balance (01) to a new one (07): a statement.

use std::collections::VecDeque;

use chrono::NaiveDate;

use super::assemble::{Given, Piece};
use super::entry::Draft;
use super::field::{self, Amount};
use super::notes::Notes;
use super::record::Record;
use super::signs::Signs;
use crate::camt::Balances;
use crate::diagnostic::{Diagnostic, Place, Remark, Repair, quoted};
use crate::iban::Iban;
use crate::statement::{AccountId, Balance};

/// Decimals of the euro, and of an amount that does not say how many it has.
const USUAL_DECIMALS: u8 = 2;

/// What 01, 04 and 07 say in the same positions.
#[derive(Debug, Clone)]
pub(super) struct Figure {
    pub(super) amount: Amount,
    pub(super) currency: Option<String>,
    decimals: Option<u8>,
    pub(super) on: NaiveDate,
    pub(super) place: Place,
}

impl Figure {
    pub(super) fn of(record: &Record<'_>) -> Result<Self, Diagnostic> {
        let currency = record.text(17, 19);
        let known = currency.is_empty() || (currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_alphabetic()));
        if !known {
            let remark = Remark::fatal(
                "currency_unknown",
                format!("La devise {} n'est pas un code à trois lettres.", quoted(&currency)),
                "Une devise s'écrit comme EUR : demandez un fichier corrigé à la banque.",
            );
            return Err(remark.at(record.place_of(17, 19)));
        }
        let decimals = record.text(20, 20);
        let decimals = match decimals.as_ref() {
            "" => None,
            digit => Some(digit.parse().map_err(|_| {
                Remark::fatal(
                    "decimals_unreadable",
                    format!("Le nombre de décimales {} n'est pas un chiffre.", quoted(digit)),
                    "Sans lui le montant n'est pas connu, et il n'est jamais deviné : demandez un fichier corrigé à la banque.",
                )
                .at(record.place_of(20, 20))
            })?),
        };
        Ok(Self {
            amount: record.amount()?,
            currency: field::some(&currency.to_ascii_uppercase()),
            decimals,
            on: record.required_date()?,
            place: record.place_of(91, 104),
        })
    }

    /// Hundredths, in a group whose records have these decimals.
    fn cents(&self, usual: u8) -> Result<i64, Diagnostic> {
        let decimals = self.decimals.unwrap_or(usual);
        field::cents(self.amount.units, decimals).map_err(|remark| remark.at(self.place.clone()))
    }

    fn balance(&self, code: &str, usual: u8, account: &str) -> Result<Balance, Diagnostic> {
        let foreign_currency = self.currency.clone().filter(|currency| currency != account);
        Ok(Balance { code: code.to_owned(), cents: self.cents(usual)?, foreign_currency, on: self.on })
    }
}

/// Movements that are kept until a record says currency and decimals. A bank that never says them does so for a day's movements.
const HELD: usize = 100_000;

/// A statement being read. A movement is given as soon as the next record begins and the unit of its amount is known.
pub(super) struct Group<'a> {
    /// Its first record, which tells the account.
    first: Record<'a>,
    opening: Option<Figure>,
    closing: Option<Figure>,
    /// Movements that are not given yet, the last one still taking its complements.
    held: VecDeque<Draft>,
    /// The currency and the decimals that a record says first.
    currency: Option<String>,
    decimals: Option<u8>,
    /// The first amount that does not say its decimals.
    silent: Option<Place>,
    signs: Signs,
    announced: bool,
}

impl<'a> Group<'a> {
    fn new(first: Record<'a>) -> Self {
        Self {
            first,
            opening: None,
            closing: None,
            held: VecDeque::new(),
            currency: None,
            decimals: None,
            silent: None,
            signs: Signs::default(),
            announced: false,
        }
    }

    /// A statement that begins as it should, with its old balance.
    pub(super) fn opened(record: Record<'a>) -> Result<Self, Diagnostic> {
        let opening = Figure::of(&record)?;
        let mut group = Self::new(record);
        group.learn(&opening);
        group.opening = Some(opening);
        Ok(group)
    }

    /// A statement whose first record is a movement or a new balance.
    pub(super) fn headless(record: Record<'a>, given: &mut Given) -> Result<Self, Diagnostic> {
        let remark = Remark::repaired(
            "old_balance_missing",
            "Un relevé commence sans ancien solde (01).",
            "Ce qui suit est lu, mais les écritures ne peuvent pas être vérifiées : demandez un fichier complet à la banque.",
        );
        given.notes.add(remark, &record.place());
        let mut group = Self::new(record.clone());
        if record.kind() == super::RecordKind::Movement {
            group.movement(&record, given)?;
        }
        Ok(group)
    }

    pub(super) fn movement(&mut self, record: &Record<'_>, given: &mut Given) -> Result<(), Diagnostic> {
        self.check_account(record, &mut given.notes)?;
        let draft = Draft::new(record)?;
        self.learn(&draft.figure);
        if let (Some(currency), Some(decimals)) = (self.currency.clone(), self.decimals) {
            self.give(&currency, decimals, given)?;
        } else if self.held.len() >= HELD {
            let remark = Remark::fatal(
                "unit_missing",
                "Un relevé de plus de cent mille mouvements ne dit ni sa devise ni le nombre de décimales de ses montants.",
                "Sans eux les montants ne sont pas connus : demandez un fichier corrigé à la banque.",
            );
            return Err(remark.at(record.place()));
        }
        self.held.push_back(draft);
        Ok(())
    }

    pub(super) fn complement(&mut self, record: &Record<'_>, given: &mut Given) {
        match self.held.back_mut() {
            Some(draft) => draft.complement(record, &mut given.notes),
            None => given.notes.add(super::orphan(), &record.place()),
        }
    }

    pub(super) fn close(&mut self, record: &Record<'_>, given: &mut Given) -> Result<(), Diagnostic> {
        self.check_account(record, &mut given.notes)?;
        let closing = Figure::of(record)?;
        self.learn(&closing);
        self.closing = Some(closing);
        Ok(())
    }

    fn learn(&mut self, figure: &Figure) {
        if self.currency.is_none() {
            self.currency.clone_from(&figure.currency);
        }
        self.decimals = self.decimals.or(figure.decimals);
        if figure.decimals.is_none() && self.silent.is_none() {
            self.silent = Some(figure.place.clone());
        }
    }

    /// Gives what is held.
    fn give(&mut self, currency: &str, decimals: u8, given: &mut Given) -> Result<(), Diagnostic> {
        self.announce(currency, given);
        for draft in self.held.drain(..) {
            let cents = draft.figure.cents(decimals)?;
            self.signs.add(&draft.figure, cents);
            let entry = draft.finish(cents, currency, &mut given.notes);
            given.ready.push_back(Piece::Entry(entry));
        }
        Ok(())
    }

    fn announce(&mut self, currency: &str, given: &mut Given) {
        if !self.announced {
            self.announced = true;
            let account = self.account(currency.to_owned(), &mut given.notes);
            given.ready.push_back(Piece::Start(account));
        }
    }

    /// Records belong together by their order. Banks merge, so another bank or branch is only told; another account number means
    /// that records are missing between the two.
    fn check_account(&self, record: &Record<'_>, notes: &mut Notes) -> Result<(), Diagnostic> {
        let (ours, found) = (self.first.text(22, 32), record.text(22, 32));
        if ours != found {
            let remark = Remark::fatal(
                "account_mixed",
                format!("L'enregistrement porte le compte {}, dans le relevé du compte {}.", quoted(&found), quoted(&ours)),
                "Des enregistrements manquent sans doute entre les deux : demandez un fichier complet à la banque.",
            );
            return Err(remark.at(record.place_of(22, 32)));
        }
        if self.first.bytes(3, 7) != record.bytes(3, 7) || self.first.bytes(12, 16) != record.bytes(12, 16) {
            let remark = Remark::noted(
                "bank_code_differs",
                "Un enregistrement porte un autre code banque ou guichet que le début de son relevé.",
                "Il est rattaché à ce relevé d'après sa place, le numéro de compte étant le même.",
            );
            notes.add(remark, &record.place_of(3, 16));
        }
        Ok(())
    }

    /// Gives the rest of the statement.
    pub(super) fn finish(mut self, given: &mut Given) -> Result<(), Diagnostic> {
        if self.closing.is_none() {
            let remark = Remark::repaired(
                "new_balance_missing",
                "Un relevé s'arrête sans nouveau solde (07).",
                "Il est lu, mais ses écritures ne peuvent pas être vérifiées : demandez un fichier complet à la banque.",
            );
            given.notes.add(remark, &self.first.place());
        }
        let (currency, decimals) = self.unit(&mut given.notes)?;
        self.give(&currency, decimals, given)?;
        let opening = self.opening.as_ref().map(|figure| figure.balance("OPBD", decimals, &currency)).transpose()?;
        let closing = self.closing.as_ref().map(|figure| figure.balance("CLBD", decimals, &currency)).transpose()?;
        let before = self.opening.as_ref().zip(opening.as_ref()).map(|(figure, balance)| (figure, balance.cents));
        let after = self.closing.as_ref().zip(closing.as_ref()).map(|(figure, balance)| (figure, balance.cents));
        self.signs.confirm(before, after, &mut given.notes)?;
        given.ready.push_back(Piece::End(Balances { opening, closing, other: Vec::new() }));
        Ok(())
    }

    /// Currency and decimals of the account: those of the first record that says them, else two decimals of euros.
    fn unit(&self, notes: &mut Notes) -> Result<(String, u8), Diagnostic> {
        if self.currency.is_none() {
            let remark = Remark::repaired(
                "currency_missing",
                "Le relevé ne dit pas sa devise.",
                "Il est lu en euros, comme les banques qui la laissent en blanc l'entendent : vérifiez-la.",
            );
            notes.add(remark.by(Repair::Assumed), &self.first.place_of(17, 19));
        }
        let currency = self.currency.clone().unwrap_or_else(|| "EUR".to_owned());
        let Some(silent) = &self.silent else { return Ok((currency, self.decimals.unwrap_or(USUAL_DECIMALS))) };
        match self.decimals {
            Some(decimals) => {
                notes.add(decimals_missing("Il a celles des autres enregistrements du relevé."), silent);
                Ok((currency, decimals))
            }
            None if currency == "EUR" => {
                notes.add(decimals_missing("Il est lu avec les deux décimales de l'euro : vérifiez-le."), silent);
                Ok((currency, USUAL_DECIMALS))
            }
            None => Err(Remark::fatal(
                "decimals_missing",
                format!("Aucun montant du relevé ne dit son nombre de décimales, et sa devise est {currency}."),
                "Sans lui les montants ne sont pas connus : demandez un fichier corrigé à la banque.",
            )
            .at(silent.clone())),
        }
    }

    fn account(&self, currency: String, notes: &mut Notes) -> AccountId {
        let (bank, branch, number) = (self.first.text(3, 7), self.first.text(12, 16), self.first.text(22, 32));
        let iban = Iban::french(&bank, &branch, &number).ok();
        if iban.is_none() {
            let remark = Remark::repaired(
                "account_not_a_rib",
                "Banque, guichet et compte du relevé n'ont pas la forme d'un RIB.",
                "L'IBAN est laissé inconnu : indiquez le compte vous-même.",
            );
            notes.add(remark, &self.first.place_of(3, 32));
        }
        let other = Some(format!("{bank}{branch}{number}"));
        AccountId { iban: iban.map(|iban| iban.as_str().to_owned()), other, currency: Some(currency) }
    }
}

fn decimals_missing(expected: &'static str) -> Remark {
    Remark::repaired("decimals_missing", "Un montant ne dit pas son nombre de décimales.", expected).by(Repair::Assumed)
}
