//! The reading mode: the statement on a screen that is handed to its person, the plain layer first, then the detail if they wish. The instant
//! of each screen is noted when it is first shown.

use super::{Place, for_person};
use crate::access::Act;
use crate::refusal::{Failure, STATEMENT_NOT_ISSUED};
use crate::signature::Screen;
use crate::signature::presentation::{On, Presentation, open, present, show};
use crate::signature::view::{Life, life_of};
use crate::statement::document::Document;
use crate::statement::issued::stored;
use crate::store::Tx;
use crate::web::answer::{Answer, Problem};
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Ended, Visit};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};

#[derive(Template)]
#[template(path = "backoffice/signature/plain.html")]
struct Plain {
    document: Document,
    /// Where this reading is: the other screens are below.
    at: String,
    back: String,
    presenter: String,
    answered: bool,
}

#[derive(Template)]
#[template(path = "backoffice/signature/detail.html")]
struct Detail {
    document: Document,
    at: String,
    back: String,
    presenter: String,
    answered: bool,
}

/// A reading that is open, for who began it.
pub(super) struct Reading {
    pub(super) place: Place,
    pub(super) tx: Tx,
    pub(super) act: Act,
    pub(super) life: Life,
    pub(super) presentation: Presentation,
}

impl Reading {
    /// Opens it.
    pub(super) async fn open(visit: &Visit, (number, month, id): &(String, String, String)) -> Result<Self, Problem> {
        let place = Place::of(visit, number, month).await?;
        visit.open_file(place.person, "lecture du relevé").await?;
        Self::read(visit, place, id).await
    }

    /// Notes the screen that is about to be shown. It is shown for the first time once: only then is anything written.
    pub(super) async fn showing(self, visit: &Visit, screen: Screen) -> Result<Self, Problem> {
        if self.presentation.answered || self.presentation.has_shown(screen) {
            return Ok(self);
        }
        let (place, id) = (self.place, self.presentation.id.clone());
        drop(self);
        let mut tx = visit.office.db.write().await?;
        let act = visit.act(&mut tx).await?;
        let life = life_of(&mut tx, place.person, place.month).await?;
        let presentation = open(&mut tx, &act, On::User, &life, &id).await?;
        show(&mut tx, &act, &presentation, screen).await?;
        tx.commit().await?;
        Self::read(visit, place, &id).await
    }

    async fn read(visit: &Visit, place: Place, id: &str) -> Result<Self, Problem> {
        let mut tx = visit.read().await?;
        let act = visit.act(&mut tx).await?;
        let life = life_of(&mut tx, place.person, place.month).await?;
        let presentation = open(&mut tx, &act, On::User, &life, id).await?;
        Ok(Self { place, tx, act, life, presentation })
    }

    /// The address of this reading.
    pub(super) fn at(&self) -> String {
        self.place.at(&format!("/lecture/{}", self.presentation.id))
    }

    async fn document(&mut self) -> Result<Document, Failure> {
        let kept = stored(&mut self.tx, self.place.person, self.place.month).await?;
        kept.ok_or_else(|| STATEMENT_NOT_ISSUED.because(""))?.document()
    }
}

/// Begins to show a statement, and goes on to its first screen.
pub async fn begin(visit: Visit, Path((number, month)): Path<(String, String)>, sent: Sent) -> Answer {
    let place = Place::of(&visit, &number, &month).await?;
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let id = present(&mut writing.tx, &writing.act, On::User, place.person, place.month).await?;
    let at = place.at(&format!("/lecture/{id}"));
    let done = Done {
        title: "Relevé présenté".to_owned(),
        sentences: vec![format!("La lecture du relevé {} est ouverte pour deux heures au plus.", place.month.of_in_french())],
        links: vec![("Ouvrir la lecture".to_owned(), at.clone()), ("Revenir au relevé".to_owned(), place.at(""))],
    };
    match writing.end(Ok(done)).await? {
        Ended::Done(_) => Ok(Redirect::to(&at).into_response()),
        Ended::Refused(why) => Err(Failure::Refused(why).into()),
    }
}

/// The plain layer.
pub async fn plain(visit: Visit, Path(path): Path<(String, String, String)>) -> Answer {
    let mut reading = Reading::open(&visit, &path).await?.showing(&visit, Screen::Plain).await?;
    let document = reading.document().await?;
    let page = Plain {
        at: reading.at(),
        back: reading.place.at(""),
        presenter: visit.session.user.name.clone(),
        answered: reading.presentation.answered,
        document,
    };
    for_person(&visit, &page.document.title, &page).await
}

/// The detail; the plain layer comes first.
pub async fn detail(visit: Visit, Path(path): Path<(String, String, String)>) -> Answer {
    let reading = Reading::open(&visit, &path).await?;
    if reading.presentation.plain_at.is_none() {
        return Ok(Redirect::to(&reading.at()).into_response());
    }
    let mut reading = reading.showing(&visit, Screen::Detail).await?;
    let document = reading.document().await?;
    let page = Detail {
        at: reading.at(),
        back: reading.place.at(""),
        presenter: visit.session.user.name.clone(),
        answered: reading.presentation.answered,
        document,
    };
    for_person(&visit, "Le détail de votre relevé", &page).await
}
