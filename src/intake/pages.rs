//! Pages: a statement that the bank cut into several, in one file or in several files of one import, becomes one again (camt.053
//! `StmtPgntn`, `MsgPgntn`). A set that lacks a page is refused whole.

use super::import::read;
use crate::refusal::{Refusal, STATEMENT_PAGE_MISSING};
use quitus_sepa::diagnostic::Place;
use quitus_sepa::statement::{AccountId, Kind, Page, Statement, Status};

/// Which statement a page is of: its account, and the number that its pages share, else its identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Set {
    account: AccountId,
    number: String,
}

impl Set {
    fn of(statement: &Statement) -> Self {
        let number = statement.sequence.as_ref().unwrap_or(&statement.id).clone();
        Self { account: statement.account.clone(), number }
    }
}

/// The page of a statement that needs others. A statement that adds up by itself needs none, whatever its message says: a message of
/// several pages may hold one whole statement on each.
fn part(statement: &Statement) -> Option<Page> {
    statement
        .page
        .filter(|page| statement.kind == Kind::Statement && !(*page == Page { number: 1, last: true } || adds_up(statement)))
}

fn adds_up(statement: &Statement) -> bool {
    let (Some(opening), Some(closing)) = (&statement.opening, &statement.closing) else { return false };
    let booked = statement.entries.iter().filter(|entry| entry.status == Status::Booked);
    booked.map(|entry| entry.cents).try_fold(opening.cents, i64::checked_add) == Some(closing.cents)
}

/// True when two pages say the same, wherever they are in their files.
fn says_the_same(one: &Statement, other: &Statement) -> bool {
    let bare = |statement: &Statement| {
        let mut bare = statement.clone();
        bare.entries.iter_mut().for_each(|entry| entry.place = Place::default());
        bare
    };
    bare(one) == bare(other)
}

/// The statements with each set of pages made one: opening of the first page, closing of the last, every entry in order.
///
/// # Errors
/// `statement_page_missing` with the page that is missing, or that comes twice with different words.
pub(super) fn join_pages(statements: Vec<Statement>) -> Result<Vec<Statement>, Refusal> {
    let mut whole = Vec::with_capacity(statements.len());
    let mut sets: Vec<(Set, Vec<(Page, Statement)>)> = Vec::new();
    for statement in statements {
        let Some(page) = part(&statement) else {
            whole.push(statement);
            continue;
        };
        let set = Set::of(&statement);
        match sets.iter_mut().find(|(known, _)| *known == set) {
            // The same page in two files is one page.
            Some((_, pages)) if pages.iter().any(|(_, known)| says_the_same(known, &statement)) => {}
            Some((_, pages)) => pages.push((page, statement)),
            None => sets.push((set, vec![(page, statement)])),
        }
    }
    for (set, pages) in sets {
        whole.extend(join(&set, pages)?);
    }
    Ok(whole)
}

fn join(set: &Set, mut pages: Vec<(Page, Statement)>) -> Result<Option<Statement>, Refusal> {
    pages.sort_by_key(|(page, _)| page.number);
    let refusal = |what: String| {
        let account = set.account.iban.as_deref().or(set.account.other.as_deref()).unwrap_or("sans numéro");
        STATEMENT_PAGE_MISSING.because(format!("(compte {account}, relevé {} : {what})", set.number))
    };
    for (expected, (page, _)) in (1..).zip(&pages) {
        match page.number.cmp(&expected) {
            std::cmp::Ordering::Greater => return Err(refusal(format!("il manque la page {expected}"))),
            std::cmp::Ordering::Less => return Err(refusal(format!("la page {} vient deux fois, différente", page.number))),
            std::cmp::Ordering::Equal => {}
        }
    }
    let count = pages.len();
    if let Some(early) = pages.iter().take(count.saturating_sub(1)).find(|(page, _)| page.last) {
        return Err(refusal(format!("la page {} se dit la dernière et {count} pages sont données", early.0.number)));
    }
    if let Some((page, _)) = pages.last().filter(|(page, _)| !page.last) {
        return Err(refusal(format!("il manque la page {} et les suivantes s'il y en a", page.number.saturating_add(1))));
    }
    let mut pages = pages.into_iter().map(|(_, statement)| statement);
    let joined = pages.next().map(|mut first| {
        first.page = None;
        for page in pages {
            first.entries.extend(page.entries);
            first.closing = page.closing;
        }
        first
    });
    Ok(joined)
}

/// Which files to import in one transaction, by their places: those that hold pages of one statement go together, every other file
/// alone, in the order given. Only files that speak of pages are read for it.
#[must_use]
pub fn together(files: &[(String, Vec<u8>)]) -> Vec<Vec<usize>> {
    let mut groups: Vec<(Vec<usize>, Vec<Set>)> = Vec::new();
    for (place, (name, bytes)) in files.iter().enumerate() {
        let sets = sets_of(name, bytes);
        let (sharing, mut others): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|(_, known): &(Vec<usize>, Vec<Set>)| known.iter().any(|set| sets.contains(set)));
        let mut group = (Vec::new(), sets);
        for (places, known) in sharing {
            group.0.extend(places);
            group.1.extend(known);
        }
        group.0.push(place);
        others.push(group);
        groups = others;
    }
    let mut places: Vec<Vec<usize>> = groups.into_iter().map(|(places, _)| places).collect();
    for group in &mut places {
        group.sort_unstable();
    }
    places.sort_unstable();
    places
}

fn sets_of(name: &str, bytes: &[u8]) -> Vec<Set> {
    const MARK: &[u8] = b"LastPgInd";
    if !bytes.windows(MARK.len()).any(|window| window == MARK) {
        return Vec::new();
    }
    // A file that cannot be read is refused when its turn comes.
    let (statements, _) = read(name, bytes).unwrap_or_default();
    statements.iter().filter(|statement| part(statement).is_some()).map(Set::of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use proptest::prelude::*;
    use quitus_sepa::statement::{Balance, Entry, TransactionCode};

    fn balance(cents: i64) -> Option<Balance> {
        Some(Balance { code: String::new(), cents, foreign_currency: None, on: NaiveDate::default() })
    }

    fn entry(cents: i64) -> Entry {
        Entry {
            place: Place::default(),
            entry_reference: None,
            cents,
            foreign_currency: None,
            status: Status::Booked,
            reversal: false,
            booked_on: None,
            value_on: None,
            bank_reference: None,
            transaction_code: TransactionCode::default(),
            charges: Vec::new(),
            batch: None,
            details: Vec::new(),
            additional_information: None,
        }
    }

    /// A statement opening at 1 with these entries, cut before each of these places.
    fn pages(amounts: &[i64], cuts: &[usize]) -> Vec<Statement> {
        let mut places: Vec<usize> = cuts.iter().map(|cut| cut % (amounts.len() + 1)).chain([0, amounts.len()]).collect();
        places.sort_unstable();
        let count = places.len() - 1;
        let page = |(number, bounds): (usize, &[usize])| Statement {
            kind: Kind::Statement,
            id: "R".into(),
            sequence: None,
            created: None,
            account: AccountId::default(),
            duplicate: None,
            page: Some(Page { number: u64::try_from(number).unwrap(), last: number == count }),
            opening: if number == 1 { balance(1) } else { None },
            closing: if number == count { balance(1 + amounts.iter().sum::<i64>()) } else { None },
            other_balances: Vec::new(),
            entries: amounts[bounds[0]..bounds[1]].iter().map(|cents| entry(*cents)).collect(),
        };
        (1..).zip(places.windows(2)).map(page).collect()
    }

    #[test]
    fn what_adds_up_by_itself_is_no_page() {
        let mut alone = pages(&[5, 7], &[]).pop().unwrap();
        alone.page = Some(Page { number: 2, last: false });
        assert_eq!(join_pages(vec![alone.clone()]).unwrap(), [alone], "the page of a message that holds whole statements");
    }

    #[test]
    fn the_same_page_may_come_twice_but_not_two_of_one_number() {
        let mut two = pages(&[5, 7], &[1]);
        two.push(two[0].clone());
        two.last_mut().unwrap().entries[0].place.line += 1;
        assert_eq!(join_pages(two.clone()).unwrap().len(), 1);
        two.last_mut().unwrap().entries.push(entry(9));
        let refusal = join_pages(two).unwrap_err();
        assert!(refusal.facts.contains("la page 1 vient deux fois"), "{refusal}");
        let mut closed = pages(&[5, 7], &[1]);
        closed.push(Statement { page: Some(Page { number: 3, last: true }), ..closed[1].clone() });
        assert!(join_pages(closed).unwrap_err().facts.contains("la page 2 se dit la dernière"));
    }

    #[test]
    fn files_go_together_only_for_pages_of_one_statement() {
        let file = |name: &str, page: u64, last: bool| {
            let text = format!(
                "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId>\
                 <CreDtTm>2026-11-05T23:00:00</CreDtTm></GrpHdr><Stmt><Id>{name}</Id><StmtPgntn><PgNb>{page}</PgNb><LastPgInd>{last}</LastPgInd>\
                 </StmtPgntn><Acct><Id><IBAN>FR7630006000011234567890189</IBAN></Id></Acct></Stmt></BkToCstmrStmt></Document>"
            );
            (name.to_owned(), text.into_bytes())
        };
        let other = ("CFONB".to_owned(), b"0130006".to_vec());
        let files = [file("A", 2, true), other, file("B", 1, false), file("A", 1, false), file("B", 2, true)];
        assert_eq!(together(&files), [vec![0, 3], vec![1], vec![2, 4]]);
    }

    proptest! {
        #[test]
        fn a_statement_survives_any_cut_and_any_order(
            amounts in prop::collection::vec(1_i64..100, 1..8), cuts in prop::collection::vec(0_usize..9, 1..5), seed in any::<u64>(),
        ) {
            let whole = pages(&amounts, &[]).pop().map(|whole| Statement { page: None, ..whole }).unwrap();
            let mut parts = pages(&amounts, &cuts);
            let count = parts.len();
            let turn = usize::try_from(seed % u64::try_from(count).unwrap()).unwrap();
            parts.rotate_left(turn);
            prop_assert_eq!(join_pages(parts.clone()).unwrap(), [whole]);
            let missing = parts.remove(0).page.unwrap().number;
            let refusal = join_pages(parts).unwrap_err();
            prop_assert_eq!(refusal.code.name, "statement_page_missing");
            let named = format!("il manque la page {missing}");
            prop_assert!(refusal.facts.contains(&named), "{}", refusal);
        }
    }
}
