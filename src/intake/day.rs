//! One day of bank lines, booked in the order in which money can be used: credits, our debits, fees, returns, receipts with the
//! rent reserve, then direct debits. Days follow each other, so that no pot pays with money that came later.

use super::debit::{Mandate, mandates, pay_direct_debits};
use super::import::Imported;
use super::undone::{Certain, Line, undo_credit, undo_debit};
use crate::access::Act;
use crate::bank::decision::{DecidedReceipt, Receipt, as_wanted, decide_parts, record};
use crate::bank::line::BankLine;
use crate::bank::received::Received;
use crate::bank::recognition::{Directory, Proposal, entitlement_month, recognise};
use crate::bank::store::{directory, received};
use crate::calendar::Month;
use crate::ledger::movement::{Event, bank_fee, credit_imported, debit_unexplained};
use crate::ledger::{Chart, Draft, post};
use crate::money::Cents;
use crate::payment::answer::{AnsweredLine, Awaited, book_returned, book_settled};
use crate::payment::doubt::alert;
use crate::refusal::{AMOUNT_TOO_LARGE, Failure};
use crate::rent::hold_rent;
use crate::store::{Column, Tx, insert_many};
use chrono::NaiveDate;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A bank line that is new to the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewBankLine {
    /// Identifier.
    pub id: String,
    /// The account.
    pub bank_account: i64,
    /// What the bank says.
    pub line: BankLine,
    /// Hash of what it says.
    pub fingerprint: String,
    /// Place among equal lines.
    pub occurrence: i64,
    /// Day of its entries: the bank's booking day, or the first day of the first open month when that day's month is closed.
    pub entered_on: NaiveDate,
}

impl NewBankLine {
    fn cents(&self) -> Cents {
        self.line.cents.max(self.line.cents.opposite().unwrap_or_default())
    }

    /// The line as an event of the ledger.
    #[must_use]
    pub fn event(&self, text: &str) -> Event {
        Event {
            bank_account: self.bank_account,
            cents: self.cents(),
            occurred_on: self.entered_on,
            value_on: self.line.value_on,
            source: self.id.clone(),
            text: text.to_owned(),
        }
    }

    fn words(&self) -> String {
        let name = self.line.counterparty_name.as_deref().unwrap_or("");
        let remittance = self.line.remittance.as_deref().unwrap_or("");
        format!("{name} {remittance}").trim().to_owned()
    }

    fn undone(&self) -> Line {
        let line = &self.line;
        Line {
            id: self.id.clone(),
            bank_account: self.bank_account,
            booked_on: line.booked_on,
            value_on: line.value_on,
            cents: line.cents,
            end_to_end_id: line.end_to_end_id.clone(),
            payment_id: line.payment_id.clone(),
            mandate: line.mandate.clone(),
            name: line.counterparty_name.clone(),
            iban: line.counterparty_iban.clone(),
            remittance: line.remittance.clone(),
            return_reason: line.return_reason.clone(),
        }
    }

    fn answered(&self) -> AnsweredLine {
        AnsweredLine {
            line: self.id.clone(),
            bank_account: self.bank_account,
            cents: self.cents(),
            booked_on: self.entered_on,
            value_on: self.line.value_on,
            end_to_end_id: self.line.end_to_end_id.clone(),
            payment_id: self.line.payment_id.clone(),
            reason: self.line.return_reason.clone(),
        }
    }
}

/// Everything that booking the days of one file reads, once.
pub struct Day {
    chart: Chart,
    directory: Directory,
    awaited: Awaited,
    mandates: HashMap<String, Vec<Mandate>>,
    received: Received,
}

impl Day {
    /// Reads what concerns the accounts of these lines.
    ///
    /// # Errors
    /// Unavailable when the engine does not answer.
    pub async fn open(tx: &mut Tx, days: &BTreeMap<NaiveDate, Vec<NewBankLine>>) -> Result<Self, Failure> {
        let mut accounts: Vec<i64> = days.values().flatten().map(|line| line.bank_account).collect();
        accounts.sort_unstable();
        accounts.dedup();
        let upper: Vec<String> =
            days.values().flatten().filter_map(|line| line.line.end_to_end_id.as_ref().map(|id| id.to_uppercase())).collect();
        let ids: Vec<&str> = upper.iter().map(String::as_str).collect();
        let credits = days.values().flatten().filter(|line| line.line.cents.is_positive());
        let months: BTreeSet<Month> = credits.map(|line| entitlement_month(line.line.value_on)).collect();
        Ok(Self {
            chart: Chart::of_bank_accounts(tx, &accounts).await?,
            directory: directory(tx, &accounts).await?,
            awaited: Awaited::read(tx, &accounts, &ids).await?,
            mandates: mandates(tx, &accounts).await?,
            received: received(tx, &accounts, &months).await?,
        })
    }

    /// Books one day.
    ///
    /// # Errors
    /// What the ledger refuses: then nothing of the file is kept.
    pub async fn book(
        &mut self,
        tx: &mut Tx,
        act: &Act,
        day: NaiveDate,
        lines: Vec<NewBankLine>,
        imported: &mut Imported,
    ) -> Result<(), Failure> {
        let (credits, debits): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| line.line.cents.is_positive());
        imported.credits = add(imported.credits, &credits)?;
        imported.debits = add(imported.debits, &debits)?;
        let drafts: Vec<Draft> =
            credits.iter().map(|line| credit_imported(&self.chart, &line.event(&line.words()))).collect::<Result<_, _>>()?;
        post(tx, act, &drafts).await?;
        let rest = self.settle(tx, act, debits, imported).await?;
        let receipts = self.take_back(tx, act, day, credits, imported).await?;
        let receipts = undo_debits(tx, act, day, receipts, imported).await?;
        self.receive(tx, act, day, &receipts, imported).await?;
        let paid = pay_direct_debits(tx, act, day, &self.chart, &self.mandates, &rest).await?;
        imported.direct_debits = imported.direct_debits.saturating_add(paid.len());
        let alarms: Vec<NewBankLine> = rest.into_iter().filter(|line| !paid.contains(&line.id)).collect();
        self.alarm(tx, act, &alarms, imported).await?;
        undo_credits(tx, act, &alarms, imported).await
    }

    /// Debits of our orders and fees; gives back the others.
    async fn settle(
        &mut self,
        tx: &mut Tx,
        act: &Act,
        debits: Vec<NewBankLine>,
        imported: &mut Imported,
    ) -> Result<Vec<NewBankLine>, Failure> {
        let mut settled = Vec::new();
        let mut fees = Vec::new();
        let mut rest = Vec::new();
        for line in debits {
            let answered = line.answered();
            let ids = self.awaited.take_settled(&answered);
            if !ids.is_empty() {
                settled.push((answered, ids));
            } else if line.line.is_fee() {
                imported.fees = imported.fees.plus(line.cents()).ok_or_else(|| AMOUNT_TOO_LARGE.because(""))?;
                fees.push(bank_fee(&self.chart, &line.event("Frais bancaires"))?);
            } else {
                rest.push(line);
            }
        }
        imported.orders_settled = settled.iter().map(|(_, ids)| ids.len()).fold(imported.orders_settled, usize::saturating_add);
        book_settled(tx, act, &self.chart, &settled).await?;
        post(tx, act, &fees).await?;
        Ok(rest)
    }

    /// Credits that give one of our orders back; gives back the others, which may be income.
    async fn take_back(
        &mut self,
        tx: &mut Tx,
        act: &Act,
        day: NaiveDate,
        credits: Vec<NewBankLine>,
        imported: &mut Imported,
    ) -> Result<Vec<NewBankLine>, Failure> {
        let mut returned = Vec::new();
        let mut receipts = Vec::new();
        for line in credits {
            let answered = line.answered();
            match self.awaited.take_returned(&answered) {
                Some(id) => returned.push((answered, id)),
                None => receipts.push(line),
            }
        }
        imported.orders_returned = imported.orders_returned.saturating_add(returned.len());
        let people = book_returned(tx, act, &returned).await?;
        for (line, id) in &returned {
            imported.alerts.extend(alert(tx, act, id, line.reason.as_deref().unwrap_or_default()).await?);
        }
        hold_rent(tx, act, &people, day, "retour").await?;
        Ok(receipts)
    }

    /// Receipts: what recognition is certain of and was not yet received for its month is decided at once and the rent set aside;
    /// the rest waits with its proposals.
    async fn receive(
        &mut self,
        tx: &mut Tx,
        act: &Act,
        day: NaiveDate,
        lines: &[NewBankLine],
        imported: &mut Imported,
    ) -> Result<(), Failure> {
        let mut receipts = Vec::new();
        let mut proposals = Vec::new();
        let mut decided = Vec::new();
        for line in lines {
            receipts.push(json!([line.id, line.bank_account, line.cents(), line.line.value_on, "waiting"]));
            if line.line.is_interest() {
                imported.alerts.push(interest_alert(line));
            }
            // A payment of ours that comes back otherwise than exactly is a person's decision, never income; so is interest, whose
            // days the bank does not say.
            let mut found = if line.line.is_return() || line.line.is_interest() {
                Vec::new()
            } else {
                recognise(&line.line, line.bank_account, &self.directory)
            };
            if let Some(certain) = found.iter_mut().find(|proposal| proposal.certain)
                && let Some(one) = self.decide(line, day, certain)
            {
                if self.received.first_time(&one.parts) {
                    decided.push(one);
                } else {
                    let month = entitlement_month(line.line.value_on);
                    certain.words =
                        format!("Déjà reçu pour ce mois (droits {}) : à vérifier avant de répartir.", month.of_in_french());
                }
            }
            for (no, proposal) in (1_i64..).zip(&found) {
                proposals.push(proposal_row(&line.id, no, proposal));
            }
        }
        insert_many(tx, "receipt", RECEIPT, &receipts).await?;
        insert_many(tx, "receipt_proposal", PROPOSAL, &proposals).await?;
        imported.receipts_posted = imported.receipts_posted.saturating_add(decided.len());
        imported.receipts_waiting = imported.receipts_waiting.saturating_add(lines.len().saturating_sub(decided.len()));
        if decided.is_empty() {
            return Ok(());
        }
        let people = record(tx, act, &self.chart, &decided).await?;
        hold_rent(tx, act, &people, day, "encaissement").await
    }

    fn decide(&self, line: &NewBankLine, day: NaiveDate, proposal: &Proposal) -> Option<DecidedReceipt> {
        let receipt = Receipt {
            line: line.id.clone(),
            bank_account: line.bank_account,
            cents: line.cents(),
            received_on: line.line.value_on,
        };
        let wanted = as_wanted(&proposal.parts, proposal.person, entitlement_month(line.line.value_on));
        let own = |person| self.directory.authorised(person);
        let parts = decide_parts(&receipt, wanted, self.directory.list(), &own).ok()?;
        let evidence = format!("Reconnaissance automatique ({}) : {}", proposal.reason.words(), proposal.words);
        Some(DecidedReceipt { receipt, parts, evidence, booked_on: day })
    }

    /// Debits that nobody explains.
    async fn alarm(&self, tx: &mut Tx, act: &Act, lines: &[NewBankLine], imported: &mut Imported) -> Result<(), Failure> {
        let drafts: Vec<Draft> =
            lines.iter().map(|line| debit_unexplained(&self.chart, &line.event(&line.words()))).collect::<Result<_, _>>()?;
        imported.debits_unexplained = imported.debits_unexplained.saturating_add(drafts.len());
        post(tx, act, &drafts).await.map(|_| ())
    }
}

fn interest_alert(line: &NewBankLine) -> String {
    format!("Intérêts du compte, {} : dites leur période, ils seront répartis entre les personnes.", line.cents())
}

/// Credits that give debits or fees back for certain; gives back the others, which may be income.
async fn undo_debits(
    tx: &mut Tx,
    act: &Act,
    day: NaiveDate,
    credits: Vec<NewBankLine>,
    imported: &mut Imported,
) -> Result<Vec<NewBankLine>, Failure> {
    let mut receipts = Vec::with_capacity(credits.len());
    for line in credits {
        let fee = line.line.is_fee_refund();
        if (fee || line.line.is_return()) && undo_debit(tx, act, day, &line.undone(), fee).await? {
            imported.undone = imported.undone.saturating_add(1);
        } else {
            receipts.push(line);
        }
    }
    Ok(receipts)
}

/// Alarms that take credits back, or that are orders noted rejected, and are certain: they wait no more.
async fn undo_credits(tx: &mut Tx, act: &Act, alarms: &[NewBankLine], imported: &mut Imported) -> Result<(), Failure> {
    for line in alarms.iter().filter(|line| line.line.is_return() || line.line.end_to_end_id.is_some()) {
        match undo_credit(tx, act, &line.undone()).await? {
            Certain::Undone => {
                imported.undone = imported.undone.saturating_add(1);
                imported.debits_unexplained = imported.debits_unexplained.saturating_sub(1);
            }
            Certain::Alert(words) => imported.alerts.push(words),
            Certain::No => {}
        }
    }
    Ok(())
}

const RECEIPT: &[Column] = &[
    Column::Text("line"),
    Column::Integer("bank_account"),
    Column::Integer("cents"),
    Column::Date("received_on"),
    Column::Text("state"),
];
const PROPOSAL: &[Column] = &[
    Column::Text("receipt"),
    Column::Integer("no"),
    Column::Integer("person"),
    Column::Text("reason"),
    Column::Text("splits"),
    Column::Text("words"),
];

fn proposal_row(receipt: &str, no: i64, proposal: &Proposal) -> Value {
    let splits = serde_json::to_string(&proposal.parts).unwrap_or_default();
    json!([receipt, no, proposal.person, proposal.reason.code(), splits, proposal.words])
}

fn add(sum: Cents, lines: &[NewBankLine]) -> Result<Cents, Failure> {
    let more = Cents::total(lines.iter().map(NewBankLine::cents));
    more.and_then(|more| sum.plus(more)).ok_or_else(|| AMOUNT_TOO_LARGE.because("").into())
}
