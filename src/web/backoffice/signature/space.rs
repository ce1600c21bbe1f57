//! The person's own space, as the users of the file open and close it: a link on a page to print, shown once.

use super::person;
use crate::access::person_code::Seen;
use crate::access::portal::{Given, LASTS, end, give, standing};
use crate::refusal::Failure;
use crate::web::answer::Answer;
use crate::web::backoffice::files::File;
use crate::web::backoffice::sign_in::picture;
use crate::web::form::{Field, Form, Kind};
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Ended, Visit, Writing};
use crate::web::words::instant;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;

#[derive(Template)]
#[template(path = "backoffice/signature/space.html")]
struct Page {
    top: String,
    told: Vec<String>,
    open: bool,
    give: Form,
    close: Form,
}

/// What is handed to the person.
#[derive(Template)]
#[template(path = "backoffice/signature/link.html")]
struct Link {
    name: String,
    number: i64,
    address: String,
    picture: String,
    enter: String,
    until: String,
    days: i64,
    back: String,
}

fn told(given: Option<&Given>) -> Vec<String> {
    let Some(given) = given else { return vec!["Cet espace n’a jamais été ouvert.".to_owned()] };
    let mut told = vec![format!("Lien donné le {} par {}.", instant(given.made_at), given.author)];
    told.extend(given.used_at.map(|at| format!("La personne a choisi son code avec ce lien le {}.", instant(at))));
    told.extend(given.entered_at.map(|at| format!("Dernière entrée : le {}.", instant(at))));
    told.push(match given.ended_at {
        Some(at) => format!("Espace fermé le {}.", instant(at)),
        None => "Espace ouvert.".to_owned(),
    });
    told
}

/// Whether the space is open, and how to open or close it.
pub async fn overview(visit: Visit, Path(number): Path<String>) -> Answer {
    let mut file = File::open(&visit, &number, "espace personnel").await?;
    let given = standing(&mut file.tx, file.number).await?;
    let open = given.as_ref().is_some_and(|given| given.ended_at.is_none());
    let at = file.at("/espace");
    let seen = [Seen::Known, Seen::Document].map(|seen| {
        let words = if seen == Seen::Known { "Je connais la personne" } else { "J’ai vu sa pièce d’identité" };
        (seen.word().to_owned(), words.to_owned())
    });
    let known = Field::new("vu", format!("Comment savez-vous que c’est bien {} ?", file.name), Kind::Choice(seen.to_vec()));
    let words = if open { "Donner un nouveau lien" } else { "Ouvrir son espace" };
    let page = Page {
        top: file.top("releves")?,
        told: told(given.as_ref()),
        open,
        give: Form::new(&visit, format!("{at}/ouvrir"), words).field(known),
        close: Form::new(&visit, format!("{at}/fermer"), "Fermer son espace").grave(),
    };
    visit.page(&format!("Espace personnel · {}", file.name), &page)
}

fn done(person: i64, title: &str, sentence: &str) -> Done {
    Done {
        title: title.to_owned(),
        sentences: vec![sentence.to_owned()],
        links: vec![("Revenir à l’espace personnel".to_owned(), format!("/dossiers/{person}/espace"))],
    }
}

/// Opens the space, and shows the link on the answer itself: sent again, the form gets a confirmation without it.
pub async fn open(visit: Visit, Path(number): Path<String>, sent: Sent) -> Answer {
    let person = person(&visit, &number).await?;
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let seen = Seen::read(sent.fields.get("vu"))?;
    let secret = give(&mut writing.tx, &writing.act, person, seen).await?;
    link(&visit, writing, person, &secret).await.map_err(Into::into)
}

async fn link(visit: &Visit, writing: Box<Writing>, person: i64, secret: &str) -> Result<Response, Failure> {
    let facts = "Le lien a été montré une fois. S’il n’a pas été remis, donnez-en un autre : le premier ne servira plus.";
    writing.keep(&done(person, "Espace personnel ouvert", facts)).await?;
    let mut file = File::open(visit, &person.to_string(), "espace personnel").await.map_err(|problem| problem.0)?;
    let given = standing(&mut file.tx, person).await?;
    let origin = &visit.office.site.origin;
    let address = format!("{origin}/espace/lien/{secret}");
    let page = Link {
        picture: picture(&address)?,
        address,
        enter: format!("{origin}/espace"),
        name: file.name.clone(),
        number: person,
        until: given.map(|given| instant(given.expires_at)).unwrap_or_default(),
        days: LASTS.num_days(),
        back: file.at("/espace"),
    };
    visit.page("Lien à remettre", &page).map_err(|problem| problem.0)
}

/// Closes the space: the link and every session end.
pub async fn close(visit: Visit, Path(number): Path<String>, sent: Sent) -> Answer {
    let person = person(&visit, &number).await?;
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let outcome = end(&mut writing.tx, &writing.act, person).await;
    let said = done(person, "Espace personnel fermé", "Le lien ne sert plus. Qui était entré est sorti.");
    match writing.end(outcome.map(|()| said)).await? {
        Ended::Done(answer) => Ok(answer),
        Ended::Refused(why) => Err(Failure::Refused(why).into()),
    }
}
