//! A person's file as it is read: found by what people know of it, each figure equal to the books, each line explained.

use crate::engine::{TestDb, both_engines};
use chrono::NaiveDate;
use libtest_mimic::Trial;
use quitus::access::{Reach, Role, files_seen, list_users};
use quitus::books::dossier::portfolio::{Filter, People, Sort, Standing, rows};
use quitus::books::dossier::search::Searched;
use quitus::books::dossier::{account, budget, contract, entry, head, journal, money_in, money_out};
use quitus::books::queues::{RentsShort, Waiting, Waits};
use quitus::demo::play::{Options, Silent, play_on};
use quitus::ledger::balance::PotBalances;
use quitus::money::Cents;
use quitus::statement::issued::{issued, stored};
use quitus::statement::workers::Pool;
use quitus::store::{Question, Tx};
use std::collections::BTreeSet;

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    [
        both_engines("files::found_by_what_people_know", found_by_what_people_know),
        both_engines("files::every_line_is_explained_to_its_own_person_only", every_line_is_explained),
        both_engines("files::every_page_says_what_the_books_say", every_page_says_what_the_books_say),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Three months of a small house, up to the day after the last file.
async fn played(test: &TestDb, people: u32, statements: bool) -> NaiveDate {
    let dir = tempfile::tempdir().unwrap();
    let options = Options { dir: dir.path().to_owned(), people, seed: 7, statements };
    play_on(&test.db, &options, &mut Silent).await.unwrap();
    "2026-12-01".parse().unwrap()
}

fn people(filter: Filter, today: NaiveDate) -> People {
    People { filter, sort: Sort::Number, down: false, today }
}

async fn found(tx: &mut Tx, today: NaiveDate, text: &str) -> Vec<i64> {
    let named = Searched.ask(tx).await.unwrap().find(text);
    let all = people(Filter::All, today).ask(tx).await.unwrap();
    all.into_iter().filter(|person| named.as_ref().is_none_or(|named| named.contains(person))).collect()
}

async fn one<T>(tx: &mut Tx, sql: &'static str) -> T
where
    T: Send + Unpin,
    (T,): for<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow> + for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow>,
{
    let row: (T,) = match tx {
        Tx::Sqlite(tx) => sqlx::query_as(sql).fetch_one(&mut **tx).await.unwrap(),
        Tx::Postgres(tx) => sqlx::query_as(sql).fetch_one(&mut **tx).await.unwrap(),
    };
    row.0
}

async fn found_by_what_people_know(test: TestDb) {
    let today = played(&test, 30, false).await;
    let mut tx = test.db.read().await.unwrap();
    let all = found(&mut tx, today, "").await;
    assert_eq!(all, (1..=30).collect::<Vec<i64>>());
    let row = rows(&mut tx, &[7], today).await.unwrap().pop().unwrap();
    let accents: String = one(&mut tx, "SELECT search_key FROM person_current WHERE number = 7").await;
    assert!(found(&mut tx, today, &row.name.to_lowercase()).await.contains(&7));
    assert!(found(&mut tx, today, &accents.to_lowercase()).await.contains(&7), "without accents");
    assert!(found(&mut tx, today, "7").await.contains(&7));
    let iban: String = one(&mut tx, "SELECT own_iban FROM person_current WHERE number = 7").await;
    assert_eq!(found(&mut tx, today, &iban[iban.len() - 7..]).await, [7]);
    let file: String = one(&mut tx, "SELECT MIN(file_number) FROM authorisation_current WHERE person = 7").await;
    assert!(found(&mut tx, today, &file).await.contains(&7));
    let sql = "SELECT p.name FROM payee_current p JOIN rent_current r ON r.payee = p.reference WHERE r.person = 7";
    let landlord: String = one(&mut tx, sql).await;
    assert!(found(&mut tx, today, &landlord).await.contains(&7));
    assert!(found(&mut tx, today, "personne de ce nom").await.is_empty());
    assert!(found(&mut tx, today, "%").await.len() == 30, "a sign that means something in SQL means nothing here");
    let administrator = list_users(&mut tx).await.unwrap().into_iter().find(|user| user.role == Role::Admin).unwrap();
    let reach = Reach::of(&administrator, today);
    let seen = files_seen(&mut tx, &reach).await.unwrap();
    assert!(all.iter().all(|person| !seen.hold(*person)), "files of others are not seen");
    filters_say_what_the_queues_say(&mut tx, today).await;
    sorted(&mut tx, today).await;
}

async fn filters_say_what_the_queues_say(tx: &mut Tx, today: NaiveDate) {
    let queue = |what| Waiting { what, today, reach: Reach::Everyone };
    let ending = people(Filter::ContractEnding, today).ask(tx).await.unwrap();
    let queued = queue(Waits::ContractsEnding).ask(tx).await.unwrap();
    assert_eq!(i64::try_from(ending.len()).unwrap(), queued.count);
    let short: Vec<i64> = RentsShort { today }.ask(tx).await.unwrap().iter().map(|rent| rent.person).collect();
    let queued = queue(Waits::RentsAtRisk).ask(tx).await.unwrap();
    assert_eq!(i64::try_from(short.len()).unwrap(), queued.count);
    let shown = rows(tx, &short, today).await.unwrap();
    assert!(shown.iter().all(|row| matches!(row.standing, Standing::RentShort(_))));
    assert_eq!(Cents::total(shown.iter().map(|row| row.missing)), queued.cents);
    people(Filter::MoneyWaiting, today).ask(tx).await.unwrap();
}

async fn sorted(tx: &mut Tx, today: NaiveDate) {
    for sort in [Sort::Name, Sort::Number, Sort::End, Sort::Rent, Sort::SetAside, Sort::Free] {
        for down in [false, true] {
            let people = People { sort, down, ..people(Filter::All, today) }.ask(tx).await.unwrap();
            assert_eq!(people.iter().collect::<BTreeSet<_>>().len(), 30, "{sort:?}");
            let shown = rows(tx, &people, today).await.unwrap();
            let amounts: Vec<Cents> = shown.iter().map(|row| if sort == Sort::Free { row.free } else { row.set_aside }).collect();
            if matches!(sort, Sort::Free | Sort::SetAside) {
                assert!(amounts.is_sorted_by(|a, b| if down { a >= b } else { a <= b }), "{sort:?}");
            }
        }
    }
}

async fn every_line_is_explained(test: TestDb) {
    played(&test, 12, false).await;
    let mut tx = test.db.read().await.unwrap();
    let mut movements = BTreeSet::new();
    for person in 1..=12 {
        let lines = account::lines(&mut tx, person).await.unwrap();
        let pots = PotBalances::of_people(&mut tx, &[person]).await.unwrap();
        for (pot, _, cents) in account::pots(&mut tx, person).await.unwrap() {
            let last = lines.iter().rfind(|line| line.pot == pot.code()).map_or(Cents::ZERO, |line| line.after);
            assert_eq!((last, cents), (pots.of(person, pot), last), "{person} {pot:?}");
        }
        for line in &lines {
            let told = entry::explain(&mut tx, person, line.seq).await.unwrap().expect("on their own pot");
            assert_eq!(Cents::total(told.lines.iter().map(|side| side.cents)), Some(Cents::ZERO));
            let decided = told.split.is_some() || !told.orders.is_empty() || told.debit.is_some() || told.other.is_some();
            assert!(decided || told.entry.journal == "LO", "entry {} has no reason", line.seq);
            assert!(told.split.is_none() || !told.bank.is_empty(), "a receipt goes down to the bank line");
            if let Some(other) = told.same_money.first() {
                assert!(entry::explain(&mut tx, person, other.seq).await.unwrap().is_some(), "{} leads to nothing", line.seq);
            }
            movements.insert(told.entry.movement);
            let stranger = person % 12 + 1;
            assert!(entry::explain(&mut tx, stranger, line.seq).await.unwrap().is_none(), "{stranger} reads {person}");
        }
    }
    for known in ["split_accepted", "order_approved", "rent_set_aside", "direct_debit"] {
        assert!(movements.contains(known), "{known} was not tried");
    }
}

async fn every_page_says_what_the_books_say(test: TestDb) {
    let today = played(&test, 12, true).await;
    let pool = Pool::of_this_program().unwrap();
    let mut tx = test.db.read().await.unwrap();
    assert!(!head::known(&mut tx, 99).await.unwrap() && head::head(&mut tx, 99, today, &[]).await.unwrap().is_none());
    let open = head::OpenDebits.ask(&mut tx).await.unwrap();
    assert!(!open.is_empty());
    for person in 1..=12 {
        let top = head::head(&mut tx, person, today, &open).await.unwrap().unwrap();
        let row = rows(&mut tx, &[person], today).await.unwrap().pop().unwrap();
        assert_eq!((top.free, top.set_aside, top.missing), (row.free, row.set_aside, row.missing));
        assert!(row.standing == Standing::Fine || !top.alerts.is_empty(), "a list that alarms leads to a file that says why");
        let terms = budget::rent_terms(&mut tx, person, today).await.unwrap();
        let lines = budget::lines(&mut tx, person, today).await.unwrap();
        let leases = budget::leases(&mut tx, person).await.unwrap();
        assert!(leases.iter().all(|lease| terms.all.iter().any(|term| term.rent == lease.id)), "{person}");
        let spent = budget::spent(&mut tx, person, &terms, &lines, today, 6).await.unwrap();
        let paid = Cents::total(spent.iter().map(|row| row.paid)).unwrap();
        let payments = money_out::payments(&mut tx, person).await.unwrap();
        let live = |payment: &&money_out::Payment| {
            payment.kind != "give_back" && ["approved", "sealed", "settled"].contains(&payment.state.as_str())
        };
        assert_eq!(Some(paid), Cents::total(payments.iter().filter(live).map(|payment| payment.cents)), "{person}");
        let contracts = contract::contracts(&mut tx, person).await.unwrap();
        assert!((1..=contract::MOST_MONTHS).contains(&contract::months(&contracts)));
        assert!(!contract::authorised(&mut tx, person, today).await.unwrap().is_empty());
        for part in money_in::parts(&mut tx, person).await.unwrap() {
            assert!(entry::explain(&mut tx, person, part.seq).await.unwrap().is_some());
        }
        let written = journal::written(&mut tx, person).await.unwrap();
        assert!(written.iter().all(|one| one.words() != "Écriture"), "every write has its words");
        assert!(written.iter().any(|one| one.action == "statement_issue"));
    }
    let all = issued(&mut tx, 3).await.unwrap();
    let last = all.first().unwrap();
    let kept = stored(&mut tx, 3, last.month.parse().unwrap()).await.unwrap().unwrap();
    assert!(kept.pdf(&pool).await.unwrap().starts_with(b"%PDF"), "the very bytes that were issued");
}
