//! *Banque*: files of the bank, receipts to identify and split, debits, daily proof.

use crate::web::routes::Map;

/// Adds these pages.
#[must_use]
pub fn add(map: Map) -> Map {
    map
}
