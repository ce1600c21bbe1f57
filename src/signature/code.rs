//! The code of a person of the books: chosen by themself, with what is known of them kept out of it.

use crate::access::Act;
use crate::access::person_code::{Known, Seen, choose};
use crate::refusal::{Failure, REFERENCE_MISSING};
use crate::store::{Tx, failure, on};

/// Keeps the code that a person has just chosen.
///
/// # Errors
/// `reference_missing` for nobody, and those of [`choose`].
pub async fn choose_code(tx: &mut Tx, act: &Act, person: i64, typed: &str, seen: Seen) -> Result<(), Failure> {
    let found: Option<(Option<chrono::NaiveDate>,)> = on!(tx, c => sqlx::query_as("SELECT born_on FROM person_current WHERE number = $1")
        .bind(person).fetch_optional(c).await.map_err(failure))?;
    let (born_on,) = found.ok_or_else(|| REFERENCE_MISSING.because(format!("(personne {person})")))?;
    choose(tx, act, Known { number: person, born_on }, typed, seen).await
}
