//! The monthly statement from the books: its figures against the balances, its reprint, and what was known too late.

mod office;

use crate::engine::{TestDb, both_engines};
use chrono::NaiveDate;
use libtest_mimic::Trial;
use office::{Office, day};
use quitus::intake::receipt;
use quitus::ledger::Pot;
use quitus::ledger::balance::PotBalances;
use quitus::money::Cents;
use quitus::refusal::Failure;
use quitus::statement::issue::{IssueReport, issue};
use quitus::statement::model::{OtherKind, PaymentState, Print, Statement, Waiting};
use quitus::statement::print_choice::choose;
use quitus::statement::query;
use quitus::statement::reply;
use quitus::store::{Db, Tx};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    [
        both_engines("statement::every_month_of_everyone_adds_up", every_month_of_everyone_adds_up),
        both_engines("statement::issued_once_and_printed_again_alike", issued_once_and_printed_again_alike),
        both_engines("statement::what_is_known_late_is_on_the_next_one", what_is_known_late_is_on_the_next_one),
        both_engines("statement::what_waited_on_the_last_day_is_told", what_waited_on_the_last_day_is_told),
        both_engines("statement::what_moves_during_the_printing_is_told", what_moves_during_the_printing_is_told),
        both_engines("statement::a_correction_is_on_the_next_one", a_correction_is_on_the_next_one),
        both_engines("statement::large_letters_are_for_the_next_ones", large_letters_are_for_the_next_ones),
        both_engines("statement::refused_when_it_cannot_be_told", refused_when_it_cannot_be_told),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What the statements of a month say, without issuing them; nobody may be refused.
async fn told(office: &mut Office, month: &str, today: &str) -> BTreeMap<i64, Statement> {
    let act = office.act(today);
    let month = month.parse().unwrap();
    let mut tx = office.db.read().await.unwrap();
    let people = query::due(&mut tx, month).await.unwrap();
    let read = query::read(&mut tx, &act, month, &people).await.unwrap();
    read.into_iter().map(|(person, outcome)| (person, outcome.unwrap_or_else(|refusal| panic!("{person}: {refusal}")))).collect()
}

async fn run(
    office: &mut Office,
    month: &str,
    today: &str,
    people: Option<Vec<i64>>,
    out: &Path,
) -> Result<IssueReport, Failure> {
    let act = office.act(today);
    issue(&office.db, &act, month.parse().unwrap(), people, out, &mut |done, total| assert!(done <= total)).await
}

/// The models of a month, in the very letters that are kept.
async fn models(db: &Db, month: &str) -> Vec<(i64, String)> {
    let sql = "SELECT person, model FROM statement WHERE month = $1";
    match db.read().await.unwrap() {
        Tx::Sqlite(mut tx) => sqlx::query_as(sql).bind(month).fetch_all(&mut *tx).await.unwrap(),
        Tx::Postgres(mut tx) => sqlx::query_as(sql).bind(month).fetch_all(&mut *tx).await.unwrap(),
    }
}

/// The statements of a month, as kept.
async fn kept(db: &Db, month: &str) -> BTreeMap<i64, Statement> {
    let rows = models(db, month).await.into_iter();
    rows.map(|(person, model)| (person, serde_json::from_str(&model).unwrap())).collect()
}

/// Each statement closes on the balances that the ledger keeps, pot by pot.
async fn assert_closes_on_the_balances(db: &Db, statements: &BTreeMap<i64, Statement>) {
    let people: Vec<i64> = statements.keys().copied().collect();
    let balances = PotBalances::of_people(&mut db.read().await.unwrap(), &people).await.unwrap();
    for (person, statement) in statements {
        let held = Cents::total(Pot::ALL.map(|pot| balances.of(*person, pot))).unwrap();
        assert_eq!(statement.closing, held, "{person}");
    }
}

async fn every_month_of_everyone_adds_up(test: TestDb) {
    let mut office = Office::open(&test, 60).await.signed().await;
    office.live_september().await;
    office.live_and_import("2026-09-30").await;
    let september = told(&mut office, "2026-09", "2026-10-01").await;
    assert_closes_on_the_balances(&office.db, &september).await;
    office.live_and_import("2026-10-08").await;
    office.pay("2026-10", "2026-10-08").await;
    office.live_and_import("2026-10-31").await;
    let october = told(&mut office, "2026-10", "2026-11-02").await;
    assert_closes_on_the_balances(&office.db, &october).await;
    for (person, month) in &september {
        assert_eq!(month.opening, Cents::ZERO);
        assert!(october.get(person).is_none_or(|next| next.opening == month.closing));
    }
    assert_the_world_is_rich(september.values().chain(october.values()).collect());
}

/// The figures are worth something only if everything happens.
fn assert_the_world_is_rich(months: Vec<&Statement>) {
    let seen = |what: &str, found: fn(&Statement) -> bool| {
        assert!(months.iter().any(|month| found(month)), "nobody has {what}");
    };
    seen("a benefit", |m| m.receipts.iter().any(|receipt| receipt.lines.iter().any(|line| line.net.is_positive())));
    seen("a paid rent", |m| m.rent.as_ref().is_some_and(|rent| rent.paid_up_to.is_some()));
    seen("rent set aside", |m| !m.moves.is_empty());
    seen("a settled payment", |m| m.payments.iter().any(|p| matches!(p.state, PaymentState::Paid { .. })));
    seen("a refused income", |m| !m.refused.is_empty());
    seen("a refused income given back", |m| m.refused.iter().any(|income| income.given_back_on.is_some()));
    seen("a bank position", |m| m.bank.is_some());
    seen("a receipt awaited", |m| m.next_receipts.iter().any(|expected| expected.amount.is_some()));
    seen("a payment planned", |m| m.next_payments.iter().any(|expected| expected.what.starts_with("loyer")));
    seen("bank fees borne", |m| m.bank_fees_borne.is_positive());
    seen("a payment that came back", |m| {
        m.payments.iter().any(|p| matches!(p.state, PaymentState::Returned { .. } | PaymentState::Rejected { .. }))
    });
}

async fn issued_once_and_printed_again_alike(test: TestDb) {
    let mut office = Office::open(&test, 5).await.signed().await;
    office.live_september().await;
    office.live_and_import("2026-09-30").await;
    let out = tempfile::tempdir().unwrap();
    let first = run(&mut office, "2026-09", "2026-10-01", None, out.path()).await.unwrap();
    assert_eq!((first.issued, first.reprinted, first.refused.len()), (5, 0, 0), "{:?}", first.refused);
    assert_eq!(first.files.len(), 5);
    let bytes: HashMap<_, _> = first.files.iter().map(|file| (file.clone(), std::fs::read(file).unwrap())).collect();
    let statements = kept(&office.db, "2026-09").await;
    assert_closes_on_the_balances(&office.db, &statements).await;
    for (person, statement) in &statements {
        let number = format!("2026-09-{person:05}");
        let name = format!("releve-{number}.pdf");
        let file = first.files.iter().find(|file| file.ends_with(&name)).unwrap();
        assert!(bytes.get(file).is_some_and(|bytes| bytes.starts_with(b"%PDF")), "{name}");
        assert_eq!((statement.number.as_str(), statement.issued_on), (number.as_str(), day("2026-10-01")));
    }
    assert_fingerprints(&office.db, &statements).await;
    for file in &first.files {
        std::fs::remove_file(file).unwrap();
    }
    let again = run(&mut office, "2026-09", "2026-12-24", None, out.path()).await.unwrap();
    assert_eq!((again.issued, again.reprinted, &again.files), (0, 5, &first.files));
    assert!(
        again.files.iter().all(|file| bytes.get(file) == Some(&std::fs::read(file).unwrap())),
        "the reprint is another document"
    );
    assert_eq!(kept(&office.db, "2026-09").await, statements);
}

/// What the sheet to sign says of its statement is found again from the letters that the database keeps.
async fn assert_fingerprints(db: &Db, statements: &BTreeMap<i64, Statement>) {
    for (person, model) in models(db, "2026-09").await {
        let said = statements[&person].fingerprint.clone();
        assert!(said.is_some() && said == reply::found_again(&model), "{person}: {said:?}");
        assert_ne!(said, reply::found_again(&model.replacen("2026", "2027", 1)), "{person}");
    }
}

async fn what_is_known_late_is_on_the_next_one(test: TestDb) {
    let mut office = Office::open(&test, 6).await.signed().await;
    office.live_and_import("2026-09-08").await;
    office.pay("2026-09", "2026-09-08").await;
    office.live("2026-09-30");
    let out = tempfile::tempdir().unwrap();
    run(&mut office, "2026-09", "2026-10-01", None, out.path()).await.unwrap();
    let september = kept(&office.db, "2026-09").await;
    // Three files of September are imported after the statements of September.
    office.live_and_import("2026-10-31").await;
    let october = told(&mut office, "2026-10", "2026-11-02").await;
    assert_closes_on_the_balances(&office.db, &october).await;
    let (mut late, mut debited) = (0, 0);
    for (person, month) in &october {
        assert_eq!(Some(month.opening), september.get(person).map(|month| month.closing), "{person}");
        for other in month.others.iter().filter(|other| other.booked_on < day("2026-10-01")) {
            assert_eq!((other.kind, other.about), (OtherKind::Correction, Some("2026-09".parse().unwrap())));
            late += 1;
        }
        // Approved and debited in September; the debit was not known then.
        let early = |on: NaiveDate| on < day("2026-10-01");
        debited += month.payments.iter().filter(|p| matches!(p.state, PaymentState::Paid { on } if early(on))).count();
    }
    assert!(late > 0 && debited > 0, "nothing was late: the test says nothing");
    let again = run(&mut office, "2026-09", "2026-11-02", None, out.path()).await.unwrap();
    assert_eq!((again.issued, again.reprinted), (0, 6));
    assert_eq!(kept(&office.db, "2026-09").await, september);
}

/// Money that nobody had decided on the last day is told by that month, whenever it is decided after, and by each later month until then.
async fn what_waited_on_the_last_day_is_told(test: TestDb) {
    let mut office = Office::open(&test, 60).await.signed().await;
    office.live_and_import("2026-09-30").await;
    let waiting = |told: &BTreeMap<i64, Statement>| -> BTreeMap<i64, Vec<Waiting>> {
        told.iter()
            .filter(|(_, month)| !month.waiting.is_empty())
            .map(|(person, month)| (*person, month.waiting.clone()))
            .collect()
    };
    let september = waiting(&told(&mut office, "2026-09", "2026-10-01").await);
    let february = told(&mut office, "2027-02", "2027-03-01").await;
    let still: BTreeMap<_, _> = september.clone().into_iter().filter(|(person, _)| february.contains_key(person)).collect();
    assert!(!still.is_empty() && waiting(&february) == still, "five months later it still waits");
    office.refuse_pensions("2026-10-02").await;
    assert_eq!(
        waiting(&told(&mut office, "2026-09", "2026-10-03").await),
        september,
        "on the last of September it was not decided"
    );
    let october = waiting(&told(&mut office, "2026-10", "2026-11-02").await);
    let payers =
        |months: &BTreeMap<i64, Vec<Waiting>>| months.values().flatten().filter(|one| one.payer.starts_with("CARSAT")).count();
    assert!(payers(&september) > 0 && payers(&october) == 0 && !october.is_empty(), "what was decided waits no more");
}

async fn what_moves_during_the_printing_is_told(test: TestDb) {
    let mut office = Office::open(&test, 3).await.signed().await;
    office.live("2026-09-30");
    let before = told(&mut office, "2026-09", "2026-10-01").await;
    let (db, act) = (office.db.clone(), office.act("2026-10-01"));
    let out = tempfile::tempdir().unwrap();
    let (mut asked, mut heard) = (false, 0);
    // Between reading and keeping, a file of September is imported.
    let mut progress = |done: usize, _: usize| {
        heard = done;
        if done > 0 && !asked {
            asked = true;
            tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(office.import("2026-10-01")));
        }
    };
    let report = issue(&db, &act, "2026-09".parse().unwrap(), None, out.path(), &mut progress).await.unwrap();
    assert_eq!((report.issued, report.reprinted, report.files.len(), heard), (3, 0, 3, 3));
    let september = kept(&db, "2026-09").await;
    assert_closes_on_the_balances(&db, &september).await;
    assert!(september.iter().any(|(person, month)| before.get(person).is_some_and(|early| early.closing != month.closing)));
    assert!(september.values().all(|month| month.others.is_empty()));
}

async fn a_correction_is_on_the_next_one(test: TestDb) {
    let mut office = Office::open(&test, 3).await.signed().await;
    office.live_and_import("2026-09-30").await;
    let out = tempfile::tempdir().unwrap();
    run(&mut office, "2026-09", "2026-10-01", None, out.path()).await.unwrap();
    let september = kept(&office.db, "2026-09").await;
    let credit = corrected_receipt(&mut office).await;
    let october = told(&mut office, "2026-10", "2026-11-02").await;
    assert_closes_on_the_balances(&office.db, &october).await;
    let others: Vec<_> = october.values().flat_map(|month| &month.others).collect();
    assert!(!others.is_empty());
    for other in &others {
        assert_eq!((other.kind, other.about), (OtherKind::Correction, Some("2026-09".parse().unwrap())));
        assert_eq!(other.booked_on, day("2026-10-05"));
        assert!(other.amount.is_negative() && other.reason.ends_with("Mauvaise personne"), "{other:?}");
    }
    let taken = Cents::total(others.iter().map(|other| other.amount)).unwrap();
    assert_eq!(taken.opposite(), Some(credit));
    for (person, month) in &october {
        assert_eq!(Some(month.opening), september.get(person).map(|month| month.closing), "{person}");
    }
}

/// Takes back the decision of one September receipt on 5 October; gives its amount.
async fn corrected_receipt(office: &mut Office) -> Cents {
    let mut tx = office.db.write().await.unwrap();
    let receipts = receipt::list_receipts(&mut tx, false).await.unwrap();
    let act = office.act("2026-10-05");
    let decided = receipts.into_iter().find(|receipt| receipt.state == "decided").unwrap();
    receipt::correct(&mut tx, &act, &decided.id, "Mauvaise personne").await.unwrap();
    tx.commit().await.unwrap();
    decided.cents
}

fn refusals(report: &IssueReport) -> Vec<(i64, &'static str)> {
    report.refused.iter().map(|(person, refusal)| (*person, refusal.code.name)).collect()
}

async fn refused_when_it_cannot_be_told(test: TestDb) {
    let mut office = Office::open(&test, 3).await;
    office.live_and_import("2026-11-30").await;
    let out = tempfile::tempdir().unwrap();
    let early = run(&mut office, "2026-12", "2026-11-30", None, out.path()).await.unwrap_err();
    assert_eq!(early.code(), Some("statement_month_not_over"));
    let mut office = office.signed().await;
    let one = run(&mut office, "2026-10", "2026-12-01", Some(vec![2, 2, 99_999]), out.path()).await.unwrap();
    assert_eq!((one.issued, refusals(&one)), (1, vec![(99_999, "reference_missing")]));
    let earlier = run(&mut office, "2026-09", "2026-12-01", Some(vec![2]), out.path()).await.unwrap();
    assert_eq!((earlier.issued, refusals(&earlier)), (0, vec![(2, "statement_later_month")]));
    let skipping = run(&mut office, "2026-12", "2027-01-04", Some(vec![2]), out.path()).await.unwrap();
    assert_eq!((skipping.issued, refusals(&skipping)), (0, vec![(2, "statement_month_missing")]));
}

async fn large_letters_are_for_the_next_ones(test: TestDb) {
    let mut office = Office::open(&test, 6).await.signed().await;
    office.live_september().await;
    office.live_and_import("2026-09-30").await;
    let folder = tempfile::tempdir().unwrap();
    run(&mut office, "2026-09", "2026-10-01", None, folder.path()).await.unwrap();
    let act = office.act("2026-10-02");
    let mut tx = office.db.write().await.unwrap();
    choose(&mut tx, &act, 1, Print::Large).await.unwrap();
    choose(&mut tx, &act, 1, Print::Large).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(test.count("SELECT COUNT(*) FROM statement_print").await, 1, "the same choice again is none");
    office.live_and_import("2026-10-31").await;
    run(&mut office, "2026-10", "2026-11-02", None, folder.path()).await.unwrap();
    let (before, after) = (kept(&office.db, "2026-09").await, kept(&office.db, "2026-10").await);
    assert!(before.values().all(|one| one.print == Print::Normal));
    let large: Vec<i64> = after.iter().filter(|(_, one)| one.print == Print::Large).map(|(person, _)| *person).collect();
    assert_eq!(large, [1]);
}
