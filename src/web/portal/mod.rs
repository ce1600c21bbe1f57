//! The person's own space (*espace personnel*, design §8): a telephone first, no scripts, plain French; their money, and their statements.
//!
//! Whoever comes in is told from the session alone: no address and no form of these pages names a person ([`visit::PersonVisit`]).

mod answering;
mod door;
mod frame;
mod gate;
mod home;
mod own_data;
mod reading;
mod sheets;
mod statements;
mod visit;

pub(super) use frame::{is_in_the_space, unknown};
pub(super) use gate::guard;

use super::gate::Gate;
use super::routes::Map;

/// The first page.
const HOME: &str = "/espace";
/// The way in, by number and code.
const ENTER: &str = "/espace/entrer";

/// Adds these pages.
#[must_use]
pub fn add(map: Map) -> Map {
    map.get(HOME, Gate::Person, home::home)
        .get("/espace/mois", Gate::Person, home::month)
        .get(ENTER, Gate::Door, door::ask)
        .post(ENTER, Gate::Door, door::enter)
        .get("/espace/lien/{secret}", Gate::Door, door::by_link)
        .post("/espace/lien/{secret}", Gate::Door, door::enter_by_link)
        .post("/espace/sortir", Gate::Person, door::leave)
        .get("/espace/mes-donnees", Gate::Person, own_data::file)
        .get("/espace/releves", Gate::Person, statements::list)
        .get("/espace/releves/{month}", Gate::Person, statements::plain)
        .get("/espace/releves/{month}/detail", Gate::Person, statements::detail)
        .get("/espace/releves/{month}/fichier", Gate::Person, statements::file)
        .get("/espace/releves/{month}/copie", Gate::Person, statements::copy)
        .post("/espace/releves/{month}/lire", Gate::Person, reading::begin)
        .get("/espace/releves/{month}/lecture/{presentation}", Gate::Person, reading::plain)
        .get("/espace/releves/{month}/lecture/{presentation}/detail", Gate::Person, reading::detail)
        .get("/espace/releves/{month}/lecture/{presentation}/reponse", Gate::Person, answering::ask)
        .post("/espace/releves/{month}/lecture/{presentation}/reponse", Gate::Person, answering::answer)
        .get("/espace/releves/{month}/lecture/{presentation}/fin", Gate::Person, answering::thanks)
}
