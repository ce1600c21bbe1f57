//! Files found by what people know of them: words of a name or of a landlord, a number, the end of an IBAN.

use crate::person::search_key;
use crate::refusal::Failure;
use crate::store::{Question, Tx, failure, on};
use std::collections::HashSet;

/// Fewer characters would name half of the portfolio.
const SHORTEST_END: usize = 4;

/// Everything that files are searched by, of the whole house.
#[derive(Clone, Copy, Debug)]
pub struct Searched;

/// What files are searched by, each with the person's number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// Names of people, then of those whom they pay their rent to, without accents.
    names: Vec<(i64, String)>,
    /// IBANs, of which people know the end.
    ibans: Vec<(i64, String)>,
    /// Numbers at payers, without spaces.
    numbers: Vec<(i64, String)>,
}

impl Question for Searched {
    type Answer = Index;

    async fn ask(&self, tx: &mut Tx) -> Result<Index, Failure> {
        let mut index = Index {
            names: rows(tx, "SELECT q.number, COALESCE(q.search_key, '') FROM person_current q ORDER BY q.number").await?,
            ibans: rows(tx, "SELECT q.number, q.own_iban FROM person_current q WHERE q.own_iban IS NOT NULL
                UNION SELECT p.number, k.iban FROM bank_account k JOIN person p ON p.bank_account = k.id WHERE k.holder = 'personne'
                ORDER BY 1, 2")
            .await?,
            numbers: rows(tx, "SELECT a.person, a.file_number FROM authorisation_current a WHERE a.file_number IS NOT NULL ORDER BY 1, 2")
                .await?,
        };
        let landlords =
            rows(tx, "SELECT r.person, p.name FROM rent_current r JOIN payee_current p ON p.reference = r.payee ORDER BY 1, 2")
                .await?;
        // Names of payees keep their accents in the database.
        index.names.extend(landlords.into_iter().map(|(person, name)| (person, search_key(&name))));
        index.numbers.iter_mut().for_each(|(_, number)| *number = compact(number));
        Ok(index)
    }
}

async fn rows(tx: &mut Tx, sql: &'static str) -> Result<Vec<(i64, String)>, Failure> {
    on!(tx, c => sqlx::query_as(sql).fetch_all(c).await.map_err(failure))
}

/// As numbers are compared: no space, no accent, no sign.
fn compact(text: &str) -> String {
    search_key(text).split_whitespace().collect()
}

impl Index {
    /// The people whom a text names; none when it says nothing, which searches nothing.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<HashSet<i64>> {
        let key = search_key(text);
        let words: Vec<&str> = key.split_whitespace().collect();
        let whole = words.concat();
        if whole.is_empty() {
            return None;
        }
        let bears = |name: &String| words.iter().all(|word| name.contains(word));
        let mut found: HashSet<i64> = self.names.iter().filter(|(_, name)| bears(name)).map(|(person, _)| *person).collect();
        // Nobody bears a number that no file has: whoever looks, looks among files.
        found.extend(whole.parse::<i64>());
        if whole.len() >= SHORTEST_END {
            found.extend(self.ibans.iter().filter(|(_, iban)| iban.ends_with(&whole)).map(|(person, _)| *person));
            found.extend(self.numbers.iter().filter(|(_, number)| number.contains(&whole)).map(|(person, _)| *person));
        }
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn index() -> Index {
        let of = |rows: &[(i64, &str)]| rows.iter().map(|(person, text)| (*person, (*text).to_owned())).collect();
        Index {
            names: of(&[(1, "LEFEVRE ZOE"), (2, "MARTIN PAUL"), (3, ""), (2, "SCI DES TILLEULS"), (3, "SCI DES TILLEULS")]),
            ibans: of(&[(1, "FR7630006000011234567890189"), (3, "FR7630001007941234567890185")]),
            numbers: of(&[(2, "1890185X")]),
        }
    }

    fn found(text: &str) -> Vec<i64> {
        let mut found: Vec<i64> = index().find(text).unwrap().into_iter().collect();
        found.sort_unstable();
        found
    }

    #[test]
    fn a_file_is_found_by_what_people_know_of_it() {
        assert_eq!(found("Zoé lefèvre"), [1]);
        assert_eq!(found("tilleuls"), [2, 3]);
        assert_eq!(found("martin zoe"), [0_i64; 0], "the words of one name");
        assert_eq!(found("0189"), [1, 189], "the end of an IBAN; a number alone is also that of a file");
        assert_eq!(found("90 185"), [2, 3, 90_185]);
        assert_eq!(found("185"), [185], "too short for an end");
        assert_eq!(found("1890185x"), [2]);
        assert_eq!(index().find(" %_ "), None, "signs say nothing");
    }

    proptest! {
        #[test]
        fn a_person_is_found_by_any_part_of_their_name(from in 0_usize..7, to in 0_usize..7) {
            let part = &"LEFEVRE"[from.min(to)..=from.max(to).min(6)];
            prop_assert!(found(part).contains(&1));
        }
    }
}
