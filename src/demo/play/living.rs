//! The simulated bank after the play: it goes on, a day at a time, while the back-office is served. It takes and gives files only,
//! in the folders where the play left its own.

use super::{Folders, read_file, write_file};
use crate::demo::bank::{Bank, BankFile, Cadence};
use crate::refusal::{BANK_FILE_UNREADABLE, Failure};
use chrono::NaiveDate;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The bank, and the files that it made since the play ended.
#[derive(Debug)]
pub struct LivingBank {
    state: Mutex<State>,
    folders: Folders,
}

#[derive(Debug)]
struct State {
    bank: Bank,
    made: Vec<String>,
}

/// What the bank did with a file of transfers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Transfers that it will execute.
    pub accepted: usize,
    /// Transfers that it refused.
    pub rejected: usize,
    /// The name of its report.
    pub report: String,
}

impl LivingBank {
    /// A bank that goes on: from now on it makes a statement each open day.
    pub(super) fn of(bank: Bank, folders: Folders) -> Self {
        let bank = bank.with_cadence(Cadence::Daily);
        Self { state: Mutex::new(State { bank, made: Vec::new() }), folders }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing that can fail leaves the state half changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The day that people work on: the one after the last that is over at the bank.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        let over = self.state().bank.today();
        over.succ_opt().unwrap_or(over)
    }

    /// Where the files are, for people who look for them on the disk.
    #[must_use]
    pub fn folder(&self) -> String {
        self.folders.received.display().to_string()
    }

    /// The files made since the play ended, the latest first.
    #[must_use]
    pub fn made(&self) -> Vec<String> {
        self.state().made.iter().rev().cloned().collect()
    }

    /// Lets the day `today` pass at the bank, and says which files it made; none when that day is not today: the same request sent
    /// twice lets one day pass.
    ///
    /// # Errors
    /// `file_unreadable` when the folder cannot be written.
    pub fn pass(&self, today: NaiveDate) -> Result<Vec<String>, Failure> {
        let mut state = self.state();
        let over = state.bank.today();
        if over.succ_opt() != Some(today) {
            return Ok(Vec::new());
        }
        // The day has passed once its files are written: a folder that is full or gone leaves it to be asked again.
        let mut bank = state.bank.clone();
        let files = bank.advance_to(today);
        for file in &files {
            write_file(&self.folders.received.join(&file.name), &file.bytes)?;
        }
        let names: Vec<String> = files.into_iter().map(|file| file.name).collect();
        state.bank = bank;
        state.made.extend(names.iter().cloned());
        Ok(names)
    }

    /// Takes a file of transfers and answers it with a report.
    ///
    /// # Errors
    /// `bank_file_unreadable` for anything else; `file_unreadable` when the folder cannot be written.
    pub fn take(&self, name: &str, bytes: &[u8]) -> Result<Taken, Failure> {
        let mut state = self.state();
        let unreadable = |error: crate::demo::bank::Unreadable| BANK_FILE_UNREADABLE.because(error.to_string()).at(name);
        let receipt = state.bank.receive(bytes).map_err(unreadable)?;
        let place = state.made.len().saturating_add(1);
        let day = state.bank.today();
        write_file(&self.folders.sent.join(format!("depose-{day}-{place}.xml")), bytes)?;
        let report = BankFile { name: format!("etat-{day}-{place}.xml"), bytes: receipt.report };
        self.keep(&mut state, &report)?;
        Ok(Taken { accepted: receipt.accepted, rejected: receipt.rejected, report: report.name })
    }

    fn keep(&self, state: &mut State, file: &BankFile) -> Result<(), Failure> {
        write_file(&self.folders.received.join(&file.name), &file.bytes)?;
        state.made.push(file.name.clone());
        Ok(())
    }

    /// A file that the bank made; none under another name.
    ///
    /// # Errors
    /// `file_unreadable` when it is no longer there.
    pub fn file(&self, name: &str) -> Result<Option<Vec<u8>>, Failure> {
        if self.state().made.iter().any(|made| made == name) {
            return read_file(&self.folders.received.join(name)).map(Some);
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::caseload::Caseload;

    #[test]
    fn a_day_whose_files_are_not_written_is_asked_again() {
        let parent = tempfile::tempdir().unwrap();
        let received = parent.path().join("recus");
        let folders = Folders { received: received.clone(), sent: parent.path().join("envoyes") };
        let bank = LivingBank::of(Bank::open(&Caseload::invent(11, 3).plan, Cadence::Daily), folders);
        let mut day = bank.today();
        // Days on which the bank is closed make no file.
        while bank.pass(day).is_ok() {
            day = day.succ_opt().unwrap();
        }
        assert_eq!(bank.today(), day);
        std::fs::create_dir(&received).unwrap();
        let files = bank.pass(day).unwrap();
        assert!(!files.is_empty());
        assert_eq!(bank.made().len(), files.len());
    }
}
