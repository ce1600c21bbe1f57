//! The verification of everything, asked by a person.

use crate::books::{Proven, prove};
use crate::refusal::Failure;
use crate::web::answer::Answer;
use crate::web::visit::Visit;
use askama::Template;

#[derive(Template)]
#[template(path = "backoffice/books/verification.html")]
struct Page {
    proven: Option<Proven>,
    wrong: String,
}

/// Chain, numbers, balances, pots, and the daily proof of each bank account.
pub(super) async fn verification(visit: Visit) -> Answer {
    let mut tx = visit.read().await?;
    let page = match prove(&mut tx).await {
        Ok(proven) => Page { proven: Some(proven), wrong: String::new() },
        // Not an incident of the program: the answer to the question asked.
        Err(Failure::Broken(wrong)) => Page { proven: None, wrong },
        Err(other) => return Err(other.into()),
    };
    visit.page("Vérification des comptes", &page)
}
