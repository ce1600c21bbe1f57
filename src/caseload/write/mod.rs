//! Writes what differs: anchors for what is new, a version for what changed, a few statements for all rows together.

mod changes;
mod contracts;
mod money;
mod people;

use super::{Authorisations, Folder, Report, rows};
use crate::access::Act;
use crate::caseload::store::{Current, PeriodKey};
use crate::person::Contract;
use crate::refusal::Failure;
use crate::rent::{Leases, write_terms};
use crate::store::Tx;
use changes::values;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Writes what differs and says what was done.
pub(super) async fn write(
    tx: &mut Tx,
    act: &Act,
    current: &Current,
    folder: &Folder,
    authorisations: &Authorisations,
) -> Result<Report, Failure> {
    let accounts = people::bank_accounts(tx, act, current, folder).await?;
    let (people, people_to_confirm) = people::people(tx, act, current, folder).await?;
    let (contracts, mut touched) = contracts::contracts(tx, act, current, folder).await?;
    let authorised = contracts::authorised(tx, act, current, authorisations).await?;
    let (payees, payees_to_confirm) = money::payees(tx, act, current, folder).await?;
    let rents = money::rents(tx, act, current, folder, &mut touched).await?;
    let budget = money::budget(tx, act, current, folder).await?;
    let leases = leases(current, folder, &rents.ids, &touched);
    Ok(Report {
        files: vec![
            (rows::PEOPLE.file, people),
            (rows::BANK_ACCOUNTS.file, accounts),
            (rows::CONTRACTS.file, contracts),
            (rows::AUTHORISATIONS.file, authorised),
            (rows::PAYEES.file, payees),
            (rows::RENTS.file, rents.counts),
            (rows::BUDGET.file, budget),
        ],
        payees_to_confirm,
        people_to_confirm,
        people_with_changed_terms: write_terms(tx, act, &leases).await?,
        ..Report::default()
    })
}

/// The leases and contracts, as they now are, of the people whose leases or contracts changed.
fn leases(
    current: &Current,
    folder: &Folder,
    new_ids: &HashMap<PeriodKey, String>,
    touched: &HashSet<i64>,
) -> BTreeMap<i64, Leases> {
    let mut leases: BTreeMap<i64, Leases> = touched.iter().map(|person| (*person, Leases::default())).collect();
    let mut periods: HashMap<_, _> =
        current.rents.iter().map(|(key, known)| (key.clone(), (known.id.clone(), &known.value))).collect();
    for period in values(&folder.rents) {
        let known = periods.get(&period.key()).map(|(id, _)| id.clone());
        if let Some(id) = known.or_else(|| new_ids.get(&period.key()).cloned()) {
            periods.insert(period.key(), (id, period));
        }
    }
    for (id, period) in periods.into_values() {
        if let Some(of_person) = leases.get_mut(&period.person) {
            of_person.periods.push((id, period.clone()));
        }
    }
    let mut contracts: HashMap<&str, &Contract> =
        current.contracts.values().map(|k| (k.value.reference.as_str(), &k.value)).collect();
    contracts.extend(values(&folder.contracts).map(|contract| (contract.reference.as_str(), contract)));
    for contract in contracts.into_values() {
        if let Some(of_person) = leases.get_mut(&contract.person) {
            of_person.contracts.push((contract.starts_on, contract.ends_on));
        }
    }
    leases
}
