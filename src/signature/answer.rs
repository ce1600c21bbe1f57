//! What a person answered, with its proof (RULE 90): the file, the very words, the layers shown, how they proved that it was they, when.

use super::presentation::{On, open};
use super::rules::{next, words_of};
use super::step::{Source, step};
use super::view::{Life, life_of};
use super::{Answer, Copy, State, wording};
use crate::access::person_code::{Checked, used};
use crate::access::{Act, audit};
use crate::calendar::Month;
use crate::ids::new_id;
use crate::refusal::{ANSWER_WITHOUT_CODE, ANSWER_WITHOUT_READING, Failure, PRESENTATION_ANSWERED};
use crate::store::{Tx, failure, on};
use chrono::NaiveDate;
use serde_json::json;
use sha2::{Digest, Sha256};

/// What the commitment to the words of an answer begins with: it is none of another kind of words.
const WORDS_TAG: &[u8] = b"quitus-answer-words-1\0";

/// What the person says, and what goes with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The answer.
    pub answer: Answer,
    /// Their own words; may be empty.
    pub comment: String,
    /// Who helped them; may be empty.
    pub helper: String,
    /// How; may be empty.
    pub help: String,
    /// What became of their copy.
    pub copy: Copy,
}

/// Where an answer comes from.
pub(super) enum From<'a> {
    /// A screen: that of a user, or the person's own.
    Screen { channel: &'static str, presentation: &'a str, layers: &'static str, code_use: Option<&'a str> },
    /// A sheet that was signed on a day.
    Paper { scan: &'a str, signed_on: NaiveDate },
}

/// Records the answer of a person who has read their statement on a user's screen or in their own space. The code was looked at before; without one, only that they do
/// not wish to sign can be recorded.
///
/// # Errors
/// `role_not_allowed`, those of [`open`], `answer_without_reading`, `answer_words_missing`, `answer_without_code`, those of [`used`],
/// `statement_transition_unknown`, `statement_answer_presentation_unique`.
pub async fn answer(
    tx: &mut Tx,
    act: &Act,
    (person, month): (i64, Month),
    (on, presentation): (On<'_>, &str),
    given: &Given,
    code: Option<&Checked>,
) -> Result<State, Failure> {
    let life = life_of(tx, person, month).await?;
    let shown = open(tx, act, on, &life, presentation).await?;
    if shown.answered {
        return Err(PRESENTATION_ANSWERED.because("").into());
    }
    if shown.plain_at.is_none() || shown.answer_at.is_none() {
        return Err(ANSWER_WITHOUT_READING.because("").into());
    }
    let to = next(life.state()?, given.answer.state())?;
    words_of(given.answer, &given.comment)?;
    let code_use = match code {
        Some(checked) => Some(used(tx, act, checked, presentation).await?),
        None if given.answer.needs_code() => return Err(ANSWER_WITHOUT_CODE.because("").into()),
        None => None,
    };
    let from = From::Screen { channel: on.channel(), presentation, layers: shown.layers(), code_use: code_use.as_deref() };
    let id = keep(tx, act, &life, given, from).await?;
    step(tx, act, &life, to, Source::Answer(&id)).await?;
    audit(tx, act, "statement_answer", &person.to_string(), &format!("{} {}", life.number, to.code())).await?;
    Ok(to)
}

/// Writes the words, then the answer that is bound to them. The caller has looked whether the author may.
pub(super) async fn keep(tx: &mut Tx, act: &Act, life: &Life, given: &Given, from: From<'_>) -> Result<String, Failure> {
    let comment = words_of(given.answer, &given.comment)?;
    let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let (helper, help) = (filled(&given.helper), filled(&given.help));
    let id = new_id();
    let mut salt = [0_u8; 16];
    getrandom::fill(&mut salt).map_err(|error| Failure::Broken(format!("pas de nombres aléatoires : {error}.")))?;
    let said = json!([comment, helper, help]).to_string();
    let commitment = Sha256::new().chain_update(WORDS_TAG).chain_update(salt).chain_update(said.as_bytes()).finalize();
    on!(tx, c => sqlx::query("INSERT INTO statement_words (answer, salt, comment, helper, help) VALUES ($1, $2, $3, $4, $5)")
        .bind(&id).bind(salt.as_slice()).bind(comment).bind(&helper).bind(&help).execute(c).await.map(|_| ()).map_err(failure))?;
    let (month, number) = (life.month()?, life.number.as_str());
    let (channel, layers, wording, presentation, code_use, scan, signed_on) = match from {
        From::Screen { channel, presentation, layers, code_use } => {
            (channel, layers, wording::on_screen(month, number, given.answer), Some(presentation), code_use, None, None)
        }
        // A printed statement holds both its layers.
        From::Paper { scan, signed_on } => {
            ("paper", "plain_detail", wording::on_paper(month, number, given.answer), None, None, Some(scan), Some(signed_on))
        }
    };
    on!(tx, c => sqlx::query(
        "INSERT INTO statement_answer (id, statement, channel, answer, pdf_sha256, wording, layers, presentation, code_use, scan, signed_on,
            copy, commitment, answered_at, recorded_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)")
        .bind(&id).bind(number).bind(channel).bind(given.answer.code()).bind(&life.pdf_sha256).bind(wording).bind(layers)
        .bind(presentation).bind(code_use).bind(scan).bind(signed_on).bind(given.copy.code())
        .bind(hex::encode(commitment)).bind(act.at).bind(&act.user.id)
        .execute(c).await.map(|_| ()).map_err(failure))?;
    Ok(id)
}
