//! The records from an old balance (01) to a new one (07): a statement.

use chrono::NaiveDate;

use super::entry::Draft;
use super::field::{self, Amount};
use super::notes::Notes;
use super::record::Record;
use crate::diagnostic::{Diagnostic, Place, Remark, Repair, quoted};
use crate::iban::Iban;
use crate::statement::{AccountId, Balance, Entry, Kind, Statement};

/// Decimals of the euro, and of an amount that does not say how many it has.
const USUAL_DECIMALS: u8 = 2;

/// What 01, 04 and 07 say in the same positions.
#[derive(Debug, Clone)]
pub(super) struct Figure {
    pub(super) amount: Amount,
    pub(super) currency: Option<String>,
    decimals: Option<u8>,
    pub(super) on: NaiveDate,
    place: Place,
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

/// A statement being read.
pub(super) struct Group<'a> {
    /// Its first record, which tells the account.
    first: Record<'a>,
    opening: Option<Figure>,
    closing: Option<Figure>,
    movements: Vec<Draft>,
}

impl<'a> Group<'a> {
    /// A statement that begins as it should, with its old balance.
    pub(super) fn opened(record: Record<'a>) -> Result<Self, Diagnostic> {
        let opening = Figure::of(&record)?;
        Ok(Self { first: record, opening: Some(opening), closing: None, movements: Vec::new() })
    }

    /// A statement whose first record is a movement or a new balance.
    pub(super) fn headless(record: Record<'a>, notes: &mut Notes) -> Result<Self, Diagnostic> {
        let remark = Remark::repaired(
            "old_balance_missing",
            "Un relevé commence sans ancien solde (01).",
            "Ce qui suit est lu, mais les écritures ne peuvent pas être vérifiées : demandez un fichier complet à la banque.",
        );
        notes.add(remark, &record.place());
        let mut group = Self { first: record.clone(), opening: None, closing: None, movements: Vec::new() };
        if record.kind() == super::RecordKind::Movement {
            group.movement(record, notes)?;
        }
        Ok(group)
    }

    pub(super) fn movement(&mut self, record: Record<'a>, notes: &mut Notes) -> Result<(), Diagnostic> {
        self.check_account(&record, notes)?;
        self.movements.push(Draft::new(&record)?);
        Ok(())
    }

    pub(super) fn complement(&mut self, record: &Record<'a>, notes: &mut Notes) {
        match self.movements.last_mut() {
            Some(draft) => draft.complement(record, notes),
            None => notes.add(super::orphan(), &record.place()),
        }
    }

    pub(super) fn close(&mut self, record: Record<'a>, notes: &mut Notes) -> Result<(), Diagnostic> {
        self.check_account(&record, notes)?;
        self.closing = Some(Figure::of(&record)?);
        Ok(())
    }

    /// Records belong together by their order. Banks merge, so another bank or branch is only told; another account number means
    /// that records are missing between the two.
    fn check_account(&self, record: &Record<'a>, notes: &mut Notes) -> Result<(), Diagnostic> {
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

    /// The statement.
    pub(super) fn finish(self, notes: &mut Notes) -> Result<Statement, Diagnostic> {
        if self.closing.is_none() {
            let remark = Remark::repaired(
                "new_balance_missing",
                "Un relevé s'arrête sans nouveau solde (07).",
                "Il est lu, mais ses écritures ne peuvent pas être vérifiées : demandez un fichier complet à la banque.",
            );
            notes.add(remark, &self.first.place());
        }
        let (currency, decimals) = self.unit(notes)?;
        let opening = self.opening.as_ref().map(|figure| figure.balance("OPBD", decimals, &currency)).transpose()?;
        let closing = self.closing.as_ref().map(|figure| figure.balance("CLBD", decimals, &currency)).transpose()?;
        let cents: Vec<i64> = self.movements.iter().map(|draft| draft.figure.cents(decimals)).collect::<Result<_, _>>()?;
        self.confirm_signs(opening.as_ref(), &cents, closing.as_ref(), decimals, notes)?;
        let account = self.account(currency.clone(), notes);
        let entries: Vec<Entry> =
            self.movements.into_iter().zip(cents).map(|(draft, cents)| draft.finish(cents, &currency, notes)).collect();
        Ok(Statement {
            kind: Kind::Statement,
            id: String::new(),
            sequence: None,
            created: None,
            account,
            duplicate: None,
            page: None,
            opening,
            closing,
            other_balances: Vec::new(),
            entries,
        })
    }

    fn figures(&self) -> impl Iterator<Item = &Figure> {
        self.opening.iter().chain(self.movements.iter().map(|draft| &draft.figure)).chain(&self.closing)
    }

    /// Currency and decimals of the account: those of the first record that says them, else two decimals of euros.
    fn unit(&self, notes: &mut Notes) -> Result<(String, u8), Diagnostic> {
        let stated = self.figures().find_map(|figure| figure.currency.clone());
        if stated.is_none() {
            let remark = Remark::repaired(
                "currency_missing",
                "Le relevé ne dit pas sa devise.",
                "Il est lu en euros, comme les banques qui la laissent en blanc l'entendent : vérifiez-la.",
            );
            notes.add(remark.by(Repair::Assumed), &self.first.place_of(17, 19));
        }
        let currency = stated.unwrap_or_else(|| "EUR".to_owned());
        let Some(silent) = self.figures().find(|figure| figure.decimals.is_none()) else {
            return Ok((currency, USUAL_DECIMALS));
        };
        let stated = self.figures().find_map(|figure| figure.decimals);
        match stated {
            Some(decimals) => {
                notes.add(decimals_missing("Il a celles des autres enregistrements du relevé."), &silent.place);
                Ok((currency, decimals))
            }
            None if currency == "EUR" => {
                notes.add(decimals_missing("Il est lu avec les deux décimales de l'euro : vérifiez-le."), &silent.place);
                Ok((currency, USUAL_DECIMALS))
            }
            None => Err(Remark::fatal(
                "decimals_missing",
                format!("Aucun montant du relevé ne dit son nombre de décimales, et sa devise est {currency}."),
                "Sans lui les montants ne sont pas connus : demandez un fichier corrigé à la banque.",
            )
            .at(silent.place.clone())),
        }
    }

    /// A sign read from an accented letter holds only if the balances say so, and would not hold with the opposite sign.
    fn confirm_signs(
        &self,
        opening: Option<&Balance>,
        movements: &[i64],
        closing: Option<&Balance>,
        decimals: u8,
        notes: &mut Notes,
    ) -> Result<(), Diagnostic> {
        let Some(first) = self.figures().find(|figure| figure.amount.transcoded) else { return Ok(()) };
        let sum = |amounts: &[i64]| amounts.iter().try_fold(0_i64, |sum, amount| sum.checked_add(*amount));
        let doubtful = |figure: &Figure| if figure.amount.transcoded { figure.cents(decimals).unwrap_or(0) } else { 0 };
        let doubts: Vec<i64> = self.movements.iter().map(|draft| doubtful(&draft.figure)).collect();
        let gap = |before: i64, amounts: &[i64], after: i64| before.checked_add(sum(amounts)?)?.checked_sub(after);
        let explained =
            opening.zip(closing).and_then(|(opening, closing)| gap(opening.cents, movements, closing.cents)) == Some(0);
        let doubt = gap(self.opening.as_ref().map_or(0, doubtful), &doubts, self.closing.as_ref().map_or(0, doubtful));
        if explained && doubt.is_some_and(|doubt| doubt != 0) {
            let remark = Remark::repaired(
                "amount_sign_transcoded",
                "Le signe d'un montant est écrit « é » ou « è » au lieu d'une accolade : le fichier a changé d'alphabet.",
                "« é » est lu + et « è » est lu − ; les soldes du relevé le confirment.",
            );
            notes.add(remark.by(Repair::Confirmed), &first.place);
            return Ok(());
        }
        Err(Remark::fatal(
            "amount_sign_uncertain",
            "Le signe d'un montant est écrit « é » ou « è » au lieu d'une accolade, et les soldes du relevé ne le confirment pas.",
            "Un signe n'est jamais deviné : demandez à la banque le fichier d'origine, sans changement d'alphabet.",
        )
        .at(first.place.clone()))
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
