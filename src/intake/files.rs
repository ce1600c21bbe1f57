//! Files of a bank given together: which of them share a transaction, what each of them does, and what it would do.

use super::answer::{Answered, answer_file};
use super::import::{Imported, import_files};
use super::pages::together;
use crate::access::Act;
use crate::refusal::{Failure, Refusal};
use crate::store::{Tx, failure, on};
use quitus_sepa::file::{Format, format_of};

/// A file: its name and its bytes.
pub type Given = (String, Vec<u8>);

/// Files that are read in one transaction, by their places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// A statement, or the pages of one.
    Statements(Vec<usize>),
    /// The bank's status report on our transfers (pain.002).
    Answer(usize),
}

/// What the files of a turn did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Took {
    /// Statements were imported.
    Imported(Imported),
    /// A status report was read.
    Answered(Answered),
}

/// A turn as it would go: its files, and what they do or why they are refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foreseen {
    /// The names of its files.
    pub names: String,
    /// What they do, or every refusal.
    pub outcome: Result<Took, Vec<Refusal>>,
}

/// The turns of some files, in the order given: a file is told by its content, never by its name.
#[must_use]
pub fn turns(files: &[Given]) -> Vec<Turn> {
    let turn = |places: Vec<usize>| match places.as_slice() {
        [only] if files.get(*only).is_some_and(|(_, bytes)| is_answer(bytes)) => Turn::Answer(*only),
        _ => Turn::Statements(places),
    };
    together(files).into_iter().map(turn).collect()
}

fn is_answer(bytes: &[u8]) -> bool {
    format_of(bytes) == Ok(Format::Pain002)
}

/// The files at some places.
#[must_use]
pub fn at<'a>(files: &'a [Given], places: &[usize]) -> Vec<(&'a str, &'a [u8])> {
    places.iter().filter_map(|place| files.get(*place)).map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect()
}

impl Turn {
    /// The names of its files.
    #[must_use]
    pub fn names(&self, files: &[Given]) -> String {
        let places = match self {
            Self::Statements(places) => places.as_slice(),
            Self::Answer(place) => std::slice::from_ref(place),
        };
        at(files, places).into_iter().map(|(name, _)| name).collect::<Vec<_>>().join(", ")
    }

    /// Imports or answers.
    ///
    /// # Errors
    /// Those of [`import_files`] and [`answer_file`].
    pub async fn take(&self, tx: &mut Tx, act: &Act, files: &[Given]) -> Result<Took, Failure> {
        match self {
            Self::Statements(places) => import_files(tx, act, &at(files, places)).await.map(Took::Imported),
            Self::Answer(place) => match files.get(*place) {
                Some((name, bytes)) => answer_file(tx, act, name, bytes).await.map(Took::Answered),
                None => Err(Failure::Broken("un fichier donné n'a pas de place.".into())),
            },
        }
    }
}

/// What every turn would do, each after those before it. The caller drops the transaction: nothing is kept.
///
/// # Errors
/// Unavailable when the engine does not answer. A refusal is an answer.
pub async fn foresee(tx: &mut Tx, act: &Act, files: &[Given]) -> Result<Vec<Foreseen>, Failure> {
    let mut foreseen = Vec::new();
    for turn in turns(files) {
        // A refused turn leaves nothing to the next one.
        run(tx, "SAVEPOINT foreseen").await?;
        let outcome = match turn.take(tx, act, files).await {
            Ok(took) => Ok(took),
            Err(Failure::Refused(refusals)) => {
                run(tx, "ROLLBACK TO SAVEPOINT foreseen").await?;
                Err(refusals)
            }
            Err(other) => return Err(other),
        };
        run(tx, "RELEASE SAVEPOINT foreseen").await?;
        foreseen.push(Foreseen { names: turn.names(files), outcome });
    }
    Ok(foreseen)
}

async fn run(tx: &mut Tx, sql: &'static str) -> Result<(), Failure> {
    on!(tx, c => sqlx::query(sql).execute(c).await.map(|_| ()).map_err(failure))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_report_is_told_by_its_content() {
        let report = "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.10\"><CstmrPmtStsRpt/></Document>";
        let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
        let files = [file("releve.xml", report), file("virements.xml", "0130006"), file("photo.jpg", "")];
        assert_eq!(turns(&files), [Turn::Answer(0), Turn::Statements(vec![1]), Turn::Statements(vec![2])]);
        assert_eq!(Turn::Statements(vec![0, 2]).names(&files), "releve.xml, photo.jpg");
    }
}
