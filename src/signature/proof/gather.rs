//! What a proof says, from the rows that recorded it.

use super::{Answered, Code, Commitment, FORMAT, Given, Head, Person, Proof, Reading, Sheet, User, Way};
use crate::refusal::Failure;
use crate::statement::model::Statement;
use crate::store::{Tx, failure, on};
use chrono::{DateTime, NaiveDate, Utc};

#[derive(sqlx::FromRow)]
struct Row {
    number: String,
    month: String,
    issued_on: NaiveDate,
    pdf_sha256: String,
    model: String,
    chain_seq: i64,
    chain_seal: String,
    channel: String,
    answer: String,
    wording: String,
    layers: String,
    copy: String,
    commitment: String,
    answered_at: DateTime<Utc>,
    recorded_by: String,
    presentation: Option<String>,
    code_use: Option<String>,
    scan: Option<String>,
    signed_on: Option<NaiveDate>,
    salt: Option<Vec<u8>>,
    comment: Option<String>,
    helper: Option<String>,
    help: Option<String>,
}

/// The proof of an answer, as it would be sealed at an instant; nothing when its words were erased.
///
/// # Errors
/// Broken when what was recorded does not hold together.
pub(super) async fn gather(tx: &mut Tx, answer: &str, at: DateTime<Utc>) -> Result<Option<Proof>, Failure> {
    let row: Row = on!(tx, c => sqlx::query_as(
        "SELECT s.number, s.month, s.issued_on, s.pdf_sha256, s.model, s.chain_seq, s.chain_seal, a.channel, a.answer, a.wording, a.layers,
            a.copy, a.commitment, a.answered_at, a.recorded_by, a.presentation, a.code_use, a.scan, a.signed_on,
            w.salt, w.comment, w.helper, w.help
         FROM statement_answer a JOIN statement s ON s.number = a.statement JOIN statement_words w ON w.answer = a.id WHERE a.id = $1")
        .bind(answer).fetch_one(c).await.map_err(failure))?;
    let Some(salt) = &row.salt else { return Ok(None) };
    let statement: Statement = serde_json::from_str(&row.model)
        .map_err(|error| Failure::Broken(format!("le relevé {} ne se relit pas : {error}.", row.number)))?;
    let way = way(tx, answer, &row).await?;
    Ok(Some(Proof {
        format: FORMAT.to_owned(),
        organisation: statement.organisation.name,
        sealed_at: at,
        statement: Answered {
            number: row.number,
            month: row.month,
            issued_on: row.issued_on,
            pdf_sha256: row.pdf_sha256,
            fingerprint: statement.fingerprint,
            head: Head { entry: row.chain_seq, seal: row.chain_seal },
        },
        signer: Person { file: statement.person.number, name: statement.person.name },
        answer: Given {
            reference: answer.to_owned(),
            answer: row.answer,
            wording: row.wording,
            layers: row.layers.split('_').map(str::to_owned).collect(),
            answered_at: row.answered_at,
            comment: row.comment,
            helper: row.helper,
            help: row.help,
            copy: row.copy,
            words: Commitment { salt: hex::encode(salt), sha256: row.commitment },
        },
        way,
    }))
}

fn incomplete(answer: &str) -> Failure {
    Failure::Broken(format!("la réponse {answer} n'est pas enregistrée en entier."))
}

async fn way(tx: &mut Tx, answer: &str, row: &Row) -> Result<Way, Failure> {
    if let Some(scan) = &row.scan {
        return paper(tx, answer, scan, row).await;
    }
    let presentation = row.presentation.as_deref().ok_or_else(|| incomplete(answer))?;
    let (session, reading) = reading(tx, presentation).await?;
    let code = match &row.code_use {
        Some(code_use) => Some(code(tx, code_use).await?),
        None => None,
    };
    match (row.channel.as_str(), session) {
        ("portal", Some(session)) => Ok(Way::Portal { session, reading, code }),
        ("interview", None) => Ok(Way::Interview { presenter: user(tx, &row.recorded_by).await?, reading, code }),
        _ => Err(incomplete(answer)),
    }
}

async fn paper(tx: &mut Tx, answer: &str, scan: &str, row: &Row) -> Result<Way, Failure> {
    let (sha256, kind): (String, String) = on!(tx, c => sqlx::query_as("SELECT sha256, kind FROM statement_scan WHERE id = $1")
        .bind(scan).fetch_one(c).await.map_err(failure))?;
    let (looked_at, looked_by): (DateTime<Utc>, String) = on!(tx, c => sqlx::query_as(
        "SELECT looked_at, looked_by FROM statement_look WHERE answer = $1 AND accepted").bind(answer).fetch_one(c).await.map_err(failure))?;
    let signed_on = row.signed_on.ok_or_else(|| incomplete(answer))?;
    Ok(Way::Paper {
        sheet: Sheet { sha256, kind, signed_on },
        joined_by: user(tx, &row.recorded_by).await?,
        looked_at_by: user(tx, &looked_by).await?,
        looked_at,
    })
}

/// The session of a presentation, when it is the person's own, and when each of its screens was first shown.
async fn reading(tx: &mut Tx, presentation: &str) -> Result<(Option<String>, Reading), Failure> {
    let (session, began_at): (Option<String>, DateTime<Utc>) = on!(tx, c => sqlx::query_as(
        "SELECT portal_session, presented_at FROM statement_presentation WHERE id = $1").bind(presentation).fetch_one(c).await.map_err(failure))?;
    let screens: Vec<(String, DateTime<Utc>)> = on!(tx, c => sqlx::query_as(
        "SELECT screen, shown_at FROM statement_screen WHERE presentation = $1").bind(presentation).fetch_all(c).await.map_err(failure))?;
    let shown = |name: &str| screens.iter().find(|(screen, _)| screen == name).map(|(_, at)| *at);
    Ok((session, Reading { began_at, plain_at: shown("plain"), detail_at: shown("detail"), answer_at: shown("answer") }))
}

async fn code(tx: &mut Tx, code_use: &str) -> Result<Code, Failure> {
    type Typed = (i64, DateTime<Utc>, DateTime<Utc>, Option<String>, String);
    let (version, typed_at, chosen_at, seen, presenter): Typed = on!(tx, c => sqlx::query_as(
        "SELECT u.version, u.used_at, k.chosen_at, k.seen, k.presenter
         FROM person_code_use u JOIN person_code k ON k.person = u.person AND k.version = u.version WHERE u.id = $1")
        .bind(code_use).fetch_one(c).await.map_err(failure))?;
    Ok(Code { version, chosen_at, chosen_before: user(tx, &presenter).await?, seen, typed_at })
}

async fn user(tx: &mut Tx, id: &str) -> Result<User, Failure> {
    let (name, role): (String, String) = on!(tx, c => sqlx::query_as("SELECT name, role FROM app_user WHERE id = $1")
        .bind(id).fetch_one(c).await.map_err(failure))?;
    Ok(User { id: id.to_owned(), name, role })
}
