//! Statements that were issued: listed, and printed again from their stored model to the very bytes that were issued (`RULE 42`).

use super::document::Document;
use super::model::Statement;
use super::query;
use super::rules::Inconsistent;
use super::workers::{Event, Pool, Request};
use crate::access::Act;
use crate::calendar::Month;
use crate::refusal::{Failure, Refusal, STATEMENT_FIGURES, STATEMENT_NOT_ISSUED, STATEMENT_NOT_PRINTED};
use crate::store::{Tx, failure, on};
use chrono::{DateTime, NaiveDate, Utc};
use sha2::{Digest, Sha256};

/// A statement that was issued.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Issued {
    /// Its number.
    pub number: String,
    /// The month it tells.
    pub month: String,
    /// The date that it bears.
    pub issued_on: NaiveDate,
    /// When.
    pub issued_at: DateTime<Utc>,
    /// By whom.
    pub issued_by: String,
    /// The last entry that it covers.
    pub chain_seq: i64,
    /// The hash of its file.
    pub pdf_sha256: String,
}

/// The statements of a person, the latest first.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn issued(tx: &mut Tx, person: i64) -> Result<Vec<Issued>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT s.number, s.month, s.issued_on, s.issued_at, u.name AS issued_by, s.chain_seq, s.pdf_sha256
         FROM statement s JOIN app_user u ON u.id = s.issued_by WHERE s.person = $1 ORDER BY s.month DESC")
        .bind(person).fetch_all(c).await.map_err(failure))
}

/// A stored statement and the hash that its file must have.
#[derive(Clone, Debug)]
pub struct Stored {
    statement: Statement,
    pdf_sha256: String,
}

/// The statement of a person and month as it was issued; none when it was not.
///
/// # Errors
/// Broken when what is stored cannot be read.
pub async fn stored(tx: &mut Tx, person: i64, month: Month) -> Result<Option<Stored>, Failure> {
    let row: Option<(String, String)> = on!(tx, c => sqlx::query_as(
        "SELECT s.model, s.pdf_sha256 FROM statement s WHERE s.person = $1 AND s.month = $2")
        .bind(person).bind(month.to_string()).fetch_optional(c).await.map_err(failure))?;
    let read = |(model, pdf_sha256): (String, String)| {
        let statement = serde_json::from_str(&model)
            .map_err(|error| Failure::Broken(format!("le relevé {} ne se relit pas : {error}.", query::number(month, person))))?;
        Ok(Stored { statement, pdf_sha256 })
    };
    row.map(read).transpose()
}

/// The statement of a number, as it was issued.
///
/// # Errors
/// `statement_not_issued`.
pub async fn numbered(tx: &mut Tx, number: &str) -> Result<Stored, Failure> {
    let row: Option<(i64, String)> = on!(tx, c => sqlx::query_as("SELECT person, month FROM statement WHERE number = $1")
        .bind(number).fetch_optional(c).await.map_err(failure))?;
    let unknown = || STATEMENT_NOT_ISSUED.because(format!("(relevé {number})"));
    let (person, month) = row.ok_or_else(unknown)?;
    let month: Month = month.parse().map_err(|_| Failure::Broken(format!("« {month} » n'est pas un mois.")))?;
    stored(tx, person, month).await?.ok_or_else(|| unknown().into())
}

/// The number of the statement whose file has this SHA-256; none when none has.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn issued_as(tx: &mut Tx, pdf_sha256: &str) -> Result<Option<String>, Failure> {
    let row: Option<(String,)> = on!(tx, c => sqlx::query_as("SELECT number FROM statement WHERE pdf_sha256 = $1")
        .bind(pdf_sha256).fetch_optional(c).await.map_err(failure))?;
    Ok(row.map(|(number,)| number))
}

impl Stored {
    /// Its number.
    #[must_use]
    pub fn number(&self) -> &str {
        &self.statement.number
    }

    /// The fingerprint that its sheet to sign bears; none for one that was issued before there was any.
    #[must_use]
    pub fn fingerprint(&self) -> Option<&str> {
        self.statement.fingerprint.as_deref()
    }

    /// What it says.
    ///
    /// # Errors
    /// Broken when it does not add up any more.
    pub fn document(&self) -> Result<Document, Failure> {
        Document::of(&self.statement).map_err(|wrong| refused(&wrong, self.number()).into())
    }

    /// Its file, the same as was issued.
    ///
    /// # Errors
    /// `statement_not_printed`; broken when the bytes differ from those that were issued.
    pub async fn pdf(&self, pool: &Pool) -> Result<Vec<u8>, Failure> {
        let json = serde_json::to_vec(&self.document()?).map_err(|error| Failure::Broken(format!("{error}.")))?;
        let pdf = printed(pool, self.number(), json).await?;
        if hex::encode(Sha256::digest(&pdf)) == self.pdf_sha256 {
            Ok(pdf)
        } else {
            Err(Failure::Broken(format!("le relevé {} réimprimé n'a plus l'empreinte de celui qui a été émis.", self.number())))
        }
    }
}

/// Prints one document, named by the statement's number.
///
/// # Errors
/// `statement_not_printed`.
pub(crate) async fn printed(pool: &Pool, number: &str, json: Vec<u8>) -> Result<Vec<u8>, Failure> {
    let mut printed = None;
    let hear = |event| {
        if let Event::Done { outcome, .. } = event {
            printed = Some(outcome);
        }
    };
    pool.render_all(vec![Request { key: number.to_owned(), json }], hear).await;
    match printed {
        Some(Ok(pdf)) => Ok(pdf),
        Some(Err(error)) => Err(STATEMENT_NOT_PRINTED.because(format!("{error} ({})", error.code)).at(number).into()),
        None => Err(Failure::Broken(format!("le relevé {number} n'a pas reçu de réponse."))),
    }
}

/// What the statement of a month would say if it were issued now: the same reading, the same words, nothing kept.
///
/// # Errors
/// Why the month cannot be told: `statement_figures`, a gap before it, a later one already issued.
pub async fn preview(tx: &mut Tx, act: &Act, person: i64, month: Month) -> Result<Document, Failure> {
    let Some((_, outcome)) = query::read(tx, act, month, &[person]).await?.pop() else {
        return Err(Failure::Broken("un relevé demandé n'a pas été lu.".into()));
    };
    let statement = outcome?;
    Document::of(&statement).map_err(|wrong| refused(&wrong, &statement.number).into())
}

fn refused(wrong: &Inconsistent, number: &str) -> Refusal {
    STATEMENT_FIGURES.because(format!("{wrong} ({})", wrong.code())).at(number)
}
