//! Income that the law does not let in: of the month, and older money that still waits or left in the month (`RULE 12`).

use super::{Scope, text};
use crate::benefit::Catalogue;
use crate::benefit::rules::Reason;
use crate::money::Cents;
use crate::refusal::Failure;
use crate::statement::model::RefusedIncome;
use crate::store::Tx;
use chrono::NaiveDate;
use std::collections::HashMap;

#[derive(sqlx::FromRow)]
struct RefusedRow {
    id: String,
    person: i64,
    net: Cents,
    benefit: Option<i64>,
    label: Option<String>,
    reason: String,
    article: String,
    occurred_on: NaiveDate,
    payer: Option<String>,
    creditor_name: Option<String>,
    to_person: Option<bool>,
    left_on: Option<NaiveDate>,
    returned_on: Option<NaiveDate>,
}

// Live orders come last, so that they decide when an earlier one came back.
const REFUSED: &str =
    "SELECT s.id, s.person, s.net, s.benefit, i.label, s.reason, s.article, e.occurred_on, b.counterparty_name AS payer,
        o.creditor_name, (o.creditor_iban = p.own_iban) AS to_person, d.booked_on AS left_on, k.booked_on AS returned_on
    FROM receipt_split s JOIN entry e ON e.source = s.id AND e.movement = 'split_refused'
        JOIN bank_line b ON b.id = s.receipt JOIN person_current p ON p.number = s.person
        LEFT JOIN outside_income i ON i.code = s.outside
        LEFT JOIN payment_order o ON o.split = s.id AND o.state NOT IN ('cancelled', 'rejected')
        LEFT JOIN bank_line d ON d.id = o.settled_line LEFT JOIN bank_line k ON k.id = o.returned_line
    WHERE s.person IN :keys AND s.kind = 'refused' AND e.occurred_on <= $3
        AND (e.occurred_on >= $2 OR d.booked_on IS NULL OR d.booked_on >= $2 OR k.booked_on IS NOT NULL)
        AND NOT EXISTS (SELECT 1 FROM entry x WHERE x.corrects = e.seq AND x.occurred_on <= $3)
    ORDER BY s.person, e.seq, CASE WHEN o.state = 'returned' THEN 0 ELSE 1 END, o.prepared_at, o.id";

/// The refused income of each person, oldest first.
pub async fn read(tx: &mut Tx, scope: &Scope, catalogue: &Catalogue) -> Result<HashMap<i64, Vec<RefusedIncome>>, Failure> {
    let mut told: HashMap<i64, Vec<(String, RefusedIncome)>> = HashMap::new();
    for row in scope.month::<RefusedRow>(tx, REFUSED).await? {
        let own = told.entry(row.person).or_default();
        // One part with several orders: the last one says where the money is.
        own.retain(|(id, _)| *id != row.id);
        let id = row.id.clone();
        own.push((id, income(scope, row, catalogue)));
    }
    let news = |income: &RefusedIncome| {
        scope.month.holds(income.booked_on) || income.given_back_on.is_none_or(|day| scope.month.holds(day))
    };
    Ok(told
        .into_iter()
        .map(|(person, rows)| (person, rows.into_iter().map(|(_, income)| income).filter(news).collect()))
        .collect())
}

fn income(scope: &Scope, row: RefusedRow, catalogue: &Catalogue) -> RefusedIncome {
    let listed = row.benefit.and_then(|number| catalogue.number(number, row.occurred_on));
    let kind = row.label.as_deref().map(text::inside_a_sentence).or_else(|| listed.map(text::benefit_words));
    let payer = row.payer.unwrap_or_else(|| text::UNKNOWN_PAYER.to_owned());
    let to = match (row.to_person, row.creditor_name) {
        (Some(true), _) => text::OWN_ACCOUNT.to_owned(),
        (_, Some(name)) => name,
        (_, None) => text::UNDECIDED.to_owned(),
    };
    let seen = |day: &NaiveDate| *day <= scope.last;
    let given_back_on = row.left_on.filter(seen).filter(|_| row.returned_on.filter(seen).is_none());
    RefusedIncome {
        booked_on: row.occurred_on,
        payer,
        kind: kind.unwrap_or_else(|| "autre revenu".to_owned()),
        amount: row.net,
        // The law's words, never the code that the database keeps.
        reason: Reason::of(&row.reason).map_or(row.reason, |reason| reason.words().to_owned()),
        article: row.article,
        to,
        given_back_on,
    }
}
