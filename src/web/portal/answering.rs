//! Where the person answers in their own space: the words and the proof of the interview, and their code once more.

use super::frame::{Told, told};
use super::reading::{Names, Reading};
use super::visit::PersonVisit;
use crate::access::person_code::{Checked, asked, note_wrong};
use crate::refusal::{Failure, PERSON_CODE_WRONG, PRESENTATION_ANSWERED, PRESENTATION_OF_ANOTHER, PRESENTATION_OVER, Refusal};
use crate::signature::answer::{Given, answer as record};
use crate::signature::presentation::On;
use crate::signature::proof::kept::seal_of;
use crate::signature::rules::answers_from;
use crate::signature::view::told_of;
use crate::signature::{Answer as Said, Copy, Screen, wording};
use crate::statement::query::number;
use crate::web::answer::{Answer, Problem};
use crate::web::form::PERSON_CODE;
use crate::web::sent::{Fields, Sent};
use crate::web::turn::turn;
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
#[template(path = "portal/answer.html")]
struct Page<'a> {
    about: String,
    refused: Vec<Told>,
    token: &'a str,
    at: String,
    choices: Vec<Choice>,
    copies: Vec<Choice>,
    comment: &'a str,
    helper: &'a str,
    help: &'a str,
}

#[derive(Template)]
#[template(path = "portal/thanks.html")]
struct Thanks {
    said: &'static str,
    comment: String,
    when: String,
    reference: String,
}

#[derive(Template)]
#[template(path = "portal/over.html")]
struct Over<'a> {
    refused: Vec<Told>,
    comment: &'a str,
    back: String,
}

/// The page of the answers.
pub(super) async fn ask(visit: PersonVisit, Path(names): Path<Names>) -> Answer {
    let reading = Reading::open(&visit, &names).await?;
    if reading.presentation.answered {
        return Ok(Redirect::to(&format!("{}/fin", reading.at())).into_response());
    }
    if reading.presentation.plain_at.is_none() {
        return Ok(Redirect::to(&reading.at()).into_response());
    }
    page(&visit, reading, &Fields::default(), &[]).await
}

async fn page(visit: &PersonVisit, reading: Reading, fields: &Fields, refusals: &[Refusal]) -> Answer {
    let reading = reading.showing(visit, Screen::Answer).await?;
    let choice =
        |said: Said| Choice { value: said.code(), words: wording::choice(said), chosen: fields.get("reponse") == said.code() };
    let copy = |copy: Copy| Choice { value: copy.code(), words: wording::copy(copy), chosen: fields.get("copie") == copy.code() };
    let page = Page {
        about: wording::about(reading.month, &reading.life.number),
        refused: told(refusals),
        token: &visit.session.csrf,
        at: reading.at(),
        choices: answers_from(reading.life.state()?).into_iter().map(choice).collect(),
        // Nobody hands a sheet of paper over here.
        copies: [Copy::Had, Copy::Declined].map(copy).into(),
        comment: fields.get("mots"),
        helper: fields.get("aide_par"),
        help: fields.get("aide"),
    };
    drop(reading);
    let shown = visit.page("Votre réponse", &page).await?;
    Ok(if refusals.is_empty() { shown } else { (StatusCode::UNPROCESSABLE_ENTITY, shown).into_response() })
}

/// Records the answer; the same form sent again finds it recorded.
pub(super) async fn answer(visit: PersonVisit, Path(names): Path<Names>, sent: Sent) -> Answer {
    let fields = sent.fields.without(&PERSON_CODE);
    let ends = |why: &[Refusal]| why.iter().any(|one| [&PRESENTATION_OVER, &PRESENTATION_OF_ANOTHER].contains(&one.code));
    let mut reading = match Reading::open(&visit, &names).await {
        Err(Problem(Failure::Refused(why))) if ends(&why) => return over(&visit, &names, &fields, &why).await,
        opened => opened?,
    };
    let done = format!("{}/fin", reading.at());
    if reading.presentation.answered {
        return Ok(Redirect::to(&done).into_response());
    }
    let checked = match checked(&visit, &mut reading, sent.fields.get(PERSON_CODE[0]).to_owned()).await? {
        Ok(checked) => checked,
        Err(busy) => return page(&visit, reading, &fields, &[busy]).await,
    };
    drop(reading);
    match recorded(&visit, &names, &fields, checked.as_ref()).await {
        Ok(()) => Ok(Redirect::to(&done).into_response()),
        Err(Failure::Refused(why)) if why.iter().any(|one| one.code == &PRESENTATION_ANSWERED) => {
            Ok(Redirect::to(&done).into_response())
        }
        Err(Failure::Refused(why)) => {
            if let Some(checked) = checked.filter(|_| why.iter().any(|one| one.code == &PERSON_CODE_WRONG)) {
                wrong(&visit, &checked, &names.1).await?;
            }
            page(&visit, Reading::open(&visit, &names).await?, &fields, &why).await
        }
        Err(other) => Err(other.into()),
    }
}

/// The reading is over, or was begun in a session that ended: what the person wrote is given back.
async fn over(visit: &PersonVisit, (month, _): &Names, fields: &Fields, why: &[Refusal]) -> Answer {
    let month = super::reading::month_of(month)?;
    let page = Over { refused: told(why), comment: fields.get("mots"), back: format!("/espace/releves/{month}") };
    let shown = visit.page("La lecture est terminée", &page).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response())
}

/// Looks at the code away from the threads that serve; or says that too many are looked at now.
async fn checked(visit: &PersonVisit, reading: &mut Reading, code: String) -> Result<Result<Option<Checked>, Refusal>, Problem> {
    if code.is_empty() {
        return Ok(Ok(None));
    }
    let asked = asked(&mut reading.tx, visit.person(), visit.now).await?;
    let turn = match turn().await {
        Ok(turn) => turn,
        Err(busy) => return Ok(Err(busy)),
    };
    let checked = tokio::task::spawn_blocking(move || asked.check(&code)).await;
    drop(turn);
    Ok(Ok(Some(checked.map_err(|error| Failure::Broken(format!("{error}.")))?)))
}

/// A wrong code is counted in a transaction of its own: what it stopped left nothing.
async fn wrong(visit: &PersonVisit, checked: &Checked, presentation: &str) -> Result<(), Problem> {
    let mut tx = visit.office.db.write().await?;
    let act = visit.act(&mut tx).await?;
    note_wrong(&mut tx, &act, checked, presentation).await?;
    Ok(tx.commit().await?)
}

async fn recorded(
    visit: &PersonVisit,
    (month, presentation): &Names,
    fields: &Fields,
    code: Option<&Checked>,
) -> Result<(), Failure> {
    let month = super::reading::month_of(month).map_err(|problem| problem.0)?;
    let given = Given {
        answer: Said::read(fields.get("reponse"))?,
        comment: fields.get("mots").to_owned(),
        helper: fields.get("aide_par").to_owned(),
        help: fields.get("aide").to_owned(),
        copy: Copy::read(fields.get("copie"))?,
    };
    let mut tx = visit.office.db.write().await?;
    let act = visit.act(&mut tx).await?;
    let on = On::Portal(&visit.session.id);
    record(&mut tx, &act, (visit.person(), month), (on, presentation.as_str()), &given, code).await?;
    seal_of(&mut tx, &visit.office.keys, &number(month, visit.person()), act.at).await?;
    tx.commit().await
}

/// What was answered, with its reference.
pub(super) async fn thanks(visit: PersonVisit, Path(names): Path<Names>) -> Answer {
    let mut reading = Reading::open(&visit, &names).await?;
    let told = told_of(&mut reading.tx, &reading.life).await?;
    let own = told.into_iter().find(|one| one.presentation.as_deref() == Some(reading.presentation.id.as_str()));
    let Some(own) = own else { return Ok(Redirect::to(&reading.at()).into_response()) };
    drop(reading);
    let page = Thanks {
        said: wording::choice(Said::read(&own.answer)?),
        comment: own.comment.unwrap_or_default(),
        when: instant(own.answered_at),
        reference: short_id(&own.id),
    };
    visit.page("Merci", &page).await
}
