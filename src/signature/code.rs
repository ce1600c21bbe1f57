//! The code of a person of the books: chosen by themself, with what is known of them kept out of it.

use crate::access::Act;
use crate::access::person_code::{Known, Seen, choose, choose_by_link};
use crate::access::portal::{Opened, opened, used};
use crate::refusal::{Failure, PORTAL_LINK_ENDED, REFERENCE_MISSING};
use crate::store::{Tx, failure, on};

/// Keeps the code that a person has just chosen.
///
/// # Errors
/// `reference_missing` for nobody, and those of [`choose`].
pub async fn choose_code(tx: &mut Tx, act: &Act, person: i64, typed: &str, seen: Seen) -> Result<(), Failure> {
    let known = known(tx, person).await?;
    choose(tx, act, known, typed, seen).await
}

/// Keeps the code that a person chose with the link that a user gave them: the link chooses no other.
///
/// # Errors
/// `portal_link_ended`, and those of [`choose_by_link`].
pub async fn choose_code_by_link(tx: &mut Tx, act: &Act, secret: &str, typed: &str) -> Result<i64, Failure> {
    let Opened::Chooses { person, witness } = opened(tx, secret, act.at).await? else {
        return Err(PORTAL_LINK_ENDED.because("").into());
    };
    let known = known(tx, person).await?;
    choose_by_link(tx, act, known, typed, &witness).await?;
    used(tx, secret, act.at).await?;
    Ok(person)
}

async fn known(tx: &mut Tx, person: i64) -> Result<Known, Failure> {
    let found: Option<(Option<chrono::NaiveDate>,)> = on!(tx, c => sqlx::query_as("SELECT born_on FROM person_current WHERE number = $1")
        .bind(person).fetch_optional(c).await.map_err(failure))?;
    let (born_on,) = found.ok_or_else(|| REFERENCE_MISSING.because(format!("(personne {person})")))?;
    Ok(Known { number: person, born_on })
}
