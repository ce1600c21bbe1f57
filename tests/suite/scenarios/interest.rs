//! Interest that was shared, and what the statement of the month says of it to each person.

use super::text::Table;
use super::then::compare;
use super::world::{World, amount};
use chrono::NaiveDate;
use quitus::access::{Act, Role, User};
use quitus::calendar::Month;
use quitus::money::Cents;
use quitus::statement::model::OtherKind;
use quitus::statement::query;
use quitus::statement::wording::Plain;
use quitus::store::Tx;

/// Every share, with the words of the statement of its month: `phrase` on the plain page, `détail` behind it.
pub async fn shares(world: &World, tx: &mut Tx, table: &Table) {
    let sql = "SELECT s.person, s.cents, e.occurred_on FROM interest_share s JOIN entry e ON e.source = s.id ORDER BY s.id";
    let rows: Vec<(i64, Cents, NaiveDate)> = match tx {
        Tx::Sqlite(tx) => sqlx::query_as(sql).fetch_all(&mut **tx).await.unwrap(),
        Tx::Postgres(tx) => sqlx::query_as(sql).fetch_all(&mut **tx).await.unwrap(),
    };
    let reader = User { id: "ADA".to_owned(), name: "Ada".to_owned(), role: Role::Auditeur };
    let mut told = Vec::new();
    for (person, cents, on) in rows {
        let act = Act { user: reader.clone(), at: on.and_hms_opt(12, 0, 0).unwrap().and_utc(), today: on };
        let read = query::read(tx, &act, Month::of(on), &[person]).await.unwrap();
        let statement = read.into_iter().next().unwrap().1.unwrap_or_else(|refusal| panic!("{}: {refusal}", table.place));
        let other = statement.others.iter().find(|other| other.kind == OtherKind::Interest && other.amount == cents);
        let other = other.unwrap_or_else(|| panic!("{}: le relevé ne dit pas {cents}", table.place));
        let phrase = Plain::Adjusted(other.kind, other.amount).to_string().replace('\u{a0}', " ");
        told.push(vec![world.name(Some(person)), amount(cents), phrase, other.reason.replace('\u{a0}', " ")]);
    }
    compare(table, &["intérêts", "montant", "phrase", "détail"], told);
}
