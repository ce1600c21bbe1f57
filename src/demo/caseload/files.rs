//! The caseload as a folder of CSV files: UTF-8, semicolons, French headers.

use super::Caseload;
use serde::Serialize;
use std::path::Path;
use std::{fs, io};

impl Caseload {
    /// The files, by name.
    ///
    /// # Errors
    /// Only when memory cannot be written to.
    pub fn files(&self) -> io::Result<Vec<(&'static str, Vec<u8>)>> {
        Ok(vec![
            ("people.csv", table(&self.people)?),
            ("bank_accounts.csv", table(&self.accounts)?),
            ("contracts.csv", table(&self.contracts)?),
            ("authorisations.csv", table(&self.authorisations)?),
            ("payees.csv", table(&self.payees)?),
            ("rents.csv", table(&self.rents)?),
            ("budget.csv", table(&self.budget)?),
        ])
    }

    /// Writes the files into `folder`, which is created when it is missing.
    ///
    /// # Errors
    /// When the folder or a file cannot be written.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        self.files()?.into_iter().try_for_each(|(name, bytes)| fs::write(folder.join(name), bytes))
    }
}

fn table<T: Serialize>(rows: &[T]) -> io::Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    rows.iter().try_for_each(|row| writer.serialize(row)).map_err(io::Error::other)?;
    writer.into_inner().map_err(|error| io::Error::other(error.to_string()))
}
