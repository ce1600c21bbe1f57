//! *Administration*: users, accounts and profiles, catalogue, audit.

use crate::web::routes::Map;

/// Adds these pages.
#[must_use]
pub fn add(map: Map) -> Map {
    map
}
