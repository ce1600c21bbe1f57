//! Whose is each row? A number is shown with its name; a name is looked for, and several people are a choice.

use super::page::seen_by;
use super::rows::Row;
use crate::bank::labels::{Found, named, names};
use crate::refusal::Failure;
use crate::store::Tx;
use crate::web::visit::Visit;
use std::collections::HashMap;

/// People offered for one name.
const MOST: i64 = 12;

/// What was found for one row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whose {
    /// Several people of that name.
    pub choices: Vec<Found>,
    /// Nobody has that number or that name here.
    pub unknown: bool,
}

/// Completes the person of each row, among those whose file the user may see: `12` becomes `12 · MARTIN Jeanne`, and a name that only one person of the account bears too.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn find(visit: &Visit, tx: &mut Tx, bank_account: i64, rows: &mut [Row]) -> Result<Vec<Whose>, Failure> {
    let numbers = seen_by(visit, tx, rows.iter().filter_map(Row::number).collect()).await?;
    let known: HashMap<i64, String> = names(tx, &numbers).await?;
    let mut whose = Vec::with_capacity(rows.len());
    for row in rows {
        let mut one = Whose::default();
        match row.number() {
            Some(number) => match known.get(&number) {
                Some(name) => row.person = shown(number, name),
                None => one.unknown = true,
            },
            None if row.person.is_empty() => {}
            None => {
                let found = named(tx, bank_account, &row.person, MOST).await?;
                let seen = seen_by(visit, tx, found.iter().map(|one| one.person).collect()).await?;
                let found: Vec<Found> = found.into_iter().filter(|one| seen.contains(&one.person)).collect();
                match found.as_slice() {
                    [] => one.unknown = true,
                    [only] => row.person = shown(only.person, &only.name),
                    _ => one.choices = found,
                }
            }
        }
        whose.push(one);
    }
    Ok(whose)
}

fn shown(number: i64, name: &str) -> String {
    format!("{number} · {name}")
}
