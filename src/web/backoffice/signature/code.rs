//! The person's own code: since when there is one, choosing it on the screen that is handed over, taking it back.

use super::{for_person, person};
use crate::access::person_code::{Seen, revoke, standing};
use crate::refusal::{Failure, PERSON_CODES_DIFFER, Refusal};
use crate::signature::code::choose_code;
use crate::web::answer::Answer;
use crate::web::backoffice::files::File;
use crate::web::form::{Form, Hidden, PERSON_CODE, Refusals};
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Ended, Visit};
use crate::web::words::instant;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

/// The parameter of the reading that waits for the code.
const READING: &str = "lecture";
/// The parameter of how the person is known.
const SEEN: &str = "vu";

#[derive(Template)]
#[template(path = "backoffice/signature/code.html")]
struct Page {
    top: String,
    name: String,
    at: String,
    reading: String,
    told: String,
    space: String,
    opens: bool,
    take_back: Form,
}

#[derive(Template)]
#[template(path = "backoffice/signature/choose.html")]
struct Choose<'a> {
    refusals: Refusals<'a>,
    hidden: Hidden,
    at: String,
    back: String,
    presenter: String,
    reading: String,
    seen: &'static str,
}

/// The address of a reading of this person, and nothing else.
fn reading_of(person: i64, asked: &str) -> String {
    let own = asked.starts_with(&format!("/dossiers/{person}/releves/"))
        && asked.contains("/lecture/")
        && asked.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-".contains(&byte));
    if own { asked.to_owned() } else { String::new() }
}

/// Since when the person has a code, and how to choose or take it back.
pub async fn overview(visit: Visit, Path(number): Path<String>) -> Answer {
    let mut file = File::open(&visit, &number, "code personnel").await?;
    let code = standing(&mut file.tx, file.number).await?;
    let told = match &code {
        None => "Aucun code n’a encore été choisi.".to_owned(),
        Some(code) => {
            let seen = code.seen.as_deref().and_then(|word| Seen::read(word).ok()).map_or("", Seen::in_french);
            let (when, whom) = (instant(code.chosen_at), &code.presenter);
            if code.opens {
                format!("Choisi le {when}, devant {whom} ({seen}).")
            } else {
                format!("Retiré le {when} par {whom}.")
            }
        }
    };
    let at = file.at("/code");
    let page = Page {
        top: file.top("releves")?,
        name: file.name.clone(),
        reading: reading_of(file.number, visit.query.get(READING)),
        told,
        space: file.at("/espace"),
        opens: code.is_some_and(|code| code.opens),
        take_back: Form::new(&visit, format!("{at}/retirer"), "Retirer ce code").grave(),
        at,
    };
    visit.page(&format!("Code personnel · {}", page.name), &page)
}

async fn page(visit: &Visit, person: i64, asked: (&str, &str), sent: Option<&Sent>, refusals: &[Refusal]) -> Answer {
    let (seen, reading) = (Seen::read(asked.0)?, reading_of(person, asked.1));
    let at = format!("/dossiers/{person}/code");
    let page = Choose {
        refusals: Refusals { refusals },
        hidden: Hidden::new(visit, sent),
        back: if reading.is_empty() { at.clone() } else { reading.clone() },
        at: format!("{at}/choisir"),
        presenter: visit.session.user.name.clone(),
        reading,
        seen: seen.word(),
    };
    let shown = for_person(visit, "Votre code personnel", &page).await?;
    Ok(if refusals.is_empty() { shown } else { (StatusCode::UNPROCESSABLE_ENTITY, shown).into_response() })
}

/// The screen on which the person chooses their code.
pub async fn ask(visit: Visit, Path(number): Path<String>) -> Answer {
    let person = person(&visit, &number).await?;
    page(&visit, person, (visit.query.get(SEEN), visit.query.get(READING)), None, &[]).await
}

/// Keeps the code chosen; the request is kept without it.
pub async fn choose(visit: Visit, Path(number): Path<String>, sent: Sent) -> Answer {
    let person = person(&visit, &number).await?;
    let [code, again] = PERSON_CODE.map(|name| sent.fields.get(name).to_owned());
    let sent = Sent { fields: sent.fields.without(&PERSON_CODE), files: Vec::new() };
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(onward(person, sent.fields.get(READING)).unwrap_or(answer)),
    };
    let asked = (sent.fields.get(SEEN), sent.fields.get(READING));
    let outcome = match Seen::read(asked.0) {
        _ if code != again => Err(PERSON_CODES_DIFFER.because("").into()),
        Ok(seen) => choose_code(&mut writing.tx, &writing.act, person, &code, seen).await,
        Err(refusal) => Err(Failure::from(refusal)),
    };
    let done = Done {
        title: "Code personnel choisi".to_owned(),
        sentences: vec![
            "Il est à vous seul : personne d’autre ne peut le lire.".to_owned(),
            "Retenez-le, ou gardez-le en lieu sûr. En cas d’oubli, choisissez-en un autre.".to_owned(),
        ],
        links: vec![("Revenir au code personnel".to_owned(), format!("/dossiers/{person}/code"))],
    };
    match writing.end(outcome.map(|()| done)).await? {
        Ended::Done(answer) => Ok(onward(person, asked.1).unwrap_or(answer)),
        Ended::Refused(why) => page(&visit, person, asked, Some(&sent), &why).await,
    }
}

/// On to the answer that waits for the code, if one does: the screen is still in the person's hands.
fn onward(person: i64, asked: &str) -> Option<Response> {
    let reading = reading_of(person, asked);
    (!reading.is_empty()).then(|| Redirect::to(&format!("{reading}/reponse")).into_response())
}

/// Takes the code back: it opens nothing any more.
pub async fn take_back(visit: Visit, Path(number): Path<String>, sent: Sent) -> Answer {
    let person = person(&visit, &number).await?;
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let outcome = revoke(&mut writing.tx, &writing.act, person).await;
    let done = Done {
        title: "Code personnel retiré".to_owned(),
        sentences: vec!["Il ne sert plus. La personne peut en choisir un autre.".to_owned()],
        links: vec![("Revenir au code personnel".to_owned(), format!("/dossiers/{person}/code"))],
    };
    match writing.end(outcome.map(|()| done)).await? {
        Ended::Done(answer) => Ok(answer),
        Ended::Refused(why) => Err(Failure::Refused(why).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_reading_of_the_same_person_is_gone_back_to() {
        let own = "/dossiers/7/releves/2026-11/lecture/0199AB";
        assert_eq!(reading_of(7, own), own);
        for elsewhere in [
            "",
            "/",
            "//autre.example/lecture/",
            "/dossiers/8/releves/2026-11/lecture/0199AB",
            "/dossiers/7/releves/x?lecture/",
            "/dossiers/7/budget",
        ] {
            assert_eq!(reading_of(7, elsewhere), "", "{elsewhere}");
        }
    }
}
