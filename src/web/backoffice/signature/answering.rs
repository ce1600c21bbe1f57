//! Where the person answers: their choice in plain words, their own code, a few words if they wish. They type it themself.

use super::for_person;
use super::reading::Reading;
use crate::access::person_code::{Checked, asked, note_wrong, standing};
use crate::refusal::{Failure, PERSON_CODE_WRONG, PRESENTATION_OVER, Refusal};
use crate::signature::answer::{Given, answer as record};
use crate::signature::presentation::On;
use crate::signature::proof::kept::seal_of;
use crate::signature::rules::answers_from;
use crate::signature::view::told_of;
use crate::signature::{Answer as Said, Copy, Screen, wording};
use crate::statement::query::number;
use crate::web::answer::{Answer, Problem};
use crate::web::form::{Hidden, PERSON_CODE, Refusals};
use crate::web::sent::{Fields, Sent};
use crate::web::visit::{Begun, Done, Ended, Visit, Writing};
use crate::web::words::{instant, short_id};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};

/// One of several, as large buttons: value, words, chosen.
struct Choice {
    value: &'static str,
    words: &'static str,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "backoffice/signature/answer.html")]
struct Page<'a> {
    about: String,
    refusals: Refusals<'a>,
    hidden: Hidden,
    at: String,
    back: String,
    presenter: String,
    choices: Vec<Choice>,
    copies: Vec<Choice>,
    has_code: bool,
    choose_code: String,
    comment: String,
    helper: String,
    help: String,
}

#[derive(Template)]
#[template(path = "backoffice/signature/thanks.html")]
struct Thanks {
    said: String,
    comment: String,
    when: String,
    reference: String,
    at: String,
    back: String,
    presenter: String,
}

#[derive(Template)]
#[template(path = "backoffice/signature/over.html")]
struct Over<'a> {
    refusals: Refusals<'a>,
    comment: String,
}

type Names = (String, String, String);

/// The page of the answers.
pub async fn ask(visit: Visit, Path(path): Path<Names>) -> Answer {
    let reading = Reading::open(&visit, &path).await?;
    if reading.presentation.answered {
        return Ok(Redirect::to(&format!("{}/fin", reading.at())).into_response());
    }
    if reading.presentation.plain_at.is_none() {
        return Ok(Redirect::to(&reading.at()).into_response());
    }
    page(&visit, reading, None, &[]).await
}

async fn page(visit: &Visit, reading: Reading, sent: Option<&Sent>, refusals: &[Refusal]) -> Answer {
    let mut reading = reading.showing(visit, Screen::Answer).await?;
    let has_code = standing(&mut reading.tx, reading.place.person).await?.is_some_and(|code| code.opens);
    let none = Fields::default();
    let fields = sent.map_or(&none, |sent| &sent.fields);
    let answers = answers_from(reading.life.state()?);
    let choice =
        |said: Said| Choice { value: said.code(), words: wording::choice(said), chosen: fields.get("reponse") == said.code() };
    let copy = |copy: Copy| Choice { value: copy.code(), words: wording::copy(copy), chosen: fields.get("copie") == copy.code() };
    let page = Page {
        about: wording::about(reading.place.month, &reading.life.number),
        refusals: Refusals { refusals },
        hidden: Hidden::new(visit, sent),
        at: reading.at(),
        back: reading.place.at(""),
        presenter: visit.session.user.name.clone(),
        choices: answers.into_iter().filter(|said| has_code || !said.needs_code()).map(choice).collect(),
        copies: Copy::ALL.map(copy).into(),
        has_code,
        choose_code: format!("/dossiers/{}/code?lecture={}", reading.place.person, reading.at()),
        comment: fields.get("mots").to_owned(),
        helper: fields.get("aide_par").to_owned(),
        help: fields.get("aide").to_owned(),
    };
    let shown = for_person(visit, "Votre réponse", &page).await?;
    Ok(if refusals.is_empty() { shown } else { (StatusCode::UNPROCESSABLE_ENTITY, shown).into_response() })
}

/// Records the answer. Neither the code nor what could be found again from it is kept with the request.
pub async fn answer(visit: Visit, Path(path): Path<Names>, sent: Sent) -> Answer {
    let mut reading = match Reading::open(&visit, &path).await {
        Err(Problem(Failure::Refused(why))) if why.iter().any(|one| one.code == &PRESENTATION_OVER) => {
            return over(&visit, &sent, &why).await;
        }
        opened => opened?,
    };
    let code = sent.fields.get(PERSON_CODE[0]).to_owned();
    let sent = Sent { fields: sent.fields.without(&PERSON_CODE), files: Vec::new() };
    let checked = checked(&mut reading, code).await?;
    let (place, at, presentation) = (reading.place, reading.at(), reading.presentation.id.clone());
    drop(reading);
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(_) => return Ok(Redirect::to(&format!("{at}/fin")).into_response()),
    };
    let outcome =
        recorded(&visit, &mut writing, (place.person, place.month), &presentation, &sent.fields, checked.as_ref()).await;
    match writing.end(outcome).await? {
        Ended::Done(_) => Ok(Redirect::to(&format!("{at}/fin")).into_response()),
        Ended::Refused(why) => {
            if let Some(checked) = checked.filter(|_| why.iter().any(|one| one.code == &PERSON_CODE_WRONG)) {
                wrong(&visit, &checked, &presentation).await?;
            }
            page(&visit, Reading::open(&visit, &path).await?, Some(&sent), &why).await
        }
    }
}

/// The time is over: what the person wrote is given back, to be copied into the next answer.
async fn over(visit: &Visit, sent: &Sent, why: &[Refusal]) -> Answer {
    let page = Over { refusals: Refusals { refusals: why }, comment: sent.fields.get("mots").to_owned() };
    let shown = for_person(visit, "La lecture est terminée", &page).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response())
}

/// Looks at the code away from the threads that serve, without holding the database.
async fn checked(reading: &mut Reading, code: String) -> Result<Option<Checked>, Problem> {
    if code.is_empty() {
        return Ok(None);
    }
    let asked = asked(&mut reading.tx, reading.place.person, reading.act.at).await?;
    let checked = tokio::task::spawn_blocking(move || asked.check(&code)).await;
    Ok(Some(checked.map_err(|error| Failure::Broken(format!("{error}.")))?))
}

/// A wrong code is counted in a transaction of its own: what it stopped left nothing.
async fn wrong(visit: &Visit, checked: &Checked, presentation: &str) -> Result<(), Problem> {
    let mut tx = visit.office.db.write().await?;
    let act = visit.act(&mut tx).await?;
    note_wrong(&mut tx, &act, checked, presentation).await?;
    Ok(tx.commit().await?)
}

async fn recorded(
    visit: &Visit,
    writing: &mut Writing,
    statement: (i64, crate::calendar::Month),
    presentation: &str,
    fields: &Fields,
    code: Option<&Checked>,
) -> Result<Done, Failure> {
    let given = Given {
        answer: Said::read(fields.get("reponse"))?,
        comment: fields.get("mots").to_owned(),
        helper: fields.get("aide_par").to_owned(),
        help: fields.get("aide").to_owned(),
        copy: Copy::read(fields.get("copie"))?,
    };
    let (person, month) = statement;
    let state = record(&mut writing.tx, &writing.act, statement, (On::User, presentation), &given, code).await?;
    seal_of(&mut writing.tx, &visit.office.keys, &number(month, person), writing.act.at).await?;
    Ok(Done {
        title: "Réponse enregistrée".to_owned(),
        sentences: vec![format!("Relevé {} du dossier {person} : {}.", month.of_in_french(), state.in_french())],
        links: vec![("Revenir au relevé".to_owned(), format!("/dossiers/{person}/releves/{month}"))],
    })
}

/// What was answered, with its reference; then the screen goes back.
pub async fn thanks(visit: Visit, Path(path): Path<Names>) -> Answer {
    let mut reading = Reading::open(&visit, &path).await?;
    let told = told_of(&mut reading.tx, &reading.life).await?;
    let own = told.into_iter().find(|one| one.presentation.as_deref() == Some(reading.presentation.id.as_str()));
    let Some(own) = own else { return Ok(Redirect::to(&reading.at()).into_response()) };
    let page = Thanks {
        said: wording::choice(Said::read(&own.answer)?).to_owned(),
        comment: own.comment.unwrap_or_default(),
        when: instant(own.answered_at),
        reference: short_id(&own.id),
        at: reading.at(),
        back: reading.place.at(""),
        presenter: visit.session.user.name.clone(),
    };
    for_person(&visit, "Merci", &page).await
}
