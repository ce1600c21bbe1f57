//! Which credits a manager works on: those that are or may be of their people, and those that nobody is known for (RULE 81).

use super::page::seen_by;
use crate::access::{Role, visible};
use crate::intake::reach::reaches;
use crate::intake::receipt::ListedProposal;
use crate::refusal::{FILE_NOT_SEEN, Failure, PAGE_UNKNOWN};
use crate::store::Tx;
use crate::web::answer::Problem;
use crate::web::visit::Visit;

/// Refuses a credit of people of other portfolios, with its documents and whatever is done to it.
pub(in crate::web::backoffice::bank) async fn within_reach(visit: &Visit, id: &str) -> Result<(), Problem> {
    if visit.role() != Role::Gestionnaire {
        return Ok(());
    }
    let condition = |column: &str| visible(&visit.session.user, column, visit.clock());
    let mut tx = visit.read().await?;
    match reaches(&mut tx, id, &condition).await? {
        None => Err(PAGE_UNKNOWN.because("").into()),
        Some(true) => Ok(()),
        Some(false) => Err(FILE_NOT_SEEN.because("(encaissement d'un autre portefeuille)").into()),
    }
}

/// The proposals for people whose file the user may see, and those for nobody.
pub(super) async fn shown_proposals(
    visit: &Visit,
    tx: &mut Tx,
    proposals: Vec<ListedProposal>,
) -> Result<Vec<ListedProposal>, Failure> {
    let seen = seen_by(visit, tx, proposals.iter().filter_map(|one| one.person).collect()).await?;
    Ok(proposals.into_iter().filter(|one| one.person.is_none_or(|person| seen.contains(&person))).collect())
}
