//! *Comptabilité*: trial balance, verification, closing.

use crate::web::routes::Map;

/// Adds these pages.
#[must_use]
pub fn add(map: Map) -> Map {
    map
}
