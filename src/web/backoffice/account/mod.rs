//! *Mon compte*: who I am, how I prove it, and where I am signed in.

mod confirm;
mod means;
mod overview;
mod passkeys;
mod password;
mod sessions;
mod telephone;

use crate::refusal::{FACTOR_TO_CONFIRM, Failure};
use crate::web::answer::Answer;
use crate::web::gate::EVERYONE;
use crate::web::routes::Map;
use axum::response::{IntoResponse, Redirect};

/// The page itself.
const HERE: &str = "/compte";

/// Adds these pages.
#[must_use]
pub fn add(map: Map) -> Map {
    map.get(HERE, EVERYONE, overview::show)
        .get(password::HERE, EVERYONE, password::ask)
        .post(password::HERE, EVERYONE, password::change)
        .get(confirm::HERE, EVERYONE, confirm::ask)
        .post(confirm::HERE, EVERYONE, confirm::check)
        .post(confirm::KEY, EVERYONE, confirm::check_key)
        .post(confirm::KEY_ASKED, EVERYONE, crate::web::backoffice::sign_in::begin_key)
        .get(telephone::HERE, EVERYONE, telephone::show)
        .post(telephone::HERE, EVERYONE, telephone::confirm)
        .post("/compte/telephone/retirer", EVERYONE, means::remove_telephone)
        .get(means::CODES, EVERYONE, means::ask_codes)
        .post(means::CODES, EVERYONE, means::renew_codes)
        .get(passkeys::HERE, EVERYONE, passkeys::ask)
        .post(passkeys::HERE, EVERYONE, passkeys::register)
        .post(passkeys::ASKED, EVERYONE, passkeys::begin)
        .post("/compte/cles/{id}/retirer", EVERYONE, means::remove_passkey)
        .post("/compte/sessions/terminer", EVERYONE, sessions::end_others)
        .post("/compte/sessions/{id}/terminer", EVERYONE, sessions::end_one)
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
