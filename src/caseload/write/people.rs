//! Bank accounts and people, with the ledger accounts that they open.

use super::changes::{Change, changes, insert_versions, row, values};
use crate::access::Act;
use crate::caseload::store::Current;
use crate::caseload::{Counts, Folder};
use crate::ledger::account::{open_bank_accounts, open_people};
use crate::person::{BankAccount, Person, search_key};
use crate::refusal::Failure;
use crate::store::Column::{Boolean, Date, Integer, Text};
use crate::store::{Tx, failure, insert_many, on};
use serde_json::json;
use sqlx::AssertSqlSafe;
use std::collections::HashMap;

pub(super) async fn bank_accounts(tx: &mut Tx, act: &Act, current: &Current, folder: &Folder) -> Result<Counts, Failure> {
    let mut last = current.bank_accounts.values().map(|known| known.id).max().unwrap_or(0);
    let accounts: Vec<&BankAccount> = folder.bank_accounts.iter().map(|line| &line.value.account).collect();
    let next = |_: &BankAccount| {
        last += 1;
        last
    };
    let found = changes(accounts.into_iter(), &current.bank_accounts, |one| one.reference.clone(), next);
    insert_many(
        tx,
        "bank_account",
        &[Integer("id"), Text("reference"), Text("iban"), Text("holder")],
        &found.anchors(|one| row![one.id, one.value.reference, one.value.iban, one.value.holder.word()]),
    )
    .await?;
    insert_versions(
        tx,
        "bank_account_version",
        &[Integer("bank_account"), Integer("version"), Text("label"), Text("holder_name"), Text("bic")],
        found.versions(act, |one| row![one.id, one.version, one.value.label, one.value.holder_name, one.value.bic]),
    )
    .await?;
    let new: Vec<i64> = found.added().map(|one| one.id).collect();
    open_bank_accounts(tx, &new).await?;
    Ok(found.counts)
}

/// Writes the people; also those whose own account number waits for a second person.
pub(super) async fn people(tx: &mut Tx, act: &Act, current: &Current, folder: &Folder) -> Result<(Counts, Vec<i64>), Failure> {
    let found = changes(values(&folder.people), &current.people, |one| one.number, |one| one.number);
    let accounts = account_ids(tx).await?;
    insert_many(
        tx,
        "person",
        &[Integer("number"), Integer("bank_account")],
        &found.anchors(|one| row![one.id, accounts.get(&one.value.account)]),
    )
    .await?;
    insert_versions(
        tx,
        "person_version",
        &[
            Integer("person"),
            Integer("version"),
            Text("family_name"),
            Text("given_name"),
            Date("born_on"),
            Text("own_iban"),
            Text("search_key"),
            Boolean("known_at_start"),
        ],
        found.versions(act, |one| {
            let Person { family_name, given_name, born_on, own_iban, .. } = one.value;
            let key = search_key(&format!("{family_name} {given_name}"));
            row![one.id, one.version, family_name, given_name, born_on, own_iban, key, current.at_start]
        }),
    )
    .await?;
    let new: Vec<i64> = found.added().map(|one| one.id).collect();
    open_people(tx, &new).await?;
    let moved = |one: &Change<'_, Person, i64>| {
        current.people.get(&one.id).map_or(!current.at_start, |known| known.value.own_iban != one.value.own_iban)
    };
    let moved: Vec<i64> = found.list.iter().filter(|one| moved(one)).map(|one| one.id).collect();
    Ok((found.counts, to_confirm(tx, &moved).await?))
}

async fn to_confirm(tx: &mut Tx, people: &[i64]) -> Result<Vec<i64>, Failure> {
    let sql = format!(
        "SELECT number FROM person_current WHERE number {} AND own_iban IS NOT NULL AND NOT confirmed ORDER BY number",
        tx.among_numbers("$1")
    );
    let list = json!(people).to_string();
    let rows: Vec<(i64,)> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(list).fetch_all(c).await.map_err(failure))?;
    Ok(rows.into_iter().map(|(number,)| number).collect())
}

async fn account_ids(tx: &mut Tx) -> Result<HashMap<String, i64>, Failure> {
    let rows: Vec<(String, i64)> = on!(tx, c => sqlx::query_as("SELECT reference, id FROM bank_account")
        .fetch_all(c).await.map_err(failure))?;
    Ok(rows.into_iter().collect())
}
