//! *Dossiers* and *Dossier*: people, their money, their contract.

use crate::web::routes::Map;

/// Adds these pages.
#[must_use]
pub fn add(map: Map) -> Map {
    map
}
