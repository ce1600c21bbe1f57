//! Payments: orders and direct debits that moved a pot, or that the bank settled, in the month.

use super::entries::{PotLine, pot};
use super::window::When;
use super::{Scope, month_of, named, text};
use crate::money::Cents;
use crate::refusal::Failure;
use crate::statement::model::{Payment, PaymentState, PotShare, Purpose};
use crate::store::Tx;
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap};

#[derive(sqlx::FromRow)]
struct OrderRow {
    id: String,
    person: i64,
    kind: String,
    month: String,
    category: String,
    category_label: String,
    budget_label: Option<String>,
    creditor_name: String,
    cents: Cents,
    reason: Option<String>,
    approved_on: NaiveDate,
    approved_seq: i64,
    settled_on: Option<NaiveDate>,
    settled_seq: Option<i64>,
    back_on: Option<NaiveDate>,
    back_seq: Option<i64>,
    back_movement: Option<String>,
}

const ORDERS: &str = "SELECT o.id, o.person, o.kind, o.month, o.category, c.label AS category_label, g.label AS budget_label, o.creditor_name,
        o.cents, o.reason, ea.occurred_on AS approved_on, ea.seq AS approved_seq, es.occurred_on AS settled_on, es.seq AS settled_seq,
        eb.occurred_on AS back_on, eb.seq AS back_seq, eb.movement AS back_movement
    FROM payment_order o JOIN expense_category c ON c.code = o.category
        JOIN entry ea ON ea.source = o.id AND ea.movement = 'order_approved'
        LEFT JOIN entry es ON es.source = o.settled_line AND es.movement IN ('order_settled', 'debit_explained')
        LEFT JOIN entry eb ON eb.source = o.id AND eb.movement IN ('order_rejected', 'order_returned')
            AND NOT EXISTS (SELECT 1 FROM entry en WHERE en.source = o.id AND en.movement = 'order_rejected' AND en.seq < eb.seq)
        LEFT JOIN budget_line_current g ON g.id = o.budget_line
    WHERE o.id IN :ids AND o.kind <> 'give_back' ORDER BY ea.seq";
const SETTLED: &str = "SELECT DISTINCT o.id
    FROM payment_order o JOIN entry e ON e.source = o.settled_line AND e.movement IN ('order_settled', 'debit_explained')
    WHERE o.person IN :keys AND e.occurred_on <= $3 AND (e.occurred_on >= $2 OR e.seq > $4)";
const FUNDING: &str =
    "SELECT payment_order, pot, cents FROM order_funding WHERE payment_order IN :ids ORDER BY payment_order, pot";

/// The payments of each person, in the order of the chain.
pub async fn read(tx: &mut Tx, scope: &Scope) -> Result<HashMap<i64, Vec<Payment>>, Failure> {
    let settled: Vec<(String,)> = scope.told(tx, SETTLED).await?;
    let mut ids = scope.sources(&["order_approved", "order_rejected", "order_returned"]);
    ids.extend(settled.iter().map(|(id,)| id.as_str()));
    ids.sort_unstable();
    ids.dedup();
    let orders: Vec<OrderRow> = named(tx, ORDERS, &ids).await?;
    let mut funding: HashMap<String, Vec<PotShare>> = HashMap::new();
    for (order, code, amount) in named::<(String, String, Cents)>(tx, FUNDING, &ids).await? {
        funding.entry(order).or_default().push(PotShare { pot: pot(&code)?, amount });
    }
    let mut told: HashMap<i64, Vec<(i64, Payment)>> = HashMap::new();
    for row in orders {
        let from = funding.remove(&row.id).unwrap_or_default();
        let (person, seq) = (row.person, row.approved_seq);
        if let Some(payment) = order(scope, row, from)? {
            told.entry(person).or_default().push((seq, payment));
        }
    }
    debits(tx, scope, &mut told).await?;
    Ok(told
        .into_iter()
        .map(|(person, mut payments)| {
            payments.sort_by_key(|(seq, _)| *seq);
            (person, payments.into_iter().map(|(_, payment)| payment).collect())
        })
        .collect())
}

/// The order as the month shows it; none when the month has nothing to say about it.
fn order(scope: &Scope, row: OrderRow, from: Vec<PotShare>) -> Result<Option<Payment>, Failure> {
    let window = scope.window(row.person);
    let approved = window.when(row.approved_on, row.approved_seq);
    let of = |on: Option<NaiveDate>, seq: Option<i64>| on.zip(seq).map(|(on, seq)| (on, window.when(on, seq)));
    let settled = of(row.settled_on, row.settled_seq).filter(|(_, when)| *when != When::After);
    let back = of(row.back_on, row.back_seq).filter(|(_, when)| *when != When::After);
    let state = match (approved, settled, back) {
        (When::After, ..) => return Ok(None),
        (_, _, Some((on, When::Month))) => came_back(on, &row),
        // A late approval or come-back is told among the corrections.
        (When::Late, ..) | (_, _, Some(_)) => return Ok(None),
        (_, Some((on, When::Month | When::Late)), None) => PaymentState::Paid { on },
        (When::Month, None, None) => PaymentState::InTransit,
        (_, _, None) => return Ok(None),
    };
    let month = month_of(&row.month)?;
    let reason = match (row.kind.as_str(), row.budget_label) {
        ("rent", _) => text::rent(month),
        (_, Some(label)) if !label.trim().is_empty() => label,
        _ => text::inside_a_sentence(&row.category_label),
    };
    Ok(Some(Payment {
        booked_on: row.approved_on,
        payee: row.creditor_name,
        reason,
        category: text::inside_a_sentence(&row.category_label),
        purpose: purpose(&row.category),
        amount: row.cents,
        from,
        state,
    }))
}

fn came_back(on: NaiveDate, row: &OrderRow) -> PaymentState {
    let reason = text::came_back(row.reason.as_deref());
    if row.back_movement.as_deref() == Some("order_returned") {
        PaymentState::Returned { on, reason }
    } else {
        PaymentState::Rejected { on, reason }
    }
}

fn purpose(category: &str) -> Purpose {
    match category {
        "loyer" => Purpose::Rent,
        "argent_de_vie" => Purpose::LivingMoney,
        _ => Purpose::Other,
    }
}

#[derive(sqlx::FromRow)]
struct DebitRow {
    line: String,
    category: String,
    category_label: String,
    label: String,
    payee: Option<String>,
}

const DEBITS: &str =
    "SELECT d.line, d.category, c.label AS category_label, g.label, COALESCE(p.name, b.counterparty_name) AS payee
    FROM direct_debit d JOIN bank_line b ON b.id = d.line JOIN expense_category c ON c.code = d.category
        JOIN budget_line_current g ON g.id = d.budget_line LEFT JOIN payee_current p ON p.reference = g.payee
    WHERE d.line IN :ids";

/// Agreed direct debits, and debits explained later: the bank had paid them when they left the pots.
async fn debits(tx: &mut Tx, scope: &Scope, told: &mut HashMap<i64, Vec<(i64, Payment)>>) -> Result<(), Failure> {
    let movements = ["direct_debit", "debit_explained"];
    let rows: Vec<DebitRow> = named(tx, DEBITS, &scope.sources(&movements)).await?;
    let by_line: HashMap<&str, &DebitRow> = rows.iter().map(|row| (row.line.as_str(), row)).collect();
    let mut entries: BTreeMap<i64, Vec<&PotLine>> = BTreeMap::new();
    for line in scope.entries.iter().filter(|line| !line.late && movements.contains(&line.movement.as_str())) {
        entries.entry(line.seq).or_default().push(line);
    }
    for (seq, lines) in entries {
        let Some((first, row)) = lines.first().and_then(|first| Some((first, by_line.get(first.source.as_str())?))) else {
            continue;
        };
        let from: Vec<PotShare> =
            lines.iter().filter_map(|line| Some(PotShare { pot: line.pot, amount: line.cents.opposite()? })).collect();
        let payment = Payment {
            booked_on: first.on,
            payee: row.payee.clone().unwrap_or_else(|| text::inside_a_sentence(&row.category_label)),
            reason: if row.label.trim().is_empty() { text::inside_a_sentence(&row.category_label) } else { row.label.clone() },
            category: text::inside_a_sentence(&row.category_label),
            purpose: purpose(&row.category),
            amount: super::sum(from.iter().map(|share| share.amount))?,
            from,
            state: PaymentState::Paid { on: first.on },
        };
        told.entry(first.person).or_default().push((seq, payment));
    }
    Ok(())
}
