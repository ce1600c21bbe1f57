//! *Paiements*: prepare the month, approve, files, answers of the bank, returns.

use crate::web::routes::Map;

/// Adds these pages.
#[must_use]
pub fn add(map: Map) -> Map {
    map
}
