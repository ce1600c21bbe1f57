//! One month: four visits to the files of the bank, each read, decided, prepared, approved and sent by different hands.

use super::days::{Visit, execution, visits};
use super::house::Staff;
use super::{Play, read_file, write_file};
use crate::access::Act;
use crate::benefit::rules::Decision;
use crate::calendar::Month;
use crate::demo::bank::BankFile;
use crate::intake::answer::answer_file;
use crate::intake::import::import_file;
use crate::intake::receipt::list_receipts;
use crate::intake::split::{Split, split_all};
use crate::payment::approval::approve;
use crate::payment::batch::{export, seal};
use crate::payment::give_back::{again, propose};
use crate::payment::prepare::prepare;
use crate::payment::{Order, OrderFilter, State, failed_orders, list_orders};
use crate::person::{doubted_payees, doubted_people, validate_own_iban, validate_payee};
use crate::refusal::{BANK_FILE_UNREADABLE, Failure};
use crate::store::Tx;
use chrono::NaiveDate;
use std::collections::BTreeSet;

const SIMULATED: &str = "Banque simulée";
const IMPORTED: &str = "Relevés importés";
const DECIDED: &str = "Encaissements décidés";
const PREPARED: &str = "Paiements préparés";
const APPROVED: &str = "Paiements approuvés";
const SEALED: &str = "Fichiers scellés et exportés";
const ANSWERED: &str = "Réponses de la banque lues";

impl Play<'_> {
    /// Plays a month; the end of the last one is left to the reader.
    pub(super) async fn month(&mut self, month: Month) -> Result<(), Failure> {
        let last = super::months().last() == Some(&month);
        for visit in visits(month) {
            self.read_bank(month, &visit).await?;
            let unfinished = last && visit.rank > 1;
            if last && visit.rank == 4 {
                break;
            }
            self.decide(month, &visit, unfinished).await?;
            self.prepare(month, &visit).await?;
            self.approve(month, &visit, unfinished).await?;
            self.send(month, &visit).await?;
        }
        Ok(())
    }

    /// The bank works until the file's last day; its files are written to disk, then read from there.
    async fn read_bank(&mut self, month: Month, visit: &Visit) -> Result<(), Failure> {
        self.clock.tell(month, SIMULATED);
        let mut files = self.bank.advance_to(visit.covers);
        let eve = visit.today.pred_opt().unwrap_or(visit.today);
        files.extend(self.bank.advance_to(eve));
        self.clock.lap(Some(month), SIMULATED);
        for file in files {
            self.read_file(month, visit.today, &file).await?;
        }
        Ok(())
    }

    async fn read_file(&mut self, month: Month, today: NaiveDate, file: &BankFile) -> Result<(), Failure> {
        self.clock.tell(month, &file.name);
        let path = self.folders.received.join(&file.name);
        write_file(&path, &file.bytes)?;
        let bytes = read_file(&path)?;
        let act = Staff::act(&self.staff.comptable, today);
        let mut tx = self.db.write().await?;
        if file.name.starts_with("releve") {
            import_file(&mut tx, &act, &file.name, &bytes).await?;
            tx.commit().await?;
            self.clock.lap(Some(month), IMPORTED);
        } else {
            answer_file(&mut tx, &act, &file.name, &bytes).await?;
            tx.commit().await?;
            self.clock.lap(Some(month), ANSWERED);
        }
        Ok(())
    }

    /// The accountant decides what waits and has refused money given back; payments that came back are prepared again.
    async fn decide(&mut self, month: Month, visit: &Visit, unfinished: bool) -> Result<(), Failure> {
        self.clock.tell(month, DECIDED);
        let act = Staff::act(&self.staff.comptable, visit.today);
        let mut tx = self.db.write().await?;
        let waiting = list_receipts(&mut tx, true).await?;
        let mut verdicts: Vec<_> =
            waiting.iter().filter_map(|receipt| Some((receipt.id.as_str(), self.accountant.decide(receipt)?))).collect();
        if unfinished && let Some(last) = verdicts.iter().rposition(|(_, verdict)| verdict.is_mixed()) {
            verdicts.remove(last);
        }
        let splits = verdicts.iter().map(|(id, verdict)| Split {
            receipt: (*id).to_owned(),
            wanted: verdict.parts.clone(),
            evidence: verdict.evidence.clone(),
        });
        let decided = split_all(&mut tx, &act, splits.collect()).await?;
        for ((id, verdict), one) in verdicts.iter().zip(&decided) {
            if one.parts.iter().any(|part| matches!(part.decision, Decision::Refuse(_))) {
                propose(&mut tx, &act, id, verdict.refused_to.as_ref(), &verdict.evidence).await?;
            }
        }
        if !unfinished {
            for order in failed_orders(&mut tx).await?.iter().filter(|order| order.month == month.to_string()) {
                again(&mut tx, &act, &order.id).await?;
            }
        }
        tx.commit().await?;
        self.clock.lap(Some(month), DECIDED);
        Ok(())
    }

    /// Accounts that the bank refused are checked by the accountant and by the manager.
    async fn check_accounts(&self, tx: &mut Tx, visit: &Visit) -> Result<(), Failure> {
        let (payees, people) = (doubted_payees(tx).await?, doubted_people(tx).await?);
        for user in [&self.staff.comptable, &self.staff.responsable] {
            let act = Staff::act(user, visit.today);
            for reference in &payees {
                validate_payee(tx, &act, reference).await?;
            }
            for person in &people {
                validate_own_iban(tx, &act, *person).await?;
            }
        }
        Ok(())
    }

    async fn prepare(&mut self, month: Month, visit: &Visit) -> Result<(), Failure> {
        self.clock.tell(month, PREPARED);
        let act = Staff::act(&self.staff.gestionnaire, visit.today);
        let mut tx = self.db.write().await?;
        self.check_accounts(&mut tx, visit).await?;
        prepare(&mut tx, &act, month).await?;
        tx.commit().await?;
        self.clock.lap(Some(month), PREPARED);
        Ok(())
    }

    /// The manager approves. A rent that is only part-funded waits for the pension of the 9th before it is paid in part.
    async fn approve(&mut self, month: Month, visit: &Visit, unfinished: bool) -> Result<(), Failure> {
        self.clock.tell(month, APPROVED);
        let act = Staff::act(&self.staff.responsable, visit.today);
        let mut tx = self.db.write().await?;
        let proposed = list_orders(&mut tx, &OrderFilter { state: Some(State::Proposed), ..OrderFilter::default() }).await?;
        let ready = |order: &&Order| {
            let waits = visit.rank == 1 && order.kind == "rent" && order.cents < order.wanted;
            !(waits || unfinished && order.kind == "give_back")
        };
        let ids: Vec<String> = proposed.iter().filter(ready).map(|order| order.id.clone()).collect();
        if !ids.is_empty() {
            approve(&mut tx, &act, &ids).await?;
        }
        tx.commit().await?;
        self.clock.lap(Some(month), APPROVED);
        Ok(())
    }

    /// The files of each day on which something is due before the next visit; the bank answers each at once.
    async fn send(&mut self, month: Month, visit: &Visit) -> Result<(), Failure> {
        let mut tx = self.db.read().await?;
        let approved = list_orders(&mut tx, &OrderFilter { state: Some(State::Approved), ..OrderFilter::default() }).await?;
        drop(tx);
        let days: BTreeSet<NaiveDate> = approved.iter().map(|order| execution(order.due_on, visit.today)).collect();
        for day in days.into_iter().filter(|day| *day < visit.next) {
            self.clock.tell(month, SEALED);
            let act = Staff::act(&self.staff.comptable, visit.today);
            let mut tx = self.db.write().await?;
            let files = sealed(&mut tx, &act, day).await?;
            tx.commit().await?;
            for (place, bytes) in (1..).zip(&files) {
                let name = if place == 1 { format!("virements-{day}.xml") } else { format!("virements-{day}-{place}.xml") };
                let path = self.folders.sent.join(&name);
                write_file(&path, bytes)?;
                self.clock.lap(Some(month), SEALED);
                let receipt = self
                    .bank
                    .receive(&read_file(&path)?)
                    .map_err(|error| BANK_FILE_UNREADABLE.because(error.to_string()).at(path.display().to_string()))?;
                self.clock.lap(Some(month), SIMULATED);
                let answer = BankFile { name: format!("etat-{name}"), bytes: receipt.report };
                self.read_file(month, visit.today, &answer).await?;
            }
        }
        Ok(())
    }
}

/// Seals what is due until `day` and gives the bytes to send.
async fn sealed(tx: &mut Tx, act: &Act, day: NaiveDate) -> Result<Vec<Vec<u8>>, Failure> {
    let mut files = Vec::new();
    for file in seal(tx, act, &[], day, false).await?.batches {
        files.push(export(tx, act, &file.batch.id).await?);
    }
    Ok(files)
}
