//! What everybody opens first, asked before they come: a server that has just started makes nobody wait.

use super::bank::LAST_FILES;
use super::dashboard::of_role;
use crate::access::{Reach, Role};
use crate::bank::proof::{LastFiles, Proofs};
use crate::books::dossier::head::OpenDebits;
use crate::books::dossier::portfolio::{Filter, People, Sort};
use crate::books::dossier::search::Searched;
use crate::books::queues::{RentsShort, Waiting, Waits};
use crate::calendar::Month;
use crate::intake::proposed::Offers;
use crate::intake::receipt::WaitingReceipts;
use crate::ledger::balance::TrialBalance;
use crate::payment::prepare::Foreseen;
use crate::payment::view::listed::Proposals;
use crate::payment::view::month::{LastProposal, Steps};
use crate::refusal::Failure;
use crate::web::server::Office;
use chrono::Utc;
use std::time::Instant;

/// Has the memory of a server answer what its first pages ask of the whole house.
///
/// # Errors
/// `business_day_out_of_range`; unavailable when the engine does not answer.
pub async fn want_first(office: &Office) -> Result<(), Failure> {
    let today = office.business_day(&mut office.db.read().await?, Utc::now()).await?;
    let month = Month::of(today);
    let (memory, now) = (&office.memory, Instant::now());
    for &what in of_role(Role::Responsable).iter().filter(|what| **what != Waits::RentsAtRisk) {
        memory.want(&Waiting::of(what, today, Reach::Everyone), now);
    }
    memory.want(&RentsShort { today }, now);
    memory.want(&Proofs, now);
    memory.want(&LastFiles { most: LAST_FILES }, now);
    memory.want(&Searched, now);
    memory.want(&People { filter: Filter::All, sort: Sort::Name, down: false, today }, now);
    memory.want(&OpenDebits, now);
    memory.want(&WaitingReceipts { reach: Reach::Everyone }, now);
    memory.want(&Offers, now);
    memory.want(&Steps { month }, now);
    memory.want(&LastProposal { month }, now);
    memory.want(&Proposals, now);
    memory.want(&Foreseen { month, today }, now);
    memory.want(&TrialBalance, now);
    Ok(())
}
