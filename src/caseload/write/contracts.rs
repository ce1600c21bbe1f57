//! Contracts and authorisations.

use super::changes::{changes, insert_versions, row, values};
use crate::access::Act;
use crate::caseload::store::Current;
use crate::caseload::{Authorisations, Counts, Folder};
use crate::ids::new_id;
use crate::person::{Authorisation, Contract, rules};
use crate::refusal::Failure;
use crate::store::Column::{Boolean, Date, Integer, Text};
use crate::store::{Tx, insert_many};
use std::collections::HashSet;

/// Writes the contracts; also the people whose contracts changed.
pub(super) async fn contracts(
    tx: &mut Tx,
    act: &Act,
    current: &Current,
    folder: &Folder,
) -> Result<(Counts, HashSet<i64>), Failure> {
    let mut found =
        changes(values(&folder.contracts), &current.contracts, |one| one.reference.clone(), |one| one.reference.clone());
    // The database adds up the months of a person row by row: those that shrink come first.
    found.list.sort_by_key(|one| months(one.value) - current.contracts.get(&one.id).map_or(0, |known| months(&known.value)));
    insert_many(tx, "contract", &[Text("reference"), Integer("person")], &found.anchors(|one| row![one.id, one.value.person]))
        .await?;
    insert_versions(
        tx,
        "contract_version",
        &[
            Text("contract"),
            Integer("version"),
            Date("starts_on"),
            Date("ends_on"),
            Date("signed_by_person_on"),
            Date("signed_by_department_on"),
            Date("received_on"),
            Text("convention"),
            Text("renews"),
            Date("evaluated_on"),
            Integer("living_floor"),
        ],
        found.versions(act, |one| {
            let v = one.value;
            let signed = (v.signed_by_person_on, v.signed_by_department_on);
            row![
                one.id,
                one.version,
                v.starts_on,
                v.ends_on,
                signed.0,
                signed.1,
                v.received_on,
                v.convention,
                v.renews,
                v.evaluated_on,
                v.living_floor
            ]
        }),
    )
    .await?;
    Ok((found.counts, found.list.iter().map(|one| one.value.person).collect()))
}

fn months(contract: &Contract) -> i64 {
    rules::started_months(contract.starts_on, contract.ends_on)
}

pub(super) async fn authorised(tx: &mut Tx, act: &Act, current: &Current, rows: &Authorisations) -> Result<Counts, Failure> {
    let found = changes(values(rows), &current.authorisations, Authorisation::key, |_| new_id());
    insert_many(
        tx,
        "authorisation",
        &[Text("id"), Text("contract"), Integer("benefit"), Date("from_on")],
        &found.anchors(|one| row![one.id, one.value.contract, one.value.benefit, one.value.from_on]),
    )
    .await?;
    insert_versions(
        tx,
        "authorisation_version",
        &[
            Text("authorisation"),
            Integer("version"),
            Date("to_on"),
            Text("payer"),
            Text("file_number"),
            Integer("expected"),
            Integer("expected_day"),
            Boolean("tiers_payant"),
            Text("justification"),
            Boolean("mjagbf"),
            Text("holder"),
            Boolean("holder_signed"),
            Text("document"),
        ],
        found.versions(act, |one| {
            let v = one.value;
            let mut cells = row![one.id, one.version, v.to_on, v.payer, v.file_number, v.expected, v.expected_day];
            cells.extend(row![v.tiers_payant, v.justification, v.mjagbf, v.holder, v.holder_signed, v.document]);
            cells
        }),
    )
    .await?;
    Ok(found.counts)
}
