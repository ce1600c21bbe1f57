//! The statements of a scenario: whatever happened, the month of everyone adds up to the balances.

use super::text::Table;
use super::world::{World, amount, day, texts};
use quitus::calendar::Month;
use quitus::ledger::Pot;
use quitus::ledger::balance::PotBalances;
use quitus::money::Cents;
use quitus::statement::model::Statement;
use quitus::statement::query;
use quitus::store::Tx;

/// The month of the last entry, for everyone who has one.
async fn told(world: &World, tx: &mut Tx, place: &str) -> Vec<(i64, Statement)> {
    let last = texts(tx, "SELECT CAST(MAX(occurred_on) AS TEXT) FROM entry WHERE seq > 0 HAVING COUNT(*) > 0").await;
    let Some(last) = last.first().and_then(|day| quitus::calendar::parse_day(day)) else { return Vec::new() };
    let people: Vec<i64> = world.people().map(|(_, number)| number).collect();
    let act = world.reader(last);
    let read = query::read(tx, &act, Month::of(last), &people).await.unwrap();
    read.into_iter()
        .map(|(person, outcome)| (person, outcome.unwrap_or_else(|refusal| panic!("{place}: relevé de {person} : {refusal}"))))
        .collect()
}

/// Every statement is printable and closes on the balances.
pub async fn adds_up(world: &World, tx: &mut Tx, path: &str) {
    let statements = told(world, tx, path).await;
    let people: Vec<i64> = statements.iter().map(|(person, _)| *person).collect();
    let balances = PotBalances::of_people(tx, &people).await.unwrap();
    for (person, statement) in &statements {
        let held = Cents::total(Pot::ALL.map(|pot| balances.of(*person, pot))).unwrap();
        assert_eq!(statement.closing, held, "{path}: le relevé de {person} ne ferme pas sur ses réserves");
    }
}

/// `arriérés` (old rents still unpaid), `loyers` (`MONTH AMOUNT` paid of each term told), `attend` (`AMOUNT, payer, day`), `autre` (what the other movements say).
pub async fn check(world: &World, tx: &mut Tx, table: &Table) {
    table.columns(&[], &["arriérés", "loyers", "attend", "autre"]);
    let statements = told(world, tx, &table.place).await;
    for row in &table.rows {
        let person = world.number(&row.place, &row.first);
        let own = statements.iter().find(|(number, _)| *number == person);
        let (_, own) = own.unwrap_or_else(|| panic!("{}: aucun relevé", row.place));
        if table.has("arriérés") {
            let arrears = own.rent.as_ref().map_or(Cents::ZERO, |rent| rent.arrears);
            assert_eq!(amount(arrears), row.cell("arriérés"), "{}: {:?}", row.place, own.rent);
        }
        if table.has("loyers") {
            let terms = own.rent.iter().flat_map(|rent| &rent.terms).map(|term| format!("{} {}", term.month, amount(term.paid)));
            assert_eq!(terms.collect::<Vec<_>>().join(" ; "), row.cell("loyers"), "{}: {:?}", row.place, own.rent);
        }
        if table.has("attend") {
            let waiting = own
                .waiting
                .iter()
                .map(|one| format!("{}, {}, {}", amount(one.amount), one.payer, one.booked_on.format("%d/%m/%Y")));
            assert_eq!(waiting.collect::<Vec<_>>().join(" ; "), row.cell("attend"), "{}", row.place);
            for part in row.cell("attend").split(" ; ").filter(|part| !part.is_empty()) {
                day(&row.place, part.rsplit(", ").next().unwrap());
            }
        }
        if table.has("autre") {
            let said = own.others.iter().map(|other| format!("{} {}", amount(other.amount), other.reason));
            assert_eq!(said.collect::<Vec<_>>().join(" ; "), row.cell("autre"), "{}", row.place);
        }
    }
}
