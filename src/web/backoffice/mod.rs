//! The back-office: the whole month of account managers, accountants and managers in the browser (design §8).

mod account;
mod bank;
mod books;
mod confirmation;
mod dashboard;
mod demonstration;
mod files;
mod help;
mod house;
mod payments;
mod ready;
mod sign_in;
mod signature;

pub use demonstration::add as add_demonstration;
pub use ready::want_first;
pub use sign_in::{ENROL, SECOND_FACTOR, form_of_before, session_ended, sign_in_then};

use super::answer::problem;
use super::gate::{EVERYONE, Gate};
use super::routes::Map;
use crate::refusal::PAGE_UNKNOWN;
use axum::response::Response;

/// Adds every page of the back-office.
#[must_use]
pub fn add(map: Map) -> Map {
    let areas: [fn(Map) -> Map; 9] =
        [sign_in::add, account::add, files::add, signature::add, bank::add, payments::add, books::add, house::add, help::add];
    let map = areas.into_iter().fold(map, |map, area| area(map));
    map.get("/", EVERYONE, dashboard::dashboard).get("/fait/{key}", Gate::Oneself, confirmation::done)
}

/// Adds what a house with an identity provider has more.
#[must_use]
pub fn add_provider(map: Map) -> Map {
    house::add_links(account::linking::add(sign_in::add_provider(map)))
}

/// An address that is not in the map.
#[must_use]
pub fn unknown() -> Response {
    // No gate stands before it to write the page of a problem.
    problem(None, &PAGE_UNKNOWN.because("").into())
}
