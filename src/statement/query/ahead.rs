//! What comes next month: benefits that are awaited, and what the agreed budget will pay.

use super::{Scope, rent, text};
use crate::benefit::Catalogue;
use crate::budget::due::{Period, due_days};
use crate::money::Cents;
use crate::refusal::Failure;
use crate::statement::model::Expected;
use crate::store::Tx;
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap, HashSet};

#[derive(sqlx::FromRow)]
struct AuthorisedRow {
    person: i64,
    benefit: i64,
    payer: String,
    expected: Option<Cents>,
    expected_day: i64,
    from_on: NaiveDate,
    to_on: NaiveDate,
}

#[derive(sqlx::FromRow)]
struct BudgetRow {
    id: String,
    person: i64,
    amount: Cents,
    period: String,
    day: i64,
    from_on: NaiveDate,
    to_on: Option<NaiveDate>,
    label: String,
    category: String,
}

const AUTHORISED: &str = "SELECT person, benefit, payer, expected, expected_day, from_on, to_on FROM authorisation_current
    WHERE person IN :keys AND NOT tiers_payant AND expected_day IS NOT NULL AND to_on > $3 ORDER BY person, benefit, id";
const BUDGET: &str = "SELECT g.id, g.person, g.amount, g.period, g.day, g.from_on, g.to_on, g.label, c.label AS category
    FROM budget_line_current g JOIN expense_category c ON c.code = g.category
    WHERE g.person IN :keys AND (g.to_on IS NULL OR g.to_on > $3) ORDER BY g.person, g.rank, g.reference";
const CONTRACTS: &str =
    "SELECT person, starts_on, ends_on FROM contract_current WHERE person IN :keys AND ends_on > $3 ORDER BY person";
// Money that has left the pots already, on the last day.
const ALREADY: &str =
    "SELECT o.budget_line, o.due_on FROM payment_order o JOIN entry e ON e.source = o.id AND e.movement = 'order_approved'
    WHERE o.person IN :keys AND o.kind = 'budget' AND o.due_on > $3 AND e.occurred_on <= $3 AND NOT EXISTS (SELECT 1 FROM entry b
        WHERE b.source = o.id AND b.movement IN ('order_rejected', 'order_returned') AND b.occurred_on <= $3
            AND (b.movement = 'order_returned' OR NOT EXISTS (SELECT 1 FROM entry t
                WHERE t.source = o.id AND t.movement = 'order_taken_again' AND t.occurred_on <= $3)))";

/// Receipts and payments to come, by person.
pub type Ahead = HashMap<i64, (Vec<Expected>, Vec<Expected>)>;

/// Receipts and payments of next month, nearest first; `rents` gives what is left of the rent.
pub async fn read(
    tx: &mut Tx,
    scope: &Scope,
    catalogue: &Catalogue,
    rents: &mut HashMap<i64, rent::Rents>,
) -> Result<Ahead, Failure> {
    let next = scope.month.next();
    let mut ahead: Ahead = HashMap::new();
    for row in scope.month::<AuthorisedRow>(tx, AUTHORISED).await? {
        let on = next.day(u32::try_from(row.expected_day).unwrap_or(1));
        let Some(listed) = catalogue.number(row.benefit, on).filter(|_| row.from_on <= on && on <= row.to_on) else { continue };
        let what = text::expected(&text::benefit_words(listed), &row.payer);
        ahead.entry(row.person).or_default().0.push(Expected { on, what, amount: row.expected });
    }
    let agreed: Vec<BudgetRow> = scope.month(tx, BUDGET).await?;
    budget(tx, scope, agreed, &mut ahead).await?;
    for (person, own) in rents.iter_mut() {
        ahead.entry(*person).or_default().1.append(&mut own.next);
    }
    for (receipts, payments) in ahead.values_mut() {
        receipts.sort_by_key(|expected| expected.on);
        payments.sort_by_key(|expected| expected.on);
    }
    Ok(ahead)
}

/// What the agreed budget will pay, but for what has left the pots already.
async fn budget(tx: &mut Tx, scope: &Scope, agreed: Vec<BudgetRow>, ahead: &mut Ahead) -> Result<(), Failure> {
    if agreed.is_empty() {
        return Ok(());
    }
    let next = scope.month.next();
    let already: HashSet<(String, NaiveDate)> = scope.month::<(String, NaiveDate)>(tx, ALREADY).await?.into_iter().collect();
    let mut contracts: BTreeMap<i64, Vec<(NaiveDate, NaiveDate)>> = BTreeMap::new();
    for (person, starts_on, ends_on) in scope.month::<(i64, NaiveDate, NaiveDate)>(tx, CONTRACTS).await? {
        contracts.entry(person).or_default().push((starts_on, ends_on));
    }
    for row in agreed {
        let number = u32::try_from(row.day).unwrap_or(1);
        let period =
            if row.period == "hebdomadaire" { Period::Weekly { weekday: number } } else { Period::Monthly { day: number } };
        let spans = contracts.get(&row.person).map(Vec::as_slice).unwrap_or_default();
        for on in due_days(period, next, row.from_on, row.to_on) {
            let live = spans.iter().any(|(first, last)| *first <= on && on <= *last);
            if live && !already.contains(&(row.id.clone(), on)) {
                let what = if row.label.trim().is_empty() { text::inside_a_sentence(&row.category) } else { row.label.clone() };
                ahead.entry(row.person).or_default().1.push(Expected { on, what, amount: Some(row.amount) });
            }
        }
    }
    Ok(())
}
