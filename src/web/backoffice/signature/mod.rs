//! A statement shown to its person and answered: on this screen, handed over, with a code of their own; on paper, with a second look; or by
//! tries that did not reach them (RULE 43, 90 to 92).

mod answering;
mod code;
mod letters;
mod list;
mod paper;
mod reading;
mod space;
mod told;

pub(super) use letters::form as letters;
pub(super) use told::{next_action, section, tone};

use crate::access::must_see;
use crate::calendar::Month;
use crate::refusal::PAGE_UNKNOWN;
use crate::web::answer::{Answer, Problem, page_for_person};
use crate::web::gate::{FILES, Gate, MONEY};
use crate::web::routes::Map;
use crate::web::visit::Visit;
use askama::Template;

/// Who shows a statement and records what the person answers (`Right::Present`): whoever follows people's money.
const PRESENTS: Gate = MONEY;

/// Adds these pages.
#[must_use]
pub fn add(map: Map) -> Map {
    map.get("/releves", FILES, list::statements)
        .get("/dossiers/{number}/code", PRESENTS, code::overview)
        .get("/dossiers/{number}/code/choisir", PRESENTS, code::ask)
        .post("/dossiers/{number}/code/choisir", PRESENTS, code::choose)
        .post("/dossiers/{number}/code/retirer", PRESENTS, code::take_back)
        .get("/dossiers/{number}/espace", PRESENTS, space::overview)
        .post("/dossiers/{number}/espace/ouvrir", PRESENTS, space::open)
        .post("/dossiers/{number}/espace/fermer", PRESENTS, space::close)
        .post("/dossiers/{number}/releves/lettres", PRESENTS, letters::choose)
        .post("/dossiers/{number}/releves/{month}/presenter", PRESENTS, reading::begin)
        .get("/dossiers/{number}/releves/{month}/lecture/{presentation}", PRESENTS, reading::plain)
        .get("/dossiers/{number}/releves/{month}/lecture/{presentation}/detail", PRESENTS, reading::detail)
        .get("/dossiers/{number}/releves/{month}/lecture/{presentation}/reponse", PRESENTS, answering::ask)
        .post("/dossiers/{number}/releves/{month}/lecture/{presentation}/reponse", PRESENTS, answering::answer)
        .get("/dossiers/{number}/releves/{month}/lecture/{presentation}/fin", PRESENTS, answering::thanks)
        .get("/dossiers/{number}/releves/{month}/papier", PRESENTS, paper::ask)
        .post("/dossiers/{number}/releves/{month}/papier", PRESENTS, paper::join)
        .get("/dossiers/{number}/releves/{month}/papier/{answer}", FILES, paper::look)
        .get("/dossiers/{number}/releves/{month}/papier/{answer}/feuille", FILES, paper::sheet)
        .post("/dossiers/{number}/releves/{month}/papier/{answer}/verifier", PRESENTS, paper::accept)
        .post("/dossiers/{number}/releves/{month}/papier/{answer}/ecarter", PRESENTS, paper::set_aside)
        .get("/dossiers/{number}/releves/{month}/reponses/{answer}/copie.pdf", FILES, told::copy)
        .post("/dossiers/{number}/releves/{month}/essai", PRESENTS, told::try_to_reach)
        .form_on("/dossiers/{number}/releves/{month}")
}

/// The statement that an address names.
#[derive(Clone, Copy, Debug)]
struct Place {
    person: i64,
    month: Month,
}

impl Place {
    /// Reads an address; the file is one that the user sees (RULE 81).
    async fn of(visit: &Visit, number: &str, month: &str) -> Result<Self, Problem> {
        let month = month.parse().map_err(|_| PAGE_UNKNOWN.because(format!("(relevé « {month} »)")))?;
        Ok(Self { person: person(visit, number).await?, month })
    }

    fn at(&self, rest: &str) -> String {
        format!("/dossiers/{}/releves/{}{rest}", self.person, self.month)
    }

    fn pair(&self) -> (i64, Month) {
        (self.person, self.month)
    }
}

/// The person that an address names; the file is one that the user sees.
async fn person(visit: &Visit, number: &str) -> Result<i64, Problem> {
    let person: i64 = number.parse().map_err(|_| PAGE_UNKNOWN.because(format!("(dossier « {number} »)")))?;
    let mut tx = visit.read().await?;
    if !crate::books::dossier::head::known(&mut tx, person).await? {
        return Err(PAGE_UNKNOWN.because(format!("(dossier « {number} »)")).into());
    }
    must_see(&mut tx, &visit.session.user, person, visit.clock()).await?;
    Ok(person)
}

/// A page on the screen that is handed to the person.
async fn for_person(visit: &Visit, title: &str, content: &impl Template) -> Answer {
    let mut tx = visit.read().await?;
    let house = crate::access::organisation(&mut tx).await?.map(|house| house.name).unwrap_or_default();
    let content = content.render().map_err(|error| crate::refusal::Failure::Broken(format!("{error}.")))?;
    Ok(page_for_person(&house, title, &content))
}
