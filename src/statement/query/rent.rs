//! The rent at the end of the month, and the exceptions to "rent first" (`RULE 30`, `RULE 31`).

use super::{Scope, month_of, sum, text};
use crate::calendar::Month;
use crate::money::Cents;
use crate::refusal::Failure;
use crate::statement::model::{Derogation, Expected, RentPosition, RentTerm};
use crate::store::Tx;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Europe::Paris;
use std::collections::{BTreeMap, HashMap};

/// What is known of one person's rent.
#[derive(Default)]
pub struct Rents {
    /// The rent at the end of the month; none without a lease.
    pub position: Option<RentPosition>,
    /// What is still to pay of next month's.
    pub next: Vec<Expected>,
}

#[derive(sqlx::FromRow)]
struct TermRow {
    person: i64,
    rent: String,
    month: String,
    due_on: NaiveDate,
    payable: Cents,
    rent_amount: Cents,
    charges: Cents,
    tiers_payant: Cents,
    rebate: Cents,
    landlord: String,
}

#[derive(sqlx::FromRow)]
struct PaidRow {
    rent: String,
    month: String,
    paid: Cents,
    now: Cents,
}

const TERMS: &str = "SELECT t.person, t.rent, t.month, t.due_on, t.payable, r.rent_amount, r.charges, r.tiers_payant, r.rebate,
        p.name AS landlord
    FROM rent_term_current t JOIN rent_current r ON r.id = t.rent JOIN payee_current p ON p.reference = r.payee
    WHERE t.person IN :keys ORDER BY t.person, t.due_on, t.rent";
// As it stood on the last day: what came back before then is not paid, unless the bank executed it after all, and on that day; old rents are also
// settled by payments of arrears, and opened again by their refund.
const PAID: &str = "SELECT x.rent, x.month, CAST(SUM(x.cents) AS BIGINT) AS paid,
        CAST(SUM(CASE WHEN x.occurred_on >= $2 THEN x.cents ELSE 0 END) AS BIGINT) AS now
    FROM (
        SELECT o.rent, o.month, o.cents, o.id AS source, COALESCE((SELECT t.occurred_on FROM entry t
            WHERE t.source = o.id AND t.movement = 'order_taken_again' AND t.occurred_on <= $3), e.occurred_on) AS occurred_on
        FROM payment_order o JOIN entry e ON e.source = o.id AND e.movement = 'order_approved'
        WHERE o.person IN :keys AND o.kind = 'rent' AND e.occurred_on <= $3
        UNION ALL SELECT s.rent, s.month, s.cents, s.source, e.occurred_on
        FROM arrears_settlement s JOIN entry e ON e.source = s.source
            AND e.movement IN ('order_approved', 'direct_debit', 'debit_explained', 'debit_refunded')
        WHERE s.person IN :keys AND e.occurred_on <= $3) x
    WHERE NOT EXISTS (SELECT 1 FROM entry b
        WHERE b.source = x.source AND b.movement IN ('order_rejected', 'order_returned') AND b.occurred_on <= $3
            AND (b.movement = 'order_returned' OR NOT EXISTS (SELECT 1 FROM entry t
                WHERE t.source = x.source AND t.movement = 'order_taken_again' AND t.occurred_on <= $3)))
    GROUP BY x.rent, x.month";

/// One term with what was paid of it.
struct Known {
    month: Month,
    term: RentTerm,
    left: Cents,
    paid_now: Cents,
    landlord: String,
}

/// The rent of each person.
pub async fn positions(tx: &mut Tx, scope: &Scope) -> Result<HashMap<i64, Rents>, Failure> {
    let rows: Vec<TermRow> = scope.people(tx, TERMS).await?;
    if rows.is_empty() {
        return Ok(HashMap::new());
    }
    let paid: Vec<PaidRow> = scope.month(tx, PAID).await?;
    let paid: HashMap<(&str, &str), &PaidRow> = paid.iter().map(|row| ((row.rent.as_str(), row.month.as_str()), row)).collect();
    let mut people: BTreeMap<i64, Vec<Known>> = BTreeMap::new();
    for row in &rows {
        let known = known(row, paid.get(&(row.rent.as_str(), row.month.as_str())).copied())?;
        if known.month <= scope.month.next() && !cancelled(row) {
            people.entry(row.person).or_default().push(known);
        }
    }
    people.into_iter().map(|(person, terms)| Ok((person, rents(scope.month, &terms)?))).collect()
}

fn owed(row: &TermRow) -> Option<Cents> {
    let owed = row.rent_amount.plus(row.charges)?.minus(row.tiers_payant)?.minus(row.rebate)?;
    Some(owed.at_least_zero())
}

/// A term of zero that its amounts do not explain was cancelled: nothing is owed and nothing is told.
fn cancelled(row: &TermRow) -> bool {
    row.payable == Cents::ZERO && owed(row) != Some(Cents::ZERO)
}

fn known(row: &TermRow, paid: Option<&PaidRow>) -> Result<Known, Failure> {
    // A landlord paid more than a term that was lowered since: the term is paid, the payment shows its own amount.
    let all = paid.map_or(Cents::ZERO, |paid| paid.paid).min(row.payable);
    let alike = owed(row) == Some(row.payable);
    let part = |amount: Cents| if alike { amount } else { Cents::ZERO };
    let month = month_of(&row.month)?;
    let term = RentTerm {
        month,
        due_on: row.due_on,
        rent: if alike { row.rent_amount } else { row.payable },
        charges: part(row.charges),
        direct_aid: part(row.tiers_payant),
        rebate: part(row.rebate),
        paid: all,
    };
    let left = row.payable.minus(all).unwrap_or_default();
    Ok(Known { month, term, left, paid_now: paid.map_or(Cents::ZERO, |paid| paid.now), landlord: row.landlord.clone() })
}

fn rents(month: Month, terms: &[Known]) -> Result<Rents, Failure> {
    let open = |known: &&Known| {
        known.month == month || known.paid_now.is_positive() || (known.month < month && known.left.is_positive())
    };
    let listed: Vec<&Known> = terms.iter().filter(open).collect();
    let arrears = sum(terms.iter().filter(|known| known.month < month).map(|known| known.left))?;
    let landlord = terms.iter().rev().find(|known| known.month <= month).or(terms.last());
    let position = landlord.filter(|_| !listed.is_empty()).map(|known| RentPosition {
        landlord: known.landlord.clone(),
        terms: listed.iter().map(|known| known.term).collect(),
        paid_up_to: paid_up_to(month, terms),
        arrears,
    });
    let next = terms.iter().filter(|known| known.month > month && known.left.is_positive());
    let next = next.map(|known| Expected { on: known.term.due_on, what: text::rent(known.month), amount: Some(known.left) });
    Ok(Rents { position, next: next.collect() })
}

/// The last day of the last month before which nothing is owed; a month to come counts once it was paid.
fn paid_up_to(month: Month, terms: &[Known]) -> Option<NaiveDate> {
    let mut months: BTreeMap<Month, bool> = BTreeMap::new();
    for known in terms.iter().filter(|known| known.month <= month || known.term.paid.is_positive()) {
        let paid = months.entry(known.month).or_insert(true);
        *paid = *paid && known.left == Cents::ZERO;
    }
    months.into_iter().take_while(|(_, paid)| *paid).last().map(|(month, _)| month.last_day())
}

#[derive(sqlx::FromRow)]
struct DerogationRow {
    person: i64,
    cents: Cents,
    reason: String,
    approved_at: DateTime<Utc>,
    asked_by: String,
    approved_by: String,
}

const DEROGATIONS: &str = "SELECT d.person, d.cents, d.reason, d.approved_at, a.name AS asked_by, b.name AS approved_by
    FROM derogation d JOIN app_user a ON a.id = d.asked_by JOIN app_user b ON b.id = d.approved_by
    WHERE d.person IN :keys AND d.approved_at IS NOT NULL ORDER BY d.approved_at, d.id";

/// The derogations decided in the month.
pub async fn derogations(tx: &mut Tx, scope: &Scope) -> Result<HashMap<i64, Vec<Derogation>>, Failure> {
    let mut told: HashMap<i64, Vec<Derogation>> = HashMap::new();
    for row in scope.people::<DerogationRow>(tx, DEROGATIONS).await? {
        let decided_on = row.approved_at.with_timezone(&Paris).date_naive();
        if scope.month.holds(decided_on) {
            let (asked_by, approved_by) = (row.asked_by, row.approved_by);
            let derogation = Derogation { decided_on, amount: row.cents, reason: row.reason, asked_by, approved_by };
            told.entry(row.person).or_default().push(derogation);
        }
    }
    Ok(told)
}
