//! The same answers on paper (RULE 91): the sheet is scanned and joined, and counts once a second user has compared it with the statement.

use super::answer::{From, Given, keep};
use super::rules::next;
use super::step::{Source, step};
use super::view::{Life, Told, life_of, told_of};
use super::{Answer, State};
use crate::access::{Act, Right, audit};
use crate::calendar::{Month, day_in_french};
use crate::ids::new_id;
use crate::intake::evidence::{Kind, judged, kept_name};
use crate::refusal::{
    ANSWER_NOT_ITS_STATEMENT, Failure, LOOK_REASON, PAGE_UNKNOWN, PAPER_AWAITS_LOOK, PAPER_LOOKED_AT, Refusal,
    SECOND_LOOK_BY_ONESELF, SHEET_OF_ANOTHER, SIGNATURE_TIMES,
};
use crate::statement::issued::{Stored, stored};
use crate::statement::reply::Mark;
use crate::store::{Tx, failure, on};
use chrono::NaiveDate;
use sha2::{Digest, Sha256};

/// A sheet that was scanned.
#[derive(Clone, Debug)]
pub struct Sheet<'a> {
    /// The name of its file.
    pub name: &'a str,
    /// The file.
    pub bytes: &'a [u8],
    /// What its square code says ([`super::sheet_mark::mark_on`]); nothing when it does not let itself be read.
    pub mark: Option<Mark>,
}

/// The mark on a sheet is that of the statement that it is joined to.
///
/// # Errors
/// `sheet_of_another_statement`.
pub fn belongs(mark: &Mark, number: &str, fingerprint: Option<&str>) -> Result<(), Refusal> {
    let same = mark.number == number && fingerprint.is_none_or(|known| mark.fingerprint == known);
    if same { Ok(()) } else { Err(SHEET_OF_ANOTHER.because(format!("(son carré dit : relevé n° {})", mark.number))) }
}

/// Joins the sheet that a person signed, with the answer that it bears; it does not count yet. Gives the answer's identifier.
///
/// # Errors
/// `role_not_allowed`, `statement_not_issued`, `sheet_of_another_statement`, `paper_awaits_look`, `signature_times_in_order`, `statement_transition_unknown`,
/// `answer_words_missing`, those of [`judged`], `access_not_confirmed`.
pub async fn join(
    tx: &mut Tx,
    act: &Act,
    (person, month): (i64, Month),
    given: &Given,
    signed_on: NaiveDate,
    sheet: &Sheet<'_>,
) -> Result<String, Failure> {
    act.with(Right::Present)?;
    let life = life_of(tx, person, month).await?;
    if life.paper.is_some() {
        return Err(PAPER_AWAITS_LOOK.because("").into());
    }
    if signed_on < life.issued_on || signed_on > act.today {
        return Err(SIGNATURE_TIMES.because(format!("(signé le {})", day_in_french(signed_on))).into());
    }
    next(life.state()?, given.answer.state())?;
    let Sheet { name, bytes, mark } = sheet;
    let kind = judged(name, bytes)?;
    if let Some(mark) = mark {
        let kept = stored(tx, person, month).await?;
        belongs(mark, &life.number, kept.as_ref().and_then(Stored::fingerprint))?;
    }
    let scan = new_id();
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    on!(tx, c => sqlx::query(
        "INSERT INTO statement_scan (id, statement, name, kind, size, sha256, bytes, added_at, added_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
        .bind(&scan).bind(&life.number).bind(kept_name(name)).bind(kind.word()).bind(size).bind(hex::encode(Sha256::digest(bytes)))
        .bind(*bytes).bind(act.at).bind(&act.user.id).execute(c).await.map(|_| ()).map_err(failure))?;
    let id = keep(tx, act, &life, given, From::Paper { scan: &scan, signed_on }).await?;
    audit(tx, act, "statement_paper", &person.to_string(), &life.number).await?;
    Ok(id)
}

/// An answer on paper of a statement, and where the statement is.
async fn paper(tx: &mut Tx, person: i64, month: Month, id: &str) -> Result<(Life, Told), Failure> {
    let life = life_of(tx, person, month).await?;
    let found = told_of(tx, &life).await?.into_iter().find(|one| one.id == id && one.scan.is_some());
    Ok((life, found.ok_or_else(|| PAGE_UNKNOWN.because("(feuille signée)"))?))
}

/// Says, as a second user, that the sheet bears this answer to this statement: now it counts.
///
/// # Errors
/// `role_not_allowed`, `page_unknown`, `statement_look_answer_unique`, `second_look_by_oneself`, `access_same_hand`, `access_not_confirmed`,
/// `statement_transition_unknown`.
pub async fn accept(tx: &mut Tx, act: &Act, person: i64, month: Month, id: &str) -> Result<State, Failure> {
    act.with(Right::Present)?;
    let (life, told) = paper(tx, person, month, id).await?;
    if !told.awaits_look() {
        return Err(PAPER_LOOKED_AT.because("").into());
    }
    if told.recorded_by == act.user.id {
        return Err(SECOND_LOOK_BY_ONESELF.because("").into());
    }
    let to = Answer::read(&told.answer).map_err(|_| ANSWER_NOT_ITS_STATEMENT.because(""))?.state();
    look(tx, act, id, None).await?;
    step(tx, act, &life, to, Source::Answer(id)).await?;
    audit(tx, act, "statement_paper_accept", &person.to_string(), &format!("{} {}", life.number, to.code())).await?;
    Ok(to)
}

/// Sets a sheet aside that is not what it should be: it never counts. Who joined it may do so too.
///
/// # Errors
/// `role_not_allowed`, `page_unknown`, `statement_look_answer_unique`, `statement_look_reason_filled`, `access_not_confirmed`.
pub async fn set_aside(tx: &mut Tx, act: &Act, (person, month): (i64, Month), id: &str, reason: &str) -> Result<(), Failure> {
    act.with(Right::Present)?;
    let (life, told) = paper(tx, person, month, id).await?;
    if !told.awaits_look() {
        return Err(PAPER_LOOKED_AT.because("").into());
    }
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(LOOK_REASON.because("").into());
    }
    look(tx, act, id, Some(reason)).await?;
    audit(tx, act, "statement_paper_set_aside", &person.to_string(), &life.number).await
}

async fn look(tx: &mut Tx, act: &Act, id: &str, set_aside: Option<&str>) -> Result<(), Failure> {
    on!(tx, c => sqlx::query("INSERT INTO statement_look (answer, accepted, reason, looked_at, looked_by) VALUES ($1, $2, $3, $4, $5)")
        .bind(id).bind(set_aside.is_none()).bind(set_aside).bind(act.at).bind(&act.user.id)
        .execute(c).await.map(|_| ()).map_err(failure))
}

/// A sheet with its bytes, for who opens it: its name, what it is, and the bytes that were joined.
///
/// # Errors
/// `page_unknown`; broken when its bytes are not those that were joined.
pub async fn scan(tx: &mut Tx, person: i64, month: Month, id: &str) -> Result<(String, Kind, Vec<u8>), Failure> {
    let (_, told) = paper(tx, person, month, id).await?;
    let (name, kind, sha256, bytes): (String, String, String, Vec<u8>) = on!(tx, c => sqlx::query_as(
        "SELECT name, kind, sha256, bytes FROM statement_scan WHERE id = $1").bind(told.scan).fetch_one(c).await.map_err(failure))?;
    let read = Kind::of(&bytes).filter(|read| read.word() == kind && hex::encode(Sha256::digest(&bytes)) == sha256);
    let read = read.ok_or_else(|| Failure::Broken(format!("la feuille signée {id} n'est plus celle qui a été jointe.")))?;
    Ok((name, read, bytes))
}
