//! Payees, leases and budgets.

use super::changes::{changes, insert_versions, row, values};
use crate::access::Act;
use crate::caseload::store::{Current, PeriodKey};
use crate::caseload::{Counts, Folder};
use crate::ids::new_id;
use crate::person::BudgetLine;
use crate::refusal::Failure;
use crate::rent::terms::Period;
use crate::store::Column::{Boolean, Date, Integer, Text};
use crate::store::{Tx, failure, insert_many, on};
use serde_json::json;
use sqlx::AssertSqlSafe;
use std::collections::{HashMap, HashSet};

/// Writes the payees; also those whose account number waits for a second person.
pub(super) async fn payees(tx: &mut Tx, act: &Act, current: &Current, folder: &Folder) -> Result<(Counts, Vec<String>), Failure> {
    let found = changes(values(&folder.payees), &current.payees, |one| one.reference.clone(), |one| one.reference.clone());
    insert_many(tx, "payee", &[Text("reference")], &found.anchors(|one| row![one.id])).await?;
    insert_versions(
        tx,
        "payee_version",
        &[Text("payee"), Integer("version"), Text("name"), Text("iban"), Text("bic"), Boolean("known_at_start")],
        found.versions(act, |one| row![one.id, one.version, one.value.name, one.value.iban, one.value.bic, current.at_start]),
    )
    .await?;
    let moved = |id: &String, iban: &String| current.payees.get(id).map_or(!current.at_start, |known| known.value.iban != *iban);
    let moved: Vec<&String> = found.list.iter().filter(|one| moved(&one.id, &one.value.iban)).map(|one| &one.id).collect();
    Ok((found.counts, to_confirm(tx, &moved).await?))
}

/// Those of these payees whose account waits for a second person: one that had this account before does not.
async fn to_confirm(tx: &mut Tx, payees: &[&String]) -> Result<Vec<String>, Failure> {
    let sql = format!(
        "SELECT reference FROM payee_current WHERE reference {} AND NOT confirmed ORDER BY reference",
        tx.among_texts("$1")
    );
    let list = json!(payees).to_string();
    let rows: Vec<(String,)> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(list).fetch_all(c).await.map_err(failure))?;
    Ok(rows.into_iter().map(|(reference,)| reference).collect())
}

/// What was done to the periods, and the identifiers of the new ones.
pub(super) struct Rents {
    pub(super) counts: Counts,
    pub(super) ids: HashMap<PeriodKey, String>,
}

/// Writes the periods; adds the people whose periods changed to `touched`.
pub(super) async fn rents(
    tx: &mut Tx,
    act: &Act,
    current: &Current,
    folder: &Folder,
    touched: &mut HashSet<i64>,
) -> Result<Rents, Failure> {
    let found = changes(values(&folder.rents), &current.rents, Period::key, |_| new_id());
    insert_many(
        tx,
        "rent",
        &[Text("id"), Integer("person"), Text("lease"), Date("from_on")],
        &found.anchors(|one| row![one.id, one.value.person, one.value.lease, one.value.from_on]),
    )
    .await?;
    insert_versions(
        tx,
        "rent_version",
        &[
            Text("rent"),
            Integer("version"),
            Text("payee"),
            Date("to_on"),
            Integer("rent_amount"),
            Integer("charges"),
            Integer("tiers_payant"),
            Integer("rebate"),
            Integer("due_day"),
        ],
        found.versions(act, |one| {
            let v = one.value;
            row![one.id, one.version, v.payee, v.to_on, v.rent, v.charges, v.tiers_payant, v.rebate, v.due_day]
        }),
    )
    .await?;
    touched.extend(found.list.iter().map(|one| one.value.person));
    let ids = found.list.iter().map(|one| (one.value.key(), one.id.clone())).collect();
    Ok(Rents { counts: found.counts, ids })
}

pub(super) async fn budget(tx: &mut Tx, act: &Act, current: &Current, folder: &Folder) -> Result<Counts, Failure> {
    let found = changes(values(&folder.budget), &current.budget, BudgetLine::key, |_| new_id());
    insert_many(
        tx,
        "budget_line",
        &[Text("id"), Integer("person"), Text("reference")],
        &found.anchors(|one| row![one.id, one.value.person, one.value.reference]),
    )
    .await?;
    insert_versions(
        tx,
        "budget_line_version",
        &[
            Text("budget_line"),
            Integer("version"),
            Integer("rank"),
            Text("category"),
            Text("payee"),
            Integer("amount"),
            Text("period"),
            Integer("day"),
            Date("from_on"),
            Date("to_on"),
            Text("label"),
            Text("mandate"),
        ],
        found.versions(act, |one| {
            let v = one.value;
            let mut cells = row![one.id, one.version, v.rank, v.category, v.payee, v.amount, v.frequency.word(), v.day];
            cells.extend(row![v.from_on, v.to_on, v.label, v.mandate]);
            cells
        }),
    )
    .await?;
    Ok(found.counts)
}
