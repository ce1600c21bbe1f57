//! *Mon compte*: who I am, how I prove it, and where I am signed in.

mod confirm;
pub mod linking;
mod means;
mod overview;
mod passkeys;
mod password;
mod sessions;
mod telephone;

use crate::refusal::{FACTOR_TO_CONFIRM, Failure};
use crate::web::answer::Answer;
use crate::web::gate::Gate;
use crate::web::routes::Map;
use axum::response::{IntoResponse, Redirect};

/// The page itself.
const HERE: &str = "/compte";

/// Adds these pages.
#[must_use]
pub fn add(map: Map) -> Map {
    map.get(HERE, Gate::Oneself, overview::show)
        .get(password::HERE, Gate::Oneself, password::ask)
        .post(password::HERE, Gate::Oneself, password::change)
        .get(confirm::HERE, Gate::Oneself, confirm::ask)
        .post(confirm::HERE, Gate::Oneself, confirm::check)
        .post(confirm::KEY, Gate::Oneself, confirm::check_key)
        .post(confirm::KEY_ASKED, Gate::Oneself, crate::web::backoffice::sign_in::begin_key)
        .get(telephone::HERE, Gate::Oneself, telephone::show)
        .post(telephone::HERE, Gate::Oneself, telephone::confirm)
        .post("/compte/telephone/retirer", Gate::Oneself, means::remove_telephone)
        .get(means::CODES, Gate::Oneself, means::ask_codes)
        .post(means::CODES, Gate::Oneself, means::renew_codes)
        .get(passkeys::HERE, Gate::Oneself, passkeys::ask)
        .post(passkeys::HERE, Gate::Oneself, passkeys::register)
        .post(passkeys::ASKED, Gate::Oneself, passkeys::begin)
        .post("/compte/cles/{id}/retirer", Gate::Oneself, means::remove_passkey)
        .post("/compte/sessions/terminer", Gate::Oneself, sessions::end_others)
        .post("/compte/sessions/{id}/terminer", Gate::Oneself, sessions::end_one)
}

/// The answer to a refusal: where a fresh second factor is asked for, the page that asks for it, which comes back.
fn confirm_first(failure: Failure, back: &str) -> Answer {
    if failure.code() == Some(FACTOR_TO_CONFIRM.name) {
        return Ok(Redirect::to(&confirm::then(back)).into_response());
    }
    Err(failure.into())
}

/// Where every confirmation of this area leads back to.
fn back() -> Vec<(String, String)> {
    vec![("Revenir à mon compte".into(), HERE.into())]
}
