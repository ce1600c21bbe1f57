//! *Aide*: the guide and the glossary.

use crate::web::routes::Map;

/// Adds these pages.
#[must_use]
pub fn add(map: Map) -> Map {
    map
}
