//! *Banque*: files of the bank, receipts to identify and split, debits, daily proof.

mod import;
mod inspect;
mod told;

use crate::web::gate::{FILES, MONEY};
use crate::web::routes::Map;

/// Adds these pages.
#[must_use]
pub fn add(map: Map) -> Map {
    files(map)
}

fn files(map: Map) -> Map {
    map.get("/banque/importer", MONEY, import::form)
        .post("/banque/importer", MONEY, import::send)
        .get("/banque/importer/{upload}", MONEY, import::foreseen)
        .post("/banque/importer/{upload}", MONEY, import::import)
        .post("/banque/importer/{upload}/abandonner", MONEY, import::give_up)
        .get("/banque/lire", FILES, inspect::form)
        .post("/banque/lire", FILES, inspect::look)
}
