//! What the pages of payments show, on both engines: the month's steps, verdicts before an approval, files, and one order's life.

use crate::engine::{TestDb, both_engines_from};
use crate::office::{COMPTABLE, GESTIONNAIRE, MONTH, Office, RESPONSABLE, build};
use libtest_mimic::Trial;
use quitus::access::{Act, Files, find_user};
use quitus::calendar::{Month, parse_day};
use quitus::payment::State;
use quitus::payment::prepare::{Foreseen, Prepared, PreparedLine, prepare};
use quitus::payment::view::files::{blocks, export_knowing, exports, file, files};
use quitus::payment::view::life::life;
use quitus::payment::view::listed::{Which, orders};
use quitus::payment::view::month::{LastProposal, Step, Steps, steps};
use quitus::payment::view::sealing::to_seal;
use quitus::payment::view::verdict::Verdict;
use quitus::store::{Question, Tx};
use std::collections::HashSet;

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    [
        both_engines_from("payment_views::the_month_goes_from_step_to_step", build, the_month_goes_from_step_to_step),
        both_engines_from("payment_views::a_download_knows_of_the_others", build, a_download_knows_of_the_others),
        both_engines_from("payment_views::what_is_foreseen_is_what_is_prepared", build, foreseen_and_prepared),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn every_file(column: &str) -> String {
    format!("{column} = {column}")
}

fn no_file(column: &str) -> String {
    format!("{column} < 0")
}

async fn act(tx: &mut Tx, name: &str) -> Act {
    let user = find_user(tx, name).await.unwrap();
    Act { user, at: "2026-09-14T09:00:00Z".parse().unwrap(), today: parse_day("2026-09-14").unwrap() }
}

async fn count(tx: &mut Tx, step: Step) -> i64 {
    let month: Month = MONTH.parse().unwrap();
    steps(&Steps { month }.ask(tx).await.unwrap(), &Files::All).unwrap().iter().find(|at| at.step == step).unwrap().count
}

/// What was prepared, with the identifiers of those proposals alone that stood before.
fn told(prepared: Prepared, standing: &HashSet<String>) -> Prepared {
    let before = |line: PreparedLine| PreparedLine { order: line.order.filter(|order| standing.contains(order)), ..line };
    Prepared { lines: prepared.lines.into_iter().map(before).collect(), ..prepared }
}

/// The page of a preparation only reads: it must tell what the preparation does, whatever the rent reserve moves on that day, whatever
/// stands already, and whichever month is asked.
async fn foreseen_and_prepared(test: TestDb) {
    Office::at(&test.url).import();
    let mut moved = 0;
    for (day, month) in [
        ("2026-09-14", "2026-09"),
        ("2026-09-14", "2026-10"),
        ("2026-09-25", "2026-09"),
        ("2026-10-05", "2026-10"),
        ("2026-10-05", "2026-09"),
        ("2026-10-12", "2026-11"),
    ] {
        let month: Month = month.parse().unwrap();
        let mut tx = test.db.read().await.unwrap();
        let act = Act { today: parse_day(day).unwrap(), ..act(&mut tx, GESTIONNAIRE).await };
        let foreseen = Foreseen { month, today: act.today }.ask(&mut tx).await.unwrap();
        let standing = orders(&mut tx, &Which::States(&[State::Proposed], None), &every_file).await.unwrap();
        let standing: HashSet<String> = standing.into_iter().map(|one| one.order.id).collect();
        drop(tx);
        let mut tx = test.db.write().await.unwrap();
        let before = entries(&mut tx).await;
        let prepared = prepare(&mut tx, &act, month).await.unwrap();
        moved += entries(&mut tx).await - before;
        assert_eq!(foreseen, told(prepared, &standing), "{day}, {month}");
        tx.commit().await.unwrap();
    }
    assert!(moved > 0, "the reserve moved on one of these days: its part of the foresight was asked");
}

async fn entries(tx: &mut Tx) -> i64 {
    quitus::ledger::verify::verify(tx).await.unwrap().entries
}

async fn the_month_goes_from_step_to_step(test: TestDb) {
    let office = Office::at(&test.url);
    office.import();
    let mut tx = test.db.read().await.unwrap();
    assert!(count(&mut tx, Step::ToPrepare).await > 0 && count(&mut tx, Step::ToApprove).await == 0);
    drop(tx);

    office.prepare();
    let mut tx = test.db.read().await.unwrap();
    let month: Month = MONTH.parse().unwrap();
    assert_eq!(LastProposal { month }.ask(&mut tx).await.unwrap().unwrap().1, GESTIONNAIRE);
    let proposed = orders(&mut tx, &Which::States(&[State::Proposed], Some(month)), &every_file).await.unwrap();
    assert_eq!(count(&mut tx, Step::ToApprove).await, i64::try_from(proposed.len()).unwrap());
    assert!(proposed.iter().all(|one| one.preparer == GESTIONNAIRE && !one.unconfirmed && one.in_contract));
    // Only money given back to an unknown person is everybody's.
    let own = orders(&mut tx, &Which::States(&[State::Proposed], Some(month)), &no_file).await.unwrap();
    assert!(own.iter().all(|one| one.order.person.is_none()));
    let (preparer, approver) = (act(&mut tx, GESTIONNAIRE).await, act(&mut tx, RESPONSABLE).await);
    let verdicts = |act: &Act| proposed.iter().map(|one| Verdict::of(one, &act.user.id, act.today)).collect::<Vec<_>>();
    assert!(verdicts(&preparer).iter().all(|verdict| *verdict == Verdict::Own));
    assert!(verdicts(&approver).contains(&Verdict::Green) && verdicts(&approver).iter().all(|one| one.may_be_approved()));
    drop(tx);

    office.approve();
    let mut tx = test.db.read().await.unwrap();
    let waiting = to_seal(&mut tx, &approver).await.unwrap();
    let total: i64 = waiting.days.iter().map(|day| day.orders).sum();
    assert_eq!(total, waiting.accounts.iter().map(|account| account.orders).sum::<i64>());
    assert!(waiting.days.iter().all(|day| day.execution >= approver.today));
    drop(tx);

    office.seal();
    let mut tx = test.db.read().await.unwrap();
    assert!(count(&mut tx, Step::ToSend).await > 0 && count(&mut tx, Step::AtTheBank).await == 0);
    let sealed = files(&mut tx).await.unwrap().remove(0);
    assert_eq!((sealed.awaited, sealed.settled, sealed.failed), (sealed.orders, 0, 0));
    let content = orders(&mut tx, &Which::Batch(&sealed.id), &every_file).await.unwrap();
    assert_eq!(i64::try_from(content.len()).unwrap(), sealed.orders);
    assert_eq!(blocks(&mut tx, &sealed.id).await.unwrap().iter().map(|block| block.orders).sum::<i64>(), sealed.orders);
    let rent = content.iter().find(|one| one.order.kind == "rent").unwrap();
    let told = life(&mut tx, &rent.order.id, &every_file).await.unwrap();
    assert_eq!(told.funding.iter().map(|(_, cents)| cents.0).sum::<i64>(), rent.order.cents.0);
    assert_eq!(told.entries.iter().map(|entry| entry.movement.as_str()).collect::<Vec<_>>(), ["order_approved"]);
    assert!(life(&mut tx, &rent.order.id, &no_file).await.is_err(), "another's file");
}

async fn a_download_knows_of_the_others(test: TestDb) {
    let office = Office::at(&test.url);
    office.import();
    office.prepare();
    office.approve();
    office.seal();
    let id = office.batch();
    let mut tx = test.db.write().await.unwrap();
    let act = act(&mut tx, COMPTABLE).await;
    let first = export_knowing(&mut tx, &act, &id, 0).await.unwrap();
    let again = export_knowing(&mut tx, &act, &id, 0).await;
    assert_eq!(again.unwrap_err().code(), Some("batch_exported_before"));
    assert_eq!(export_knowing(&mut tx, &act, &id, 1).await.unwrap(), first, "the same bytes");
    assert_eq!(exports(&mut tx, &id).await.unwrap().len(), 2);
    assert_eq!(file(&mut tx, &id).await.unwrap().exports, 2);
}
